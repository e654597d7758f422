"""Peer of the export: DuckDB writes preference pairs as one zstd JSON Lines file.

    python duckdb_export.py prepare DATABASE.duckdb SHARD...
    python duckdb_export.py prepare-judgements DATABASE.duckdb JUDGEMENTS.jsonl.zst
    python duckdb_export.py export DATABASE.duckdb OUTPUT.jsonl.zst

`prepare` fills the table `pairs` from shards that winnow wrote, so both export the same pairs in
the same order. `prepare-judgements` serves when there is no winnow: it takes the majority of the
judgements of each unordered pair, and drops ties. `export` alone is what is timed. Every form
prints one JSON object: rows, and seconds without the imports.
"""

import json
import sys
import time

import duckdb

# Preference 1 is the first output, 2 the second, degrees between; 1.5, 0 or null is a tie.
MAJORITY = """
CREATE TABLE pairs AS
WITH vote AS (
  SELECT instruction AS prompt, least(output_1, output_2) AS a, greatest(output_1, output_2) AS b,
         CASE WHEN preference IS NULL OR preference = 0 THEN 0
              WHEN output_1 <= output_2 THEN 1.5 - preference ELSE preference - 1.5 END AS for_a,
         row_number() OVER () AS place
  FROM read_json(?, format = 'newline_delimited')
),
decided AS (
  SELECT prompt, a, b, sum(for_a) AS margin, min(place) AS place
  FROM vote WHERE a <> b GROUP BY prompt, a, b HAVING abs(sum(for_a)) > 1e-9
)
SELECT prompt, CASE WHEN margin > 0 THEN a ELSE b END AS chosen,
       CASE WHEN margin > 0 THEN b ELSE a END AS rejected
FROM decided ORDER BY place
"""


def main() -> None:
    action, path, *rest = sys.argv[1:]
    started = time.perf_counter()
    database = duckdb.connect(path, config={"autoinstall_known_extensions": "false"})
    if action == "prepare":
        database.execute(
            "CREATE TABLE pairs AS SELECT prompt, chosen, rejected"
            " FROM read_json(?, format = 'newline_delimited')",
            [rest],
        )
    elif action == "prepare-judgements":
        database.execute(MAJORITY, rest)
    elif action == "export":
        target = rest[0].replace("'", "''")
        database.execute(
            "COPY (SELECT prompt, chosen, rejected FROM pairs)"
            f" TO '{target}' (FORMAT json, COMPRESSION zstd)"
        )
    else:
        sys.exit(f"error: unknown action `{action}`")
    rows = database.execute("SELECT count(*) FROM pairs").fetchone()[0]
    database.close()
    print(json.dumps({"rows": rows, "work_seconds": round(time.perf_counter() - started, 4)}))


main()
