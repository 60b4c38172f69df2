"""Moves of derivations that were made: the conclusions of a claim often begin with the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from verify.claims.derivations.parts import Move
from verify.exact.runs.freezing.sequents import Sequent, taken_names
from verify.json_types import JsonObject

Made: TypeAlias = tuple[Sequent, JsonObject]


@dataclass(frozen=True)
class _Entry:
    before: Sequent
    move: Move
    names: frozenset[str]
    foreign: frozenset[str]
    """The names of the goal that are in no fact: what is new must not be called so."""
    made: Made


@dataclass(frozen=True)
class MovesMade:
    """What each move added to the facts of a sequent, and its proof.

    A move looks at the facts, at which names are those of steps, and at the names in the goal, as what is new must be
    called otherwise; at nothing else of the goal.

    >>> from verify.claims.derivations.parts import Specialise
    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> made, first = MovesMade(), Sequent((x >= 0,), y <= 1)
    >>> make = lambda: (first.knowing(y >= 0), {"rule": "specialise"})
    >>> once = made.after(first, Specialise(x >= 0, y), make)
    >>> again = made.after(first.towards(y <= 2), Specialise(x >= 0, y), lambda: 1 / 0)
    >>> again[0].facts is once[0].facts, again[0].goal == (y <= 2)
    (True, True)
    """

    _entries: list[_Entry] = field(default_factory=list, repr=False)

    def after(self, sequent: Sequent, move: Move, make: Callable[[], Made]) -> Made:
        """Return the sequent after a move, and the proof of the move, made where it was not made before."""
        for entry in self._entries:
            same = entry.before.steps == sequent.steps and entry.before.facts == sequent.facts and entry.move == move
            if same and entry.foreign == taken_names(sequent.goal) - entry.names:
                after, proof = entry.made
                return replace(after, goal=sequent.goal), proof
        made = make()
        names = taken_names(*sequent.facts)
        self._entries.append(_Entry(sequent, move, names, taken_names(sequent.goal) - names, made))
        return made
