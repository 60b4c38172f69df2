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
# # 2. Lemma 4.1, step by step
#
# Lemma 4.1 is an identity: it says exactly how fast one step of gradient descent moves $w$ along $w^*$, the vector whose
# margins $\langle w^*,z_i\rangle$ are all $1$. This notebook derives it as on paper, one line after the other, and the checker
# says of each line whether it is true for **every** number of samples and dimension. It takes about 15 minutes.

# %%
from proofs.cao2023.linear.lemma_4_1 import lemma_4_1
from verify.author import *
from verify.deciding.pages.collect import collect

model = LinearBN()
i, j = samples("i j")
w_star = vector("w*")
gamma, s = model.gamma, model.norm()
u, slope = model.margin, model.slope
assumption = model.uniform(w_star)
paper = collect(["proofs.cao2023.linear"])

# %% [markdown]
# ## What the symbols are
#
# `model.margin(i)` is $u_i=\langle w,z_i\rangle$; `model.slope(i)` is $|\ell'_i|=\bar\sigma(\gamma u_i/s)$, how much sample $i$ still
# pulls; $s=\lVert w\rVert_\Sigma$ is the normaliser. `model.derivative_along(v)` is the derivative of the loss along $v$: SymPy
# differentiates the loss itself, so that no hand-made gradient has to be trusted.
#
# ## The derivation
#
# Insert $\langle w^*,z_i\rangle=1$ into the gradient; then write the double sum twice, once with $i$ and $j$ exchanged, and take
# the mean of the two; then factor.

# %%
front = gamma / (n**2 * s**3)
derivation = chain(
    -model.derivative_along(w_star),
    "=",
    front * total(i, j, slope(i) * (u(j) ** 2 - u(i) * u(j))),
    "=",
    front / 2 * total(i, j, slope(i) * (u(j) ** 2 - u(i) * u(j)) + slope(j) * (u(i) ** 2 - u(i) * u(j))),
    "=",
    front / 2 * total(i, j, (u(j) - u(i)) * (slope(i) * u(j) - slope(j) * u(i))),
    name="lemma-4.1-by-hand",
    given=assumption,
    reasons=["the gradient, with ⟨w*, z⟩ = 1", "i and j exchanged", "factored"],
)
derivation

# %% [markdown]
# The last line is Lemma 4.1 with $|\ell'_i||\ell'_j|$ multiplied in. The page `proofs/cao2023/linear/lemma_4_1.py` has the
# paper's own lines, (C.1) and (C.2), each a claim:

# %%
verdict(lemma_4_1, among=paper)

# %% [markdown]
# ## Where the assumption is used
#
# Without $\langle w^*,z_i\rangle=1$ the first line is false. The smallest dataset that shows it has two samples: with one, both
# sides are zero.

# %%
careless = claim(
    "without-the-assumption",
    equal(-model.derivative_along(w_star), front * total(i, j, slope(i) * (u(j) ** 2 - u(i) * u(j)))),
    expected="REFUTED",
)
verdict(careless)

# %% [markdown]
# ## Exercise 2.1: exchange the indices
#
# Renaming the indices of a double sum changes nothing; renaming only one of them does. Which sum is the same as
# $\sum_{i,j} b_i a_j^2$? Mend the right side, without writing the left side again.

# %%
# Exercise 2.1
a, b = (lambda k: family("a", k)), (lambda k: family("b", k))
answer = claim("exchanged", equal(total(i, j, b(i) * a(j) ** 2), total(i, j, b(i) * a(i) ** 2)))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# Both indices change places.
#
# ```python
# answer = claim("exchanged", equal(total(i, j, b(i) * a(j) ** 2), total(i, j, b(j) * a(i) ** 2)))
# ```
#
# </details>
#
# ## Exercise 2.2: the factor
#
# The most frequent slip in this lemma is the factor in front. Somebody writes the last line without the $\frac12$:

# %%
# Exercise 2.2
answer = claim(
    "factored",
    equal(
        total(i, j, b(i) * (a(j) ** 2 - a(i) * a(j))),
        total(i, j, (a(j) - a(i)) * (b(i) * a(j) - b(j) * a(i))),
    ),
)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The right side counts the left one twice, once for each order of the indices.
#
# ```python
# answer = claim(
#     "factored",
#     equal(
#         total(i, j, b(i) * (a(j) ** 2 - a(i) * a(j))),
#         total(i, j, (a(j) - a(i)) * (b(i) * a(j) - b(j) * a(i))) / 2,
#     ),
# )
# ```
#
# </details>
#
# ## Exercise 2.3: a derivation with a wrong step
#
# This chain wants to show that the double sum of exercise 2.2 is never negative where all $b_i$ are one number $c\ge0$. The
# checker names the first wrong step. Mend that step; the last one needs no reason, as a square is never negative.

# %%
# Exercise 2.3
c, = symbols("c")
answer = chain(
    total(i, j, c * (a(j) ** 2 - a(i) * a(j))),
    "=",
    total(i, j, c * (a(j) - a(i)) ** 2),
    ">=",
    0,
    name="one-weight",
    given=c >= 0,
)
answer

# %% [markdown]
# <details><summary>Solution</summary>
#
# Again a factor: $\sum_{i,j}(a_j-a_i)^2=2\sum_{i,j}(a_j^2-a_ia_j)$.
#
# ```python
# answer = chain(
#     total(i, j, c * (a(j) ** 2 - a(i) * a(j))),
#     "=",
#     total(i, j, c * (a(j) - a(i)) ** 2) / 2,
#     ">=",
#     0,
#     name="one-weight",
#     given=c >= 0,
# )
# ```
#
# </details>
#
# Look back at exercise 2.3's first answer: a step is wrong, and yet its *whole* is true and proved. "Wrong way, right end"
# is what most errata look like. The next notebook has one of the other kind.
