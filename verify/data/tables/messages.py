"""How values and paths appear in one-line messages."""

from __future__ import annotations

import os


def shown(value: object) -> str:
    """Return a value as it appears in a one-line message: quoted if text, escaped, at most 60 characters.

    >>> shown("two\\nlines"), shown(3)
    ("'two\\\\nlines'", '3')
    """
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    text = repr(value[:61]) if isinstance(value, str) else str(value)
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= 60 else text[:57] + "..."


def one_line(text: object) -> str:
    """Return a text of another library as it appears in a one-line message: escaped where it would not print.

    >>> one_line("a comma expected"), one_line(chr(9))
    ('a comma expected', "'\\\\t'")
    """
    said = str(text)
    return said if said.isprintable() else repr(said)


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path as it appears in a one-line message: whole, and escaped where it would break the line.

    >>> shown_path("a.csv"), shown_path("two\\nlines.csv")
    ('a.csv', "'two\\\\nlines.csv'")
    """
    return one_line(os.fspath(path))
