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
# # 5. Seeing the limit: digits, engine, leaps
#
# Theory says that gradient descent on the batch-normalised objective makes all margins equal, and that the margin
# discrepancy $D(w_t)$ falls like $\exp(-\Omega(\log^2 t))$. That fall can be seen only where ordinary arithmetic and ordinary
# step counts end. This notebook follows one small dataset with three tools: direct steps at 15 and 60 digits, *deviation
# coordinates* whose digits never run out, and *leaps* over many iterations at once.

# %%
import matplotlib.pyplot as plt
from flint import fmpq, fmpq_mat

from verify.author import *
from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.starts import start_at

z = fmpq_mat([[1, 0, 1], [1, 2, 0], [1, -1, 1]])
problem = Problem(gram=z * z.transpose(), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
start = start_at(z, [fmpq(1, 4), fmpq(1, 8), fmpq(-1, 12)], gamma=fmpq(1))
print("margins at the start:", *start.margins)


# %% [markdown]
# ## The floor of the arithmetic
#
# $D$ is a difference of nearly equal margins. In plain coordinates it cannot fall below the square of the working
# precision: at 15 digits it cannot go far below $10^{-30}$, and here rounding has drifted to $10^{-25}$; at 60 digits the floor
# lies near $10^{-120}$. A curve that goes flat there says nothing about gradient descent.

# %%
def log10_d(record):
    return None if record.log10_discrepancy is None else float(record.log10_discrepancy.rational)


STEPS = 20_000
direct = {digits: descend(problem, start, steps=STEPS, digits=digits).records for digits in (15, 60)}
leaps = leap_until(problem, start, until=STEPS, digits=30)

figure, axes = plt.subplots(figsize=(7, 4))
for digits, records in direct.items():
    shown = [(record.t, log10_d(record)) for record in records if record.t and log10_d(record) is not None]
    axes.plot(*zip(*shown, strict=True), marker=".", label=f"plain coordinates, {digits} digits")
shown = [(record.time, float(record.log10_discrepancy)) for record in (*leaps.records, leaps.final) if record.time]
axes.plot(*zip(*shown, strict=True), "k--", label="deviation coordinates, 30 digits")
axes.set(xscale="log", xlabel="t", ylabel="log₁₀ D", title="D stalls where the digits end, not where descent does")
axes.legend()
plt.show()

# %% [markdown]
# ## Exercise 5.1: why digits are lost
#
# $D$ is a difference: it is a multiple of $1-\bar m^2/s^2$, where $\bar m$ is the mean margin and $s^2$ the mean square. Where the
# margins are equal to 30 digits, $\bar m^2/s^2$ begins with sixty nines, and 50 digits say nothing of the rest. Which multiple?

# %%
# Exercise 5.1
model = LinearBN()
answer = claim(
    "discrepancy",
    equal(model.discrepancy(), 1 - model.mean_margin() ** 2 / model.squared_norm()),
    given=model.defined,
)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# Twice: the pairs count each sample's deviation two times.
#
# ```python
# answer = claim(
#     "discrepancy",
#     equal(model.discrepancy(), 2 * (1 - model.mean_margin() ** 2 / model.squared_norm())),
#     given=model.defined,
# )
# ```
#
# </details>
#
# ## Exercise 5.2: deviation coordinates
#
# Write the margins as $m_i=a+e_i$ with $\frac1n\sum_ie_i=0$. Then nothing has to be subtracted: the variance is
# $\frac1n\sum_ie_i^2$, and $D$ is twice that, divided by the mean square of the margins. Which is?

# %%
# Exercise 5.2
i, j = samples("i j")
a, = symbols("a")
e = lambda k: family("e", k)  # noqa: E731
answer = claim("mean-square", equal(mean(i, (a + e(i)) ** 2), a**2), given=equal(mean(i, e(i)), 0))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The mixed term vanishes, the square of the deviations does not.
#
# ```python
# answer = claim(
#     "mean-square", equal(mean(i, (a + e(i)) ** 2), a**2 + mean(i, e(i) ** 2)), given=equal(mean(i, e(i)), 0)
# )
# ```
#
# </details>
#
# ## Direct steps and leaps agree
#
# A leap follows the smooth curve through the iterates of gradient descent *with its finite step size*; it is not gradient
# flow. Where both can go, they agree to far more digits than are shown.

# %%
late = next(record for record in direct[60] if record.t == STEPS)
there = leaps.final
print("γ        ", late.gamma.decimal(25))
print("         ", there.gamma.str(25, radius=False))
print("log₁₀ D  ", late.log10_discrepancy.decimal(20))
print("         ", there.log10_discrepancy.str(20, radius=False))
print(f"{leaps.direct_steps} direct steps, {leaps.leaps} leaps, {leaps.rejections} rejected")
assert late.gamma.decimal(25)[:24] == there.gamma.str(25, radius=False)[:24]

# %% [markdown]
# ## Far out
#
# $t=10^{30}$ is out of reach of any loop. The leaps get there in seconds, because the usable leap grows in proportion to $t$.

# %%
far = leap_until(problem, start, until=10**30, digits=30)
for record in far.records[:: max(1, len(far.records) // 12)]:
    gamma, log_d = (number.str(8, radius=False) for number in (record.gamma, record.log10_discrepancy))
    print(f"t ≈ 10^{len(str(record.time)) - 1:<3} γ = {gamma:<12} log₁₀ D = {log_d}")

# %% [markdown]
# ## Which power of the logarithm?
#
# The paper's bound has $\log^2 t$. Held against the records, $-\log D/\log^2 t$ keeps growing, while $-\log D/\log^3 t$
# settles: for the linear model the true exponent is **three**, so the printed bound is not sharp. The plot made people look;
# `bnverify show theorem-2.2` has what is proved by now: $D=\exp(-\Theta(\log^3(\eta t)))$ for short starts and small steps. The
# *constant* before $\log^3t$ is derived in `verify.batchnorm.dynamics.rates`, which drops terms of second order: that one is a
# heuristic, and plots are its test.

# %%
import math

late_records = [record for record in far.records if record.time > 1000]
points = [(math.log(record.time), -float(record.log10_discrepancy) * math.log(10)) for record in late_records]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
left.plot([x for x, _ in points], [y / x**2 for x, y in points])
left.set(xlabel="log t", title="−log D / log² t grows")
right.plot([x for x, _ in points], [y / x**3 for x, y in points])
right.set(xlabel="log t", title="−log D / log³ t settles")
figure.tight_layout()
plt.show()
first, last = points[len(points) // 2], points[-1]
square, cube = ((last[1] / last[0] ** k) / (first[1] / first[0] ** k) for k in (2, 3))
print(f"from the middle of the run to its end: −log D/log² t changes by {square:.2f}×, −log D/log³ t by {cube:.2f}×")
assert abs(cube - 1) < abs(square - 1)

# %% [markdown]
# ## Exercise 5.3: faster than every power
#
# With $x=\log t$ the bound $\exp(-\log^2t)$ is $e^{-x^2}$, and the power $t^{-k}$ is $e^{-kx}$. From which $x$ on does the first lie
# below $t^{-5}$? The guess below is too early.

# %%
# Exercise 5.3
x, = symbols("x")
answer = claim("below-a-power", exp(-(x**2)) <= exp(-5 * x), given=x >= 1)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# From $x=5$ on, that is, $t\ge e^5\approx148$: $x^2\ge5x$ there.
#
# ```python
# answer = claim("below-a-power", exp(-(x**2)) <= exp(-5 * x), given=x >= 5)
# ```
#
# </details>
#
# What a plot shows is not proved. `--certify` of `bnverify descend` encloses every iterate in balls, and then the digits that
# are shown are certified; [docs/limit.md](../docs/limit.md) says what is proved of every run, and what is only seen.
