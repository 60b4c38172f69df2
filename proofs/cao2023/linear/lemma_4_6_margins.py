"""Lemma 4.6, Appendix C.6, (C.24)–(C.29) and (C.39)–(C.41): nearly parallel to w* means nearly uniform margins.

Each line is decided for one w and γ that keep what the proof assumes at iteration t: ‖w‖₂ ≥ r = ‖w(0)‖₂, and
‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂ ≤ εr. M stands for any number with ‖z_i‖₂ ≤ M for all i, such as the maximum, and
α = ‖w*‖₂⁻¹. (C.40) and (C.41) are (C.25) and (C.26) with E in the place of ε; one claim decides both.

The proof takes the square root of ⟨w*,w⟩² and so loses its sign: near −w* everything but (C.25) on is as assumed.
Lemma 4.6 has to assume ⟨w(t₀), w*⟩ > 0, which Lemma 4.5 does not give.
"""

from proofs.cao2023.linear.lemma_4_5_growth import offset, product, schwarz
from proofs.cao2023.linear.one_variable import circle, ratio_above, ratio_below, slope_below_exponential
from verify.author import (
    LinearBN,
    because,
    claim,
    equal,
    exp,
    family,
    inner,
    lemma,
    mean,
    n,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)

model = LinearBN()
i, k = samples("i k")
M, R, c, r, x, y, alpha, epsilon, gamma = symbols("M R c r x y α ε γ")
v, q = vector("v"), vector("q")
w, w_star, s = model.w, vector("w*"), model.norm()
norm, norm_star = sqrt(inner(w, w)), sqrt(inner(w_star, w_star))
cosine = inner(w_star, w) / (norm_star * norm)
length = (inner(w, w) > 0, inner(w_star, w_star) > 0)
near = (*length, r > 0, r**2 <= inner(w, w), epsilon > 0, inner(offset, offset) <= epsilon**2 * r**2)

