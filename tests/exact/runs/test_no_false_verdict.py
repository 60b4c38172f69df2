"""What a derivation or a run may not show: by members' names, ranges of no steps, steps before 0, what is undefined."""

from __future__ import annotations

import pytest

from verify.author import (
    Certificate,
    InSpan,
    Spectrum,
    apply,
    by_steps,
    claim,
    derivative,
    differs,
    equal,
    exists,
    exp,
    failing,
    family,
    fixed_steps,
    for_all,
    function_variable,
    greatest,
    have,
    induct,
    inner,
    log,
    mean,
    product_over,
    samples,
    specialise,
    sqrt,
    steps,
    symbols,
    there_are_constants,
    total,
    vector,
    whatever_constants,
    witness,
)
from verify.claims.claim import Status
from verify.deciding.many_claims import check
from verify.errors import InputError
from verify.statement.tree import Symbol

t, k = steps("t k")
(T,) = fixed_steps("T")
x, c, m = symbols("x c m")
# a run of it is not sought, so that nothing but the derivation decides
NO_SHORT_RUN = for_all(t, family("b", t) >= 0, start=1)


def a(step):
    return family("a", step)


def square(step):
    return a(step) ** 2


def status(one):
    (verdict,) = check([one], cache=False).verdicts
    return verdict.status


@pytest.mark.parametrize(
    "hypothesis",
    [equal(a(1), 1 / x), equal(a(1), log(x)), for_all(t, equal(a(t + 1), a(t) / x), stop=1), equal(a(0), 0 * sqrt(-x))],
)
def test_a_run_on_which_a_hypothesis_has_no_value_refutes_nothing(hypothesis):
    # where x = 0, or −x < 0, nothing is said
    conclusion = x <= 0 if hypothesis == equal(a(0), 0 * sqrt(-x)) else differs(x, 0)
    assert status(claim("defined", conclusion, given=hypothesis)) != Status.REFUTED


@pytest.mark.parametrize(
    "conclusion",
    [
        total(k, square(k), start=2, stop=T) >= 0,
        product_over(k, square(k), start=3, stop=T) >= 0,
        greatest(k, square(k), stop=T) >= 0,
    ],
)
def test_a_range_of_no_steps_refutes_nothing(conclusion):
    assert status(claim("ranges", conclusion)) != Status.REFUTED


@pytest.mark.parametrize(
    ("after", "kept"), [(a(t) / (5 - t), ()), (a(t) - t, (a(t) >= 0,)), (a(t) * (1 - t), (a(t) >= 0,))]
)
def test_a_run_that_ends_at_a_later_step_refutes_nothing(after, kept):
    # there is no such run: a(6) has no value, or a member is negative
    assert status(claim("ends", a(0) <= 0, given=[equal(a(t + 1), after), *kept])) != Status.REFUTED


def test_a_member_of_which_the_run_says_nothing_refutes_nothing():
    # Σ_{k<1} a(k+3) is a(3), and so a(0)
    total_3 = total(k, a(k + 3), stop=1)
    stays = equal(a(t + 1), a(t))
    assert status(claim("later", total_3 <= a(0), given=stays)) != Status.REFUTED
    assert status(claim("given", exp(a(0)) <= 3, given=[stays, total_3 <= 1])) != Status.REFUTED
    assert status(claim("false", total(k, a(k + 1), stop=1) <= 0, given=stays)) == Status.REFUTED


def test_a_number_that_is_no_step_is_not_sought_among_the_steps():
    # there is m with 2m = 1, and it is none of 0, 1, 2, …
    there = there_are_constants(c, given=[x <= c], then=[exists(m, 2 * m <= 1, 2 * m >= 1)])
    data = whatever_constants(t, symbols={x: c}, vectors={}, runs={}, part=0, at_first=[failing(part=1)])
    assert status(claim("half", there, broken_by=data)) == Status.OPEN


def test_a_symbol_of_a_derivation_is_not_named_like_a_member_whose_step_is_fixed_later():
    # with t fixed a(t) is "a(t)", which would say that a is one number at all steps
    one = for_all(t, equal(a(t), Symbol("a(t)")))
    assert status(claim("one", equal(a(t), a(0)), given=NO_SHORT_RUN, certificates=by_steps(have(one)))) == Status.OPEN


def test_a_goal_does_not_begin_before_step_0():
    def begun(start):
        return claim("start", for_all(t, t >= 0, start=start), given=NO_SHORT_RUN)

    assert status(begun(T - 1)) == Status.OPEN
    assert status(begun(T)) == Status.PROVED


