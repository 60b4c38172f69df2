"""Labels are ±1, or two classes in a fixed order."""

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import numpy as np
import pytest

from verify.data.tables.labels import SIGNED, read_labels
from verify.errors import InputError


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def read(*values):
    return read_labels(values, [f"row {i}" for i in range(1, len(values) + 1)])


def test_signed_labels_are_taken_as_they_are_in_any_spelling():
    labels = read("-1", 1, "+1", -1.0, "1.0", np.int64(-1))
    assert labels.signs == (-1, 1, 1, -1, 1, -1)
    assert labels.names == SIGNED


def test_a_single_signed_class_is_allowed():
    assert read(1, 1).signs == (1, 1)


@pytest.mark.parametrize(
    ("values", "signs", "names"),
    [
        (("b", "a", "b"), (1, -1, 1), ("a", "b")),
        (("10", "9"), (1, -1), ("9", "10")),
        ((0, 1), (-1, 1), ("0", "1")),
        (("Yes", "no"), (1, -1), ("no", "Yes")),
        ((True, False), (1, -1), ("False", "True")),
        ((np.True_, False), (1, -1), ("False", "True")),
        ((False,), (-1,), ("False", "True")),
        (("True", "False"), (1, -1), ("False", "True")),
        ((b"no", b"yes"), (-1, 1), ("no", "yes")),
        ((Colour.RED, Colour.BLUE), (1, -1), ("blue", "red")),
        ((Decimal("1.0"), Fraction(-1)), (1, -1), SIGNED),
        ((np.float32(0.5), np.int8(2)), (-1, 1), ("1/2", "2")),
        ((np.datetime64("2020-01-02"), date(2020, 1, 1)), (1, -1), ("2020-01-01", "2020-01-02")),
    ],
)
def test_two_classes_are_mapped_by_their_order_and_not_by_their_place(values, signs, names):
    labels = read(*values)
    assert (labels.signs, labels.names) == (signs, names)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((1, -1, 3), "label 3 in row 3 is neither 1 nor -1: use the labels 1 and -1, or two classes"),
        (("3", 1, -1), "label '3' in row 1 is neither 1 nor -1: use the labels 1 and -1, or two classes"),
        (
            ("a", "b", "c"),
            "label 'c' in row 3 is a third class beside 'a', 'b': use the labels 1 and -1, or two classes",
        ),
        (
            ("a", "a"),
            "label 'a' in row 1 is the only class: use the labels 1 and -1, in the last column or in one called label",
        ),
        ((1, ""), "label '' in row 2 is empty, too long or unprintable: use 1, -1 or a class name"),
        (("a", "a\x1d"), "label 'a\\x1d' in row 2 is empty, too long or unprintable: use 1, -1 or a class name"),
        ((1, "NaN"), "label 'NaN' in row 2 is not finite: use the labels 1 and -1, or two classes"),
        ((1, float("inf")), "label 'inf' in row 2 is not finite: use the labels 1 and -1, or two classes"),
        ((1, None), "label None in row 2 is missing: leave the sample out"),
        ((1, 1j), "label 1j in row 2 is neither a number nor a name: use the labels 1 and -1"),
        ((1, True), "label True in row 2 is a truth value beside others: use truth values, or numbers, only"),
        ((1, "yes"), "label 'yes' in row 2 is a name beside the number 1: use two numbers or two names"),
        ((1, "- 1"), "label '- 1' in row 2 looks like a number and is none: write -1"),
        (("\u22121", 1), "label '\u22121' (with U+2212) in row 1 looks like a number and is none: write -1"),
        (("1", "\u20131"), "label '\u20131' (with U+2013) in row 2 looks like a number and is none: write -1"),
        (("1", "'-1'"), "label \"'-1'\" in row 2 looks like a number and is none: write -1"),
        (("1,0", "-1,0"), "label '1,0' in row 1 looks like a number and is none: write 1"),
        (("1+", "1-"), "label '1+' in row 1 looks like a number and is none: write 1 and -1"),
        (("(1)", "2"), "label '(1)' in row 1 looks like a number and is none: write 1 and -1"),
        (("+", "-"), "label '+' in row 1 looks like a number and is none: write 1 and -1"),
        (("\uff11", "2"), "label '\uff11' (with U+FF11) in row 1 looks like a number and is none: write 1"),
        ((np.datetime64("NaT"), 1), "label 'NaT' in row 1 is not finite: use the labels 1 and -1, or two classes"),
    ],
)
def test_a_bad_label_is_named_with_its_row(values, message):
    with pytest.raises(InputError) as caught:
        read(*values)
    assert str(caught.value) == message
