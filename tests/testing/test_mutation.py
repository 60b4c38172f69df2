"""A sample of mutated mathematics: nothing false is proved, and nearly everything false is refuted.

Why a mutant is true stands in ``test_mutation_reasons.json`` where it is not seen by comparing it with its claim; there
too stand false mutants that a weaker search missed. A mutant that is neither refuted nor shown to be true counts as
false.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from mutating import mutate

from verify.author import because as certificate
from verify.author import claim, equal, family, mean, samples, sqrt, symbols
from verify.campaigns.driving import Done, drive
from verify.campaigns.executors import local_workers
from verify.claims import Status
from verify.claims.evidence import Evidence
from verify.deciding.one_claim import attempt
from verify.deciding.pages.collect import collect
from verify.errors import InputError
from verify.recheck import recheck
from verify.search.evidence import counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.statement.instance import Instance
from verify.statement.readings.interchange import statement_from_json, to_json
from verify.statement.readings.notation import to_text
from verify.statement.writing.relations import claim_that
from verify.testing.implied import why_true
from verify.testing.mutation import draw_mutation

REASONS = json.loads(Path(__file__).with_name("test_mutation_reasons.json").read_text(encoding="utf-8"))
TRUE = {entry["digest"]: entry for entry in REASONS["true"]}
LEAST_SHARE = 0.95


@pytest.fixture(scope="module")
def claims():
    return collect([])


@pytest.fixture(scope="module")
def sample(claims):
    # MUTANTS=1000 takes ten times as long as what runs with the other tests
    return mutate(claims, count=int(os.environ.get("MUTANTS", REASONS["count"])), seed=REASONS["seed"], jobs=2)


def _shown(found):
    return f"{found.digest} {found.origin}, {found.change}: {to_text(found.verdict.claim.statement)}"


@pytest.mark.nightly
def test_no_two_methods_contradict_each_other_on_a_mutant_nor_does_the_re_checker(sample):
    assert [f"{_shown(found)}: {found.contradiction}" for found in sample.contradictions] == []


@pytest.mark.nightly
def test_every_mutant_that_is_proved_is_known_to_be_true(sample):
    unexplained = [found for found in sample.of(Status.PROVED, Status.CERTIFIED) if not found.why_true]
    assert [_shown(found) for found in unexplained if found.digest not in TRUE] == []


@pytest.mark.nightly
def test_no_mutant_that_is_refuted_is_listed_as_true(sample):
    assert [_shown(found) for found in sample.of(Status.REFUTED) if found.digest in TRUE] == []


@pytest.mark.nightly
def test_nearly_all_mutants_that_are_not_shown_to_be_true_are_refuted(sample):
    refuted = len(sample.of(Status.REFUTED))
    taken_for_false = [found for found in sample.undecided if found.digest not in TRUE]
    share = refuted / (refuted + len(taken_for_false))
    assert share >= LEAST_SHARE, "\n".join(map(_shown, taken_for_false))


@pytest.mark.nightly
def test_reasons_that_can_be_computed_hold(sample, claims):
    by_key = {made.key: made for made in claims}
    for found in sample.decided:
        entry = TRUE.get(found.digest, {})
        made = found.verdict.claim
        if "implied_by" in entry:
            assert why_true(by_key[tuple(entry["implied_by"])].statement, made.statement), _shown(found)
        if "without" in entry:
            origin = next(other for other in claims if found.origin == f"{other.id} ({other.edition})")
            kept = tuple(one for one in made.statement.hypotheses if one in origin.statement.hypotheses)
            weaker = replace(made, statement=replace(made.statement, hypotheses=kept))
            parts = [
                attempt(weaker, k, lambda id, form: by_key.get((id, form))).part
                for k in range(len(made.statement.conclusions))
            ]
            assert len(kept) == len(made.statement.hypotheses) - 1
            assert None not in parts, _shown(found)


@pytest.mark.slow
@pytest.mark.parametrize("entry", REASONS["false"], ids=lambda entry: f"{entry['claim']}, {entry['change']}")
def test_a_mutant_known_to_be_false_is_refuted_exactly(entry):
    statement = statement_from_json(entry["statement"])
    found = falsify(statement, budget=4000)
    assert isinstance(found, Falsified)
    assert counterexample_evidence(found, statement).data["left"]


@pytest.mark.slow
def test_the_same_mutants_of_a_claim_are_drawn_whatever_other_claims_there_are():
    x, y = symbols("x y")
    first = claim("first", x**2 >= 0, certificates=(certificate(x**2),), expected="PROVED")
    second = claim("second", y**4 + 1 > 0, certificates=(certificate(y**4 + 1),), expected="PROVED")
    alone, both = (
        {found.digest for found in mutate(made, count=40, seed=3).decided if found.origin == "first (printed)"}
        for made in ([first], [second, first])
    )
    assert alone == both
    assert len(alone) > 3


def test_a_counterexample_to_what_follows_from_a_claim_is_a_contradiction():
    (x,) = symbols("x")
    report = mutate([claim("false", x >= 1, expected="PROVED")], count=20)
    weaker = [found for found in report.decided if found.change == "constant 1 became 1/2"]
    assert [found.contradiction for found in weaker] == ["refuted, yet true: it says no more than the claim"]
    assert {found.digest for found in weaker} <= {found.digest for found in report.contradictions}


def test_evidence_that_the_re_checker_rejects_is_a_contradiction(monkeypatch):
    (x,) = symbols("x")
    square = claim("square", x**2 >= 0, certificates=(certificate(x**2),), expected="PROVED")
    honest = mutate([square], count=8)
    assert not honest.contradictions
    monkeypatch.setattr(Evidence, "to_json", lambda self: {"kind": self.kind, **self.data, "left": "17"})
    tampered = mutate([square], count=8)
    assert {found.digest for found in tampered.contradictions} == {found.digest for found in honest.of(Status.REFUTED)}
    assert all("the re-checker does not agree" in found.contradiction for found in tampered.contradictions)


def test_a_counterexample_is_rechecked_though_irrational_sides_agree_elsewhere():
    i, k = samples("i k")
    statement = claim_that(equal(sqrt(2) * sqrt(mean(k, family("a", k) ** 2)), family("a", i)))
    instance = Instance(2, 1, {}, {"a": {(0,): Fraction(1), (1,): Fraction(0)}}, {})
    evidence = counterexample_evidence(Falsified(instance, 0, 0), statement).to_json()
    row = {"id": "a", "form": "beyond", "status": "REFUTED", "effective": "REFUTED", "depends_on": []}
    ledger = {"schema": "bnverify-ledger-1", "claims": [{**row, "statement": to_json(statement), "evidence": evidence}]}
    assert evidence["at"] == {"i": 1}
    assert recheck(ledger).accepted


def test_claims_that_expect_nothing_are_mutated_where_they_are_proved():
    (x,) = symbols("x")
    report = mutate([claim("mine", x**2 >= 0), claim("wrong", x**2 >= 1)], count=4)
    assert {found.origin for found in report.decided} == {"mine (printed)"}
    with pytest.raises(InputError, match="none of the claims is proved"):
        mutate([claim("wrong", x**2 >= 1)], count=4)


def test_a_campaign_of_mutants_that_is_gone_on_with_ends_as_one_that_is_not_broken_off():
    x, y = symbols("x y")
    claims = [
        claim("square", x**2 >= 0, expected="PROVED"),
        claim("product", x**2 + y**2 >= 2 * x * y, expected="PROVED"),
    ]
    drawn = draw_mutation(claims, count=6, seed=1)
    whole = drive(drawn.campaign, local_workers(1))
    first = {number: whole.results[number] for number in (0, 3)}
    resumed = drive(drawn.campaign, local_workers(1), known=first)
    assert resumed.results == whole.results
    shown = [[found.to_json() for found in drawn.report(done).decided] for done in (resumed, whole)]
    assert shown[0] == shown[1]
    assert [found.digest for found in drawn.report(whole).decided] == [
        found.digest for found in mutate(claims, count=6, seed=1).decided
    ]
    assert draw_mutation(claims, count=60, seed=1).campaign.key == drawn.campaign.key


def test_a_mutant_on_which_the_work_breaks_down_is_a_contradiction(monkeypatch):
    (x,) = symbols("x")
    drawn = draw_mutation([claim("square", x**2 >= 0, expected="PROVED")], count=2)
    monkeypatch.setattr("verify.testing.mutation.why_true", lambda *statements: 1 / 0)
    report = drawn.report(drive(drawn.campaign, local_workers(1)))
    assert len(report.contradictions) == 2
    assert all("ZeroDivisionError" in found.contradiction for found in report.contradictions)
    (lost,) = drawn.report(Done({}, lost={1: "every worker that did it died"})).decided
    assert lost.contradiction == "every worker that did it died"
