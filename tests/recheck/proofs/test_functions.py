"""Trees of rules that the prover finds are accepted; each rule rejects its near miss."""

import copy
import json
from fractions import Fraction

import pytest

from verify.author import (
    absolute,
    derivative,
    differs,
    ell,
    exp,
    family,
    greatest,
    log,
    maximum,
    mean,
    minimum,
    n,
    rational,
    samples,
    sigmabar,
    sign,
    symbols,
    total,
)
from verify.exact.functions.prove import prove_inequality
from verify.recheck.proofs.functions import check_function
from verify.recheck.reading import RecheckError, RejectedError, check_statement
from verify.statement.formulas import Statement
from verify.statement.readings.interchange import to_json

half = Fraction(-1, 2)
a, b, c, x, y, z, g = symbols("a b c x y z γ")
STEP_SIZES = (x > 0, x <= rational(1, 8), g >= rational(1, 2), y >= 0)
TRUE = {
    "exponential": (exp(x) >= 1 + x,),
    "logarithm": (log(1 + x) <= x, x > -1),
    "chord": (log(1 + z) >= z / 2, z >= 0, z <= 1),
    "monotone": (sigmabar(a) <= sigmabar(b), a >= b),
    "loss": (ell(x) <= exp(-x),),
    "slope": (sigmabar(x) >= exp(-x) / 2, x >= 0),
    "power": (maximum(z, z**3) * exp(-z) < 2, z > 0),
    "squares": (a**2 - b**2 >= (a - b) ** 2, a > b, b > 0),
    "quotient": (log(x) / x <= log(y) / y, x >= y, y >= exp(rational(1))),
    "C.4": ((a * exp(a) - b * exp(b)) / (a - b) >= exp(maximum(a, b)), differs(a, b), minimum(a, b) >= 0),
    "choice": (absolute(x) * exp(-absolute(x)) < 1,),
    "boxes": (x**2 - x + 1 > rational(1, 2), x >= 0, x <= 1),
    "touching": (exp(x) * (2 - x) <= exp(rational(1)),),
    "beside": (log(2 + x) > x / 2 - x**2 + rational(1, 2) + y * 0, x >= 0, x <= 1, y >= 0),
    "a root below": (log(x) * x**half < 1, x >= 1),
    "two logarithms": (4 * x * exp(-g) + log(4 * x * y + exp(g)) <= log(8 * x * y + 2 * exp(g)), *STEP_SIZES),
    "a multiple below": (log(9 * (x + 1)) - log(rational(9)) <= log(x + 1) + x, x >= 0),
    "a factor below": (y * log(x) / x >= (log(x + y) ** 2 - log(x) ** 2) / 2, x >= 9, y >= 0),
    "step": (exp(a + c * exp(-a)) >= exp(a) + c, c > 0),
    "sign": (sign(x) * absolute(x) >= x,),
}


@pytest.fixture(scope="module")
def proofs():
    """Each statement's JSON with the proof that the prover finds of it."""
    found = {}
    for name, (relation, *given) in TRUE.items():
        statement = Statement((relation,), tuple(given))
        proof = prove_inequality(statement, 0)
        assert proof is not None, name
        found[name] = (to_json(statement), json.loads(json.dumps({"kind": "function", "proof": proof.proof})))
    return found


def refusal(statement, part):
    """Return the empty string where a proof is accepted, else why it is not."""
    check_statement(statement)
    try:
        check_function(statement, statement["then"][0], part)
    except RejectedError as fault:
        return str(fault)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_a_proof_is_accepted_for_its_own_statement_and_for_no_reversed_one(proofs, name):
    statement, part = proofs[name]
    assert refusal(statement, part) == ""
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    (operator, left, right), given = statement["then"][0], statement["given"]
    assert refusal({"given": given, "then": [[turned[operator], left, right]]}, part)


@pytest.mark.parametrize("name", [name for name, (_, *given) in TRUE.items() if given])
def test_a_proof_needs_the_hypotheses(proofs, name):
    statement, part = proofs[name]
    assert refusal({"given": [], "then": statement["then"]}, part)


