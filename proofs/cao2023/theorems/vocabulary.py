"""The words of the repaired theorem, for the linear model: what its lemmas speak of, each made once.

r = ‖w(0)‖₂; X = max‖x_i‖₂ and R = X‖w*‖₂ ≥ 1; a is the margin of every sample under ŵ = a w*, and w_⊥ = w − ŵ;
ε = 1/(48R); B = λ_min‖w*‖₂²/r² and Λ = λ_max‖w*‖₂²/r². Conditions are stated with squares, and without quotients.
"""

from dataclasses import replace
from fractions import Fraction as Fraction
from typing import Any

import numpy as np

from proofs.cao2023.linear.lemma_4_4.lemma_4_4_growth import in_span as in_span
from proofs.cao2023.linear.vocabulary import *
from verify.search.points import Points

DIRECTION, STAR, DATA = ("vector", "w"), ("vector", "w*"), ("vector", "z")


def along_the_star(rng: np.random.Generator, points: Points) -> Points | None:
    """Return points for the search: a short w along w*, γ ≥ 1/2, a small step; None where they have no w* and z."""
    if not {STAR, DATA} <= points.keys():
        return None
    star, z = points[STAR], points[DATA]
    sizes = (z * z).sum(-1).reshape(len(star), -1).max(axis=1)
    squared = (star * star).sum(-1)
    low = points.get(("symbol", "λ_min"), sizes / z.shape[1])
    high = points.get(("symbol", "λ_max"), sizes)
    bound = low / (110592 * sizes * squared**1.5 * high**1.5)
    length = np.sqrt(np.minimum(bound, low * squared / 16)) * 0.9
    moved = dict(points)
    if DIRECTION in points:
        moved[DIRECTION] = star * (length / np.sqrt(squared))[:, None]
    r = length * 0.99
    step = 0.5 * np.minimum(low * r**4 / (64 * sizes**1.5 * np.sqrt(squared)), low * r**2 / (12 * high**2 * squared))
    values = {"r": r, "η": np.minimum(step, 0.1), "γ": 0.5 + np.abs(points.get(("symbol", "γ"), 0.5 + 0 * r))}
    moved.update({("symbol", name): value for name, value in values.items() if ("symbol", name) in points})
    return moved


paper = replace(paper, proposals=(along_the_star, *paper.proposals))
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


def one_sample_example(values: dict[str, str]) -> Instance:
    """Return an example on the sample z = 1 in one dimension, with w = r along w* = 1, γ = 1, and further values."""
    scalars = {name: Fraction(value) for name, value in values.items()}
    one = Fraction(1)
    return Instance(
        scalars={"γ": one, "λ_min": one, "λ_max": one, **scalars},
        vectors={"z": {(0,): (one,)}, "w": {(): (scalars["r"],)}, "w*": {(): (one,)}},
    )


# w beside w*, as short and with a step as small as every claim of the second stage asks
beside_the_star = one_sample_example({"r": "1/1000", "η": "1/1000000000000", "y": "0"})


def of_run(when: Any) -> dict[Any, Any]:
    """Return the mapping that sends w and γ of a claim about one step to w and γ at a step of a run."""
    return dict(at_step(when, w, Symbol("γ")))
