"""The step of gradient descent, written once over any scalars with + − * /."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def margin_step(
    margins: Sequence[Any],
    gamma: Any,
    factors: Sequence[Sequence[Sequence[Any]]],
    eta_w: Any,
    eta_gamma: Any,
    n: int,
    patches: int = 1,
    *,
    exp: Callable[[Any], Any],
    sqrt: Callable[[Any], Any],
) -> tuple[list[Any], Any, list[Any]]:
    """Take one step in margin space; return m⁺, γ⁺ and the coefficients c with w⁺ = w + Zᵀ c.

    ``margins`` has nP entries, row ``i*P + p`` for patch p of sample i; ``factors`` are matrices, as rows, whose
    product is G = Z Zᵀ: G alone, or Z and Zᵀ. The scalars
    may be floats, mpmath or ball numbers or symbols; ``exp`` and ``sqrt`` are theirs. With s² = mᵀm/(nP),
    M_i = Σ_p m_ip and p_i = 1/(1 + exp(γ M_i/s)) it is (2.1), (2.2) of the paper times Z, and for P > 1 the same for
    its CNN: m⁺ = m + G c, c = (η_w γ/(n s)) (p − m Σ_j p_j M_j/(nP s²)), γ⁺ = γ + (η_γ/(n s)) Σ_j p_j M_j.

    >>> from fractions import Fraction
    >>> one, root = Fraction(1), lambda square: Fraction(3)
    >>> margin_step([3 * one], 0 * one, [[[1]]], one, one, 1, exp=lambda x: 1 + x, sqrt=root)
    ([Fraction(3, 1)], Fraction(1, 2), [Fraction(0, 1)])
    """
    squares = _sum(m * m for m in margins)
    s = sqrt(squares / (n * patches))
    sums = [_sum(margins[i * patches : (i + 1) * patches]) for i in range(n)]
    weights = [1 / (1 + exp(gamma * total / s)) for total in sums]
    pull = _sum(weight * total for weight, total in zip(weights, sums, strict=True))
    scale, ratio = eta_w * gamma / (n * s), pull / squares
    coefficients = [scale * (weights[row // patches] - m * ratio) for row, m in enumerate(margins)]
    change = coefficients
    for factor in reversed(factors):
        change = [_sum(g * c for g, c in zip(row, change, strict=True)) for row in factor]
    moved = [m + c for m, c in zip(margins, change, strict=True)]
    return moved, gamma + eta_gamma * pull / (n * s), coefficients


def _sum(terms: Any) -> Any:
    iterator = iter(terms)
    total = next(iterator)
    for term in iterator:
        total = total + term
    return total
