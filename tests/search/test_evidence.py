import json
from fractions import Fraction

import pytest
from flint import arb

from verify.errors import InputError
from verify.search.evidence import campaign_evidence, counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.statement.instance import Instance
from verify.statement.readings.values import refutes
from verify.statement.writing.calls import exp
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import family, rational, samples, symbols

(i,) = samples("i")
(x,) = symbols("x")


def test_rational_sides_are_given_as_fractions_at_the_first_broken_index():
    statement = claim_that(family("a", i) <= 1)
    given = Instance(n=3, families={"a": {(0,): Fraction(1), (1,): Fraction(7, 2), (2,): Fraction(9)}})
    data = counterexample_evidence(Falsified(given, 0, 5), statement).data
    assert (data["at"], data["left"], data["right"]) == ({"i": 1}, "7/2", "1")
    assert refutes(Instance.from_json(json.loads(json.dumps(data))["instance"]), statement) is not None


@pytest.mark.parametrize("power", [5, 30, 60])
def test_printed_balls_of_both_sides_do_not_overlap_however_close_they_are(power):
    statement = claim_that(exp(x) <= 1 + x + x**2 / 2 + rational(1, 10**power))
    data = counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(1, 10)}), 0, 0), statement).data
    assert arb(data["left"]) > arb(data["right"])
    tight = claim_that(exp(rational(1, 10**power) * x) <= 1 + rational(1, 10**power) * x)
    data = counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(1)}), 0, 0), tight).data
    with pytest.MonkeyPatch.context():
        from flint import ctx

        with ctx.workprec(1000):
            assert arb(data["left"]) > arb(data["right"])


def test_evidence_is_not_given_for_an_instance_that_refutes_nothing_or_another_conclusion():
    statement = claim_that(x >= 0, x >= -1)
    with pytest.raises(InputError, match="not refuted"):
        counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(3)}), 0, 0), statement)
    with pytest.raises(InputError, match="not refuted"):
        counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(-3)}), 1, 0), statement)
    with pytest.raises(InputError, match="from 0"):
        counterexample_evidence(Falsified(Instance(scalars={"x": Fraction(-3)}), 2, 0), statement)


def test_sides_too_long_for_a_ledger_are_balls_or_a_line():
    """Python writes no integer of more than 4300 digits."""
    long = Falsified(Instance(scalars={"x": Fraction(10**6)}), 0, 0)
    data = counterexample_evidence(long, claim_that(x**900 <= 5)).data
    assert arb(data["left"]) > 5 == arb(data["right"])
    with pytest.raises(InputError, match="some thousand digits"):
        counterexample_evidence(long, claim_that(x**900 + 1 <= x**900))


def test_a_campaign_says_what_was_searched():
    data = campaign_evidence(falsify(claim_that(x**2 >= 0), budget=300, seed=4)).data
    assert data == {"cases": 300, "draws": 300, "seed": 4, "n_max": 4, "P_max": 3, "d_max": 4}
