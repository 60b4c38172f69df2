"""In the cone, one step: two quantities that are monotone, and so hold for ever what they hold once.

With B = λ_min‖w*‖₂²/r² and Λ = λ_max‖w*‖₂²/r², no step lets γ‖w_⊥‖₂ grow; no step lets ‖w_⊥‖₂² e^(Bγ³/7) grow; and no
step lets ‖w_⊥‖₂² e^(10Λγ³) fall. As γ = log(ηt) up to a constant, ‖w_⊥‖₂² is exp(−Θ(log³(ηt))): no sum over steps
has to be estimated. The paper has (C.37)–(C.38) and (C.42) here, with log² and an upper bound only.
"""

from proofs.cao2023.linear.facts.norms import spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone_growth import cone_gradient, late_positive, steepest
from proofs.cao2023.theorems.cone.cone_slopes import cone_gamma_step
from proofs.cao2023.theorems.cone.contraction import cone_contraction
from proofs.cao2023.theorems.vocabulary import *

c, d, h, y, share = symbols("c d h y σ")
top = gamma + rational(9, 8) * eta * decay

slow_function = paper.claim(
    "slow-function",
    (gamma + rational(9, 8) * h) ** 2 * (1 - 8 * gamma * (gamma + rational(3, 2)) * h) <= gamma**2,
    given=(late, h >= 0, h <= rational(1, 8)),
    edition="beyond",
    source="ours",
    title="(γ + 9h/8)²(1 − 8γ(γ + 3/2)h) ≤ γ² for 0 ≤ h ≤ 1/8",
)
late_step = paper.claim(
    "late-step",
    eta * decay <= rational(1, 8),
    eta * decay >= 0,
    given=(late, eta > 0, small),
    edition="beyond",
    source="ours",
    title="0 ≤ ηe^-γ ≤ 1/8",
)
cone_gamma_rises = paper.claim(
    "cone-gamma-rises",
    next_gamma >= gamma,
    given=forward,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="γ never falls",
    certificates=(because(next_gamma - gamma - eta * decay / 2, eta * decay / 2, uses=(lemma(cone_gamma_step),)),),
)
from_steps = (
    lemma(late_positive),
    lemma(w_star_nonzero),
    lemma(cone_gamma_step),
    lemma(cone_gamma_step, conclusion=1),
    lemma(late_step),
    lemma(late_step, conclusion=1),
    lemma(cone_contraction),
)
after_step = {h: eta * decay}
cone_slow_step = paper.claim(
    "cone-slow-step",
    next_gamma**2 * next_away <= gamma**2 * away,
    given=(*steady, small, strong),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.42)",
    title="γ‖w_⊥‖₂ never grows",
    certificates=(
        because(
            next_away * (top - next_gamma) * (next_gamma - gamma - eta * decay / 2),
            next_away * (top - next_gamma) * (gamma + eta * decay / 2 + top),
            top**2 * ((1 - rate * pace / 2) * away - next_away),
            top**2 * away * pace / (2 * r**2) * (low * star - 16 * r**2),
            away * (gamma**2 - top**2 * (1 - 8 * gamma * (gamma + rational(3, 2)) * (eta * decay))),
            uses=(*from_steps, lemma(slow_function, after_step)),
        ),
    ),
)
farthest = gamma + rational(9, 8) * h
cubes_above = paper.claim(
    "cubes-above",
    y**3 - gamma**3 <= rational(7, 2) * gamma * (gamma + rational(3, 2)) * h,
    given=(late, h >= 0, h <= rational(1, 8), y >= gamma, y <= gamma + rational(9, 8) * h),
    edition="beyond",
    source="ours",
    title="y³ − γ³ ≤ (7/2)γ(γ + 3/2)h for γ ≤ y ≤ γ + 9h/8",
    certificates=(
        because(
            (farthest - y) * (farthest**2 + farthest * gamma + y**2),
            (farthest - y) * farthest * (y - gamma),
            rational(243, 64) * gamma * h * (rational(1, 8) - h),
            rational(729, 512) * h * (rational(1, 8) - h) * (rational(1, 8) + h),
            gamma**2 * h / 8,
            4 * gamma * h,
            rational(1, 10) * (gamma - rational(1, 2)) * h,
            rational(1729, 2560) * gamma * h,
            rational(4547, 163840) * h,
            uses=(lemma(late_positive),),
        ),
    ),
)
cubes_below = paper.claim(
    "cubes-below",
    y**3 - gamma**3 >= gamma * (1 + gamma) * h / 2,
    given=(late, h >= 0, y >= gamma + h / 2),
    edition="beyond",
    source="ours",
    title="y³ − γ³ ≥ γ(1 + γ)h/2 for y ≥ γ + h/2",
)
shrinks = paper.claim(
    "shrinks",
    exp(c) >= (1 - share) * exp(d),
    given=(d - c <= share,),
    edition="beyond",
    source="ours",
    title="(1 − σ)e^d ≤ e^c for d ≤ c + σ",
)
stays = paper.claim(
    "stays",
    exp(c) <= (1 - share) * exp(d),
    given=(share >= 0, share <= rational(1, 2), d - c >= 2 * share),
    edition="beyond",
    source="ours",
    title="(1 − σ)e^d ≥ e^c for d ≥ c + 2σ and 0 ≤ σ ≤ 1/2",
)
now, then = rate * gamma**3 / 7, rate * next_gamma**3 / 7
cone_climb = paper.claim(
    "cone-climb",
    then - now <= rate * pace / 2,
    given=(*forward, small, r > 0),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="Bγ³/7 rises by at most x/2 = ½Bηγ(γ + 3/2)e^-γ",
    certificates=(
        because(
            rate / 7 * (rational(7, 2) * gamma * (gamma + rational(3, 2)) * (eta * decay) - (next_gamma**3 - gamma**3)),
            uses=(*from_steps[:-1], lemma(cone_gamma_rises), lemma(cubes_above, {**after_step, y: next_gamma})),
            rayleigh=(w,),
        ),
    ),
)
cone_potential = paper.claim(
    "cone-potential",
    next_away * exp(then) <= away * exp(now),
    given=(*steady, small),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of (C.37) and (C.38)",
    title="‖w_⊥‖₂² e^(Bγ³/7) never grows",
    certificates=(
        because(
            exp(then) * ((1 - rate * pace / 2) * away - next_away),
            away * (exp(now) - (1 - rate * pace / 2) * exp(then)),
            uses=(*from_steps, lemma(cone_climb), lemma(shrinks, {c: now, d: then, share: rate * pace / 2})),
        ),
    ),
)
across = gradient - inner(gradient, w_star) / star * w_star  # the part of ∇_w L across w*
reach = eta * gamma * steepest * high / s**2
cone_not_less = paper.claim(
    "cone-not-less",
    next_away >= (1 - 2 * reach) * away,
    given=forward,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="‖w_⊥⁺‖₂² ≥ (1 − 2q)‖w_⊥‖₂² with q = (9/8)ηγ(1 + γ)e^-γ λ_max/‖w‖_Σ²",
    certificates=(
        because(
            squared(reach * offset - eta * across) / reach,
            eta**2 / reach * (gamma**2 * steepest**2 * high**2 * away / s**4 - squared(gradient)),
            eta**2 / reach * inner(gradient, w_star) ** 2 / star,
            eta**2 * squared(across),
            uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(spectrum_positive), lemma(cone_gradient)),
        ),
    ),
)
