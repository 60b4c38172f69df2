"""Shipped evidence is looked at before pages are imported, and what comes out holds for the very text only."""

from __future__ import annotations

import sys
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest

from verify.author import Claim, claim, symbols
from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.deciding.kept import early
from verify.deciding.kept.early import early_looks
from verify.deciding.kept.shipped import Shipped, read_shipped, write_shipped
from verify.deciding.many_claims import check

x, y = symbols("x y")
CLAIMS = [claim(f"square-{k}", x**2 + k >= 0) for k in range(3)]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of pages with its evidence, of which more than enough rows are worth an early look."""
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(early, "FEW", 1)
    folder = tmp_path / "early_paper"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('imported')")
    write_shipped(folder / "inner" / "evidence.json.gz", check(CLAIMS, cache=False))
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def shipped_in(package: Path) -> Shipped:
    return read_shipped([package / "inner" / "evidence.json.gz"])


def decided(package: Path, claims: list[Claim]) -> Ledger:
    with early_looks([package.name], jobs=2) as begun:
        return check(claims, jobs=2, shipped=shipped_in(package), early=begun)


@pytest.mark.slow
def test_rows_are_looked_at_without_importing_their_package_and_once(package: Path) -> None:
    with early_looks([package.name], jobs=2) as begun:
        assert begun is not None
        assert [future.result().objection for future in begun.begun.values()] == ["", "", ""]
        assert package.name not in sys.modules
        ledger = check(CLAIMS, jobs=2, shipped=shipped_in(package), early=begun)
    assert {verdict.status for verdict in ledger.verdicts} == {Status.PROVED}
    # all are accepted now, so there is nothing to begin with
    with early_looks([package.name], jobs=2) as begun:
        assert begun is None


@pytest.mark.slow
def test_a_claim_that_has_changed_since_is_decided_for_itself(package: Path) -> None:
    false = replace(CLAIMS[0], statement=claim("other", x**2 >= y).statement)
    ledger = decided(package, [false, *CLAIMS[1:]])
    assert [verdict.status for verdict in ledger.verdicts] == [Status.REFUTED, Status.PROVED, Status.PROVED]


@pytest.mark.slow
def test_claims_that_are_proved_alike_share_one_look_and_each_has_its_own_row(package: Path) -> None:
    alike = [*CLAIMS, replace(CLAIMS[0], edition="beyond"), replace(CLAIMS[0], id="again")]
    assert [verdict.status for verdict in decided(package, alike).verdicts] == [Status.PROVED] * 5


def test_nothing_begins_early_with_one_process_or_for_no_package(package: Path) -> None:
    with early_looks([package.name], jobs=1) as begun:
        assert begun is None
    with early_looks([], jobs=2) as begun:
        assert begun is None


@pytest.mark.slow
def test_processes_that_start_before_the_evidence_is_read_end_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "nothing_kept"))
    before = set(active_children())
    with early_looks(["no_such_paper"], jobs=2) as begun:
        assert begun is None
    assert set(active_children()) == before
