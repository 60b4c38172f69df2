"""Theorem 3.2, as far as it goes: the loss, all steps, as long as w stays in the cone around w*.

With P patches, Γ = Pγ and X the largest ‖x_i^(p)‖₂, let ⟨w,w*⟩ > 0, 48XW‖w_⊥‖₂ ≤ ‖w‖₂, 32ΓXW‖w_⊥‖₂ ≤ ‖w‖₂ and Γ ≥ 1/2
at every step t ≥ t₀ (W = ‖w*‖₂), and ηP² ≤ 1/8. Then for all t ≥ t₀, with x = ηP²(t − t₀),

    e^Γ(t₀) + x/2 ≤ e^Γ(t) ≤ e^Γ(t₀) + (5/4)x,    e^-Γ/2 ≤ L ≤ (15/14)e^-Γ,    |F_i − Γ| ≤ 1/15.

So the loss is Θ(1/(ηP²t)), where the paper prints Θ(1/(ηPt)). That w enters the cone and stays there, and the bound on
D_patch, are missing: the text of ``theorem_3_2_printed`` names what they need.
"""

from typing import Any

from proofs.cao2023.cnn.vocabulary import *
from proofs.cao2023.theorems.cone.cone_patches import cnn_cone_outputs, cone, scale
from proofs.cao2023.theorems.cone.cone_patches_slopes import (
    cnn_cone_exponential_step,
    cnn_cone_growth,
    cnn_cone_losses,
    decay,
    pace,
)
from verify.statement.walk import subtrees

(t, m), (t_0,) = steps("t m"), fixed_steps("t₀")
here, there = at_step(t, w, Symbol("γ")), at_step(t_0, w, Symbol("γ"))
level, level_there = exp(substitute(scale, here)), exp(substitute(scale, there))
elapsed = pace * (t - t_0)
loss_now = substitute(model.loss(), here)
of_data = tuple(one for one in cone if not {w, gamma} & set(subtrees(one)))
stays = tuple(for_all(t, substitute(one, here), start=t_0) for one in cone if one not in of_data)
above = level >= level_there + elapsed / 2
below = level <= level_there + rational(5, 4) * elapsed


def by_step(conclusion: int, difference: Scalar) -> Any:
    """Return why e^Γ grows as it does from t to t + 1: the claim on one step."""
    next_level = substitute(exp(P * next_gamma), here)
    sign = 1 - 2 * conclusion
    bound = level + (rational(1, 2), rational(5, 4))[conclusion] * pace
    return because(
        sign * (next_level - bound),
        difference,
        uses=(lemma(cnn_cone_exponential_step, at_step(t, w, Symbol("γ")), conclusion=conclusion),),
    )


grows = induct(t, above, start=t_0, step=[by_step(0, level - level_there - elapsed / 2)])
grows_no_faster = induct(t, below, start=t_0, step=[by_step(1, level_there + rational(5, 4) * elapsed - level)])
squares = total(k, total(q, inner(w, z(k, q)) ** 2))
at_m = at_step(m, w, Symbol("γ"))
positive = have(
    for_all(m, substitute(squares, at_m) > 0, start=t_0), because(n * P * substitute(model.squared_norm(w), at_m))
)
of_one_step = (
    apply(cnn_cone_losses, at_m, over=(m, t_0, None)),
    apply(cnn_cone_outputs, at_m, over=(m, t_0, None)),
)
theorem_3_2_in_the_cone = paper.claim(
    "theorem-3.2-in-the-cone",
    for_all(t, above, start=t_0),
    for_all(t, below, start=t_0),
    for_all(t, loss_now >= substitute(decay, here) / 2, start=t_0),
    for_all(t, loss_now <= rational(15, 14) * substitute(decay, here), start=t_0),
    for_all(t, substitute(output(i), here) >= substitute(scale, here) - rational(1, 15), start=t_0),
    for_all(t, substitute(output(i), here) <= substitute(scale, here) + rational(1, 15), start=t_0),
    given=(*of_data, *model.descends(eta, t, start=t_0), *stays, eta > 0, pace <= rational(1, 8)),
    edition="beyond",
    source="ours, towards Theorem 3.2 repaired",
    title="As long as w stays in the cone, the loss is Θ(1/(ηP²t)), with explicit constants",
    steps=(cnn_cone_outputs, cnn_cone_losses, cnn_cone_exponential_step, cnn_cone_growth),
    certificates=(
        by_steps(grows),
        by_steps(grows_no_faster),
        *(by_steps(positive, move) for move in of_one_step for _ in range(2)),
    ),
)
