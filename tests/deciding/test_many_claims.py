"""Deciding many claims: order, processes, the cache, and methods that disagree or break down."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.author import Claim, because, claim, equal, lemma, symbols
from verify.claims.claim import Points, Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.kept.cache import Cache
from verify.deciding.many_claims import check, named, select
from verify.deciding.one_claim import DisagreementError
from verify.errors import InputError

x, y, t = symbols("x y t")
SQUARE = claim("square", t**2 >= 0)
CLAIMS = (
    claim("twice", equal((x + y) ** 2, x**2 + 2 * x * y + y**2)),
    SQUARE,
    claim("uses", x**2 + y**2 >= 0, certificates=[because(x**2, y**2, uses=[lemma(SQUARE, {t: x})])]),
    claim("wrong", x**2 >= x),
    claim("rests", equal(x, x), rests_on=[claim("wrong", x**2 >= x)]),
)


def shown(ledger: Ledger) -> list[tuple[str, Status, Evidence]]:
    return [(verdict.claim.id, verdict.status, verdict.evidence) for verdict in ledger.verdicts]


@pytest.mark.slow
def test_claims_with_a_function_that_no_other_process_can_import_are_decided_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("verify.deciding.settling.FEW", 0)

    def thirds(rng: np.random.Generator, points: Points) -> Points:
        return {key: np.full(value.shape, Fraction(1, 3), dtype=object) for key, value in points.items()}

    wrong = claim("wrong", (3 * x - 1) ** 2 > 0)
    mine = [replace(one, id=f"{one.id}-mine", proposals=(thirds,)) for one in (SQUARE, wrong)]
    ledger = check([*mine, *CLAIMS], cache=False, jobs=2)
    assert not ledger.disagreements
    assert [verdict.status for verdict in ledger.verdicts[:2]] == [Status.PROVED, Status.REFUTED]


def test_verdicts_come_in_the_order_of_the_claims_whatever_the_processes() -> None:
    one = check(CLAIMS, cache=False)
    two = check(CLAIMS, cache=False, jobs=2)
    assert shown(one) == shown(two)
    assert [verdict.status.value for verdict in one.verdicts] == ["PROVED", "PROVED", "PROVED", "REFUTED", "PROVED"]
    assert one.effective[("rests", "printed")] is Status.REFUTED


def test_a_second_run_decides_nothing_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    first = check(CLAIMS, cache=cache)

    def decide(*_: object, **__: object) -> Evidence:
        raise AssertionError("decided again")

    monkeypatch.setattr("verify.deciding.one_claim.decide", decide)
    assert shown(check(CLAIMS, cache=cache)) == shown(first)
    assert len(check(CLAIMS, cache=False).disagreements) == len(CLAIMS)


def test_progress_is_told_each_verdict_once() -> None:
    seen: list[Verdict] = []
    check(CLAIMS, cache=False, progress=seen.append)
    assert sorted(verdict.claim.id for verdict in seen) == sorted(claim.id for claim in CLAIMS)


def test_disagreements_and_broken_methods_are_named_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(claim: Claim, **_: Any) -> Evidence:
        if claim.id == "twice":
            raise DisagreementError("twice (printed): proved, yet refuted at {}")
        if claim.id == "wrong":
            raise IndexError("no such\nrow")
        return Evidence("none", "none", {"why": "not tried"})

    monkeypatch.setattr("verify.deciding.one_claim.decide", decide)
    ledger = check(CLAIMS, cache=Cache(tmp_path))
    assert ledger.disagreements[0] == "twice (printed): proved, yet refuted at {}"
    assert ledger.disagreements[1].startswith(
        "wrong (printed): a method broke down: IndexError: no such row (test_many_claims"
    )
    assert len(ledger.disagreements) == 2
    assert all(verdict.status is Status.OPEN for verdict in ledger.verdicts)
    monkeypatch.undo()
    assert check(CLAIMS, cache=Cache(tmp_path)).verdicts[0].status is Status.PROVED


def test_claims_that_cannot_be_a_ledger_are_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def decide(*_: object, **__: object) -> Evidence:
        raise AssertionError("work was done")

    monkeypatch.setattr("verify.deciding.one_claim.decide", decide)
    with pytest.raises(InputError, match="stated twice"):
        check([claim("a", x >= 0), claim("a", x >= 1)], cache=False)
    circle = [
        claim("a", x >= 0, rests_on=[claim("b", x >= 0)]),
        claim("b", x >= 0, rests_on=[claim("a", x >= 0)]),
    ]
    with pytest.raises(InputError, match="rests on itself"):
        check(circle, cache=False)
    with pytest.raises(InputError, match="0 jobs"):
        check(CLAIMS, jobs=0)


def test_select_takes_all_forms_and_what_they_rest_on() -> None:
    repaired = claim("wrong", equal(x, x), edition="repaired", rests_on=[SQUARE])
    assert [c.key for c in select((*CLAIMS, repaired), ["wrong"])] == [
        ("square", "printed"),
        ("wrong", "printed"),
        ("wrong", "repaired"),
    ]
    assert [c.id for c in select(CLAIMS, ["uses", "twice"])] == ["twice", "square", "uses"]


@pytest.mark.parametrize(
    ("id", "hint"),
    [("sqare", "did you mean square?"), ("SQUARE", "did you mean square?"), ("zzz", "use one of twice, square")],
)
def test_an_unknown_id_is_answered_with_the_nearest(id: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        named(CLAIMS, id)
    assert hint in str(caught.value)


@pytest.mark.slow
def test_a_script_without_a_main_guard_ends_with_a_line_instead_of_hanging(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from verify.author import *\nfrom verify.deciding.many_claims import check\nx, = symbols('x')\n"
        "ledger = check([claim(str(k), x**2 >= 0) for k in range(50)], jobs=2, cache=False)\n"
        "print(len(ledger.disagreements), ledger.disagreements[0])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ)
    )
    assert "a worker process died" in done.stdout


def test_what_the_re_checker_does_not_accept_is_open_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def decide(claim: Claim, **_: Any) -> Evidence:
        return Evidence("proof", "belief", {"parts": [{"kind": "identity"}]})

    monkeypatch.setattr("verify.deciding.one_claim.decide", decide)
    ledger = check(
        [claim("twice", equal((x + y) ** 2, x**2 + 2 * x * y + y**2)), claim("lie", equal(x, y))], cache=False
    )
    assert [verdict.status for verdict in ledger.verdicts] == [Status.PROVED, Status.OPEN]
    (line,) = ledger.disagreements
    assert line.startswith("lie (printed): belief gives PROVED, and the re-checker does not agree: conclusion 0: ")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("counterexample", {"instance": {"n": 1, "P": 1, "scalars": {"x": "1"}, "families": {}, "vectors": {}}}),
        ("proof", {"parts": [{"kind": "no such kind"}]}),
        ("proof", {"parts": "none"}),
    ],
)
def test_a_prover_that_returns_what_cannot_be_read_decides_nothing(
    monkeypatch: pytest.MonkeyPatch, kind: str, data: Any
) -> None:
    monkeypatch.setattr("verify.deciding.one_claim.decide", lambda *_, **__: Evidence(kind, "new", data))
    ledger = check([claim("wrong", x**2 >= x)], cache=False)
    assert ledger.verdicts[0].status is Status.OPEN
    assert "the re-checker does not agree" in ledger.disagreements[0]
