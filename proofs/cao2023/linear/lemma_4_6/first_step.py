"""Lemmas 4.5 and 4.6 at their first step, from t = 0: what is printed there is false of orthogonal pairs of samples.

The data are z_1 = c(1, 1), z_2 = c(1, −1), for which Σ = c² I, λ_min = λ_max = c², max‖x_i‖₂ = c√2 and w* = (1/c, 0).
Nothing in the lemmas forbids a large or a small c, so every display that is not balanced under x → cx fails at one end.

r is ‖w(0)‖₂, ε that of Lemma 4.5. Each condition is asked for with the constants of the proof, and more than is
printed: both λ_max^{3/2} and λ_max^{-3/2} in Lemma 4.6's condition on η. In Lemma 4.6, t₀ = 0 and w(t₀) = w(0).
"""

from dataclasses import replace
from fractions import Fraction

from proofs.cao2023.linear.facts.norms import largest_positive, w_nonzero
from proofs.cao2023.linear.lemma_4_4.lemma_4_4_first import lemma_4_4_first_repaired
from proofs.cao2023.linear.lemma_4_5.lemma_4_5_growth import C_23_product
from proofs.cao2023.linear.vocabulary import *

(x,) = symbols("x")
three_halves, three_quarters = Fraction(3, 2), Fraction(3, 4)
start = norm(w)  # r, as w is w(0)
share = minimum(rational(1, 3), sqrt(low) / (40 * high**three_quarters * start))
ε = named("ε", share / (16 * largest_norm * star_norm))
rate = low / (high**three_halves * start**2)
powers = 64 * low**-3 * largest_norm**6 * start**-4  # G of Lemma 4.4
crossed = next_w - nearest
next_offset = next_w - inner(w_star, next_w) / squared(w_star) * w_star
data = (*assumed, InSpan(w_star, z(i)), InSpan(w, z(i)), spectrum, equal(gamma, 1), eta > 0)
short = (
    start <= rational(1, 280),
    start <= sqrt(low) / (280 * high**three_quarters),
    start <= sqrt(low) / (280 * high**three_quarters * sqrt(largest_norm) * star_norm),
)
first_stage = (
    *data,
    *short,
    eta <= rational(1, 4),
    eta <= ε * start**2 * low / largest_norm**three_halves / 28800,
    eta <= ε**4 * low**3 / (high**three_halves * star_norm * largest_norm**3) / 28800,
)
second_stage = (
    *data,
    *short,
    norm(offset) <= ε * start,
    eta <= rational(1, 8),
    eta <= ε**2 / powers / 16000,
    eta <= low * high**-three_halves / (start**2 * powers) / 16000,
)


def orthogonal_pair(c: Fraction, start_at: tuple[Fraction, Fraction], step: Fraction) -> Instance:
    """Return the data z = c(1, ±1), a start, γ(0) = 1 and a step size."""
    return Instance(
        n=2,
        scalars={"γ": Fraction(1), "η": step, "λ_min": c**2, "λ_max": c**2},
        vectors={"z": {(0,): (c, c), (1,): (c, -c)}, "w": {(): start_at}, "w*": {(): (1 / c, Fraction(0))}},
    )


def with_start(instance: Instance) -> Instance:
    """Return the instance with w(0) = w."""
    return replace(instance, vectors={**instance.vectors, "w(0)": instance.vectors["w"]})


