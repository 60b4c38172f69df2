"""Lemma 4.6, Appendix C.6, (C.30): in every step of the second stage w comes closer to span{w*}, up to growth.

One step is decided, for every w and γ that keep the induction hypotheses. The displayed chain has
−⟨w*,w⟩‖w*‖₂⁻¹⟨w⁺,w*⟩ on its left; expanding ‖w⁺ − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² needs −2⟨w*,w⟩‖w*‖₂⁻²⟨w⁺,w*⟩ instead. So the rate
in (C.30), (C.33) and all that follows, Theorem 2.2 included, lacks the factor ‖w*‖₂⁻¹; with it the rate is
λ_min/(λ_max^{3/2}‖w*‖₂‖w(0)‖₂²), which no longer changes when all data are scaled. G is any number for which
Lemma 4.4's second bound holds; O, R and N stand for ‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂², ‖w − ⟨w*,w⟩_Σ w*‖_Σ² and ‖w‖₂.
"""

from fractions import Fraction

from proofs.cao2023.linear.lemma_4_2.lemma_4_2 import (
    lemma_4_2_nonnegative,
)
from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import (
    C_23_closest,
    C_23_sigma,
)
from proofs.cao2023.linear.vocabulary import *

a, b, c, g, p_, r, x, G, N, square_distance, R, S, T = symbols("a b c g p r x G N Δ R S T")
(nu,) = symbols("ν")
three_halves = Fraction(3, 2)
distance = model.squared_norm(residual)
crossed = next_w - inner(w_star, w) / inner(w_star, w_star) * w_star
second_stage = (model.uniform(w_star), model.defined, gamma >= rational(1, 2), eta > 0)
margins = (model.output(i) >= 0, model.output(i) <= gamma + rational(3, 4))  # (C.27) and (C.28)
share = rational(9, 25) * exp(-gamma)

