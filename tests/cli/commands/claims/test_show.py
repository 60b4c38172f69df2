"""``bnverify show``: one claim's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Page = Callable[[str], Path]


def test_a_derivation_shows_each_step_with_its_own_status(bnverify: Any, wrong_lemma: Path) -> None:
    said = bnverify("show", "my-lemma", wrong_lemma)
    assert said.code == 0
    assert "1. my-1 (printed): PROVED" in said.out
    assert "2. my-2 (printed): REFUTED" in said.out
    assert "⟨w*, z_i⟩ = 1 for all i" in said.out


def test_a_step_shows_its_counterexample_and_what_rests_on_it(bnverify: Any, wrong_lemma: Path) -> None:
    lines = [line.strip() for line in bnverify("show", "my-2", wrong_lemma).out.splitlines()]
    assert "left side  1" in lines
    assert "right side 1/2 = 0.5" in lines
    assert lines[lines.index("Part of") + 1].startswith("step 2 of 2 of my-lemma (printed)")
    assert lines[lines.index("What rests on it") + 1] == "my-lemma (printed)"


def test_a_certificate_is_shown_in_words_with_the_lemma_it_uses(bnverify: Any, page: Page) -> None:
    path = page(
        "square = claim('square', x >= 0, given=[x >= 1])\n"
        "a = claim('a', x*y**2 >= 0, given=[x >= 1], certificates=[because(x*y**2, uses=[lemma(square)])])\n"
    )
    said = bnverify("show", "a", path)
    assert "by square (printed)" in said.out
    assert "(1) x·y²" in said.out
    assert "square (printed): PROVED" in said.out


def test_a_refuted_printed_claim_shows_its_repaired_form(bnverify: Any, page: Page) -> None:
    path = page(
        "a = claim('a', x**2 >= x, remark='Only from 1 on.', fault='slip')\n"
        "b = claim('a', equal(x, x), edition='repaired')\n"
    )
    said = bnverify("show", "a", path, "--form", "printed")
    assert said.code == 0
    assert "a typographical slip" in said.out
    assert "Only from 1 on." in said.out
    assert "a (repaired): PROVED" in said.out
    assert "a (repaired) " not in said.out.splitlines()[0]


def test_both_forms_are_shown_where_none_is_asked_for(bnverify: Any, page: Page) -> None:
    path = page("a = claim('a', x >= x + 1)\nb = claim('a', equal(x, x), edition='repaired')\n")
    heads = [line for line in bnverify("show", "a", path).out.splitlines() if line.startswith("a (")]
    assert heads == ["a (as printed)   REFUTED", "a (repaired)   PROVED"]


def test_an_unknown_id_or_form_is_one_line_with_a_suggestion(bnverify: Any, wrong_lemma: Path) -> None:
    said = bnverify("show", "my-lema", wrong_lemma)
    assert said.code == 2
    assert said.err.startswith("bnverify: no claim is called 'my-lema': did you mean my-lemma")
    assert bnverify("show", "my-1", wrong_lemma, "--form", "repaired").err == (
        "bnverify: my-1 has no edition repaired: use printed\n"
    )
    assert bnverify("show", "my-1", wrong_lemma, "--form", "new").code == 2


def test_a_terminal_gets_colours_and_a_frame_and_the_same_words(
    bnverify: Any, wrong_lemma: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bnverify("show", "my-2", wrong_lemma).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = bnverify("show", "my-2", wrong_lemma).out
    assert re.search(r"\x1b\[[0-9;]*31m *REFUTED", coloured)
    assert "╭" in coloured
    assert {"REFUTED", "left", "right"} <= set(plain.split()) & set(re.sub(r"\x1b\[[0-9;]*m", "", coloured).split())


def test_the_name_of_a_page_shows_what_it_says_of_itself_and_its_rows(bnverify: Any) -> None:
    said = bnverify("show", "theorem-3.4")
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0].startswith("Theorem 3.4, ")
    assert any(line.startswith("Not decided, ") for line in lines)
    rows = [line.split()[:3] for line in lines if line.startswith(" ")]
    assert ["D.20", "printed", "PROVED"] in rows
    assert not any(row[0] == "3.3-margin-of-u" for row in rows if row)


@pytest.mark.slow
def test_the_name_of_a_page_shows_all_its_parts_and_only_the_form_asked_for(bnverify: Any) -> None:
    said = bnverify("show", "Lemma-4.4", "--form", "repaired").out
    heads = [line for line in said.splitlines() if line.startswith("Lemma 4.4, ")]
    assert [head.split(",")[1].split()[0] for head in heads] == ["first", "second"]
    forms = {line.split()[1] for line in said.splitlines() if line.startswith(" ") and "PROVED" in line}
    assert forms == {"repaired"}


def test_a_file_of_claims_is_a_page_too(bnverify: Any, page: Page) -> None:
    path = page("a = claim('a', x >= x + 1)\n")
    said = bnverify("show", path.stem, path)
    assert said.code == 0
    assert " a " in said.out
