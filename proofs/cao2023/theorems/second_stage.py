"""The second stage, one step: what holds of (w, γ) in the cone holds of (w⁺, γ⁺).

The state of the second stage, with r = ‖w(0)‖₂, R = max‖x_i‖₂‖w*‖₂ and ε = 1/(48R):

    ⟨w,w*⟩ > 0,   r ≤ ‖w‖₂,   ‖w‖₂² + ‖w_⊥‖₂² ≤ (49/48)²r²,   ‖w_⊥‖₂ ≤ εr,   32 γR‖w_⊥‖₂ ≤ r,   γ ≥ 1/2.

It implies the cone, and one step keeps it: ‖w‖₂, ⟨w,w*⟩ and γ never fall, the rest never grows. So an induction over t
has nothing to add. (Items 1, 2 and 5 of Lemma 4.6, which the paper proves together with items 3 and 4.)
"""

from proofs.cao2023.linear.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.model import norm_grows
from proofs.cao2023.linear.norms import sigma_norm_smallest
from proofs.cao2023.theorems.cone_growth import cone_growth_away
from proofs.cao2023.theorems.contraction import cone_contraction
from proofs.cao2023.theorems.potentials import cone_gamma_rises, cone_slow_step
from proofs.cao2023.theorems.vocabulary import *

grown = r**2 <= length
kept_length = 2304 * (length + away) <= 2401 * r**2
inside = 2304 * breadth * away <= r**2
slowly = 1024 * gamma**2 * breadth * away <= r**2
state = (ahead, grown, kept_length, inside, slowly, late)
numbers = (r > 0, eta > 0, gentle, small, strong)
ahead_then, grown_then, kept_length_then, inside_then, slowly_then, late_then = (
    substitute(one, {w: next_w, gamma: next_gamma}) for one in state
)

span_defined = paper.claim(
    "span-defined",
    model.defined,
    given=(spectrum, InSpan(w, z(i)), r > 0, grown),
    edition="beyond",
    source="ours",
    title="‖w‖₂ ≥ r > 0 gives ‖w‖_Σ > 0 in span{x_i}",
    certificates=(
        because(
            model.squared_norm() - low * length,
            low * (length - r**2),
            low * r**2,
            uses=(lemma(sigma_norm_smallest),),
            rayleigh=(w,),
        ),
    ),
)
second_stage_cone = paper.claim(
    "second-stage-cone",
    near,
    slow,
    2304 * length <= 2401 * r**2,
    given=(*in_span, r > 0, *state),
    edition="beyond",
    source="ours",
    title="The state of the second stage lies in the cone",
    certificates=(
        because(r**2 - 2304 * breadth * away, length - r**2, uses=(lemma(w_star_nonzero),)),
        because(r**2 - 1024 * gamma**2 * breadth * away, length - r**2, uses=(lemma(w_star_nonzero),)),
        because(2401 * r**2 - 2304 * (length + away), 2304 * away, uses=(lemma(w_star_nonzero),)),
    ),
)
why_cone = tuple(lemma(second_stage_cone, conclusion=number) for number in range(3))
second_stage_kept = paper.claim(
    "second-stage-kept",
    ahead_then,
    grown_then,
    kept_length_then,
    inside_then,
    slowly_then,
    late_then,
    given=(*in_span, *state, *numbers),
    edition="beyond",
    source="ours, in the place of the induction of Appendix C.6",
    title="One step keeps the state of the second stage",
    certificates=(
        because(inner(w, w_star), growth, uses=(*why_cone, lemma(cone_growth_away, conclusion=1))),
        because(next_length - length, length - r**2, uses=(lemma(norm_grows),)),
        because(
            2304 * (length + away - next_length - next_away),
            2401 * r**2 - 2304 * (length + away),
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_contraction, conclusion=3)),
        ),
        because(
            2304 * breadth * (away - next_away),
            r**2 - 2304 * breadth * away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_contraction, conclusion=1)),
        ),
        because(
            1024 * breadth * (gamma**2 * away - next_gamma**2 * next_away),
            r**2 - 1024 * gamma**2 * breadth * away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_slow_step)),
        ),
        because(next_gamma - gamma, gamma - rational(1, 2), uses=(*why_cone, lemma(cone_gamma_rises))),
    ),
)
