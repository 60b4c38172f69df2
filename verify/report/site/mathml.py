"""Formulas as MathML, which a browser shows without a script and a screen reader speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape
from math_core import LatexError, LatexToMathML

from verify.report.text import printable
from verify.statement.formulas import Exists, Formula, ThereAreConstants
from verify.statement.readings.notation import Notation, Readable, to_latex, to_text
from verify.statement.walk import free_steps

# nobody reads a longer formula in two dimensions
LONGEST = 6000
CONVERTER = LatexToMathML(fancy_error=False)
# brackets around nothing that is taller than a letter
LOW = re.compile(r"\\left([(|])((?:(?!\\left|\\right|\\t?frac|\\sum|\\prod).)*)\\right[)|]")
PAIRS = {"(": "()", "|": (r"\lvert ", r"\rvert ")}


class Displays:
    """Formulas of statements as HTML, each made once: a page of statements shows again what their own pages show."""

    def __init__(self) -> None:
        # by identity, as to compare large trees takes long; the tree is kept so that no other gets its identity
        self._made: dict[int, tuple[Formula, Markup]] = {}

    def __call__(self, node: Formula) -> Markup:
        """Return a formula as ``display`` does."""
        if id(node) not in self._made:
            self._made[id(node)] = (node, display(node))
        return self._made[id(node)][1]


def display(node: Formula) -> Markup:
    """Return a formula as a block of HTML; what there is, and what it has to keep, line by line.

    >>> from verify.author import exists, symbols
    >>> x, y = symbols("x y")
    >>> display(exists(x, x >= y, x <= 2)).count("<math display")
    2
    """
    match node:
        case ThereAreConstants(constants, given, then):
            names = Markup(", ").join(_inline(Notation(tex=True).constants([one])) for one in constants)
            kept = Markup(" with</p>{}<p>follows").format(_parts(given)) if given else ""
            return Markup("<p>There are {} &gt; 0 such that for all data{}</p>{}").format(names, kept, _parts(then))
        case Exists(variables, parts) if not free_steps(node):
            names = Markup(", ").join(_inline(to_latex(variable)) for variable in variables)
            verb = "is" if len(variables) == 1 else "are"
            return Markup("<p>There {} {} with</p>{}").format(verb, names, _parts(parts))
    return Markup('<div class="formula">{}</div>').format(formula(node))


def _parts(parts: Sequence[Formula]) -> Markup:
    return Markup('<div class="parts">{}</div>').format(Markup("").join(map(display, parts)))


def _inline(latex: str) -> Markup:
    made = _converted(_with_low_brackets(printable(latex)), block=False)
    return Markup("<code>{}</code>").format(printable(latex)) if made is None else Markup(made)


def formula(node: Readable) -> Markup:
    """Return a statement, relation or expression as MathML; as plain text where it is too long or does not convert.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> str(formula(x >= 0)).startswith("<math")
    True
    """
    latex = _with_low_brackets(printable(to_latex(node)))
    made = _converted(latex) if len(latex) <= LONGEST else None
    return Markup("<code>{}</code>").format(printable(to_text(node))) if made is None else Markup(made)


def _with_low_brackets(latex: str) -> str:
    """Return LaTeX whose brackets stretch only around what is tall: beside those that may, Chromium leaves gaps."""

    def low(found: re.Match[str]) -> str:
        left, right = PAIRS[found[1]]
        return f"{left}{found[2]}{right}"

    while (lower := LOW.sub(low, latex)) != latex:
        latex = lower
    return latex


def _converted(latex: str, *, block: bool = True) -> str | None:
    """Return the MathML of some LaTeX, or None where the converter does not know a part of it.

    The converter escapes what it does not know, but it is a library about LaTeX and not about safety: whatever looks
    like a tag or an attribute of anything else than formulas, such as a link or a colour, is refused.
    """
    try:
        made = CONVERTER.convert_with_local_state(latex, displaystyle=block)
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
