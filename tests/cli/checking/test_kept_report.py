"""A report is unpacked again only while nothing that it depends on has changed."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from verify.cli.checking import kept_report
from verify.cli.checking.kept_report import KeptReport

FILES = {"index.html": b"<p>\xce\xb3</p>", "claims/a.html": b"a", "assets/style.css": b"b {}"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "report"


def kept(words: str = "plain") -> KeptReport:
    found = KeptReport.of(["jinja2"], words)
    assert found is not None
    return found


def test_what_was_kept_comes_back_byte_for_byte(report: Path) -> None:
    assert kept().files() is None
    kept().keep(report)
    assert kept().files() == FILES
    assert kept("other").files() is None


def test_a_report_of_other_sources_or_libraries_is_not_unpacked(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept().keep(report)
    other = KeptReport.of(["jinja2", "matplotlib"], "plain")
    assert other is not None
    assert other.files() is None
    monkeypatch.setattr(kept_report, "hash_of_all", lambda files, *, libraries: "changed")
    assert kept().files() is None


def test_what_changed_while_it_was_written_is_not_kept(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept()
    monkeypatch.setattr(kept_report, "hash_of_all", lambda files, *, libraries: "changed")
    before.keep(report)
    assert not before.path.exists()


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_damaged_archive_is_not_unpacked(report: Path, cut: int) -> None:
    kept().keep(report)
    content = kept().path.read_bytes()
    kept().path.write_bytes(content[:-cut])
    assert kept().files() is None
    kept().path.write_bytes(content.replace(b"b {}", b"c {}").replace(FILES["index.html"], b"<p>\xce\xb4</p>"))
    found = kept().files()
    assert found is None or found == FILES


@pytest.mark.parametrize("name", ["../outside.html", "/outside.html", "claims/../../outside.html"])
def test_an_archive_that_leads_out_of_the_folder_is_refused(report: Path, name: str) -> None:
    kept().keep(report)
    with ZipFile(kept().path, "a") as archive:
        archive.writestr(name, "x")
        archive.comment = kept().depends.encode()
    assert kept().files() is None


def test_an_archive_that_unpacks_to_too_much_is_refused(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept().keep(report)
    monkeypatch.setattr(kept_report, "LARGEST", 4)
    assert kept().files() is None
