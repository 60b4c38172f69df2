"""Rows about runs as a forger writes them by hand, and what the re-checker says of them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from verify.recheck.reading import RecheckError
from verify.recheck.row import check_row

ZERO, ONE, START = ["num", "0"], ["num", "1"], ["step", None, "0"]
T = ["t", "step"]


def at(base: Any = T, by: int = 0) -> list[Any]:
    """Return a step: t, a number (base None), or a fixed one by its name."""
    return ["step", ["sym", base] if isinstance(base, str) else base, str(by)]


def always(formula: Any, start: Any = START, stop: Any = None) -> list[Any]:
    """Return a formula for all steps t of a range."""
    return ["all", T, start, stop, formula]


def minus(part: Any) -> list[Any]:
    """Return the negative of an expression."""
    return ["mul", ["num", "-1"], part]


def gap(greater: Any, smaller: Any) -> list[Any]:
    """Return a difference, as a term of a certificate."""
    return ["add", greater, minus(smaller)]


def mean(index: Any, body: Any) -> list[Any]:
    """Return a mean over the samples."""
    return ["mul", ["sum", index, body], ["pow", ["size", "sample"], "-1"]]


def certificate(*terms: Any, **more: Any) -> dict[str, Any]:
    """Return a part that adds up some terms."""
    return {"kind": "certificate", "multiplier": None, "terms": [*terms], "uses": [], **more}


def decided(part: dict[str, Any], *steps: Any) -> dict[str, Any]:
    """Return the end of a proof by a part, with facts at some steps."""
    return {"rule": "decided", "at": [*steps], "part": part}


def proof(end: Any, *moves: Any, fix: str = "") -> dict[str, Any]:
    """Return a proof that fixes some names and makes some moves before its end."""
    return {"fix": fix.split(), "moves": [*moves], "end": end}


def proved(given: list[Any], then: Any, shown: Any, lemma: Any = None) -> str:
    """Return whether the re-checker accepts a derivation of one conclusion, which may use a lemma L."""
    needs = [] if lemma is None else [{"id": "L", "form": "beyond"}]
    evidence = {"kind": "proof", "parts": [{"kind": "run", "proof": shown}]}
    return _looked_at("PROVED", given, then, evidence, needs, {} if lemma is None else {("L", "beyond"): lemma})


def refuted(given: list[Any], then: Any, sides: tuple[str, str], run: Any = None, **more: Any) -> str:
    """Return whether the re-checker accepts an instance, with one sample, that is to break one conclusion."""
    instance = {"n": 1, "P": 1, "families": {}, "scalars": more.pop("scalars", {}), "vectors": more.pop("vectors", {})}
    evidence = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": sides[0], "right": sides[1]}
    evidence |= {"instance": instance, "run": run or {"last": 0, "steps": {}}, **more}
    return _looked_at("REFUTED", given, then, evidence, [], {})


def _looked_at(status: str, given: list[Any], then: Any, evidence: Any, needs: list[Any], lemmas: Any) -> str:
    row = {"id": "one", "form": "beyond", "status": status, "depends_on": needs, "evidence": evidence}
    row |= {"statement": {"given": given, "then": [then]}}
    try:
        return str(check_row(deepcopy(row), lemmas).result)
    except RecheckError:
        return "rejected"
