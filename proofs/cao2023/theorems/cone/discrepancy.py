"""In the cone: D(w) is ‖w_⊥‖₂² up to constants, and one step cannot shrink ‖w_⊥‖₂² by more than its exponent allows.

The lower bounds are ours: the paper has none, and so does not see that exp(−Ω(log² t)) can be sharpened.
"""

from proofs.cao2023.linear.facts.norms import spectrum_positive
from proofs.cao2023.linear.lemma_4_3 import lemma_4_3, lemma_4_3_distances
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_distance import C_30_metric
from proofs.cao2023.theorems.cone.cone import cone_length, cone_norm
from proofs.cao2023.theorems.cone.cone_growth import late_positive
from proofs.cao2023.theorems.cone.cone_slopes import cone_gamma_step
from proofs.cao2023.theorems.cone.contraction import cone_scaled_norm
from proofs.cao2023.theorems.cone.potentials import after_step, c, cone_not_less, cubes_below, d, reach, share, stays, y
from proofs.cao2023.theorems.vocabulary import *

lost = rational(12, 5) * wide * eta * gamma * (1 + gamma) * decay

cone_scaled_above = paper.claim(
    "cone-scaled-above",
    9 * star * s**2 <= 10 * r**2,
    given=(*forward, *sized),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w*‖₂²‖w‖_Σ² ≤ (10/9)r²",
    certificates=(
        because(
            9 * star * (part(48, 47) - s) * (part(48, 47) + s),
            9 * rational(48**2, 47**2) * (length - part(1, 1) ** 2 * star),
            9 * rational(48**2, 47**2) / 2304 * (2401 * r**2 - 2304 * length),
            rational(10 * 47**2 - 9 * 2401, 47**2) * r**2,
            uses=(lemma(w_star_nonzero), lemma(cone_norm, conclusion=1), lemma(cone_length)),
        ),
    ),
)
cone_discrepancy = paper.claim(
    "cone-discrepancy",
    model.discrepancy() <= rational(11, 5) * high * star * away / r**2,
    model.discrepancy() >= rational(9, 5) * low * star * away / r**2,
    given=(*forward, *sized),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of the end of Appendix C.6",
    title="(9/5)λ_min‖w*‖₂²‖w_⊥‖₂²/r² ≤ D(w) ≤ (11/5)λ_max‖w*‖₂²‖w_⊥‖₂²/r²",
    certificates=(
        because(
            2 / s**2 * (high * away - model.squared_norm(offset)),
            2 / s**2 * (model.squared_norm(offset) - varied),
            rational(11, 100) * high * away / (s**2 * r**2) * (20 * star * s**2 - 19 * r**2),
            rational(9, 100) * high * away / s**2,
            uses=(
                lemma(w_star_nonzero),
                lemma(spectrum_positive),
                lemma(cone_scaled_norm),
                lemma(lemma_4_3_distances),
                lemma(lemma_4_3_distances, conclusion=1),
            ),
        ),
        because(
            2 / s**2 * (varied - low * away),
            low * away / (5 * s**2 * r**2) * (10 * r**2 - 9 * star * s**2),
            uses=(lemma(w_star_nonzero), lemma(C_30_metric), lemma(cone_scaled_above)),
            rayleigh=(offset,),
        ),
    ),
    rests_on=(lemma_4_3,),
)
late_product = paper.claim(
    "late-product",
    gamma * (1 + gamma) * exp(-gamma) <= rational(9, 10),
    given=(gamma > 0,),
    edition="beyond",
    source="ours",
    title="γ(1 + γ)e^-γ ≤ 9/10",
)
cone_losing = paper.claim(
    "cone-losing",
    2 * reach <= lost,
    lost <= rational(1, 2),
    lost >= 0,
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="2q ≤ ℓ = (12/5)Ληγ(1 + γ)e^-γ, and 0 ≤ ℓ ≤ 1/2",
    certificates=(
        because(
            eta * gamma * (1 + gamma) * decay * high / (s**2 * r**2) * rational(3, 25) * (20 * star * s**2 - 19 * r**2),
            rational(3, 100) * eta * gamma * (1 + gamma) * decay * high / s**2,
            uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(spectrum_positive), lemma(cone_scaled_norm)),
        ),
        because(
            rational(12, 5) * eta * wide * (rational(9, 10) - gamma * (1 + gamma) * exp(-gamma)),
            rational(9, 50) / (r**2 * high) * (low * r**2 - 12 * high**2 * star * eta),
            rational(9, 50) / high * (high - low),
            rational(8, 25),
            uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(spectrum_positive), lemma(late_product)),
            rayleigh=(w,),
        ),
        because(lost, uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(spectrum_positive))),
    ),
)
cone_kept_share = paper.claim(
    "cone-kept-share",
    next_away >= (1 - lost) * away,
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w_⊥⁺‖₂² ≥ (1 − ℓ)‖w_⊥‖₂²",
    certificates=(
        because(
            next_away - (1 - 2 * reach) * away,
            (lost - 2 * reach) * away,
            uses=(lemma(w_star_nonzero), lemma(cone_not_less), lemma(cone_losing)),
        ),
    ),
)
now, then = 10 * wide * gamma**3, 10 * wide * next_gamma**3
cone_steep_climb = paper.claim(
    "cone-steep-climb",
    then - now >= 2 * lost,
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="10Λγ³ rises by at least 2ℓ",
    certificates=(
        because(
            10 * wide * (next_gamma**3 - gamma**3 - gamma * (1 + gamma) * (eta * decay) / 2),
            rational(1, 5) * wide * eta * gamma * (1 + gamma) * decay,
            uses=(
                lemma(late_positive),
                lemma(w_star_nonzero),
                lemma(spectrum_positive),
                lemma(cone_gamma_step),
                lemma(cubes_below, {**after_step, y: next_gamma}),
            ),
        ),
    ),
)
cone_potential_below = paper.claim(
    "cone-potential-below",
    next_away * exp(then) >= away * exp(now),
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w_⊥‖₂² e^(10Λγ³) never falls",
    certificates=(
        because(
            exp(then) * (next_away - (1 - lost) * away),
            away * ((1 - lost) * exp(then) - exp(now)),
            uses=(
                lemma(w_star_nonzero),
                lemma(cone_kept_share),
                lemma(cone_losing, conclusion=1),
                lemma(cone_losing, conclusion=2),
                lemma(cone_steep_climb),
                lemma(stays, {c: now, d: then, share: lost}),
            ),
        ),
    ),
)
