"""What every option takes, in one table: what is outside is refused in one line, before any work begins.

Numbers have ends because each is turned into work, memory or a float later on: a number of steps that nobody lives to
see, or a deviation beyond the range of floats, is a slip of the pen. A command may narrow a range further where its
data do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from typer.core import TyperCommand

from verify.errors import InputError

EXACT = Fraction(10) ** 400  # the largest power of ten that ``verify.data.rational`` reads
FLOAT = Fraction(10) ** 150  # a float holds its square


@dataclass(frozen=True)
class Number:
    """Numbers from ``least`` to ``most``, whole ones where ``whole``; ``above`` leaves ``least`` itself out.

    With ``several`` they stand between commas.
    """

    least: Fraction | int
    most: Fraction | int
    whole: bool = False
    above: bool = False
    several: bool = False

    def require(self, name: str, value: object) -> None:
        """Raise InputError where a value is no such number.

        >>> Number(1, 8, whole=True).require("--jobs", "3")
        """
        from verify.data import rational

        for word in str(value).split(",") if self.several else [str(value)]:
            found = rational(word, where=name)
            number = Fraction(int(found.p), int(found.q))
            outside = not self.least <= number <= self.most or (self.above and number == self.least)
            if outside or (self.whole and number.denominator != 1):
                raise InputError(f"{name} {_said(word)}: give {self.words()}")

    def words(self) -> str:
        """Say which numbers these are.

        >>> Number(0, 10**9, whole=True).words(), Number(0, 5, above=True, several=True).words()
        ('a whole number from 0 to 10^9', 'numbers above 0, up to 5, with commas between them')
        """
        kind = "whole " * self.whole + "number"
        noun = f"{kind}s" if self.several else f"a {kind}"
        ends = f"above {_short(self.least)}, up to" if self.above else f"from {_short(self.least)} to"
        return f"{noun} {ends} {_short(self.most)}{', with commas between them' * self.several}"


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    words: tuple[str, ...]

    def require(self, name: str, value: object) -> None:
        """Raise InputError where a value is none of the words.

        >>> Choice(("linear", "conv")).require("--model", "conv")
        """
        if str(value) not in self.words:
            known = f"{', '.join(self.words[:-1])} or {self.words[-1]}"
            raise InputError(f"{name} {_said(value)}: use {known}")


@dataclass(frozen=True)
class Word:
    """A text that something else gives a meaning to: not empty, and of at most ``most`` characters."""

    most: int = 1000

    def require(self, name: str, value: object) -> None:
        """Raise InputError where a value is empty or too long.

        >>> Word().require("--label", "kind")
        """
        text = str(value)
        if not text.strip():
            raise InputError(f"{name} {text!r} is empty: give it a value, or leave it out")
        if len(text) > self.most:
            raise InputError(f"{name} {_said(text)} has {len(text)} characters: give at most {self.most}")


Range: TypeAlias = Number | Choice | Word
# what the operating system accepts as a file name
FILE = Word(4096)
COUNT = Number(1, 10**6, whole=True)
COUNTS = Number(1, 10**6, whole=True, several=True)
POSITIVE = Number(0, EXACT, above=True)

# where a command's text for an option differs from that of the others, the key is "command --option"
RANGES: dict[str, Range] = {
    # files and columns
    "--csv": FILE,
    "--data": FILE,
    "--delimiter": Word(),
    "--drop": Word(),
    "--json": FILE,
    "--label": Word(),
    "--latex": FILE,
    "--markdown": FILE,
    "--out": FILE,
    "--patches": COUNT,
    "--plot": FILE,
    "--test": FILE,
    # claims
    "--count": Number(1, 10**7, whole=True),
    "--edition": Choice(("printed", "repaired", "beyond")),
    "--examples": Number(1, 10**12, whole=True),
    "--hours": Number(0, 10**4, above=True),
    "--jobs": Number(1, 1024, whole=True),
    "--only": Word(),
    "--scheduler": Word(),
    "--section": Word(20),
    "--status": Word(20),
    # descent
    "--backend": Choice(("nfloat", "flint", "mpmath", "float64")),
    "--digits": Number(5, 10**5, whole=True),
    "--eta": POSITIVE,
    "--eta-gamma": POSITIVE,
    "--gamma": Number(-EXACT, EXACT),
    "--guard": Number(0, 10_000, whole=True),
    "--model": Choice(("linear", "conv")),
    "--resume": Word(),
    "--scale": POSITIVE,
    "--seed": Number(0, 10**18, whole=True),
    "--start": Word(10**6),
    "--steps": Number(0, 10**9, whole=True),
    "--until": Number(0, EXACT, whole=True),
    # experiments
    "--counts": COUNTS,
    "--d": Number(1, 10**7, whole=True),
    "--draws": COUNT,
    "--epochs": COUNT,
    "--epsilon": Number(0, FLOAT),
    "--example": Choice(("3.1", "3.2")),
    "--halvings": Number(1, 1000, whole=True),
    "--held-out": Number(0, 10**6, whole=True),
    "--on": Word(),
    "--miss": Number(0, 1, above=True),
    "--n": Number(2, 10**7, whole=True),
    "--powers": Number(0, 1000, several=True),
    "--ratios": Number(1 / FLOAT, FLOAT, several=True),
    "--rho": Number(0, Fraction(1, 2)),
    "--seeds": COUNT,
    "--sigma": Number(1 / FLOAT, FLOAT),
    "--sizes": COUNTS,
    "stages --until": Number(0, FLOAT, whole=True),
    "thresholds --until": Number(0, FLOAT, whole=True),
    "thresholds --halvings": Number(0, 1000, whole=True),
    "figure-1 --eta": Number(1 / FLOAT, FLOAT),
    "figure-1 --scale": Number(1 / FLOAT, FLOAT),
    "figure-2 --digits": Number(0, 9, whole=True, several=True),
    # what stands without the name of an option
    "DATA": FILE,
    "FILE": FILE,
    "ID": Word(),
    "ID|all|FILE...": FILE,
    "LEDGER.json": FILE,
    "RUN": Word(),
    "[DATA]": FILE,
    "[ID|TARGET]...": FILE,
    "[TARGET]...": FILE,
}


class RangedCommand(TyperCommand):
    """A command that looks at the range of each of its options before it runs."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; raises InputError where an option is out of its range."""
        require_ranges(self, ctx.params)
        return super().invoke(ctx)


