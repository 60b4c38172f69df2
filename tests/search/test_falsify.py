import pytest

from verify.errors import InputError
from verify.search.falsify import Falsified, Survived, falsify
from verify.search.points import Shape
from verify.search.statement_search import Search
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.readings.values import refutes
from verify.statement.writing.calls import ell, exp, log, maximum, sigmabar, sqrt
from verify.statement.writing.operations import derivative, greatest, inner, least, mean, total
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import P, family, n, patches, rational, samples, symbols, vector

i, j, k = samples("i j k")
p, q = patches("p q")
a, b, c, s, x, y, gamma, step = symbols("a b c s x y γ ε")
low, high = symbols("λ_min λ_max")
w, w_star = vector("w"), vector("w*")


def z(index, *patch):
    return vector("z", index, *patch)


def A(index):
    return family("a", index)


def B(index):
    return family("b", index)


def u(index, direction=w):
    return inner(direction, z(index))


def normaliser(direction=w):
    return sqrt(mean(k, u(k, direction) ** 2))


def output(index, direction=w):
    return gamma * u(index, direction) / normaliser(direction)


ASCENT = -derivative(mean(i, ell(output(i, w + step * w_star))), step, 0)
DISCREPANCY = mean(i, j, (u(j) - u(i)) ** 2) / normaliser() ** 2
UNIT_MARGINS = equal(inner(w_star, z(i)), 1)
GIVEN = (UNIT_MARGINS, gamma > 0, normaliser() ** 2 > 0)

TRUE = {
    "Cauchy-Schwarz over samples": claim_that(total(i, A(i) * B(i)) ** 2 <= total(i, A(i) ** 2) * total(i, B(i) ** 2)),
    "Jensen for exp": claim_that(exp(mean(i, A(i))) <= mean(i, exp(A(i)))),
    "Lemma C.1": claim_that(
        total(i, j, maximum(B(i), B(j)) * (A(i) - A(j)) ** 2)
        >= total(i, B(i)) / (4 * n) * total(i, j, (A(i) - A(j)) ** 2),
        given=(B(i) >= 0, (A(i) - A(j)) * (B(i) - B(j)) <= 0),
    ),
    "Lemma 4.2 with power 1 and its first factor": claim_that(
        gamma / (2 * normaliser()) * exp(-gamma) / 8 * DISCREPANCY <= ASCENT, given=GIVEN
    ),
    "root mean square": claim_that(mean(i, A(i)) <= s, given=(equal(s**2, mean(i, A(i) ** 2)), s > 0)),
    "Chebyshev over samples": claim_that(
        mean(i, A(i) * B(i)) >= mean(i, A(i)) * mean(i, B(i)), given=((A(i) - A(j)) * (B(i) - B(j)) >= 0,)
    ),
    "lower Rayleigh bound on the span": claim_that(
        mean(i, u(i) ** 2) >= low * inner(w, w), given=(InSpan(w, z(i)), Spectrum(low, high, z(i)))
    ),
    "unit interval": claim_that(x * (1 - x) <= rational(1, 4), given=(x >= 0, x <= 1)),
}

