"""FLINT's nfloat numbers, read through ctypes: their values, their ends, and machines that do not have them."""

from __future__ import annotations

import gc
import weakref

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import example, given
from hypothesis import strategies as st

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers import NFLOAT_DIGITS, default_backend, flint_arrays, working_bits
from verify.batchnorm.dynamics.steppers.flint_arrays import (
    LEAST_BITS,
    MOST_BITS,
    Balls,
    OutOfRangeError,
    Words,
    arrays_offered,
)
from verify.batchnorm.dynamics.steppers.nfloat_stepper import NfloatStepper
from verify.errors import InputError

offered = pytest.mark.skipif(not arrays_offered(), reason="this machine's FLINT does not offer nfloat numbers")
ONE = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))


def stepper_at(gamma: Dyadic, margin: Dyadic) -> NfloatStepper:
    return NfloatStepper(ONE, State(0, gamma, (margin,), (Dyadic(0),)), bits=64)


@offered
@given(st.integers(-(2**64) + 1, 2**64 - 1), st.integers(-(2**40), 2**40))
@example(0, 7)
def test_numbers_of_one_word_come_back_as_they_went_in(mantissa: int, exponent: int) -> None:
    words = Words(LEAST_BITS)
    place = words.array(1)
    words.put(place, [Dyadic(mantissa, exponent)])
    assert words.values(place) == (Dyadic(mantissa, exponent),)


@offered
@pytest.mark.parametrize("bits", [LEAST_BITS, 167, MOST_BITS])
def test_exp_of_an_array_agrees_with_balls(bits: int) -> None:
    words = Words(bits)
    column = words.array(3)
    points = [Dyadic(5, -1), Dyadic(-70), Dyadic(1, -30)]
    words.put(column, points)
    assert words.operation("gr_mat_entrywise_unary_op", column, "nfloat_exp", column)() == 0
    with ctx.workprec(bits + 64):
        for point, value in zip(points, words.values(column), strict=True):
            assert abs(value.ball / point.ball.exp() - 1) < arb(2) ** (8 - bits)


@offered
def test_a_part_shares_the_entries_of_its_column() -> None:
    words = Words(64)
    column = words.array(4)
    words.put(words.part(column, 1, 2), [Dyadic(3), Dyadic(5)])
    assert words.values(column) == (Dyadic(0), Dyadic(3), Dyadic(5), Dyadic(0))


@offered
def test_arrays_are_freed_with_their_words() -> None:
    words = Words(64)
    column = words.array(2)
    gone = weakref.ref(words)
    del words, column
    gc.collect()
    assert gone() is None


@offered
@pytest.mark.parametrize(
    ("gamma", "margin"),
    [(Dyadic(1, 70), Dyadic(1)), (Dyadic(1), Dyadic(0))],
    ids=["exp(2^70) has no exponent of one word", "no margin, no norm"],
)
def test_an_iterate_out_of_range_is_one_line(gamma: Dyadic, margin: Dyadic) -> None:
    with pytest.raises(InputError, match="between steps 0 and 3: take backend 'flint'"):
        stepper_at(gamma, margin).advance(3)


@offered
def test_a_stepper_that_broke_off_inside_a_step_has_no_state_to_go_on_from() -> None:
    stepper = stepper_at(Dyadic(1, 70), Dyadic(1))
    with pytest.raises(OutOfRangeError):
        stepper.advance(3)
    for action in (stepper.state, lambda: stepper.advance(1)):
        with pytest.raises(InputError, match="broke off inside a step after step 0"):
            action()


@offered
def test_a_descent_goes_on_with_flint_where_nfloat_was_only_the_default() -> None:
    start = Start(margins=(fmpq(1), fmpq(2)), gamma=fmpq(10) ** 30, norm_squared=fmpq(5))
    problem = Problem(gram=fmpq_mat([[1, 0], [0, 1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    run = descend(problem, start, steps=5, digits=50)
    assert (run.backend, run.state.t) == ("flint", 5)
    with pytest.raises(OutOfRangeError):
        descend(problem, start, steps=5, digits=50, backend="nfloat")


@offered
def test_the_precision_of_another_thread_does_not_reach_the_constants() -> None:
    """python-flint's precision is one for all threads; 1/3 and √3 at 192 bits must not feel it."""
    problem = Problem(gram=fmpq_mat([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) / 3, eta_w=fmpq(1, 3), eta_gamma=fmpq(1, 7))
    state = State(0, Dyadic(1), (Dyadic(1), Dyadic(2), Dyadic(-1)), (Dyadic(0),) * 3)
    ends = set()
    for precision in (20, 53, 400):
        with ctx.workprec(precision):
            stepper = NfloatStepper(problem, state, bits=192)
            stepper.advance(3)
            ends.add(stepper.state())
    assert len(ends) == 1


@offered
def test_a_piece_that_cannot_be_interrupted_is_short_where_steps_are_long() -> None:
    """60 rows at 66 words: a step takes milliseconds, and Ctrl-C waits for a piece of them."""
    size = 60
    problem = Problem(
        gram=fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)]),
        eta_w=fmpq(1),
        eta_gamma=fmpq(1),
    )
    state = State(0, Dyadic(1), tuple(Dyadic(k + 1) for k in range(size)), (Dyadic(0),) * size)
    assert NfloatStepper(problem, state, bits=MOST_BITS)._piece < 20
    assert stepper_at(Dyadic(1), Dyadic(1))._piece == 1000


@offered
def test_a_number_out_of_range_is_refused_where_it_is_put() -> None:
    with pytest.raises(InputError, match="left the range of backend 'nfloat'"):
        stepper_at(Dyadic(1, 2**70), Dyadic(1))


@offered
def test_more_than_66_words_are_refused() -> None:
    with pytest.raises(InputError, match=r"4225 bits with backend 'nfloat': it has at most 4224"):
        Words(MOST_BITS + 1)


def test_the_default_fits_words_of_64_bits() -> None:
    """From the first digits that fill a word to the last that fit in 66 of them; on both sides flint steps."""
    first, last = NFLOAT_DIGITS[0], NFLOAT_DIGITS[-1]
    assert working_bits(first - 1) < LEAST_BITS <= working_bits(first)
    assert working_bits(last) <= MOST_BITS < working_bits(last + 1)
    assert default_backend(first - 1) == default_backend(last + 1) == "flint"
    assert default_backend(50) == ("nfloat" if arrays_offered() else "flint")


def test_a_machine_without_nfloat_steps_with_flint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flint_arrays, "_library", lambda: None)
    arrays_offered.cache_clear()
    try:
        start = Start(margins=(fmpq(1),), gamma=fmpq(1), norm_squared=fmpq(1))
        assert descend(ONE, start, steps=2, digits=50).backend == "flint"
        with pytest.raises(InputError, match="does not offer it, start the run with backend 'flint'"):
            descend(ONE, start, steps=2, digits=50, backend="nfloat")
    finally:
        arrays_offered.cache_clear()


def test_arrays_that_compute_wrongly_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A near miss: midpoints that are copies, so that no radius would ever be dropped."""
    if not arrays_offered():
        pytest.skip("this machine's FLINT does not offer arrays")
    monkeypatch.setattr(Balls, "plain_operation", lambda self, _, to, source: lambda: self.put(to, self.values(source)))
    assert not flint_arrays._dropped_radius_is_right()


def test_a_library_without_the_functions_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flint_arrays, "_FUNCTIONS", ("nfloat_of_a_later_day",))
    flint_arrays._library.cache_clear()
    try:
        assert flint_arrays._library() is None
    finally:
        flint_arrays._library.cache_clear()
