"""The text of a row is read as what was packed, or refused in one line; nothing large is made of a small text."""

from __future__ import annotations

import copy
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.recheck.forms import remembered
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.row_text import look, unpacked
from verify.statement.readings.interchange import to_json
from verify.statement.readings.packed import Packer
from verify.statement.tree import Symbol

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3)
DATA = st.recursive(
    SCALARS, lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=2), parts, max_size=3)
)


@given(st.lists(DATA, max_size=4) | st.dictionaries(st.text(max_size=2), DATA, max_size=3))
def test_what_is_packed_is_read_again_as_it_was(data: Any) -> None:
    again = unpacked(json.loads(Packer().whole(data)))
    # as texts, since Python takes 1 and True as equal
    assert json.dumps(again, sort_keys=True) == json.dumps(data, sort_keys=True)


def test_equal_trees_are_packed_alike_whatever_objects_they_share() -> None:
    x = Symbol("x")
    shared, apart = (x + 1) * (x + 1), (Symbol("x") + 1) * (Symbol("x") + 1)
    texts = {Packer().whole([Packer().node(tree)]) for tree in (shared, apart)}
    assert len(texts) == 1


def test_a_tree_is_packed_as_its_json_is() -> None:
    tree = (Symbol("x") + 1) ** 2 * Symbol("x")
    packer = Packer()
    assert packer.whole([packer.node(tree)]) == Packer().whole([to_json(tree)])


def test_parts_that_stand_in_several_places_are_one_object() -> None:
    first, second = unpacked([["sym", "x"], [[0], [0]]])
    assert first is second


@pytest.mark.parametrize(
    "parts",
    [
        [["sym", [0]]],  # itself
        [["sym", "x"], [[1]]],
        [["sym", "x"], [[-1]]],
        [["sym", "x"], ["sym", "y"], [[True]]],
        [["sym", "x"], [["0"]]],
        [["sym", "x"], [[0, 0]]],
        [["sym", "x"], [[]]],
        [["sym", "x"], {"a": [2]}],
        [["sym", "x"], [{"a": 0}]],
        ["x"],
        [0],
        [None],
    ],
)
def test_a_part_that_is_no_earlier_one_is_refused(parts: Any) -> None:
    with pytest.raises(ValueError, match=r"earlier part|neither a list nor an object"):
        unpacked(parts)


def test_a_short_text_of_a_row_without_end_is_refused_at_once() -> None:
    """Each part holds the one before twice: two to the power of 400 parts in all."""
    text = json.dumps([[], *([[k], [k]] for k in range(400))])
    tracemalloc.start()
    assert "it holds more than" in look(f"{text}\n{text}").objection
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "0", "null", '"a"', "[[]]", "[[[0]]]", "[{}]", "[[1, 2]]", "[" * 5000]
)
def test_lines_that_are_no_row_are_refused_in_one_line(line: str) -> None:
    for text in (line, f"{line}\n{line}", f"{line}\n{line}\n{line}"):
        assert "\n" not in look(text).objection
        assert look(text).objection.startswith("it is not the text of a row: ")


def test_what_is_read_from_texts_is_one_object_with_what_is_equal_to_it() -> None:
    REMEMBERED.forget()
    parts = [["sym", "x"], ["=", [0], [0]], {"then": [1], "n": 1}, [[2], True, None]]
    first, again = unpacked(copy.deepcopy(parts)), unpacked(copy.deepcopy(parts))
    assert first is again
    assert REMEMBERED.alike([{"then": [["=", ["sym", "x"], ["sym", "x"]]], "n": 1}][0]["then"][0]) is first[0]["then"]


@pytest.mark.parametrize(
    "other",
    [
        [["sym", "y"], {"a": [0], "b": 1}, [[1], 1]],
        [["sym", "x"], {"a": [0], "b": True}, [[1], 1]],
        [["sym", "x"], {"a": [0], "b": 1.0}, [[1], 1]],
        [["sym", "x"], {"a": [0], "b": "1"}, [[1], 1]],
        [["sym", "x"], {"b": [0], "a": 1}, [[1], 1]],
        [["sym", "x"], {"a": 1, "b": [0]}, [[1], 1]],
        [["sym", "x"], ["a", "b", [0], 1], [[1], 1]],
        [["sym", "x"], {"a": [0], "b": 1}, [[1], True]],
        [{"sym": "x"}, {"a": [0], "b": 1}, [[1], 1]],
        [["sym", ""], {"a": [0], "b": 1}, [[1], 1]],
    ],
)
def test_parts_of_texts_that_only_look_alike_stay_apart(other: Any) -> None:
    REMEMBERED.forget()
    one = unpacked([["sym", "x"], {"a": [0], "b": 1}, [[1], 1]])
    before = repr(one)
    assert unpacked(copy.deepcopy(other)) is not one
    assert repr(unpacked(copy.deepcopy(other))) != before == repr(one)


def test_a_row_is_known_by_its_own_text_whatever_was_read_before() -> None:
    """Objects with the same entries in another order are equal, and have another text."""
    empty: Any = {"given": [], "then": []}
    texts = [
        "\n".join(Packer().whole(line) for line in ([{"id": "a", "statement": said}, []], ["OPEN", {"kind": "none"}]))
        for said in (empty, dict(reversed(empty.items())))
    ]
    REMEMBERED.forget()
    alone = []
    for text in texts:
        REMEMBERED.forget()
        alone.append(look(text).head)
    assert alone[0] != alone[1]
    assert [look(text).head for text in (*texts, *texts)] == alone * 2


def test_what_is_refused_leaves_nothing_of_its_own_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_KEPT", 100)
    for k in range(50):
        look(json.dumps([["sym", f"x{k}{j}"] for j in range(20)]))
        assert REMEMBERED.kept <= 100
    REMEMBERED.forget()
