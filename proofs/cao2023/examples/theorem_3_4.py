"""Theorem 3.4, Appendix D.3, first part: (D.19), (D.20) and the test error of w_uniform under Example 3.2.

Strong data have the patches y_i u and ξ_i, weak data y_i v and ξ_i + αζ_i u; q_i is the noise patch of either (ζ_i = 0
for strong data). A label is written y_i = s_i/|s_i|. N is the number of samples as a real number, d = N² log N and
σ² = 1/d; N^-1/2 and N^-1/4 are the two values of α that the paper prints (Example 3.2 and this proof).

Not decided, as the language has no probability: the concentration of the noise norms and Gram matrix, and the
probabilities themselves. What is decided shows that Theorem 3.4's first bound does not hold with Example 3.2's
α = N^-1/2. By ``3.4-signal-to-noise`` every w with ⟨w, v⟩ > 0 has on a weak test point a mean score of at most
√(log N) standard deviations of its noise when ζy = −1, as the weak noise has covariance σ²I. The test error is thus
at least ρ/2 · P(N(0,1) > √(log N)) > N^-10 for all N ≥ 2 (``3.4-error-bound``, with the lower bound z/(1+z²) · φ(z) on
the tail). With α = N^-1/4, as this proof has it, the steps that can be said here hold.
"""

from proofs.cao2023.vocabulary import *

N, K, alpha, zeta, sigma, c, m, z = symbols("N K α ζ σ c m z")
a, b = symbols("a b")
u, w, r = vector("u"), vector("w"), vector("r")


def y(sample: Index) -> Scalar:
    """Return the label y_i, 1 or −1."""
    return named("y", family("s", sample) / absolute(family("s", sample)), sample)


def xi(sample: Index) -> Vector:
    """Return the noise ξ_i."""
    return vector("ξ", sample)


