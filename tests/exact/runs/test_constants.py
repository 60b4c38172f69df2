"""“There are constants …” is refuted by one sample whatever these are, and only where every choice of them fails."""

import json
from copy import deepcopy

import pytest

from verify.author import (
    InSpan,
    Spectrum,
    because,
    by_steps,
    claim,
    equal,
    exists,
    family,
    fixed_steps,
    for_all,
    induct,
    inner,
    log,
    maximum,
    minimum,
    samples,
    steps,
    symbols,
    there_are_constants,
    total,
    vector,
    whatever_constants,
)
from verify.claims.claim import Status
from verify.deciding.many_claims import check
from verify.errors import InputError
from verify.recheck import recheck
from verify.recheck.reading import RecheckError, RejectedError
from verify.recheck.runs.constants import check_no_constants
from verify.statement.readings.interchange import statement_from_json, to_json

(i,), (t, first), (T,) = samples("i"), steps("t T"), fixed_steps("T")
c, d, eta, x, low, high = symbols("c d η x λ_min λ_max")
v, z = vector("v"), vector("z", i)


def a(step):
    return family("a", step)


def bounded(*constants, given=(), then=None):
    """Return that a run with a(t+1) = a(t) + η is bounded by a constant."""
    run = (equal(a(0), 0), equal(a(t + 1), a(t) + eta), eta > 0)
    return there_are_constants(*constants, given=(*run, *given), then=(a(t) <= c if then is None else then,))


GROWS = whatever_constants(t, symbols={eta: 2 * c}, vectors={}, runs={"a": (0, a(t) + 2 * c)}, later=1)


def decided(statement, broken_by):
    one = claim("one", statement, broken_by=broken_by)
    ledger = check([one], cache=False)
    assert not ledger.disagreements
    assert recheck(json.loads(json.dumps(ledger.to_json()))).accepted
    return ledger.verdicts[0]


def test_a_bound_that_no_constant_is_is_refuted():
    assert decided(bounded(c), GROWS).status is Status.REFUTED


def test_a_bound_that_depends_on_what_grows_is_not():
    verdict = decided(bounded((c, eta)), GROWS)
    assert verdict.status is Status.OPEN
    assert "let it speak of constants before it" in verdict.evidence.data["why"]


def broken_with(symbols, after, **parts):
    return whatever_constants(t, symbols=symbols, vectors={}, runs={"a": (0, after)}, **parts)


@pytest.mark.parametrize(
    ("statement", "broken_by", "why"),
    [
        # at t = 0 the bound holds
        (bounded(c), broken_with({eta: 2 * c}, a(t) + 2 * c), "derived"),
        # another run than the one that is given
        (bounded(c), broken_with({eta: c}, a(t) + 2 * c, later=1), "derived"),
        # a hypothesis fails
        (bounded(c, given=(eta <= 1,)), GROWS, "derived"),
        (bounded(c, given=(x >= 0,)), GROWS, "has no value"),
        # the run may end
        (bounded(c), broken_with({eta: 2 * c}, log(a(t)), later=1), "no value"),
        # a value that is not there for all constants
        (bounded(c), broken_with({eta: log(c - 1)}, a(t) + 1), "undefined"),
        # a value that speaks of more than the constants
        (bounded(c), broken_with({eta: x}, a(t) + x), "the constants only"),
        # a constant is no value of ours
        (bounded(c), broken_with({eta: 2 * c, c: 1}, a(t) + 2 * c), "has no value of ours"),
        (bounded(c), None, "name data that break it"),
    ],
)
def test_what_does_not_break_it_leaves_it_open(statement, broken_by, why):
    verdict = decided(statement, broken_by)
    assert verdict.status is Status.OPEN
    assert why in verdict.evidence.data["why"]


def test_a_step_that_there_is_fails_at_every_step():
    """a(T) ≤ c for some T holds at T = 0; a(t) ≤ c from some T on holds for no c."""
    start = exists(T, a(T) <= c)
    always = exists(T, a(T) >= 0, for_all(t, a(t) <= c, start=T))
    rises = induct(t, a(t) >= 2 * c * t)
    made = {"symbols": {eta: 2 * c}, "vectors": {}, "runs": {"a": (0, a(t) + 2 * c)}}
    more = by_steps(rises, then=because(a(first + 1) - 2 * c * (first + 1), 2 * c * first, c))
    good = whatever_constants(t, **made, part=1, later=1, broken=more)
    assert decided(bounded(c, then=always), good).status is Status.REFUTED
    for statement in (start, exists(T, for_all(t, a(t) >= c, start=T), a(0) <= 0)):
        found = decided(bounded(c, then=statement), whatever_constants(t, **made, later=1, broken=more))
        assert found.status is Status.OPEN


