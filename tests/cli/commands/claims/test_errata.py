"""``bnverify errata``: the page and its JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Page = Callable[[str], Path]
WRONG = (
    "a = claim('a', x**2 >= x, source='(A.1)', remark='Wrong below 1.', fault='breaks', expected='REFUTED')\n"
    "b = claim('a', equal(x, x), edition='repaired')\n"
    "c = claim('c', equal(y, y), rests_on=[a])\n"
)


def test_the_page_says_what_is_wrong_where_and_how_it_is_repaired(bnverify: Any, page: Page) -> None:
    said = bnverify("errata", page(WRONG), "--markdown", "-")
    assert said.code == 0
    assert said.out.startswith("# Errata\n")
    assert "| (A.1) | Wrong below 1. | breaks | PROVED |" in said.out
    assert "**What rests on it.** c (printed, PROVED, effectively REFUTED)." in said.out


def test_a_terminal_gets_text_and_no_markup(bnverify: Any, page: Page) -> None:
    said = bnverify("errata", page(WRONG)).out
    assert said.startswith("(A.1) (a)\n  As printed: x² ≥ x\n")
    assert "  What is wrong: Wrong below 1. It breaks the argument that uses it." in said
    assert "  Counterexample: x = 1/2. Every hypothesis holds, and the left side is 1/4 = 0.25, the right side" in said
    assert "  What rests on it: c (printed, PROVED, effectively REFUTED)" in said
    assert not set("$#*|`") & set(said)


def test_one_erratum_is_found_by_its_id(bnverify: Any, page: Page) -> None:
    path = page(WRONG + "d = claim('d', x >= 1)\n")
    said = bnverify("errata", "d", path).out
    assert said.startswith("d\n  As printed: x ≥ 1\n")
    assert "A.1" not in said
    assert bnverify("errata", "e", path).err.startswith("bnverify: no claim is called 'e'")


def test_the_latex_document_is_whole_and_its_text_is_escaped(bnverify: Any, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "errata.tex"
    text = WRONG.replace("Wrong below 1.", "50 % of γ_1 & ≤ {x} \\\\input{/etc/passwd} ☃")
    assert bnverify("errata", page(text), "--latex", path).code == 0
    shown = path.read_text(encoding="utf-8")
    assert shown.startswith("\\documentclass")
    assert shown.endswith("\\end{document}\n")
    assert "50 \\% of \\ensuremath{\\gamma}\\_1 \\& \\ensuremath{\\le} \\{x\\}" in shown
    assert "\\input{" not in shown
    assert shown.isascii()


def test_the_json_holds_the_exact_counterexample(bnverify: Any, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "errata.json"
    assert bnverify("errata", page(WRONG), "--json", path).out == ""
    (erratum,) = json.loads(path.read_text(encoding="utf-8"))["errata"]
    assert erratum["counterexample"]["instance"]["scalars"]["x"] == "1/2"
    assert erratum["repaired"]["status"] == "PROVED"
    assert erratum["downstream"] == [{"id": "c", "form": "printed", "status": "PROVED", "effective": "REFUTED"}]


def test_a_page_without_faults_says_so(bnverify: Any, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "errata.md"
    assert bnverify("errata", page("a = claim('a', equal(x, x))\n"), "--markdown", path).code == 0
    assert path.read_text(encoding="utf-8") == "# Errata\n\nNo printed statement is refuted.\n"
