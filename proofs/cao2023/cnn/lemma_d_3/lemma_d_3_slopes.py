"""(D.8) and (D.9), the two inequalities on |ℓ'| that Lemma D.3 rests on, as printed and with the right exponent.

(D.9) divides by ρ, the root of the mean of ⟨w, z_j⟩² over samples, but the network divides by ‖w‖_Σ, whose mean runs
over patches too. Since |Σ_p m_ip| may reach P‖w‖_Σ, every e^-γ must be e^-γP. Printed claims are decided at t = 0,
where w(0) is arbitrary and γ(0) = 1; repaired ones hold for every w and γ. At γ = 1 (D.8) fails from five patches on;
it is decided for data whose patches come in six coinciding copies (see ``repeated``).
"""

from proofs.cao2023.cnn.repeated import (
    RepeatedPatches,
    cnn_patches_six_times,
)
from proofs.cao2023.cnn.vocabulary import *
from proofs.cao2023.linear.facts.lemma_c_1 import (
    lemma_C_1_sharp,
)

twofold, sixfold = RepeatedPatches(), RepeatedPatches(copies=6)
a, b, c, x, y = symbols("a b c x y")
M = model.margin


def by_pairs(network: ConvBN) -> Scalar:
    """Return the left side of (D.8)."""
    F, r = network.margin, network.slope
    return total(i, j, r(i) * r(j) * (F(j) - F(i)) * (F(j) / r(j) - F(i) / r(i)))


between = total(i, j, (M(j) - M(i)) ** 2)
damped = named("mean σ̄(|F|)", mean(k, sigmabar(absolute(model.output(k)))), latex=r"\frac1n\sum_k\bar\sigma(|F_k|)")

