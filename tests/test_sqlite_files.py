"""What the SQLite files of runs and of campaigns share."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.sqlite_files import added, fault_words, transaction


@pytest.mark.slow
@given(rows=st.lists(st.tuples(st.text(), st.none() | st.text()), unique=True), cut=st.integers(0, 9))
def test_a_sum_of_rows_needs_no_order_and_misses_no_row(rows, cut):
    total = added("0", rows)
    assert added(added("0", rows[cut:]), rows[:cut]) == total
    for row in rows:
        assert added("0", [other for other in rows if other != row]) != total


def test_a_transaction_that_breaks_off_writes_nothing():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE a (b)")

    def break_off():
        with transaction(connection) as execute:
            execute("INSERT INTO a VALUES (1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert connection.execute("SELECT count(*) FROM a").fetchone() == (0,)
    connection.close()


def test_a_file_that_is_no_database_is_told_with_its_remedy(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"no database, but longer than its header would be" * 9)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        connection.execute("SELECT * FROM sqlite_master")
    connection.close()
    words = fault_words(caught.value, "a.sqlite", kept="runs", elsewhere="name another")
    assert words == "a.sqlite is not a SQLite file: move it away, or name another"
