"""The text of a row is read as what was packed, or refused in one line; nothing large is made of a small text."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
