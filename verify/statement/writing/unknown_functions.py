"""Unknown functions f: ℝ^d → ℝ with a gradient, and what is assumed of them for all points.

>>> from verify.statement.writing.variables import symbols, vector
>>> from verify.statement.readings.notation import to_text
>>> f = function_variable("f"); w = vector("w"); (L,) = symbols("L")
>>> to_text(f(w - f.gradient(w) / L))
'f(w - 1/L·∇f(w))'
>>> to_text(convex(f))
'f(y) ≥ f(x) + ⟨∇f(x), y - x⟩ for all x, y'
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verify.errors import InputError
from verify.statement.formulas import ForAll
from verify.statement.readings.said import said
from verify.statement.tree import (
    Gradient,
    Inner,
    Number,
    Relation,
    Scalar,
    Scalarlike,
    Value,
    Vector,
    VectorExpr,
    scalar,
)

HALF = Number(Fraction(1, 2))
X, Y = Vector("x"), Vector("y")


@dataclass(frozen=True)
class FunctionVariable:
    """An unknown function: f(x) is its value at a vector, f.gradient(x) its gradient there."""

    name: str

    def __call__(self, point: VectorExpr) -> Scalar:
        """Return the value at a point; InputError where that is no vector."""
        return Value(self.name, _vector(self.name, point))

    def gradient(self, point: VectorExpr) -> VectorExpr:
        """Return the gradient at a point; InputError where that is no vector."""
        return Gradient(self.name, _vector(f"∇{self.name}", point))


def _vector(name: str, point: VectorExpr) -> VectorExpr:
    if not isinstance(point, VectorExpr):
        raise InputError(f"{name}({said(point)}): it is a function of vectors; give one, such as vector('w')")
    return point


def function_variable(name: str) -> FunctionVariable:
    """Return an unknown differentiable function f: ℝ^d → ℝ; of two unknown functions nothing is assumed.

    >>> from verify.statement.readings.notation import to_text
    >>> f = function_variable("f")
    >>> to_text(f(X)), to_text(Inner(f.gradient(X), Y))
    ('f(x)', '⟨∇f(x), y⟩')
    """
    return FunctionVariable(name)


def convex(f: FunctionVariable) -> ForAll:
    """Return that f is convex: f(y) ≥ f(x) + ⟨∇f(x), y − x⟩ for all x, y.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(convex(function_variable("f")))
    'f(y) ≥ f(x) + ⟨∇f(x), y - x⟩ for all x, y'
    """
    return _for_all_pairs(f(Y) >= _line(f))


def strongly_convex(f: FunctionVariable, modulus: Scalarlike) -> ForAll:
    """Return that f is strongly convex: f(y) ≥ f(x) + ⟨∇f(x), y − x⟩ + μ/2·‖y − x‖² for all x, y.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(strongly_convex(function_variable("f"), *symbols("μ")))
    'f(y) ≥ f(x) + ⟨∇f(x), y - x⟩ + 1/2·μ·‖y - x‖² for all x, y'
    """
    return _for_all_pairs(f(Y) >= _line(f) + _distance(modulus))


def smooth(f: FunctionVariable, constant: Scalarlike) -> ForAll:
    """Return the upper bound of an L-smooth f: f(y) ≤ f(x) + ⟨∇f(x), y − x⟩ + L/2·‖y − x‖² for all x, y.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(smooth(function_variable("f"), *symbols("L")))
    'f(y) ≤ f(x) + ⟨∇f(x), y - x⟩ + 1/2·L·‖y - x‖² for all x, y'

    A gradient that is Lipschitz with the constant L has it, and a convex f with this bound has such a gradient.
    """
    return _for_all_pairs(f(Y) <= _line(f) + _distance(constant))


def gradient_dominated(f: FunctionVariable, modulus: Scalarlike, least: Scalarlike) -> ForAll:
    """Return Polyak's and Łojasiewicz's inequality: ‖∇f(x)‖² ≥ 2μ(f(x) − f*) for all x, f* being ``least``.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.writing.variables import symbols
    >>> to_text(gradient_dominated(function_variable("f"), *symbols("μ f*")))
    '‖∇f(x)‖² ≥ 2·μ·(f(x) - f*) for all x'
    """
    slope = f.gradient(X)
    return ForAll(X, Inner(slope, slope) >= 2 * scalar(modulus) * (f(X) - least))


def homogeneous(f: FunctionVariable, degree: Scalarlike) -> ForAll:
    """Return Euler's equation of a homogeneous f: ⟨∇f(x), x⟩ = K·f(x) for all x.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(homogeneous(function_variable("f"), 2))
    '⟨∇f(x), x⟩ = 2·f(x) for all x'
    """
    return ForAll(X, Relation("=", Inner(f.gradient(X), X), scalar(degree) * f(X)))


def minimised(f: FunctionVariable, point: VectorExpr) -> ForAll:
    """Return that f is least at a point: f(x) ≥ f(point) for all x.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(minimised(function_variable("f"), Vector("x*")))
    'f(x) ≥ f(x*) for all x'
    """
    return ForAll(X, f(X) >= f(point))


def _for_all_pairs(relation: Relation) -> ForAll:
    return ForAll(X, ForAll(Y, relation))


def _line(f: FunctionVariable) -> Scalar:
    return f(X) + Inner(f.gradient(X), Y - X)


def _distance(constant: Scalarlike) -> Scalar:
    return HALF * constant * Inner(Y - X, Y - X)
