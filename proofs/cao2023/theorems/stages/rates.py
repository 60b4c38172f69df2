"""From the invariants of the second stage to its rates: what e^γ and ‖w_⊥‖₂² e^(Bγ³/7) say of γ, the loss and D(w).

g and o are γ and ‖w_⊥‖₂² at the start of the second stage, x is η(t − t₀), b is B and c is Λ. The paper has Lemma C.2
and (C.37)–(C.44) here, with log((8/9)x + 1): as (1 + x/9)⁸ ≥ 1 + 8x/9, its logarithm is at most 8 log(1 + x/9).
"""

from proofs.cao2023.linear.facts.norms import largest_positive, spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.cone.cone import cone_breadth
from proofs.cao2023.theorems.cone.cone_growth import late_positive
from proofs.cao2023.theorems.cone.discrepancy import cone_discrepancy
from proofs.cao2023.theorems.vocabulary import *

a, b, c, d, e, g, o, x, y = symbols("a b c d e g o x y")
started = (g >= rational(1, 2), g <= rational(3, 2), x >= 0)
climbed = exp(gamma) >= exp(g) + x / 2
bounded = exp(gamma) <= exp(g) + rational(5, 4) * x
sooner, later = log(1 + x / 9), log(1 + x)

start_level = paper.claim(
    "start-level",
    exp(g) >= rational(8, 5),
    exp(g) <= rational(9, 2),
    exp(g + sooner) <= exp(g) + x / 2,
    exp(g + later) >= exp(g) + rational(5, 4) * x,
    sooner >= 0,
    later >= 0,
    given=started,
    edition="beyond",
    source="ours",
    title="8/5 ≤ e^g ≤ 9/2 for 1/2 ≤ g ≤ 3/2",
)
exponential_gap = paper.claim(
    "exponential-gap",
    a - d >= exp(-a) * (exp(a) - exp(d)),
    edition="beyond",
    source="ours",
    title="a − d ≥ e^-a(e^a − e^d): where e^a ≥ e^d, there a ≥ d",
)
level_logarithm = paper.claim(
    "level-logarithm",
    gamma >= g + sooner,
    gamma <= g + later,
    given=(*started, climbed, bounded),
    edition="beyond",
    source="ours, for Lemma 4.6, result 3",
    title="e^g + x/2 ≤ e^γ ≤ e^g + (5/4)x gives g + log(1 + x/9) ≤ γ ≤ g + log(1 + x)",
    certificates=(
        because(
            gamma - (g + sooner) - exp(-gamma) * (exp(gamma) - exp(g + sooner)),
            exp(-gamma) * (exp(gamma) - (exp(g) + x / 2)),
            exp(-gamma) * (exp(g) + x / 2 - exp(g + sooner)),
            uses=(lemma(start_level, conclusion=2), lemma(exponential_gap, {a: gamma, d: g + sooner})),
        ),
        because(
            g + later - gamma - exp(-g - later) * (exp(g + later) - exp(gamma)),
            exp(-g - later) * (exp(g) + rational(5, 4) * x - exp(gamma)),
            exp(-g - later) * (exp(g + later) - (exp(g) + rational(5, 4) * x)),
            uses=(lemma(start_level, conclusion=3), lemma(exponential_gap, {a: g + later, d: gamma})),
        ),
    ),
)
half = rational(1, 2)
# y² + y(g + a) + (g + a)², a sum of squares: y³ − (g + a)³ is y − g − a times it
quadratic = (y + (g + a) / 2) ** 2 + rational(3, 4) * (g + a) ** 2
level_cubes = paper.claim(
    "level-cubes",
    y**3 - g**3 >= a**3,
    y**3 - g**3 >= rational(3, 2) * a**2,
    given=(g >= rational(1, 2), a >= 0, y >= g + a),
    edition="beyond",
    source="ours",
    title="y³ − g³ ≥ a³ and (3/2)a² for y ≥ g + a and g ≥ 1/2",
    certificates=(
        because((y - g - a) * quadratic, 3 * (g - half) * a**2, half * 3 * a**2, 3 * g**2 * a),
        because(
            (y - g - a) * quadratic,
            a**3,
            3 * (g - half) * a**2,
            3 * g**2 * a,
        ),
    ),
)
level_cubes_above = paper.claim(
    "level-cubes-above",
    y**3 - g**3 <= (rational(3, 2) + a) ** 3,
    given=(g >= rational(1, 2), g <= rational(3, 2), a >= 0, y >= 0, y <= g + a),
    edition="beyond",
    source="ours",
    title="y³ − g³ ≤ (3/2 + a)³ for 0 ≤ y ≤ g + a and 1/2 ≤ g ≤ 3/2",
    certificates=because(
        (g + a - y) * quadratic,
        (rational(3, 2) - g) * ((rational(3, 2) + a + (g + a) / 2) ** 2 + rational(3, 4) * (g + a) ** 2),
        (g - half) * g**2,
        half * g**2,
    ),
)
from_levels = (
    lemma(late_positive),
    *(lemma(start_level, conclusion=number) for number in (4, 5)),
    *(lemma(level_logarithm, conclusion=number) for number in (0, 1)),
)
loss_rate = paper.claim(
    "loss-rate",
    rational(15, 14) * decay <= rational(9, 4) / (x + 1),
    decay / 2 >= 1 / (9 * (x + 1)),
    given=(*started, climbed, bounded),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6",
    title="(15/14)e^-γ ≤ (9/4)/(x + 1) and e^-γ/2 ≥ 1/(9(x + 1))",
    certificates=(
        because(
            rational(9, 4) * (exp(gamma) - (exp(g) + x / 2)),
            rational(9, 4) * (exp(g) - rational(8, 5)),
            rational(3, 56) * x,
            rational(177, 70),
            times=exp(gamma) * (x + 1),
            uses=(lemma(start_level),),
        ),
        because(
            2 * (exp(g) + rational(5, 4) * x - exp(gamma)),
            2 * (rational(9, 2) - exp(g)),
            rational(13, 2) * x,
            times=18 * exp(gamma) * (x + 1),
            uses=(lemma(start_level, conclusion=1),),
        ),
    ),
)
rate_exponents = paper.claim(
    "rate-exponents",
    b * g**3 / 7 - b * gamma**3 / 7 <= -b / 7 * sooner**3,
    b * g**3 / 7 - b * gamma**3 / 7 <= -rational(3, 14) * b * sooner**2,
    10 * c * g**3 - 10 * c * gamma**3 >= -10 * c * (rational(3, 2) + later) ** 3,
    given=(*started, climbed, bounded, late, b > 0, c > 0),
    edition="beyond",
    source="ours",
    title="The exponents, by γ ≥ g + log(1 + x/9) and γ ≤ g + log(1 + x)",
    certificates=(
        because(
            b / 7 * (gamma**3 - g**3 - sooner**3),
            uses=(*from_levels, lemma(level_cubes, {y: gamma, a: sooner})),
        ),
        because(
            b / 7 * (gamma**3 - g**3 - rational(3, 2) * sooner**2),
            uses=(*from_levels, lemma(level_cubes, {y: gamma, a: sooner}, conclusion=1)),
        ),
        because(
            10 * c * ((rational(3, 2) + later) ** 3 - (gamma**3 - g**3)),
            uses=(*from_levels, lemma(level_cubes_above, {y: gamma, a: later})),
        ),
    ),
)
decreased = y * exp(b * gamma**3 / 7) <= o * exp(b * g**3 / 7)
not_decreased = y * exp(10 * c * gamma**3) >= o * exp(10 * c * g**3)


