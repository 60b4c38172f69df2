"""Theorem 3.3, Appendix D.2, second part: (D.14)–(D.16), how little of u there is in the maximum margin classifier.

ξ_i stands for the summed noise y_i Σ_p ξ_i^(p) ⟂ u of sample i, and Γ = [ξ_1 … ξ_n]. With Σ = ΓΓ^⊤/n the least and the
greatest nonzero singular value of Γ are √(nλ_min) and √(nλ_max). w is w_max, c the vector (Γ^⊤Γ)⁻¹1 or (Γ^⊤Γ)⁻¹Γ^⊤w.
Everything is decided for every sample that keeps the outer bounds of (D.14) and (D.15), and for every P ≥ 1.

Not decided, as the language has no probability: how likely these bounds are, and the laws of ξ_i and of the test point.
The paper prints 1 − exp(−Ω(σ²Pd)) for the bounds, but Γ/(σ√P) has the same law for all σ and P, so that it is
1 − 2exp(−d/200) (deviation √d/10), which is what the theorem claims.
"""

from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import (
    C_23_schwarz,
)
from proofs.cao2023.vocabulary import *

N, d, s, m, sigma = symbols("N d s m σ")
u, w, r, hat = vector("u"), vector("w"), vector("r"), vector("ŵ")
two = sqrt(rational(2))


def xi(sample: Index) -> Vector:
    """Return the summed noise ξ_i of a sample."""
    return vector("ξ", sample)


def length(vector_v: VectorExpr) -> Scalar:
    """Return ‖v‖₂."""
    return sqrt(inner(vector_v, vector_v))


dimension = equal(d, 2 * n)
spectrum = Spectrum(low, high, xi(i))
orthogonal = equal(inner(u, xi(i)), 0)
sigma_min = named("σ_min", sqrt(n * low), latex=r"\sigma_{\min}(\Gamma)")
sigma_max = named("σ_max", sqrt(n * high), latex=r"\sigma_{\max}(\Gamma)")
outer_low, outer_high = sigma * sqrt(P * d) / 10, 2 * sigma * sqrt(P * d)

D_14_root_two = paper.claim(
    "D.14-root-two",
    two * N <= rational(71, 50) * N,
    given=(N > 0,),
    edition="beyond",
    source="ours, for (D.14)",
    title="√2 ≤ 1.42",
    certificates=(because(rational(41, 2500) * N, times=rational(71, 50) + two),),
)
D_14_roots = paper.claim(
    "D.14-roots",
    sqrt(2 * N - 1) >= sqrt(N) + sqrt(2 * N) / 5,
    given=(N >= 3, N > 0),
    edition="beyond",
    source="ours, for (D.14)",
    title="√(d−1) − √n ≥ √d/5 for d = 2n, n ≥ 3",
    certificates=(
        because(
            rational(44, 125) * (N - 3) + rational(7, 125),
            rational(2, 5) * named("gap", rational(71, 50) * N - two * N),
            times=sqrt(2 * N - 1) + (sqrt(N) + sqrt(2 * N) / 5),
            uses=(lemma(D_14_root_two),),
        ),
    ),
)
D_15_roots = paper.claim(
    "D.15-roots",
    sqrt(2 * N - 1) <= sqrt(2 * N),
    sqrt(N) <= rational(9, 10) * sqrt(2 * N),
    given=(N >= 1, N > 0),
    edition="beyond",
    source="ours, for (D.15)",
    title="√(d−1) ≤ √d and √n ≤ 0.9√d for d = 2n",
    certificates=(
        because(rational(1), times=sqrt(2 * N) + sqrt(2 * N - 1)),
        because(rational(31, 50) * N, times=rational(9, 10) * sqrt(2 * N) + sqrt(N)),
    ),
)
D_14_lower = (sqrt(d - 1) - sqrt(n) - sqrt(d) / 10) * (sigma * sqrt(P))
D_14 = paper.claim(
    "D.14",
    D_14_lower >= outer_low,
    given=(dimension, sigma > 0, n >= 3),
    kind="display of numbers",
    source="(D.14), its second inequality",
    title="(√(d−1) − √n − √d/10) σ√P ≥ σ√(Pd)/10 for d = 2n",
    remark="For n ≥ 3; it fails for n = 1 and 2, of which a probability 1 − exp(−Ω(d)) may be read to say nothing.",
    certificates=(
        because(
            sigma * sqrt(P) * named("gap", sqrt(2 * n - 1) - (sqrt(n) + sqrt(2 * n) / 5)),
            uses=(lemma(D_14_roots, {N: n}),),
        ),
    ),
)
D_15 = paper.claim(
    "D.15",
    (sqrt(d - 1) + sqrt(n) + sqrt(d) / 10) * (sigma * sqrt(P)) <= outer_high,
    given=(dimension, sigma > 0, n >= 1),
    kind="display of numbers",
    source="(D.15), its second inequality",
    title="(√(d−1) + √n + √d/10) σ√P ≤ 2σ√(Pd) for d = 2n",
    certificates=(
        because(
            sigma * sqrt(P) * named("gap", sqrt(2 * n) - sqrt(2 * n - 1)),
            sigma * sqrt(P) * named("gap", rational(9, 10) * sqrt(2 * n) - sqrt(n)),
            uses=(lemma(D_15_roots, {N: n}), lemma(D_15_roots, {N: n}, conclusion=1)),
        ),
    ),
)
D_15_rank = paper.claim(
    "D.15-rank",
    d > n + 1,
    given=(dimension, n >= 2),
    kind="display of numbers",
    source="Appendix D.2, after (D.15)",
    title="d = 2n > n + 1",
    certificates=(because(n - 2, rational(1)),),
    remark="For n ≥ 2. What is used, n columns in the d − 1 dimensions of u^⊥, holds for n = 1 too.",
)


