"""The search along orbits: scalings, signs, turns and permutations that keep the hypotheses of a statement."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.author import (
    ConvBN,
    InSpan,
    LinearBN,
    P,
    Spectrum,
    absolute,
    claim,
    derivative,
    equal,
    exp,
    family,
    greatest,
    inner,
    log,
    maximum,
    mean,
    n,
    rational,
    samples,
    sigmabar,
    sqrt,
    symbols,
    total,
    vector,
)
from verify.claims.claim import Status
from verify.deciding.one_claim import Attempt, DisagreementError, decide
from verify.deciding.pages.collect import collect
from verify.search.points import Shape, Variables
from verify.search.statement_search import Search
from verify.search.symmetries.degrees import Reflection, Scaling, power
from verify.search.symmetries.elements import Permuted, Reflected, Rotated, Scaled
from verify.search.symmetries.images import Orbits, Unbalanced, _elements, falsify_by_symmetries, symmetries_of
from verify.search.symmetries.weights import Analysis, scaling_of
from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.values import holds, refutes
from verify.statement.writing.relations import claim_that
from verify.testing.strategies import instances

linear, cnn = LinearBN(), ConvBN()
i, j = samples("i j")
a, b, gamma, eta, low, high, x, y = symbols("a b γ η λ_min λ_max x y")
w, w_star, u, v, z = linear.w, vector("w*"), vector("u"), vector("v"), linear.z(i)
A, B = family("a", i), family("b", i)
uniform = linear.uniform(w_star)
spectral = (uniform, InSpan(w_star, z), Spectrum(low, high, z))

UNBALANCED = {
    "a wrong power of λ_min": (
        claim_that(linear.squared_norm() >= low**2 * inner(w, w), given=(*spectral, InSpan(w, z))),
        "z",
    ),
    "a wrong power of ‖w‖_Σ": (claim_that(linear.mean_margin() ** 2 <= linear.norm(), given=(uniform,)), "w"),
    "a lost factor ‖w*‖": (claim_that(inner(z, z) >= 1, given=(uniform,)), "w*"),
    "a wrong power of η": (
        claim_that(
            inner(w + eta * v, w + eta * v) - inner(w, w) <= eta * inner(v, v), given=(equal(inner(w, v), 0), eta > 0)
        ),
        "η",
    ),
    "a rate without ‖w*‖": (
        claim_that(low / high ** Fraction(3, 2) >= low ** Fraction(3, 2) / high ** Fraction(3, 2), given=spectral),
        "w*",
    ),
    "P in the place of P²": (claim_that(mean(i, cnn.output(i) ** 2) <= gamma**2 * P, given=(cnn.defined,)), "patch"),
    "a lost 1/n": (claim_that(total(i, A) ** 2 <= total(i, A**2)), "sample"),
    "a gradient with a wrong power of ‖w‖": (
        claim_that(
            linear.derivative_along(w_star) ** 2 <= gamma**2 / linear.squared_norm() ** 2,
            given=(uniform, linear.defined),
        ),
        "w",
    ),
}

TRUE = {
    "Cauchy–Schwarz": claim_that(linear.mean_margin() ** 2 <= linear.squared_norm()),
    "the margin of z and w*": claim_that(inner(z, z) * inner(w_star, w_star) >= 1, given=(uniform,)),
    "Rayleigh": claim_that(linear.squared_norm() >= low * inner(w, w), given=(*spectral, InSpan(w, z))),
    "Pythagoras": claim_that(
        inner(w + eta * v, w + eta * v) - inner(w, w) <= eta**2 * inner(v, v), given=(equal(inner(w, v), 0), eta > 0)
    ),
    "patches": claim_that(mean(i, cnn.output(i) ** 2) <= gamma**2 * P**2, given=(cnn.defined,)),
    "the mean of squares": claim_that(mean(i, A) ** 2 <= mean(i, A**2)),
    "not homogeneous": claim_that(exp(x) >= 1 + x, log(1 + x**2) >= 0),
}

FORCED = {
    "a hypothesis pins the scale": claim_that(x**2 >= y, given=(x >= y, y >= 1)),
    "unequal powers of opposite signs": claim_that(-x <= x**2, given=(x >= 0,)),
    "the scale is bounded on one side": claim_that(x**2 <= x, given=(x >= 0, x <= 1)),
    "repeating samples only helps": claim_that(n * x >= x, given=(x >= 0,)),
}


def imbalance(statement, conclusion=0):
    """The first scaling that keeps the hypotheses and under which a conclusion's sides scale differently, if any."""
    return next(iter(Analysis(statement).imbalances(conclusion)), None)


