"""What check ends with: counts by section, the worst in words, what differs, where to look next; rows on request."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Page = Callable[[str], Path]
MANY = (
    "for k in range(13):\n"
    "    globals()[f'right_{k}'] = claim(f'right-{k}', equal(x, x), source=f'Lemma 4.{k + 1}')\n"
    "bad = claim('C.5', x >= 1, source='(C.5)', remark='Wrong below 1.', fault='breaks', expected='REFUTED')\n"
    "mended = claim('C.5', x >= x, source='(C.5)', edition='repaired')\n"
    "leaning = claim('leaning', equal(y, y), rests_on=[bad], source='(D.1)')\n"
    "surprise = claim('surprise', equal(x, x), expected='REFUTED')\n"
)


def test_many_claims_are_counted_by_section_and_the_worst_is_said_in_words(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page(MANY))
    assert said.code == 1
    lines = [line.split() for line in said.out.splitlines()]
    assert ["Section", "4", "13", "13"] in lines
    assert ["Appendix", "C", "2", "1", "1"] in lines
    assert ["Appendix", "D", "1", "1", "1"] in lines
    assert "Refuted by an exact counterexample: 1, of them 1 printed statements; for 1 of these" in said.out
    assert "  (C.5): Wrong below 1. Repaired: PROVED." in said.out
    assert "Not as expected: 1" in said.out
    assert "PROVED ≠  surprise (printed)  x = x, expected REFUTED" in said.out
    assert "bnverify show C.5" in said.out
    assert said.out.splitlines()[-1].startswith("17 claims: 16 PROVED, 1 REFUTED; ")


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--status", "refuted"], ["C.5 (printed)"]),
        (["--section", "C"], ["C.5 (printed)", "C.5 (repaired)"]),
        (["--section", "4.2"], ["right-1 (printed)"]),
        (["--effective"], ["leaning (printed)"]),
        (["--effective", "--status", "refuted"], ["C.5 (printed)", "leaning (printed)"]),
    ],
)
def test_filters_show_the_rows_that_are_asked_for(
    bnverify: Any, page: Page, filters: list[str], ids: list[str]
) -> None:
    rows = []
    for line in bnverify("check", page(MANY), *filters).out.splitlines():
        if not line.startswith(("PROVED", "REFUTED")):
            break
        rows.append(line.split("  ")[1])
    assert rows == ids


def test_a_pipe_gets_each_row_in_the_order_of_the_page(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page(MANY)).out.splitlines()
    assert [line.split()[1] for line in said[:3]] == ["right-0", "right-1", "right-2"]
    assert said[16].startswith("PROVED    surprise (printed)")


def test_what_a_missing_solver_leaves_undecided_is_said_with_the_remedy(
    bnverify: Any, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as in an installation without the extra: a sum of squares is needed here
    monkeypatch.setattr("verify.exact.certificates.finder.find.solver_is_there", lambda: False)
    popoviciu = (
        "i, = samples('i')\n"
        "u = family('u', i)\n"
        "variance = mean(i, u**2) - mean(i, u)**2\n"
        "one = claim('one', variance <= (x - y)**2 / 4, given=[u >= x, u <= y], expected='PROVED')\n"
    )
    said = bnverify("check", page(popoviciu + MANY))
    assert "TESTED ≠  one (printed)" in said.out
    assert "For 1 of them no sum of squares was looked for: install 'bnverify[polynomials]'" in said.out
    assert "sum of squares" not in bnverify("check", page(MANY)).out


def test_signs_in_rows_have_a_legend(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page(MANY), "--effective").out
    assert "PROVED → REFUTED  leaning (printed)" in said
    assert "→ effectively, as the weakest it rests on" in said


def test_at_80_columns_a_terminal_reads_whole_statements(
    bnverify: Any, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    said = re.sub(r"\x1b\[[0-9;]*m", "", bnverify("check", page(MANY), "--section", "4").out)
    rows = [line for line in said.splitlines() if "right-" in line]
    assert len(rows) == 13
    assert all(len(line) <= 80 for line in said.splitlines())
    assert "Lemma 4.13 · x = x" in rows[-1]


def test_a_lemma_with_a_wrong_step_that_holds_by_itself_is_not_called_wrong(bnverify: Any, page: Page) -> None:
    path = page("step = claim('step', x >= 1)\nwhole = claim('whole', x**2 >= 0, steps=[step])\n")
    said = bnverify("check", path).out
    assert "First wrong step of whole (printed): step 1, step (printed)" in said
    assert "whole (printed) itself holds: it is PROVED without its steps. Only the way to it has to be mended." in said


def test_claims_of_other_pages_are_decided_and_counted_apart(
    bnverify: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pages_of_a_test"
    folder.mkdir()
    head = "from verify.author import *\nx, y = symbols('x y')\n"
    (folder / "__init__.py").write_text("")
    (folder / "first.py").write_text(head + "deep = claim('deep', x >= 0, given=[x >= 2])\n")
    (folder / "second.py").write_text(
        head + "from pages_of_a_test import first\n"
        "a = claim('a', x*y**2 >= 0, given=[x >= 2], certificates=[because(x*y**2, uses=[lemma(first.deep)])])\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    said = bnverify("check", "pages_of_a_test.second")
    assert said.code == 0
    assert "Decided with them, as they rest on them: 1 claims of other pages." in said.out
    assert said.out.splitlines()[-1].startswith("1 claim: 1 PROVED; ")


def test_json_on_standard_output_is_nothing_but_json(bnverify: Any, page: Page) -> None:
    import json

    said = bnverify("check", page("a = claim('a', equal(x, x))\n"), "--json", "-")
    assert json.loads(said.out)["schema"].startswith("bnverify-ledger-")
    assert "1 claim: 1 PROVED" in said.err
