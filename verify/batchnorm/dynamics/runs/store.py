"""The SQLite file in which runs are kept: what each is, where it stands, what was recorded.

Everything a checkpoint says, its state, its records, whether the run is done, is written in one transaction of a
write-ahead log: a run killed at any moment is found as one of its checkpoints left it.
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
from verify.data.messages import shown, shown_path
from verify.errors import InputError

APPLICATION = 0x626E7672
SCHEMA = 1
PATIENCE = 30.0
SHORT_KEY = 12
ELSEWHERE = "name another file in BNVERIFY_RUNS, or run with --no-store"

_COLUMNS = ", ".join(f"{name} TEXT" for name in NUMBERS)
_TABLES = f"""
CREATE TABLE runs (
    key TEXT PRIMARY KEY, created TEXT NOT NULL, target TEXT NOT NULL, finished INTEGER NOT NULL, name TEXT NOT NULL,
    model TEXT NOT NULL, mode TEXT NOT NULL, eta TEXT NOT NULL, digits INTEGER NOT NULL, content TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE checkpoints (
    key TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, t TEXT NOT NULL, state TEXT NOT NULL, saved TEXT NOT NULL
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
    """One line of the list of kept runs; ``discrepancy`` is that of the last record."""

    key: str
    name: str
    model: str
    mode: str
    eta: str
    digits: int
    t: int
    target: int
    finished: bool
    discrepancy: Dyadic | None


def runs_path() -> Path:
    """Return where runs are kept: ``$BNVERIFY_RUNS``, else runs.sqlite in ``bnverify`` of the user's data folder.

    Raises InputError where there is no home folder and no other place is named.
    """
    if chosen := os.environ.get("BNVERIFY_RUNS"):
        return Path(chosen)
    try:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError as fault:
        raise InputError(f"no home folder to keep runs in: {ELSEWHERE}") from fault
    return base / "bnverify" / "runs.sqlite"


class Store:
    """An open file of runs; every fault of the file or its disk is an InputError of one line.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.sqlite") as store:
    ...     list(store.summaries())
    []
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = runs_path() if path is None else path
        with self._faults():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
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
        """Return where the run of this key stands, None where it is not kept."""
        rows = self._rows(
            "SELECT t, state, target, finished FROM runs JOIN checkpoints USING (key) WHERE key = ?", (key,)
        )
        return Checkpoint(_step(rows[0][0]), rows[0][1], _step(rows[0][2]), bool(rows[0][3])) if rows else None

    def find(self, prefix: str) -> str:
        """Return the key that begins with ``prefix``; raises InputError where none does, or several."""
        # GLOB and LIKE read some characters as patterns
        rows = self._rows("SELECT key FROM runs WHERE substr(key, 1, ?) = ? LIMIT 2", (len(prefix), prefix))
        if len(rows) == 1 and prefix:
            return str(rows[0][0])
        if not rows:
            raise InputError(f"no run {shown(prefix)} is kept in {shown_path(self.path)}: bnverify runs lists them")
        raise InputError(f"run {shown(prefix)} could be several: give more characters of its id (bnverify runs)")

    def plan(self, key: str) -> RunPlan:
        """Return what a kept run is; raises InputError where it was changed since, or is of another format."""
        rows = self._rows("SELECT content FROM runs WHERE key = ?", (key,))
        try:
            content = json.loads(rows[0][0])
        except (IndexError, TypeError, ValueError, RecursionError) as fault:
            raise InputError(f"{DAMAGED} ({key[:SHORT_KEY]})") from fault
        plan = RunPlan.from_json(content)
        if plan.key != key:
            raise InputError(f"{DAMAGED} ({key[:SHORT_KEY]} is not the id of its content)")
        return plan

    def snapshots(self, key: str) -> tuple[Snapshot, ...]:
        """Return the records of a run in the order of their steps."""
        names = ", ".join(NUMBERS)
        rows = self._rows(f"SELECT t, {names} FROM records WHERE key = ? ORDER BY length(t), t", (key,))
        return tuple(_snapshot(row) for row in rows)

    def summaries(self) -> Iterator[Summary]:
        """Yield a line for each kept run, oldest first."""
        rows = self._rows(
            "SELECT key, name, model, mode, eta, digits, checkpoints.t, target, finished, (SELECT discrepancy FROM "
            "records WHERE records.key = runs.key ORDER BY length(t) DESC, t DESC LIMIT 1) "
            "FROM runs JOIN checkpoints USING (key) ORDER BY created, key",
            (),
        )
        for key, name, model, mode, eta, digits, t, target, finished, discrepancy in rows:
            last = None if discrepancy is None else Dyadic.parse(discrepancy)
            yield Summary(key, name, model, mode, eta, digits, _step(t), _step(target), bool(finished), last)

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
            known = execute("SELECT target, t FROM runs JOIN checkpoints USING (key) WHERE key = ?", (key,)).fetchone()
            if known is not None and afresh:
                execute("DELETE FROM runs WHERE key = ?", (key,))
                known = None
            if known is None:
                execute(
                    "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (key, now, str(target), finished, *_columns(plan), json.dumps(plan.to_json())),
                )
                execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", (key, str(t), state, now))
            elif _step(known[1]) <= t:
                execute("UPDATE runs SET target = ?, finished = ? WHERE key = ?", (str(target), finished, key))
                execute("UPDATE checkpoints SET t = ?, state = ?, saved = ? WHERE key = ?", (str(t), state, now, key))
            for snapshot in snapshots:
                values = (getattr(snapshot, name) for name in NUMBERS)
                texts = [None if value is None else str(value) for value in values]
                execute(f"INSERT OR IGNORE INTO records VALUES ({marks})", (key, str(snapshot.t), *texts))

    def delete(self, key: str) -> None:
        """Forget a run."""
        with self._transaction() as execute:
            execute("DELETE FROM runs WHERE key = ?", (key,))

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
                made = f"holds runs of schema {schema}, this version reads {SCHEMA}" if ours else "is no file of runs"
                raise InputError(f"{shown_path(self.path)} {made}: move it away, or {ELSEWHERE}")
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
        with self._faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as fault:
            raise InputError(_words(fault, shown_path(self.path))) from fault


def _words(fault: Exception, path: str) -> str:
    name = getattr(fault, "sqlite_errorname", "")
    why = getattr(fault, "strerror", None) or str(fault)
    match name.split("_")[1] if "_" in name else "":
        case "NOTADB":
            return f"{path} is not a SQLite file: move it away, or {ELSEWHERE}"
        case "CORRUPT":
            return f"{path} is damaged ({why}): restore it from a copy, or {ELSEWHERE}"
        case "BUSY" | "LOCKED":
            return f"{path} is held by another program ({why}): try again when it is done, or {ELSEWHERE}"
        case "FULL" | "IOERR":
            return f"cannot write {path} ({why}), what it keeps is unharmed: make room on its disk, or {ELSEWHERE}"
    return f"cannot keep runs in {path} ({why}): {ELSEWHERE}"


def _columns(plan: RunPlan) -> tuple[str, str, str, str, int]:
    eta_w, eta_gamma = plan.problem.eta_w, plan.problem.eta_gamma
    eta = str(eta_w) if eta_w == eta_gamma else f"{eta_w}, {eta_gamma}"
    return plan.name, plan.model, plan.mode, eta, plan.digits


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