epsilon_small = claim(
    "C.24-epsilon",
    x / (16 * R) <= 1 / (24 * R),
    rational(1, 24) >= 1 / (24 * R),
    given=(R >= 1, R > 0, x > 0, x <= rational(1, 3)),
    source="Appendix C.6, the bound on ε",
    title="ε ≤ ‖w*‖₂⁻¹ max‖z_i‖₂⁻¹/24 ≤ 1/24, with R = max‖z_i‖₂‖w*‖₂ ≥ 1",
    certificates=(because((rational(1, 3) - x) / (16 * R), 1 / (48 * R)), because((R - 1) / (24 * R))),
    rests_on=(product,),
    expected="PROVED",
)
pythagoras = claim(
    "C.24-pythagoras",
    equal(inner(offset, offset), inner(w, w) - inner(w_star, w) ** 2 / inner(w_star, w_star)),
    given=length,
    source="Appendix C.6, after (C.24)",
    title="The squared distance to span{w*} is ‖w‖₂² − ⟨w*,w⟩²/‖w*‖₂²",
    expected="PROVED",
)
sine = claim(
    "C.24",
    1 - cosine**2 <= epsilon**2 * r**2 / inner(w, w),
    epsilon**2 * r**2 / inner(w, w) <= epsilon**2,
    given=near,
    source="Appendix C.6, after (C.24)",
    title="1 − ⟨w*/‖w*‖₂, w/‖w‖₂⟩² ≤ ε²‖w(0)‖₂²/‖w‖₂² ≤ ε²",
    certificates=(
        because((epsilon**2 * r**2 - inner(offset, offset)) / inner(w, w)),
        because(epsilon**2 * (inner(w, w) - r**2) / inner(w, w)),
    ),
    expected="PROVED",
)
C_25 = claim(
    "C.25",
    cosine >= sqrt(1 - epsilon**2),
    cosine <= 1,
    given=(*near, epsilon <= rational(1, 24)),
    source="(C.25)",
    title="√(1−ε²) ≤ ⟨w*/‖w*‖₂, w/‖w‖₂⟩ ≤ 1",
    expected="REFUTED",
    remark="Missing hypothesis ⟨w*, w⟩ > 0: what was shown bounds the square, and near −w* the cosine is near −1.",
    fault="breaks",
)
C_25_repaired = claim(
    "C.25",
    cosine >= sqrt(1 - epsilon**2),
    cosine <= 1,
    given=(*near, epsilon < 1, inner(w_star, w) > 0),
    edition="repaired",
    source="(C.25)",
    title="The same where ⟨w*, w⟩ > 0",
    certificates=(
        because(
            epsilon**2 * r**2 / inner(w, w) - (1 - cosine**2),
            epsilon**2 - epsilon**2 * r**2 / inner(w, w),
            times=cosine + sqrt(1 - epsilon**2),
            uses=(lemma(sine), lemma(sine, conclusion=1)),
        ),
        because((norm * norm_star - inner(w, w_star)) / (norm * norm_star), uses=(lemma(schwarz, {v: w, q: w_star}),)),
    ),
    expected="PROVED",
)
cosine_below = claim(
    "C.25-left",
    cosine >= 1 - epsilon,
    given=(*near, epsilon < 1, inner(w_star, w) > 0),
    source="(C.25), its left end",
    title="⟨w*/‖w*‖₂, w/‖w‖₂⟩ ≥ 1 − ε where ⟨w*, w⟩ > 0",
    certificates=(
        because(
            epsilon**2 * r**2 / inner(w, w) - (1 - cosine**2),
            epsilon**2 - epsilon**2 * r**2 / inner(w, w),
            2 * epsilon * (1 - epsilon),
            times=cosine + 1 * (1 - epsilon),
            uses=(lemma(sine), lemma(sine, conclusion=1)),
        ),
    ),
    steps=(C_25_repaired, circle),
    expected="PROVED",
)
z_i, u, margin_k = model.z(i), model.margin, family("a", k)
covered = (inner(z_i, z_i) <= M**2, inner(z_i, z_i) > 0, M > 0)
gap = u(i) - inner(w_star, w) / inner(w_star, w_star) * inner(w_star, z_i)
deviation = claim(
    "C.26-deviation",
    gap**2 <= M**2 * epsilon**2 * r**2,
    given=(*near, *covered),
    source="Appendix C.6, before (C.26), first line",
    title="|⟨w,z_i⟩ − ⟨w*,w⟩‖w*‖₂⁻²⟨w*,z_i⟩| ≤ max‖z_i‖₂ ‖w(0)‖₂ ε, squared",
    certificates=(
        because(
            inner(z_i, z_i)
            * inner(
                offset - inner(offset, z_i) / inner(z_i, z_i) * z_i, offset - inner(offset, z_i) / inner(z_i, z_i) * z_i
            ),
            inner(z_i, z_i) * (epsilon**2 * r**2 - inner(offset, offset)),
            epsilon**2 * r**2 * (M**2 - inner(z_i, z_i)),
        ),
    ),
    expected="PROVED",
)
normalised_gap = u(i) / norm - cosine * inner(w_star, z_i) / norm_star
normalised = claim(
    "C.26-normalised",
    normalised_gap**2 <= M**2 * r**2 / inner(w, w) * epsilon**2,
    M**2 * r**2 / inner(w, w) * epsilon**2 <= M**2 * epsilon**2,
    given=(*near, *covered),
    source="Appendix C.6, before (C.26), second line",
    title="The same divided by ‖w‖₂, squared",
    certificates=(
        because((M**2 * epsilon**2 * r**2 - gap**2) / inner(w, w), uses=(lemma(deviation),)),
        because(M**2 * epsilon**2 * (inner(w, w) - r**2) / inner(w, w)),
    ),
    expected="PROVED",
)
squares_to_sizes = claim(
    "C.26-root",
    x <= y,
    -x <= y,
    given=(y > 0, x**2 <= y**2),
    source="Appendix C.6, before (C.26)",
    title="x² ≤ y² and y > 0 give |x| ≤ y",
    certificates=(
        because((y - x) ** 2, y**2 - x**2, times=2 * y),
        because((y + x) ** 2, y**2 - x**2, times=2 * y),
    ),
    expected="PROVED",
)
sizes = claim(
    "C.26-sizes",
    normalised_gap <= M * epsilon,
    -normalised_gap <= M * epsilon,
    given=(*near, *covered),
    source="Appendix C.6, before (C.26), second line",
    title="|⟨w/‖w‖₂,z_i⟩ − ⟨w*/‖w*‖₂,w/‖w‖₂⟩⟨w*/‖w*‖₂,z_i⟩| ≤ max‖z_i‖₂ ε",
    certificates=tuple(
        because(
            (M * epsilon - sign * normalised_gap) ** 2,
            M**2 * r**2 / inner(w, w) * epsilon**2 - normalised_gap**2,
            M**2 * epsilon**2 - M**2 * r**2 / inner(w, w) * epsilon**2,
            times=2 * M * epsilon,
            uses=(lemma(normalised), lemma(normalised, conclusion=1)),
        )
        for sign in (1, -1)
    ),
    steps=(squares_to_sizes,),
    expected="PROVED",
)
uniform = (model.uniform(w_star), inner(w_star, w) > 0, epsilon < 1, norm_star * M >= 1)  # by C.23-product
C_26_bounds = claim(
    "C.26-bounds",
    u(i) / norm >= 1 / norm_star - 2 * M * epsilon,
    u(i) / norm <= 1 / norm_star + M * epsilon,
    given=(*near, *covered, *uniform),
    source="Appendix C.6, before (C.26), the two chains",
    title="‖w*‖₂⁻¹ − 2 max‖z_i‖₂ ε ≤ ⟨w/‖w‖₂,z_i⟩ ≤ ‖w*‖₂⁻¹ + max‖z_i‖₂ ε",
    certificates=(
        because(
            M * epsilon + normalised_gap,
            (cosine - (1 - epsilon)) / norm_star,
            epsilon * (norm_star * M - 1) / norm_star,
            uses=(lemma(sizes, conclusion=1), lemma(cosine_below)),
        ),
        because(
            M * epsilon - normalised_gap,
            (1 - cosine) / norm_star,
            uses=(lemma(sizes), lemma(C_25_repaired, conclusion=1)),
        ),
    ),
    rests_on=(product,),
    expected="PROVED",
)
stray_norm = claim(
    "C.26-equality",
    equal(alpha * 1 - 2 * M * epsilon, alpha - 2 * M * r * epsilon),
    given=(alpha > 0, M > 0, r > 0, r < 1, epsilon > 0, epsilon <= rational(1, 24)),
    source="Appendix C.6, before (C.26), the equality of the first chain",
    title="‖w*‖₂⁻¹⟨w*,z_i⟩ − 2 max‖z_i‖₂ ε = ‖w*‖₂⁻¹ − 2 max‖z_i‖₂ ‖w(0)‖₂ ε, with α = ‖w*‖₂⁻¹, r = ‖w(0)‖₂",
    expected="REFUTED",
    remark="A stray factor ‖w(0)‖₂.",
    fault="slip",
)
stray_norm_repaired = claim(
    "C.26-equality",
    equal(1 / norm_star * inner(w_star, z_i) - 2 * M * epsilon, 1 / norm_star - 2 * M * epsilon),
    given=(model.uniform(w_star),),
    edition="repaired",
    source="Appendix C.6, before (C.26), the equality of the first chain",
    title="The same without ‖w(0)‖₂",
    expected="PROVED",
)
C_26 = claim(
    "C.26",
    u(i) / norm - 1 / norm_star <= 2 * M * epsilon,
    1 / norm_star - u(i) / norm <= 2 * M * epsilon,
    2 * M * epsilon <= 1 / (4 * norm_star),
    given=(*near, *covered, *uniform, 48 * M * epsilon * norm_star <= 1),
    source="(C.26)",
    title="|⟨w/‖w‖₂,z_i⟩ − ‖w*‖₂⁻¹| ≤ 2 max‖z_i‖₂ ε ≤ ‖w*‖₂⁻¹/4",
    remark="With ⟨w*, w⟩ > 0, as (C.25) needs it.",
    certificates=(
        because(1 / norm_star + M * epsilon - u(i) / norm, M * epsilon, uses=(lemma(C_26_bounds, conclusion=1),)),
        because(u(i) / norm - (1 / norm_star - 2 * M * epsilon), uses=(lemma(C_26_bounds),)),
        because((1 - 48 * M * epsilon * norm_star) / (24 * norm_star), 5 / (24 * norm_star)),
    ),
    expected="PROVED",
)

a, b, A = symbols("a b A")
between = (a > 0, b >= a, a * norm <= u(i), u(i) <= b * norm, inner(w, w) > 0)
norm_above = claim(
    "C.27-norm",
    s <= b * norm,
    given=(*between, b > 0),
    source="(C.28), its first inequality",
    title="Margins in [a, b] on the scale of ‖w‖₂ give ‖w‖_Σ ≤ b‖w‖₂",
    edition="beyond",
    certificates=(
        because(
            mean(k, (b * norm - u(k)) * (1 * (u(k) - a * norm) + (a + b) * norm)),
            times=s + b * norm,
        ),
    ),
    expected="PROVED",
)
norm_below = claim(
    "C.28-norm",
    s >= a * norm,
    given=between,
    source="(C.27), its first inequality",
    title="and ‖w‖_Σ ≥ a‖w‖₂",
    edition="beyond",
    certificates=(because(mean(k, (u(k) - a * norm) * (1 * (u(k) - a * norm) + 2 * a * norm)), times=s + a * norm),),
    expected="PROVED",
)
output_above = claim(
    "C.27-first",
    model.output(i) <= gamma * b / a,
    given=(*between, b > 0, model.defined, gamma > 0),
    source="(C.27), its first inequality",
    title="F_i ≤ γ(α+c)/(α−c), with a = α − c and b = α + c",
    certificates=(
        because(
            gamma * b * (s - a * norm),
            gamma * a * (b * norm - u(i)),
            times=s * a,
            uses=(lemma(norm_below),),
        ),
    ),
    expected="PROVED",
)
margin = family("a", i)
normaliser = claim(
    "C.28-normaliser",
    equal(gamma * margin / sqrt(mean(k, margin_k**2)), gamma * margin / sqrt(total(k, margin_k**2) / n**2)),
    given=(gamma >= rational(1, 2), margin > 0, n >= 2),
    source="(C.28), its equality",
    title="F_i with n⁻² for n⁻¹ under the root, a_i = ⟨w/‖w‖₂, z_i⟩",
    expected="REFUTED",
    remark="n⁻² stands for n⁻¹, as (C.27) has it.",
    fault="slip",
)
normaliser_repaired = claim(
    "C.28-normaliser",
    equal(model.output(i), gamma * (u(i) / norm) / sqrt(mean(k, (u(k) / norm) ** 2))),
    given=(model.defined, inner(w, w) > 0),
    edition="repaired",
    source="(C.27) and (C.28), their equalities",
    title="F_i = γ⟨w/‖w‖₂, z_i⟩ over the root of n⁻¹Σ⟨w/‖w‖₂, z_k⟩²",
    expected="PROVED",
)
output_below = claim(
    "C.28-first",
    model.output(i) >= gamma * a / b,
    given=(*between, b > 0, model.defined, gamma > 0),
    source="(C.28), its first inequality",
    title="F_i ≥ γ(α−c)/(α+c), with a = α − c and b = α + c",
    certificates=(
        because(
            gamma * b * (u(i) - a * norm),
            gamma * a * (b * norm - s),
            times=s * b,
            uses=(lemma(norm_above),),
        ),
    ),
    expected="PROVED",
)
quarter = (alpha > 0, c >= 0, c <= alpha / 4, gamma > 0, 4 * c * gamma <= alpha)
C_27 = claim(
    "C.27",
    gamma * (alpha + c) / (alpha - c) <= gamma * (1 + 3 * c / alpha),
    gamma * (1 + 3 * c / alpha) <= gamma + rational(3, 4),
    given=quarter,
    source="(C.27), its last two inequalities",
    title="γ(α+c)/(α−c) ≤ γ(1+3c/α) ≤ γ + 3/4",
    steps=(output_above, ratio_above),
    certificates=(
        because(
            gamma * (1 + 3 * c / alpha - (alpha + c) / (alpha - c)),
            uses=(lemma(ratio_above),),
        ),
        because(3 * (alpha - 4 * c * gamma) / (4 * alpha)),
    ),
    expected="PROVED",
)
C_28 = claim(
    "C.28",
    gamma * (alpha - c) / (alpha + c) >= gamma * (1 - c / alpha),
    gamma * (1 - c / alpha) >= gamma - rational(1, 4),
    given=quarter,
    source="(C.28), its last two inequalities",
    title="γ(α−c)/(α+c) ≥ γ(1−c/α) ≥ γ − 1/4",
    expected="REFUTED",
    remark="(α−c)/(α+c) is at least 1 − 2c/α, but not 1 − c/α, so 1/4 becomes 1/2, which (C.29) bears. Refuted is the "
    "middle line; (iv) may keep F_i ≥ γ − 1/4 all the same.",
    fault="slip",
)
C_28_repaired = claim(
    "C.28",
    gamma * (alpha - c) / (alpha + c) >= gamma * (1 - 2 * c / alpha),
    gamma * (1 - 2 * c / alpha) >= gamma - rational(1, 2),
    given=quarter,
    edition="repaired",
    source="(C.28), its last two inequalities",
    title="γ(α−c)/(α+c) ≥ γ(1−2c/α) ≥ γ − 1/2",
    steps=(output_below,),
    certificates=(
        because(
            gamma * ((alpha - c) / (alpha + c) - (1 - 2 * c / alpha)),
            uses=(lemma(ratio_below),),
        ),
        because((alpha - 4 * c * gamma) / (2 * alpha)),
    ),
    expected="PROVED",
)
C_29 = claim(
    "C.29",
    sigmabar(x) >= exp(-gamma - rational(3, 4)) / 2,
    sigmabar(x) <= exp(-gamma + rational(3, 4)),
    given=(gamma >= rational(1, 2), x <= gamma + rational(3, 4), x >= gamma - rational(1, 2)),
    source="(C.29)",
    title="e^(−γ−3/4)/2 ≤ |ℓ'(F)| ≤ e^(−γ+3/4), with x = F",
    remark="Its constants survive the repair of (C.28).",
    steps=(slope_below_exponential,),
    rests_on=(C_27, C_28_repaired),
    expected="PROVED",
)
