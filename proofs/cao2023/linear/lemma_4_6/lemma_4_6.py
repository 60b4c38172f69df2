"""Lemma 4.6 result by result: what of it is false as printed, and what its repaired proof gives.

Result 5 at t = t₀ needs no constant, and fails: nothing in the lemma excludes w(t₀) near −w*. It is decided at t₀ = 1
after a step from w(0) = −a w*, γ(0) = 1; ``gamma-mirror-w`` says that this step leaves w as it is.

Result 4 has the rate λ_min/(λ_max^{3/2}‖w(0)‖₂²). The lemma prints the square of the distance in it, as do (C.37) and
(C.44), while (iv) and (C.38) have the distance: the former follows from the latter where ε‖w(0)‖₂ ≤ 1
(``lemma-4.6.4-square``). On η the lemma prints λ_max^{3/2}, where its proof needs λ_max^{-3/2} (``C.31-condition``).
With the latter, "there exist constants" does not save the rate: scaling all data by c > 0 leaves w(t) and γ(t) as they
are (``scale-w``, ``scale-gamma``), multiplies λ_min and λ_max by c² and the rate by 1/c (``scale-norm``,
``scale-rate``), and leaves the proof's condition on η, and ε, as they are once c is small. So the right side of result
4 at t₀ + 1 can be made smaller than its left side, which does not change (``scale-limit``). The claims
``lemma-4.6.4`` and ``C.38-rate`` are decided on two samples c(1, 1), c(1, −1), one step after t₀ = 0, with
c₂ = 1/1024, η ≤ 10⁻¹¹ and c = η²/10⁷: for other constants c₁ and c₂, or a shorter w(0), take η and c smaller. (The
lemma counts t₀ from 1; by continuity the same holds one step later, as all of it is strict.) Under the lemma's own
condition on η, which such a c does not meet, one step is not enough to decide it.

The repaired results: 1 is (C.33), 2 is (C.34), 3 is below, 4 is (C.37)–(C.38) with the rate of the repaired (C.33), 5
is (C.42), 6 is ``lemma-4.6.6-upper``, ``-lower`` and ``-D``. All of them assume ⟨w(t₀), w*⟩ > 0. The induction over t,
in which they are assumed of each other up to t, is the paper's and consists of these steps.
"""

from fractions import Fraction

from proofs.cao2023.linear.facts.lemma_c_2 import (
    C_2_lower_step,
)
from proofs.cao2023.linear.facts.one_variable import (
    one_variable_exponential_falls,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_gamma import (
    C_35,
    C_36,
    C_36_above,
    C_36_comparison,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_margins import (
    C_26,
    covered,
    near,
    uniform,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_rates import (
    C_37,
    C_38,
    C_42,
    C_38_constant_repaired,
    C_38_exponent,
    lemma_4_6_5_sharp,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_step import (
    C_33_repaired,
)
from proofs.cao2023.linear.vocabulary import *

a, c, g, h, k_, u_, x, y, z_, B, E, K, M, square_distance = symbols("a c g h k u x y z B E K M Δ")
(rho,) = symbols("ρ")
z_i = model.z(i)
share = inner(next_w, z_i) / sqrt(inner(next_w, next_w)) - 1 / star_norm

mirrored = {w: -a * w_star}
lemma_4_6_5, lemma_4_6_5_repaired = paper.mended(
    "lemma-4.6.5",
    printed=wording(
        substitute(absolute(share) * next_gamma, mirrored) <= 1 / (4 * star_norm),
        given=(
            model.uniform(w_star),
            InSpan(w_star, z_i),
            a > 0,
            equal(gamma, 1),
            eta > 0,
            eta <= rational(1, 10**12),
            substitute(next_gamma, mirrored) >= rational(1, 2),
        ),
        source="Lemma 4.6, result 5, at t = t₀ = 1",
        title="max_i|⟨w/‖w‖₂, z_i⟩ − ‖w*‖₂⁻¹| γ ≤ ‖w*‖₂⁻¹/4 from w(0) = −a w*, γ(0) = 1",
        remark="Missing hypothesis ⟨w(t₀), w*⟩ > 0: from w(0) = −a w*, where w(1) = w(0), it fails for every small "
        "η. "
        "Lemma 4.5 does not give it either.",
    ),
    repaired=wording(
        gamma * (model.margin(i) / w_norm - 1 / star_norm) <= 1 / (4 * star_norm),
        gamma * (1 / star_norm - model.margin(i) / w_norm) <= 1 / (4 * star_norm),
        given=(*near, *covered, *uniform, 48 * M * epsilon * star_norm <= 1, gamma > 0, gamma <= rational(3, 2)),
        source="Lemma 4.6, result 5, at t = t₀",
        title="The same where ⟨w(t₀), w*⟩ > 0, with M ≥ ‖z_i‖₂",
        certificates=tuple(
            because(
                gamma * (2 * M * epsilon - sign * (model.margin(i) / w_norm - 1 / star_norm)),
                2 * M * epsilon * (rational(3, 2) - gamma),
                (1 - 48 * M * epsilon * star_norm) / (16 * star_norm),
                3 / (16 * star_norm),
                uses=(lemma(C_26, conclusion=number),),
            )
            for number, sign in enumerate((1, -1))
        ),
        steps=(C_42, lemma_4_6_5_sharp),
    ),
    fault="breaks",
)

scaled = {z_i: c * z_i}
scale_w = paper.claim(
    "scale-w",
    equal(inner(substitute(next_w, scaled), v), inner(next_w, v)),
    given=(c > 0,),
    edition="beyond",
    source="ours",
    title="Scaling all data by c > 0 leaves the step of w as it is (seen along every v)",
)
scale_gamma = paper.claim(
    "scale-gamma",
    equal(substitute(next_gamma, scaled), next_gamma),
    given=(c > 0,),
    edition="beyond",
    source="ours",
    title="and the step of γ",
)
scale_norm = paper.claim(
    "scale-norm",
    equal(substitute(model.squared_norm(), scaled), c**2 * model.squared_norm()),
    equal(substitute(model.discrepancy(), scaled), model.discrepancy()),
    given=(c > 0,),
    edition="beyond",
    source="ours",
    title="‖w‖_Σ² and so λ_min and λ_max are multiplied by c²; D(w) does not change",
)
(nu,) = symbols("ν")
rate = low / high ** Fraction(3, 2)
scale_rate = paper.claim(
    "scale-rate",
    equal(c**2 * low / (c**2 * high) ** Fraction(3, 2), rate / c),
    equal(c**2 * low / ((c**2 * high) ** Fraction(3, 2) * (nu / c)), rate / nu),
    given=(c > 0, low > 0, high > 0, nu > 0),
    edition="beyond",
    source="ours",
    title="The printed rate is divided by c, the repaired one, with ‖w*‖₂ in its denominator, stays",
)
scale_inverse = paper.claim(
    "scale-inverse",
    1 - x * exp(-x) > 0,
    given=(x > 0,),
    edition="beyond",
    source="ours",
    title="x e^-x < 1",
)
scale_limit = paper.claim(
    "scale-limit",
    E * exp(-K / c) < B,
    given=(B > 0, E > 0, K > 0, c > 0, c <= K * B / E),
    edition="beyond",
    source="ours",
    title="E e^(−K/c) < B for c ≤ KB/E: a bound with rate K/c fails for small c wherever the left side is B > 0",
    certificates=(
        because(
            E / K * (K * B / E - c),
            E * c / K * (1 - K / c * exp(-K / c)),
            uses=(lemma(scale_inverse, {x: K / c}),),
        ),
    ),
)
q_ = sqrt(1 + x**2)
plus, minus = sigmabar((1 + x) / q_), sigmabar((1 - x) / q_)
pull = (plus * (1 + x) + minus * (1 - x)) / (2 * q_**2)
next_x = x + eta / (2 * q_) * (plus - minus - 2 * x * pull)  # the second coordinate of w(1)
flat = q_ / (48 * sqrt(rational(2))) * exp(-(10**7) * log(1 + 8 * eta / 9) ** 2 / (1024 * eta**2 * q_**2))
lemma_4_6_4_square = paper.claim(
    "lemma-4.6.4-square",
    x**2 <= E * exp(-y),
    given=(x >= 0, y >= 0, E >= 0, E <= 1, x <= E * exp(-y)),
    edition="beyond",
    source="ours, for Lemma 4.6, result 4, (C.37) and (C.44), against (iv) and (C.38)",
    title="dist ≤ E e^-y gives dist² ≤ E e^-y for E = ε‖w(0)‖₂ ≤ 1",
    certificates=(
        because(
            (E * exp(-y) - x) * (E * exp(-y) + x),
            E * exp(-y) * (1 - E),
            E**2 * exp(-y) * (1 - exp(-y)),
            uses=(lemma(one_variable_exponential_falls, {h: y}),),
        ),
    ),
    remark="So the square, which (iv) does not have, does no harm where ε‖w(0)‖₂ ≤ 1, as for short w(0).",
)
nine = log(rational(9)) ** 2
lemma_4_6_4_squares = paper.claim(
    "lemma-4.6.4-squares",
    log(u_) ** 2 - nine >= 0,
    log(u_ + h) ** 2 - nine >= 0,
    given=(u_ >= 9, h >= 0),
    edition="beyond",
    source="ours, for the induction of result 4",
    title="log² u ≥ log² 9 for u ≥ 9",
)
lemma_4_6_4_exponents = paper.claim(
    "lemma-4.6.4-exponents",
    k_ + rho / 16 * (log(u_) ** 2 - nine) >= rho / 16 * (log(u_ + h) ** 2 - nine),
    given=(rho > 0, u_ >= 9, h >= 0, k_ >= rho * h / 8 * (log(u_) / u_)),
    edition="beyond",
    source="ours, for the induction of result 4",
    title="What one step adds to the exponent",
    certificates=(
        because(
            k_ - rho * h / 8 * (log(u_) / u_),
            rho * h / 8 * (log(u_) / u_) - rho / 16 * (log(u_ + h) ** 2 - log(u_) ** 2),
            uses=(lemma(C_38_exponent, {symbols("q")[0]: u_}),),
        ),
    ),
)
lemma_4_6_4_repaired = paper.claim(
    "lemma-4.6.4",
    a <= B * exp(-rho / 16 * (log(u_ + h) ** 2 - nine)),
    given=(
        *(rho > 0, u_ >= 9, h >= 0, B >= 0, K >= 0, k_ >= 0, k_ >= rho * h / 8 * (log(u_) / u_)),
        a <= (1 - k_) * K,
        B * exp(-rho / 16 * (log(u_) ** 2 - nine)) >= K,
    ),
    edition="repaired",
    source="Lemma 4.6, result 4",
    title="The rate is ρ = 15λ_min/(32 λ_max^{3/2}‖w*‖₂‖w(0)‖₂²), from t to t + 1",
    steps=(lemma_4_6_4_square,),
    remark="a and K are the squared distances at t + 1 and t, B = ε²‖w(0)‖₂², u = 8η(t−t₀) + 9, h = 8η, k = ρηγe^-γ. "
    "With log² u − log² 9 ≥ log²((8/9)η(t−t₀)+1) it says dist ≤ ε‖w(0)‖₂ exp[−(ρ/32) log²((8/9)η(t−t₀)+1)].",
    certificates=(
        because(
            B * exp(-rho / 16 * (log(u_ + h) ** 2 - nine)) - a,
            uses=(
                lemma(lemma_4_6_4_squares),
                lemma(lemma_4_6_4_squares, conclusion=1),
                lemma(lemma_4_6_4_exponents),
                lemma(
                    C_37,
                    {
                        square_distance: K,
                        y: rho / 16 * (log(u_) ** 2 - nine),
                        z_: rho / 16 * (log(u_ + h) ** 2 - nine),
                    },
                ),
            ),
        ),
    ),
    rests_on=(C_33_repaired, C_38, C_38_constant_repaired),
)
C_38_rate_repaired = paper.claim(
    "C.38-rate",
    a <= B * exp(-rho / 16 * (log(u_ + h) ** 2 - nine)),
    given=lemma_4_6_4_repaired.plain.hypotheses,
    edition="repaired",
    source="(iv), first line, and (C.38)",
    title="The rate is ρ = 15λ_min/(32 λ_max^{3/2}‖w*‖₂‖w(0)‖₂²), for the squared distance a at t + 1",
    certificates=(because(B * exp(-rho / 16 * (log(u_ + h) ** 2 - nine)) - a, uses=(lemma(lemma_4_6_4_repaired),)),),
)
lemma_4_6_3_repaired = paper.claim(
    "lemma-4.6.3",
    g >= log(x + c),
    given=(c > 0, x > 0, y > 0, y >= x, g >= log(y) + c / y),
    edition="repaired",
    source="Lemma 4.6, result 3, lower bound",
    title="γ(t) ≥ log x and (C.36) give γ(t+1) ≥ log(x + η/8), with y = e^γ(t), g = γ(t+1), c = η/8",
    certificates=(because(g - (log(y) + c / y), log(y) + c / y - log(x + c), uses=(lemma(C_2_lower_step),)),),
    rests_on=(C_36,),
)
lemma_4_6_3_upper = paper.claim(
    "lemma-4.6.3-upper",
    g <= a + 4 * eta * exp(-a),
    given=(x >= rational(1, 2), a >= x, eta > 0, eta <= rational(1, 8), g <= x + 4 * eta * exp(-x)),
    edition="beyond",
    source="ours, for Lemma 4.6, result 3, upper bound",
    title="γ(t+1) stays below the sequence a⁺ = a + 4ηe^-a, to which Lemma C.2 applies",
    certificates=(
        because(
            x + 4 * eta * exp(-x) - g,
            a + 4 * eta * exp(-a) - (x + 4 * eta * exp(-x)),
            uses=(lemma(C_36_comparison, {y: a}),),
        ),
    ),
    rests_on=(C_35, C_36_above),
)
