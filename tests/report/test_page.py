"""The page of one claim."""

from __future__ import annotations

import pytest

from verify.author import (
    claim,
    equal,
    family,
    fixed_steps,
    for_all,
    named,
    rational,
    samples,
    steps,
    symbols,
    total,
    verdict,
)
from verify.deciding.many_claims import check, select
from verify.report.page import abbreviations, claim_page

x, y = symbols("x y")


def sections(*claims, id: str) -> dict[str, tuple[str, ...]]:  # type: ignore[no-untyped-def]
    ledger = check(select(claims, [id]), cache=False)
    verdict = next(v for v in ledger.verdicts if v.claim.id == id)
    return {section.title: section.lines for section in claim_page(ledger, claims, verdict).sections}


def test_an_empty_part_is_left_out() -> None:
    found = sections(claim("a", equal(x, x)), id="a")
    assert list(found) == ["Claim", "Verdict", "Evidence", "Example"]


def test_an_abbreviation_is_explained_once() -> None:
    square = named("q", x**2)
    found = sections(claim("a", square + square >= 0), id="a")
    assert found["Claim"] == ("q + q ≥ 0",)
    assert found["where"] == ("q = x²",)


def test_an_abbreviation_with_another_index_is_not_explained_again() -> None:
    i, j = samples("i j")
    shown = [named("F", x * family("u", k), k) for k in (i, j)]
    assert sections(claim("a", shown[0] * shown[1] >= 0), id="a")["where"] == ("F_i = x·u_i",)
    other = [shown[0], named("F", y * family("u", j), j)]
    assert len(sections(claim("a", other[0] * other[1] >= 0), id="a")["where"]) == 2


(t,), (T,) = steps("t"), fixed_steps("T")


@pytest.mark.parametrize(
    ("conclusion", "meaning"),
    [
        (t**2 >= t, ["t: a whole number from 0 on"]),
        (for_all(t, t**2 >= t, stop=T), ["t: a whole number from 0 on"]),
        (rational(2) ** T >= T + 1, ["T: a whole number from 0 on"]),
        (T * t >= 0, ["T, t: whole numbers from 0 on"]),
        (family("a", T) >= T, []),
        (total(t, t * family("a", t), stop=T) >= T, []),
        (x**2 >= x, []),
    ],
)
def test_a_step_that_is_only_a_number_is_said_to_be_whole(conclusion, meaning) -> None:  # type: ignore[no-untyped-def]
    """“t² ≥ t for all t” is proved of steps, and false of t = 1/2."""
    assert list(abbreviations(claim("a", conclusion).statement)) == meaning


def test_a_verdict_says_so_wherever_it_is_shown() -> None:
    shown = verdict(claim("a", T >= 0))
    for text in (str(shown), shown._repr_markdown_(), shown._repr_html_()):
        assert "here T: a whole number from 0 on" in text.replace("    ", " ")


def test_an_effective_status_weaker_than_its_own_is_told() -> None:
    wrong = claim("wrong", x**2 >= x)
    found = sections(wrong, claim("a", equal(y, y), rests_on=[wrong]), id="a")
    assert found["Verdict"] == ("PROVED, effectively REFUTED, as the weakest it rests on",)
    assert found["Rests on"][0].startswith("wrong (printed): REFUTED")


def test_a_step_that_is_not_among_the_claims_is_open() -> None:
    found = sections(claim("a", equal(y, y), steps=[claim("elsewhere", x >= 0)]), id="a")
    assert found["Steps"] == ("1. elsewhere (printed): OPEN, as it is not among the claims",)


def test_an_expectation_that_fails_is_told() -> None:
    assert sections(claim("a", equal(y, y), expected="OPEN"), id="a")["Verdict"] == ("PROVED", "its page expects OPEN")


def test_the_symmetry_that_refutes_a_claim_is_told() -> None:
    found = sections(claim("a", x**2 >= y, given=(x >= y, y > 0)), id="a")
    assert found["Evidence"][0] == "method: symmetries (left side × c², right side × c under x → c·x, y → c·y)"
