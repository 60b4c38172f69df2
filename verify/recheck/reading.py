"""What a ledger's file may contain: bounded size and depth, exact numbers, well-formed statements."""

from __future__ import annotations

import json
import re
import reprlib
from collections import Counter
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from flint import fmpq
from gmpy2 import mpq

from verify.recheck.function_table import SYMBOLS

# an expression or a formula as JSON has it: its kind, and its parts
Node: TypeAlias = list[Any]
JsonObject: TypeAlias = dict[str, Any]

MOST_BYTES = 64 * 1024 * 1024
PIECE = 1024 * 1024
MOST_NESTED = 200
# in memory a list or an object takes thirty times its two bytes in the file
MOST_BRACKETS = 3_000_000
MOST_DIGITS = 4000
MOST_EXPONENT = 1000
SHORT = 20
STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
# for brackets, lists and objects are alike
ALIKE, NO_BRACKETS = bytes.maketrans(b"{}", b"[]"), bytes(set(range(256)) - set(b"[]{}"))
NUMBER = re.compile(r"(-?\d+)(?:/(\d+)|(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?)", re.ASCII)
INDEX_NAME = re.compile(r"[^\W\d_]\w*'*")
# x scalar, v vector, q rational, s name, i index, I indices, k kind of index, f function, e max or min; * repeats
GRAMMAR = {
    "x": {"num": "q", "sym": "s", "idx": "sI", "size": "k", "inner": "vv", "add": "x*", "mul": "x*", "pow": "xq"}
    | {"fn": "fx*", "sum": "ix", "ext": "eix", "diff": "xsx", "named": "ssIx"},
    "v": {"vec": "sI", "vadd": "v*", "scale": "xv", "vsum": "iv"},
}
SHAPES = GRAMMAR["x"] | GRAMMAR["v"]
# where the scalars and vectors of a node stand: at equal distances, and last where they repeat
SEATS = {head: [k for k, kind in enumerate(shape, 1) if kind in "xv"] for head, shape in SHAPES.items()}
PLACES = {
    head: slice(0) if not at else slice(at[0], None if "*" in SHAPES[head] else at[-1] + 1, max(1, at[-1] - at[0]))
    for head, at in SEATS.items()
}
SPECIAL = ("inspan", "spectrum")
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
EXTREMA = ("max", "min")
KINDS = ("sample", "patch")


class RecheckError(ValueError):
    """A ledger cannot be read: one line with what is wrong, where, and the remedy."""


class RejectedError(Exception):
    """A claim's evidence does not show what its status says."""


def short(value: Any) -> str:
    """Return a value for an error's line, cut to a few characters."""
    return reprlib.repr(value)


