"""The constants that are evaluated here are those of the proved pages: held against the pages' own formulas."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx, fmpq

from proofs.cao2023.theorems.lemma_4_6_repaired import away_then, lemma_4_6_repaired
from proofs.cao2023.theorems.stages.entrance import horizon, not_backwards
from proofs.cao2023.theorems.stages.second_stage_run import elapsed
from proofs.cao2023.theorems.theorem_2_2_repaired import theorem_2_2_repaired
from proofs.cao2023.theorems.vocabulary import careful, gentle, short
from verify.batchnorm.sufficient import Sufficient, loss_bounds
from verify.data import Dataset, UniformMargin, check_assumption
from verify.errors import InputError
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls
from verify.statement.readings.values import Evaluation, holds
from verify.statement.tree import Symbol
from verify.statement.walk import rebuild

# (rows of z, λ_min, λ_max): the eigenvalues have to be rational, as the pages' instances are
PLANES = [
    ([[2, 0], [0, 1]], Fraction(1, 2), Fraction(2)),
    ([[1, 1], [1, -1]], Fraction(1), Fraction(1)),
    ([[3, 4, 0], [8, -6, 0]], Fraction(25, 2), Fraction(50)),
]


def numbers(rows: list[list[int]]) -> tuple[Dataset, UniformMargin, Sufficient]:
    data = Dataset.from_rows(rows, [1] * len(rows))
    uniform = check_assumption(data)
    assert isinstance(uniform, UniformMargin)
    return data, uniform, Sufficient.of(data, uniform)


def instance(rows: list[list[int]], low_: Fraction, high_: Fraction, **scalars: Fraction) -> Instance:
    _, uniform, _ = numbers(rows)
    star = tuple(Fraction(int(entry.p), int(entry.q)) for entry in uniform.w_star)
    r = scalars["r"]
    return Instance(
        n=len(rows),
        scalars={"λ_min": low_, "λ_max": high_, "η": Fraction(1), "γ": Fraction(1), **scalars},
        vectors={
            "z": {(k,): tuple(map(Fraction, row)) for k, row in enumerate(rows)},
            "w*": {(): star},
            "w": {(): tuple(r * entry for entry in star)},
        },
    )


def near(value: arb, factor: str) -> Fraction:
    """Return a rational near a value times a factor."""
    with ctx.workprec(64):
        scaled = fmpq(*(int(part) for part in _parts((value * arb(factor)).mid())))
    return Fraction(int(scaled.p), int(scaled.q))


def _parts(value: arb) -> tuple[int, int]:
    mantissa, exponent = (int(part) for part in value.man_exp())
    return (mantissa << exponent, 1) if exponent >= 0 else (mantissa, 1 << -exponent)


@pytest.mark.parametrize(("rows", "low_", "high_"), PLANES)
def test_the_pages_conditions_hold_just_below_the_thresholds_and_fail_just_above(rows, low_, high_):
    _, _, found = numbers(rows)
    for factor, kept in (("0.999999", True), ("1.000001", False)):
        r = near(found.largest_start(), factor)
        assert holds(short, instance(rows, low_, high_, r=r)) is kept
        r = near(found.largest_start(), "0.5")
        eta = near(found.largest_step(arb(fmpq(r.numerator, r.denominator))), factor)
        point = instance(rows, low_, high_, r=r, η=eta)
        assert (holds(careful, point) and holds(gentle, point)) is kept


@pytest.mark.parametrize(("rows", "low_", "high_"), PLANES)
def test_the_long_first_stage_is_the_pages(rows, low_, high_):
    _, _, found = numbers(rows)
    point = instance(rows, low_, high_, r=Fraction(1, 7), η=Fraction(3, 10**5))
    with ctx.workprec(128):
        told = Evaluation(point, Balls()).scalar(horizon + 1, {})
        assert told.overlaps(found.first_stage(arb(1) / 7, arb(3) / 10**5))


@pytest.mark.parametrize(("rows", "low_", "high_"), PLANES)
def test_the_excluded_cone_is_the_pages(rows, low_, high_):
    """A start on the far side of −w*'s cone is refused by the page exactly where it is here."""
    _, uniform, found = numbers(rows)
    r = arb(1) / 5
    point = instance(rows, low_, high_, r=Fraction(1, 5))
    with ctx.workprec(128):
        least = found.least_alignment(r)
        assert least < 0
        star = arb(uniform.norm_squared)
        for factor, kept in (("0.999999", True), ("1.000001", False)):
            length = near(least / star, factor)
            moved = {**point.vectors, "w": {(): tuple(length * entry for entry in point.vectors["w*"][()])}}
            assert holds(not_backwards, Instance(point.n, 1, point.scalars, {}, moved)) is kept


def in_symbols(node: Any) -> Any:
    """Return a formula of a run with x in the place of η(t − t₀) and o in that of ‖w_⊥(t₀)‖²."""
    if node == elapsed:
        return Symbol("x")
    return Symbol("o") if node == away_then else rebuild(node, in_symbols)


@pytest.mark.parametrize("time", ["0", "0.5", "9", "1e6"])
@pytest.mark.parametrize(("rows", "low_", "high_"), PLANES)
def test_what_holds_at_a_time_is_what_the_pages_conclude(rows, low_, high_, time):
    """The right sides of the theorem's and of Lemma 4.6's conclusions, evaluated."""
    _, _, found = numbers(rows)
    (theorem,) = theorem_2_2_repaired.statement.conclusions
    above, below, cubed, squared = (in_symbols(part.body.right) for part in theorem.parts[1:5])
    last = in_symbols(lemma_4_6_repaired.statement.conclusions[-1].body.right)
    point = instance(rows, low_, high_, r=Fraction(1, 4), x=Fraction(time), o=Fraction(1, 900))
    with ctx.workprec(128):
        evaluate = Evaluation(point, Balls())
        least, greatest = loss_bounds(arb(time))
        assert evaluate.scalar(below, {}).overlaps(least)
        assert evaluate.scalar(above, {}).overlaps(greatest)
        least, greatest = found.log_discrepancy(arb(1) / 4, arb(time), arb(1) / 900)
        assert close(least, evaluate.scalar(last, {}).log())
        assert close(greatest, min(evaluate.scalar(bound, {}).log().mid() for bound in (cubed, squared)))


def close(ours: arb, theirs: arb) -> bool:
    return bool(abs(ours - theirs) < 1e-25 * (1 + abs(ours)))


def test_patches_are_refused():
    data = Dataset.from_rows([[1, 0], [0, 1]], [1, 1]).with_patches(2)
    uniform = check_assumption(data)
    with pytest.raises(InputError, match="linear model"):
        Sufficient.of(data, uniform)
