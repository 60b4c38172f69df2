"""Lemma 4.4, second part: the statement, and (C.13), with which its printed proof begins.

Decided for one step from every w and γ; w₀ stands for w(0), of which only 0 < ‖w₀‖₂ ≤ ‖w‖₂ is used (what is refuted
is so at t = 0, where w₀ = w). The lemma is true as printed, and the condition on the distance is not needed: the proof
here is that of ``lemma_4_4_growth``. The printed proof, whose (C.14)–(C.20) stand in ``lemma_4_4_parts`` and
``lemma_4_4_lipschitz``, has a false step in (C.14) and needs ⟨w,w*⟩ > 0, which does not follow.
"""

from proofs.cao2023.linear.facts.chord import (
    maximum_above_both,
)
from proofs.cao2023.linear.facts.norms import (
    w_nonzero,
)
from proofs.cao2023.linear.lemma_4_3 import (
    C_3_euclidean_projection,
)
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import (
    gradient_near_span,
    gradient_near_span_powers,
    in_span,
    m,
    powers,
    steepness,
    w_star_nonzero,
)
from proofs.cao2023.linear.model import (
    C_12,
)
from proofs.cao2023.linear.vocabulary import *

a, b, c = symbols("a b c")
w_0 = vector("w_0")
begun = (squared(w_0) > 0, squared(w_0) <= squared(w))
printed_centre = inner(w, w_star) / norm(w_star) * w_star  # with the exponent −1, as the lemma prints it
near = squared(w - printed_centre) <= squared(w_0) / 4
near_at_start = squared(w - printed_centre) <= squared(w) / 4
grown = squared(model.descended_w(eta))
slopes_squared = greatest(k, slope(k) ** 2)
slopes_bound = maximum(slopes_squared, exp(-2 * gamma))  # max{|ℓ'_1|², …, |ℓ'_n|², e^-2γ}
begun_powers = 1 / (low**3 * squared(w_0) ** 2)

