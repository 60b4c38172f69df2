"""``bnverify fuzz``: what it finds, what it says it covered, and that no kill and no number of workers changes it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import verify.deciding.one_claim

# a claim that is false far out only, one that is true, and one that no example keeps
PAGE = """
wide = claim("wide", x**2 + y**2 <= 10**8)
square = claim("square", x**2 + y**2 >= 2 * x * y)
"""
NOWHERE = 'nowhere = claim("nowhere", x >= y, given=[x**2 <= -1])\n'
# a test runner may itself ignore interrupts, and its children with it
PROGRAM = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from verify.cli import main; sys.exit(main(sys.argv[1:]))"
)


def test_a_claim_that_fails_is_refuted_with_a_small_counterexample_and_the_coverage(bnverify, wrong_lemma):
    said = bnverify("fuzz", wrong_lemma, "--examples", 300, "--jobs", 1)
    assert said.code == 1
    assert "REFUTED: my-2 (printed)" in said.out
    assert "z_1 = (1)" in said.out
    assert "right side 1/2 = 0.5" in said.out
    for corner in ("n = 1", "d = 1", "a margin below 0", "a zero", "equal members", "low rank"):
        assert corner in said.out
    assert said.out.splitlines()[-1].startswith("3 claims: 1 TESTED, none of their examples failed; 2 REFUTED")
    assert "PROVED" not in said.out


def test_the_counts_add_up(bnverify, page, tmp_path):
    file = tmp_path / "covered.json"
    assert bnverify("fuzz", page(PAGE), "--examples", 2300, "--jobs", 1, "--json", file).code in (0, 1)
    covered = json.loads(file.read_text())
    (square,) = [row for row in covered["claims"] if row["id"] == "square"]
    assert square["examples"] == square["kept"] == 2300
    assert 0 < square["corners"]["a zero"] < 2300
    assert square["failure"] is None
    assert covered["examples"] == sum(row["examples"] for row in covered["claims"])


def test_a_claim_that_nothing_was_drawn_of_is_named(bnverify, page):
    said = bnverify("fuzz", page(NOWHERE), "--examples", 100, "--jobs", 1)
    assert said.code == 0
    assert "nothing tested, as no example was drawn that keeps the hypotheses: nowhere (printed)" in said.out
    assert "TESTED" not in said.out


def test_a_failure_that_its_page_expects_is_no_surprise(bnverify, page):
    said = bnverify("fuzz", page('wrong = claim("wrong", x >= 0, expected="REFUTED")\n'), "--jobs", 1)
    assert said.code == 0
    assert "REFUTED, as its page expects: wrong (printed)" in said.out


def test_a_proved_claim_that_fails_is_the_worst_bug_and_is_said_so(bnverify, page, monkeypatch):
    monkeypatch.setattr(verify.deciding.one_claim, "_all_proved", lambda attempts: True)
    said = bnverify("fuzz", page('wrong = claim("wrong", x**2 + y**2 <= 10**8)\n'), "--jobs", 1, "--examples", 20_000)
    assert said.code == 1
    assert "PROVED BY BNVERIFY, YET IT FAILS" in said.out
    assert "This is the worst bug that bnverify can have" in said.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--examples", "0"), "--examples"),
        (("--examples", "many"), "--examples"),
        (("--seed", "-1"), "--seed"),
        (("--hours", "0"), "--hours 0.0: give a number above 0"),
        (("--hours", "nan"), "--hours is not a finite number"),
        (("--jobs", "0"), "--jobs"),
        (("--jobs", "2", "--scheduler", "tcp://127.0.0.1:9"), "leave --jobs out"),
        (("--scheduler", "here"), "is no address: give one such as tcp://127.0.0.1:8786"),
        (("--resume", "--afresh"), "give one of the two"),
        (("--json", "nowhere/a.json"), "is not a folder"),
        (("lemma-4.22",), "no claim is called 'lemma-4.22'"),
    ],
)
def test_a_bad_option_is_one_line(bnverify, page, options, words):
    said = bnverify("fuzz", page(PAGE), *options)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1


@pytest.mark.slow
def test_what_is_kept_is_gone_on_with_only_when_it_is_said(bnverify, page):
    text = page(PAGE)
    first = bnverify("fuzz", text, "--examples", 1000, "--jobs", 1)
    more = bnverify("fuzz", text, "--examples", 3000, "--jobs", 1)
    assert more.code == 2
    assert "2 looks of this campaign are kept: go on with --resume, or begin again with --afresh" in more.err
    resumed = bnverify("fuzz", text, "--examples", 3000, "--jobs", 1, "--resume")
    afresh = bnverify("fuzz", text, "--examples", 3000, "--jobs", 1, "--afresh")
    assert resumed == afresh
    assert first.out != resumed.out
    # a campaign that is whole is done again without a question
    assert bnverify("fuzz", text, "--examples", 3000, "--jobs", 1) == afresh


def test_a_damaged_file_of_campaigns_is_refused_in_a_line(bnverify, page):
    text = page(PAGE)
    bnverify("fuzz", text, "--examples", 1000, "--jobs", 1)
    connection = sqlite3.connect(os.environ["BNVERIFY_CAMPAIGNS"])
    connection.execute("UPDATE results SET result = replace(result, '1000', '999')")
    connection.commit()
    connection.close()
    said = bnverify("fuzz", text, "--examples", 2000, "--jobs", 1, "--resume")
    assert (said.code, said.out) == (2, "")
    assert "is damaged" in said.err
    assert said.err.endswith("--afresh\n")
    assert bnverify("fuzz", text, "--examples", 2000, "--jobs", 1, "--afresh").code in (0, 1)


def test_the_hours_that_are_up_stop_it_early_and_say_how_to_go_on(bnverify, page):
    stopped = bnverify("fuzz", page(PAGE), "--hours", 1e-9, "--jobs", 1)
    assert stopped.code == 0
    assert "not looked at yet: wide (printed), square (printed)" in stopped.out
    assert "no example was drawn" not in stopped.out
    assert stopped.out.endswith("stopped early: --resume goes on\n")


@pytest.fixture
def begun(page) -> list[str]:
    """The arguments of a campaign that takes some seconds."""
    return ["fuzz", str(page(PAGE)), "--examples", "160000", "--seed", "3"]


def started(arguments: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


def results_kept() -> int:
    path = Path(os.environ["BNVERIFY_CAMPAIGNS"])
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # its tables are being made
    finally:
        connection.close()


def wait_for_results(process: subprocess.Popen[str], count: int) -> None:
    while process.poll() is None:
        if results_kept() >= count:
            return
        time.sleep(0.02)
    raise AssertionError(process.communicate()[1])


def children(process: subprocess.Popen[str]) -> list[int]:
    return list(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))


@pytest.mark.slow
def test_a_campaign_killed_twice_ends_as_an_undisturbed_one_and_leaves_no_worker_behind(bnverify, begun, tmp_path):
    for found, more in ((3, []), (5, ["--resume"])):
        # those that the first one left do not say that the second one has begun
        kept = results_kept()
        process = started([*begun, *more, "--jobs", "2"])
        wait_for_results(process, kept + found)
        workers = children(process)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert workers
        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    resumed = bnverify(*begun, "--resume", "--jobs", "1", "--json", tmp_path / "resumed.json")
    undisturbed = bnverify(*begun, "--afresh", "--jobs", "1", "--json", tmp_path / "undisturbed.json")
    assert resumed == undisturbed
    assert (tmp_path / "resumed.json").read_bytes() == (tmp_path / "undisturbed.json").read_bytes()


@pytest.mark.slow
def test_an_interrupt_shows_what_is_done_and_says_how_to_go_on(bnverify, begun):
    process = started([*begun, "--jobs", "2"])
    wait_for_results(process, 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.endswith("kept: give the same command with --resume to go on\n")
    assert "stopped early: --resume goes on" in out
    assert bnverify(*begun, "--resume", "--jobs", "1") == bnverify(*begun, "--afresh", "--jobs", "1")
