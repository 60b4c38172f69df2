"""Whether a hypothesis for all points holds of a function that is named, decided exactly.

- Of a quadratic form, a relation is one between polynomials of degree 2 in the coordinates of all points. Such a
  polynomial p(v) = v^⊤Av + ⟨b, v⟩ + c is never negative just where the symmetric matrix [[c, b^⊤/2], [b/2, A]] is
  positive semidefinite: by homogeneity and continuity the form t²p(v/t) is never negative either.
- Of a curve, a relation at one point x is one between polynomials on each interval between two hinges: its sign is that
  at one place between any two roots.
- A relation at two points of a curve is decided where it compares f(y) − f(x) − f'(x)(y − x) with c·(y − x)²: the
  difference is ∫_x^y (y − u)(f''(u) − 2c) du, so that it has one sign for all x, y just where f'' − 2c has.

Whatever else is said for all points is not decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

from flint import fmpq, fmpq_poly
from sympy import QQ, Poly, Rational, Symbol
from sympy.polys.rings import PolyElement, ring

from verify.statement.formulas import ForAll, Formula, Node
from verify.statement.instance import Instance
from verify.statement.named_functions import Curve, NamedFunction, Quadratic
from verify.statement.readings.arithmetic import NotRationalError, UndefinedError, to_fmpq, to_fraction
from verify.statement.readings.values import rational_value
from verify.statement.tree import (
    Add,
    Gradient,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Relation,
    Scalar,
    Scaled,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
    scalar,
)
from verify.statement.walk import subtrees

MOST_DEGREE = 8


class UndecidedError(Exception):
    """What is said for all points is not of a kind that is decided."""


def holds_for_all(hypothesis: Formula, functions: Mapping[str, NamedFunction], instance: Instance) -> bool:
    """Tell whether it is shown that a formula for all vectors holds of named functions; False where it is not.

    >>> from verify.statement.writing.unknown_functions import convex, function_variable
    >>> f = function_variable("f")
    >>> [holds_for_all(convex(f), {"f": Curve(tuple(map(scalar, (0, 0, p))))}, Instance()) for p in (1, -1)]
    [True, False]
    """
    variables: list[str] = []
    while isinstance(hypothesis, ForAll) and isinstance(hypothesis.variable, Vector):
        variables.append(hypothesis.variable.name)
        hypothesis = hypothesis.body
    if not isinstance(hypothesis, Relation) or hypothesis.operator not in ("<=", ">=", "="):
        return False
    if len(set(variables)) < len(variables) or not variables:
        return False
    try:
        if all(isinstance(function, Quadratic) for function in functions.values()):
            return _of_quadratics(hypothesis, variables, functions, instance)
        return _of_curves(hypothesis, variables, functions, instance)
    except (UndecidedError, NotRationalError, UndefinedError, KeyError):
        return False


class Reading:
    """Scalars as polynomials: ``number`` makes one of a constant, ``points`` has the coordinates of bound points."""

    def __init__(self, number: Callable[[Fraction], Any], points: Mapping[str, Any], instance: Instance) -> None:
        self.number, self.points, self.instance = number, points, instance

    def value(self, node: Value) -> Any:
        """Return the value of a function at a point."""
        raise NotImplementedError

    def slope(self, node: Gradient) -> Sequence[Any]:
        """Return the gradient of a function at a point."""
        raise NotImplementedError

    def scalar(self, node: Scalar) -> Any:
        """Return a scalar."""
        if not any(isinstance(found, Value | Gradient) or self._is_bound(found) for found in subtrees(node)):
            return self.number(rational_value(node, self.instance))
        match node:
            case Value():
                return self.value(node)
            case Named(_, _, body, _):
                return self.scalar(body)
            case Add(terms):
                return sum((self.scalar(term) for term in terms), self.number(Fraction(0)))
            case Mul(factors):
                product = self.number(Fraction(1))
                for factor in factors:
                    product = product * self.scalar(factor)
                return product
            case Pow(base, exponent) if exponent.denominator == 1 and 0 <= exponent <= MOST_DEGREE:
                return self.scalar(base) ** int(exponent)
            case Inner(left, right):
                pairs = zip(self.vector(left), self.vector(right), strict=True)
                return sum((a * b for a, b in pairs), self.number(Fraction(0)))
        raise UndecidedError

    def vector(self, node: VectorExpr) -> list[Any]:
        """Return the coordinates of a vector."""
        match node:
            case Vector(name, ()):
                if name in self.points:
                    return list(self.points[name])
                return [self.number(entry) for entry in self.instance.vectors[name][()]]
            case VectorAdd(terms):
                return [sum(column, self.number(Fraction(0))) for column in zip(*map(self.vector, terms), strict=True)]
            case Scaled(coefficient, vector):
                factor = self.scalar(coefficient)
                return [factor * entry for entry in self.vector(vector)]
            case Gradient():
                return list(self.slope(node))
        raise UndecidedError

    def _is_bound(self, node: Node) -> bool:
        return isinstance(node, Vector) and node.name in self.points


class _Quadratics(Reading):
    def __init__(self, functions: Mapping[str, Any], *args: Any) -> None:
        super().__init__(*args)
        self.functions = functions

    def value(self, node: Value) -> Any:
        f, x = self.functions[node.name], self.vector(node.point)
        half, slopes = QQ(1, 2), self._times(f, x)
        forms = (half * a * b + _entry(c) * b for a, b, c in zip(slopes, x, f.linear, strict=True))
        return sum(forms, self.number(_rational(f.constant)))

    def slope(self, node: Gradient) -> Sequence[Any]:
        f, x = self.functions[node.name], self.vector(node.point)
        return [a + _entry(b) for a, b in zip(self._times(f, x), f.linear, strict=True)]

    def _times(self, f: Quadratic, x: Sequence[Any]) -> list[Any]:
        return [
            sum((_entry(entry) * part for entry, part in zip(row, x, strict=True)), self.number(Fraction(0)))
            for row in f.matrix
        ]


def _of_quadratics(
    relation: Relation, variables: Sequence[str], functions: Mapping[str, Any], instance: Instance
) -> bool:
    d = next(iter(functions.values())).dimension
    domain, *places = ring([f"x{k}" for k in range(d * len(variables))], QQ)
    points = {name: places[k * d : (k + 1) * d] for k, name in enumerate(variables)}
    reading = _Quadratics(functions, _constants(domain), points, instance)
    difference = reading.scalar(relation.left) - reading.scalar(relation.right)
    if relation.operator == "=":
        return not difference
    return _never_negative(difference if relation.operator == ">=" else -difference, len(places))


def _never_negative(p: PolyElement, count: int) -> bool:
    """Tell whether a polynomial of degree 2 is never negative: its homogeneous form's matrix is semidefinite."""
    rows = [[Fraction(0)] * (count + 1) for _ in range(count + 1)]
    for powers, coefficient in p.terms():
        if sum(powers) > 2:
            raise UndecidedError
        places = [k + 1 for k, power in enumerate(powers) for _ in range(power)]
        j, k = [0, 0, *places][-2:]
        value = Fraction(int(coefficient.numerator), int(coefficient.denominator))
        rows[j][k] += value / 2
        rows[k][j] += value / 2
    return _is_semidefinite(rows)


