"""False statements with evidence that an adversary thought might pass the re-checker; every one must be rejected.

The evidence is written past the provers' own checks. Beside some stands a near miss that is true and accepted.
"""

from fractions import Fraction

import pytest
from forged import forged, refusal, row

from verify.author import (
    InSpan,
    Spectrum,
    absolute,
    because,
    claim,
    derivative,
    equal,
    exp,
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
from verify.claims.claim import certificate_to_json
from verify.recheck import RecheckError, recheck
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Apply

i, j, k, m = samples("i j k m")
i_1 = samples("i_1")[0]
p, q = patches("p q")
x, y, c, t, u, low, high = symbols("x y c t u λ_min λ_max")
v, w = vector("v"), vector("w")


def a(*indices):
    return family("a", *indices)


def z(*indices):
    return vector("z", *indices)


def lambertw(argument):
    return Apply("lambertw", (argument,))


IDENTITY = {"kind": "identity"}
trace = total(k, a(k, k))
roots = sqrt(-x) * sqrt(-y)
nought = x / (x + y) + y / (x + y) - 1


def slope_of_squares(at):
    return derivative(total(i, family("u", i) * x**2), x, at)


IDENTITIES = {
    "two roots of negative arguments have a positive product": (equal(absolute(roots), -roots), ()),
    "a bound on minus such a product gives no sign": (equal(absolute(t), t), (t >= -roots,)),
    "a sign of row sums says nothing of the trace": (equal(absolute(trace), trace), (total(j, a(i, j)) >= 0,)),
    "a sign of row maxima says nothing of the greatest diagonal entry": (
        equal(absolute(greatest(k, a(k, k))), greatest(k, a(k, k))),
        (greatest(j, a(i, j)) >= 0,),
    ),
    "a family of vectors called sum is no sum": (
        equal(total(j, inner(vector("sum", j), w)), n * inner(vector("sum", j), w)),
        (),
    ),
    "expanding an inner product captures no index": (
        equal(inner(vector_total(i, a(i, i_1) * z(i)), z(i)), total(k, a(k, k) * inner(z(k), z(i)))),
        (),
    ),
    "the point of a derivative keeps its own index": (
        equal(slope_of_squares(family("b", i)), total(i, 2 * family("u", i) * family("b", i))),
        (),
    ),
    "a variable and a family of one name are two things": (
        equal(derivative(x * (a(i) + symbols("a")[0]), x, 1), 2 * symbols("a")[0]),
        (),
    ),
    "a root of a square has no sign of its own": (equal(sqrt(x**2), x), ()),
    "the greatest entry is not the greatest on the diagonal": (
        equal(greatest(i, greatest(j, a(i, j))), greatest(i, a(i, i))),
        (),
    ),
    "an equation on the diagonal says nothing beside it": (equal(a(i, j), c), (equal(a(i, i), c),)),
    "an equation between row sums says nothing of the diagonal": (equal(trace, c), (equal(total(j, a(i, j)), c),)),
    "e to W₀(0) is 1": (equal(exp(lambertw(0 * x)), 0 * x), ()),
    "e to W₀ of what vanishes is 1": (equal(exp(lambertw(nought)), 0 * x), ()),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_false_identity(name):
    """A false identity is not re-checked as a proof."""
    relation, given = IDENTITIES[name]
    assert "canonical forms" in refusal(row(claim("false", relation, given=given), IDENTITY))


matrix_sum = total(i, j, a(i, j))
row_lemma = claim("row", total(j, a(j)) >= 0, given=[a(i) >= 0])
sign_lemma = claim("sign", matrix_sum >= 0, given=[a(i, j) >= 0])
constant_lemma = claim("constant", n * c >= total(i, a(i)), given=[equal(a(i), c)])
root_sum = total(k, m, a(k, m))
root_lemma = claim("root", root_sum + sqrt(a(i, j)) - sqrt(a(i, j)) >= 0)
slope_lemma = claim("slope", derivative(c * x, x, 1) >= c)
squares = mean(i, inner(v, z(i)) ** 2) - low * inner(v, v)
span_lemma = claim("span", squares >= 0, given=[Spectrum(low, high, z(i)), InSpan(v, z(i))])
PROVED = {
    "row": row(row_lemma, because(total(j, a(j)))),
    "sign": row(sign_lemma, because(matrix_sum)),
    "constant": row(constant_lemma, because()),
    "root": row(root_lemma, because(total(k, m, sqrt(a(k, m)) ** 2))),
    "slope": row(slope_lemma, because()),
    "span": row(span_lemma, because(squares, rayleigh=[v])),
}
member = vector("u", j)
one_square = inner(v, member) ** 2 - low * inner(v, v)
diagonal = mean(k, inner(v, z(k, k)) ** 2) - low * inner(v, v)
other_family = mean(k, inner(z(i, p), z(k)) ** 2) - low * inner(z(i, p), z(i, p))
indexed = vector("v", i)
each = mean(k, inner(indexed, z(k)) ** 2) - low * inner(indexed, indexed)
patchwise = mean(k, q, inner(v, z(k, q)) ** 2) - low * inner(v, v)
CERTIFICATES = {
    "a lemma's index is not one of the mapping's values": (
        forged("1", n * a(i) >= total(j, a(j))),
        because(n * a(i) - total(j, a(j)), uses=[lemma(constant_lemma, {c: a(i)})]),
        "hypothesis of lemma",
    ),
    "a constant is no family whose spectrum is known": (
        forged("2", one_square >= 0, given=[Spectrum(low, high, member), InSpan(v, member)]),
        because(one_square, uses=[lemma(span_lemma, {z(i): member})]),
        "no family",
    ),
    "a mapping does not get caught by the variable of a derivative": (
        forged("3", 2 - x >= 0),
        because(2 - x, uses=[lemma(slope_lemma, {c: x})]),
        "not shown nonnegative",
    ),
    "the spectrum of a family with two indices is not that of its diagonal": (
        forged("4", diagonal >= 0, given=[Spectrum(low, high, z(i, j)), InSpan(v, z(i, j))]),
        because(diagonal, rayleigh=[v]),
        "not shown nonnegative",
    ),
    "families of one name and other indices are two families": (
        forged("5", other_family >= 0, given=[Spectrum(low, high, z(i))]),
        because(other_family, rayleigh=[z(i, p)]),
        "lie in the span",
    ),
    "the span of one family is not that of another of its name": (
        forged("6", patchwise >= 0, given=[Spectrum(low, high, z(i, p)), InSpan(v, z(i))]),
        because(patchwise, rayleigh=[v]),
        "lie in the span",
    ),
    "a family is not in the span because one vector of its name is": (
        forged("7", each >= 0, given=[Spectrum(low, high, z(i)), InSpan(vector("v"), z(i))]),
        because(each, rayleigh=[indexed]),
        "lie in the span",
    ),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_false_certificate(name):
    """A certificate for a false statement is rejected."""
    made, certificate, said = CERTIFICATES[name]
    assert said in refusal(*(PROVED[use.claim] for use in certificate.uses), row(made, certificate))


def test_an_index_of_a_lemma_is_never_mapped():
    """On the diagonal, or over patches, a lemma's hypothesis or definedness would be shown for too few members."""
    for name, made, terms, pairs in (
        ("sign", claim("diagonal", matrix_sum >= 0, given=[a(k, k) >= 0]), matrix_sum, [("i", "k"), ("j", "k")]),
        ("root", claim("roots", root_sum + sqrt(a(k, k)) - sqrt(a(k, k)) >= 0), root_sum, [("i", "k"), ("j", "k")]),
        ("row", forged("patches", total(j, a(j)) >= 0, given=[a(p) >= 0]), total(j, a(j)), [("i", "p")]),
    ):
        part = certificate_to_json(because(terms, uses=[lemma(claim(name, x >= x))]))
        assert refusal(PROVED[name], row(made, part))
        kind = "patch" if name == "row" else "sample"
        part["uses"][0]["mapping"] = [[[old, "sample"], [new, kind]] for old, new in pairs]
        with pytest.raises(RecheckError, match="maps nothing"):
            refusal(PROVED[name], row(made, part))


def test_a_lemma_holds_for_all_values_of_its_indices_whatever_they_are_called():
    """The claim's own index may bear the name of the lemma's, and true uses are accepted."""
    made = claim("renamed", total(k, a(k)) >= 0, given=[a(m) >= 0])
    assert refusal(PROVED["row"], row(made, because(total(k, a(k)), uses=[lemma(row_lemma)]))) == ""
    square = claim("square", x**2 >= 2 * x * y - y**2)
    gap = a(i) ** 2 - (2 * a(i) * c - c**2)
    use = because(gap, uses=[lemma(square, {x: a(i), y: c})])
    assert refusal(row(square, because((x - y) ** 2)), row(claim("same letter", gap >= 0), use)) == ""


def test_lemmas_in_a_circle_prove_nothing():
    """A proves B and B proves A, or A proves itself."""
    first, second = claim("A", x >= 1), claim("B", x >= 1)
    for one, other in ((first, second), (first, first)):
        rows = [row(one, because(x - 1, uses=[lemma(other)]))]
        rows += [row(other, because(x - 1, uses=[lemma(one)]))] if other is not one else []
        outcomes = recheck({"schema": "bnverify-ledger-1", "claims": rows}).outcomes
        assert all("rests on itself" in outcome.detail for outcome in outcomes)


SOLVED = {"kind": "solution", "rows": [["1"]], "w_star": ["1"]}
CLASH = {"kind": "combination", "rows": [["0"]], "combination": [[0, "1"]]}
OPTIMUM = {"kind": "optimum", "rows": [["1"]], "patches": 1, "alpha": ["1"]}


def test_evidence_about_one_dataset_shows_nothing_else():
    """The rows of a dataset prove neither 0 = 1 nor its contrary, and are no lemma."""
    absurd, known = claim("absurd", equal(0 * x, 1)), claim("known", equal(x, x))
    refuted = {"status": "REFUTED", "effective": "REFUTED"}
    assert "one dataset" in refusal(row(absurd, evidence=SOLVED, kind="dataset"))
    assert "one dataset" in refusal(row(known, evidence=CLASH, **refuted))
    margin = claim("margin", equal(inner(w, z(i)), 1))
    assert "one dataset" in refusal(row(margin, evidence=SOLVED))
    assert "one dataset" in refusal(
        row(margin, evidence=SOLVED, kind="dataset")
        | {"statement": {"given": [["=", ["sym", "x"], ["num", "0"]]], "then": to_json(margin.statement)["then"]}}
    )
    assert refusal(row(margin, evidence=SOLVED, kind="dataset")) == ""
    assert refusal(row(margin, evidence=CLASH, kind="dataset", **refuted)) == ""
    unit = claim("unit", inner(w, z(i)) >= 1)
    shortest = claim("shortest", inner(w, w) >= 1, given=(inner(w, z(i)) >= 1,))
    assert refusal(row(shortest, evidence=OPTIMUM, kind="dataset")) == ""
    for other in (
        claim("short", inner(w, w) >= 2, given=(inner(w, z(i)) >= 1,)),
        claim("free", inner(w, w) >= 1),
        claim("half", inner(w, w) >= 1, given=(2 * inner(w, z(i)) >= 1,)),
        claim("other", inner(w, w) >= 1, given=(inner(v, z(i)) >= 1,)),
        claim("paired", inner(w, v) >= 1, given=(inner(w, z(i)) >= 1,)),
        unit,
        margin,
    ):
        assert "one dataset" in refusal(row(other, evidence=OPTIMUM, kind="dataset"))
    assert "one dataset" in refusal(row(shortest, evidence=SOLVED, kind="dataset"))
    use = because(inner(w, z(i)) - 1, uses=[lemma(margin)])
    assert "one dataset only" in refusal(row(margin, evidence=SOLVED, kind="dataset"), row(unit, use))


def refuted(made, left, right, n=1, **instance):
    shape = {"n": n, "P": 1, "scalars": {}, "families": {}, "vectors": {}} | instance
    evidence = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": left, "right": right, "instance": shape}
    return row(made, status="REFUTED", effective="REFUTED", evidence=evidence)


def test_a_counterexample_has_no_members_beside_those_its_sizes_speak_of():
    """A vector orthogonal to the whole family is in its span only with the help of a stray member."""
    orthogonal = claim("orthogonal", equal(inner(v, v), 0 * x), given=[InSpan(v, z(i)), equal(inner(v, z(i)), 0 * x)])
    family_of_one = {"0": ["0", "1"]}
    stray = {"v": {"": ["1", "0"]}, "z": family_of_one | {"9": ["1", "0"]}}
    assert "breaks hypothesis 1" in refusal(refuted(orthogonal, "1", "0", scalars={"x": "0"}, vectors=stray))
    spread = claim("spread", mean(i, inner(z(i), z(i))) <= 2 * high, given=[Spectrum(low, high, z(i))])
    many = {"z": {str(place): ["2"] if place == 0 else ["0"] for place in range(4)}}
    numbers = {"λ_min": "1", "λ_max": "1"}
    assert "breaks hypothesis 1" in refusal(refuted(spread, "4", "2", scalars=numbers, vectors=many))
    assert "no value" in refusal(refuted(spread, "4", "2", n=5, scalars=numbers, vectors=many))


def test_what_concludes_nothing_is_not_refuted():
    """It was refused with a traceback."""
    made = refuted(claim("nothing", x >= 0), "-1", "0", scalars={"x": "-1"})
    assert "no conclusion" in refusal(made | {"statement": {"given": [], "then": []}})


def test_digits_of_other_scripts_are_no_numbers():
    """What one program reads as 3 another may not."""
    with pytest.raises(RecheckError, match="not an exact number"):
        refusal(refuted(claim("at most 2", x <= 2), "3", "2", scalars={"x": "٣"}))


def test_a_product_below_a_root_is_split_only_by_what_is_not_negative():
    """Half of everything: a check that the identities above are not rejected because all are."""
    half = Fraction(1, 2)
    assert refusal(row(claim("split", equal((x * y) ** half, x**half * y**half), given=[x >= 0]), IDENTITY)) == ""
    assert refusal(row(claim("W", equal(exp(lambertw(exp(x))) * lambertw(exp(x)), exp(x))), IDENTITY)) == ""


def tower(height):
    node = x
    for _ in range(height):
        node = node**1000
    return node


def test_towers_of_exponents_and_endless_instances_are_refused_before_they_are_computed(monkeypatch):
    """A hostile ledger is to be refused in a moment: 2^(1000^3), 10 000³ triples of samples, a span of 10 000 rows."""
    said = {"given": [], "then": [["=", to_json(tower(3)), to_json(tower(3))]]}
    with pytest.raises(RecheckError, match="absurdly large"):
        refusal(row(claim("tower", equal(x, x)), IDENTITY, statement=said))
    with pytest.raises(RecheckError, match="not an exact number"):
        refusal(refuted(claim("large", x <= 2), "3", "2", scalars={"x": "1e999999999"}))
    many = {"a": {str(place): "0" for place in range(10_000)}}
    triples = claim("triples", a(i) + a(j) + a(k) >= 1)
    assert "too many values" in refusal(refuted(triples, "0", "1", n=10_000, families=many))
    rows = {"z": {str(place): ["1"] for place in range(10_000)}, "v": {"": ["1"]}}
    long = claim("long", inner(v, v) <= 0, given=[InSpan(v, z(i))])
    assert "too large" in refusal(refuted(long, "1", "0", n=10_000, vectors=rows))
    monkeypatch.setattr("verify.recheck.values.MOST_VISITS", 1000)
    sums = claim("sums", inner(vector_total(i, vector_total(j, z(i))), v) <= 0)
    assert "too large" in refusal(refuted(sums, "1", "0", n=100, vectors=rows))


def test_a_derivative_at_an_irrational_point_has_a_value():
    """The slope of x² at e is 2e, and at most 5 is false."""
    steep = claim("steep", derivative(x**2, x, exp(y)) <= 5)
    assert refusal(refuted(steep, "[5.43656 +/- 1e-4]", "5", scalars={"y": "1"})) == ""
    assert "holds on the instance" in refusal(refuted(steep, "2", "5", scalars={"y": "0"}))


def test_what_is_not_defined_has_no_slope_even_where_its_formula_has_a_value():
    """Proved wherever the root is defined, the statement is not refuted where it is not."""
    made = claim("constant", x + derivative(sqrt(x), y, 0) >= 0)
    assert refusal(row(made, because(sqrt(x) ** 2))) == ""
    assert "root of a negative" in refusal(refuted(made, "-1", "0", scalars={"x": "-1", "y": "0"}))


def test_the_slope_of_w0_at_0_is_1():
    """Its formula W₀/(x(1 + W₀)) has no value there, by which a bound of 1/2 was proved."""
    slope, half = derivative(lambertw(x), x, t), Fraction(1, 2)
    made = claim("flat", slope <= half, given=[t >= 0, t <= 0])
    divided = because(lambertw(t) / 2, half + 0 * t, -t * lambertw(t) * t**-2, times=lambertw(t) + 1)
    assert "may be undefined" in refusal(row(made, divided))
    assert refusal(refuted(made, "1", "1/2", scalars={"t": "0"})) == ""
