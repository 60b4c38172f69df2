"""False statements that the prover once took for proved, each found by an adversary; none may be proved again."""

import pytest
from forged import forged
from identities import identity_is_proved

from verify.author import (
    InSpan,
    Spectrum,
    absolute,
    because,
    claim,
    derivative,
    equal,
    family,
    greatest,
    inner,
    lemma,
    mean,
    n,
    patches,
    samples,
    sqrt,
    symbols,
    total,
    vector,
    vector_total,
)
from verify.exact.certificates.checker import check_certificate
from verify.statement.indices import Index

i, j, k, m = samples("i j k m")
i_1 = Index("i_1", "sample")
(p,) = patches("p")
x, y, c, t, low, high = symbols("x y c t λ_min λ_max")
v, w = vector("v"), vector("w")


def a(*indices):
    return family("a", *indices)


def z(*indices):
    return vector("z", *indices)


def named_sum(index):
    return vector("sum", index)


trace = total(k, a(k, k))
roots = sqrt(-x) * sqrt(-y)
IDENTITIES = {
    "two roots of negative arguments have a positive product": forged("1", equal(absolute(roots), -roots)),
    "a bound on minus such a product gives no sign": forged("2", equal(absolute(t), t), given=[t >= -roots]),
    "a sign of row sums says nothing of the trace": forged(
        "3", equal(absolute(trace), trace), given=[total(j, a(i, j)) >= 0]
    ),
    "a sign of row maxima says nothing of the greatest diagonal entry": forged(
        "4",
        equal(absolute(greatest(k, a(k, k))), greatest(k, a(k, k))),
        given=[greatest(j, a(i, j)) >= 0],
    ),
    "a family of vectors called sum is no sum": forged(
        "5", equal(total(j, inner(named_sum(j), w)), n * inner(named_sum(j), w))
    ),
    "expanding an inner product captures no index": forged(
        "6",
        equal(inner(vector_total(i, a(i, i_1) * z(i)), z(i)), total(k, a(k, k) * inner(z(k), z(i)))),
    ),
    "the point of a derivative keeps its own index": forged(
        "7",
        equal(
            derivative(total(i, family("u", i) * x**2), x, family("b", i)),
            total(i, 2 * family("u", i) * family("b", i)),
        ),
    ),
    "a variable and a family of one name are two things": forged(
        "8", equal(derivative(x * (a(i) + symbols("a")[0]), x, 1), 2 * symbols("a")[0])
    ),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_false_identity(name):
    """A false identity is not proved."""
    assert not identity_is_proved(IDENTITIES[name].statement)


matrix_sum = total(i, j, a(i, j))
row_lemma = claim("row", total(j, a(j)) >= 0, given=[a(i) >= 0])
sign_lemma = claim("sign", matrix_sum >= 0, given=[a(i, j) >= 0])
constant_lemma = claim("constant", n * c >= total(i, a(i)), given=[equal(a(i), c)])
root_sum = total(k, m, a(k, m))
root_lemma = claim("root", root_sum + sqrt(a(i, j)) - sqrt(a(i, j)) >= 0)
slope_lemma = claim("slope", derivative(c * x, x, 1) >= c)
squares = mean(i, inner(v, z(i)) ** 2) - low * inner(v, v)
span_lemma = claim("span", squares >= 0, given=[Spectrum(low, high, z(i)), InSpan(v, z(i))])
u = vector("u", j)
one_square = inner(v, u) ** 2 - low * inner(v, v)
diagonal = mean(k, inner(v, z(k, k)) ** 2) - low * inner(v, v)
other_family = mean(k, inner(z(i, p), z(k)) ** 2) - low * inner(z(i, p), z(i, p))
indexed = vector("v", i)
each = mean(k, inner(indexed, z(k)) ** 2) - low * inner(indexed, indexed)
CERTIFICATES = {
    "a lemma's index is not one of the mapping's values": (
        forged("1", n * a(i) >= total(j, a(j))),
        because(n * a(i) - total(j, a(j)), uses=[lemma(constant_lemma, {c: a(i)})]),
    ),
    "a hypothesis for all pairs is not shown on the diagonal": (
        forged("2", matrix_sum >= 0, given=[a(k, k) >= 0]),
        because(matrix_sum, uses=[lemma(sign_lemma, {i: k, j: k})]),
    ),
    "an index over samples is not replaced by one over patches": (
        forged("3", total(j, a(j)) >= 0, given=[a(p) >= 0]),
        because(total(j, a(j)), uses=[lemma(row_lemma, {i: p})]),
    ),
    "definedness for all pairs is not had from the diagonal": (
        forged("4", root_sum + sqrt(a(k, k)) - sqrt(a(k, k)) >= 0),
        because(root_sum, uses=[lemma(root_lemma, {i: k, j: k})]),
    ),
    "a constant is no family whose spectrum is known": (
        forged("5", one_square >= 0, given=[Spectrum(low, high, u), InSpan(v, u)]),
        because(one_square, uses=[lemma(span_lemma, {z(i): u})]),
    ),
    "a mapping does not get caught by the variable of a derivative": (
        forged("6", 2 - x >= 0),
        because(2 - x, uses=[lemma(slope_lemma, {c: x})]),
    ),
    "the spectrum of a family with two indices is not that of its diagonal": (
        forged("7", diagonal >= 0, given=[Spectrum(low, high, z(i, j)), InSpan(v, z(i, j))]),
        because(diagonal, rayleigh=[v]),
    ),
    "families of one name and other indices are two families": (
        forged("8", other_family >= 0, given=[Spectrum(low, high, z(i))]),
        because(other_family, rayleigh=[z(i, p)]),
    ),
    "a family is not in the span because one vector of its name is": (
        forged("9", each >= 0, given=[Spectrum(low, high, z(i)), InSpan(vector("v"), z(i))]),
        because(each, rayleigh=[indexed]),
    ),
}
LEMMAS = {made.key: made for made in (row_lemma, sign_lemma, constant_lemma, root_lemma, slope_lemma, span_lemma)}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_false_certificate(name):
    """A certificate for a false statement is rejected."""
    made, certificate = CERTIFICATES[name]
    assert check_certificate(made, 0, certificate, lambda id, form: LEMMAS.get((id, form))) is not None


def test_a_lemma_still_holds_under_a_mapping_that_names_its_own_index_letters():
    """The lemma's index i and the claim's index i are kept apart, and true uses are still accepted."""
    square = claim("square", x**2 >= 2 * x * y - y**2)
    made = claim("use", a(i) ** 2 >= 2 * a(i) * c - c**2)
    gap = a(i) ** 2 - (2 * a(i) * c - c**2)
    certificate = because(gap, uses=[lemma(square, {x: a(i), y: c})])
    assert check_certificate(made, 0, certificate, lambda *_: square) is None
    renamed = claim("renamed", total(k, a(k)) >= 0, given=[a(m) >= 0])
    use = because(total(k, a(k)), uses=[lemma(row_lemma)])
    assert check_certificate(renamed, 0, use, lambda *_: row_lemma) is None
