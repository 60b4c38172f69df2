"""Certificates: sound ones are accepted, and each rule rejects its near miss."""

import pytest
from cauchy_schwarz import NO_SCHWARZ, SCHWARZ

from verify.author import (
    InSpan,
    LinearBN,
    Spectrum,
    absolute,
    because,
    claim,
    derivative,
    differs,
    equal,
    exp,
    family,
    greatest,
    inner,
    least,
    lemma,
    log,
    maximum,
    mean,
    minimum,
    n,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.exact.certificates.checker import Rejection, check_certificate
from verify.exact.knowledge import Knowledge
from verify.statement.tree import Apply

i, j, k = samples("i j k")
x, y, t = symbols("x y t")
low, high = symbols("λ_min λ_max")
w, v, u = vector("w"), vector("v"), vector("u")


def a(index):
    return family("a", index)


def b(index):
    return family("b", index)


def z(index):
    return vector("z", index)


def verdict(relation, *terms, given=(), others=(), **options):
    made = claim("tested", relation, given=given)
    known = {other.key: other for other in others}
    return check_certificate(made, 0, because(*terms, **options), lambda name, form: known.get((name, form)))


def accepted(*arguments, **options):
    return verdict(*arguments, **options) is None


def why(*arguments, **options):
    answer = verdict(*arguments, **options)
    assert isinstance(answer, Rejection)
    return answer.why


def test_a_square_proves_that_it_is_not_negative_but_not_that_it_is_positive():
    assert accepted(x**2 + y**2 >= 2 * x * y, (x - y) ** 2)
    assert "strict" in why(x**2 + y**2 > 2 * x * y, (x - y) ** 2)
    assert "add up" in why(x**2 + y**2 >= 3 * x * y, (x - y) ** 2)


@pytest.mark.parametrize("gap", SCHWARZ.values(), ids=SCHWARZ)
def test_cauchy_schwarz_holds_for_any_two_vectors(gap):
    assert accepted(gap >= 0, gap)
    assert "strict" in why(gap > 0, gap)


@pytest.mark.parametrize("gap", NO_SCHWARZ.values(), ids=NO_SCHWARZ)
def test_what_only_looks_like_cauchy_schwarz_is_refused(gap):
    assert "nonnegative" in why(gap >= 0, gap)


def test_cauchy_schwarz_over_samples_follows_from_the_pairs():
    squares = total(i, j, (a(i) * b(j) - a(j) * b(i)) ** 2) / 2
    assert accepted(total(i, a(i) ** 2) * total(i, b(i) ** 2) >= total(i, a(i) * b(i)) ** 2, squares)
    assert not accepted(total(i, a(i) ** 2) * total(i, b(i) ** 2) >= 2 * total(i, a(i) * b(i)) ** 2, squares)


def test_a_sign_hypothesis_speaks_of_every_member_of_its_family_and_of_no_other():
    given = (b(i) >= 0,)
    assert accepted(total(k, b(k) * a(k) ** 2) >= 0, total(k, b(k) * a(k) ** 2), given=given)
    assert "term 1" in why(total(k, a(k)) >= 0, total(k, a(k)), given=given)


def test_a_strict_hypothesis_gives_a_positive_term_and_a_weak_one_does_not():
    assert accepted(x * y > 0, x * y, given=(x > 0, y > 0))
    assert not accepted(x * y > 0, x * y, given=(x > 0, y >= 0))


def test_a_hypothesis_about_a_difference_is_a_fact_in_its_direction_only():
    assert accepted(x - y + 1 > 0, x - y, 1 + 0 * x, given=(x >= y,))  # its normal form is the number 1
    assert not accepted(x - y + 1 > 0, x - y + 1, 0 * x, given=(x >= y,))  # 0·x is not positive
    assert accepted(2 * x - 2 * y >= 0, x - y, x - y, given=(x >= y,))
    assert not accepted(2 * y - 2 * x >= 0, y - x, y - x, given=(x >= y,))


def test_a_multiplier_has_to_be_positive():
    assert accepted(x >= 0, x * y, times=y, given=(x * y >= 0, y > 0))
    assert "multiplier" in why(x >= 0, x * y, times=y, given=(x * y >= 0, y >= 0))
    assert "multiplier" in why(x >= 0, -x * y, times=-y, given=(x * y <= 0, y > 0))


def test_a_term_undefined_where_the_claim_is_defined_is_rejected():
    assert "undefined" in why(x >= 0, x**2 * x**-1, given=(x >= 0,))
    assert "undefined" in why(total(i, j, (a(i) - a(j)) ** 2) >= 0, total(i, j, (a(i) - a(j)) ** 3 / (a(i) - a(j))))
    assert "undefined" in why(exp(x) >= 0, exp(log(x)) * exp(x - log(x)))
    assert accepted(x**2 / x**2 >= 0, x**2 * x**-2)


def test_dividing_by_a_difference_is_allowed_where_a_hypothesis_keeps_it_from_zero():
    assert accepted((x - y) ** 2 >= 0, (x - y) ** 4 / (x - y) ** 2, given=(differs(x, y),))
    assert not accepted((x - y) ** 2 >= 0, (x - y) ** 4 / (x - y) ** 2)


def test_a_member_lies_between_the_extrema_over_its_index_only():
    given = ()
    assert accepted(total(j, a(j) - least(i, a(i))) >= 0, total(j, a(j) - least(i, a(i))), given=given)
    assert accepted(total(j, greatest(i, a(i)) - a(j)) >= 0, total(j, greatest(i, a(i)) - a(j)))
    assert not accepted(total(j, least(i, a(i)) - a(j)) >= 0, total(j, least(i, a(i)) - a(j)))
    assert not accepted(total(j, b(j) - least(i, a(i))) >= 0, total(j, b(j) - least(i, a(i))))


def test_the_smaller_of_two_exceeds_what_both_exceed():
    given = (x >= t, y >= t)
    assert accepted(minimum(x, y) - t >= 0, minimum(x, y) - t, given=given)
    assert not accepted(minimum(x, y) - t >= 0, minimum(x, y) - t, given=given[:1])
    assert accepted(t - maximum(x, y) >= 0, t - maximum(x, y), given=(t >= x, t >= y))
    assert not accepted(t - maximum(x, y) >= 0, t - maximum(x, y), given=(t >= x,))


def test_functions_have_the_signs_of_their_ranges():
    assert accepted(exp(x) + sigmabar(y) > 0, exp(x), sigmabar(y))
    assert accepted(absolute(x) + sqrt(x**2) >= 0, absolute(x), sqrt(x**2))
    assert not accepted(absolute(x) > 0, absolute(x))
    assert not accepted(log(x) >= 0, log(x), given=(x > 0,))
    assert accepted(maximum(x, exp(y)) > 0, maximum(x, exp(y)))
    assert not accepted(minimum(x, exp(y)) > 0, minimum(x, exp(y)))


SQUARE = claim("square", x**2 >= 2 * x * y - y**2)
ORDERED = claim("ordered", exp(x) >= exp(y), given=(x >= y,))
APART = claim("apart", (x - y) ** 2 / absolute(x - y) > 0, given=(differs(x, y),))


def test_a_lemma_is_used_under_its_mapping_and_inside_sums():
    gap = a(i) ** 2 - (2 * a(i) * b(j) - b(j) ** 2)
    goal = total(i, j, a(i) ** 2) >= total(i, j, 2 * a(i) * b(j) - b(j) ** 2)
    assert accepted(goal, total(i, j, gap), uses=(lemma(SQUARE, {x: a(i), y: b(j)}),), others=(SQUARE,))
    assert not accepted(goal, total(i, j, gap), uses=(lemma(SQUARE, {x: b(i), y: b(j)}),), others=(SQUARE,))


def test_a_lemma_that_is_not_in_the_ledger_is_rejected():
    assert "not in the ledger" in why(x**2 >= 0, x**2, uses=(lemma(SQUARE),))


def test_a_lemma_with_a_hypothesis_that_is_not_shown_is_rejected():
    gap = exp(x) - exp(t)
    assert accepted(gap >= 0, gap, given=(x >= t,), uses=(lemma(ORDERED, {y: t}),), others=(ORDERED,))
    assert "hypothesis" in why(gap >= 0, gap, uses=(lemma(ORDERED, {y: t}),), others=(ORDERED,))
    assert "hypothesis" in why(gap >= 0, gap, given=(x <= t,), uses=(lemma(ORDERED, {y: t}),), others=(ORDERED,))


def test_a_lemma_for_different_numbers_is_not_used_for_equal_indices():
    gap = (a(i) - a(j)) ** 2 / absolute(a(i) - a(j))
    goal = total(i, j, gap) >= 0
    assert accepted(goal, total(i, j, gap))  # by its own form: the claim is defined nowhere that i = j occurs
    strict = verdict(total(i, j, gap) > 0, total(i, j, gap), uses=(lemma(APART, {x: a(i), y: a(j)}),), others=(APART,))
    assert isinstance(strict, Rejection)


def test_the_layer_cake_takes_only_families_of_which_nothing_but_their_sign_is_known():
    weighted = total(i, j, maximum(b(i), b(j)) * (a(i) - a(j)) ** 2)
    goal = weighted >= total(k, b(k)) / n * total(i, j, (a(i) - a(j)) ** 2)
    zeros, zeros_sum = total(k, 1 - b(k)), total(j, (1 - b(j)) * a(j))
    terms = (
        zeros * total(i, j, b(i) * b(j) * (a(i) - a(j)) ** 2),
        2 * total(i, b(i) * (zeros * a(i) - zeros_sum) ** 2),
    )
    assert accepted(goal, *terms, times=n, layer_cake="b", given=(b(i) >= 0,))
    assert "no hypothesis" in why(goal, *terms, times=n, layer_cake="b")
    assert "more of b" in why(goal, *terms, times=n, layer_cake="b", given=(b(i) >= 0, b(i) <= a(i)))
    sharper = weighted >= 101 * total(k, b(k)) / (100 * n) * total(i, j, (a(i) - a(j)) ** 2)
    assert "add up" in why(sharper, *terms, times=n, layer_cake="b", given=(b(i) >= 0,))
    squared = total(i, b(i) ** 2) <= total(i, b(i))
    assert "not linear" in why(squared, 0 * total(i, b(i)), layer_cake="b", given=(b(i) >= 0,))


def test_rayleigh_bounds_hold_for_vectors_seen_to_lie_in_the_span():
    spectrum, spanned = Spectrum(low, high, z(i)), InSpan(w, z(i))
    squared = LinearBN().squared_norm()
    lower, upper = squared >= low * inner(w, w), squared <= high * inner(w, w)
    for goal, term in ((lower, squared - low * inner(w, w)), (upper, high * inner(w, w) - squared)):
        assert accepted(goal, term, given=(spectrum, spanned), rayleigh=(w,))
        assert "span" in why(goal, term, given=(spectrum,), rayleigh=(w,))
        assert not accepted(goal, term, given=(spectrum, spanned), rayleigh=(z(i),))
    doubled = squared >= 2 * low * inner(w, w)
    assert not accepted(doubled, squared - 2 * low * inner(w, w), given=(spectrum, spanned), rayleigh=(w,))


def test_rayleigh_needs_a_hypothesis_on_the_spectrum():
    squared = LinearBN().squared_norm()
    goal = squared >= low * inner(w, w)
    assert "exactly one" in why(goal, squared - low * inner(w, w), given=(InSpan(w, z(i)),), rayleigh=(w,))


@pytest.mark.parametrize("relation", [equal(x, x), differs(x, y)])
def test_a_certificate_for_an_equation_is_rejected(relation):
    assert "inequality" in why(relation, x**2)


def test_a_mean_of_squares_bounds_the_square_of_a_mean_and_not_the_other_way():
    spread = mean(i, j, (a(i) - a(j)) ** 2) / 2
    assert accepted(mean(i, a(i) ** 2) >= mean(i, a(i)) ** 2, spread)
    assert not accepted(mean(i, a(i) ** 2) <= mean(i, a(i)) ** 2, spread)


def test_what_another_conclusion_needs_to_be_defined_grants_nothing():
    """Found by the re-checker: "x ≥ 0; (√x)² = x" proved x ≥ 0 for all real x through its second conclusion."""
    two = claim("two", x >= 0, equal(sqrt(x) ** 2, x))
    answer = check_certificate(two, 0, because(sqrt(x) ** 2), lambda *_: None)
    assert isinstance(answer, Rejection)
    assert "undefined" in answer.why


def test_what_one_conclusion_needs_grants_nothing_to_the_next_though_they_share_their_hypotheses():
    """√x may be used where x + √x ≥ 0 is to be shown, and not where x ≥ 0 is, in whatever order they are checked."""
    made = claim("two", x >= 0, equal(sqrt(x) ** 2, x), x + sqrt(x) >= 0, given=[y >= 0])
    term = {0: because(sqrt(x) ** 2), 2: because(sqrt(x) ** 2, sqrt(x))}
    for order in ((0, 2), (2, 0)):
        knowledge = Knowledge.of(lambda *_: None)
        verdicts = {number: check_certificate(made, number, term[number], knowledge) for number in order}
        assert isinstance(verdicts[0], Rejection)
        assert verdicts[2] is None


def test_the_facts_of_one_certificate_are_not_those_of_the_next():
    """A lemma that one certificate uses says nothing to another one under the same hypotheses."""
    false = claim("false", x + y >= 5)
    made = claim("tested", x + y >= 5, given=[y >= 0, x >= 1])
    knowledge = Knowledge.of(lambda *_: false)
    assert check_certificate(made, 0, because(x + y - 5, uses=(lemma(false),)), knowledge) is None
    assert isinstance(check_certificate(made, 0, because(x + y - 5), knowledge), Rejection)


def test_lambert_w_grants_no_sign_of_its_argument():
    """Found by the re-checker: W₀ is defined down to −1/e."""
    w_of_x = Apply("lambertw", (x,))
    assert "undefined" in why(x + 0 * w_of_x >= 0, sqrt(x) ** 2)


def test_the_bound_variable_of_a_derivative_grants_nothing_for_a_free_one():
    """Found by the re-checker: d/dε √ε at 1 says nothing of the ε outside."""
    (e,) = symbols("ε")
    assert "undefined" in why(e + 0 * derivative(sqrt(e), e, 1) >= 0, sqrt(e) ** 2)


def test_the_layer_cake_wants_the_sign_of_every_member():
    """Found by the re-checker: b_ii ≥ 0 is not b_ij ≥ 0."""
    sum_of_b = total(i, j, family("b", i, j))
    assert not accepted(2 * sum_of_b >= sum_of_b, sum_of_b, layer_cake="b", given=(family("b", i, i) >= 0,))
    assert accepted(2 * sum_of_b >= sum_of_b, sum_of_b, layer_cake="b", given=(family("b", i, j) >= 0,))
