"""Lemma 4.6 (second stage), repaired, as a statement about runs.

From a step t₀ at which w is in the cone, for all t ≥ t₀, with B = λ_min‖w*‖₂²/r², Λ = λ_max‖w*‖₂²/r² and τ = t − t₀:

1. ‖w_⊥‖₂ never grows; 2. r ≤ ‖w‖₂ ≤ (49/48)r; 3. e^γ(t₀) + ητ/2 ≤ e^γ ≤ e^γ(t₀) + (5/4)ητ;
4. ‖w_⊥‖₂² is at most ‖w_⊥(t₀)‖₂² e^(−(B/7)log³(1 + ητ/9)), and at least ‖w_⊥(t₀)‖₂² e^(−10Λ(3/2 + log(1 + ητ))³);
5. |F_i − γ| ≤ 1/15; 6. 1/(9(ητ + 1)) ≤ L ≤ (9/4)/(ητ + 1) and D(w) ≤ (λ_max/(1000λ_min))e^(−(B/7)log³(1 + ητ/9)),
also with (3B/14)log² in the place of (B/7)log³, which is better for small ητ.

The paper prints log² in 4 and 6, without lower bounds, and the rate λ_min/(λ_max^{3/2}‖w(0)‖₂²), which is not kept
when the data are scaled; it does not ask for ⟨w(t₀),w*⟩ > 0, without which 5 is false.
"""

from typing import Any

from proofs.cao2023.linear.facts.norms import spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.stages.rates import distance_rate, fast, fast_enough, loss_rate, slow_enough, y
from proofs.cao2023.theorems.stages.second_stage import (
    second_stage_closer,
    second_stage_discrepancy,
    second_stage_loss,
    second_stage_outputs,
    second_stage_spread,
    span_defined,
)
from proofs.cao2023.theorems.stages.second_stage_run import (
    begins,
    elapsed,
    gamma_then,
    here,
    moved,
    second_stage_run,
    t,
    t_0,
    there,
    values,
)
from proofs.cao2023.theorems.vocabulary import *

away_now, away_then, length_now = moved(away, here), moved(away, there), moved(length, here)
shrunk, at_least = exp(moved(fast, values)), exp(moved(slow_enough, values))
shrunk_as_printed = exp(moved(fast_enough, values))  # with log², as the paper has it
on_run = (apply(w_star_nonzero), apply(spectrum_positive), apply(second_stage_run), apply(span_defined, at_step(t, w)))
forwards_in_time = because(elapsed)
rates_apply = apply(
    distance_rate,
    values,
    shown=(None, None, forwards_in_time, None, None, None, because(rate), because(wide), because(away_then)),
)
losses_apply = apply(loss_rate, values, shown=(None, None, forwards_in_time))
loss_now = moved(model.loss(), here)
discrepancy_now = moved(model.discrepancy(), here)


def discrepancy_by(factor: Scalar) -> Any:
    """Return why D(w(t)) is at most λ_max/(1000λ_min) times what ‖w_⊥‖₂² has shrunk by."""
    return by_steps(
        *on_run,
        rates_apply,
        apply(
            second_stage_discrepancy,
            {**here, y: factor},
            shown=(
                *(None,) * 16,
                because(factor),
                because(2304 * breadth * (away_then * factor - away_now), factor * (r**2 - 2304 * breadth * away_then)),
            ),
        ),
    )


lemma_4_6_repaired = paper.claim(
    "lemma-4.6",
    for_all(t, moved(away, at_step(t + 1, w)) <= away_now, start=t_0),
    for_all(t, r**2 <= length_now, start=t_0),
    for_all(t, 2304 * length_now <= 2401 * r**2, start=t_0),
    for_all(t, away_now <= away_then * shrunk, start=t_0),
    for_all(t, away_now >= away_then * at_least, start=t_0),
    for_all(t, moved(output(i), here) >= family("γ", t) - rational(1, 15), start=t_0),
    for_all(t, moved(output(i), here) <= family("γ", t) + rational(1, 15), start=t_0),
    for_all(t, loss_now <= rational(9, 4) / (elapsed + 1), start=t_0),
    for_all(t, loss_now >= 1 / (9 * (elapsed + 1)), start=t_0),
    for_all(t, discrepancy_now <= high / (1000 * low) * shrunk, start=t_0),
    for_all(t, discrepancy_now <= high / (1000 * low) * shrunk_as_printed, start=t_0),
    for_all(t, discrepancy_now >= rational(9, 5) * rate * away_then * at_least, start=t_0),
    given=(*begins, gamma_then <= rational(3, 2)),
    edition="repaired",
    source="Lemma 4.6",
    title="The second stage: for all t ≥ t₀, from a step t₀ at which w is in the cone",
    steps=(second_stage_run,),
    remark="The paper prints log² in 4 and 6, without bounds from below, and the rate λ_min/(λ_max^{3/2}‖w(0)‖₂²), "
    "which is not kept when the data are scaled; it does not ask for ⟨w(t₀),w*⟩ > 0, without which 3 and 5 are false.",
    certificates=(
        by_steps(*on_run, apply(second_stage_closer, here), then=because(away_now - moved(next_away, here))),
        by_steps(*on_run),
        by_steps(*on_run, then=because(2401 * r**2 - 2304 * (length_now + away_now), 2304 * away_now)),
        by_steps(*on_run, rates_apply),
        by_steps(*on_run, rates_apply),
        by_steps(*on_run, apply(second_stage_outputs, here)),
        by_steps(*on_run, apply(second_stage_outputs, here)),
        by_steps(
            *on_run,
            apply(second_stage_loss, here),
            losses_apply,
            then=because(
                moved(rational(15, 14) * decay, here) - loss_now,
                rational(9, 4) / (elapsed + 1) - moved(rational(15, 14) * decay, here),
            ),
        ),
        by_steps(
            *on_run,
            apply(second_stage_loss, here),
            losses_apply,
            then=because(
                loss_now - moved(decay / 2, here),
                moved(decay / 2, here) - 1 / (9 * (elapsed + 1)),
            ),
        ),
        discrepancy_by(shrunk),
        discrepancy_by(shrunk_as_printed),
        by_steps(
            *on_run,
            rates_apply,
            apply(second_stage_spread, here),
            then=because(
                discrepancy_now - rational(9, 5) * rate * away_now,
                rational(9, 5) * rate * (away_now - away_then * at_least),
            ),
        ),
    ),
)
