"""The errata as LaTeX: every letter is one that LaTeX knows, and long statements are broken into lines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from verify.author import Paper, symbols
from verify.deciding.many_claims import check
from verify.report.errata.entries import errata
from verify.report.errata.latex import errata_latex, latex_maths
from verify.statement.readings.notation import GREEK, to_latex

LETTERS = [*GREEK, "σ̄", "é", "☃", "Æ", "x_ζ"]


def test_every_letter_of_a_formula_is_ascii_or_a_command() -> None:
    for letter in LETTERS:
        (x,) = symbols(letter)
        made = latex_maths(to_latex(x**2 >= 0))
        assert made.replace("é", "").replace("Æ", "").isascii(), letter


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")
def test_latex_makes_a_page_of_it(tmp_path: Path) -> None:
    names = symbols(" ".join(LETTERS))
    paper = Paper("mine")
    long = sum(names[1:], start=names[0]) ** 2
    claim = paper.claim(
        "one",
        long > 1,
        edition="printed",
        expected="REFUTED",
        source="(1) ☃ & 50 %",
        title="a_b ζ",
        remark="“so” – ∀ 𝔼",
    )
    (tmp_path / "e.tex").write_text(errata_latex(errata(check([claim], cache=False))), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "e.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "e.pdf").exists()
