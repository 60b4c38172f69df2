"""Malformed files for every reader: a good file is spoilt at random, and read; what is read is compared with the file.

For text, JSON and NumPy's files another, plainer reading says what stands there; of the other formats, and of ledgers,
only the manners are looked at.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from guarded import guarded, objection

from verify.author import claim, equal, exp, family, mean, samples, symbols
from verify.claims.ledger import dump
from verify.data import Dataset, read_dataset
from verify.deciding.many_claims import check
from verify.errors import InputError

TOKENS = tuple(
    token.encode("utf-8", "surrogateescape")
    for token in (
        *("nan", "inf", "1e999", "1e-9999", "−1", "- 1", "1_000", "٣", "0x10", "1/0", "1/3", "1e99999999", "9" * 400),
        *(
            "\0",
            '"',
            ",,",
            ";",
            "\t",
            "-",
            "+",
            "",
            " ",
            "\ufeff",
            "\r",
            "\r\n",
            "\n\n",
            "#",
            "'",
            "\x1b[31m",
            "\udcff",
        ),
        *(
            "\udcff",
            "true",
            "None",
            "1,5",
            "[",
            "]",
            "{",
            "}",
            "NaN",
            "?",
            "1e400",
            "0",
            "1",
            "-0",
            "00",
            "1.",
            ".5",
            "1e",
        ),
    )
)
LEDGER = ".ledger.json"
Rows = list[list[Fraction]]


def read_spoilt(task: tuple[int, int]) -> dict[str, Any]:
    """Read so many spoilt files, each from a seed of its own; return how many ended how, and what was wrong."""
    seed, count = task
    codes: dict[str, int] = {}
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            draw = Random(f"{seed} {number}")
            ending = draw.choice(sorted(WRITERS))
            path = Path(folder) / f"file{ending}"
            path.write_bytes(spoilt(draw, WRITERS[ending](draw)))
            options = _options(draw) if ending in (".csv", ".tsv", ".csv.gz") else {}
            if ending == LEDGER:
                said = guarded(["recheck", str(path)])
                why = objection(said, codes=(0, 1, 2))
            else:
                said = guarded(["data", str(path), *_words(options)])
                why = objection(said) or (_misread(path, ending, options) if said.code == 0 else "")
            key = f"{ending} exit {said.code}"
            codes[key] = codes.get(key, 0) + 1
            if why:
                bad.append(f"{seed} {number} {ending} {options}: {why}: {path.read_bytes()[:300]!r}")
    return {"tried": count, "codes": codes, "bad": bad}


def spoilt(draw: Random, content: bytes) -> bytes:
    """Return a file with some of its bytes changed, cut, doubled, or replaced by what readers stumble over."""
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3, 8))):
        at = draw.randrange(len(content) + 1)
        end = min(len(content), at + draw.choice((0, 1, 1, 2, 5, 40)))
        kind = draw.randrange(6)
        if kind == 0:
            content = content[:at] + draw.choice(TOKENS) + content[end:]
        elif kind == 1:
            content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
        elif kind == 2:
            content = content[:at]
        elif kind == 3:
            content = content[:at] + content[at:end] * 2 + content[end:]
        elif kind == 4:
            lines = content.split(b"\n")
            line = draw.randrange(len(lines))
            lines[line : line + 1] = draw.choice(([], [lines[line]] * 2, [draw.choice(TOKENS)]))
            content = b"\n".join(lines)
        else:
            content = content[:at] + content[end:]
    return content


def _options(draw: Random) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if draw.random() < 0.5:
        options["header"] = draw.random() < 0.5
    if draw.random() < 0.3:
        options["label"] = draw.choice(("1", "2", "4", "label", "a"))
    return options


def _words(options: dict[str, Any]) -> list[str]:
    words = [f"--label={options['label']}"] if "label" in options else []
    return words + (["--header" if options["header"] else "--no-header"] if "header" in options else [])


def _cells(draw: Random) -> tuple[list[list[str]], list[str]]:
    n, d = draw.randrange(1, 6), draw.randrange(1, 5)
    numbers = ("0", "1", "-1", "2.5", "0.1", "1e3", "-7", "3.25", "12", "1/3")
    labels = draw.choice((("1", "-1"), ("0", "1"), ("a", "b"), ("3", "8")))
    return [[draw.choice(numbers) for _ in range(d)] for _ in range(n)], [draw.choice(labels) for _ in range(n)]


def _text(draw: Random, mark: str) -> bytes:
    rows, labels = _cells(draw)
    lines = [mark.join([*row, label]) for row, label in zip(rows, labels, strict=True)]
    if draw.random() < 0.5:
        lines.insert(0, mark.join([*"abcd"[: len(rows[0])], "label"]))
    if draw.random() < 0.2:
        lines.insert(0, "# a comment")
    return "\n".join([*lines, ""]).encode()


def _json(draw: Random) -> bytes:
    rows, labels = _cells(draw)
    x = [[cell if "/" in cell else json.loads(str(float(cell))) for cell in row] for row in rows]
    return json.dumps({"x": x, "y": [1 if label in ("1", "a", "8") else -1 for label in labels], "patches": 1}).encode()


def _floats(draw: Random) -> tuple[Any, Any]:
    rows, labels = _cells(draw)
    x = np.array([[float(Fraction(cell)) for cell in row] for row in rows], dtype=draw.choice(("f8", "f4")))
    return x, np.array([1 if label in ("1", "a", "8") else -1 for label in labels])


def _npz(draw: Random) -> bytes:
    stream = io.BytesIO()
    x, y = _floats(draw)
    draw.choice((np.savez, np.savez_compressed))(stream, x=x, y=y)
    return stream.getvalue()


def _npy(draw: Random) -> bytes:
    stream = io.BytesIO()
    x, y = _floats(draw)
    np.save(stream, np.column_stack([x, y]))
    return stream.getvalue()


def _svmlight(draw: Random) -> bytes:
    x, y = _floats(draw)
    cells = [[f"{k + 1}:{value}" for k, value in enumerate(row)] for row in x]
    lines = [" ".join([str(label), *row]) for row, label in zip(cells, y, strict=True)]
    return "\n".join([*lines, ""]).encode()


def _arff(draw: Random) -> bytes:
    x, y = _floats(draw)
    head = ["@relation r", *(f"@attribute a{k} numeric" for k in range(x.shape[1])), "@attribute label {1,-1}", "@data"]
    lines = [",".join([*map(str, row), str(label)]) for row, label in zip(x, y, strict=True)]
    return "\n".join([*head, *lines, ""]).encode()


def _parquet(draw: Random) -> bytes:
    import pyarrow
    from pyarrow import parquet

    x, y = _floats(draw)
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table({**{f"a{k}": x[:, k] for k in range(x.shape[1])}, "label": y}), stream)
    return stream.getvalue()


@cache
def _ledger_text() -> bytes:
    i, k = samples("i k")
    x, y = symbols("x y")
    u = family("u", i)
    claims = [
        claim("square", x**2 + y**2 >= 2 * x * y),
        claim("mean", equal(mean(i, (u - mean(k, family("u", k))) ** 2), mean(i, u**2) - mean(i, u) ** 2)),
        claim("bound", exp(x) >= 1 + x),
        claim("wrong", x >= y, given=[x >= 0]),
    ]
    return dump(check(claims, cache=False).to_json()).encode()


WRITERS: dict[str, Callable[[Random], bytes]] = {
    ".csv": lambda draw: _text(draw, ","),
    ".tsv": lambda draw: _text(draw, "\t"),
    ".csv.gz": lambda draw: gzip.compress(_text(draw, ","), mtime=0),
    ".json": _json,
    ".npz": _npz,
    ".npy": _npy,
    ".svmlight": _svmlight,
    ".arff": _arff,
    ".parquet": _parquet,
    LEDGER: lambda draw: _ledger_text(),
}


def _misread(path: Path, ending: str, options: dict[str, Any]) -> str:
    """Return where a dataset that was read is not what another reading finds in the file."""
    try:
        dataset = read_dataset(path, **options)
    except InputError as fault:
        return f"shown, yet not read: {fault}"
    own = [[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in dataset.x.tolist()]
    try:
        if ending in (".csv", ".tsv", ".csv.gz"):
            return _misread_text(path, ending, dataset, own)
        if ending == ".json":
            return _misread_json(path, dataset, own)
        if ending in (".npz", ".npy"):
            return _misread_arrays(path, dataset, own)
    except (ValueError, KeyError, ZeroDivisionError, EOFError, OSError) as fault:
        return f"read, where a plain reading fails: {type(fault).__name__}: {fault}"
    return ""


def _misread_text(path: Path, ending: str, dataset: Dataset, own: Rows) -> str:
    content = path.read_bytes()
    text = (gzip.decompress(content) if ending.endswith(".gz") else content).decode("utf-8-sig")
    # str.splitlines would end lines at control characters as well
    lines = [line for line in re.split(r"\r\n|\n|\r", text) if line.strip() and not line.lstrip().startswith("#")]
    marks = [mark for mark in (",", "\t", ";", " ", "|") if any(mark in line for line in lines)]
    for mark in marks:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark, skipinitialspace=True)]
        for skipped in (0, 1):
            if _matches(rows[skipped:], dataset, own):
                return ""
    return f"not what stands there: {dataset!r}"


def _matches(rows: list[list[str]], dataset: Dataset, own: Rows) -> bool:
    """Tell whether the rows are those of a dataset, with one column more: that of the labels."""
    width = len(own[0]) + 1
    if len(rows) != len(own) or any(len(row) != width for row in rows):
        return False
    for label in range(width):
        try:
            features = [[Fraction(cell) for k, cell in enumerate(row) if k != label] for row in rows]
        except (ValueError, ZeroDivisionError):
            continue
        signs = {(row[label], sign) for row, sign in zip(rows, dataset.labels, strict=True)}
        if features == own and len({cell for cell, _ in signs}) == len(signs):
            return True
    return False


def _misread_json(path: Path, dataset: Dataset, own: Rows) -> str:
    data = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Fraction, parse_int=Fraction)
    features = [[Fraction(cell) for cell in row] for row in data["x"]]
    if features != own:
        return f"not what stands there: {dataset!r}"
    signs = {(str(label), sign) for label, sign in zip(data["y"], dataset.labels, strict=True)}
    return "" if len({cell for cell, _ in signs}) == len(signs) else f"other labels: {dataset!r}"


def _misread_arrays(path: Path, dataset: Dataset, own: Rows) -> str:
    if path.suffix == ".npz":
        with zipfile.ZipFile(path) as archive:  # numpy.load reads no archive behind other bytes
            x, y = (np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in "xy")
    else:
        loaded = np.load(path, allow_pickle=False)
        x, y = loaded[:, :-1], loaded[:, -1]
    plain = [[Fraction(str(entry)) for entry in row] for row in np.asarray(x)]
    # of two labels the smaller one is -1; a single one is what it says
    two = len({float(label) for label in y}) == 2
    middle = float(min(y)) if two else 0.0
    if plain == own and all(
        (float(label) > middle) == (sign > 0) for label, sign in zip(y, dataset.labels, strict=True)
    ):
        return ""
    return f"not what stands there: {dataset!r}"