def _is_semidefinite(rows: list[list[Fraction]]) -> bool:
    """Tell whether a symmetric matrix is positive semidefinite, by eliminating one row after another."""
    if not rows:
        return True
    (first, *above), below = rows[0], rows[1:]
    if first < 0 or (first == 0 and any(above)):
        return False
    rest = [
        [entry - (above[j] * above[k] / first if first else 0) for k, entry in enumerate(row[1:])]
        for j, row in enumerate(below)
    ]
    return _is_semidefinite(rest)


class _OnePiece(Reading):
    """A relation at one point of a curve, on one interval between hinges."""

    def __init__(self, pieces: Mapping[str, fmpq_poly], functions: Mapping[str, Any], *args: Any) -> None:
        super().__init__(*args)
        self.pieces, self.functions = pieces, functions

    def value(self, node: Value) -> Any:
        return self._at(node, self.pieces[node.name], self.functions[node.name].value)

    def slope(self, node: Gradient) -> Sequence[Any]:
        derivative = self.pieces[node.name].derivative()
        return [self._at(node, derivative, lambda place: self.functions[node.name].gradient(place)[0])]

    def _at(self, node: Value | Gradient, piece: fmpq_poly, elsewhere: Any) -> Any:
        (x,) = self.vector(node.point)
        if x == fmpq_poly([0, 1]):
            return piece
        if x.degree() > 0:
            raise UndecidedError  # the point may lie on another piece
        place = scalar(to_fraction(x[0]))
        return self.number(rational_value(elsewhere((place,)), self.instance))


def _of_curves(relation: Relation, variables: Sequence[str], functions: Mapping[str, Any], instance: Instance) -> bool:
    if not all(isinstance(function, Curve) for function in functions.values()):
        raise UndecidedError
    if len(variables) == 2:
        return _of_two_points(relation, variables, functions, instance)
    if len(variables) != 1:
        raise UndecidedError
    knots = sorted({_rational(t) for function in functions.values() for t, _ in function.hinges})
    ends: list[Fraction | None] = [None, *knots, None]
    for low, high in pairwise(ends):
        pieces = {name: _piece(function, low) for name, function in functions.items()}
        reading = _OnePiece(pieces, functions, _flat, {variables[0]: [fmpq_poly([0, 1])]}, instance)
        difference = reading.scalar(relation.left) - reading.scalar(relation.right)
        if relation.operator == "=" and difference != 0:
            return False
        if relation.operator != "=" and not _keeps_sign(
            difference if relation.operator == ">=" else -difference, low, high
        ):
            return False
    return True


