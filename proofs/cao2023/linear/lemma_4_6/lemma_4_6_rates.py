"""Lemma 4.6, Appendix C.6: the rate (iv), (C.37)–(C.38), (v), (C.39)–(C.42), and D(w), (C.43)–(C.44).

The induction over t is decided in steps. q = 8η(t−t₀) + 9 and h = 8η, so that q + h is the next q; ρ is the rate in
dist²(t+1) ≤ (1 − ρηγe^-γ) dist²(t), which is λ_min/(32 λ_max^{3/2}‖w(0)‖₂²) in the printed (C.33) and
15λ_min/(32 λ_max^{3/2}‖w*‖₂‖w(0)‖₂²) in the repaired one. Then dist ≤ ε‖w(0)‖₂ exp[−(ρ/32) log²((8/9)η(t−t₀)+1)]; for
the printed ρ this is 1/1024. A stands for ρ/32, M for max‖z_i‖₂, ν for ‖w*‖₂ and y for log((8/9)η(t−t₀)+1).
(v) needs 48Mνε ≤ 1 and 20Mνε ≤ A^½. For the printed A this is the definition of ε; for the repaired A the second
part of the minimum in ε has to be λ_min^½/(40 λ_max^¾ ‖w*‖₂^½ ‖w(0)‖₂), or smaller.
"""

