"""Lemma 4.6, Appendix C.6, (C.24)–(C.29) and (C.39)–(C.41): nearly parallel to w* means nearly uniform margins.

Each line is decided for one w and γ that keep what the proof assumes at iteration t: ‖w‖₂ ≥ r = ‖w(0)‖₂, and
‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂ ≤ εr. M stands for any number with ‖z_i‖₂ ≤ M for all i, such as the maximum, and
α = ‖w*‖₂⁻¹. (C.40) and (C.41) are (C.25) and (C.26) with E in the place of ε; one claim decides both.

The proof takes the square root of ⟨w*,w⟩² and so loses its sign: near −w* everything but (C.25) on is as assumed.
Lemma 4.6 has to assume ⟨w(t₀), w*⟩ > 0, which Lemma 4.5 does not give.
"""

from proofs.cao2023.linear.facts.one_variable import (
    one_variable_circle,
    one_variable_ratio_above,
    one_variable_ratio_below,
    one_variable_slope_exponential,
)
from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import (
    C_23_product,
    C_23_schwarz,
)
from proofs.cao2023.linear.vocabulary import *

M, R, c, r, x, y, alpha = symbols("M R c r x y α")
q_ = vector("q")
cosine = inner(w_star, w) / (star_norm * w_norm)
length = (inner(w, w) > 0, inner(w_star, w_star) > 0)
near = (*length, r > 0, r**2 <= inner(w, w), epsilon > 0, inner(offset, offset) <= epsilon**2 * r**2)

