"""Instances of a form under renamed labels: all of them are found, and nothing else is one."""

from __future__ import annotations

import pytest

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.sums import instances, shape


def member(family: str, *indices: str) -> list[object]:
    return ["idx", family, [[index, "sample"] for index in indices]]


def form(node: list[object]) -> object:
    return Forms().of(node)


PRODUCT = ["mul", member("a", "i"), member("a", "j")]
SUM = ["add", member("a", "i"), member("a", "j")]


@pytest.mark.parametrize(
    ("node", "pattern", "found"),
    [
        (member("a", "k"), member("a", "i"), 1),
        (member("b", "k"), member("a", "i"), 0),
        # two labels become one: the square is an instance of the product, and 2a of the sum
        (["pow", member("a", "k"), "2"], PRODUCT, 1),
        (["mul", ["num", "2"], member("a", "k")], SUM, 1),
        (["mul", ["num", "3"], member("a", "k")], SUM, 0),
        (["pow", ["mul", ["num", "2"], member("a", "k")], "1/2"], ["pow", SUM, "1/2"], 0),
        (["mul", member("a", "k"), member("a", "l")], PRODUCT, 2),
        (["add", member("a", "k"), ["num", "1"]], ["add", member("a", "i"), ["num", "1"]], 1),
        (["add", member("a", "k"), ["num", "1"]], ["add", member("a", "i"), ["num", "2"]], 0),
        (member("a", "k", "k"), member("a", "i", "j"), 1),
    ],
)
def test_the_instances_of_a_pattern_are_those_that_a_renaming_gives(node, pattern, found):
    assert sum(1 for _ in instances(form(node), form(pattern))) == found


def test_labels_of_different_kinds_do_not_look_alike():
    of_patch = ["idx", "a", [["i", "patch"]]]
    assert shape(form(member("a", "i"))) == shape(form(member("a", "j")))
    assert shape(form(member("a", "i"))) != shape(form(of_patch))
