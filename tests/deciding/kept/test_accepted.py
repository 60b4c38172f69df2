"""A row that the re-checker has accepted is not looked at again; any other text of a row is."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.author import claim, symbols
from verify.claims.claim import Status
from verify.deciding.kept.accepted import Accepted
from verify.deciding.kept.cache import Cache, claim_hash
from verify.deciding.kept.shipped import Proposal
from verify.deciding.many_claims import check
from verify.recheck.row_text import Look

(x,) = symbols("x")
SQUARE = claim("square", x**2 >= 0)
ONE, TWO = Look("", "1" * 64, 0.25), Look("", "2" * 64, 0.5)


def shipped() -> dict[str, Proposal | None]:
    (verdict,) = check([SQUARE], cache=False).verdicts
    return {claim_hash(SQUARE, lambda id, edition: None): Proposal.of(SQUARE, verdict.evidence, {})}


def no_look(text: str) -> Look:
    raise AssertionError("looked at again")


def test_what_was_accepted_is_found_again_under_its_own_text_only(tmp_path: Path) -> None:
    Accepted.in_folder(tmp_path).add("one", ONE)
    again = Accepted.in_folder(tmp_path)
    assert again.look("one") == ONE
    assert again.look("one ") is None


def test_a_second_run_looks_at_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = shipped()
    check([SQUARE], cache=Cache(tmp_path), shipped=rows)
    monkeypatch.setattr("verify.deciding.settling.look", no_look)
    assert check([SQUARE], cache=Cache(tmp_path), shipped=rows).verdicts[0].status is Status.PROVED
    with pytest.raises(AssertionError, match="looked at again"):
        check([SQUARE], cache=False, shipped=rows)


def test_another_re_checker_looks_at_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Accepted.in_folder(tmp_path).add("one", ONE)
    monkeypatch.setattr("verify.deciding.kept.accepted._fingerprint", lambda: "other")
    assert Accepted.in_folder(tmp_path).look("one") is None


@pytest.mark.parametrize("damage", [lambda line: line[:134], lambda line: line[3:], lambda line: b"\xff" + line])
def test_a_damaged_line_is_a_row_that_is_looked_at_again(tmp_path: Path, damage: object) -> None:
    kept = Accepted.in_folder(tmp_path)
    kept.add("one", ONE)
    kept.add("two", TWO)
    first, second = kept.path.read_bytes().splitlines()
    kept.path.write_bytes(damage(first) + b"\n" + second)  # type: ignore[operator]
    again = Accepted.in_folder(tmp_path)
    assert again.look("one") is None
    assert again.look("two") == TWO


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "accepted").write_text("a file")
    Accepted.in_folder(tmp_path).add("one", ONE)
    assert Accepted.in_folder(tmp_path).look("one") is None
