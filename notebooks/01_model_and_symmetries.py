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
# # 1. The model and its symmetries
#
# Batch normalisation divides a linear model by its own size on the data:
# $f(w,\gamma,x)=\gamma\,\langle w,x\rangle/\lVert w\rVert_\Sigma$. This notebook writes that model once, reads it as a
# formula, as symbols for SymPy, and as numbers on a small exact dataset, and lets the checker decide what follows
# **for every number of samples $n$ and every dimension $d$**. Symbols stand beside numbers throughout.

# %%
from fractions import Fraction

from flint import ctx
from IPython.display import Math, display

from verify.author import *
from verify.deciding.pages.collect import collect
from verify.statement.readings.arithmetic import Balls
from verify.statement.instance import Instance
from verify.statement.readings.notation import to_latex
from verify.statement.expansion import carry_out_derivatives
from verify.statement.readings.values import Evaluation

paper = collect(["proofs.cao2023.linear"])
model = LinearBN()
i, j = samples("i j")
c, eta = symbols("c η")
w, v = model.w, vector("v")


def show(expression):
    display(Math(to_latex(expression)))


# %% [markdown]
# ## One formula
#
# `model.output(i)` is $F_i=y_i f(w,\gamma,x_i)$, written over $z_i=y_i x_i$. A named quantity is shown as its name; its
# body is what is decided.

# %%
show(model.output(i).body)
show(model.norm().body)
show(model.loss())

# %% [markdown]
# ## The same formula as numbers
#
# Two samples in the plane, every entry an exact rational. Values are *balls*: each interval provably contains the true
# number.

# %%
point = Instance(
    n=2,
    scalars={"γ": Fraction(1), "η": Fraction(1, 10)},
    vectors={
        "w": {(): (Fraction(1), Fraction(1, 2))},
        "v": {(): (Fraction(-1), Fraction(3))},
        "z": {(0,): (Fraction(1), Fraction(0)), (1,): (Fraction(1), Fraction(2))},
    },
)


def value(expression, at=None, *, digits=20):
    with ctx.workprec(200):
        return Evaluation(point, Balls()).scalar(expression, at or {}).str(digits)


print("margins ", [value(model.margin(i), {i: k}) for k in range(2)])
print("‖w‖_Σ   ", value(model.norm()))
print("loss    ", value(model.loss()))
print("D(w)    ", value(model.discrepancy()))


# %% [markdown]
# ## Symmetries
#
# $f$ does not change when $w$ is stretched by a **positive** factor. The checker proves it for every $n$ and $d$; when
# the sign hypothesis is dropped, it finds the smallest exact counterexample.

# %%
invariance = claim("0-homogeneous", equal(model.output(i, c * w), model.output(i)), given=[c > 0], expected="PROVED")
verdict(invariance)

# %%
careless = claim("0-homogeneous, sign forgotten", equal(model.output(i, c * w), model.output(i)), expected="REFUTED")
verdict(careless)

# %%
mirror = claim("mirror image", equal(model.output(i, -w, -model.gamma), model.output(i)), expected="PROVED")
verdict(mirror)

# %% [markdown]
# ## Exercise 1.1: one of two
#
# The same network with $w$ **and** $\gamma$ stretched by $c>0$: what becomes of its output? (Homogeneity decides how large the
# outputs can grow, and so how far training can go.)

# %%
# Exercise 1.1
answer = claim("stretched", equal(model.output(i, c * w, c * model.gamma), model.output(i)), given=c > 0)
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# $f$ is 1-homogeneous in $\gamma$ and 0-homogeneous in $w$.
#
# ```python
# answer = claim("stretched", equal(model.output(i, c * w, c * model.gamma), c * model.output(i)), given=c > 0)
# ```
#
# </details>
#
# ## Exercise 1.2: the mirror
#
# Only $w$ changes its sign. The first answer is that of a model without a sign; mend it.

# %%
# Exercise 1.2
answer = claim("mirrored", equal(model.output(i, -w), model.output(i)))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# answer = claim("mirrored", equal(model.output(i, -w), -model.output(i)))
# ```
#
# The normaliser is the same, the numerator changes its sign.
# </details>

# %% [markdown]
# ## Gradients
#
# The gradient in $w$ is read off its products with an arbitrary direction $v$: replace $w$ by $w+\varepsilon v$ and let
# SymPy differentiate at $\varepsilon=0$. Only scalars and sums ever reach SymPy, because its matrix calculus is silently
# wrong for this objective. It says that the derivative of $e^{\langle w,z\rangle}$ is zero:

# %%
import sympy

d = sympy.Symbol("d", positive=True, integer=True)
wm, zm = sympy.MatrixSymbol("w", d, 1), sympy.MatrixSymbol("z", d, 1)
sympy.exp((wm.T * zm)[0, 0]).diff(wm)

# %% [markdown]
# It is $e^{\langle w,z\rangle}z$. The closed form below is what gradient descent runs, so the checker has to prove that it
# *is* the derivative, for all $n$ and $d$.

# %%
show(model.derivative_along(v).body)
show(inner(model.gradient_w(), v))
closed = claim("closed form", equal(model.derivative_along(v), inner(model.gradient_w(), v)), expected="PROVED")
display(verdict(closed))
print("derived by SymPy  ", value(carry_out_derivatives(model.derivative_along(v))))
print("by the closed form", value(inner(model.gradient_w(), v)))

# %% [markdown]
# Stretching $w$ changes nothing, so the gradient has no part along $w$; hence $\lVert w\rVert_2$ can only grow. Both are
# proved, and a wrong factor in the closed form would be noticed:

# %%
orthogonal = claim("orthogonality", equal(model.derivative_along(w), 0), expected="PROVED")
verdict(orthogonal)

# %%
wrong = claim("closed form, wrong factor", equal(model.derivative_along(v), 2 * inner(model.gradient_w(), v)), expected="REFUTED")
verdict(wrong)

# %% [markdown]
# ## Exercise 1.3: Pythagoras
#
# As the gradient is orthogonal to $w$, a step grows $\lVert w\rVert_2^2$ by a square. By which?

# %%
# Exercise 1.3
after, gradient = model.descended_w(eta), model.gradient_w()
answer = claim("pythagoras", equal(inner(after, after), inner(w, w) + eta * inner(gradient, gradient)))
verdict(answer)

# %% [markdown]
# <details><summary>Solution</summary>
#
# The step is $\eta$ times the gradient, and so its square has $\eta^2$.
#
# ```python
# answer = claim("pythagoras", equal(inner(after, after), inner(w, w) + eta**2 * inner(gradient, gradient)))
# ```
#
# </details>

# %% [markdown]
# ## From a step to a descent
#
# One step moves the margins by $Gc$, where $G=ZZ^\top$ is the Gram matrix: the dynamics sees the data through $G$
# alone. That is why the engine works in *margin space*, where a step costs the same in any dimension. Below it runs the
# CNN on sixteen half images of handwritten digits. At 15 digits $D$ stalls: that is the floor of the arithmetic, not the
# limit of gradient descent, which at 60 digits keeps falling.

# %%
from proofs.cao2023.linear.margin_space import margin_recursion

verdict(margin_recursion, among=paper)

# %%
from flint import fmpq

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.starts import random_start
from verify.data import read_dataset, sample_path

data = read_dataset(sample_path("digits"), patches=2)
eta_w = eta_gamma = fmpq(1, 10_000)
problem = Problem(gram=data.gram, eta_w=eta_w, eta_gamma=eta_gamma, patches=data.P)
start = random_start(data.z, seed=1, scale=fmpq(1, 1000), gamma=fmpq(1))
runs = {digits: descend(problem, start, steps=10_000, digits=digits) for digits in (15, 60)}
print(f"{'t':>6} {'D, 15 digits':>14} {'D, 60 digits':>14}")
for short, long in list(zip(runs[15].records, runs[60].records, strict=True))[::4]:
    print(f"{short.t:>6} {short.discrepancy.decimal(3):>14} {long.discrepancy.decimal(3):>14}")

# %% [markdown]
# The next notebooks follow $D$ to times where ordinary arithmetic ends, and take Lemmas 4.1, C.1 and 4.2 apart.
