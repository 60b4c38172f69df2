"""What is written in the wrong place of a derivation is told in one line, with what belongs there."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from verify.claims.certificate import Certificate
from verify.claims.derivations.parts import Apply, Derivation, Failing, FirstExit, Have, Induction, Specialise, Witness
from verify.errors import InputError
from verify.statement.tree import Number, Scalar
from verify.statement.walk import FORMULAS

MOVES = (Have, Induction, Apply, Specialise)


def several(where: str, parts: object) -> tuple[Any, ...]:
    """Return the parts of a list; InputError where one thing stands by itself.

    >>> several("by_steps: at", [1, 2])
    (1, 2)
    """
    if isinstance(parts, str) or not isinstance(parts, Iterable):
        raise InputError(f"{where} is {parts!r:.60}: give a list, [ … ], even of one")
    return tuple(parts)


def hint(where: str, value: object) -> Derivation:
    """Return a hint as a derivation; InputError where it is none.

    >>> hint("have", None)
    Derivation(moves=(), end=None, at=())
    """
    if isinstance(value, MOVES):
        raise InputError(f"{where}: {_kind(value)} is a move, and stands in by_steps(…): write by_steps(the move)")
    if isinstance(value, Witness | FirstExit) or not isinstance(value, Derivation | Certificate | None):
        raise InputError(f"{where}: {value!r:.60} shows nothing; write because(…), a derivation, or None")
    return value if isinstance(value, Derivation) else Derivation(end=value)


def hints(where: str, values: object, *, most: int | None = None) -> tuple[Derivation, ...]:
    """Return several hints as derivations, at most one for each thing that is to be shown."""
    found = tuple(hint(where, value) for value in several(where, values))
    if most is not None and len(found) > most:
        raise InputError(f"{where}: there are {len(found)} hints, and {most} to be shown; give one for each")
    return found


def moves(where: str, values: object) -> tuple[Any, ...]:
    """Return several moves; InputError where one of them is none."""
    found = several(where, values)
    for value in found:
        if isinstance(value, Derivation) or not isinstance(value, MOVES):
            raise InputError(f"{where}: {_kind(value)} is no move; use have, induct, by_telescoping, apply, specialise")
    return found


def formula(where: str, value: object) -> Any:
    """Return a formula; InputError for what says nothing that may be true or false."""
    if not isinstance(value, FORMULAS):
        raise InputError(f"{where}: {value!r:.60} is no formula; write a relation such as a(t) >= 0, or equal(a, b)")
    return value


def number(where: str, value: object) -> Scalar:
    """Return an exact number as an expression; InputError for a float, a text and the like."""
    if isinstance(value, Scalar):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise InputError(f"{where}: {value!r:.60} is not exact; use an int, a Fraction or an expression")
    return Number(Fraction(value))


def whole(where: str, value: object) -> int:
    """Return a whole number from 0 on; InputError for another."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"{where} is {value!r:.40}: give a whole number, from 0 on")
    return value


def table(where: str, value: Any) -> dict[Any, Any]:
    """Return a mapping as a dictionary; InputError for what is none."""
    try:
        return dict(value)
    except (TypeError, ValueError):
        raise InputError(f"{where} is {value!r:.60}: write {{name: value, …}}") from None


def _kind(value: object) -> str:
    return type(value).__name__ if isinstance(value, (*MOVES, Derivation, Certificate, Failing)) else f"{value!r:.60}"