def combination(sample: Index) -> VectorExpr:
    """Return Γc = Σ_j c_j ξ_j."""
    return vector_total(sample, family("c", sample) * xi(sample))


D_16_candidate = paper.claim(
    "D.16-candidate",
    equal(inner(combination(j), u), 0),
    equal(inner(combination(j), P * family("y", i) * u + xi(i)), 1),
    given=(orthogonal, equal(total(j, family("c", j) * inner(xi(j), xi(i))), 1)),
    source="Appendix D.2, before (D.16)",
    title="ŵ = Γ(Γ^⊤Γ)⁻¹1 lies in u^⊥, Γ^⊤ŵ = 1, and ⟨ŵ, P y_i u + ξ_i⟩ = 1",
)
patch = patches("p")[0]
label = named("y", s / absolute(s))
sample_total = vector_total(patch, label * u + vector("ξ", patch))
noise_total = label * vector_total(patch, vector("ξ", patch))
D_16_sum, D_16_sum_repaired = paper.mended(
    "D.16-sum",
    printed=wording(
        equal(inner(sample_total, v), inner(P * label * u + noise_total, v)),
        given=(equal(inner(u, vector("ξ", patch)), 0), inner(u, u) > 0),
        title="x = P y u + ξ for the summed patches, with ξ = y Σ_p ξ^(p), seen along every v",
        remark="For y = −1 the sign of ξ is wrong: it is yx that equals Pu + ξ. ξ and −ξ have one law, so nothing "
        "follows.",
    ),
    repaired=wording(
        equal(inner(label * sample_total, v), inner(P * u + noise_total, v)),
        title="yx = Pu + ξ, so the constraint of (3.1) is ⟨w, Pu + ξ_i⟩ ≥ 1",
    ),
    source="Appendix D.2, before (D.16) and after (D.18)",
    fault="slip",
)
D_16_feasible = paper.claim(
    "D.16-feasible",
    equal(inner(hat, P * u + xi(i)), 1),
    given=(equal(inner(hat, u), 0), equal(inner(hat, xi(i)), 1)),
    source="Appendix D.2, before (D.16)",
    title="ŵ is feasible for (3.1)",
    rests_on=(D_16_candidate, D_16_sum_repaired),
)
D_16_norm = paper.claim(
    "D.16-norm",
    equal(
        inner(combination(j), combination(j)),
        total(i, family("c", i) * inner(combination(j), xi(i))),
    ),
    source="Appendix D.2, before (D.16)",
    title="‖Γc‖₂² = Σ_i c_i⟨Γc, ξ_i⟩, which is 1^⊤(Γ^⊤Γ)⁻¹1 where Γ^⊤Γc = 1",
)
hat_given = (spectrum, InSpan(hat, xi(i)), equal(inner(hat, xi(i)), 1))
hat_excess = named("excess", total(i, inner(hat, xi(i)) ** 2) / n - low * inner(hat, hat))
D_16_n = paper.claim(
    "D.16-n",
    length(hat) <= n / sigma_min,
    given=(*hat_given, n >= 1),
    source="Appendix D.2, before (D.16)",
    title="√(1^⊤(Γ^⊤Γ)⁻¹1) ≤ n/σ_min(Γ)",
    certificates=(because(hat_excess / low, (n - 1) / low, times=length(hat) + n / sigma_min, rayleigh=(hat,)),),
    rests_on=(D_16_norm,),
    remark="True, and a factor √n too large: see D.16-sharp.",
)
D_16_sharp = paper.claim(
    "D.16-sharp",
    length(hat) <= sqrt(n) / sigma_min,
    given=hat_given,
    edition="beyond",
    source="ours",
    title="√(1^⊤(Γ^⊤Γ)⁻¹1) ≤ √n/σ_min(Γ)",
    certificates=(because(hat_excess / low, times=length(hat) + sqrt(n) / sigma_min, rayleigh=(hat,)),),
)
longer = length(w) <= length(hat)
nonzero = (inner(u, u) > 0, inner(w, w) > 0)
along_u = inner(w, u) / length(u)
D_16_shadow = paper.claim(
    "D.16-shadow",
    along_u <= length(w),
    given=nonzero,
    source="Appendix D.2, before (D.16)",
    title="⟨w_max,u⟩/‖u‖₂ ≤ ‖w_max‖₂",
    certificates=(
        because((length(w) * length(u) - inner(w, u)) / length(u), uses=(lemma(C_23_schwarz, {v: w, vector("q"): u}),)),
    ),
    rests_on=(D_16_feasible,),
    remark="The next inequality, ‖w_max‖₂ ≤ ‖ŵ‖₂, says that w_max is a shortest feasible point and ŵ is feasible.",
)
low_event = sigma_min >= outer_low
D_16_slope = paper.claim(
    "D.16-slope",
    inner(w, u) <= length(u) * n / sigma_min,
    length(u) * n / sigma_min <= 10 * length(u) * n / (sigma * sqrt(P * d)),
    given=(*nonzero, longer, length(hat) <= n / sigma_min, low > 0, d > 0, sigma > 0, low_event),
    source="Appendix D.2, before (D.16)",
    title="⟨w_max,u⟩ ≤ ‖u‖₂ n/σ_min(Γ) ≤ 10‖u‖₂ n P^-1/2 d^-1/2 σ⁻¹",
    certificates=(
        because(
            length(u) * named("gap", n / sigma_min - length(hat)),
            length(u) * named("gap", length(hat) - length(w)),
            length(u) * named("gap", length(w) - along_u),
            uses=(lemma(D_16_shadow),),
        ),
        because(
            10 * length(u) * n / (sigma_min * sigma * sqrt(P * d)) * named("gap", sigma_min - outer_low),
        ),
    ),
    rests_on=(D_16_n,),
)
printed_strength = sigma >= 20 * length(u) * sqrt(P) * sqrt(d)
used_strength = sigma >= 20 * length(u) * n * sqrt(P) / sqrt(d)
small = 1 / (2 * P)
claim_3_3_strength = paper.claim(
    "3.3-strength",
    used_strength,
    given=(dimension, printed_strength),
    source="Theorem 3.3 and Appendix D.2, before (D.16)",
    title="σ ≥ 20‖u‖₂P^1/2 d^1/2 implies σ ≥ 20‖u‖₂ n P^1/2 d^-1/2",
    remark="The proof prints n d^-1/2 in the place of the theorem's d^1/2: with d = 2n it needs half as much.",
    certificates=(because(sigma - 20 * length(u) * sqrt(P) * sqrt(d), 10 * length(u) * sqrt(P) * sqrt(d)),),
)
D_16 = paper.claim(
    "D.16",
    inner(w, u) <= small,
    given=(inner(w, u) <= 10 * length(u) * n / (sigma * sqrt(P * d)), d > 0, sigma > 0, used_strength),
    source="(D.16)",
    title="⟨w_max,u⟩ ≤ 10‖u‖₂ n P^-1/2 d^-1/2 σ⁻¹ ≤ 1/(2P)",
    certificates=(
        because(
            10 * length(u) * n / (sigma * sqrt(P * d)) - inner(w, u),
            named("gap", sigma - 20 * length(u) * n * sqrt(P) / sqrt(d)) / (2 * P * sigma),
        ),
    ),
    rests_on=(D_16_slope, claim_3_3_strength),
)
D_16_slope_sharp = paper.claim(
    "D.16-slope-sharp",
    inner(w, u) <= length(u) * sqrt(n) / sigma_min,
    given=(*nonzero, longer, length(hat) <= sqrt(n) / sigma_min, low > 0),
    edition="beyond",
    source="ours",
    title="⟨w_max,u⟩ ≤ ‖u‖₂ √n/σ_min(Γ)",
    certificates=(
        because(
            length(u) * named("gap", sqrt(n) / sigma_min - length(hat)),
            length(u) * named("gap", length(hat) - length(w)),
            length(u) * named("gap", length(w) - along_u),
            uses=(lemma(D_16_shadow),),
        ),
    ),
    rests_on=(D_16_sharp,),
)
D_16_weaker_noise = paper.claim(
    "D.16-weaker-noise",
    inner(w, u) <= small,
    given=(
        inner(w, u) <= length(u) * sqrt(n) / sigma_min,
        low > 0,
        dimension,
        sigma > 0,
        low_event,
        sigma >= 10 * two * length(u) * sqrt(P),
    ),
    edition="beyond",
    source="ours",
    title="σ ≥ 10√2‖u‖₂P^1/2, whatever d is, is enough for (D.16) and all that follows",
    certificates=(
        because(
            length(u) * sqrt(n) / sigma_min - inner(w, u),
            10 * length(u) * sqrt(n) / (sigma_min * sigma * sqrt(2 * P * n)) * named("gap", sigma_min - outer_low),
            named("gap", sigma - 10 * two * length(u) * sqrt(P)) / (2 * P * sigma),
        ),
    ),
    rests_on=(D_16_slope_sharp,),
)
