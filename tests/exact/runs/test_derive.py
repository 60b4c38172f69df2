"""Derivations about runs prove what is true, and no near miss of it; the re-checker agrees with each proof."""

from __future__ import annotations

import json
import re

import pytest

from verify.author import (
    Claim,
    InSpan,
    LinearBN,
    apply,
    at_step,
    because,
    by_induction,
    by_steps,
    by_telescoping,
    claim,
    equal,
    exists,
    exp,
    family,
    first_exit,
    fixed_steps,
    for_all,
    have,
    induct,
    inner,
    lemma,
    log,
    product_over,
    samples,
    specialise,
    sqrt,
    steps,
    symbols,
    total,
    vector,
    witness,
)
from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.deciding.many_claims import check
from verify.errors import InputError
from verify.exact.methods import RUNS
from verify.exact.protocol import Reason
from verify.recheck import recheck

t, k = steps("t k")
T, t0, s0 = fixed_steps("T t0 s0")
c, d, eta, m, x, y, V = symbols("c d η m x y V")


def a(step):
    return family("a", step)


def b(step):
    return family("b", step)


line = claim("line", exp(x) >= 1 + x)
exponential = claim("exponential", exp(x + c * exp(-x)) >= exp(x) + c)
falling = (family("L", t + 1) <= family("L", t) - eta * family("g", t), family("L", t) >= m)
paid = total(t, eta * family("g", t), stop=T)
before = total(k, b(k), stop=t)
whole = product_over(k, 1 - b(k), stop=t)
sinking = (for_all(t, a(t + 1) <= a(t) - d), d > 0, a(0) <= V, V >= 0)
exit_before = because((V - d * T - a(T)) / d, a(T) / d)


def exit_hint(until=None, bound=None, end=exit_before):
    late = by_steps(induct(t, a(t) <= V - d * t), at=(T,), then=end)
    return first_exit(t, a(t) > 0 if until is None else until, bound=1 + V / d if bound is None else bound, late=late)


def decided(*claims: Claim) -> Ledger:
    ledger = check(claims, cache=False)
    assert recheck(json.loads(json.dumps(ledger.to_json()))).accepted
    assert not ledger.disagreements
    return ledger


def proved(*claims: Claim) -> list[bool]:
    return [verdict.status is Status.PROVED for verdict in decided(*claims).verdicts]


def reason(one: Claim) -> str:
    found = RUNS.prove(one, 0, lambda id, edition: None)
    assert isinstance(found, Reason)
    return found.why


def status(one: Claim, *lemmas: Claim) -> Status:
    return decided(*lemmas, one).verdicts[-1].status


def test_an_induction_with_a_lemma_in_its_step_is_proved():
    hint = by_induction(t, a(t) <= exp(c * t) * a(0), step=[because(uses=[lemma(line, {x: c})])])
    given = (a(t + 1) <= (1 + c) * a(t), c >= 0, a(t) >= 0)
    assert status(claim("gronwall", a(t) <= exp(c * t) * a(0), given=given, certificates=hint), line) is Status.PROVED


def test_gronwall_without_a_sign_is_not_proved():
    hint = by_induction(t, a(t) <= exp(c * t) * a(0), step=[because(uses=[lemma(line, {x: c})])])
    one = claim("gronwall", a(t) <= exp(c * t) * a(0), given=(a(t + 1) <= (1 + c) * a(t), c >= 0), certificates=hint)
    assert status(one, line) is not Status.PROVED


def test_the_recurrence_of_lemma_c_2_grows_at_least_like_its_solution():
    given = (equal(a(t + 1), a(t) + c * exp(-a(t))), c > 0)
    step = because(uses=[lemma(exponential, {x: a(t)})])

    def faster(factor):
        bound = exp(a(t)) >= factor * c * t + exp(a(0))
        return claim(f"c2-{factor}", bound, given=given, certificates=by_induction(t, bound, step=[step]))

    good, more = faster(1), faster(2)
    assert proved(exponential, good, more) == [True, True, False]


def test_a_telescoping_sum_is_bounded_and_by_no_less():
    hint = by_steps(by_telescoping(paid, -family("L", t)))
    good = claim("sum", paid <= family("L", 0) - m, given=falling, certificates=hint)
    slip = claim("slip", paid <= family("L", 1) - family("L", T), given=falling[:1], certificates=hint)
    assert proved(good, slip) == [True, False]


def test_a_simple_induction_and_the_end_of_a_sum_are_found_without_a_hint():
    grows = claim("grows", a(t) >= a(0), given=a(t + 1) >= a(t))
    ended = claim("ended", total(t, b(t), stop=T) <= a(T) - a(0), given=b(t) <= a(t + 1) - a(t))  # fmt: skip
    assert {v.status for v in decided(grows, ended).verdicts} == {Status.PROVED}


