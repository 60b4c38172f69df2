"""Every claim of the pages is decided once, and the verdicts are what the pages say they are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from verify.claims import Claim, Ledger, Status
from verify.cli.screens.screen import without_example
from verify.deciding.many_claims import check
from verify.deciding.pages.needed import Wanted, wanted
from verify.statement.instance import Instance, Key
from verify.statement.readings.values import refutes


@pytest.fixture(scope="module")
def pages() -> Wanted:
    """Return all claims of all pages, with the evidence that is shipped."""
    return wanted(["proofs"])


@pytest.fixture(scope="module")
def claims(pages: Wanted) -> tuple[Claim, ...]:
    """Return all claims of all pages."""
    return pages.claims


@pytest.fixture(scope="module")
def ledger(pages: Wanted) -> Ledger:
    """Return the ledger of all pages: the shipped evidence re-checked, the rest decided."""
    return check(pages.claims, jobs=2, cache=False, shipped=pages.shipped)


def names(found: list[Claim]) -> list[str]:
    """Return how claims are called in a failure's message."""
    return [f"{claim.id} ({claim.edition})" for claim in found]


def with_mirror_images(instance: Instance) -> Instance:
    """Return the instance of 2n samples in which each (x_i, y_i) is joined by (−x_i, −y_i), so that x̄ = 0."""

    def twice(members: Mapping[Key, Any]) -> dict[Key, Any]:
        copies = {(key[0] + instance.n, *key[1:]): value for key, value in members.items() if key}
        return {**members, **copies}

    return replace(
        instance,
        n=2 * instance.n,
        families={name: twice(members) for name, members in instance.families.items()},
        vectors={name: twice(members) for name, members in instance.vectors.items()},
    )


def test_each_id_and_form_is_there_once(claims: tuple[Claim, ...]) -> None:
    """No two claims share an (id, form)."""
    keys = [claim.key for claim in claims]
    assert sorted(keys) == sorted(set(keys))


def test_each_claim_has_a_title_and_a_source(claims: tuple[Claim, ...]) -> None:
    """A reader is told of each claim what it says in words and where it stands."""
    assert names([claim for claim in claims if not (claim.title.strip() and claim.source.strip())]) == []


def test_every_claim_that_is_named_is_there(claims: tuple[Claim, ...]) -> None:
    """What a claim rests on, its steps and its lemmas are all among the claims."""
    known = {claim.key for claim in claims}
    assert [(claim.id, need) for claim in claims for need in claim.needs if need not in known] == []


def test_no_method_breaks_down_and_no_two_disagree(ledger: Ledger) -> None:
    """The run ends without a disagreement."""
    assert ledger.disagreements == ()


def test_each_status_is_the_expected_one(ledger: Ledger) -> None:
    """A claim that expects a status has it."""
    found = [(verdict.claim.id, verdict.claim.edition, verdict.status.value) for verdict in ledger.surprises]
    assert found == []


def test_each_refuted_print_is_explained(ledger: Ledger) -> None:
    """A refuted printed claim says in words what is wrong, and whether that breaks the argument."""
    refuted = [verdict.claim for verdict in ledger.verdicts if verdict.status is Status.REFUTED]
    printed = [claim for claim in refuted if claim.edition == "printed"]
    assert printed
    assert names([claim for claim in printed if not (claim.remark and claim.fault)]) == []


def test_each_refuted_print_has_a_proved_repair(ledger: Ledger) -> None:
    """A refuted printed claim has a repaired form that is proved, as is all that it rests on; but for Theorem 3.2.

    What a proof of Theorem 3.2 on runs still lacks is named, claim by claim, at the head of the pages on theorems.
    """
    lacking = []
    for verdict in ledger.verdicts:
        if verdict.claim.edition == "printed" and verdict.status is Status.REFUTED:
            repair = ledger.by_key.get((verdict.claim.full_id, "repaired"))
            if repair is None:
                lacking.append((verdict.claim.id, "none"))
            elif ledger.effective[repair.claim.key] is not Status.PROVED:
                lacking.append((verdict.claim.id, ledger.effective[repair.claim.key].value))
    assert lacking == [("theorem-3.2", "none")]


def test_each_counterexample_about_data_stands_for_centred_data(ledger: Ledger) -> None:
    """Section 2 assumes x̄ = 0: joining every sample's mirror image to it leaves every refutation as it is."""
    found = [
        (verdict.claim, Instance.from_json(verdict.evidence.data["instance"]))
        for verdict in ledger.verdicts
        if verdict.evidence.kind == "counterexample" and "z" in verdict.evidence.data["instance"]["vectors"]
    ]
    assert found
    fallen = [claim for claim, instance in found if refutes(with_mirror_images(instance), claim.statement) is None]
    assert names(fallen) == []


WITHOUT_EXAMPLE = {"growth-chord (beyond)"}


def test_each_proved_claim_has_an_example_that_keeps_its_hypotheses(ledger: Ledger) -> None:
    """But for one, whose hypothesis is an equation between irrational numbers."""
    void = without_example(ledger.verdicts)
    assert set(names(void)) == WITHOUT_EXAMPLE
    chord = next(claim for claim in void if claim.id == "growth-chord")
    assert "no exact example" in chord.remark


def test_each_repair_mends_a_print(claims: tuple[Claim, ...]) -> None:
    """A repaired edition stands beside a printed one with the same id."""
    known = {claim.key for claim in claims}
    alone = [claim for claim in claims if claim.edition == "repaired" and (claim.full_id, "printed") not in known]
    assert names(alone) == []


def test_each_proof_has_one_part_for_each_conclusion(ledger: Ledger) -> None:
    """The evidence of a proved claim holds as many parts as the claim has conclusions."""
    proofs = [verdict for verdict in ledger.verdicts if verdict.evidence.kind == "proof"]
    assert proofs
    uneven = [
        verdict.claim
        for verdict in proofs
        if len(verdict.evidence.data["parts"]) != len(verdict.claim.statement.conclusions)
    ]
    assert names(uneven) == []