def load(path: str | Path) -> Any:
    """Return the JSON of a file of bounded size and depth; RecheckError where it is none."""
    try:
        with Path(path).open("rb") as stream:
            # piece by piece, as one read would set aside the most bytes at once
            text = b"".join(islice(iter(partial(stream.read, PIECE), b""), MOST_BYTES // PIECE + 1))
    except (OSError, ValueError) as fault:
        raise RecheckError(f"cannot read {path} ({fault}): give the path of a ledger") from fault
    if len(text) > MOST_BYTES:
        raise RecheckError(f"{path} has more than {MOST_BYTES} bytes: no ledger is so large")
    brackets = STRING.sub(b"", text).translate(ALIKE, NO_BRACKETS)
    if brackets.count(b"[") > MOST_BRACKETS:
        raise RecheckError(f"{path} holds more than {MOST_BRACKETS} lists and objects: no ledger holds so many")
    if _nested(brackets) > MOST_NESTED:
        raise RecheckError(f"{path} nests deeper than {MOST_NESTED} lists and objects: it is no ledger")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecheckError:
        raise
    except ValueError as fault:
        raise RecheckError(f"{path} is not JSON ({fault}): write it with bnverify check --json") from fault


def _nested(brackets: bytes) -> int:
    """Return how deep brackets nest, or a number above MOST_NESTED: each round takes away the innermost ones.

    >>> _nested(b"[[][[]]]"), _nested(b"[" * 300)
    (3, 300)
    """
    rounds = 0
    while rounds <= MOST_NESTED and b"[]" in brackets:
        brackets, rounds = brackets.replace(b"[]", b""), rounds + 1
    # those that are left over are not closed
    return rounds + brackets.count(b"[")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise RecheckError(f"key {short(twice)} stands twice in one object: keep one of them")
    return result


def _no_constant(text: str) -> Any:
    raise RecheckError(f"{text} is no number of a ledger: write exact numbers as strings")


def number(text: Any) -> fmpq:
    """Return the exact value of an integer, a fraction or a decimal in a string.

    >>> number("-3/4"), number("1.25e-1")
    (-3/4, 1/8)
    """
    return _short_number(text) if isinstance(text, str) and len(text) <= SHORT else _number(text)


@lru_cache(maxsize=4096)
def _short_number(text: str) -> fmpq:
    return _number(text)


def rational(text: Any) -> mpq:
    """Return the same value as ``number`` for canonical forms, which live in sets: of these numbers the hash is quick.

    >>> rational("-3/4")
    mpq(-3,4)
    """
    return _short_rational(text) if isinstance(text, str) and len(text) <= SHORT else _rational(text)


@lru_cache(maxsize=4096)
def _short_rational(text: str) -> mpq:
    return _rational(text)


def _rational(text: Any) -> mpq:
    value = number(text)
    return mpq(int(value.p), int(value.q))


def _number(text: Any) -> fmpq:
    found = NUMBER.fullmatch(text) if isinstance(text, str) and len(text) <= 2 * MOST_DIGITS + 2 else None
    parts = found.groups(default="") if found else ("", "0", "", "")
    if not found or max(map(len, parts)) > MOST_DIGITS or (parts[1] and not int(parts[1])):
        raise RecheckError(f"{short(text)} is not an exact number: write an integer or p/q as a string")
    whole, below, decimals, exponent = parts
    if below:
        return fmpq(int(whole), int(below))
    return fmpq(int(whole + decimals)) * fmpq(10) ** (int(exponent or 0) - len(decimals))


def natural(value: Any, *, most: int) -> int:
    """Return a whole number from 0 to ``most``; RecheckError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise RecheckError(f"{short(value)} is not a whole number from 0 to {most}: correct it")
    return value


def entry(data: Any, name: str, kind: type) -> Any:
    """Return an entry of an object, which must be there and of one type."""
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, kind):
        raise RecheckError(f"{name} is missing or is not a {kind.__name__}: the ledger is damaged")
    return found


def member(instance: JsonObject, sort: str, name: str, *key: str) -> Any:
    """Return a value of an instance, which must be there."""
    found = instance[sort].get(name)
    for part in key:
        found = found.get(part) if isinstance(found, dict) else None
    if found is None:
        raise RejectedError(f"the instance has no value for {' '.join((name, *key))}")
    return found


def full_id(reference: Any, name: str = "id") -> str:
    """Return the id of a row or of a reference to one, with its paper where it is of one: two papers have a Lemma 4.2.

    >>> full_id({"id": "lemma-4.2", "paper": "cao2023"}), full_id({"id": "mine"})
    ('cao2023:lemma-4.2', 'mine')
    """
    id: str = entry(reference, name, str)
    paper: str = entry(reference, "paper", str) if "paper" in reference else ""
    return f"{paper}:{id}" if paper else id


def below(node: Node) -> list[Node]:
    """Return the scalars and vectors directly below a well-formed node."""
    return node[PLACES[node[0]]]


def free(node: Node, known: dict[int, tuple[Any, frozenset[Any]]] | None = None) -> frozenset[Any]:
    """Return the free indices, as pairs, and the real variables, as names, of a node.

    ``known`` keeps what was found for nodes, under their identity.
    """
    known = {} if known is None else known
    if id(node) not in known:
        # keep the node alive, so that its id() is not used again
        known[id(node)] = (node, _free(node, known))
    return known[id(node)][1]


def _free(node: Node, known: dict[int, tuple[Any, frozenset[Any]]]) -> frozenset[Any]:
    match node:
        case ["idx" | "vec", _, indices]:
            return frozenset(tuple(index) for index in indices)
        case ["sym", name]:
            return frozenset({name})
        case ["sum" | "vsum", index, body] | ["ext", _, index, body]:
            return free(body, known) - {tuple(index)}
        case ["diff", body, name, at]:
            return free(body, known) - {name} | free(at, known)
    return frozenset[Any]().union(*(free(part, known) for part in below(node)))


def check_node(node: Any, sort: str = "x", known: dict[tuple[int, str], int] | None = None) -> int:
    """Return the product of exponents that stand above one another in a scalar ("x") or vector ("v").

    ``known`` keeps what was found of parts of one statement, under their identity: equal parts are one object there.
    RecheckError where the node is no such expression of the statement language, or that product is absurdly large.
    """
    known = {} if known is None else known
    if (id(node), sort) in known:
        return known[id(node), sort]
    shape = GRAMMAR[sort].get(node[0]) if isinstance(node, list) and node and isinstance(node[0], str) else None
    if shape is None:
        raise RecheckError(f"{short(node)} is not a {'scalar' if sort == 'x' else 'vector'} expression: correct it")
    if shape.endswith("*"):
        shape = shape[:-2] + shape[-2] * max(1, len(node) - len(shape) + 1)
    if len(node) != len(shape) + 1:
        raise RecheckError(f"a node {node[0]!r} has {len(node) - 1} parts: it takes {len(shape)}")
    tower = max([_check_part(part, kind, known) for part, kind in zip(node[1:], shape, strict=True)])
    if node[0] == "pow":
        exponent = number(node[2])
        tower *= max(1, abs(int(exponent.p)))
        if tower > MOST_EXPONENT or exponent.q > 100:
            raise RecheckError(f"exponent {short(node[2])} is absurdly large: correct it")
    if node[0] == "fn" and not SYMBOLS[node[1]].several and len(node) != 3:
        raise RecheckError(f"{node[1]} has {len(node) - 2} arguments: it takes one")
    known[id(node), sort] = tower
    return tower


def _check_part(part: Any, kind: str, known: dict[tuple[int, str], int]) -> int:
    match kind:
        case "x" | "v":
            return check_node(part, kind, known)
        case "q":
            number(part)
        case "I" if isinstance(part, list):
            for index in part:
                _check_part(index, "i", known)
        case _:
            allowed = {"k": KINDS, "f": SYMBOLS, "e": EXTREMA}.get(kind)
            good = isinstance(part, str) and (allowed is None or part in allowed) if kind in "skfe" else False
            if kind == "i" and isinstance(part, list) and len(part) == 2 and all(isinstance(p, str) for p in part):
                good = bool(INDEX_NAME.fullmatch(part[0])) and part[1] in KINDS
            if not good:
                raise RecheckError(f"{short(part)} stands where the statement language has another part: correct it")
    return 1


def check_family(member: Node) -> None:
    """Raise RecheckError for a member that repeats an index: y(i,i) spans less than y(i,j), and would be read as it."""
    check_node(member, "v")
    if len({tuple(index) for index in member[2]}) < len(member[2]):
        raise RecheckError(f"{short(member)} is no whole family, of which a span or a spectrum is: correct it")


def check_statement(statement: Any, known: dict[tuple[int, str], int] | None = None) -> None:
    """Raise RecheckError where a statement is not well formed; ``known`` is that of ``check_node``."""
    given, then = entry(statement, "given", list), entry(statement, "then", list)
    known = {} if known is None else known
    for relation in given + then:
        match relation:
            case [str(operator), left, right] if operator in OPERATORS:
                check_node(left, "x", known)
                check_node(right, "x", known)
            case ["inspan", ["vec", _, []] as vector, ["vec", _, _] as member] if relation in given:
                check_node(vector, "v")
                check_family(member)
            case ["spectrum", str(), str(), ["vec", _, _] as member] if relation in given:
                check_family(member)
            case _:
                raise RecheckError(f"{short(relation)} is not a relation: correct the statement")
