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
# # 8. Which classifier generalises?
#
# With batch normalisation training goes to uniform margins, without it to the maximum margin. Which of the two classifies new
# samples better? Examples 3.1 and 3.2 of the paper are made so that uniform margins win. Their test errors are Gaussian tails in
# closed form, and they are computed here, not sampled. It takes about 10 minutes.

# %%
from flint import fmpq

from verify.author import *
from verify.experiments.classifiers.bn_vs_no_bn import bn_vs_no_bn

i, = samples("i")
x, = symbols("x")
model = LinearBN()
u = model.margin


def show(result):
    print(result.sentence)
    for table in result.tables():
        print("\n" + table.title)
        for row in (table.headings, *table.rows):
            print("  ".join(f"{cell:>12}" for cell in row))

# %% [markdown]
# ## Example 3.1
#
# Every patch is $y\,u$ and noise orthogonal to $u$. The uniform margin puts no weight on the noise; the maximum margin uses it to
# be shorter. `steps=0` and `until=0` leave out the training, which `bnverify experiment bn-vs-no-bn` does.

# %%
few = bn_vs_no_bn(sizes=(5,), ratios=(fmpq(1, 100), fmpq(1)), draws=3, steps=0, until=0)
show(few)

# %% [markdown]
# Each row is one size and one ratio $\sigma/\sigma_0$ of the noise to the threshold of Theorem 3.3. Beside the errors of the two
# classifiers stand the bounds that the theorem claims for them, and in how many of the three draws each bound holds. At the
# threshold (ratio 1) the maximum margin guesses: its error is one half. Far below it (ratio 1/100) the noise is too weak to
# mislead it, and the bound of the theorem fails in two of three draws; the theorem does not speak of that case.

# %% [markdown]
# ## Exercise 8.1: two kinds of margin
#
# The least margin divided by the normaliser is largest for uniform margins. How large can it be? For margins that are not negative,
# bound the square of the least by the mean square; the first answer asks too much.

# %%
# Exercise 8.1
answer = claim("least", least(i, u(i)) ** 2 <= mean(i, u(i) ** 2) / 2, given=u(i) >= 0)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# At most one, and it is one just where all margins are equal: BN's uniform margin *is* a maximum margin, of the normalised
# model.
#
# ```python
# answer = claim("least", least(i, u(i)) ** 2 <= mean(i, u(i) ** 2), given=u(i) >= 0)
# ```
#
# </details>

# %% [markdown]
# ## Exercise 8.2: a union bound
#
# Each of two patches misleads with probability $x$, independently. How likely is it that at least one does? Bound it by a multiple
# of $x$ that holds for every probability.

# %%
# Exercise 8.2
answer = claim("union", 1 - (1 - x) ** 2 <= x, given=(x >= 0, x <= 1))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# Two: $1-(1-x)^2=2x-x^2$.
#
# ```python
# answer = claim("union", 1 - (1 - x) ** 2 <= 2 * x, given=(x >= 0, x <= 1))
# ```
#
# </details>

# %% [markdown]
# ## Exercise 8.3: how strong a signal
#
# The error of a classifier whose signal is $x$ times its noise is about $e^{-x^2/2}$. Theorem 3.4 promises $n^{-10}$, that is,
# $e^{-10y}$ with $y=\log n$. How large must $x^2$ be? The first answer forgets the $2$ in the exponent.

# %%
# Exercise 8.3
y, = symbols("y")
answer = claim("signal", exp(-(x**2) / 2) <= exp(-10 * y), given=x**2 >= 10 * y)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $x^2\ge20\log n$. (The true tail is $\Phi(-x)$, and lies below that.)
#
# ```python
# answer = claim("signal", exp(-(x**2) / 2) <= exp(-10 * y), given=x**2 >= 20 * y)
# ```
#
# </details>

# %% [markdown]
# ## What is proved and what is seen
#
# Theorems 3.3 and 3.4 are statements about random samples. Their pages decide what is exact in them (`bnverify show theorem-3.3`), and
# the experiment is evidence for the rest, not a proof.
