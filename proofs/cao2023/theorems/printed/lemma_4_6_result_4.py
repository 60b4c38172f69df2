"""Result 4 of Lemma 4.6 alone: data that are small enough break it, whatever c₁ and c₂ are.

The repaired lemma has ‖w_⊥(T)‖₂² ≥ ‖w_⊥(t₀)‖₂² exp(−10Λ(3/2 + log(1 + η(T − t₀)))³), Λ = λ_max‖w*‖₂²/r², r = ‖w(0)‖₂.
The print has, squared, ε²r² exp(−2κ log²(8η(T − t₀)/9 + 1)) with κ = c₂λ_min/(λ_max^{3/2}r²). From
‖w_⊥(t₀)‖₂² ≥ r²/(4·48²R²), which is ε²r²/4 where the minimum in ε is 1/3, the print is less at each T with
1 ≤ η(T − t₀) ≤ 2, once 4κ ≥ 5(10Λ(3/2 + log 3)³ + 9). Scaling the data by b² multiplies κ by 1/b², and leaves Λ and R.

In closed form: z_1 = b²(1, 1), z_2 = b²(1, −1), so that w* = b⁻²(1, 0), λ_min = λ_max = b⁴ and R = √2; γ(0) = 1,
w(0) = (√(1 − s²), s)/4 with 1/136 ≤ s ≤ 1/68, t₀ = 0, and η as small as the print asks for, and at most 1/200. Every
b ≤ 3/10 with 221 b² ≤ c₂ breaks result 4 then. Results 1, 2, 3, 5 and 6 do not come in.
"""

from dataclasses import replace
from fractions import Fraction

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.linear.lemma_4_6.first_step import orthogonal_pair
from proofs.cao2023.theorems.lemma_4_6_repaired import at_least, lemma_4_6_repaired
from proofs.cao2023.theorems.printed.as_printed import powers, rate_printed
from proofs.cao2023.theorems.printed.lemma_4_5_printed import smaller, ε
from proofs.cao2023.theorems.printed.rate_as_printed import C_3, A, a, cube, m, rate_beaten, y, κ, τ
from proofs.cao2023.theorems.printed.rate_as_printed import b as exponent
from proofs.cao2023.theorems.stages.first_stage_run import at_start, minimum_below_both
from proofs.cao2023.theorems.stages.second_stage import span_defined
from proofs.cao2023.theorems.stages.second_stage_run import begins, gamma_then, moved, second_stage_run, t, t_0, there
from proofs.cao2023.theorems.vocabulary import *

