"""In the cone: how much ⟨w,w*⟩ gains in one step, and how small ∇_w L is.

By Lemma 4.1 the gain is a mean over pairs of K(F_i,F_j)(u_i − u_j)², where K(a,b) is the intercept of the chord of σ̄
through a and b. As σ̄ is convex on [0, ∞), K is at least the intercept κ(c) = σ̄(c)(1 + c(1 − σ̄(c))) of the tangent at
any c ≥ a, b: about (1 + γ)e^-γ, not only e^-γ. The factor 1 + γ, which the paper gives away in (C.30), is what turns
log² into log³ in the rate. ∇_w L is bounded by the same pairs.
"""

from proofs.cao2023.linear.facts.norms import combination_spectral, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import combined, gradient_combination, residuals, with_residual
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    halves_below,
    lagrange,
    offset_spread,
    pair_scalar,
    slope_difference,
    speed,
    spread,
    w_star_nonzero,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_distance import C_30_metric
from proofs.cao2023.theorems.cone.cone import cone_outputs, cone_shares
from proofs.cao2023.theorems.cone.cone_slopes import cone_slopes
from proofs.cao2023.theorems.vocabulary import *

a, b, c, e, h, m, t, x, A, B, Q, T = symbols("a b c e h m t x A B Q T")
fifteenth = rational(1, 15)
gentlest = rational(3, 8) * decay * (gamma + rational(3, 2))  # a lower bound of K
steepest = rational(9, 8) * decay * (1 + gamma)  # an upper bound of K
chord = (a - b) * (a * sigmabar(b) - b * sigmabar(a))


def tangent(at: Scalar) -> Scalar:
    """Return κ, where the tangent of σ̄ at a point meets the vertical axis."""
    return sigmabar(at) * (1 + at * (1 - sigmabar(at)))


