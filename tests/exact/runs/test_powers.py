"""Powers with a step for an exponent: compared with exponentials and with quotients, by inductions that are found."""

from __future__ import annotations

import pytest
from rechecked_status import status

from verify.author import claim, exp, fixed_steps, steps, symbols

x, c, η, μ = symbols("x c η μ")
(T,) = fixed_steps("T")
(t,) = steps("t")
UNIT = (x >= 0, x <= 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [
        claim("exponential", (1 - x) ** T <= exp(-T * x), given=UNIT),
        claim("upwards", (1 + x) ** T <= exp(T * x), given=x >= -1),
        claim("a rate", (1 - η * μ) ** T <= exp(-η * μ * T), given=(η > 0, μ > 0, η * μ <= 1)),
        claim("a start", c * (1 - x) ** T <= c * exp(-x * T), given=(*UNIT, c >= 0)),
        claim("quotient", (1 - x) ** T <= 1 / (1 + T * x), given=UNIT),
        claim("exponential at all steps", (1 - x) ** t <= exp(-t * x), given=UNIT),
        claim("quotient at all steps", (1 - x) ** t <= 1 / (1 + t * x), given=UNIT),
        claim("Bernoulli at all steps", (1 + x) ** t >= 1 + t * x, given=x >= 0),
    ],
    ids=lambda one: one.id,
)
def test_a_power_is_compared(one):
    assert status(one, cases=100) == "PROVED"


@pytest.mark.parametrize(
    "one",
    [
        claim("twice the exponent", (1 - x) ** T <= exp(-2 * T * x), given=UNIT),
        claim("twice the quotient", (1 - x) ** T <= 1 / (1 + 2 * T * x), given=UNIT),
        claim("x beyond 1", (1 - x) ** T <= exp(-T * x), given=x >= 0),
        claim("turned", (1 + x) ** T >= exp(T * x), given=x >= 0),
        claim("twice the exponent at all steps", (1 - x) ** t <= exp(-2 * t * x), given=UNIT),
        claim("twice Bernoulli at all steps", (1 + x) ** t >= 1 + 2 * t * x, given=x >= 0),
    ],
    ids=lambda one: one.id,
)
def test_a_near_miss_is_refuted(one):
    assert status(one, cases=100) == "REFUTED"
