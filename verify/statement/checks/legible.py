"""Refuses statements that read as something else than they say: two things in one statement that print alike.

A proof of "A − A = 5" is no use to anybody, even where the two A are abbreviations of different things and the proof is
right. So every name in a statement has to mean one thing, and n and P always mean the numbers of samples and patches.
"""

from __future__ import annotations

from verify.errors import InputError
from verify.statement.formulas import AnyStatement, Node
from verify.statement.indices import SIZE_NAMES
from verify.statement.readings.notation import to_text
from verify.statement.tree import Diff, Indexed, Named, Symbol, Vector
from verify.statement.walk import distinct


def check_legible(statement: AnyStatement) -> None:
    """Raise InputError where two things in a statement print alike, or a symbol is called n or P.

    >>> from verify.statement.writing.relations import claim_that, equal
    >>> from verify.statement.writing.variables import family, samples
    >>> i, = samples("i")
    >>> check_legible(claim_that(equal(Symbol("a_i") - family("a", i), 0)))
    Traceback (most recent call last):
        ...
    verify.errors.InputError: a_i stands for the symbol a_i and for the number a of each sample: rename one of them
    """
    seen: dict[str, Node] = {}
    members: dict[tuple[type, str], tuple[str, ...]] = {}
    for node in distinct(statement):
        if isinstance(node, Indexed | Vector):
            kinds = tuple(index.kind for index in node.indices)
            if members.setdefault((type(node), node.name), kinds) != kinds:
                raise InputError(
                    f"{node.name} has the indices of {_listed(kinds)} here and of "
                    f"{_listed(members[type(node), node.name])} there: give two families two names"
                )
        if isinstance(node, Diff):
            _check_size(node.variable)
        if isinstance(node, Symbol):
            _check_size(node)
        if isinstance(node, Symbol | Indexed | Vector | Named):
            text = to_text(node)
            other = seen.setdefault(text, node)
            if other != node:
                raise InputError(f"{text} stands for {_said(other)} and for {_said(node)}: rename one of them")


def _listed(kinds: tuple[str, ...]) -> str:
    return " and ".join(kinds) or "nothing"


def _check_size(symbol: Symbol) -> None:
    if symbol.name in SIZE_NAMES:
        raise InputError(f"a symbol is called {symbol.name}, which is {SIZE_NAMES[symbol.name]}: call it otherwise")


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