def test_a_product_is_at_most_the_exponential_of_minus_its_sum():
    step = [None, because(uses=[lemma(line, {x: -b(t)})])]
    product, added = product_over(t, 1 - b(t), stop=T), total(t, b(t), stop=T)
    hint = by_steps(induct(t, whole >= 0, whole <= exp(-before), step=step))
    good = claim("product", product <= exp(-added), given=b(t) <= 1, certificates=hint)
    unbounded = claim("unbounded", product <= exp(-added), given=b(t) >= 0, certificates=hint)
    assert proved(line, good, unbounded) == [True, True, False]


def test_a_first_exit_is_there_and_not_too_early():
    said = (a(t0) <= 0, for_all(t, a(t) > 0, stop=t0))
    good = claim("exit", exists(t0, t0 <= 1 + V / d, *said), given=sinking, certificates=exit_hint())
    early = claim("early", exists(t0, t0 <= V / d, *said), given=sinking, certificates=exit_hint(bound=V / d))
    assert proved(good, early) == [True, False]


@pytest.mark.parametrize("known", [(), (T <= 5,), (exists(T, a(T) <= d),)], ids=["nothing", "T", "bound T"])
def test_the_names_of_a_first_exit_may_be_those_of_the_statement(known):
    hint = exit_hint()
    given = (*sinking, *known)
    good = claim("exit", exists(T, a(T) <= 0, 1 + V / d >= T), given=given, certificates=hint)
    lower = claim("lower", exists(T, a(T) <= -d, 1 + V / d >= T), given=given, certificates=hint)
    assert proved(good, lower) == [True, False]


def test_what_a_first_exit_says_may_itself_say_that_there_is_something():
    end = witness({s0: t0}, None, because(1 - a(t0)))
    late = exit_hint().end.late
    hint = first_exit(t, a(t) > 0, bound=1 + V / d, late=late, parts=(None, None, end))
    good, wrong = (
        claim(
            "exit",
            exists(t0, t0 <= 1 + V / d, a(t0) <= 0, exists(s0, s0 <= t0 + d, a(s0) <= top)),
            given=sinking,
            certificates=hint,
        )
        for top in (1, -1)
    )
    assert [proved(good), proved(wrong)] == [[True], [False]]


def test_what_a_lemma_says_there_is_may_be_used_under_a_new_name():
    good = claim("exit", exists(t0, t0 <= 1 + V / d, a(t0) <= 0), given=sinking, certificates=exit_hint())
    hint = by_steps(apply(good, names="s0"), then=witness({t0: s0}))
    use = claim("use", exists(t0, a(t0) <= 0), given=sinking, certificates=hint)
    stronger = claim("stronger", exists(t0, a(t0) <= -1), given=sinking, certificates=hint)
    assert proved(good, use, stronger) == [True, True, False]


@pytest.mark.parametrize("name", ["y", "z"])
def test_what_a_lemma_says_there_is_has_no_name_of_a_value_put_into_it(name):
    # there is m ≥ x: at x = y + a(0)² + 1, with m called y, this was y ≥ y + a(0)² + 1, and showed everything
    larger = claim("larger", exists(m, m >= x), given=sinking, certificates=witness({m: x}, because()))
    (called,) = symbols(name)
    used = apply(larger, {x: y + a(0) ** 2 + 1}, names=name)
    good = by_steps(used, then=witness({m: called}, because()))
    true = claim("true", exists(m, m >= y + a(0) ** 2 + 1), given=sinking, certificates=good)
    wrong = claim("wrong", a(0) ** 2 + 1 <= 0, given=sinking, certificates=by_steps(used))
    if name == "y":
        for one in (true, wrong):
            with pytest.raises(InputError, match="y is there already"):
                RUNS.prove(one, 0, lambda id, edition: larger)
    else:
        assert proved(larger, true, wrong) == [True, True, False]


@pytest.mark.slow
def test_a_one_step_lemma_holds_along_gradient_descent_and_the_direction_stays_in_the_span():
    model, (i,) = LinearBN(), samples("i")
    w = model.at(t).w
    pushed = eta**2 * inner(model.gradient_w(), model.gradient_w())
    later = model.descended_w(eta)
    one_step = claim("one-step", inner(later, later) >= inner(model.w, model.w), certificates=because(pushed))
    run = model.descends(eta, t)
    hint = because(uses=[lemma(one_step, at_step(t, model.w, model.gamma))])
    grows = claim(
        "grows",
        inner(w, w) >= inner(vector("w", 0), vector("w", 0)),
        given=run,
        certificates=by_induction(t, inner(w, w) >= inner(vector("w", 0), vector("w", 0)), step=[hint]),
    )
    kept = claim("kept", InSpan(w, model.z(i)), given=(*run, InSpan(vector("w", 0), model.z(i))))
    lost = claim("lost", InSpan(w, model.z(i)), given=run)
    assert proved(one_step, grows, kept, lost) == [True, True, True, False]


@pytest.mark.slow
def test_a_one_step_claim_is_a_fact_at_every_step_of_a_range_only():
    root = claim("root", sqrt(x) <= (x + 1) / 2, given=x >= 0)
    given = for_all(t, a(t) >= 0, start=t0)
    hint = by_steps(apply(root, {x: a(t)}, over=(t, t0, None)))
    good = claim("at", for_all(t, sqrt(a(t)) <= (a(t) + 1) / 2, start=t0), given=given, certificates=hint)
    early = claim("early", sqrt(a(t)) <= (a(t) + 1) / 2, given=given, certificates=hint)
    assert proved(root, good, early) == [True, True, False]


