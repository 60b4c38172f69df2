"""Functions that a counterexample puts in the place of an unknown one: quadratic forms, and curves of one variable.

Both kinds are differentiable, and what is said of all points is decided exactly for them (``verify.search.for_all``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from verify.json_types import Json, JsonObject
from verify.statement.formulas import Node
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Gradient,
    Inner,
    Number,
    Scalar,
    Scaled,
    Symbol,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
    call,
    scalar,
)
from verify.statement.walk import rebuild

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Quadratic:
    """f(x) = ½ x^⊤Ax + ⟨b, x⟩ + c on ℝ^d, A being symmetric; entries are numbers, or expressions to be searched for."""

    matrix: tuple[tuple[Scalar, ...], ...]
    linear: tuple[Scalar, ...]
    constant: Scalar

    @property
    def dimension(self) -> int:
        """The dimension d."""
        return len(self.linear)

    def value(self, point: Sequence[Scalar]) -> Scalar:
        """Return f at a point given by its coordinates."""
        products = [
            HALF * entry * point[j] * point[k]
            for j, row in enumerate(self.matrix)
            for k, entry in enumerate(row)
            if not _is_zero(entry)
        ]
        slopes = [b * x for b, x in zip(self.linear, point, strict=True) if not _is_zero(b)]
        return _sum(self.constant, *products, *slopes)

    def gradient(self, point: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """Return the coordinates of ∇f(x) = Ax + b."""
        return tuple(
            _sum(b, *(entry * x for entry, x in zip(row, point, strict=True) if not _is_zero(entry)))
            for row, b in zip(self.matrix, self.linear, strict=True)
        )

    def put(self, values: Mapping[Symbol, Scalar]) -> Quadratic:
        """Return the function with symbols replaced."""
        rows = tuple(tuple(substitute(entry, values) for entry in row) for row in self.matrix)
        return Quadratic(rows, tuple(substitute(b, values) for b in self.linear), substitute(self.constant, values))

    def to_json(self) -> JsonObject:
        """Return its numbers as exact strings."""
        return {
            "kind": "quadratic",
            "matrix": [[_text(entry) for entry in row] for row in self.matrix],
            "linear": [_text(entry) for entry in self.linear],
            "constant": _text(self.constant),
        }


@dataclass(frozen=True)
class Curve:
    """f(x) = Σ_k p_k x^k + Σ c·max(x − t, 0)² on ℝ, over the ``hinges`` (t, c): it has a slope everywhere."""

    polynomial: tuple[Scalar, ...]
    hinges: tuple[tuple[Scalar, Scalar], ...] = ()
    dimension: int = 1

    def value(self, point: Sequence[Scalar]) -> Scalar:
        """Return f at a point given by its only coordinate."""
        (x,) = point
        return _sum(
            *(p * x**k if k > 1 else p * x if k else p for k, p in enumerate(self.polynomial)),
            *(c * call("relu", x - t) ** 2 for t, c in self.hinges),
        )

    def gradient(self, point: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """Return the slope, as the only coordinate of the gradient."""
        (x,) = point
        slopes = (k * p * x ** (k - 1) if k > 1 else p for k, p in enumerate(self.polynomial) if k)
        return (_sum(*slopes, *(2 * c * call("relu", x - t) for t, c in self.hinges)),)

    def put(self, values: Mapping[Symbol, Scalar]) -> Curve:
        """Return the function with symbols replaced."""
        hinges = tuple((substitute(t, values), substitute(c, values)) for t, c in self.hinges)
        return Curve(tuple(substitute(p, values) for p in self.polynomial), hinges)

    def to_json(self) -> JsonObject:
        """Return its numbers as exact strings."""
        return {
            "kind": "curve",
            "polynomial": [_text(p) for p in self.polynomial],
            "hinges": [[_text(t), _text(c)] for t, c in self.hinges],
        }


NamedFunction: TypeAlias = Quadratic | Curve


def named_function(data: Json) -> NamedFunction:
    """Return the function that ``to_json`` wrote.

    >>> half = Quadratic(((Number(Fraction(1)),),), (Number(Fraction(0)),), Number(Fraction(0)))
    >>> named_function(half.to_json()) == half
    True
    """
    if data["kind"] == "quadratic":
        rows = tuple(tuple(map(_number, row)) for row in data["matrix"])
        return Quadratic(rows, tuple(map(_number, data["linear"])), _number(data["constant"]))
    return Curve(tuple(map(_number, data["polynomial"])), tuple((_number(t), _number(c)) for t, c in data["hinges"]))


def with_functions(node: Node, functions: Mapping[str, NamedFunction], units: Sequence[Vector]) -> Any:
    """Return a formula in which unknown functions are replaced, ``units`` being e_1, …, e_d.

    A coordinate of a point x is ⟨e_k, x⟩, so that what is left is an ordinary formula on vectors.

    >>> from verify.statement.readings.notation import to_text
    >>> square = Curve((scalar(0), scalar(0), scalar(1)))
    >>> to_text(with_functions(Value("f", Vector("w")), {"f": square}, (Vector("e"),)))
    '0 + 0·⟨e, w⟩ + ⟨e, w⟩²'
    """
    if isinstance(node, Value | Gradient) and node.name in functions:
        point: VectorExpr = with_functions(node.point, functions, units)
        found, place = functions[node.name], [Inner(unit, point) for unit in units]
        if isinstance(node, Value):
            return found.value(place)
        parts = tuple(Scaled(slope, unit) for slope, unit in zip(found.gradient(place), units, strict=True))
        return parts[0] if len(parts) == 1 else VectorAdd(parts)
    return rebuild(node, lambda child: with_functions(child, functions, units))


def coordinate_names(function: NamedFunction) -> tuple[str, ...]:
    """Return what the coordinates of a function's points are called: x on the line, else x₁, x₂, …

    >>> coordinate_names(Curve((scalar(0),)))
    ('x',)
    """
    return ("x",) if function.dimension == 1 else tuple(f"x{_below(k + 1)}" for k in range(function.dimension))


def formula_of(function: NamedFunction) -> Scalar:
    """Return f(x), or f(x₁, …, x_d), as a formula to be shown.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(formula_of(Curve((Number(Fraction(1)), Number(Fraction(0)), Number(Fraction(1, 2))))))
    '1 + 1/2·x²'
    """
    point = tuple(map(Symbol, coordinate_names(function)))
    if isinstance(function, Curve):
        (x,) = point
        terms = [(p, x**k if k > 1 else x if k else None) for k, p in enumerate(function.polynomial)]
        terms += [(c, call("relu", x - t if not _is_zero(t) else x) ** 2) for t, c in function.hinges]
    else:
        terms = [(function.constant, None), *zip(function.linear, point, strict=True)]
        for j, row in enumerate(function.matrix):
            for k, entry in enumerate(row[j:], j):
                number = scalar(_value(entry) * (HALF if j == k else 1))
                terms.append((number, point[j] ** 2 if j == k else point[j] * point[k]))
    return _sum(*(_term(factor, part) for factor, part in terms if not _is_zero(factor)))


def _term(factor: Scalar, part: Scalar | None) -> Scalar:
    if part is None:
        return factor
    return part if factor == scalar(1) else -part if factor == scalar(-1) else factor * part


def _sum(*terms: Scalar) -> Scalar:
    return sum(terms[1:], start=terms[0]) if terms else scalar(0)


def _below(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


def _is_zero(entry: Scalar) -> bool:
    return entry == scalar(0)


def _number(text: str) -> Scalar:
    return scalar(Fraction(text))


def _value(entry: Scalar) -> Fraction:
    if not isinstance(entry, Number):
        raise TypeError("a function that is shown or stored has numbers for its entries")
    return entry.value


def _text(entry: Scalar) -> str:
    return str(_value(entry))