ten = Fraction(10)
large = orthogonal_pair(ten**14, (Fraction(0), ten**-10), 3 * ten**-20)
small = orthogonal_pair(ten**-3, (ten**-3, ten**-3 / 68), ten**-30)
tiny = orthogonal_pair(ten**-47, (ten**-3, ten**-3 / 68), ten**-24)
mirror = Instance(
    scalars={"γ": Fraction(1), "η": ten**-24, "λ_min": Fraction(1), "λ_max": Fraction(1)},
    vectors={"z": {(0,): (Fraction(1),)}, "w": {(): (-(ten**-3),)}, "w*": {(): (Fraction(1),)}},
)
C_22, C_22_repaired = paper.mended(
    "C.22",
    printed=wording(
        norm(next_w) <= (1 + ε / 2) * start,
        given=first_stage,
        remark="The cube of max‖x_i‖₂ in Lemma 4.4 has to be a fourth power, over λ_min², or a square over λ_min; so "
        "have its powers in the conditions on η. For z = c(1, ±1), w(0) = (0, r) one step leads to (η/(2r), r) for all "
        "c; with r√c fixed the lemma lets η/r² grow like √c, so no constants in it help.",
        counterexamples=(large,),
    ),
    repaired=wording(
        norm(next_w) <= (1 + ε / 2) * start,
        given=(*data, squared(w) > 0, ε >= 0, eta <= ε * start**2 * sqrt(low) / (2 * largest_norm)),
        certificates=(
            because(
                squared(w) + eta**2 * gamma**2 * largest_square / (low * squared(w)) - squared(next_w),
                ε * squared(w),
                largest_square
                / (low * squared(w))
                * (ε * start**2 * sqrt(low) / (2 * largest_norm) - eta)
                * (ε * start**2 * sqrt(low) / (2 * largest_norm) + eta),
                times=norm(next_w) + (1 + ε / 2) * start,
                uses=(lemma(w_nonzero), lemma(largest_positive), lemma(lemma_4_4_first_repaired, conclusion=2)),
            ),
        ),
    ),
    source="Lemma 4.5, result 2, and (C.22), at t = 1",
    title="‖w(1)‖₂ ≤ (1 + ε/2)‖w(0)‖₂",
    fault="breaks",
)
earlier = vector("w(0)")
later = (
    *assumed, InSpan(w_star, z(i)), InSpan(w, z(i)), spectrum,
    gamma > 0, gamma >= rational(1, 2), gamma <= rational(3, 2), squared(earlier) > 0, squared(earlier) <= squared(w),
)  # fmt: skip
bound = eta**2 * largest_norm**4 / (low**2 * squared(w))
C_22_step, C_22_step_repaired = paper.mended(
    "C.22-step",
    printed=wording(
        squared(next_w) <= squared(w) + 9 * eta**2 * largest_norm**3 / (low**2 * squared(earlier)),
        title="‖w(t+1)‖₂² ≤ ‖w(t)‖₂² + 9η² max‖x_i‖₂³/(λ_min²‖w(0)‖₂²)",
        remark="Lemma 4.4's power of max‖x_i‖₂ is too small: see lemma-4.4-first.",
        counterexamples=(with_start(orthogonal_pair(ten**4, (Fraction(0), Fraction(1)), Fraction(1))),),
    ),
    repaired=wording(
        squared(next_w) <= squared(w) + 9 * eta**2 * largest_norm**4 / (low**2 * squared(earlier)),
        title="‖w(t+1)‖₂² ≤ ‖w(t)‖₂² + 9η² max‖x_i‖₂⁴/(λ_min²‖w(0)‖₂²)",
        certificates=(
            because(
                squared(w) + 4 * eta**2 * gamma**2 * largest_norm**4 / (low**2 * squared(w)) - squared(next_w),
                9
                * eta**2
                * largest_norm**4
                / (low**2 * squared(earlier) * squared(w))
                * (squared(w) - squared(earlier)),
                4
                * eta**2
                * largest_norm**4
                / (low**2 * squared(w))
                * (rational(3, 2) - gamma)
                * (rational(3, 2) + gamma),
                uses=(lemma(w_nonzero), lemma(largest_positive), lemma(lemma_4_4_first_repaired, conclusion=1)),
            ),
        ),
    ),
    given=later,
    source="Appendix C.5, before (C.22)",
    fault="breaks",
)
scale_remark = (
    "The rate lacks ‖w*‖₂⁻¹, which small c tells: λ_min/λ_max^{3/2} is 1/c for z = c(1, ±1), and the map of w/‖w‖₂ "
    "does not change with c. η meets the condition that the proof uses, with λ_max^{-3/2}."
)
C_30 = paper.claim(
    "C.30",
    squared(crossed) + squared(w) - squared(next_w)
    <= squared(offset) - eta * gamma * rate / 16 * exp(-gamma) * squared(offset),
    given=second_stage,
    source="(C.30), at t = t₀ = 0",
    title="‖w⁺ − ŵ‖₂² less the growth of ‖w‖₂² falls by ηγλ_min/(16 λ_max^{3/2}‖w(0)‖₂²) e^-γ ‖w_⊥‖₂²",
    expected="REFUTED",
    remark=f"‖w*‖₂⁻¹ stands for ‖w*‖₂⁻² in the chain before. {scale_remark}",
    fault="breaks",
    counterexamples=(small,),
)
C_33 = paper.claim(
    "C.33",
    squared(next_offset) <= (1 - eta * gamma * rate / 32 * exp(-gamma)) * squared(offset),
    given=second_stage,
    source="(C.33), and Lemma 4.6's (4.4), at t = t₀ = 0",
    title="‖w⁺_⊥‖₂² ≤ (1 − ηγλ_min/(32 λ_max^{3/2}‖w(0)‖₂²) e^-γ)‖w_⊥‖₂²",
    steps=(C_30,),
    expected="REFUTED",
    remark=scale_remark,
    fault="breaks",
    counterexamples=(tiny,),
)
fallen = exp(-rate / 1024 * log(Fraction(8, 9) * eta + 1) ** 2)
C_38_rate = paper.claim(
    "C.38-rate",
    norm(next_offset) <= ε * start * fallen,
    given=second_stage,
    source="(iv), first line, and (C.38), at t = t₀ + 1 = 1",
    title="‖w_⊥(1)‖₂ ≤ ε‖w(0)‖₂ exp[−λ_min/(1024 λ_max^{3/2}‖w(0)‖₂²) log²((8/9)η + 1)]",
    steps=(C_33,),
    expected="REFUTED",
    remark=scale_remark,
    fault="breaks",
    counterexamples=(tiny,),
)
lemma_4_6_4 = paper.claim(
    "lemma-4.6.4",
    squared(next_offset) <= ε * start * fallen,
    given=second_stage,
    source="Lemma 4.6, result 4, with its proof's c₂ = 1/1024, at t = t₀ + 1 = 1",
    title="‖w_⊥(1)‖₂² ≤ ε‖w(0)‖₂ exp[−λ_min/(1024 λ_max^{3/2}‖w(0)‖₂²) log²((8/9)η + 1)]",
    steps=(C_38_rate,),
    expected="REFUTED",
    remark=scale_remark,
    fault="breaks",
    counterexamples=(tiny,),
)
lemma_4_6_3 = paper.claim(
    "lemma-4.6.3",
    next_gamma >= log(eta / 8 + exp(gamma)),
    given=second_stage,
    source="Lemma 4.6, result 3, lower bound, at t = t₀ + 1 = 1",
    title="γ(1) ≥ log(η/8 + e^γ(0))",
    expected="REFUTED",
    remark="The lemma's hypotheses allow w near −ŵ, where γ falls: ⟨w(t₀), w*⟩ > 0 is to be asked for, or derived "
    "in the first stage. From w(0) = −a w* gradient descent leaves w where it is: see gamma-mirror.",
    fault="breaks",
    counterexamples=(mirror,),
)
C_31_number = paper.claim(
    "C.31-number",
    1 / exp(rational(3, 4)) >= rational(1, 5),
    edition="beyond",
    source="ours, for (C.31)",
    title="e^(3/4) ≤ 5",
)
minimum_below = paper.claim(
    "minimum-below",
    minimum(rational(1, 3), x) <= x,
    edition="beyond",
    source="ours",
    title="min{1/3, x} ≤ x",
)
second_entry = sqrt(low) / (40 * high**three_quarters * start)  # of the minimum in ε
product = largest_norm * star_norm
room = (5 / exp(rational(3, 4)) * second_entry + ε) / powers
C_31_condition = paper.claim(
    "C.31-condition",
    eta <= low / (64 * exp(rational(3, 4)) ** 2 * powers * high**three_halves * start**2),
    given=(*data, low > 0, high > 0, squared(w) > 0, squared(w_star) > 0, ε >= 0, eta <= ε**2 / powers),
    source="Lemma 4.6, its condition on η, as (C.31) uses it",
    title="The lemma's η ≤ c₁G⁻¹ε², with c₁ ≤ 1, is at most the η = λ_min/(64e^(3/2) G λ_max^{3/2}‖w(0)‖₂²) of (C.31)",
    certificates=(
        because(
            (ε**2 / powers - eta) * (product + 1),
            room * (second_entry - share) / (16 * product) * (product + 1),
            5 * room * second_entry * (1 / exp(rational(3, 4)) - rational(1, 5)) * (product + 1),
            rational(15, 16) * room * second_entry * (product + 1),
            room * second_entry / (16 * product) * mean(i, squared(w_star) * (largest_square - squared(z(i)))),
            room * second_entry / (16 * product) * mean(i, squared(w_star) * squared(z(i)) - 1),
            times=product + 1,
            uses=(
                lemma(w_nonzero),
                lemma(largest_positive),
                lemma(C_31_number),
                lemma(minimum_below, {x: second_entry}),
                lemma(C_23_product),
            ),
        ),
    ),
    remark="The lemma prints λ_max^{3/2} in the other entry of its minimum, for λ_max^{-3/2}; as ε² is there "
    "too, nothing depends on it.",
)
