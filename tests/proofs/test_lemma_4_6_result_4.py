"""Result 4 of Lemma 4.6 alone fails for small data: the data are there, and their size is needed."""

from dataclasses import replace
from fractions import Fraction

import pytest

from proofs.cao2023.theorems.printed.lemma_4_6_result_4 import b, c_2, lemma_4_6_result_4
from proofs.cao2023.theorems.stages.second_stage_run import t_0
from proofs.cao2023.theorems.vocabulary import ahead, family, gamma, of_run, vector
from verify.claims.claim import Claim
from verify.deciding.one_claim import attempt
from verify.deciding.pages.collect import collect
from verify.search.example import is_example
from verify.statement.formulas import ForAll, RunStatement, Statement
from verify.statement.instance import Instance
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Step, Symbol
from verify.statement.walk import subtrees

of_start = {vector("w", 0): vector("w"), family("γ", 0): gamma}
CLAIMS = {claim.key: claim for claim in collect(["proofs.cao2023.theorems", "proofs.cao2023.linear"])}


def without(*conditions: object) -> Claim:
    """Return the claim without some of its hypotheses."""
    given = lemma_4_6_result_4.statement.hypotheses
    kept = tuple(one for one in given if one not in conditions)
    assert len(kept) == len(given) - len(conditions)
    return replace(lemma_4_6_result_4, statement=RunStatement(lemma_4_6_result_4.statement.conclusions, kept))


def start(b_: Fraction, slope: Fraction) -> Instance:
    """Return z = b²(1, ±1) with w = ((1 − k²), 2k)/(4(1 + k²)), as the remark of the claim has them."""
    size = b_**2
    across = (1 - slope**2) / (1 + slope**2), 2 * slope / (1 + slope**2)
    numbers = {
        "b": b_,
        "λ_min": size**2,
        "λ_max": size**2,
        "γ": 1,
        "c_1": 1,
        "c_2": 221 * size,
        "η": Fraction(1, 10**9),
    }
    return Instance(
        n=2,
        scalars={name: Fraction(value) for name, value in numbers.items()},
        vectors={
            "z": {(0,): (size, size), (1,): (size, -size)},
            "w*": {(): (1 / size, Fraction(0))},
            "w": {(): (across[0] / 4, across[1] / 4)},
        },
    )


def of_the_start() -> Statement:
    """Return what the claim asks of its data and of (w, γ) at t₀ = 0, as a statement without steps."""
    given = (one for one in lemma_4_6_result_4.statement.hypotheses if not isinstance(one, ForAll))
    plain = [one for one in given if Symbol("T") not in set(subtrees(one))]
    now = [substitute(substitute(one, {t_0.base: Step(None)}), of_start) for one in plain]
    assert len(now) == 22
    return Statement(tuple(now[:1]), tuple(now))


def test_data_in_closed_form_keep_all_that_the_claim_asks_for():
    """c₁ = 1, c₂ = 221 b²: for b ≤ 3/10 and w(0) between ε/2 and ε beside w*."""
    statement = of_the_start()
    for size in (Fraction(3, 10), Fraction(1, 100), Fraction(1, 10**6)):
        assert is_example(start(size, Fraction(1, 200)), statement)
    assert not is_example(start(Fraction(3, 10), Fraction(1, 400)), statement)
    assert not is_example(start(Fraction(3, 10), Fraction(1, 100)), statement)
    assert not is_example(start(Fraction(4, 10), Fraction(1, 200)), statement)


@pytest.mark.slow
@pytest.mark.parametrize("condition", [221 * b**2 <= c_2, substitute(ahead, of_run(t_0))], ids=["small", "ahead"])
def test_the_claim_needs_its_conditions(condition):
    """Without small data, or with w(t₀) on the other side, nothing is derived."""
    assert attempt(without(condition), 0, lambda id, edition: CLAIMS.get((id, edition))).part is None
