"""How long an induction takes beyond its base and its step: the norm of w grows along gradient descent.

The unit is 10⁷ turns of ``s += i * i % 7`` in the same run. What the methods for statements without steps take is taken
out; with the base and the step ready, an induction takes 0.04 to 0.1 units.
"""

import time
from functools import partial

from verify.author import LinearBN, at_step, because, by_induction, claim, inner, lemma, samples, steps, symbols, vector
from verify.claims import Claim
from verify.exact.methods import RUNS
from verify.exact.protocol import Reason
from verify.exact.runs.derive import Deriver
from verify.exact.runs.freezing.sequents import Sequent, closed
from verify.exact.runs.moves_made import MovesMade

(i,), (t,), (eta,) = samples("i"), steps("t"), symbols("η")
model = LinearBN()


def growth() -> tuple[Claim, Claim]:
    """Return that one step does not shorten w, and that no number of steps does."""
    pushed = eta**2 * inner(model.gradient_w(), model.gradient_w())
    later, w, start = model.descended_w(eta), model.at(t).w, vector("w", 0)
    one_step = claim("one-step", inner(later, later) >= inner(model.w, model.w), certificates=because(pushed))
    hint = because(uses=[lemma(one_step, at_step(t, model.w, model.gamma))])
    kept = inner(w, w) >= inner(start, start)
    whole = claim("grows", kept, given=model.descends(eta, t), certificates=by_induction(t, kept, step=[hint]))
    return one_step, whole


def unit() -> float:
    """Return how long 10⁷ turns of a plain loop take."""
    start, total = time.perf_counter(), 0
    for number in range(10**7):
        total += number * number % 7
    return time.perf_counter() - start + 0 * total


def test_an_induction_beyond_its_base_and_its_step(benchmark):
    one_step, whole = growth()
    known = {(one_step.full_id, one_step.edition): one_step}
    by_others: list[float] = []

    def lookup(id, edition):
        return known.get((id, edition))

    def decide(statement, certificate):
        start = time.perf_counter()
        found = RUNS.decide(statement, certificate, lookup=lookup, methods=RUNS.quick)
        by_others.append(time.perf_counter() - start)
        return found

    facts = tuple(map(closed, whole.statement.hypotheses))
    goal = closed(whole.statement.conclusions[0])
    deriver = Deriver(decide, lookup, MovesMade())
    start = time.perf_counter()
    proof = benchmark.pedantic(partial(deriver.derive, Sequent.of(facts, goal), whole.derivations[0]), rounds=1)
    taken = time.perf_counter() - start
    assert not isinstance(proof, Reason)
    assert [move["rule"] for move in proof["moves"]] == ["induction"]
    beyond = taken - sum(by_others)
    if benchmark.enabled:
        benchmark.extra_info |= {"seconds": beyond, "units": beyond / unit()}
