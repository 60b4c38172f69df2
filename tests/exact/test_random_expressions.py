"""The two checkers on the same random expressions: neither says of one what its value, or the other, contradicts.

Normal forms, signs and definedness of the prover (``Normaliser``, ``Signs``, ``Domain``) and of the re-checker
(``Forms``, ``Signs``) are compared with the value on an instance that keeps the hypotheses, and the values of the two
forms with one another. The long run is for the night, on a fresh seed: ``pytest -m nightly
tests/exact/test_random_expressions.py``; RANDOM_EXPRESSIONS and RANDOM_SEED set how many, and repeat one.
"""

import os
import random

import pytest
from flint import arb
from random_expressions import FAULTS, OTHER, SAMPLE, Draw, ball, places, statement

from tests.recheck.adversaries.test_random_expressions import node_of
from verify.errors import InputError
from verify.exact.certificates.definedness import Domain
from verify.exact.certificates.finder.terms import of_polynomial
from verify.exact.certificates.signs import Signs, facts_of
from verify.exact.sums.normal_form import Normaliser
from verify.recheck.forms.canonical import Forms
from verify.recheck.proofs import signs as recheck_signs
from verify.recheck.reading import RejectedError, check_node
from verify.recheck.values import UndecidedError
from verify.statement.readings.interchange import scalar_from_json, statement_from_json, to_json

EXPRESSIONS_A_STATEMENT = 12
NIGHTLY = int(os.environ.get("RANDOM_EXPRESSIONS", "100000"))


class Prover:
    """What the prover says of expressions under some hypotheses."""

    def __init__(self, given, then):
        made = statement_from_json({"given": given, "then": [then]})
        normaliser = Normaliser.given(made.hypotheses)
        self.normaliser, self.signs = normaliser, Signs(normaliser, facts_of(made.hypotheses, normaliser))
        self.domain = Domain(made, made.conclusions[0], self.signs)

    def says(self, node):
        e = scalar_from_json(node)
        undefined = self.domain.undefined_part([e]) is not None
        positive = self.signs.positive(e)
        return undefined, positive, positive or self.signs.nonnegative(e), to_json(of_polynomial(self.normaliser.of(e)))


class Rechecker:
    """What the re-checker says of them."""

    def __init__(self, given, then):
        self.forms = Forms(given)
        self.signs = recheck_signs.Signs(self.forms, {"given": given, "then": [then]}, given)

    def says(self, node):
        form, least = self.forms.of(node), self.signs.least(node, {})
        positive = least == recheck_signs.POSITIVE
        return self.signs.undefined(node, {}), positive, bool(least), node_of(form)


def compare(seed, count):
    """Compare both sides on so many expressions, and return how many values each kind of verdict met."""
    draw, seen, drawn = Draw(seed), {"forms": 0, "signs": 0, "defined": 0}, 0
    while drawn < count:
        if (found := statement(draw)) is None:
            continue
        given, then, instance = found
        try:
            sides = [Prover(given, then), Rechecker(given, then)]
        except (InputError, RejectedError):
            continue
        for _ in range(EXPRESSIONS_A_STATEMENT):
            node = draw.node(draw.source.choice((1, 2, 3)))
            check_node(node)
            try:
                said = [side.says(node) for side in sides]
            except (InputError, RejectedError):
                continue
            drawn += 1
            for at in places(node, instance):
                _hold_against_value(
                    said, node, instance, {tuple(SAMPLE): 0, tuple(OTHER): 0} | at, seen, (seed, given, then)
                )
    return seen


def _hold_against_value(said, node, instance, where, seen, about):
    try:
        value = ball(node, instance, where)
    except UndecidedError:
        return
    except RejectedError:
        assert all(undefined for undefined, *_ in said), ("defined", about, node, instance, where)
        return
    values = [value]
    for undefined, positive, nonnegative, form in said:
        seen["defined"] += not undefined
        if nonnegative and not undefined:
            seen["signs"] += 1
            assert not (value <= 0 if positive else value < 0), ("sign", about, node, instance, where)
        try:
            values.append(ball(form, instance, where))
        except FAULTS:
            continue  # √(y²x) is split into |y|√x, which has no value where y = 0 and x < 0
    seen["forms"] += len(values) > 1
    finite = [arb(one) for one in values if one.is_finite()]
    assert all(one.overlaps(other) for one in finite for other in finite), ("form", about, node, instance, where)


def test_both_checkers_agree_with_values_and_with_each_other():
    assert min(compare(7, 300).values()) > 100


@pytest.mark.nightly
def test_both_checkers_agree_on_a_hundred_thousand_expressions_of_a_fresh_seed():
    seed = int(os.environ.get("RANDOM_SEED") or random.SystemRandom().randrange(2**32))
    assert min(compare(seed, NIGHTLY).values()) > NIGHTLY // 20, seed
