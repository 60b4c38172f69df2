"""Products of runs: an equation that multiplies another one is derived as ≤ and as ≥ where no normal form shows it."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import claim, equal, family, steps, symbols

(t,) = steps("t")
c, d = symbols("c d")


def a(step):
    return family("a", step)


def b(step):
    return family("b", step)


GEOMETRIC = (equal(a(t + 1), c * a(t)), equal(b(t + 1), d * b(t)))
TURNED = (equal(a(t + 1), c * a(t) + d * b(t)), equal(b(t + 1), d * a(t) + c * b(t)))


@pytest.mark.parametrize(
    "one",
    [
        claim("a product", equal(a(t) * b(t), c**t * d**t * a(0) * b(0)), given=GEOMETRIC),
        claim("a square", equal(a(t) * b(t) ** 2, (c * d**2) ** t * a(0) * b(0) ** 2), given=GEOMETRIC),
        claim("an invariant", equal(a(t) ** 2 - b(t) ** 2, (c**2 - d**2) ** t * (a(0) ** 2 - b(0) ** 2)), given=TURNED),
        claim("a bound", a(t) * b(t) <= (c * d) ** t * a(0) * b(0), given=(*GEOMETRIC, c >= 0, d >= 0)),
    ],
    ids=lambda one: one.id,
)
def test_a_product_of_runs_is_derived(one):
    assert status(one, cases=100) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("another ratio", equal(a(t) * b(t), c**t * c**t * a(0) * b(0)), given=GEOMETRIC),
        claim("another sign", equal(a(t) ** 2 + b(t) ** 2, (c**2 + d**2) ** t * (a(0) ** 2 + b(0) ** 2)), given=TURNED),
        claim(
            "any signs", a(t) * b(t) <= (c * d) ** t * a(0) * b(0), given=(a(t + 1) <= c * a(t), b(t + 1) <= d * b(t))
        ),
    ],
    ids=lambda one: one.id,
)
def test_a_near_miss_is_refuted(one):
    assert status(one, cases=100) == "REFUTED"
