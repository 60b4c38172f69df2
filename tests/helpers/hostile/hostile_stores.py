"""Damaged files of runs and of campaigns: each command tells the truth of what was kept, or refuses in one line."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from guarded import Said, guarded, objection
from hostile_readers import TOKENS

PAGE = 'from verify.author import *\nx, y = symbols("x y")\na = claim("mine", (x - y) ** 2 >= 0)\n'
ETAS = ("0.1", "0.2", "1/3")
FUZZ = ["fuzz", "mine.py", "--examples", "1500", "--jobs", "1"]


def damage_stores(task: tuple[int, int]) -> dict[str, Any]:
    """Damage so many copies of good files, each from a seed of its own; return what was believed, and other faults."""
    seed, count = task
    codes: dict[str, int] = {}
    bad = []
    with workplace():
        originals = [Path("runs.sqlite"), Path("kept.sqlite")]
        keys = _fill()
        # twice, as to go on with a run changes what is kept of it
        for _ in range(2):
            right = {tuple(words): _answer(words) for words in _questions(keys)}
        assert all(answer[0].code == 0 for answer in right.values()), right
        for path in originals:
            shutil.copy(path, f"{path}.good")
        for number in range(count):
            draw = Random(f"{seed} {number}")
            path = draw.choice(originals)
            done = damage(draw, path)
            for words in _questions(keys) if path.name == "runs.sqlite" else [[*FUZZ, "--resume"]]:
                answer = _answer(words)
                code = answer[0].code
                codes[f"{words[0]} exit {code}"] = codes.get(f"{words[0]} exit {code}", 0) + 1
                why = objection(answer[0])
                if not why and code == 0 and words != ["runs"] and answer[1:] != right[tuple(words)][1:]:
                    why = f"another answer: {answer[1][:200]!r} {answer[2][:200]!r}"
                if why:
                    bad.append(f"{seed} {number} {done}: {' '.join(words)}: {why}"[:1500])
            for name in originals:
                for extra in ("-wal", "-shm"):
                    Path(f"{name}{extra}").unlink(missing_ok=True)
                shutil.copy(f"{name}.good", name)
    return {"tried": count, "codes": codes, "bad": bad}


@contextlib.contextmanager
def workplace() -> Iterator[None]:
    """Work in a folder of its own, where all that is kept is kept as well."""
    before = Path.cwd(), dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        places = {"RUNS": "runs.sqlite", "CAMPAIGNS": "kept.sqlite", "CACHE": "cache"}
        os.environ.update({f"BNVERIFY_{name}": f"{folder}/{place}" for name, place in places.items()})
        Path("three.csv").write_text("x1,x2,x3,y\n1,0,0.5,1\n0,1,0.25,1\n0.5,-1,2,-1\n", encoding="utf-8")
        Path("mine.py").write_text(PAGE, encoding="utf-8")
        try:
            yield
        finally:
            os.chdir(before[0])
            os.environ.clear()
            os.environ.update(before[1])


def _fill() -> list[str]:
    keys = []
    for eta in ETAS:
        said = guarded(["descend", "three.csv", "--start", "2,1,-0.3", "--digits", "20", "--steps", "40", "--eta", eta])
        assert said.code == 0, said
    connection = sqlite3.connect("runs.sqlite")
    keys = [key for (key,) in connection.execute("SELECT key FROM runs ORDER BY eta")]
    connection.close()
    assert guarded(FUZZ).code == 0
    return keys


def _questions(keys: list[str]) -> list[list[str]]:
    exported = [["runs", "export", key, "--csv", "out.csv", "--json", "out.json"] for key in keys]
    resumed = [["descend", "--resume", keys[0], "--steps", "60", "--out", "out.csv"]]
    return [["runs"], *exported, *resumed, [*FUZZ, "--resume"]]


def _answer(words: list[str]) -> tuple[Said, str, str]:
    """Return what a command says, and what it writes."""
    for name in ("out.csv", "out.json"):
        Path(name).unlink(missing_ok=True)
    said = guarded(words)
    written = "".join(Path(name).read_text(encoding="utf-8") for name in ("out.csv", "out.json") if Path(name).exists())
    # how a run came about is another thing when it was gone on with before
    return said, "" if words[0] == "descend" else said.out, written


def damage(draw: Random, path: Path) -> str:
    """Damage a SQLite file in one of many ways; return in words what was done."""
    kind = draw.choice(("bytes", "bytes", "cut", "zeros", "tail", "row", "cell", "cell", "cell", "cell", "swap"))
    if kind in ("row", "cell", "swap"):
        return _edit(draw, path, kind)
    content = bytearray(path.read_bytes())
    at = draw.randrange(len(content))
    if kind == "bytes":
        for _ in range(draw.choice((1, 2, 20))):
            at = draw.randrange(len(content))
            content[at] ^= 1 << draw.randrange(8)
    elif kind == "cut":
        del content[at:]
    elif kind == "zeros":
        size = draw.choice((1, 100, 4096))
        content[at : at + size] = bytes(len(content[at : at + size]))
    else:
        content += bytes(draw.randrange(256) for _ in range(100))
    path.write_bytes(content)
    return f"{kind} at {at}"


def _edit(draw: Random, path: Path, kind: str) -> str:
    connection = sqlite3.connect(path, isolation_level=None)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = draw.choice(tables)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    primary = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    rows = connection.execute(f"SELECT {', '.join(primary)} FROM {table}").fetchall()
    where = " AND ".join(f"{name} = ?" for name in primary)
    row, column = draw.choice(rows), draw.choice(columns)
    order = f"DELETE FROM {table} WHERE {where}"
    values: tuple[Any, ...] = row
    if kind == "cell":
        (old,) = connection.execute(f"SELECT {column} FROM {table} WHERE {where}", row).fetchone()
        order, values = f"UPDATE {table} SET {column} = ? WHERE {where}", (_changed(draw, old), *row)
    elif kind == "swap":
        other = draw.choice(rows)
        taken = f"SELECT {column} FROM {table} WHERE {where}"
        order, values = f"UPDATE {table} SET {column} = ({taken}) WHERE {where}", (*other, *row)
    with contextlib.suppress(sqlite3.IntegrityError):  # a change that the file itself refuses is none
        connection.execute(order, values)
    connection.close()
    return f"{order} {values}"


def _changed(draw: Random, old: object) -> object:
    text = str(old)
    digits = [match.start() for match in re.finditer(r"\d", text)]
    if digits and draw.random() < 0.7:
        at = draw.choice(digits)
        return text[:at] + draw.choice("0123456789") + text[at + 1 :]
    at = draw.randrange(len(text) + 1)
    return draw.choice((None, "", 0, text[:at], text[:at] + draw.choice(TOKENS).decode("utf-8", "replace") + text[at:]))
