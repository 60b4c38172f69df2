"""Random and given starts: reproducible, exact, and what is refused."""

from __future__ import annotations

import pytest
from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.starts import random_start, random_weights, start_at
from verify.errors import InputError


def test_random_starts_are_reproducible_and_look_normal() -> None:
    draw = random_weights(4000, seed=3, scale=fmpq(2))
    assert draw == random_weights(4000, seed=3, scale=fmpq(2))
    assert draw[:5] != random_weights(5, seed=4, scale=fmpq(2))
    values = [int(value.numer()) / int(value.denom()) for value in draw]
    mean = sum(values) / len(values)
    spread = (sum(value * value for value in values) / len(values)) ** 0.5
    assert abs(mean) < 0.1
    assert abs(spread - 2) < 0.1
    assert 0.66 < sum(abs(value) < 2 for value in values) / len(values) < 0.71


def test_a_random_start_is_exact_and_refuses_a_scale_of_0() -> None:
    z = fmpq_mat([[1, 2], [3, fmpq(1, 3)]])
    start = random_start(z, seed=1, scale=fmpq(1, 10), gamma=fmpq(1))
    w = fmpq_mat(2, 1, list(random_weights(2, seed=1, scale=fmpq(1, 10))))
    assert list(start.margins) == (z * w).entries()
    assert start.norm_squared == (w.transpose() * w)[0, 0]
    with pytest.raises(InputError, match="not positive"):
        random_start(z, seed=1, scale=fmpq(0), gamma=fmpq(1))


def test_a_wrong_uniform_vector_is_refused() -> None:
    with pytest.raises(InputError, match="margin 1 on every row"):
        start_at(fmpq_mat([[1, 0]]), [fmpq(1), fmpq(1)], gamma=fmpq(1), uniform=[fmpq(2), fmpq(0)])
