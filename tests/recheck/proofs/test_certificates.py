"""Certificates are re-checked rule by rule; none proves something false by what is undefined or assumed elsewhere."""

import pytest
from cauchy_schwarz import NO_SCHWARZ, SCHWARZ

from verify.author import (
    InSpan,
    P,
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
    maximum,
    mean,
    minimum,
    n,
    samples,
    sigmabar,
    sqrt,
    symbols,
    tanh,
    total,
    vector,
)
from verify.claims.claim import certificate_to_json
from verify.recheck.proofs.certificates import check_certificate, check_identity
from verify.recheck.reading import RecheckError, RejectedError, check_statement
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Apply

i, j, k = samples("i j k")
x, y, e, low, high = symbols("x y ε λ_min λ_max")
w, v, u = vector("w"), vector("v"), vector("u")
z = vector("z", i)


def a(*indices):
    return family("a", *indices)


def b(*indices):
    return family("b", *indices)


def verdict(relation, *terms, given=(), also=(), lemmas=(), change=None, **options):
    """Return the empty string where a certificate is accepted, else why it is not."""
    statement = to_json(claim("tested", relation, *also, given=given).statement)
    known = {other.key: to_json(other.statement) for other in lemmas}
    part = certificate_to_json(because(*terms, **options)) | (change or {})
    check_statement(statement)
    try:
        check_certificate(statement, statement["then"][0], part, lambda name, form: known[name, form])
    except RejectedError as fault:
        return str(fault)
    return ""


squares = total(i, j, (a(i) - a(j)) ** 2)
lagrange = n * total(i, a(i) ** 2) - total(i, a(i)) ** 2
span = (InSpan(w, z), Spectrum(low, high, z))


@pytest.mark.parametrize(
    ("relation", "terms", "options"),
    [
        (lagrange >= 0, (squares / 2,), {}),
        (x + 1 / x >= 2, ((x - 1) ** 2,), {"times": x, "given": (x > 0,)}),
        (x**2 + exp(y) > 0, (x**2, exp(y)), {}),
        (minimum(x, y) <= x, (x - minimum(x, y),), {"given": (x >= minimum(x, y),)}),
        (least(i, a(i)) <= a(k), (a(k) - least(i, a(i)),), {}),
        (greatest(i, a(i)) >= a(k), (greatest(i, a(i)) - a(k),), {}),
        (absolute(x) + maximum(y, exp(y)) >= 0, (absolute(x), maximum(y, exp(y))), {}),
        (minimum(x + 1, 2 * x) >= x, (minimum(x + 1, 2 * x) - x,), {"given": (x + 1 - x >= 0, 2 * x - x >= 0)}),
        (x >= maximum(y, 0 * y), (x - maximum(y, 0 * y),), {"given": (x >= y, x >= 0)}),
        (total(i, a(i)) > 0, (total(i, a(i)),), {"given": (a(k) > 0,)}),
        (
            total(i, j, maximum(b(i), b(j))) >= n * total(j, b(j)),
            (total(i, j, b(j) * (1 - b(i))),),
            {"given": (b(i) >= 0,), "layer_cake": "b"},
        ),
        (
            mean(k, inner(w, vector("z", k)) ** 2) >= low * inner(w, w),
            (mean(k, inner(w, vector("z", k)) ** 2) - low * inner(w, w),),
            {"given": span, "rayleigh": (w,)},
        ),
        (high > 0, (high - low, low), {"given": span}),
        (x / sqrt(y) >= 0, (x / sqrt(y),), {"given": (x >= 0,)}),
        (n * P - 1 < x - 1, (n,), {"given": (equal(P, 1), equal(x, 2 * n))}),
        (tanh(x) - 1 < 0, (0 - (tanh(x) - 1),), {}),
        (2 * (tanh(x) - tanh(y)) - 4 < 0, (0 - (2 * (tanh(x) - tanh(y)) - 4),), {}),
        (sqrt(-(x**2)) >= 0, (sqrt(-(x**2)),), {}),
    ],
)
def test_sound_certificates_are_accepted(relation, terms, options):
    assert verdict(relation, *terms, **options) == ""


