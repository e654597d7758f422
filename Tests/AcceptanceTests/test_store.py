"""The store read by a plain SQLite: Python's own, which knows nothing of winnow."""

import sqlite3

import pytest

pytestmark = pytest.mark.winnow


@pytest.fixture
def database(example_exports):
    connection = sqlite3.connect(f"file:{example_exports.store}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_the_store_is_sound(database):
    assert [row[0] for row in database.execute("PRAGMA integrity_check")] == ["ok"]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_pairs_view_shows_what_dpo_exports(database, example_exports):
    rows = database.execute("SELECT * FROM pairs_view").fetchall()
    assert {"prompt", "chosen", "rejected"} <= set(rows[0].keys())
    exported = example_exports.exports["trl.dpo", "standard", "none"].all_rows()
    shown = {(row["chosen"], row["rejected"]) for row in rows}
    assert {(row["chosen"], row["rejected"]) for row in exported} <= shown


def test_records_add_up(database):
    """records = stored + duplicates + quarantined, in every member that was read to its end."""
    sums = database.execute(
        "SELECT name, records, stored + duplicates + quarantined FROM member").fetchall()
    assert sums
    for name, records, parts in sums:
        assert records == parts, name
