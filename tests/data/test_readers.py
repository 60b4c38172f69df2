"""Files that nobody vouches for: what can be read is read exactly, the rest is refused in one line."""

import os

import pytest
from flint import fmpq, fmpq_mat

from verify.data import readers
from verify.data.dataset import Dataset
from verify.data.readers import read_dataset
from verify.errors import InputError

NUMBER = "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3"


@pytest.fixture
def refusal(tmp_path, monkeypatch):
    """Write a file in the current folder and return the one line with which it is refused."""
    monkeypatch.chdir(tmp_path)

    def refuse(content, name="a.csv", **options):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(InputError) as caught:
            read_dataset(name, **options)
        assert str(caught.value).isprintable()
        return str(caught.value)

    return refuse


def test_the_three_formats_agree(tmp_path):
    np = pytest.importorskip("numpy")
    (tmp_path / "a.csv").write_text("# source: us\nu,v,label\n0.1,2,1\n\n# more\n1e-3,-4,-1\n")
    (tmp_path / "a.json").write_text('{"x": [[0.1, 2], ["1/1000", -4.0]], "y": [1, -1.0]}')
    np.savez(tmp_path / "a.npz", x=np.array([[0.1, 2], [1e-3, -4]]), y=np.array([1, -1]))
    for name in ("a.csv", "a.json", "a.npz"):
        data = read_dataset(tmp_path / name)
        assert data.z == fmpq_mat([[fmpq(1, 10), 2], [fmpq(-1, 1000), 4]])
        assert data.labels == (1, -1)
        assert data.name == "a"
        assert read_dataset(tmp_path / name, patches=2) == data.with_patches(2)


def test_a_path_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        read_dataset("none.csv")
    assert str(caught.value) == "none.csv cannot be read (No such file or directory): check the path and its rights"


def test_a_folder_and_a_pipe_are_refused_without_waiting(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("folder.csv", "pipe.csv"):
        with pytest.raises(InputError) as caught:
            read_dataset(name)
        assert str(caught.value) == f"{name} is not an ordinary file: give a .csv, .npz or .json file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_it_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,1\n")
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read_dataset(path)


def test_a_path_with_a_newline_or_a_null_stays_on_one_line(tmp_path):
    for name in ("two\nlines.csv", "null\0.csv"):
        with pytest.raises(InputError) as caught:
            read_dataset(tmp_path / name)
        assert str(caught.value).isprintable()


def test_an_unknown_ending_is_refused(refusal):
    assert refusal("1,1", "a.xlsx") == (
        "a.xlsx ends in '.xlsx': give a file that ends in one of .csv, .tsv, .tab, .csv.gz, .tsv.gz, .npz, .npy, "
        ".json, .svmlight, .libsvm, .svm, .arff, .parquet, .pq"
    )


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.npz"])
def test_an_empty_file_is_refused(refusal, name):
    assert refusal("", name) == f"{name} is empty: give at least one row of numbers with its label"


def test_a_file_above_the_limit_is_refused_unread(refusal, monkeypatch):
    monkeypatch.setattr(readers, "MAX_FILE_BYTES", 10)
    assert refusal("1,2,3,4,5,6,1\n") == "a.csv has 14 bytes, above 10: give a smaller file"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("# only\n# comments\n", "a.csv is empty: give at least one row of numbers with its label"),
        ("u,label\n", "a.csv holds no samples beside its header: give at least one row of numbers with its label"),
        ("u,v,label\n1,nan,1\n", f"'nan' in a.csv, line 2, column 2 (v) is not a finite number: {NUMBER}"),
        ("label,u\n1,-inf\n", f"'-inf' in a.csv, line 2, column 2 (u) is not a finite number: {NUMBER}"),
        ("nan,inf,yes\n1,2,no\n", f"'nan' in a.csv, line 1, column 1 is not a finite number: {NUMBER}"),
        ("# c\n1,,1\n", f"'' in a.csv, line 2, column 2 is not a finite number: {NUMBER}"),
        ("1,0x1,1\n", f"'0x1' in a.csv, line 1, column 2 is not a finite number: {NUMBER}"),
        (
            "1,1e999999999,1\n",
            "'1e999999999' in a.csv, line 1, column 2 has an exponent beyond ±400: rescale it",
        ),
        ("1,2/0,1\n", f"'2/0' in a.csv, line 1, column 2 divides by 0: {NUMBER}"),
        ("1,2,1\n\n3,-1\n", "a.csv, line 3 has 2 columns but line 1 has 3: make them equal"),
        ("1,2,1\n0,0.0,-1\n", "a.csv, line 2 has only zeros, so that no w has margin 1 on it: leave the sample out"),
        ("1,1\n1,-1\n1,3\n", "label '3' in a.csv, line 3 is neither 1 nor -1: use the labels 1 and -1, or two classes"),
        ("1,\n", "label '' in a.csv, line 1 is empty, too long or unprintable: use 1, -1 or a class name"),
        ("5\n", "a.csv has one column: give at least one feature and a label, separated by commas"),
        ("u;v;label\n1;2;1\n", "a.csv has one column: is it separated by another mark? say --delimiter semicolon"),
        ("u,u,label\n1,2,1\n", "column 'u' stands twice in the header of a.csv: rename one, or --drop both"),
        ("y,u,class\n1,2,1\n", "a.csv has the label columns 'y' and 'class': name the one to use with --label"),
        (b"1,2,1\n\xff,2,1\n", "byte 0xff in a.csv, line 2 is not UTF-8 text: save the file as UTF-8"),
        ("1,1\n".encode("utf-16"), "byte 0xff in a.csv, line 1 is not UTF-8 text: save the file as UTF-8"),
        ('1,"2"3,1\n', "a.csv, line 1 is not CSV (',' expected after '\"'): mend the line"),
        ('1,"2\n', "a.csv, line 1 is not CSV (unexpected end of data): mend the line"),
    ],
)
def test_a_bad_csv_file_is_refused_with_the_place(refusal, content, message):
    assert refusal(content) == message


def test_a_label_column_that_is_not_there_is_refused_with_the_nearest(refusal):
    assert refusal("u,kind\n1,1\n", label="kine") == ("--label 'kine' is no column of a.csv: did you mean 'kind'?")
    assert refusal("1,1\n", label="kind") == (
        "--label 'kind' is no column of a.csv: it has no header, so give a number from 1 to 2"
    )
    assert refusal("{}", "a.json", label="kind") == (
        "--label 'kind' asked of a.json: files that end in .json have no use for it, leave it out"
    )


def test_patches_that_do_not_divide_the_features_are_refused(refusal):
    assert refusal("1,2,3,1\n", patches=2) == "2 patches for 3 features a sample in a.csv: give a divisor of 3"
    assert refusal("1,2,1\n", patches=0) == "0 patches a sample: give a whole number of at least 1"


def test_a_patch_of_zeros_is_refused_though_the_sample_is_not_zero(refusal):
    assert refusal("1,2,0,0,1\n", patches=2) == (
        "patch 2 of a.csv, line 1 has only zeros, so that no w has margin 1 on it: leave the sample out"
    )


def test_the_patches_a_json_file_names_are_taken_and_not_overridden(refusal, tmp_path):
    text = '{"x": [[1, 2, 3, 4]], "y": [1], "patches": 2}'
    assert refusal(text, "a.json", patches=4) == "4 patches asked of a.json, which says 2: leave patches out"
    assert read_dataset(tmp_path / "a.json") == Dataset.from_rows([[1, 2, 3, 4]], [1], patches=2)