C_30_chord = paper.claim(
    "C.30-chord",
    (a - b) * (a * sigmabar(b) - b * sigmabar(a)) >= (a - b) ** 2 * minimum(sigmabar(a), sigmabar(b)),
    given=(a >= 0, b >= 0),
    edition="beyond",
    source="ours, in the place of (C.4)",
    title="The intercept of a chord of σ̄ on [0, ∞) is at least σ̄ at its right end",
)
C_30_slope = paper.claim(
    "C.30-slope",
    sigmabar(x) >= rational(9, 25) * exp(-gamma),
    given=(gamma >= rational(1, 2), x <= gamma + rational(3, 4)),
    edition="beyond",
    source="ours, sharpens the left part of (C.29)",
    title="|ℓ'(F)| ≥ (9/25)e^-γ for F ≤ γ + 3/4 and γ ≥ 1/2",
)
C_30_growth = paper.claim(
    "C.30-growth",
    growth >= share * eta * gamma / s**3 * distance,
    given=(*second_stage, *margins, gamma > 0),
    edition="beyond",
    source="Appendix C.6, (C.30), first inequality, sharpened",
    title="⟨w⁺, w*⟩ − ⟨w, w*⟩ ≥ (9/25) ηγ e^-γ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²/‖w‖_Σ³",
    certificates=(
        because(
            eta
            / (2 * gamma * s)
            * mean(
                i,
                j,
                (model.output(i) - model.output(j))
                * (model.output(i) * model.slope(j) - model.output(j) * model.slope(i))
                - (model.output(i) - model.output(j)) ** 2 * minimum(model.slope(i), model.slope(j)),
            ),
            eta
            / (2 * gamma * s)
            * mean(
                i,
                j,
                (model.output(i) - model.output(j)) ** 2 * (minimum(model.slope(i), model.slope(j)) - share),
            ),
            uses=(
                lemma(C_30_chord, {a: model.output(i), b: model.output(j)}),
                lemma(C_30_slope, {x: model.output(i)}),
            ),
        ),
    ),
)
along, smallest_slope = inner(w_star, w) / star_norm, least(i, model.slope(i))
C_30_first = paper.claim(
    "C.30-first",
    -along * inner(next_w, w_star)
    <= -along * inner(w, w_star) - eta * gamma * along / (2 * s**3) * smallest_slope * distance,
    given=(
        *(model.uniform(w_star), model.defined, gamma > 0, eta > 0, model.margin(i) >= 0),
        *(inner(w_star, w) > 0, inner(w_star, w_star) > 0),
    ),
    source="Appendix C.6, (C.30), first inequality",
    title="Lemma 4.2 with min|ℓ'_i|, where all margins are ≥ 0, times −⟨w*,w⟩‖w*‖₂⁻¹",
    certificates=(
        because(
            along * (growth - gamma * eta / (2 * s) * model.discrepancy() * smallest_slope),
            eta * gamma * along / (2 * s**3) * smallest_slope * distance,
            uses=(lemma(lemma_4_2_nonnegative),),
        ),
    ),
)
C_30_metric = paper.claim(
    "C.30-metric",
    low * inner(offset, offset) <= distance,
    given=(
        model.uniform(w_star),
        InSpan(w_star, model.z(i)),
        Spectrum(low, high, model.z(i)),
        InSpan(w, model.z(i)),
        inner(w_star, w_star) > 0,
    ),
    source="Appendix C.6, (C.30), second and third inequality",
    title="λ_min ‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² ≤ λ_min ‖w − ⟨w*,w⟩_Σ w*‖₂² ≤ ‖w − ⟨w*,w⟩_Σ w*‖_Σ²",
    certificates=(
        because(
            low * (inner(residual, residual) - inner(offset, offset)),
            low * (distance / low - inner(residual, residual)),
            uses=(lemma(C_23_closest), lemma(C_23_closest, conclusion=1)),
        ),
    ),
)
C_30_cubes = paper.claim(
    "C.30-cubes",
    S**3 <= T**3,
    given=(S > 0, T > 0, S <= T),
    edition="beyond",
    source="ours, for Appendix C.6, (C.30), fourth inequality",
    title="‖w‖_Σ³ ≤ λ_max^{3/2}‖w‖₂³, with S = ‖w‖_Σ ≤ T = λ_max^½‖w‖₂",
    certificates=(because((T - S) * (T**2 + S * T + S**2)),),
    rests_on=(C_23_sigma,),
)
C_30_fifth_numbers = paper.claim(
    "C.30-fifth-numbers",
    x * p_ >= rational(1, 3) * exp(-gamma),
    given=(x > 0, x >= rational(23, 24), p_ >= share),
    edition="beyond",
    source="ours, for (C.30), fifth inequality",
    title="The same with 1/3, from |ℓ'| ≥ (9/25)e^-γ",
    certificates=(
        because(
            x * (p_ - share), rational(9, 25) * exp(-gamma) * (x - rational(23, 24)), exp(-gamma) * rational(7, 600)
        ),
    ),
    steps=(C_30_slope,),
)
cosine = inner(w_star, w) / (w_norm * star_norm)
C_30_fifth = paper.claim(
    "C.30-fifth",
    cosine * slope(i) >= exp(-gamma) / 4,
    given=(*margins, *second_stage, gamma > 0, cosine > 0, cosine >= rational(23, 24)),
    source="Appendix C.6, (C.30), fifth inequality, by (C.25) and (C.29)",
    title="⟨w*/‖w*‖₂,w/‖w‖₂⟩ min|ℓ'_i| ≥ e^-γ/4, here for every i",
    certificates=(
        because(
            cosine * slope(i) - exp(-gamma) / 3,
            exp(-gamma) / 12,
            uses=(lemma(C_30_slope, {x: output(i)}), lemma(C_30_fifth_numbers, {x: cosine, p_: slope(i)})),
        ),
    ),
    remark="The bounds cited, (C.25) and (C.29), give e^(−3/4)/2 < 1/4 only; |ℓ'| ≥ (9/25)e^-γ gives the line.",
)
C_30_sixth = paper.claim(
    "C.30-sixth",
    1 / (16 * r**2) <= 1 / (8 * N**2),
    given=(N > 0, r > 0, epsilon > 0, epsilon <= rational(1, 24), (1 + epsilon) * r >= N),
    edition="beyond",
    source="ours, for Appendix C.6, (C.30), last inequality",
    title="‖w‖₂² ≤ (1+ε)²‖w(0)‖₂² ≤ 2‖w(0)‖₂²",
    certificates=(
        because(
            ((1 + epsilon) * r - N) * ((1 + epsilon) * r + N),
            r**2 * (rational(1, 24) - epsilon) * (rational(49, 24) + epsilon),
            r**2 * rational(527, 576),
            times=16 * N**2 * r**2,
        ),
    ),
)
C_30_identity = paper.claim(
    "C.30-identity",
    equal(
        inner(crossed, crossed) + inner(w, w) - inner(next_w, next_w),
        inner(offset, offset) - 2 * inner(w_star, w) / inner(w_star, w_star) * growth,
    ),
    given=(inner(w_star, w_star) > 0,),
    source='Appendix C.6, (C.30), "adding … to both sides"',
    title="The left side of (C.30), expanded",
    edition="beyond",
)
from_nearest = v - inner(w_star, w) / inner(w_star, w_star) * w_star
C_30_adding, C_30_adding_repaired = paper.mended(
    "C.30-adding",
    printed=wording(
        equal(
            inner(w, w) + (inner(w_star, w) / star_norm) ** 2 / 4 - inner(w_star, w) / star_norm * inner(v, w_star),
            inner(from_nearest, from_nearest) + inner(w, w) - inner(v, v),
        ),
        given=(inner(w_star, w) > 0, inner(w, w) > 0, inner(w_star, w_star) > 0),
        source='Appendix C.6, (C.30), "adding ‖w(t)‖₂² + ⟨w*,w(t)⟩²‖w*‖₂⁻²/4 to both sides"',
        title="−⟨w*,w⟩‖w*‖₂⁻¹⟨v,w*⟩ with these terms added is the left side of (C.30), with v = w(t+1)",
        remark="The left side of (C.30) holds −2⟨w*,w⟩‖w*‖₂⁻²⟨v,w*⟩ + ⟨w*,w⟩²‖w*‖₂⁻²: the chain before is to be "
        "multiplied by 2‖w*‖₂⁻¹. Here the factor ‖w*‖₂⁻¹ of the rate is lost.",
    ),
    repaired=wording(
        equal(
            inner(w, w) + inner(w_star, w) ** 2 / star_norm**2 - 2 * inner(w_star, w) / star_norm**2 * inner(v, w_star),
            inner(from_nearest, from_nearest) + inner(w, w) - inner(v, v),
        ),
        given=(inner(w_star, w_star) > 0,),
        source='Appendix C.6, (C.30), "adding … to both sides"',
        title="With 2‖w*‖₂⁻² for ‖w*‖₂⁻¹, and without the 1/4",
    ),
    fault="breaks",
)
data = (
    model.uniform(w_star),
    model.defined,
    InSpan(w_star, model.z(i)),
    InSpan(w, model.z(i)),
    Spectrum(low, high, model.z(i)),
    inner(w_star, w_star) > 0,
    inner(w, w) > 0,
    inner(w_star, w) > 0,
)
q_ = sqrt(1 + x**2)
plus, minus = sigmabar((1 + x) / q_), sigmabar((1 - x) / q_)
plane_growth = eta / (2 * q_) * (plus + minus - (plus * (1 + x) + minus * (1 - x)) / q_**2)  # of the first coordinate
C_30_assembled = paper.claim(
    "C.30-assembled",
    2 * a / nu * g >= eta * gamma * low / (2 * high**three_halves * nu * r**2) * exp(-gamma) * square_distance,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, low, high, nu, r, N, S, T)),
        square_distance >= 0,
        R >= 0,
        equal(T, sqrt(high) * N),
        g >= share * eta * gamma / S**3 * R,
        low * square_distance <= R,
        S <= T,
        a >= rational(23, 24) * N,
        a > 0,
        rational(25, 24) * r >= N,
    ),
    edition="beyond",
    source="ours, for the repaired (C.30)",
    title="The chain of (C.30) with its constants kept",
    certificates=(
        because(
            2 * a / nu * (g - share * eta * gamma / S**3 * R),
            2 * a / nu * share * eta * gamma / S**3 * (R - low * square_distance),
            2 * a / nu * share * eta * gamma * low * square_distance * (T**3 - S**3) / (S**3 * T**3),
            2 / nu * share * eta * gamma * low * square_distance / T**3 * (a - rational(23, 24) * N),
            rational(23, 12)
            / nu
            * share
            * eta
            * gamma
            * low
            * square_distance
            / (high**three_halves * N**2 * r**2 * rational(625, 576))
            * (rational(25, 24) * r - N)
            * (rational(25, 24) * r + N),
            rational(4247, 31250)
            * (eta * gamma * low / (high**three_halves * nu * r**2) * exp(-gamma) * square_distance),
            uses=(lemma(C_30_cubes),),
        ),
    ),
)
C_30_repaired = paper.claim(
    "C.30",
    inner(crossed, crossed) + inner(w, w) - inner(next_w, next_w)
    <= inner(offset, offset)
    - eta * gamma * low / (2 * high**three_halves * star_norm * r**2) * exp(-gamma) * inner(offset, offset),
    given=(
        *data,
        *margins,
        high > 0,
        gamma > 0,
        gamma >= rational(1, 2),
        eta > 0,
        r > 0,
        w_norm <= rational(25, 24) * r,
        inner(w_star, w) / star_norm >= rational(23, 24) * w_norm,
    ),
    edition="repaired",
    source="(C.30)",
    title="The same with the rate λ_min/(2 λ_max^{3/2} ‖w*‖₂ ‖w(0)‖₂²)",
    certificates=(
        because(
            2 * inner(w_star, w) / star_norm / star_norm * growth
            - eta * gamma * low / (2 * high**three_halves * star_norm * r**2) * exp(-gamma) * inner(offset, offset),
            uses=(
                lemma(C_30_growth),
                lemma(C_30_metric),
                lemma(C_23_sigma),
                lemma(
                    C_30_assembled,
                    {
                        a: inner(w_star, w) / star_norm,
                        g: growth,
                        nu: star_norm,
                        N: w_norm,
                        S: s,
                        T: sqrt(high) * w_norm,
                        R: distance,
                        square_distance: inner(offset, offset),
                    },
                ),
            ),
        ),
    ),
    steps=(C_30_identity, C_30_sixth, C_30_fifth_numbers),
)