@pytest.mark.parametrize("name", ["exponential", "chord", "squares", "touching"])
def test_a_touching_bound_is_not_strict(proofs, name):
    statement, part = copy.deepcopy(proofs[name])
    statement["then"][0][0] = statement["then"][0][0][0]
    if name != "squares":  # a² − b² > (a − b)² is true
        assert refusal(statement, part)


@pytest.mark.parametrize(
    ("name", "replaced", "said"),
    [
        ("boxes", ("tree", "00..00.."), "missing"),
        ("boxes", ("tree", "00..00...."), "left over"),
        ("boxes", ("tree", "."), "does not close"),
        ("boxes", ("tree", "1.."), "names no variable"),
        ("boxes", ("until", ["9/10"]), "not covered"),
        ("boxes", ("until", []), "one end"),
        ("boxes", ("form", ["num", "1"]), "another expression"),
        ("boxes", ("bits", "9"), "bits"),
        ("slope", ("low", None), ""),
        ("chord", ("high", [["num", "1/2"], "closed"]), "bound is not among"),
        ("chord", ("high", [["num", "-1"], "closed"]), "no constant > 0"),
        ("chord", ("low", "open"), "bound is not among"),
        ("exponential", ("factor", ["sym", "x"]), "times"),
        ("exponential", ("becomes", ["num", "1"]), "times"),
        ("exponential", ("is", ["num", "0"]), "does not come back"),
        ("exponential", ("values", []), "no value"),
        ("exponential", ("rule", "obviously"), "is no rule"),
        ("sign", ("strict", False), "indicator"),
        ("C.4", ("on", ["pow", ["sym", "a"], "-1"]), "undefined"),
    ],
)
def test_a_changed_node_is_rejected_where_it_stands(proofs, name, replaced, said):
    statement, part = copy.deepcopy(proofs[name])
    key, value = replaced
    holder = next(node for node in nodes(part) if key in node and (key != "rule" or node[key] != "substitute"))
    holder[key] = value
    assert said in refusal(statement, part)
    assert refusal(statement, part)


