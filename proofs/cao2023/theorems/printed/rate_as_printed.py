"""The printed rate of Theorem 2.2 alone: small data break it, whatever C₃ and C₄ are.

With A the least ‖w_⊥(t₁)‖₂² of the repaired theorem, D(w(t)) is at least
(9/5)BA exp(−10Λ(3/2 + log(1 + η(t − t₁)))³) from some step t₁ on. The print has

    C₃(λ_max/λ_min) exp(−C₄λ_min log²(8η(t − t₀)/9 + 1)/(λ_max^{3/2}r²)) for all t ≥ t₀.

With τ = ηt₀, this is less than D at each step T with 1 ≤ η(T − t₀) ≤ 2, after the first stage, wherever

    (2/5)C₄λ_min/(λ_max^{3/2}r²) ≥ 10Λ(3/2 + log(3 + τ))³ + 1/r² and C₃(λ_max/λ_min)r² < (9/5)BA.

Scaling the data by c multiplies C₄λ_min/λ_max^{3/2} by 1/c and leaves Λ; r → 0 gives the second. So c → 0 breaks
every C₃ and C₄, for each bound on τ that is polynomial in 1/c, as the print has it. Where A = 0 the run is uniform
from the first stage on, so that A > 0 is asked for.
"""

from fractions import Fraction

from proofs.cao2023.linear.facts.norms import spectrum_positive
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import w_star_nonzero
from proofs.cao2023.theorems.lemma_4_6_repaired import discrepancy_now
from proofs.cao2023.theorems.stages.entrance import horizon
from proofs.cao2023.theorems.stages.first_stage_run import least_away, starts
from proofs.cao2023.theorems.stages.second_stage_run import t as step
from proofs.cao2023.theorems.theorem_2_2_repaired import theorem_2_2_repaired
from proofs.cao2023.theorems.vocabulary import *

