"""Lemma 4.6, Appendix C.6, (C.31)–(C.33): growth is half of what (C.30) gains, so the distance to span{w*} falls.

G is any number for which Lemma 4.4's second bound holds; O stands for ‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² and r for ‖w(0)‖₂.
"""

from fractions import Fraction

from proofs.cao2023.linear.lemma_4_3 import (
    C_3_euclidean_projection,
)
from proofs.cao2023.linear.lemma_4_6_distance import (
    C_30,
    C_30_repaired,
    crossed,
)
from proofs.cao2023.linear.one_variable import (
    one_variable_cubic,
    one_variable_exponential_rises,
)
from proofs.cao2023.linear.vocabulary import *

a, b, c, p_, r, x, G, far = symbols("a b c p r x G O")
three_halves = Fraction(3, 2)

C_31_slopes = paper.claim(
    "C.31-slopes",
    p_**2 <= exp(-gamma) ** 2 * exp(rational(3, 4)) ** 2,
    exp(-gamma) ** 2 <= exp(-gamma) ** 2 * exp(rational(3, 4)) ** 2,
    given=(p_ >= 0, p_ <= exp(-gamma) * exp(rational(3, 4))),
    source="Appendix C.6, before (C.31)",
    title="max{|ℓ'_i|², e^-2γ} ≤ e^(−2γ+3/2) by (C.29), with p = |ℓ'_i|",
    certificates=(
        because((exp(-gamma) * exp(rational(3, 4)) - p_) * (exp(-gamma) * exp(rational(3, 4)) + p_)),
        because(
            exp(-gamma) ** 2 * (exp(rational(3, 4)) - 1) * (exp(rational(3, 4)) + 1),
            uses=(lemma(one_variable_exponential_rises, {x: rational(3, 4)}),),
        ),
    ),
)
C_31 = paper.claim(
    "C.31",
    maximum(gamma**2, gamma**4) * exp(-2 * gamma) * exp(rational(3, 2)) <= 2 * exp(-gamma) * exp(rational(3, 2)),
    given=(gamma >= rational(1, 2),),
    source="(C.31), first inequality",
    title="max{γ², γ⁴}e^-2γ ≤ 2e^-γ, from max{z, z³}e^-z < 2",
    expected="REFUTED",
    remark="A factor γ is lost on the right; the next line has it again.",
    fault="slip",
)
C_31_repaired = paper.claim(
    "C.31",
    maximum(gamma**2, gamma**4) * exp(-2 * gamma) * exp(rational(3, 2))
    <= 2 * gamma * exp(-gamma) * exp(rational(3, 2)),
    given=(gamma > 0,),
    edition="repaired",
    source="(C.31), first inequality",
    title="max{γ², γ⁴}e^-2γ ≤ 2γe^-γ",
    rests_on=(one_variable_cubic,),
)
C_31_second = paper.claim(
    "C.31-second",
    x + 2 * eta**2 * G * gamma * exp(-gamma) * exp(rational(3, 2)) * far
    <= eta * gamma * low / (32 * high**three_halves * r**2) * exp(-gamma) * far,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, G, low, high, r)),
        gamma >= rational(1, 2),
        far >= 0,
        far <= x,
        x >= r**2,
        eta <= rational(1, 8),
        eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    ),
    source="(C.31), second inequality",
    title="‖w(t)‖₂² and the growth together are at most half of what (C.30) gains, with x = ‖w(t)‖₂²",
    expected="REFUTED",
    remark="‖w(t)‖₂² is left out on the right; what follows uses the bound on the growth (C.31-threshold).",
    fault="slip",
)
C_31_second_repaired = paper.claim(
    "C.31-second",
    x + 2 * eta**2 * G * gamma * exp(-gamma) * exp(rational(3, 2)) * far
    <= x + eta * gamma * low / (32 * high**three_halves * r**2) * exp(-gamma) * far,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, G, low, high, r)),
        far >= 0,
        eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    ),
    edition="repaired",
    source="(C.31), second inequality",
    title="The same with ‖w(t)‖₂² on both sides",
    certificates=(
        because(
            2
            * eta
            * G
            * gamma
            * exp(-gamma)
            * exp(rational(3, 2))
            * far
            * (low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2) - eta)
        ),
    ),
)
C_31_condition = paper.claim(
    "C.31-condition",
    eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    given=(
        *(symbol > 0 for symbol in (eta, G, low, high, r)),
        low <= high,
        r < 1,
        eta <= rational(1, 8),
        eta <= low * high**three_halves / (64 * exp(rational(3, 2)) * G * r**2),
    ),
    source="Lemma 4.6, its condition on η, as (C.31) uses it",
    title="The lemma's η ≤ c₁G⁻¹λ_min λ_max^{3/2}‖w(0)‖₂⁻², with c₁ = e^(−3/2)/64, is the η that (C.31) assumes",
    expected="REFUTED",
    remark="The lemma prints λ_max^{3/2}; its proof needs λ_max^{-3/2}.",
    fault="slip",
)
C_31_condition_repaired = paper.claim(
    "C.31-condition",
    eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    given=(
        *(symbol > 0 for symbol in (eta, G, low, high, r)),
        eta <= low * high ** (-three_halves) / (64 * exp(rational(3, 2)) * G * r**2),
    ),
    edition="repaired",
    source="Lemma 4.6, its condition on η, as (C.31) uses it",
    title="The same with λ_max^{-3/2} in the lemma",
    certificates=(because(low * high ** (-three_halves) / (64 * exp(rational(3, 2)) * G * r**2) - eta),),
)
C_31_threshold = paper.claim(
    "C.31-threshold",
    2 * eta**2 * G * gamma * exp(-gamma) * exp(rational(3, 2)) * far
    <= eta * gamma * low / (32 * high**three_halves * r**2) * exp(-gamma) * far,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, G, low, high, r)),
        far >= 0,
        eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    ),
    source="(C.31), as (C.33) uses it",
    title="The growth of ‖w‖₂² is half of what (C.30) gains, by the condition on η",
    certificates=(
        because(
            2
            * eta
            * G
            * gamma
            * exp(-gamma)
            * exp(rational(3, 2))
            * far
            * (low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2) - eta)
        ),
    ),
)
next_offset = next_w - inner(w_star, next_w) / inner(w_star, w_star) * w_star
C_32 = paper.claim(
    "C.32",
    inner(next_offset, next_offset) <= inner(crossed, crossed),
    given=(inner(w_star, w_star) > 0,),
    source="(C.32)",
    title="The projection of w⁺ is at least as near to w⁺ as that of w",
    certificates=(
        because(
            inner(w_star, w_star)
            * (inner(w_star, next_w) / inner(w_star, w_star) - inner(w_star, w) / inner(w_star, w_star)) ** 2
        ),
    ),
    steps=(C_3_euclidean_projection,),
)
C_33 = paper.claim(
    "C.33",
    a <= (1 - x / 32) * far,
    a <= far,
    given=(far >= 0, x >= 0, b - c <= far - x / 16 * far, c <= x / 32 * far, a <= b),
    source="(C.33)",
    title="(C.30), (C.31) and (C.32) together",
    remark="x = ηγe^-γ λ_min/(λ_max^{3/2}‖w(0)‖₂²), which lacks ‖w*‖₂⁻¹ as (C.30) does; a, b are the squared distances "
    "of w⁺ from both projections, and c = ‖w⁺‖₂² − ‖w‖₂². The inference is right whatever x ≥ 0 is.",
    certificates=(
        because(b - a, far - x / 16 * far - (b - c), x / 32 * far - c),
        because(b - a, far - x / 16 * far - (b - c), x / 32 * far - c, x / 32 * far),
    ),
    steps=(C_30, C_31, C_31_threshold, C_32),
)
C_33_repaired = paper.claim(
    "C.33",
    a <= (1 - 15 * x / 32) * far,
    a <= far,
    given=(far >= 0, x >= 0, b - c <= far - x / 2 * far, c <= x / 32 * far, a <= b),
    edition="repaired",
    source="(C.33)",
    title="The same from the repaired (C.30), with x = ηγe^-γ λ_min/(λ_max^{3/2}‖w*‖₂‖w(0)‖₂²)",
    certificates=(
        because(b - a, far - x / 2 * far - (b - c), x / 32 * far - c),
        because(b - a, far - x / 2 * far - (b - c), x / 32 * far - c, 15 * x / 32 * far),
    ),
    steps=(C_30_repaired, C_31_repaired, C_31_threshold, C_32),
)
