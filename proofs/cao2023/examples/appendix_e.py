"""Appendix E: the printed proof of Lemma C.1, (E.1)–(E.3), and the lines on (E.4) in the proof of Lemma C.2.

The language has no order on indices. o_ij stands for any weights with o_ij ≥ 0 and o_ij + o_ji = 1 that are
there only where b_i ≥ b_j; the paper's order is o_ij = 1 for i < j, 0 for i > j and 1/2 for i = j. In (E.2) s_k and t_k
mark the indices after i and after j > i. From (E.3) on h_i in [0, 1] marks i ≥ k*, S_i = Σ_{i'>i}(a_i' − a_i)², and
T = S_k*.

Lemma C.1 itself is proved, with 1/n in the place of 1/(4n) and no ordering, in ``linear.lemma_c_1``, and Lemma C.2
by induction in ``linear.lemma_c_2``. Sums over τ that become integrals are decided term by term.
"""

from proofs.cao2023.linear.facts.lemma_c_2 import (
    C_2_log_increment,
    C_2_log_tangent,
    C_2_telescoped_repaired,
)
from proofs.cao2023.vocabulary import *

c, e, t, T, E, x, y, tau, step = symbols("c e t T E x y τ h")


def a(index: Index) -> Scalar:
    """Return a_i."""
    return family("a", index)


def b(index: Index) -> Scalar:
    """Return b_i."""
    return family("b", index)


def before(first: Index, second: Index) -> Scalar:
    """Return o_ij, the weight of i coming before j."""
    return family("o", first, second)


squares = (a(i) - a(j)) ** 2
larger = maximum(b(i), b(j))
E_1_maximum = paper.claim(
    "E.1-maximum",
    maximum(x, y) >= x,
    maximum(x, y) >= y,
    edition="beyond",
    source="ours, for (E.1)",
    title="A maximum is at least each of its two numbers",
)
whole = total(i, j, larger * squares)
later = total(i, j, before(i, j) * b(i) * squares)
weights = (
    b(i) >= 0,
    before(i, j) >= 0,
    equal(before(i, j) + before(j, i), 1),
    before(i, j) * larger <= before(i, j) * b(i),
    before(j, i) * larger <= before(j, i) * b(j),
)
E_1 = paper.claim(
    "E.1",
    whole >= 2 * later,
    whole <= 2 * later,
    given=weights,
    source="(E.1)",
    title="Σ_ii' max{b_i,b_i'}(a_i−a_i')² = 2 Σ_i Σ_{i'>i} b_i(a_i'−a_i)²",
    certificates=(
        because(
            total(i, j, before(i, j) * squares * named("gap", larger - b(i))),
            total(i, j, before(j, i) * squares * named("gap", larger - b(j))),
            total(i, j, larger * squares * named("gap", 1 - before(i, j) - before(j, i))),
            uses=(lemma(E_1_maximum, {x: b(i), y: b(j)}), lemma(E_1_maximum, {x: b(i), y: b(j)}, conclusion=1)),
        ),
        because(
            total(i, j, squares * named("gap", before(i, j) * b(i) - before(i, j) * larger)),
            total(i, j, squares * named("gap", before(j, i) * b(j) - before(j, i) * larger)),
            total(i, j, larger * squares * named("gap", before(i, j) + before(j, i) - 1)),
        ),
    ),
)
E_1_pairs = paper.claim(
    "E.1-pairs",
    equal(
        total(i, j, (before(i, j) + before(j, i)) * squares),
        2 * total(i, j, before(i, j) * squares),
    ),
    source="Appendix E.1, its last sentence",
    title="Σ_ii'(a_i−a_i')² is twice the sum over i' > i",
)
after_i, after_j = family("s", k), family("t", k)
E_2 = paper.claim(
    "E.2",
    total(k, after_i * (a(k) - x) ** 2) >= total(k, after_j * (a(k) - x) ** 2),
    total(k, after_j * (a(k) - x) ** 2) >= total(k, after_j * (a(k) - y) ** 2),
    given=(after_j >= 0, after_i >= after_j, y >= x, after_j * (a(k) - y) >= 0),
    source="(E.2)",
    title="Σ_{i'>i}(a_i'−a_i)² ≥ Σ_{i'>j}(a_i'−a_i)² ≥ Σ_{i'>j}(a_i'−a_j)² for i < j; x = a_i ≤ y = a_j",
    certificates=(
        because(total(k, named("gap", after_i - after_j) * (a(k) - x) ** 2)),
        because(
            total(k, after_j * (y - x) ** 2),
            2 * named("gap", y - x) * total(k, named("gap", after_j * (a(k) - y))),
        ),
    ),
)
average = named("b̄", mean(k, b(k)), latex=r"\bar b")
E_3_index = paper.claim(
    "E.3-index",
    mean(j, maximum(0, average / 2 - b(j))) > 0,
    given=(b(i) > 0,),
    source="Appendix E.1, before (E.3)",
    title="Some index k* has b_k* < b̄/2",
    expected="REFUTED",
    remark="There is none where all b_i ≥ b̄/2, as for equal b_i. Lemma C.1 is immediate then: see the repaired form.",
    fault="slip",
)
S = family("S", i)
E_3_index_repaired = paper.claim(
    "E.3-index",
    total(i, b(i) * S) >= average / 4 * total(i, S),
    given=(b(i) >= average / 2, average >= 0, S >= 0),
    edition="repaired",
    source="Appendix E.1, before (E.3)",
    title="Where all b_i ≥ b̄/2 and there is no k*, Σ_i b_i S_i ≥ (b̄/4) Σ_i S_i all the same",
    certificates=(because(total(i, S * named("gap", b(i) - average / 2)), average / 4 * total(i, S)),),
)
h = family("h", i)
late = (h >= 0, h <= 1)
small_late = h * (average / 2 - b(i)) >= 0
large_early = (1 - h) * (b(i) - average / 2) >= 0
E_3 = paper.claim(
    "E.3",
    total(i, h * b(i)) <= total(i, b(i)) / (2 * n) * n,
    equal(total(i, b(i)) / (2 * n) * n, total(i, b(i)) / 2),
    total(i, (1 - h) * b(i)) >= n * average / 2,
    given=(*late, small_late, average >= 0),
    source="(E.3)",
    title="Σ_{i≥k*} b_i ≤ Σ_i b_i/2, and so Σ_{i<k*} b_i ≥ nb̄/2",
    certificates=(
        because(total(i, named("gap", h * (average / 2 - b(i)))), average / 2 * total(i, 1 - h)),
        None,
        because(total(i, named("gap", h * (average / 2 - b(i)))), average / 2 * total(i, 1 - h)),
    ),
)
late_below = h * (T - S) >= 0
early_above = (1 - h) * (S - T) >= 0
E_3_late = paper.claim(
    "E.3-late",
    average / 2 * total(i, h * S) <= average / 2 * total(i, h * T),
    average / 2 * total(i, h * T) <= n * average / 2 * T,
    given=(*late, late_below, average >= 0, T >= 0),
    source="Appendix E.1, after (E.3)",
    title="(b̄/2) Σ_{i≥k*} S_i ≤ (b̄/2) Σ_{i≥k*} S_k* ≤ (nb̄/2) S_k*",
    certificates=(
        because(average / 2 * total(i, named("gap", h * (T - S)))),
        because(average / 2 * T * total(i, 1 - h)),
    ),
    rests_on=(E_2,),
)
E_3_early = paper.claim(
    "E.3-early",
    total(i, (1 - h) * b(i) * S) >= total(i, (1 - h) * b(i) * T),
    total(i, (1 - h) * b(i) * T) >= n * average / 2 * T,
    given=(*late, early_above, b(i) >= 0, T >= 0, total(i, (1 - h) * b(i)) >= n * average / 2),
    source="Appendix E.1, after (E.3)",
    title="Σ_{i<k*} b_iS_i ≥ Σ_{i<k*} b_iS_k* ≥ (nb̄/2) S_k*",
    certificates=(
        because(total(i, b(i) * named("gap", (1 - h) * (S - T)))),
        because(T * named("gap", total(i, (1 - h) * b(i)) - n * average / 2)),
    ),
    rests_on=(E_2, E_3),
)
early_sum_b, late_sum_b = total(i, (1 - h) * b(i) * S), average / 2 * total(i, h * S)
E_3_balance = paper.claim(
    "E.3-balance",
    early_sum_b >= late_sum_b,
    given=(early_sum_b >= n * average / 2 * T, late_sum_b <= n * average / 2 * T),
    source="Appendix E.1, after (E.3)",
    title="Σ_{i<k*} b_iS_i ≥ (b̄/2) Σ_{i≥k*} S_i",
    certificates=(because(early_sum_b - n * average / 2 * T, n * average / 2 * T - late_sum_b),),
    rests_on=(E_3_late, E_3_early),
)
E_3_final = paper.claim(
    "E.3-final",
    total(i, b(i) * S) >= early_sum_b,
    early_sum_b >= average / 4 * total(i, S),
    given=(*late, large_early, b(i) >= 0, S >= 0, early_sum_b >= late_sum_b),
    source="Appendix E.1, last display",
    title="Σ_i b_iS_i ≥ Σ_{i<k*} b_iS_i ≥ Σ_{i<k*} (b_i/2)S_i + (b̄/4) Σ_{i≥k*} S_i ≥ (b̄/4) Σ_i S_i",
    certificates=(
        because(total(i, h * b(i) * S)),
        because(
            (early_sum_b - late_sum_b) / 2,
            total(i, S * named("gap", (1 - h) * (b(i) - average / 2))) / 2,
        ),
    ),
    rests_on=(E_3_balance, E_3_index_repaired, E_1, E_1_pairs),
)
solution = log(c * t + E)
at_t = log(c * tau + E)
positive = (c > 0, E > 0, t >= 0)
E_4 = paper.claim(
    "E.4",
    equal(derivative(at_t, tau, t), c / (c * t + E)),
    c / (c * t + E) >= c * exp(-solution),
    c / (c * t + E) <= c * exp(-solution),
    equal(log(c * 0 + E), log(E)),
    given=positive,
    kind="display of numbers",
    source="(E.4) and its solution",
    title="ā(t) = log(ct + e^a(0)) solves ā' = c e^-ā, ā(0) = a(0), which is (E.4); E = e^a(0)",
)
E_4_increasing = paper.claim(
    "E.4-increasing",
    log(y) >= log(x),
    given=(x > 0, y >= x),
    kind="display of numbers",
    source="Appendix E.2, after (E.4)",
    title="ā increases, x and y being ct + E at two times",
)
E_4_step = paper.claim(
    "E.4-step",
    log(x + c) <= log(x) + c * exp(-log(x)),
    given=(c > 0, x > 0),
    edition="beyond",
    source="ours, for Appendix E.2, after (E.4)",
    title="ā(t+1) ≤ ā(t) + c e^-ā(t), with x = ct + E",
    rests_on=(E_4, C_2_log_tangent),
)
E_4_comparison_everywhere = paper.claim(
    "E.4-comparison-everywhere",
    x + c * exp(-x) <= y + c * exp(-y),
    given=(c > 0, x <= y),
    edition="beyond",
    kind="hidden hypothesis",
    source="ours, on the comparison theorem of Appendix E.2",
    title="a + c e^-a increases in a everywhere",
    expected="REFUTED",
    remark="It falls where e^a < c; see E.4-comparison for why the comparison holds all the same.",
)
E_4_tangent = paper.claim(
    "E.4-tangent",
    exp(-x) - exp(-y) <= (y - x) * exp(-x),
    given=(x <= y,),
    edition="beyond",
    source="ours, for the comparison",
    title="e^-a lies above its tangent at x",
)
E_4_comparison = paper.claim(
    "E.4-comparison",
    x + c * exp(-x) <= y + c * exp(-y),
    given=(c > 0, x <= y, c * exp(-x) <= 1),
    edition="beyond",
    source="ours, for Appendix E.2, comparison",
    title="ā(t) ≤ a(t) is kept by one step where e^ā ≥ c",
    remark="As it is from t = 1 on, e^ā(t) being at least c + E; at t = 0 both sequences are equal.",
    certificates=(
        because(
            c * named("gap", (y - x) * exp(-x) - (exp(-x) - exp(-y))),
            named("gap", y - x) * named("gap", 1 - c * exp(-x)),
            uses=(lemma(E_4_tangent),),
        ),
    ),
)
E_4_falls = paper.claim(
    "E.4-falls",
    exp(-x) <= exp(-y),
    given=(x >= y,),
    edition="beyond",
    source="ours, for Appendix E.2, second part, second line",
    title="e^-a falls",
)
E_4_inverse = paper.claim(
    "E.4-inverse",
    exp(-log(y)) <= 1 / y,
    exp(-log(y)) >= 1 / y,
    given=(y > 0,),
    edition="beyond",
    source="ours, for Appendix E.2, second part, third line",
    title="exp[−log(cτ + E)] = 1/(cτ + E), with y = cτ + E",
)
E_4_terms = paper.claim(
    "E.4-terms",
    exp(-x) <= 1 / y,
    given=(y > 0, x >= log(y)),
    edition="beyond",
    source="ours, for Appendix E.2, second part, second and third line",
    title="e^-a(τ) ≤ 1/(cτ + E) where a(τ) ≥ log(cτ + E), y = cτ + E; it is 1/E at τ = 0",
    certificates=(
        because(exp(-log(y)) - exp(-x), 1 / y - exp(-log(y)), uses=(lemma(E_4_falls, {y: log(y)}), lemma(E_4_inverse))),
    ),
    rests_on=(C_2_telescoped_repaired,),
)
E_4_integral = paper.claim(
    "E.4-integral",
    c / (x + c) <= log(x + c) - log(x),
    given=(c > 0, x > 0),
    edition="beyond",
    source="ours, for Appendix E.2, second part, last inequality",
    title="c/(cτ + E) is at most its integral from τ − 1 to τ, with x = c(τ−1) + E",
    rests_on=(C_2_log_increment,),
)
E_4_last = paper.claim(
    "E.4-last",
    equal(x + c / E + log(c * t + E) - log(E), c / E + log(c * t + E)),
    given=(*positive, equal(x, log(E))),
    edition="beyond",
    source="ours, for Appendix E.2, last display",
    title="a(0) cancels log e^a(0)",
)