FALSE = {
    "printed (C.4)": claim_that(
        (a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)),
        given=(differs(a, b),),
    ),
    "printed Lemma 4.2": claim_that(
        gamma / (2 * normaliser() ** 2) * maximum(exp(-gamma) / 8, least(i, sigmabar(output(i)))) * DISCREPANCY
        <= ASCENT,
        given=GIVEN,
    ),
    "Lemma 4.2 with power 1 where points are misclassified": claim_that(
        gamma / (2 * normaliser()) * least(i, sigmabar(output(i))) * DISCREPANCY <= ASCENT, given=GIVEN
    ),
    "only for γ < 0": claim_that(
        gamma / (2 * normaliser()) * exp(-gamma) / 8 * DISCREPANCY <= ASCENT, given=(UNIT_MARGINS,)
    ),
    "a factor 0.99": claim_that(
        total(i, A(i) * B(i)) ** 2 <= rational(99, 100) * total(i, A(i) ** 2) * total(i, B(i) ** 2)
    ),
    "only for n ≥ 3": claim_that(mean(i, A(i)) ** 2 >= mean(i, A(i) ** 2) / 2, given=(A(i) >= 0,)),
    "only where a margin is negative": claim_that(u(i) >= -normaliser() / 2, given=(UNIT_MARGINS,)),
    "only at scale 10^3": claim_that(x <= 1000 + y**2),
    "only at data of scale 10^-3": claim_that(inner(w_star, w_star) <= 10**6, given=(UNIT_MARGINS,)),
    "only where margins are nearly uniform": claim_that(
        mean(i, u(i) ** 2) * 999 <= mean(i, u(i)) ** 2 * 998 + mean(i, j, (u(i) - u(j)) ** 2) * 10**4,
        given=(UNIT_MARGINS, mean(i, j, (u(i) - u(j)) ** 2) > 0),
    ),
    "only where margins are nearly uniform and γ is large": claim_that(
        5 * gamma / (2 * normaliser()) * mean(i, sigmabar(output(i))) * DISCREPANCY >= ASCENT,
        given=(*GIVEN, least(i, u(i)) > 0),
    ),
    "a factor 0.99 under a root": claim_that(
        mean(i, A(i)) <= s * rational(99, 100), given=(equal(s**2, mean(i, A(i) ** 2)), s > 0)
    ),
    "a bound between ordered variables": claim_that(x * y <= rational(1, 3) * (x**2 + y**2), given=(x > y, y > 0)),
    "a constant just too small on an interval": claim_that(x * (1 - x) <= rational(6, 25), given=(x >= 0, x <= 1)),
    "a margin above 1.4 of the mean square root": claim_that(
        greatest(i, u(i)) <= rational(7, 5) * normaliser(), given=(UNIT_MARGINS, u(i) >= 0)
    ),
    "patches that differ": claim_that(
        inner(w, z(i, p)) <= mean(q, inner(w, z(i, q))) * 2, given=(inner(w, z(i, p)) >= 0,)
    ),
    "the lower Rayleigh bound off the span": claim_that(
        mean(i, u(i) ** 2) >= low * inner(w, w), given=(Spectrum(low, high, z(i)),)
    ),
    "a strict inequality that is met": claim_that(x**2 + y**2 > 2 * x * y, given=(x >= 1,)),
    "an equation that is nearly one": claim_that(equal(sigmabar(x) + sigmabar(-x), 1 + x**2 / 10**6)),
    "a constant": claim_that(n <= 0),
    "only for n ≥ 5": claim_that(total(i, A(i)) ** 2 <= 4 * total(i, A(i) ** 2)),
    "only for n > 200": claim_that(total(i, A(i)) ** 2 <= 200 * total(i, A(i) ** 2)),
    "only for P ≥ 4": claim_that(P < 4),
    "only where w* is no eigenvector": claim_that(
        inner(w - mean(i, u(i)) * w_star, w_star) <= 0,
        given=(UNIT_MARGINS, InSpan(w_star, z(i)), InSpan(w, z(i)), Spectrum(low, high, z(i))),
    ),
    "on a sphere": claim_that(
        inner(w, w_star) <= rational(9, 10), given=(equal(inner(w, w), 1), equal(inner(w_star, w_star), 1))
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_survives_with_most_draws_counted(name):
    found = falsify(TRUE[name], budget=4000)
    assert isinstance(found, Survived)
    assert 2500 <= found.cases <= found.draws == 4000


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_a_barely_false_statement_is_refuted_by_an_exact_instance(name):
    found = falsify(FALSE[name])
    assert isinstance(found, Falsified)
    assert refutes(found.instance, FALSE[name]) == FALSE[name].conclusions[found.conclusion]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_printed_lemma_4_2_is_refuted_whatever_the_seed(seed):
    assert isinstance(falsify(FALSE["printed Lemma 4.2"], seed=seed), Falsified)


@pytest.mark.slow
def test_the_seed_alone_decides_the_answer():
    statement = FALSE["printed Lemma 4.2"]
    assert falsify(statement, seed=7) == falsify(statement, seed=7)
    assert falsify(statement, seed=7).instance != falsify(statement, seed=8).instance
    assert falsify(TRUE["Lemma C.1"], seed=3, budget=500) == falsify(TRUE["Lemma C.1"], seed=3, budget=500)


def test_the_conclusion_that_fails_is_named_by_its_number():
    statement = claim_that(x**2 >= 0, exp(x) >= 1 + 2 * x)
    assert falsify(statement).conclusion == 1


def test_draws_that_miss_the_hypotheses_are_not_counted_as_cases():
    found = falsify(claim_that(x >= 0, given=(x > 0, x < 0)), budget=600)
    assert (found.cases, found.draws) == (0, 600)


@pytest.mark.slow
def test_limits_on_the_size_are_kept():
    found = falsify(FALSE["only for n ≥ 3"], n_max=2, budget=2000)
    assert isinstance(found, Survived)
    assert found.n_max == 2


@pytest.mark.parametrize("limits", [{"budget": 0}, {"n_max": 0}, {"d_max": -1}, {"seed": -1}])
def test_a_limit_that_allows_nothing_is_an_input_error(limits):
    with pytest.raises(InputError, match="give"):
        falsify(claim_that(x >= 0), **limits)


def test_a_bound_that_is_no_rational_does_not_hide_a_counterexample():
    """Exact points cannot be moved onto x > e^-1, so a rounded point that keeps it with room to spare is taken."""
    statement = claim_that(log(y) / y < log(x) / x, given=(x > exp(rational(-1)), y > x))
    assert isinstance(falsify(statement, budget=2000), Falsified)


@pytest.mark.parametrize(
    "statement",
    [
        claim_that(x * (1 + rational(1, 10**13)) <= x, given=(x >= 1,)),
        claim_that(equal(x * rational(333333333, 10**9), x / 3)),
        claim_that(exp(x) * (1 - rational(1, 10**20)) >= exp(x)),
        claim_that(mean(i, A(i) ** 2) * (1 - rational(1, 10**15)) >= mean(i, A(i)) ** 2),
        claim_that(equal(inner(w, w) * (1 + rational(1, 10**30)), inner(w, w))),
    ],
)
def test_a_violation_below_rounding_is_decided_exactly(statement):
    found = falsify(statement)
    assert isinstance(found, Falsified)
    assert refutes(found.instance, statement) is not None


@pytest.mark.parametrize(
    "statement",
    [
        claim_that(x > exp(1000), given=(x > 0, x < 5)),
        claim_that(exp(x**2) <= exp(exp(8))),
        claim_that(x >= 1, given=(exp(exp(x)) >= exp(exp(rational(1, 2))), x >= -3)),
    ],
)
def test_what_no_float_holds_is_decided_exactly(statement):
    found = falsify(statement)
    assert isinstance(found, Falsified)
    assert refutes(found.instance, statement) is not None


def test_an_equality_within_rounding_is_not_refuted():
    assert isinstance(falsify(claim_that(exp(x) * exp(y) <= exp(x + y)), budget=500), Survived)
    assert isinstance(falsify(claim_that(mean(i, A(i)) ** 2 <= mean(i, A(i) ** 2)), budget=500), Survived)


def test_a_conclusion_without_a_value_does_not_save_another():
    """The root has no value where x < 0, and x ≥ 0 fails only there."""
    found = falsify(claim_that(x >= 0, sqrt(x) + 1 >= 0))
    assert isinstance(found, Falsified)
    assert found.conclusion == 0
    assert isinstance(falsify(claim_that(sqrt(x) + 1 >= 0), budget=500), Survived)


def test_where_an_equation_holds_at_irrational_points_only_it_is_said_what_floats_saw():
    found = falsify(claim_that(x >= rational(142, 100) * y, given=(equal(x**2, 2 * y**2), y >= 0, x >= 0)), budget=600)
    assert isinstance(found, Survived)
    assert "but no exact instance near there keeps x² = 2·y²" in found.doubt
    held = falsify(claim_that(x >= rational(141, 100) * y, given=(equal(x**2, 2 * y**2), y >= 0, x >= 0)), budget=600)
    assert isinstance(held, Survived)
    assert held.doubt == ""


def test_a_small_budget_looks_at_few_shapes_the_smallest_and_the_largest_among_them():
    seen = []
    statement = claim_that(total(i, total(p, inner(w, z(i, p)) ** 2)) >= 0)
    search = Search(statement, 0, observe=lambda variables, batch, kept: seen.append((batch.shape, len(kept))))
    falsify(statement, budget=160, refine=False, search=search)
    assert [shape for shape, _ in seen[:1] + seen[-1:]] == [Shape(1, 1, 1), Shape(4, 3, 4)]
    assert [count for _, count in seen] == [40] * 4


def test_a_large_budget_looks_at_every_shape():
    seen = set()
    statement = claim_that(total(i, total(p, inner(w, z(i, p)) ** 2)) >= 0)
    search = Search(statement, 0, observe=lambda variables, batch, kept: seen.add(batch.shape))
    falsify(statement, budget=2000, refine=False, search=search)
    assert len(seen) == 4 * 3 * 4