def test_a_fact_beyond_the_range_of_a_hypothesis_is_not_taken():
    given = for_all(t, a(t + 1) <= a(t), stop=T)
    good = claim("good", for_all(t, a(t) <= a(0), stop=T + 1), given=given)
    beyond = claim("beyond", a(t0) <= a(0), given=given, certificates=by_induction(t, a(t) <= a(0)))
    assert proved(good, beyond) == [True, False]


def test_an_invariant_that_may_be_undefined_is_refused():
    one = claim(
        "log", a(0) <= a(0) + 1, a(t) >= 0, given=a(t) >= 0, certificates=(by_steps(have(log(b(t)) <= b(t))), None)
    )
    assert "may make it undefined" in reason(one)


ROOT = for_all(x, sqrt(x) >= 0)
THERE = exists(x, x >= 1 / x, for_all(y, log(y * y + 1) >= log(x)))


@pytest.mark.parametrize("fact", [ROOT, for_all(x, 1 / x <= 1 / x), for_all(x, log(x) <= x), THERE])
def test_a_bound_variable_is_not_the_one_of_its_name_that_is_known_to_be_positive(fact):
    one = claim("y", y >= 0, equal(a(t), a(t)), given=x > 0, certificates=(by_steps(have(fact)), None))
    assert re.search("x.* in .* may make it undefined", reason(one))


def test_a_root_is_not_had_for_all_numbers_as_one_is_positive():
    # else y = √y·√y would be at least 0 for every y
    hint = by_steps(have(ROOT), specialise(ROOT, y), then=because(sqrt(y) * sqrt(y)))
    said = (y >= 0, equal(a(t), a(t)))
    assert status(claim("y", *said, given=x > 0, certificates=(hint, None))) is not Status.PROVED
    defined = for_all(x, sqrt(x**2 + 1) >= 0)
    good = by_steps(have(defined), specialise(defined, y), then=because(sqrt(y**2 + 1)))
    assert status(claim("y", sqrt(y**2 + 1) >= 0, said[1], given=x > 0, certificates=(good, None))) is Status.PROVED


def test_a_real_variable_does_not_become_a_whole_number_by_being_called_a_step():
    # as a step x would be at least 0
    called = fixed_steps("x")[0]
    hints = (by_steps(have(called >= 0)), by_steps(at=(called,)), by_steps(induct(t, a(t) >= a(t), start=called)))
    for hint in hints:
        assert status(claim("sign", x >= 0, equal(a(t), a(t)), certificates=(hint, None))) is not Status.PROVED


def test_a_lemma_is_not_used_at_a_step_that_may_be_negative():
    counted = claim("counted", T >= 0, a(T) <= a(T))
    hint = by_steps(apply(counted, {T.base: t - 1}))
    assert status(claim("less", t - 1 >= 0, equal(a(t), a(t)), certificates=(hint, None)), counted) is not Status.PROVED


def test_an_induction_from_a_step_that_may_be_negative_is_refused():
    one = claim("from", for_all(t, a(t) >= 0), given=a(T) >= 0, certificates=by_induction(t, a(t) >= 0, start=T - 5))
    assert "may be before 0" in reason(one)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: claim("i", a(t) >= 0, certificates=by_induction(t, a(t + 1) >= a(t))), r"speaks of t\+2"),
        (lambda: claim("s", a(t - 1) >= 0), "before the start"),
        (lambda: claim("q", exists(x, a(0) >= 0)), "of which it does not speak"),
        (lambda: claim("q", for_all(t, a(0) >= 0)), "of which it does not speak"),
        (lambda: claim("e", a(T + 1) >= 0, given=for_all(t, equal(a(t + 1), a(t)), stop=T)), "after T"),
        (lambda: claim("e", a(t) >= 0, given=for_all(t, equal(a(t + 1), a(t)), stop=T)), "the run ends at T"),
        (lambda: claim("n", family("a(0)", t) >= 0), "without brackets"),
        (lambda: claim("n", total(t, a(t)) >= 0), "has no end"),
        (lambda: for_all(t, a(t) >= 0, start=t), "name another step as its end"),
        (lambda: total(t, a(t), stop=t + 1), "name another step as its end"),
        (lambda: exists(samples("i")[0], a(0) >= 0), "is an index of samples"),
        (lambda: claim("n", x >= 0, certificates=by_induction(t, a(t) >= 0)), "no step in the claim"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_one_line(made, said):
    with pytest.raises(InputError, match=said) as told:
        made()
    assert "\n" not in str(told.value)


def test_where_a_derivation_stops_is_said():
    one = claim(
        "slip", a(t) <= a(0), given=(a(t + 1) <= a(t) + 1, a(t) <= 5), certificates=by_induction(t, a(t) <= a(0))
    )
    assert "step of the induction on t: a(t+1) ≤ a(0) is not derived" in reason(one)
