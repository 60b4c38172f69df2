"""The methods' list: kinds are named once, the re-checker knows each, and a method that is added is used."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from verify.author import Phi, claim, family, mean, samples, sigmabar, symbols, tanh
from verify.deciding.many_claims import check
from verify.deciding.one_claim import decide
from verify.exact import methods
from verify.exact.methods import METHODS, RUNS, reader
from verify.exact.protocol import Reason
from verify.recheck import recheck
from verify.recheck.row import PARTS

(i,) = samples("i")
x, y = symbols("x y")
u = family("u", i)


def test_every_kind_of_part_has_a_checker_and_every_checker_a_method():
    assert {method.kind for method in (*METHODS, RUNS)} == set(PARTS)
    assert len({method.name for method in METHODS}) == len(METHODS)
    assert all(reader(method.kind).kind == method.kind for method in METHODS)
    with pytest.raises(LookupError, match="no method"):
        reader("hearsay")


@pytest.mark.parametrize(
    ("statement", "given", "proved"),
    [
        (Phi(x) <= 1, (), True),
        (Phi(u) < 1, (), True),
        (Phi(x) > 0, (), True),
        (Phi(x) <= Phi(y), (x <= y,), True),
        (Phi(x) < Phi(y), (x < y,), True),
        (sigmabar(u) - 2 * tanh(u) > -2, (), True),
        (mean(i, Phi(u)) >= 0, (), True),
        (Phi(x) < 1 - sigmabar(x), (), False),
        (Phi(x) < Phi(y), (x <= y,), False),
        (Phi(x) >= Phi(y), (x <= y,), False),
        (Phi(x) + tanh(x) >= 0, (), False),
        (sigmabar(u) - 2 * tanh(u) > -1, (), False),
    ],
)
def test_signs_by_form_from_the_table_of_functions_are_proved_and_near_misses_not(statement, given, proved):
    ledger = check([claim("a", statement, given=given)], cache=False, cases=400)
    assert (ledger.verdicts[0].status == "PROVED") is proved
    assert recheck(ledger.to_json()).accepted
    assert not ledger.disagreements


def test_a_method_that_is_added_to_the_list_is_tried(monkeypatch):
    @dataclass(frozen=True)
    class Hearsay:
        name: str = "hearsay"
        kind: str = "hearsay"
        after_search: bool = False

        def can_decide(self, claim, number):
            return True

        def prove(self, claim, number, lookup):
            return {"kind": self.kind} if claim.id == "told" else Reason("nobody said so")

        def words(self, claim, number, part):
            return ("somebody said so",)

    monkeypatch.setattr("verify.exact.methods.METHODS", (Hearsay(),))
    nobody = lambda id, edition: None  # noqa: E731
    assert decide(claim("told", x**2 >= x**2), lookup=nobody).method == "hearsay"
    assert "nobody said so" in decide(claim("open", x**2 >= x**2), lookup=nobody, cases=20).data["why_no_proof"]
    assert methods.METHODS != METHODS
