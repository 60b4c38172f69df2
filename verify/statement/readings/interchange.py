"""A statement as JSON and back, and the hash that names it. The form is small, so that another program can read it.

Every node is a list whose first item tells its type; numbers are strings "p/q"; an index is [name, kind], and a step
is ["step", base, shift] with an index, a variable or null as its base.
"""

from __future__ import annotations

import hashlib
import json
import reprlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from verify.errors import InputError
from verify.json_types import Json
from verify.statement.checks.extent import is_of_runs
from verify.statement.formulas import (
    Constant,
    Exists,
    ForAll,
    Formula,
    Hypothesis,
    InSpan,
    Node,
    RunStatement,
    SameVector,
    Spectrum,
    Statement,
    ThereAreConstants,
)
from verify.statement.functions import FUNCTIONS
from verify.statement.indices import Index
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Gradient,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Ranged,
    Relation,
    Scalar,
    Scaled,
    Size,
    Step,
    Sum,
    Symbol,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)

OPERATORS = ("=", "<", "<=", ">", ">=", "!=")


def to_json(node: Node) -> Json:
    """Return a tree as nested lists of strings.

    >>> to_json(Symbol("γ") ** 2)
    ['pow', ['sym', 'γ'], '2']
    """
    write = WRITERS.get(type(node))
    if write is None:
        raise TypeError(f"{type(node).__name__} has no JSON form")
    return write(node)


def _all(nodes: Iterable[Any]) -> list[Json]:
    return [to_json(node) for node in nodes]


def _statement(node: Statement | RunStatement) -> Json:
    return {"given": _all(node.hypotheses), "then": _all(node.conclusions)}


def _for_all(node: ForAll) -> Json:
    ends = [None if end is None else to_json(end) for end in (node.start, node.stop)]
    return ["all", to_json(node.variable), *ends, to_json(node.body)]


def _constants(node: ThereAreConstants) -> Json:
    made = [[constant.symbol.name, _all(constant.of)] for constant in node.constants]
    return ["constants", made, _all(node.given), _all(node.then)]


# how a node of each class is written: one look instead of a question for each class, as every claim's key is made so
WRITERS: dict[type, Callable[[Any], Any]] = {
    Statement: _statement,
    RunStatement: _statement,
    Relation: lambda node: [node.operator, to_json(node.left), to_json(node.right)],
    InSpan: lambda node: ["inspan", to_json(node.vector), to_json(node.member)],
    Spectrum: lambda node: ["spectrum", node.smallest.name, node.largest.name, to_json(node.member)],
    SameVector: lambda node: ["same", to_json(node.left), to_json(node.right)],
    ForAll: _for_all,
    Exists: lambda node: ["some", _all(node.variables), *_all(node.parts)],
    ThereAreConstants: _constants,
    Index: lambda node: [node.name, node.kind],
    Step: lambda node: ["step", None if node.base is None else to_json(node.base), str(node.shift)],
    Number: lambda node: ["num", str(node.value)],
    Symbol: lambda node: ["sym", node.name],
    Indexed: lambda node: ["idx", node.name, _all(node.indices)],
    Value: lambda node: ["value", node.name, to_json(node.point)],
    Gradient: lambda node: ["gradient", node.name, to_json(node.point)],
    Size: lambda node: ["size", node.kind],
    Inner: lambda node: ["inner", to_json(node.left), to_json(node.right)],
    Add: lambda node: ["add", *_all(node.terms)],
    Mul: lambda node: ["mul", *_all(node.factors)],
    Pow: lambda node: ["pow", to_json(node.base), str(node.exponent)],
    Apply: lambda node: ["fn", node.function, *_all(node.arguments)],
    Sum: lambda node: ["sum", to_json(node.index), to_json(node.body)],
    Ranged: lambda node: ["range", node.which, *_all((node.index, node.start, node.stop, node.body))],
    Extremum: lambda node: ["ext", node.which, to_json(node.index), to_json(node.body)],
    Diff: lambda node: ["diff", to_json(node.body), node.variable.name, to_json(node.at)],
    Named: lambda node: ["named", node.name, node.latex, _all(node.indices), to_json(node.body)],
    Vector: lambda node: ["vec", node.name, _all(node.indices)],
    VectorAdd: lambda node: ["vadd", *_all(node.terms)],
    Scaled: lambda node: ["scale", to_json(node.coefficient), to_json(node.vector)],
    VectorSum: lambda node: ["vsum", to_json(node.index), to_json(node.body)],
}


