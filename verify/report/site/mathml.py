"""Formulas as MathML, which a browser shows without a script and a screen reader speaks."""

from __future__ import annotations

import re

from markupsafe import Markup, escape
from math_core import LatexError, LatexToMathML

from verify.report.text import printable
from verify.statement.readings.notation import Readable, to_latex, to_text

# nobody reads a longer formula in two dimensions
LONGEST = 6000
CONVERTER = LatexToMathML(fancy_error=False)


class Formulas:
    """Formulas of statements, each converted once: a page of statements shows again what their own pages show."""

    def __init__(self) -> None:
        # by identity, as to compare large trees takes long; the tree is kept so that no other gets its identity
        self._made: dict[int, tuple[Readable, Markup]] = {}

    def __call__(self, node: Readable) -> Markup:
        """Return a statement, relation or expression as MathML, as ``formula`` does."""
        if id(node) not in self._made:
            self._made[id(node)] = (node, formula(node))
        return self._made[id(node)][1]


def formula(node: Readable) -> Markup:
    """Return a statement, relation or expression as MathML; as plain text where it is too long or does not convert.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> str(formula(x >= 0)).startswith("<math")
    True
    """
    latex = printable(to_latex(node))
    made = _converted(latex) if len(latex) <= LONGEST else None
    return Markup("<code>{}</code>").format(printable(to_text(node))) if made is None else Markup(made)


def _converted(latex: str) -> str | None:
    """Return the MathML of some LaTeX, or None where the converter does not know a part of it.

    The converter escapes what it does not know, but it is a library about LaTeX and not about safety: whatever looks
    like a tag or an attribute of anything else than formulas, such as a link or a colour, is refused.
    """
    try:
        made = CONVERTER.convert_with_local_state(latex, displaystyle=True)
    except LatexError:
        return None
    return made if _is_mathml(made) else None


TAG_NAMES = (
    *("math", "mrow", "mi", "mn", "mo", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover"),
    *("munderover", "mtext", "mspace", "mstyle", "mtable", "mtr", "mtd", "mpadded", "mphantom"),
)
ATTRIBUTES = (
    *("display", "displaystyle", "scriptlevel", "mathvariant", "form", "fence", "stretchy", "symmetric", "accent"),
    *("lspace", "rspace", "minsize", "maxsize", "width", "height", "depth"),
)
PADDING = r'style="padding-(?:left|right):[0-9.]+em;"'
TAG = re.compile(rf'</?(?:{"|".join(TAG_NAMES)})(?: (?:(?:{"|".join(ATTRIBUTES)})="[\w.-]*"|{PADDING}))*/?>')


def _is_mathml(text: str) -> bool:
    return "<" not in TAG.sub("", text)


def inline_text(text: str) -> Markup:
    """Return text with ``code`` marked; everything else is escaped."""
    pieces = text.replace("``", "`").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )
