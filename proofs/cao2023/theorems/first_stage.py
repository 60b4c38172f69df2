"""The first stage, one step: while ‖w_⊥‖₂ > εr, ⟨w,w*⟩ grows; ‖w‖₂ and γ hardly move.

Here r = ‖w(0)‖₂ and ε = 1/(48R) with R = max‖x_i‖₂‖w*‖₂. The conditions are

    (start)  110592 R²‖w*‖₂ λ_max^{3/2} r² ≤ λ_min,  which is r² ≤ ε²λ_min/(48 λ_max^{3/2}‖w*‖₂),
    (step)   64 max‖x_i‖₂³‖w*‖₂ η ≤ λ_min r⁴ and 12 λ_max²‖w*‖₂² η ≤ λ_min r²,

and a start outside a narrow cone around −w*: ⟨w(0),w*⟩ ≥ −(1 − ε²) r‖w*‖₂. All are kept when the data are scaled.
A run can stay in the first stage for at most 13 λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min) steps: ⟨w,w*⟩ begins at −r‖w*‖₂ or above,
gains in each step at least ηε²λ_min/(6 λ_max^{3/2}r), and never exceeds ‖w‖₂‖w*‖₂. Margins may have any sign.
"""

from fractions import Fraction

from proofs.cao2023.linear.lemma_4_2 import lemma_4_2_repaired
from proofs.cao2023.linear.lemma_4_3 import lemma_4_3
from proofs.cao2023.linear.lemma_4_4_first import first_bound_repaired
from proofs.cao2023.linear.lemma_4_4_growth import in_span, star_nonzero
from proofs.cao2023.linear.lemma_4_6_distance import metric
from proofs.cao2023.linear.norms import (
    largest,
    largest_norm,
    largest_positive,
    largest_square,
    largest_square_positive,
    model,
    smallest,
    w,
    w_nonzero,
)
from proofs.cao2023.theorems.cone import away, breadth, length, star
from proofs.cao2023.theorems.cone_growth import gain, varied
from proofs.cao2023.theorems.contraction import next_length, r
from verify.author import because, claim, lemma, rational, sigmabar, sqrt, symbols

(eta,) = symbols("η")
gamma, s = model.gamma, model.norm()
three_halves = Fraction(3, 2)
norm_star = sqrt(star)
short = 110592 * breadth * norm_star * largest**three_halves * r**2 <= smallest
careful = 64 * largest_norm**3 * norm_star * eta <= smallest * r**4
early = (gamma >= rational(1, 2), gamma <= rational(3, 2))
begun = (r > 0, r**2 <= length, 96**2 * length <= 97**2 * r**2)
outside = 2304 * breadth * away > r**2  # ‖w_⊥‖₂ > εr
stage = (*in_span, *early, *begun, eta > 0)

early_slope = claim(
    "early-slope",
    gamma * sigmabar(gamma) >= rational(3, 16),
    gamma > 0,
    gamma**2 <= rational(9, 4),
    given=early,
    edition="beyond",
    source="ours, in the place of e^-γ ≥ 1/5",
    title="γσ̄(γ) ≥ 3/16 for 1/2 ≤ γ ≤ 3/2",
    expected="PROVED",
)
sigma_above = claim(
    "early-norm",
    s <= rational(97, 96) * sqrt(largest) * r,
    given=stage,
    edition="beyond",
    source="Appendix C.5, in the place of C.23-norm",
    title="‖w‖_Σ ≤ (97/96)λ_max^½ r",
    certificates=(
        because(
            largest * length - model.squared_norm(),
            largest * (97**2 * r**2 - 96**2 * length) / 96**2,
            times=s + rational(97, 96) * sqrt(largest) * r,
            uses=(lemma(largest_positive),),
            rayleigh=(w,),
        ),
    ),
    expected="PROVED",
)
limit = rational(97, 96) * sqrt(largest) * r
gaining = claim(
    "early-gain",
    gain >= 0,
    gain >= eta * smallest / (6 * largest**three_halves * r**3) * away,
    given=stage,
    edition="beyond",
    source="ours, in the place of (C.23) and the lines after it",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ ηλ_min‖w_⊥‖₂²/(6λ_max^{3/2}r³), margins of any sign",
    certificates=(
        because(
            gain - gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            uses=(lemma(early_slope, conclusion=1), lemma(lemma_4_2_repaired)),
        ),
        because(
            gain - gamma * eta / (2 * s) * model.discrepancy() * sigmabar(gamma),
            eta / s**3 * varied * (gamma * sigmabar(gamma) - rational(3, 16)),
            rational(3, 16) * eta / s**3 * (varied - smallest * away),
            rational(3, 16) * eta * smallest * away / (s**3 * limit**3) * (limit - s) * (limit**2 + limit * s + s**2),
            rational(9 * 96**3 - 8 * 97**3, 48 * 97**3) * eta * smallest * away / (largest**three_halves * r**3),
            uses=(
                lemma(early_slope),
                lemma(early_slope, conclusion=1),
                lemma(star_nonzero),
                lemma(largest_positive),
                lemma(lemma_4_2_repaired),
                lemma(metric),
                lemma(sigma_above),
            ),
            rayleigh=(w,),
        ),
    ),
    rests_on=(lemma_4_3,),
    expected="PROVED",
)
outward = claim(
    "early-gain-outside",
    gain >= eta * smallest / (13824 * breadth * largest**three_halves * r),
    given=(*stage, outside),
    edition="beyond",
    source="Appendix C.5, after (C.23)",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ ηε²λ_min/(6λ_max^{3/2}r) while ‖w_⊥‖₂ > εr",
    certificates=(
        because(
            gain - eta * smallest / (6 * largest**three_halves * r**3) * away,
            eta * smallest / (13824 * breadth * largest**three_halves * r**3) * (2304 * breadth * away - r**2),
            uses=(
                lemma(gaining, conclusion=1),
                lemma(largest_positive),
                lemma(star_nonzero),
                lemma(largest_square_positive),
            ),
            rayleigh=(w,),
        ),
    ),
    expected="PROVED",
)
swelling = claim(
    "early-growth",
    next_length >= length,
    next_length <= length + 9 * eta**2 * largest_square / (4 * smallest * r**2),
    given=stage,
    edition="beyond",
    source="Appendix C.5, before (C.22)",
    title="0 ≤ ‖w⁺‖₂² − ‖w‖₂² ≤ (9/4)η² max‖x_i‖₂²/(λ_min r²)",
    certificates=(
        because(next_length - length, uses=(lemma(first_bound_repaired),)),
        because(
            length + eta**2 * gamma**2 * largest_square / (smallest * length) - next_length,
            eta**2 * largest_square / (smallest * length) * (rational(9, 4) - gamma**2),
            9 * eta**2 * largest_square / (4 * smallest * length * r**2) * (length - r**2),
            uses=(lemma(w_nonzero), lemma(first_bound_repaired, conclusion=2), lemma(early_slope, conclusion=2)),
            rayleigh=(w,),
        ),
    ),
    expected="PROVED",
)
