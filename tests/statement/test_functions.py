"""Each record of a function symbol says one thing in all its readings, and its facts are facts."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from verify.errors import InputError
from verify.recheck import recheck
from verify.recheck.function_table import SYMBOLS
from verify.statement.derivatives import differentiate
from verify.statement.expansion import carry_out_derivatives, reduced
from verify.statement.functions import FUNCTIONS, function
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls, NotRationalError, Rationals, UndefinedError, to_fmpq
from verify.statement.readings.interchange import scalar_from_json, to_json
from verify.statement.readings.notation import to_latex, to_text
from verify.statement.readings.values import Evaluation, rational_value
from verify.statement.tree import Apply, Number, Symbol, call
from verify.statement.writing.calls import indicator, maximum, relu, tanh
from verify.statement.writing.operations import derivative
from verify.statement.writing.relations import equal
from verify.statement.writing.variables import symbols

x, y = symbols("x y")
PLACES = [Fraction(k, 7) for k in (-61, -20, -9, -3, -1, 1, 2, 8, 19, 54)]
ONE_PLACE = [name for name, record in FUNCTIONS.items() if not record.several]
names = pytest.mark.parametrize("name", ONE_PLACE)
every = pytest.mark.parametrize("name", FUNCTIONS)


def ball(name, *at):
    with ctx.workprec(200):
        return Balls().apply(name, [arb(fmpq(p.numerator, p.denominator)) for p in at])


def inside(name):
    """The places at which a function is defined."""
    found = []
    for at in PLACES:
        try:
            ball(name, at)
            found.append(at)
        except UndefinedError:
            continue
    assert found
    return found


@every
def test_text_latex_and_json_hold_the_arguments(name):
    arguments = (x, y) if FUNCTIONS[name].several else (x,)
    node = Apply(name, arguments)
    assert all(argument.name in to_text(node) and argument.name in to_latex(node) for argument in arguments)
    assert scalar_from_json(to_json(node)) == node
    assert "{}" not in to_text(node) + to_latex(node)


@every
def test_floats_and_balls_agree_and_exact_values_lie_in_the_balls(name):
    places = [(a, b) for a, b in pairwise(PLACES)] if FUNCTIONS[name].several else [(a,) for a in (*inside(name), 0)]
    for place in places:
        place = tuple(map(Fraction, place))
        try:
            found = ball(name, *place)
        except UndefinedError:
            with pytest.raises((UndefinedError, NotRationalError)):
                Rationals().apply(name, list(map(to_fmpq, place)))
            continue
        shown = FUNCTIONS[name].floats(*(np.array([float(p)]) for p in place))[0]
        assert shown == pytest.approx(float(found.mid()), rel=1e-12, abs=1e-300)
        try:
            exact = Rationals().apply(name, list(map(to_fmpq, place)))
        except NotRationalError:
            continue
        assert found.overlaps(arb(exact))


@names
def test_a_wide_ball_holds_the_values_inside_it(name):
    places = inside(name)
    with ctx.workprec(100):
        for low, high in pairwise(places):
            ends = [arb(fmpq(p.numerator, p.denominator)) for p in (low, high)]
            try:
                wide = Balls().apply(name, [ends[0].union(ends[1])])
            except UndefinedError:
                continue
            assert all(wide.overlaps(ball(name, at)) for at in (low, high, (low + high) / 2))


@names
def test_the_slope_is_that_of_a_difference_quotient(name):
    slope = differentiate(Apply(name, (x,)), x)
    for at in inside(name):
        with ctx.workprec(400):
            step = arb("1e-30")
            centre = arb(fmpq(at.numerator, at.denominator))
            quotient = (Balls().apply(name, [centre + step]) - Balls().apply(name, [centre - step])) / (2 * step)
            found = Evaluation(Instance(scalars={"x": at}), Balls()).scalar(slope, {})
            assert abs(found - quotient) < arb("1e-25")


@names
def test_sympy_derives_what_the_rules_derive(name):
    both = (carry_out_derivatives(derivative(Apply(name, (3 * x,)), x)), differentiate(Apply(name, (3 * x,)), x))
    for at in (Fraction(-1, 10), Fraction(1, 5)):
        values = []
        for slope in both:
            try:
                values.append(Evaluation(Instance(scalars={"x": at}), Balls()).scalar(slope, {}))
            except UndefinedError:
                values.append(None)
        if None not in values:
            assert values[0].overlaps(values[1])


@pytest.mark.parametrize("name", ["abs", "relu", "sign", "indicator"])
def test_where_there_is_no_slope_it_has_no_value(name):
    slope = differentiate(Apply(name, (x,)), x)
    with pytest.raises(UndefinedError):
        rational_value(slope, Instance(scalars={"x": Fraction(0)}))


def test_a_maximum_has_the_slope_of_the_chosen_part_and_none_at_a_tie():
    slope = differentiate(maximum(2 * x, y, 3), x)

    def at(first, second):
        return rational_value(slope, Instance(scalars={"x": Fraction(first), "y": Fraction(second)}))

    assert (at(5, 1), at(1, 4), at(0, 0), at(2, 9)) == (2, 0, 0, 0)
    with pytest.raises(UndefinedError):
        at(2, 4)


@every
def test_the_facts_of_a_record_hold_where_it_is_looked_at(name):
    record = FUNCTIONS[name]
    if record.several:
        return
    places = [at for at in inside(name) if record.monotone != "increasing from 0" or at > 0]
    values = [ball(name, at) for at in places]
    for value in (ball(name, at) for at in inside(name)):
        for end, reached, above in ((record.range.low, record.range.low_reached, True),
                                    (record.range.high, record.range.high_reached, False)):  # fmt: skip
            if end is not None:
                bound = arb(fmpq(end.numerator, end.denominator))
                gap = value - bound if above else bound - value
                assert gap >= 0 if reached else gap > 0
        assert record.nonnegative != "always" or value >= 0
        assert record.positive != "always" or value > 0
    for one, other in pairwise(values):
        if record.monotone:
            gap = one - other if record.monotone == "decreasing" else other - one
            assert gap >= 0 if record.levels else gap > 0
    for at, value in zip(inside(name), (ball(name, at) for at in inside(name)), strict=True):
        assert record.positive != "all" or at <= 0 or value > 0
        assert record.nonnegative != "all" or at < 0 or value >= 0
        if record.degree is not None:
            assert ball(name, 3 * at).overlaps(3**record.degree * value)
        if record.parity:
            assert ball(name, -at).overlaps(value if record.parity == "even" else -value)
        if record.convex:
            apart = [ball(name, at + s) for s in (Fraction(-1, 20), Fraction(0), Fraction(1, 20))]
            bend = apart[0] + apart[2] - 2 * apart[1]
            assert not (bend < 0 if record.convex == "convex" else bend > 0)


@every
def test_a_reduced_expression_and_a_formula_have_the_same_value(name):
    record = FUNCTIONS[name]
    node = Apply(name, (x,) if not record.several else (x, y))
    others = [reduced(node)] if record.reduces_to else []
    if record.formula:
        others.append(record.formula(call, x))
    for at in inside(name) if others else ():
        for other in others:
            assert Evaluation(Instance(scalars={"x": at}), Balls()).scalar(other, {}).overlaps(ball(name, at))


def test_the_two_tables_know_the_same_symbols_and_agree_on_their_values():
    assert SYMBOLS.keys() == FUNCTIONS.keys()
    for name in ONE_PLACE:
        for at in inside(name):
            with ctx.workprec(200):
                theirs = SYMBOLS[name].ball(arb(fmpq(at.numerator, at.denominator)))
            assert theirs.overlaps(ball(name, at)), name
        assert SYMBOLS[name].domain != "positive" or FUNCTIONS[name].role == "positive"


def test_a_missing_entry_is_an_error_everywhere():
    with pytest.raises(InputError, match="unknown function 'erf'"):
        Apply("erf", (x,))
    with pytest.raises(InputError, match="unknown function"):
        function("cosh")
    with pytest.raises(InputError, match="2 arguments"):
        Apply("tanh", (x, y))
    for arithmetic in (Rationals(), Balls()):
        with pytest.raises(InputError):
            arithmetic.apply("erf", [arithmetic.number(Fraction(1))])


def test_an_indicator_of_any_relation_is_one_where_it_holds():
    for relation, holds in ((x > 1, lambda v: v > 1), (x >= 1, lambda v: v >= 1), (x < 1, lambda v: v < 1),
                            (x <= 1, lambda v: v <= 1), (equal(x, 1), lambda v: v == 1)):  # fmt: skip
        for at in (0, 1, 2):
            found = rational_value(indicator(relation), Instance(scalars={"x": Fraction(at)}))
            assert found == holds(at)


def test_unknown_symbols_in_a_ledger_are_refused_by_the_re_checker():
    row = {"id": "a", "form": "beyond", "status": "OPEN", "effective": "OPEN", "depends_on": []}
    row["statement"] = {"given": [], "then": [[">", ["fn", "erf", ["sym", "x"]], ["num", "0"]]]}
    row["evidence"] = {"kind": "none"}
    with pytest.raises(ValueError, match="erf"):
        recheck({"schema": "bnverify-ledger-1", "claims": [row]})


def test_a_symbol_is_compared_by_its_name_only():
    assert Apply("tanh", (Symbol("x"),)) == tanh(x)
    assert relu(Number(Fraction(1))) != maximum(1, 0)


MIRRORED = [name for name, record in FUNCTIONS.items() if record.parity or record.centre is not None]


@pytest.mark.parametrize("name", MIRRORED)
def test_what_a_record_says_of_minus_x_holds_in_balls_and_in_both_tables(name):
    record, symbol = FUNCTIONS[name], SYMBOLS[name]
    assert record.centre is None or not record.parity
    for value in (fmpq(1, 3), fmpq(2), fmpq(7, 2)):
        with ctx.workprec(120):
            at, opposite = record.balls(arb(value)), record.balls(arb(-value))
            expected = at if record.parity == "even" else int(2 * (record.centre or 0)) - at
            assert expected.overlaps(opposite)
            assert opposite.overlaps(at) is (record.parity == "even")
            if symbol.mirror is not None:
                assert (symbol.mirror[0] * at + symbol.mirror[1]).overlaps(opposite)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (Apply("Phi", (x - y,)) + Apply("Phi", (y - x,)), Number(Fraction(1)), True),
        (Apply("phi", (x - y,)), Apply("phi", (y - x,)), True),
        (Apply("Phi", (x,)), Apply("Phi", (-x,)), False),
        (Apply("Phi", (x,)) + Apply("Phi", (y,)), Number(Fraction(1)), False),
        (Apply("phi", (x,)), Apply("phi", (-y,)), False),
    ],
)
def test_both_normal_forms_use_what_is_known_of_minus_x_and_no_more(left, right, same):
    from verify.exact.sums.normal_form import Normaliser
    from verify.recheck.forms.canonical import Forms

    normal = Normaliser()
    assert normal.difference_vanishes(normal.of(left), normal.of(right)) is same
    forms = Forms([])
    assert (forms.of(to_json(left)) == forms.of(to_json(right))) is same
