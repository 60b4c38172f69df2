"""Hostile values for the options of all commands, several at once."""

from __future__ import annotations

import contextlib
import importlib
import os
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from guarded import guarded, objection
from hostile_readers import TOKENS
from interrupting import interrupted_after
from option_walk import COMMANDS, HOSTILE, QUICK, fill_workplace, taking

from verify.cli import INTERRUPTED

# a value within its range may ask for long work: it is ended as by Ctrl-C, and must end then
SECONDS = 3.0


def try_options(task: tuple[int, int]) -> dict[str, Any]:
    """Call so many commands with hostile values, each drawn from a seed of its own; return what was wrong."""
    seed, count = task
    codes: dict[str, int] = {}
    bad = []
    names = sorted(name for name in QUICK if taking(COMMANDS[name]))
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        places = {"RUNS": "runs.sqlite", "CAMPAIGNS": "kept.sqlite", "CACHE": "cache"}
        os.environ.update({f"BNVERIFY_{name}": f"{folder}/{place}" for name, place in places.items()})
        guarded(["--version"])
        # an interrupt in the midst of a first import leaves a library behind that is of no use to the next command
        for library in ("torch", "sklearn.datasets", "matplotlib.pyplot"):
            with contextlib.suppress(ImportError):
                importlib.import_module(library)
        fill_quietly()
        for number in range(count):
            draw = Random(f"{seed} {number}")
            arguments = _arguments(draw, draw.choice(names))
            with interrupted_after(SECONDS):
                said = guarded(arguments)
            codes[f"exit {said.code}"] = codes.get(f"exit {said.code}", 0) + 1
            if why := objection(said, codes=(0, 1, 2, INTERRUPTED)):
                bad.append(f"{seed} {number} {arguments!r}: {why}"[:2000])
        os.chdir(before)
    return {"tried": count, "codes": codes, "bad": bad}


def fill_quietly() -> None:
    """Fill the folder without a word on the terminal."""
    import io

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        fill_workplace()


def _arguments(draw: Random, name: str) -> list[str]:
    words = list(QUICK[name])
    for parameter in draw.sample(taking(COMMANDS[name]), k=min(len(taking(COMMANDS[name])), draw.choice((1, 1, 2, 3)))):
        value = _value(draw)
        if parameter.param_type_name == "argument":
            words[0] = value
            continue
        flag = parameter.opts[0]
        if flag in words:
            place = words.index(flag)
            words = words[:place] + words[place + 2 :]
        words.append(f"{flag}={value}")
    return [*name.split(), *words]


def _value(draw: Random) -> str:
    value = draw.choice([*HOSTILE.values(), "1", "0", "2", "1/3", "three.csv", "mine.py", "1e9", "0.5"])
    if draw.random() < 0.3:
        at = draw.randrange(len(value) + 1)
        value = value[:at] + draw.choice(TOKENS).decode("utf-8", "surrogateescape") + value[at:]
    return value
