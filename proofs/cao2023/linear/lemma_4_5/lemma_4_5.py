"""Lemma 4.5 and Appendix C.5, (C.21) and (C.22): how far γ and ‖w‖₂ move in the first stage.

The lemma says "there are constants", and speaks of a whole stretch of a trajectory; neither can be said in the
language. What is decided is every displayed line of the proof, with the proof's own constants, as a statement of
one step or of numbers: r = ‖w(0)‖₂, ν = ‖w*‖₂, M = max‖z_i‖₂ = max‖x_i‖₂, λ and Λ the extreme eigenvalues,
μ = min{1/3, λ^½/(40 Λ^¾ r)}, so that ε = μ/(16 M ν), and T₀ = 1 + 400 Λ^{3/2} r² ν/(η ε² λ). The lemma's condition
on w(0) is r ≤ c₁ min{1, M^-½ ν⁻¹} Λ^-¾ λ^½, with c₁ = 1/280 in its proof.

Three things are wrong in the lemma's thresholds: (C.21) drops a power of ε^-1 = 16Mν/μ, (C.22) a factor ‖w(0)‖₂², and
max‖x_i‖₂³ has to be max‖x_i‖₂⁴, as in Lemma 4.4; ``first_step`` has the data that show the last.
With the repaired thresholds the chain closes with the same constants. What is missing for the lemma itself is its
existential form alone; the induction over t ≤ T₀ is the sum of the steps decided here.
"""

from fractions import Fraction

from proofs.cao2023.linear.facts.one_variable import (
    one_variable_root_quarter,
)
from proofs.cao2023.linear.vocabulary import *

x, y, h, t, T, W = symbols("x y h t T W")
r, nu, M = symbols("r ν M")
three_quarters, three_halves = Fraction(3, 4), Fraction(3, 2)
data = (model.uniform(w_star), InSpan(w_star, model.z(i)), Spectrum(low, high, model.z(i)))
data_M = named("max‖z_i‖₂", greatest(i, sqrt(inner(model.z(i), model.z(i)))), latex=r"\max_i\lVert z_i\rVert_2")
data_nu = named("‖w*‖₂", sqrt(inner(w_star, w_star)), latex=r"\lVert w^*\rVert_2")
positive = (eta > 0, epsilon > 0, r > 0, nu > 0, M > 0, low > 0, high > 0)
mean_size = mean(i, absolute(u(i)))

