"""Relations between numbers are decided by their values; π, factorials and whole numbers can be written."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, exp, factorial, fixed_steps, log, phi, pi, rational, sqrt, steps, symbols
from verify.claims.evidence import Evidence
from verify.deciding.one_claim import decide
from verify.deciding.rechecking import objection
from verify.errors import InputError
from verify.statement.readings.notation import to_latex, to_text

(x,) = symbols("x")
(T,), (t,) = fixed_steps("T"), steps("t")


def status(conclusion, *given):
    made = claim("a", conclusion, given=given)
    evidence = decide(made, lookup=lambda id, edition: None, cases=300)
    assert objection(made, evidence, {}) == ""
    return evidence.status


@pytest.mark.parametrize(
    "relation",
    [
        pi > 3, pi < rational(22, 7), pi**2 < 10, sqrt(rational(2)) + sqrt(rational(3)) < pi + rational(1, 100),
        equal(phi(rational(0)), 1 / sqrt(2 * pi)), rational(1, 3) < rational(1, 2),
    ],
)  # fmt: skip
def test_numbers_are_compared(relation):
    assert status(relation) == "PROVED"


@pytest.mark.parametrize(
    "relation",
    [pi >= rational(22, 7), pi <= rational("3.14159265358979323846264338327"), rational(1, 3) >= rational(1, 2)],
)
def test_what_is_false_of_numbers_is_refuted(relation):
    assert status(relation) == "REFUTED"


@pytest.mark.parametrize("relation", [x >= 0, x <= x + 1, pi >= rational(22, 7), pi <= 3, rational(1) < rational(1)])
def test_values_show_no_other_relation(relation):
    made = claim("a", relation)
    assert objection(made, Evidence("proof", "closed", {"parts": [{"kind": "closed"}]}), {}) != ""


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (pi * x >= 3 * x, [x >= 0]),
        (pi * x <= rational(22, 7) * x, [x >= 0]),
        (x / pi <= x / 3, [x >= 0]),
        (pi * x**2 >= 3 * x**2, []),
        (exp(pi * x) >= 1 + 3 * x, [x >= 0]),
        (log(pi * x) >= log(3 * x), [x > 0]),
    ],
)
def test_numbers_such_as_pi_stand_beside_variables(relation, given):
    assert status(relation, *given) == "PROVED"


@pytest.mark.parametrize(
    ("relation", "given"),
    [(pi * x >= 3 * x, []), (pi * x >= rational(22, 7) * x, [x >= 0]), (x / pi >= x / 3, [x >= 0])],
)
def test_near_misses_with_pi_are_refuted(relation, given):
    assert status(relation, *given) == "REFUTED"


def test_pi_is_shown_by_its_name():
    assert to_text(2 * pi) == "2·π"
    assert to_latex(pi) == r"\pi"


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (2 * factorial(T) >= rational(2) ** T, [T >= 1]),
        (equal(factorial(T + 1), (T + 1) * factorial(T)), []),
        (factorial(T) >= T, []),
        (rational(2) ** T >= T + rational(1), []),
        (rational(2) ** T >= T + 1, []),
        (factorial(T) <= T**T, []),
        ((1 + x) ** T >= 1 + T * x, [x >= -1]),
        ((1 - x) ** T >= 1 - T * x, [x >= 0, x <= 1]),
    ],
)
def test_facts_of_whole_numbers_are_proved_by_induction(relation, given):
    assert status(relation, *given) == "PROVED"


@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (2 * factorial(T) >= rational(2) ** T + 1, [T >= 1]),
        (factorial(T) >= rational(2) ** T, [T >= 2]),
        (factorial(T) <= rational(2) ** T, []),
        (factorial(T) < T**T, [T >= 1]),
        (factorial(T) >= T**T, []),
        ((1 + x) ** T >= 1 + T * x, [x >= -5]),
        ((1 + x) ** T <= 1 + T * x, [x >= -1]),
        (rational(2) ** T >= T + 2, []),
    ],
)
def test_slips_about_whole_numbers_are_refuted(relation, given):
    assert status(relation, *given) == "REFUTED"


def test_a_factorial_is_of_a_step():
    assert to_text(factorial(t)) == "∏_{k<t} (k+1)"
    with pytest.raises(InputError, match="fixed_steps"):
        factorial(3)  # type: ignore[arg-type]
