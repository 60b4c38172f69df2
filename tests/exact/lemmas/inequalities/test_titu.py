"""Titu's inequality at other families, bounds by the largest member, and their near misses."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import absolute, claim, family, greatest, mean, n, samples, symbols, total

(i,) = samples("i")
(a,) = symbols("a")
u, v = family("u", i), family("v", i)


@pytest.mark.parametrize(
    "one",
    [
        claim("shifted", total(i, u**2 / (u + a)) >= total(i, u) ** 2 / (total(i, u) + n * a), given=(u > 0, a > 0)),
        claim("never zero", total(i, u**2 / (1 + v**2)) >= total(i, u) ** 2 / (n + total(i, v**2))),
        claim("largest", mean(i, u * v) <= greatest(i, absolute(u)) * mean(i, absolute(v))),
    ],
    ids=lambda one: one.id,
)  # fmt: skip
@pytest.mark.slow
def test_a_true_claim_is_proved(one):
    assert status(one) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("shifted once", total(i, u**2 / (u + a)) >= total(i, u) ** 2 / (total(i, u) + a), given=(u > 0, a > 0)),
        claim("without moduli", total(i, u * v) <= greatest(i, u) * total(i, absolute(v))),
    ],
    ids=lambda one: one.id,
)  # fmt: skip
def test_a_near_miss_is_refuted(one):
    assert status(one) == "REFUTED"
