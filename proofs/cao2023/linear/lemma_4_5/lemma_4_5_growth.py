"""Lemma 4.5 and Appendix C.5 from (C.23) on: some t₀ of the first stage has w close to span{w*}.

The notation is that of ``lemma_4_5``. The proof bounds 1/‖w(t)‖_Σ³ from below by 1/‖w(0)‖_Σ³, citing that ‖w‖₂ never
falls: that is another norm and the wrong direction. With ‖w(t)‖_Σ ≤ λ_max^½ (1 + ε/2)‖w(0)‖₂ in its place the chain
ends with the same constant, 400. T₀ need not be whole; where it is not, T₀ is to be read as the next whole number.
"""

from proofs.cao2023.linear.facts.one_variable import (
    one_variable_fifth,
)
from proofs.cao2023.linear.lemma_4_2.lemma_4_2 import (
    C_8,
)
from proofs.cao2023.linear.lemma_4_3 import (
    C_3_euclidean_projection,
    C_3_projection,
)
from proofs.cao2023.linear.lemma_4_5.lemma_4_5 import (
    data,
    nu,
    r,
    three_halves,
)
from proofs.cao2023.linear.vocabulary import *

R, S, W, x = symbols("R S W x")
q_ = vector("q")
distance = model.squared_norm(residual)  # ‖w − ⟨w*,w⟩_Σ w*‖_Σ²
squares = total(i, j, (model.margin(j) - model.margin(i)) ** 2)
in_span = (*data, InSpan(w, model.z(i)))

