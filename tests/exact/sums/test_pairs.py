"""Sums over pairs of different samples: the classical identities, and what is refused."""

from __future__ import annotations

import pytest

from verify.author import claim, equal, family, n, patches, samples, total, total_pairs, total_unequal
from verify.deciding.one_claim import decide
from verify.errors import InputError

i, j = samples("i j")
u, v = (lambda k: family("u", k)), (lambda k: family("v", k))


def status(one):
    return decide(one, lookup=lambda id, edition: None, cases=200).status


def test_the_square_of_a_sum_and_the_variance_over_pairs_are_proved():
    squares = total(i, u(i) ** 2)
    assert status(claim("square", equal(total(i, u(i)) ** 2, squares + 2 * total_pairs(i, j, u(i) * u(j))))) == "PROVED"
    spread = total_pairs(i, j, (u(i) - u(j)) ** 2)
    assert status(claim("Lagrange", equal(spread, n * squares - total(i, u(i)) ** 2))) == "PROVED"
    assert status(claim("false", equal(spread, n * squares - 2 * total(i, u(i)) ** 2))) == "REFUTED"
    unequal = total_unequal(i, j, u(i) * v(j))
    assert status(claim("unequal", equal(unequal, total(i, u(i)) * total(j, v(j)) - total(i, u(i) * v(i))))) == "PROVED"


def test_a_pair_without_an_order_or_a_value_is_refused():
    with pytest.raises(InputError, match="not symmetric in i and j"):
        total_pairs(i, j, u(i) * v(j))
    with pytest.raises(InputError, match="has no value where i = j"):
        total_unequal(i, j, 1 / (u(i) - u(j)))
    with pytest.raises(InputError, match="two different indices of one kind"):
        total_unequal(i, patches("p")[0], u(i))
