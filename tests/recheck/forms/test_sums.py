"""Instances of a form under renamed labels: all of them are found, and nothing else is one."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from gmpy2 import mpq

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.sums import close, collect, fresh_label, instances, shape


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


# what stands in a sum over three labels: alike in all of them, in two of them, or in none
BODIES = [
    [("u", 0), ("u", 1), ("u", 2)],
    [("u", 0, 1), ("u", 1, 0)],
    [("u", 0, 1), ("u", 1, 2), ("u", 2, 0)],
    [("u", 0, 1), ("u", 1, 2), ("u", 0, 2)],
    [("u", 0, 1), ("v", 1, 2), ("w", 2, 0)],
    [("u", 0), ("u", 1), ("v", 0, 2)],
    [("u", 0, 0, 1), ("u", 1, 1, 0)],
    [("u", 0, 0, 1), ("u", 1, 0, 0)],
]
KINDS = list(product(("sample", "patch"), repeat=3))


def closed(body, kinds, numbers, order):
    """Return a sum whose labels have these kinds and numbers, given in this order."""
    at = [fresh_label(number, kind) for number, kind in zip(numbers, kinds, strict=True)]
    factors = collect((("idx", name, tuple(at[k] for k in places)), mpq(1)) for name, *places in body)
    used = {k for _, *places in body for k in places}
    return close("sum", tuple(at[k] for k in order if k in used), factors)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("kinds", KINDS)
def test_a_sum_does_not_depend_on_the_names_and_the_order_of_its_labels(body, kinds):
    made = {
        closed(body, kinds, numbers, order)
        for numbers in permutations((3, 11, 200))
        for order in permutations(range(3))
    }
    assert len(made) == 1


@pytest.mark.parametrize("kinds", KINDS)
def test_sums_that_no_renaming_makes_equal_are_apart(kinds):
    """Two bodies with the same kinds are equal just where some order of the labels makes them so."""
    for one, other in combinations(BODIES, 2):
        ways = permutations(range(3))
        alike = any(
            [kinds[k] for k in way] == list(kinds)
            and sorted((name, *(way[k] for k in places)) for name, *places in one) == sorted(other)
            for way in ways
        )
        assert (closed(one, kinds, (1, 2, 3), range(3)) == closed(other, kinds, (1, 2, 3), range(3))) is alike
    assert closed(BODIES[3], kinds, (1, 2, 3), range(3)) != closed(BODIES[2], kinds, (1, 2, 3), range(3))
