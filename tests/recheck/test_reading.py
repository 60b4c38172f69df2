"""What cannot be read as a ledger ends in one line, with bounded memory."""

import json
import tracemalloc

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.recheck import RecheckError, recheck, recheck_file
from verify.recheck.reading import MOST_BYTES, below, check_node, check_statement, free, number

HEAD = '{"schema": "bnverify-ledger-1", "claims": '


def refused(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RecheckError) as caught:
        recheck_file(path)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        (HEAD, "not JSON"),
        (HEAD + "[{]}", "not JSON"),
        ("\x00\xff", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (HEAD + "[], " + '"claims": []}', "stands twice"),
        (HEAD + "[NaN]}", "NaN"),
        (HEAD + "[" + "9" * 5000 + "]}", "not JSON"),
        ("[]", "schema"),
        ('{"schema": "bnverify-ledger-2", "claims": []}', "schema"),
        ('{"schema": "bnverify-ledger-1"}', "claims is missing"),
        (HEAD + "[1]}", "claim number 0"),
        (HEAD + '[{"id": "a", "form": "other"}]}', "claim number 0"),
        (HEAD + '[{"id": "a", "form": "printed"}]}', "evidence is missing"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_in_one_line(tmp_path, text, said):
    assert said in refused(tmp_path / "ledger.json", text)


def test_deep_nesting_is_found_before_anything_is_built(tmp_path):
    path = tmp_path / "deep.json"
    text = HEAD + "[" * 2_500_000
    path.write_text(text)
    tracemalloc.start()
    with pytest.raises(RecheckError, match="nests deeper"):
        recheck_file(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    tracemalloc.stop()


def test_millions_of_empty_lists_are_found_before_anything_is_built(tmp_path, monkeypatch):
    monkeypatch.setattr("verify.recheck.reading.MOST_BRACKETS", 10_000)
    path = tmp_path / "wide.json"
    text = HEAD + "[" + "[]," * 1_000_000 + "[]]}"
    path.write_text(text)
    tracemalloc.start()
    with pytest.raises(RecheckError, match="holds more than 10000 lists and objects"):
        recheck_file(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    tracemalloc.stop()


def test_brackets_inside_strings_do_not_count_as_nesting(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(HEAD + '[], "remark": "' + "[" * 1000 + '\\"[[["}')
    assert recheck_file(path).last_line.startswith("0 claims")


def test_a_sparse_file_of_a_hundred_megabytes_is_not_read_whole(tmp_path):
    path = tmp_path / "sparse.json"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(RecheckError, match="more than"):
        recheck_file(path)
    assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    tracemalloc.stop()


def test_a_path_that_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(RecheckError, match="cannot read"):
            recheck_file(path)


@settings(deadline=None)
@given(st.fractions())
def test_fractions_are_read_exactly(value):
    assert number(str(value)) == fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize(
    "text", ["", "1/0", "1/-2", "0x1", "1_000", " 1", "nan", "inf", "1e99999", "٣x", "9" * 5000, 1, None]
)
def test_what_is_no_exact_number_is_refused(text):
    with pytest.raises(RecheckError, match="not an exact number"):
        number(text)


@pytest.mark.parametrize(
    "node",
    [
        None,
        [],
        ["num"],
        ["num", "1", "2"],
        ["num", 1],
        ["sym", ["num", "1"]],
        ["add"],
        ["pow", ["sym", "x"], "1001"],
        ["fn", "sin", ["sym", "x"]],
        ["fn", "exp", ["sym", "x"], ["sym", "y"]],
        ["sum", ["#1.0", "sample"], ["num", "1"]],
        ["sum", ["i", "row"], ["num", "1"]],
        ["ext", "sup", ["i", "sample"], ["num", "1"]],
        ["inner", ["sym", "x"], ["vec", "w", []]],
        ["vec", "w", []],
        ["idx", "a", "i"],
        [["num"], "1"],
    ],
)
def test_what_is_no_expression_is_refused(node):
    with pytest.raises(RecheckError):
        check_node(node)


def test_statements_are_checked_relation_by_relation():
    one = ["num", "1"]
    check_statement(
        {"given": [["inspan", ["vec", "w", []], ["vec", "z", [["i", "sample"]]]]], "then": [["=", one, one]]}
    )
    for statement in (
        {"given": []},
        {"given": [], "then": [["==", one, one]]},
        {"given": [["inspan", one, one]], "then": []},
        {"given": [], "then": [["inspan", ["vec", "w", []], ["vec", "z", []]]]},
        {"given": [["spectrum", "a", one, ["vec", "z", []]]], "then": []},
    ):
        with pytest.raises(RecheckError):
            check_statement(statement)


def test_an_index_named_like_a_node_is_not_taken_for_one():
    node = ["sum", ["num", "sample"], ["idx", "a", [["num", "sample"], ["j", "patch"]]]]
    check_node(node)
    assert below(node) == [node[2]]
    assert free(node) == {("j", "patch")}


def test_unknown_evidence_is_an_error_and_not_a_verdict():
    row = {"id": "a", "form": "beyond", "status": "PROVED", "effective": "PROVED", "depends_on": []}
    row |= {"statement": {"given": [], "then": []}, "evidence": {"kind": "oracle"}}
    with pytest.raises(RecheckError, match=r"'a'.*'oracle' is unknown"):
        recheck({"schema": "bnverify-ledger-1", "claims": [row]})
    assert json.loads(json.dumps(row)) == row


def test_a_part_that_was_found_good_as_a_scalar_is_still_no_vector():
    known = {}
    x = ["sym", "x"]
    assert check_node(x, "x", known) == 1
    with pytest.raises(RecheckError, match="is not a vector expression"):
        check_node(["scale", x, x], "v", known)