def test_a_lemma_used_at_the_steps_of_a_range_says_nothing_where_there_is_none():
    # a(t)² + c ≤ 0 for all t < T says c ≤ 0 where there is such a t, and so not at T = 0
    lemma = claim("lemma", m <= 0, given=x**2 + m <= 0)

    def statuses(stop):
        given = (for_all(t, square(t) + c <= 0, stop=stop), NO_SHORT_RUN)
        used = by_steps(apply(lemma, {x: a(t), m: c}, over=(t, 0, stop)))
        one = claim("one", c <= 0, given=given, certificates=used)
        return [verdict.status for verdict in check([lemma, one], cache=False).verdicts]

    assert statuses(T) == [Status.PROVED, Status.OPEN]
    assert statuses(T + 1) == [Status.PROVED, Status.PROVED]


def test_a_range_or_a_value_that_speaks_of_a_variable_is_no_constant_to_its_slope():
    f, v = function_variable("f"), vector("v")

    def flat(body):
        return status(claim("flat", equal(derivative(body, x, at=1), 0), given=NO_SHORT_RUN))

    assert flat(total(k, x * a(k), stop=T)) == Status.OPEN
    assert flat(f(x * v)) == Status.OPEN
    assert flat(f(v) + total(k, a(k), stop=T)) == Status.PROVED


def test_a_number_that_is_fixed_is_no_step_by_the_name_of_one():
    # a number called T, as the step of the goal, would be at least 0, and so −a(T)² would be
    fact = for_all(Symbol("T"), Symbol("T") >= 0)
    derived = by_steps(have(fact, by_steps(at=[T])), specialise(fact, -square(T)))
    assert status(claim("number", square(T) <= 0, given=NO_SHORT_RUN, certificates=derived)) == Status.OPEN


def test_an_invariant_speaks_of_no_step_that_is_not_fixed():
    # s as a number would be 0, and b(s) be named like b at a step that is fixed
    (s,) = steps("s")
    for invariant in (s <= 0, t * (a(s) - t) <= 0):
        one = claim("free", a(0) >= 0, given=(a(t) <= t, NO_SHORT_RUN), certificates=by_steps(induct(t, invariant)))
        (verdict,) = check([one], cache=False).verdicts
        assert verdict.status == Status.OPEN
        assert "is for all s too: say so by for_all" in verdict.evidence.data["why"]


def test_a_member_before_step_0_refutes_nothing():
    # a(T−1) ≥ 0 says something from T = 1 on only
    never_negative = a(t) >= 0
    assert status(claim("before", a(T - 1) >= 0, given=never_negative)) == Status.OPEN
    assert status(claim("before", a(T - 1) >= 1, given=never_negative)) == Status.REFUTED


def test_what_is_said_of_all_steps_is_not_said_of_one_before_0():
    # u + 0·a(u) ≥ 0 for all steps u is so of every run, and T − 1 ≥ 0 is not
    def said(step):
        return step + 0 * a(step) >= 0

    fact = for_all(Symbol("u"), said(fixed_steps("u")[0]))

    def at(step):
        one = claim("all", said(step), given=(fact, NO_SHORT_RUN), certificates=by_steps(specialise(fact, step)))
        return status(one)

    assert at(T - 1) == Status.OPEN
    assert at(T) == Status.PROVED


def test_a_step_of_a_lemma_stays_one_where_its_members_have_values_without_steps():
    # T ≥ 0 of the T of a(T)² says nothing of a number x, also where a(t) is 0 at all steps
    lemma = claim("lemma", Symbol("T") >= 0, square(T) >= 0, certificates=[by_steps(at=[T]), None])
    used = by_steps(apply(lemma, {Symbol("T"): x, a(t): 0 * x}))
    one = claim("number", x >= 0, given=NO_SHORT_RUN, certificates=used)
    verdicts = check([lemma, one], cache=False).verdicts
    assert [verdict.status for verdict in verdicts] == [Status.PROVED, Status.OPEN]
    assert "T is a step, and x in its place is none" in verdicts[1].evidence.data["why"]