def transformed(instance, statement, element):
    """The image of an exact instance of a statement, exact too."""
    variables = Variables.of(statement)
    points, shape = variables.points(instance)
    return variables.instance(*element(variables.kinds, points, shape))


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBALANCED)
def test_a_bound_whose_sides_scale_differently_is_refuted_by_an_explicit_scaled_instance(name):
    statement, moved = UNBALANCED[name]
    found = falsify_by_symmetries(statement, extent="unbalanced")
    assert isinstance(found, Unbalanced)
    assert refutes(found.instance, statement) == statement.conclusions[found.conclusion]
    assert not found.degrees.balanced
    assert moved in {key[1] for key, _ in found.element.scaling.weights}
    assert found.words == str(imbalance(statement, found.conclusion))


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBALANCED)
def test_the_base_of_a_scaled_instance_keeps_everything_and_its_image_is_the_instance(name):
    statement, _ = UNBALANCED[name]
    found = falsify_by_symmetries(statement)
    assert all(holds(part, found.base) is True for part in (*statement.hypotheses, *statement.conclusions))
    assert transformed(found.base, statement, found.element) == found.instance


@pytest.mark.parametrize("name", TRUE)
def test_a_true_bound_is_not_refuted_and_its_sides_scale_alike(name):
    assert falsify_by_symmetries(TRUE[name]) is None
    assert all(imbalance(TRUE[name], number) is None for number in range(len(TRUE[name].conclusions)))


@pytest.mark.parametrize("name", FORCED)
def test_a_true_bound_whose_sides_scale_differently_is_not_refuted(name):
    assert falsify_by_symmetries(FORCED[name]) is None
    assert falsify_by_symmetries(FORCED[name], extent="few") is None


def test_unequal_powers_alone_refute_nothing():
    statement = FORCED["unequal powers of opposite signs"]
    assert str(imbalance(statement)) == "left side × c, right side × c² under x → c·x"
    evidence = decide(claim("signs", *statement.conclusions, given=statement.hypotheses), lookup=lambda *_: None)
    assert evidence.status in (Status.PROVED, Status.TESTED)


def test_an_odd_statement_is_refuted_by_changing_the_signs_of_w_and_gamma():
    statement = claim_that(gamma >= 0, given=(linear.defined, linear.output(i) >= 1))
    found = falsify_by_symmetries(statement)
    assert isinstance(found.element, Reflected)
    assert ("symbol", "γ") in found.element.reflection.variables
    assert found.instance.scalars["γ"] == -found.base.scalars["γ"] < 0
    assert "γ → −γ" in found.words


def test_a_bound_on_aligned_vectors_is_refuted_by_turning_one_of_them():
    found = falsify_by_symmetries(claim_that(inner(u, w) ** 2 >= 1, given=(inner(u, u) >= 9, inner(w, w) >= 9)))
    assert isinstance(found.element, Rotated)
    statement = claim_that(inner(u, w) >= 0, given=(inner(u, v) >= 1,))
    assert symmetries_of(statement, Analysis(statement)).rotations == (("u", "v"), ("w",))


def test_a_bound_for_ordered_families_is_refuted_by_permuting_one_of_them():
    statement = claim_that(
        total(i, A * B) >= total(i, A) * total(i, B) / n,
        given=(equal(total(i, A), 1), equal(total(i, B), 1), A >= 0, B >= 0),
    )
    found = falsify_by_symmetries(statement)
    assert isinstance(found.element, Permuted)
    assert sorted(found.instance.families["a"].values()) == sorted(found.base.families["a"].values())


def test_scalings_are_found_from_the_hypotheses_whatever_the_names():
    q, r, s = vector("q", i), vector("r"), symbols("κ")[0]
    renamed = claim_that(s >= 0, given=(equal(inner(r, q), 1), equal(s, mean(i, inner(q, q)))))
    assert [str(found) for found in Analysis(renamed).scalings()] == [
        "κ → c²·κ, r → c⁻¹·r, q → c·q",
        "every sample c times",
    ]


def test_one_step_of_descent_is_scaled_with_w_and_the_step_size():
    step = linear.descended_w(eta)
    statement = claim_that(eta >= 0, given=(linear.defined, inner(step, step) >= 2 * inner(w, w)))
    assert "η → c²·η, w → c·w" in [str(found) for found in Analysis(statement).scalings()]


def test_patches_are_repeated_against_gamma():
    statement = claim_that(gamma >= 0, given=(cnn.defined, cnn.output(i) >= 1))
    assert "γ → c⁻¹·γ, every patch c times" in [str(found) for found in Analysis(statement).scalings()]


def test_a_derivative_is_of_one_degree_less_in_its_variable():
    statement = claim_that(linear.derivative_along(v) ** 2 >= linear.derivative_in_gamma() ** 2)
    (w_weight,) = [found for found in Analysis(statement).scalings() if dict(found.weights).get(("vector", "w"))]
    degrees = scaling_of(statement.conclusions[0], w_weight)
    assert (degrees.left, degrees.right) == (-2, 0)
    cube = scaling_of(derivative(x**3, x) >= x, Scaling(((("symbol", "x"), 1),)))
    assert (cube.left, cube.right) == (2, 1)


def test_a_side_that_is_zero_has_every_degree():
    found = scaling_of(x >= 0, Scaling(((("symbol", "x"), 3),)))
    assert (found.left, found.right) == (3, None)
    assert found.balanced
    assert str(found) == "left side × c³, right side 0"


@pytest.mark.parametrize(
    ("side", "degree"),
    [
        (absolute(x) ** 3, 3),
        (sqrt(x), Fraction(1, 2)),
        (maximum(x, 2 * x, 0), 1),
        (greatest(i, x * A), 1),
        (exp(x / x) * x, 1),
        (sigmabar(x), None),
        (x + x**2, None),
        (0 * x + x**2, 2),
        (total(i, x * n), 1),
    ],
    ids=str,
)
def test_the_degree_of_a_side(side, degree):
    found = scaling_of(side >= 1, Scaling(((("symbol", "x"), 1),)))
    assert (found and found.left) == degree


def test_powers_are_shown_as_people_write_them():
    assert [power(k) for k in (0, 1, 2, -12, Fraction(-1, 2))] == ["1", "c", "c²", "c⁻¹²", "c^(-1/2)"]


STATEMENTS = {
    "linear": claim_that(eta >= 0, given=(uniform, linear.defined, inner(w, w) >= eta)),
    "patches": claim_that(gamma >= 0, given=(cnn.uniform(w_star), cnn.defined, gamma * cnn.mean_margin() >= 0)),
    "families": claim_that(a >= 0, given=(total(i, A) >= a, A * B >= 0, greatest(i, B) <= a**3)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STATEMENTS)
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_symmetries_keep_the_hypotheses(name, data):
    statement = STATEMENTS[name]
    instance = data.draw(instances(statement, n_max=2, P_max=2, d_max=2))
    found = symmetries_of(statement, Analysis(statement))
    scaling = data.draw(st.sampled_from(found.scalings))
    whole = st.integers(2, 3).map(Fraction)
    c = data.draw(whole if scaling.resizes else whole | st.sampled_from([Fraction(1, 7), Fraction(10) ** 9]))
    elements = [Scaled(scaling, c), *map(Reflected, found.reflections)]
    elements += [Rotated(names, quarter) for names in found.rotations for quarter in (True, False)]
    elements += [Permuted(keys, kind, reverse) for keys, kind in found.permutations for reverse in (True, False)]
    for element in elements:
        image = transformed(instance, statement, element)
        assert all(holds(hypothesis, image) is True for hypothesis in statement.hypotheses), str(element)


@pytest.mark.slow
@pytest.mark.parametrize("name", STATEMENTS)
@given(data=st.data())
@settings(deadline=None, max_examples=12)
def test_turning_or_permuting_everything_together_changes_no_statement(name, data):
    statement = STATEMENTS[name]
    instance = data.draw(instances(statement, n_max=3, P_max=2, d_max=2))
    keys = tuple(Search(statement, 0).variables.kinds)
    vectors = tuple(label for kind, label in keys if kind == "vector")
    for element in (Rotated(vectors, False), Permuted(keys, "sample", True), Permuted(keys, "patch", False)):
        image = transformed(instance, statement, element)
        parts = (*statement.hypotheses, *statement.conclusions)
        assert [holds(part, image) for part in parts] == [holds(part, instance) for part in parts]


def test_a_sample_is_repeated_with_all_that_belongs_to_it():
    statement = claim_that(total(i, j, family("m", i, j)) >= total(i, A))
    families = {"m": {(0, 0): 1, (0, 1): 2, (1, 0): 3, (1, 1): 4}, "a": {(0,): 5, (1,): 6}}
    exact = {name: {at: Fraction(value) for at, value in members.items()} for name, members in families.items()}
    twice = Scaled(Scaling(((("size", "sample"), 1),)), Fraction(2))
    image = transformed(Instance(n=2, families=exact), statement, twice)
    assert image.n == 4
    assert image.families["m"][2, 3] == 2
    assert [image.families["a"][k,] for k in range(4)] == [5, 6, 5, 6]


def test_the_same_seed_gives_the_same_answer():
    statement, _ = UNBALANCED["P in the place of P²"]
    assert falsify_by_symmetries(statement, seed=5) == falsify_by_symmetries(statement, seed=5)


def test_a_search_that_is_shared_is_left_as_it_was():
    statement, _ = UNBALANCED["a lost 1/n"]
    shared, alone = Search(statement, 0), Search(statement, 0)
    falsify_by_symmetries(statement, search=shared)
    alone.prepare_once()
    assert shared.rng.bit_generator.state == alone.rng.bit_generator.state


def test_a_statement_without_variables_has_no_image():
    assert falsify_by_symmetries(claim_that(rational(1) >= 2)) is None


def test_the_ledger_says_which_symmetry_refutes_a_claim():
    statement, _ = UNBALANCED["a lost factor ‖w*‖"]
    evidence = decide(claim("lost", *statement.conclusions, given=statement.hypotheses), lookup=lambda *_: None)
    assert (evidence.kind, evidence.method) == ("counterexample", "symmetries")
    assert evidence.data["symmetry"] == "left side × c², right side × 1 under w* → c⁻¹·w*, z → c·z"
    assert refutes(Instance.from_json(evidence.data["instance"]), statement) == statement.conclusions[0]


def test_a_proved_claim_that_an_image_refutes_is_a_disagreement(monkeypatch):
    true = claim("true", x**2 >= 0)
    image = Unbalanced(Instance(scalars={"x": Fraction(2)}), 0, 1, Instance(), Reflected(Reflection(())), None)
    monkeypatch.setattr(
        "verify.deciding.one_claim.falsify_by_symmetries", lambda *_, extent, **__: image if extent == "few" else None
    )
    monkeypatch.setattr("verify.deciding.one_claim.attempt", lambda *_: Attempt({"kind": "identity"}))
    with pytest.raises(DisagreementError, match="proved, yet refuted"):
        decide(true, lookup=lambda *_: None)


PRINTED = {"4.2", "4.3", "lemma-4.2", "D.4-lipschitz"}


@pytest.mark.slow
@pytest.mark.parametrize("id", sorted(PRINTED))
def test_a_printed_claim_of_unequal_powers_is_refuted_by_scaling(id):
    (printed,) = [found for found in collect() if (found.id, found.edition) == (id, "printed")]
    assert printed.expected is Status.REFUTED
    assert falsify_by_symmetries(printed.statement, extent="unbalanced") is not None


@pytest.mark.slow
def test_no_conclusion_of_a_claim_to_be_proved_scales_differently_on_its_sides():
    # a bound such as a_i² ≤ Σ a_k² has more room the more members there are, and says nothing of a lost power
    proved = [found for found in collect(["proofs.cao2023", "proofs.rivals"]) if found.expected is Status.PROVED]
    proved = [found for found in proved if isinstance(found.statement, Statement)]  # a run has no scaling of one step
    unequal = [
        found.id for found in proved for k in range(len(found.statement.conclusions)) if imbalance(found.statement, k)
    ]
    assert unequal == []


def test_images_judged_together_seem_broken_where_they_do_one_by_one():
    search = Search(claim_that(inner(u, w) + total(i, A * B) ** 2 <= 2 * total(i, A**2 * B**2) + x), 0)
    elements = tuple(_elements(search.statement, "all"))
    shape = Shape(2, 1, 2)
    with np.errstate(all="ignore"):
        orbits = Orbits(search, elements, 0, thorough=True)
        bases = orbits._bases(shape)
        points = search.variables.unflatten(bases, shape)
        together = dict(orbits._with_broken(bases, shape))
        images = {element: element(search.variables.kinds, points, shape) for element in elements}
        small = {element: image for element, image in images.items() if image[1].n <= 24}
        alone = {element: orbits._seem_broken(*image) for element, image in small.items()}
    assert list(together) == list(alone)
    assert any(broken.any() for broken in alone.values())
    assert len({shape for _, shape in small.values()}) > 1
    assert all((together[element] == alone[element]).all() for element in alone)


@pytest.mark.parametrize("name", ["a lost 1/n", "a lost factor ‖w*‖"])
def test_exact_values_are_asked_only_of_an_image_that_seems_broken_once_it_is_rounded(name, monkeypatch):
    statement, _ = UNBALANCED[name]
    looks, exact = [], []
    seem, broken = Orbits._seem_broken, Search.broken

    def seeming(self, images, shape):
        looks.append(seem(self, images, shape))
        return looks[-1]

    def breaking(self, instance):
        exact.append((len(looks[-1]), bool(looks[-1].any())))
        return broken(self, instance)

    monkeypatch.setattr(Orbits, "_seem_broken", seeming)
    monkeypatch.setattr(Search, "broken", breaking)
    assert isinstance(falsify_by_symmetries(statement, extent="unbalanced"), Unbalanced)
    assert exact
    assert set(exact) == {(1, True)}
