"""In the cone, one step: two quantities that are monotone, and so hold for ever what they hold once.

With B = λ_min‖w*‖₂²/r² and Λ = λ_max‖w*‖₂²/r², no step lets γ‖w_⊥‖₂ grow; no step lets ‖w_⊥‖₂² e^(Bγ³/7) grow; and no
step lets ‖w_⊥‖₂² e^(10Λγ³) fall. As γ = log(ηt) up to a constant, ‖w_⊥‖₂² is exp(−Θ(log³(ηt))): no sum over steps
has to be estimated. The paper has (C.37)–(C.38) and (C.42) here, with log² and an upper bound only.
"""

from proofs.cao2023.linear.lemma_4_4_first import gradient
from proofs.cao2023.linear.lemma_4_4_growth import offset, star_nonzero
from proofs.cao2023.linear.norms import largest, largest_positive, model, smallest, squared, w, w_star
from proofs.cao2023.theorems.cone import away, late, star
from proofs.cao2023.theorems.cone_growth import gradient_bound, late_positive, steepest
from proofs.cao2023.theorems.cone_slopes import decay, forward, gamma_step, next_gamma
from proofs.cao2023.theorems.contraction import (
    contraction,
    next_away,
    pace,
    r,
    rate,
    steady,
)
from verify.author import because, claim, exp, inner, lemma, rational, symbols

g, h, p, q, y, z, eta = symbols("g h p q y z η")
gamma, s = model.gamma, model.norm()
small = eta <= rational(1, 8)
strong = 16 * r**2 <= smallest * star  # B ≥ 16
top = gamma + rational(9, 8) * eta * decay
wide = largest * star / r**2  # Λ

slow_function = claim(
    "slow-function",
    (gamma + rational(9, 8) * h) ** 2 * (1 - 8 * gamma * (gamma + rational(3, 2)) * h) <= gamma**2,
    given=(late, h >= 0, h <= rational(1, 8)),
    edition="beyond",
    source="ours",
    title="(γ + 9h/8)²(1 − 8γ(γ + 3/2)h) ≤ γ² for 0 ≤ h ≤ 1/8",
    expected="PROVED",
)
step_size = claim(
    "late-step",
    eta * decay <= rational(1, 8),
    eta * decay >= 0,
    given=(late, eta > 0, small),
    edition="beyond",
    source="ours",
    title="0 ≤ ηe^-γ ≤ 1/8",
    expected="PROVED",
)
rises_only = claim(
    "cone-gamma-rises",
    next_gamma >= gamma,
    given=forward,
    edition="beyond",
    source="ours",
    title="γ never falls",
    certificates=(because(next_gamma - gamma - eta * decay / 2, eta * decay / 2, uses=(lemma(gamma_step),)),),
    expected="PROVED",
)
from_steps = (
    lemma(late_positive),
    lemma(star_nonzero),
    lemma(gamma_step),
    lemma(gamma_step, conclusion=1),
    lemma(step_size),
    lemma(step_size, conclusion=1),
    lemma(contraction),
)
at_step = {h: eta * decay}
slow_step = claim(
    "cone-slow-step",
    next_gamma**2 * next_away <= gamma**2 * away,
    given=(*steady, small, strong),
    edition="beyond",
    source="ours, in the place of (C.42)",
    title="γ‖w_⊥‖₂ never grows",
    certificates=(
        because(
            next_away * (top - next_gamma) * (next_gamma - gamma - eta * decay / 2),
            next_away * (top - next_gamma) * (gamma + eta * decay / 2 + top),
            top**2 * ((1 - rate * pace / 2) * away - next_away),
            top**2 * away * pace / (2 * r**2) * (smallest * star - 16 * r**2),
            away * (gamma**2 - top**2 * (1 - 8 * gamma * (gamma + rational(3, 2)) * (eta * decay))),
            uses=(*from_steps, lemma(slow_function, at_step)),
        ),
    ),
    expected="PROVED",
)
farthest = gamma + rational(9, 8) * h
cubes_above = claim(
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
    expected="PROVED",
)
cubes_below = claim(
    "cubes-below",
    y**3 - gamma**3 >= gamma * (1 + gamma) * h / 2,
    given=(late, h >= 0, y >= gamma + h / 2),
    edition="beyond",
    source="ours",
    title="y³ − γ³ ≥ γ(1 + γ)h/2 for y ≥ γ + h/2",
    expected="PROVED",
)
shrinks = claim(
    "shrinks",
    exp(p) >= (1 - z) * exp(q),
    given=(q - p <= z,),
    edition="beyond",
    source="ours",
    title="(1 − z)e^q ≤ e^p for q ≤ p + z",
    expected="PROVED",
)
stays = claim(
    "stays",
    exp(p) <= (1 - z) * exp(q),
    given=(z >= 0, z <= rational(1, 2), q - p >= 2 * z),
    edition="beyond",
    source="ours",
    title="(1 − z)e^q ≥ e^p for q ≥ p + 2z and 0 ≤ z ≤ 1/2",
    expected="PROVED",
)
now, then = rate * gamma**3 / 7, rate * next_gamma**3 / 7
climb = claim(
    "cone-climb",
    then - now <= rate * pace / 2,
    given=(*forward, small, r > 0),
    edition="beyond",
    source="ours",
    title="Bγ³/7 rises by at most x/2 = ½Bηγ(γ + 3/2)e^-γ",
    certificates=(
        because(
            rate / 7 * (rational(7, 2) * gamma * (gamma + rational(3, 2)) * (eta * decay) - (next_gamma**3 - gamma**3)),
            uses=(*from_steps[:-1], lemma(rises_only), lemma(cubes_above, {**at_step, y: next_gamma})),
            rayleigh=(w,),
        ),
    ),
    expected="PROVED",
)
potential = claim(
    "cone-potential",
    next_away * exp(then) <= away * exp(now),
    given=(*steady, small),
    edition="beyond",
    source="ours, in the place of (C.37) and (C.38)",
    title="‖w_⊥‖₂² e^(Bγ³/7) never grows",
    certificates=(
        because(
            exp(then) * ((1 - rate * pace / 2) * away - next_away),
            away * (exp(now) - (1 - rate * pace / 2) * exp(then)),
            uses=(*from_steps, lemma(climb), lemma(shrinks, {p: now, q: then, z: rate * pace / 2})),
        ),
    ),
    expected="PROVED",
)
across = gradient - inner(gradient, w_star) / star * w_star  # the part of ∇_w L across w*
reach = eta * gamma * steepest * largest / s**2
not_less = claim(
    "cone-not-less",
    next_away >= (1 - 2 * reach) * away,
    given=forward,
    edition="beyond",
    source="ours",
    title="‖w_⊥⁺‖₂² ≥ (1 − 2q)‖w_⊥‖₂² with q = (9/8)ηγ(1 + γ)e^-γ λ_max/‖w‖_Σ²",
    certificates=(
        because(
            squared(reach * offset - eta * across) / reach,
            eta**2 / reach * (gamma**2 * steepest**2 * largest**2 * away / s**4 - squared(gradient)),
            eta**2 / reach * inner(gradient, w_star) ** 2 / star,
            eta**2 * squared(across),
            uses=(lemma(late_positive), lemma(star_nonzero), lemma(largest_positive), lemma(gradient_bound)),
        ),
    ),
    expected="PROVED",
)
