"""``bnverify report`` on a page of one's own: its pages, its hostile names, folders that hold other things."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Page = Callable[[str], Path]
HOSTILE = (
    "s = chain((x + y) ** 2, '=', x**2 + x * y + y**2, '>=', 0, name='<script>alert(1)</script>',"
    " reasons=['</script><img src=x onerror=alert(2)>'])\n"
)


@pytest.mark.slow
def test_a_wrong_derivation_gets_pages_and_none_of_its_names_is_markup(
    bnverify: Any, page: Page, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    said = bnverify("report", page(HOSTILE), "--out", out, "--jobs", 1)
    assert said.code == 0
    assert said.out.startswith("6 pages: open ")
    texts = {path.name: path.read_text("utf-8") for path in out.rglob("*.html")}
    assert sum("the first wrong step" in text for text in texts.values()) == 1
    assert sum("a factor 2 on x·y" in text for text in texts.values()) == 1
    for text in (*texts.values(), (out / "assets" / "data.js").read_text("utf-8")):
        assert "<script>alert" not in text
        assert "<img" not in text


@pytest.mark.slow
def test_a_report_is_the_same_byte_for_byte_and_takes_the_place_of_an_earlier_one(
    bnverify: Any, page: Page, tmp_path: Path
) -> None:
    out, path = tmp_path / "site", page(HOSTILE)
    bnverify("report", path, "--out", out, "--jobs", 1)
    first = {found: found.read_bytes() for found in out.rglob("*") if found.is_file()}
    (out / "claims" / "old.html").write_text("old")
    bnverify("report", path, "--out", out, "--jobs", 1)
    assert {found: found.read_bytes() for found in out.rglob("*") if found.is_file()} == first


def test_a_folder_with_other_things_is_left_as_it_is(bnverify: Any, page: Page, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    said = bnverify("report", page(HOSTILE), "--out", tmp_path / "mine")
    assert said.code == 2
    assert said.err.endswith("exists and is no report: give --out another folder, or empty this one\n")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
