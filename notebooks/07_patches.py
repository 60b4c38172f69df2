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
# # 7. Patches: the CNN
#
# The second model of the paper has $P$ patches a sample: the output **adds** over the patches, the normaliser takes the **mean**
# over samples and patches. So $P$ enters, and more than one exponent of the printed proof forgets it. It takes about 10 minutes.

# %%
from verify.author import *

linear, cnn = LinearBN(), ConvBN()
i, j = samples("i j")
p, q = patches("p q")
x, y, c, eta = symbols("x y c η")
w, w_star = cnn.w, vector("w*")
assumption = cnn.uniform(w_star)


def margin(k, l):
    return inner(w, cnn.z(k, l))

# %% [markdown]
# ## One model, written once
#
# `ConvBN` is `LinearBN` with a patch index. The symmetries stay: stretching $w$ changes no output, and the gradient is orthogonal to
# $w$. The checker proves it for every $n$, $P$ and $d$ at once.

# %%
orthogonal = claim("cnn-orthogonal", equal(cnn.derivative_along(w), 0), expected="PROVED")
verdict(orthogonal)

# %% [markdown]
# ## Exercise 7.1: the margin of w*
#
# Every patch of $w^*$ has the margin one. What is the margin of a sample, $\sum_p\langle w^*,z_i^{(p)}\rangle$?

# %%
# Exercise 7.1
answer = claim("margin-of-w*", equal(cnn.margin(i, w_star), 1), given=assumption)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $P$. So at uniform margins the output is $\gamma P$, not $\gamma$.
#
# ```python
# answer = claim("margin-of-w*", equal(cnn.margin(i, w_star), P), given=assumption)
# ```
#
# </details>

# %% [markdown]
# ## Exercise 7.2: Lemma D.3's exponent
#
# At uniform margins the slope is $\bar\sigma(\gamma P)$. Lemma D.3 bounds it below by $e^{-\gamma}/2$, as in the linear model. With $x=\gamma$ and
# $y=P$, which exponent is right?

# %%
# Exercise 7.2
answer = claim("slope", sigmabar(x * y) >= exp(-x) / 2, given=(x >= 0, y >= 1))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $e^{-\gamma P}/2$. This print breaks the argument: `bnverify errata lemma-D.3`.
#
# ```python
# answer = claim("slope", sigmabar(x * y) >= exp(-x * y) / 2, given=(x >= 0, y >= 1))
# ```
#
# </details>

# %% [markdown]
# ## Exercise 7.3: which uniformity
#
# If all samples have the same margin, are the patches uniform too? The first answer says so; turn the claim around.

# %%
# Exercise 7.3
answer = claim("uniform", equal(margin(i, p), c / P), given=equal(cnn.margin(i), c))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# Patch-wise uniform margins make the samples' margins equal, and not the other way round. That is what BN of a CNN gives
# beyond least squares.
#
# ```python
# answer = claim("uniform", equal(cnn.margin(i), c), given=equal(margin(i, p), c / P))
# ```
#
# </details>

# %% [markdown]
# ## The discrepancy of patches
#
# $D_{patch}$ is zero exactly where all patches agree; it too is twice a variance, divided by the mean square:

# %%
m = mean(i, p, margin(i, p))
chain(
    mean(i, j, p, q, (margin(j, q) - margin(i, p)) ** 2),
    "=",
    2 * (mean(i, p, margin(i, p) ** 2) - m**2),
    "<=",
    2 * mean(i, p, margin(i, p) ** 2),
    name="patches",
)
