"""Theorem 3.4, Appendix D.3, second part: (D.21), (D.22) and the test error of w_max under Example 3.2.

e_i are the noises of strong data, ξ_i those of weak data, q = Ω^⊤(ΩΩ^⊤)⁻¹r, and ŵ = u + q. Each claim speaks of
one kind of data, whose number is n. Signs are written y_i = s_i/|s_i| and ζ_i = t_i/|t_i|. This part of the
paper takes α = N^-1/2; each step that names α is also decided for α = N^-1/4, which the first part needs. With
that value both parts can stand, so that Theorem 3.4 should read α = n^-1/4.

Not decided, as the language has no probability: n₁ = Θ(n), n₂ = Θ(n^1/4), the bounds on the spectrum of Ω and on ‖ξ'‖₂,
and the last step. There the paper prints “with probability at least 1/2” for a weak test point to be misjudged; given
ζy = −1 this is at least 1/2 (``3.4-coin``), so 1/4 in all, which is what it then uses.
"""

from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import (
    C_23_schwarz,
)
from proofs.cao2023.vocabulary import *

C, K, N, a, b, x, alpha, zeta = symbols("C K N a b x α ζ")
u, w, q_, hat = vector("u"), vector("w"), vector("q"), vector("ŵ")
strong_noise, xi, omega = vector("e", i), vector("ξ", i), vector("ω", i)


def label(name: str, family_name: str, sample: Index) -> Scalar:
    """Return a number that is 1 or −1 for each sample."""
    return named(name, family(family_name, sample) / absolute(family(family_name, sample)), sample)


y, noise_sign = label("y", "s", i), label("ζ", "t", i)
weak_datum = y * v + (xi + alpha * noise_sign * u)
D_21_conditions = paper.claim(
    "D.21-conditions",
    equal(inner(hat, y * (y * u + strong_noise)), 1),
    equal(inner(hat, y * weak_datum), 1),
    given=(
        equal(inner(hat, u), 1),
        equal(inner(hat, v), 0),
        equal(inner(hat, strong_noise), 0),
        equal(inner(hat, xi), y - alpha * noise_sign),
    ),
    source="Appendix D.3, after (D.21)",
    title="The four conditions on ŵ make every margin 1",
)
D_21_projected = paper.claim(
    "D.21-projected",
    equal(y * inner(hat, xi - vector("p", i)), 1 - alpha * y * noise_sign),
    given=(
        equal(inner(hat, u), 1),
        equal(inner(hat, vector("p", i)), 0),
        equal(inner(hat, xi), y - alpha * noise_sign * inner(hat, u)),
    ),
    source="Appendix D.3, after (D.21)",
    title="y_i⟨ŵ, P ξ_i⟩ = 1 − αy_iζ_i; p_i is the part of ξ_i in the span of the strong noises",
)
unit = (equal(inner(u, u), 1), equal(inner(u, v), 0))
D_21_candidate, D_21_candidate_repaired = paper.mended(
    "D.21-candidate",
    printed=wording(
        inner(u + q_, v + (xi + alpha * u)) >= 1,
        given=(*unit, inner(v, v) > 0, alpha > 0, alpha < 1, InSpan(q_, xi), equal(inner(q_, xi), 1 - alpha)),
        title="ŵ = u + Ω^⊤(ΩΩ^⊤)⁻¹r is feasible, here for y_i = ζ_i = 1 and weak noises orthogonal to all strong ones",
        remark="Weak noise has covariance σ²I in Example 3.2, so Ω keeps parts along u and v: then ⟨ŵ,u⟩ ≠ 1 and "
        "Ωu ≠ 0. It holds for noise orthogonal to u and v (as d − n₁ − 2 suggests was meant), or with these parts "
        "projected out and taken from r.",
    ),
    repaired=wording(
        equal(inner(u + q_, y * (y * u + strong_noise)), 1),
        equal(inner(u + q_, y * weak_datum), 1),
        given=(
            *unit,
            equal(inner(u, strong_noise), 0),
            equal(inner(q_, strong_noise), 0),
            equal(inner(q_, u), 0),
            equal(inner(q_, v), 0),
            equal(inner(q_, xi), y - alpha * noise_sign - inner(u, xi)),
        ),
        title="With q orthogonal to u, v and all strong noises, and r_i = y_i − αζ_i − ⟨u, ξ_i⟩, every margin is 1",
    ),
    source="Appendix D.3, before (D.22)",
    fault="breaks",
)
D_22_split = paper.claim(
    "D.22-split",
    equal(inner(u + q_, u + q_), 1 + inner(q_, q_)),
    given=(equal(inner(u, u), 1), equal(inner(q_, u), 0)),
    source="(D.22), first equality",
    title="‖ŵ‖₂² = 1 + ‖q‖₂²",
)
r_i = family("r", i)
q_excess = named("excess", total(i, inner(q_, omega) ** 2) / n - low * inner(q_, q_))
D_22 = paper.claim(
    "D.22",
    inner(q_, q_) <= 4 * n / (n * low),
    given=(Spectrum(low, high, omega), InSpan(q_, omega), equal(inner(q_, omega), r_i), r_i**2 <= 4),
    source="(D.22)",
    title="‖q‖₂² ≤ 4n₂/λ_min(ΩΩ^⊤), as |r_i| ≤ 1 + α ≤ 2; here n is n₂ and nλ_min is λ_min(ΩΩ^⊤)",
    certificates=(because(q_excess / low, total(i, 4 - r_i**2) / (n * low), rayleigh=(q_,)),),
    rests_on=(D_22_split, D_21_candidate_repaired),
    remark="Before it the text prints λ_min(ΩΩ^⊤) twice; the second is λ_max.",
)
D_22_dimension = paper.claim(
    "D.22-dimension",
    N**2 * log(N) >= 2 * (N + 2),
    given=(N >= 4,),
    edition="beyond",
    source="ours, for Appendix D.3, before (D.22)",
    title="σ²(d − n₁ − 2) ≥ 1/2 for N ≥ 4, where σ² = 1/d and n₁ ≤ N",
)
D_22_counts = paper.claim(
    "D.22-counts",
    equal(x**-3 * x**4, x),
    given=(x > 0,),
    kind="display of numbers",
    source="Appendix D.3, after (D.21)",
    title="ρn = n^1/4, with x = n^1/4",
)


