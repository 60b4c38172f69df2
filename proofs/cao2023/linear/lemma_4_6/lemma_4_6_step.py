"""Lemma 4.6, Appendix C.6, (C.31)–(C.33): growth is half of what (C.30) gains, so the distance to span{w*} falls.

G is any number for which Lemma 4.4's second bound holds; O stands for ‖w − ⟨w*,w⟩‖w*‖₂⁻² w*‖₂² and r for ‖w(0)‖₂.
"""

from fractions import Fraction

from proofs.cao2023.linear.facts.one_variable import (
    one_variable_cubic,
    one_variable_exponential_rises,
)
from proofs.cao2023.linear.lemma_4_3 import (
    C_3_euclidean_projection,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_distance import (
    C_30_repaired,
    crossed,
)
from proofs.cao2023.linear.vocabulary import *

a, b, c, p_, r, x, G, square_distance = symbols("a b c p r x G Δ")
three_halves = Fraction(3, 2)

C_31_slopes = paper.claim(
    "C.31-slopes",
    p_**2 <= exp(-gamma) ** 2 * exp(rational(3, 4)) ** 2,
    exp(-gamma) ** 2 <= exp(-gamma) ** 2 * exp(rational(3, 4)) ** 2,
    given=(p_ >= 0, p_ <= exp(-gamma) * exp(rational(3, 4))),
    edition="beyond",
    source="ours, for Appendix C.6, before (C.31)",
    title="max{|ℓ'_i|², e^-2γ} ≤ e^(−2γ+3/2) by (C.29), with p = |ℓ'_i|",
    certificates=(
        because((exp(-gamma) * exp(rational(3, 4)) - p_) * (exp(-gamma) * exp(rational(3, 4)) + p_)),
        because(
            exp(-gamma) ** 2 * (exp(rational(3, 4)) - 1) * (exp(rational(3, 4)) + 1),
            uses=(lemma(one_variable_exponential_rises, {x: rational(3, 4)}),),
        ),
    ),
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
C_31_second_repaired = paper.claim(
    "C.31-second",
    x + 2 * eta**2 * G * gamma * exp(-gamma) * exp(rational(3, 2)) * square_distance
    <= x + eta * gamma * low / (32 * high**three_halves * r**2) * exp(-gamma) * square_distance,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, G, low, high, r)),
        square_distance >= 0,
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
            * square_distance
            * (low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2) - eta)
        ),
    ),
)
C_31_threshold = paper.claim(
    "C.31-threshold",
    2 * eta**2 * G * gamma * exp(-gamma) * exp(rational(3, 2)) * square_distance
    <= eta * gamma * low / (32 * high**three_halves * r**2) * exp(-gamma) * square_distance,
    given=(
        *(symbol > 0 for symbol in (eta, gamma, G, low, high, r)),
        square_distance >= 0,
        eta <= low / (64 * exp(rational(3, 2)) * G * high**three_halves * r**2),
    ),
    edition="beyond",
    source="ours, for (C.31), as (C.33) uses it",
    title="The growth of ‖w‖₂² is half of what (C.30) gains, by the condition on η",
    certificates=(
        because(
            2
            * eta
            * G
            * gamma
            * exp(-gamma)
            * exp(rational(3, 2))
            * square_distance
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
C_33_repaired = paper.claim(
    "C.33",
    a <= (1 - 15 * x / 32) * square_distance,
    a <= square_distance,
    given=(
        square_distance >= 0,
        x >= 0,
        b - c <= square_distance - x / 2 * square_distance,
        c <= x / 32 * square_distance,
        a <= b,
    ),
    edition="repaired",
    source="(C.33)",
    title="The same from the repaired (C.30), with x = ηγe^-γ λ_min/(λ_max^{3/2}‖w*‖₂‖w(0)‖₂²)",
    certificates=(
        because(b - a, square_distance - x / 2 * square_distance - (b - c), x / 32 * square_distance - c),
        because(
            b - a,
            square_distance - x / 2 * square_distance - (b - c),
            x / 32 * square_distance - c,
            15 * x / 32 * square_distance,
        ),
    ),
    steps=(C_30_repaired, C_31_repaired, C_31_threshold, C_32),
)