def range_of(command: TyperCommand, parameter: Any) -> Range | None:
    """Return what an option or argument of a command takes; None for a switch, and where the table does not know it."""
    if getattr(parameter, "is_flag", False):
        return None
    name = named(parameter)
    return RANGES.get(f"{command.name} {name}") or RANGES.get(name)


def named(parameter: Any) -> str:
    """Return the name of an option, or of an argument as the help shows it."""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar)


def require_ranges(command: TyperCommand, values: Mapping[str, Any]) -> None:
    """Raise InputError where a value is out of the range of its option."""
    for parameter in command.params:
        value, takes = values.get(parameter.name or ""), range_of(command, parameter)
        if value is None or takes is None:
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            takes.require(named(parameter), one)


def _said(value: object) -> str:
    from verify.data.tables.messages import shown

    text = str(value).strip()
    return text if text and len(text) <= 60 and text.isprintable() and " " not in text else shown(str(value))


def _short(number: Fraction | int) -> str:
    """Return a number, and a power of ten as such.

    >>> _short(1024), _short(10**9), _short(-EXACT), _short(1 / FLOAT)
    ('1024', '10^9', '-10^400', '10^-150')
    """
    size = abs(Fraction(number))
    digits = str(max(size.numerator, size.denominator))
    power = len(digits) - 1
    if size and power > 3 and digits == "1" + "0" * power:
        return f"{'-' * (number < 0)}10^{'-' * (size < 1)}{power}"
    return str(number)
