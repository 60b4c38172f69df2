"""The first stage, all steps: where it is at step t ≤ T as long as ‖w_⊥‖₂ > εr before T.

One induction over t: |γ(t) − 1| ≤ ηt, r² ≤ ‖w(t)‖₂² ≤ r² + (9/4)tη²X²/(λ_min r²),
⟨w(t),w*⟩ ≥ ⟨w(0),w*⟩ + tηε²λ_min/(6λ_max^{3/2}r), ‖w_⊥‖₂ is at least ‖w_⊥(0)‖₂ or εr/2, and
t ≤ 1 + 13λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min). The last follows from the others at t − 1, and keeps ηt ≤ 1/2: so every
step is one of the first stage.
"""

from typing import Any

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.lemma_4_5.lemma_4_5 import C_21_step
from proofs.cao2023.theorems.stages.entrance import (
    entrance_bounds,
    entrance_clock,
    entrance_drift,
    entrance_left,
    entrance_swollen,
    entrance_walk,
    horizon,
    lengthening,
    not_backwards,
    share,
    step_of_alignment,
)
from proofs.cao2023.theorems.stages.entrance import t as time
from proofs.cao2023.theorems.stages.entrance import x as squared_length
from proofs.cao2023.theorems.stages.first_stage import early_gain_outside, early_growth, early_left, outside, push
from proofs.cao2023.theorems.stages.second_stage import span_defined
from proofs.cao2023.theorems.stages.second_stage_run import moved
from proofs.cao2023.theorems.vocabulary import *

a, b, K = symbols("a b K")
(t,) = steps("t")
(T,) = fixed_steps("T")
here, at_start = of_run(t), of_run(0)
gamma_now, length_now, away_now = moved(gamma, here), moved(length, here), moved(away, here)
along_now, along_start = moved(inner(w, w_star), here), moved(inner(w, w_star), at_start)
least_away = minimum(moved(away, at_start), r**2 / (9216 * breadth))
minimum_below_both = paper.claim(
    "minimum-below-both",
    minimum(a, b) <= a,
    minimum(a, b) <= b,
    edition="beyond",
    source="ours",
    title="min{a, b} ≤ a, b",
)
of_start = {a: moved(away, at_start), b: r**2 / (9216 * breadth)}
conditions = (r > 0, eta > 0, short, careful, gentle)
starts = (
    *data,
    InSpan(vector("w", 0), z(i)),
    equal(moved(length, at_start), r**2),
    equal(moved(gamma, at_start), 1),
    moved(not_backwards, at_start),
    *conditions,
    *model.descends(eta, t),
)
invariants = (
    InSpan(vector("w", t), z(i)),
    t <= horizon + 1,
    gamma_now <= 1 + eta * t,
    gamma_now >= 1 - eta * t,
    length_now >= r**2,
    length_now <= r**2 + t * lengthening,
    along_now >= along_start + t * step_of_alignment,
    away_now >= least_away,
)


def on_stage(when: Any) -> tuple[Any, ...]:
    """Return the lemmas which show that a step of the run is one of the first stage."""
    there = of_run(when)
    walked = {time: when, gamma: moved(gamma, there)}
    return (
        *(lemma(span_defined, at_step(when, w), conclusion=number) for number in (0, 1)),
        lemma(entrance_drift, {time: when}),
        *(lemma(entrance_walk, walked, conclusion=number) for number in (0, 1)),
        lemma(entrance_swollen, {time: when, squared_length: moved(length, there)}, conclusion=1),
    )


def by_clock(when: Any) -> tuple[Any, ...]:
    """Return the moves which show that a step is at most the horizon."""
    there = of_run(when)
    along = moved(inner(w, w_star), there)
    return (
        have(
            along >= when * step_of_alignment - r * star_norm,
            because(
                along - (along_start + when * step_of_alignment),
                along_start + (1 - share) * r * star_norm,
                share * r * star_norm,
            ),
        ),
        have(
            when <= horizon,
            because(horizon - when, uses=(*on_stage(when), lemma(entrance_clock, {time: when, **at_step(when, w)}))),
        ),
    )


def by_stage(*terms: Any, uses: Any) -> Any:
    """Return why an invariant holds at t + 1: the terms, as the step from t is one of the first stage."""
    return because(*terms, uses=(*on_stage(t), *uses))


stepped = {w: model.at(t).descended_w(eta), gamma: model.at(t).descended_gamma(eta)}
nothing = because(rational(0))
first_stage_run = paper.claim(
    "first-stage-run",
    exists(K, equal(K, horizon), *(for_all(t, one, stop=T + 1) for one in invariants)),
    given=(*starts, for_all(t, moved(outside, here), stop=T)),
    edition="beyond",
    source="ours, in the place of Appendix C.5",
    title="While ‖w_⊥‖₂ > εr: what holds at all steps t ≤ T",
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            apply(largest_positive),
            apply(spectrum_positive),
            apply(entrance_bounds),
            induct(
                t,
                *invariants,
                stop=T + 1,
                base=(
                    None,
                    because(horizon, rational(1)),
                    nothing,
                    nothing,
                    nothing,
                    nothing,
                    nothing,
                    because(
                        moved(away, at_start) - least_away,
                        uses=(lemma(minimum_below_both, {a: moved(away, at_start), b: r**2 / (9216 * breadth)}),),
                    ),
                ),
                step=(
                    None,
                    by_steps(*by_clock(t), then=because(horizon - t)),
                    because(
                        eta - (moved(next_gamma, here) - gamma_now),
                        1 + eta * t - gamma_now,
                        uses=(*on_stage(t)[:2], lemma(C_21_step, here)),
                    ),
                    because(
                        eta - (gamma_now - moved(next_gamma, here)),
                        gamma_now - (1 - eta * t),
                        uses=(*on_stage(t)[:2], lemma(C_21_step, here, conclusion=1)),
                    ),
                    by_stage(moved(next_length - length, here), length_now - r**2, uses=(lemma(early_growth, here),)),
                    by_stage(
                        moved(length + lengthening - next_length, here),
                        r**2 + t * lengthening - length_now,
                        uses=(lemma(early_growth, here, conclusion=1),),
                    ),
                    by_stage(
                        moved(growth, here) - step_of_alignment,
                        along_now - (along_start + t * step_of_alignment),
                        uses=(lemma(early_gain_outside, here),),
                    ),
                    by_stage(
                        moved(next_away - (away / 2 - push), here),
                        (2304 * breadth * away_now - r**2) / (4608 * breadth),
                        r**2 / (9216 * breadth) - push,
                        r**2 / (9216 * breadth) - least_away,
                        uses=(
                            lemma(early_left, here),
                            lemma(entrance_left),
                            lemma(minimum_below_both, of_start, conclusion=1),
                        ),
                    ),
                ),
            ),
            then=witness({K: horizon}),
        ),
    ),
)
