"""The SQLite file in which runs are kept: what each is, where it stands, what was recorded.

Everything a checkpoint says, its state, its records, whether the run is done, is written in one transaction of a
write-ahead log: a run killed at any moment is found as one of its checkpoints left it. A checksum goes with it, and a
run that does not agree with its checksum is refused by name.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify.batchnorm.dynamics.runs.plan import DAMAGED, RunPlan
from verify.batchnorm.dynamics.runs.snapshot import NUMBERS, Snapshot
from verify.batchnorm.dynamics.state import Dyadic
from verify.data.tables.messages import shown, shown_path
from verify.errors import InputError
from verify.sqlite_files import SQLITE_FAULTS, added, fault_words, row_sum, transaction

APPLICATION = 0x626E7672
SCHEMA = 2
PATIENCE = 30.0
SHORT_KEY = 12
ANOTHER_FILE = "name another file in BNVERIFY_RUNS"
ELSEWHERE = f"{ANOTHER_FILE}, or run with --no-store"

_COLUMNS = ", ".join(f"{name} TEXT" for name in NUMBERS)
_RECORD = ", ".join(("t", *NUMBERS))
# what the checksum of a checkpoint is of, in this order
_SUMMED = "key, name, model, mode, eta, digits, target, finished, t, state, records, records_sum"
_TABLES = f"""
CREATE TABLE runs (
    key TEXT PRIMARY KEY, created TEXT NOT NULL, target TEXT NOT NULL, finished INTEGER NOT NULL, name TEXT NOT NULL,
    model TEXT NOT NULL, mode TEXT NOT NULL, eta TEXT NOT NULL, digits INTEGER NOT NULL, content TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE checkpoints (
    key TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, t TEXT NOT NULL, state TEXT NOT NULL, saved TEXT NOT NULL,
    records INTEGER NOT NULL, records_sum TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE records (
    key TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, t TEXT NOT NULL, {_COLUMNS},
    PRIMARY KEY (key, t)
) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
"""


@dataclass(frozen=True)
class Checkpoint:
    """Where a kept run stands: after step ``t``, in ``state``; ``target`` was asked last, and ``finished`` if reached.

    ``state`` is the text of a State or a LeapState; for a certified run it is its line of description.
    """

    t: int
    state: str
    target: int
    finished: bool


@dataclass(frozen=True)
class Summary:
    """One line of the list of kept runs; ``discrepancy`` is that of the last record.

    Of a damaged run only the key is told.
    """

    key: str
    name: str = ""
    model: str = ""
    mode: str = ""
    eta: str = ""
    digits: int = 0
    t: int = 0
    target: int = 0
    finished: bool = False
    discrepancy: Dyadic | None = None
    damaged: bool = False


def runs_path() -> Path:
    """Return where runs are kept: ``$BNVERIFY_RUNS``, else runs.sqlite in ``bnverify`` of the user's data folder.

    Raises InputError where there is no home folder and no other place is named, or where it is no file.
    """
    if chosen := os.environ.get("BNVERIFY_RUNS"):
        if chosen == ":memory:":
            raise InputError("BNVERIFY_RUNS=:memory: would keep nothing: name a file, or run with --no-store")
        return Path(chosen)
    try:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError as fault:
        raise InputError(f"no home folder to keep runs in: {ELSEWHERE}") from fault
    return base / "bnverify" / "runs.sqlite"


class Store:
    """An open file of runs; every fault of the file or its disk is an InputError of one line.

    With ``read_only`` nothing is written, and the file may stand on a disk that cannot be written. ``elsewhere`` is the
    remedy that the messages name where the file cannot be used.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.sqlite") as store:
    ...     list(store.summaries())
    []
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False, elsewhere: str = ELSEWHERE) -> None:
        self.path = runs_path() if path is None else path
        self.read_only = read_only
        self._elsewhere = elsewhere
        with self._faults():
            self._connection = self._connected_to_read() if read_only else self._connected()
        try:
            # a damaged file may hold what is no UTF-8: it is to be read, and then refused by its checksum
            self._connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def checkpoint(self, key: str) -> Checkpoint | None:
        """Return where the run of this key stands, None where it is not kept; InputError where it is damaged."""
        row = self._checked_row(key)
        return None if row is None else Checkpoint(_step(row[8]), row[9], _step(row[6]), bool(row[7]))

    def find(self, prefix: str) -> str:
        """Return the key that begins with ``prefix``; raises InputError where none does, or several."""
        if not prefix.isascii():
            raise InputError(f"no run {shown(prefix)} is kept in {shown_path(self.path)}: bnverify runs lists them")
        # GLOB and LIKE read some characters as patterns
        rows = self._rows("SELECT key FROM runs WHERE substr(key, 1, ?) = ? LIMIT 2", (len(prefix), prefix))
        if len(rows) == 1 and prefix:
            return str(rows[0][0])
        if not rows:
            raise InputError(f"no run {shown(prefix)} is kept in {shown_path(self.path)}: bnverify runs lists them")
        raise InputError(f"run {shown(prefix)} could be several: give more characters of its id (bnverify runs)")

    def plan(self, key: str) -> RunPlan:
        """Return what a kept run is; raises InputError where it was changed since, or is of another format."""
        self._checked_row(key)
        rows = self._rows("SELECT content FROM runs WHERE key = ?", (key,))
        try:
            content = json.loads(rows[0][0])
        except (IndexError, TypeError, ValueError, RecursionError) as fault:
            raise InputError(f"{DAMAGED} ({key[:SHORT_KEY]})") from fault
        try:
            plan = RunPlan.from_json(content)
        except InputError as fault:
            raise InputError(f"run {key[:SHORT_KEY]}: {fault}") from fault
        if plan.key != key:
            raise InputError(f"{DAMAGED} ({key[:SHORT_KEY]} is not the id of its content)")
        return plan

    def snapshots(self, key: str) -> tuple[Snapshot, ...]:
        """Return the records of a run in the order of their steps; InputError where one is missing or changed."""
        row = self._checked_row(key)
        if row is None:
            return ()
        rows = self._rows(f"SELECT {_RECORD} FROM records WHERE key = ? ORDER BY length(t), t", (key,))
        if row[10:] != (len(rows), added("0", rows)):
            raise _damaged(key, "its records are not those that were kept")
        return tuple(_snapshot(row) for row in rows)

    def summaries(self) -> Iterator[Summary]:
        """Yield a line for each kept run, oldest first, damaged ones too."""
        for (key,) in self._rows("SELECT key FROM runs ORDER BY created, key", ()):
            try:
                yield self._summary(key)
            except InputError:
                yield Summary(key=str(key), damaged=True)

    def save(
        self,
        plan: RunPlan,
        *,
        t: int,
        state: str,
        target: int,
        finished: bool,
        snapshots: Iterable[Snapshot] = (),
        afresh: bool = False,
    ) -> None:
        """Keep a checkpoint and the records made since the last one, all or nothing; a later one is never replaced.

        With ``afresh`` what was kept of the run is replaced as a whole.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        key = plan.key
        marks = ", ".join("?" * (len(NUMBERS) + 2))
        with self._transaction() as execute:
            known = self._checked_row(key)
            if known is None or afresh:
                self._forget(execute, key)
                execute(
                    "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (key, now, str(target), finished, *_columns(plan), json.dumps(plan.to_json())),
                )
                execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, 0, '0', '')", (key, str(t), state, now))
                count, total = 0, "0"
            else:
                count, total = known[10:]
                if _step(known[8]) <= t:
                    execute("UPDATE runs SET target = ?, finished = ? WHERE key = ?", (str(target), finished, key))
                    changed = (str(t), state, now, key)
                    execute("UPDATE checkpoints SET t = ?, state = ?, saved = ? WHERE key = ?", changed)
            for row in map(_texts, snapshots):
                if execute(f"INSERT OR IGNORE INTO records VALUES ({marks})", (key, *row)).rowcount:
                    count, total = count + 1, added(total, [row])
            execute("UPDATE checkpoints SET records = ?, records_sum = ? WHERE key = ?", (count, total, key))
            kept = execute(f"SELECT {_SUMMED} FROM runs JOIN checkpoints USING (key) WHERE key = ?", (key,)).fetchone()
            execute("UPDATE checkpoints SET checksum = ? WHERE key = ?", (row_sum(kept), key))

    def delete(self, key: str) -> None:
        """Forget a run."""
        with self._transaction() as execute:
            self._forget(execute, key)

    @staticmethod
    def _forget(execute: Any, key: str) -> None:
        # one by one: in a damaged file records may stand without their run
        for table in ("records", "checkpoints", "runs"):
            execute(f"DELETE FROM {table} WHERE key = ?", (key,))

    def _checked_row(self, key: str) -> Any:
        """Return what the checksum of a run is of, None where it is not kept; InputError where they do not agree."""
        query = f"SELECT {_SUMMED}, checksum FROM runs LEFT JOIN checkpoints USING (key) WHERE key = ?"
        rows = self._rows(query, (key,))
        if not rows:
            return None
        *row, checksum = rows[0]
        if row_sum(row) != checksum:
            raise _damaged(key, "its checkpoint is not the one that was kept")
        return tuple(row)

    def _summary(self, key: str) -> Summary:
        snapshots = self.snapshots(key)
        _, name, model, mode, eta, digits, target, finished, t, *_ = self._checked_row(key)
        last = snapshots[-1].discrepancy if snapshots else None
        return Summary(key, name, model, mode, eta, digits, _step(t), _step(target), bool(finished), last)

    def _connected(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)

    def _connected_to_read(self) -> sqlite3.Connection:
        """Open the file to read it, also where SQLite cannot make the files beside it that a log needs."""
        uri = self.path.absolute().as_uri()
        connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError as fault:
            connection.close()
            if fault.sqlite_errorname.split("_")[1] not in ("CANTOPEN", "READONLY"):
                raise
        except BaseException:
            # what is not closed stays open until the garbage is collected, and holds its view of the log
            connection.close()
            raise
        else:
            return connection
        log = f"{self.path}-wal"
        if os.path.exists(log) and os.path.getsize(log):
            raise InputError(
                f"{shown_path(self.path)} has a log beside it that is not merged and cannot be on a read-only disk: "
                f"copy both to a folder that can be written, and {ANOTHER_FILE}"
            )
        return sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)

    def _prepare(self) -> None:
        with self._faults():
            application, schema, tables = (
                self._connection.execute(question).fetchone()[0]
                for question in (
                    "PRAGMA application_id",
                    "PRAGMA user_version",
                    "SELECT count(*) FROM sqlite_master",
                )
            )
            if (application, schema) != (APPLICATION, SCHEMA) and tables:
                ours = application == APPLICATION
                without = " (without checksums)" if schema == 1 else ""
                made = (
                    f"holds runs of schema {schema}{without}, this version reads {SCHEMA}"
                    if ours
                    else "is no file of runs"
                )
                raise InputError(f"{shown_path(self.path)} {made}: move it away, or {self._elsewhere}")
            if self.read_only:
                return
            # the log survives a kill at any moment; a power cut may cost the last checkpoints, never the file
            for order in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                self._connection.execute(f"PRAGMA {order}")
        if not tables:
            with self._transaction() as execute:
                if not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in filter(str.strip, _TABLES.split(";")):
                        execute(statement)

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Any]:
        with self._faults():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._faults(), transaction(self._connection) as execute:
            yield execute

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except SQLITE_FAULTS as fault:
            words = fault_words(fault, shown_path(self.path), kept="runs", elsewhere=self._elsewhere)
            raise InputError(words) from fault


def _columns(plan: RunPlan) -> tuple[str, str, str, str, int]:
    eta_w, eta_gamma = plan.problem.eta_w, plan.problem.eta_gamma
    eta = str(eta_w) if eta_w == eta_gamma else f"{eta_w}, {eta_gamma}"
    return plan.name, plan.model, plan.mode, eta, plan.digits


def _damaged(key: str, why: str) -> InputError:
    return InputError(f"{DAMAGED} ({shown(key[:SHORT_KEY])[1:-1]}: {why})")


def _texts(snapshot: Snapshot) -> tuple[str | None, ...]:
    values = (getattr(snapshot, name) for name in NUMBERS)
    return (str(snapshot.t), *(None if value is None else str(value) for value in values))


def _snapshot(row: tuple[Any, ...]) -> Snapshot:
    numbers = {name: None if text is None else Dyadic.parse(text) for name, text in zip(NUMBERS, row[1:], strict=True)}
    needed = [numbers.pop(name) for name in ("gamma", "discrepancy", "loss", "mean")]
    if None in needed:
        raise InputError(DAMAGED)
    gamma, discrepancy, loss, mean = (value for value in needed if value is not None)
    return Snapshot(t=_step(row[0]), gamma=gamma, discrepancy=discrepancy, loss=loss, mean=mean, **numbers)


def _step(text: str) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 4000):
        raise InputError(DAMAGED)
    return int(text)
