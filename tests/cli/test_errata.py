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
    said = bnverify("errata", page(WRONG))
    assert said.code == 0
    assert said.out.startswith("# Errata\n")
    assert "| (A.1) | Wrong below 1. | breaks | PROVED |" in said.out
    assert "**What rests on it.** c (printed, PROVED, effectively REFUTED)." in said.out


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
