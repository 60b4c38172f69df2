"""NPZ: shortest decimals, no pickles, and headers that promise too much are not believed."""

import io
import zipfile

import numpy as np
import pytest
from flint import fmpq

from verify.data.dataset import Dataset
from verify.data.formats.npz_format import table_from_npy, table_from_npz
from verify.data.tables.columns import ReadOptions
from verify.errors import InputError


def archive(**arrays):
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream


def read(stream):
    return Dataset.from_table(table_from_npz(stream, where="a.npz"))


def refusal(stream):
    with pytest.raises(InputError) as caught:
        read(stream)
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.longdouble])
def test_a_float_of_any_width_is_its_shortest_decimal(dtype):
    value = np.longdouble("0.1") if dtype is np.longdouble else dtype(0.1)
    assert read(archive(x=np.array([[value]]), y=[1])).z[0, 0] == fmpq(1, 10)


def test_integers_and_named_classes_are_read():
    data = read(archive(x=np.array([[1, 2], [3, 4]], dtype=np.uint8), y=np.array(["dog", "cat"])))
    assert data.z.tolist() == [[1, 2], [-3, -4]]
    assert data.label_names == ("cat", "dog")


def test_z_is_taken_as_already_signed_with_or_without_labels():
    assert read(archive(z=[[1.5]], y=[-1])).z[0, 0] == fmpq(3, 2)
    assert read(archive(z=[[1.5]])).labels == (1,)


ONE = np.ones((1, 1))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y": [1]}, "a.npz must have exactly one of the arrays x (samples) and z (y times x): give one"),
        (
            {"x": ONE, "z": ONE, "y": [1]},
            "a.npz must have exactly one of the arrays x (samples) and z (y times x): give one",
        ),
        ({"x": ONE}, "a.npz has no array y: give one label a row"),
        ({"x": [1.0], "y": [1]}, "array x of a.npz has 1 dimensions: give n rows of P*d numbers, or shape (n, P, d)"),
        ({"x": [[1j]], "y": [1]}, "array x of a.npz has entries of type complex128: give integers or floats"),
        ({"x": [[True]], "y": [1]}, "array x of a.npz has entries of type bool: give integers or floats"),
        ({"x": ONE, "y": [[1]]}, "array y of a.npz is int64 of shape (1, 1): give n numbers or names"),
        ({"x": ONE, "y": [1, 1]}, "a.npz has 2 labels for 1 rows: give one a row"),
        (
            {"x": [[None]], "y": [1]},
            "array x of a.npz holds Python objects, which are never loaded: give numbers",
        ),
        (
            {"x": [[1.0, np.inf]], "y": [1]},
            "'inf' in a.npz, row 1, column 2 is not a finite number: "
            "write an integer, a decimal such as 0.1 or 1e-3, or a fraction such as 2/3",
        ),
        ({"x": np.ones((0, 3)), "y": []}, "a.npz holds no samples: give at least one row of numbers with its label"),
        ({"x": np.ones((1, 0)), "y": [1]}, "a.npz, row 1 holds no features: give at least one number beside the label"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused_in_one_line(arrays, message):
    assert refusal(archive(**arrays)) == message


def with_member(content, name="x.npy"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
        target.writestr("y.npy", npy(np.array([1])))
    return stream


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def with_header(header):
    """An NPY file in which only the header is ours."""
    content = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(content).to_bytes(2, "little") + content + b"\0" * 8


PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }"


def test_a_header_in_the_spelling_of_numpy_is_read():
    assert table_from_npz(with_member(with_header(PLAIN)), where="a.npz").rows == [["0.0"]]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            PLAIN.replace("(1, 1)", "(1, 99999999999)"),
            "holds 99999999999 numbers or more, above 1000000: give fewer samples or features",
        ),
        (
            PLAIN.replace("<f8", "<U999999").replace("(1, 1)", "(1, 999)"),
            "has more than 268435456 bytes: give a smaller array",
        ),
        (PLAIN.replace("<f8", "|O"), "holds Python objects, which are never loaded: give numbers"),
    ],
)
def test_a_header_that_promises_too_much_is_not_believed(header, message):
    assert refusal(with_member(with_header(header))) == f"array x of a.npz {message}"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{",
        "(" * 900,
        "-" * 900 + "1",
        "{[]: 1}",
        PLAIN.replace("<f8", "<q9"),
        PLAIN.replace("'<f8'", "[('a', '<f8')]"),
        PLAIN.replace("(1, 1)", "(" + "1" * 900 + ")"),
        PLAIN + " " * 2000,
        # NumPy would warn of a file of Python 2
        PLAIN.replace("(1, 1)", "(01, 1)"),
        PLAIN.replace("(1, 1)", "(1, 00)"),
        PLAIN + "  \n\n  ",
    ],
)
def test_a_header_that_numpy_would_not_write_never_reaches_its_parser(header):
    assert refusal(with_member(with_header(header))) == (
        "array x of a.npz has a header NumPy does not write for plain arrays: write it with numpy.savez"
    )


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refusal(with_member(b"\0" * (257 * 2**20))) == (
        "array x of a.npz has more than 268435456 bytes: give a smaller array"
    )


