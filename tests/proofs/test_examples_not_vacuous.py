"""Claims whose hypotheses random search does not meet still speak of something: an exact instance keeps them all."""

from fractions import Fraction

import pytest

from proofs.cao2023.examples import hidden, theorem_3_3_error, theorem_3_3_margin, theorem_3_4
from verify.claims.claim import Claim
from verify.statement.instance import Instance
from verify.statement.readings.values import holds


def vector(*entries: int | Fraction) -> tuple[Fraction, ...]:
    return tuple(entry * Fraction(1) for entry in entries)


ONE_SAMPLE = Instance(
    scalars={"d": Fraction(2), "σ": Fraction(50), "λ_min": Fraction(10**4), "λ_max": Fraction(10**4)},
    families={"c": {(0,): Fraction(1, 10**4)}, "y": {(0,): Fraction(-1)}},
    vectors={
        "u": {(): vector(1, 0)},
        "ξ": {(0,): vector(0, 100)},
        "w": {(): vector(Fraction(1, 10001), Fraction(100, 10001))},
        "r": {(): vector(0, Fraction(100, 10001))},
    },
)
SHORT_SIGNAL = Instance(
    scalars={"N": Fraction(4), "K": Fraction(1), "α": Fraction(1, 2), "c": Fraction(1)},
    vectors={"u": {(): vector(0, 1)}, "v": {(): vector(Fraction(1, 4), 0)}, "w": {(): vector(4, 1)}},
)
UNIT_W = Instance(
    scalars={"N": Fraction(4), "K": Fraction(1)},
    vectors={"v": {(): vector(Fraction(1, 4), 0)}, "w": {(): vector(1, 0)}},
)
STRONG_SAMPLE = Instance(
    families={"s": {(0,): Fraction(-2)}},
    vectors={
        "u": {(): vector(1, 0, 0)},
        "v": {(): vector(0, 1, 0)},
        "r": {(): vector(0, 0, -1)},
        "e": {(0,): vector(0, 0, 1)},
    },
)
CASES = [
    (theorem_3_3_margin.D_16_candidate, ONE_SAMPLE),
    (theorem_3_3_error.D_18_sigma_max, ONE_SAMPLE),
    (theorem_3_3_error.D_18_steps, ONE_SAMPLE),
    (theorem_3_3_error.D_18, ONE_SAMPLE),
    (theorem_3_4.claim_3_4_no_constant, UNIT_W),
    (theorem_3_4.claim_3_4_signal_to_noise, SHORT_SIGNAL),
    (hidden.claim_3_4_assumption_strong, STRONG_SAMPLE),
]


@pytest.mark.parametrize(("claim", "instance"), CASES, ids=lambda part: part.id if isinstance(part, Claim) else "")
def test_an_exact_instance_keeps_all_hypotheses(claim: Claim, instance: Instance) -> None:
    assert all(holds(hypothesis, instance) for hypothesis in claim.statement.hypotheses)
