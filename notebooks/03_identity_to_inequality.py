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
# # 3. From an identity to an inequality: Lemmas C.1 and 4.2
#
# Lemma 4.2 is the engine of the paper: one step of gradient descent moves $w$ towards $w^*$ at least in proportion to the
# margin discrepancy $D(w)$. Its proof goes from the identity of Lemma 4.1 through a pointwise inequality, (C.4), and a weighted
# Chebyshev inequality, Lemma C.1. We walk along it, find the step that is false, look at the dataset that breaks it, and
# repair the lemma. It takes about 20 minutes.

# %%
import matplotlib.pyplot as plt
import numpy as np

from proofs.cao2023.linear.facts import lemma_c_1
from proofs.cao2023.linear.lemma_4_2 import lemma_4_2
from verify.author import *
from verify.deciding.pages.collect import collect

paper = collect(["proofs.cao2023"])
printed = {made.id: made for made in paper if made.edition == "printed"}
repaired = {made.id: made for made in paper if made.edition == "repaired"}
x, y = symbols("x y")
i, j, k = samples("i j k")

# %% [markdown]
# ## (C.4): where the printed chain breaks
#
# To turn the identity into an inequality, the proof uses that $\frac{a e^a-b e^b}{a-b}\ge e^{\max\{a,b\}}$ for all $a\ne b$.
# With $a=0$ the left side is $e^b$, and for $b<0$ that is less than $1$.

# %%
verdict(printed["C.4"], among=paper)

# %% [markdown]
# A misclassified sample has a negative margin, and nothing in Lemma 4.2 excludes it. In pictures: what matters is the
# *intercept* of the chord of $\bar\sigma(x)=1/(1+e^x)$ through $a$ and $b$. The printed proof needs it to be at least
# $\max\{\bar\sigma(a),\bar\sigma(b)\}$.

# %%
points = np.linspace(-6, 6, 400)
left, right = -4.0, 0.0


def sigma(t):
    return 1 / (1 + np.exp(t))


slope = (sigma(right) - sigma(left)) / (right - left)
plt.figure(figsize=(6, 3.5))
plt.plot(points, sigma(points), label="σ̄")
plt.plot(points, sigma(right) + slope * (points - right), "--", label="chord through b = −4 and a = 0")
plt.plot([left, right], [sigma(left), sigma(right)], "o")
plt.axvline(0, color="grey", linewidth=0.5)
plt.axhline(sigma(left), color="grey", linewidth=0.5)
plt.title("The intercept (at 0) lies below σ̄(b): (C.4) fails")
plt.legend()
plt.show()

# %% [markdown]
# ## Exercise 3.1: save (C.4)
#
# For $x>y$, multiply (C.4) by $x-y$: it says $x e^x-y e^y\ge(x-y)e^x$. Which hypothesis saves it? Write it into `given`; `x > y`
# alone is not enough, as the checker shows.

# %%
# Exercise 3.1
answer = claim("C.4-saved", x * exp(x) - y * exp(y) >= (x - y) * exp(x), given=(x > y,))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The difference is $y(e^x-e^y)$, and $e^x>e^y$: what is needed is $y\ge0$, that is, margins that are not negative.
#
# ```python
# answer = claim("C.4-saved", x * exp(x) - y * exp(y) >= (x - y) * exp(x), given=(x > y, y >= 0))
# ```
#
# </details>
#
# ## Lemma C.1: true, and a quarter of what it could be
#
# The next ingredient is true. In fact $1/(4n)$ can be replaced by $1/n$, and no ordering is needed. The proof is a *layer
# cake*: both sides are sums of $b_i$ and $\max\{b_i,b_j\}$, so it suffices that every $b_i$ is $0$ or $1$; then the
# difference is a sum of squares, and that is a finite identity for all $n$. Unfold the evidence to see the terms.

# %%
verdict(lemma_c_1.lemma_C_1_sharp)

# %%
verdict(lemma_c_1.lemma_C_1, among=paper)

# %% [markdown]
# ## Exercise 3.2: be greedy
#
# Can the constant be better than $1/n$? Two samples tell. For $n=2$ both sides have the factor $2(a_1-a_2)^2$, and what is left
# says $\max\{x,y\}\ge\kappa\,\frac{x+y}2$ for the weights $x,y\ge0$, where $\kappa=1$ belongs to $1/n$. Here $\kappa$ is one percent
# larger. Find the best one.

# %%
# Exercise 3.2
answer = claim("greedy", maximum(x, y) >= rational(101, 100) * (x + y) / 2, given=(x >= 0, y >= 0))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# One: where the weights are equal, both sides are the same. So $1/n$ is the best constant for two samples, and no larger one
# holds for every $n$.
#
# ```python
# answer = claim("greedy", maximum(x, y) >= (x + y) / 2, given=(x >= 0, y >= 0))
# ```
#
# </details>
#
# ## Exercise 3.3: the power of the normaliser
#
# At its end the proof replaces $\frac1{n^2}\sum_{i,j}(u_j-u_i)^2$ by $D(w)$, and the print forgets that $D$ is divided by
# $\lVert w\rVert_\Sigma^2$ already: it keeps $\lVert w\rVert_\Sigma^3$ below. Which power is right?

# %%
# Exercise 3.3
model, eta = LinearBN(), symbols("η")[0]
s, u = model.norm(), model.margin
pairs = total(i, j, (u(j) - u(i)) ** 2)
answer = claim(
    "C.8-end",
    equal(model.gamma * eta / (16 * n**2 * s**3) * pairs, model.gamma * eta / (16 * s**3) * model.discrepancy()),
    given=model.defined,
)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The first power: $\frac1{n^2}\sum_{i,j}(u_j-u_i)^2=\lVert w\rVert_\Sigma^2D(w)$.
#
# ```python
# answer = claim(
#     "C.8-end",
#     equal(model.gamma * eta / (16 * n**2 * s**3) * pairs, model.gamma * eta / (16 * s) * model.discrepancy()),
#     given=model.defined,
# )
# ```
#
# </details>
#
# ## Lemma 4.2 as printed, and repaired
#
# The printed statement has the second power, and says nothing of misclassified data. The smallest dataset that was found
# breaks it at $t=0$ with every hypothesis kept:

# %%
verdict(lemma_4_2.lemma_4_2, among=paper)

# %% [markdown]
# For $\gamma>0$ and margins of *any* sign the lemma holds with the first power and with $\bar\sigma$ at the positive parts of the
# margins. The step in the place of (C.4) is an inequality in two real variables, proved by ball arithmetic; the rest is an
# identity whose terms are never negative. `bnverify errata lemma-4.2` says all this in one paragraph.

# %%
verdict(repaired["lemma-4.2"], among=paper)
