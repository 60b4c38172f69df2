"""Values of nodes on an exact instance, and the evidence that is data: counterexamples, linear systems, enclosures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

import flint
from flint import arb, fmpq, fmpq_mat, fmpq_poly, fmpz

from verify.recheck.derivative import derivative
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.function_table import SYMBOLS, Symbol
from verify.recheck.meeting import meet
from verify.recheck.reading import (
    SPECIAL,
    JsonObject,
    Node,
    RecheckError,
    RejectedError,
    entry,
    free,
    member,
    natural,
    number,
    short,
)

PRECISIONS = (96, 384, 1536, 6144)
# where balls of so many bits still overlap, the two sides may be one number
MEETING = 384
MOST_VISITS, MOST_FOUND = 3_000_000, 100_000
MOST_INSTANCES, MOST_SHARED = 8, 10_000
MOST_ASSIGNMENTS, MOST_ROWS = 100_000, 300
BALL = re.compile(r"\[(?:(.+) )?\+/- (.+)\]")
# of such a size fractions would fill the memory
FAR = re.compile(r"-?\d+(?:\.\d+)?e[+-]?\d{5,20}", re.ASCII)


class UndecidedError(Exception):
    """A ball is too wide to tell, or touches a point where a part is not defined."""


class NotRationalError(Exception):
    """A value is not known to be rational."""


@dataclass
class _Found:
    """Values of nodes; the derivatives that were taken, and the points at which.

    Nodes are known by their identity, and stand beside what was found of them, so that no identity is used again.
    """

    known: dict[Any, tuple[Node, Any]] = field(default_factory=dict)
    slopes: dict[Any, tuple[Node, Node]] = field(default_factory=dict)
    points: list[Any] = field(default_factory=list)


class Values:
    """Exact values of nodes on an instance where ``rational``, else balls at the precision in force."""

    def __init__(self, instance: JsonObject, *, rational: bool) -> None:
        self.instance, self.rational, self.visits = instance, rational, 0
        self.free: dict[int, tuple[Any, frozenset[Any]]] = instance.setdefault("free", {})
        # what was found on the instance, which never changes, at one precision
        found = instance.setdefault("found", {})
        precision = None if rational else flint.ctx.prec
        if precision not in found or len(found[precision].known) > MOST_FOUND:
            found[precision] = _Found()
        self.known, self.slopes, self.points = found[precision].known, found[precision].slopes, found[precision].points

    def exact(self, value: fmpq) -> Any:
        """Return a rational in the arithmetic at hand."""
        return value if self.rational else arb(value)

    def of(self, node: Node, at: dict[Any, Any]) -> Any:
        """Return the value of a scalar; ``at`` has indices' values and, for derivatives, places in ``points``."""
        if node[0] == "num":
            return self.exact(number(node[1]))
        where: Any = id(node)
        if at:
            # what is free in a node that equal ones share is kept for all instances
            names = free(node, REMEMBERED.free if id(node) in REMEMBERED.one else self.free)
            where = (where, *[(name, at[name]) for name in names if name in at])
        found = self.known.get(where)
        if found is None:
            self._visit()
            found = self.known[where] = node, self._compute(node, at)
        return found[1]

    def _visit(self) -> None:
        self.visits += 1
        if self.visits > MOST_VISITS:
            raise RejectedError("the instance is too large to be evaluated")

    def _compute(self, node: Node, at: dict[Any, Any]) -> Any:
        match node:
            case ["sym", name]:
                return self.points[at[name]] if name in at else self.exact(self.member("scalars", name))
            case ["size", kind]:
                return self.exact(fmpq(self.instance["sizes"][kind]))
            case ["idx", name, indices]:
                return self.exact(self.member("families", name, _key(indices, at)))
            case ["named", _, _, _, body]:
                return self.of(body, at)
            case ["add", *terms]:
                return sum([self.of(term, at) for term in terms], self.exact(fmpq(0)))
            case ["mul", *factors]:
                return prod([self.of(factor, at) for factor in factors], start=self.exact(fmpq(1)))
            case ["pow", base, exponent]:
                return self._power(self.of(base, at), number(exponent))
            case ["sum", index, body]:
                return sum([self.of(body, at | {tuple(index): k}) for k in self._range(index)], self.exact(fmpq(0)))
            case ["ext", which, index, body]:
                return self._apply(which, [self.of(body, at | {tuple(index): k}) for k in self._range(index)])
            case ["inner", left, right]:
                pairs = zip(self.vector(left, at), self.vector(right, at), strict=True)
                return sum([a * b for a, b in pairs], self.exact(fmpq(0)))
            case ["fn", function, *arguments]:
                return self._apply(function, [self.of(argument, at) for argument in arguments])
            case ["diff", body, name, point]:
                if (id(node), name) not in self.slopes:
                    self.slopes[id(node), name] = node, derivative(body, name)
                self.points.append(self.of(point, at))
                place = at | {name: len(self.points) - 1}
                self.of(body, place)  # where the body is not defined there is no slope, even if its formula has a value
                return self.of(self.slopes[id(node), name][1], place)
        raise RejectedError(f"{node[0]} has no value")

    def member(self, sort: str, name: str, *key: str) -> Any:
        """Return an entry of the instance, which must be there."""
        return member(self.instance, sort, name, *key)

    def _range(self, index: list[str]) -> range:
        return range(self.instance["sizes"][index[1]])

    def vector(self, node: Node, at: dict[Any, Any]) -> Node:
        """Return the entries of a vector."""
        self._visit()
        match node:
            case ["vec", name, indices]:
                return [self.exact(value) for value in self.member("vectors", name, _key(indices, at))]
            case ["scale", factor, vector]:
                value = self.of(factor, at)
                return [value * part for part in self.vector(vector, at)]
            case ["vsum", index, body]:
                rows = [self.vector(body, at | {tuple(index): k}) for k in self._range(index)]
            case _:
                rows = [self.vector(part, at) for part in node[1:]]
        return [sum(column, self.exact(fmpq(0))) for column in zip(*rows, strict=True)]

    def _power(self, base: Any, exponent: fmpq) -> Any:
        p, q = int(exponent.p), int(exponent.q)
        if p < 0 and (base == 0 if self.rational else base.contains(0)):
            raise RejectedError("a part is divided by zero") if self.rational else UndecidedError
        if q != 1:
            if not base >= 0:
                raise RejectedError("a root of a negative number is taken") if base < 0 else UndecidedError
            if self.rational:
                root = fmpq(fmpz(base.p).root(q), fmpz(base.q).root(q))
                if root**q != base:
                    raise NotRationalError
                base = root
            else:
                base = base.root(q)
        power = whole_power(base, abs(p))
        return power if p >= 0 else 1 / power

    def _apply(self, function: str, arguments: list[Any]) -> Any:
        x = arguments[0]
        if function in ("max", "min"):
            if self.rational:
                return max(arguments) if function == "max" else min(arguments)
            for other in arguments[1:]:
                x = x.max(other) if function == "max" else x.min(other)
            return x
        symbol = SYMBOLS[function]
        if symbol.domain == "positive" and x <= 0:
            raise RejectedError("a logarithm of what is not positive is taken")
        if self.rational:
            value = symbol.exact(x)
            if value is None:
                raise NotRationalError
            return value
        if not symbol.course:
            return self._ball(symbol, x)
        low, high = (self._ball(symbol, end) for end in (x.lower(), x.upper()))
        return low.union(high)

    @staticmethod
    def _ball(symbol: Symbol, x: Any) -> Any:
        value = symbol.ball(x)
        if value is None:
            raise UndecidedError
        return value


