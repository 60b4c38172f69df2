"""Re-checks functions that break a statement about unknown ones: they keep what is said for all points, and it fails.

In the place of f(x) stands ½x^⊤Ax + ⟨b, x⟩ + c, or on the line a polynomial plus terms c·max(x − t, 0)², with the
coordinates ⟨e_k, x⟩; what is left is a statement that a short run breaks. What is said for all points is decided
exactly by ``for_all``, and not at the points of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq

from verify.recheck.reading import JsonObject, Node, RecheckError, RejectedError, entry, number, short
from verify.recheck.runs.for_all import holds_for_all
from verify.recheck.runs.language import read
from verify.recheck.runs.mentions import is_step, names, nodes
from verify.recheck.runs.short import check_written_out
from verify.recheck.values import read_instance

MOST_DIMENSIONS, MOST_PARTS = 8, 12


@dataclass(frozen=True)
class Form:
    """f(x) = ½x^⊤Ax + ⟨b, x⟩ + c."""

    matrix: list[list[fmpq]]
    linear: list[fmpq]
    constant: fmpq

    @property
    def dimension(self) -> int:
        """The dimension of its points."""
        return len(self.linear)

    def value(self, at: list[Node]) -> Node:
        """Return f as an expression in the coordinates of a point."""
        halves = [
            ["mul", _num(a / 2), x, y]
            for x, row in zip(at, self.matrix, strict=True)
            for y, a in zip(at, row, strict=True)
        ]
        lines = [["mul", _num(b), x] for b, x in zip(self.linear, at, strict=True)]
        return ["add", _num(self.constant), *lines, *halves]

    def slopes(self, at: list[Node]) -> list[Node]:
        """Return the coordinates of the gradient."""
        return [
            ["add", _num(b), *(["mul", _num(a), x] for a, x in zip(row, at, strict=True))]
            for b, row in zip(self.linear, self.matrix, strict=True)
        ]


@dataclass(frozen=True)
class Curve:
    """f(x) = Σ p_k x^k + Σ c·max(x − t, 0)² on the line."""

    powers: list[fmpq]
    hinges: list[tuple[fmpq, fmpq]]
    dimension: int = 1

    def value(self, at: list[Node]) -> Node:
        """Return f as an expression in the only coordinate of a point."""
        whole = [["mul", _num(p), ["pow", at[0], str(k)]] for k, p in enumerate(self.powers) if k]
        bent = [["mul", _num(c), ["pow", _ramp(at[0], t), "2"]] for t, c in self.hinges]
        return ["add", _num(self.powers[0]), *whole, *bent]

    def slopes(self, at: list[Node]) -> list[Node]:
        """Return the slope."""
        whole = [["mul", _num(k * p), ["pow", at[0], str(k - 1)]] for k, p in enumerate(self.powers) if k > 1]
        bent = [["mul", _num(2 * c), _ramp(at[0], t)] for t, c in self.hinges]
        return [["add", _num(self.powers[1] if len(self.powers) > 1 else fmpq(0)), *whole, *bent]]


def _num(value: fmpq) -> Node:
    return ["num", str(value)]


def _ramp(x: Node, t: fmpq) -> Node:
    return ["fn", "relu", ["add", x, _num(-t)]]


def read_function(data: Any) -> Form | Curve:
    """Return a function with exact numbers; RecheckError where it is none."""
    kind = entry(data, "kind", str)
    if kind == "quadratic":
        linear = [number(part) for part in entry(data, "linear", list)]
        rows = [[number(part) for part in row] for row in entry(data, "matrix", list) if isinstance(row, list)]
        d = len(linear)
        if not 1 <= d <= MOST_DIMENSIONS or len(rows) != d or any(len(row) != d for row in rows):
            raise RecheckError("the matrix and the linear part of a function do not fit one another: correct them")
        if any(rows[j][k] != rows[k][j] for j in range(d) for k in range(j)):
            raise RejectedError("the matrix of a function is not symmetric")
        return Form(rows, linear, number(data.get("constant")))
    if kind == "curve":
        powers, hinges = [number(part) for part in entry(data, "polynomial", list)], entry(data, "hinges", list)
        if not 1 <= len(powers) <= MOST_PARTS or len(hinges) > MOST_PARTS:
            raise RecheckError("a curve has no part, or absurdly many: correct it")
        if any(not isinstance(hinge, list) or len(hinge) != 2 for hinge in hinges):
            raise RecheckError("a hinge of a curve is not a pair [place, factor]: correct it")
        return Curve(powers, [(number(t), number(c)) for t, c in hinges])
    raise RecheckError(f"a function of kind {short(kind)} is unknown: use a newer bnverify")


def check_functions(statement: JsonObject, data: Any) -> None:
    """Reject functions that do not keep every hypothesis, or with which no conclusion fails."""
    functions = {name: read_function(one) for name, one in entry(data, "functions", dict).items()}
    formulas = {part: [read(formula) for formula in statement[part]] for part in ("given", "then")}
    unknown = {
        found[1] for found in nodes([*formulas["given"], *formulas["then"]]) if found[0] in ("value", "gradient")
    }
    if unknown != set(functions) or len({function.dimension for function in functions.values()}) != 1:
        raise RejectedError("the functions are not those of the statement, or not of one dimension")
    d = next(iter(functions.values())).dimension
    everywhere = [one for one in formulas["given"] if _is_for_all_points(one)]
    rest = [one for one in formulas["given"] if not _is_for_all_points(one)]
    taken = names([*formulas["given"], *formulas["then"]])
    units: list[str] = []
    while len(units) < d:
        name = f"unit {len(units) + 1}"
        while name in taken:
            name += "'"
        units.append(name)
    instance = entry(data, "instance", dict)
    vectors = entry(instance, "vectors", dict)
    if any(len(vector) != d for members in read_instance(instance)["vectors"].values() for vector in members.values()):
        raise RejectedError("the instance's vectors have another dimension than the functions")
    own = {name: {"": ["1" if j == k else "0" for j in range(d)]} for k, name in enumerate(units)}
    if set(own) & set(vectors):
        raise RejectedError("the instance has a vector of a name that is kept for e_k")
    put_in = {"given": [_put(one, functions, units) for one in rest]}
    put_in["then"] = [_put(one, functions, units) for one in formulas["then"]]
    made = check_written_out(put_in, {**data, "instance": {**instance, "vectors": {**vectors, **own}}})
    fixed = names(everywhere) | set(units)
    if fixed & entry(entry(data, "run", dict), "steps", dict).keys():
        raise RejectedError("a variable of the functions' hypotheses has a value as a step and another in the instance")
    if any(name in fixed for _, name in made.known.solved):
        raise RejectedError("an equation puts something else in the place of what the functions' hypotheses speak of")
    whole = read_instance(instance)
    for one in everywhere:
        if not holds_for_all(one, functions, whole):
            raise RejectedError("it is not shown that the functions keep what is said for all points")


def _is_for_all_points(formula: Node) -> bool:
    return formula[0] == "all" and formula[1][0] == "vec" and not any(is_step(found) for found in nodes(formula))


def _put(node: Any, functions: JsonObject, units: list[str]) -> Any:
    """Return a formula with the functions' own expressions in the place of their values and gradients."""
    if not isinstance(node, list):
        return node
    match node:
        case ["value" | "gradient" as what, str(name), point]:
            inside = _put(point, functions, units)
            at = [["inner", ["vec", unit, []], inside] for unit in units]
            if what == "value":
                return functions[name].value(at)
            slopes = functions[name].slopes(at)
            scaled = [["scale", slope, ["vec", unit, []]] for slope, unit in zip(slopes, units, strict=True)]
            return scaled[0] if len(scaled) == 1 else ["vadd", *scaled]
    return [_put(part, functions, units) for part in node]
