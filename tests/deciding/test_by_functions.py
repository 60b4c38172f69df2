"""False claims about unknown functions are refuted by functions that are named, and the re-checker agrees."""

from __future__ import annotations

import copy
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.author import (
    claim,
    convex,
    equal,
    fixed_steps,
    function_variable,
    gradient_dominated,
    homogeneous,
    inner,
    minimised,
    smooth,
    square_norm,
    steps,
    strongly_convex,
    symbols,
    vector,
)
from verify.claims.evidence import Evidence
from verify.deciding.by_functions import refuted_by_functions
from verify.deciding.rechecking import objection
from verify.recheck.runs.for_all import holds_for_all as rechecked_for_all
from verify.recheck.runs.language import read
from verify.recheck.runs.named_functions import read_function
from verify.recheck.values import read_instance
from verify.report.words.evidence import evidence_words
from verify.search.for_all import holds_for_all
from verify.statement.formulas import ForAll
from verify.statement.instance import Instance
from verify.statement.named_functions import named_function, with_functions
from verify.statement.readings.interchange import to_json
from verify.statement.readings.values import holds_at

f, g = function_variable("f"), function_variable("g")
w, v, least = vector("w"), vector("v"), vector("x*")
L, μ, η, K, c = symbols("L μ η K c")
(t,), (T,) = steps("t"), fixed_steps("T")


def descends(rate):
    return equal(vector("w", t + 1), vector("w", t) - rate * f.gradient(vector("w", t)))


FALSE = {
    "a step three times as long": (f(w - 3 * f.gradient(w) / L) <= f(w), (smooth(f, L), convex(f), L > 0)),
    "convex is strongly convex": (strongly_convex(f, μ), (convex(f), μ > 0)),
    "smooth is convex": (convex(f), (smooth(f, L), L > 0)),
    "the gradient is parallel to the point": (
        inner(f.gradient(w), w) ** 2 >= square_norm(f.gradient(w)) * square_norm(w), (convex(f), minimised(f, 0 * w))),
    "Jensen turned": (f((w + v) / 2) >= (f(w) + f(v)) / 2, (convex(f),)),
    "dominated is convex": (
        inner(f.gradient(w) - f.gradient(v), w - v) >= 0, (gradient_dominated(f, μ, c), μ > 0)),
    "a function and its minimiser": (f(w) <= f(least) + square_norm(w - least), (convex(f), minimised(f, least))),
    "of degree 2 and of degree 1": (equal(inner(f.gradient(w), w), f(w)), (homogeneous(f, 2),)),
}  # fmt: skip
SLOW = {
    "a run with too long a step": (
        f(vector("w", t + 1)) <= f(vector("w", t)),
        (smooth(f, L), convex(f), L > 0, equal(η * L, 3), equal(η, 3 / L), descends(η))),
    "twice the rate": (
        f(vector("w", T)) - f(least) <= (1 - 2 * η * μ) ** T * (f(vector("w", 0)) - f(least)),
        (smooth(f, L), strongly_convex(f, μ), minimised(f, least), μ > 0, μ <= L, η > 0, η * L <= 1, descends(η))),
    "what holds of quadratic forms only": (
        2 * (f(w) - f(v) - inner(f.gradient(v), w - v)) >= inner(f.gradient(w) - f.gradient(v), w - v), (convex(f),)),
}  # fmt: skip
# a minimum, or a gradient that is 0, says nothing of the points between: a function with two wells shows it
WELLS = {
    "least somewhere is convex": (convex(f), (minimised(f, least),)),
    "least somewhere has a monotone gradient": (
        inner(f.gradient(w) - f.gradient(v), w - v) >= 0, (minimised(f, least),)),
}  # fmt: skip
TRUE = {
    "a step twice as long": (f(w - 2 * f.gradient(w) / L) <= f(w), (smooth(f, L), L > 0)),
    "the gradient of a convex function is monotone": (
        inner(f.gradient(w) - f.gradient(v), w - v) >= 0, (convex(f),)),
    "strongly convex is convex": (convex(f), (strongly_convex(f, μ), μ >= 0)),
}  # fmt: skip


def broken(stated, *, quick=True):
    made = claim("a", stated[0], given=stated[1])
    evidence = refuted_by_functions(made, seed=0, quick=quick)
    if evidence is not None:
        assert objection(made, evidence, {}) == ""
    return made, evidence


@pytest.mark.parametrize("name", FALSE)
def test_a_function_breaks_a_false_claim(name):
    made, evidence = broken(FALSE[name])
    assert evidence.status == "REFUTED"
    assert evidence_words(made, evidence)[0].startswith("f(x")


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_curve_or_a_run_breaks_a_false_claim(name):
    assert broken(SLOW[name], quick=False)[1].status == "REFUTED"


@pytest.mark.slow
@pytest.mark.parametrize("name", WELLS)
def test_two_wells_break_a_claim_on_what_is_least_somewhere(name):
    assert broken(WELLS[name], quick=False)[1].status == "REFUTED"


@pytest.mark.slow
def test_what_is_least_somewhere_is_above_its_least_value():
    assert broken((f(w) >= f(least) - 1, (minimised(f, least),)), quick=False)[1] is None


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_no_function_breaks_a_true_claim(name):
    assert broken(TRUE[name])[1] is None


