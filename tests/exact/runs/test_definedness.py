"""What a fact says of where a formula has a value: the same part in the same role at the same step, and no more."""

from __future__ import annotations

import pytest

from verify.author import equal, family, fixed_steps, for_all, log, sqrt, steps, symbols, total
from verify.exact.runs.freezing import definedness
from verify.exact.runs.freezing.definedness import undefined_part
from verify.exact.runs.freezing.sequents import Sequent

x, y = symbols("x y")
(t,), (T,) = steps("t"), fixed_steps("T")


def a(step):
    return family("a", step)


def sequent(*facts):
    return Sequent.of(facts, x >= 0, a(T) >= 0)


@pytest.mark.parametrize("facts", [(1 / a(T) >= y,), (x / a(T) ** 2 <= 1, y >= 0)])
def test_what_stands_in_a_fact_at_the_same_step_is_seen_without_freezing_it(facts, monkeypatch):
    monkeypatch.delattr(definedness, "_undefined")
    assert undefined_part(sequent(*facts), equal(y / a(T), x)) is None


NEAR = {
    "another step": 1 / a(T + 1) >= y,
    "another role": sqrt(a(T)) >= y,
    "another member": 1 / family("b", T) >= y,
    "all steps before": for_all(t, 1 / a(t) >= y, stop=T),
    "an equation of the same": equal(1 / a(T), 1 / a(T)),
}


@pytest.mark.parametrize("name", NEAR)
def test_what_stands_in_a_fact_otherwise_says_nothing_of_a_divisor(name):
    assert undefined_part(sequent(NEAR[name]), equal(y / a(T), x)) is not None


def test_a_fact_for_all_steps_says_it_of_each():
    assert undefined_part(sequent(for_all(t, 1 / a(t) >= y)), equal(y / a(T), x)) is None


def test_what_is_divided_by_in_one_range_is_not_divided_by_in_a_longer_one():
    said = total(t, 1 / a(t), start=0, stop=T)
    assert undefined_part(sequent(said >= y), total(t, 1 / a(t), start=0, stop=T + 1) >= x) is not None


def test_a_logarithm_of_a_quotient_wants_more_than_its_divisor():
    assert undefined_part(sequent(1 / a(T) >= y), log(x / a(T)) >= y) is not None