C_23 = paper.claim(
    "C.23",
    growth >= gamma * eta / (16 * s**3) * exp(-gamma) * distance,
    given=(*assumed, gamma > 0, eta > 0),
    source="(C.23)",
    title="⟨w, w*⟩ grows at least in proportion to e^-γ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    certificates=(
        because(
            growth
            - gamma * eta / (16 * n**2 * s**3) * exp(-gamma) * total(i, j, (model.margin(j) - model.margin(i)) ** 2),
            gamma * eta / (16 * s**3) * exp(-gamma) * distance,
            uses=(lemma(C_8),),
        ),
    ),
    rests_on=(C_3_projection,),
)
C_23_fifth = paper.claim(
    "C.23-fifth",
    gamma * eta / (16 * S**3) * exp(-gamma) * R >= gamma * eta / (80 * S**3) * R,
    given=(gamma > 0, gamma <= rational(3, 2), eta > 0, S > 0, R >= 0),
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23), first inequality",
    title="e^-γ ≥ 1/5 put into (C.23)",
    certificates=(
        because(gamma * eta / (16 * S**3) * R * (exp(-gamma) - rational(1, 5)), uses=(lemma(one_variable_fifth),)),
    ),
)
C_23_norm, C_23_norm_repaired = paper.mended(
    "C.23-norm",
    printed=wording(
        model.squared_norm(model.descended_w(eta)) <= model.squared_norm(),
        given=(*assumed, equal(gamma, 1), eta > 0, 10**4 * eta <= inner(w, w)),
        source="Appendix C.5, after (C.23), second inequality, at t = 1",
        title="‖w(t)‖_Σ ≤ ‖w(0)‖_Σ, that is, 1/‖w(t)‖_Σ³ ≥ 1/‖w(0)‖_Σ³",
        remark="Lemma 4.4 says that ‖w‖₂ never falls; here ‖w‖_Σ would have to fall: another norm, the wrong "
        "direction. Its slope at η = 0 is positive here, and only η/‖w(0)‖₂² matters, so no smaller η and no shorter "
        "start helps. "
        "With the repaired bound the chain ends with the same constant, 400.",
    ),
    repaired=wording(
        s <= sqrt(high) * (1 + epsilon / 2) * r,
        given=(*in_span, model.defined, epsilon > 0, r > 0, sqrt(inner(w, w)) <= (1 + epsilon / 2) * r),
        source="Appendix C.5, after (C.23), second inequality",
        title="‖w(t)‖_Σ ≤ λ_max^½ (1 + ε/2)‖w(0)‖₂, from (C.22)",
        certificates=(
            because(
                high * inner(w, w) - model.squared_norm(),
                (1 * (high - low) + low)
                * ((1 + epsilon / 2) * r - sqrt(inner(w, w)))
                * ((1 + epsilon / 2) * r + sqrt(inner(w, w))),
                times=s + sqrt(high) * (1 + epsilon / 2) * r,
                rayleigh=(w,),
            ),
        ),
    ),
    fault="breaks",
)
C_23_half = paper.claim(
    "C.23-half",
    gamma * eta / (80 * S**3) * R >= eta / (160 * S**3) * R,
    given=(gamma >= rational(1, 2), eta > 0, S > 0, R >= 0),
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23), third inequality",
    title="γ ≥ 1/2 put into it",
    certificates=(because(eta / (80 * S**3) * R * (gamma - rational(1, 2))),),
)
C_23_least = paper.claim(
    "C.23-least",
    least(i, family("b", i)) <= 1 / n * (x + total(j, family("b", j))),
    given=(family("b", i) >= 0, x >= 0),
    source="Appendix C.5, after (C.23), the telescoping sum",
    title="The least of b_1, …, b_N is at most (b_0 + b_1 + … + b_N)/N",
    certificates=(because(x / n, mean(j, family("b", j) - least(i, family("b", i)))),),
)
C_23_schwarz = paper.claim(
    "C.23-schwarz",
    inner(v, q_) <= sqrt(inner(v, v)) * sqrt(inner(q_, q_)),
    -inner(v, q_) <= sqrt(inner(v, v)) * sqrt(inner(q_, q_)),
    given=(inner(v, v) > 0, inner(q_, q_) > 0),
    source="used in Appendix C.5",
    title="|⟨v, q⟩| ≤ ‖v‖₂ ‖q‖₂",
    certificates=tuple(
        because(
            inner(
                sqrt(inner(q_, q_)) * v + sign * sqrt(inner(v, v)) * q_,
                sqrt(inner(q_, q_)) * v + sign * sqrt(inner(v, v)) * q_,
            ),
            times=2 * sqrt(inner(v, v)) * sqrt(inner(q_, q_)),
        )
        for sign in (-1, 1)
    ),
)
C_23_alignment = paper.claim(
    "C.23-alignment",
    inner(v, w_star) - inner(w, w_star) <= (sqrt(inner(v, v)) + sqrt(inner(w, w))) * sqrt(inner(w_star, w_star)),
    given=(inner(v, v) > 0, inner(w, w) > 0, inner(w_star, w_star) > 0),
    source="Appendix C.5, after (C.23), the third line of the average",
    title="⟨w(T₀), w*⟩ − ⟨w(0), w*⟩ ≤ (‖w(T₀)‖₂ + ‖w(0)‖₂)‖w*‖₂, with v = w(T₀) and w = w(0)",
    certificates=(
        because(
            sqrt(inner(v, v)) * sqrt(inner(w_star, w_star)) - inner(v, w_star),
            sqrt(inner(w, w)) * sqrt(inner(w_star, w_star)) + inner(w, w_star),
            uses=(
                lemma(C_23_schwarz, {v: v, q_: w_star}),
                lemma(C_23_schwarz, {v: w, q_: w_star}, conclusion=1),
            ),
        ),
    ),
)
C_23_product = paper.claim(
    "C.23-product",
    inner(w_star, w_star) * inner(model.z(i), model.z(i)) >= 1,
    given=(model.uniform(w_star), inner(w_star, w_star) > 0),
    source='Appendix C.5 and C.6, "by definition, ε ≤ …"',
    title="‖w*‖₂ ‖z_i‖₂ ≥ |⟨w*, z_i⟩| = 1, squared",
    certificates=(
        because(
            inner(w_star, w_star)
            * inner(
                model.z(i) - inner(w_star, model.z(i)) / inner(w_star, w_star) * w_star,
                model.z(i) - inner(w_star, model.z(i)) / inner(w_star, w_star) * w_star,
            )
        ),
    ),
)
C_23_epsilon = paper.claim(
    "C.23-epsilon",
    x / (16 * R) <= rational(1, 48),
    given=(R >= 1, x > 0, x <= rational(1, 3)),
    edition="beyond",
    source='ours, for Appendix C.5, "by definition, ε ≤ … = 1/48"',
    title="ε = x/(16R) ≤ 1/48, with R = max‖z_i‖₂‖w*‖₂ ≥ 1 and x = min{1/3, …}",
    certificates=(because(rational(1, 3) - x, rational(1, 3) * (R - 1), times=16 * (1 + 1 * (R - 1))),),
    rests_on=(C_23_product,),
)
C_23_final_norm = paper.claim(
    "C.23-final-norm",
    160 * (W + r) <= 400 * r,
    given=(r > 0, epsilon > 0, epsilon <= rational(1, 48), (1 + epsilon / 2) * r >= W),
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23)",
    title="‖w(T₀)‖₂ ≤ (1 + ε/2)‖w(0)‖₂ ≤ 1.5‖w(0)‖₂ put into the average, with W = ‖w(T₀)‖₂",
    certificates=(
        because(160 * ((1 + epsilon / 2) * r - W), 80 * r * (rational(1, 48) - epsilon), rational(235, 3) * r),
    ),
)
C_23_sigma = paper.claim(
    "C.23-sigma",
    s <= sqrt(high) * sqrt(inner(w, w)),
    given=(*in_span, model.defined),
    source="Appendix C.5, after (C.23)",
    title="‖w(0)‖_Σ ≤ λ_max^½ ‖w(0)‖₂",
    certificates=(
        because(
            high * inner(w, w) - model.squared_norm(),
            times=s + sqrt(high) * sqrt(inner(w, w)),
            rayleigh=(w,),
        ),
    ),
)
remaining = 400 * high**three_halves * r**2 * nu / (eta * epsilon**2 * low)  # T₀ − 1
positive = (eta > 0, epsilon > 0, r > 0, nu > 0, low > 0, high > 0)
C_23_average = paper.claim(
    "C.23-average",
    equal(400 * high**three_halves * r**4 * nu / (remaining * eta), epsilon**2 * low * r**2),
    given=positive,
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23), last line of the average",
    title="The definition of T₀ put into the average",
)
C_23_constant = paper.claim(
    "C.23-constant",
    160 * (1 + epsilon / 2) ** 3 * (2 + epsilon / 2) <= 400,
    given=(epsilon >= 0, epsilon <= rational(1, 48)),
    edition="beyond",
    source="ours, for the repaired chain",
    title="The constant 400 is kept with ‖w(t)‖_Σ ≤ λ_max^½ (1 + ε/2)‖w(0)‖₂",
)
C_23_average_mended = paper.claim(
    "C.23-average-mended",
    160 * (sqrt(high) * (1 + epsilon / 2) * r) ** 3 / (remaining * eta) * ((1 + epsilon / 2) * r + r) * nu
    <= epsilon**2 * low * r**2,
    given=(*positive, epsilon <= rational(1, 48)),
    edition="beyond",
    source="ours, for Appendix C.5, after (C.23), the average as a whole",
    title="The average is at most ε² λ_min ‖w(0)‖₂² with the repaired bound on ‖w(t)‖_Σ",
    certificates=(
        because(
            epsilon**2 * low * r**2 / 400 * (400 - 160 * (1 + epsilon / 2) ** 3 * (2 + epsilon / 2)),
            uses=(lemma(C_23_constant),),
        ),
    ),
)
C_23_closest = paper.claim(
    "C.23-closest",
    inner(offset, offset) <= inner(residual, residual),
    inner(residual, residual) <= distance / low,
    given=(*in_span, inner(w_star, w_star) > 0),
    source="Appendix C.5, last display",
    title="‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² ≤ ‖w − ⟨w*,w⟩_Σ w*‖₂² ≤ λ_min⁻¹ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    certificates=(
        because(
            inner(residual, residual) - inner(offset, offset),
            uses=(
                lemma(
                    C_3_euclidean_projection, {symbols("c")[0]: mean(i, inner(w_star, model.z(i)) * model.margin(i))}
                ),
            ),
        ),
        because((distance - low * inner(residual, residual)) / low, rayleigh=(residual,)),
    ),
)
