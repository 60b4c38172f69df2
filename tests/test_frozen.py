"""Frozen classes keep their hash, and nobody else's."""

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError, is_dataclass, replace

import pytest

from verify.frozen import Keeping
from verify.statement import formulas, tree
from verify.statement.tree import Add, Number, Relation, Symbol
from verify.statement.writing.variables import symbols

x, y = symbols("x y")


def test_a_hash_is_that_of_the_fields_found_once():
    whole = (x + y) ** 2 >= x
    assert not hasattr(whole, "_hash")
    assert hash(whole) == hash((whole.operator, whole.left, whole.right)) == whole._hash
    assert {whole: 1}[(x + y) ** 2 >= x] == 1


def test_nodes_of_different_classes_or_fields_with_one_hash_are_not_taken_for_one_another():
    a, b = Number(x), Symbol(x)  # both have the hash of (x,)
    assert hash(a) == hash(b)
    assert a != b
    assert len({a, b}) == 2
    assert Relation("<", x, y) != Relation("<", y, x)


def test_what_is_pickled_copied_or_changed_has_a_hash_of_its_own():
    whole = x + y
    hash(whole)
    for copy in (pickle.loads(pickle.dumps(whole)), deepcopy(whole)):
        assert not hasattr(copy, "_hash")
        assert copy == whole
        assert hash(copy) == hash(whole)
    changed = replace(whole, terms=(x, y, x))
    assert not hasattr(changed, "_hash")
    assert hash(changed) == hash(Add((x, y, x))) != hash(whole)


def test_no_field_of_a_node_can_be_changed_after_its_hash_was_found():
    hash(whole := x + y)
    with pytest.raises(FrozenInstanceError):
        whole.terms = (x,)


def test_every_kind_of_node_keeps_its_hash():
    found = {one for module in (tree, formulas) for one in vars(module).values() if isinstance(one, type)}
    kinds = [one for one in found if issubclass(one, Keeping) and is_dataclass(one)]
    assert len(kinds) > 25
    assert all(kind.__hash__.__name__ == "kept" for kind in kinds)


def test_equal_nodes_of_pages_are_one_object_and_others_are_not() -> None:
    a, b = Symbol("a"), Symbol("b")
    assert a**2 is Symbol("a") ** 2
    assert a * b is Symbol("a") * Symbol("b")
    assert a**2 is not a**3
    assert a * b is not b * a