@pytest.mark.parametrize(
    ("relation", "terms", "options", "said"),
    [
        (x >= 0, (x,), {}, "not shown nonnegative"),
        (x**2 > 0, (x**2,), {}, "strict"),
        (2 * (tanh(x) - tanh(y)) - 3 < 0, (0 - (2 * (tanh(x) - tanh(y)) - 3),), {}, "not shown"),
        (tanh(x) * tanh(y) - 1 > 0, (tanh(x) * tanh(y) - 1,), {}, "not shown"),
        (sqrt(-(x**2)) > 0, (sqrt(-(x**2)),), {}, "strict"),
        (sqrt(-(x**2)) - x >= 0, (sqrt(-(x**2)) - x,), {}, "not shown"),
        (sqrt(-(x**2)) >= 0, (sqrt(x**2),), {}, "do not add up"),
        (x**2 >= 1, (x**2,), {}, "do not add up"),
        (x >= 0, (x**2,), {"times": x}, "multiplier is not shown positive"),
        (x**3 >= 0, (x**3,), {"given": (x >= -1,)}, "not shown nonnegative"),
        (x >= 0, (sqrt(x) ** 2,), {}, "may be undefined"),
        (x >= 0, (x**2 / x,), {"given": (x >= 0,)}, "may be undefined"),
        (equal(x, x), (), {}, "does not prove a relation ="),
        (least(i, a(i)) >= a(k), (least(i, a(i)) - a(k),), {}, "not shown nonnegative"),
        (mean(k, inner(v, vector("z", k)) ** 2) >= low * inner(v, v), (), {"given": span, "rayleigh": (v,)}, "span"),
        (high > 0, (high,), {"given": ()}, "not shown nonnegative"),
        (x >= y, (x - y,), {"given": (y >= x,)}, "not shown nonnegative"),
        (a(i) >= 0, (a(i),), {"given": (b(i) >= 0,)}, "not shown nonnegative"),
        (n * P - 1 < x - 1, (n,), {"given": (P <= 1, equal(x, 2 * n))}, "do not add up"),
        (n * P - 1 < x - 1, (n,), {"given": (equal(P, 2), equal(x, 2 * n))}, "do not add up"),
    ],
)
def test_unsound_certificates_are_rejected(relation, terms, options, said):
    assert said in verdict(relation, *terms, **options)


def test_what_another_conclusion_divides_by_or_takes_a_root_of_grants_nothing():
    """Else x ≥ 0, shown beside (√x)² = x, would be used as a lemma about every x."""
    assert "may be undefined" in verdict(x >= 0, sqrt(x) ** 2, also=(equal(sqrt(x) ** 2, x),))
    root = claim("root", sqrt(x) ** 2 >= 0, x + sqrt(x) ** 2 >= 2 * x, edition="beyond")
    assert "may be undefined" in verdict(x >= x, x - x, uses=(lemma(root, conclusion=1),), lemmas=(root,))


@pytest.mark.parametrize("gap", SCHWARZ.values(), ids=SCHWARZ)
def test_cauchy_schwarz_holds_for_any_two_vectors(gap):
    assert verdict(gap >= 0, gap) == ""
    assert "strict" in verdict(gap > 0, gap)


@pytest.mark.parametrize("gap", NO_SCHWARZ.values(), ids=NO_SCHWARZ)
def test_what_only_looks_like_cauchy_schwarz_is_refused(gap):
    assert "term 1 is not shown nonnegative" in verdict(gap >= 0, gap)


