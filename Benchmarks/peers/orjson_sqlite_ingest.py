"""Peer (c): what a careful engineer writes in Python: zstandard, orjson, sqlite3.

    python orjson_sqlite_ingest.py flat INPUT.jsonl.zst OUTPUT.sqlite
    python orjson_sqlite_ingest.py normalised INPUT.jsonl.zst OUTPUT.sqlite

`flat` is the simple form: one table, one row per record, one transaction by `executemany`, no
index. It does less than `winnow ingest`: no digests, no texts stored once, no quarantine.
`normalised` comes nearer: texts once by SHA-256, unordered pairs, a vote per record, in one
transaction; it keeps all digests in memory and still has no quarantine and no resume. Journal and
page size are winnow's, so that SQLite's settings are not the difference. Prints one JSON object:
rows stored, and seconds without the imports.
"""

import hashlib
import io
import json
import sqlite3
import sys
import time
from collections.abc import Iterator

import orjson
import zstandard

COLUMNS = (
    "instruction", "output_1", "output_2", "generator_1", "generator_2",
    "dataset", "annotator", "preference",
)

NORMALISED = """
CREATE TABLE text (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE pair (
  id INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL,
  UNIQUE (prompt, a, b)) STRICT;
CREATE TABLE vote (
  record INTEGER PRIMARY KEY, pair INTEGER NOT NULL, preference REAL, annotator TEXT,
  model_a TEXT, model_b TEXT, dataset TEXT) STRICT;
"""


def rows(source: str) -> Iterator[tuple]:
    """Yields one tuple per line; a key the record lacks becomes NULL."""
    with open(source, "rb") as compressed:
        expanded = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
            compressed, read_size=1 << 20, read_across_frames=True
        )
        for line in io.BufferedReader(expanded, buffer_size=1 << 20):
            record = orjson.loads(line)
            yield tuple(record.get(column) for column in COLUMNS)


def connect(target: str) -> sqlite3.Connection:
    database = sqlite3.connect(target, isolation_level=None)
    for setting in ("page_size = 16384", "journal_mode = WAL", "synchronous = NORMAL"):
        database.execute(f"PRAGMA {setting}")
    return database


def flat(source: str, target: str) -> int:
    database = connect(target)
    database.execute(f"CREATE TABLE judgement ({', '.join(COLUMNS)})")
    database.execute("BEGIN")
    places = ", ".join("?" * len(COLUMNS))
    database.executemany(f"INSERT INTO judgement VALUES ({places})", rows(source))
    database.execute("COMMIT")
    count = database.execute("SELECT count(*) FROM judgement").fetchone()[0]
    database.close()
    return count


def normalised(source: str, target: str) -> int:
    database = connect(target)
    database.executescript(NORMALISED)
    texts: dict[bytes, int] = {}
    pairs: dict[tuple, int] = {}
    new_texts, new_pairs, votes = [], [], []

    def text(body: str) -> int:
        digest = hashlib.sha256(body.encode()).digest()[:16]
        known = texts.get(digest)
        if known is None:
            known = texts[digest] = len(texts) + 1
            new_texts.append((known, digest, body))
        return known

    def flush() -> None:
        database.executemany("INSERT INTO text VALUES (?, ?, ?)", new_texts)
        database.executemany("INSERT INTO pair VALUES (?, ?, ?, ?)", new_pairs)
        database.executemany("INSERT INTO vote VALUES (?, ?, ?, ?, ?, ?, ?)", votes)
        for batch in (new_texts, new_pairs, votes):
            batch.clear()

    database.execute("BEGIN")
    for number, row in enumerate(rows(source), 1):
        instruction, first, second, model_1, model_2, dataset, annotator, preference = row
        prompt, a, b = text(instruction), text(first), text(second)
        if a > b:
            a, b, model_1, model_2 = b, a, model_2, model_1
            preference = 3 - preference if preference else preference
        pair = pairs.get((prompt, a, b))
        if pair is None:
            pair = pairs[prompt, a, b] = len(pairs) + 1
            new_pairs.append((pair, prompt, a, b))
        votes.append((number, pair, preference, annotator, model_1, model_2, dataset))
        if len(votes) == 10_000:
            flush()
    flush()
    database.execute("COMMIT")
    count = database.execute("SELECT count(*) FROM vote").fetchone()[0]
    database.close()
    return count


def main() -> None:
    form, source, target = sys.argv[1:4]
    started = time.perf_counter()
    count = {"flat": flat, "normalised": normalised}[form](source, target)
    print(json.dumps({"rows": count, "work_seconds": round(time.perf_counter() - started, 4)}))


main()
