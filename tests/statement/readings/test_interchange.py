"""A statement survives JSON, and what is not a statement is refused in one line."""

import json

import pytest

from verify.batchnorm import ConvBN, LinearBN
from verify.errors import InputError
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.readings.interchange import digest, statement_from_json, to_json
from verify.statement.writing.calls import exp, maximum
from verify.statement.writing.operations import greatest
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import family, samples, symbols, vector

i, j = samples("i j")
a, b, low, high = symbols("a b λ_min λ_max")
linear, conv = LinearBN(), ConvBN()
STATEMENTS = [
    claim_that((a * exp(a) - b) / (a - b) >= maximum(a, b), given=(differs(a, b),)),
    claim_that(equal(linear.derivative_along(vector("v")), 0), given=(linear.uniform(vector("w*")), linear.defined)),
    claim_that(conv.discrepancy() <= greatest(i, family("c", i)), given=(conv.defined,)),
    claim_that(a >= 0, given=(InSpan(vector("w"), vector("z", i)), Spectrum(low, high, vector("z", i)))),
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_comes_back_from_json_as_it_was(statement):
    assert statement_from_json(json.loads(json.dumps(to_json(statement)))) == statement


def test_statements_that_differ_in_one_index_have_different_digests():
    first = claim_that(equal(family("a", i, j), family("a", j, i)))
    second = claim_that(equal(family("a", i, j), family("a", i, j)))
    assert digest(first) != digest(second)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"then": []},
        {"given": [], "then": [["=", ["sym", "a"]]]},
        {"given": [], "then": [["~", ["sym", "a"], ["sym", "b"]]]},
        {"given": [], "then": [["=", ["num", "1/0"], ["sym", "b"]]]},
        {"given": [], "then": [["=", ["num", "nan"], ["sym", "b"]]]},
        {"given": [], "then": [["=", ["fn", "system", ["sym", "a"]], ["sym", "b"]]]},
        {"given": [["inspan", 1, 2]], "then": []},
        {"given": [], "then": [["=", ["sum", ["i", "hour"], ["sym", "a"]], ["sym", "b"]]]},
    ],
)
def test_what_is_not_a_statement_is_refused_in_one_line(data):
    with pytest.raises(InputError) as caught:
        statement_from_json(data)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_nesting_beyond_the_stack_is_refused_in_one_line():
    deep = ["sym", "a"]
    for _ in range(100_000):
        deep = ["pow", deep, "2"]
    with pytest.raises(InputError):
        statement_from_json({"given": [], "then": [["=", deep, ["sym", "b"]]]})
