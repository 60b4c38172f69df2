"""Theorem 2.2, line by line: what its two conclusions say at one step, and what they would have to say.

As a statement on whole runs, with all its quantifiers, it is ``theorem-2.2``: the print in ``theorems/printed``,
where no constants make it true, and repaired and sharpened in ``theorems/theorem_2_2_repaired``. Here is how its rate
behaves when all data are scaled by c > 0, which changes neither w(t) and γ(t) (``scale-w``, ``scale-gamma``) nor D(w).

The loss bounds follow from result 6 with C₁ = 1/40 and C₂ = 12 and the denominator η(t−t₀)+1. With the printed
η(t−t₀+1) the lower bound is false for all constants: from w(0) = a w* the loss is below 1 at every t, while C₁/η is
not bounded as η → 0 (``theorem-2.2-still``, ``theorem-2.2-no-constant``). The rate of D is printed as
λ_min/(λ_max^{3/2}‖w(0)‖₂²), which scaling divides by c while D stays: the factor ‖w*‖₂⁻¹ lost before (C.30). With it
the rate is invariant, and at least (λ_min/λ_max)^{3/2}/‖w(0)‖₂² (``theorem-2.2-rate``): so the theorem should read.

Not decided: that no constants and no poly save the printed rate by itself, whose M and t₀ may depend on λ_min. The
lower bound of D in the repaired theorem gives it by x → cx, c → 0, on two samples in two dimensions; what is tried
against all constants is one sample in one dimension, where D = 0. Nor is it decided whether a start near −w* exists
from which γ tends to neither +∞ nor −∞, where the loss would not tend to 0. There is one if the starts from which γ →
+∞ and those from which γ → −∞ are both open, as a path of starts joins them. Missing for this: that (w(T), γ(T))
depends continuously on w(0), and that a path is not two open parts; the language has neither limits nor paths.
"""

from fractions import Fraction

from proofs.cao2023.linear.lemma_4_6.lemma_4_6 import (
    lemma_4_6_4_repaired,
    lemma_4_6_5_repaired,
    scale_gamma,
    scale_norm,
    scale_rate,
    scale_w,
)
from proofs.cao2023.linear.lemma_4_6.lemma_4_6_rates import (
    lemma_4_6_6_D,
)
from proofs.cao2023.linear.unstated_hypotheses import (
    w_star_length,
)
from proofs.cao2023.linear.vocabulary import *

star = inner(w_star, w_star)
three_halves = Fraction(3, 2)

t, a, C_1 = symbols("t a C_1")
aligned = {w: a * w_star}
theorem_2_2_still = paper.claim(
    "theorem-2.2-still",
    substitute(equal(inner(model.descended_w(eta), v), inner(w, v)), aligned),
    substitute(equal(gamma - eta * model.gradient_gamma(), gamma + eta * sigmabar(gamma)), aligned),
    substitute(equal(model.loss(), ell(gamma)), aligned),
    given=(model.uniform(w_star), a > 0),
    edition="beyond",
    source="ours",
    title="From w(0) = a w*, w stays, γ⁺ = γ + ησ̄(γ) and L = ℓ(γ)",
)
theorem_2_2_below_one = paper.claim(
    "theorem-2.2-below-one",
    ell(gamma) < 1,
    given=(gamma >= 1,),
    edition="beyond",
    source="ours",
    title="ℓ(γ) < 1 for γ ≥ 1",
)
theorem_2_2_no_constant = paper.claim(
    "theorem-2.2-no-constant",
    substitute(model.loss(), aligned) < C_1 / eta,
    given=(model.uniform(w_star), a > 0, gamma >= 1, eta > 0, C_1 > 0, eta <= C_1),
    edition="beyond",
    source="ours",
    title="From w(0) = a w*, γ(0) = 1 the loss is below C₁/η at every t, for every C₁ > 0 and η ≤ C₁",
    certificates=(because(1 - ell(gamma), (C_1 - eta) / eta, uses=(lemma(theorem_2_2_below_one),)),),
    steps=(theorem_2_2_still,),
)
theorem_2_2_lower = paper.claim(
    "theorem-2.2-lower",
    substitute(model.loss(), aligned) >= 1 / (40 * eta),
    given=(model.uniform(w_star), a > 0, gamma >= 1, eta > 0, eta <= rational(1, 40)),
    source="Theorem 2.2, the lower bound on the loss, at t = t₀ with C₁ = 1/40",
    title="C₁/(η(t−t₀+1)) ≤ L(w(t), γ(t)) on a run from w(0) = a w*",
    expected="REFUTED",
    remark="At t = t₀ the left side is C₁/η, which grows without bound as η → 0: see theorem-2.2-no-constant for every "
    "C₁. The denominator has to be η(t−t₀)+1, as in Lemma 4.6.",
    fault="slip",
)
theorem_2_2_upper = paper.claim(
    "theorem-2.2-upper",
    1 / (eta * t + 1) <= 1 / (eta * (t + 1)),
    given=(eta > 0, eta <= 1, t >= 0),
    edition="beyond",
    source="ours, for Theorem 2.2, the upper bound on the loss",
    title="C₂/(η(t−t₀)+1) ≤ C₂/(η(t−t₀+1)) for η ≤ 1: the printed upper bound follows from the lemma's",
    certificates=(because((1 - eta) / ((eta * t + 1) * (eta * (t + 1)))),),
)
theorem_2_2_rate = paper.claim(
    "theorem-2.2-rate",
    low / (high**three_halves * sqrt(star)) >= low**three_halves / high**three_halves,
    given=(
        model.uniform(w_star),
        InSpan(w_star, model.z(i)),
        Spectrum(low, high, model.z(i)),
        star > 0,
        low > 0,
        high > 0,
    ),
    edition="beyond",
    source="ours, on the rate of D(w) in Theorem 2.2",
    title="The repaired rate λ_min/(λ_max^{3/2}‖w*‖₂) is at least (λ_min/λ_max)^{3/2}",
    certificates=(
        because(
            low / high**three_halves * (1 - low * star),
            times=sqrt(star) * (1 + sqrt(low) * sqrt(star)),
            uses=(lemma(w_star_length),),
        ),
    ),
    rests_on=(lemma_4_6_4_repaired, lemma_4_6_5_repaired, lemma_4_6_6_D, scale_w, scale_gamma, scale_norm, scale_rate),
)