weak_patch = xi(i) + alpha * family("ζ", i) * u
same = (equal(inner(w, u), c), equal(inner(w, v), c))
strong_margin = equal(inner(w, xi(i)), c * y(i))
weak_margin = equal(inner(w, xi(i)), c * y(i) - alpha * family("ζ", i) * c)
D_19 = paper.claim(
    "D.19",
    equal(absolute(inner(w, u)), absolute(inner(w, v))),
    equal(absolute(inner(w, v)), absolute(inner(w, xi(i)))),
    given=(*same, strong_margin),
    source="(D.19)",
    title="|⟨w,u⟩| = |⟨w,v⟩| = |⟨w,ξ_i⟩| for strong data, where all patch margins are c",
    remark="⟨w,v⟩ = c needs at least one weak datum in the sample.",
)
D_20 = paper.claim(
    "D.20",
    equal(absolute(inner(w, v)), absolute(inner(w, weak_patch))),
    given=(*same, weak_margin),
    source="(D.20)",
    title="|⟨w,u⟩| = |⟨w,v⟩| = |⟨w,ξ_i + αζ_i u⟩| for weak data, where all patch margins are c",
)
claim_3_4_frame_split = paper.claim(
    "3.4-frame-split",
    equal(
        inner(m * u + c * v + r, m * u + c * v + r),
        inner(m * u + c * v + r, u) ** 2 / inner(u, u) + inner(m * u + c * v + r, v) ** 2 / inner(v, v) + inner(r, r),
    ),
    given=(equal(inner(u, v), 0), equal(inner(r, u), 0), equal(inner(r, v), 0), inner(u, u) > 0, inner(v, v) > 0),
    edition="beyond",
    source="ours, for the inequality after (D.20)",
    title="u and v contribute to ‖w‖₂² exactly what the inequality after (D.20) says, when they and r are orthogonal",
)
claim_3_4_frame = paper.claim(
    "3.4-frame",
    total(i, inner(r, xi(i)) ** 2 / inner(xi(i), xi(i))) >= inner(r, r),
    given=(InSpan(r, xi(i)), equal(inner(r, xi(i)), 1)),
    source="Appendix D.3, after (D.20)",
    title="⟨w,u⟩²/‖u‖₂² + ⟨w,v⟩²/‖v‖₂² + Σ_i⟨w,ξ_i⟩²/‖ξ_i‖₂² ≥ ‖w‖₂², here for strong data with y_i = 1, less its "
    "first two terms",
    rests_on=(claim_3_4_frame_split,),
    expected="REFUTED",
    remark="Noises are not orthogonal to one another, so that being in their span is not enough. r is the part of w "
    "orthogonal to u and v. Only a constant in the place of 1 holds, which is what the next line goes on with.",
    fault="slip",
)
direction = vector("e", i)
frame_excess = named("excess", total(i, inner(w, direction) ** 2) / n - low * inner(w, w))
claim_3_4_frame_repaired = paper.claim(
    "3.4-frame",
    total(i, inner(w, direction) ** 2) >= n * low * inner(w, w),
    given=(Spectrum(low, high, direction), InSpan(w, direction)),
    edition="repaired",
    source="Appendix D.3, after (D.20)",
    title="Σ_i⟨w,e_i⟩² ≥ nλ_min ‖w‖₂², the e_i being u/‖u‖₂, v/‖v‖₂ and all q_i/‖q_i‖₂, and n their number",
    certificates=(because(n * frame_excess, rayleigh=(w,)),),
)
q_i = vector("q", i)
claim_3_4_lengths = paper.claim(
    "3.4-lengths",
    total(i, inner(w, q_i) ** 2 / inner(q_i, q_i)) <= 2 * total(i, inner(w, q_i) ** 2),
    given=(inner(q_i, q_i) >= rational(1, 2), inner(q_i, q_i) > 0),
    source="Appendix D.3, after (D.20), second line",
    title="Where all ‖q_i‖₂² ≥ 1/2, as σ² = 1/d makes likely, the lengths of the noises cost a factor 2",
    certificates=(because(total(i, 2 * inner(w, q_i) ** 2 * (inner(q_i, q_i) - rational(1, 2)) / inner(q_i, q_i))),),
)
claim_3_4_margin = paper.claim(
    "3.4-margin",
    m**2 >= c / (3 * n),
    given=(m**2 * (1 + n + n) >= c, n >= 1),
    edition="beyond",
    source="ours, for Appendix D.3 before the test phase, with its own α = n^-1/4",
    title="m²(1 + α⁻⁴ + n) ≥ c implies m² ≥ c/(3n) for α = n^-1/4",
    certificates=(because((m**2 * (1 + n + n) - c) / (3 * n), m**2 * (n - 1) / (3 * n)),),
    rests_on=(claim_3_4_frame_repaired, claim_3_4_lengths, D_19, D_20),
)
beside_v = w - N**2 * inner(w, v) * v
claim_3_4_no_constant = paper.claim(
    "3.4-no-constant",
    inner(w, v) ** 2 < K**2 / N,
    given=(N > 0, equal(inner(v, v), 1 / N**2), equal(inner(w, w), 1), K > 0, K**2 * N > 1),
    edition="beyond",
    source="ours",
    title="With α = N^-1/2 every unit vector has |⟨w,v⟩| ≤ ‖v‖₂ = 1/N, less than K N^-1/2 once N > K⁻²",
    certificates=(because(inner(v, v) * inner(beside_v, beside_v), (K**2 * N - 1) / N**2),),
)
claim_3_4_test_strong = paper.claim(
    "3.4-test-strong",
    equal(inner(w, u + vector("ξ")), inner(w, u) + inner(w, vector("ξ"))),
    source="Appendix D.3, test phase, strong data",
    title="The score of a strong test point",
)
claim_3_4_test_weak = paper.claim(
    "3.4-test-weak",
    equal(inner(w, v + (vector("ξ") + alpha * zeta * u)), inner(w, v) * (1 + alpha * zeta) + inner(w, vector("ξ"))),
    given=same,
    source="Appendix D.3, test phase, weak data",
    title="⟨w,v⟩ + ⟨w, ξ + αζu⟩ = ⟨w,v⟩(1 + αζ) + ⟨w,ξ⟩",
    remark="The text before it prints x = [v, ξ] and leaves αζu out.",
)
claim_3_4_test_factor = paper.claim(
    "3.4-test-factor",
    1 + alpha * zeta >= 1 - alpha,
    given=(alpha >= 0, zeta >= -1),
    edition="beyond",
    source="ours, for Appendix D.3, test phase, weak data",
    title="1 + αζ ≥ 1 − α, which is above 0.15 for α = n^-1/4 and n ≥ 2",
    certificates=(because(alpha * (zeta + 1)),),
)
noise_part = w - inner(w, u) / inner(u, u) * u - inner(w, v) / inner(v, v) * v
claim_3_4_variance = paper.claim(
    "3.4-variance",
    sigma**2 * inner(noise_part, noise_part) <= sigma**2 * inner(w, w),
    given=(equal(inner(u, v), 0), inner(u, u) > 0, inner(v, v) > 0),
    source="Appendix D.3, test phase",
    title="The noise of a strong test point has variance at most σ²‖w‖₂²; that of a weak one has σ²‖w‖₂² exactly",
    certificates=(because(sigma**2 * inner(w, u) ** 2 / inner(u, u), sigma**2 * inner(w, v) ** 2 / inner(v, v)),),
)
log_n = symbols("L")[0]
claim_3_4_tail = paper.claim(
    "3.4-tail",
    K**2 / N * (N**2 * log_n) / 2 >= 10 * log_n,
    given=(K > 0, N > 0, K**2 * N >= 20, log_n > 0),
    edition="beyond",
    source="ours, for the test phase of Appendix D.3, with its own α = n^-1/4",
    title="A margin K N^-1/2 is large enough for exp(−margin²/(2σ²)) ≤ N^-10 once N ≥ 20/K²; L is log N",
    certificates=(because(log_n * (K**2 * N - 20) / 2),),
    rests_on=(claim_3_4_margin, claim_3_4_test_weak, claim_3_4_test_factor, claim_3_4_variance),
    remark="The text prints the probability as “at most 1 − 1/poly(n) ≥ 1 − 1/n^10”; at most 1/n^10 is meant.",
)
claim_3_4_signal_to_noise = paper.claim(
    "3.4-signal-to-noise",
    inner(w, v - alpha * u) ** 2 <= log(N) * (inner(w, w) / (N**2 * log(N))),
    given=(*same, N > 1, equal(inner(v, v), 1 / N**2), alpha >= 0, alpha <= 1),
    edition="beyond",
    source="ours, against Theorem 3.4",
    title="With ‖v‖₂ = α² = 1/N a weak test point with ζy = −1 has a mean score of at most √(log N) σ‖w‖₂",
    certificates=(
        because(
            inner(v, v) * inner(beside_v, beside_v),
            c**2 * alpha * (1 + named("gap", 1 - alpha)),
        ),
    ),
)
claim_3_4_exponential = paper.claim(
    "3.4-exponential",
    exp(z) >= 1 + z + z**2 / 2,
    given=(z >= 0,),
    edition="beyond",
    source="ours, against Theorem 3.4",
    title="e^z ≥ 1 + z + z²/2 for z ≥ 0",
)
exponent = 35 * z**2 / 4
claim_3_4_quintic = paper.claim(
    "3.4-quintic",
    z * (1 + exponent + exponent**2 / 2) > 6 * (1 + z**2),
    given=(z >= rational(4, 5),),
    edition="beyond",
    source="ours, against Theorem 3.4",
    title="A polynomial of degree 5 in z is positive from 4/5 on",
)
claim_3_4_error_bound = paper.claim(
    "3.4-error-bound",
    z * exp(exponent) > 6 * (1 + z**2),
    given=(z >= rational(4, 5), z > 0),
    edition="beyond",
    source="ours, against Theorem 3.4",
    title="ρ/2 · z/(1+z²) · e^-z²/2/3 > N^-10, divided out, for z = √(log N) and all N ≥ 2; ρ = e^-3z²/4 and √(2π) < 3",
    certificates=(
        because(
            z * named("gap", exp(exponent) - (1 + exponent + exponent**2 / 2)),
            z * (1 + exponent + exponent**2 / 2) - 6 * (1 + z**2),
            uses=(lemma(claim_3_4_exponential, {z: exponent}), lemma(claim_3_4_quintic)),
        ),
    ),
    rests_on=(claim_3_4_signal_to_noise,),
)