def whole_power(base: Any, exponent: int) -> Any:
    """Return a whole power; python-flint's own is NaN for a ball around zero."""
    if not exponent or isinstance(base, fmpq) or not base.contains(0):
        return base**exponent
    low, high = base.lower() ** exponent, base.upper() ** exponent
    hull = low.union(high)
    return hull if exponent % 2 else hull.union(arb(0))


def _key(indices: list[list[str]], at: dict[Any, Any]) -> str:
    return ",".join(str(at[tuple(index)]) for index in indices)


def assignments(relation: Node, sizes: dict[str, int]) -> Iterable[dict[Any, Any]]:
    """Yield every assignment of values to a relation's free indices."""
    indices = sorted(
        {index for side in relation[1:] for index in free(side, REMEMBERED.free) if isinstance(index, tuple)}
    )
    if prod(sizes[kind] for _, kind in indices) > MOST_ASSIGNMENTS:
        raise RejectedError("a relation has too many values of its indices on the instance")
    for values in product(*(range(sizes[kind]) for _, kind in indices)):
        yield dict(zip(indices, values, strict=True))


def decide(relation: Node, instance: JsonObject, at: dict[Any, Any], *, compared: bool = True) -> tuple[bool, Any, Any]:
    """Return whether a relation holds at given indices, with its sides; RejectedError where that cannot be told.

    Where it need not be ``compared`` it is enough that both sides have a value.
    """
    for precision in (None, *PRECISIONS):
        with flint.ctx.workprec(precision or PRECISIONS[0]):
            try:
                values = Values(instance, rational=precision is None)
                left, right = values.of(relation[1], at), values.of(relation[2], at)
            except (NotRationalError, UndecidedError):
                continue
            holds = _compare(relation[0], left, right) if compared else False
            if holds is None and precision == MEETING and _meet(relation, instance, at):
                holds = relation[0] in ("=", "<=", ">=")
            if holds is not None:
                return holds, left, right
    raise RejectedError("balls of 6144 bits do not decide a relation")


