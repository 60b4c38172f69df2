"""The second stage, one step: what holds of (w, γ) in the cone holds of (w⁺, γ⁺).

The state of the second stage, with r = ‖w(0)‖₂, R = max‖x_i‖₂‖w*‖₂ and ε = 1/(48R):

    ⟨w,w*⟩ > 0,   r ≤ ‖w‖₂,   ‖w‖₂² + ‖w_⊥‖₂² ≤ (49/48)²r²,   ‖w_⊥‖₂ ≤ εr,   32 γR‖w_⊥‖₂ ≤ r,   γ ≥ 1/2.

It implies the cone, and one step keeps it: ‖w‖₂, ⟨w,w*⟩ and γ never fall, the rest never grows. So an induction over t
has nothing to add. (Items 1, 2 and 5 of Lemma 4.6, which the paper proves together with items 3 and 4.)
"""

from proofs.cao2023.linear.facts.norms import sigma_norm_smallest
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.model import norm_grows
from proofs.cao2023.theorems.cone.cone import cone_outputs
from proofs.cao2023.theorems.cone.cone_growth import cone_growth_away
from proofs.cao2023.theorems.cone.cone_slopes import cone_exponential_step, cone_losses
from proofs.cao2023.theorems.cone.contraction import cone_contraction
from proofs.cao2023.theorems.cone.discrepancy import cone_discrepancy, cone_potential_below
from proofs.cao2023.theorems.cone.potentials import cone_gamma_rises, cone_potential, cone_slow_step
from proofs.cao2023.theorems.stages.rates import discrepancy_rate
from proofs.cao2023.theorems.vocabulary import *
from verify.statement.tree import Relation

grown = r**2 <= length
kept_length = 2304 * (length + away) <= 2401 * r**2
inside = 2304 * breadth * away <= r**2
slowly = 1024 * gamma**2 * breadth * away <= r**2
state = (ahead, grown, kept_length, inside, slowly, late)
numbers = (r > 0, eta > 0, gentle, small, strong)
now = (*in_span, *state, *numbers)


def then(formula: Relation) -> Relation:
    """Return what a relation says of (w⁺, γ⁺)."""
    later: Relation = substitute(formula, {w: next_w, gamma: next_gamma})
    return later


