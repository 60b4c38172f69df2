"""One decision makes each normal form once; what assumes a hypothesis is not for another decision."""

from collections import Counter

from verify.author import claim, derivative, equal, inner, mean, samples, symbols, vector
from verify.deciding.one_claim import decide
from verify.exact.knowledge import Knowledge
from verify.exact.sums import normal_form
from verify.exact.sums.normal_form import Normaliser

(i,) = samples("i")
x, y, e = symbols("x y ε")
w = vector("w")
margin = inner(w, vector("z", i))
SPREAD = claim("spread", mean(i, margin) ** 2 <= mean(i, margin**2), given=[x >= 0])
SLOPE = claim("slope", equal(derivative((x + e * y) ** 3, e, 0), 3 * x**2 * y))


def nothing(name, edition):
    return None


def test_no_form_is_made_twice_in_one_decision(monkeypatch):
    normal_form._shared.cache_clear()  # a claim before may have had the same expressions
    made, whole = Counter(), Normaliser._form
    monkeypatch.setattr(
        Normaliser,
        "_form",
        lambda self, expression: (made.update([(len(self.nonnegative), expression)]), whole(self, expression))[1],
    )
    for one in (SPREAD, SLOPE):
        made.clear()
        assert decide(one, lookup=nothing, cases=40).kind == "proof"
        assert made
        assert max(made.values()) == 1, made.most_common(3)


def test_a_decision_keeps_nothing_for_the_next():
    first, second = Knowledge.of(nothing), Knowledge.of(nothing)
    assert first.normaliser([x >= 0]) is not second.normaliser([x >= 0])


def test_what_holds_under_other_hypotheses_is_not_taken_over():
    """|x| is x where x ≥ 0 is given, and not elsewhere."""
    knowledge = Knowledge.of(nothing)
    known, unknown = knowledge.normaliser([x >= 0]), knowledge.normaliser([])
    assert known.of(abs(x)) == known.of(x)
    assert unknown.of(abs(x)) != unknown.of(x)


def test_lemmas_are_looked_for_where_the_knowledge_says():
    knowledge = Knowledge.of(lambda name, edition: SPREAD if name == "spread" else None)
    assert knowledge("spread", "beyond") is SPREAD
    other = knowledge.finding(nothing)
    assert other("spread", "beyond") is None
    assert other.normaliser([]) is knowledge.normaliser([])
