"""``bnverify data`` shows what was read; every command that takes a dataset takes its options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from verify.cli import main
from verify.data import sample_path

PATIENTS = ",size,sick,smoker\n0,0.1,no,1\n1,2.5,yes,0\n2,3,no,0\n"


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    path = tmp_path / "patients.csv"
    path.write_text(PATIENTS, encoding="utf-8")
    return path


def test_it_shows_size_label_classes_first_rows_and_assumption(bnverify, patients):
    said = bnverify("data", patients, "--label", "sick", "--drop", "1")
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0].endswith("patients.csv: 3 samples of 2 features, d = 2")
    assert lines[1] == "label: column 3 (sick); −1 is no (2 samples), +1 is yes (1 sample)"
    assert lines[2:4] == ["line 1 holds titles", "left out: column 1"]
    assert "column 2 (size)" in lines[5]
    assert lines[7].split() == ["0.1", "1", "no"]
    assert lines[-1].startswith("Assumption 2.1 fails: no w has margin 1 on every row")


def test_patches_and_wide_rows_are_shown_in_part(bnverify):
    said = bnverify("data", sample_path("digits"), "--patches", "2")
    assert "8 samples of 64 features in 2 patches, d = 32" in said.out
    assert "… 56 more" in said.out
    assert "Assumption 3.1 holds" in said.out


def test_an_index_that_would_flip_the_assumption_is_refused_by_every_command(bnverify, tmp_path):
    path = tmp_path / "indexed.csv"
    path.write_text(",u,label\n0,1,1\n1,2,1\n", encoding="utf-8")
    commands = [("data", path), ("descend", path, "--no-store"), ("check", "--data", path)]
    for command in [*commands, ("experiment", "linear-rate", path)]:
        said = bnverify(*command)
        assert said.code == 2
        assert "column 1 of" in said.err
        assert "--drop 1" in said.err
    assert "Assumption 2.1 fails" in bnverify("data", path, "--drop", "1").out
    assert "Assumption 2.1 fails" in bnverify("descend", path, "--drop", "1", "--no-store").err


def test_the_options_go_with_a_dataset_only(bnverify, patients):
    said = bnverify("check", "--label", "sick")
    assert (said.code, said.err) == (2, "bnverify: --label sick without a dataset: name one with --data\n")
    said = bnverify("check", "--no-header")
    assert (said.code, said.err) == (2, "bnverify: --no-header without a dataset: name one with --data\n")
    said = bnverify("experiment", "linear-rate", "gaussian:3,5", "--no-header")
    assert (said.code, said.err) == (
        2,
        "bnverify: --no-header with gaussian:3,5: the options are for files, leave them out\n",
    )
    said = bnverify("descend", "--resume", "abc", "--delimiter", ";")
    assert said.code == 2
    assert "--delimiter with --resume" in said.err


def test_an_unprintable_name_is_escaped(bnverify, tmp_path):
    hostile = tmp_path / "b\x1b[31m.json"
    hostile.write_text('{"x": [[1]], "y": [1]}', encoding="utf-8")
    assert "\x1b" not in bnverify("data", hostile).out


def test_what_was_read_is_json_too(tmp_path, capsys):
    path = tmp_path / "animals.csv"
    path.write_text("length,kind\n1,cat\n-2,dog\n1.5,cat\n", encoding="utf-8")
    assert main(["data", str(path), "--label", "kind", "--json", "-"]) == 0
    captured = capsys.readouterr()
    content = json.loads(captured.out)
    assert (content["n"], content["P"], content["d"]) == (3, 1, 1)
    assert content["classes"] == [
        {"y": -1, "name": "cat", "samples": 2},
        {"y": 1, "name": "dog", "samples": 1},
    ]
    assert content["assumption"]["number"] == "2.1"
    assert content["assumption"]["holds"] is False
    assert "Assumption 2.1 fails" in captured.err
    assert main(["data", str(path), "--json", str(tmp_path / "nowhere" / "a.json")]) == 2
