"""Peer (a): DuckDB reads compressed JSON Lines into a table of a database file.

    python duckdb_ingest.py INPUT.jsonl.zst OUTPUT.duckdb

One statement with DuckDB's own defaults (all cores, types inferred), then a checkpoint by closing
the file. Prints one JSON object: rows stored, and seconds without the imports.
"""

import json
import sys
import time

import duckdb


def main() -> None:
    source, target = sys.argv[1:3]
    started = time.perf_counter()
    database = duckdb.connect(target, config={"autoinstall_known_extensions": "false"})
    database.execute(
        "CREATE TABLE judgements AS SELECT * FROM read_json(?, format = 'newline_delimited')",
        [source],
    )
    rows = database.execute("SELECT count(*) FROM judgements").fetchone()[0]
    database.close()
    print(json.dumps({"rows": rows, "work_seconds": round(time.perf_counter() - started, 4)}))


main()
