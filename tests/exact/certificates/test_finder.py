"""Certificates that are found: real inequalities are proved without a page's help, and their near misses are not."""

from fractions import Fraction

import pytest

from verify.author import (
    absolute,
    because,
    claim,
    derivative,
    exp,
    family,
    greatest,
    inner,
    least,
    lemma,
    maximum,
    mean,
    n,
    patches,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.claims.claim import Status, certificate_to_json
from verify.deciding.many_claims import check
from verify.deciding.one_claim import decide
from verify.exact.certificates.checker import check_certificate
from verify.exact.certificates.finder import find
from verify.exact.certificates.finder.find import find_certificate, nothing_found
from verify.exact.certificates.finder.squares import solver_is_there
from verify.recheck.ledger import recheck

i, j, k = samples("i j k")
(p,) = patches("p")
x, y, u, v, s, t = symbols("x y u v s t")
g = symbols("γ")[0]
V, W = vector("v"), vector("w")
with_solver = pytest.mark.skipif(not solver_is_there(), reason="clarabel and scipy are not installed")
motzkin = x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2


def a(index):
    return family("a", index)


def b(index):
    return family("b", index)


def z(index):
    return vector("z", index)


def nothing(id, form):
    return None


def found(*relations, given=(), others=(), hint=None):
    """Return the certificate that is found; each has passed the checker once more."""
    made = claim("tested", *relations, given=given)
    known = {other.key: other for other in others}

    def lookup(id, form):
        return known.get((id, form))

    certificate = find_certificate(made, 0, lookup, hint)
    if certificate is not None:
        assert check_certificate(made, 0, certificate, lookup) is None
    return certificate


SCALAR = {
    "arithmetic and geometric mean of two": (x + y >= 2 * sqrt(x) * sqrt(y), [x >= 0, y >= 0]),
    "Cauchy and Schwarz in two variables": ((x**2 + y**2) * (u**2 + v**2) >= (x * u + y * v) ** 2, []),
    "Cauchy and Schwarz in three variables": (
        (x**2 + y**2 + s**2) * (u**2 + v**2 + t**2) >= (x * u + y * v + s * t) ** 2,
        [],
    ),
    "a square beside its base beyond 1": (x**2 >= x, [x >= 1]),
    "a product between ordered numbers": (x * (y - x) * (u - y) >= 0, [x >= 0, x <= y, y <= u]),
    "a box": (x + y - x * y <= 1, [x <= 1, y <= 1]),
    "a cubic above its tangent": (x**3 + 2 >= 3 * x, [x >= 0]),
    "a quadratic without a zero, strictly": (x**2 + x + 1 > 0, []),
    "a quotient of sums": (1 / (x * t + 1) <= 1 / (x * (t + 1)), [x > 0, x <= 1, t >= 0]),
    "Nesbitt": (x / (y + u) + y / (x + u) + u / (x + y) >= rational(3, 2), [x > 0, y > 0, u > 0]),
    "a root beside a line": (sqrt(1 + x**2) <= 1 + x, [x >= 0]),
    "roots by their squares": (x <= y, [y > 0, x**2 <= y**2]),
    "atoms that are functions": (exp(x) ** 2 + sigmabar(y) ** 2 >= 2 * exp(x) * sigmabar(y), []),
    "a derivative": (derivative(x**3 / 3 - x**2 + x, x) >= 0, []),
    "Cauchy and Schwarz for vectors": (inner(V, W) ** 2 <= inner(V, V) * inner(W, W), []),
    "their lengths": (-2 * inner(V, W) <= 2 * sqrt(inner(V, V)) * sqrt(inner(W, W)), []),
    "the triangle's inequality, squared": (
        inner(V + W, V + W) <= (sqrt(inner(V, V)) + sqrt(inner(W, W))) ** 2,
        [],
    ),
    "a modulus": (absolute(x) * absolute(y) <= (x**2 + y**2) / 2, []),
}

SUMS = {
    "Chebyshev's sum inequality": (
        n * total(i, a(i) * b(i)) >= total(i, a(i)) * total(i, b(i)),
        [(a(i) - a(j)) * (b(i) - b(j)) >= 0],
    ),
    "Cauchy and Schwarz for families": (total(i, a(i) ** 2) * total(i, b(i) ** 2) >= total(i, a(i) * b(i)) ** 2, []),
    "the mean of squares": (mean(i, a(i) ** 2) >= mean(i, a(i)) ** 2, []),
    "the mean of moduli, under a root": (mean(i, absolute(a(i))) <= sqrt(mean(i, a(i) ** 2)), [mean(i, a(i) ** 2) > 0]),
    "patches and samples": (
        mean(i, p, family("c", i, p) ** 2) >= mean(i, p, family("c", i, p)) ** 2,
        [],
    ),
    "weighted pairs": (
        total(i, j, b(i) * b(j) * (a(i) - a(j)) ** 2) <= 2 * total(i, b(i)) * total(j, b(j) * a(j) ** 2),
        [b(i) >= 0],
    ),
    "a member beside the greatest": (total(i, a(i) * b(i)) <= greatest(k, b(k)) * total(i, a(i)), [a(i) >= 0]),
    "a member beside the least": (total(i, a(i) * b(i)) >= least(k, b(k)) * total(i, a(i)), [a(i) >= 0]),
    "a layer cake": (
        total(i, j, maximum(b(i), b(j)) * (a(i) - a(j)) ** 2) >= total(k, b(k)) * total(i, j, (a(i) - a(j)) ** 2) / n,
        [b(i) >= 0],
    ),
}

VECTORS = {
    "Cauchy and Schwarz": (inner(V, W) ** 2 <= inner(V, V) * inner(W, W), [inner(W, W) > 0]),
    "Cauchy and Schwarz under roots": (
        inner(V, W) <= sqrt(inner(V, V)) * sqrt(inner(W, W)),
        [inner(V, V) > 0, inner(W, W) > 0],
    ),
    "a ball": (inner(V, V) >= inner(W, W) / 4, [inner(V - W, V - W) <= inner(W, W) / 4]),
    "a mean of squared distances": (
        mean(i, inner(z(i) - W, z(i) - W)) >= mean(i, inner(z(i), z(i))) / 2 - inner(W, W),
        [],
    ),
}


@pytest.mark.parametrize("name", SCALAR)
def test_scalar_inequalities_are_proved(name):
    relation, given = SCALAR[name]
    assert found(relation, given=given) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", SUMS)
def test_inequalities_between_sums_are_proved_for_all_n(name):
    relation, given = SUMS[name]
    assert found(relation, given=given) is not None


@pytest.mark.parametrize("name", VECTORS)
def test_inequalities_between_inner_products_are_proved(name):
    relation, given = VECTORS[name]
    assert found(relation, given=given) is not None


@with_solver
@pytest.mark.parametrize(
    ("relation", "given"),
    [
        (x**3 + y**3 + u**3 >= 3 * x * y * u, [x >= 0, y >= 0, u >= 0]),
        ((1 + x**2 + y**2) * motzkin >= 0, []),
        (motzkin >= 0, []),
        (2 * x**4 + 2 * x**3 * y - x**2 * y**2 + 5 * y**4 >= 0, []),
        (10 * x**2 - 14 * x * y + 5 * y**2 >= 0, []),
    ],
)
def test_sums_of_squares_are_found_with_a_solver(relation, given):
    assert found(relation, given=given) is not None


FALSE = {
    "no hypothesis": (x**2 >= x, []),
    "Motzkin less a thousandth": (motzkin >= rational(1, 1000), []),
    "a constant too large": (x + y >= rational(201, 100) * sqrt(x) * sqrt(y), [x >= 0, y >= 0]),
    "strict where both sides meet": ((x - y) ** 2 > 0, []),
    "strict in a family": (mean(i, a(i) ** 2) > mean(i, a(i)) ** 2, []),
    "one sign dropped of two": (x * y >= 0, [x >= 0]),
    "one sign dropped of three": (x**3 + y**3 + u**3 >= 3 * x * y * u, [x >= 0, y >= 0]),
    "γ may be negative": (g * total(i, a(i) ** 2) >= 0, []),
    "a weight may be negative": (total(i, j, b(i) * (a(i) - a(j)) ** 2) >= 0, []),
    "no order between the families": (n * total(i, a(i) * b(i)) >= total(i, a(i)) * total(i, b(i)), []),
    "opposite order": (
        n * total(i, a(i) * b(i)) >= total(i, a(i)) * total(i, b(i)),
        [(a(i) - a(j)) * (b(i) - b(j)) <= 0],
    ),
    "an equation's other side": (x >= 1, [x * y - 1 >= 0, y >= 0]),
    "the wrong end": (total(i, a(i) * b(i)) >= greatest(k, b(k)) * total(i, a(i)), [a(i) >= 0]),
    "a layer cake of another sign": (
        total(i, j, maximum(b(i), b(j)) * (a(i) - a(j)) ** 2)
        >= 2 * total(k, b(k)) * total(i, j, (a(i) - a(j)) ** 2) / n,
        [b(i) >= 0],
    ),
    "a ball too small": (inner(V, V) >= inner(W, W) / 3, [inner(V - W, V - W) <= inner(W, W) / 4]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_false_neighbours_are_not_proved(name):
    relation, given = FALSE[name]
    assert found(relation, given=given) is None


def test_what_divides_by_zero_is_no_certificate():
    # x·(1/x)² ≥ 0 and the like say nothing where x = 0, nor of the sign of 1/x
    assert found(x + 1 / x >= 2, given=[x > 0]) is not None
    assert found(x + 1 / x >= 2) is None
    assert found(x * y >= 0, given=[x**2 * y >= 0]) is None
    assert found(y >= 0, given=[x**2 * y >= 0]) is None


def test_a_page_s_lemmas_are_used_without_its_terms():
    slope = claim("slope", sigmabar(x) <= 1)
    relation = t * sigmabar(y) <= t
    assert found(relation, given=[t >= 0]) is None
    assert found(relation, given=[t >= 0], others=[slope], hint=because(uses=[lemma(slope, {x: y})])) is not None


@pytest.mark.slow
def test_a_claim_without_a_certificate_is_proved_and_rechecked():
    chebyshev = claim(
        "chebyshev",
        n * total(i, a(i) * b(i)) >= total(i, a(i)) * total(i, b(i)),
        given=[(a(i) - a(j)) * (b(i) - b(j)) >= 0],
    )
    ledger = check([chebyshev], cache=False)
    assert ledger.verdicts[0].status is Status.PROVED
    assert ledger.verdicts[0].evidence.method == "certificate"
    assert recheck(ledger.to_json()).last_line == "1 claims: 1 rechecked, 0 not re-checkable, 0 rejected"


def test_a_false_claim_is_still_refuted():
    assert decide(claim("false", x**2 >= x), lookup=nothing).kind == "counterexample"


def test_the_same_claim_gives_the_same_certificate():
    relation, given = SUMS["weighted pairs"]
    made = claim("again", relation, given=given)
    first, second = (find_certificate(made, 0, nothing) for _ in range(2))
    assert first is not None
    assert certificate_to_json(first) == certificate_to_json(second)


def test_without_a_solver_linear_combinations_are_still_found(monkeypatch):
    monkeypatch.setattr(find, "solver_is_there", lambda: False)
    relation, given = SCALAR["Nesbitt"]
    assert found(relation, given=given) is not None
    assert "install 'bnverify[polynomials]'" in nothing_found()


@with_solver
def test_coefficients_of_squares_are_exact_where_floats_would_not_be():
    certificate = found(x**2 / 3 - 2 * x * y / 7 + y**2 / 11 >= 0)
    assert certificate is not None
    # (1/3)·c = 1/49 at c = 3/49: a trillionth less, and the form takes negative values
    assert found(x**2 / 3 - 2 * x * y / 7 + (Fraction(3, 49) - Fraction(1, 10**12)) * y**2 >= 0) is None
