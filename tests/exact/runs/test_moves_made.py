"""Moves that were made are found again only where they would come out the same."""

from __future__ import annotations

from typing import Any

import pytest

from verify.claims.derivations.parts import Specialise
from verify.exact.runs.freezing.sequents import Sequent
from verify.exact.runs.moves_made import MovesMade
from verify.statement.writing.variables import symbols

x, y, z = symbols("x y z")
FIRST = Sequent((x >= 0, y >= 0), x + y >= 0, frozenset({"t"}))
MOVE = Specialise(x >= 0, y)


def made_again(sequent: Sequent, move: Any = MOVE) -> bool:
    """Tell whether a move is made once more after it was made for the first sequent."""
    moves, count = MovesMade(), []

    def make() -> tuple[Sequent, dict[str, Any]]:
        count.append(1)
        return sequent.knowing(y >= 1), {}

    moves.after(FIRST, MOVE, make)
    moves.after(sequent, move, make)
    return len(count) == 2


def test_a_move_is_found_again_for_another_goal_in_the_same_names() -> None:
    """Two conclusions of a claim begin with the same move."""
    assert not made_again(FIRST.towards(x - y <= 1))


@pytest.mark.parametrize(
    "other",
    [
        FIRST.knowing(x >= 1),
        Sequent((x >= 0,), FIRST.goal, FIRST.steps),
        FIRST.with_step("s"),
        FIRST.towards(z >= 0),
    ],
    ids=["more facts", "fewer facts", "another step", "a name that a new one must differ from"],
)
def test_a_move_is_made_again_where_it_could_come_out_otherwise(other: Sequent) -> None:
    """Facts, steps and the names in the goal are what a move looks at."""
    assert made_again(other)


def test_another_move_is_not_taken_for_it() -> None:
    """Another value is another move."""
    assert made_again(FIRST, Specialise(x >= 0, x))


def test_the_goal_stays_the_one_that_was_asked_for() -> None:
    """What was made for another goal gives facts and no goal."""
    moves = MovesMade()
    moves.after(FIRST, MOVE, lambda: (FIRST.knowing(y >= 1), {"rule": "specialise"}))
    after, proof = moves.after(FIRST.towards(x <= 3), MOVE, lambda: pytest.fail("made again"))
    assert (after.goal, after.facts[-1], proof) == (x <= 3, y >= 1, {"rule": "specialise"})
