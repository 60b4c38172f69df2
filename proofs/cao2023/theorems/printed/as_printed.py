"""Theorem 2.2 and Lemma 4.6 as the paper prints them, with all their quantifiers.

"There are constants" stands for the poly too: positive numbers that may depend on λ_min, λ_max, max‖x_i‖₂ (and
‖P_𝒳 w(0)‖₂, P) in any way at all, which is weaker than the print; the statements fail even so.

Theorems 2.2 and 3.2 fail on one sample z = 1, from w(0) = M: w stays and γ grows, so that L < 1 at every step, while
the printed lower bound is C₁/η at t = t₀, and 1 or more once η ≤ C₁. Lemma 4.6 fails on one sample from
w(0) = −1/40, t₀ = 0: there γ falls, whatever η is. Lemma 4.5 stands in ``lemma_4_5_printed``. Distances to span{w*} are
squared on both sides.
"""

from fractions import Fraction
from typing import Any

from proofs.cao2023.linear.theorem_2_2 import theorem_2_2_below_one
from proofs.cao2023.theorems.printed.lemma_4_5_printed import ε
from proofs.cao2023.theorems.stages.first_stage_run import minimum_below_both
from proofs.cao2023.theorems.vocabulary import *

a, b, x, y = symbols("a b x y")
M, C_1, C_2, C_3, C_4, step_bound, time_bound = symbols("M C_1 C_2 C_3 C_4 η̄ τ")
c_1, c_2, c_3 = symbols("c_1 c_2 c_3")
(t, first), (t_0,) = steps("t T"), fixed_steps("t₀")
here, then_ = of_run(t), of_run(t_0)
quarters, halves = Fraction(3, 4), Fraction(3, 2)
sizes = (low, high, largest_norm)
radius = norm(vector("w", 0))
begun = (
    *data,
    InSpan(vector("w", 0), z(i)),
    equal(family("γ", 0), 1),
    eta > 0,
)


def now(node: Any) -> Any:
    """Return an expression of (w, γ) at step t."""
    return substitute(node, here)


elapsed = t - t_0
within = minimum(C_1, step_bound)  # a step size that the statement allows, at most C₁
scale = family("γ", t)
grows = induct(t, scale >= 1, step=[because(within * sigmabar(scale), scale - 1)])
fails_at_first = because(
    1 - ell(family("γ", first)),
    (C_1 - within) / within,
    uses=(
        lemma(minimum_below_both, {a: C_1, b: step_bound}),
        lemma(theorem_2_2_below_one, {gamma: family("γ", first)}),
    ),
)
on_one_sample = whatever_constants(
    t,
    symbols={low: 1, high: 1, eta: within},
    vectors={"z": 1, "w*": 1, "w": M},
    runs={"γ": (1, scale + within * sigmabar(scale))},
    part=1,
    broken=by_steps(grows, then=fails_at_first),
)
squared_log = log(Fraction(8, 9) * eta * elapsed + 1) ** 2
theorem_2_2 = paper.claim(
    "theorem-2.2",
    there_are_constants(
        (M, *sizes),
        *(C_1, C_2, C_3, C_4),
        (step_bound, *sizes, radius),
        (time_bound, *sizes),
        given=(*begun, radius <= M, eta <= step_bound, *model.descends(eta, t)),
        then=(
            exists(
                t_0,
                t_0 <= time_bound / eta,
                for_all(t, now(model.loss()) >= C_1 / (eta * (elapsed + 1)), start=t_0),
                for_all(t, now(model.loss()) <= C_2 / (eta * (elapsed + 1)), start=t_0),
                for_all(
                    t,
                    now(model.discrepancy())
                    <= C_3 * high / low * exp(-C_4 * low / (high**halves * radius**2) * squared_log),
                    start=t_0,
                ),
            ),
        ),
    ),
    source="Theorem 2.2",
    title="The loss is Θ(1/(ηt)), and D(w(t)) ≤ exp(−Ω(log² t)), for some constants",
    expected="REFUTED",
    remark="No constants make it true. At t = t₀ the printed lower bound on the loss is C₁/η, which has no bound as "
    "η → 0, while the loss is below 1: the denominator has to be η(t−t₀)+1.",
    fault="slip",
    broken_by=on_one_sample,
)
powers = 64 * low**-3 * largest_norm**6 * radius**-4  # G of Lemma 4.4
long = norm(w)
rate_printed = low / (high**halves * radius**2)
log_above = paper.claim(
    "log-above",
    log(y) > a,
    given=(y > exp(a),),
    edition="beyond",
    source="ours",
    title="y > e^a gives log y > a",
)
tiny = c_1 / 10**12
lemma_4_6 = paper.claim(
    "lemma-4.6",
    there_are_constants(
        c_1,
        c_2,
        given=(
            *begun,
            *model.descends(eta, t),
            family("γ", t_0) >= rational(1, 2),
            family("γ", t_0) <= rational(3, 2),
            radius <= substitute(long, then_),
            substitute(long, then_) <= (1 + ε / 2) * radius,
            substitute(away, then_) <= ε**2 * radius**2,
            eta <= c_1 / powers * minimum(ε**2, low / (high**halves * radius**2)),
        ),
        then=(
            for_all(t, substitute(away, of_run(t + 1)) <= now(away), start=t_0),
            for_all(t, radius <= now(long), start=t_0),
            for_all(t, now(long) <= (1 + ε) * radius, start=t_0),
            for_all(t, scale >= log(eta / 8 * elapsed + exp(family("γ", t_0))), start=t_0),
            for_all(t, scale <= log(8 * eta * elapsed + 2 * exp(family("γ", t_0))), start=t_0),
            for_all(t, now(away) <= ε * radius * exp(-c_2 * rate_printed * squared_log), start=t_0),
            for_all(t, now(ell(output(i))) >= 1 / (40 * (eta * elapsed + 1)), start=t_0),
            for_all(t, now(ell(output(i))) <= 12 / (eta * elapsed + 1), start=t_0),
        ),
    ),
    source="Lemma 4.6",
    title="The second stage, for some constants",
    expected="REFUTED",
    remark="No constants make it true: near −w* every hypothesis holds, and γ falls, against result 3. It has to ask "
    "for ⟨w(t₀), w*⟩ > 0. Result 4 fails by itself too, for small data: lemma-4.6-result-4.",
    fault="breaks",
    broken_by=whatever_constants(
        t,
        symbols={low: 1, high: 1, eta: tiny, t_0: 0},
        vectors={"z": -1, "w*": -1, "w": rational(1, 40)},
        runs={"γ": (1, scale - tiny * sigmabar(-scale))},
        conclusion=3,
        later=1,
    ),
)
