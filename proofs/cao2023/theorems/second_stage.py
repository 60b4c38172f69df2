"""The second stage, one step: what holds of (w, γ) in the cone holds of (w⁺, γ⁺).

The state of the second stage, with r = ‖w(0)‖₂, R = max‖x_i‖₂‖w*‖₂ and ε = 1/(48R):

    ⟨w,w*⟩ > 0,   r ≤ ‖w‖₂,   ‖w‖₂² + ‖w_⊥‖₂² ≤ (49/48)²r²,   ‖w_⊥‖₂ ≤ εr,   32 γR‖w_⊥‖₂ ≤ r,   γ ≥ 1/2.

It implies the cone, and one step keeps it: ‖w‖₂, ⟨w,w*⟩ and γ never fall, the rest never grows. So an induction over t
has nothing to add. (Items 1, 2 and 5 of Lemma 4.6, which the paper proves together with items 3 and 4.)
"""

from proofs.cao2023.linear.lemma_4_4_growth import in_span, star_nonzero
from proofs.cao2023.linear.model import norm_grows
from proofs.cao2023.linear.norms import model, sigma_norm_smallest, smallest, spectrum, w, w_star, z
from proofs.cao2023.theorems.cone import ahead, away, breadth, late, length, near, slow
from proofs.cao2023.theorems.cone_growth import gain, growth_away, next_w
from proofs.cao2023.theorems.cone_slopes import next_gamma
from proofs.cao2023.theorems.contraction import contraction, gentle, next_away, next_length, r
from proofs.cao2023.theorems.potentials import rises_only, slow_step, small, strong
from verify.author import InSpan, because, claim, inner, lemma, rational, samples, symbols
from verify.statement.walk import substitute

(i,) = samples("i")
(eta,) = symbols("η")
gamma = model.gamma
grown = r**2 <= length
kept_length = 2304 * (length + away) <= 2401 * r**2
inside = 2304 * breadth * away <= r**2
slowly = 1024 * gamma**2 * breadth * away <= r**2
state = (ahead, grown, kept_length, inside, slowly, late)
numbers = (r > 0, eta > 0, gentle, small, strong)
ahead_then, grown_then, kept_length_then, inside_then, slowly_then, late_then = (
    substitute(part, {w: next_w, gamma: next_gamma}) for part in state
)

defined = claim(
    "span-defined",
    model.defined,
    given=(spectrum, InSpan(w, z(i)), r > 0, grown),
    edition="beyond",
    source="ours",
    title="‖w‖₂ ≥ r > 0 gives ‖w‖_Σ > 0 in span{x_i}",
    certificates=(
        because(
            model.squared_norm() - smallest * length,
            smallest * (length - r**2),
            smallest * r**2,
            uses=(lemma(sigma_norm_smallest),),
            rayleigh=(w,),
        ),
    ),
    expected="PROVED",
)
in_cone = claim(
    "second-stage-cone",
    near,
    slow,
    2304 * length <= 2401 * r**2,
    given=(*in_span, r > 0, *state),
    edition="beyond",
    source="ours",
    title="The state of the second stage lies in the cone",
    certificates=(
        because(r**2 - 2304 * breadth * away, length - r**2, uses=(lemma(star_nonzero),)),
        because(r**2 - 1024 * gamma**2 * breadth * away, length - r**2, uses=(lemma(star_nonzero),)),
        because(2401 * r**2 - 2304 * (length + away), 2304 * away, uses=(lemma(star_nonzero),)),
    ),
    expected="PROVED",
)
why_cone = tuple(lemma(in_cone, conclusion=number) for number in range(3))
kept = claim(
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
        because(inner(w, w_star), gain, uses=(*why_cone, lemma(growth_away, conclusion=1))),
        because(next_length - length, length - r**2, uses=(lemma(norm_grows),)),
        because(
            2304 * (length + away - next_length - next_away),
            2401 * r**2 - 2304 * (length + away),
            uses=(lemma(star_nonzero), *why_cone, lemma(contraction, conclusion=3)),
        ),
        because(
            2304 * breadth * (away - next_away),
            r**2 - 2304 * breadth * away,
            uses=(lemma(star_nonzero), *why_cone, lemma(contraction, conclusion=1)),
        ),
        because(
            1024 * breadth * (gamma**2 * away - next_gamma**2 * next_away),
            r**2 - 1024 * gamma**2 * breadth * away,
            uses=(lemma(star_nonzero), *why_cone, lemma(slow_step)),
        ),
        because(next_gamma - gamma, gamma - rational(1, 2), uses=(*why_cone, lemma(rises_only))),
    ),
    expected="PROVED",
)
