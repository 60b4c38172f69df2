"""Where a claim about runs is not derived, it is said what an induction would need."""

from __future__ import annotations

from verify.author import claim, equal, exp, family, log, samples, steps, total
from verify.deciding.one_claim import decide
from verify.exact.runs.missing import missing_of_runs
from verify.report.words.evidence import evidence_words

(t,) = steps("t")
(s,) = steps("s")
(i,) = samples("i")


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
