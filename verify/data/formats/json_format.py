"""Datasets as JSON: an object with samples "x" (or "z" = y·x), labels "y", and optional patches and names."""

from __future__ import annotations

import json
from typing import Any

from verify.data.rationals import MAX_CHARACTERS, rational
from verify.data.tables.messages import shown
from verify.data.tables.table import MAX_ENTRIES, Table
from verify.errors import InputError
from verify.json_types import JsonObject

SCHEMA = "bnverify-dataset-1"

_KEYS = ("schema", "name", "patches", "label_names", "x", "y", "z")


def parse_json(text: str, *, where: str) -> object:
    """Parse a JSON text strictly, its decimals exactly.

    Raises InputError at a fault of syntax, a duplicated key, a number too long, or nesting too deep.

    >>> parse_json('{"x": [[0.1]]}', where="a.json")
    {'x': [[1/10]]}
    """
    if text.count(",") > 2 * MAX_ENTRIES:
        raise InputError(f"{where} lists more than {2 * MAX_ENTRIES} values: give fewer samples or features")

    def unique(pairs: list[tuple[str, Any]]) -> JsonObject:
        content = dict(pairs)
        if len(content) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise InputError(f"key {shown(twice)} stands twice in one object of {where}: keep one of them")
        return content

    def integer(digits: str) -> int:
        if len(digits) > MAX_CHARACTERS:
            raise InputError(f"{shown(digits)} in {where} has {len(digits)} digits: write at most {MAX_CHARACTERS}")
        return int(digits)

    try:
        return json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=integer,
            parse_float=lambda digits: rational(digits, where=where),
        )
    except json.JSONDecodeError as fault:
        place = f"{where}, line {fault.lineno}, column {fault.colno}"
        raise InputError(f"{place} is not JSON ({fault.msg}): mend the file") from None
    except RecursionError:
        raise InputError(f"{where} nests brackets too deep for a dataset: give rows as lists of numbers") from None


def table_from_json(content: object, *, where: str, name: str = "") -> Table:
    """Return the table of a parsed JSON dataset. Raises InputError where the shape is another.

    >>> table_from_json({"x": [[1, 2]], "y": [1]}, where="a.json").rows
    [[1, 2]]
    """
    if not isinstance(content, dict):
        raise InputError(f'{where} holds {shown(content)}: give an object such as {{"x": [[1, 2]], "y": [1]}}')
    for key in content:
        if key not in _KEYS:
            raise InputError(f"key {shown(key)} in {where} is unknown: use {', '.join(_KEYS)}")
    if content.get("schema", SCHEMA) != SCHEMA:
        raise InputError(f"schema {shown(content['schema'])} of {where} is unknown: use {SCHEMA}")
    signed = "z" in content
    if signed == ("x" in content):
        raise InputError(f'{where} must have exactly one of "x" (samples) and "z" (samples times labels): give one')
    rows = _rows(content["z" if signed else "x"], where)
    if "y" not in content and not signed:
        raise InputError(f'{where} has no "y": give one label a row')
    labels = content.get("y", [1] * len(rows))
    if not isinstance(labels, list):
        raise InputError(f'"y" of {where} is {shown(labels)}: give a list of labels')
    return Table(
        where=where,
        rows=rows,
        labels=labels,
        patches=_patches(content, where),
        name=_name(content, where) or name,
        label_names=_label_names(content, where),
        signed=signed,
    )


def _rows(value: object, where: str) -> list[list[object]]:
    if not isinstance(value, list):
        raise InputError(f"the samples of {where} are {shown(value)}: give a list of rows")
    for index, row in enumerate(value, 1):
        if not isinstance(row, list):
            raise InputError(f"row {index} of {where} is {shown(row)}: give a list of numbers")
    return value


def _patches(content: JsonObject, where: str) -> int | None:
    patches = content.get("patches")
    if patches is None:
        return None
    if isinstance(patches, bool) or not isinstance(patches, int) or patches < 1:
        raise InputError(f'"patches" of {where} is {shown(patches)}: give a whole number of at least 1')
    return patches


def _name(content: JsonObject, where: str) -> str:
    name = content.get("name", "")
    if not isinstance(name, str) or not name.isprintable() or len(name) > MAX_CHARACTERS:
        raise InputError(f'"name" of {where} is {shown(name)}: give a short printable text')
    return name


def _label_names(content: JsonObject, where: str) -> tuple[str, str] | None:
    names = content.get("label_names")
    if names is None:
        return None
    good = isinstance(names, list) and len(names) == 2 and all(isinstance(n, str) and n.isprintable() for n in names)
    if not good:
        raise InputError(f'"label_names" of {where} is {shown(names)}: give the two names of -1 and of 1')
    return names[0], names[1]
