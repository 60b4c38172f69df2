"""A value of any kind in the words of an error: formulas as they are read, never as the tree that they are made of."""

from __future__ import annotations

from typing import Any

from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.walk import NODES

MOST = 60


def said(value: Any) -> str:
    """Return what a value is in few signs: a formula or an index by its text, other things as Python writes them.

    >>> from verify.statement.writing.variables import samples, symbols
    >>> (x,), (i,) = symbols("x"), samples("i")
    >>> said(x**2 >= 0), said(i), said("x"), said([x])
    ('x² ≥ 0', 'i', "'x'", '[x]')
    """
    if isinstance(value, Index):
        return value.name
    if isinstance(value, list | tuple):
        return _cut(("[{}]" if isinstance(value, list) else "({})").format(", ".join(map(said, value))))
    if isinstance(value, NODES):
        try:
            return _cut(to_text(value))
        except (TypeError, AttributeError):
            pass  # a part of it is no formula, which is what is told
    return _cut(repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1] + "…"
