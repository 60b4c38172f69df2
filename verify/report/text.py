"""Text that is safe to show: nothing in it can move the cursor, change colours or hide other text."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return text with every character that does not print written as its escape.

    >>> printable("γ ≥ 0"), printable("red \\x1b[31m")
    ('γ ≥ 0', 'red \\\\x1b[31m')
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
