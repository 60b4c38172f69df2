"""All options of all commands, a quick way to call each command, and hostile values for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.cli import main
from verify.cli.app import command

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
    "experiment basin": ["pair.csv", "--halvings", "1", "--ratios", "4"],
    "experiment figure-2": ["--epochs", "1", "--seeds", "1"],
    "experiment stages": ["--on", "three.csv", "--until", "100"],
    "experiment thresholds": ["pair.csv", "--halvings", "0", "--until", "10000"],
    "experiment linear-rates": ["--on", "three.csv", "--until", "10000", "--digits", "10"],
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


def commands(known: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if hasattr(known, "list_commands"):
        for name in known.list_commands(None):
            yield from commands(known.get_command(None, name), (*path, name))
    elif " ".join(path) != "compare":  # another name of "experiment rivals", which reads its options
        yield " ".join(path), known


COMMANDS = dict(commands(command()))


def taking(known: Any) -> list[Any]:
    """The options and arguments that take a value."""
    return [parameter for parameter in known.params if not getattr(parameter, "is_flag", False)]


def with_value(name: str, parameter: Any, value: str) -> list[str]:
    words = QUICK[name]
    if parameter.param_type_name == "argument":
        return [*name.split(), value, *words[1:]]
    flag = parameter.opts[0]
    if flag in words:
        place = words.index(flag)
        words = words[:place] + words[place + 2 :]
    return [*name.split(), *words, f"{flag}={value}"]


def fill_workplace() -> None:
    """Write the files that the quick calls name into the current folder."""
    Path("three.csv").write_text("x1,x2,x3,y\n1,0,1,1\n2,0,1,1\n-1,1,1,1\n", encoding="utf-8")
    Path("four.csv").write_text("1,0,2,1,1\n0,1,1,1,1\n", encoding="utf-8")
    Path("pair.csv").write_text("1,1,1\n1,-1,1\n", encoding="utf-8")
    page = 'from verify.author import *\n(x,) = symbols("x")\na = claim("my-1", equal(x + x, 2 * x))\n'
    Path("mine.py").write_text(page, encoding="utf-8")
    assert main(["check", "mine.py", "--json", "ledger.json"]) == 0
    assert main(["descend", "three.csv", "--steps", "5"]) == 0