@pytest.mark.parametrize("about", [T, t])
def test_a_run_is_not_searched_again_with_steps_of_which_nothing_is_said(monkeypatch, about):
    """With T named, runs that end at T = 0, 1, 2; a claim for all t is written out at the last step of each run."""
    searched = []

    def survive(statement, **options):
        searched.append(statement)

    monkeypatch.setattr("verify.deciding.by_functions.falsify", survive)
    broken((f(vector("w", about)) <= f(vector("w", 0)), (smooth(f, L), L > 0, equal(η * L, 1), descends(η))))
    runs, kinds = 3, 2
    assert len(searched) == len(set(searched)) == runs * kinds


def quadratic(matrix, linear=None, constant="0"):
    return {"kind": "quadratic", "matrix": matrix, "linear": linear or ["0"] * len(matrix), "constant": constant}


def curve(*polynomial, hinges=()):
    return {"kind": "curve", "polynomial": list(polynomial), "hinges": [list(hinge) for hinge in hinges]}


FORGED = {
    "a concave function is not convex": quadratic([["-1"]]),
    "a saddle is not convex": quadratic([["1", "0"], ["0", "-1"]]),
    "a matrix that is not symmetric": quadratic([["1", "1"], ["0", "1"]]),
    "a matrix without its linear part": quadratic([["1"]], ["0", "0"]),
    "a curve bent down at its hinge": curve("0", "0", "1/2", hinges=[("1", "-1")]),
    "a curve bent down far away": curve("0", "0", "1/2", hinges=[("100", "-51/100")]),
    "a cubic is convex on one side only": curve("0", "0", "0", "1"),
    "steeper than L": quadratic([["1001/1000"]]),
    "a curve that is steeper than L at last": curve("0", "0", "1/2", hinges=[("50", "1/1000")]),
    "no function of this kind": {"kind": "exp"},
    "floats are no numbers": quadratic([["nan"]]),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_function_that_breaks_a_hypothesis_somewhere_is_rejected(name):
    made, evidence = broken((f(w) <= square_norm(w) / 4, (convex(f), smooth(f, 1))))
    assert evidence is not None
    data = copy.deepcopy(evidence.data)
    data["functions"]["f"] = FORGED[name]
    if len(FORGED[name].get("linear", [])) == 2:
        data["instance"]["vectors"] = {"w": {"": ["1", "0"]}}
    assert objection(made, Evidence("counterexample", "forged", data), {}) != ""


@pytest.mark.parametrize("change", [{"g": quadratic([["1"]])}, {}])
def test_all_unknown_functions_and_no_others_are_named(change):
    made, evidence = broken((f(w) <= square_norm(w) / 4, (convex(f), smooth(f, 1))))
    data = {**evidence.data, "functions": {**evidence.data["functions"], **change} if change else {}}
    assert objection(made, Evidence("counterexample", "forged", data), {}) != ""


def test_the_value_of_a_point_is_not_the_instances_own():
    made, evidence = broken((f(w) <= square_norm(w) / 4, (convex(f), smooth(f, 1))))
    data = {**evidence.data, "left": "1000"}
    assert objection(made, Evidence("counterexample", "forged", data), {}) != ""


small = st.sampled_from([Fraction(value) for value in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "1/3", "-3")])
text = small.map(str)
FORMULAS = [
    convex(f), smooth(f, L), strongly_convex(f, μ), minimised(f, least), gradient_dominated(f, μ, c),
    homogeneous(f, 2), homogeneous(f, K),
]  # fmt: skip


@st.composite
def named(draw):
    if draw(st.booleans()):
        a, b, d = (draw(text) for _ in range(3))
        return quadratic([[a, b], [b, d]], [draw(text), draw(text)], draw(text))
    hinges = draw(st.lists(st.tuples(text, text), max_size=2))
    return curve(*draw(st.lists(text, min_size=1, max_size=5)), hinges=hinges)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(named(), st.sampled_from(FORMULAS), st.tuples(small, small, small, small), st.lists(small, min_size=6))
def test_what_is_said_to_hold_for_all_points_holds_at_random_ones_and_both_sides_say_the_same(one, formula, of, at):
    d = 2 if one["kind"] == "quadratic" else 1
    values = dict(zip(("L", "μ", "f*", "c"), of, strict=True), K=Fraction(2))
    places = {name: {(): tuple(at[k * d : k * d + d])} for k, name in enumerate(("x*", "x", "y"))}
    instance = Instance(scalars=values, vectors=places)
    own = holds_for_all(formula, {"f": named_function(one)}, instance)
    theirs = rechecked_for_all(read(to_json(formula)), {"f": read_function(one)}, read_instance(instance.to_json()))
    assert own == theirs
    units = {f"e{k}": {(): tuple(Fraction(j == k) for j in range(d))} for k in range(d)}
    body = formula
    while isinstance(body, ForAll):
        body = body.body
    said = with_functions(body, {"f": named_function(one)}, tuple(map(vector, units)))
    assert not own or holds_at(said, replace(instance, vectors={**places, **units}), {})