def test_a_shortened_or_mistyped_array_is_refused():
    for content in (npy(np.ones((2, 2)))[:-5], with_header(PLAIN.replace("<f8", "<f9"))):
        assert refusal(with_member(content)).startswith("array x of a.npz is damaged (")


def test_what_is_no_archive_or_cut_short_is_refused():
    whole = archive(x=np.ones((1, 1)), y=[1]).getvalue()
    for content in (b"hello", whole[:-30], whole[:40]):
        assert refusal(io.BytesIO(content)).startswith("a.npz is not a readable NPZ archive (")


def test_an_array_without_its_ending_is_refused():
    assert refusal(with_member(npy(np.ones((1, 1))), name="x")) == (
        "a.npz holds 'x' in another form than x.npy: write it with numpy.savez"
    )


def test_three_dimensions_bring_the_patches_and_other_usual_names_are_read():
    data = read(archive(X=np.arange(1, 9).reshape(2, 2, 2), target=np.array([True, False])))
    assert (data.n, data.P, data.d, data.labels) == (2, 2, 2, (1, -1))
    assert "exactly one of the arrays" in refusal(archive(X=ONE, data=ONE, y=[1]))
    assert "label arrays y and target" in refusal(archive(x=ONE, y=[1], target=[1]))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("place", [0.2, 0.3, 0.5, 0.8])
def test_a_damaged_member_is_one_line(method, place):
    member = io.BytesIO()
    np.save(member, np.arange(4000.0).reshape(-1, 4) + 1)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        packed.writestr("x.npy", member.getvalue())
    start = stream.getvalue().index(b"x.npy") + 5
    content = bytearray(stream.getvalue())
    end = content.rindex(b"PK\x01\x02")
    for k in range(40):
        content[start + int((end - start) * place) + k] ^= 0x5A
    assert "a.npz" in refusal(io.BytesIO(bytes(content)))


def table(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream


def test_one_array_of_samples_and_labels_is_read():
    found = table_from_npy(table(np.array([[0.1, 2, 1], [3, 4, -1]])), where="a.npy")
    assert Dataset.from_table(found).z.tolist() == [[fmpq(1, 10), 2], [-3, -4]]
    found = table_from_npy(table(np.array([[1, 5], [-1, 6]])), where="a.npy", options=ReadOptions(label="1"))
    assert Dataset.from_table(found).z.tolist() == [[5], [-6]]


@pytest.mark.parametrize(
    "array", [np.ones(3), np.ones((1, 2, 2)), np.array([["a", "b"]]), np.array([[None]]), np.ones((0, 2))]
)
def test_an_array_that_is_no_table_is_one_line(array):
    with pytest.raises(InputError) as caught:
        table_from_npy(table(array), where="a.npy")
    assert str(caught.value).startswith("a.npy")


def test_what_follows_an_array_in_its_file_is_not_left_out_unseen():
    """Two arrays saved one after the other would be read as the first alone."""
    two = io.BytesIO()
    for _ in range(2):
        np.save(two, np.array([[0.5, 1.0]]))
    with pytest.raises(InputError, match=r"a\.npy goes on behind its array"):
        table_from_npy(two, where="a.npy")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("x.npy", two.getvalue())
        made.writestr("y.npy", two.getvalue())
    assert "array x of a.npz goes on behind its end" in refusal(stream)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("longer", [0, 1000])
def test_the_checksum_of_a_member_is_looked_at(method, longer):
    """Also where the directory says that it is longer than its array, whose reader then never comes to its end."""
    content = io.BytesIO()
    np.save(content, np.array([[2.0, 1.0]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        made.writestr("z.npy", content.getvalue())
        entry = made.getinfo("z.npy")
        entry.CRC ^= 1
        entry.file_size += longer
        entry.compress_size += longer
    said = refusal(stream)
    assert "is not a readable NPZ archive" in said or "array z of a.npz goes on behind its end" in said