span_defined = paper.claim(
    "span-defined",
    model.defined,
    total(k, u(k) ** 2) > 0,
    given=(spectrum, InSpan(w, z(i)), r > 0, grown),
    edition="beyond",
    source="ours",
    title="‖w‖₂ ≥ r > 0 gives ‖w‖_Σ > 0 in span{x_i}",
    certificates=tuple(
        because(
            factor * (s_square - low * length),
            factor * low * (length - r**2),
            factor * low * r**2,
            uses=(lemma(sigma_norm_smallest),),
            rayleigh=(w,),
        )
        for factor in (rational(1), n)
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
    examples=(beside_the_star,),
    certificates=(
        because(r**2 - 2304 * breadth * away, length - r**2, uses=(lemma(w_star_nonzero),)),
        because(r**2 - 1024 * gamma**2 * breadth * away, length - r**2, uses=(lemma(w_star_nonzero),)),
        because(2401 * r**2 - 2304 * (length + away), 2304 * away, uses=(lemma(w_star_nonzero),)),
    ),
)
why_cone = tuple(lemma(second_stage_cone, conclusion=number) for number in range(3))
SOURCE = "ours, in the place of the induction of Appendix C.6"
second_stage_ahead = paper.claim(
    "second-stage-ahead",
    then(ahead),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="⟨w,w*⟩ stays positive",
    certificates=(
        because(
            inner(w, w_star),
            growth,
            uses=(*why_cone, lemma(cone_growth_away, conclusion=1)),
        ),
    ),
)
second_stage_grown = paper.claim(
    "second-stage-grown",
    then(grown),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="‖w‖₂ ≥ r stays",
    certificates=(
        because(
            next_length - length,
            length - r**2,
            uses=(lemma(norm_grows),),
        ),
    ),
)
second_stage_length = paper.claim(
    "second-stage-length",
    then(kept_length),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="‖w‖₂² + ‖w_⊥‖₂² never grows",
    certificates=(
        because(
            2304 * (length + away - next_length - next_away),
            2401 * r**2 - 2304 * (length + away),
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_contraction, conclusion=3)),
        ),
    ),
)
second_stage_inside = paper.claim(
    "second-stage-inside",
    then(inside),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="‖w_⊥‖₂ never grows",
    certificates=(
        because(
            2304 * breadth * (away - next_away),
            r**2 - 2304 * breadth * away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_contraction, conclusion=1)),
        ),
    ),
)
second_stage_slowly = paper.claim(
    "second-stage-slowly",
    then(slowly),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="γ‖w_⊥‖₂ never grows",
    certificates=(
        because(
            1024 * breadth * (gamma**2 * away - next_gamma**2 * next_away),
            r**2 - 1024 * gamma**2 * breadth * away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_slow_step)),
        ),
    ),
)
second_stage_late = paper.claim(
    "second-stage-late",
    then(late),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="γ never falls",
    certificates=(
        because(
            next_gamma - gamma,
            gamma - rational(1, 2),
            uses=(*why_cone, lemma(cone_gamma_rises)),
        ),
    ),
)
second_stage_closer = paper.claim(
    "second-stage-closer",
    next_away <= away,
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="‖w_⊥‖₂ never grows: item 1 of Lemma 4.6",
    certificates=(
        because(
            away - next_away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_contraction, conclusion=1)),
        ),
    ),
)
second_stage_faster = paper.claim(
    "second-stage-faster",
    next_away * exp(rate * next_gamma**3 / 7) <= away * exp(rate * gamma**3 / 7),
    given=now,
    edition="beyond",
    source=SOURCE,
    title="‖w_⊥‖₂² e^(Bγ³/7) never grows",
    examples=(beside_the_star,),
    certificates=(
        because(
            away * exp(rate * gamma**3 / 7) - next_away * exp(rate * next_gamma**3 / 7),
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_potential)),
        ),
    ),
)
second_stage_not_faster = paper.claim(
    "second-stage-not-faster",
    next_away * exp(10 * wide * next_gamma**3) >= away * exp(10 * wide * gamma**3),
    given=now,
    edition="beyond",
    source=SOURCE,
    title="‖w_⊥‖₂² e^(10Λγ³) never falls",
    examples=(beside_the_star,),
    certificates=(
        because(
            next_away * exp(10 * wide * next_gamma**3) - away * exp(10 * wide * gamma**3),
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_potential_below)),
        ),
    ),
)
second_stage_level = paper.claim(
    "second-stage-level",
    exp(next_gamma) >= exp(gamma) + eta / 2,
    exp(next_gamma) <= exp(gamma) + rational(5, 4) * eta,
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="e^γ grows by between η/2 and (5/4)η",
    certificates=(
        because(exp(next_gamma) - (exp(gamma) + eta / 2), uses=(*why_cone, lemma(cone_exponential_step))),
        because(
            exp(gamma) + rational(5, 4) * eta - exp(next_gamma),
            uses=(*why_cone, lemma(cone_exponential_step, conclusion=1)),
        ),
    ),
)
second_stage_loss = paper.claim(
    "second-stage-loss",
    model.loss() >= decay / 2,
    model.loss() <= rational(15, 14) * decay,
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source=SOURCE,
    title="e^-γ/2 ≤ L ≤ (15/14)e^-γ",
    certificates=(
        because(model.loss() - decay / 2, uses=(*why_cone, lemma(cone_losses, conclusion=2))),
        because(rational(15, 14) * decay - model.loss(), uses=(*why_cone, lemma(cone_losses, conclusion=3))),
    ),
)
(y,) = symbols("y")
second_stage_discrepancy = paper.claim(
    "second-stage-discrepancy",
    model.discrepancy() <= high / (1000 * low) * y,
    given=(*now, y >= 0, 2304 * breadth * away <= r**2 * y),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6",
    title="‖w_⊥‖₂ ≤ εr√y gives D(w) ≤ (λ_max/(1000λ_min))y",
    certificates=(
        because(
            high / (1000 * low) * y - model.discrepancy(),
            uses=(*why_cone, lemma(discrepancy_rate, conclusion=1)),
        ),
    ),
)
second_stage_spread = paper.claim(
    "second-stage-spread",
    model.discrepancy() >= rational(9, 5) * rate * away,
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="D(w) ≥ (9/5)B‖w_⊥‖₂²",
    certificates=(
        because(
            model.discrepancy() - rational(9, 5) * rate * away,
            uses=(lemma(w_star_nonzero), *why_cone, lemma(cone_discrepancy, conclusion=1)),
        ),
    ),
)
second_stage_outputs = paper.claim(
    "second-stage-outputs",
    output(i) >= gamma - rational(1, 15),
    output(i) <= gamma + rational(1, 15),
    given=now,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of Lemma 4.6, result 5",
    title="|F_i − γ| ≤ 1/15",
    certificates=(
        because(output(i) - (gamma - rational(1, 15)), uses=(*why_cone, lemma(cone_outputs))),
        because(gamma + rational(1, 15) - output(i), uses=(*why_cone, lemma(cone_outputs, conclusion=1))),
    ),
)