def _piece(function: Curve, low: Fraction | None) -> fmpq_poly:
    """Return the polynomial that a curve is on the interval that begins at a hinge, or at −∞."""
    whole = fmpq_poly([to_fmpq(_rational(p)) for p in function.polynomial])
    for t, c in function.hinges:
        if low is not None and _rational(t) <= low:
            whole += to_fmpq(_rational(c)) * fmpq_poly([-to_fmpq(_rational(t)), 1]) ** 2
    return whole


def _keeps_sign(p: fmpq_poly, low: Fraction | None, high: Fraction | None) -> bool:
    """Tell whether a polynomial is never negative on an interval: it has no root of odd order inside, and one sign."""
    if p.degree() <= 0:
        return bool(p(0) >= 0)
    if p.degree() > MOST_DEGREE:
        raise UndecidedError
    x = Symbol("x")
    odd = Poly(1, x)
    for factor, order in Poly([Rational(int(c.p), int(c.q)) for c in reversed(p.coeffs())], x).sqf_list()[1]:
        odd = odd * factor if order % 2 else odd
    ends = [None if end is None else Rational(end.numerator, end.denominator) for end in (low, high)]
    inside = odd.count_roots(*ends) - sum(end is not None and odd.eval(end) == 0 for end in ends)
    if inside:
        return False
    start = low if low is not None else (high - MOST_DEGREE - 2 if high is not None else Fraction(0))
    width = Fraction(1) if low is None or high is None else (high - low) / (MOST_DEGREE + 2)
    # more places than roots, all inside the interval
    signs = (p(to_fmpq(start + width * k)) for k in range(1, MOST_DEGREE + 2))
    return bool(next(value for value in signs if value != 0) > 0)


class _TwoPoints(Reading):
    """f(x), f(y) and the slopes there as unknowns of their own."""

    def __init__(self, unknown: Mapping[tuple[str, str, str], Any], *args: Any) -> None:
        super().__init__(*args)
        self.unknown = unknown

    def value(self, node: Value) -> Any:
        return self._of(node, "value")

    def slope(self, node: Gradient) -> Sequence[Any]:
        return [self._of(node, "slope")]

    def _of(self, node: Value | Gradient, what: str) -> Any:
        if not isinstance(node.point, Vector) or (node.name, what, node.point.name) not in self.unknown:
            raise UndecidedError
        return self.unknown[node.name, what, node.point.name]


def _of_two_points(
    relation: Relation, variables: Sequence[str], functions: Mapping[str, Any], instance: Instance
) -> bool:
    keys = [(name, what, point) for name in functions for what in ("value", "slope") for point in variables]
    domain, *gens = ring(["x", "y", *(f"u{k}" for k in range(len(keys)))], QQ)
    points = {name: [gens[k]] for k, name in enumerate(variables)}
    unknown = dict(zip(keys, gens[2:], strict=True))
    reading = _TwoPoints(unknown, _constants(domain), points, instance)
    difference = reading.scalar(relation.left) - reading.scalar(relation.right)
    if relation.operator == "=":
        raise UndecidedError
    difference = difference if relation.operator == ">=" else -difference
    for name, function in functions.items():
        for x, y in permutations(variables):
            here, there = points[x][0], points[y][0]
            gap = unknown[name, "value", y] - unknown[name, "value", x] - unknown[name, "slope", x] * (there - here)
            factor = difference.coeff(unknown[name, "value", y])
            rest = difference - factor * gap
            square = (there - here) ** 2
            c = rest.coeff(there**2)
            if factor and rest == c * square:
                # factor·(f(y) − f(x) − f'(x)(y − x)) + c·(y − x)² ≥ 0 where factor·f'' + 2c is never negative
                curvature = [_piece(function, low).derivative().derivative() for low in _starts(function)]
                added = [fmpq(int(factor.numerator), int(factor.denominator)) * one for one in curvature]
                whole = [one + 2 * fmpq(int(c.numerator), int(c.denominator)) for one in added]
                ends = [*_starts(function), None]
                return all(_keeps_sign(one, *pair) for one, pair in zip(whole, pairwise(ends), strict=True))
    raise UndecidedError


def _starts(function: Curve) -> list[Fraction | None]:
    return [None, *sorted({_rational(t) for t, _ in function.hinges})]


def _constants(domain: Any) -> Callable[[Fraction], Any]:
    return lambda value: domain.one * QQ(value.numerator, value.denominator)


def _flat(value: Fraction) -> fmpq_poly:
    return fmpq_poly([to_fmpq(value)])


def _rational(entry: Scalar) -> Fraction:
    if not isinstance(entry, Number):
        raise UndecidedError
    return entry.value


def _entry(entry: Scalar) -> Any:
    value = _rational(entry)
    return QQ(value.numerator, value.denominator)