late_positive = paper.claim(
    "late-positive",
    gamma > 0,
    absolute(gamma) <= gamma,
    given=(late,),
    edition="beyond",
    source="ours",
    title="γ ≥ 1/2 is positive, and its own absolute value",
)
chord_tangent = paper.claim(
    "chord-tangent",
    chord >= (a - b) ** 2 * tangent(maximum(a, b)),
    given=(a >= 0, b >= 0),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="K(a,b) ≥ κ(max{a,b}) for a, b ≥ 0: σ̄ is convex there",
)
tangent_falls = paper.claim(
    "tangent-falls",
    tangent(maximum(a, b)) >= tangent(c),
    given=(a >= 0, b >= 0, c >= a, c >= b),
    edition="beyond",
    source="ours",
    title="κ falls on [0, ∞)",
)
tangent_late = paper.claim(
    "tangent-late",
    tangent(gamma + fifteenth) >= gentlest,
    given=(late,),
    edition="beyond",
    source="ours",
    title="κ(γ + 1/15) ≥ (3/8)(γ + 3/2)e^-γ for γ ≥ 1/2",
)
cone_chord = paper.claim(
    "cone-chord",
    chord >= (a - b) ** 2 * gentlest,
    given=(late, a >= 0, b >= 0, a <= gamma + fifteenth, b <= gamma + fifteenth),
    edition="beyond",
    source="ours, in the place of (C.30)'s first inequality",
    title="K(a,b) ≥ (3/8)(γ + 3/2)e^-γ for 0 ≤ a, b ≤ γ + 1/15",
    certificates=(
        because(
            chord - (a - b) ** 2 * tangent(maximum(a, b)),
            (a - b) ** 2 * (tangent(maximum(a, b)) - tangent(gamma + fifteenth)),
            (a - b) ** 2 * (tangent(gamma + fifteenth) - gentlest),
            uses=(lemma(chord_tangent), lemma(tangent_falls, {c: gamma + fifteenth}), lemma(tangent_late)),
        ),
    ),
)
cone_outputs_positive = paper.claim(
    "cone-outputs-positive",
    output(i) >= 0,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="F_i ≥ 0: all samples are classified rightly",
    certificates=(
        because(output(i) - (gamma - fifteenth), gamma - rational(1, 2), rational(13, 30), uses=(lemma(cone_outputs),)),
    ),
)
cone_growth = paper.claim(
    "cone-growth",
    growth >= eta * gamma / s**3 * gentlest * varied,
    given=forward,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.30), first inequality",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ (3/8)ηγ(γ + 3/2)e^-γ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²/‖w‖_Σ³",
    certificates=(
        because(
            eta
            / (2 * gamma * s)
            * mean(
                i,
                j,
                (output(i) - output(j)) * (output(i) * slope(j) - output(j) * slope(i))
                - (output(i) - output(j)) ** 2 * gentlest,
            ),
            uses=(
                lemma(late_positive),
                lemma(cone_outputs, conclusion=1),
                lemma(cone_outputs_positive),
                lemma(cone_chord, {a: output(i), b: output(j)}),
            ),
        ),
    ),
)
cone_growth_away = paper.claim(
    "cone-growth-away",
    growth >= eta * gamma / s**3 * gentlest * low * away,
    growth >= 0,
    given=forward,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.30), up to its third inequality",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ (3/8)ηγ(γ + 3/2)e^-γ λ_min‖w_⊥‖₂²/‖w‖_Σ³ ≥ 0",
    certificates=(
        because(
            growth - eta * gamma / s**3 * gentlest * varied,
            eta * gamma / s**3 * gentlest * (varied - low * away),
            uses=(lemma(late_positive), lemma(w_star_nonzero), lemma(cone_growth), lemma(C_30_metric)),
        ),
        because(
            growth - eta * gamma / s**3 * gentlest * varied,
            eta * gamma / s**3 * gentlest * varied,
            uses=(lemma(late_positive), lemma(cone_growth)),
        ),
    ),
)
bound = rational(15, 14) * decay
share = rational(24, 23)
absolute_below = paper.claim(
    "absolute-below",
    absolute(x) <= t,
    given=(x <= t, -x <= t),
    edition="beyond",
    source="ours",
    title="|x| ≤ t for −t ≤ x ≤ t",
)
cone_halves = paper.claim(
    "cone-halves",
    (u(i) + u(j)) / 2 <= share * s,
    -(u(i) + u(j)) / 2 <= share * s,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="±(u_i + u_j)/2 ≤ (24/23)s",
    certificates=(
        because((24 * s - 23 * u(i)) / 46, (24 * s - 23 * u(j)) / 46, uses=(lemma(cone_shares, conclusion=1),)),
        because(
            (24 * u(i) - 23 * s) / 48,
            (24 * u(j) - 23 * s) / 48,
            (share + rational(23, 24)) * s,
            uses=(lemma(cone_shares),),
        ),
    ),
)
middle = (u(i) + u(j)) / 2
cone_middle = paper.claim(
    "cone-middle",
    absolute(middle) <= share * s,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="|u_i + u_j|/2 ≤ (24/23)s",
    certificates=(
        because(
            share * s - absolute(middle),
            uses=(
                lemma(cone_halves),
                lemma(cone_halves, conclusion=1),
                lemma(absolute_below, {x: middle, t: share * s}),
            ),
        ),
    ),
)
crossed = (u(i) - u(j)) * ((slope(i) + slope(j)) / 2) + (slope(j) - slope(i)) * middle
cone_pair = paper.claim(
    "cone-pair",
    (u(i) * slope(j) - u(j) * slope(i)) ** 2 <= steepest**2 * (u(i) - u(j)) ** 2,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="|u_i|ℓ'_j| − u_j|ℓ'_i|| ≤ (9/8)(1 + γ)e^-γ |u_i − u_j|, squared: the chord from above",
    certificates=(
        because(
            bound**2 * (1 + speed * (share * s)) ** 2 * (u(i) - u(j)) ** 2 - crossed**2,
            2 * share * bound**2 * (u(i) - u(j)) ** 2 * (gamma - absolute(gamma)),
            decay**2
            * (u(i) - u(j)) ** 2
            * (rational(3, 56) + rational(9, 1288) * gamma)
            * (rational(123, 56) + (rational(9, 8) + rational(180, 161)) * gamma),
            uses=(
                lemma(late_positive),
                lemma(late_positive, conclusion=1),
                lemma(cone_slopes, conclusion=1),
                lemma(slope_difference, {m: bound}),
                lemma(cone_middle),
                lemma(halves_below, {a: slope(i), b: slope(j), m: bound}),
                lemma(
                    pair_scalar,
                    {
                        h: u(i) - u(j),
                        e: slope(j) - slope(i),
                        A: (slope(i) + slope(j)) / 2,
                        Q: middle,
                        T: speed,
                        B: share * s,
                        m: bound,
                    },
                ),
            ),
        ),
    ),
)
cone_residual = paper.claim(
    "cone-residual",
    residuals <= steepest**2 * spread / s_square,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours",
    title="mean r_i² ≤ (81/64)(1 + γ)²e^-2γ times the variance of the margins over ‖w‖_Σ²",
    certificates=(
        because(
            1
            / (2 * s_square)
            * mean(i, j, steepest**2 * (u(i) - u(j)) ** 2 - (u(i) * slope(j) - u(j) * slope(i)) ** 2),
            uses=(lemma(cone_pair),),
        ),
    ),
    rests_on=(lagrange,),
)
cone_gradient = paper.claim(
    "cone-gradient",
    squared(gradient) <= gamma**2 * steepest**2 * high**2 * away / s**4,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.14)",
    title="‖∇_w L‖₂ ≤ (9/8)γ(1 + γ)e^-γ λ_max‖w_⊥‖₂/‖w‖_Σ²",
    certificates=(
        because(
            gamma**2 / s**2 * (high * residuals - squared(combined)),
            gamma**2 / s**2 * high * (steepest**2 * spread / s_square - residuals),
            gamma**2 * steepest**2 / s**4 * high * (high * away - spread),
            uses=(
                lemma(spectrum_positive),
                lemma(combination_spectral, with_residual),
                lemma(cone_residual),
                lemma(w_star_nonzero),
                lemma(offset_spread),
            ),
        ),
    ),
    rests_on=(gradient_combination,),
)
