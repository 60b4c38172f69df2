"""What would make a refuted claim right: slips are undone, and nothing false is proposed as proved."""

from __future__ import annotations

import copy
import json

import pytest

from verify.author import (
    chain,
    claim,
    derivative,
    equal,
    exp,
    family,
    inner,
    mean,
    samples,
    symbols,
    total,
    vector,
    verdict,
)
from verify.claims.claim import Claim, Status
from verify.claims.neighbour import Neighbour, neighbour_from_json
from verify.deciding.many_claims import check
from verify.deciding.neighbours import with_neighbours
from verify.deciding.neighbours.changes import changes
from verify.deciding.neighbours.patience import Patience
from verify.recheck import recheck
from verify.report.page import claim_page
from verify.report.words.evidence import neighbour_words
from verify.search.falsify import Survived, falsify
from verify.statement.readings.notation import to_text
from verify.statement.walk import free_symbols

x, y, c = symbols("x y c")
i, j = samples("i j")
u_i, u_j = family("u", i), family("u", j)
margin = inner(vector("w"), vector("z", i))

SLIPS = {
    "a lost hypothesis on a sign": (claim("a", c * x <= c * y, given=[x <= y]), "c·x ≤ c·y"),
    "a lost hypothesis on a size": (claim("a", x**2 >= x), "x² ≥ x"),
    "margins of any sign": (claim("a", mean(i, margin) >= 0), "(Σ_i ⟨w, z_i⟩)/n ≥ 0"),
    "a wrong constant in an equation": (
        claim("a", equal(mean(i, j, (u_i - u_j) ** 2), mean(i, u_i**2) - mean(i, u_i) ** 2)),
        "(Σ_i Σ_j (u_i - u_j)²)/(n·n) = 2·((Σ_i u_i²)/n - ((Σ_i u_i)/n)²)",
    ),
    "a constant that is too small": (
        claim("a", mean(i, u_i) ** 2 <= mean(i, u_i**2) / 2),
        "((Σ_i u_i)/n)² ≤ (Σ_i u_i²)/n",
    ),
    "a wrong sign": (claim("a", equal((x - y) ** 2, x**2 - 2 * x * y - y**2)), "(x - y)² = x² - 2·x·y + y²"),
    "a strict sign": (claim("a", x**2 + y**2 > 2 * x * y), "x² + y² ≥ 2·x·y"),
    "the other direction": (claim("a", exp(x) <= 1 + x), "exp(x) ≥ 1 + x"),
    "a lost square": (claim("a", equal(mean(i, u_i * u_i) - 2 * c * mean(i, u_i) + c, mean(i, (u_i - c) ** 2))),
                      "(Σ_i u_i·u_i)/n - 2·c·(Σ_i u_i)/n + c² = (Σ_i (u_i - c)²)/n"),
}  # fmt: skip


def near(slip: Claim) -> tuple[Neighbour, ...]:
    ledger = check([slip], cache=False)
    assert ledger.verdicts[0].status is Status.REFUTED
    return with_neighbours(ledger, cache=False).neighbours.get(slip.key, ())


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_undone_by_a_proved_neighbour(name):
    slip, expected = SLIPS[name]
    proved = [to_text(one.statement.conclusions[0]) for one in near(slip) if one.proved]
    assert expected in proved


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a wrong sign", "a lost hypothesis on a size", "a constant that is too small"])
def test_no_neighbour_is_refuted_by_another_search(name):
    for one in near(SLIPS[name][0]):
        assert isinstance(falsify(one.statement, seed=7, budget=2000), Survived), one.words


def test_neighbours_are_the_same_each_time_and_survive_json():
    slip = SLIPS["a constant that is too small"][0]
    assert near(slip) == near(slip) == tuple(neighbour_from_json(one.to_json()) for one in near(slip))


def test_a_neighbour_that_holds_for_a_trivial_reason_is_not_offered():
    found = near(claim("a", x**2 >= x))
    assert all(one.statement.conclusions[0].left != one.statement.conclusions[0].right for one in found)
    assert all(one.statement.conclusions[0] not in one.statement.hypotheses for one in found)