b, c_1, c_2, x = symbols("b c_1 c_2 x")
(T,) = fixed_steps("T")
start, radius = moved(length, at_start), norm(vector("w", 0))
away_there, away_then = moved(away, there), moved(away, of_run(T))
passed = eta * (T - t_0)
print_squared = ε**2 * radius**2 * exp(-2 * c_2 * rate_printed * log(Fraction(8, 9) * passed + 1) ** 2)
lower_exponent = 10 * wide * substitute(cube, {τ: rational(0)}) + 9
lower = substitute(at_least, {t.base: T})  # what ‖w_⊥‖₂² has left at T, at least
other = smaller.arguments[1]  # type: ignore[attr-defined]
at_most_a_third = have(
    smaller <= rational(1, 3),
    because(
        rational(1, 3) - smaller, uses=lemma(minimum_below_both, {Symbol("a"): rational(1, 3), Symbol("b"): other})
    ),
)
lemma_4_6_rate_small_data = paper.claim(
    "lemma-4.6-rate-small-data",
    away_then > print_squared,
    given=(
        *begins,
        gamma_then <= rational(3, 2),
        equal(start, r**2),
        9216 * breadth * away_there >= r**2,
        *(c_2 > 0, passed >= 1, passed <= 2),
        4 * c_2 * low / (high**three_halves * r**2) >= 5 * lower_exponent,
    ),
    edition="beyond",
    source="ours, on Lemma 4.6, result 4, as printed",
    title="Whatever c₂ is, ‖w_⊥‖₂ is larger than result 4 says, for small data",
    steps=(lemma_4_6_repaired, rate_beaten),
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            apply(spectrum_positive),
            apply(second_stage_run),
            apply(span_defined, at_step(t, w), over=(t, t_0, None)),
            apply(lemma_4_6_repaired),
            have(t_0 <= T, because(passed - 1, 1, times=eta)),
            apply(largest_positive),
            have(start > 0, because(r**2)),
            have(radius > 0),
            at_most_a_third,
            have(
                9216 * breadth * ε**2 <= 4,
                because(4 * (rational(1, 3) - smaller) * (rational(1, 3) + smaller) * 9),
            ),
            have(away_there > 0, because(9216 * breadth * away_there - r**2, r**2, times=9216 * breadth)),
            have(
                ε**2 * radius**2 <= 4 * away_there,
                because(
                    9216 * breadth * away_there - r**2,
                    r**2 * (4 - 9216 * breadth * ε**2) / 4,
                    times=9216 * breadth / 4,
                ),
            ),
            apply(
                rate_beaten,
                {
                    a: rational(5, 9),
                    A: away_there,
                    C_3: ε**2 * radius**2,
                    κ: 2 * c_2 * rate_printed,
                    exponent: wide,
                    r: rational(1, 3),
                    τ: rational(0),
                    m: passed,
                    y: passed,
                },
                shown=(
                    *(None,) * 3,
                    because(2 * c_2 * rate_printed),
                    because(passed - 1, 1),
                    None,
                    None,
                    None,
                    because(wide),
                    None,
                    because((4 * away_there - ε**2 * radius**2) / 9, 5 * away_there / 9),
                ),
            ),
            then=because(away_then - away_there * lower, away_there * lower - print_squared),
            at=(T,),
        ),
    ),
)
logarithm_of_three = paper.claim(
    "logarithm-of-three",
    10 * log(3) <= 11,
    edition="beyond",
    source="ours",
    title="log 3 ≤ 11/10",
)
root = rational(3, 2) + log(3)
isotropic = (
    *(equal(low, b**4), equal(high, b**4), equal(largest_square, 2 * b**4), equal(star, 1 / b**4)),
    *(b > 0, 10 * b <= 3),
)
# b = 3/10: two orthogonal samples keep what is asked of the data and the constants together
allowed = orthogonal_pair(Fraction(9, 100), (Fraction(1, 4), Fraction(1, 400)), Fraction(1, 200))
allowed = replace(allowed, scalars={**allowed.scalars, "b": Fraction(3, 10), "c_1": Fraction(1), "c_2": Fraction(20)})
lemma_4_6_result_4 = paper.claim(
    "lemma-4.6-result-4",
    away_then > print_squared,
    given=(
        *data,
        InSpan(vector("w", t_0), z(i)),
        *model.descends(eta, t, start=t_0),
        *isotropic,
        *(c_1 > 0, c_2 > 0, 221 * b**2 <= c_2),
        equal(start, rational(1, 16)),
        equal(moved(length, there), rational(1, 16)),
        equal(gamma_then, 1),
        moved(ahead, there),
        away_there <= ε**2 * radius**2,
        18432 * away_there >= rational(1, 16),
        *(eta > 0, 200 * eta <= 1),
        eta <= c_1 / powers * minimum(ε**2, rate_printed),
        *(passed >= 1, passed <= 2),
    ),
    edition="beyond",
    source="ours, on Lemma 4.6, result 4, as printed",
    title="For all c₁, c₂ > 0, two samples z = b²(1, ±1) with 221 b² ≤ c₂ break result 4",
    steps=(lemma_4_6_rate_small_data,),
    remark="In closed form: z_1 = b²(1, 1), z_2 = b²(1, −1), w* = b⁻²(1, 0), w(0) = (√(1 − s²), s)/4 with "
    "1/136 ≤ s ≤ 1/68, γ(0) = 1, t₀ = 0, and any η ≤ 1/200 that the print allows: what Lemma 4.6 asks for holds.",
    examples=(allowed,),
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            apply(spectrum_positive),
            apply(largest_positive),
            have(rational(8, 9) * passed + 1 > 0, because(rational(8, 9) * (passed - 1), rational(17, 9))),
            have(breadth >= 2, because((largest_square - 2 * b**4) * star)),
            have(breadth <= 2, because((2 * b**4 - largest_square) * star)),
            have(radius > 0),
            at_most_a_third,
            have(
                4608 * ε**2 <= 1,
                because(9 * (rational(1, 3) - smaller) * (rational(1, 3) + smaller)),
            ),
            have(
                4608 * away_there <= rational(1, 16),
                because(
                    4608 * (ε**2 * radius**2 - away_there),
                    (1 - 4608 * ε**2) / 16,
                ),
            ),
            apply(
                lemma_4_6_rate_small_data,
                {r: rational(1, 4)},
                shown=(
                    *(None,) * 19,
                    because(18432 * away_there - rational(1, 16), 9216 * away_there * (breadth - 2)),
                    *(None,) * 3,
                    because(
                        64 * (c_2 - 221 * b**2),
                        80 * b**2 * (11 - 10 * log(3)) * ((root + rational(13, 10)) ** 2 + rational(507, 100)),
                        b**2 * rational(191, 5),
                        times=b**2,
                        uses=logarithm_of_three,
                    ),
                ),
            ),
            at=(T,),
        ),
    ),
)