C_13 = paper.claim(
    "C.13",
    squared(offset) <= squared(w_0) / 4,
    squared(offset) <= squared(w) / 4,
    given=(model.uniform(w_star), *begun, near),
    source="(C.13)",
    title="The condition, with exponent −1 of ‖w*‖₂, gives ‖w − ŵ*‖₂ ≤ ‖w₀‖₂/2 ≤ ‖w‖₂/2 (squared)",
    certificates=(
        because(
            squared(w_0) / 4 - squared(w - printed_centre),
            squared(w_star) * (alignment - inner(w, w_star) / norm(w_star)) ** 2,
            uses=(lemma(w_star_nonzero),),
        ),
        because(
            squared(w_0) / 4 - squared(w - printed_centre),
            (squared(w) - squared(w_0)) / 4,
            squared(w_star) * (alignment - inner(w, w_star) / norm(w_star)) ** 2,
            uses=(lemma(w_star_nonzero),),
        ),
    ),
    rests_on=(C_3_euclidean_projection,),
    remark="The exponent −1 is −2 in ŵ*. As ŵ* is the point of span{w*} nearest to w, the condition with −1 implies "
    "the one with −2, so the lemma holds with either.",
)
C_13_positive, C_13_positive_repaired = paper.mended(
    "C.13-positive",
    printed=wording(
        inner(w, w_star) > 0,
        title="Under this condition it is clear that ⟨w,w*⟩ > 0",
        remark="Near −w* the condition holds and ⟨w,w*⟩ < 0: f(ŵ*) is −γ there. That ⟨w,w*⟩ > 0 must be assumed of "
        "w(0); Lemma 4.2 then keeps it. The lemma itself holds without it.",
    ),
    repaired=wording(
        4 * inner(w, w_star) ** 2 >= 3 * squared(w) * squared(w_star),
        title="⟨w,w*⟩ is not 0: ⟨w,w*⟩² ≥ (3/4)‖w‖₂²‖w*‖₂², of either sign",
        certificates=(
            because(
                4 * squared(w_star) * (squared(w) / 4 - squared(w - printed_centre)),
                4 * squared(w_star) ** 2 * (alignment - inner(w, w_star) / norm(w_star)) ** 2,
                uses=(lemma(w_star_nonzero),),
            ),
        ),
    ),
    given=(*in_span, near_at_start),
    source="Appendix C.4, after (C.13)",
    fault="breaks",
)
C_13_output = paper.claim(
    "C.13-output",
    equal(model.output(i, nearest), model.output(i, w_star)),
    equal(model.output(i, w_star), gamma),
    given=(model.uniform(w_star), model.defined, inner(w, w_star) > 0, squared(w_star) > 0),
    source="Appendix C.4, after (C.13)",
    title="y_i f(ŵ*, γ, x_i) = y_i f(w*, γ, x_i) = γ where ⟨w,w*⟩ > 0",
)
slope_below_root = paper.claim(
    "slope-below-root",
    slope(i) <= sqrt(slopes_bound),
    given=(model.defined,),
    edition="beyond",
    source="ours",
    title="|ℓ'_i| ≤ max{|ℓ'_1|, …, |ℓ'_n|, e^-γ}",
    certificates=(
        because(
            slopes_bound - slopes_squared,
            slopes_squared - slope(i) ** 2,
            times=sqrt(slopes_bound) + slope(i),
            uses=(lemma(maximum_above_both, {a: slopes_squared, b: exp(-2 * gamma)}),),
        ),
    ),
)
norm_growth_near_span = paper.claim(
    "norm-growth-near-span",
    grown
    <= squared(w)
    + 4 * eta**2 * powers * m**2 * high**2 * largest_square / (low**3 * squared(w) ** 2) * squared(offset),
    grown <= squared(w) + 4 * eta**2 * powers * m**2 * largest_norm**6 / (low**3 * squared(w) ** 2) * squared(offset),
    given=(*in_span, slope(i) <= m, m >= 0),
    edition="beyond",
    source="ours, sharpens Lemma 4.4, second part",
    title="‖w‖₂² grows by at most 4η² max{γ²,γ⁴} m² λ_max² max‖x_i‖₂² λ_min⁻³ ‖w‖₂⁻⁴ ‖w − ŵ*‖₂² for m ≥ max|ℓ'_i|, "
    "with no condition on the distance; also with max‖x_i‖₂² for λ_max",
    certificates=(
        because(
            eta**2 * (steepness * high**2 * squared(offset) - squared(gradient)),
            eta**2
            * high**2
            * squared(offset)
            * (4 * powers * m**2 * largest_square / (low**3 * squared(w) ** 2) - steepness),
            uses=(lemma(w_nonzero), lemma(w_star_nonzero), lemma(gradient_near_span), lemma(gradient_near_span_powers)),
        ),
        because(
            eta**2 * (steepness * largest_square**2 * squared(offset) - squared(gradient)),
            eta**2
            * largest_square**2
            * squared(offset)
            * (4 * powers * m**2 * largest_square / (low**3 * squared(w) ** 2) - steepness),
            uses=(
                lemma(w_nonzero),
                lemma(w_star_nonzero),
                lemma(gradient_near_span, conclusion=1),
                lemma(gradient_near_span_powers),
            ),
        ),
    ),
    rests_on=(C_12,),
)
final_terms = (
    squared(w)
    + 4 * eta**2 * powers * slopes_bound * largest_norm**6 / (low**3 * squared(w) ** 2) * squared(offset)
    - grown
)
later_start = (squared(w) - squared(w_0)) * (squared(w) + squared(w_0)) / (squared(w) ** 2 * squared(w_0) ** 2)
lemma_4_4_second = paper.claim(
    "lemma-4.4-second",
    grown <= squared(w) + eta**2 * (64 * largest_norm**6 * begun_powers) * (slopes_bound * powers) * squared(offset),
    given=(*in_span, *begun, near),
    source="Lemma 4.4, second part",
    title="‖w⁺‖₂² ≤ ‖w‖₂² + η² G H ‖w − ŵ*‖₂², G = 64 λ_min⁻³ max‖x_i‖₂⁶ ‖w₀‖₂⁻⁴",
    certificates=(
        because(
            final_terms,
            60 * eta**2 * powers * slopes_bound * largest_norm**6 / (low**3 * squared(w) ** 2) * squared(offset),
            64 * eta**2 * powers * slopes_bound * largest_norm**6 / low**3 * squared(offset) * later_start,
            uses=(
                lemma(w_nonzero),
                lemma(w_star_nonzero),
                lemma(slope_below_root),
                lemma(norm_growth_near_span, {m: sqrt(slopes_bound)}, conclusion=1),
            ),
        ),
    ),
    remark="True as printed, for every w and every γ, of any sign; neither the condition nor ⟨w,w*⟩ > 0 is used. The "
    "printed proof does not show it, as (C.14) fails.",
)
