"""The desk of a proof by lemmas: what is kept from method to method of one decision, and what is not."""

import pytest

from verify.author import absolute, claim, symbols
from verify.exact.knowledge import Knowledge
from verify.exact.lemmas import work as module
from verify.exact.lemmas.work import Work

x, y = symbols("x y")
STATED = claim("stated", x >= 0)
# true, and its three ways of proof are tried one after the other
GOAL = absolute(x) * absolute(y) >= x * y


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Return the list of the searches that are made from here on."""
    made: list[tuple[object, ...]] = []
    search = module.prove_inequality
    monkeypatch.setattr(
        module, "prove_inequality", lambda *given, **more: (made.append(given), search(*given, **more))[1]
    )
    return made


def test_a_lemma_is_looked_for_once_in_a_decision_whichever_method_asks(searched) -> None:
    decision = Knowledge.of(lambda name, edition: None)
    names = [Work(STATED, decision, searching=searching).real(GOAL) for searching in (False, True)]
    assert names == ["lemma 1", "lemma 1"]
    assert len(searched) == 1


def test_another_decision_other_hypotheses_and_another_goal_are_looked_for_anew(searched) -> None:
    decision = Knowledge.of(lambda name, edition: None)
    assert Work(STATED, decision).real(GOAL)
    assert Work(STATED, Knowledge.of(lambda name, edition: None)).real(GOAL)
    assert Work(STATED, decision).real(GOAL, (x >= 1,))
    assert not Work(STATED, decision).real(absolute(x) * absolute(y) > x * y)
    assert not Work(STATED, decision).real(x * y >= absolute(x) * absolute(y))
    # for the last no search is made, as floats see a point where it fails
    assert len(searched) == 4
