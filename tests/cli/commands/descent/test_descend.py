"""The command ``bnverify descend``, and ``bnverify runs``: what they print, write, refuse."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from flint import fmpq

from verify.batchnorm.dynamics.state import Dyadic, State
from verify.cli import main
from verify.data import sample_path

CANCER = str(sample_path("breast_cancer"))
QUICK = [CANCER, "--eta", "0.001", "--scale", "1/30", "--steps", "50"]


@pytest.fixture(autouse=True)
def runs_file(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "kept" / "runs.sqlite"
    monkeypatch.setenv("BNVERIFY_RUNS", str(path))
    return path


@pytest.fixture
def two(tmp_path) -> str:
    path = tmp_path / "two.csv"
    path.write_text("x1,x2,y\n1,0,1\n0,1,1\n")
    return str(path)


def test_a_run_prints_a_table_how_it_came_about_and_what_happened(capsys):
    assert main(["descend", *QUICK]) == 0
    captured = capsys.readouterr()
    lines = captured.out.strip().splitlines()
    assert lines[0].split() == ["t", "γ", "D", "loss", "‖w‖²"]
    assert lines[-3 - 1].split()[0] == "50"
    assert "50 steps with η = 1/1000 at 50 digits; made" in lines[-2]
    assert lines[-1].startswith("D still falls")
    assert captured.err == ""
    assert len(lines) < 30


def test_a_second_run_is_answered_and_a_longer_one_continued_with_the_same_bits(capsys, tmp_path):
    files = [tmp_path / name for name in ("first.json", "second.json", "longer.json", "unkept.json")]
    longer = [*QUICK[:-1], "200"]
    assert [main(["descend", *QUICK, "--out", str(file)]) for file in files[:2]] == [0, 0]
    assert "nothing was computed" in capsys.readouterr().out
    assert main(["descend", *longer, "--out", str(files[2])]) == 0
    assert "continued from step 50" in capsys.readouterr().out
    assert main(["descend", *longer, "--out", str(files[3]), "--no-store"]) == 0
    assert "made, not kept" in capsys.readouterr().out
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[2].read_bytes() == files[3].read_bytes()


def test_an_iterate_beyond_the_default_backend_is_taken_by_flint_and_said(capsys, two):
    assert main(["descend", two, "--eta", "1e40", "--steps", "20"]) == 0
    captured = capsys.readouterr()
    assert "starting again with backend 'flint'" in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert "20 steps with η" in captured.out


def test_no_store_keeps_nothing(runs_file):
    assert main(["descend", *QUICK, "--no-store"]) == 0
    assert not runs_file.exists()


def test_the_files_hold_exact_numbers(tmp_path, two):
    table, whole = tmp_path / "a.csv", tmp_path / "a.json"
    arguments = ["descend", two, "--start", "2,1", "--gamma", "1/3", "--eta-gamma", "0.2", "--steps", "20"]
    for path in (table, whole):
        assert main([*arguments, "--out", str(path)]) == 0
    rows = list(csv.DictReader(table.read_text().splitlines()))
    content = json.loads(whole.read_text())
    state = State.parse(content["state"])
    assert (content["eta_w"], content["eta_gamma"], content["start"]["gamma"]) == ("1/10", "1/5", "1/3")
    assert content["start"]["margins"] == ["2", "1"]
    assert [int(row["t"]) for row in rows] == [record["t"] for record in content["records"]]
    assert Dyadic.parse(rows[-1]["gamma_exact"]) == state.gamma
    for row, record in zip(rows, content["records"], strict=True):
        assert row["D_exact"] == record["exact"]["D"]
        exact = Dyadic.parse(row["D_exact"]).rational
        whole_part, _, power = row["D"].partition("e")
        digits = whole_part.replace(".", "")
        places = len(whole_part.partition(".")[2]) - int(power or 0)
        assert abs(fmpq(int(digits), 10**places) - exact) <= exact * fmpq(1, 10**50)


def test_a_start_is_read_from_a_file_as_from_the_command(tmp_path, two):
    (tmp_path / "w.txt").write_text("0.25\n-1/3\n")
    for name, start in (("a", "0.25,-1/3"), ("b", str(tmp_path / "w.txt"))):
        out = str(tmp_path / f"{name}.json")
        assert main(["descend", two, "--start", start, "--steps", "5", "--no-store", "--out", out]) == 0
    assert (tmp_path / "a.json").read_text() == (tmp_path / "b.json").read_text()


def test_a_certified_run_prints_its_certificate(capsys, two):
    assert main(["descend", two, "--start", "2,1", "--certify", "--guard", "10", "--steps", "100"]) == 0
    assert "CERTIFIED to step 100 at 50+10 digits: radius" in capsys.readouterr().out


def test_a_certified_run_that_loses_its_radius_says_so_and_exits_1(capsys, tmp_path):
    path = tmp_path / "wild.csv"
    path.write_text("x1,x2,y\n1,0,1\n0,1,1\n-1,-2,1\n")
    wild = ["--certify", "--eta", "100", "--digits", "15", "--guard", "0", "--steps", "3000"]
    assert main(["descend", str(path), "--start", "1,2", "--anyway", *wild]) == 1
    assert "LOST after step" in capsys.readouterr().out


@pytest.mark.slow
def test_until_goes_beyond_what_steps_can_do(capsys, two):
    assert main(["descend", two, "--start", "2,1", "--until", "1e20", "--digits", "15"]) == 0
    out = capsys.readouterr().out
    assert "10^20 steps with η = 1/10 at 15 digits, by leaps; made" in out
    assert "converging to the uniform margin" in out
    assert len(out.splitlines()) < 32


def test_flow_is_another_run_than_descent(capsys, two):
    for option in ([], ["--flow"]):
        assert main(["descend", two, "--start", "2,1", "--steps", "100", "--digits", "15", *option]) == 0
    assert main(["runs"]) == 0
    out = capsys.readouterr().out
    assert " direct " in out
    assert " flow " in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--eta", "0"], "--eta 0: give a number above 0"),
        (["--eta", "-0.1"], "--eta -0.1: give a number above 0"),
        (["--eta-gamma", "0"], "--eta-gamma 0: give a number above 0"),
        (["--eta", "nan"], "'nan' in --eta is not a finite number"),
        (["--digits", "3"], "--digits 3: give a whole number from 5"),
        (["--digits", "1000000"], "--digits 1000000: give a whole number from 5 to 10^5"),
        (["--until", "1e9", "--digits", "5000"], "5000 digits for mode leap: give 5 to 4000"),
        (["--start", "0,0"], "‖w‖_Σ = 0"),
        (["--start", "1"], "1 entries for data of 2 features"),
        (["--start", "1,x"], "entry 2 of --start"),
        (["--start", "nowhere"], "is no file and no number"),
        (["--start", "1,2", "--seed", "3"], "leave one out"),
        (["--steps", "-1"], "--steps -1: give a whole number"),
        (["--steps", "1.5"], "--steps 1.5: give a whole number"),
        (["--steps", "5", "--until", "6"], "give one of them"),
        (["--until", "inf"], "--until"),
        (["--backend", "gpu"], "gpu"),
        (["--backend", "float64", "--digits", "30"], "30 digits with backend 'float64'"),
        (["--backend", "mpmath", "--until", "1e9"], "only flint"),
        (["--flow", "--certify"], "give one of them"),
        (["--eta", ""], "is not a finite number"),
        (["--gamma", ""], "is not a finite number"),
        (["--guard", "3"], "without --certify"),
        (["--certify", "--until", "1e30"], "leaps are not certified"),
        (["--certify", "--guard", "-1"], "--guard -1: give a whole number from 0"),
        (["--model", "conv"], "--model conv with 1 patch"),
        (["--model", "deep"], "use linear or conv"),
        (["--scale", "0"], "--scale 0: give a number above 0"),
        (["--out", "run.txt"], "give a .json or .csv file"),
        (["--out", "/nowhere/run.csv"], "is not a folder"),
        (["--resume", "abc"], "DATA with --resume"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_with_exit_2_and_keeps_nothing(arguments, words, capsys, two, runs_file):
    assert main(["descend", two, *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert not runs_file.exists()


def test_data_whose_assumption_fails_run_only_anyway(capsys, tmp_path):
    path = tmp_path / "opposed.csv"
    path.write_text("x,y\n1,1\n2,1\n")
    assert main(["descend", str(path), "--start", "1", "--steps", "20"]) == 2
    assert "Assumption 2.1 fails" in capsys.readouterr().err
    assert main(["descend", str(path), "--start", "1", "--steps", "20", "--anyway"]) == 0


def test_without_data_or_run_there_is_nothing_to_do(capsys):
    assert main(["descend"]) == 2
    assert "no DATA" in capsys.readouterr().err


def test_an_unknown_run_is_one_line(capsys):
    assert main(["descend", "--resume", "abc"]) == 2
    assert "no run 'abc' is kept" in capsys.readouterr().err


def test_a_kept_run_is_listed_exported_continued_and_deleted(capsys, tmp_path, two):
    assert main(["descend", two, "--start", "2,1", "--steps", "100"]) == 0
    assert main(["runs"]) == 0
    line = capsys.readouterr().out.strip().splitlines()[-1].split()
    key = line[0]
    assert line[1:7] == ["two", "linear", "direct", "1/10", "50", "100"]
    assert line[-1] == "done"
    assert main(["runs", "export", key[:6], "--csv", str(tmp_path / "a.csv"), "--json", str(tmp_path / "a.json")]) == 0
    assert main(["descend", two, "--start", "2,1", "--steps", "100", "--out", str(tmp_path / "b.json")]) == 0
    assert (tmp_path / "a.json").read_text() == (tmp_path / "b.json").read_text()
    assert main(["descend", "--resume", key, "--steps", "200"]) == 0
    assert "continued from step 100" in capsys.readouterr().out
    assert main(["runs", "delete", key]) == 0
    assert main(["runs"]) == 0
    assert "no runs are kept" in capsys.readouterr().out


def test_a_damaged_run_is_listed_as_such_and_a_store_without_a_place_is_refused(
    capsys, tmp_path, two, runs_file, monkeypatch
):
    for steps in ("5", "6"):
        assert main(["descend", two, "--steps", steps, "--eta", f"1/{steps}"]) == 0
    connection = sqlite3.connect(runs_file, isolation_level=None)
    key = connection.execute("SELECT key FROM runs WHERE eta = '1/5'").fetchone()[0]
    connection.execute("DELETE FROM records WHERE key = ? AND t = '2'", (key,))
    connection.close()
    capsys.readouterr()
    assert main(["runs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["damaged" in line for line in lines if key[:12] in line] == [True]
    assert sum(" done" in line for line in lines) == 1
    assert main(["runs", "export", key, "--csv", str(tmp_path / "a.csv")]) == 2
    assert main(["descend", "--resume", key, "--steps", "9"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert all("the kept run is damaged" in line and key[:12] in line for line in errors)
    assert not (tmp_path / "a.csv").exists()
    monkeypatch.setenv("BNVERIFY_RUNS", ":memory:")
    for command in (["runs"], ["descend", two, "--steps", "1"]):
        assert main(command) == 2
        assert "name a file" in capsys.readouterr().err


def test_an_export_to_nowhere_is_refused(capsys, two):
    assert main(["runs", "export", "abc", "--csv", "a.csv"]) == 2
    assert "no runs are kept" in capsys.readouterr().err
    assert main(["descend", two, "--start", "2,1", "--steps", "1"]) == 0
    assert main(["runs", "export", "abc"]) == 2
    assert "name a file with --csv or --json" in capsys.readouterr().err


def test_a_file_of_runs_that_is_none_is_one_line(capsys, two, runs_file):
    runs_file.parent.mkdir()
    runs_file.write_text("something else " * 50)
    for arguments in (["descend", two, "--steps", "5"], ["runs"], ["descend", "--resume", "a"]):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.err.count("\n") == 1
        assert "is not a SQLite file: move it away, or name another file in BNVERIFY_RUNS" in captured.err


def test_convolutional_data_run_by_patches(capsys):
    arguments = [str(sample_path("digits")), "--patches", "2", "--model", "conv", "--eta", "0.001", "--scale", "1/30"]
    assert main(["descend", *arguments, "--steps", "20"]) == 0
    assert main(["runs"]) == 0
    assert " conv " in capsys.readouterr().out


@pytest.mark.slow
def test_new_samples_are_classified_along_a_run_and_the_run_is_drawn(tmp_path, capsys):
    data, new, plot = tmp_path / "data.csv", tmp_path / "new.csv", tmp_path / "run.png"
    data.write_text("1,0,1,1\n1,2,0,1\n1,-1,1,1\n")
    new.write_text("1,1,1,1\n-1,0,0,1\n")
    arguments = ["descend", data, "--until", "1e20", "--digits", "15", "--no-store", "--test", new, "--plot", plot]
    assert main([str(argument) for argument in arguments]) == 0
    shown = capsys.readouterr().out
    assert "on the new samples 50 % are right at t = 10^20" in shown
    assert plot.stat().st_size > 1000
    assert main(["descend", str(data), "--test", str(tmp_path / "none.csv"), "--no-store"]) == 2
    assert main(["descend", str(data), "--plot", str(tmp_path / "run.bmp"), "--no-store"]) == 2
    assert main(["descend", "--resume", "abc", "--test", str(new)]) == 2


def test_the_list_of_runs_is_json_too_with_exact_numbers(capsys, tmp_path, two):
    assert main(["runs", "--json", str(tmp_path / "none.json")]) == 0
    assert json.loads((tmp_path / "none.json").read_text())["runs"] == []
    assert main(["descend", two, "--start", "2,1", "--steps", "20"]) == 0
    capsys.readouterr()
    assert main(["runs", "--json", "-"]) == 0
    captured = capsys.readouterr()
    (run,) = json.loads(captured.out)["runs"]
    assert (run["data"], run["t"], run["target"], run["finished"], run["damaged"]) == ("two", 20, 20, True, False)
    assert 0 < fmpq(*map(int, run["D"].split("/"))) < 1
    assert "two" in captured.err
    assert main(["runs", "--json", str(tmp_path / "a.json"), "delete", run["run"]]) == 2
    assert "--json before delete" in capsys.readouterr().err


def test_many_samples_of_few_features_are_stepped_without_their_gram_matrix(capsys, tmp_path):
    """2001 rows would make one of 4 million exact numbers; leaps, which need it, are refused with what can be done."""
    path = tmp_path / "many.csv"
    path.write_text("\n".join(f"1,{i % 7},1" for i in range(2001)))
    out = tmp_path / "run.json"
    assert main(["descend", str(path), "--steps", "3", "--digits", "20", "--out", str(out)]) == 0
    kept = json.loads(out.read_text())
    assert "gram" not in kept["dataset"]
    assert kept["dataset"]["samples"][8] == ["1", "1"]
    assert float(kept["records"][-1]["D"]) < float(kept["records"][0]["D"])
    capsys.readouterr()
    for more in (["--until", "1e9"], ["--certify", "--steps", "3"]):
        assert main(["descend", str(path), *more]) == 2
        error = capsys.readouterr().err
        assert "only --steps" in error
        assert error.count("\n") == 1