C_24_epsilon = paper.claim(
    "C.24-epsilon",
    x / (16 * R) <= 1 / (24 * R),
    rational(1, 24) >= 1 / (24 * R),
    given=(R >= 1, R > 0, x > 0, x <= rational(1, 3)),
    edition="beyond",
    source="ours, for Appendix C.6, the bound on ε",
    title="ε ≤ ‖w*‖₂⁻¹ max‖z_i‖₂⁻¹/24 ≤ 1/24, with R = max‖z_i‖₂‖w*‖₂ ≥ 1",
    certificates=(because((rational(1, 3) - x) / (16 * R), 1 / (48 * R)), because((R - 1) / (24 * R))),
    rests_on=(C_23_product,),
)
C_24_pythagoras = paper.claim(
    "C.24-pythagoras",
    equal(inner(offset, offset), inner(w, w) - inner(w_star, w) ** 2 / inner(w_star, w_star)),
    given=length,
    source="Appendix C.6, after (C.24)",
    title="The squared distance to span{w*} is ‖w‖₂² − ⟨w*,w⟩²/‖w*‖₂²",
)
C_24 = paper.claim(
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
)
C_25, C_25_repaired = paper.mended(
    "C.25",
    printed=wording(
        cosine >= sqrt(1 - epsilon**2),
        cosine <= 1,
        given=(*near, epsilon <= rational(1, 24)),
        title="√(1−ε²) ≤ ⟨w*/‖w*‖₂, w/‖w‖₂⟩ ≤ 1",
        remark="Missing hypothesis ⟨w*, w⟩ > 0: what was shown bounds the square, and near −w* the cosine is near −1.",
    ),
    repaired=wording(
        cosine >= sqrt(1 - epsilon**2),
        cosine <= 1,
        given=(*near, epsilon < 1, inner(w_star, w) > 0),
        title="The same where ⟨w*, w⟩ > 0",
        certificates=(
            because(
                epsilon**2 * r**2 / inner(w, w) - (1 - cosine**2),
                epsilon**2 - epsilon**2 * r**2 / inner(w, w),
                times=cosine + sqrt(1 - epsilon**2),
                uses=(lemma(C_24), lemma(C_24, conclusion=1)),
            ),
            because(
                (w_norm * star_norm - inner(w, w_star)) / (w_norm * star_norm),
                uses=(lemma(C_23_schwarz, {v: w, q_: w_star}),),
            ),
        ),
    ),
    source="(C.25)",
    fault="breaks",
)
C_25_left = paper.claim(
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
            uses=(lemma(C_24), lemma(C_24, conclusion=1)),
        ),
    ),
    steps=(C_25_repaired, one_variable_circle),
)
z_i, margin_k = model.z(i), family("a", k)
covered = (inner(z_i, z_i) <= M**2, inner(z_i, z_i) > 0, M > 0)
gap = u(i) - inner(w_star, w) / inner(w_star, w_star) * inner(w_star, z_i)
C_26_deviation = paper.claim(
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
)
normalised_gap = u(i) / w_norm - cosine * inner(w_star, z_i) / star_norm
C_26_normalised = paper.claim(
    "C.26-normalised",
    normalised_gap**2 <= M**2 * r**2 / inner(w, w) * epsilon**2,
    M**2 * r**2 / inner(w, w) * epsilon**2 <= M**2 * epsilon**2,
    given=(*near, *covered),
    source="Appendix C.6, before (C.26), second line",
    title="The same divided by ‖w‖₂, squared",
    certificates=(
        because((M**2 * epsilon**2 * r**2 - gap**2) / inner(w, w), uses=(lemma(C_26_deviation),)),
        because(M**2 * epsilon**2 * (inner(w, w) - r**2) / inner(w, w)),
    ),
)
C_26_root = paper.claim(
    "C.26-root",
    x <= y,
    -x <= y,
    given=(y > 0, x**2 <= y**2),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.26)",
    title="x² ≤ y² and y > 0 give |x| ≤ y",
    certificates=(
        because((y - x) ** 2, y**2 - x**2, times=2 * y),
        because((y + x) ** 2, y**2 - x**2, times=2 * y),
    ),
)
C_26_sizes = paper.claim(
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
            uses=(lemma(C_26_normalised), lemma(C_26_normalised, conclusion=1)),
        )
        for sign in (1, -1)
    ),
    steps=(C_26_root,),
)
uniform = (model.uniform(w_star), inner(w_star, w) > 0, epsilon < 1, star_norm * M >= 1)  # by C.23-product
C_26_bounds = paper.claim(
    "C.26-bounds",
    u(i) / w_norm >= 1 / star_norm - 2 * M * epsilon,
    u(i) / w_norm <= 1 / star_norm + M * epsilon,
    given=(*near, *covered, *uniform),
    source="Appendix C.6, before (C.26), the two chains",
    title="‖w*‖₂⁻¹ − 2 max‖z_i‖₂ ε ≤ ⟨w/‖w‖₂,z_i⟩ ≤ ‖w*‖₂⁻¹ + max‖z_i‖₂ ε",
    certificates=(
        because(
            M * epsilon + normalised_gap,
            (cosine - (1 - epsilon)) / star_norm,
            epsilon * (star_norm * M - 1) / star_norm,
            uses=(lemma(C_26_sizes, conclusion=1), lemma(C_25_left)),
        ),
        because(
            M * epsilon - normalised_gap,
            (1 - cosine) / star_norm,
            uses=(lemma(C_26_sizes), lemma(C_25_repaired, conclusion=1)),
        ),
    ),
    rests_on=(C_23_product,),
)
C_26_equality_repaired = paper.claim(
    "C.26-equality",
    equal(1 / star_norm * inner(w_star, z_i) - 2 * M * epsilon, 1 / star_norm - 2 * M * epsilon),
    given=(model.uniform(w_star),),
    edition="repaired",
    source="Appendix C.6, before (C.26), the equality of the first chain",
    title="The same without ‖w(0)‖₂",
)
C_26 = paper.claim(
    "C.26",
    u(i) / w_norm - 1 / star_norm <= 2 * M * epsilon,
    1 / star_norm - u(i) / w_norm <= 2 * M * epsilon,
    2 * M * epsilon <= 1 / (4 * star_norm),
    given=(*near, *covered, *uniform, 48 * M * epsilon * star_norm <= 1),
    source="(C.26)",
    title="|⟨w/‖w‖₂,z_i⟩ − ‖w*‖₂⁻¹| ≤ 2 max‖z_i‖₂ ε ≤ ‖w*‖₂⁻¹/4",
    remark="With ⟨w*, w⟩ > 0, as (C.25) needs it.",
    certificates=(
        because(1 / star_norm + M * epsilon - u(i) / w_norm, M * epsilon, uses=(lemma(C_26_bounds, conclusion=1),)),
        because(u(i) / w_norm - (1 / star_norm - 2 * M * epsilon), uses=(lemma(C_26_bounds),)),
        because((1 - 48 * M * epsilon * star_norm) / (24 * star_norm), 5 / (24 * star_norm)),
    ),
)

