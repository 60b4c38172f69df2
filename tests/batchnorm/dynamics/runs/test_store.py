"""The file of runs: whole after every fault, and one line for each."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.runs.keep import RunPlan, Store, engine_version, follow, kept_run, runs_path
from verify.errors import InputError

PROBLEM = Problem(gram=fmpq_mat([[2, 1], [1, 3]]), eta_w=fmpq(1, 4), eta_gamma=fmpq(1, 4))
START = Start(margins=(fmpq(1), fmpq(-1, 3)), gamma=fmpq(1, 7), norm_squared=fmpq(2))
PLAN = RunPlan(digest="00", name="two", problem=PROBLEM, start=START, digits=30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "runs.sqlite"


def refused(path: Path, match: str) -> None:
    with pytest.raises(InputError, match=match) as caught, Store(path) as store:
        list(store.summaries())
    assert "\n" not in str(caught.value)


def test_what_is_kept_is_found_by_any_beginning_of_its_key_that_only_it_has(path):
    with Store(path) as store:
        plans = [replace(PLAN, digits=digits) for digits in range(20, 60)]
        for plan in plans:
            follow(plan, target=0, store=store)
        key = PLAN.key
        assert store.find(key) == store.find(key[:12]) == key
        with pytest.raises(InputError, match="give more characters"):
            store.find("")
        # 40 keys begin with 16 digits: two of them with the same one
        shared = Counter(plan.key[0] for plan in plans).most_common(1)[0][0]
        with pytest.raises(InputError, match="give more characters"):
            store.find(shared)
        for nothing in ("%", "*", "g", key + "0"):
            with pytest.raises(InputError, match=r"no run .* is kept"):
                store.find(nothing)


def test_a_summary_says_what_a_run_is_and_where_it_stands(path):
    with Store(path) as store:
        run = follow(replace(PLAN, problem=replace(PROBLEM, eta_gamma=fmpq(1, 5))), target=20, store=store)
        (line,) = store.summaries()
    assert (line.name, line.model, line.mode, line.eta, line.digits) == ("two", "linear", "direct", "1/4, 1/5", 30)
    assert (line.t, line.target, line.finished) == (20, 20, True)
    assert line.discrepancy == run.snapshots[-1].discrepancy


def test_a_later_checkpoint_is_never_replaced_by_an_earlier_one(path):
    with Store(path) as store:
        follow(PLAN, target=20, store=store)
        store.save(PLAN, t=10, state="earlier", target=10, finished=True)
        checkpoint = store.checkpoint(PLAN.key)
    assert checkpoint is not None
    assert (checkpoint.t, checkpoint.target) == (20, 20)


def test_a_deleted_run_leaves_nothing(path):
    with Store(path) as store:
        follow(PLAN, target=20, store=store)
        store.delete(PLAN.key)
        assert not list(store.summaries())
        assert not store.snapshots(PLAN.key)
        assert store.checkpoint(PLAN.key) is None


def test_a_full_disk_is_told_and_loses_nothing_that_was_kept(path):
    with Store(path) as store:
        before = follow(PLAN, target=20, store=store)
        connection = store._connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(InputError, match=r"what it keeps is unharmed: make room"):
            follow(replace(PLAN, digits=20_000), target=5, store=store)
        assert kept_run(store, PLAN.key).state == before.state
    with Store(path) as store:
        assert [line.key for line in store.summaries()] == [PLAN.key]
        assert follow(PLAN, target=20, store=store).snapshots == before.snapshots


def test_a_transaction_that_breaks_off_leaves_the_checkpoint_before_it(path):
    def broken():
        yield from ()
        raise KeyboardInterrupt

    with Store(path) as store:
        before = follow(PLAN, target=20, store=store)
        with pytest.raises(KeyboardInterrupt):
            store.save(PLAN, t=30, state="later", target=30, finished=False, snapshots=broken())
        checkpoint = store.checkpoint(PLAN.key)
        assert checkpoint is not None
        assert (checkpoint.t, checkpoint.state) == (20, before.state)


def test_a_file_that_is_not_sqlite_is_refused(tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("not a database " * 100)
    refused(other, "is not a SQLite file: move it away")
    assert other.read_text() == "not a database " * 100


def test_a_sqlite_file_of_another_program_is_refused_and_left_as_it_is(tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    content = other.read_bytes()
    refused(other, "is no file of runs")
    assert other.read_bytes() == content


def test_a_file_of_another_schema_is_refused(path):
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    refused(path, "holds runs of schema 7, this version reads 2")


def test_a_folder_that_cannot_be_made_is_refused():
    refused(Path("/proc/nowhere/runs.sqlite"), "cannot keep runs in")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes to read-only folders")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    refused(tmp_path / "runs.sqlite", "cannot keep runs in")


def test_a_file_held_by_another_program_is_told(path, monkeypatch):
    monkeypatch.setattr("verify.batchnorm.dynamics.runs.store.PATIENCE", 0.0)
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="held by another program"):
            follow(PLAN, target=3, store=store)
        other.execute("ROLLBACK")
        other.close()
        assert follow(PLAN, target=3, store=store).origin == "made"


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE runs SET content = replace(content, '1/4', '1/5')",
        "UPDATE runs SET content = 'no json'",
        "UPDATE runs SET content = '{}'",
        """UPDATE runs SET content = replace(content, '"1/3"', '"1/0"')""",
        "UPDATE records SET gamma = 'x'",
        "UPDATE records SET loss = NULL",
        "UPDATE checkpoints SET t = '-1'",
        "UPDATE checkpoints SET state = state || ' '",
        "UPDATE checkpoints SET state = replace(state, '7', '8')",
        "UPDATE checkpoints SET state = CAST(state AS BLOB)",
        "UPDATE checkpoints SET records = records - 1",
        "UPDATE checkpoints SET records_sum = '0'",
        "UPDATE checkpoints SET checksum = x'ff'",
        "UPDATE runs SET target = '2'",
        "UPDATE runs SET finished = 0",
        "UPDATE runs SET name = CAST(x'ff41' AS TEXT)",
        "UPDATE runs SET eta = '1/5'",
        "DELETE FROM records WHERE t = '2'",
        "DELETE FROM checkpoints",
        "UPDATE records SET t = '7' WHERE t = '2'",
        "UPDATE records SET loss = mean",
        "INSERT INTO records SELECT key, '9', gamma, discrepancy, log10_discrepancy, loss, norm_squared, alignment, "
        "mean, mean_square, gamma_radius, discrepancy_radius, loss_radius FROM records WHERE t = '3'",
    ],
)
def test_a_run_that_was_changed_in_the_file_is_refused_by_name_and_the_others_stay_usable(path, edit):
    plan = replace(PLAN, start=replace(START, margins=(fmpq(1, 3), fmpq(2))))
    other = replace(PLAN, digits=40)
    with Store(path) as store:
        follow(plan, target=3, store=store)
    connection = sqlite3.connect(path, isolation_level=None)
    assert connection.execute(edit).rowcount > 0
    connection.close()
    with Store(path) as store:
        whole = follow(other, target=3, store=store)
        with pytest.raises(InputError, match=plan.key[:12]) as caught:
            kept_run(store, plan.key)
        assert "\n" not in str(caught.value)
        if "content" not in edit:
            with pytest.raises(InputError, match=plan.key[:12]):
                follow(plan, target=9, store=store)
            assert {line.key: line.damaged for line in store.summaries()} == {plan.key: True, other.key: False}
        assert kept_run(store, other.key).snapshots == whole.snapshots
        store.delete(plan.key)
        assert follow(plan, target=3, store=store).origin == "made"


def test_records_without_their_run_are_no_part_of_a_run_that_is_made_anew(path):
    with Store(path) as store:
        before = follow(PLAN, target=20, store=store)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE records SET gamma = '1'")
    connection.execute("DELETE FROM runs")
    connection.close()
    with Store(path) as store:
        assert follow(PLAN, target=20, store=store).origin == "made"
        assert kept_run(store, PLAN.key).snapshots == before.snapshots


def test_a_run_saved_in_pieces_agrees_with_its_checksum_at_each(path):
    with Store(path) as store:
        for target in (3, 7, 7, 20):
            follow(PLAN, target=target, store=store, seconds=0)
            assert kept_run(store, PLAN.key).t == target


def test_a_file_without_checksums_is_told_so(path):
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    refused(path, r"holds runs of schema 1 \(without checksums\)")


def test_a_file_on_a_read_only_disk_is_read(path):
    with Store(path) as store:
        before = follow(PLAN, target=20, store=store)
    content = path.read_bytes()
    # SQLite cannot make the index of a log where a folder has its name, as on a read-only disk
    index = path.with_name(f"{path.name}-shm")
    index.mkdir()
    with Store(path, read_only=True) as store:
        assert kept_run(store, PLAN.key).snapshots == before.snapshots
        with pytest.raises(InputError, match="cannot keep runs in"):
            store.delete(PLAN.key)
    assert path.read_bytes() == content


def test_a_log_that_cannot_be_merged_is_told(path, monkeypatch):
    Store(path).close()
    path.with_name(f"{path.name}-wal").write_bytes(b"records of a last checkpoint")
    connect = sqlite3.connect

    def unable(name, **options):
        if "immutable" in name:
            raise AssertionError("what the log holds would be lost without a word")
        return connect(":memory:", factory=Unable)

    class Unable(sqlite3.Connection):
        def execute(self, *arguments):
            fault = sqlite3.OperationalError("unable to open database file")
            fault.sqlite_errorname = "SQLITE_CANTOPEN"
            raise fault

    monkeypatch.setattr(sqlite3, "connect", unable)
    with pytest.raises(InputError, match="copy both to a folder that can be written"):
        Store(path, read_only=True)


def test_a_file_that_is_only_read_need_not_be_there_to_be_told_so(path):
    with pytest.raises(InputError, match="cannot keep runs in"):
        Store(path, read_only=True)
    assert not path.parent.exists()


def test_an_id_that_is_no_text_is_the_id_of_no_run(path):
    with Store(path) as store, pytest.raises(InputError, match=r"no run '.udcff' is kept"):
        store.find("\udcff")


def test_a_run_of_another_version_is_read_but_not_continued(path):
    old = replace(PLAN, version="0.0.1+00000000")
    with Store(path) as store:
        follow(old, target=3, store=store)
        plan = store.plan(old.key)
        assert len(kept_run(store, old.key).snapshots) == 4
    with pytest.raises(InputError, match=r"made by version 0\.0\.1\+00000000, this is .*start it anew"):
        plan.require_version()
    replace(plan, version=engine_version()).require_version()


def test_the_place_of_the_runs_is_the_one_named_or_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("BNVERIFY_RUNS", str(tmp_path / "a"))
    assert runs_path() == tmp_path / "a"
    monkeypatch.setenv("BNVERIFY_RUNS", ":memory:")
    with pytest.raises(InputError, match="would keep nothing: name a file"):
        runs_path()
    monkeypatch.delenv("BNVERIFY_RUNS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert runs_path() == tmp_path / "bnverify" / "runs.sqlite"


def connections() -> int:
    # isinstance would ask objects of other libraries for their class, and some warn when they are asked
    return sum(type(found) is sqlite3.Connection for found in gc.get_objects())


def test_a_file_that_cannot_be_read_is_closed_at_once(path: Path) -> None:
    """A connection that waits for the garbage keeps its view of the log: the file restored beside it fails."""
    with Store(path):
        pass
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE", b"CREATE TABLF"))
    gc.collect()
    before = connections()
    gc.disable()
    try:
        with pytest.raises(InputError, match="is damaged"):
            Store(path, read_only=True)
        assert connections() == before
    finally:
        gc.enable()
