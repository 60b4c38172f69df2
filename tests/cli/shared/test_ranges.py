"""Every option of every command stands in the table of ranges, and takes hostile values in one line."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from verify.cli import INTERRUPTED, main
from verify.cli.app import app
from verify.cli.shared.ranges import EXACT, FLOAT, Choice, Number, RangedCommand, Word, named, range_of

# a command that is quick, for each that takes options; the others must be told here what they need
QUICK: dict[str, list[str]] = {
    "check": ["mine.py"],
    "show": ["my-1", "mine.py"],
    "data": ["three.csv"],
    "descend": ["three.csv", "--steps", "5", "--no-store"],
    "recheck": ["ledger.json"],
    "evidence": ["no_package"],
    "errata": ["mine.py"],
    "report": ["mine.py", "--out", "site"],
    "fuzz": ["mine.py", "--examples", "1", "--jobs", "1", "--afresh"],
    "mutate": ["mine.py", "--count", "1", "--jobs", "1"],
    "runs export": ["run", "--csv", "records.csv"],
    "runs delete": ["no-run"],
    "experiment linear-rate": ["three.csv", "--until", "10000", "--digits", "10", "--steps", "5"],
    "experiment cnn-rate": ["four.csv", "--counts", "1", "--digits", "5"],
    "experiment bn-vs-no-bn": ["--sizes", "3", "--counts", "1", "--ratios", "2", "--steps", "0", "--until", "0"],
    "experiment figure-1": ["--n", "2", "--d", "3", "--steps", "5"],
    "experiment basin": ["three.csv", "--halvings", "1"],
    "experiment figure-2": ["--epochs", "1", "--seeds", "1"],
    "experiment stages": ["--on", "three.csv", "--until", "100"],
    "experiment rivals": ["three.csv", "--steps", "10"],
}
HOSTILE = {
    "beyond floats": "1e400",
    "empty": "",
    "blank": " ",
    "negative": "-1",
    "nan": "nan",
    "inf": "inf",
    "401 digits": "1" + "0" * 400,
    "no text": "\udcff\udc80",
    "300 characters": "x" * 300,
    "escape": "\x1b[31mred\x07",
    "two lines": "a\nb",
    "a folder": ".",
    "a full disk": "/dev/full",
    "a null character": "a\0b",
    "divided by nothing": "1/0",
    "5000 digits": "9" * 5000,
    "huge exponent": "1e3000000000",
    "tiny": "1e-400",
    "another script's digits": "٣",
    "half a list": "1,",
    "an option": "--",
}
# a value within its range may ask for long work: it is ended as by Ctrl-C
SECONDS = 3.0
LONGEST_LINE = 1500


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from commands(command.get_command(None, name), (*path, name))
    elif " ".join(path) != "compare":  # another name of "experiment rivals", which reads its options
        yield " ".join(path), command


COMMANDS = dict(commands(get_command(app)))


def taking(command: Any) -> list[Any]:
    """The options and arguments that take a value."""
    return [parameter for parameter in command.params if not getattr(parameter, "is_flag", False)]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BNVERIFY_RUNS", str(tmp_path / "runs.sqlite"))
    Path("three.csv").write_text("x1,x2,x3,y\n1,0,1,1\n2,0,1,1\n-1,1,1,1\n", encoding="utf-8")
    Path("four.csv").write_text("1,0,2,1,1\n0,1,1,1,1\n", encoding="utf-8")
    page = 'from verify.author import *\n(x,) = symbols("x")\na = claim("my-1", equal(x + x, 2 * x))\n'
    Path("mine.py").write_text(page, encoding="utf-8")
    assert main(["check", "mine.py", "--json", "ledger.json"]) == 0
    assert main(["descend", "three.csv", "--steps", "5"]) == 0
    capfd.readouterr()
    return tmp_path


def ended(arguments: list[str]) -> int:
    """Run a command as ``main`` does; one that works for long is interrupted, and must end then."""
    timer = threading.Timer(SECONDS, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        return main(arguments)
    finally:
        timer.cancel()
        timer.join()


def with_value(command: str, parameter: Any, value: str) -> list[str]:
    words = QUICK[command]
    if parameter.param_type_name == "argument":
        return [*command.split(), value, *words[1:]]
    flag = parameter.opts[0]
    if flag in words:
        place = words.index(flag)
        words = words[:place] + words[place + 2 :]
    return [*command.split(), *words, f"{flag}={value}"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_the_table_of_ranges(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, RangedCommand)
    assert [named(p) for p in taking(command) if range_of(command, p) is None] == []
    assert name in QUICK or not taking(command)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_hostile_value_is_one_line_or_works(
    name: str, workplace: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, no exit code but 0 and 2, no control character, no endless line, no file beside the named one."""
    for parameter in taking(COMMANDS[name]):
        for kind, value in HOSTILE.items():
            begin = time.monotonic()
            code = ended(with_value(name, parameter, value))
            lasted = time.monotonic() - begin
            said = capfd.readouterr()
            at = f"{name} {named(parameter)} {kind}: exit {code} after {lasted:.1f} s: {said.err[:500]}"
            assert code in (0, 2, *([INTERRUPTED] if lasted >= SECONDS else [])), at
            assert "\x1b" not in said.out + said.err, at
            if code == 2:
                assert said.err.startswith("bnverify: "), at
                assert said.err.count("\n") == 1, at
                assert len(said.err) < LONGEST_LINE, at


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