C_21_size = paper.claim(
    "C.21-size",
    absolute(x) - sigmabar(y) * x >= 0,
    absolute(x) + sigmabar(y) * x >= 0,
    edition="beyond",
    source="ours, for Appendix C.5, before (C.21)",
    title="|ℓ'(y) x| ≤ |x|",
)
C_21_change = paper.claim(
    "C.21-change",
    equal(
        absolute(next_gamma - gamma),
        absolute(eta * mean(i, -model.slope(i) * u(i) / sqrt(mean(j, u(j) ** 2)))),
    ),
    source="Appendix C.5, before (C.21), first line",
    title="How far γ moves in one step",
)
C_21_absolute = paper.claim(
    "C.21-absolute",
    next_gamma - gamma <= eta * mean_size / s,
    gamma - next_gamma <= eta * mean_size / s,
    given=(model.defined, eta > 0),
    source="Appendix C.5, before (C.21), first inequality",
    title="|γ⁺ − γ| ≤ η mean|⟨w, z_i⟩|/‖w‖_Σ",
    certificates=tuple(
        because(
            eta / s * mean(i, absolute(u(i)) + sign * sigmabar(model.output(i)) * u(i)),
            uses=(lemma(C_21_size, {x: u(i), y: model.output(i)}, conclusion=number),),
        )
        for number, sign in enumerate((-1, 1))
    ),
    steps=(C_21_change,),
)
C_21_jensen = paper.claim(
    "C.21-jensen",
    mean_size <= s,
    given=(model.defined,),
    source="Appendix C.5, before (C.21), Jensen's inequality",
    title="mean|⟨w, z_i⟩| ≤ ‖w‖_Σ",
    certificates=(because(mean(i, j, (absolute(u(i)) - absolute(u(j))) ** 2) / 2, times=s + mean_size),),
)
C_21_step = paper.claim(
    "C.21-step",
    next_gamma - gamma <= eta,
    gamma - next_gamma <= eta,
    given=(model.defined, eta > 0),
    source="Appendix C.5, before (C.21), last inequality",
    title="|γ⁺ − γ| ≤ η in every step",
    certificates=(
        because(
            eta * mean_size / s - (next_gamma - gamma),
            eta / s * (s - mean_size),
            uses=(lemma(C_21_absolute), lemma(C_21_jensen)),
        ),
        because(
            eta * mean_size / s - (gamma - next_gamma),
            eta / s * (s - mean_size),
            uses=(lemma(C_21_absolute, conclusion=1), lemma(C_21_jensen)),
        ),
    ),
)
C_21_walk = paper.claim(
    "C.21-walk",
    x + h <= (t + 1) * eta,
    -x - h <= (t + 1) * eta,
    given=(x <= t * eta, -x <= t * eta, h <= eta, -h <= eta),
    edition="beyond",
    source="ours, for Appendix C.5, before (C.21)",
    title="|γ(t) − 1| ≤ ηt, from t to t + 1, with x = γ(t) − 1 and h = γ(t+1) − γ(t)",
    certificates=(because(t * eta - x, eta - h), because(t * eta + x, eta + h)),
    steps=(C_21_step,),
)
horizon = 1 + 400 * high**three_halves * r**2 * nu / (eta * epsilon**2 * low)
C_21_horizon = paper.claim(
    "C.21-horizon",
    equal(eta * horizon, eta + 400 / epsilon**2 * high**three_halves / low * r**2 * nu),
    given=positive,
    edition="beyond",
    source="ours, for Appendix C.5, before (C.21)",
    title="η T₀ = η + 400 ε⁻² λ_max^{3/2} λ_min⁻¹ ‖w(0)‖₂² ‖w*‖₂",
)
ratio = named("μ", minimum(rational(1, 3), sqrt(low) / (40 * high**three_quarters * r)))
inverse_epsilon = 16 * M * nu / ratio
of_data = (low <= high, high <= M**2, low * nu**2 <= 1, high * nu**2 >= 1, M * nu >= 1)  # what any data satisfy
of_start = sqrt(low) / high**three_quarters
small_start = of_start / (sqrt(M) * nu)
short = (r <= of_start / 280, r <= small_start / 280)
C_21_epsilon_repaired = paper.claim(
    "C.21-epsilon",
    equal(
        400 * inverse_epsilon**2 * high**three_halves / low * r**2 * nu,
        102400 * M**2 * nu**3 * high**three_halves / low * r**2 / ratio**2,
    ),
    given=positive,
    edition="repaired",
    source="(C.21), first line",
    title="The definition of ε put into the bound on |γ − 1|, with ε⁻²",
)
C_21_third = paper.claim(
    "C.21-third",
    rational(1, 3) <= sqrt(low) / (40 * high**three_quarters * r),
    given=(*positive, r <= sqrt(low) / (20 * high**three_quarters)),
    edition="beyond",
    source="ours, for (C.21), second line",
    title="The minimum in ε is 1/3 when ‖w(0)‖₂ ≤ λ_min^½/(20 λ_max^¾)",
    certificates=(
        because(
            40 * high**three_quarters * (sqrt(low) / (20 * high**three_quarters) - r),
            sqrt(low),
            times=120 * r * high**three_quarters,
        ),
    ),
)
C_21_assumed = paper.claim(
    "C.21-assumed",
    r <= of_start / 20,
    given=(*positive, *short),
    edition="beyond",
    source='ours, for (C.21), "by the assumption that ‖w(0)‖₂ ≤ λ_min^½/(20 λ_max^¾)"',
    title="The lemma's condition on ‖w(0)‖₂ contains the one its proof uses",
    certificates=(because(of_start / 280 - r, 13 * of_start / 280),),
)
C_21 = paper.claim(
    "C.21",
    eta + 19200 * M * nu**2 * high**three_halves / low * r**2 <= rational(1, 2),
    given=(*positive, eta <= rational(1, 4), r <= small_start / 280),
    edition="beyond",
    source="ours, for (C.21), last line",
    title="The bound on |γ − 1| is at most 1/2",
    certificates=(
        because(
            rational(1, 4) - eta,
            19200 * M * nu**2 * high**three_halves / low * (small_start / 280 - r) * (small_start / 280 + r),
            rational(1, 196),
        ),
    ),
)
smaller_start = sqrt(low) / (M * nu**three_halves * high**three_quarters)
C_21_mended = paper.claim(
    "C.21-mended",
    eta + 921600 * M**2 * nu**3 * high**three_halves / low * r**2 <= rational(1, 2),
    given=(*positive, eta <= rational(1, 4), r <= smaller_start / 1920),
    edition="beyond",
    source="ours, for (C.21), last line",
    title="The mended bound on |γ − 1| is at most 1/2 if ‖w(0)‖₂ ≤ λ_min^½/(1920 M ν^{3/2} λ_max^¾)",
    certificates=(
        because(
            rational(1, 4) - eta,
            921600 * M**2 * nu**3 * high**three_halves / low * (smaller_start / 1920 - r) * (smaller_start / 1920 + r),
        ),
    ),
    steps=(C_21_epsilon_repaired,),
    remark="Since Mν ≥ 1 this asks more of ‖w(0)‖₂ than the lemma does, by the factor (Mν)^½ and a constant.",
)
step_growth = 9 * eta**2 * M**4 / (low**2 * r**2)
C_22_growth = paper.claim(
    "C.22-growth",
    4 * eta**2 * gamma**2 * M**4 / (low**2 * W) <= step_growth,
    given=(*positive, gamma >= 0, gamma <= rational(3, 2), W > 0, r**2 <= W),
    edition="beyond",
    source="ours, for the repaired (C.22)",
    title="Lemma 4.4's repaired first bound where 0 ≤ γ ≤ 3/2 and ‖w‖₂² = W ≥ ‖w(0)‖₂²",
    certificates=(
        because(
            9 * eta**2 * M**4 * (W - r**2),
            4 * eta**2 * M**4 * r**2 * (rational(3, 2) - gamma) * (rational(3, 2) + gamma),
            times=low**2 * W * r**2,
        ),
    ),
)
summed = named("b", 9 * eta**2 * data_M**3 / (low**2 * r**2))  # the printed bound on the growth in one step
C_22_telescoped, C_22_telescoped_repaired = paper.mended(
    "C.22-telescoped",
    printed=wording(summed * t * t <= summed * T, remark="A factor t is printed twice."),
    repaired=wording(summed * t <= summed * T, certificates=(because(summed * (T - t)),)),
    given=(*data, eta > 0, r > 0, t >= 0, t <= T),
    source="Appendix C.5, the telescoping sum before (C.22)",
    title="The growth summed up to t ≤ T₀, with b = 9η² max‖x_i‖₂³/(λ_min²‖w(0)‖₂²) its bound in one step",
    fault="slip",
)
drift = 3600 * eta * M**4 / low**3 / epsilon**2 * high**three_halves * nu
C_22_horizon = paper.claim(
    "C.22-horizon",
    equal(step_growth * horizon, step_growth + drift),
    given=positive,
    edition="beyond",
    source="ours, for the repaired (C.22)",
    title="The definition of T₀ put into the growth, with max‖x_i‖₂⁴",
)
first_threshold = epsilon * r**2 * low / M**2 / 9
second_threshold = epsilon**4 * low**3 / (high**three_halves * nu * M**4) / 28800
data_epsilon = named(
    "ε", minimum(rational(1, 3), sqrt(low) / (40 * high**three_quarters * r)) / (16 * data_M * data_nu)
)
data_start = of_start / 280
data_step = 9 * eta**2 * data_M**3 / (low**2 * r**2)
data_drift = 3600 * eta * data_M**3 / low**3 / data_epsilon**2 * high**three_halves * data_nu
C_22_threshold, C_22_threshold_repaired = paper.mended(
    "C.22-threshold",
    printed=wording(
        r**2 + data_step + data_drift <= (1 + data_epsilon**2 / 4) * r**2,
        given=(
            *data,
            r > 0,
            r <= data_start,
            r <= data_start / (sqrt(data_M) * data_nu),
            eta > 0,
            eta <= rational(1, 4),
            eta <= data_epsilon * r**2 * low / data_M**three_halves / 9,
            eta <= data_epsilon**4 * low**3 / (high**three_halves * data_nu * data_M**3) / 28800,
        ),
        title="‖w‖₂² ≤ (1 + ε²/4)‖w(0)‖₂² by the conditions on η",
        remark="The second condition on η needs the factor ‖w(0)‖₂²; so does the condition on η in the lemma. A "
        "smaller η mends it, and η̄ of Theorem 2.2 may depend on ‖w(0)‖₂. The power of max‖x_i‖₂ is too small as "
        "well: see C.22.",
    ),
    repaired=wording(
        r**2 + step_growth + drift <= (1 + epsilon**2 / 4) * r**2,
        given=(*positive, eta <= first_threshold, eta <= second_threshold * r**2),
        title="The same if η ≤ ε⁴ λ_min³ λ_max^{-3/2} ‖w*‖₂⁻¹ max‖x_i‖₂⁻⁴ ‖w(0)‖₂²/28800, with max‖x_i‖₂⁴ in the "
        "growth",
        certificates=(
            because(
                9 * M**4 / (low**2 * r**2) * (first_threshold - eta) * (first_threshold + eta),
                3600 * M**4 * high**three_halves * nu / (low**3 * epsilon**2) * (second_threshold * r**2 - eta),
                epsilon**2 * r**2 / 72,
            ),
        ),
    ),
    source="Appendix C.5, before (C.22), last inequality",
    fault="slip",
)
C_22_root = paper.claim(
    "C.22-root",
    sqrt(W) <= (1 + epsilon / 2) * r,
    given=(epsilon > 0, r > 0, W >= 0, (1 + epsilon**2 / 4) * r**2 >= W),
    edition="beyond",
    source="ours, for (C.22)",
    title="‖w‖₂ ≤ √(1+ε²/4)‖w(0)‖₂ ≤ (1 + ε/2)‖w(0)‖₂, with W = ‖w‖₂²",
    certificates=(
        because(
            (1 + epsilon**2 / 4) * r**2 - W,
            epsilon * r**2,
            times=sqrt(W) + (1 + epsilon / 2) * r,
        ),
    ),
    rests_on=(one_variable_root_quarter,),
)
