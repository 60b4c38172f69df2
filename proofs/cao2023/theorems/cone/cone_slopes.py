"""In the cone: the slopes |ℓ'_i|, the loss, and how γ grows in one step.

As |F_i − γ| ≤ 1/15, every slope p_i = σ̄(F_i) is e^-γ up to a constant; so are the losses ℓ(F_i), and so is the step of
γ, divided by η. For e^γ this says that it grows by an amount between η/2 and 5η/4 in every step: no Lemma C.2 is needed
to sum over steps. The paper has (C.29), (C.35) and (C.36) here.
"""

from proofs.cao2023.theorems.cone.cone import cone_outputs, cone_shares
from proofs.cao2023.theorems.vocabulary import *

h, x, y = symbols("h x y")
from_outputs = (lemma(cone_outputs), lemma(cone_outputs, conclusion=1))

cone_slope_function = paper.claim(
    "cone-slope-function",
    sigmabar(x) >= rational(7, 12) * decay,
    sigmabar(x) <= rational(15, 14) * decay,
    given=(late, x >= gamma - rational(1, 15), x <= gamma + rational(1, 15)),
    edition="beyond",
    source="ours, sharpens (C.29)",
    title="(7/12)e^-γ ≤ σ̄(x) ≤ (15/14)e^-γ for |x − γ| ≤ 1/15",
)
cone_loss_function = paper.claim(
    "cone-loss-function",
    ell(x) >= decay / 2,
    ell(x) <= rational(15, 14) * decay,
    given=(late, x >= gamma - rational(1, 15), x <= gamma + rational(1, 15)),
    edition="beyond",
    source="ours",
    title="e^-γ/2 ≤ ℓ(x) ≤ (15/14)e^-γ for |x − γ| ≤ 1/15",
)
cone_slopes = paper.claim(
    "cone-slopes",
    slope(i) >= rational(7, 12) * decay,
    slope(i) <= rational(15, 14) * decay,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.29)",
    title="(7/12)e^-γ ≤ |ℓ'_i| ≤ (15/14)e^-γ",
    certificates=tuple(
        because(
            sign * (slope(i) - bound * decay),
            uses=(*from_outputs, lemma(cone_slope_function, {x: output(i)}, conclusion=number)),
        )
        for number, (sign, bound) in enumerate(((1, rational(7, 12)), (-1, rational(15, 14))))
    ),
)
cone_losses = paper.claim(
    "cone-losses",
    ell(output(i)) >= decay / 2,
    ell(output(i)) <= rational(15, 14) * decay,
    model.loss() >= decay / 2,
    model.loss() <= rational(15, 14) * decay,
    given=cone,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6",
    title="e^-γ/2 ≤ ℓ(F_i) ≤ (15/14)e^-γ, and so L",
    certificates=tuple(
        because(
            mean(i, sign * (ell(output(i)) - bound * decay)) if averaged else sign * (ell(output(i)) - bound * decay),
            uses=(*from_outputs, lemma(cone_loss_function, {x: output(i)}, conclusion=number)),
        )
        for averaged in (False, True)
        for number, (sign, bound) in enumerate(((1, rational(1, 2)), (-1, rational(15, 14))))
    ),
)
from_slopes = (*(lemma(fact, conclusion=number) for fact in (cone_shares, cone_slopes) for number in (0, 1)),)
cone_gamma_step = paper.claim(
    "cone-gamma-step",
    next_gamma >= gamma + eta * decay / 2,
    next_gamma <= gamma + rational(9, 8) * eta * decay,
    given=forward,
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, sharpens (C.35) and (C.36)",
    title="γ + ηe^-γ/2 ≤ γ⁺ ≤ γ + (9/8)ηe^-γ",
    certificates=(
        because(
            eta / (24 * s) * mean(i, (slope(i) - rational(7, 12) * decay) * (24 * u(i) - 23 * s)),
            eta * rational(23, 24) * mean(i, slope(i) - rational(7, 12) * decay),
            eta / (24 * s) * rational(7, 12) * decay * mean(i, 24 * u(i) - 23 * s),
            rational(17, 288) * eta * decay,
            uses=from_slopes,
        ),
        because(
            eta / (23 * s) * mean(i, slope(i) * (24 * s - 23 * u(i))),
            rational(24, 23) * eta * mean(i, rational(15, 14) * decay - slope(i)),
            rational(9, 1288) * eta * decay,
            uses=from_slopes,
        ),
    ),
)
exponential_monotone = paper.claim(
    "exponential-monotone",
    exp(y) >= exp(x),
    given=(y >= x,),
    edition="beyond",
    source="ours",
    title="e^x rises",
)
slowest, fastest = x + h / 2 * exp(-x), x + rational(9, 8) * h * exp(-x)
cone_exponential_ends = paper.claim(
    "cone-exponential-ends",
    exp(slowest) >= exp(x) + h / 2,
    exp(fastest) <= exp(x) + rational(5, 4) * h,
    given=(x >= rational(1, 2), h >= 0, h <= rational(1, 8)),
    edition="beyond",
    source="ours, in the place of Lemma C.2",
    title="e^(x + (h/2)e^-x) ≥ e^x + h/2 and e^(x + (9/8)he^-x) ≤ e^x + (5/4)h",
)
at_gamma = {x: gamma, h: eta}
slowest_gamma, fastest_gamma = (substitute(end, at_gamma) for end in (slowest, fastest))
cone_exponential_step = paper.claim(
    "cone-exponential-step",
    exp(next_gamma) >= exp(gamma) + eta / 2,
    exp(next_gamma) <= exp(gamma) + rational(5, 4) * eta,
    given=(*forward, eta <= rational(1, 8)),
    examples=(beside_the_star,),
    edition="beyond",
    source="ours, in the place of Lemma C.2, for Lemma 4.6, result 3",
    title="e^γ + η/2 ≤ e^γ⁺ ≤ e^γ + (5/4)η",
    certificates=(
        because(
            exp(next_gamma) - exp(slowest_gamma),
            exp(slowest_gamma) - (exp(gamma) + eta / 2),
            uses=(
                lemma(cone_gamma_step),
                lemma(exponential_monotone, {y: next_gamma, x: slowest_gamma}),
                lemma(cone_exponential_ends, at_gamma),
            ),
        ),
        because(
            exp(fastest_gamma) - exp(next_gamma),
            exp(gamma) + rational(5, 4) * eta - exp(fastest_gamma),
            uses=(
                lemma(cone_gamma_step, conclusion=1),
                lemma(exponential_monotone, {y: fastest_gamma, x: next_gamma}),
                lemma(cone_exponential_ends, at_gamma, conclusion=1),
            ),
        ),
    ),
)