def test_vectors_are_numbers_on_one_sample():
    given = (equal(inner(v, z), 1), InSpan(v, z), Spectrum(low, high, z))
    free = there_are_constants(c, given=given, then=(inner(v, v) <= c,))
    made = whatever_constants(
        t,
        symbols={low: (c + 1) ** -2, high: (c + 1) ** -2},
        vectors={"v": c + 1, "z": 1 / (c + 1)},
        runs={},
        broken=because(c**2, c, 1),
    )
    assert decided(free, made).status is Status.REFUTED
    # λ_min may not be larger than λ_max, and v is not free of ⟨v, z⟩ = 1
    assert (
        decided(there_are_constants(c, given=(*given, low < high), then=(inner(v, v) <= c,)), made).status
        is Status.OPEN
    )
    right = there_are_constants((c, low), given=given, then=(inner(v, v) <= c,))
    assert decided(right, made).status is Status.OPEN


def test_more_samples_than_one_are_not_spoken_of():
    """Σ_i v_i ≤ c max_i v_i is true on one sample for c = 1, and false for n > c: it stays open."""
    several = total(i, inner(v, z) ** 2) <= c * total(i, 1 + inner(v, z) ** 2)
    made = whatever_constants(t, symbols={}, vectors={"v": c, "z": 1}, runs={})
    assert decided(there_are_constants(c, given=(), then=(several,)), made).status is Status.OPEN


FORGED = {
    "another conclusion": lambda d: d.update(conclusion=1),
    "an earlier step": lambda d: d["ways"][0].update(later=0),
    "a step without number": lambda d: d["ways"][0].update(later=-1),
    "a smaller step size": lambda d: d.update(symbols=[["η", ["sym", "c"]]]),
    "a value of the constant": lambda d: d["symbols"].append(["c", ["num", "1"]]),
    "a run beside": lambda d: d["runs"].append(["b", ["num", "0"], ["num", "0"]]),
    "no proof of a hypothesis": lambda d: d["shown"].pop(),
    "a run that may end": lambda d: d["runs"][0].__setitem__(2, ["fn", "log", ["sym", "c"]]),
    "a start in another variable": lambda d: d["runs"][0].__setitem__(1, ["sym", "x"]),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_forged_evidence_is_rejected(change):
    verdict = decided(bounded(c), GROWS)
    statement, data = to_json(verdict.claim.statement), json.loads(json.dumps(verdict.evidence.to_json()))
    check_no_constants(statement, data, no_lemma)
    change(data)
    if data["runs"][1:]:  # a run of its own changes nothing
        check_no_constants(statement, data, no_lemma)
        return
    with pytest.raises((RejectedError, RecheckError)):
        check_no_constants(statement, data, no_lemma)


def test_the_re_checker_reads_what_a_constant_depends_on():
    verdict = decided(bounded(c), GROWS)
    statement, data = to_json(verdict.claim.statement), json.loads(json.dumps(verdict.evidence.to_json()))
    forged = deepcopy(statement)
    forged["then"][0][1][0][1] = [["sym", "η"]]
    with pytest.raises(RejectedError, match="constants before it"):
        check_no_constants(forged, data, no_lemma)


def no_lemma(name, edition):
    raise AssertionError(f"{name} ({edition}) is not used")


def test_a_statement_with_constants_is_written_and_read():
    statement = claim(
        "one", bounded((c, low), (d, high, low), then=a(t) <= minimum(c, maximum(d, low, high)))
    ).statement
    assert statement_from_json(json.loads(json.dumps(to_json(statement)))) == statement


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: claim("k", bounded(c), x >= 0), "stand alone"),
        (lambda: claim("k", bounded(c), given=x >= 0), "stand alone"),
        (lambda: claim("k", bounded(c, d)), "nothing is said of d"),
        (lambda: claim("k", bounded(c, c)), "stands twice"),
        (lambda: there_are_constants(given=(), then=(x >= 0,)), "needs a constant"),
        (lambda: there_are_constants(c + 1, given=(), then=(x >= 0,)), "is no symbol"),
        (lambda: whatever_constants(t, symbols={T: c}, vectors={}, runs={}), "a whole number"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(made, said):
    with pytest.raises(InputError, match=said) as told:
        made()
    assert "\n" not in str(told.value)