D_3_output = paper.claim(
    "D.3-output",
    equal(model.output(i), total(p, gamma * inner(w, model.z(i, p)) / s)),
    equal(model.output(i), gamma * M(i) / s),
    source="Proof of Lemma D.3, after (D.7)",
    title="y_i f = γ⟨w, z_i⟩/‖w‖_Σ with z_i = Σ_p z_i^(p)",
    remark="The print has a superscript (p) at the last z_i, which is the sum over p.",
)
D_3_inverse_slope = paper.claim(
    "D.3-inverse-slope",
    1 / sigmabar(x) >= 1 + exp(x),
    1 / sigmabar(x) <= 1 + exp(x),
    kind="display of numbers",
    source="Proof of Lemma D.3, before (D.8)",
    title="1/|ℓ'(x)| = 1 + eˣ",
)
D_9_decreasing = paper.claim(
    "D.9-decreasing",
    sigmabar(x) <= sigmabar(y),
    given=(x >= y,),
    kind="display of numbers",
    source="Proof of Lemma D.3, before (D.9)",
    title="[1 + e^z]⁻¹ is decreasing",
)
D_9_modulus = paper.claim(
    "D.9-modulus",
    sigmabar(x) >= sigmabar(absolute(x)),
    edition="beyond",
    source="ours, for (D.9)",
    title="σ̄(x) ≥ σ̄(|x|)",
)
D_9_convex = paper.claim(
    "D.9-convex",
    sigmabar(x) >= sigmabar(c) - sigmabar(c) * (1 - sigmabar(c)) * (x - c),
    given=(x >= 0, c >= 0),
    kind="display of numbers",
    source="Proof of Lemma D.3, before (D.9)",
    title="[1 + e^z]⁻¹ is convex on [0, ∞): it lies above its tangents, of slope −σ̄(c)(1−σ̄(c))",
)
D_9_lesser = paper.claim(
    "D.9-lesser",
    sigmabar(minimum(x, y)) >= sigmabar(x),
    sigmabar(minimum(x, y)) >= sigmabar(y),
    edition="beyond",
    source="ours, for (D.8)",
    title="σ̄ at the smaller of two numbers is the larger of its values",
)
D_9_half = paper.claim(
    "D.9-half",
    sigmabar(x) >= exp(-x) / 2,
    given=(x >= 0,),
    kind="display of numbers",
    source="(D.9), last line",
    title="[1 + e^z]⁻¹ ≥ e^-z/2 for z ≥ 0",
)
D_8_chord = paper.claim(
    "D.8-chord",
    (a - b) * (a * sigmabar(b) - b * sigmabar(a)) >= (a - b) ** 2 * sigmabar(minimum(absolute(a), absolute(b))),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="For a, b of any sign the intercept of the chord of σ̄ is at least σ̄ at the smaller modulus",
)
D_8_given = (model.defined, equal(gamma, 1))
D_8 = paper.claim(
    "D.8",
    by_pairs(sixfold) >= exp(-gamma) / 8 * total(i, j, (sixfold.margin(j) - sixfold.margin(i)) ** 2),
    given=(*assumed, equal(gamma, 1)),
    source="(D.8)",
    title="(C.8) for the summed margins, here on 6P patches, each in six coinciding copies",
    rests_on=(cnn_patches_six_times,),
    expected="REFUTED",
    remark="Wrong exponent: e^-γ must be e^-γP. The derivation of (C.8) needs |ℓ'| to average at least e^-γ/2, and the "
    "summed margins reach P‖w‖_Σ. At γ = 1 it fails from five patches on; "
    "at the larger γ of later steps from two.",
    fault="breaks",
)
chord_i_j = (model.output(j) - model.output(i)) * (model.output(j) * slope(i) - model.output(i) * slope(j))
lesser = minimum(absolute(model.output(i)), absolute(model.output(j)))
D_8_sharp = paper.claim(
    "D.8-sharp",
    by_pairs(model) >= damped * between,
    given=(model.defined, gamma > 0),
    edition="beyond",
    source="ours, sharpens (D.8)",
    title="For γ > 0 and margins of any sign, with the mean of σ̄(|F|)",
    certificates=(
        because(
            total(i, j, chord_i_j - (model.output(j) - model.output(i)) ** 2 * sigmabar(lesser)),
            total(
                i,
                j,
                (model.output(j) - model.output(i)) ** 2
                * (
                    sigmabar(lesser) - maximum(sigmabar(absolute(model.output(i))), sigmabar(absolute(model.output(j))))
                ),
            ),
            total(
                i,
                j,
                maximum(sigmabar(absolute(model.output(i))), sigmabar(absolute(model.output(j))))
                * (model.output(i) - model.output(j)) ** 2,
            )
            - total(k, sigmabar(absolute(model.output(k)))) / n * total(i, j, (model.output(i) - model.output(j)) ** 2),
            times=gamma**2 / s**2,
            uses=(
                lemma(D_8_chord, {a: model.output(j), b: model.output(i)}),
                lemma(D_9_lesser, {x: absolute(model.output(i)), y: absolute(model.output(j))}),
                lemma(D_9_lesser, {x: absolute(model.output(i)), y: absolute(model.output(j))}, conclusion=1),
                lemma(
                    lemma_C_1_sharp,
                    {family("a", i): model.output(i), family("b", i): sigmabar(absolute(model.output(i)))},
                ),
            ),
        ),
    ),
)
root_mean = named("ρ", sqrt(mean(j, M(j) ** 2)), latex=r"\rho")
D_9_power_mean = paper.claim(
    "D.9-power-mean",
    mean(i, c * absolute(family("a", i))) / sqrt(mean(i, family("a", i) ** 2)) <= c,
    given=(c >= 0, mean(i, family("a", i) ** 2) > 0),
    source="(D.9), the step to [1 + e^γ]⁻¹",
    title="The mean modulus is at most the root mean square",
    certificates=(
        because(
            c
            / (2 * mean(i, family("a", i) ** 2))
            * mean(i, (absolute(family("a", i)) - sqrt(mean(j, family("a", j) ** 2))) ** 2)
        ),
    ),
)
D_9_first, D_9_first_repaired = paper.mended(
    "D.9-first",
    printed=wording(
        equal(mean(i, slope(i)), mean(i, sigmabar(gamma * M(i) / root_mean))),
        given=(*assumed, equal(gamma, 1)),
        title="The mean of |ℓ'_i| with the root of the mean of ⟨w, z_j⟩² below the line",
        remark="Wrong normaliser: the network divides by ‖w‖_Σ, whose mean runs over the patches too, so that "
        "|⟨w, z_i⟩|/‖w‖_Σ reaches P. The chain then ends at e^-γP and not at e^-γ.",
    ),
    repaired=wording(
        equal(mean(i, slope(i)), mean(i, sigmabar(gamma * M(i) / s))),
        given=(model.defined,),
        title="The mean of |ℓ'_i| with ‖w‖_Σ below the line",
    ),
    source="(D.9), first line",
    fault="breaks",
)
D_9_moduli = paper.claim(
    "D.9-moduli",
    mean(i, sigmabar(gamma * M(i) / root_mean)) >= mean(i, sigmabar(gamma * absolute(M(i)) / root_mean)),
    given=(gamma >= 0,),
    source="(D.9), the display before it",
    title="The margins replaced by their moduli",
    remark="Here and in (D.9) the print has z_j for z_i above the line, where the sum runs over i.",
    certificates=(
        because(
            mean(i, sigmabar(gamma * M(i) / root_mean) - sigmabar(absolute(gamma * M(i) / root_mean))),
            uses=(lemma(D_9_modulus, {x: gamma * M(i) / root_mean}),),
        ),
    ),
)
mean_modulus = mean(j, gamma * absolute(M(j)) / root_mean)
D_9_jensen = paper.claim(
    "D.9-jensen",
    mean(i, sigmabar(gamma * absolute(M(i)) / root_mean)) >= sigmabar(mean_modulus),
    given=(gamma >= 0,),
    source="(D.9), second line",
    title="Jensen's inequality for [1 + e^z]⁻¹",
    certificates=(
        because(
            mean(
                i,
                sigmabar(gamma * absolute(M(i)) / root_mean)
                - sigmabar(mean_modulus)
                + sigmabar(mean_modulus)
                * (1 - sigmabar(mean_modulus))
                * (gamma * absolute(M(i)) / root_mean - mean_modulus),
            ),
            uses=(lemma(D_9_convex, {x: gamma * absolute(M(i)) / root_mean, c: mean_modulus}),),
        ),
    ),
)
D_9_norm = paper.claim(
    "D.9-norm",
    sigmabar(mean_modulus) >= sigmabar(gamma),
    given=(gamma >= 0, mean(j, M(j) ** 2) > 0),
    source="(D.9), third line",
    title="The mean of |⟨w, z_j⟩|/ρ is at most 1",
    certificates=(
        because(
            sigmabar(mean_modulus) - sigmabar(gamma),
            uses=(
                lemma(D_9_power_mean, {family("a", i): M(i), c: gamma}),
                lemma(D_9_decreasing, {x: gamma, y: mean_modulus}),
            ),
        ),
    ),
)
D_9 = paper.claim(
    "D.9",
    mean(i, slope(i)) >= sigmabar(gamma),
    mean(i, slope(i)) >= exp(-gamma) / 2,
    given=(*assumed, equal(gamma, 1)),
    source="(D.9)",
    title="The mean of |ℓ'_i| is at least [1 + e^γ]⁻¹ ≥ e^-γ/2",
    steps=(D_9_first, D_9_moduli, D_9_jensen, D_9_norm, D_9_half),
    expected="REFUTED",
    remark="Wrong exponent, by the wrong normaliser in its first line: γ must be γP.",
    fault="breaks",
)
D_9_patch_norm = paper.claim(
    "D.9-patch-norm",
    mean(i, absolute(model.output(i))) <= gamma * P,
    given=(gamma >= 0, model.defined),
    edition="beyond",
    source="ours, in the place of (D.9), third line",
    title="The mean of |F| is at most γP",
    certificates=(
        because(
            gamma / (2 * P * s**2) * mean(i, (P * s - absolute(M(i))) ** 2),
            gamma / (4 * n * P * s**2) * total(i, p, q, (inner(w, model.z(i, p)) - inner(w, model.z(i, q))) ** 2),
        ),
    ),
)
mean_output = mean(j, absolute(model.output(j)))
D_9_damped = paper.claim(
    "D.9-damped",
    damped >= sigmabar(gamma * P),
    given=(gamma >= 0, model.defined),
    edition="beyond",
    source="ours, in the place of (D.9)",
    title="The mean of σ̄(|F|) is at least σ̄(γP)",
    certificates=(
        because(
            mean(
                i,
                sigmabar(absolute(model.output(i)))
                - sigmabar(mean_output)
                + sigmabar(mean_output) * (1 - sigmabar(mean_output)) * (absolute(model.output(i)) - mean_output),
            ),
            sigmabar(mean_output) - sigmabar(gamma * P),
            uses=(
                lemma(D_9_patch_norm),
                lemma(D_9_convex, {x: absolute(model.output(i)), c: mean_output}),
                lemma(D_9_decreasing, {x: gamma * P, y: mean_output}),
            ),
        ),
    ),
)
D_9_repaired = paper.claim(
    "D.9",
    mean(i, slope(i)) >= sigmabar(gamma * P),
    mean(i, slope(i)) >= exp(-gamma * P) / 2,
    given=(gamma >= 0, model.defined),
    edition="repaired",
    source="(D.9)",
    title="The mean of |ℓ'_i| is at least [1 + e^γP]⁻¹ ≥ e^-γP/2, for every γ ≥ 0",
    certificates=(
        because(
            mean(i, slope(i) - sigmabar(absolute(model.output(i)))),
            damped - sigmabar(gamma * P),
            uses=(lemma(D_9_modulus, {x: model.output(i)}), lemma(D_9_damped)),
        ),
        because(
            mean(i, slope(i) - sigmabar(absolute(model.output(i)))),
            damped - sigmabar(gamma * P),
            sigmabar(gamma * P) - exp(-(gamma * P)) / 2,
            uses=(
                lemma(D_9_modulus, {x: model.output(i)}),
                lemma(D_9_damped),
                lemma(D_9_half, {x: gamma * P}),
            ),
        ),
    ),
)
D_9_damped_exponential = paper.claim(
    "D.9-damped-exponential",
    damped >= exp(-gamma * P) / 2,
    given=(gamma >= 0, model.defined),
    edition="beyond",
    source="ours, in the place of (D.9)",
    title="The mean of σ̄(|F|) is at least e^-γP/2",
    certificates=(
        because(
            damped - sigmabar(gamma * P),
            sigmabar(gamma * P) - exp(-(gamma * P)) / 2,
            uses=(lemma(D_9_damped), lemma(D_9_half, {x: gamma * P})),
        ),
    ),
)
D_8_repaired = paper.claim(
    "D.8",
    by_pairs(model) >= exp(-gamma * P) / 2 * between,
    given=(model.defined, gamma > 0),
    edition="repaired",
    source="(D.8)",
    title="With e^-γP in the place of e^-γ and 1/2 in that of 1/8, for every γ > 0 and margins of any sign",
    certificates=(
        because(
            by_pairs(model) - damped * between,
            (damped - exp(-gamma * P) / 2) * between,
            uses=(lemma(D_8_sharp), lemma(D_9_damped_exponential)),
        ),
    ),
)
