"""Forms that are kept from one derivation's step for the next are those that the step would make itself."""

import copy
from itertools import count

import pytest
from random_expressions import Draw, statement

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.remembered import LEVELS, REMEMBERED, Remembered
from verify.recheck.reading import RejectedError

X, Y, Z = (["sym", name] for name in "xyz")
ONE, TWO = ["num", "1"], ["num", "2"]
INDEX = ["i", "sample"]
MEMBER = ["idx", "u", [INDEX]]
VECTORS = ["inner", ["vec", "w", []], ["vec", "v", []]]


def equation(left, right):
    return ["=", left, right]


@pytest.mark.parametrize(
    ("node", "first", "second"),
    [
        (["add", X, Y], [], [equation(X, ONE)]),
        (["add", X, Y], [equation(X, ONE)], [equation(X, TWO)]),
        # the second rule comes to y through what the first one puts there
        (["pow", Y, "2"], [equation(Y, X)], [equation(Y, X), equation(X, ONE)]),
        (["pow", ["mul", X, Y], "1/2"], [], [[">=", X, ["num", "0"]]]),
        (["sum", INDEX, X], [], [equation(["size", "sample"], TWO)]),
        (["sum", INDEX, ["mul", X, MEMBER]], [], [equation(MEMBER, TWO)]),
        (["fn", "log", ["mul", X, ["fn", "abs", Y]]], [], [equation(["fn", "log", X], TWO), [">", X, ["num", "0"]]]),
        (["diff", ["mul", X, Y], "x", Z], [], [equation(Z, ONE), equation(Y, TWO)]),
        (
            ["inner", ["vec", "w", []], ["vec", "v", []]],
            [],
            [equation(["inner", ["vec", "w", []], ["vec", "v", []]], ONE)],
        ),
        (["ext", "max", INDEX, ["mul", Y, MEMBER]], [equation(Y, ONE)], [equation(Y, TWO)]),
    ],
)
def test_another_equation_or_sign_gives_another_form(node, first, second):
    REMEMBERED.forget()
    before = Forms(first).of(node)
    assert Forms(second).of(node) != before
    assert Forms(first).of(node) == before


def test_an_equation_about_another_variable_leaves_a_form_as_it_is():
    REMEMBERED.forget()
    node = ["sum", INDEX, ["mul", X, ["pow", MEMBER, "2"]]]
    assert Forms([equation(Y, ONE)]).of(node) is Forms([equation(Z, TWO)]).of(list(node))


@pytest.mark.parametrize("begin", [0, 8, 9, 97, 98, 99, 998, 999, 10**6 - 1])
def test_a_form_does_not_depend_on_how_many_labels_were_made_before(begin, monkeypatch):
    # max(u_i, u_j) orders its arguments while their labels are open: !9 and !10 were ordered as texts
    other = ["idx", "u", [["j", "sample"]]]
    node = ["sum", INDEX, ["sum", ["j", "sample"], ["mul", MEMBER, ["fn", "max", MEMBER, other]]]]
    REMEMBERED.forget()
    usual = Forms().of(node)
    REMEMBERED.forget()
    monkeypatch.setattr(REMEMBERED, "fresh", count(begin))
    assert Forms().of(node) == usual
    REMEMBERED.forget()


LABEL = ("@", "k", "sample")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({("sym", "x"): {"node": ONE}}, {("sym", "x"): {"node": TWO}}),
        ({("sym", "x"): {"node": Y}}, {("sym", "y"): {"node": Y}}),
        ({}, {("sym", "x"): {"node": X}, ("idx", "u"): ([INDEX], ONE)}),
        ({("idx", "u"): ([INDEX], ["idx", "v", [INDEX]])}, {("idx", "u"): ([INDEX], ["idx", "u", [INDEX]])}),
        (
            {("idx", "u"): ([INDEX], MEMBER), ("index", *INDEX): LABEL},
            {("idx", "u"): ([["j", "sample"]], MEMBER), ("index", *INDEX): LABEL},
        ),
        ({("index", *INDEX): LABEL}, {("index", *INDEX): ("@", "l", "sample")}),
    ],
)
def test_other_values_give_another_form_and_the_same_values_the_same(first, second):
    def form(env):
        known = {at: Forms().of(value["node"]) if isinstance(value, dict) else value for at, value in env.items()}
        return Forms().of(["add", X, MEMBER], REMEMBERED.environment(known))

    REMEMBERED.forget()
    before = form(first)
    assert form(second) != before
    assert form(first) is before


def test_a_rule_comes_to_what_an_environment_puts_in():
    REMEMBERED.forget()
    env = REMEMBERED.environment({("sym", "x"): Forms().of(Y), ("idx", "u"): ([INDEX], ["mul", Z, MEMBER])})
    node = ["mul", X, MEMBER]
    forms = [Forms(given).of(node, env) for given in ([], [equation(Z, TWO)], [equation(MEMBER, Y)], [])]
    assert len({*forms}) == 3
    assert forms[0] == forms[-1]
    root = ["pow", ["mul", X, Z], "1/2"]
    assert Forms([[">=", Y, ["num", "0"]]]).of(root, env) != Forms().of(root, env)


@pytest.mark.parametrize("levels", [0, 1, LEVELS])
def test_parts_that_only_look_alike_stay_apart_when_equal_ones_are_shared(levels):
    data = [[1], [True], [1.0], ["1"], [0.0], [-0.0], [None], [[]], [{}], [{"a": [1]}], [1]]
    one = Remembered().alike(data, levels)
    assert repr(one) == repr(data)
    assert one[0] is one[-1] is one[9][0]["a"]
    assert len({id(part) for part in one}) == len(one) - 1


def test_nodes_found_by_their_text_and_by_their_parts_are_one_object():
    seen = Remembered()
    data = [["f", part] for part in (1, True, 1.0, "1", 0.0, -0.0, None, "\ud800", [], {}, ["sym", "x"], {"a": [1]})]
    by_parts = [seen.alike(copy.deepcopy(node)) for node in data]
    for _ in range(2):
        by_text = seen.alike([copy.deepcopy(["g", node, node]) for node in data], LEVELS)
        assert repr(by_text) == repr([["g", node, node] for node in data])
        assert all(found[1] is found[2] is node for found, node in zip(by_text, by_parts, strict=True))
        seen.end_row()
    assert len({id(node) for node in by_parts}) == len(data)


def test_what_is_nested_too_deeply_for_a_text_is_looked_at_part_by_part():
    deep = ["sym", "x"]
    for _ in range(3000):
        deep = ["f", deep]
    with pytest.raises(RecursionError):
        Remembered().alike(deep, LEVELS)


@pytest.mark.parametrize("seed", range(2))
def test_forms_of_many_statements_in_turn_are_those_of_each_alone(seed):
    draw, cases = Draw(seed), []
    while len(cases) < 25:
        if (drawn := statement(draw)) is not None:
            cases.append((drawn[0], [draw.node(2) for _ in range(4)] + drawn[1][1:]))
    REMEMBERED.forget()
    # twice, so that each statement comes after all the others
    together = [forms_of(*case) for case in cases * 2]
    alone = []
    for case in cases:
        REMEMBERED.forget()
        alone.append(forms_of(*case))
    assert together == alone * 2
    assert sum(form is not None for forms in alone for form in forms) > 40


def forms_of(given, nodes):
    try:
        forms = Forms(given)
    except RejectedError:
        return [None]
    return [form_or_none(forms, node) for node in nodes]


def form_or_none(forms, node):
    try:
        return forms.of(node)
    except RejectedError:
        return None
