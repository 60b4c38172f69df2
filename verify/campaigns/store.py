"""The SQLite file in which campaigns are kept: what each is, and the results of its items as they come.

A result, the number of results and their checksum are written in one transaction of a write-ahead log, so that a kill
at any moment loses nothing that was done. A campaign that does not agree with its checksum is refused by name.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify.campaigns.campaign import Campaign, Result
from verify.data.tables.messages import shown_path
from verify.errors import InputError
from verify.sqlite_files import SQLITE_FAULTS, added, fault_words, row_sum, transaction

APPLICATION = 0x626E7663
SCHEMA = 1
PATIENCE = 30.0
SHORT_KEY = 12
VARIABLE = "BNVERIFY_CAMPAIGNS"
ELSEWHERE = f"name another file in {VARIABLE}"
_SUMMED = "key, kind, content, done, results_sum"
_TABLES = f"""
CREATE TABLE campaigns (
    key TEXT PRIMARY KEY, created TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL, done INTEGER NOT NULL,
    results_sum TEXT NOT NULL, checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE results (
    key TEXT NOT NULL REFERENCES campaigns ON DELETE CASCADE, number INTEGER NOT NULL, result TEXT NOT NULL,
    PRIMARY KEY (key, number)
) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
"""


def campaigns_path() -> Path:
    """Return where campaigns are kept: ``$BNVERIFY_CAMPAIGNS``, else campaigns.sqlite in the user's data folder.

    Raises InputError where there is no home folder and no other place is named, or where it is no file.
    """
    if chosen := os.environ.get(VARIABLE):
        if chosen == ":memory:":
            raise InputError(f"{VARIABLE}=:memory: would keep nothing: name a file")
        return Path(chosen)
    try:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError as fault:
        raise InputError(f"no home folder to keep campaigns in: {ELSEWHERE}") from fault
    return base / "bnverify" / "campaigns.sqlite"


@dataclass(frozen=True)
class CampaignStore:
    """An open file of campaigns; every fault of the file or its disk is an InputError of one line."""

    path: Path
    connection: sqlite3.Connection

    def results(self, campaign: Campaign) -> dict[int, Result]:
        """Return the results kept of a campaign by number; InputError where one is missing or was changed."""
        row = self._checked(campaign.key)
        if row is None:
            return {}
        with self._faults():
            rows = self.connection.execute(
                "SELECT number, result FROM results WHERE key = ? ORDER BY number", (campaign.key,)
            ).fetchall()
        if row != (len(rows), added("0", rows)):
            raise self._damaged(campaign.key, "its results are not those that were kept")
        return {number: json.loads(result) for number, result in rows}

    def begin(self, campaign: Campaign, *, afresh: bool = False) -> None:
        """Make room for a campaign, unless it is kept already; with ``afresh`` what was kept of it is dropped."""
        with self._transaction() as execute:
            if afresh:
                for table in ("results", "campaigns"):
                    execute(f"DELETE FROM {table} WHERE key = ?", (campaign.key,))
            elif self._checked(campaign.key) is not None:
                return
            now = datetime.now(UTC).isoformat(timespec="seconds")
            content = json.dumps(campaign.content, sort_keys=True)
            values = (campaign.key, now, campaign.kind, content)
            execute("INSERT INTO campaigns VALUES (?, ?, ?, ?, 0, '0', '')", values)
            self._sum(execute, campaign.key)

    def put(self, campaign: Campaign, number: int, result: Result) -> None:
        """Keep the result of an item; one that is kept already is not replaced."""
        with self._transaction() as execute:
            row = self._checked(campaign.key)
            if row is None:
                raise InputError(f"{self._name(campaign.key)} was dropped by another program: begin it again")
            kept = (number, json.dumps(result, sort_keys=True))
            if execute("INSERT OR IGNORE INTO results VALUES (?, ?, ?)", (campaign.key, *kept)).rowcount:
                done, total = row
                changed = (done + 1, added(total, [kept]), campaign.key)
                execute("UPDATE campaigns SET done = ?, results_sum = ? WHERE key = ?", changed)
                self._sum(execute, campaign.key)

    def _sum(self, execute: Any, key: str) -> None:
        row = execute(f"SELECT {_SUMMED} FROM campaigns WHERE key = ?", (key,)).fetchone()
        execute("UPDATE campaigns SET checksum = ? WHERE key = ?", (row_sum(row), key))

    def _checked(self, key: str) -> tuple[int, str] | None:
        """Return how many results are kept of a campaign and their sum; None where it is not kept."""
        with self._faults():
            row = self.connection.execute(f"SELECT {_SUMMED}, checksum FROM campaigns WHERE key = ?", (key,)).fetchone()
            orphans = row is None and self.connection.execute("SELECT 1 FROM results WHERE key = ?", (key,)).fetchone()
        if orphans:
            raise self._damaged(key, "its results stand there alone")
        if row is None:
            return None
        *summed, checksum = row
        if row_sum(summed) != checksum:
            raise self._damaged(key, "what is said of it is not what was kept")
        return summed[3], summed[4]

    def _name(self, key: str) -> str:
        return f"campaign {key[:SHORT_KEY]} in {shown_path(self.path)}"

    def _damaged(self, key: str, why: str) -> InputError:
        return InputError(f"{self._name(key)} is damaged ({why}): drop it and begin again with --afresh")

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._faults(), transaction(self.connection) as execute:
            yield execute

    @contextmanager
    def _faults(self) -> Iterator[None]:
        with sqlite_faults(self.path):
            yield


@contextmanager
def sqlite_faults(path: Path) -> Iterator[None]:
    """Turn faults of SQLite and its disk into an InputError of one line."""
    try:
        yield
    except SQLITE_FAULTS as fault:
        words = fault_words(fault, shown_path(path), kept="campaigns", elsewhere=ELSEWHERE)
        raise InputError(words) from fault


@contextmanager
def opened_store(path: Path | None = None) -> Iterator[CampaignStore]:
    """Open the file of campaigns, and make it where there is none.

    >>> import tempfile
    >>> from verify.campaigns.campaign import Item
    >>> made = Campaign("a", {"seed": 1}, dict, lambda number: Item(number, ()))
    >>> with tempfile.TemporaryDirectory() as folder, opened_store(Path(folder) / "kept.sqlite") as store:
    ...     store.begin(made)
    ...     store.put(made, 3, {"failed": False})
    ...     store.results(made)
    {3: {'failed': False}}
    """
    path = campaigns_path() if path is None else path
    with sqlite_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        # a damaged file may hold what is no UTF-8: it is to be read, and then refused by its checksum
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        with sqlite_faults(path):
            _prepare(connection, path)
        yield CampaignStore(path, connection)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    questions = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    application, schema, tables = (connection.execute(question).fetchone()[0] for question in questions)
    if tables and (application, schema) != (APPLICATION, SCHEMA):
        ours = f"holds campaigns of schema {schema}, this version reads {SCHEMA}"
        found = ours if application == APPLICATION else "is no file of campaigns"
        raise InputError(f"{shown_path(path)} {found}: move it away, or {ELSEWHERE}")
    # the log survives a kill at any moment; a power cut may cost the last results, never the file
    for order in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {order}")
    if not tables:
        with transaction(connection) as execute:
            if not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in filter(str.strip, _TABLES.split(";")):
                    execute(statement)
