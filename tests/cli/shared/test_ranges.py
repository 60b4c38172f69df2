"""Every option of every command stands in the table of ranges, and takes hostile values in one line."""

from __future__ import annotations

import shutil
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from interrupting import interrupted_after
from option_walk import COMMANDS, HOSTILE, QUICK, fill_workplace, taking, with_value

from verify.cli import INTERRUPTED, main
from verify.cli.shared.ranges import EXACT, FLOAT, Choice, Number, RangedCommand, Word, named, range_of

# a value within its range may ask for long work: it is ended as by Ctrl-C
SECONDS = 1.0
LONGEST_LINE = 1500


OPTIONS = [(name, named(parameter)) for name, command in COMMANDS.items() for parameter in taking(command)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the quick calls name, made once: to check and descend takes longer than a test."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("BNVERIFY_RUNS", str(folder / "runs.sqlite"))
        patch.setenv("BNVERIFY_CACHE", str(tmp_path_factory.mktemp("evidence")))
        fill_workplace()
        # torch and scipy, broken off while they are imported, cannot be imported again: a command's process ends there
        for module in ("scipy.io", "scipy.optimize", "sklearn.datasets"):
            if find_spec(module.partition(".")[0]):
                import_module(module)
        if find_spec("torch") and find_spec("sklearn"):
            assert main(["experiment", "figure-2", *QUICK["experiment figure-2"]]) == 0
    return folder


@pytest.fixture
def workplace(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """A copy of that folder for one test, whose hostile values may overwrite it."""
    place = tmp_path / "place"
    shutil.copytree(filled, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("BNVERIFY_RUNS", str(place / "runs.sqlite"))
    capfd.readouterr()
    return place


def ended(arguments: list[str]) -> int:
    """Run a command as ``main`` does; one that works for long is interrupted, and must end then."""
    returned: list[int] = []
    try:
        with interrupted_after(SECONDS, unless=lambda: returned):
            returned.append(main(arguments))
    except KeyboardInterrupt:
        # it came when the command had just returned
        assert returned
    return returned[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_the_table_of_ranges(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, RangedCommand)
    assert [named(p) for p in taking(command) if range_of(command, p) is None] == []
    assert name in QUICK or not taking(command)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "option"), [(n, named(p)) for n, command in COMMANDS.items() for p in taking(command)]
)
def test_a_hostile_value_is_one_line_or_works(
    name: str, option: str, workplace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No traceback, no exit code but 0 and 2, no control character, no endless line."""
    (parameter,) = (found for found in taking(COMMANDS[name]) if named(found) == option)
    for kind, value in HOSTILE.items():
        begin = time.monotonic()
        code = ended(with_value(name, parameter, value))
        lasted = time.monotonic() - begin
        said = capfd.readouterr()
        at = f"{name} {option} {kind}: exit {code} after {lasted:.1f} s: {said.err[:500]}"
        assert code in (0, 2, *([INTERRUPTED] if lasted >= SECONDS else [])), at
        assert "\x1b" not in said.out + said.err, at
        if code == 2:
            assert said.err.startswith("bnverify: "), at
            assert said.err.count("\n") == 1, at
            assert len(said.err) < LONGEST_LINE, at


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_number_outside_its_range_names_the_range(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for parameter in taking(COMMANDS[name]):
        takes = range_of(COMMANDS[name], parameter)
        if isinstance(takes, Number):
            value = str(takes.most + 1) if takes.most < EXACT else str(takes.least - 1)
            assert main(with_value(name, parameter, value)) == 2
            assert takes.words() in capsys.readouterr().err


def test_the_kinds_of_ranges_refuse_in_one_line() -> None:
    from verify.errors import InputError

    for takes, value, words in (
        (Number(0, 5, above=True), "0", "--x 0: give a number above 0, up to 5"),
        (Number(1, 8, whole=True), "1/2", "--x 1/2: give a whole number from 1 to 8"),
        (Number(1, FLOAT, several=True), "1,0", "--x 0: give numbers from 1 to 10^150, with commas between them"),
        (Number(1, 8), "", "'' in --x is not a finite number"),
        (Choice(("a", "b")), "c", "--x c: use a or b"),
        (Choice(("a", "b")), "\x1b", "--x '\\x1b': use a or b"),
        (Word(3), "  ", "--x '  ' is empty"),
        (Word(3), "four", "--x four has 4 characters: give at most 3"),
    ):
        with pytest.raises(InputError) as fault:
            takes.require("--x", value)
        assert words in str(fault.value)
