"""Linear combinations and sums of squares are exact, and floats that only come close are not taken for solutions."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.certificates.finder.nonnegative_combinations import nonnegative_combination
from verify.exact.certificates.finder.squares import Gram, _System, solver_is_there, sums_of_squares
from verify.exact.sums.atoms import add, constant, merge, times

with_solver = pytest.mark.skipif(not solver_is_there(), reason="clarabel and scipy are not installed")
whole = st.integers(-4, 4)


def power(name, exponent=1):
    return merge([(("symbol", name), Fraction(exponent))])


def polynomial(**terms):
    """Return a polynomial in x and y from keywords such as x2y=3."""
    result = {}
    for name, value in terms.items():
        monomial, letters = (), name.replace("one", "")
        while letters:
            digits = letters[1:2] if letters[1:2].isdigit() else ""
            monomial = merge((*monomial, *power(letters[0], int(digits or 1))))
            letters = letters[1 + len(digits) :]
        result = add(result, {monomial: Fraction(value)})
    return result


def gram(*elements):
    units = tuple(tuple(Fraction(row == column) for column in range(len(elements))) for row in range(len(elements)))
    entries = {(a, b): times(elements[a], elements[b]) for a in range(len(elements)) for b in range(a, len(elements))}
    return Gram(units, entries)


def expanded(elements, squares):
    total = {}
    for weight, combination in squares:
        assert weight > 0
        inside = {}
        for value, element in zip(combination, elements, strict=True):
            inside = add(inside, times(constant(value), element))
        total = add(total, times(constant(weight), times(inside, inside)))
    return total


@settings(deadline=None)
@given(st.lists(st.lists(whole, min_size=3, max_size=3), min_size=1, max_size=6), st.data())
def test_a_nonnegative_combination_is_exact_whenever_one_is_found(rows, data):
    columns = [{power("x", k + 1): Fraction(value, 3) for k, value in enumerate(row) if value} for row in rows]
    chosen = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    target = {}
    for value, column in zip(chosen, columns, strict=True):
        target = add(target, times(constant(value), column))
    found = nonnegative_combination(columns, target)
    if found is not None:
        total = {}
        for number, value in found.items():
            assert value > 0
            total = add(total, times(constant(value), columns[number]))
        assert total == target


def test_a_combination_that_floats_take_for_a_solution_is_refused():
    tiny = Fraction(1, 10**12)
    column = polynomial(x=1, y=1)
    assert nonnegative_combination([column], polynomial(x=1, y=1 + tiny)) is None
    assert nonnegative_combination([column], polynomial(x=1, y=1)) == {0: Fraction(1)}


@with_solver
@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(whole, min_size=3, max_size=3), min_size=1, max_size=3))
def test_what_is_a_sum_of_squares_is_found_to_be_one_exactly(rows):
    elements = [polynomial(one=1), polynomial(x=1), polynomial(x2=1)]
    target = expanded(elements, [(Fraction(1), tuple(map(Fraction, row))) for row in rows])
    found = sums_of_squares([gram(*elements)], target)
    if found is not None:
        assert expanded(elements, found[0]) == target


@with_solver
def test_squares_that_vanish_together_are_found_on_the_face_where_they_live():
    # (x − 1)²·x² leaves no interior: the matrix is singular, and its kernel is read off
    elements = [polynomial(x=1), polynomial(x2=1)]
    target = expanded(elements, [(Fraction(1), (Fraction(1), Fraction(-1)))])
    found = sums_of_squares([gram(*elements)], target)
    assert found == [[(Fraction(1), (Fraction(-1), Fraction(1)))]] or expanded(elements, found[0]) == target


def test_where_the_equations_leave_no_choice_no_solver_is_asked(monkeypatch):
    monkeypatch.setattr(_System, "solved", None)
    elements = [polynomial(one=1), polynomial(x=1)]
    touching = polynomial(one=1, x=2, x2=1)
    assert sums_of_squares([gram(*elements)], touching) == [[(Fraction(1), (Fraction(1), Fraction(1)))]]
    below = add(touching, constant(-Fraction(1, 10**30)))
    assert sums_of_squares([gram(*elements)], below) is None
    # x³ is in no product of the elements, and −y² would be a negative multiple of a square
    assert sums_of_squares([gram(*elements)], polynomial(x3=1)) is None
    assert sums_of_squares([gram(polynomial(x=1)), gram(polynomial(y=1))], polynomial(x2=2, y2=-1)) is None
    # 0 is the sum of no squares, though x² − x² is one of two
    assert sums_of_squares([gram(polynomial(x=1)), Gram(((Fraction(1),),), {(0, 0): polynomial(x2=-1)})], {}) == [
        [],
        [],
    ]


@with_solver
def test_a_polynomial_just_below_zero_is_no_sum_of_squares():
    elements = [polynomial(one=1), polynomial(x=1)]
    touching = polynomial(one=1, x=2, x2=1)
    assert sums_of_squares([gram(*elements)], touching) is not None
    below = add(touching, constant(-Fraction(1, 10**9)))
    assert sums_of_squares([gram(*elements)], below) is None
