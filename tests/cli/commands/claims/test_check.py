"""``bnverify check``: the ledger of users' pages and of a dataset, its exit codes, its one-line errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.data import sample_path

Page = Callable[[str], Path]


@pytest.mark.slow
def test_a_planted_wrong_step_is_named_with_the_smallest_dataset(bnverify: Any, wrong_lemma: Path) -> None:
    said = bnverify("check", wrong_lemma)
    assert said.code == 1
    assert "First wrong step of my-lemma (printed): step 2, my-2 (printed)" in said.out
    assert "REFUTED my-2 (printed), step 2 of 2 of my-lemma (printed), the first wrong one" in said.out
    assert "n = 1; w = (1); w* = (1); z_1 = (1):" in said.out
    assert "sides are 1 and 1/2 = 0.5" in said.out
    assert len(wrong_lemma.read_text(encoding="utf-8").splitlines()) <= 15


def test_a_page_without_derivations_names_its_first_refuted_claim(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('a', x**2 >= 0)\nb = claim('b', x >= 1)\nc = claim('c', x >= 2)\n"))
    assert said.code == 1
    assert "First wrong claim: b (printed)" in said.out


def test_a_page_whose_claims_hold_exits_0_and_counts_them(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('a', equal((x + y)**2, x**2 + 2*x*y + y**2))\n"))
    assert said.code == 0
    assert said.out.rstrip().endswith("1 claim: 1 PROVED; 0 without evidence that can be re-checked")
    assert said.err == ""


def test_a_claim_whose_hypotheses_contradict_each_other_is_named(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('void', x**2 >= 0, given=(x > 3, x < 2))\n"))
    assert said.code == 1
    assert "VACUOUS void (printed)" in said.out
    assert (
        "the hypotheses contradict one another, so that the claim says nothing: where all hold, x > 3 fails" in said.out
    )


def test_a_claim_that_is_defined_nowhere_is_named(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('void', 1 / (x - x) <= y)\n"))
    assert said.code == 1
    assert "VACUOUS void (printed)" in said.out
    assert "the conclusion is defined nowhere: it needs x - x ≠ 0, which fails everywhere" in said.out
    assert "mend the conclusion" in said.out


def test_a_proved_claim_without_an_example_is_named(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('root', x**3 >= 0, given=(x >= 0, equal(x**2, 2)))\n"))
    assert said.code == 0
    assert "PROVED root (printed), but no instance was met that keeps the hypotheses" in said.out
    assert said.out.rstrip().endswith("1 proved without an example")


def test_a_status_other_than_the_expected_one_exits_1(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('a', equal(x, x), expected='REFUTED')\n"))
    assert said.code == 1
    assert "1 not as expected" in said.out


def test_a_refuted_claim_that_expects_it_exits_0(bnverify: Any, page: Page) -> None:
    assert bnverify("check", page("a = claim('a', x >= 1, expected='REFUTED')\n")).code == 0


@pytest.mark.slow
def test_the_ledger_has_the_keys_of_its_schema(bnverify: Any, wrong_lemma: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    bnverify("check", wrong_lemma, "--json", path)
    ledger = json.loads(path.read_text(encoding="utf-8"))
    assert ledger["schema"] == "bnverify-ledger-1"
    keys = {"id", "source", "form", "kind", "statement", "status", "effective", "method", "depends_on", "seconds"}
    for row in ledger["claims"]:
        assert keys | {"evidence"} <= row.keys()
        assert row["form"] in ("printed", "repaired", "beyond")
        assert "kind" in row["evidence"]
    by_id = {row["id"]: row for row in ledger["claims"]}
    assert by_id["my-lemma"]["depends_on"] == [{"id": "my-1", "form": "printed"}, {"id": "my-2", "form": "printed"}]
    assert by_id["my-2"]["evidence"]["instance"]["vectors"]["z"] == {"0": ["1"]}
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.json"]


@pytest.mark.slow
def test_only_keeps_what_the_claim_rests_on(bnverify: Any, wrong_lemma: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    assert bnverify("check", wrong_lemma, "--only", "my-1", "--json", path).code == 0
    assert [row["id"] for row in json.loads(path.read_text(encoding="utf-8"))["claims"]] == ["my-1"]
    bnverify("check", wrong_lemma, "--only", "my-lemma", "--json", path)
    rows = json.loads(path.read_text(encoding="utf-8"))["claims"]
    assert [row["id"] for row in rows] == ["my-1", "my-2", "my-lemma"]


@pytest.mark.slow
def test_two_processes_write_the_ledger_of_one(bnverify: Any, wrong_lemma: Path, tmp_path: Path) -> None:
    def ledger(*more: object) -> Any:
        bnverify("check", wrong_lemma, "--no-cache", "--json", tmp_path / "ledger.json", *more)
        rows = json.loads((tmp_path / "ledger.json").read_text(encoding="utf-8"))["claims"]
        return [{**row, "seconds": None} for row in rows]

    assert ledger() == ledger("--jobs", 2)


@pytest.mark.slow
def test_a_shipped_dataset_adds_rows_that_are_proved_certified_and_tested(
    bnverify: Any, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.json"
    claims = page("a = claim('a', x >= 1, expected='REFUTED')\n")
    said = bnverify("check", claims, "--data", sample_path("digits"), "--patches", 2, "--json", path)
    assert said.code == 0, said.out
    status = {row["id"]: row["status"] for row in json.loads(path.read_text(encoding="utf-8"))["claims"]}
    assert status == {
        "a": "REFUTED",
        "data-assumption-3.1": "PROVED",
        "data-maximum-margin": "PROVED",
        "data-descent": "CERTIFIED",
        "data-descent-floor": "TESTED",
    }
    again = bnverify("recheck", path)
    assert again.code == 0, again.out
    assert "5 claims: 4 rechecked, 1 not re-checkable, 0 rejected" in again.out


def test_a_dataset_without_w_star_is_refuted_by_a_combination_of_its_rows(
    bnverify: Any, page: Page, tmp_path: Path
) -> None:
    data, path = tmp_path / "data.csv", tmp_path / "ledger.json"
    data.write_text("1,0,1\n2,0,1\n", encoding="utf-8")
    said = bnverify("check", page("a = claim('a', equal(x, x))\n"), "--data", data, "--json", path)
    assert said.code == 1
    assert "REFUTED data-assumption-2.1" in said.out
    assert "(2)·z(row 1) + (-1)·z(row 2) = 0, but the coefficients add up to 1" in said.out
    assert bnverify("recheck", path).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere.py"], "cannot read nowhere.py: give the path of a .py file"),
        (["check", "no_such_module"], "no module named 'no_such_module'"),
        (["check", "--jobs", "0", "PAGE"], "--jobs 0: give a whole number from 1 to "),
        (["check", "--status", "true", "PAGE"], "--status true: use one of proved, "),
        (["check", "--watch"], "--watch proofs: it watches files"),
        (["check", "--only", "b", "PAGE"], "no claim is called 'b': did you mean"),
        (["check", "--patches", "2", "PAGE"], "--patches 2 without a dataset"),
        (["check", "--data", "nowhere.csv", "PAGE"], "nowhere.csv cannot be read"),
        (["check", "--json", "nowhere/ledger.json", "PAGE"], "nowhere is not a folder"),
        (["chekc"], "No such command 'chekc'"),
        (["check", "--jobs", "many"], "Invalid value for '--jobs'"),
        (["check", "--no-such-option"], "No such option"),
    ],
)
def test_bad_usage_is_one_line_and_exits_2(bnverify: Any, page: Page, arguments: list[str], said: str) -> None:
    path = page("a = claim('ab', equal(x, x))\n")
    found = bnverify(*(path if argument == "PAGE" else argument for argument in arguments))
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith("bnverify: ")
    assert found.err.count("\n") == 1
    assert said in found.err


def test_text_of_a_page_is_never_read_as_markup_nor_sent_to_the_terminal(bnverify: Any, page: Page) -> None:
    said = bnverify("check", page("a = claim('a', x >= 1, title='[red]no[/red] \\x1b[31m', remark='[/] \\x07')\n"))
    assert "[red]no[/red] \\x1b[31m" in said.out
    assert "[/] \\x07" in said.out
    assert "\x1b" not in said.out


def test_a_method_that_breaks_down_fails_the_run_by_name(
    bnverify: Any, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("verify.deciding.one_claim.decide", broken)
    said = bnverify("check", page("a = claim('a', x >= 1, expected='REFUTED')\n"))
    assert said.code == 1
    assert "DISAGREEMENT a (printed): a method broke down: ZeroDivisionError: by zero" in said.out


def test_help_imports_no_heavy_library() -> None:
    script = (
        "import sys\nfrom verify.cli import main\nmain(['--help'])\n"
        "print(sorted({'sympy', 'flint', 'numpy', 'rich', 'mpmath'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert "check" in done.stdout


@pytest.mark.slow
def test_a_closed_pipe_ends_the_command_without_a_traceback(wrong_lemma: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "verify.cli", "check", str(wrong_lemma)]
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    assert done.stderr == ""


def test_an_interrupt_is_one_line_and_exits_130(
    bnverify: Any, wrong_lemma: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.deciding.one_claim.decide", interrupted)
    said = bnverify("check", wrong_lemma)
    kept = "what is decided is kept: give the same command again to go on"
    assert (said.code, said.err) == (130, f"bnverify: interrupted with 3 claims undecided; {kept}\n")


@pytest.mark.slow
def test_an_interrupt_shows_what_is_decided_and_the_next_run_goes_on(
    bnverify: Any, wrong_lemma: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from verify.deciding import one_claim

    decide, asked = one_claim.decide, []

    def interrupted(claim: Any, **options: Any) -> Any:
        asked.append(claim.id)
        if claim.id == "my-2" and asked.count("my-2") == 1:
            raise KeyboardInterrupt
        return decide(claim, **options)

    monkeypatch.setattr("verify.deciding.one_claim.decide", interrupted)
    said = bnverify("check", wrong_lemma)
    assert said.code == 130
    assert "1 claim: 1 PROVED" in said.out
    assert "interrupted with 2 claims undecided" in said.err
    assert bnverify("check", wrong_lemma).code == 1
    assert asked == ["my-1", "my-2", "my-2", "my-lemma"]


def test_a_section_that_no_claim_stands_in_is_told_before_anything_is_decided(bnverify, page) -> None:
    said = bnverify("check", page("a = claim('a', x >= x, source='Lemma 4.2')\n"), "--section", "nonsense")
    assert said.code == 2
    assert said.err == "bnverify: --section 'nonsense': no claim stands in it; there are Section 4\n"