exponential_product = paper.claim(
    "exponential-product",
    exp(a) * exp(d) >= exp(e),
    given=(e <= a + d,),
    edition="beyond",
    source="ours",
    title="e^a e^d ≥ e^e for e ≤ a + d",
)
exponential_quotient = paper.claim(
    "exponential-quotient",
    y <= o * exp(d),
    given=(o >= 0, y * exp(a) <= o * exp(e), e - a <= d),
    edition="beyond",
    source="ours",
    title="y e^a ≤ o e^e gives y ≤ o e^d for d ≥ e − a",
    certificates=(
        because(
            o * exp(e) - y * exp(a),
            o * (exp(a) * exp(d) - exp(e)),
            times=exp(a),
            uses=(lemma(exponential_product),),
        ),
    ),
)
exponential_product_below = paper.claim(
    "exponential-product-below",
    exp(a) * exp(d) <= exp(e),
    given=(e >= a + d,),
    edition="beyond",
    source="ours",
    title="e^a e^d ≤ e^e for e ≥ a + d",
)
exponential_quotient_above = paper.claim(
    "exponential-quotient-above",
    y >= o * exp(d),
    given=(o >= 0, y * exp(a) >= o * exp(e), e - a >= d),
    edition="beyond",
    source="ours",
    title="y e^a ≥ o e^e gives y ≥ o e^d for d ≤ e − a",
    certificates=(
        because(
            y * exp(a) - o * exp(e),
            o * (exp(e) - exp(a) * exp(d)),
            times=exp(a),
            uses=(lemma(exponential_product_below),),
        ),
    ),
)
fast, fast_enough, slow_enough = (
    -b / 7 * sooner**3,
    -rational(3, 14) * b * sooner**2,
    -10 * c * (rational(3, 2) + later) ** 3,
)
distance_rate = paper.claim(
    "distance-rate",
    y <= o * exp(-b / 7 * sooner**3),
    y <= o * exp(-rational(3, 14) * b * sooner**2),
    y >= o * exp(-10 * c * (rational(3, 2) + later) ** 3),
    given=(*started, climbed, bounded, late, b > 0, c > 0, o >= 0, decreased, not_decreased),
    edition="beyond",
    source="ours, for Lemma 4.6, result 4",
    title="‖w_⊥‖₂² ≤ o e^(−(B/7)log³(1 + x/9)), ≤ o e^(−(3B/14)log²(1 + x/9)), ≥ o e^(−10Λ(3/2 + log(1 + x))³)",
    certificates=(
        *(
            because(
                o * exp(exponent) - y,
                uses=(
                    lemma(rate_exponents, conclusion=number),
                    lemma(exponential_quotient, {a: b * gamma**3 / 7, e: b * g**3 / 7, d: exponent}),
                ),
            )
            for number, exponent in enumerate((fast, fast_enough))
        ),
        because(
            y - o * exp(slow_enough),
            uses=(
                lemma(rate_exponents, conclusion=2),
                lemma(exponential_quotient_above, {a: 10 * c * gamma**3, e: 10 * c * g**3, d: slow_enough}),
            ),
        ),
    ),
)
discrepancy_rate = paper.claim(
    "discrepancy-rate",
    model.discrepancy() <= high / (1000 * largest_square) * y,
    model.discrepancy() <= high / (1000 * low) * y,
    given=(*forward, *sized, y >= 0, 2304 * breadth * away <= r**2 * y),
    edition="beyond",
    source="ours, for Lemma 4.6, result 6, and Theorem 2.2",
    title="‖w_⊥‖₂ ≤ εr√y gives D(w) ≤ (λ_max/(1000 max‖x_i‖₂²))y ≤ (λ_max/(1000λ_min))y",
    examples=(beside_the_star,),
    certificates=(
        because(
            rational(11, 5) * high * star * away / r**2 - model.discrepancy(),
            rational(11, 11520) * high / (largest_square * r**2) * (r**2 * y - 2304 * breadth * away),
            rational(13, 288000) * high / largest_square * y,
            uses=(
                lemma(w_star_nonzero),
                lemma(largest_positive),
                lemma(spectrum_positive),
                lemma(cone_discrepancy),
            ),
        ),
        because(
            rational(11, 5) * high * star * away / r**2 - model.discrepancy(),
            rational(11, 11520) * high / (largest_square * r**2) * (r**2 * y - 2304 * breadth * away),
            rational(13, 288000) * high / largest_square * y,
            high * y / (1000 * low) * (1 - low * star),
            high * y / (1000 * largest_square) * (breadth - 1),
            uses=(
                lemma(w_star_nonzero),
                lemma(largest_positive),
                lemma(spectrum_positive),
                lemma(cone_breadth),
                lemma(cone_discrepancy),
            ),
            rayleigh=(w_star,),
        ),
    ),
)
