"""Every test of the command has an evidence cache of its own, and pages of claims to name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from verify.cli import main

PAGES = Path(__file__).parent


@dataclass(frozen=True)
class Said:
    """What one run of the command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path_factory.mktemp("evidence")))
    monkeypatch.setenv("BNVERIFY_CAMPAIGNS", str(tmp_path_factory.mktemp("campaigns") / "kept.sqlite"))
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def bnverify(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Said:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return run


@pytest.fixture
def wrong_lemma() -> Path:
    return PAGES / "my_lemma.py"


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "page.py"
        path.write_text("from verify.author import *\nx, y = symbols('x y')\n" + text, encoding="utf-8")
        return path

    return write
