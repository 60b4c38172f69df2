"""The rows that ``bnverify check --data`` adds: the assumption decided, a certified first descent, its floor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq

from verify.batchnorm import ConvBN, LinearBN
from verify.batchnorm.classifiers import MaximumMargin, maximum_margin
from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.record import Record
from verify.batchnorm.dynamics.starts import random_start
from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.claims.ledger import Verdict
from verify.data import Dataset, Infeasible, UniformMargin, check_assumption
from verify.data.tables.labels import SIGNED
from verify.data.tables.table import MAX_GRAM_ROWS
from verify.deciding.rechecking import objection
from verify.errors import InputError
from verify.statement.formulas import Statement
from verify.statement.writing.operations import inner
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import patches, rational, samples, symbols, vector

# neither depends on the scale of the data: x → cx changes nothing in the trajectory
ETA, SCALE, SEED, GAMMA = fmpq(1, 1000), fmpq(1, 30), 0, fmpq(1)
COARSE, FINE = 15, 60
STALLED, FALLING = 4, 10_000
# a stall is seen soon after it begins
STAGES = tuple(int(1000 * 2 ** (stage / 2)) for stage in range(15))
# the re-checker iterates plain balls as far as this
RECHECKED_WORK, RECHECKED_STEPS = 64_000, 100
MOST_WORK = 30_000_000
DIGITS_OF_ENDS = 12
MOST_ROWS = 4
MOST_SAMPLES = 200


def dataset_verdicts(dataset: Dataset) -> Iterator[Verdict]:
    """Yield the verdicts on a dataset; where the assumption fails, the descents are left out.

    The maximum margin is shown wherever the data can be separated, and there are not too many samples.

    The rows' statements speak of this dataset only: their kind is ``dataset``, and no proof may use them.
    """
    found, seconds = _timed(lambda: check_assumption(dataset))
    yield Verdict(_assumption_claim(dataset), _assumption_evidence(dataset, found), seconds)
    if isinstance(found, Infeasible):
        if dataset.n <= MOST_SAMPLES:
            yield from _margin_verdict(dataset)
        return
    yield from _margin_verdict(dataset)
    if dataset.rows > MAX_GRAM_ROWS:
        # the descents see the data through their Gram matrix
        yield _too_many_rows(dataset)
        return
    problem = Problem(gram=dataset.gram, eta_w=ETA, eta_gamma=ETA, patches=dataset.P)
    start = random_start(dataset.z, seed=SEED, scale=SCALE, gamma=GAMMA, uniform=found.w_star)
    yield _enclosure_verdict(dataset, problem, start)
    yield _floor_verdict(dataset, problem, start)


def checked_dataset_verdicts(dataset: Dataset, claims: Iterable[Claim]) -> Iterator[tuple[Verdict, str]]:
    """Yield the verdicts on a dataset, each with a line where the re-checker does not agree: it is open then.

    Raises InputError where a claim has a row's name.
    """
    keys = {claim.key for claim in claims}
    for verdict in dataset_verdicts(dataset):
        claim = verdict.claim
        if claim.key in keys:
            raise InputError(f"claim {claim.id} ({claim.edition}) is stated twice: give one of them another id")
        if why := objection(claim, verdict.evidence, {}):
            line = f"{claim.id} ({claim.edition}): the re-checker does not agree: {why}"
            yield replace(verdict, evidence=Evidence("none", "none", {"why": line})), line
        else:
            yield verdict, ""


def _assumption_claim(dataset: Dataset) -> Claim:
    (i,) = samples("i")
    index = (i,) if dataset.P == 1 else (i, *patches("p"))
    number = "2.1" if dataset.P == 1 else "3.1"
    statement = claim_that(equal(inner(vector("w*"), vector("z", *index)), 1))
    minus, plus = dataset.label_names
    classes = "" if dataset.label_names == SIGNED else f" (y = 1 for class {plus}, -1 for {minus})"
    title = f"Assumption {number}: some w* has margin 1 on every row{classes}"
    return _row(dataset, f"data-assumption-{number}", title, statement)


def _assumption_evidence(dataset: Dataset, found: UniformMargin | Infeasible) -> Evidence:
    rows = _table(dataset.z.tolist())
    if isinstance(found, Infeasible):
        pairs = [[row, str(value)] for row, value in found.combination]
        return Evidence("combination", "linear algebra", {"rows": rows, "combination": pairs})
    return Evidence("solution", "linear algebra", {"rows": rows, "w_star": [str(entry) for entry in found.w_star]})


def _margin_verdict(dataset: Dataset) -> Iterator[Verdict]:
    """Yield the least ‖w‖² of all w with margins ≥ 1, one over the square of the maximum margin, where there is one."""
    if dataset.n > MOST_SAMPLES:
        claim = _row(
            dataset, "data-maximum-margin", "The maximum margin", claim_that(inner(vector("w"), vector("w")) >= 0)
        )
        why = f"{dataset.n} samples are too many to solve exactly"
        yield Verdict(claim, Evidence("none", "active sets", {"why": why}))
        return
    found, seconds = _timed(lambda: maximum_margin(dataset))
    if not isinstance(found, MaximumMargin):
        return
    (i,) = samples("i")
    model = LinearBN() if dataset.P == 1 else ConvBN()
    statement = claim_that(inner(model.w, model.w) >= rational(str(found.norm_squared)), given=(model.margin(i) >= 1,))
    title = f"The maximum margin is {found.margin().str(DIGITS_OF_ENDS, radius=False)}, on {len(found.support)} samples"
    data = {
        "rows": _table(dataset.z.tolist()),
        "patches": dataset.P,
        "alpha": [str(entry) for entry in found.alpha],
    }
    row = _row(dataset, "data-maximum-margin", title, statement)
    yield Verdict(row, Evidence("optimum", "active sets", data), seconds)


def _too_many_rows(dataset: Dataset) -> Verdict:
    claim = _row(dataset, "data-descent", "The first descent, certified", _between("D", Fraction(0), Fraction(4)))
    why = f"{dataset.rows} rows, above {MAX_GRAM_ROWS}, make too large a Gram matrix"
    return Verdict(claim, Evidence("none", "certify", {"why": why}))


def _enclosure_verdict(dataset: Dataset, problem: Problem, start: Start) -> Verdict:
    steps = min(RECHECKED_STEPS, RECHECKED_WORK // problem.rows**2)
    if steps < 1:
        claim = _row(dataset, "data-descent", "The first descent, certified", _between("D", Fraction(0), Fraction(4)))
        return Verdict(claim, Evidence("none", "certify", {"why": f"{problem.rows} rows are too many to re-check"}))
    run, seconds = _timed(lambda: certify(problem, start, steps=steps, digits=30))
    last = run.last
    gamma, discrepancy = (_ends(ball.str(DIGITS_OF_ENDS)) for ball in (last.gamma, last.D))
    middle, radius = (gamma[0] + gamma[1]) / 2, (gamma[1] - gamma[0]) / 2
    data = {
        "gram": _table(problem.whole_gram().tolist()),
        "patches": problem.patches,
        "eta_w": str(problem.eta_w),
        "eta_gamma": str(problem.eta_gamma),
        "start": {"margins": [str(margin) for margin in start.margins], "gamma": str(start.gamma)},
        "step": last.step,
        "gamma": {"mid": str(middle), "rad": str(radius)},
        "D": {"lower": str(discrepancy[0]), "upper": str(discrepancy[1])},
    }
    title = f"The first descent: D after {last.step} steps with η = {ETA}, enclosed"
    claim = _row(dataset, "data-descent", title, _between(f"D_{last.step}", *discrepancy))
    return Verdict(claim, Evidence("enclosure", "certify", data), seconds)


def _floor_verdict(dataset: Dataset, problem: Problem, start: Start) -> Verdict:
    fine, coarse = symbols("D_60 D_15")
    title = f"The first descent: D at {COARSE} digits stalls at its floor, at {FINE} digits it keeps falling"
    claim = _row(dataset, "data-descent-floor", title, claim_that(fine < coarse))
    evidence, seconds = _timed(lambda: _floor_evidence(problem, start))
    return Verdict(claim, evidence, seconds)


def _floor_evidence(problem: Problem, start: Start) -> Evidence:
    """Run both descents in stages until one comes in which the fine D falls, and the coarse one hardly does."""
    state: dict[int, Any] = {COARSE: None, FINE: None}
    before: dict[int, Record] = {}
    after: dict[int, Record] = {}
    for steps in STAGES:
        if steps * problem.rows**2 > MOST_WORK:
            break
        for digits in (COARSE, FINE):
            run = descend(problem, start, steps=steps, digits=digits, resume=state[digits])
            state[digits] = run.state
            before[digits], after[digits] = after.get(digits, run.records[0]), run.records[-1]
        if not _fell(before[COARSE], after[COARSE], STALLED) and _fell(before[FINE], after[FINE], FALLING):
            return Evidence("campaign", "descend", {"cases": 1, "seed": SEED, "observed": _observed(before, after)})
    why = f"no stall was seen: {_observed(before, after)}" if after else f"{problem.rows} rows are too many to try"
    return Evidence("none", "descend", {"why": why})


def _fell(before: Record, after: Record, factor: int) -> bool:
    """Tell whether D fell by more than a factor."""
    return bool(before.discrepancy.rational > factor * after.discrepancy.rational)


def _observed(before: dict[int, Record], after: dict[int, Record]) -> str:
    said = "; ".join(
        f"at {digits} digits D goes from {_short(before[digits])} to {_short(after[digits])}"
        for digits in (COARSE, FINE)
    )
    return f"from step {before[FINE].t} to step {after[FINE].t} (η = {ETA}), {said}"


def _short(record: Record) -> str:
    return record.discrepancy.decimal(3)


def _row(dataset: Dataset, id: str, title: str, statement: Statement) -> Claim:
    source = dataset.name or "the dataset"
    return Claim(id=id, source=source, title=title, statement=statement, edition="beyond", kind="dataset")


def _between(name: str, low: Fraction, high: Fraction) -> Statement:
    (value,) = symbols(name)
    return claim_that(value >= low, value <= high)


def _ends(ball: str) -> tuple[Fraction, Fraction]:
    """Return the exact ends of a printed ball, which contains the ball it was printed from."""
    # a ball around 0 is printed without its middle
    middle, _, radius = ball.strip("[]").partition("+/- ")
    centre, spread = Fraction(middle.strip() or "0"), Fraction(radius or "0")
    return centre - spread, centre + spread


def _table(rows: list[list[Any]]) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in rows]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin
