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
from functools import lru_cache
from typing import Any, TypeAlias

from verify.errors import InputError
from verify.frozen import kept_as
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

# writes a part of a node, as lists or as text
Write: TypeAlias = Callable[[Any], Any]
Writer: TypeAlias = Callable[[Any, Write], Any]
OPERATORS = ("=", "<", "<=", ">", ">=", "!=")


def to_json(node: Node) -> Json:
    """Return a tree as nested lists of strings.

    >>> to_json(Symbol("γ") ** 2)
    ['pow', ['sym', 'γ'], '2']
    """
    return writer(node)(node, to_json)


@kept_as("_json")
def shared_json(node: Node) -> Json:
    """Return what ``to_json`` does, once for a node: for evidence, which repeats its nodes and is not changed.

    >>> shared_json(x := Symbol("x")) is shared_json(x)
    True
    """
    return writer(node)(node, shared_json)


class Written(str):
    """JSON as text: a part of what ``dumped`` writes that is written already."""

    __slots__ = ()


@kept_as("_text")
def written(node: Node) -> Written:
    """Return what ``json.dumps`` makes of ``to_json``; the node keeps it, as most parts of a claim stand in others too.

    >>> written(Symbol("γ") ** 2)
    '["pow", ["sym", "\\\\u03b3"], "2"]'
    """
    return Written(dumped(writer(node)(node, written)))


def dumped(data: Json) -> str:
    """Return JSON as text, with the keys of objects in order, where some parts may be text already.

    >>> dumped({"b": None, "a": [written(Symbol("x")), 1]})
    '{"a": [["sym", "x"], 1], "b": null}'
    """
    if type(data) is Written:
        return data
    if type(data) is str:
        return plain(data)
    if isinstance(data, list):
        return f"[{', '.join([part if type(part) is Written else dumped(part) for part in data])}]"
    if isinstance(data, dict):
        return f"{{{', '.join([f'{plain(name)}: {dumped(data[name])}' for name in sorted(data)])}}}"
    return plain(data)


@lru_cache(maxsize=1000, typed=True)
def plain(data: str | int | None) -> str:
    """Return a text, a number, or the like as JSON.

    >>> plain("γ"), plain(None)
    ('"\\\\u03b3"', 'null')
    """
    return json.dumps(data)


def writer(node: Node) -> Writer:
    """Return what writes nodes of a node's class; TypeError where nothing does.

    >>> x = Symbol("x")
    >>> writer(x)(x, to_json)
    ['sym', 'x']
    """
    write = WRITERS.get(type(node))
    if write is None:
        raise TypeError(f"{type(node).__name__} has no JSON form")
    return write


def _all(write: Write, nodes: Iterable[Any]) -> list[Json]:
    return [write(node) for node in nodes]


def _statement(node: Statement | RunStatement, write: Write) -> Json:
    return {"given": _all(write, node.hypotheses), "then": _all(write, node.conclusions)}


def _for_all(node: ForAll, write: Write) -> Json:
    ends = [None if end is None else write(end) for end in (node.start, node.stop)]
    return ["all", write(node.variable), *ends, write(node.body)]


def _constants(node: ThereAreConstants, write: Write) -> Json:
    made = [[constant.symbol.name, _all(write, constant.of)] for constant in node.constants]
    return ["constants", made, _all(write, node.given), _all(write, node.then)]


# how a node of each class is written: one look instead of a question for each class, as every claim's key is made so
WRITERS: dict[type, Writer] = {
    Statement: _statement,
    RunStatement: _statement,
    Relation: lambda node, write: [node.operator, write(node.left), write(node.right)],
    InSpan: lambda node, write: ["inspan", write(node.vector), write(node.member)],
    Spectrum: lambda node, write: ["spectrum", node.smallest.name, node.largest.name, write(node.member)],
    SameVector: lambda node, write: ["same", write(node.left), write(node.right)],
    ForAll: _for_all,
    Exists: lambda node, write: ["some", _all(write, node.variables), *_all(write, node.parts)],
    ThereAreConstants: _constants,
    Index: lambda node, write: [node.name, node.kind],
    Step: lambda node, write: ["step", None if node.base is None else write(node.base), str(node.shift)],
    Number: lambda node, write: ["num", str(node.value)],
    Symbol: lambda node, write: ["sym", node.name],
    Indexed: lambda node, write: ["idx", node.name, _all(write, node.indices)],
    Value: lambda node, write: ["value", node.name, write(node.point)],
    Gradient: lambda node, write: ["gradient", node.name, write(node.point)],
    Size: lambda node, write: ["size", node.kind],
    Inner: lambda node, write: ["inner", write(node.left), write(node.right)],
    Add: lambda node, write: ["add", *_all(write, node.terms)],
    Mul: lambda node, write: ["mul", *_all(write, node.factors)],
    Pow: lambda node, write: ["pow", write(node.base), str(node.exponent)],
    Apply: lambda node, write: ["fn", node.function, *_all(write, node.arguments)],
    Sum: lambda node, write: ["sum", write(node.index), write(node.body)],
    Ranged: lambda node, write: ["range", node.which, *_all(write, (node.index, node.start, node.stop, node.body))],
    Extremum: lambda node, write: ["ext", node.which, write(node.index), write(node.body)],
    Diff: lambda node, write: ["diff", write(node.body), node.variable.name, write(node.at)],
    Named: lambda node, write: ["named", node.name, node.latex, _all(write, node.indices), write(node.body)],
    Vector: lambda node, write: ["vec", node.name, _all(write, node.indices)],
    VectorAdd: lambda node, write: ["vadd", *_all(write, node.terms)],
    Scaled: lambda node, write: ["scale", write(node.coefficient), write(node.vector)],
    VectorSum: lambda node, write: ["vsum", write(node.index), write(node.body)],
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
