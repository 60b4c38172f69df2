"""A run goes on by chosen signs and zeros, and "there is T" fails step by step; what is true is not refuted."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from verify.author import claim, equal, exists, exp, family, fixed_steps, product_over, rational, steps, symbols, total
from verify.claims.claim import Status
from verify.deciding.one_claim import decide
from verify.deciding.short_runs import refuted_by_a_longer_run, refuted_by_a_run
from verify.recheck.reading import RecheckError, RejectedError
from verify.recheck.runs.short import check_short_run
from verify.report.words.counterexamples import counterexample_words
from verify.statement.readings.interchange import to_json

(t,), (T,) = steps("t"), fixed_steps("T")
c, eta, m = symbols("c η m")
half = rational(1, 2)


def a(step):
    return family("a", step)


def b(step):
    return family("b", step)


def L(step):
    return family("L", step)


DESCENT = (L(t + 1) <= L(t) - eta * b(t), L(t) >= m, eta > 0, b(t) >= 0)
HALVES = (equal(a(t + 1), a(t) / 2), equal(a(0), 16))
SLIPS = [
    claim("next-divides", a(t) <= 2, given=(equal(a(t + 1), (a(t) + 1) / a(t)), a(0) > 0)),
    claim("next-divides-two", a(t + 1) <= b(t), given=(equal(a(t + 1), b(t) / a(t)), b(t) > 0, a(t) > 0)),
    claim("telescoping", total(t, eta * b(t), stop=T) <= (L(0) - m) / 2, given=DESCENT),
    claim("no-such-step", exists(T, T <= 3, a(T) <= 1), given=HALVES),
    claim("no-such-step-before", exists(T, T < 5, a(T) < 1), given=HALVES),
    claim("no-real-step", exists(T, c >= T, a(T) <= 0), given=(a(t + 1) <= a(t) - 1, equal(a(0), c), c >= 0)),
    claim("late", a(t) <= 4, given=(equal(a(t + 1), a(t) + 1), equal(a(0), half))),
    claim("late-twice", a(t) <= 15 * a(0), given=(a(t + 1) <= 2 * a(t), a(0) > 0)),
    claim("late-below", a(t) >= a(0) - 5, given=(a(t + 1) >= a(t) - 1,)),
    claim("product", product_over(t, 1 - a(t), stop=T) >= exp(-total(t, a(t), stop=T)), given=(a(t) >= 0, a(t) <= 1)),
    claim("squares", total(t, a(t) ** 2, stop=T) <= a(0) ** 2, given=(a(t + 1) <= a(t) / 2, a(t) >= 0)),
]
TRUE = [
    claim("divides-positive", a(t) > 0, given=(equal(a(t + 1), (a(t) + 1) / a(t)), a(0) > 0)),
    claim("divides-later", a(t + 1) >= 1, given=(equal(a(t + 1), (a(t) + 1) / a(t)), a(0) > 0, a(t) >= 0)),
    claim("spent", total(t, eta * b(t), stop=T) <= L(0) - m, given=DESCENT),
    # no run keeps this: a falls by 1 or more for ever, and is never negative
    claim("no-run", a(0) <= 0, given=(equal(a(t + 1), a(t) - b(t)), a(t) >= 0, b(t) >= 1)),
    claim("such-a-step", exists(T, T <= 4, a(T) <= 1), given=HALVES),
    claim("such-a-real-step", exists(T, c >= T, a(T) <= 1), given=(a(t + 1) <= a(t) - 1, equal(a(0), c), c >= 0)),
    claim("doubles", a(t) <= rational(2) ** t * a(0), given=(a(t + 1) <= 2 * a(t), a(0) > 0)),
    claim("never-less", a(t) >= a(0) - t, given=(a(t + 1) >= a(t) - 1,)),
    # the next member has no value at a = 2, and both signs of a go on to it
    claim("may-end", a(0) <= 0, given=equal(a(t + 1), 1 / (a(t) - 2))),
]  # fmt: skip


@pytest.mark.parametrize("one", SLIPS, ids=lambda one: one.id)
def test_a_slip_is_refuted_by_a_run_that_both_programs_accept(one):
    evidence = refuted_by_a_run(one, seed=0) or refuted_by_a_longer_run(one, seed=0)
    assert evidence is not None
    assert evidence.status is Status.REFUTED
    data = json.loads(json.dumps(evidence.to_json()))
    check_short_run(to_json(one.statement), data)
    assert "of a run" in counterexample_words(one.statement, data).sentence


@pytest.mark.slow
@pytest.mark.parametrize("one", TRUE, ids=lambda one: one.id)
def test_what_is_true_is_refuted_by_no_run(one):
    assert refuted_by_a_run(one, seed=0, budget=100) is None
    assert refuted_by_a_longer_run(one, seed=0) is None


def refutation(id: str) -> tuple[dict, dict]:
    one = next(one for one in SLIPS if one.id == id)
    evidence = refuted_by_a_run(one, seed=0) or refuted_by_a_longer_run(one, seed=0)
    return to_json(one.statement), json.loads(json.dumps(evidence.to_json()))


@pytest.mark.parametrize(
    ("id", "key", "value"),
    [
        ("next-divides", "tail", {"nought": [], "signs": [], "tight": False}),
        ("next-divides", "tail", {"nought": ["a"], "signs": [], "tight": False}),
        ("next-divides-two", "tail", {"nought": ["b"], "signs": [["a", ">"]], "tight": False}),
        ("next-divides-two", "tail", {"nought": [], "signs": [["a", ">"], ["b", ">"]], "tight": False}),
        ("next-divides", "tail", {"nought": [], "signs": [["a", "="]], "tight": False}),
        ("telescoping", "tail", {"nought": [], "signs": [], "tight": False}),
        ("no-such-step", "failing", {"parts": [1, 1, 1], "bound": 0}),
        ("no-such-step", "failing", {"parts": [], "bound": 0}),
        ("no-such-step", "failing", {"parts": [1, 1, 1, 1], "bound": 1}),
        ("no-such-step", "failing", {"parts": [0, 1, 1, 1], "bound": 0}),
        ("no-such-step-before", "failing", {"parts": [1, 1, 1, 1], "bound": 0}),
    ],
)
def test_the_re_checker_rejects_a_tail_that_is_not_kept_and_a_step_that_is_left_out(id, key, value):
    statement, data = refutation(id)
    check_short_run(statement, data)
    forged = deepcopy(data)
    forged["run"][key] = value
    with pytest.raises((RejectedError, RecheckError)):
        check_short_run(statement, forged)


def test_a_step_without_a_bound_is_not_refuted():
    """A run ends, and "there is T" with no bound speaks of all of it."""
    assert decide(claim("a", exists(T, a(T) >= 20), given=HALVES), lookup=lambda *_: None).status is Status.OPEN
