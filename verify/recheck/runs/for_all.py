"""Decides exactly whether a relation holds at all points for named functions; whatever is not decided does not count.

Forms: both sides are polynomials in the coordinates of the points, and one of degree 2 is nowhere negative just where
the matrix of its homogeneous form has no negative coefficient in det(xI + M). Curves at one point: polynomials between
the hinges, which have one sign where no root of odd order lies inside (Sturm). Curves at two points: only
k·(f(y) − f(x) − f'(x)(y − x)) + c·(y − x)² ≥ 0, which holds for all x and y just where kf'' + 2c ≥ 0 everywhere.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_mpoly_ctx, fmpq_poly

from verify.recheck.reading import JsonObject, Node, RejectedError, number
from verify.recheck.runs.mentions import free, nodes
from verify.recheck.values import NotRationalError, UndecidedError, Values

MOST_DEGREE, MOST_POINTS = 12, 3
X = fmpq_poly([0, 1])


class NotDecidedError(Exception):
    """A relation for all points is of no kind that is decided here."""


def holds_for_all(formula: Node, functions: JsonObject, instance: JsonObject) -> bool:
    """Tell whether it is shown that a formula for all vectors holds of the functions."""
    points: list[str] = []
    while formula[0] == "all" and formula[1][0] == "vec":
        points.append(formula[1][1])
        formula = formula[4]
    if formula[0] not in ("=", "<=", ">=") or not points or len(set(points)) < len(points) or len(points) > MOST_POINTS:
        return False
    if free(formula):
        return False
    operator, left, right = formula
    try:
        if all(hasattr(function, "matrix") for function in functions.values()):
            difference = _difference(_Forms(points, functions, instance), left, right)
            return _sign(operator, difference, _form_is_never_negative)
        if any(hasattr(function, "matrix") for function in functions.values()):
            return False
        if len(points) == 1:
            return _at_one_point(operator, left, right, points[0], functions, instance)
        return _at_two_points(operator, left, right, points, functions, instance)
    except (NotDecidedError, NotRationalError, UndecidedError, RejectedError):
        return False


def _difference(reader: Any, left: Node, right: Node) -> Any:
    return reader.of(left) - reader.of(right)


def _sign(operator: str, difference: Any, never_negative: Any) -> bool:
    if operator == "=":
        return bool(difference == 0)
    return bool(never_negative(difference if operator == ">=" else -difference))


class _Reader:
    """Reads expressions as polynomials in what is bound; ``bound`` names the points."""

    def __init__(self, bound: dict[str, list[Any]], instance: JsonObject) -> None:
        self.bound, self.instance = bound, instance
        self.values = Values(instance, rational=True)

    def number(self, value: fmpq) -> Any:
        """Return a constant polynomial."""
        raise NotImplementedError

    def function(self, what: str, name: str, point: Node) -> Node:
        """Return f(x) as a list of one, or the coordinates of ∇f(x)."""
        raise NotImplementedError

    def _is_closed(self, node: Node) -> bool:
        return not any(
            found[0] in ("value", "gradient") or (found[0] == "vec" and found[1] in self.bound) for found in nodes(node)
        )

    def of(self, node: Node) -> Any:
        """Return a scalar as a polynomial."""
        if self._is_closed(node):
            return self.number(self.values.of(node, {}))
        match node:
            case ["value", name, point]:
                return self.function("value", name, point)[0]
            case ["add", *terms]:
                total = self.number(fmpq(0))
                for term in terms:
                    total = total + self.of(term)
                return total
            case ["mul", *factors]:
                product = self.number(fmpq(1))
                for factor in factors:
                    product = product * self.of(factor)
                return product
            case ["pow", base, exponent]:
                power = number(exponent)
                if power.q != 1 or not 0 <= power <= MOST_DEGREE:
                    raise NotDecidedError
                return self.of(base) ** int(power.p)
            case ["inner", left, right]:
                total = self.number(fmpq(0))
                for a, b in zip(self.vector(left), self.vector(right), strict=True):
                    total = total + a * b
                return total
        raise NotDecidedError

    def vector(self, node: Node) -> Node:
        """Return the coordinates of a vector as polynomials."""
        match node:
            case ["vec", name, []]:
                if name in self.bound:
                    return self.bound[name]
                return [self.number(part) for part in self.values.vector(node, {})]
            case ["gradient", name, point]:
                return self.function("gradient", name, point)
            case ["vadd", *terms]:
                rows = [self.vector(term) for term in terms]
                return [sum(column, self.number(fmpq(0))) for column in zip(*rows, strict=True)]
            case ["scale", factor, inside]:
                scale = self.of(factor)
                return [scale * part for part in self.vector(inside)]
        raise NotDecidedError


class _Forms(_Reader):
    def __init__(self, points: list[str], functions: JsonObject, instance: JsonObject) -> None:
        d = next(iter(functions.values())).dimension
        self.context = fmpq_mpoly_ctx.get([f"x{k}" for k in range(d * len(points))])
        places = list(self.context.gens())
        super().__init__({name: places[k * d : (k + 1) * d] for k, name in enumerate(points)}, instance)
        self.functions = functions

    def number(self, value: fmpq) -> Any:
        return self.context.constant(value)

    def function(self, what: str, name: str, point: Node) -> Node:
        f, x = self.functions[name], self.vector(point)
        zero = self.number(fmpq(0))
        rows = [sum((a * part for a, part in zip(row, x, strict=True)), zero) for row in f.matrix]
        if what == "gradient":
            return [part + b for part, b in zip(rows, f.linear, strict=True)]
        value = zero + f.constant
        for part, row, b in zip(x, rows, f.linear, strict=True):
            value = value + part * row * fmpq(1, 2) + b * part
        return [value]


def _form_is_never_negative(polynomial: Any) -> bool:
    count = polynomial.context().nvars()
    table = [[fmpq(0)] * (count + 1) for _ in range(count + 1)]
    for powers, coefficient in polynomial.terms():
        places = [k + 1 for k, power in enumerate(powers) for _ in range(int(power))]
        if len(places) > 2:
            raise NotDecidedError
        j, k = (*places, 0, 0)[:2]
        table[j][k] += coefficient / 2
        table[k][j] += coefficient / 2
    return not any(part < 0 for part in (-1 * fmpq_mat(table)).charpoly().coeffs())


class _Piece(_Reader):
    """One interval between hinges: f is a polynomial there."""

    def __init__(self, point: str, low: fmpq | None, functions: JsonObject, instance: JsonObject) -> None:
        super().__init__({point: [X]}, instance)
        self.functions, self.low = functions, low

    def number(self, value: fmpq) -> Any:
        return fmpq_poly([value])

    def function(self, what: str, name: str, point: Node) -> Node:
        (x,) = self.vector(point)
        f = self.functions[name]
        if x == X:
            here = _between(f, self.low)
        elif x.degree() <= 0:
            # a fixed point has its own piece: the last hinge at or before it
            place = x[0]
            here = _between(f, max((t for t, _ in f.hinges if t <= place), default=None))
            here = fmpq_poly([(here.derivative() if what == "gradient" else here)(place)])
            return [here]
        else:
            raise NotDecidedError
        return [here.derivative() if what == "gradient" else here]


def _between(f: Any, low: fmpq | None) -> fmpq_poly:
    """Return the polynomial that a curve is from a hinge on to the next one; None is −∞."""
    whole = fmpq_poly(f.powers)
    for t, c in f.hinges:
        if low is not None and t <= low:
            whole = whole + fmpq_poly([c * t * t, -2 * c * t, c])
    return whole


def _ends(functions: JsonObject) -> list[tuple[fmpq | None, fmpq | None]]:
    places = sorted({t for f in functions.values() for t, _ in f.hinges})
    return list(pairwise([None, *places, None]))


def _at_one_point(
    operator: str, left: Node, right: Node, point: str, functions: JsonObject, instance: JsonObject
) -> bool:
    for low, high in _ends(functions):
        difference = _difference(_Piece(point, low, functions, instance), left, right)
        if not _sign(operator, difference, lambda p, low=low, high=high: _is_never_negative(p, low, high)):
            return False
    return True


class _Two(_Reader):
    """f(x), f(y), f'(x) and f'(y) are variables of their own."""

    def __init__(self, points: list[str], functions: JsonObject, instance: JsonObject) -> None:
        keys = [(what, name, point) for what in ("value", "gradient") for name in functions for point in points]
        self.context = fmpq_mpoly_ctx.get([f"x{k}" for k in range(len(points) + len(keys))])
        places = list(self.context.gens())
        super().__init__({point: [places[k]] for k, point in enumerate(points)}, instance)
        self.own = dict(zip(keys, places[len(points) :], strict=True))

    def number(self, value: fmpq) -> Any:
        return self.context.constant(value)

    def function(self, what: str, name: str, point: Node) -> Node:
        if point[0] != "vec" or (what, name, point[1]) not in self.own:
            raise NotDecidedError
        return [self.own[what, name, point[1]]]


def _at_two_points(
    operator: str, left: Node, right: Node, points: list[str], functions: JsonObject, instance: JsonObject
) -> bool:
    if operator == "=" or len(points) != 2:
        return False
    reader = _Two(points, functions, instance)
    difference = _difference(reader, left, right)
    difference = difference if operator == ">=" else -difference
    for name, f in functions.items():
        for start, end in (points, points[::-1]):
            x, y = reader.bound[start][0], reader.bound[end][0]
            values = {what: [reader.own[what, name, point] for point in (start, end)] for what in ("value", "gradient")}
            gap = values["value"][1] - values["value"][0] - values["gradient"][0] * (y - x)
            factor = _coefficient(difference, values["value"][1])
            rest = difference - gap * factor
            c = _coefficient(rest, y * y)
            if factor == 0 or rest != (y - x) * (y - x) * c:
                continue
            return all(
                _is_never_negative(_between(f, low).derivative().derivative() * factor + 2 * c, low, high)
                for low, high in _ends({name: f})
            )
    return False


def _coefficient(polynomial: Any, monomial: Any) -> fmpq:
    (powers, _) = next(iter(monomial.terms()))
    return next((value for found, value in polynomial.terms() if found == powers), fmpq(0))


def _is_never_negative(p: fmpq_poly, low: fmpq | None, high: fmpq | None) -> bool:
    """Tell whether a polynomial is never negative between two ends: no root of odd order inside, and a sign."""
    if p.degree() <= 0:
        return bool(p(0) >= 0)
    if p.degree() > MOST_DEGREE:
        raise NotDecidedError
    odd = fmpq_poly([1])
    for factor, order in p.factor()[1]:
        odd = odd * factor if order % 2 else odd
    if _roots_inside(odd, low, high):
        return False
    for k in range(p.degree() + 1):  # one of these places inside is no root
        part = fmpq(k + 1, p.degree() + 2)
        if low is not None and high is not None:
            place = low + (high - low) * part
        else:
            place = low + k + 1 if low is not None else (high - k - 1 if high is not None else fmpq(k))
        if p(place) != 0:
            return bool(p(place) > 0)
    raise NotDecidedError


def _roots_inside(p: fmpq_poly, low: fmpq | None, high: fmpq | None) -> int:
    """Return how many roots a polynomial without multiple roots has between two ends, by Sturm's theorem."""
    if p.degree() <= 0:
        return 0
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))

    def changes(end: fmpq | None, direction: int) -> int:
        values = [_far(q, direction) if end is None else q(end) for q in chain]
        signs = [value > 0 for value in values if value != 0]
        return sum(a != b for a, b in pairwise(signs))

    # Sturm's count is of the roots above the lower end, and up to the upper one
    return changes(low, -1) - changes(high, 1) - int(high is not None and p(high) == 0)


def _far(p: fmpq_poly, direction: int) -> fmpq:
    leading = p[p.degree()]
    return leading if direction > 0 or p.degree() % 2 == 0 else -leading