def digest(node: Node) -> str:
    """Return the SHA-256 of a tree's canonical JSON.

    >>> digest(Symbol("a")) == digest(Symbol("a")) != digest(Symbol("b"))
    True
    """
    text = json.dumps(to_json(node), ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def statement_from_json(data: Json) -> Statement | RunStatement:
    """Return the statement that ``to_json`` wrote; InputError names the first part that does not parse."""
    try:
        then, given = (tuple(formula_from_json(item) for item in data[role]) for role in ("then", "given"))
        return statement_of(then, given)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, RecursionError) as fault:
        if isinstance(fault, InputError):
            raise
        why = str(fault) or type(fault).__name__
        raise InputError(f"{reprlib.repr(data)} is not a statement ({why}): write it with to_json") from fault


def statement_of(then: tuple[Formula, ...], given: tuple[Formula, ...]) -> Statement | RunStatement:
    """Return the statement of some conclusions and hypotheses, about runs where one of them is."""
    conclusions = [formula for formula in then if isinstance(formula, Relation)]
    hypotheses = [formula for formula in given if isinstance(formula, Relation | InSpan | Spectrum)]
    if any(map(is_of_runs, (*then, *given))) or len(conclusions) < len(then):
        return RunStatement(then, given)
    return Statement(tuple(conclusions), tuple(hypotheses))


def formula_from_json(data: Json) -> Formula:
    """Return the formula that ``to_json`` wrote; InputError where it does not parse."""
    match data:
        case ["same", left, right]:
            return SameVector(vector_from_json(left), vector_from_json(right))
        case ["all", ["sym", str(name)], None, None, body]:
            return ForAll(Symbol(name), formula_from_json(body))
        case ["all", ["vec", str(name), []], None, None, body]:
            return ForAll(Vector(name), formula_from_json(body))
        case ["all", [str(), "step"] as index, start, stop, body]:
            return ForAll(
                _index(index, "step"), formula_from_json(body), _step(start), None if stop is None else _step(stop)
            )
        case ["some", [_, *_] as variables, _, *_]:
            return Exists(tuple(map(_variable, variables)), tuple(map(formula_from_json, data[2:])))
        case ["constants", [_, *_] as constants, [*given], [_, *_] as then]:
            made = tuple(Constant(Symbol(name), tuple(map(scalar_from_json, of))) for name, of in constants)
            return ThereAreConstants(made, tuple(map(formula_from_json, given)), tuple(map(formula_from_json, then)))
    return _hypothesis(data)


def _variable(data: Json) -> Symbol | Vector | Indexed | Size:
    found = vector_from_json(data) if data[0] == "vec" else scalar_from_json(data)
    if not isinstance(found, Symbol | Vector | Indexed | Size):
        raise InputError(f"{reprlib.repr(data)} is no variable: use a symbol, a vector, a family or a size")
    return found


def _step(data: Json) -> Step:
    match data:
        case ["step", None, str(shift)]:
            return Step(None, int(shift))
        case ["step", ["sym", str(name)], str(shift)]:
            return Step(Symbol(name), int(shift))
        case ["step", [str(), "step"] as index, str(shift)]:
            return Step(_index(index, "step"), int(shift))
    raise InputError(f'{reprlib.repr(data)} is no step: use ["step", base, shift]')


