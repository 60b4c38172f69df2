"""Labels: ±1 as they stand, truth values, or two named classes mapped onto ±1 in a fixed order."""

from __future__ import annotations

import datetime
import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real

from flint import fmpq, fmpz

from verify.data.rationals import rational
from verify.data.tables.messages import shown
from verify.errors import InputError

SIGNED = ("-1", "+1")
TRUTH = ("False", "True")
MAX_LABEL_CHARACTERS = 200

_MISSING = {"nan", "inf", "infinity", "nat", "<na>"}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d"
# digits, signs and brackets only, such as "+", "1-" or "(1)"
_OF_SIGNS = re.compile(r"[0-9+\-\u00b1().\u2032]+")
_QUOTES = "'\"`\u2018\u2019\u201c\u201d"


@dataclass(frozen=True)
class Labels:
    """Labels of n samples: ``signs`` in {−1, +1}, and the class names that stand for −1 and for +1, in this order."""

    signs: tuple[int, ...]
    names: tuple[str, str] = SIGNED


def read_labels(values: Sequence[object], places: Sequence[str]) -> Labels:
    """Return the labels as ±1; ``places[i]`` says where label i stands, for the message.

    Labels that are all ±1 ("-1", 1, 1.0, "+1") are taken as they are, one class alone included. Of truth values False
    is −1. Any other two distinct labels are two classes: the smaller number, or the earlier name in alphabetical order
    whatever the case of its letters, becomes −1. Raises InputError where a label is missing, not finite, or of a third
    class, where there is only one named class, and where a text only looks like a number ("- 1", a minus of another
    alphabet, "1,0"): as the name of a class it would stand beside the numbers, and perhaps swap them.

    >>> read_labels(["malignant", "benign"], ["row 1", "row 2"])
    Labels(signs=(1, -1), names=('benign', 'malignant'))
    >>> read_labels([1, -1.0, "+1"], ["row 1", "row 2", "row 3"]).signs
    (1, -1, 1)
    >>> read_labels([True, True], ["row 1", "row 2"])
    Labels(signs=(1, 1), names=('False', 'True'))
    """
    for value, place in zip(values, places, strict=True):
        if value is None or type(value).__name__ in ("NAType", "NaTType"):
            raise InputError(f"label {shown(value)} in {place} is missing: leave the sample out")
    if values and all(_is_truth(value) for value in values):
        return Labels(tuple(1 if value else -1 for value in values), TRUTH)
    tokens = [_token(value, place) for value, place in zip(values, places, strict=True)]
    distinct = list(dict.fromkeys(tokens))
    if set(distinct) <= {"1", "-1"}:
        return Labels(tuple(int(token) for token in tokens))
    if len(distinct) == 1:
        raise InputError(
            f"label {shown(values[0])} in {places[0]} is the only class: use the labels 1 and -1, "
            "in the last column or in one called label"
        )
    if len(distinct) > 2:
        raise _third_class(values, places, tokens, distinct)
    _require_one_kind(values, places, tokens, distinct)
    negative, positive = sorted(distinct, key=_order)
    return Labels(tuple(1 if token == positive else -1 for token in tokens), (negative, positive))


def _third_class(values: Sequence[object], places: Sequence[str], tokens: list[str], distinct: list[str]) -> InputError:
    signed = {"1", "-1"} & set(distinct)
    odd = next(token for token in distinct if token not in signed) if len(signed) == 2 else distinct[2]
    row = tokens.index(odd)
    others = "neither 1 nor -1" if len(signed) == 2 else f"a third class beside {', '.join(map(shown, distinct[:2]))}"
    return InputError(
        f"label {shown(values[row])} in {places[row]} is {others}: use the labels 1 and -1, or two classes"
    )


def _require_one_kind(values: Sequence[object], places: Sequence[str], tokens: list[str], distinct: list[str]) -> None:
    names = [token for token in distinct if not _is_number(token)]
    if len(names) == 1:
        row, other = tokens.index(names[0]), next(token for token in distinct if token != names[0])
        raise InputError(
            f"label {shown(values[row])} in {places[row]} is a name beside the number {other}: "
            "use two numbers or two names"
        )


def _token(value: object, place: str) -> str:
    """Return one text for each label, so that 1, 1.0 and "+1" are the same class."""
    if isinstance(value, enum.Enum):
        value = value.value if isinstance(value.value, (str, Integral)) else value.name
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError(f"label {shown(repr(value))} in {place} is not UTF-8 text: use names in UTF-8") from None
    if _is_truth(value):
        raise InputError(f"label {value} in {place} is a truth value beside others: use truth values, or numbers, only")
    written = isinstance(value, str)
    if not isinstance(value, str):
        value = _scalar(value, place)
    text = value.strip()
    # strip takes control characters for blanks, and two classes for one
    damaged = any(unicodedata.category(mark) == "Cc" and mark not in "\t\r\n" for mark in value)
    if not text or damaged or not text.isprintable() or len(text) > MAX_LABEL_CHARACTERS:
        raise InputError(
            f"label {shown(value)} in {place} is empty, too long or unprintable: use 1, -1 or a class name"
        )
    if text.lower().lstrip("+-") in _MISSING:
        raise InputError(f"label {shown(text)} in {place} is not finite: use the labels 1 and -1, or two classes")
    if _is_number(text):
        return str(rational(text, where=place))
    meant = _meant(text)
    if written and (_is_number(meant) or _OF_SIGNS.fullmatch(meant)):
        remedy = f"write {rational(meant)}" if _is_number(meant) else "write 1 and -1"
        raise InputError(f"label {_spelt(text)} in {place} looks like a number and is none: {remedy}")
    return text


def _scalar(value: object, place: str) -> str:
    """Return the text of a label that is no text: a number, a date."""
    import numpy as np

    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (Integral, Real, Decimal, fmpq, fmpz, datetime.date, datetime.time, np.datetime64)):
        return str(value)
    raise InputError(f"label {shown(value)} in {place} is neither a number nor a name: use the labels 1 and -1")


def _is_truth(value: object) -> bool:
    return isinstance(value, bool) or (type(value).__name__ == "bool" and type(value).__module__ == "numpy")


def _meant(text: str) -> str:
    """Return what a text that looks like a number is meant to be: dashes as minus, no spaces, quotes or percents."""
    plain = unicodedata.normalize("NFKC", "".join("-" if mark in _DASHES else mark for mark in text))
    plain = "".join(mark for mark in plain if not mark.isspace() and mark not in _QUOTES + "_%")
    return plain.replace(",", ".") if plain.count(",") == 1 else plain


def _spelt(text: str) -> str:
    """Show a label, and by number the marks that only look like ASCII."""
    odd = sorted({mark for mark in text if ord(mark) > 127})
    codes = f" (with {', '.join(f'U+{ord(mark):04X}' for mark in odd)})" if odd else ""
    return f"{shown(text)}{codes}"


def _is_number(text: str) -> bool:
    try:
        rational(text)
    except InputError:
        return False
    return True


def _order(token: str) -> tuple[int, object, str]:
    return (0, rational(token), token) if _is_number(token) else (1, token.casefold(), token)