from proofs.cao2023.linear.facts.one_variable import (
    one_variable_ends,
    one_variable_envelope_high,
    one_variable_envelope_low,
    one_variable_exponential,
    one_variable_exponential_falls,
    one_variable_gaussian,
    one_variable_squares,
)
from proofs.cao2023.linear.lemma_4_3 import (
    C_3_projection,
    lemma_4_3,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_step import (
    C_33_repaired,
)
from proofs.cao2023.linear.vocabulary import *

a, h, k_, q_, r, t, x, y, z_ = symbols("a h k q r t x y z")
A, B, E, L, M, W, square_distance, rho, nu = symbols("A B E L M W Δ ρ ν")
nine = 1 * (log(rational(9)) - 2) + 2  # log 9, so written that log 9 > 2 shows it to be positive

C_37_product = paper.claim(
    "C.37-product",
    exp(-x) * exp(-y) <= exp(-x - y),
    given=(x >= 0, y >= 0),
    edition="beyond",
    source="ours, for (C.37), the equality",
    title="A product of exponentials is the exponential of the sum",
)
C_37_order = paper.claim(
    "C.37-order",
    exp(-x) <= exp(-y),
    given=(y >= 0, x >= y),
    edition="beyond",
    source="ours, used after (C.37)",
    title="e^-x falls",
)
C_37_root = paper.claim(
    "C.37-root",
    exp(-x / 64) ** 2 <= exp(-x / 32),
    exp(-x / 64) ** 2 >= exp(-x / 32),
    given=(x >= 0,),
    edition="beyond",
    source="ours, for (C.37)",
    title="The root of e^-x/32 is e^-x/64",
)
C_37 = paper.claim(
    "C.37",
    a <= B * exp(-z_),
    given=(
        B >= 0,
        square_distance >= 0,
        k_ >= 0,
        y >= 0,
        z_ >= 0,
        k_ + y >= z_,
        a <= (1 - k_) * square_distance,
        square_distance <= B * exp(-y),
    ),
    edition="beyond",
    source="ours, for (C.37), one factor",
    title="dist²₊ ≤ (1 − k) dist² and dist² ≤ B e^-y give dist²₊ ≤ B e^-z for z ≤ k + y",
    certificates=(
        because(
            (1 - k_) * square_distance - a,
            (exp(-k_) - (1 - k_)) * square_distance,
            exp(-k_) * (B * exp(-y) - square_distance),
            B * (exp(-k_ - y) - exp(-k_) * exp(-y)),
            B * (exp(-z_) - exp(-k_ - y)),
            uses=(
                lemma(one_variable_exponential, {x: k_}),
                lemma(C_37_product, {x: k_}),
                lemma(C_37_order, {x: k_ + y, y: z_}),
            ),
        ),
    ),
    rests_on=(C_33_repaired,),
    steps=(C_37_root,),
)
C_37_start = paper.claim(
    "C.37-start",
    exp(gamma) <= rational(9, 2),
    given=(gamma <= rational(3, 2),),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="2e^γ(t₀) ≤ 2e^(3/2) ≤ 9",
)
C_37_log = paper.claim(
    "C.37-log",
    log(x + h) >= log(x),
    given=(x > 0, h >= 0),
    edition="beyond",
    source="ours, used after (C.37)",
    title="log rises",
)
C_37_gamma = paper.claim(
    "C.37-gamma",
    log(x / 8 + E) >= log(E),
    log(x + 2 * E) <= log(x + 9),
    given=(x >= 0, E > 0, rational(9, 2) >= E),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="γ(t₀) ≤ log[(η/8)T + E] and log[8ηT + 2E] ≤ log[8ηT + 9], with E = e^γ(t₀)",
    certificates=(
        because(log(x / 8 + E) - log(E), uses=(lemma(C_37_log, {x: E, h: x / 8}),)),
        because(log(x + 9) - log(x + 2 * E), uses=(lemma(C_37_log, {x: x + 2 * E, h: 2 * (rational(9, 2) - E)}),)),
    ),
    steps=(C_37_start,),
)
C_38_weaker = paper.claim(
    "C.38-weaker",
    exp(-x / 64) <= exp(-x / 128),
    given=(x >= 0,),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.38), first inequality",
    title="64 becomes 128",
)
C_38_integral = paper.claim(
    "C.38-integral",
    h * log(q_) / q_ >= (log(q_ + h) ** 2 - log(q_) ** 2) / 2,
    given=(q_ >= 9, h >= 0),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.38), second inequality",
    title="A term of Σ log(q)/q is at least the integral over the next step",
)
C_38_antiderivative = paper.claim(
    "C.38-antiderivative",
    equal(
        derivative(log(8 * eta * t + 9) ** 2 / (16 * eta), t),
        log(8 * eta * t + 9) / (8 * eta * t + 9),
    ),
    given=(eta > 0, t >= 0),
    edition="beyond",
    source='ours, for Appendix C.6, before (C.38), "calculating the integral"',
    title="∫ log(8ητ+9)/(8ητ+9) dτ = log²(8ητ+9)/(16η)",
)
C_38_constant_repaired = paper.claim(
    "C.38-constant",
    exp(-rho / 64 * (x / 16)) <= exp(-rho / 1024 * x),
    given=(rho > 0, x > 0),
    edition="repaired",
    source="Appendix C.6, before (C.38), third inequality",
    title="The same with 64",
)
C_38_quotient = paper.claim(
    "C.38-quotient",
    log(9 * (x + 1)) - log(rational(9)) <= log(x + 1),
    log(9 * (x + 1)) - log(rational(9)) >= log(x + 1),
    given=(x >= 0,),
    edition="beyond",
    source="ours, for (C.38), the equality",
    title="log(8ηT+9) − log 9 = log((8/9)ηT+1), with x = (8/9)ηT",
)
C_38_exponent = paper.claim(
    "C.38-exponent",
    rho * h / 8 * (log(q_) / q_) >= rho / 16 * (log(q_ + h) ** 2 - log(q_) ** 2),
    given=(rho > 0, q_ >= 9, h >= 0),
    edition="beyond",
    source="ours, for (C.38), the exponent",
    title="One step's ρηγe^-γ ≥ ρη log(q)/q is at least what the exponent of dist² has to gain",
    certificates=(
        because(rho / 8 * (h * log(q_) / q_ - (log(q_ + h) ** 2 - log(q_) ** 2) / 2), uses=(lemma(C_38_integral),)),
    ),
    steps=(one_variable_envelope_low, one_variable_envelope_high, C_38_antiderivative),
)
C_38 = paper.claim(
    "C.38",
    L**2 - log(rational(9)) ** 2 >= (L - log(rational(9))) ** 2,
    given=(log(rational(9)) < L,),
    edition="beyond",
    source="ours, for (C.38)",
    title="log²(8ηT+9) − log² 9 ≥ (log(8ηT+9) − log 9)², with L = log(8ηT+9)",
    certificates=(
        because(
            2 * nine * (L - log(rational(9))),
            uses=(lemma(one_variable_ends, {z_: rational(0)}),),
        ),
    ),
    steps=(
        one_variable_squares,
        C_33_repaired,
        C_37,
        C_37_gamma,
        C_38_weaker,
        C_38_exponent,
        C_38_constant_repaired,
        C_38_quotient,
    ),
)

