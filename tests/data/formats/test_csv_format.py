"""CSV: headers and label columns are found, and what is written reads back the same."""

import io

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from verify.data.dataset import Dataset
from verify.data.formats import csv_format
from verify.data.formats.csv_format import table_from_csv, write_dataset_csv
from verify.data.readers import read_dataset
from verify.data.tables import table
from verify.data.tables.columns import ReadOptions
from verify.errors import InputError

TITLES = (
    "a.csv, line 1 may hold titles or a sample: say --header or --no-header (in Python header=True or header=False)"
)


def parse(text, **options):
    return table_from_csv(io.BytesIO(text.encode()), where="a.csv", options=ReadOptions(**options))


@pytest.mark.parametrize(
    ("text", "rows", "labels"),
    [
        ("1,2,-1\n", [["1", "2"]], ["-1"]),
        ("u,v,kind\n1,2,-1\n", [["1", "2"]], ["-1"]),
        ("Y,u\n1,2\n", [["2"]], ["1"]),
        ("0,1,label\n1,2,-1\n", [["1", "2"]], ["-1"]),
        ("1,2,y\n3,4,n\n", [["1", "2"], ["3", "4"]], ["y", "n"]),
        ("\ufeffu,class\r\n1,cat\r\n", [["1"]], ["cat"]),
        ('"a, b",class\n" 1 ",cat\n', [["1"]], ["cat"]),
    ],
)
def test_header_and_label_column_are_recognised(text, rows, labels):
    found = parse(text)
    assert (found.rows, found.labels) == (rows, labels)


@pytest.mark.parametrize(
    ("text", "options", "rows", "labels"),
    [
        ("2019,2020,2021\n1,2,0\n3,4,1\n", {"header": True}, [["1", "2"], ["3", "4"]], ["0", "1"]),
        ("0,1,2\n5,6,7\n", {"header": False}, [["0", "1"], ["5", "6"]], ["2", "7"]),
        (",u,y\n0,5,1\n1,6,-1\n", {"drop": ("1",)}, [["5"], ["6"]], ["1", "-1"]),
        ("id,u,y\n1,5,1\n2,6,-1\n", {"drop": ("id",)}, [["5"], ["6"]], ["1", "-1"]),
        ("x,y,label\n1,2,-1\n", {"label": "label"}, [["1", "2"]], ["-1"]),
        ("x,y,label\n1,2,-1\n", {"label": "y", "drop": ("label",)}, [["1"]], ["2"]),
        ("a,2,1\n5,6,-1\n", {"header": True, "label": "2"}, [["5", "-1"]], ["6"]),
        ("1,5,6\n-1,7,8\n", {"label": "1"}, [["5", "6"], ["7", "8"]], ["1", "-1"]),
        ("u;v;label\n0.5;2;1\n", {"delimiter": ";"}, [["0.5", "2"]], ["1"]),
        ("u\tv\tlabel\n0.5\t2\t1\n", {"delimiter": "tab"}, [["0.5", "2"]], ["1"]),
        (" 1  2   1 \n 3 4  -1\n", {"delimiter": "space"}, [["1", "2"], ["3", "4"]], ["1", "-1"]),
        ("1,5,1\n2,6,-1\n3,7,1\n", {"header": False}, [["1", "5"], ["2", "6"], ["3", "7"]], ["1", "-1", "1"]),
    ],
)
def test_the_options_say_what_a_file_leaves_open(text, options, rows, labels):
    found = parse(text, **options)
    assert (found.rows, found.labels) == (rows, labels)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ",u,label\n0,5,1\n1,6,-1\n",
            "column 1 of a.csv has no title, as an index has: leave it out with --drop 1, or give it a title",
        ),
        (
            "u,,label\n5,0,1\n6,7,-1\n",
            "column 2 of a.csv has no title, as an index has: leave it out with --drop 2, or give it a title",
        ),
        (
            "Unnamed: 0,u,label\n0,5,1\n1,6,-1\n",
            "column 1 (Unnamed: 0) of a.csv counts the rows, as an index does: "
            "leave it out with --drop 1, or give it another title",
        ),
        (
            "1,5,1\n2,6,-1\n3,7,1\n",
            "column 1 of a.csv counts the rows, as an index does: "
            "leave it out with --drop 1, or say --no-header if it is a feature",
        ),
        ("0,1,2\n5,6,1\n7,8,-1\n", TITLES),
        (",0,1\n0,5,1\n1,6,-1\n", TITLES),
        ("2019,2020,2021\n1,2,1\n3,4,1\n", TITLES),
        ("2019,2020,2021\n1.5,2,0\n3,4,1\n", TITLES),
        ("x,y,label\n1,2,1\n", "a.csv has the label columns 'y' and 'label': name the one to use with --label"),
        (
            "sick,u,smoker\n0,5,1\n1,6,0\n",
            "a.csv has columns 'sick' and 'smoker', and each could be the label: name it with --label",
        ),
        (
            "u,sign,kind\n1,1,3\n2,-1,8\n",
            "a.csv has columns 'sign' and 'kind', and each could be the label: name it with --label",
        ),
        (
            "# kind,u\n1,5\n-1,6\n",
            "the comment '# kind,u' of a.csv may hold titles: take the mark # away, "
            "or say --no-header (in Python header=False)",
        ),
        ("u|v\n1|2\n", "a.csv has one column: is it separated by another mark? say --delimiter '|'"),
        ("u;v\n1;2\n", "a.csv has one column: is it separated by another mark? say --delimiter semicolon"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_an_option_that_decides(text, message):
    with pytest.raises(InputError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label": "w"}, "--label 'w' is no column of a.csv: did you mean 'u'?"),
        ({"drop": ("9",)}, "--drop '9' is no column of a.csv: did you mean 'u'?"),
        ({"drop": ("label",), "label": "label"}, "column 'label' of a.csv is the label and dropped: choose one"),
        ({"drop": ("u",)}, "a.csv has no column beside the label: give at least one feature"),
        ({"drop": ("u", "label")}, "a.csv has no column left: drop fewer"),
        ({"delimiter": "ab"}, "--delimiter 'ab': give one mark such as ';', or tab, space, comma, semicolon"),
        ({"delimiter": "0"}, "--delimiter '0': give one mark such as ';', or tab, space, comma, semicolon"),
    ],
)
def test_an_option_that_names_nothing_is_refused(options, message):
    with pytest.raises(InputError) as caught:
        parse("u,label\n1,1\n", **options)
    assert str(caught.value) == message


