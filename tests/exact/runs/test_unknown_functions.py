"""Unknown functions: what is assumed for all points is used at those that occur; equations of vectors are solved."""

from __future__ import annotations

import json

import pytest

from verify.author import (
    by_steps,
    claim,
    convex,
    equal,
    fixed_steps,
    function_variable,
    gradient_dominated,
    have,
    homogeneous,
    inner,
    minimised,
    norm,
    smooth,
    square_norm,
    steps,
    strongly_convex,
    symbols,
    vector,
)
from verify.deciding.short_runs import refuted_by_a_run
from verify.errors import InputError
from verify.exact.methods import RUNS
from verify.exact.protocol import Reason
from verify.recheck.reading import RejectedError
from verify.recheck.runs.rules import Rules, check_run
from verify.recheck.runs.short import check_short_run
from verify.statement.readings.interchange import statement_from_json, to_json
from verify.statement.readings.notation import to_latex, to_text

f, g = function_variable("f"), function_variable("g")
w, v, x, y, z = map(vector, "wvxyz")
L, μ, K, c = symbols("L μ K c")
(t,), (T,) = steps("t"), fixed_steps("T")


def no_lemma(name, edition):
    raise AssertionError(name)


def proof(one):
    """Return the part that proves a claim, once the re-checker has accepted it, or None."""
    part = RUNS.prove(one, 0, lambda id, edition: None)
    if isinstance(part, Reason):
        return None
    statement, data = json.loads(json.dumps([to_json(one.statement), part]))
    check_run(statement, statement["then"][0], data, no_lemma)
    return part


TRUE = [
    claim("descent", f(w - f.gradient(w) / L) <= f(w) - square_norm(f.gradient(w)) / (2 * L),
          given=(smooth(f, L), L > 0)),
    claim("monotone", inner(f.gradient(w) - f.gradient(v), w - v) >= 0, given=convex(f)),
    # the vectors of the claim have the names that the hypothesis binds
    claim("bound names", f(x) >= f(y) + inner(f.gradient(y), x - y), given=convex(f)),
    claim("two functions", f(w) + g(w) >= f(v) + g(v) + inner(f.gradient(v) + g.gradient(v), w - v),
          given=(convex(f), convex(g))),
    claim("Euler", inner(f.gradient(w), w) >= 0, given=(homogeneous(f, K), K >= 0, minimised(f, z), equal(f(z), 0))),
    claim("domination", μ * (f(w) - c) <= 0, given=(gradient_dominated(f, μ, c), μ > 0, equal(f.gradient(w), 0 * w))),
    claim("least", f(z) <= f(vector("w", t)), given=minimised(f, z)),
]  # fmt: skip


@pytest.mark.parametrize("one", TRUE, ids=lambda one: one.id)
def test_a_fact_for_all_points_is_used_where_points_occur(one):
    assert proof(one) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [
        claim("a longer step", f(w - 2 * f.gradient(w) / L) <= f(w) - square_norm(f.gradient(w)) / (2 * L),
              given=(smooth(f, L), L > 0)),
        claim("another function", g(x) >= f(y) + inner(f.gradient(y), x - y), given=convex(f)),
        claim("another gradient", f(x) >= f(y) + inner(g.gradient(y), x - y), given=convex(f)),
        claim("turned", f(x) <= f(y) + inner(f.gradient(y), x - y), given=convex(f)),
        claim("without a hypothesis", inner(f.gradient(w) - f.gradient(v), w - v) >= 0),
        claim("two points", f(w) <= f(v)),
    ],
    ids=lambda one: one.id,
)  # fmt: skip
def test_a_near_miss_is_neither_proved_nor_refuted_by_values_that_no_function_may_have(one):
    assert proof(one) is None
    assert refuted_by_a_run(one, seed=0, budget=100) is None


def test_values_at_equal_points_are_never_taken_for_different_ones():
    one = claim("equal points", equal(f(w), f(v)), given=equal(w, v))
    assert refuted_by_a_run(one, seed=0, budget=100) is None
    statement = json.loads(json.dumps(to_json(one.statement)))
    with pytest.raises(RejectedError, match="has these values"):
        check_short_run(statement, {"run": {"last": 0, "steps": {}}, "conclusion": 0})