def _meet(relation: Node, instance: JsonObject, at: dict[Any, Any]) -> bool:
    """Tell whether the two sides, which have a value, are seen to be one number."""

    def enclosed(node: Node) -> Any:
        try:
            return Values(instance, rational=False).of(node, {})
        except UndecidedError as wide:
            raise RejectedError("a ball does not tell whether a part has a value") from wide

    return meet(relation, instance, at, enclosed)


def _compare(operator: str, left: Any, right: Any) -> bool | None:
    """Compare two rationals, or two balls; None where these overlap."""
    below, above = bool(left < right), bool(left > right)
    if isinstance(left, arb) and not below and not above:
        # overlapping balls still decide where they can only touch
        if operator in ("<=", ">") and left <= right:
            return operator == "<="
        if operator in (">=", "<") and left >= right:
            return operator == ">="
        return None
    holds = {"=": not below and not above, "!=": below or above, "<": below, "<=": not above, ">": above}
    return holds[operator] if operator != ">=" else not below


def read_instance(data: Any) -> JsonObject:
    """Return an instance with exact values; RecheckError where a number or a size does not parse."""
    sizes = {"sample": natural(data.get("n"), most=10_000), "patch": natural(data.get("P"), most=10_000)}
    if not min(sizes.values()):
        raise RecheckError("n and P of an instance are at least 1: correct it")
    scalars = {name: number(value) for name, value in entry(data, "scalars", dict).items()}
    families = {
        name: {key: number(members[key]) for key in members}
        for name, members in entry(data, "families", dict).items()
        if isinstance(members, dict)
    }
    vectors = {
        name: {key: [number(part) for part in entry(members, key, list)] for key in members}
        for name, members in entry(data, "vectors", dict).items()
        if isinstance(members, dict)
    }
    if len({len(vector) for members in vectors.values() for vector in members.values()}) > 1:
        raise RejectedError("the instance's vectors have several lengths")
    return {"sizes": sizes, "scalars": scalars, "families": families, "vectors": vectors}


def _shared(data: Any) -> JsonObject:
    """Return the instance that data are: claims of one page share theirs, and values found on it hold for all of them.

    A value depends on its node and the instance alone. Few instances are kept, and none on which much was found.
    """
    kept = REMEMBERED.instances
    if id(data) in kept:
        return kept[id(data)][1]
    instance = read_instance(data)
    if REMEMBERED.is_one(data):
        sizes = {at: sum(len(found.known) for found in one.get("found", {}).values()) for at, (_, one) in kept.items()}
        for at in [*(at for at, size in sizes.items() if size > MOST_SHARED), *[*kept][: 1 - MOST_INSTANCES]]:
            kept.pop(at, None)
        kept[id(data)] = data, instance
    return instance


def _kept(statement: JsonObject, data: Any) -> JsonObject:
    """Return an instance that keeps every hypothesis; RejectedError where it breaks one."""
    instance = _shared(data)
    for k, hypothesis in enumerate(statement["given"], 1):
        if not _keeps(hypothesis, instance):
            raise RejectedError(f"the instance breaks hypothesis {k}")
    return instance


def check_example(statement: JsonObject, data: Any) -> None:
    """Reject an instance that breaks a hypothesis, or where a side of a conclusion has no value."""
    instance = _kept(statement, data)
    for conclusion in statement["then"]:
        for at in assignments(conclusion, instance["sizes"]):
            decide(conclusion, instance, at, compared=False)


