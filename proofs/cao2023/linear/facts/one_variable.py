"""Facts about functions of one or two real variables that the proofs of Lemmas 4.4, 4.5 and 4.6 use in passing."""

from proofs.cao2023.linear.vocabulary import *

z_, a, b, x, y, c, A, L, h, alpha = symbols("z a b x y c A L h α")

one_variable_cubic = paper.claim(
    "one-variable-cubic",
    maximum(z_, z_**3) * exp(-z_) < 2,
    given=(z_ > 0,),
    kind="display of numbers",
    source="Appendix C.6, before (C.31)",
    title="max{z, z³} e^-z < 2 for z > 0",
)
one_variable_quartic = paper.claim(
    "one-variable-quartic",
    maximum(z_**2, z_**4) * exp(-z_ / 2) < 80,
    given=(z_ > 0,),
    kind="display of numbers",
    source="Appendix C.6, before (C.34)",
    title="max{z², z⁴} e^-z/2 < 80 for z > 0",
)
one_variable_gaussian_unit = paper.claim(
    "one-variable-gaussian-unit",
    y * exp(-(y**2) / 2) <= exp(rational(-1, 2)),
    given=(y > 0,),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.42)",
    title="y e^-y²/2 ≤ e^-1/2: the next one in y = z√(2A)",
)
one_variable_gaussian = paper.claim(
    "one-variable-gaussian",
    z_ * exp(-A * z_**2) <= exp(rational(-1, 2)) / sqrt(2 * A),
    given=(z_ > 0, A > 0),
    kind="display of numbers",
    source="Appendix C.6, after (C.42)",
    title="z e^-Az² ≤ e^-1/2 (2A)^-1/2 for A, z > 0",
    certificates=(
        because(
            exp(rational(-1, 2)) - sqrt(2 * A) * z_ * exp(-A * z_**2),
            times=sqrt(2 * A),
            uses=(lemma(one_variable_gaussian_unit, {y: sqrt(2 * A) * z_}),),
        ),
    ),
)
one_variable_squares = paper.claim(
    "one-variable-squares",
    a**2 - b**2 >= (a - b) ** 2,
    given=(a > b, b > 0),
    kind="display of numbers",
    source="Appendix C.6, after (C.38)",
    title="a² − b² ≥ (a − b)² for a > b > 0",
)
one_variable_log_over_z = paper.claim(
    "one-variable-log-over-z",
    log(y) / y < log(x) / x,
    given=(x > exp(1), y > x),
    kind="display of numbers",
    source="Appendix C.6, before (C.38)",
    title="log z / z decreases for z > e",
)
one_variable_log_half = paper.claim(
    "one-variable-log-half",
    log(1 + z_) >= z_ / 2,
    given=(z_ >= 0, z_ <= 1),
    kind="display of numbers",
    source="Appendix C.6, last part",
    title="log(1+z) ≥ z/2 on [0, 1]",
)
one_variable_log_above, one_variable_log_above_repaired = paper.mended(
    "one-variable-log-above",
    printed=wording(
        log(1 + z_) >= z_,
        kind="display of numbers",
        title="log(1+z) ≥ z for all real z",
        remark="The sign is turned round: log(1+z) ≤ z, which is what the proof goes on to use.",
    ),
    repaired=wording(
        log(1 + z_) <= z_,
        given=(z_ > -1,),
        title="log(1+z) ≤ z for z > −1",
    ),
    source="Appendix C.6, last part",
    fault="slip",
)
one_variable_exponential = paper.claim(
    "one-variable-exponential",
    1 - x <= exp(-x),
    kind="display of numbers",
    source="Appendix C.6, before (C.37)",
    title="1 − x ≤ e^-x for all real x",
)
one_variable_slope = paper.claim(
    "one-variable-slope",
    sigmabar(x) < 1,
    sigmabar(x) > 0,
    edition="beyond",
    source="ours, for Appendix C.5, before (C.21)",
    title="|ℓ'(z)| = σ̄(z) lies strictly between 0 and 1",
)
one_variable_fifth = paper.claim(
    "one-variable-fifth",
    exp(-gamma) >= rational(1, 5),
    given=(gamma <= rational(3, 2),),
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23)",
    title="e^-γ ≥ e^-3/2 ≥ 1/5 for γ ≤ 3/2",
)
one_variable_circle = paper.claim(
    "one-variable-circle",
    1 - epsilon <= sqrt(1 - epsilon**2),
    given=(epsilon >= 0, epsilon < 1),
    edition="beyond",
    source="ours, for (C.25), its left part",
    title="1 − ε ≤ √(1−ε²) for 0 ≤ ε < 1",
    certificates=(because(2 * epsilon * (1 - epsilon), times=sqrt(1 - epsilon**2) + 1 * (1 - epsilon)),),
)
one_variable_root_quarter = paper.claim(
    "one-variable-root-quarter",
    sqrt(1 + epsilon**2 / 4) <= 1 + epsilon / 2,
    given=(epsilon >= 0,),
    edition="beyond",
    source="ours, for (C.22)",
    title="√(1+ε²/4) ≤ 1 + ε/2",
    certificates=(because(epsilon, times=sqrt(1 + epsilon**2 / 4) + (1 + epsilon / 2)),),
)
one_variable_root = paper.claim(
    "one-variable-root",
    sqrt(1 + epsilon**2) <= 1 + epsilon,
    given=(epsilon >= 0,),
    edition="beyond",
    source="ours, for Appendix C.6, end of the proof of (ii)",
    title="√(1+ε²) ≤ 1 + ε",
    certificates=(because(2 * epsilon, times=sqrt(1 + epsilon**2) + (1 + epsilon)),),
)
one_variable_rising = paper.claim(
    "one-variable-rising",
    x * exp(-x) < y * exp(-y),
    given=(x >= rational(1, 2), y > x, y <= 1),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="z e^-z rises strictly on [1/2, 1]",
)
one_variable_falling = paper.claim(
    "one-variable-falling",
    x * exp(-x) > y * exp(-y),
    given=(x >= 1, y > x),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="z e^-z falls strictly from 1 on",
)
one_variable_ends = paper.claim(
    "one-variable-ends",
    log(9 + z_) > 2,
    2 * exp(rational(-2)) < rational(1, 2) * exp(rational(-1, 2)),
    given=(z_ >= 0,),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="log 9 > 2, and g(2) < g(1/2) for g(z) = z e^-z",
)
one_variable_envelope_low = paper.claim(
    "one-variable-envelope-low",
    gamma * exp(-gamma) >= L * exp(-L),
    given=(gamma >= rational(1, 2), gamma <= 1, L >= 2),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="γ e^-γ ≥ L e^-L for 1/2 ≤ γ ≤ 1 and L ≥ 2, where L = log[8η(τ−t₀)+9]",
    steps=(one_variable_rising, one_variable_falling, one_variable_ends),
)
one_variable_envelope_high = paper.claim(
    "one-variable-envelope-high",
    gamma * exp(-gamma) >= L * exp(-L),
    given=(gamma >= 1, gamma <= L),
    edition="beyond",
    source="ours, for Appendix C.6, after (C.37)",
    title="γ e^-γ ≥ L e^-L for 1 ≤ γ ≤ L",
    steps=(one_variable_falling,),
)
one_variable_exponential_falls = paper.claim(
    "one-variable-exponential-falls",
    1 - exp(-h) >= 0,
    given=(h >= 0,),
    edition="beyond",
    source="ours, used throughout Appendix C.6",
    title="e^-h ≤ 1 for h ≥ 0",
)
one_variable_slope_exponential = paper.claim(
    "one-variable-slope-exponential",
    sigmabar(x) <= exp(-x),
    edition="beyond",
    source="ours, for (C.29), its right part",
    title="|ℓ'(x)| ≤ e^-x",
)
one_variable_ratio_above = paper.claim(
    "one-variable-ratio-above",
    (alpha + c) / (alpha - c) <= 1 + 3 * c / alpha,
    given=(alpha > 0, c >= 0, c <= alpha / 4),
    edition="beyond",
    source="ours, for (C.27), its second inequality",
    title="(α+c)/(α−c) ≤ 1 + 3c/α for 0 ≤ c ≤ α/4",
)
one_variable_ratio_below = paper.claim(
    "one-variable-ratio-below",
    (alpha - c) / (alpha + c) >= 1 - 2 * c / alpha,
    given=(alpha > 0, c >= 0),
    edition="beyond",
    source="ours, for (C.28)",
    title="(α−c)/(α+c) ≥ 1 − 2c/α for c ≥ 0",
)
one_variable_exponential_rises = paper.claim(
    "one-variable-exponential-rises",
    exp(x) - 1 >= 0,
    given=(x >= 0,),
    edition="beyond",
    source="ours, used throughout Appendix C.6",
    title="e^x ≥ 1 for x ≥ 0",
)
