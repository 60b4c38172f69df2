"""The frame of the experiments: the catalogue, and the command that makes each from its function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

import pytest
from flint import arb, fmpq

from verify.cli import main
from verify.data import Dataset
from verify.experiments import catalogue
from verify.experiments.catalogue import EXPERIMENTS
from verify.experiments.experiment import Comparison, Experiment, Observer, Table, quietly, to_json


@dataclass(frozen=True)
class Squares:
    rows: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{len(self.rows)} squares"

    def tables(self):
        return (Table("squares", ("n", "n²"), tuple((str(n), str(n * n)) for n in self.rows)),)

    def draw(self, figure) -> None:
        figure.subplots().plot(self.rows, [n * n for n in self.rows])


def squares(
    *,
    data: Annotated[Dataset, "The data."],
    count: Annotated[int, "How many."] = 3,
    sigmas: Annotated[tuple[fmpq, ...], "Noise."] = (fmpq(1, 2),),
    stop: Annotated[bool, "Interrupt after the second row."] = False,
    seed: Annotated[int, "Seed."] = 0,
    observe: Observer = quietly,
) -> Squares:
    """Square whole numbers."""
    for n in range(count):
        observe(n, count, "squaring", Squares(tuple(range(n)), ()))
        if stop and n == 2:
            raise KeyboardInterrupt
    return Squares(tuple(range(count)), (data.name, *map(str, sigmas), str(seed)))


@pytest.fixture
def bnverify(capsys, monkeypatch):
    monkeypatch.setattr(catalogue, "EXPERIMENTS", (Experiment("squares", "whole numbers squared", squares),))

    def run(*arguments: object):
        code = main(["experiment", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_command_lists_every_experiment_in_one_line(bnverify):
    assert bnverify() == (0, "squares  whole numbers squared\n", "")


def test_options_are_read_exactly_from_the_functions_signature(bnverify, tmp_path):
    out = tmp_path / "out.json"
    options = ("--count", "1e1", "--sigmas", "0.25,1/3", "--seed", "7", "--json", out)
    code, shown, _ = bnverify("squares", "gaussian:2,3", *options)
    assert (code, shown.splitlines()[-1]) == (0, "10 squares")
    kept = json.loads(out.read_text())
    assert kept["complete"] is True
    assert kept["result"] == {"rows": list(range(10)), "names": ["gaussian:2,3", "1/4", "1/3", "7"]}


def test_an_interrupted_experiment_shows_and_keeps_what_it_has(bnverify, tmp_path):
    out = tmp_path / "out.json"
    code, shown, err = bnverify("squares", "digits", "--stop", "--json", out)
    assert (code, shown.splitlines()[-1]) == (130, "2 squares")
    assert "interrupt" in err
    kept = json.loads(out.read_text())
    assert (kept["complete"], kept["result"]["rows"]) == (False, [0, 1])


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_plot_is_written_as_its_name_says(bnverify, tmp_path, suffix):
    path = tmp_path / f"plot.{suffix}"
    assert bnverify("squares", "digits", "--plot", path)[0] == 0
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cubes"], "no experiment is called 'cubes'"),
        (["squares"], "DATA"),
        (["squares", "gaussian:0,3"], "at least 1 sample"),
        (["squares", "gaussian:2"], "write gaussian:N,D"),
        (["squares", "nowhere.csv"], "nowhere.csv"),
        (["squares", "x" * 300], "no data called 'xxx"),
        (["squares", "nowhere"], "no data called 'nowhere': give breast_cancer, digits, gaussian:N,D"),
        (["squares", "digits", "--count", "x"], "--count"),
        (["squares", "digits", "--count", "1/2"], "whole number"),
        (["squares", "digits", "--sigmas", "1,,2"], "--sigmas"),
        (["squares", "digits", "--plot", "picture.bmp"], ".png"),
        (["squares", "digits", "--json", "nowhere/a.json"], "make it first"),
        (["squares", "digits", "--wrong", "1"], "--wrong"),
        (["squares", "digits", "--patches", "0"], "patches"),
    ],
)
def test_bad_use_is_one_line_and_exit_code_2(bnverify, arguments, told):
    code, out, err = bnverify(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_every_experiment_says_what_it_is_in_one_line_and_has_help(experiment, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert len(experiment.name) + len(experiment.purpose) + 2 <= 80
    assert main(["experiment", experiment.name, "--help"]) == 0
    assert "--plot" in capsys.readouterr().out


def test_names_of_experiments_differ():
    assert len({experiment.name for experiment in EXPERIMENTS}) == len(EXPERIMENTS)


def test_numbers_of_a_result_are_exact_text_in_json():
    assert to_json({"a": (fmpq(1, 3), arb(10) ** 40, 5)}) == {"a": ["1/3", "1e+40", 5]}


def test_agreement_in_digits_is_counted():
    assert Comparison(arb(2), arb(2)).digits == 60
    assert Comparison(arb(2), arb(-2)).digits < 0
    assert Comparison(arb("nan"), arb(1)).digits == 0
