# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # 4. Metrics and norms: Lemmas 4.3 and 4.4
#
# Three ways to measure how far $w$ is from uniform margins stand in the paper: the discrepancy $D(w)$, a distance in the norm
# $\lVert\cdot\rVert_\Sigma$ of the data, and a distance in the plain norm $\lVert\cdot\rVert_2$. Lemma 4.3 says how they belong together; Lemma 4.4,
# how $\lVert w\rVert_2$ grows. Most slips of the proof are a norm in the place of another one. It takes about 15 minutes.

# %%
from proofs.cao2023.linear import lemma_4_3
from proofs.cao2023.linear.model import norm_grows
from verify.author import *
from verify.deciding.pages.collect import collect

paper = collect(["proofs.cao2023.linear"])
model = LinearBN()
w, w_star, z, u = model.w, vector("w*"), model.z, model.margin
i, j = samples("i j")
c, eta = symbols("c η")
assumption = model.uniform(w_star)

# %% [markdown]
# ## What has length one
#
# $\lVert v\rVert_\Sigma^2=\frac1n\sum_i\langle v,z_i\rangle^2$ measures a vector by the margins that it gives. The plain norm of $w^*$ depends on
# the data; its norm in $\Sigma$ does not.

# %% [markdown]
# ## Exercise 4.1: the length of w*
#
# What is $\lVert w^*\rVert_\Sigma^2$? Not $\lVert w^*\rVert_2^2$, as the dataset shows.

# %%
# Exercise 4.1
answer = claim("length", equal(mean(i, inner(w_star, z(i)) ** 2), inner(w_star, w_star)), given=assumption)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# One: every margin of $w^*$ is one, and so is their mean square.
#
# ```python
# answer = claim("length", equal(mean(i, inner(w_star, z(i)) ** 2), 1), given=assumption)
# ```
#
# </details>

# %% [markdown]
# ## Lemma 4.3
#
# The mean squared difference of two margins is twice the variance, and the variance is the square of the distance from $w$ to
# the line of $w^*$, in $\Sigma$. As a derivation:

# %%
m = mean(j, u(j))
chain(
    mean(i, j, (u(j) - u(i)) ** 2),
    "=",
    2 * (mean(i, u(i) ** 2) - m**2),
    "=",
    2 * mean(i, (u(i) - m) ** 2),
    "=",
    2 * mean(i, inner(w - m * w_star, z(i)) ** 2),
    name="lemma-4.3-by-hand",
    given=assumption,
)

# %% [markdown]
# The page's own claim has the same end:

# %%
verdict(lemma_4_3.lemma_4_3, among=paper)

# %% [markdown]
# ## Exercise 4.2: two projections
#
# The nearest point to $w$ on the line of $w^*$ is $c\,w^*$; which $c$ depends on the norm. In $\Sigma$, what is left has mean margin zero.
# The first answer takes the $c$ of the plain norm.

# %%
# Exercise 4.2
answer = claim(
    "left-in-sigma",
    equal(mean(i, inner(w - inner(w, w_star) / inner(w_star, w_star) * w_star, z(i))), 0),
    given=(assumption, inner(w_star, w_star) > 0),
)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# In $\Sigma$ it is $\langle w,w^*\rangle_\Sigma$, the mean margin.
#
# ```python
# answer = claim("left-in-sigma", equal(mean(i, inner(w - mean(j, u(j)) * w_star, z(i))), 0), given=assumption)
# ```
#
# </details>

# %% [markdown]
# ## Exercise 4.3: an exponent
#
# Lemma 4.4 prints $w-\langle w,w^*\rangle\lVert w^*\rVert_2^{-1}w^*$ for what is left in the plain norm. It should be orthogonal to $w^*$. Mend the
# exponent.

# %%
# Exercise 4.3
answer = claim(
    "orthogonal",
    equal(inner(w - inner(w, w_star) / sqrt(inner(w_star, w_star)) * w_star, w_star), 0),
    given=inner(w_star, w_star) > 0,
)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The exponent is $-2$, as it is printed elsewhere.
#
# ```python
# answer = claim(
#     "orthogonal",
#     equal(inner(w - inner(w, w_star) / inner(w_star, w_star) * w_star, w_star), 0),
#     given=inner(w_star, w_star) > 0,
# )
# ```
#
# </details>

# %% [markdown]
# ## Lemma 4.4, the first part
#
# The plain norm never falls: the gradient is orthogonal to $w$, so a step adds a square.

# %%
verdict(norm_grows, among=paper)

# %% [markdown]
# `bnverify errata lemma-4.4` says what became of the second part, and notebook 6 uses the first at every step.
