"""What is made of facts at some steps is kept for the same facts and steps alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.reading import RejectedError
from verify.recheck.runs.freezing import TRUE, Frozen, facts_at

ZERO, ONE, START = ["num", "0"], ["num", "1"], ["step", None, "0"]
X, Y = ["sym", "x"], ["sym", "y"]
T = ["step", ["sym", "T"], "0"]
K = ["k", "step"]


@pytest.fixture(autouse=True)
def _a_row() -> Iterator[None]:
    REMEMBERED.forget()
    yield
    REMEMBERED.forget()


def member(by: int = 0) -> list[Any]:
    return ["idx", "a", [["step", ["t", "step"], str(by)]]]


def for_all_steps(*relation: Any) -> list[Any]:
    return ["all", ["t", "step"], START, None, [*relation]]


FALLS = for_all_steps("<=", member(1), member())
FALLS_STRICTLY = for_all_steps("<", member(1), member())


def test_facts_at_steps_are_made_once_for_the_same_facts_and_steps() -> None:
    made = facts_at([FALLS], [START], [])
    assert facts_at([for_all_steps("<=", member(1), member())], [["step", None, "0"]], []) is made
    others = ([FALLS_STRICTLY], [START]), ([FALLS, FALLS_STRICTLY], [START]), ([FALLS], [START, T]), ([FALLS], [T])
    assert all(facts_at(*other, []) is not made for other in others)


def test_an_instance_at_a_step_is_that_of_its_own_fact_and_step() -> None:
    given = [
        Frozen([fact], TRUE, [["step", None, at]], frozenset()).given
        for fact in (FALLS, FALLS_STRICTLY, FALLS)
        for at in ("1", "2")
    ]
    falls = [["<=", ["sym", f"a({at + 1})"], ["sym", f"a({at})"]] for at in range(3)]
    strictly = [["<", *one[1:]] for one in falls]
    assert given == [falls[:2], falls, strictly[:2], strictly, falls[:2], falls]


def test_a_range_is_written_out_only_where_its_own_facts_say_how_long_it_is() -> None:
    total = ["range", "sum", K, START, ["step", ["sym", "T"], "1"], ["idx", "b", [["step", K, "0"]]]]
    from_one = ["range", "sum", K, ["step", None, "1"], T, ["idx", "b", [["step", K, "0"]]]]
    unknown = facts_at([TRUE], [T], [])
    known = facts_at([["<=", ["step", None, "3"], T]], [T], [])
    assert unknown.read(total)[0] == known.read(total)[0] == "add"
    assert known.read(["add", ONE, from_one])[2][0] == unknown.read(["add", ONE, from_one])[2][0] == "sym"
    from_earlier = ["range", "sum", K, ["step", ["sym", "T"], "-2"], T, X]
    assert known.read(from_earlier)[0] == "sym"
    with pytest.raises(RejectedError, match="before 0"):
        unknown.read(from_earlier)


@pytest.mark.parametrize(
    ("fact", "expression", "defined"),
    [
        (["<=", ["pow", X, "-1"], ONE], ["pow", X, "-1"], True),
        (["<=", ["pow", X, "-1"], ONE], ["pow", X, "-2"], True),
        (["<=", ["pow", X, "-1"], ONE], ["pow", Y, "-1"], False),
        (["<=", ["pow", X, "-1"], ONE], ["pow", X, "1/2"], False),
        (["<=", ["pow", X, "1/2"], ONE], ["pow", X, "1/2"], True),
        (["<=", ["pow", X, "1/2"], ONE], ["pow", X, "-1"], False),
        (["<=", ["fn", "log", X], ONE], ["fn", "log", X], True),
        (["<=", ["fn", "log", X], ONE], ["fn", "log", ["add", X, ["num", "-1"]]], False),
    ],
)
def test_what_a_fact_divides_by_is_granted_in_the_same_words_only(fact: Any, expression: Any, defined: bool) -> None:
    known = facts_at([fact], [], [])
    assert known.undefined(known.read(expression)) is not defined
    # without the fact nothing is granted
    other = facts_at([TRUE], [], [])
    assert other.undefined(other.read(expression))


def test_a_fact_at_one_step_is_not_taken_for_that_at_another_in_the_rows_that_follow() -> None:
    REMEMBERED.forget()
    index, other = ["t", "step"], ["s", "step"]
    facts = [
        ["all", by, ["step", None, "0"], None, ["<=", ["idx", name, [["step", by, "0"]]], ["sym", "x"]]]
        for name, by in (("a", index), ("b", index), ("a", other))
    ]
    wanted = [["step", None, "1"], ["step", None, "2"], ["step", ["sym", "T"], "0"]]

    def said(fact: Any, step: Any) -> Any:
        return facts_at([fact], [step], []).given

    alone = []
    for fact in facts:
        for step in wanted:
            REMEMBERED.forget()
            alone.append(said(fact, step))
    REMEMBERED.forget()
    for _ in range(2):
        kept = []
        for fact in facts:
            for step in wanted:
                kept.append(said(fact, step))
                REMEMBERED.end_row()
        assert kept == alone
    # what a fact is bound by has no name in what it says at a step
    assert len({json.dumps(given) for given in alone}) == 6