@pytest.mark.slow
def test_a_hypothesis_that_holds_at_the_edge_only_is_not_offered():
    found = near(claim("a", mean(i, u_i**2) <= mean(i, u_i) ** 2 / 2, given=[u_i >= 0]))
    assert all("u_i ≤ 0" not in one.change for one in found)


def test_changes_are_each_made_once_and_differ_from_the_statement():
    statement = claim("a", c * x <= c * y + 1, given=[x <= y]).plain
    found = [change.statement for change in changes(statement, 0)]
    assert len(found) == len(set(found))
    assert statement not in found


def test_the_variable_of_a_derivative_is_no_variable_of_a_neighbour():
    """It got a power, a sign and a factor, and the search for neighbours ended in a traceback."""
    slip = claim("a", (c + y) ** 2 * derivative(exp(x), x, 0) > 0)
    assert all("x" not in free_symbols(change.statement) for change in changes(slip.plain, 0))
    assert near(slip)


def test_a_term_that_lost_its_number_gets_it_back():
    statement = claim("a", equal((x + y) ** 2, x**2 + x * y + y**2)).plain
    words = [change.words for change in changes(statement, 0)]
    assert "a factor 2 on x·y" in words


def test_no_change_says_that_0_is_0():
    for side in (claim("a", equal(x * y, 0)), claim("a", equal(0, x * y))):
        words = [change.words for change in changes(side.plain, 0)]
        assert not any(word.startswith("a factor 0 ") for word in words)
        assert any(word.startswith("a factor 2 ") for word in words)


def test_a_claim_that_is_expected_to_fail_and_a_repaired_one_get_none():
    known = claim("known", x**2 >= x, expected="REFUTED")
    assert with_neighbours(check([known], cache=False), cache=False).neighbours == {}


def test_the_re_checker_reads_the_neighbours_of_a_ledger():
    ledger = with_neighbours(check([SLIPS["a constant that is too small"][0]], cache=False), cache=False)
    data = json.loads(json.dumps(ledger.to_json()))
    assert recheck(data).accepted
    forged = copy.deepcopy(data)
    forged["claims"][0]["neighbours"][0]["statement"] = forged["claims"][0]["statement"]
    typed = copy.deepcopy(data)
    typed["claims"][0]["neighbours"][0]["status"] = "CERTIFIED"
    assert [recheck(one).count("rejected") for one in (forged, typed)] == [1, 1]


@pytest.mark.slow
def test_a_wrong_step_of_a_chain_says_what_would_make_it_right():
    spread = chain(
        mean(i, j, (u_i - u_j) ** 2), "=", 2 * mean(i, u_i**2) - mean(i, u_i) ** 2, "<=", 2 * mean(i, u_i**2)
    )
    said = str(verdict(spread, cache=False))
    assert "what would make it right:\n      PROVED: (Σ_i Σ_j (u_i - u_j)²)/(n·n) = 2·(Σ_i u_i²)/n - 2·" in said


def test_a_sum_that_lost_its_n_and_a_product_that_lost_a_norm_are_told():
    w, z = vector("w"), vector("z", i)
    for made, expected in (
        (claim("sum", total(i, u_i) ** 2 <= total(i, u_i**2)), "a factor n more on the right"),
        (claim("norm", inner(w, z) ** 2 <= inner(w, w)), "a factor ‖z_i‖² more on the right"),
    ):
        ledger = with_neighbours(check([made], cache=False), cache=False)
        assert expected in [one.change for one in ledger.neighbours[made.key]]
        assert ledger.cut_off == frozenset()


def test_a_search_that_takes_too_long_is_cut_off_and_that_is_said(monkeypatch):
    made = claim("cut", x**2 >= x)
    monkeypatch.setattr("verify.deciding.neighbours.beside.Patience", lambda: Patience(seconds=0))
    ledger = with_neighbours(check([made], cache=False), cache=False)
    assert ledger.neighbours == {}
    assert ledger.cut_off == {made.key}
    assert "was cut off" in next(neighbour_words(ledger, made.key))
    assert ledger.to_json()["claims"][0]["neighbours_cut_off"] is True
    sections = {section.title: section.lines for section in claim_page(ledger, [made], ledger.verdicts[0]).sections}
    assert sections["What would make it right"] == ("looked for in vain: the search took too long and was cut off",)
