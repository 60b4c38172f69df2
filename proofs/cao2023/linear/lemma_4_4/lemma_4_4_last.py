"""The last display of Appendix C.4: the bounds on I₁ and I₂ put together.

Its first line is true though (C.14), from which the paper has it, is not: a share e^-2γ/(e^-2γ + γ²) of the growth is
bounded with |ℓ'_i| ≤ 1 and the rest with |ℓ'_i| ≤ max{|ℓ'_1|, …, |ℓ'_n|, e^-γ}.
"""

from proofs.cao2023.linear.facts.chord import (
    maximum_above_both,
    slope_below_one,
)
from proofs.cao2023.linear.facts.norms import (
    w_nonzero,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    in_span,
    powers,
    w_star_nonzero,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_lipschitz import (
    C_20_lines,
    slope_root,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_second import (
    begun,
    grown,
    later_start,
    norm_growth_near_span,
    slope_below_root,
    slopes_bound,
    slopes_squared,
    w_0,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_uniform import (
    C_17_lines,
)
from proofs.cao2023.linear.vocabulary import *

a, b, m, x = symbols("a b m x")
share = exp(-2 * gamma) + gamma**2

C_20_share = paper.claim(
    "C.20-share",
    8 * (exp(-2 * x) + x**2) >= 1,
    edition="beyond",
    source="ours, for the last display of Appendix C.4",
    title="e^-2x + x² ≥ 1/8",
)
C_20_powers = paper.claim(
    "C.20-powers",
    gamma**2 <= 8 * gamma**2 * share,
    gamma**4 <= 8 * gamma**2 * share,
    edition="beyond",
    source="ours, for the last display of Appendix C.4",
    title="max{γ², γ⁴} ≤ 8γ²(e^-2γ + γ²)",
    certificates=(
        because(gamma**2 * (8 * share - 1), uses=(lemma(C_20_share, {x: gamma}),)),
        because(8 * gamma**2 * exp(-2 * gamma), 7 * gamma**4),
    ),
)
factor = largest_norm**6 * squared(offset) / (low**3 * squared(w) ** 2)
first_share, second_share = exp(-2 * gamma) / share, gamma**2 / share
C_20_plugged = paper.claim(
    "C.20-plugged",
    grown <= squared(w) + 2 * eta**2 * C_17_lines[3] + 2 * eta**2 * C_20_lines[2],
    given=(*in_span, *begun),
    source="Appendix C.4, last display, first line",
    title="(C.14), (C.17) and (C.20) put into (C.12)",
    certificates=(
        because(
            first_share * (squared(w) + 4 * eta**2 * powers * factor - grown),
            second_share * (squared(w) + 4 * eta**2 * powers * slopes_bound * factor - grown),
            4 * eta**2 * first_share * factor * (8 * gamma**2 * share - powers),
            4 * eta**2 * second_share * slopes_bound * factor * (8 * gamma**2 * share - powers),
            32
            * eta**2
            * (gamma**2 * exp(-2 * gamma) + gamma**4 * slopes_bound)
            * largest_norm**6
            * squared(offset)
            / low**3
            * later_start,
            uses=(
                lemma(w_star_nonzero),
                lemma(w_nonzero),
                lemma(slope_below_one, {x: output(i)}),
                lemma(norm_growth_near_span, {m: rational(1)}, conclusion=1),
                lemma(slope_below_root),
                lemma(norm_growth_near_span, {m: slope_root}, conclusion=1),
                lemma(C_20_powers),
                lemma(C_20_powers, conclusion=1),
            ),
        ),
    ),
    remark="True for every w and γ, though (C.14) is not.",
)
collected = largest_norm**6 * squared(offset) / (low**3 * squared(w_0) ** 2)
C_20_last = paper.claim(
    "C.20-last",
    2 * C_17_lines[3] + 2 * C_20_lines[2]
    <= 64 * largest_norm**6 / (low**3 * squared(w_0) ** 2) * slopes_bound * powers * squared(offset),
    given=(*in_span, *begun),
    source="Appendix C.4, last display, second line",
    title="Both parts collected into G H",
    certificates=(
        because(
            32 * collected * gamma**2 * (slopes_bound - exp(-2 * gamma)),
            32 * collected * slopes_bound * (powers - gamma**2),
            32 * collected * slopes_bound * (powers - gamma**4),
            uses=(
                lemma(w_star_nonzero),
                lemma(w_nonzero),
                lemma(maximum_above_both, {a: slopes_squared, b: exp(-2 * gamma)}, conclusion=1),
                lemma(maximum_above_both, {a: gamma**2, b: gamma**4}),
                lemma(maximum_above_both, {a: gamma**2, b: gamma**4}, conclusion=1),
            ),
            rayleigh=(w,),
        ),
    ),
)
