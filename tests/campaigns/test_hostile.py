"""A sample of the campaigns against the command itself; the whole of them is run by hand (docs/testing.md)."""

from __future__ import annotations

import signal

import pytest
from guarded import Said, objection
from hostile import KINDS, hostile_campaign, report
from hostile_readers import read_spoilt

from verify.campaigns.driving import drive
from verify.campaigns.executors import local_workers
from verify.data import Dataset

SAMPLE = {"readers": 1000, "options": 30, "kills": 20, "stores": 40}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_traceback_no_wrong_result_no_hang_and_a_line_that_helps(kind):
    done = drive(hostile_campaign(kind, count=SAMPLE[kind], seed=20230712), local_workers(1, alone=True))
    codes, bad = report(done)
    assert bad == []
    assert codes["tried"] >= SAMPLE[kind]


def test_a_few_malformed_files_are_read_rightly_or_refused():
    result = read_spoilt((5, 60))
    assert result["bad"] == []
    assert sum(result["codes"].values()) == result["tried"] == 60


@pytest.mark.slow
def test_a_reader_that_loses_a_sign_is_caught(monkeypatch):
    """The comparison with another reading of the file sees what is misread."""
    read = Dataset.from_table.__func__

    def misread(cls, table, **options):
        rows = [[str(entry).lstrip("-") for entry in row] for row in table.rows]
        return read(cls, type(table)(**{**vars(table), "rows": rows}), **options)

    monkeypatch.setattr(Dataset, "from_table", classmethod(misread))
    bad = read_spoilt((5, 150))["bad"]
    assert bad
    assert all("not what stands there" in line for line in bad)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(-1, "", "", broke="Traceback"), "Traceback"),
        (Said(3, "", "bnverify: a: b\n"), "exit 3"),
        (Said(2, "", "bnverify: one: mend it\nanother\n"), "not one line"),
        (Said(2, "", "ValueError: no\n"), "not one line"),
        (Said(2, "", "bnverify: no\n"), "does not help"),
        (Said(0, "\x1b[31m", ""), "a control character"),
        (Said(0, "", "", used=2**31), "bytes of memory"),
    ],
)
def test_bad_manners_are_seen(said, words):
    assert words in objection(said)
    assert objection(Said(2, "", "bnverify: label 3 in a.csv is neither 1 nor -1: use two classes\n")) == ""


@pytest.fixture(autouse=True)
def _own_interrupts():
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)
