"""Displays of Appendices C.4 to C.6 that speak of many steps, or of the data at one, each as it is printed.

γ(t) and w(t) are members of a run; what the proof knows there is a hypothesis, for the steps of which it knows it.
The facts about numbers behind them are on the pages of their lemmas.
"""

from fractions import Fraction
from typing import Any

from proofs.cao2023.linear.facts.lemma_c_2 import C_2_exponential_step, C_2_log_increment, C_2_log_rises
from proofs.cao2023.linear.facts.lemma_c_2 import lemma_C_2 as our_lemma_C_2
from proofs.cao2023.linear.facts.norms import largest_positive
from proofs.cao2023.linear.lemma_4_5.lemma_4_5 import C_21_step
from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import C_23_product
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_margins import (
    C_27 as OUR_C_27,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_margins import (
    C_29 as OUR_C_29,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_margins import (
    C_27_first,
    C_28_first,
    C_28_repaired,
    between,
    quarter,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_rates import C_42 as OUR_C_42
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_rates import C_37_gamma as our_C_37_gamma
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_rates import C_37_start
from proofs.cao2023.linear.vocabulary import *

a, b, c, r, x, y, alpha, E = symbols("a b c r x y α E")
(t,), (t_0,) = steps("t"), fixed_steps("t₀")
now, level = family("a", t), exp(family("a", 0))
C_2_from_level = paper.claim(
    "C.2-from-level",
    a >= log(y),
    given=(y > 0, exp(a) >= y),
    edition="beyond",
    source="ours, for Appendix E.2",
    title="e^a ≥ y gives a ≥ log y",
)
C_2_upper_in_exponents = paper.claim(
    "C.2-upper-in-exponents",
    a + c * exp(-a) <= b + log(x + c),
    given=(c > 0, x > 0, exp(a) >= x + c, a <= b + log(x)),
    edition="beyond",
    source="ours, for Appendix E.2, second part",
    title="x + c ≤ e^a and a ≤ b + log x imply a⁺ ≤ b + log(x + c)",
    certificates=(
        because(
            b + log(x) - a,
            log(x + c) - log(x) - c / (x + c),
            c * (exp(a) - (x + c)) * exp(-a) / (x + c),
            uses=(lemma(C_2_log_increment),),
        ),
    ),
)
recursion = (equal(family("a", t + 1), now + c * exp(-now)), c > 0)
risen = c * exp(-family("a", 0))
C_2_level = paper.claim(
    "C.2-level",
    exp(now) >= c * t + level,
    given=recursion,
    edition="beyond",
    source="ours, for Lemma C.2",
    title="e^a(t) ≥ ct + e^a(0)",
    certificates=(
        by_induction(t, exp(now) >= c * t + level, step=[because(uses=[lemma(C_2_exponential_step, {a: now})])]),
    ),
)
C_2_above = paper.claim(
    "C.2-above",
    for_all(t, now <= risen + log(c * (t - 1) + level), start=1),
    given=recursion,
    edition="beyond",
    source="ours, for Lemma C.2",
    title="a(t) ≤ c e^-a(0) + log(c(t−1) + e^a(0)) from t = 1 on",
    certificates=(
        by_steps(
            apply(C_2_level),
            induct(
                t,
                now <= risen + log(c * (t - 1) + level),
                start=1,
                step=[because(uses=[lemma(C_2_upper_in_exponents, {a: now, b: risen, x: c * (t - 1) + level})])],
            ),
        ),
    ),
)
lemma_C_2 = paper.claim(
    "lemma-C.2",
    log(c * t + level) <= now,
    now <= risen + log(c * t + level),
    given=recursion,
    source="Lemma C.2",
    title="log(ct + e^a(0)) ≤ a(t) ≤ c e^-a(0) + log(ct + e^a(0)) for all t",
    certificates=(
        by_steps(apply(C_2_level), then=because(uses=[lemma(C_2_from_level, {a: now, y: c * t + level})])),
        by_steps(
            apply(C_2_level),
            apply(C_2_above),
            induct(
                t,
                now <= risen + log(c * t + level),
                base=[because(risen)],
                step=[
                    because(
                        risen + log(c * t + level) - family("a", t + 1),
                        log(c * (t + 1) + level) - log(c * t + level),
                        uses=[lemma(C_2_log_rises, {x: c * t + level, y: c * (t + 1) + level})],
                    )
                ],
            ),
        ),
    ),
    steps=(our_lemma_C_2,),
)

gamma_now = family("γ", t)
along: dict[Any, Any] = dict(at_step(t, w, Symbol("γ")))
walked = by_induction(
    t,
    gamma_now <= 1 + eta * t,
    gamma_now >= 1 - eta * t,
    step=[
        because(
            eta - (substitute(next_gamma, along) - gamma_now),
            1 + eta * t - gamma_now,
            uses=[lemma(C_21_step, along)],
        ),
        because(
            eta - (gamma_now - substitute(next_gamma, along)),
            gamma_now - (1 - eta * t),
            uses=[lemma(C_21_step, along, conclusion=1)],
        ),
    ],
)
C_21_walk = paper.claim(
    "C.21-walk",
    gamma_now - 1 <= eta * t,
    1 - gamma_now <= eta * t,
    given=(
        substitute(model.defined, along),
        equal(family("γ", 0), 1),
        equal(family("γ", t + 1), substitute(next_gamma, along)),
        eta > 0,
    ),
    source="Appendix C.5, before (C.21)",
    title="|γ(t) − 1| ≤ ηt for all t",
    certificates=(walked, walked),
)
product = largest_norm * star_norm
second_entry = sqrt(low) / (40 * high ** Fraction(3, 4) * r)
share = minimum(rational(1, 3), second_entry)
ε = named("ε", share / (16 * product))
minimum_below_third = paper.claim(
    "minimum-below-third",
    minimum(rational(1, 3), x) <= rational(1, 3),
    edition="beyond",
    source="ours",
    title="min{1/3, x} ≤ 1/3",
)
C_24_epsilon = paper.claim(
    "C.24-epsilon",
    ε <= 1 / (24 * product),
    1 / (24 * product) <= rational(1, 24),
    given=(model.uniform(w_star), InSpan(w_star, z(i)), spectrum, r > 0, low > 0, high > 0, squared(w_star) > 0),
    source="Appendix C.6, before (C.24), the bound on ε",
    title="ε ≤ ‖w*‖₂⁻¹ max‖z_i‖₂⁻¹/24 ≤ 1/24",
    certificates=(
        because(
            (rational(1, 3) - share) / (16 * product),
            1 / (48 * product),
            uses=(lemma(largest_positive), lemma(minimum_below_third, {x: second_entry})),
        ),
        because(
            mean(i, squared(w_star) * (largest_square - squared(z(i)))) / (24 * product),
            mean(i, squared(w_star) * squared(z(i)) - 1) / (24 * product),
            times=product + 1,
            uses=(lemma(largest_positive), lemma(C_23_product)),
        ),
    ),
)
around = {a: alpha - c, b: alpha + c}
close = (*(substitute(one, around) for one in between), *quarter, model.defined)
C_27 = paper.claim(
    "C.27",
    output(i) <= gamma + rational(3, 4),
    given=close,
    source="(C.27)",
    title="F_i ≤ γ + 3/4 where every margin is within α/(4γ) of α = ‖w*‖₂⁻¹",
    certificates=(
        because(
            gamma * (alpha + c) / (alpha - c) - output(i),
            gamma * (1 + 3 * c / alpha) - gamma * (alpha + c) / (alpha - c),
            gamma + rational(3, 4) - gamma * (1 + 3 * c / alpha),
            uses=(lemma(C_27_first, around), lemma(OUR_C_27), lemma(OUR_C_27, conclusion=1)),
        ),
    ),
)
C_28_below = paper.claim(
    "C.28-below",
    output(i) >= gamma - rational(1, 2),
    given=close,
    edition="beyond",
    source="ours, in the place of (C.28)",
    title="F_i ≥ γ − 1/2 under the same",
    certificates=(
        because(
            output(i) - gamma * (alpha - c) / (alpha + c),
            gamma * (alpha - c) / (alpha + c) - gamma * (1 - 2 * c / alpha),
            gamma * (1 - 2 * c / alpha) - (gamma - rational(1, 2)),
            uses=(lemma(C_28_first, around), lemma(C_28_repaired), lemma(C_28_repaired, conclusion=1)),
        ),
    ),
)
C_29 = paper.claim(
    "C.29",
    sigmabar(output(i)) >= exp(-gamma - rational(3, 4)) / 2,
    sigmabar(output(i)) <= exp(-gamma + rational(3, 4)),
    given=(*close, gamma >= rational(1, 2)),
    source="(C.29)",
    title="e^(−γ−3/4)/2 ≤ |ℓ'(F_i)| ≤ e^(−γ+3/4) where every margin is within α/(4γ) of α = ‖w*‖₂⁻¹",
    certificates=tuple(
        because(gap, uses=(lemma(C_27), lemma(C_28_below), lemma(OUR_C_29, {x: output(i)}, conclusion=number)))
        for number, gap in enumerate(
            (
                sigmabar(output(i)) - exp(-gamma - rational(3, 4)) / 2,
                exp(-gamma + rational(3, 4)) - sigmabar(output(i)),
            )
        )
    ),
)
earlier = family("γ", t_0)
elapsed = eta * (t - t_0)
as_in_3 = (
    for_all(t, gamma_now >= log(elapsed / 8 + exp(earlier)), start=t_0),
    for_all(t, gamma_now <= log(8 * elapsed + 2 * exp(earlier)), start=t_0),
    *(eta > 0, earlier <= rational(3, 2)),
)
at_now = {x: elapsed, E: exp(earlier)}
log_of_level = paper.claim(
    "log-of-level",
    log(y) >= a,
    given=(y >= exp(a),),
    edition="beyond",
    source="ours, used after (C.37)",
    title="y ≥ e^a gives log y ≥ a",
)
C_37_gamma = paper.claim(
    "C.37-gamma",
    for_all(t, gamma_now >= earlier, start=t_0),
    for_all(t, gamma_now <= log(8 * elapsed + 9), start=t_0),
    given=as_in_3,
    source="Appendix C.6, after (C.37), the bounds on γ",
    title="γ(t₀) ≤ γ(t) ≤ log[8η(t−t₀) + 9], from result 3 of Lemma 4.6",
    certificates=(
        by_steps(
            have(for_all(t, elapsed / 8 + exp(earlier) >= exp(earlier), start=t_0), because(elapsed / 8)),
            then=because(
                gamma_now - log(elapsed / 8 + exp(earlier)),
                log(elapsed / 8 + exp(earlier)) - earlier,
                uses=[lemma(log_of_level, {y: elapsed / 8 + exp(earlier), a: earlier})],
            ),
        ),
        by_steps(
            apply(C_37_start, {gamma: earlier}),
            then=because(
                log(8 * elapsed + 2 * exp(earlier)) - gamma_now,
                log(8 * elapsed + 9) - log(8 * elapsed + 2 * exp(earlier)),
                uses=[lemma(our_C_37_gamma, {x: 8 * elapsed, E: exp(earlier)}, conclusion=1)],
            ),
        ),
    ),
)
C_42 = paper.claim(
    "C.42",
    for_all(t, gamma_now <= log(rational(9)) + log(8 * elapsed / 9 + 1), start=t_0),
    given=as_in_3,
    source="(C.42)",
    title="γ(t) ≤ log 9 + log[(8/9)η(t−t₀) + 1], from result 3 of Lemma 4.6",
    certificates=(
        by_steps(
            apply(C_37_start, {gamma: earlier}),
            then=because(
                log(8 * elapsed + 2 * exp(earlier)) - gamma_now,
                log(rational(9)) + log(8 * elapsed / 9 + 1) - log(8 * elapsed + 2 * exp(earlier)),
                uses=[lemma(OUR_C_42, at_now)],
            ),
        ),
    ),
)
start_length = squared(vector("w", 0))
C_34_root = paper.claim(
    "C.34-root",
    sqrt(squared(vector("w", t))) <= (1 + epsilon) * sqrt(start_length),
    given=(squared(vector("w", t)) <= (1 + epsilon**2) * start_length, epsilon > 0, start_length > 0),
    source="Appendix C.6, the last display of the proof of (ii)",
    title="‖w(t)‖₂ ≤ (1+ε)‖w(0)‖₂ where ‖w(t)‖₂² ≤ (1+ε²)‖w(0)‖₂²",
    certificates=(
        because(
            (1 + epsilon**2) * start_length - squared(vector("w", t)),
            2 * epsilon * start_length,
            times=sqrt(squared(vector("w", t))) + (1 + epsilon) * sqrt(start_length),
        ),
    ),
)
