"""Lemma 4.2 and Appendix C.2: the growth of ⟨w, w*⟩ in one step, step by step.

The printed chain speaks of every t ≥ 0. It is decided here at t = 0, where w(0) is arbitrary and γ(0) = 1: an
instance there is an instance of the printed statement.
"""

from proofs.linear.lemma_4_1 import lemma_4_1
from verify.author import (
    LinearBN,
    because,
    claim,
    differs,
    equal,
    exp,
    inner,
    least,
    lemma,
    maximum,
    mean,
    minimum,
    n,
    samples,
    sigmabar,
    symbols,
    total,
    vector,
)

model = LinearBN()
i, j = samples("i j")
a, b, eta = symbols("a b η")
w_star = vector("w*")
gamma, s, u, slope = model.gamma, model.norm(), model.margin, model.slope
assumption = (model.uniform(w_star), model.defined)
first_step = (*assumption, equal(gamma, 1), eta > 0)
growth = inner(model.descended_w(eta), w_star) - inner(model.w, w_star)
squares = total(i, j, (u(j) - u(i)) ** 2)

C_3 = claim(
    "C.3",
    equal(
        growth,
        gamma
        * eta
        / (2 * n**2 * s**3)
        * total(i, j, slope(i) * slope(j) * (u(j) - u(i)) * (u(j) / slope(j) - u(i) / slope(i))),
    ),
    given=assumption,
    source="(C.3)",
    title="Lemma 4.1 along the iteration",
    rests_on=(lemma_4_1,),
    expected="PROVED",
)
C_4 = claim(
    "C.4",
    (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)),
    given=(differs(a, b),),
    source="(C.4), the fact it uses",
    title="The chord slope of x eˣ is at least e^max{a,b}",
    expected="REFUTED",
    remark="True for a, b ≥ 0; false when the smaller one is negative, that is, for misclassified data.",
    fault="breaks",
)
C_4_repaired = claim(
    "C.4",
    (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)),
    given=(differs(a, b), a >= 0, b >= 0),
    form="repaired",
    source="(C.4)",
    title="The same for a, b ≥ 0",
    expected="PROVED",
)
C_4_chord = claim(
    "C.4-chord",
    (a - b) * (a * sigmabar(b) - b * sigmabar(a))
    >= (a - b) ** 2 * minimum(sigmabar(maximum(a, 0)), sigmabar(maximum(b, 0))),
    form="beyond",
    source="ours, in the place of (C.4)",
    title="For a, b of any sign: the intercept of the chord of σ̄ is at least σ̄ at the larger positive part",
    expected="PROVED",
)

C_5 = claim(
    "C.5",
    growth >= gamma * eta / (2 * n**2 * s**3) * total(i, j, maximum(slope(i), slope(j)) * (u(j) - u(i)) ** 2),
    given=first_step,
    source="(C.5)",
    title="(C.4) put into (C.3)",
    steps=(C_3, C_4),
    expected="REFUTED",
    remark="Inherits (C.4): false where some margin is negative.",
    fault="breaks",
)
C_8 = claim(
    "C.8",
    growth >= gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
    given=first_step,
    source="(C.8), the inequality",
    title="Growth of ⟨w, w*⟩ against e^-γ",
)
C_8_equality = claim(
    "C.8-equality",
    equal(
        gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
        gamma * eta / (16 * s**3) * exp(-gamma) * model.discrepancy(),
    ),
    given=first_step,
    source="(C.8), the equality",
    title="The same in terms of D(w)",
    expected="REFUTED",
    remark="D(w) holds 1/‖w‖_Σ² already: the power on the right must be ‖w‖_Σ, not ‖w‖_Σ³.",
    fault="slip",
)
C_8_equality_repaired = claim(
    "C.8-equality",
    equal(
        gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * squares,
        gamma * eta / (16 * s) * exp(-gamma) * model.discrepancy(),
    ),
    given=first_step,
    form="repaired",
    source="(C.8), the equality",
    title="The same in terms of D(w), with the first power of ‖w‖_Σ",
    expected="PROVED",
)
C_10 = claim(
    "C.10",
    equal(
        gamma * eta / (2 * n**2 * s**3) * least(i, slope(i)) * squares,
        gamma * eta / (2 * s**3) * least(i, slope(i)) * model.discrepancy(),
    ),
    given=first_step,
    source="(C.10)",
    title="(C.9) in terms of D(w)",
    expected="REFUTED",
    remark="The same wrong power as in (C.8): ‖w‖_Σ, not ‖w‖_Σ³.",
    fault="slip",
)
C_10_repaired = claim(
    "C.10",
    equal(
        gamma * eta / (2 * n**2 * s**3) * least(i, slope(i)) * squares,
        gamma * eta / (2 * s) * least(i, slope(i)) * model.discrepancy(),
    ),
    given=first_step,
    form="repaired",
    source="(C.10)",
    title="(C.9) in terms of D(w), with the first power of ‖w‖_Σ",
    expected="PROVED",
)
lemma_4_2 = claim(
    "lemma-4.2",
    growth
    >= gamma * eta / (2 * model.squared_norm()) * maximum(exp(-gamma) / 8, least(i, slope(i))) * model.discrepancy(),
    given=first_step,
    source="Lemma 4.2",
    title="⟨w, w*⟩ grows at least in proportion to D(w)",
    steps=(C_3, C_4, C_5, C_8, C_8_equality, C_10),
    expected="REFUTED",
    remark="The power of ‖w‖_Σ must be 1, not 2 (nor 3, as in the proof); and with it the bound by min|ℓ'_i| still "
    "fails where a sample is misclassified.",
    fault="breaks",
)
positive_slope = least(i, sigmabar(maximum(model.output(i), 0)))
lemma_4_2_repaired = claim(
    "lemma-4.2",
    growth >= gamma * eta / (2 * s) * positive_slope * model.discrepancy(),
    given=(*assumption, gamma > 0, eta > 0),
    form="repaired",
    source="Lemma 4.2",
    title="For γ > 0 and margins of any sign, with the first power of ‖w‖_Σ and σ̄ at the positive parts",
    certificates=(
        because(
            eta
            / (2 * gamma * s)
            * mean(
                i,
                j,
                (model.output(i) - model.output(j)) * (model.output(i) * slope(j) - model.output(j) * slope(i))
                - (model.output(i) - model.output(j)) ** 2
                * minimum(sigmabar(maximum(model.output(i), 0)), sigmabar(maximum(model.output(j), 0))),
            ),
            eta
            / (2 * gamma * s)
            * mean(
                i,
                j,
                (model.output(i) - model.output(j)) ** 2
                * (
                    minimum(sigmabar(maximum(model.output(i), 0)), sigmabar(maximum(model.output(j), 0)))
                    - positive_slope
                ),
            ),
            uses=(lemma(C_4_chord, {a: model.output(i), b: model.output(j)}),),
        ),
    ),
    rests_on=(C_3,),
    expected="PROVED",
)
