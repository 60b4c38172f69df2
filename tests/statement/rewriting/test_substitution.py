"""Substitution never captures, and an abbreviation that changes its meaning loses its name."""

import re

import pytest

from verify.errors import InputError
from verify.statement.formulas import Exists, ForAll, InSpan, Spectrum
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import _Mapping, _substitute, substitute
from verify.statement.tree import Named, Relation, Step, Symbol, Vector
from verify.statement.walk import free_indices, free_symbols, index_kinds, subtrees
from verify.statement.writing.operations import derivative, inner, named, total
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import family, samples, symbols, vector

i, j, k = samples("i j k")
x, y = symbols("x y")
w, v = vector("w"), vector("v")


def test_a_bound_index_is_renamed_where_a_replacement_would_be_captured():
    moved = substitute(total(i, x * family("a", i)), {x: family("b", i)})
    assert moved.index != i
    assert free_indices(moved) == {i}


def test_symbols_are_replaced_all_at_once():
    assert substitute(x - y, {x: y, y: x}) == y - x


def test_a_family_is_replaced_member_by_member():
    assert substitute(total(j, family("a", j)), {family("a", i): family("b", i) ** 2}) == total(j, family("b", j) ** 2)


def test_a_replaced_family_may_speak_of_an_index_bound_around_it():
    moved = substitute(total(j, family("a", j)), {family("a", i): family("c", i, k)})
    assert moved == total(j, family("c", j, k))
    captured = substitute(total(j, family("a", j)), {family("a", i): family("c", i, j)})
    assert free_indices(captured) == {j}


def test_an_abbreviation_keeps_its_name_under_a_new_index_and_loses_it_under_a_new_body():
    output = named("F", x * inner(w, vector("z", i)), i)
    assert substitute(output, {i: j}) == Named("F", "F", x * inner(w, vector("z", j)), (j,))
    assert substitute(output, {w: v}) == x * inner(v, vector("z", i))


def test_a_span_hypothesis_has_no_free_index_but_counts_its_kind():
    hypothesis = InSpan(w, vector("z", i))
    assert free_indices(hypothesis) == frozenset()
    assert index_kinds(claim_that(x >= 0, given=(hypothesis,))) == {"sample"}


def test_one_object_has_a_variable_that_is_bound_around_it_in_one_place_only():
    body = x * y  # what it keeps of itself is asked for inside of the derivative and outside of it
    assert free_symbols(derivative(body, x, 0)) == {"y"}
    assert free_symbols(body) == {"x", "y"}
    assert free_symbols(derivative(body, x, 0) + body) == {"x", "y"}


def test_the_variable_of_a_derivative_is_bound():
    from verify.statement.writing.operations import derivative

    assert free_symbols(derivative(x * y, x, 0)) == {"y"}
    assert substitute(derivative(x * y, x, 0), {x: y}) == derivative(x * y, x, 0)


def test_an_index_name_that_could_clash_with_inner_labels_is_refused():
    import pytest

    from verify.errors import InputError

    for name in ("#1.0", "?1.0", "", "1", "i j"):
        with pytest.raises(InputError, match="index name"):
            Index(name, "sample")


def test_a_relation_is_neither_true_nor_false_so_that_no_chain_of_two_loses_one():
    (x,) = symbols("x")
    for lost in (lambda: 5 <= x <= x**2 + 1, lambda: (x <= 0) and (x**2 >= 0), lambda: not x > 0):
        with pytest.raises(TypeError, match="a relation has no truth value"):
            lost()


A, B = family("a", i), family("b", j)
t = Step(Index("t", "step"))
PARTS = [
    total(i, A * B) + x,
    total(j, total(i, A * B * inner(w, vector("z", i)))),
    derivative(total(i, (x + y) ** 2 * A), x, y),
    named("F", x * inner(w, vector("z", i)), i) + total(i, A),
    ForAll(t.base, family("g", t + 1) >= family("g", t)),
    ForAll(v, inner(v, w) >= x),
    InSpan(w, vector("z", i)),
]
REPLACED = [
    {x: family("a", i)},
    {i: j},
    {j: i},
    {y: x},
    {A: family("b", i) * x},
    {w: v * 2},
    {t.base: Step(None, 2)},
    {},
]


@pytest.mark.parametrize("node", PARTS, ids=str)
@pytest.mark.parametrize("mapping", REPLACED, ids=str)
def test_parts_that_mention_nothing_of_what_is_replaced_are_left_as_the_whole_walk_leaves_them(node, mapping):
    whole = _Mapping(mapping)
    whole.__dict__["names"] = None  # every part is gone through
    try:
        wanted = _substitute(node, whole)
    except InputError as refused:
        with pytest.raises(InputError, match=re.escape(str(refused))):
            substitute(node, mapping)
    else:
        assert substitute(node, mapping) == wanted


def test_a_part_that_mentions_nothing_of_what_is_replaced_is_returned_itself():
    part = total(i, A * x)
    assert substitute(part, {y: x, w: v, k: j}) is part
    # the index that arrives would be captured, were x replaced in another place
    assert substitute(part + y, {y: A}).terms[0] != part


def test_a_bound_vector_does_not_hide_the_number_of_its_name():
    bound = Vector("x")
    number = x * inner(bound, bound) >= 0
    for whole in (ForAll(bound, number), Exists((bound,), (number,))):
        (body,) = [found for found in subtrees(substitute(whole, {x: Symbol("y")})) if isinstance(found, Relation)]
        assert body == (Symbol("y") * inner(bound, bound) >= 0)
    with pytest.raises(InputError, match="would be bound by a quantifier"):
        substitute(ForAll(bound, number), {x: inner(bound, bound)})


def test_a_span_and_a_spectrum_stay_those_of_a_whole_family():
    (i, j), w, (low, high) = samples("i j"), vector("w"), (Symbol("low"), Symbol("high"))
    pairs = InSpan(w, vector("z", i, j))
    assert substitute(pairs, {vector("z", i, j): vector("y", j, i)}) == InSpan(w, vector("y", j, i))
    for value in (vector("y", i, i), 2 * vector("y", i, j)):
        with pytest.raises(InputError, match="no whole family"):
            substitute(pairs, {vector("z", i, j): value})
    with pytest.raises(InputError, match="λ_max is no variable"):
        substitute(Spectrum(low, high, vector("z", i)), {high: 2 * low})
