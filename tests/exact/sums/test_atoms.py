"""Powers of polynomials in atoms: as repeated products, and bounded."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.errors import InputError
from verify.exact.sums.atoms import (
    Polynomial,
    Renaming,
    constant,
    freeze,
    label_of,
    merge,
    of_atom,
    rename,
    sum_over,
    times,
    whole_power,
)

ATOMS = [("symbol", name) for name in "xyz"]
MONOMIALS = st.dictionaries(
    st.sampled_from(ATOMS), st.fractions(-2, 2, max_denominator=2).filter(bool), max_size=2
).map(lambda powers: merge(powers.items()))
COEFFICIENTS = st.fractions(-3, 3, max_denominator=3).filter(bool)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(MONOMIALS, COEFFICIENTS, max_size=4), st.integers(0, 6))
def test_a_power_is_the_product_of_its_factors(base: Polynomial, exponent: int) -> None:
    """Also where terms meet, as in (x + 1/x)², and where all cancel."""
    product = constant(1)
    for _ in range(exponent):
        product = times(product, base)
    assert whole_power(base, exponent) == product


def test_two_terms_to_a_high_power_are_written_down_at_once() -> None:
    x, y = (((atom, Fraction(1)),) for atom in ATOMS[:2])
    found = whole_power({x: Fraction(1), y: Fraction(-1)}, 999)
    assert len(found) == 1000
    assert sum(found.values()) == 0
    with pytest.raises(InputError, match="is too large"):
        times(found, found)


def test_a_power_that_takes_too_many_products_is_refused_before_they_are_made() -> None:
    one = Fraction(1)
    base = {((atom, one),): one for atom in ATOMS}
    assert len(whole_power(base, 20)) == 231
    with pytest.raises(InputError, match="a power 1000 of 3 terms is too large"):
        whole_power(base, 1000)


@settings(deadline=None)
@given(st.permutations(range(4)), st.integers(0, 3))
def test_a_renaming_that_remembers_its_parts_is_the_plain_one(order: list[int], deep: int) -> None:
    """Sums inside sums, shared parts and labels that change places come out as if each part were renamed alone."""
    outer = [label_of(name, "sample") for name in "ijkl"]
    inner = of_atom(("index", "c", (outer[deep], label_of("m", "sample"))))
    shared = freeze(sum_over(label_of("m", "sample"), inner))
    monomial = merge(
        ((kind, name, (outer[a], outer[b])), Fraction(e))
        for kind, name, a, b, e in [("index", "a", 0, 1, 1), ("index", "a", 1, 2, 2), ("index", "b", 2, 3, 1)]
    )
    whole = merge((*monomial, (("log", shared), Fraction(1)), (("exp", shared), Fraction(2))))
    names = {outer[k]: outer[place] for k, place in enumerate(order)}
    assert Renaming(whole).under(names) == rename(whole, names)
