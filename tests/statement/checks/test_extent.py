"""How far a formula reaches is found without recursion, and bounded where a claim is made."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from verify.author import exp
from verify.claims.build import claim
from verify.errors import InputError
from verify.statement.checks.extent import DEEPEST, LARGEST, extent
from verify.statement.tree import MAX_BITS, MOST_PARTS, Number, Scalar
from verify.statement.writing.variables import symbols

x, y = symbols("x y")


def nested(depth: int) -> Scalar:
    made: Scalar = x
    for _ in range(depth):
        made = exp(made)
    return made


def shared(doublings: int) -> Scalar:
    made: Scalar = x
    for _ in range(doublings):
        made = exp(made * y + made)
    return made


def test_a_formula_thousands_of_levels_deep_has_its_depth_and_no_recursion_error() -> None:
    assert extent(nested(20_000)) == (20_001, 20_001, 1)


def test_shared_parts_count_each_time_they_stand_and_are_walked_once() -> None:
    depth, size, _ = extent(shared(500))
    assert depth == 1501
    assert size > 2**500


@pytest.mark.parametrize("formula", [nested(DEEPEST), nested(5000), shared(40)], ids=["deep", "deeper", "wide"])
def test_a_claim_that_no_method_can_follow_is_refused_in_one_line(formula: Scalar) -> None:
    with pytest.raises(InputError, match=r"^my-1: a formula (nested|of) .* above") as fault:
        claim("my-1", formula >= 0)
    assert len(str(fault.value)) < 200
    with pytest.raises(InputError, match=r"^my-1: a formula"):
        claim("my-1", x >= 0, given=formula >= 0)


def test_powers_of_powers_count_by_the_product_of_their_exponents() -> None:
    """The re-checker takes no more than 1000: a claim that it cannot read is refused where it is made."""
    towers = [((x**2 + 1) ** 20 + y) ** 25, exp((x**5 + 1) ** -10) ** 20]
    for tower in towers:
        assert extent(tower)[2] == 1000
        assert claim("my-1", tower >= 0).id == "my-1"
        with pytest.raises(InputError, match=r"multiply to 2000, above 1000"):
            claim("my-1", (tower + y) ** 2 >= 0)


def test_a_formula_at_the_bounds_is_taken() -> None:
    assert claim("my-1", nested(DEEPEST - 2) >= 0).id == "my-1"
    assert extent(shared(10))[1] < LARGEST


def test_products_and_sums_that_a_loop_doubles_are_bounded() -> None:
    for double in (lambda made: made * made, lambda made: made + made):
        made: Scalar = x
        for _ in range(MOST_PARTS.bit_length() - 1):
            made = double(made)
        with pytest.raises(InputError, match=f"of more than {MOST_PARTS} parts"):
            double(made)


def test_a_number_that_nobody_can_write_out_is_refused() -> None:
    largest = 2**MAX_BITS - 1
    assert (x >= largest).right == Number(Fraction(largest))
    assert str(largest)
    for number in (7 ** (10**5), 10**100_000):
        with pytest.raises(InputError, match="a number beyond"):
            _ = x >= number


def test_a_root_of_an_absurd_degree_is_refused_as_the_re_checker_refuses_it() -> None:
    assert claim("my-1", x ** Fraction(1, 100) >= 0, given=[x > 0])
    with pytest.raises(InputError, match=r"^my-1: a root of degree 101, above 100: write exp\(q·log\(x\)\)"):
        claim("my-1", x >= 0, given=[(x + 1) ** Fraction(1, 101) >= 1])
    with pytest.raises(InputError, match=r"a root of degree more than 10\^30"):
        claim("my-1", x ** Fraction(1, 10**30) >= 0)


def test_what_an_expression_keeps_of_itself_is_no_part_of_it() -> None:
    """Two that are equal stay so, and one that is changed or goes to another process keeps nothing of before."""
    asked, fresh = exp(x * y) >= 1, exp(x * y) >= 1
    assert extent(asked)[0] == 4
    assert (asked, hash(asked), repr(asked)) == (fresh, hash(fresh), repr(fresh))
    deeper = replace(asked, left=nested(7))
    assert extent(deeper)[0] == 9
    assert pickle.loads(pickle.dumps(asked)) == asked
