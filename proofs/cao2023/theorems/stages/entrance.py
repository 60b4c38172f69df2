"""From (start) and (step): the bounds on numbers, and that the first stage ends in the cone.

The conditions (start) and (step) of ``first_stage`` imply every bound that the second stage asks of r and η. At the end
of the first stage ‖w_⊥‖₂ ≤ εr; as ⟨w,w*⟩ never fell, it is not near −r‖w*‖₂, and so it is positive: w lies in the cone.
The paper neither derives ⟨w(t₀),w*⟩ > 0 nor assumes it, and its constants for both stages do not fit one another.
"""

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive, w_nonzero
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone import cone_breadth
from proofs.cao2023.theorems.stages.first_stage import begun, early, early_slope
from proofs.cao2023.theorems.vocabulary import *

t, x = symbols("t x")
# r is small, and η far below r⁴
small_steps = one_sample_example({"r": "1/1000", "η": "1/100000000000000", "t": "1"})
root_star, root_large = star_norm, sqrt(high)

cubed = root_star**3 * root_large**3  # (λ_max^½‖w*‖₂)³
spread_above_one = paper.claim(
    "spread-above-one",
    high * star >= 1,
    root_large * root_star >= 1,
    cubed >= 1,
    given=data,
    edition="beyond",
    source="ours",
    title="λ_max‖w*‖₂² ≥ ‖w*‖_Σ² = 1, and its powers",
    certificates=(
        because(high * star - model.squared_norm(w_star), rayleigh=(w_star,)),
        because(
            high * star - model.squared_norm(w_star),
            times=root_large * root_star + 1,
            uses=(lemma(spectrum_positive), lemma(w_star_nonzero)),
            rayleigh=(w_star,),
        ),
        because(
            (high * star - model.squared_norm(w_star)) * (root_large * root_star) ** 4,
            (high * star - model.squared_norm(w_star)) * (root_large * root_star) ** 2,
            high * star - model.squared_norm(w_star),
            times=cubed + 1,
            uses=(lemma(spectrum_positive), lemma(w_star_nonzero)),
            rayleigh=(w_star,),
        ),
    ),
)
from_data = (
    lemma(spectrum_positive),
    lemma(w_star_nonzero),
    lemma(largest_positive),
    lemma(cone_breadth),
    lemma(spread_above_one, conclusion=2),
)
heavy = 110592 * breadth * root_star * root_large**3
entrance_bounds = paper.claim(
    "entrance-bounds",
    eta <= rational(1, 8),
    16 * r**2 <= low * star,
    given=(*data, r > 0, eta > 0, short, gentle),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="(start) and (step) give η ≤ 1/8 and B = λ_min‖w*‖₂²/r² ≥ 16",
    certificates=(
        because(
            heavy * (low * r**2 - 12 * high**2 * star * eta),
            low * (low - 110592 * breadth * star_norm * high**three_halves * r**2),
            (high - low) * (high + low),
            165888 * high**2 * (breadth - 1) * cubed,
            165888 * high**2 * (cubed - 1),
            165887 * high**2,
            times=12 * heavy * high**2 * star,
            uses=from_data,
            rayleigh=(w_star,),
        ),
        because(
            16 * (low - 110592 * breadth * star_norm * high**three_halves * r**2),
            110592 * low * (breadth - 1) * cubed,
            110592 * low * (cubed - 1),
            (110592 - 16) * low,
            times=heavy,
            uses=from_data,
            rayleigh=(w_star,),
        ),
    ),
)
inside = 2304 * breadth * away <= r**2  # ‖w_⊥‖₂ ≤ εr
arrived = (*in_span, r > 0, r**2 <= length, inside)
entrance_cone = paper.claim(
    "entrance-cone",
    near,
    slow,
    given=(*arrived, *early),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.25)",
    title="‖w_⊥‖₂ ≤ εr and γ ≤ 3/2 give 48R‖w_⊥‖₂ ≤ ‖w‖₂ and 32γR‖w_⊥‖₂ ≤ ‖w‖₂",
    certificates=(
        because(r**2 - 2304 * breadth * away, length - r**2, uses=(lemma(w_star_nonzero),)),
        because(
            r**2 - 2304 * breadth * away,
            length - r**2,
            1024 * breadth * away * (rational(9, 4) - gamma**2),
            uses=(lemma(w_star_nonzero), lemma(early_slope, conclusion=2)),
        ),
    ),
)
share = 1 / (2304 * breadth)  # ε²
forwards = inner(w, w_star) + (1 - share) * r * star_norm
level = share * (2304 * (breadth - 1) + rational(9213, 4)) * r * star_norm  # (1 − (3/4)ε²)r‖w*‖₂
not_backwards = inner(w, w_star) >= -(1 - share) * r * star_norm
entrance_above = paper.claim(
    "entrance-above",
    inner(w, w_star) + level > 0,
    level > 0,
    given=(*in_span, r > 0, not_backwards),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="⟨w,w*⟩ ≥ −(1 − ε²)r‖w*‖₂ is above −(1 − (3/4)ε²)r‖w*‖₂",
    certificates=(
        because(forwards, share / 4 * r * star_norm, uses=from_data[1:4]),
        because(level, uses=from_data[1:4]),
    ),
)
entrance_ahead = paper.claim(
    "entrance-ahead",
    ahead,
    given=(*arrived, not_backwards),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours: the paper has ⟨w,w*⟩ > 0 without a reason",
    title="‖w_⊥‖₂ ≤ εr and ⟨w,w*⟩ ≥ −(1 − ε²)r‖w*‖₂ give ⟨w,w*⟩ > 0",
    certificates=(
        because(
            star * (length - r**2),
            star * share * (r**2 - 2304 * breadth * away),
            share**2 * (1152 * (breadth - 1) + rational(18423, 16)) * r**2 * star,
            level * forwards,
            level * share / 4 * r * star_norm,
            times=inner(w, w_star) + level,
            uses=(*from_data[1:4], lemma(entrance_above), lemma(entrance_above, conclusion=1)),
        ),
    ),
)
# 13 λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min)
horizon = 29952 * breadth * star_norm * high**three_halves * r**2 / (eta * low)
largest_length = sqrt(largest_square)  # X
reach = largest_length * root_star  # R
entrance_reach = paper.claim(
    "entrance-reach",
    reach >= 1,
    given=(model.uniform(w_star),),
    edition="beyond",
    source="ours",
    title="R = max‖x_i‖₂‖w*‖₂ ≥ 1, without squares",
    certificates=(because(breadth - 1, times=reach + 1, uses=from_data[1:4]),),
)
entrance_length = paper.claim(
    "entrance-length",
    sqrt(length) <= rational(97, 96) * r,
    given=(model.defined, *begun),
    edition="beyond",
    source="ours",
    title="‖w‖₂ ≤ (97/96)r, from the squares",
    certificates=(because((97**2 * r**2 - 96**2 * length) / 96**2, times=sqrt(length) + rational(97, 96) * r),),
)
entrance_ceiling = paper.claim(
    "entrance-ceiling",
    inner(w, w_star) <= rational(97, 96) * r * star_norm,
    inner(w, w_star) >= -rational(97, 96) * r * star_norm,
    given=(*in_span, *begun),
    examples=(beside_the_star,),
    edition="beyond",
    source="Appendix C.5, after (C.23)",
    title="|⟨w,w*⟩| ≤ ‖w‖₂‖w*‖₂ ≤ (97/96)r‖w*‖₂",
    certificates=tuple(
        because(
            schwarz,
            star_norm * (rational(97, 96) * r - sqrt(length)),
            uses=(lemma(w_star_nonzero), lemma(w_nonzero), lemma(entrance_length)),
        )
        for schwarz in (sqrt(length) * sqrt(star) - inner(w, w_star), sqrt(length) * sqrt(star) + inner(w, w_star))
    ),
)
step_of_alignment = eta * low / (13824 * breadth * high**three_halves * r)  # ηε²λ_min/(6λ_max^{3/2}r)
entrance_clock = paper.claim(
    "entrance-clock",
    t <= horizon,
    given=(*in_span, *begun, eta > 0, inner(w, w_star) >= t * step_of_alignment - r * star_norm),
    edition="beyond",
    source="Appendix C.5, after (C.23): the average over the first stage",
    title="From −r‖w*‖₂ + tηε²λ_min/(6λ_max^{3/2}r) ≤ ⟨w,w*⟩: t ≤ 13λ_max^{3/2}‖w*‖₂r²/(ηε²λ_min)",
    certificates=(
        because(
            inner(w, w_star) - t * step_of_alignment + r * star_norm,
            rational(97, 96) * r * star_norm - inner(w, w_star),
            rational(5, 32) * r * star_norm,
            times=step_of_alignment,
            uses=(*from_data[:4], lemma(entrance_ceiling)),
            rayleigh=(w,),
        ),
    ),
)
entrance_drift = paper.claim(
    "entrance-drift",
    eta * t <= rational(1, 2),
    given=(*data, r > 0, eta > 0, eta <= rational(1, 8), short, t <= horizon + 1),
    examples=(small_steps,),
    edition="beyond",
    source="ours, in the place of (C.21)",
    title="The first stage is short: ηt ≤ 13/48 + 1/8 ≤ 1/2",
    certificates=(
        because(
            eta * (horizon + 1 - t),
            rational(13, 48) / low * (low - 110592 * breadth * star_norm * high**three_halves * r**2),
            rational(1, 8) - eta,
            rational(5, 48),
            uses=from_data[:4],
            rayleigh=(w_star,),
        ),
    ),
)
lengthening = 9 * eta**2 * largest_square / (4 * low * r**2)  # what ‖w‖₂² gains in a step, at most
entrance_swollen = paper.claim(
    "entrance-swollen",
    48 * reach * (x - r**2) <= r**2,
    96**2 * x <= 97**2 * r**2,
    given=(*data, r > 0, eta > 0, careful, t >= 0, eta * t <= rational(1, 2), x <= r**2 + t * lengthening),
    edition="beyond",
    source="ours, in the place of (C.22)",
    title="‖w‖₂² ≤ r² + (9/4)tη² max‖x_i‖₂²/(λ_min r²) and ηt ≤ 1/2 give ‖w‖₂² ≤ (1 + ε)r²",
    certificates=(
        because(
            48 * reach * (r**2 + t * lengthening - x),
            108 * reach * eta * largest_square / (low * r**2) * (rational(1, 2) - eta * t),
            rational(27, 32) / (low * r**2) * (low * r**4 - 64 * largest_length**3 * star_norm * eta),
            rational(5, 32) * r**2,
            uses=from_data[:4],
            rayleigh=(w_star,),
        ),
        because(
            96**2 * (r**2 + t * lengthening - x),
            96**2 * rational(9, 4) * eta * largest_square / (low * r**2) * (rational(1, 2) - eta * t),
            96**2 * rational(9, 512) / (low * r**2 * reach) * (low * r**4 - 64 * largest_length**3 * star_norm * eta),
            162 / reach * (reach - 1) * r**2,
            31 * r**2,
            uses=(*from_data[:4], lemma(entrance_reach)),
            rayleigh=(w_star,),
        ),
    ),
)
tiny = 110592 * breadth * star_norm * high**three_halves * r**2
entrance_tiny = paper.claim(
    "entrance-tiny",
    6 * low * r**4 <= largest_square,
    given=(*data, r > 0, short),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="(start) gives λ_min r⁴ ≤ max‖x_i‖₂²/6",
    certificates=(
        because(
            6 * low * (low - tiny) * (low + tiny),
            110592**2 * high**3 * (breadth - 1) * (breadth**2 + breadth + 1),
            (110592**2 - 6) * high**3,
            6 * (high - low) * (high**2 + high * low + low**2),
            times=110592**2 * breadth**2 * star * high**3,
            uses=from_data,
            rayleigh=(w_star,),
        ),
    ),
)
entrance_left = paper.claim(
    "entrance-left",
    lengthening <= r**2 / (9216 * breadth),
    given=(*data, r > 0, eta > 0, short, careful),
    examples=(small_steps,),
    edition="beyond",
    source="ours, for the lower bound of D(w)",
    title="One step of the first stage moves w by at most εr/2",
    certificates=(
        because(
            rational(81, 16)
            * (low * r**4 - 64 * largest_norm**3 * star_norm * eta)
            * (low * r**4 + 64 * largest_norm**3 * star_norm * eta),
            rational(27, 32) * low * r**4 * (largest_square - 6 * low * r**4),
            rational(5, 32) * low * r**4 * largest_square,
            times=9216 * largest_square * breadth * low * r**2,
            uses=(*from_data, lemma(entrance_tiny)),
            rayleigh=(w_star,),
        ),
    ),
)
entrance_walk = paper.claim(
    "entrance-walk",
    *early,
    given=(gamma <= 1 + eta * t, gamma >= 1 - eta * t, eta * t <= rational(1, 2)),
    edition="beyond",
    source="ours, in the place of (C.21)",
    title="|γ − 1| ≤ ηt ≤ 1/2 gives 1/2 ≤ γ ≤ 3/2",
    certificates=(
        because(gamma - (1 - eta * t), rational(1, 2) - eta * t),
        because(1 + eta * t - gamma, rational(1, 2) - eta * t),
    ),
)
