"""Formulas as MathML, which a browser shows without a script and a screen reader speaks."""

from __future__ import annotations

import re
from functools import lru_cache

from latex2mathml import exceptions
from latex2mathml.converter import convert
from markupsafe import Markup, escape

from verify.report.text import printable
from verify.statement.readings.notation import Readable, to_latex, to_text

# a longer formula takes seconds to convert, and nobody reads it in two dimensions
LONGEST = 6000
# the converter's faults have no class in common; the others are what it lets through
FAULTS: tuple[type[Exception], ...] = (
    *(found for found in vars(exceptions).values() if isinstance(found, type) and issubclass(found, Exception)),
    *(ValueError, KeyError, IndexError, TypeError, RuntimeError),
)


def formula(node: Readable, *, display: bool = True) -> Markup:
    """Return a statement, relation or expression as MathML; as plain text where it is too long or does not convert.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> str(formula(x >= 0, display=False)).startswith("<math")
    True
    """
    latex = printable(to_latex(node))
    made = _converted(latex, display) if len(latex) <= LONGEST else None
    return Markup("<code>{}</code>").format(printable(to_text(node))) if made is None else Markup(made)


@lru_cache(maxsize=20_000)
def _converted(latex: str, display: bool) -> str | None:
    """Return the MathML of some LaTeX, or None where the converter does not know a part of it.

    The converter escapes what it does not know, but it is a library about LaTeX and not about safety: whatever looks
    like a tag of anything else than MathML is refused.
    """
    # bars in a group: else a power or an index hangs at the second bar alone
    latex = re.sub(r"(\\lVert\b.*?\\rVert)(?=[_^])", r"{\1}", latex)
    try:
        made = convert(latex, display="block" if display else "inline")
    except FAULTS:
        return None
    return made if _is_mathml(made) else None


TAGS = frozenset(
    (
        *("math", "mrow", "mi", "mn", "mo", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover"),
        *("munderover", "mtext", "mspace", "mstyle", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mfenced"),
    )
)


def _is_mathml(text: str) -> bool:
    parts = text.split("<")[1:]
    return all(part.lstrip("/").partition(">")[0].partition(" ")[0].rstrip("/") in TAGS for part in parts)


def inline_text(text: str) -> Markup:
    """Return text with ``code`` marked; everything else is escaped."""
    pieces = text.replace("``", "`").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )
