"""Displays of Lemmas 4.5 and 4.6 in which a factor went astray, each on its own vectors, with an exact instance.

w is w(t), and w(0) stands by itself; ε and G are those of Lemmas 4.5 and 4.4. The repaired lines are in the pages on
the two lemmas: they are facts about a few numbers, which are applied to these vectors there.
"""

from fractions import Fraction

from proofs.cao2023.linear.vocabulary import *

three_halves, three_quarters = Fraction(3, 2), Fraction(3, 4)
(t,) = symbols("t")
w_0 = vector("w(0)")
r = norm(w_0)
share = minimum(rational(1, 3), sqrt(low) / (40 * high**three_quarters * r))
ε = named("ε", share / (16 * largest_norm * star_norm))
rate = low / (high**three_halves * r**2)
powers = 64 * low**-3 * largest_norm**6 * r**-4  # G
data = (*assumed, InSpan(w_star, z(i)), InSpan(w, z(i)), InSpan(w_0, z(i)), spectrum, squared(w_0) > 0, eta > 0)
warm = (*data, squared(w) >= squared(w_0), norm(w) <= (1 + ε / 2) * r, norm(offset) <= ε * r)
small_start = sqrt(low) / (280 * high**three_quarters)
slow = eta <= low / (64 * exp(three_halves) * powers * high**three_halves * r**2)
thousandth = Fraction(1, 1000)


def one_sample(**scalars: Fraction) -> Instance:
    """Return z_1 = w* = 1, w(0) = 1/1000 and w(t) = 1.005/1000, with λ_min = λ_max = 1."""
    vectors = {"w*": Fraction(1), "w(0)": thousandth, "w": thousandth * Fraction(201, 200)}
    return Instance(
        scalars={"λ_min": Fraction(1), "λ_max": Fraction(1), **scalars},
        vectors={"z": {(0,): (Fraction(1),)}, **{name: {(): (value,)} for name, value in vectors.items()}},
    )


def orthogonal(gamma: int, step: Fraction) -> Instance:
    """Return z = (1, ±1), w* = (1, 0) and w(t) = w(0) = (1, 1/68)/1000."""
    one, w = Fraction(1), (thousandth, thousandth / 68)
    return Instance(
        n=2,
        scalars={"λ_min": one, "λ_max": one, "γ": one * gamma, "η": step},
        vectors={"z": {(0,): (one, one), (1,): (one, -one)}, "w": {(): w}, "w(0)": {(): w}, "w*": {(): (one, one * 0)}},
    )


