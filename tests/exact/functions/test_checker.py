"""The checker of trees of rules: each rule is accepted where it is sound and rejected just beside."""

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from flint import ctx
from function_proofs import proves
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.functions.checker import RejectedError, check
from verify.exact.functions.goals import Goal, Interval, sign_of_constant
from verify.exact.functions.normal_form import normal
from verify.exact.functions.prove import prove_inequality
from verify.exact.functions.quotients import Quotient
from verify.statement.readings.interchange import to_json
from verify.statement.tree import Relation, Scalar
from verify.statement.writing.calls import absolute, exp, log
from verify.statement.writing.relations import claim_that, differs
from verify.statement.writing.variables import rational, symbols

x, y, t = symbols("x y t")
SIGN: dict[str, Any] = {"rule": "sign"}
CLOSED, OPEN = Interval(True, False), Interval(True, True)
LINE = Interval()


def up_to(end: int | Fraction, *, low_open: bool = False, high_open: bool = False) -> Interval:
    return Interval(True, low_open, Quotient.number(end), high_open)


def accepts(expression: Scalar, strict: bool, node: dict[str, Any], **box: Interval) -> bool:
    try:
        check(Goal.on(normal(expression), strict, box), node)
    except RejectedError:
        return False
    return True


def ladder(variable: str, base: dict[str, Any], step: dict[str, Any], strict: str = "base") -> dict[str, Any]:
    return {"rule": "ladder", "variable": variable, "strict": strict, "base": base, "step": step}


def times(factor: Scalar, becomes: Scalar, then: dict[str, Any], positive: dict[str, Any] = SIGN) -> dict[str, Any]:
    return {
        "rule": "times",
        "factor": to_json(factor),
        "positive": positive,
        "becomes": to_json(becomes),
        "then": then,
    }


def test_sign_takes_sums_of_products_that_are_never_negative() -> None:
    assert accepts(x * y + exp(x - y), True, SIGN, x=CLOSED, y=CLOSED)
    assert accepts(x**2, False, SIGN, x=LINE)
    assert accepts(x, True, SIGN, x=OPEN)
    assert not accepts(x, True, SIGN, x=CLOSED)
    assert not accepts(x, False, SIGN, x=LINE)
    assert not accepts(x * y - rational(1, 100), False, SIGN, x=CLOSED, y=CLOSED)
    assert not accepts(x**2, True, SIGN, x=LINE)


def test_sign_takes_a_logarithm_of_what_is_at_least_one() -> None:
    assert accepts(log(1 + x), False, SIGN, x=CLOSED)
    assert accepts(log(1 + x), True, SIGN, x=OPEN)
    assert not accepts(log(1 + x), True, SIGN, x=CLOSED)
    assert not accepts(log(rational(99, 100) + x), False, SIGN, x=CLOSED)


def test_a_constant_is_decided_by_balls() -> None:
    assert accepts(exp(1) - rational(271, 100), True, SIGN)
    assert not accepts(exp(1) - rational(272, 100), True, SIGN)
    # a difference that is 0 is not seen to be: 10403 = 101·103 has no small prime factor
    assert sign_of_constant(normal(log(101) + log(103) - log(10403))) is None


def test_deciding_a_constant_leaves_the_precision_as_it_was() -> None:
    before = ctx.prec
    sign_of_constant(normal(exp(1) - exp(rational(1000001, 1000000))))
    assert ctx.prec == before


def test_times_needs_the_very_product_and_a_positive_factor() -> None:
    fraction = x / (1 + x)
    assert accepts(fraction, False, times(1 + x, x, SIGN), x=CLOSED)
    assert not accepts(fraction, False, times(1 + x, 2 * x, SIGN), x=CLOSED)
    assert not accepts(-fraction, False, times(-1 - x, x, SIGN), x=CLOSED)
    assert not accepts(x - 1, False, times(x - 1, (x - 1) ** 2, SIGN), x=CLOSED)


def test_times_by_a_reciprocal_needs_an_interval_that_is_open_at_0() -> None:
    positive = times(x**2, x, SIGN)
    node = times(1 / x, 1 + x, SIGN, positive)
    assert accepts(x + x**2, True, node, x=OPEN)
    assert not accepts(x + x**2, True, node, x=CLOSED)


def test_a_ladder_begins_where_the_function_is_defined() -> None:
    logarithm = ladder("x", SIGN, times(1 + x, x + 0, SIGN))
    assert accepts(x - log(1 + x), False, logarithm, x=CLOSED)
    assert not accepts(x - log(x), False, ladder("x", SIGN, SIGN), x=OPEN)
    assert not accepts(-1 / x, False, ladder("x", SIGN, SIGN), x=OPEN)
    assert not accepts(x, False, ladder("x", SIGN, SIGN), x=LINE)


