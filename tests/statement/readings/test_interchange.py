"""A statement survives JSON, and what is not a statement is refused in one line."""

import json

import pytest

from verify.batchnorm import ConvBN, LinearBN
from verify.deciding.pages.collect import collect
from verify.errors import InputError
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.indices import Index
from verify.statement.readings.interchange import WRITERS, digest, dumped, statement_from_json, to_json, written
from verify.statement.tree import Gradient, Symbol, Value
from verify.statement.walk import distinct
from verify.statement.writing.calls import exp, maximum
from verify.statement.writing.operations import greatest, inner, total
from verify.statement.writing.relations import claim_that, differs, equal
from verify.statement.writing.variables import family, samples, steps, symbols, vector

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


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_text_of_a_node_is_that_of_its_lists_and_is_kept(statement):
    for node in distinct(statement):
        assert written(node) == json.dumps(to_json(node))
        assert written(node) is written(node)


def test_every_kind_of_node_on_the_pages_is_written_as_its_lists():
    """Written twice, once as lists and once from kept texts, what the paper says is one text; names are escaped."""
    statements = [*STATEMENTS, *(claim.statement for claim in collect(["proofs.cao2023.theorems"]))]
    run = total(*steps("t"), family("a", *steps("t")), stop=4) >= inner(Gradient("f", vector("w")), vector("w"))
    statements += [claim_that(run, given=(Value("f", vector("w")) >= 0,))]
    nodes = [Index("i", "sample"), *(node for statement in statements for node in distinct(statement))]
    assert WRITERS.keys() - {type(node) for node in nodes} == set()
    for node in {id(node): node for node in nodes}.values():
        assert written(node) == json.dumps(to_json(node))
    for name in ('a"b', "γ\\n", "['x'], \n", "𝔼", '["num", "0"]'):
        assert written(symbols("x")[0] + Symbol(name)) == json.dumps(to_json(symbols("x")[0] + Symbol(name)))


def test_json_of_texts_and_lists_has_its_keys_in_order():
    x, one = symbols("x")[0], {"b": [1, None, True, "1"], "a": {}}
    assert dumped({"z": written(x), **one}) == json.dumps({"z": to_json(x), **one}, sort_keys=True)


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