def test_a_family_is_mapped_as_a_whole():
    spread = claim("spread", n * total(i, a(i) ** 2) >= total(i, a(i)) ** 2, edition="beyond")
    use = {"uses": (lemma(spread, {a(i): exp(b(i))}),), "lemmas": (spread,)}
    gap = n * total(j, exp(b(j)) ** 2) - total(j, exp(b(j))) ** 2
    assert verdict(gap >= 0, gap, **use) == ""
    assert "not shown" in verdict(
        n * total(j, b(j) ** 2) - total(j, b(j)) ** 2 >= 0, n * total(j, b(j) ** 2) - total(j, b(j)) ** 2, **use
    )
    twice = claim("twice", a(i, j) + a(j, i) >= 0, given=(a(i, j) >= 0,), edition="beyond")
    assert "one index twice" in verdict(b(i) >= 0, b(i), uses=(lemma(twice, {a(i, i): b(i)}),), lemmas=(twice,))
    assert "other indices" in verdict(b(i) >= 0, b(i), uses=(lemma(twice, {a(i): b(i)}),), lemmas=(twice,))


def test_w0_being_defined_says_nothing_of_the_sign_of_its_argument():
    assert "may be undefined" in verdict(x + 0 * Apply("lambertw", (x,)) >= 0, sqrt(x) ** 2)


def test_a_derivatives_bound_variable_says_nothing_of_a_free_one():
    assert "may be undefined" in verdict(e + 0 * derivative(sqrt(e), e, 1) >= 0, sqrt(e) ** 2)


def test_a_layer_cake_needs_the_whole_family_nonnegative_and_nothing_else_of_it():
    cake = {"layer_cake": "b"}
    twice = 2 * total(i, j, b(i, j)) >= total(i, j, b(i, j))
    assert "other indices" in verdict(twice, total(i, j, b(i, j)), given=(b(i, i) >= 0,), **cake)
    linear = 2 * total(i, b(i)) >= total(i, b(i))
    assert verdict(linear, total(i, b(i)), given=(b(i) >= 0,), **cake) == ""
    assert "no more" in verdict(linear, total(i, b(i)), given=(b(i) >= 0, b(i) <= b(j)), **cake)
    assert "no more" in verdict(linear, total(i, b(i)), **cake)
    square = total(i, b(i)) >= total(i, b(i) ** 2)
    assert "not linear" in verdict(square, total(i, b(i) * (1 - b(i))), given=(b(i) >= 0,), **cake)
    constant = total(i, b(i)) >= total(i, 1 * b(i)) - 1
    assert "not linear" in verdict(constant, 1 + 0 * x, given=(b(i) >= 0,), **cake)
    assert "layer cake does not prove" in verdict(2 * total(i, b(i)) > total(i, b(i)), given=(b(i) >= 0,), **cake)


arithmetic = claim("means", x**2 + y**2 >= 2 * x * y, edition="beyond")
roots = claim("roots", x >= 2 * sqrt(x) - 1, given=(x >= 0,), edition="beyond")


def test_lemmas_enter_under_their_mapping():
    used = lemma(arithmetic, {x: a(i), y: sigmabar(a(j))})
    assert (
        verdict(
            a(i) ** 2 + sigmabar(a(j)) ** 2 >= 2 * a(i) * sigmabar(a(j)),
            a(i) ** 2 + sigmabar(a(j)) ** 2 - 2 * a(i) * sigmabar(a(j)),
            uses=(used,),
            lemmas=(arithmetic,),
        )
        == ""
    )
    everywhere = total(i, j, a(i) ** 2 + a(j) ** 2 - 2 * a(i) * a(j))
    mapped = lemma(arithmetic, {x: a(i), y: a(j)})
    assert verdict(everywhere >= 0, everywhere, uses=(mapped,), lemmas=(arithmetic,)) == ""


