"""In the cone: D(w) is ‖w_⊥‖₂² up to constants, and one step cannot shrink ‖w_⊥‖₂² by more than its exponent allows.

The lower bounds are ours: the paper has none, and so does not see that exp(−Ω(log² t)) can be sharpened.
"""

from proofs.cao2023.linear.lemma_4_3 import distances, lemma_4_3
from proofs.cao2023.linear.lemma_4_4_growth import offset, star_nonzero
from proofs.cao2023.linear.lemma_4_6_distance import metric
from proofs.cao2023.linear.norms import largest, largest_positive, model, smallest, w
from proofs.cao2023.theorems.cone import away, length, norm_in_length, part, root_mean, star
from proofs.cao2023.theorems.cone_growth import late_positive, varied
from proofs.cao2023.theorems.cone_slopes import decay, forward, gamma_step, next_gamma
from proofs.cao2023.theorems.contraction import next_away, r, scaled_norm, sized, steady
from proofs.cao2023.theorems.potentials import at_step, cubes_below, not_less, p, q, reach, stays, y, z
from verify.author import because, claim, exp, lemma, rational, symbols

(eta,) = symbols("η")
gamma, s = model.gamma, model.norm()
wide = largest * star / r**2  # Λ = λ_max‖w*‖₂²/r²
lost = rational(12, 5) * wide * eta * gamma * (1 + gamma) * decay

scaled_above = claim(
    "cone-scaled-above",
    9 * star * s**2 <= 10 * r**2,
    given=(*forward, *sized),
    edition="beyond",
    source="ours",
    title="‖w*‖₂²‖w‖_Σ² ≤ (10/9)r²",
    certificates=(
        because(
            9 * star * (part(48, 47) - s) * (part(48, 47) + s),
            9 * rational(48**2, 47**2) * (length - part(1, 1) ** 2 * star),
            9 * rational(48**2, 47**2) / 2304 * (2401 * r**2 - 2304 * length),
            rational(10 * 47**2 - 9 * 2401, 47**2) * r**2,
            uses=(lemma(star_nonzero), lemma(root_mean, conclusion=1), lemma(norm_in_length)),
        ),
    ),
    expected="PROVED",
)
discrepancy = claim(
    "cone-discrepancy",
    model.discrepancy() <= rational(11, 5) * largest * star * away / r**2,
    model.discrepancy() >= rational(9, 5) * smallest * star * away / r**2,
    given=(*forward, *sized),
    edition="beyond",
    source="ours, in the place of the end of Appendix C.6",
    title="(9/5)λ_min‖w*‖₂²‖w_⊥‖₂²/r² ≤ D(w) ≤ (11/5)λ_max‖w*‖₂²‖w_⊥‖₂²/r²",
    certificates=(
        because(
            2 / s**2 * (largest * away - model.squared_norm(offset)),
            2 / s**2 * (model.squared_norm(offset) - varied),
            rational(11, 100) * largest * away / (s**2 * r**2) * (20 * star * s**2 - 19 * r**2),
            rational(9, 100) * largest * away / s**2,
            uses=(
                lemma(star_nonzero),
                lemma(largest_positive),
                lemma(scaled_norm),
                lemma(distances),
                lemma(distances, conclusion=1),
            ),
        ),
        because(
            2 / s**2 * (varied - smallest * away),
            smallest * away / (5 * s**2 * r**2) * (10 * r**2 - 9 * star * s**2),
            uses=(lemma(star_nonzero), lemma(metric), lemma(scaled_above)),
            rayleigh=(offset,),
        ),
    ),
    rests_on=(lemma_4_3,),
    expected="PROVED",
)
product_bound = claim(
    "late-product",
    gamma * (1 + gamma) * exp(-gamma) <= rational(9, 10),
    given=(gamma > 0,),
    edition="beyond",
    source="ours",
    title="γ(1 + γ)e^-γ ≤ 9/10",
    expected="PROVED",
)
losing = claim(
    "cone-losing",
    2 * reach <= lost,
    lost <= rational(1, 2),
    lost >= 0,
    given=steady,
    edition="beyond",
    source="ours",
    title="2q ≤ ℓ = (12/5)Ληγ(1 + γ)e^-γ, and 0 ≤ ℓ ≤ 1/2",
    certificates=(
        because(
            eta
            * gamma
            * (1 + gamma)
            * decay
            * largest
            / (s**2 * r**2)
            * rational(3, 25)
            * (20 * star * s**2 - 19 * r**2),
            rational(3, 100) * eta * gamma * (1 + gamma) * decay * largest / s**2,
            uses=(lemma(late_positive), lemma(star_nonzero), lemma(largest_positive), lemma(scaled_norm)),
        ),
        because(
            rational(12, 5) * eta * wide * (rational(9, 10) - gamma * (1 + gamma) * exp(-gamma)),
            rational(9, 50) / (r**2 * largest) * (smallest * r**2 - 12 * largest**2 * star * eta),
            rational(9, 50) / largest * (largest - smallest),
            rational(8, 25),
            uses=(lemma(late_positive), lemma(star_nonzero), lemma(largest_positive), lemma(product_bound)),
            rayleigh=(w,),
        ),
        because(lost, uses=(lemma(late_positive), lemma(star_nonzero), lemma(largest_positive))),
    ),
    expected="PROVED",
)
kept = claim(
    "cone-kept-share",
    next_away >= (1 - lost) * away,
    given=steady,
    edition="beyond",
    source="ours",
    title="‖w_⊥⁺‖₂² ≥ (1 − ℓ)‖w_⊥‖₂²",
    certificates=(
        because(
            next_away - (1 - 2 * reach) * away,
            (lost - 2 * reach) * away,
            uses=(lemma(star_nonzero), lemma(not_less), lemma(losing)),
        ),
    ),
    expected="PROVED",
)
now, then = 10 * wide * gamma**3, 10 * wide * next_gamma**3
steep_climb = claim(
    "cone-steep-climb",
    then - now >= 2 * lost,
    given=steady,
    edition="beyond",
    source="ours",
    title="10Λγ³ rises by at least 2ℓ",
    certificates=(
        because(
            10 * wide * (next_gamma**3 - gamma**3 - gamma * (1 + gamma) * (eta * decay) / 2),
            rational(1, 5) * wide * eta * gamma * (1 + gamma) * decay,
            uses=(
                lemma(late_positive),
                lemma(star_nonzero),
                lemma(largest_positive),
                lemma(gamma_step),
                lemma(cubes_below, {**at_step, y: next_gamma}),
            ),
        ),
    ),
    expected="PROVED",
)
potential_below = claim(
    "cone-potential-below",
    next_away * exp(then) >= away * exp(now),
    given=steady,
    edition="beyond",
    source="ours",
    title="‖w_⊥‖₂² e^(10Λγ³) never falls",
    certificates=(
        because(
            exp(then) * (next_away - (1 - lost) * away),
            away * ((1 - lost) * exp(then) - exp(now)),
            uses=(
                lemma(star_nonzero),
                lemma(kept),
                lemma(losing, conclusion=1),
                lemma(losing, conclusion=2),
                lemma(steep_climb),
                lemma(stays, {p: now, q: then, z: lost}),
            ),
        ),
    ),
    expected="PROVED",
)