def nodes(part):
    """Yield every object inside a proof, outermost first."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from nodes(inner)


@pytest.mark.parametrize(
    ("name", "nearly"),
    [
        ("a root below", (2 * log(x) * x**half < 1, x >= 1)),
        ("a root below", (log(x) * x ** (half / 2) < 1, x >= 1)),
        ("two logarithms", (8 * x * exp(-g) + log(4 * x * y + exp(g)) <= log(8 * x * y + 2 * exp(g)), *STEP_SIZES)),
        ("a multiple below", (log(9 * (x + 2)) - log(rational(9)) <= log(x + 1) + x, x >= 0)),
        ("a multiple below", (log(9 * (x + 1)) - log(rational(9)) <= log(x + 1) - x, x >= 0)),
        ("a factor below", (y * log(x) / x >= log(x + y) ** 2 - log(x) ** 2, x >= 9, y >= 0)),
        ("a factor below", (y * log(x) / x >= (log(x + y) ** 2 - log(x) ** 2) / 2, x >= 1, y >= 0)),
    ],
)
def test_a_proof_that_cancels_factors_does_not_prove_a_false_neighbour(proofs, name, nearly):
    relation, *given = nearly
    assert refusal(to_json(Statement((relation,), tuple(given))), proofs[name][1])


def test_the_format_of_a_tree_is_checked(proofs):
    statement, part = proofs["exponential"]
    for broken in ({"proof": None}, {"proof": {"rule": "substitute"}}, {"proof": {"rule": "cut", "fact": ["="]}}):
        with pytest.raises(RecheckError):
            refusal(statement, part | broken)


def test_a_factor_that_may_be_undefined_proves_nothing():
    """√y > 0 where it is defined: that must not make y > 0 everywhere."""
    root = ["fn", "exp", ["mul", ["num", "1/2"], ["fn", "log", ["sym", "y"]]]]
    inverse = ["fn", "exp", ["mul", ["num", "-1/2"], ["fn", "log", ["sym", "y"]]]]
    line = {"name": "y", "is": ["sym", "y"], "low": None, "high": None, "because": [None, None]}
    tree = {"rule": "times", "factor": inverse, "positive": {"rule": "sign"}, "becomes": root, "then": {"rule": "sign"}}
    part = {"proof": {"rule": "substitute", "values": [["y", ["sym", "y"]]], "variables": [line], "then": tree}}
    assert "undefined" in refusal({"given": [], "then": [[">", ["sym", "y"], ["num", "0"]]]}, part)


def test_a_logarithm_in_a_change_of_variables_needs_a_positive_argument():
    """x = e^s reaches only positive x."""
    values = [["x", ["fn", "exp", ["sym", "s"]]]]
    fresh = {"name": "s", "is": ["fn", "log", ["sym", "x"]], "low": None, "high": None, "because": [None, None]}
    part = {"proof": {"rule": "substitute", "values": values, "variables": [fresh], "then": {"rule": "sign"}}}
    relation = [">", ["sym", "x"], ["num", "0"]]
    assert "logarithm" in refusal({"given": [], "then": [relation]}, part)
    assert refusal({"given": [relation], "then": [relation]}, part) == ""


def line(*names, **changed):
    """Return a change of variables that leaves each as it is, and a sign after it."""
    one = {"low": None, "high": None, "because": [None, None]}
    variables = [{"name": name, "is": ["sym", name], **one, **changed} for name in names]
    values = [[name, ["sym", name]] for name in names]
    return {"rule": "substitute", "values": values, "variables": variables, "then": {"rule": "sign"}}


def proves(relation, proof, *given):
    return refusal(to_json(Statement((relation,), given)), {"kind": "function", "proof": proof}) == ""


def test_a_variable_that_a_statement_does_not_speak_of_may_be_named_and_has_any_value():
    assert proves(x**2 >= 0, line("x"))
    assert proves(x**2 >= 0, line("x", "y"))
    # it is not known to be nonnegative, not even where a hypothesis says so of another
    assert not proves(x**2 >= 0, line("x", "y", low="closed"))
    assert not proves(x**2 + y >= 0, line("x", "y", low="closed"), x >= 0)
    assert proves(x + y >= 0, line("x", "y", low="closed"), x >= 0, y >= 0)
    assert not proves(x + y >= 0, line("x", "y"), x >= 0)


def test_the_slope_of_what_does_not_hold_the_variable_is_zero_whatever_it_is():
    (i,) = samples("i")
    u = family("u", i)
    assert proves(exp(y) >= derivative(mean(i, u), x, 0), line("y"))
    assert proves(exp(y) >= derivative(n - x, x), line("x", "y"))
    assert proves(y + 1 > derivative(greatest(i, u), x), line("y", low="closed"), y >= derivative(total(i, u), x))
    # what does hold it has a slope, and without a slope a sum is no function of real variables
    assert not proves(exp(y) >= derivative(total(i, x * u), x, 0), line("y"))
    assert not proves(exp(y) >= derivative(y**2, y), line("y"))
    assert not proves(exp(y) >= mean(i, u) * 0, line("y"))
    # a slope of 0 does not depend on what stands in it, as |0| is constant; one that is not 0 does
    assert proves(exp(y) >= derivative(absolute(derivative(y, x, 0)), y), line("y"))
    assert not proves(exp(y) >= derivative(absolute(derivative(x * y, x, 0)) + 3 * y, y), line("y"))


def test_a_slope_of_a_slope_is_carried_out_from_within():
    inside = derivative(x**2 * y**3, x, y)  # 2y⁴
    assert proves(derivative(inside, y, x) ** 2 >= 0, line("x"))
    assert proves(8 * x**3 - derivative(inside, y, x) >= 0, line("x"))
    assert not proves(6 * x**3 - derivative(inside, y, x) >= 0, line("x"))
    assert not proves(derivative(inside, y, x) - 8 * x**3 - 1 >= 0, line("x"))
