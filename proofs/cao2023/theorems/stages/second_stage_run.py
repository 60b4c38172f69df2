"""The second stage, all steps: Lemma 4.6 repaired, as a statement about runs.

One induction over t ≥ t₀ with the state of ``second_stage`` and four more invariants: e^γ(t) grows by between η/2 and
(5/4)η in every step, ‖w_⊥‖₂² e^(Bγ³/7) never grows and ‖w_⊥‖₂² e^(10Λγ³) never falls, with B = λ_min‖w*‖₂²/r² and
Λ = λ_max‖w*‖₂²/r². The claim names B and Λ by "there are", so that all invariants are shown by one induction.
"""

from typing import Any

from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.stages.rates import b, bounded, c, climbed, decreased, g, not_decreased, o, x, y
from proofs.cao2023.theorems.stages.second_stage import (
    numbers,
    second_stage_ahead,
    second_stage_faster,
    second_stage_grown,
    second_stage_inside,
    second_stage_late,
    second_stage_length,
    second_stage_level,
    second_stage_not_faster,
    second_stage_slowly,
    span_defined,
    state,
)
from proofs.cao2023.theorems.vocabulary import *

B, C = symbols("B Λ")
(t,) = steps("t")
(t_0,) = fixed_steps("t₀")
here, there = of_run(t), of_run(t_0)
next_here = of_run(t + 1)
elapsed = eta * (t - t_0)
gamma_now, gamma_then = family("γ", t), family("γ", t_0)


def moved(node: Any, mapping: Any) -> Any:
    """Return a formula of (w, γ) at a step of the run."""
    return substitute(node, mapping)


values = {
    gamma: gamma_now,
    g: gamma_then,
    x: elapsed,
    y: moved(away, here),
    o: moved(away, there),
    b: rate,
    c: wide,
}
span = InSpan(vector("w", t), z(i))
states = tuple(moved(one, here) for one in state)
above, below, decays, lasts = (moved(one, values) for one in (climbed, bounded, decreased, not_decreased))
faster, not_faster = away * exp(rate * gamma**3 / 7), away * exp(10 * wide * gamma**3)
begins = (
    *data,
    InSpan(vector("w", t_0), z(i)),
    *model.descends(eta, t, start=t_0),
    *numbers,
    *(moved(one, there) for one in state),
)
descent = (model.at(t).descended_w(eta), model.at(t).descended_gamma(eta))
stepped = {w: descent[0], gamma: descent[1]}


def by_step(used: Any, *terms: Any, conclusion: int = 0) -> Any:
    """Return why an invariant holds at t + 1: the terms, by a claim about the step from t."""
    defined = (lemma(span_defined, at_step(t, w), conclusion=number) for number in (0, 1))
    return because(*terms, uses=(*defined, lemma(used, here, conclusion=conclusion)))


def gap(relation: Any, mapping: Any) -> Any:
    """Return greater − smaller of an inequality at a step."""
    found = moved(relation, mapping)
    return found.right - found.left if found.operator in ("<", "<=") else found.left - found.right


kept = (
    second_stage_ahead,
    second_stage_grown,
    second_stage_length,
    second_stage_inside,
    second_stage_slowly,
    second_stage_late,
)
level_now, level_next = moved(exp(gamma), here), moved(exp(gamma), stepped)
in_step = (
    None,
    *(by_step(used, gap(one, stepped)) for used, one in zip(kept, state, strict=True)),
    by_step(second_stage_level, level_next - (level_now + eta / 2), gap(above, {})),
    by_step(second_stage_level, level_now + rational(5, 4) * eta - level_next, gap(below, {}), conclusion=1),
    by_step(second_stage_faster, moved(faster, here) - moved(faster, stepped), gap(decays, {})),
    by_step(second_stage_not_faster, moved(not_faster, stepped) - moved(not_faster, here), gap(lasts, {})),
)
invariants = (span, *states, above, below, decays, lasts)
second_stage_run = paper.claim(
    "second-stage-run",
    exists(
        B,
        equal(B, rate),
        *(for_all(t, one, start=t_0) for one in invariants),
    ),
    given=begins,
    edition="beyond",
    source="ours, in the place of the induction of Appendix C.6",
    title="What the state at t₀ gives for all t ≥ t₀",
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            induct(t, *invariants, start=t_0, step=in_step),
            then=witness({B: rate}),
        ),
    ),
)
