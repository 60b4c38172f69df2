"""Labels: ±1 as they stand, or two named classes mapped onto ±1 in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real

from flint import fmpq

from verify.data.messages import shown
from verify.data.rationals import rational
from verify.errors import InputError

SIGNED = ("-1", "+1")
MAX_LABEL_CHARACTERS = 200


@dataclass(frozen=True)
class Labels:
    """Labels of n samples: ``signs`` in {−1, +1}, and the class names that stand for −1 and for +1, in this order."""

    signs: tuple[int, ...]
    names: tuple[str, str] = SIGNED


def read_labels(values: Sequence[object], places: Sequence[str]) -> Labels:
    """Return the labels as ±1; ``places[i]`` says where label i stands, for the message.

    Labels that are all ±1 ("-1", 1, 1.0, "+1") are taken as they are, one class alone included. Any other two distinct
    labels are two named classes: the smaller number, or the earlier name in alphabetical order, becomes −1.
    Raises InputError where a label is empty, not finite, or of a third class, or where there is only one named class.

    >>> read_labels(["malignant", "benign"], ["row 1", "row 2"])
    Labels(signs=(1, -1), names=('benign', 'malignant'))
    >>> read_labels([1, -1.0, "+1"], ["row 1", "row 2", "row 3"]).signs
    (1, -1, 1)
    """
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
        signed = {"1", "-1"} & set(distinct)
        odd = next(token for token in distinct if token not in signed) if len(signed) == 2 else distinct[2]
        row = tokens.index(odd)
        others = (
            "neither 1 nor -1" if len(signed) == 2 else f"a third class beside {', '.join(map(shown, distinct[:2]))}"
        )
        raise InputError(
            f"label {shown(values[row])} in {places[row]} is {others}: use the labels 1 and -1, or two classes"
        )
    negative, positive = sorted(distinct, key=_order)
    return Labels(tuple(1 if token == positive else -1 for token in tokens), (negative, positive))


def _token(value: object, place: str) -> str:
    """Return one text for each label, so that 1, 1.0 and "+1" are the same class."""
    if isinstance(value, bool) or not isinstance(value, (str, Integral, Real, fmpq)):
        raise InputError(f"label {shown(value)} in {place} is neither a number nor a name: use the labels 1 and -1")
    text = str(value).strip()
    if not text or not text.isprintable() or len(text) > MAX_LABEL_CHARACTERS:
        raise InputError(
            f"label {shown(value)} in {place} is empty, too long or unprintable: use 1, -1 or a class name"
        )
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        raise InputError(f"label {shown(value)} in {place} is not finite: use the labels 1 and -1, or two classes")
    return str(rational(text, where=place)) if _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        rational(text)
    except InputError:
        return False
    return True


def _order(token: str) -> tuple[int, object, str]:
    return (0, rational(token), token) if _is_number(token) else (1, token, token)
