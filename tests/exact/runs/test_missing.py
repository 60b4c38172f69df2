"""Where a claim about runs is not derived, it is said what an induction would need."""

from __future__ import annotations

from verify.author import (
    claim,
    equal,
    equal_vectors,
    exists,
    exp,
    family,
    fixed_steps,
    log,
    samples,
    square_norm,
    steps,
    symbols,
    total,
    vector,
    vector_total,
)
from verify.deciding.one_claim import decide
from verify.exact.runs.missing import missing_of_runs
from verify.report.words.evidence import evidence_words

(t,) = steps("t")
(s,) = steps("s")
(i,) = samples("i")
(T,) = fixed_steps("T")
(x,) = symbols("x")


def a(step):
    return family("a", step)


def b(step):
    return family("b", step)


def told(conclusion, given):
    return missing_of_runs(claim("a", conclusion, given=given).statement, 0)


def test_the_next_member_is_written_by_the_recurrence_whatever_its_step_is_called():
    (line,) = told(a(t) >= log(t + 1), [equal(a(s + 1), a(s) + exp(-a(s))), equal(a(0), 0)])
    assert line == "an induction on t would need: a(t) + exp(-a(t)) ≥ log(t+2), given a(t) ≥ log(t+1)"


def test_a_conclusion_that_is_no_invariant_by_itself_is_told():
    (line,) = told(a(t) + b(t) <= 2, [equal(a(t + 1), a(t) + b(t)), equal(b(t + 1), b(t) / 2), equal(a(0), 0)])
    assert "need: (a(t) + b(t)) + b(t)/2 ≤ 2, given a(t) + b(t) ≤ 2" in line
    assert line.endswith("a stronger invariant is needed")


def test_two_members_are_written_each_by_its_own_recurrence_at_once():
    (line,) = told(a(t) * b(t) <= 1, [equal(a(t + 1), b(t)), equal(b(t + 1), a(t))])
    assert "need: b(t)·a(t) ≤ 1, given a(t)·b(t) ≤ 1" in line
    assert "stronger" not in line


def test_nothing_is_said_of_what_has_no_step_or_two():
    assert told(a(t) <= b(s), [a(0) <= 1]) == ()
    assert told(total(i, family("u", i)) <= 1, [a(0) <= 1]) == ()


def test_a_fixed_step_is_inducted_on_and_a_sum_is_parted_from_its_last_member():
    (line,) = told(total(t, a(t), stop=T) <= 4, [a(t + 1) <= a(t) / 2, a(t) >= 0, a(0) <= 2])
    assert line.startswith("an induction on T would need: Σ_{t<T} a(t) + a(T) ≤ 4, given Σ_{t<T} a(t) ≤ 4, which fails")
    (line,) = told(a(T) <= 2 / (T + 2), [a(t + 1) <= a(t) - a(t) ** 2 / 2, a(t) >= 0, a(0) <= 1])
    assert line == "an induction on T would need: a(T+1) ≤ 2/(T+3), given a(T) ≤ 2/(T+2)"


def test_the_next_vector_is_written_by_its_recurrence_too():
    w, g = (lambda step: vector("w", step)), vector("g")
    descent = equal_vectors(w(t + 1), w(t) - x * (w(t) - g))
    (line,) = told(square_norm(w(T) - g) <= square_norm(w(0) - g) / 3, [descent, x >= 0, x <= 1])
    assert line.startswith("an induction on T would need: ‖(w(T) - x·(w(T) - g)) - g‖² ≤ ‖w(0) - g‖²/3, given")


def test_a_step_fails_for_some_values_only_where_the_hypotheses_allow_them():
    growth = equal(a(t + 1), a(t) * (1 - x + x**2))
    (line,) = told(a(t) >= a(0) * exp(-x * t), [growth, a(0) >= 0, x >= 0, x <= 1])
    assert "stronger" not in line
    (line,) = told(a(t) >= a(0) * exp(-x * t), [growth, x >= 0, x <= 1])
    assert line.endswith("which fails for some values: a stronger invariant is needed")


def test_a_witness_and_the_terms_of_vectors_that_do_not_match_are_asked_for():
    (line,) = told(exists(T, T <= 9, a(T) <= 1), [a(t + 1) <= a(t) - 1, a(0) <= 5])
    assert line.startswith("a value of T is to be named for which T ≤ 9 and a(T) ≤ 1: witness(…), or first_exit(…)")
    v, z = vector("v"), vector("z", i)
    (line,) = told(equal_vectors(vector_total(i, (x + 1) * z) + v, vector_total(i, x * z) + v), [a(0) <= 1])
    assert line == "the normal forms differ: left − right leaves Σ_i ⟨v', z_i⟩"


def test_it_is_shown_beside_the_evidence():
    made = claim("a", a(t) ** 2 * (t + 4) <= 4, given=[equal(a(t + 1), a(t) - a(t) ** 3 / 8), equal(a(0), 1)])
    evidence = decide(made, lookup=lambda id, edition: None)
    assert evidence.status == "OPEN"
    line = evidence_words(made, evidence)[-1]
    assert line.startswith("an induction on t would need: (a(t) - a(t)³/8)²·(t+5) ≤ 4")
    assert "stronger" not in line


def test_a_product_over_the_steps_is_written_and_not_tried_in_floats():
    (line,) = told(a(0) ** t <= exp(t * a(0) - t), [a(0) <= 1])
    assert line.startswith("an induction on t would need: a(0)^(t+1) ≤ exp(")
    assert "stronger" not in line
