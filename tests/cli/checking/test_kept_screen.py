"""A screen is shown again only while nothing that it depends on has changed."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from verify.cli.checking.kept_screen import KeptScreen
from verify.cli.commands.claims.check import Filters, Run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "cache"))
    return tmp_path


def terminal(width: int = 80) -> tuple[Console, StringIO]:
    stream = StringIO()
    return Console(file=stream, width=width), stream


def screen_of(out: Console, data: Path, words: str = "check") -> KeptScreen:
    screen = KeptScreen.of(out, [words], [data])
    assert screen is not None
    return screen


def kept(data: Path, *, keep: bool = True) -> Path:
    screen = screen_of(terminal()[0], data)
    assert not screen.shown()
    with screen.recorded() as recorder:
        screen.out.print("γ is 7")
        recorder.keep = keep
    return screen.path


def test_what_was_kept_is_shown_again_and_nothing_else_runs(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,2")
    kept(data)
    out, stream = terminal()
    assert screen_of(out, data).shown()
    assert stream.getvalue() == "γ is 7\n"


@pytest.mark.parametrize("change", ["data", "width", "words", "damage", "sum", "unexpected"])
def test_a_screen_that_may_differ_is_not_shown(tmp_path: Path, change: str) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,2")
    path = kept(data, keep=change != "unexpected")
    assert path.exists() is (change != "unexpected")
    if change == "data":
        data.write_text("1,3")
    elif change == "damage":
        path.write_bytes(path.read_bytes()[:-9])
    elif change == "sum":
        path.write_text(json.dumps({**json.loads(path.read_text()), "text": "γ is 8"}))
    out, stream = terminal(70 if change == "width" else 80)
    assert not screen_of(out, data, "show" if change == "words" else "check").shown()
    assert stream.getvalue() == ""


def test_a_package_whose_text_has_changed_makes_the_screen_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pages_of_this_test"
    package.mkdir()
    (package / "__init__.py").write_text("one = 1")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("verify.cli.checking.kept_screen.PACKAGES", (package.name,))
    data = tmp_path / "data.csv"
    data.write_text("1,2")
    kept(data)
    (package / "page.py").write_text("two = 2")
    assert not screen_of(terminal()[0], data).shown()


def test_a_file_that_cannot_be_read_keeps_nothing(tmp_path: Path) -> None:
    assert KeptScreen.of(terminal()[0], ["check"], [tmp_path / "nowhere.csv"]) is None


def test_a_run_that_ends_early_keeps_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("1,2")
    screen = screen_of(terminal()[0], data)

    def interrupted() -> None:
        with screen.recorded():
            screen.out.print("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not screen.path.exists()


def test_only_the_whole_paper_without_filters_and_with_a_cache_is_kept() -> None:
    plain = Filters()
    assert Run((), (), plain, 1, True, None).is_plain
    assert not Run((), (), plain, 1, False, None).is_plain
    assert not Run(("my_lemma.py",), (), plain, 1, True, None).is_plain
    assert not Run((), ("lemma-4.2",), plain, 1, True, None).is_plain
    assert not Run((), (), Filters(everything=True), 1, True, None).is_plain
    assert not Run((), (), plain, 1, True, Path("ledger.json")).is_plain