def check_counterexample(statement: JsonObject, data: Any) -> None:
    """Reject an instance that breaks a hypothesis, keeps the conclusion, or leaves a part of it undefined.

    The two sides as they are printed have to show the violation too: a ball too wide to tell is no evidence.
    """
    if not statement["then"]:
        raise RejectedError("there is no conclusion that an instance could break")
    instance = _kept(statement, entry(data, "instance", dict))
    position = natural(data.get("conclusion"), most=len(statement["then"]) - 1)
    chosen = {name: natural(value, most=10_000) for name, value in entry(data, "at", dict).items()}
    broken, place = None, dict[Any, Any]()
    conclusion = statement["then"][position]
    for at in assignments(conclusion, instance["sizes"]):
        # all are evaluated: a conclusion speaks only of points where it is defined for all values of its indices
        here = {name: value for (name, _), value in at.items()} == chosen
        found = decide(conclusion, instance, at, compared=here)
        if here:
            broken, place = found, at
    if broken is None:
        raise RejectedError("the conclusion has no such values of its indices")
    if broken[0]:
        raise RejectedError(f"conclusion {position} holds on the instance at the indices given")
    for name, value in zip(("left", "right"), broken[1:], strict=True):
        if not _agrees(entry(data, name, str), value):
            raise RejectedError(f"the {name} side of the conclusion has another value on the instance")
    if _shows_failure(conclusion[0], *(_ends(entry(data, name, str)) for name in ("left", "right"))):
        return
    if data.get("meet") is not True:
        raise RejectedError("the sides of the conclusion, as they are printed, do not show that it fails")
    with flint.ctx.workprec(MEETING):
        if conclusion[0] not in ("<", ">", "!=") or not _meet(conclusion, instance, place):
            raise RejectedError("the sides of the conclusion are not seen to be one number that breaks it")


def _keeps(hypothesis: Node, instance: JsonObject) -> bool:
    if hypothesis[0] not in SPECIAL:
        return all(decide(hypothesis, instance, at)[0] for at in assignments(hypothesis, instance["sizes"]))
    values, ranges = Values(instance, rational=True), [range(instance["sizes"][kind]) for _, kind in hypothesis[-1][2]]
    if prod(map(len, ranges)) > MOST_ROWS:
        raise RejectedError("a family of the instance is too large for its span or spectrum")
    # only members within the sizes count, even if the instance holds more
    rows = [values.member("vectors", hypothesis[-1][1], ",".join(map(str, place))) for place in product(*ranges)]
    if hypothesis[0] == "inspan":
        vector = values.member("vectors", hypothesis[1][1], "")
        return bool(fmpq_mat(rows).rank() == fmpq_mat([*rows, vector]).rank())
    low, high = (values.member("scalars", name) for name in hypothesis[1:3])
    roots = (fmpq_mat(rows) * fmpq_mat(rows).transpose() / fmpq(len(rows))).charpoly()
    while not roots[0]:
        roots = fmpq_poly(roots.coeffs()[1:])
    # all roots are real, so by Descartes' rule none lies beyond an end where the coefficients keep one sign
    above, under = roots(fmpq_poly([high, 1])).coeffs(), roots(fmpq_poly([low, -1])).coeffs()
    one_sign = all(all(c >= 0 for c in side) or all(c <= 0 for c in side) for side in (above, under))
    return bool(low > 0 and roots(low) == 0 == roots(high) and one_sign)


def _ends(text: str) -> tuple[Any, Any]:
    """Return the ends of a printed side, exactly: twice the number itself where it is no ball.

    Exponents of five digits or more are arb's: the ends are balls then, around numbers outside of which none lies.
    """
    found = BALL.fullmatch(text)
    if found is None and text.startswith("["):
        raise RecheckError(f"{short(text)} is neither a fraction nor a ball: correct it")
    parts = found.groups(default="0") if found else (text, "0")
    if not any(map(FAR.fullmatch, parts)):
        middle, radius = map(number, parts)
        return middle - abs(radius), middle + abs(radius)
    with flint.ctx.workprec(PRECISIONS[-1]):
        centre, reach = (arb(part) if FAR.fullmatch(part) else arb(number(part)) for part in parts)
        return (centre - abs(reach)).lower(), (centre + abs(reach)).upper()


def _shows_failure(operator: str, left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    """Tell whether two printed sides break a relation, wherever the true values lie between their ends."""
    with flint.ctx.workprec(PRECISIONS[-1]):
        return _fails(operator, left, right)


def _fails(operator: str, left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    (low, high), (least, most) = left, right
    apart = high < least or low > most
    fails = {"<": low >= most, "<=": low > most, ">": high <= least, ">=": high < least, "=": apart}
    return bool(fails[operator]) if operator != "!=" else bool(low == high == least == most)


def _agrees(text: str, value: Any) -> bool:
    """Tell whether a printed side is the exact value, or a ball that meets the value's own."""
    low, high = _ends(text)
    with flint.ctx.workprec(PRECISIONS[-1]):
        if isinstance(value, fmpq):
            return bool(low <= value <= high)
        return bool(arb(low).union(arb(high)).overlaps(value))