C_3, C_4, τ, A, κ, a, b, y, m = symbols("C_3 C_4 τ A κ a b y m")
t_0, t_1, T = fixed_steps("t₀ t₁ T")
cube = (rational(3, 2) + log(3 + τ)) ** 3
exponential_grows = paper.claim(
    "exponential-grows",
    exp(a) >= exp(b),
    given=(a >= b,),
    edition="beyond",
    source="ours",
    title="e^a ≥ e^b for a ≥ b",
)
logarithm_grows = paper.claim(
    "logarithm-grows",
    log(a) >= log(b),
    given=(b > 0, a >= b),
    edition="beyond",
    source="ours",
    title="log a ≥ log b for a ≥ b > 0",
)
log_at_one = paper.claim(
    "log-at-one",
    log(rational(8, 9) * m + 1) >= rational(633, 1000),
    given=(m >= 1,),
    edition="beyond",
    source="ours",
    title="log(8v/9 + 1) ≥ 0.633 for m ≥ 1",
)
now_cube = (rational(3, 2) + log(1 + y)) ** 3
root, root_now = rational(3, 2) + log(3 + τ), rational(3, 2) + log(1 + y)
later_bound = paper.claim(
    "later-bound",
    now_cube <= cube,
    given=(y >= 0, y <= τ + 2),
    edition="beyond",
    source="ours",
    title="(3/2 + log(1 + y))³ ≤ (3/2 + log(3 + τ))³ for 0 ≤ y ≤ τ + 2",
    certificates=(
        because(
            (log(3 + τ) - log(1 + y)) * ((root + root_now / 2) ** 2 + rational(3, 4) * root_now**2),
            uses=lemma(logarithm_grows, {a: 3 + τ, b: 1 + y}),
        ),
    ),
)
printed_exponent = paper.claim(
    "printed-exponent",
    κ * log(rational(8, 9) * m + 1) ** 2 >= 10 * b * cube + 1 / r**2,
    given=(m >= 1, r > 0, κ > 0, 2 * κ >= 5 * (10 * b * cube + 1 / r**2)),
    edition="beyond",
    source="ours",
    title="The printed exponent exceeds that of the lower bound by 1/r²",
    examples=(
        Instance(
            scalars={"m": Fraction(1), "r": Fraction(1), "κ": Fraction(10**6), "τ": Fraction(0), "b": Fraction(1)}
        ),
    ),
    certificates=(
        because(
            κ * (log(rational(8, 9) * m + 1) - rational(633, 1000)) ** 2,
            rational(1266, 1000) * κ * (log(rational(8, 9) * m + 1) - rational(633, 1000)),
            (rational(633, 1000) ** 2 - rational(2, 5)) * κ,
            (2 * κ - 5 * (10 * b * cube + 1 / r**2)) / 5,
            uses=log_at_one,
        ),
    ),
)
inverse_exponential = paper.claim(
    "inverse-exponential",
    exp(-1 / r**2) <= r**2,
    given=(r > 0,),
    edition="beyond",
    source="ours",
    title="e^{−1/r²} ≤ r²",
)
exponentials_multiplied = paper.claim(
    "exponentials-multiplied",
    exp(a) * exp(b) >= exp(a + b),
    edition="beyond",
    source="ours",
    title="e^a e^b ≥ e^{a+b}",
)
E_0, E_b = exp(-10 * b * cube), exp(-10 * b * now_cube)
E_K, E_2 = exp(-κ * log(rational(8, 9) * m + 1) ** 2), exp(-10 * b * cube - 1 / r**2)
later_exponent = paper.claim(
    "later-exponent",
    -10 * b * now_cube >= -10 * b * cube,
    given=(y >= 0, y <= τ + 2, b >= 0),
    edition="beyond",
    source="ours",
    title="The exponent of the lower bound is at least −10Λ(3/2 + log(3 + τ))³",
    certificates=(because(10 * b * (cube - now_cube), uses=later_bound),),
)
rate_beaten = paper.claim(
    "rate-beaten",
    rational(9, 5) * a * A * E_b > C_3 * E_K,
    given=(
        *(r > 0, A > 0, C_3 > 0, κ > 0, y >= 0, y <= τ + 2, m >= 1, a > 0, b >= 0),
        2 * κ >= 5 * (10 * b * cube + 1 / r**2),
        C_3 * r**2 < rational(9, 5) * a * A,
    ),
    edition="beyond",
    source="ours",
    title="The lower bound of the repaired theorem is larger than the printed upper bound",
    examples=(
        Instance(
            scalars={
                **{name: Fraction(1) for name in ("r", "A", "C_3", "m", "a", "b")},
                "κ": Fraction(10**6),
                "τ": Fraction(0),
                "y": Fraction(0),
            }
        ),
    ),
    certificates=(
        because(
            rational(9, 5) * a * A * (E_b - E_0),
            (rational(9, 5) * a * A - C_3 * r**2) * E_0,
            C_3 * E_0 * (r**2 - exp(-1 / r**2)),
            C_3 * (E_0 * exp(-1 / r**2) - E_2),
            C_3 * (E_2 - E_K),
            uses=(
                later_exponent,
                lemma(exponential_grows, {a: -10 * b * now_cube, b: -10 * b * cube}),
                inverse_exponential,
                lemma(exponentials_multiplied, {a: -10 * b * cube, b: -1 / r**2}),
                printed_exponent,
                lemma(exponential_grows, {a: -10 * b * cube - 1 / r**2, b: -κ * log(rational(8, 9) * m + 1) ** 2}),
            ),
        ),
    ),
)
printed_factor = C_4 * low / (high**three_halves * r**2)
passed = eta * (T - t_0)
discrepancy_then = substitute(discrepancy_now, {step.base: T})
theorem_2_2_rate_small_data = paper.claim(
    "theorem-2.2-rate-small-data",
    discrepancy_then > C_3 * high / low * exp(-printed_factor * log(Fraction(8, 9) * eta * (T - t_0) + 1) ** 2),
    given=(
        *starts,
        *(C_3 > 0, C_4 > 0, passed >= 1, passed <= 2, horizon + 1 <= T - t_0, least_away > 0),
        2 * printed_factor >= 5 * (10 * wide * substitute(cube, {τ: eta * t_0}) + 1 / r**2),
        C_3 * high / low * r**2 < rational(9, 5) * rate * least_away,
    ),
    edition="beyond",
    source="ours, on Theorem 2.2 as printed",
    title="Whatever C₃ and C₄ are, D(w(t)) is larger than the printed bound for small data and a short w(0)",
    steps=(theorem_2_2_repaired, rate_beaten),
    certificates=(
        by_steps(
            apply(w_star_nonzero),
            apply(spectrum_positive),
            apply(theorem_2_2_repaired, names="t₁"),
            have(t_1 <= T, because(T - t_0 - (horizon + 1), t_0, horizon + 1 - t_1)),
            have(rational(8, 9) * passed + 1 > 0, because(rational(8, 9) * (passed - 1), rational(17, 9))),
            apply(
                rate_beaten,
                {
                    a: rate,
                    b: wide,
                    κ: printed_factor,
                    A: least_away,
                    C_3: C_3 * high / low,
                    y: eta * (T - t_1),
                    m: passed,
                    τ: eta * t_0,
                },
            ),
            at=(T,),
        ),
    ),
)
