"""Whether two sides are one number on an instance: what balls never show, as of e^0/√(2π) and 1/√(2π).

The values of an instance are put into a node, sums over samples and patches are written out, and what holds numbers
only goes to the canonical forms (``forms``): an empty difference shows that the sides are equal wherever both are
defined, which they are where balls enclose them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.recheck.derivative import derivative
from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.quotients import vanishes
from verify.recheck.forms.sums import plus, scaled
from verify.recheck.function_table import SYMBOLS, becomes
from verify.recheck.reading import JsonObject, Node, RejectedError, member, number

MOST_NODES = 4000
ZERO = ["num", "0"]


class Closing:
    """Puts the values of an instance into nodes, until numbers are left alone."""

    def __init__(self, instance: JsonObject, enclosed: Callable[[Node], Any]) -> None:
        self.instance, self.enclosed, self.count, self.forms = instance, enclosed, 0, Forms()

    def of(self, node: Node, at: dict[Any, Any]) -> Node:
        """Return the node of a scalar's value; ``at`` has the places of indices, and nodes for bound variables."""
        self.count += 1
        if self.count > MOST_NODES:
            raise RejectedError("a side has too many parts to be compared exactly")
        match node:
            case ["num", _]:
                return node
            case ["sym", name]:
                return at[name] if name in at else ["num", str(member(self.instance, "scalars", name))]
            case ["size", kind]:
                return ["num", str(self.instance["sizes"][kind])]
            case ["idx", name, indices]:
                return [
                    "num",
                    str(member(self.instance, "families", name, ",".join(str(at[tuple(one)]) for one in indices))),
                ]
            case ["named", _, _, _, body]:
                return self.of(body, at)
            case ["add" | "mul" as head, *parts]:
                return [head, *(self.of(part, at) for part in parts)]
            case ["pow", base, exponent]:
                return ["pow", self.of(base, at), exponent]
            case ["sum", index, body]:
                return ["add", ZERO, *self._over(index, body, at)]
            case ["ext", which, index, body]:
                return self._applied(which, self._over(index, body, at))
            case ["inner", left, right]:
                pairs = zip(self._vector(left, at), self._vector(right, at), strict=True)
                return ["add", ZERO, *(["mul", a, b] for a, b in pairs)]
            case ["fn", name, *arguments]:
                return self._applied(name, [self.of(argument, at) for argument in arguments])
            case ["diff", body, name, point]:
                return self.of(derivative(body, name), at | {name: self.of(point, at)})
        raise RejectedError(f"{node[0]} is not compared exactly")

    def _over(self, index: list[str], body: Node, at: dict[Any, Any]) -> list[Node]:
        return [self.of(body, at | {tuple(index): k}) for k in range(self.instance["sizes"][index[1]])]

    def _vector(self, node: Node, at: dict[Any, Any]) -> list[Node]:
        """Return the entries of a vector."""
        self.count += 1
        match node:
            case ["vec", name, indices]:
                found = member(self.instance, "vectors", name, ",".join(str(at[tuple(one)]) for one in indices))
                return [["num", str(entry)] for entry in found]
            case ["scale", factor, vector]:
                value = self.of(factor, at)
                return [["mul", value, entry] for entry in self._vector(vector, at)]
            case ["vsum", index, body]:
                kind = index[1]
                rows = [self._vector(body, at | {tuple(index): k}) for k in range(self.instance["sizes"][kind])]
            case _:
                rows = [self._vector(part, at) for part in node[1:]]
        return [["add", ZERO, *column] for column in zip(*rows, strict=True)]

    def _applied(self, name: str, arguments: list[Node]) -> Node:
        """Return a function of numbers: of rationals its value where that is one, else by its formula."""
        if name in ("max", "min", "abs"):
            return self._chosen(name, arguments)
        symbol, x = SYMBOLS[name], self._plain(arguments[0])
        if x[0] == "num":
            if symbol.domain == "positive" and number(x[1]) <= 0:
                raise RejectedError("a logarithm of what is not positive is taken")
            if (exact := symbol.exact(number(x[1]))) is not None:
                return ["num", str(exact)]
        if (other := becomes(name, [x])) is not None:
            return self.of(other, {})
        other = None if symbol.analytic is None else symbol.analytic(x)
        return ["fn", name, x] if other is None else other

    def _chosen(self, name: str, arguments: list[Node]) -> Node:
        """Return the greatest or least of numbers, or the modulus of one, as their balls tell."""
        if name == "abs":
            arguments = [arguments[0], ["mul", ["num", "-1"], arguments[0]]]
        best, *others = arguments
        for other in others:
            gap = self.enclosed(["add", best, ["mul", ["num", "-1"], other]])
            if not (gap > 0 or gap < 0 or self._plain(["add", best, ["mul", ["num", "-1"], other]]) == ZERO):
                raise RejectedError("balls do not tell which of several numbers is chosen")
            best = other if (gap > 0 if name == "min" else gap < 0) else best
        return best

    def _plain(self, node: Node) -> Node:
        """Return a rational as a number."""
        match [*self.forms.of(node)]:
            case []:
                return ZERO
            case [(factors, value)] if not factors:
                return ["num", str(value)]
        return node


def meet(relation: Node, instance: JsonObject, at: dict[Any, Any], enclosed: Callable[[Node], Any]) -> bool:
    """Tell whether the sides of a relation are shown to be one number on an instance; both are to have a value there.

    ``enclosed`` returns a ball around the value of a node that holds numbers only, or raises RejectedError.

    >>> x = ["sym", "x"]
    >>> e = lambda part: ["fn", "exp", part]
    >>> instance = {"sizes": {}, "scalars": {"x": "1"}, "families": {}, "vectors": {}}
    >>> [meet(["<", ["pow", e(["add", x, x]), "1/2"], right], instance, {}, len) for right in (e(x), e(["num", "2"]))]
    [True, False]
    """
    closing = Closing(instance, enclosed)
    try:
        left, right = (closing.forms.of(closing.of(side, at)) for side in relation[1:])
        return vanishes(closing.forms, plus(left, scaled(right, -1)))
    except RejectedError:
        return False
