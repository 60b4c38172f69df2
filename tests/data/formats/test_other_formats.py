"""svmlight, ARFF, Parquet and compressed text: the same dataset as from CSV, or one line that says why not."""

import gzip

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.data.dataset import Dataset
from verify.data.readers import READERS, read_dataset, read_file_table
from verify.data.tables.columns import ReadOptions
from verify.errors import InputError

arrow = pytest.importorskip("pyarrow", reason="PyArrow comes with the extra readers")
parquet = pytest.importorskip("pyarrow.parquet", reason="PyArrow comes with the extra readers")
pytest.importorskip("sklearn", reason="scikit-learn comes with the extra readers")
pytest.importorskip("scipy", reason="SciPy comes with the extra readers")

DATA = Dataset.from_rows([["0.1", 2], [3, "-0.5"]], ["b", "a"])
CSV = "u,v,kind\n0.1,2,b\n3,-0.5,a\n"
ARFF = "@relation r\n@attribute u numeric\n@attribute v real\n@attribute kind {a,b}\n@data\n0.1,2,b\n3,-0.5,a\n"


def write_parquet(path, **columns):
    parquet.write_table(arrow.table(columns), path)


def refusal(path, **options):
    with pytest.raises(InputError) as caught:
        read_dataset(path, **options)
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_all_formats_give_the_same_dataset(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "a.tsv").write_text(CSV.replace(",", "\t"))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(CSV.replace(",", "\t").encode()))
    (tmp_path / "a.arff").write_text(ARFF)
    (tmp_path / "a.svm").write_text("2 1:0.1 2:2\n1 1:3 2:-0.5 # a comment\n")
    np.savez(tmp_path / "a.npz", x=np.array([[0.1, 2], [3, -0.5]], dtype=np.float32), y=["b", "a"])
    np.save(tmp_path / "a.npy", np.array([[0.1, 2, 1], [3, -0.5, 0]]))
    write_parquet(tmp_path / "a.parquet", u=arrow.array([0.1, 3], arrow.float32()), v=[2, -0.5], kind=["b", "a"])
    files = sorted(tmp_path.iterdir())
    assert len(files) == 9
    for path in files:
        data = read_dataset(path)
        assert data == DATA, path
        assert data.name == "a"


def test_columns_are_named_alike_in_every_format_that_has_them(tmp_path):
    (tmp_path / "a.csv").write_text("kind,u,v,w\na,0.1,2,1\nb,3,4,0\n")
    (tmp_path / "a.arff").write_text(
        "@relation r\n@attribute kind {a,b}\n@attribute u real\n@attribute v real\n@attribute w real\n"
        "@data\na,0.1,2,1\nb,3,4,0\n"
    )
    write_parquet(tmp_path / "a.parquet", kind=["a", "b"], u=[0.1, 3], v=[2, 4], w=[1, 0])
    for name in ("a.csv", "a.arff", "a.parquet"):
        assert "each could be the label" in refusal(tmp_path / name)
        table = read_file_table(tmp_path / name, ReadOptions(label="kind", drop=("w",)))
        assert table.columns == ["column 2 (u)", "column 3 (v)"]
        assert Dataset.from_table(table) == Dataset.from_rows([["0.1", 2], [3, 4]], [-1, 1])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.svm",
            "1 1:0.1234567890123456789\n",
            "has more digits than this format's reader keeps: write the file as CSV",
        ),
        ("a.svm", "1 a:1\n", "is not svmlight"),
        ("a.svm", "1 2000000:1\n", "holds 2000000 numbers or more, above 1000000"),
        ("a.svm", "# nothing\n", "a.svm"),
        ("a.arff", ARFF.replace("3,-0.5", "3,?"), "a.arff, row 2, column 2 (v) is not a finite number"),
        ("a.arff", "@relation r\n@data\n", "a.arff"),
        ("a.arff", ARFF.replace("{a,b}", "string"), "is not ARFF that SciPy reads"),
        ("a.arff", "nonsense", "a.arff"),
        ("a.parquet", "PAR1nonsensePAR1", "a.parquet is not readable Parquet"),
        ("a.csv.gz", "no gzip", "a.csv.gz is not a readable gzip file"),
        ("a.json", '{"x": [[1]], "y": [1]}', None),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content)
    if message is None:
        assert "no use for it" in refusal(path, delimiter=";")
        assert "--no-header asked of" in refusal(path, header=False)
    else:
        assert message in refusal(path)


def test_a_truncated_gzip_file_is_one_line(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode() * 100)[:-12])
    assert "is not a readable gzip file" in refusal(path)


def test_missing_entries_and_the_index_of_a_data_frame_are_refused(tmp_path):
    path = tmp_path / "a.parquet"
    write_parquet(path, u=[1.0, None], label=[1, -1])
    assert refusal(path) == "row 2 of " + str(path) + ", column 1 is missing: leave the sample out"
    pandas = pytest.importorskip("pandas", reason="pandas is in the extra test")
    frame = pandas.DataFrame({"u": [3, 4], "label": [1, -1]}, index=[0, 2]).iloc[[0, 1]]
    frame.reset_index(names="__index_level_0__").assign(__index_level_0__=[0, 1]).to_parquet(path)
    assert "counts the rows, as an index does: leave it out with --drop 1" in refusal(path)
    assert read_dataset(path, drop=["__index_level_0__"]).d == 1


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=80), st.sampled_from([e for reader in READERS for e in reader.endings]))
@example(b"@relation a\n@attribute b {c}\n@data\nd", ".arff")
@example(b"\x1f\x8b", ".csv.gz")
@example(b"1 0:1 0:2", ".svm")
@example(b'"" ', ".tsv")
@example(b"nan 1:nan", ".svm")
def test_any_bytes_are_a_dataset_or_one_line(tmp_path_factory, content, ending):
    path = tmp_path_factory.mktemp("bytes") / f"a{ending}"
    path.write_bytes(content)
    message = ""
    try:
        read_dataset(path)
    except InputError as fault:
        message = str(fault)
    assert message.isprintable()