def test_a_lemmas_hypotheses_must_be_shown_and_its_values_defined():
    relation = exp(x) >= 2 * sqrt(exp(x)) - 1
    assert verdict(relation, exp(x) - 2 * sqrt(exp(x)) + 1, uses=(lemma(roots, {x: exp(x)}),), lemmas=(roots,)) == ""
    shifted = claim("shifted", x**2 >= 2 * x - 1, given=(x >= 3,), edition="beyond")
    assert "hypothesis" in verdict(
        y**2 >= 2 * y - 1, y**2 - 2 * y + 1, uses=(lemma(shifted, {x: y}),), lemmas=(shifted,)
    )
    assert "undefined" in verdict(y >= 2 * x - 1, y - 2 * x + 1, uses=(lemma(roots, {x: y}),), lemmas=(roots,))
    assert "undefined" in verdict(x**2 >= 0, x**2, uses=(lemma(arithmetic, {x: 1 / y}),), lemmas=(arithmetic,))


def test_spans_and_spectra_of_a_lemma_are_matched_by_name():
    bound = claim("bound", mean(k, inner(w, vector("z", k)) ** 2) >= low * inner(w, w), given=span, edition="beyond")
    relation = mean(k, inner(u, vector("z", k)) ** 2) >= low * inner(u, u)
    term = mean(k, inner(u, vector("z", k)) ** 2) - low * inner(u, u)
    use = {"uses": (lemma(bound, {w: u}),), "lemmas": (bound,)}
    assert verdict(relation, term, given=(InSpan(u, z), Spectrum(low, high, z)), **use) == ""
    assert "hypothesis" in verdict(relation, term, given=(InSpan(w, z), Spectrum(low, high, z)), **use)
    assert "hypothesis" in verdict(relation, term, given=(InSpan(u, z), Spectrum(high, low, z)), **use)
    assert "hypothesis" in verdict(relation, term, given=(InSpan(u, z),), **use)


def test_a_differing_hypothesis_allows_division_by_the_difference_and_by_its_square():
    given = (differs(x, y),)
    assert verdict((x - y) ** 2 >= 0, (x - y) ** 4 / (x - y) ** 2, given=given) == ""
    assert "undefined" in verdict((x - y) ** 2 >= 0, (x - y) ** 4 / (x - y) ** 2)
    assert "undefined" in verdict((x + y) ** 2 >= 0, (x + y) ** 4 / (x + y) ** 2, given=given)


def test_malformed_certificates_are_errors():
    for change in ({"terms": None}, {"terms": [["num"]]}, {"uses": [{}]}, {"multiplier": ["vec", "w", []]}):
        with pytest.raises(RecheckError):
            verdict(x**2 >= 0, x**2, change=change)
    use = {"claim": "means", "form": "beyond", "conclusion": 0, "mapping": [[["i", "sample"], ["#1.0", "sample"]]]}
    with pytest.raises(RecheckError, match="maps nothing"):
        verdict(x**2 >= 0, x**2, change={"uses": [use]}, lemmas=(arithmetic,))
    with pytest.raises(RecheckError, match="whole number"):
        verdict(x**2 >= 0, x**2, change={"uses": [use | {"mapping": [], "conclusion": 1}]}, lemmas=(arithmetic,))


def test_an_identity_is_no_proof_of_an_inequality():
    with pytest.raises(RejectedError, match="no equation"):
        check_identity({"given": [], "then": []}, to_json(x >= x))


def test_a_term_whose_form_is_nought_is_not_negative_and_not_positive():
    """0·x is 0 wherever it has a value; as a strict term it shows nothing."""
    from verify.author import because, claim, symbols
    from verify.deciding.many_claims import check as decide_all
    from verify.recheck import recheck as recheck_ledger

    (x,) = symbols("x")
    ledger = decide_all([claim("nought", 0 * x >= 0, certificates=because(0 * x))], cache=False)
    assert recheck_ledger(ledger.to_json()).count("rechecked") == 1
    assert ledger.verdicts[0].status.value == "PROVED"
    strict = decide_all([claim("strict", 0 * x > 0, certificates=because(0 * x))], cache=False)
    assert strict.verdicts[0].status.value == "REFUTED"