def test_a_family_of_which_a_span_is_stays_a_whole_family():
    # the span of a family y is that of all y_ij, also as y_ii: w need not be 0 where all ⟨w, y_ii⟩ are
    (i, j), w, (low, high) = samples("i j"), vector("w"), symbols("low high")

    def orthogonal(z):
        return (Spectrum(low, high, z), InSpan(w, z), equal(inner(w, z), 0))

    z = vector("z", i)
    shown = Certificate(multiplier=low, terms=(mean(i, inner(w, z) ** 2) - low * inner(w, w),), rayleigh=(w,))
    lemma = claim("lemma", inner(w, w) <= 0, given=orthogonal(z), certificates=shown)

    def used(y, whole):
        given = (NO_SHORT_RUN, Spectrum(low, high, whole), InSpan(w, whole), equal(inner(w, y), 0))
        one = claim("y", inner(w, w) <= 0, given=given, certificates=by_steps(apply(lemma, {z: y})))
        return check([lemma, one], cache=False).verdicts[1]

    assert used(vector("y", i), vector("y", i)).status == Status.PROVED
    diagonal = used(vector("y", i, i), vector("y", i, j))
    assert diagonal.status == Status.OPEN
    assert "no whole family" in diagonal.evidence.data["why"]


@pytest.mark.parametrize("said", [lambda y: Spectrum(*symbols("low high"), y), lambda y: InSpan(vector("w"), y)])
def test_a_span_or_a_spectrum_is_not_written_of_a_part_of_a_family(said):
    """The mean of ⟨w, y_ii⟩² is at least λ_min‖w‖² on the span of all y_ii; read as that of all y_ij it was refuted."""
    i, j = samples("i j")
    for whole in (vector("y", i, j), vector("y", i), vector("y")):
        said(whole)
    for part in (vector("y", i, i), vector("y", i, t, i)):
        with pytest.raises(InputError, match="y repeats an index"):
            said(part)


def test_what_lies_in_a_span_is_one_vector():
    """A search for w_i in the span of all z_i ended in a traceback."""
    (i,) = samples("i")
    InSpan(vector("w", t), vector("z", i))
    with pytest.raises(InputError, match="is said of one vector"):
        InSpan(vector("w", i, t), vector("z", i))


def test_a_witness_is_the_same_one_for_all_samples():
    """There is no m with m = u_i for all i, and u_i is one for each i."""
    (i,) = samples("i")
    u = family("u", i, 0)

    def status_of(value, part):
        return status(claim("there", exists(m, part), given=NO_SHORT_RUN, certificates=witness({m: value})))

    assert status_of(u, equal(m, u)) == Status.OPEN
    assert status_of(mean(i, u), equal(m, mean(i, u))) == Status.PROVED


def test_no_variable_is_called_as_the_kinds_of_indices_are():
    """A row with such a variable cannot be read by the re-checker."""
    for name in ("step", "sample", "patch"):
        for variable in (symbols(name)[0], fixed_steps(name)[0]):
            with pytest.raises(InputError, match="so an index is marked in a ledger"):
                claim("kinds", variable + a(0) ** 2 >= 0)
        claim("kinds", symbols(f"{name}s")[0] + a(0) ** 2 >= 0)


def test_no_slope_is_taken_in_a_step():
    # d/dT of T·a(T) would be a(T), as if a(T) were one number: with a(t) = t it is not T
    for body, value in ((T * a(T), a(T)), (a(T), 0)):
        one = claim("slope", equal(derivative(body, Symbol("T"), at=3), value), given=NO_SHORT_RUN)
        (verdict,) = check([one], cache=False).verdicts
        assert verdict.status == Status.OPEN
        assert "the slope in step T is not taken" in verdict.evidence.data["why"]
    assert status(claim("slope", equal(derivative(x * a(T), x, at=3), a(T)), given=NO_SHORT_RUN)) == Status.PROVED


def test_what_is_said_of_all_steps_from_t_minus_1_on_is_not_said_of_one_before_0():
    # at T = 0 there is no step t with T−1 ≤ t < T
    def shown(first):
        given = (for_all(t, a(t + 1) <= 0, start=first, stop=first + 1), NO_SHORT_RUN)
        return status(claim("given", a(first + 1) <= 0, given=given, certificates=by_steps(at=[first])))

    assert shown(T - 1) == Status.OPEN
    assert shown(T) == Status.PROVED

    def broken(first):
        return status(claim("then", for_all(t, t + 0 * a(t + 1) >= 1, start=first, stop=first + 1)))

    assert broken(T - 1) == Status.REFUTED  # at T = 1, and not at T = 0 alone
    assert broken(T) == Status.REFUTED
    assert status(claim("then", for_all(t, t + 0 * a(t + 1) >= 0, start=T - 1, stop=T))) == Status.OPEN
