"""Several samples, given entry by entry in some dimensions, break what holds on one sample; near misses do not."""

import json

import pytest

from tests.exact.runs.test_constants import a, bounded, c, decided, eta, i, no_lemma, t
from verify.author import (
    InSpan,
    Spectrum,
    because,
    equal,
    equal_vectors,
    exists,
    failing,
    family,
    fixed_steps,
    for_all,
    greatest,
    have,
    inner,
    mean,
    samples,
    symbols,
    there_are_constants,
    vector,
    whatever_constants,
)
from verify.claims.claim import Status
from verify.errors import InputError
from verify.recheck.reading import RecheckError, RejectedError
from verify.recheck.runs.constants import check_no_constants
from verify.statement.readings.interchange import to_json
from verify.statement.rewriting.few_samples import FewSamples
from verify.statement.tree import Number

(k,), (T,) = samples("k"), fixed_steps("T")
low, high, x = symbols("λ_min λ_max x")
v, z = vector("v"), vector("z", i)
size = 1 / (c + 1)
ROWS = [(size, size), (size, -size)]
uniform = (equal(inner(v, z), 1), InSpan(v, z), Spectrum(low, high, z))
no_bound = there_are_constants(c, given=uniform, then=(inner(v, v) <= c,))


def on_rows(rows, *, least=size**2, most=size**2, **parts):
    return whatever_constants(
        t,
        symbols={low: least, high: most},
        vectors={"z": rows, "v": (c + 1, 0)},
        runs={},
        **{"broken": because(c**2, c, 1), **parts},
    )


def test_two_samples_in_two_dimensions_break_a_bound():
    assert decided(no_bound, on_rows(ROWS)).status is Status.REFUTED


@pytest.mark.parametrize(
    "made",
    [
        # λ_max is not the mean square along the longer axis
        on_rows([(size, 2 * size), (size, -2 * size)]),
        # Σ is not diagonal
        on_rows([(size, size), (size, 0 * size)], least=size**2, most=size**2),
        # the samples span a line only
        on_rows([(size, 0), (size, 0)], least=size**2, most=size**2),
        # ⟨v, z_2⟩ is not 1
        on_rows([(size, size), (2 * size, -size)]),
        # v has a row for each sample, and is one vector
        whatever_constants(t, symbols={low: 1, high: 1}, vectors={"z": [1, 1], "v": [c, c]}, runs={}),
    ],
    ids=["wrong-spectrum", "not-diagonal", "a-line", "another-margin", "too-many-rows"],
)
def test_data_that_miss_a_hypothesis_leave_it_open(made):
    assert decided(no_bound, made).status is Status.OPEN


def test_the_longer_axis_has_the_largest_eigenvalue():
    rows = [(size, 2 * size), (size, -2 * size)]
    assert decided(no_bound, on_rows(rows, most=4 * size**2)).status is Status.REFUTED


def test_sums_and_maxima_over_samples_are_written_out():
    """The mean of squares is at most the largest one, and is half of it where the other is 0."""
    square = inner(v, z) ** 2
    long = (equal(inner(v, v), c**2),)
    data = whatever_constants(t, symbols={}, vectors={"z": [(1, 0), (0, 1)], "v": (c, 0)}, runs={})
    true = there_are_constants(c, given=long, then=(mean(i, square) <= greatest(i, square),))
    false = there_are_constants(c, given=long, then=(greatest(i, square) <= mean(i, square),))
    equal_to_half = there_are_constants(c, given=long, then=(greatest(i, square) <= 2 * mean(i, square),))
    assert decided(true, data).status is Status.OPEN
    assert decided(equal_to_half, data).status is Status.OPEN
    assert decided(false, data).status is Status.REFUTED


def test_a_vector_whose_entries_are_members_of_a_run_moves():
    """From (0, 1) the first entry grows by c + 1: ‖w(1)‖² is larger than c² + 1; a w that stays keeps no equation."""
    w = vector("w", t)
    given = (
        equal_vectors(vector("w", t + 1), w + (c + 1) * v),
        equal(inner(v, v), 1),
        equal(inner(vector("w", 0), v), 0),
    )
    statement = there_are_constants(c, given=given, then=(inner(w, w) <= c**2 + 1,))
    runs = {"w_1": (0, family("w_1", t) + c + 1)}
    vectors = {"v": (1, 0), "w": (family("w_1", t), 1)}
    moving = whatever_constants(t, symbols={}, vectors=vectors, runs=runs, later=1, broken=because(2 * c, 1))
    assert decided(statement, moving).status is Status.REFUTED
    still = whatever_constants(t, symbols={}, vectors={**vectors, "w": (0, c + 1)}, runs={}, later=1)
    assert decided(statement, still).status is Status.OPEN