a, b, A = symbols("a b A")
between = (a > 0, b >= a, a * w_norm <= u(i), u(i) <= b * w_norm, inner(w, w) > 0)
C_27_norm = paper.claim(
    "C.27-norm",
    s <= b * w_norm,
    given=(*between, b > 0),
    source="(C.28), its first inequality",
    title="Margins in [a, b] on the scale of ‖w‖₂ give ‖w‖_Σ ≤ b‖w‖₂",
    edition="beyond",
    certificates=(
        because(
            mean(k, (b * w_norm - u(k)) * (1 * (u(k) - a * w_norm) + (a + b) * w_norm)),
            times=s + b * w_norm,
        ),
    ),
)
C_28_norm = paper.claim(
    "C.28-norm",
    s >= a * w_norm,
    given=between,
    source="(C.27), its first inequality",
    title="and ‖w‖_Σ ≥ a‖w‖₂",
    edition="beyond",
    certificates=(
        because(mean(k, (u(k) - a * w_norm) * (1 * (u(k) - a * w_norm) + 2 * a * w_norm)), times=s + a * w_norm),
    ),
)
C_27_first = paper.claim(
    "C.27-first",
    model.output(i) <= gamma * b / a,
    given=(*between, b > 0, model.defined, gamma > 0),
    source="(C.27), its first inequality",
    title="F_i ≤ γ(α+c)/(α−c), with a = α − c and b = α + c",
    certificates=(
        because(
            gamma * b * (s - a * w_norm),
            gamma * a * (b * w_norm - u(i)),
            times=s * a,
            uses=(lemma(C_28_norm),),
        ),
    ),
)
margin = family("a", i)
C_28_normaliser, C_28_normaliser_repaired = paper.mended(
    "C.28-normaliser",
    printed=wording(
        equal(gamma * margin / sqrt(mean(k, margin_k**2)), gamma * margin / sqrt(total(k, margin_k**2) / n**2)),
        given=(gamma >= rational(1, 2), margin > 0, n >= 2),
        source="(C.28), its equality",
        title="F_i with n⁻² for n⁻¹ under the root, a_i = ⟨w/‖w‖₂, z_i⟩",
        remark="n⁻² stands for n⁻¹, as (C.27) has it.",
    ),
    repaired=wording(
        equal(model.output(i), gamma * (u(i) / w_norm) / sqrt(mean(k, (u(k) / w_norm) ** 2))),
        given=(model.defined, inner(w, w) > 0),
        source="(C.27) and (C.28), their equalities",
        title="F_i = γ⟨w/‖w‖₂, z_i⟩ over the root of n⁻¹Σ⟨w/‖w‖₂, z_k⟩²",
    ),
    fault="slip",
)
C_28_first = paper.claim(
    "C.28-first",
    model.output(i) >= gamma * a / b,
    given=(*between, b > 0, model.defined, gamma > 0),
    source="(C.28), its first inequality",
    title="F_i ≥ γ(α−c)/(α+c), with a = α − c and b = α + c",
    certificates=(
        because(
            gamma * b * (u(i) - a * w_norm),
            gamma * a * (b * w_norm - s),
            times=s * b,
            uses=(lemma(C_27_norm),),
        ),
    ),
)
quarter = (alpha > 0, c >= 0, c <= alpha / 4, gamma > 0, 4 * c * gamma <= alpha)
C_27 = paper.claim(
    "C.27",
    gamma * (alpha + c) / (alpha - c) <= gamma * (1 + 3 * c / alpha),
    gamma * (1 + 3 * c / alpha) <= gamma + rational(3, 4),
    given=quarter,
    edition="beyond",
    source="ours, for (C.27), its last two inequalities",
    title="γ(α+c)/(α−c) ≤ γ(1+3c/α) ≤ γ + 3/4",
    steps=(C_27_first, one_variable_ratio_above),
    certificates=(
        because(
            gamma * (1 + 3 * c / alpha - (alpha + c) / (alpha - c)),
            uses=(lemma(one_variable_ratio_above),),
        ),
        because(3 * (alpha - 4 * c * gamma) / (4 * alpha)),
    ),
)
C_28_repaired = paper.claim(
    "C.28",
    gamma * (alpha - c) / (alpha + c) >= gamma * (1 - 2 * c / alpha),
    gamma * (1 - 2 * c / alpha) >= gamma - rational(1, 2),
    given=quarter,
    edition="repaired",
    source="(C.28), its last two inequalities",
    title="γ(α−c)/(α+c) ≥ γ(1−2c/α) ≥ γ − 1/2",
    steps=(C_28_first,),
    certificates=(
        because(
            gamma * ((alpha - c) / (alpha + c) - (1 - 2 * c / alpha)),
            uses=(lemma(one_variable_ratio_below),),
        ),
        because((alpha - 4 * c * gamma) / (2 * alpha)),
    ),
)
C_29 = paper.claim(
    "C.29",
    sigmabar(x) >= exp(-gamma - rational(3, 4)) / 2,
    sigmabar(x) <= exp(-gamma + rational(3, 4)),
    given=(gamma >= rational(1, 2), x <= gamma + rational(3, 4), x >= gamma - rational(1, 2)),
    edition="beyond",
    source="ours, for (C.29)",
    title="e^(−γ−3/4)/2 ≤ |ℓ'(F)| ≤ e^(−γ+3/4), with x = F",
    remark="Its constants survive the repair of (C.28).",
    steps=(one_variable_slope_exponential,),
    rests_on=(C_27, C_28_repaired),
)