C_21_epsilon = paper.claim(
    "C.21-epsilon",
    400 / ε**2 * high**three_halves / low * r**2 * star_norm
    <= 6400 * largest_norm * squared(w_star) * high**three_halves / low * r**2 / share,
    given=(*data, r <= small_start, r <= small_start / (sqrt(largest_norm) * star_norm)),
    source="(C.21), first line",
    title="The definition of ε put into the bound on |γ − 1|",
    expected="REFUTED",
    remark="ε⁻² became ε⁻¹: a factor 16 max‖z_i‖₂ ‖w*‖₂/min{1/3, …} is lost, which is at least 48. The lemma needs a "
    "shorter w(0) for it; Theorem 2.2, whose M is a polynomial, does not change.",
    fault="breaks",
    counterexamples=(one_sample(γ=Fraction(1), η=Fraction(1)),),
)
C_26_equality = paper.claim(
    "C.26-equality",
    equal(
        1 / star_norm * inner(w_star, z(i)) - 2 * largest_norm * ε,
        1 / star_norm - 2 * largest_norm * r * ε,
    ),
    given=warm,
    source="Appendix C.6, before (C.26), the equality of the first chain",
    title="‖w*‖₂⁻¹⟨w*,z_i⟩ − 2 max‖z_i‖₂ ε = ‖w*‖₂⁻¹ − 2 max‖z_i‖₂ ‖w(0)‖₂ ε",
    expected="REFUTED",
    remark="A stray factor ‖w(0)‖₂.",
    fault="slip",
    counterexamples=(one_sample(γ=Fraction(1), η=Fraction(1)),),
)
C_28 = paper.claim(
    "C.28",
    gamma * (1 / star_norm - 2 * largest_norm * ε) / (1 / star_norm + 2 * largest_norm * ε)
    >= gamma * (1 - 2 * largest_norm * ε * star_norm),
    given=(*warm, gamma >= rational(1, 2)),
    source="(C.28), its last inequality but one",
    title="γ(‖w*‖₂⁻¹ − c)/(‖w*‖₂⁻¹ + c) ≥ γ(1 − c‖w*‖₂), c = 2 max‖z_i‖₂ ε",
    expected="REFUTED",
    remark="(α−c)/(α+c) is at least 1 − 2c/α, but not 1 − c/α, so 1/4 becomes 1/2, which (C.29) bears. Refuted is the "
    "middle line; (iv) may keep F_i ≥ γ − 1/4 all the same.",
    fault="slip",
    counterexamples=(one_sample(γ=Fraction(1), η=Fraction(1)),),
)
C_31 = paper.claim(
    "C.31",
    squared(w) + eta**2 * powers * maximum(gamma**2, gamma**4) * exp(-2 * gamma) * exp(three_halves) * squared(offset)
    <= squared(w) + 2 * eta**2 * powers * exp(-gamma) * exp(three_halves) * squared(offset),
    given=(*warm, slow, gamma >= rational(1, 2)),
    source="(C.31), first inequality",
    title="The growth of ‖w‖₂² by max{γ², γ⁴}e^-2γ ≤ 2e^-γ, from max{z, z³}e^-z < 2",
    expected="REFUTED",
    remark="A factor γ is lost on the right; the next line has it again.",
    fault="slip",
    counterexamples=(orthogonal(3, Fraction(1, 10**14)),),
)
C_31_second = paper.claim(
    "C.31-second",
    squared(w) + 2 * eta**2 * powers * gamma * exp(-gamma) * exp(three_halves) * squared(offset)
    <= eta * gamma * rate / 32 * exp(-gamma) * squared(offset),
    given=(*warm, slow, eta <= rational(1, 8), gamma >= rational(1, 2)),
    source="(C.31), second inequality",
    title="‖w(t)‖₂² and the growth together are at most half of what (C.30) gains",
    expected="REFUTED",
    remark="‖w(t)‖₂² is left out on the right; what follows uses the bound on the growth (C.31-threshold).",
    fault="slip",
    counterexamples=(orthogonal(1, Fraction(1, 10**30)),),
)
C_34_start = paper.claim(
    "C.34-start",
    squared(next_w) <= squared(w_0) + 800 * eta**2 * powers * squared(w_0) * exp(-3 * gamma / 2),
    given=(*warm, eta <= ε**2 / powers / 16000, gamma >= rational(1, 2), gamma <= rational(3, 2)),
    source="(C.34), its first line, at t₁ = t₀",
    title="‖w(t₀+1)‖₂² ≤ ‖w(0)‖₂² + 800η²G‖w(0)‖₂² e^-1.5γ",
    expected="REFUTED",
    remark="The sum over t₀, …, t₁ begins at ‖w(t₀)‖₂², which may be (1+ε/2)²‖w(0)‖₂². Result 2 follows all the same.",
    fault="slip",
    counterexamples=(one_sample(γ=Fraction(1), η=Fraction(1, 10**24)),),
)
logs = log(8 * eta * t + 9) ** 2 - log(rational(9)) ** 2
C_38_constant = paper.claim(
    "C.38-constant",
    exp(-rate / 128 * (logs / 16)) * ε * r <= exp(-rate / 1024 * logs) * ε * r,
    given=(*data, t > 0),
    source="Appendix C.6, before (C.38), third inequality",
    title="η/128 times the integral, (log²(8ηt+9) − log² 9)/(16η), gives 1/1024, with t for t₁ + 1 − t₀",
    expected="REFUTED",
    remark="128 · 16 is 2048; with the 64 of (C.37), which was given away one line before, 1024 is right. (The lines "
    "before have dist², where dist is meant.)",
    fault="slip",
    counterexamples=(one_sample(γ=Fraction(1), η=Fraction(1), t=Fraction(1)),),
)
