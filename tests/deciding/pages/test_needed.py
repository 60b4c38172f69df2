"""No status depends on the target: what claims need comes with them, from whatever page it stands on."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from verify.claims.claim import Status
from verify.claims.evidence import RECHECKABLE
from verify.deciding.many_claims import check
from verify.deciding.pages.needed import loaded_evidence, wanted

HEAD = "from verify.author import *\nx, y = symbols('x y')\n"
# a page may name what it rests on without importing it
RESTING = (
    "from dataclasses import replace\n"
    "{own} = replace(claim('{own}', equal(x, x)), rests_on=(('{other}', 'printed'),))\n"
)


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose second page uses a lemma of the first, and whose third rests on the second by name only."""
    name = f"paper_of_{tmp_path.name.translate(str.maketrans('-[]', '___'))}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "first.py").write_text(HEAD + "deep = claim('deep', x >= 0, given=[x >= 2])\n")
    (folder / "second.py").write_text(
        HEAD + f"from {name} import first\n"
        "a = claim('a', x*y**2 >= 0, given=[x >= 2], certificates=[because(x*y**2, uses=[lemma(first.deep)])])\n"
    )
    (folder / "third.py").write_text(HEAD + RESTING.format(own="b", other="a"))
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


@pytest.mark.parametrize("page", ["second", "third"])
def test_a_page_brings_the_lemmas_of_other_pages(paper: str, page: str) -> None:
    found = wanted([f"{paper}.{page}"])
    assert [claim.id for claim in found.claims] == [{"second": "a", "third": "b"}[page]]
    assert {claim.id for claim in found.beside} == {"second": {"deep"}, "third": {"a", "deep"}}[page]
    ledger = check(found.all, cache=False)
    assert set(ledger.effective.values()) == {Status.PROVED}


def test_a_file_brings_what_its_imports_rest_on(paper: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(HEAD + f"from {paper}.third import b\nc = claim('c', x <= x, rests_on=[b])\n")
    found = wanted([str(path)])
    assert {claim.id for claim in found.all} == {"a", "b", "c", "deep"}


def test_a_neighbouring_file_counts_as_imported(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(
        HEAD + "deep = claim('deep', x >= 0, given=[x >= 2])\ntop = claim('t', x <= x)\n"
    )
    path = tmp_path / "mine.py"
    path.write_text(HEAD + "import beside\nc = claim('c', x <= x, rests_on=[beside.deep])\n")
    assert [claim.id for claim in wanted([str(path)]).beside] == ["deep"]


def test_what_stands_nowhere_stays_away_and_leaves_the_claim_open(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(HEAD + RESTING.format(own="c", other="nowhere"))
    found = wanted([str(path)])
    assert not found.beside
    assert check(found.all, cache=False).effective["c", "printed"] is Status.OPEN


def test_a_page_of_the_paper_has_the_statuses_of_the_whole() -> None:
    found = wanted(["proofs.cao2023.linear.lemma_4_2.lemma_4_2"])
    keys = {claim.key for claim in found.all}
    assert found.beside
    assert all(need in keys for claim in found.all for need in claim.needs)


def test_a_module_that_answers_for_any_attribute_is_no_package(monkeypatch):
    class Answering(ModuleType):
        def __getattr__(self, name):
            return object()

    monkeypatch.setitem(sys.modules, "answering", Answering("answering"))
    assert loaded_evidence() is not None


def test_evidence_of_packages_that_are_imported_is_found():
    import proofs  # noqa: F401

    found = [entry for entry in loaded_evidence().values() if entry is not None]
    assert len(found) > 100
    assert all(entry.found.kind in RECHECKABLE for entry in found)