def _hypothesis(data: Json) -> Hypothesis:
    if data[0] == "inspan":
        vector, member = vector_from_json(data[1]), vector_from_json(data[2])
        if isinstance(vector, Vector) and isinstance(member, Vector):
            return InSpan(vector, member)
        raise InputError("inspan speaks of vector variables: name two of them")
    if data[0] == "spectrum":
        member = vector_from_json(data[3])
        if isinstance(member, Vector) and isinstance(data[1], str) and isinstance(data[2], str):
            return Spectrum(Symbol(data[1]), Symbol(data[2]), member)
        raise InputError("spectrum speaks of two variables and a family of vectors: name them")
    return _relation(data)


def _relation(data: Json) -> Relation:
    operator, left, right = data
    if operator not in OPERATORS:
        raise InputError(f"{reprlib.repr(operator)} is not a relation: use one of {' '.join(OPERATORS)}")
    return Relation(operator, scalar_from_json(left), scalar_from_json(right))


def _index(data: Json, *kinds: str) -> Index:
    name, kind = data
    if kind not in (kinds or ("sample", "patch")) or not isinstance(name, str):
        raise InputError(f"{reprlib.repr(data)} is not an index: use [name, sample] or [name, patch]")
    return Index(name, kind)


def _indices(data: Json) -> tuple[Index | Step, ...]:
    return tuple(_step(item) if len(item) == 3 else _index(item) for item in data)


def scalar_from_json(data: Json) -> Scalar:
    """Return the scalar that ``to_json`` wrote.

    >>> scalar_from_json(["pow", ["sym", "γ"], "2"]) == Symbol("γ") ** 2
    True
    """
    match data:
        case ["num", str(value)]:
            return Number(Fraction(value))
        case ["sym", str(name)]:
            return Symbol(name)
        case ["idx", str(name), indices]:
            return Indexed(name, _indices(indices))
        case ["size", "sample" | "patch" as kind]:
            return Size(kind)
        case ["value", str(name), point]:
            return Value(name, vector_from_json(point))
        case ["inner", left, right]:
            return Inner(vector_from_json(left), vector_from_json(right))
        case ["add", _, *_]:
            return Add(tuple(scalar_from_json(item) for item in data[1:]))
        case ["mul", _, *_]:
            return Mul(tuple(scalar_from_json(item) for item in data[1:]))
        case ["pow", base, str(exponent)]:
            return Pow(scalar_from_json(base), Fraction(exponent))
        case ["fn", str(function), _, *_] if function in FUNCTIONS:
            return Apply(function, tuple(scalar_from_json(item) for item in data[2:]))
        case ["sum", index, body]:
            return Sum(_index(index), scalar_from_json(body))
        case ["step", _, _]:
            return _step(data)
        case ["range", "sum" | "product" | "max" | "min" as which, index, start, stop, body]:
            return Ranged(which, _index(index, "step"), _step(start), _step(stop), scalar_from_json(body))
        case ["ext", "max" | "min" as which, index, body]:
            return Extremum(which, _index(index), scalar_from_json(body))
        case ["diff", body, str(variable), at]:
            return Diff(scalar_from_json(body), Symbol(variable), scalar_from_json(at))
        case ["named", str(name), str(latex), indices, body]:
            return Named(name, latex, scalar_from_json(body), _indices(indices))
    raise InputError(f"{reprlib.repr(data)} is not a scalar expression: write it with to_json")


def vector_from_json(data: Json) -> VectorExpr:
    """Return the vector that ``to_json`` wrote."""
    match data:
        case ["vec", str(name), indices]:
            return Vector(name, _indices(indices))
        case ["gradient", str(name), point]:
            return Gradient(name, vector_from_json(point))
        case ["vadd", _, *_]:
            return VectorAdd(tuple(vector_from_json(item) for item in data[1:]))
        case ["scale", coefficient, vector]:
            return Scaled(scalar_from_json(coefficient), vector_from_json(vector))
        case ["vsum", index, body]:
            return VectorSum(_index(index), vector_from_json(body))
    raise InputError(f"{reprlib.repr(data)} is not a vector expression: write it with to_json")
