"""Lemma 4.5 (first stage), repaired, as a statement about runs: there is a step t₀ at which w has entered the cone.

With ε = 1/(48R), under (start), (step) and ⟨w(0),w*⟩ ≥ −(1 − ε²)r‖w*‖₂: there is
t₀ ≤ 1 + 13λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min) such that, for t ≤ t₀, 1/2 ≤ γ(t) ≤ 3/2 and r² ≤ ‖w(t)‖₂² ≤ (1 + ε)r²;
and ‖w_⊥(t₀)‖₂ ≤ εr, ⟨w(t₀),w*⟩ > 0, and ‖w_⊥(t₀)‖₂ is at least ‖w_⊥(0)‖₂ or εr/2. t₀ is the first step at which
‖w_⊥‖₂ ≤ εr: if there were none up to the bound, ⟨w,w*⟩ would exceed ‖w‖₂‖w*‖₂.

The paper's conditions do not suffice: its bound on ‖w(0)‖₂ loses a power of ε⁻¹ in (C.21), its bound on η a factor
‖w(0)‖₂² in (C.22), and max‖x_i‖₂³ does not scale as it has to. Nor does it exclude starts near −w*.
"""

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone import cone_breadth
from proofs.cao2023.theorems.stages.entrance import (
    entrance_ahead,
    entrance_bounds,
    entrance_swollen,
    horizon,
    inside,
    share,
    step_of_alignment,
)
from proofs.cao2023.theorems.stages.entrance import reach as total_reach
from proofs.cao2023.theorems.stages.entrance import t as time
from proofs.cao2023.theorems.stages.entrance import x as squared_length
from proofs.cao2023.theorems.stages.first_stage import outside
from proofs.cao2023.theorems.stages.first_stage_run import (
    T,
    along_start,
    by_clock,
    first_stage_run,
    gamma_now,
    here,
    least_away,
    length_now,
    on_stage,
    starts,
    t,
)
from proofs.cao2023.theorems.stages.second_stage import span_defined
from proofs.cao2023.theorems.stages.second_stage_run import moved
from proofs.cao2023.theorems.vocabulary import *

(t_0,) = fixed_steps("t₀")
there = of_run(t_0)
along_there = moved(inner(w, w_star), there)
ready = (apply(w_star_nonzero), apply(largest_positive), apply(spectrum_positive), apply(entrance_bounds))
arrived = (apply(cone_breadth), apply(first_stage_run, {T.base: t_0}))
lemma_4_5_repaired = paper.claim(
    "lemma-4.5",
    exists(
        t_0,
        t_0 <= horizon + 1,
        for_all(t, gamma_now >= rational(1, 2), stop=t_0 + 1),
        for_all(t, gamma_now <= rational(3, 2), stop=t_0 + 1),
        for_all(t, length_now >= r**2, stop=t_0 + 1),
        for_all(t, 48 * total_reach * (length_now - r**2) <= r**2, stop=t_0 + 1),
        96**2 * moved(length, there) <= 97**2 * r**2,
        InSpan(vector("w", t_0), z(i)),
        moved(inside, there),
        moved(ahead, there),
        moved(away, there) >= least_away,
    ),
    given=starts,
    edition="repaired",
    source="Lemma 4.5",
    title="The first stage: there is a step t₀ at which w has entered the cone around w*",
    steps=(first_stage_run,),
    remark="The paper's condition on ‖w(0)‖₂ lacks a power of ε⁻¹ (C.21), its condition on η a factor ‖w(0)‖₂² (C.22); "
    "max‖x_i‖₂³ does not scale as it has to, and starts near −w* are not left out.",
    certificates=(
        by_steps(
            *ready,
            then=first_exit(
                t,
                moved(outside, here),
                bound=horizon + 1,
                last="T",
                late=by_steps(apply(first_stage_run, {T.base: T}), *by_clock(T), then=because(horizon - T)),
                parts=(
                    None,
                    by_steps(*arrived, then=because(gamma_now - rational(1, 2), uses=on_stage(t))),
                    by_steps(*arrived, then=because(rational(3, 2) - gamma_now, uses=on_stage(t))),
                    by_steps(*arrived),
                    by_steps(
                        *arrived,
                        then=because(
                            r**2 - 48 * total_reach * (length_now - r**2),
                            uses=(*on_stage(t), lemma(entrance_swollen, {time: t, squared_length: length_now})),
                        ),
                    ),
                    by_steps(*arrived, then=because(97**2 * r**2 - 96**2 * moved(length, there), uses=on_stage(t_0))),
                    by_steps(*arrived),
                    None,
                    by_steps(
                        *arrived,
                        apply(span_defined, at_step(t_0, w)),
                        apply(
                            entrance_ahead,
                            at_step(t_0, w),
                            shown=(
                                *(None,) * 8,
                                because(
                                    along_there - (along_start + t_0 * step_of_alignment),
                                    along_start + (1 - share) * r * star_norm,
                                    t_0 * step_of_alignment,
                                ),
                            ),
                        ),
                    ),
                    by_steps(*arrived),
                ),
            ),
        ),
    ),
)
