"""What an experiment is: a function with named options, and a frozen result that can show itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from flint import arb, ctx, fmpq, fmpz

from verify.batchnorm.dynamics.state import Dyadic
from verify.json_types import Json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

JSON_DIGITS = 30


@dataclass(frozen=True)
class Table:
    """Rows of words for the screen; with its ``title`` it is at most 80 columns wide.

    >>> Table("squares", ("n", "n²"), (("1", "1"), ("2", "4"))).rows[1][1]
    '4'
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Result(Protocol):
    """What an experiment returns: a frozen dataclass whose fields hold the computed and the predicted values."""

    @property
    def sentence(self) -> str:
        """One sentence that says what came out, with its numbers."""

    def tables(self) -> tuple[Table, ...]:
        """Return what the screen shows above the sentence."""

    def draw(self, figure: Figure) -> None:
        """Draw the result on an empty matplotlib figure."""


class Observer(Protocol):
    """Is told how far an experiment is, and what it has so far: a result of the same kind, with fewer rows."""

    def __call__(self, done: float, of: float, doing: str, partial: Result | None = None) -> None:
        """Note that ``done`` of ``of`` parts are done, what comes next, and the result up to now."""


@dataclass(frozen=True)
class Experiment:
    """An experiment of the catalogue: its ``name``, its ``purpose`` in one line, and the function that makes it.

    The function takes keyword arguments, each annotated ``Annotated[type, "what it is"]``: these are the options of the
    command. ``data: Annotated[Dataset, …]`` is the command's argument DATA. It also takes ``observe: Observer | None``,
    which it calls after each row, and ``seed`` where something is drawn.
    """

    name: str
    purpose: str
    run: Callable[..., Result]


@dataclass(frozen=True)
class Comparison:
    """A computed value beside the predicted one.

    >>> with ctx.workdps(30):
    ...     two = Comparison(arb("1.000001"), arb(1))
    ...     round(two.digits, 2)
    6.0
    """

    computed: arb
    predicted: arb

    @property
    def digits(self) -> float:
        """How many decimal digits they share: −log₁₀ of the relative difference, at most the digits there are."""
        with ctx.workprec(256):
            largest = max(abs(self.computed.mid()), abs(self.predicted.mid()))
            gap = abs(self.computed.mid() - self.predicted.mid())
            if gap.is_zero():
                return 60.0
            return 0.0 if not gap.is_finite() or largest.is_zero() else -float((gap / largest).log_base(10))


def quietly(done: float, of: float, doing: str, partial: Result | None = None) -> None:
    """Observe nothing."""


def to_json(value: object) -> Json:
    """Return a result, or anything in one, as plain data: dataclasses as objects, exact numbers as text.

    >>> to_json(Comparison(arb(1) / 4, arb(0)))
    {'computed': '0.25', 'predicted': '0'}
    """
    if is_dataclass(value) and not isinstance(value, (type, Dyadic)):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(entry) for entry in value]
    if isinstance(value, np.ndarray):
        return to_json(value.tolist())
    if isinstance(value, arb):
        return _plain(value.str(JSON_DIGITS, radius=False))
    if isinstance(value, Dyadic):
        return value.decimal(JSON_DIGITS)
    if isinstance(value, (fmpq, fmpz, Fraction, Path)):
        return str(value)
    if isinstance(value, np.generic):
        return value.item()
    return value


def _plain(text: str) -> str:
    mantissa, sign, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + sign + exponent