def test_a_point_that_may_be_undefined_is_refused_by_both_sides():
    """f(w/0) is not spoken of by "f ≥ 0 everywhere", though the value becomes a variable without its point."""
    nonnegative = minimised(f, z)
    fact = f(w / L) >= f(z)
    for given, fine in ((nonnegative,), False), ((nonnegative, L > 0), True):
        part = RUNS.prove(claim("point", f(w) >= f(z), given=given, certificates=by_steps(have(fact))), 0, no_lemma)
        assert isinstance(part, Reason) is not fine
        facts = json.loads(json.dumps([to_json(formula) for formula in given]))
        if fine:
            Rules(no_lemma, frozenset()).defined(facts, to_json(fact))
        else:
            assert "may make it undefined" in part.why
            with pytest.raises(RejectedError, match="undefined"):
                Rules(no_lemma, frozenset()).defined(facts, to_json(fact))


def test_a_proof_is_bound_to_its_function():
    one = TRUE[2]
    part = json.loads(json.dumps(proof(one)))
    other = json.loads(json.dumps(to_json(one.statement)).replace('"value", "f"', '"value", "g"', 1))
    with pytest.raises(RejectedError):
        check_run(other, other["then"][0], part, no_lemma)


def test_a_statement_with_unknown_functions_is_written_and_read_back():
    statement = TRUE[0].statement
    assert statement_from_json(json.loads(json.dumps(to_json(statement)))) == statement
    assert to_text(statement.hypotheses[0]) == "f(y) ≤ f(x) + ⟨∇f(x), y - x⟩ + 1/2·L·‖y - x‖² for all x, y"
    assert r"\nabla f(w)" in to_latex(statement)
    assert to_text(strongly_convex(f, μ)).endswith("1/2·μ·‖y - x‖² for all x, y")


def test_a_name_is_a_function_or_a_vector_and_a_function_takes_vectors():
    with pytest.raises(InputError, match="f stands as a"):
        claim("f", f(vector("f")) >= 0)
    with pytest.raises(InputError, match="function of vectors"):
        f(L)


def test_powers_of_a_step_are_products_and_norms_are_roots():
    assert to_text((1 - L) ** t) == "(1 - L)^t"
    assert to_text((1 - L) ** (T + 1)) == "(1 - L)^(T+1)"
    assert to_text(norm(w - v)) == "‖w - v‖"
    grows = claim("grows", (1 + c) ** t >= 1 + c * t, given=c >= 0)
    assert proof(grows) is not None
    assert refuted_by_a_run(claim("too much", (1 + c) ** t >= 1 + 2 * c * t, given=c >= 0), seed=0) is not None


@pytest.mark.parametrize(
    "one",
    [
        claim("solved", equal(inner(w + v, x), inner(z + y, x)), given=equal(w + v, z + y)),
        claim("chain", equal(w, y), given=(equal(2 * w, z), equal(2 * y, z))),
        claim("half", inner(z, v) <= 1, given=(equal(2 * w, z), inner(w, v) <= 1 / (2 + 0 * L))),
    ],
    ids=lambda one: one.id,
)
def test_equations_of_vectors_are_used_whatever_stands_on_their_left(one):
    assert proof(one) is not None
    assert refuted_by_a_run(one, seed=0, budget=100) is None


def test_a_false_consequence_of_an_equation_of_vectors_is_refuted_by_an_instance_that_keeps_it():
    one = claim("bound", square_norm(z) >= 1, given=(equal(w + v, 2 * z), square_norm(w) >= 1, square_norm(v) >= 1))
    evidence = refuted_by_a_run(one, seed=0)
    assert evidence is not None
    check_short_run(to_json(one.statement), json.loads(json.dumps(evidence.to_json())))


def test_an_equation_that_is_not_solved_lets_nothing_be_refuted():
    """Whatever keeps w = z_i for all i is beyond what the instance shows, and so is a span of what is put in."""
    from verify.author import InSpan, samples

    zi = vector("z", *samples("i"))
    equation = claim("all alike", inner(w, x) >= 0, given=(equal(c * w, L * zi), inner(zi, x) >= 0, c > 0, L > 0))
    given = (equal(w, v), InSpan(w, zi), InSpan(v, zi), equal(inner(zi, x), 0))
    span = claim("span", inner(v, x) >= 0, given=given)
    for one in (equation, span):
        assert refuted_by_a_run(one, seed=0, budget=200) is None
