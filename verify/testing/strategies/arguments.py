"""What the strategies accept as arguments; anything else is Hypothesis' InvalidArgument at the call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any, TypeAlias

from flint import fmpq

from verify.data.rationals import rational
from verify.errors import InputError

try:
    from hypothesis.errors import InvalidArgument
    from hypothesis.strategies import SearchStrategy
except ModuleNotFoundError as missing:
    raise InputError("hypothesis is not installed: pip install 'bnverify[fuzz]'") from missing

Range: TypeAlias = int | tuple[int, int]
Vector: TypeAlias = list[fmpq]
Draw: TypeAlias = Callable[[SearchStrategy[Any]], Any]


def whole_range(name: str, value: object, *, least: int | None = 1) -> tuple[int, int]:
    """Return a whole number or a pair (lowest, highest) as a pair. Raises InvalidArgument for anything else.

    >>> whole_range("n", 3), whole_range("n", (1, 4))
    ((3, 3), (1, 4))
    """
    pair = value if isinstance(value, tuple | list) else (value, value)
    if len(pair) != 2 or not all(isinstance(end, Integral) and not isinstance(end, bool) for end in pair):
        raise InvalidArgument(f"{name}={value!r}: give a whole number or a pair of them, (lowest, highest)")
    low, high = (int(end) for end in pair)
    if low > high:
        raise InvalidArgument(f"{name}={value!r}: the lowest is above the highest")
    if least is not None and low < least:
        raise InvalidArgument(f"{name}={value!r}: give at least {least}")
    return low, high


def one_of_words(name: str, value: object, words: Sequence[str]) -> None:
    """Raise InvalidArgument where a word is none of those that mean something.

    >>> one_of_words("regime", "any", ("any", "uniform"))
    """
    if value not in words:
        raise InvalidArgument(f"{name}={value!r}: use {', '.join(map(repr, words[:-1]))} or {words[-1]!r}")


def exact_number(name: str, value: object) -> fmpq:
    """Return a number as an exact rational. Raises InvalidArgument for anything else.

    >>> exact_number("min_value", 0.1)
    1/10
    """
    try:
        return rational(value)
    except InputError as fault:
        raise InvalidArgument(f"{name}={value!r}: {fault}") from None
