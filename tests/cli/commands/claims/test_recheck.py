"""``bnverify recheck``: what the re-checker says, as a table and an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def _ledger(bnverify: Any, wrong_lemma: Path, path: Path) -> Any:
    bnverify("check", wrong_lemma, "--json", path)
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_ledger_as_written_is_accepted(bnverify: Any, wrong_lemma: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    _ledger(bnverify, wrong_lemma, path)
    said = bnverify("recheck", path)
    assert said.code == 0
    assert "3 claims: 3 rechecked, 0 not re-checkable, 0 rejected" in said.out


@pytest.mark.slow
def test_a_changed_counterexample_is_rejected_by_name(bnverify: Any, wrong_lemma: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    ledger = _ledger(bnverify, wrong_lemma, path)
    ledger["claims"][1]["evidence"]["instance"]["vectors"]["w*"][""] = ["2"]
    path.write_text(json.dumps(ledger), encoding="utf-8")
    said = bnverify("recheck", path)
    assert said.code == 1
    assert "REJECTED my-2 (printed): " in said.out


def test_a_file_that_is_no_ledger_is_one_line_and_exits_2(bnverify: Any, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    for text in ("", "{", "[]", '{"schema": "other", "claims": []}', "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        said = bnverify("recheck", path)
        assert (said.code, said.out) == (2, "")
        assert said.err.count("\n") == 1
    assert bnverify("recheck", tmp_path / "nowhere.json").code == 2