C_42_log_product = paper.claim(
    "C.42-log-product",
    log(9 * exp(x)) <= log(rational(9)) + x,
    log(9 * exp(x)) >= log(rational(9)) + x,
    edition="beyond",
    source="ours, for (C.42), the equality",
    title="log 9eˣ = log 9 + x, with eˣ = (8/9)ηT + (2/9)e^γ(t₀)",
)
C_42 = paper.claim(
    "C.42",
    log(8 * x + 2 * E) <= log(rational(9)) + log(8 * x / 9 + 1),
    given=(x >= 0, E > 0, rational(9, 2) >= E),
    edition="beyond",
    source="ours, for (C.42)",
    title="log[8ηT + 2E] ≤ log 9 + log[(8/9)ηT + 1], with x = ηT and E = e^γ(t₀) ≤ e^(3/2) ≤ 9/2",
    certificates=(
        because(
            log(8 * x + 9) - log(8 * x + 2 * E),
            log(8 * x / 9 + 1) - (log(9 * (8 * x / 9 + 1)) - log(rational(9))),
            uses=(
                lemma(C_37_log, {x: 8 * x + 2 * E, h: 2 * (rational(9, 2) - E)}),
                lemma(C_38_quotient, {x: 8 * x / 9}),
            ),
        ),
    ),
    steps=(C_37_start, C_42_log_product),
)
C_42_split = paper.claim(
    "C.42-split",
    (log(rational(9)) + y) * exp(-A * y**2) <= log(rational(9)) + exp(rational(-1, 2)) / sqrt(2 * A),
    given=(A > 0, y > 0),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.42), second inequality",
    title="(log 9 + y)e^-Ay² ≤ log 9 + e^-½(2A)^-½",
    remark="The paper prints e^(+1/2) in the constant that follows, which is larger and so right as well.",
    certificates=(
        because(
            nine * (1 - exp(-A * y**2)),
            exp(rational(-1, 2)) / sqrt(2 * A) - y * exp(-A * y**2),
            uses=(
                lemma(one_variable_ends, {z_: rational(0)}),
                lemma(one_variable_exponential_falls, {h: A * y**2}),
                lemma(one_variable_gaussian, {z_: y}),
            ),
        ),
    ),
)
C_42_numbers = paper.claim(
    "C.42-numbers",
    2 * log(rational(9)) * M <= 6 * M,
    32 * sqrt(rational(2)) * exp(rational(1, 2)) * M <= 80 * M,
    given=(M > 0,),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.42), third inequality",
    title="2 log 9 ≤ 6 and 32√2 e^½ ≤ 80",
)
C_42_sharp_numbers = paper.claim(
    "C.42-sharp-numbers",
    2 * log(rational(9)) * M <= rational(22, 5) * M,
    32 * sqrt(rational(2)) * exp(rational(-1, 2)) * M <= rational(55, 2) * M,
    given=(M > 0,),
    edition="beyond",
    source="ours, for result 5 with 3/20",
    title="2 log 9 ≤ 22/5 and 32√2 e^-½ ≤ 55/2",
)
lemma_4_6_5_sharp = paper.claim(
    "lemma-4.6.5-sharp",
    rational(22, 5) * M * epsilon + rational(55, 2) * M * epsilon / (32 * sqrt(A)) <= 3 / (20 * nu),
    given=(M > 0, nu > 0, A > 0, epsilon > 0, 48 * M * nu * epsilon <= 1, 20 * M * nu * epsilon <= sqrt(A)),
    edition="beyond",
    source="ours, sharpens Lemma 4.6, result 5",
    title="The deviation of the margins times γ is at most (3/20)‖w*‖₂⁻¹, not only a quarter",
    certificates=(
        because(
            rational(11, 120) * (1 - 48 * M * nu * epsilon) / nu,
            rational(11, 256) * (sqrt(A) - 20 * M * nu * epsilon) / (nu * sqrt(A)),
            rational(59, 3840) / nu,
        ),
    ),
    steps=(C_42_sharp_numbers, C_42_split),
)
C_42_third = paper.claim(
    "C.42-third",
    6 * M * epsilon + 160 * M * epsilon / (64 * sqrt(A)) <= 1 / (4 * nu),
    given=(M > 0, nu > 0, A > 0, epsilon > 0, 48 * M * nu * epsilon <= 1, 20 * M * nu * epsilon <= sqrt(A)),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.42), last inequality",
    title="6Mε + 80(λ_max^¾/λ_min^½)Mε‖w(0)‖₂ ≤ ‖w*‖₂⁻¹/4 by the definition of ε",
    remark="With A = λ_min/(1024 λ_max^{3/2}‖w(0)‖₂²), that is 80 λ_max^¾‖w(0)‖₂/λ_min^½ = 80/(32 A^½).",
    certificates=(
        because((1 - 48 * M * nu * epsilon) / (8 * nu), (sqrt(A) - 20 * M * nu * epsilon) / (8 * nu * sqrt(A))),
    ),
)
pair_mean = mean(i, j, (u(j) - u(i)) ** 2)
data = (
    model.uniform(w_star),
    InSpan(w_star, model.z(i)),
    InSpan(w, model.z(i)),
    Spectrum(low, high, model.z(i)),
    inner(w_star, w_star) > 0,
)
C_43 = paper.claim(
    "C.43",
    pair_mean <= 2 * high * inner(offset, offset),
    given=data,
    source="(C.43)",
    title="The mean squared difference of margins is at most 2λ_max times the squared distance to span{w*}",
    remark="The print has w(t₁+1) for w(t) once.",
    certificates=(
        because(
            2 * (model.squared_norm(offset) - model.squared_norm(residual)),
            2 * (high * inner(offset, offset) - model.squared_norm(offset)),
            uses=(lemma(C_3_projection, {symbols("c")[0]: inner(w_star, w) / inner(w_star, w_star)}),),
            rayleigh=(offset,),
        ),
    ),
    rests_on=(lemma_4_3,),
)
C_44, C_44_repaired = paper.mended(
    "C.44",
    printed=wording(
        pair_mean <= high * E,
        given=(*data, inner(offset, offset) <= E),
        source="(iv), second line, and the display after (C.44), at t = t₀",
        title="The mean squared difference of margins is at most λ_max ε²‖w(0)‖₂², with E = ε²‖w(0)‖₂²",
        remark="The factor 2 of (C.43) is lost. Adding multiples of w* to w changes neither side.",
    ),
    repaired=wording(
        pair_mean <= 2 * high * E,
        given=(*data, high > 0, inner(offset, offset) <= E),
        source="(iv), second line, and the display after (C.44)",
        title="The same with 2λ_max, E being the bound on the squared distance",
        certificates=(
            because(
                2 * high * inner(offset, offset) - pair_mean,
                2 * high * (E - inner(offset, offset)),
                uses=(lemma(C_43),),
            ),
        ),
    ),
    fault="slip",
)
at_least_zero = 1 * (E - inner(offset, offset)) + inner(offset, offset)  # E, so written that it is seen to be ≥ 0
lemma_4_6_6_D = paper.claim(
    "lemma-4.6.6-D",
    model.discrepancy() <= 2 * high * E / (low * r**2),
    given=(*data, model.defined, high > 0, r > 0, r**2 <= inner(w, w), inner(offset, offset) <= E),
    source="Lemma 4.6, result 6, the bound on D(w)",
    title="D(w) ≤ (2λ_max/λ_min) E/‖w(0)‖₂², E being the bound on the squared distance",
    remark="With E = ε²‖w(0)‖₂² e^… and ε ≤ 1/48 it is λ_max/(1152 λ_min) e^…, where the proof prints 2304.",
    certificates=(
        because(
            (2 * high * E - pair_mean) / model.squared_norm(),
            2 * high * at_least_zero * (model.squared_norm() - low * inner(w, w)) / (model.squared_norm() * low * r**2),
            2 * high * at_least_zero * (inner(w, w) - r**2) / (model.squared_norm() * r**2),
            uses=(lemma(C_44_repaired),),
            rayleigh=(w,),
        ),
    ),
)
claim_4_6_6_lines = paper.claim(
    "4.6.6-lines",
    high * epsilon**2 * r**2 / W <= high * r**2 / (2304 * M**2 * nu**2 * W),
    high * r**2 / (2304 * M**2 * nu**2 * W) <= high * r**2 / (2304 * W),
    high * r**2 / (2304 * W) <= high * r**2 / (2304 * low * y),
    high * r**2 / (2304 * low * y) <= high / (2304 * low),
    given=(
        *(symbol > 0 for symbol in (high, low, epsilon, r, W, M, nu, y)),
        48 * M * nu * epsilon <= 1,
        M * nu >= 1,
        low * y <= W,
        r**2 <= y,
    ),
    edition="beyond",
    source="ours, for Appendix C.6, the last displays",
    title="The bound on D(w), line by line, with W = ‖w‖_Σ² and y = ‖w‖₂²",
    certificates=(
        because(high * r**2 / (2304 * M**2 * nu**2 * W) * ((1 - 48 * M * nu * epsilon) * (1 + 48 * M * nu * epsilon))),
        because(high * r**2 / (2304 * M**2 * nu**2 * W) * (M * nu - 1) * (M * nu + 1)),
        because(high * r**2 / (2304 * W * low * y) * (W - low * y)),
        because(high / (2304 * low * y) * (y - r**2)),
    ),
)