def test_a_column_that_counts_the_rows_is_noted_under_any_title():
    notes = parse("patient,u,label\n1,5,1\n2,6,-1\n3,8,1\n").notes
    assert notes[-1] == "column 1 (patient) counts the rows: if it is an index, leave it out with --drop"


def test_the_label_column_asked_for_wins_over_the_usual_names():
    found = parse("label,kind,u\n7,cat,2\n", label="kind")
    assert (found.rows, found.labels) == ([["7", "2"]], ["cat"])
    assert found.columns == ["column 1 (label)", "column 3 (u)"]


def test_lines_are_counted_with_comments_and_empty_lines():
    assert parse("# one\n\nu,label\n# four\n1,1\n").places == ["a.csv, line 5"]


def test_a_file_of_too_many_numbers_is_refused_before_the_end(monkeypatch):
    monkeypatch.setattr(table, "MAX_ENTRIES", 5)
    with pytest.raises(InputError) as caught:
        parse("1,2,1\n3,4,1\n")
    assert str(caught.value) == "a.csv holds 6 numbers or more, above 5: give fewer samples or features"


def test_a_line_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(csv_format, "MAX_LINE_BYTES", 8)
    assert parse("1,2,3,1\n").rows == [["1", "2", "3"]]
    with pytest.raises(InputError) as caught:
        parse("1,1\n1,2,3,4,1\n")
    assert str(caught.value) == "a.csv, line 2 has more than 8 bytes: break it up"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("# titles\r1,2,1\n3,4,-1\n", "U+000D"),
        ("1,2,1\r3,4,-1\r", "U+000D"),
        ("1,2,1\r\r\n", "U+000D"),
        ("1,2\x0b,1\n", "U+000B"),
        ("1,0.\x1d,1\n", "U+001D"),
        ("1,2,a\x1c\n3,4,a\n", "U+001C"),
        ("1,2\x85,1\n", "U+0085"),
        ("u,v\u2028w,label\n1,2,1\n", "U+2028"),
        ("1,\x002,1\n", "U+0000"),
    ],
)
def test_control_characters_are_refused_as_programs_differ_on_them(text, mark):
    """A sample behind "# titles" and a carriage return was lost with the comment."""
    with pytest.raises(InputError, match=f"a.csv, line 1 holds the control character {mark.replace('+', '.')}: take"):
        parse(text)
    assert parse("1,\t2,1\r\n3,4,-1\r").labels == ["1", "-1"]


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([None, "u"]))
@example(b"\x00,1\n", None)
@example(b"u,\xc2\x85\n1,1\n", "u")
@example(b'"\n', None)
def test_any_bytes_are_a_table_or_one_line(content, label):
    message = ""
    try:
        Dataset.from_table(table_from_csv(io.BytesIO(content), where="a.csv", options=ReadOptions(label=label)))
    except InputError as fault:
        message = str(fault)
    assert message.isprintable()


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.lists(st.fractions(max_denominator=999), min_size=width, max_size=width), min_size=1, max_size=4
        )
    ),
    st.data(),
)
def test_a_dataset_written_is_the_dataset_read(tmp_path_factory, rows, draw):
    assume(all(any(row) for row in rows))
    labels = draw.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(rows), max_size=len(rows)))
    data = Dataset.from_rows(rows, labels, patches=1)
    path = tmp_path_factory.mktemp("round") / "a.csv"
    write_dataset_csv(data, path, comments=["source, with a comma", ""])
    assert read_dataset(path) == data


def test_samples_with_patches_are_written_one_a_line(tmp_path):
    data = Dataset.from_rows([[1, "0.5", "1/3", -4]], [-1], patches=2)
    write_dataset_csv(data, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "x1,x2,x3,x4,label\n1,0.5,1/3,-4,-1\n"
    assert read_dataset(tmp_path / "a.csv", patches=2) == data


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.csv").mkdir()
    data = Dataset.from_rows([[1]], [1])
    with pytest.raises(InputError, match=r"cannot write .*a\.csv: it is a folder"):
        write_dataset_csv(data, tmp_path / "a.csv")
    with pytest.raises(InputError, match="is not a folder; make it first"):
        write_dataset_csv(data, tmp_path / "none" / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_comment_of_two_lines_is_refused(tmp_path):
    with pytest.raises(InputError, match="comment of more than one line"):
        write_dataset_csv(Dataset.from_rows([[1]], [1]), tmp_path / "a.csv", comments=["a\nb"])
    assert not list(tmp_path.iterdir())


def test_numbers_beside_a_word_above_labels_that_are_numbers_may_be_titles():
    text = "2019,2020,sick\n5,8,1\n7,2,-1\n6,3,1\n"
    with pytest.raises(InputError, match="line 1 may hold titles or a sample: say --header or --no-header"):
        parse(text)
    assert parse(text, header=True).labels == ["1", "-1", "1"]
