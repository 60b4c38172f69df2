"""Refuses statements that read as something else than they say: two things in one statement that print alike.

A proof of "A − A = 5" is no use to anybody, even where the two A are abbreviations of different things and the proof is
right. So every name in a statement has to mean one thing, and n and P always mean the numbers of samples and patches.
Beside an index no variable has its name: "t ≥ 0 for all t" is true of steps t, and not of a variable t.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from verify.errors import InputError
from verify.frozen import kept_as
from verify.statement.formulas import AnyStatement, Node, SameVector
from verify.statement.indices import SIZE_NAMES, Index
from verify.statement.readings.notation import to_text
from verify.statement.tree import Indexed, Named, Relation, Size, Step, Symbol, Vector
from verify.statement.walk import BINDERS, children, distinct, free_indices, free_symbols

Leaf: TypeAlias = Symbol | Indexed | Vector
NAMES = (Symbol, Indexed, Vector, Named)
RELATIONS = (Relation, SameVector)
LETTERS = {"sample": "n", "patch": "P"}
NUMBER = re.compile(r"[\d.,/]+")
# what the notation has between names, or after one: of a variable called x², “x² ≥ 0” is false
SIGNS = re.compile("[-+−·/^√=<>≤≥≠¬∧∨∈→⇒⁻⁰¹²³⁴⁵⁶⁷⁸⁹]")


def check_legible(statement: AnyStatement) -> None:
    """Raise InputError where two things in a statement print alike, or a name is a number, a formula, n or P.

    >>> from verify.statement.writing.relations import claim_that, equal
    >>> from verify.statement.writing.variables import family, samples
    >>> i, = samples("i")
    >>> check_legible(claim_that(equal(Symbol("a_i") - family("a", i), 0)))
    Traceback (most recent call last):
        ...
    verify.errors.InputError: a_i stands for the symbol a_i and for the number a of each sample: rename one of them
    """
    names = names_in(statement)
    kinds = {(type(node), node.name): _kinds(node) for _, node in names if isinstance(node, Indexed | Vector)}
    if (
        len({text for text, _ in names}) < len(names)
        or any(_kinds(node) != kinds[type(node), node.name] for _, node in names if isinstance(node, Indexed | Vector))
        or any(node.name in SIZE_NAMES or NUMBER.fullmatch(node.name) for _, node in names if isinstance(node, Symbol))
        or any(SIGNS.search(node.name) for _, node in names if not isinstance(node, Named))
    ):
        _say_what_is_not(statement)
    symbols = {node.name for _, node in names if isinstance(node, Symbol)}
    found = {*_indices(statement)}
    meanings: dict[str, set[str]] = {}
    for one in found:
        name = one.name if isinstance(one, Index) else LETTERS[one.kind]
        meanings.setdefault(name, set()).add(SIZE_NAMES[name] if isinstance(one, Size) else f"an index of {one.kind}")
    for name, several in meanings.items():
        if len(several) > 1:
            raise InputError(f"{name} stands for {' and for '.join(sorted(several))}: rename an index")
    if shared := {one for one in found if isinstance(one, Index) and one.name in symbols}:
        _check_indices(statement, shared)


def _indices(statement: AnyStatement) -> Iterator[Index | Size]:
    for node in distinct(statement):
        if isinstance(node, BINDERS):
            yield node.index
        elif isinstance(node, Size):
            yield node
        elif isinstance(node, Indexed | Vector):
            yield from (index for index in node.indices if isinstance(index, Index))
        elif isinstance(node, Step) and isinstance(node.base, Index):
            yield node.base


def _check_indices(statement: AnyStatement, shared: set[Index]) -> None:
    """Raise InputError where an index has the name of a variable beside it, or one of steps that of any variable."""
    found = {index for index in shared if index.kind == "step"}
    for node in distinct(statement):
        own = {node.index} if isinstance(node, BINDERS) else free_indices(node) if isinstance(node, RELATIONS) else ()
        found |= {index for index in own if index in shared and index.name in free_symbols(node)}
    for name in sorted(index.name for index in found):
        raise InputError(f"{name} stands for the symbol {name} and for an index: rename one of them")


@kept_as("_names")
def names_in(node: Node) -> frozenset[tuple[str, Named | Leaf]]:
    """Return all variables, members of families and abbreviations in a node, each with its text; bound ones too.

    The node keeps them once they are found. It is no deeper than a claim may be (``extent``).

    >>> from verify.statement.writing.operations import named, total
    >>> from verify.statement.writing.variables import family, samples, symbols
    >>> (i,), (c,) = samples("i"), symbols("c")
    >>> sorted(text for text, _ in names_in(named("A", c * total(i, family("a", i)))))
    ['A', 'a_i', 'c']
    """
    own = [(to_text(node), node)] if isinstance(node, NAMES) else []
    return frozenset(own).union(*map(names_in, children(node)))


def _say_what_is_not(statement: AnyStatement) -> None:
    """Raise InputError for the first name, in the order of reading, that is not legible."""
    seen: dict[str, Node] = {}
    members: dict[tuple[type, str], tuple[str, ...]] = {}
    for node in distinct(statement):
        if isinstance(node, Indexed | Vector) and members.setdefault((type(node), node.name), _kinds(node)) != _kinds(
            node
        ):
            raise InputError(
                f"{node.name} has the indices of {_listed(_kinds(node))} here and of "
                f"{_listed(members[type(node), node.name])} there: give two families two names"
            )
        if isinstance(node, Symbol) and node.name in SIZE_NAMES:
            raise InputError(f"a symbol is called {node.name}, which is {SIZE_NAMES[node.name]}: call it otherwise")
        if isinstance(node, Symbol) and NUMBER.fullmatch(node.name):
            raise InputError(f"a symbol is called {node.name}, which is a number: call it otherwise")
        if isinstance(node, Symbol | Indexed | Vector) and SIGNS.search(node.name):
            sort = {Symbol: "symbol", Indexed: "family", Vector: "vector"}[type(node)]
            raise InputError(f"a {sort} is called {node.name}, which reads as a formula: call it otherwise")
        if isinstance(node, NAMES):
            text = to_text(node)
            other = seen.setdefault(text, node)
            if other != node:
                raise InputError(f"{text} stands for {_said(other)} and for {_said(node)}: rename one of them")


def _kinds(node: Indexed | Vector) -> tuple[str, ...]:
    return tuple(index.kind for index in node.indices)


def _listed(kinds: tuple[str, ...]) -> str:
    return " and ".join(kinds) or "nothing"


def _said(node: Node) -> str:
    match node:
        case Symbol(name):
            return f"the symbol {name}"
        case Named(_, _, body, _):
            return f"the abbreviation of {to_text(body)}"
        case Indexed(name, indices) | Vector(name, indices):
            sort = "vector" if isinstance(node, Vector) else "number"
            each = f" of each {_listed(tuple(index.kind for index in indices))}" if indices else ""
            return f"the {sort} {name}{each}"
    raise TypeError(f"{type(node).__name__} is no leaf")
