"""A hypothesis that holds where its only vector is 0 is found; one that says something of it is not."""

import pytest

from verify.author import InSpan, claim, equal, for_all, inner, samples, vector
from verify.deciding.pages.collect import collect
from verify.report.lone_vectors import lone_vectors

g, h, v, w, z = vector("g"), vector("h"), vector("v"), vector("w"), vector("z", *samples("i"))
SAID = inner(g, g) >= inner(h, h)


@pytest.mark.parametrize(
    "given", [inner(g, v) >= inner(h, v), equal(inner(2 * g - h, v), inner(v, h)), inner(v, v) >= 0]
)
def test_a_vector_that_may_be_0_is_named(given):
    assert lone_vectors(claim("a", SAID, given=given)) == (("v", 1),)


@pytest.mark.parametrize(
    "given",
    [
        (for_all(v, inner(g, v) >= inner(h, v)),),
        (equal(inner(v, z), 1),),  # there is such a v
        (inner(v, v) > 0,),
        (inner(g, v) >= inner(h, v), inner(v, v) > 0),
        (inner(g, v) >= inner(h, v), InSpan(v, z)),
        (inner(g, h) >= inner(h, g),),
    ],
)
def test_a_vector_that_is_spoken_of_is_not(given):
    assert lone_vectors(claim("a", SAID, given=given)) == ()


def test_a_vector_of_the_conclusion_is_not():
    assert lone_vectors(claim("a", inner(g, v) >= inner(h, v), given=inner(g, v) >= inner(h, v))) == ()


def test_no_claim_of_the_pages_has_one():
    assert [found.id for found in collect(["proofs"]) if lone_vectors(found)] == []