def length(vector_v: VectorExpr) -> Scalar:
    """Return ‖v‖₂."""
    return sqrt(inner(vector_v, vector_v))


claim_3_4_along_v = paper.claim(
    "3.4-along-v",
    inner(w, v) <= length(w) * length(v),
    given=(inner(w, w) > 0, inner(v, v) > 0),
    source="Appendix D.3, after (D.22)",
    title="⟨w_max,v⟩ ≤ ‖w_max‖₂‖v‖₂",
    certificates=(because(length(w) * length(v) - inner(w, v), uses=(lemma(C_23_schwarz, {v: w, q_: v}),)),),
)
claim_3_4_order_v = paper.claim(
    "3.4-order-v",
    equal(x**-8 * (C * x), C * x**-7),
    equal(x**-4 * (C * x), C * x**-3),
    given=(x > 0,),
    edition="beyond",
    source="ours, for Appendix D.3, after (D.22)",
    title="α²·Cn^1/8 is Cn^-7/8 for α = n^-1/2, and Cn^-3/8 for α = n^-1/4; x = n^1/8",
    rests_on=(claim_3_4_along_v, D_22),
)
little_u = (inner(w, u) <= rational(1, 2), inner(w, u) + inner(w, strong_noise) >= 1)
summed = vector_total(j, vector("e", j))
claim_3_4_sum, claim_3_4_sum_repaired = paper.mended(
    "3.4-sum",
    printed=wording(
        inner(w, summed) >= n,
        title="⟨w_max,u⟩ ≤ 1/2 implies ⟨w_max, Σ_i y_iξ_i⟩ ≥ n₁ over the strong data; e_i is y_iξ_i",
        remark="A factor 1/2 is lost: each product is at least 1/2, not 1.",
    ),
    repaired=wording(
        inner(w, summed) >= n / 2,
        title="⟨w_max,u⟩ ≤ 1/2 implies ⟨w_max, Σ_i y_iξ_i⟩ ≥ n₁/2",
        certificates=(
            because(
                total(i, inner(w, u) + inner(w, strong_noise) - 1),
                n * (rational(1, 2) - inner(w, u)),
            ),
        ),
    ),
    given=little_u,
    source="Appendix D.3, after (D.22)",
    fault="slip",
)
noise_sum = vector("ξ'")
long_given = (inner(w, noise_sum) >= n / 2, inner(w, w) > 0, inner(noise_sum, noise_sum) > 0)
claim_3_4_long = paper.claim(
    "3.4-long",
    length(w) >= n / length(noise_sum),
    given=(inner(w, noise_sum) >= n, inner(w, w) > 0, inner(noise_sum, noise_sum) > 0),
    source="Appendix D.3, after (D.22)",
    title="‖w_max‖₂ ≥ n₁/‖ξ'‖₂, ξ' being the sum of the strong noises, from ⟨w_max, ξ'⟩ ≥ n₁",
    certificates=(
        because(
            (length(w) * length(noise_sum) - inner(w, noise_sum)) / length(noise_sum),
            (inner(w, noise_sum) - n) / length(noise_sum),
            uses=(lemma(C_23_schwarz, {v: w, q_: noise_sum}),),
        ),
    ),
    rests_on=(claim_3_4_sum,),
    remark="The inference is right; what it is drawn from is not (3.4-sum).",
)
claim_3_4_long_repaired = paper.claim(
    "3.4-long",
    length(w) >= n / (2 * length(noise_sum)),
    given=long_given,
    edition="repaired",
    source="Appendix D.3, after (D.22)",
    title="‖w_max‖₂ ≥ n₁/(2‖ξ'‖₂), ξ' being the sum of the strong noises",
    certificates=(
        because(
            (length(w) * length(noise_sum) - inner(w, noise_sum)) / length(noise_sum),
            (inner(w, noise_sum) - n / 2) / length(noise_sum),
            uses=(lemma(C_23_schwarz, {v: w, q_: noise_sum}),),
        ),
    ),
    rests_on=(claim_3_4_sum_repaired,),
)
claim_3_4_contradiction = paper.claim(
    "3.4-contradiction",
    x**3 <= 8 * K * C,
    given=(x > 0, K > 0, a >= x**4 / (8 * K), a <= C * x),
    edition="beyond",
    source="ours, for Appendix D.3, after (D.22)",
    title="Cn^1/4 ≥ ‖w_max‖₂² ≥ n₁/(4K) with n₁ ≥ n/2 and ‖ξ'‖₂² ≤ Kn₁ bounds n; x = n^1/4",
    certificates=(because(8 * K * (C * x - a), 8 * K * (a - x**4 / (8 * K)), times=x),),
    rests_on=(claim_3_4_long_repaired, D_22),
    remark="So ⟨w_max,u⟩ > 1/2 for all larger n.",
)
claim_3_4_test_max = paper.claim(
    "3.4-test-max",
    equal(
        inner(w, v + (vector("ξ") + alpha * zeta * u)),
        inner(w, v) + zeta * alpha * inner(w, u) + inner(w, vector("ξ")),
    ),
    source="Appendix D.3, test error of w_max",
    title="The score of a weak test point",
    remark="The print's “variance smaller than σ₀” should be σ₀².",
)
claim_3_4_coin = paper.claim(
    "3.4-coin",
    minimum(a - b + x, a - b - x) < 0,
    given=(a < b,),
    edition="beyond",
    source="ours, for Appendix D.3, test error of w_max",
    title="Where the mean score is a − b < 0, at least one of two opposite noises ±x gives a wrong sign",
)
claim_3_4_final = paper.claim(
    "3.4-final",
    C * x**-7 < x**-4 / 2,
    given=(x > 0, C > 0, x**3 > 2 * C),
    edition="beyond",
    source="ours, for Appendix D.3, test error of w_max, with α = n^-1/2",
    title="Θ(n^-7/8) − Θ(n^-1/2) < 0 for large n: Cn^-7/8 < α/2 < α⟨w_max,u⟩ once n^3/8 > 2C; x = n^1/8",
    certificates=(because((x**3 - 2 * C) / (2 * x**7)),),
    rests_on=(claim_3_4_contradiction, claim_3_4_order_v, claim_3_4_test_max, claim_3_4_coin),
)
claim_3_4_final_quarter = paper.claim(
    "3.4-final-quarter",
    C * x**-3 < x**-2 / 2,
    given=(x > 0, C > 0, x > 2 * C),
    edition="beyond",
    source="ours, for α = n^-1/4",
    title="Cn^-3/8 < α/2 once n^1/8 > 2C: the second part of Theorem 3.4 also holds with α = n^-1/4",
    certificates=(because((x - 2 * C) / (2 * x**3)),),
    rests_on=(claim_3_4_contradiction, claim_3_4_order_v, claim_3_4_test_max, claim_3_4_coin),
)
