"""Runs as text for other programs: CSV and JSON, each number as a decimal and exactly."""

from __future__ import annotations

from verify.batchnorm.dynamics.diagnosis import Diagnosis
from verify.batchnorm.dynamics.runs.keep import NUMBERS, Run
from verify.batchnorm.dynamics.runs.snapshot import Snapshot
from verify.claims.ledger import dump
from verify.json_types import JsonObject

SCHEMA = "bnverify-descent-1"
NAMES = {"discrepancy": "D", "log10_discrepancy": "log10_D", "discrepancy_radius": "D_radius"}
EXTRA_DIGITS = 3


def run_csv(run: Run) -> str:
    """Return the records as CSV: t, each number as a decimal that gives back its bits, then each as man*2^exp.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.problem import Problem, Start
    >>> from verify.batchnorm.dynamics.runs.keep import RunPlan, follow
    >>> problem = Problem(gram=fmpq_mat([[1]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1),), gamma=fmpq(0), norm_squared=fmpq(1))
    >>> plan = RunPlan(digest="00", name="one", problem=problem, start=start, digits=15)
    >>> text = run_csv(follow(plan, target=1))
    >>> [line.split(",")[1] for line in text.splitlines()]
    ['gamma', '0', '0.500000000000000000']
    """
    shown = _shown(run)
    header = ["t", *map(_name, shown), *(f"{_name(name)}_exact" for name in shown)]
    lines = [header]
    for snapshot in run.snapshots:
        decimals, exact = _decimals(run, snapshot), _exact(snapshot)
        lines.append([str(snapshot.t), *(texts[name] or "" for texts in (decimals, exact) for name in shown)])
    return "".join(",".join(line) + "\n" for line in lines)


def run_json(run: Run, diagnosis: Diagnosis) -> str:
    """Return the run as JSON: what it is, exactly, its records, its last state, and the diagnosis."""
    plan, shown = run.plan, _shown(run)
    content = plan.to_json()
    records = []
    for snapshot in run.snapshots:
        decimals, exact = _decimals(run, snapshot), _exact(snapshot)
        record: JsonObject = {"t": snapshot.t, **{_name(name): decimals[name] for name in shown}}
        records.append(record | {"exact": {_name(name): exact[name] for name in shown}})
    return dump(
        {
            "schema": SCHEMA,
            "run": plan.key,
            "version": plan.version,
            "dataset": {
                "name": plan.name,
                "sha256": plan.digest,
                "n": plan.problem.n,
                "P": plan.problem.patches,
                # the rows of Z where n is so large that no Gram matrix is made
                **{name: content[name] for name in ("gram", "samples") if name in content},
            },
            "model": plan.model,
            "mode": plan.mode,
            "backend": plan.backend,
            "digits": plan.digits,
            "guard": plan.guard,
            "eta_w": content["eta_w"],
            "eta_gamma": content["eta_gamma"],
            "start": content["start"],
            "t": run.t,
            "state": run.state,
            "diagnosis": {"kind": diagnosis.kind, "text": diagnosis.text, "numbers": diagnosis.numbers},
            "records": records,
        }
    )


def _shown(run: Run) -> list[str]:
    return [name for name in NUMBERS if run.plan.mode == "certify" or not name.endswith("_radius")]


def _name(name: str) -> str:
    return NAMES.get(name, name)


def _decimals(run: Run, snapshot: Snapshot) -> dict[str, str | None]:
    digits = run.plan.digits + run.plan.guard + EXTRA_DIGITS
    values = {name: getattr(snapshot, name) for name in NUMBERS}
    return {name: None if value is None else value.decimal(digits) for name, value in values.items()}


def _exact(snapshot: Snapshot) -> dict[str, str | None]:
    values = {name: getattr(snapshot, name) for name in NUMBERS}
    return {name: None if value is None else str(value) for name, value in values.items()}
