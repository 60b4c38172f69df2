"""``bnverify evidence``: what is shipped with a package is written by one command, and stale files are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HEAD = "from verify.author import *\nx, y = symbols('x y')\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one paper with one page; its name differs from test to test, as modules are loaded once."""
    folder = tmp_path / f"library_{abs(hash(tmp_path.name))}" / "paper"
    folder.mkdir(parents=True)
    for place in (folder.parent, folder):
        (place / "__init__.py").write_text("")
    (folder / "page.py").write_text(HEAD + "a = claim('a', x**2 >= 0)\nb = claim('b', x >= 1)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def test_evidence_is_written_beside_the_pages_and_found_again(bnverify: Any, package: Path) -> None:
    name = package.parent.name
    said = bnverify("evidence", name)
    assert said.code == 1
    assert "no shipped evidence: a (printed)" in said.out
    assert "2 claims without shipped evidence, 0 entries of no claim: give --write" in said.out
    assert bnverify("evidence", "--write", name).code == 0
    assert (package / "evidence.json.gz").is_file()
    assert "every claim has its shipped evidence" in bnverify("evidence", name).out


def test_shipped_evidence_spares_the_deciding(
    bnverify: Any, package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = package.parent.name
    bnverify("evidence", "--write", name)
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "another"))

    def decide(*_: object, **__: object) -> None:
        raise AssertionError("decided again")

    monkeypatch.setattr("verify.deciding.one_claim.decide", decide)
    said = bnverify("check", name)
    assert "2 claims: 1 PROVED, 1 REFUTED" in said.out
    assert "DISAGREEMENT" in bnverify("check", name, "--no-cache").out


def test_a_file_target_has_no_file_of_evidence(bnverify: Any, wrong_lemma: Path) -> None:
    said = bnverify("evidence", "--write", wrong_lemma)
    assert said.code == 2
    assert "has no file of evidence: name a package" in said.err
