"""(C.7) of Appendix C.2, line by line: the mean of |ℓ'_i| from below, for γ ≥ 0.

Every line is decided for all w and γ ≥ 0. The paper needs γ(t) ≥ 0 at each t without saying so; that alone fails, at
t = 1 and with a large step (``C.7-sign``).
"""

from proofs.cao2023.linear.facts.chord import (
    sigmabar_falls,
    slope_below_one,
)
from proofs.cao2023.linear.vocabulary import *

a, b, x, y, z_ = symbols("a b x y z")
given = (model.defined, gamma >= 0)
absolute_output = absolute(model.output(i))
mean_output = named("M", mean(i, absolute_output))
mean_slope = mean(i, slope(i))
descended_gamma = gamma - eta * model.gradient_gamma()

C_7_slope = paper.claim(
    "C.7-slope",
    1 / sigmabar(z_) <= 1 + exp(z_),
    1 / sigmabar(z_) >= 1 + exp(z_),
    kind="display of numbers",
    source="before (C.4)",
    title="|ℓ'(z)|⁻¹ = 1 + e^z",
)
C_7_convex = paper.claim(
    "C.7-convex",
    derivative(derivative(sigmabar(z_), z_), z_) >= 0,
    given=(z_ >= 0,),
    kind="display of numbers",
    source="(C.7), second fact",
    title="1/(1+e^z) is convex over z ≥ 0",
)
C_7_tangent = paper.claim(
    "C.7-tangent",
    sigmabar(x) >= sigmabar(y) - sigmabar(y) * (1 - sigmabar(y)) * (x - y),
    given=(x >= 0, y >= 0),
    edition="beyond",
    source="ours, for (C.7), convexity as its Jensen step uses it",
    title="Over z ≥ 0 the graph of 1/(1+e^z) lies above its tangents",
    steps=(C_7_convex,),
)
C_7_below_absolute = paper.claim(
    "C.7-below-absolute",
    sigmabar(x) >= sigmabar(absolute(x)),
    edition="beyond",
    source="ours, for (C.7), first inequality",
    title="1/(1+e^z) ≥ 1/(1+e^|z|)",
)
C_7_absolute = paper.claim(
    "C.7-absolute",
    mean_slope >= mean(i, sigmabar(absolute_output)),
    given=given,
    source="(C.7), first inequality",
    title="The mean of |ℓ'_i| with |⟨w,z_i⟩| in the place of ⟨w,z_i⟩",
    remark="The print has ⟨w,z_j⟩ for ⟨w,z_i⟩ above the line, where the sum runs over i.",
    certificates=(
        because(
            mean(i, slope(i) - sigmabar(absolute_output)),
            uses=(lemma(C_7_below_absolute, {x: model.output(i)}),),
        ),
    ),
    rests_on=(sigmabar_falls,),
)
C_7_jensen = paper.claim(
    "C.7-jensen",
    mean(i, sigmabar(absolute_output)) >= sigmabar(mean_output),
    given=given,
    source="(C.7), Jensen's inequality",
    title="The mean of 1/(1+e^|F_i|) is at least 1/(1+e^M), M = mean |F_i|",
    certificates=(
        because(
            mean(
                i,
                sigmabar(absolute_output)
                - (
                    sigmabar(mean_output)
                    - sigmabar(mean_output) * (1 - sigmabar(mean_output)) * (absolute_output - mean_output)
                ),
            ),
            uses=(lemma(C_7_tangent, {x: absolute_output, y: mean_output}),),
        ),
    ),
)
C_7_mean_output = paper.claim(
    "C.7-mean-output",
    mean_output <= gamma,
    given=given,
    source="(C.7), used in its third inequality",
    title="M = mean |F_i| ≤ γ, by Cauchy–Schwarz",
    certificates=(
        because(gamma / s * mean(i, j, (absolute(u(i)) - absolute(u(j))) ** 2) / 2, times=s + mean(i, absolute(u(i)))),
    ),
)
C_7_gamma = paper.claim(
    "C.7-gamma",
    sigmabar(mean_output) >= sigmabar(gamma),
    given=given,
    source="(C.7), third inequality",
    title="1/(1+e^M) ≥ 1/(1+e^γ)",
    certificates=(
        because(
            sigmabar(mean_output) - sigmabar(gamma),
            uses=(lemma(C_7_mean_output), lemma(sigmabar_falls, {a: gamma, b: mean_output})),
        ),
    ),
)
C_7_half = paper.claim(
    "C.7-half",
    sigmabar(gamma) >= exp(-gamma) / 2,
    given=(gamma >= 0,),
    kind="display of numbers",
    source="(C.7), last inequality",
    title="1/(1+e^γ) ≥ e^-γ/2 for γ ≥ 0",
)
C_7_sign = paper.claim(
    "C.7-sign",
    descended_gamma >= 0,
    given=(model.defined, equal(gamma, 1), eta > 0),
    source="(C.7), said nowhere",
    title="γ(1) ≥ 0: the sign of γ that (C.7) and Lemma 4.2 need at every t ≥ 0",
    edition="beyond",
    kind="hidden hypothesis",
    expected="REFUTED",
    remark="A hidden hypothesis: γ(t) ≥ 0 is needed at each t, and one long step from misclassified data breaks it.",
    fault="breaks",
)
share_of_absolute = paper.claim(
    "share-of-absolute",
    absolute(x) + y * x >= 0,
    given=(y >= 0, y <= 1),
    edition="beyond",
    source="ours",
    title="|x| + yx ≥ 0 for 0 ≤ y ≤ 1",
)
C_7_sign_kept = paper.claim(
    "C.7-sign-kept",
    descended_gamma >= 0,
    given=(model.defined, eta > 0, eta <= gamma),
    edition="beyond",
    source="(C.7), said nowhere",
    title="γ(t+1) ≥ 0 as long as η ≤ γ(t)",
    certificates=(
        because(
            (gamma - eta) * s * (s + mean(i, absolute(u(i)))),
            eta * mean(i, j, (absolute(u(i)) - absolute(u(j))) ** 2) / 2,
            eta * mean(i, absolute(u(i)) + slope(i) * u(i)) * (s + mean(i, absolute(u(i)))),
            times=s * (s + mean(i, absolute(u(i)))),
            uses=(
                lemma(slope_below_one, {x: model.output(i)}),
                lemma(share_of_absolute, {x: u(i), y: slope(i)}),
            ),
        ),
    ),
)
C_7_later, C_7_later_repaired = paper.mended(
    "C.7-later",
    printed=wording(
        sigmabar(descended_gamma) >= exp(-descended_gamma) / 2,
        given=(model.defined, equal(gamma, 1), eta > 0),
        title="1/(1+e^γ(1)) ≥ e^-γ(1)/2",
        steps=(C_7_sign,),
        remark="False where γ(1) < 0; the hypothesis γ ≥ 0 is missing (see C.7-half and C.7-sign). The step is long "
        "here; with short ones γ(t) < 0 is reached later, from w(0) = −a w* (gamma-mirror-falls).",
    ),
    repaired=wording(
        sigmabar(descended_gamma) >= exp(-descended_gamma) / 2,
        given=(model.defined, equal(gamma, 1), eta > 0, descended_gamma >= 0),
        title="1/(1+e^γ(1)) ≥ e^-γ(1)/2 where γ(1) ≥ 0",
        certificates=(
            because(
                sigmabar(descended_gamma) - exp(-descended_gamma) / 2, uses=(lemma(C_7_half, {gamma: descended_gamma}),)
            ),
        ),
    ),
    source="(C.7), last inequality, at t = 1",
    fault="breaks",
)
C_7 = paper.claim(
    "C.7",
    mean_slope >= sigmabar(gamma),
    sigmabar(gamma) >= exp(-gamma) / 2,
    given=given,
    source="(C.7)",
    title="mean |ℓ'_i| ≥ 1/(1+e^γ) ≥ e^-γ/2 for γ ≥ 0",
    certificates=(
        because(
            mean_slope - mean(i, sigmabar(absolute_output)),
            mean(i, sigmabar(absolute_output)) - sigmabar(mean_output),
            sigmabar(mean_output) - sigmabar(gamma),
            uses=(lemma(C_7_absolute), lemma(C_7_jensen), lemma(C_7_gamma)),
        ),
        because(sigmabar(gamma) - exp(-gamma) / 2, uses=(lemma(C_7_half),)),
    ),
    remark="Decided for every w and every γ ≥ 0; for γ < 0, which the paper does not exclude, see C.7-later.",
)
mean_absolute_slope = paper.claim(
    "mean-absolute-slope",
    mean(i, sigmabar(absolute_output)) >= sigmabar(gamma),
    given=given,
    edition="beyond",
    source="ours, the part of (C.7) that the repair of (C.8) uses",
    title="mean σ̄(|F_i|) ≥ σ̄(γ)",
    certificates=(
        because(
            mean(i, sigmabar(absolute_output)) - sigmabar(mean_output),
            sigmabar(mean_output) - sigmabar(gamma),
            uses=(lemma(C_7_jensen), lemma(C_7_gamma)),
        ),
    ),
)
