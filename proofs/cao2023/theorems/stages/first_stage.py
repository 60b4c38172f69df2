"""The first stage, one step: while ‖w_⊥‖₂ > εr, ⟨w,w*⟩ grows; ‖w‖₂ and γ hardly move.

Here r = ‖w(0)‖₂ and ε = 1/(48R) with R = max‖x_i‖₂‖w*‖₂. The conditions are

    (start)  110592 R²‖w*‖₂ λ_max^{3/2} r² ≤ λ_min,  which is r² ≤ ε²λ_min/(48 λ_max^{3/2}‖w*‖₂),
    (step)   64 max‖x_i‖₂³‖w*‖₂ η ≤ λ_min r⁴ and 12 λ_max²‖w*‖₂² η ≤ λ_min r²,

and a start outside a narrow cone around −w*: ⟨w(0),w*⟩ ≥ −(1 − ε²) r‖w*‖₂. All are kept when the data are scaled.
A run can stay in the first stage for at most 13 λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min) steps: ⟨w,w*⟩ begins at −r‖w*‖₂ or above,
gains in each step at least ηε²λ_min/(6 λ_max^{3/2}r), and never exceeds ‖w‖₂‖w*‖₂. Margins may have any sign.
"""

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive, w_nonzero
from proofs.cao2023.linear.lemma_4_2.lemma_4_2 import lemma_4_2_repaired
from proofs.cao2023.linear.lemma_4_3 import lemma_4_3
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import lemma_4_4_first_repaired
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_distance import C_30_metric
from proofs.cao2023.theorems.vocabulary import *

early = (gamma >= rational(1, 2), gamma <= rational(3, 2))
begun = (r > 0, r**2 <= length, 96**2 * length <= 97**2 * r**2)
outside = 2304 * breadth * away > r**2  # ‖w_⊥‖₂ > εr
stage = (*in_span, *early, *begun, eta > 0)

early_slope = paper.claim(
    "early-slope",
    gamma * sigmabar(gamma) >= rational(3, 16),
    gamma > 0,
    gamma**2 <= rational(9, 4),
    given=early,
    edition="beyond",
    source="ours, in the place of e^-γ ≥ 1/5",
    title="γσ̄(γ) ≥ 3/16 for 1/2 ≤ γ ≤ 3/2",
)
early_norm = paper.claim(
    "early-norm",
    s <= rational(97, 96) * sqrt(high) * r,
    given=stage,
    examples=(beside_the_star,),
    edition="beyond",
    source="Appendix C.5, in the place of C.23-norm",
    title="‖w‖_Σ ≤ (97/96)λ_max^½ r",
    certificates=(
        because(
            high * length - model.squared_norm(),
            high * (97**2 * r**2 - 96**2 * length) / 96**2,
            times=s + rational(97, 96) * sqrt(high) * r,
            uses=(lemma(spectrum_positive),),
            rayleigh=(w,),
        ),
    ),
)
limit = rational(97, 96) * sqrt(high) * r
early_gain = paper.claim(
    "early-gain",
    growth >= 0,
    growth >= eta * low / (6 * high**three_halves * r**3) * away,
    given=stage,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.23) and the lines after it",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ ηλ_min‖w_⊥‖₂²/(6λ_max^{3/2}r³), margins of any sign",
    certificates=(
        because(
            growth - gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            uses=(lemma(early_slope, conclusion=1), lemma(lemma_4_2_repaired)),
        ),
        because(
            growth - gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            eta / s**3 * varied * (gamma * sigmabar(gamma) - rational(3, 16)),
            rational(3, 16) * eta / s**3 * (varied - low * away),
            rational(3, 16) * eta * low * away / (s**3 * limit**3) * (limit - s) * (limit**2 + limit * s + s**2),
            rational(9 * 96**3 - 8 * 97**3, 48 * 97**3) * eta * low * away / (high**three_halves * r**3),
            uses=(
                lemma(early_slope),
                lemma(early_slope, conclusion=1),
                lemma(w_star_nonzero),
                lemma(spectrum_positive),
                lemma(lemma_4_2_repaired),
                lemma(C_30_metric),
                lemma(early_norm),
            ),
            rayleigh=(w,),
        ),
    ),
    rests_on=(lemma_4_3,),
)
early_gain_outside = paper.claim(
    "early-gain-outside",
    growth >= eta * low / (13824 * breadth * high**three_halves * r),
    given=(*stage, outside),
    edition="beyond",
    source="Appendix C.5, after (C.23)",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ ηε²λ_min/(6λ_max^{3/2}r) while ‖w_⊥‖₂ > εr",
    certificates=(
        because(
            growth - eta * low / (6 * high**three_halves * r**3) * away,
            eta * low / (13824 * breadth * high**three_halves * r**3) * (2304 * breadth * away - r**2),
            uses=(
                lemma(early_gain, conclusion=1),
                lemma(spectrum_positive),
                lemma(w_star_nonzero),
                lemma(largest_positive),
            ),
            rayleigh=(w,),
        ),
    ),
)
early_growth = paper.claim(
    "early-growth",
    next_length >= length,
    next_length <= length + 9 * eta**2 * largest_square / (4 * low * r**2),
    given=stage,
    examples=(beside_the_star,),
    edition="beyond",
    source="Appendix C.5, before (C.22)",
    title="0 ≤ ‖w⁺‖₂² − ‖w‖₂² ≤ (9/4)η² max‖x_i‖₂²/(λ_min r²)",
    certificates=(
        because(next_length - length, uses=(lemma(lemma_4_4_first_repaired),)),
        because(
            length + eta**2 * gamma**2 * largest_square / (low * length) - next_length,
            eta**2 * largest_square / (low * length) * (rational(9, 4) - gamma**2),
            9 * eta**2 * largest_square / (4 * low * length * r**2) * (length - r**2),
            uses=(lemma(w_nonzero), lemma(lemma_4_4_first_repaired, conclusion=2), lemma(early_slope, conclusion=2)),
            rayleigh=(w,),
        ),
    ),
)
across = gradient - inner(gradient, w_star) / star * w_star  # the part of ∇_w L across w*
push = 9 * eta**2 * largest_square / (4 * low * r**2)  # η²‖∇_w L‖₂², at most
early_left = paper.claim(
    "early-left",
    next_away >= away / 2 - push,
    given=stage,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, for the lower bound of D(w)",
    title="‖w_⊥⁺‖₂² ≥ ‖w_⊥‖₂²/2 − (9/4)η² max‖x_i‖₂²/(λ_min r²)",
    certificates=(
        because(
            squared(offset - 2 * eta * across) / 2,
            eta**2 * inner(gradient, w_star) ** 2 / star,
            length + push - next_length,
            uses=(lemma(w_star_nonzero), lemma(early_growth, conclusion=1)),
            rayleigh=(w,),
        ),
    ),
)