def test_a_strict_ladder_needs_a_strict_part() -> None:
    assert accepts(exp(x) - 1, True, ladder("x", SIGN, SIGN, "step"), x=OPEN)
    assert not accepts(exp(x) - 1, True, ladder("x", SIGN, SIGN, "step"), x=CLOSED)
    assert not accepts(exp(x) - 1, True, ladder("x", SIGN, SIGN, "base"), x=OPEN)
    assert not accepts(exp(x) - 1, True, ladder("x", SIGN, SIGN, "neither"), x=OPEN)


def test_a_split_needs_a_point_inside() -> None:
    at = {"rule": "split", "variable": "x", "above": SIGN, "below": SIGN}
    square = x**2 - 2 * x + 1
    assert accepts(square, False, {**at, "at": ["num", "1"]}, x=up_to(2))
    assert accepts(square, False, {**at, "at": ["num", "1"]}, x=LINE)
    for outside in ("0", "-1", "2", "3"):
        assert not accepts(square, False, {**at, "at": ["num", outside]}, x=up_to(2))
    assert not accepts(square, False, {**at, "at": ["num", "101/100"]}, x=up_to(2))


def test_a_split_at_a_constant_that_is_no_real_number_is_rejected() -> None:
    beyond = to_json(log(exp(1) - 3))
    split = {"rule": "split", "variable": "x", "at": beyond, "above": SIGN, "below": SIGN}
    assert not accepts(-exp(x), False, split, x=LINE)


def test_reflecting_exchanges_the_ends() -> None:
    node = {"rule": "reflect", "variable": "x", "then": SIGN}
    assert accepts(1 - x, True, node, x=up_to(1, high_open=True))
    assert not accepts(1 - x, True, node, x=up_to(1, low_open=True))
    assert not accepts(1 - x, False, node, x=CLOSED)


def test_logarithms_compare_two_exponentials() -> None:
    node = {"rule": "logarithm", "then": SIGN}
    assert accepts(2 * exp(x + y) - exp(y), True, node, x=CLOSED, y=LINE)
    assert not accepts(exp(x + y) - 2 * exp(y), True, node, x=CLOSED, y=LINE)
    assert not accepts(exp(x) - exp(y) + exp(2 * x), False, node, x=CLOSED, y=CLOSED)
    assert not accepts(x * exp(x) - exp(y), False, node, x=CLOSED, y=CLOSED)


def boxes(form: Scalar, tree: str, until: str = "1", bits: str = "64") -> dict[str, Any]:
    return {"rule": "boxes", "form": to_json(form), "bits": bits, "until": [until], "tree": tree}


def test_boxes_cover_the_domain_and_each_closes() -> None:
    form = x**2 - x + rational(3, 5)
    assert accepts(form, True, boxes(form, "00..0.."), x=up_to(1))
    assert not accepts(form, True, boxes(form, "."), x=up_to(1))
    assert not accepts(form, True, boxes(form, "00..0."), x=up_to(1))
    assert not accepts(form, True, boxes(form, "00..0..."), x=up_to(1))
    assert not accepts(form, True, boxes(form, "00..0..", until="99/100"), x=up_to(1))
    assert not accepts(form, True, boxes(form + rational(1, 100), "00..0.."), x=up_to(1))
    assert not accepts(form, True, boxes(form, "00..0.."), x=CLOSED)
    assert not accepts(form, True, boxes(form, "00..0..", bits="1000000"), x=up_to(1))


def substitute(value: Scalar, inverse: Scalar, low: str | None, because: Any, then: Any = None) -> dict[str, Any]:
    variable = {"name": "t", "is": to_json(inverse), "low": low, "high": None, "because": [because, None]}
    return {"rule": "substitute", "values": [["x", to_json(value)]], "variables": [variable], "then": then or SIGN}


def test_a_substitution_must_come_back_and_keep_its_bounds() -> None:
    assert accepts(exp(2 * x) + exp(x), True, substitute(log(t), exp(x), "open", SIGN), x=LINE)
    assert not accepts(exp(2 * x) + exp(x), True, substitute(log(t), exp(2 * x), "open", SIGN), x=LINE)
    assert not accepts(x, False, substitute(t, x, "closed", SIGN), x=LINE)
    assert not accepts(x, False, substitute(t, x, "closed", None), x=LINE)
    assert not accepts(x, True, substitute(t, x, "open", SIGN), x=CLOSED)


def test_a_substitution_that_misses_points_is_rejected() -> None:
    """x = e^t reaches positive x only, and x = 1/t never reaches 0."""
    assert not accepts(x, True, substitute(exp(t), log(x), None, None), x=LINE)
    assert accepts(x, True, substitute(exp(t), log(x), None, None), x=OPEN)
    assert not accepts(x**2, True, substitute(1 / t, 1 / x, None, None), x=LINE)


def root_substitution(value: Scalar, inverse: Scalar, low: str | None) -> dict[str, Any]:
    return substitute(value, inverse, low, None)


def test_at_the_root_bounds_come_from_hypotheses() -> None:
    shifted = root_substitution(1 + t, x - 1, "closed")
    assert proves(shifted, claim_that(x >= 1, given=(2 * x >= 2,)), 0)
    assert not proves(shifted, claim_that(x >= 1, given=(2 * x >= 1,)), 0)
    assert not proves(shifted, claim_that(x >= 1, given=(differs(x, 1),)), 0)
    opened = root_substitution(1 + t, x - 1, "open")
    assert proves(opened, claim_that(x > 1, given=(x >= 1, differs(3, 3 * x))), 0)
    assert not proves(opened, claim_that(x > 1, given=(x >= 1,)), 0)


def test_cases_need_a_difference_that_is_defined_everywhere() -> None:
    above = root_substitution(t, x, "closed")
    below = root_substitution(-t, -x, "closed")
    size = {"rule": "cases", "on": to_json(x), "above": above, "below": below}
    assert proves(size, claim_that(absolute(x) >= 0), 0)
    assert not proves({**size, "on": to_json(x - 1)}, claim_that(absolute(x) >= 0), 0)
    logarithm = {**size, "on": to_json(log(x)), "above": root_substitution(t, x, None)}
    assert not proves(logarithm, claim_that(x**2 > 0), 0)


def test_a_cut_must_be_proved() -> None:
    fact = to_json(exp(x) >= 0)
    node = {
        "rule": "cut",
        "fact": fact,
        "proof": root_substitution(t, x, None),
        "then": root_substitution(t, x, None),
    }
    assert proves(node, claim_that(absolute(exp(x)) >= 0), 0)
    assert not proves({**node, "fact": to_json(x >= 0)}, claim_that(absolute(exp(x)) >= 0), 0)
    assert not proves({**node, "fact": ["=", *fact[1:]]}, claim_that(absolute(exp(x)) >= 0), 0)


@pytest.mark.parametrize(
    "node",
    [
        {},
        {"rule": "magic"},
        {"rule": "split"},
        {"rule": "sign", "rules": 1},
        {"rule": None},
        {"rule": "cut", "fact": [">=", ["num", "1"], ["num", "0"]], "proof": None, "then": None},
    ],
)
def test_a_malformed_tree_proves_nothing(node: dict[str, Any]) -> None:
    assert not proves(node, claim_that(exp(x) > 0), 0)


def numbers(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every rational constant in a tree."""
    if isinstance(part, list) and len(part) == 2 and part[0] == "num":
        yield (*path, 1)
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        yield from numbers(value, (*path, key))


PROVED = claim_that(x * exp(x) - y * exp(y) >= (x - y) * exp(x), given=(x >= y, y >= 0))
WRONG = (
    claim_that(x * exp(x) - y * exp(y) >= rational(101, 100) * (x - y) * exp(x), given=(x >= y, y >= 0)),
    claim_that(x * exp(x) - y * exp(y) >= (x - y) * exp(x), given=(x >= y,)),
    claim_that(x * exp(x) - y * exp(y) > (x - y) * exp(x), given=(x >= y, y >= 0)),
)


@given(st.data(), st.sampled_from(["2", "-1", "0", "1/2", "101/100"]))
@settings(deadline=None, max_examples=80)
def test_a_changed_constant_never_proves_a_false_statement(data: st.DataObject, value: str) -> None:
    proof = prove_inequality(PROVED, 0)
    assert proof is not None
    changed = copy.deepcopy(dict(proof.proof))
    path = data.draw(st.sampled_from(list(numbers(changed))))
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not any(proves(changed, statement, 0) for statement in WRONG)


def test_the_printed_direction_matters() -> None:
    relation = PROVED.conclusions[0]
    turned = Relation("<=", relation.left, relation.right)
    proof = prove_inequality(PROVED, 0)
    assert proof is not None
    assert not proves(proof.proof, claim_that(turned, given=PROVED.hypotheses), 0)
