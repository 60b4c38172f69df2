"""In the cone, one step: ‖w_⊥‖₂ shrinks, the cone is kept.

With B = λ_min‖w*‖₂²/r² and x = Bηγ(γ + 3/2)e^-γ, and as long as r ≤ ‖w‖₂ ≤ (49/48)r and η ≤ λ_min r²/(12 λ_max²‖w*‖₂²):

    ‖w_⊥⁺‖₂² ≤ (1 − x/2)‖w_⊥‖₂²,     η²‖∇_w L‖₂² ≤ (x/8)‖w_⊥‖₂².

So ‖w_⊥‖₂ never grows, nor does ‖w‖₂² + ‖w_⊥‖₂², which bounds ‖w‖₂ for ever; and as B is large, nor does γ‖w_⊥‖₂, which
keeps F_i near γ though γ → ∞. These three and γ⁺ ≥ γ are the whole induction of the second stage.

The hand derivation that this replaces had ¼Bηγ(γ + 0.6)e^-γ for the contraction, and η ≤ λ_min‖w*‖₂²r²/(320R⁴).
"""

from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone import cone_length, cone_norm
from proofs.cao2023.theorems.cone.cone_growth import cone_gradient, cone_growth_away, gentlest, late_positive, steepest
from proofs.cao2023.theorems.vocabulary import *

offset_step = paper.claim(
    "offset-step",
    equal(away, length - inner(w, w_star) ** 2 / star),
    equal(next_away, away + eta**2 * squared(gradient) - 2 * alignment * growth - growth**2 / star),
    given=(model.defined, star > 0),
    edition="beyond",
    source="ours, in the place of (C.30)'s left side",
    title="‖w_⊥⁺‖₂² = ‖w_⊥‖₂² + η²‖∇_w L‖₂² − 2a g − g²/‖w*‖₂² with g = ⟨w⁺ − w, w*⟩",
)
cone_scaled_gain = paper.claim(
    "cone-scaled-gain",
    5 * star * s**3 <= 6 * alignment * r**2,
    given=(*forward, *sized),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w*‖₂²‖w‖_Σ³ ≤ (6/5) a r²",
    certificates=(
        because(
            5 * star * (part(48, 47) - s) * (part(48, 47) ** 2 + part(48, 47) * s + s**2),
            5 * rational(48**3, 47**3) * alignment * (length - alignment**2 * star),
            5 * rational(48**3, 47**3) / 2304 * alignment * (2401 * r**2 - 2304 * length),
            rational(6 * 47**3 * 2304 - 5 * 48**3 * 2401, 47**3 * 2304) * alignment * r**2,
            uses=(lemma(w_star_nonzero), lemma(cone_norm, conclusion=1), lemma(cone_length)),
        ),
    ),
)
cone_scaled_norm = paper.claim(
    "cone-scaled-norm",
    20 * star * s**2 >= 19 * r**2,
    given=(*forward, *sized),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w*‖₂²‖w‖_Σ² ≥ (19/20)r²",
    certificates=(
        because(
            20 * star * (s - part(46, 47)) * (s + part(46, 47)),
            20 * rational(46**2, 47**2) / 2304 * (2304 * alignment**2 * star - 2303 * length),
            20 * rational(46**2, 47**2) * rational(2303, 2304) * (length - r**2),
            rational(20 * 46**2 * 2303 - 19 * 47**2 * 2304, 47**2 * 2304) * r**2,
            uses=(lemma(w_star_nonzero), lemma(cone_norm), lemma(cone_length, conclusion=1)),
        ),
    ),
)
cone_pulled = paper.claim(
    "cone-pulled",
    2 * alignment * growth >= rational(5, 8) * rate * pace * away,
    given=(*forward, *sized),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.30)",
    title="2a⟨w⁺ − w, w*⟩ ≥ (5/8)x‖w_⊥‖₂²",
    certificates=(
        because(
            2 * alignment * (growth - eta * gamma / s**3 * gentlest * low * away),
            rational(5, 8) * pace * low * away / (5 * r**2 * s**3) * (6 * alignment * r**2 - 5 * star * s**3),
            uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(cone_growth_away), lemma(cone_scaled_gain)),
            rayleigh=(w,),
        ),
    ),
)
late_quartic = paper.claim(
    "late-quartic",
    gamma * (1 + gamma) ** 2 * exp(-gamma) <= rational(9, 10) * (gamma + rational(3, 2)),
    given=(gamma > 0,),
    edition="beyond",
    source="ours, in the place of max{z, z³}e^-z < 2",
    title="γ(1 + γ)²e^-γ ≤ (9/10)(γ + 3/2)",
)
cone_small_gradient = paper.claim(
    "cone-small-gradient",
    eta**2 * squared(gradient) <= rate * pace * away / 8,
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.31)",
    title="η²‖∇_w L‖₂² ≤ (x/8)‖w_⊥‖₂²: what ‖w‖₂² gains",
    certificates=(
        because(
            eta**2 * (gamma**2 * steepest**2 * high**2 * away / s**4 - squared(gradient)),
            eta**2
            * gamma
            * rational(81, 64)
            * decay
            * high**2
            * away
            / s**4
            * (rational(9, 10) * (gamma + rational(3, 2)) - gamma * (1 + gamma) ** 2 * exp(-gamma)),
            rational(729, 640) * pace * away / (12 * star * s**4) * (low * r**2 - 12 * high**2 * star * eta),
            pace
            * low
            * away
            / (160 * star * s**4 * r**2)
            * (20 * star * s**2 - 19 * r**2)
            * (star * s**2 + rational(19, 20) * r**2),
            rational(361 * 12 - 3645, 38400) * pace * low * away * r**2 / (star * s**4),
            uses=(
                lemma(late_positive),
                lemma(w_star_nonzero),
                lemma(late_quartic),
                lemma(cone_gradient),
                lemma(cone_scaled_norm),
            ),
            rayleigh=(w,),
        ),
    ),
)
gained = (2 * alignment * growth - rational(5, 8) * rate * pace * away,)
spent = (rate * pace * away / 8 - eta**2 * squared(gradient),)
why = (lemma(late_positive), lemma(w_star_nonzero), lemma(cone_pulled), lemma(cone_small_gradient))
cone_contraction = paper.claim(
    "cone-contraction",
    next_away <= (1 - rate * pace / 2) * away,
    next_away <= away,
    next_length <= length + rate * pace / 8 * away,
    next_length + next_away <= length + away,
    given=steady,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.33)",
    title="‖w_⊥⁺‖₂² ≤ (1 − x/2)‖w_⊥‖₂² with x = λ_min‖w*‖₂²r⁻² ηγ(γ + 3/2)e^-γ; ‖w_⊥‖₂ and ‖w‖₂² + ‖w_⊥‖₂² never grow",
    certificates=(
        because(*gained, *spent, growth**2 / star, uses=why),
        because(*gained, *spent, rate * pace * away / 2, growth**2 / star, uses=why),
        because(*spent, uses=why),
        because(*gained, *spent, *spent, rate * pace * away * rational(3, 8), growth**2 / star, uses=why),
    ),
    steps=(offset_step,),
)