# a(t) = 2ct: T = 0 breaks the second part, and each T ≥ 1 the first one at t = 1
stage = exists(T, for_all(t, a(t) <= c, stop=T + 1), a(T) >= 3 * c)
GROWING = {"symbols": {eta: 2 * c}, "vectors": {}, "runs": {"a": (0, a(t) + 2 * c)}}
BY_CASES = whatever_constants(t, **GROWING, at_first=[failing(part=1)], part=0, later=1)


def test_a_stage_fails_in_another_part_at_its_first_step():
    assert decided(bounded(c, then=stage), BY_CASES).status is Status.REFUTED


@pytest.mark.parametrize(
    ("statement", "made"),
    [
        # at T = 0 the first part has ended before t = 1
        (stage, whatever_constants(t, **GROWING, part=0, later=1)),
        # at T = 0 the first part holds
        (stage, whatever_constants(t, **GROWING, at_first=[failing(part=0)], part=0, later=1)),
        # a(T) ≥ 3c for T = 2
        (stage, whatever_constants(t, **GROWING, at_first=[failing(part=1)], part=1)),
        # true for T = 1
        (exists(T, for_all(t, a(t) <= c, stop=T), a(T) >= 2 * c), BY_CASES),
        # a conclusion for all t fails in one way
        (a(t) <= c, BY_CASES),
    ],
)
def test_a_stage_that_there_may_be_stays_open(statement, made):
    assert decided(bounded(c, then=statement), made).status is Status.OPEN


def test_facts_about_the_data_are_shown_once():
    wrong, right = (whatever_constants(t, **GROWING, known=[have(fact)], later=1) for fact in (c >= 1, 2 * c > 0))
    assert decided(bounded(c), right).status is Status.REFUTED
    assert decided(bounded(c), wrong).status is Status.OPEN


FORGED = {
    "a way left out": lambda d: d["ways"].pop(0),
    "the ways exchanged": lambda d: d["ways"].reverse(),
    "after the end of the part": lambda d: d["ways"][1].update(later=2),
    "a part that is not there": lambda d: d["ways"][0].update(part=2),
    "no ways": lambda d: d.update(ways=[]),
    "a way that is no object": lambda d: d.update(ways=[1, 2]),
    "no samples": lambda d: d.update(samples=0),
    "a row that is no list": lambda d: d.update(vectors=[["z", 3]]),
    "no entries": lambda d: d.update(vectors=[["z", [[]]]]),
    "a run that is cut": lambda d: d["runs"][0].pop(),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_forged_ways_are_rejected(change):
    verdict = decided(bounded(c, then=stage), BY_CASES)
    statement, data = to_json(verdict.claim.statement), json.loads(json.dumps(verdict.evidence.to_json()))
    check_no_constants(statement, data, no_lemma)
    change(data)
    with pytest.raises((RejectedError, RecheckError)):
        check_no_constants(statement, data, no_lemma)


MEMBER = ["idx", "u", [["step", ["t", "step"], "0"]]]
FORGED_DATA = {
    "a third sample": lambda d: d.update(samples=3),
    "a row twice": lambda d: d["vectors"][0][1].__setitem__(1, d["vectors"][0][1][0]),
    "another dimension": lambda d: d.update(dimension=1),
    "another eigenvalue": lambda d: d["symbols"][0].__setitem__(1, ["num", "1"]),
    "an entry of an unknown run": lambda d: d["vectors"][1][1][0].__setitem__(
        0, ["idx", "u", [["step", ["t", "step"], "0"]]]
    ),
}


@pytest.mark.parametrize("change", FORGED_DATA.values(), ids=FORGED_DATA)
def test_forged_data_are_rejected(change):
    verdict = decided(no_bound, on_rows(ROWS))
    statement, data = to_json(verdict.claim.statement), json.loads(json.dumps(verdict.evidence.to_json()))
    check_no_constants(statement, data, no_lemma)
    change(data)
    with pytest.raises((RejectedError, RecheckError)):
        check_no_constants(statement, data, no_lemma)


def test_a_statement_that_grows_without_end_on_the_data_is_refused():
    """Each inner product is written out for each entry: 30 within one another would have 2³⁰ parts."""
    nested = v
    for _ in range(30):
        nested = inner(nested, nested) * v
    one = Number(1)
    with pytest.raises(InputError, match="too long"):
        FewSamples(vectors={"v": ((one, one),)}, dimension=2).number(inner(nested, nested))


@pytest.mark.parametrize(
    "vectors",
    [{"v": (1, 2), "z": 1}, {"v": [1, 2], "z": [1, 2, 3]}, {"v": ()}, {"v": []}],
    ids=["lengths", "counts", "no-entries", "no-rows"],
)
def test_rows_that_do_not_fit_are_told_in_one_line(vectors):
    with pytest.raises(InputError, match="as many entries") as told:
        whatever_constants(t, symbols={}, vectors=vectors, runs={})
    assert "\n" not in str(told.value)
