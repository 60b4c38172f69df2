"""The words of the repaired theorem, for the linear model: what its lemmas speak of, each made once.

r = ‖w(0)‖₂; X = max‖x_i‖₂ and R = X‖w*‖₂ ≥ 1; a is the margin of every sample under ŵ = a w*, and w_⊥ = w − ŵ;
ε = 1/(48R); B = λ_min‖w*‖₂²/r² and Λ = λ_max‖w*‖₂²/r². Conditions are stated with squares, and without quotients.
"""

from fractions import Fraction as Fraction
from typing import Any

from proofs.cao2023.linear.lemma_4_4_growth import in_span as in_span
from proofs.cao2023.linear.vocabulary import *

(r,) = symbols("r")
three_halves = Fraction(3, 2)
star, length, away = squared(w_star), squared(w), squared(offset)  # ‖w*‖₂², ‖w‖₂² and ‖w_⊥‖₂²
next_length = squared(next_w)
next_away = squared(next_w - inner(next_w, w_star) / star * w_star)
breadth = largest_square * star  # R²
rate, wide = low * star / r**2, high * star / r**2  # B and Λ
varied = model.squared_norm(residual)  # ‖w − ⟨w*,w⟩_Σ w*‖_Σ², the variance of the margins
decay = exp(-gamma)
pace = eta * gamma * (gamma + rational(3, 2)) * decay  # one step shrinks ‖w_⊥‖₂² by the factor 1 − (B/2)·pace, or more

data = (model.uniform(w_star), InSpan(w_star, z(i)), spectrum)
short = 110592 * breadth * star_norm * high**three_halves * r**2 <= low
careful = 64 * largest_norm**3 * star_norm * eta <= low * r**4
gentle = 12 * high**2 * star * eta <= low * r**2
small = eta <= rational(1, 8)
strong = 16 * r**2 <= low * star  # B ≥ 16

late = gamma >= rational(1, 2)
ahead = inner(w, w_star) > 0
near = 2304 * breadth * away <= length  # 48 R‖w_⊥‖₂ ≤ ‖w‖₂
slow = 1024 * gamma**2 * breadth * away <= length  # 32 γR‖w_⊥‖₂ ≤ ‖w‖₂
beside = (*in_span, ahead, near)
cone = (*beside, slow, late)
forward = (*cone, eta > 0)
sized = (r > 0, r**2 <= length, 2304 * length <= 2401 * r**2)
steady = (*forward, *sized, gentle)


def part(numerator: int, denominator: int) -> Scalar:
    """Return a fraction of a, the margin that every sample of ŵ = a w* has."""
    return rational(numerator, denominator) * alignment


def of_run(when: Any) -> dict[Any, Any]:
    """Return the mapping that sends w and γ of a claim about one step to w and γ at a step of a run."""
    return dict(at_step(when, w, Symbol("γ")))
