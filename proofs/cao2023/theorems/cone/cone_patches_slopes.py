"""In the cone of the CNN: the slopes, the loss, and how Γ = Pγ and ⟨w,w*⟩ grow in one step, as in ``cone_slopes``.

Every slope and every loss is e^-Γ up to a constant, and e^Γ grows by between ηP²/2 and (5/4)ηP² in every step: the
power of P in Theorem 3.2 is two, and not one.
"""

from dataclasses import replace
from fractions import Fraction

from proofs.cao2023.cnn.vocabulary import *
from proofs.cao2023.theorems.cone.cone_growth import cone_chord
from proofs.cao2023.theorems.cone.cone_patches import (
    along_the_star,
    cnn_cone_outputs,
    cone,
    from_norm,
    part,
    scale,
    u,
)
from proofs.cao2023.theorems.cone.cone_slopes import (
    cone_exponential_ends,
    cone_loss_function,
    cone_slope_function,
    exponential_monotone,
    fastest,
    slowest,
)

h, x, y = symbols("h x y")
decay, pace = exp(-scale), eta * P**2
forward = (*cone, eta > 0)
moving = replace(along_the_star, scalars={**along_the_star.scalars, "η": Fraction(1, 100)})
from_outputs = (lemma(cnn_cone_outputs), lemma(cnn_cone_outputs, conclusion=1))
at_output = {x: output(i), gamma: scale}
below, above = u - part(46, 47), part(48, 47) - u
patch_cone_shares = paper.claim(
    "patch-cone-shares",
    24 * u >= 23 * s,
    23 * u <= 24 * s,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="23/24 ≤ u/s ≤ 24/23 for every patch",
    certificates=(
        because(24 * below, 23 * (part(48, 47) - s), uses=from_norm),
        because(23 * above, 24 * (s - part(46, 47)), uses=from_norm),
    ),
)
cnn_cone_slopes = paper.claim(
    "cnn-cone-slopes",
    slope(i) >= rational(7, 12) * decay,
    slope(i) <= rational(15, 14) * decay,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="(7/12)e^-Γ ≤ |ℓ'_i| ≤ (15/14)e^-Γ",
    certificates=tuple(
        because(
            sign * (slope(i) - bound * decay),
            uses=(*from_outputs, lemma(cone_slope_function, at_output, conclusion=number)),
        )
        for number, (sign, bound) in enumerate(((1, rational(7, 12)), (-1, rational(15, 14))))
    ),
)
cnn_cone_losses = paper.claim(
    "cnn-cone-losses",
    model.loss() >= decay / 2,
    model.loss() <= rational(15, 14) * decay,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="e^-Γ/2 ≤ L ≤ (15/14)e^-Γ",
    certificates=tuple(
        because(
            mean(i, sign * (ell(output(i)) - bound * decay)),
            uses=(*from_outputs, lemma(cone_loss_function, at_output, conclusion=number)),
        )
        for number, (sign, bound) in enumerate(((1, rational(1, 2)), (-1, rational(15, 14))))
    ),
)
from_slopes = (*(lemma(fact, conclusion=number) for fact in (patch_cone_shares, cnn_cone_slopes) for number in (0, 1)),)
cnn_cone_gamma_step = paper.claim(
    "cnn-cone-gamma-step",
    P * next_gamma >= scale + pace * decay / 2,
    P * next_gamma <= scale + rational(9, 8) * pace * decay,
    given=forward,
    examples=(moving,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="Γ + ηP²e^-Γ/2 ≤ Γ⁺ ≤ Γ + (9/8)ηP²e^-Γ",
    certificates=(
        because(
            pace / (24 * s) * mean(i, p, (slope(i) - rational(7, 12) * decay) * (24 * u - 23 * s)),
            pace * rational(23, 24) * mean(i, slope(i) - rational(7, 12) * decay),
            pace / (24 * s) * rational(7, 12) * decay * mean(i, p, 24 * u - 23 * s),
            rational(17, 288) * pace * decay,
            uses=from_slopes,
        ),
        because(
            pace / (23 * s) * mean(i, p, slope(i) * (24 * s - 23 * u)),
            rational(24, 23) * pace * mean(i, rational(15, 14) * decay - slope(i)),
            rational(9, 1288) * pace * decay,
            uses=from_slopes,
        ),
    ),
)
at_scale = {x: scale, h: pace}
slowest_now, fastest_now = (substitute(end, at_scale) for end in (slowest, fastest))
cnn_cone_exponential_step = paper.claim(
    "cnn-cone-exponential-step",
    exp(P * next_gamma) >= exp(scale) + pace / 2,
    exp(P * next_gamma) <= exp(scale) + rational(5, 4) * pace,
    given=(*forward, pace <= rational(1, 8)),
    examples=(moving,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="e^Γ + ηP²/2 ≤ e^Γ⁺ ≤ e^Γ + (5/4)ηP²",
    certificates=(
        because(
            exp(P * next_gamma) - exp(slowest_now),
            exp(slowest_now) - (exp(scale) + pace / 2),
            uses=(
                lemma(cnn_cone_gamma_step),
                lemma(exponential_monotone, {y: P * next_gamma, x: slowest_now}),
                lemma(cone_exponential_ends, at_scale),
            ),
        ),
        because(
            exp(fastest_now) - exp(P * next_gamma),
            exp(scale) + rational(5, 4) * pace - exp(fastest_now),
            uses=(
                lemma(cnn_cone_gamma_step, conclusion=1),
                lemma(exponential_monotone, {y: fastest_now, x: P * next_gamma}),
                lemma(cone_exponential_ends, at_scale, conclusion=1),
            ),
        ),
    ),
)
a, b = symbols("a b")
varied = model.squared_norm(residual)
gentlest = rational(3, 8) * decay * (scale + rational(3, 2))
within = mean(i, p, q, (inner(w, z(i, p)) - inner(w, z(i, q))) ** 2)
cnn_cone_gamma_positive = paper.claim(
    "cnn-cone-gamma-positive",
    gamma > 0,
    given=(scale >= rational(1, 2),),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="Γ ≥ 1/2 gives γ > 0",
    certificates=(because((scale - rational(1, 2)) / P, 1 / (2 * P)),),
)
cnn_cone_outputs_positive = paper.claim(
    "cnn-cone-outputs-positive",
    output(i) >= 0,
    given=cone,
    examples=(along_the_star,),
    edition="beyond",
    source="ours, for Theorem 3.2",
    title="F_i ≥ 0: all samples are classified rightly",
    certificates=(
        because(
            output(i) - (scale - rational(1, 15)),
            scale - rational(1, 2),
            rational(13, 30),
            uses=(lemma(cnn_cone_outputs),),
        ),
    ),
)
cnn_cone_growth = paper.claim(
    "cnn-cone-growth",
    growth >= rational(7, 12) * eta * gamma * P / s**3 * decay * varied,
    given=forward,
    examples=(moving,),
    edition="beyond",
    source="ours, for Theorem 3.2, sharpens Lemma D.3",
    title="⟨w⁺,w*⟩ − ⟨w,w*⟩ ≥ (7/12)ηΓe^-Γ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²/‖w‖_Σ³",
    certificates=(
        because(
            eta
            / (2 * gamma * s * P)
            * mean(
                i,
                j,
                (output(i) - output(j)) * (output(i) * slope(j) - output(j) * slope(i))
                - (output(i) - output(j)) ** 2 * gentlest,
            ),
            eta
            / (2 * gamma * s * P)
            * decay
            * (rational(3, 8) * (scale - rational(1, 2)) + rational(1, 6))
            * mean(i, j, (output(i) - output(j)) ** 2),
            eta * gamma * P / (2 * s**3) * mean(j, slope(j) - rational(7, 12) * decay) * within,
            uses=(
                lemma(cnn_cone_gamma_positive),
                lemma(cnn_cone_outputs, conclusion=1),
                lemma(cnn_cone_outputs_positive),
                lemma(cnn_cone_slopes),
                lemma(cone_chord, {a: output(i), b: output(j), gamma: scale}),
            ),
        ),
    ),
)
