"""Exact instances in words: sizes, numbers, members of families and vectors, indices counted from 1."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from verify.json_types import Json
from verify.report.words.numbers import value_words
from verify.statement.formulas import AnyStatement
from verify.statement.walk import family_names, index_kinds, vector_names

# of families or vectors, each with the kinds of its indices
Names: TypeAlias = "Mapping[str, tuple[str, ...]]"


def instance_lines(statement: AnyStatement, instance: Mapping[str, Json]) -> Iterator[str]:
    """Yield an instance line by line; what has several members with the same indices stands in a small table.

    >>> from verify.author import claim, family, inner, mean, samples, vector
    >>> i, = samples("i")
    >>> statement = claim("a", mean(i, family("u", i) * inner(vector("w"), vector("z", i))) >= 0).statement
    >>> data = {"n": 2, "P": 1, "scalars": {}, "families": {"u": {"0": "1/2", "1": "-3"}},
    ...         "vectors": {"w": {"": ["1"]}, "z": {"0": ["1"], "1": ["0"]}}}
    >>> print("\\n".join(instance_lines(statement, data)))
    n = 2
    w = (1)
          u    z
      1   1/2  (1)
      2   -3   (0)
    """
    tables: dict[tuple[Any, ...], list[tuple[str, Mapping[str, Json]]]] = {}
    rest = dict(instance)
    families, vectors = family_names(statement), vector_names(statement)
    for sort, kinds in (("families", families), ("vectors", vectors)):
        several = {name for name, members in instance[sort].items() if len(members) > 1}
        rest[sort] = {name: members for name, members in instance[sort].items() if name not in several}
        for name in sorted(several):
            members = instance[sort][name]
            tables.setdefault((tuple(members), tuple(kinds.get(name, ()))), []).append((name, members))
    yield from _plain(index_kinds(statement), families, vectors, rest)
    for (keys, kinds), columns in tables.items():
        heads = ["", *(name for name, _ in columns)]
        rows = [[_indices(key, kinds).lstrip("_"), *(_entry(members[key]) for _, members in columns)] for key in keys]
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            yield "  " + "  ".join(cell.ljust(max(width, 2)) for cell, width in zip(row, widths, strict=True)).rstrip()


def plain_lines(statement: AnyStatement, instance: Mapping[str, Json]) -> Iterator[str]:
    """Yield an instance with a line for each number and each member."""
    yield from _plain(index_kinds(statement), family_names(statement), vector_names(statement), instance)


def _plain(kinds: Collection[str], families: Names, vectors: Names, instance: Mapping[str, Json]) -> Iterator[str]:
    if "sample" in kinds:
        yield f"n = {instance['n']}"
    if "patch" in kinds:
        yield f"P = {instance['P']}"
    for name, value in sorted(instance["scalars"].items()):
        yield f"{name} = {value_words(value)}"
    for name, members in sorted(instance["families"].items()):
        for key, value in members.items():
            yield f"{name}{_indices(key, families.get(name, ()))} = {value_words(value)}"
    for name, members in sorted(instance["vectors"].items()):
        for key, entries in members.items():
            yield f"{name}{_indices(key, vectors.get(name, ()))} = {_entry(entries)}"


def _entry(value: str | list[str]) -> str:
    return value_words(value) if isinstance(value, str) else f"({', '.join(map(value_words, value))})"


def _indices(key: str, kinds: Sequence[str]) -> str:
    """Return the indices of a member as people count, from 1."""
    values = [(int(part) + 1, kind) for part, kind in zip(key.split(","), kinds, strict=True)] if key else []
    low = ",".join(str(value) for value, kind in values if kind == "sample")
    high = ",".join(str(value) for value, kind in values if kind == "patch")
    return (f"_{low}" if low else "") + (f"^({high})" if high else "")
