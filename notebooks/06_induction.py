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
# # 6. Induction: from one step to a theorem, and how fast
#
# The lemmas so far speak of **one** step of gradient descent. The theorems of the paper speak of **all** of them: of
# every $t$, and of how fast. What leads from the one to the other is induction, and a sum that telescopes. This notebook
# does both, with the checker watching each step for every number of samples and every dimension. It takes about 15 minutes.

# %%
from proofs.cao2023.linear.model import norm_grows
from verify.author import *
from verify.deciding.pages.collect import collect

t, = steps("t")
T, = fixed_steps("T")
c, x, m, eta = symbols("c x m η")
paper = collect(["proofs.cao2023.linear"])


def a(s):
    return family("a", s)


# %% [markdown]
# ## A sequence that feeds on itself
#
# Near uniform margins the scale follows $a_{t+1}=a_t+c\,e^{-a_t}$: the larger it is, the slower it grows. Lemma C.2 says
# that $a_t$ is about $\log(ct)$. The lower half is one line once it is written for $e^{a}$: a step adds at least $c$.

# %%
one_step = claim("one-step", exp(x + c * exp(-x)) >= exp(x) + c, expected="PROVED")
verdict(one_step)

# %% [markdown]
# Where does it come from? $e^{x+h}=e^x e^h\ge e^x(1+h)$, and $h=c\,e^{-x}$. As a derivation, each step a claim:

# %%
chain(
    exp(x + c * exp(-x)),
    "=",
    exp(x) * exp(c * exp(-x)),
    ">=",
    exp(x) * (1 + c * exp(-x)),
    "=",
    exp(x) + c,
    name="one-step-by-hand",
)

# %% [markdown]
# ## Exercise 6.1
#
# A friend says: "but $e^h$ is much more than $1+h$; a step adds at least $2c$". Change the factor `2` below until the
# checker agrees. Which is the largest that holds for **every** $x$ and every $c\ge0$?

# %%
# Exercise 6.1
answer = claim("step-adds", exp(x + c * exp(-x)) >= exp(x) + 2 * c, given=c >= 0)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# One. For small $c$ the step adds $c+O(c^2)$, so that no larger factor will do, and the counterexample above has a small
# $c$ or a large $x$.
#
# ```python
# answer = claim("step-adds", exp(x + c * exp(-x)) >= exp(x) + c, given=c >= 0)
# ```
#
# </details>

# %% [markdown]
# ## The induction
#
# The step is proved; now it is used at every $t$. `by_induction` carries an invariant: it must hold at $t=0$, and at
# $t+1$ whenever it holds at $t$. The one-step claim is a *lemma*, taken at $x=a_t$.

# %%
recursion = equal(a(t + 1), a(t) + c * exp(-a(t)))
invariant = exp(a(t)) >= exp(a(0)) + c * t
lower = claim(
    "lower-half-of-C.2",
    invariant,
    given=recursion,
    certificates=by_induction(t, invariant, step=[because(uses=lemma(one_step, {x: a(t)}))]),
    expected="PROVED",
)
verdict(lower, among=[one_step])

# %% [markdown]
# "For all $t$" is part of what was proved. Where such a claim is false after a few steps, the checker finds a run of at most
# three steps that shows it: here somebody lets the sequence grow by $c$ itself.

# %%
too_fast = claim("too-fast", a(t) >= a(0) + c * t, given=(recursion, a(0) >= 0, c >= 0), expected="REFUTED")
verdict(too_fast)

# %% [markdown]
# A claim that is false only later, or true but not derived, stays **OPEN**, and the checker names the step that is missing.
#
# ## Exercise 6.2
#
# The invariant of an induction must be strong enough to carry itself. Let $b_{t+1}\le b_t/2+1$ and $b_0\le 4$. Somebody
# wants to keep $b_t\le 1$ from some time on; what does one step really keep? State the step for one number $x$: find the
# least bound $B$ such that $x\le B$ implies $x/2+1\le B$.

# %%
# Exercise 6.2
answer = claim("kept", x / 2 + 1 <= 1, given=x <= 1)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $B/2+1\le B$ means $B\ge2$: two is the fixed point, and no smaller bound is kept.
#
# ```python
# answer = claim("kept", x / 2 + 1 <= 2, given=x <= 2)
# ```
#
# </details>

# %% [markdown]
# With the right bound the whole run is bounded, from $4$ on: $\max\{2, 4\}$ is kept.

# %%
b = lambda s: family("b", s)  # noqa: E731
bounded = claim(
    "bounded",
    b(t) <= 4,
    given=(b(t + 1) <= b(t) / 2 + 1, b(0) <= 4),
    certificates=by_induction(t, b(t) <= 4),
    expected="PROVED",
)
verdict(bounded)

# %% [markdown]
# ## Gradient descent
#
# The same, with the paper's model. `model.descends(η, t)` are the two updates (2.1) and (2.2). The lemma is the page's own
# *norm-grows*: one step never makes $\lVert w\rVert_2$ smaller, as the gradient is orthogonal to $w$.

# %%
model = LinearBN()
w = lambda s: vector("w", s)  # noqa: E731
never_falls = inner(w(t), w(t)) >= inner(w(0), w(0))
norm_never_falls = claim(
    "norm-never-falls",
    never_falls,
    given=model.descends(eta, t),
    certificates=by_induction(
        t, never_falls, step=[because(uses=lemma(norm_grows, at_step(t, model.w, model.gamma)))]
    ),
    expected="PROVED",
)
verdict(norm_never_falls, among=paper)

# %% [markdown]
# ## How fast: a sum that telescopes
#
# "$D$ is small at last" needs more than "it does not grow". The usual argument: every step lowers a potential $L$ by at
# least $\eta g_t$, and $L$ never goes below $m$; so all the $g_t$ together are at most $(L_0-m)/\eta$.

# %%
g, L = (lambda s: family("g", s)), (lambda s: family("L", s))
summed = total(t, eta * g(t), stop=T)
budget = claim(
    "budget",
    summed <= L(0) - m,
    given=(L(t + 1) <= L(t) - eta * g(t), L(t) >= m),
    certificates=by_steps(by_telescoping(summed, -L(t))),
    expected="PROVED",
)
verdict(budget)

# %% [markdown]
# ## Exercise 6.3
#
# Which one-step inequality makes $L=x^2$ such a potential for the step $x\mapsto x-\eta x$? The first guess, that it falls by
# $2\eta x^2$, forgets a term. By how much does $x^2$ fall at least when $0\le\eta\le1$?

# %%
# Exercise 6.3
answer = claim("falls", (x - eta * x) ** 2 <= x**2 - 2 * eta * x**2, given=(eta >= 0, eta <= 1))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $(1-\eta)^2=1-2\eta+\eta^2\le1-\eta$ for $0\le\eta\le1$.
#
# ```python
# answer = claim("falls", (x - eta * x) ** 2 <= x**2 - eta * x**2, given=(eta >= 0, eta <= 1))
# ```
#
# </details>
#
# The pages in `proofs/cao2023/theorems` do all this for Theorem 2.2: `bnverify show theorem-2.2` says how far it goes.
