"""JSON: exact decimals, a strict shape, and no way to exhaust the machine."""

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.data.dataset import Dataset
from verify.data.formats.json_format import parse_json, table_from_json
from verify.errors import InputError


def refusal(text):
    with pytest.raises(InputError) as caught:
        Dataset.from_table(table_from_json(parse_json(text, where="a.json"), where="a.json"))
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_decimals_are_exact():
    assert parse_json("[0.1, 1E-3, 7]", where="a.json") == [fmpq(1, 10), fmpq(1, 1000), 7]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1", "a.json, line 1, column 3 is not JSON (Expecting ',' delimiter): mend the file"),
        ("[]", 'a.json holds a list: give an object such as {"x": [[1, 2]], "y": [1]}'),
        ("3", 'a.json holds 3: give an object such as {"x": [[1, 2]], "y": [1]}'),
        ("{}", 'a.json must have exactly one of "x" (samples) and "z" (samples times labels): give one'),
        ('{"x": [[1]], "x": [[2]]}', "key 'x' stands twice in one object of a.json: keep one of them"),
        ('{"x": [[1]], "Y": [1]}', "key 'Y' in a.json is unknown: use schema, name, patches, label_names, x, y, z"),
        ('{"x": [[1]]}', 'a.json has no "y": give one label a row'),
        ('{"x": [[1]], "y": 1}', '"y" of a.json is 1: give a list of labels'),
        ('{"x": {"a": 1}, "y": [1]}', "the samples of a.json are an object: give a list of rows"),
        ('{"x": [1], "y": [1]}', "row 1 of a.json is 1: give a list of numbers"),
        ('{"x": [], "y": []}', "a.json holds no samples: give at least one row of numbers with its label"),
        ('{"x": [[]], "y": [1]}', "a.json, row 1 holds no features: give at least one number beside the label"),
        (
            '{"x": [[1], [1, 2]], "y": [1, 1]}',
            "a.json, row 2 has 2 features where a.json, row 1 has 1: make them equal",
        ),
        ('{"x": [[1]], "y": [1, 1]}', "a.json has 2 labels for 1 rows: give one a row"),
        (
            '{"x": [[1, NaN]], "y": [1]}',
            "'nan' in a.json, row 1, column 2 is not a finite number: "
            "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3",
        ),
        (
            '{"x": [[1, [2]]], "y": [1]}',
            "a list in a.json, row 1, column 2 is not a number: "
            "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3",
        ),
        (
            '{"x": [[1e999999999]], "y": [1]}',
            "'1e999999999' in a.json has an exponent beyond ±400: rescale it",
        ),
        ('{"x": [[1]], "y": [1], "patches": true}', '"patches" of a.json is True: give a whole number of at least 1'),
        ('{"x": [[1]], "y": [1], "patches": 0}', '"patches" of a.json is 0: give a whole number of at least 1'),
        ('{"x": [[1]], "y": [1], "schema": "b"}', "schema 'b' of a.json is unknown: use bnverify-dataset-1"),
        (
            '{"x": [[1]], "y": [1], "label_names": ["a"]}',
            '"label_names" of a.json is a list: give the two names of -1 and of 1',
        ),
        (
            '{"x": [[1], [2]], "y": ["a", "b"], "label_names": ["a", "b"]}',
            "a.json has label_names beside labels that are not ±1: give labels 1 and -1",
        ),
        ('{"x": [[1]], "y": [1], "name": "a\\nb"}', "\"name\" of a.json is 'a\\nb': give a short printable text"),
    ],
)
def test_a_wrong_shape_is_refused_in_one_line(text, message):
    assert refusal(text) == message


def test_a_number_of_too_many_digits_is_refused():
    assert "has 5000 digits: write at most 1000" in refusal(f'{{"x": [[{"9" * 5000}]], "y": [1]}}')


@pytest.mark.parametrize("bomb", ["[" * 200_000, '{"x":' * 200_000])
def test_deep_nesting_is_refused(bomb):
    assert refusal(bomb) == "a.json nests brackets too deep for a dataset: give rows as lists of numbers"


def test_a_list_of_very_many_values_is_refused_before_it_is_parsed():
    assert "lists more than 2000000 values" in refusal("[" + "0," * 2_000_001 + "0]")


def test_z_is_taken_as_already_signed_with_or_without_labels():
    for text in ('{"z": [[1, 2], [3, 4]], "y": [-1, 1]}', '{"z": [[1, 2], [3, 4]]}'):
        data = Dataset.from_table(table_from_json(parse_json(text, where="a.json"), where="a.json"))
        assert data.z.tolist() == [[1, 2], [3, 4]]
    assert Dataset.from_table(table_from_json({"z": [[5]], "y": [-1]}, where="a.json")).x[0, 0] == -5


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["x", "y", "z", "patches", "name"]), inner),
    )
)
def test_any_json_is_a_dataset_or_one_line(content):
    message = ""
    try:
        Dataset.from_json(content)
    except InputError as fault:
        message = str(fault)
    assert message.isprintable()
