"""A watched file is decided again when it is saved, and a fault in it is told and waited out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.cli.checking import watch
from verify.cli.checking.watch import watch_files
from verify.errors import InputError

Page = Callable[[str], Path]


def saved(path: Path, text: str) -> None:
    before = path.stat().st_mtime_ns
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_each_save_is_looked_at_and_faults_are_told(
    page: Page, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = page("a = claim('a', x >= 1)\n")
    texts = iter(["second", "third"])
    monkeypatch.setattr(watch.time, "sleep", lambda _: saved(path, next(texts)))
    seen: list[str] = []

    def look() -> None:
        seen.append(path.read_text(encoding="utf-8"))
        if len(seen) == 2:
            raise InputError("a fault in the page")

    watch_files([str(path)], look, rounds=3)
    assert seen[1:] == ["second", "third"]
    said = capsys.readouterr().out
    assert "bnverify: a fault in the page" in said
    assert said.count("end with Ctrl-C") == 3


def test_a_neighbour_that_is_saved_counts(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page("")
    neighbour = path.parent / "beside.py"
    monkeypatch.setattr(watch.time, "sleep", lambda _: neighbour.write_text("x = 1\n", encoding="utf-8"))
    seen: list[int] = []
    watch_files([str(path)], lambda: seen.append(1), rounds=2)
    assert len(seen) == 2


def test_the_command_shows_the_new_status_after_a_save(
    bnverify: Any, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page("a = claim('a', x >= 1)\n")
    right = path.read_text(encoding="utf-8").replace("x >= 1", "x**2 >= 0")
    turns = iter([lambda: saved(path, right)])

    def sleep(_: float) -> None:
        try:
            next(turns)()
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(watch.time, "sleep", sleep)
    said = bnverify("check", path, "--watch")
    assert said.code == 0
    assert said.out.index("REFUTED   a (printed)") < said.out.index("PROVED    a (printed)")


def test_what_is_no_file_is_refused() -> None:
    with pytest.raises(InputError, match="it watches files"):
        watch_files(["proofs"], lambda: None)
