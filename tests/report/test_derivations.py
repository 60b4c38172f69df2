"""Claims as steps of others."""

from __future__ import annotations

from verify.author import Claim, claim, symbols
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.report.derivations import first_wrong, places

(x,) = symbols("x")
A, B, C = (claim(name, x >= 0) for name in "abc")
WHOLE = claim("whole", x >= 0, steps=[A, B, C])


def ledger(**kinds: str) -> Ledger:
    by_id = {"a": A, "b": B, "c": C}
    return Ledger(tuple(Verdict(by_id[id], Evidence(kind, "m")) for id, kind in kinds.items()))


def is_first(found: Ledger, step: Claim) -> bool:
    (place,) = places(found, [WHOLE], step.key)
    return place.first_wrong


def test_only_the_first_refuted_step_is_the_first_wrong_one() -> None:
    found = ledger(a="proof", b="counterexample", c="counterexample")
    assert first_wrong(found, WHOLE.steps) == B.key
    assert (is_first(found, B), is_first(found, C)) == (True, False)


def test_an_open_step_is_not_a_wrong_one() -> None:
    assert first_wrong(ledger(a="none", b="campaign", c="counterexample"), WHOLE.steps) == C.key


def test_no_step_is_called_the_first_where_one_before_it_is_undecided() -> None:
    assert not is_first(ledger(b="counterexample"), B)
    assert first_wrong(ledger(a="proof", b="proof", c="proof"), WHOLE.steps) is None


def test_a_place_says_which_step_of_what() -> None:
    (place,) = places(ledger(a="proof", b="counterexample"), [WHOLE], B.key)
    assert place.words == "step 2 of 3 of whole (printed), the first wrong one"
