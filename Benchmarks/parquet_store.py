"""Measures what Parquet costs the whole tool: ingest beside JSON Lines, exports beside DuckDB's COPY.

    parquet_store.py --winnow .build/release/winnow [--rounds 5]

Needs pyarrow and duckdb, and the `zstd` command. The alpaca-eval judgements of `../shared/data` are converted by pyarrow
to zstd Parquet; winnow ingests that, the file itself and the file unpacked into fresh stores, in turn. Then the pairs of one store are exported as Parquet by
winnow (`trl.dpo`, the whole run of the export) and by DuckDB from the same rows (`COPY … (FORMAT parquet, COMPRESSION
zstd)` of a table in memory that it has read from winnow's JSON Lines). Prints a JSON object per contender with minimum
and median of wall and processor seconds, and bytes written.
"""

import argparse
import json
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOURCE = FOLDER.parent.parent / "shared/data/alpaca-eval/judgements.jsonl.zst"


def seconds(call) -> dict:
    """Wall and processor seconds of a call that runs processes or works in this one."""
    def used() -> float:
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    cpu, wall = used(), time.perf_counter()
    call()
    return {"wall": time.perf_counter() - wall, "cpu": used() - cpu}


def run(*words: str, folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"


def convert(folder: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq
    text = subprocess.run(["zstd", "-dc", "--long=31", str(SOURCE)], capture_output=True, check=True).stdout
    rows = [json.loads(line) for line in text.split(b"\n") if line]
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / "judgements.parquet"
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), path, compression="zstd")
    return path


def remove(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--winnow", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    winnow = str(Path(options.winnow).resolve())
    found: dict[str, list[dict]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parquet = convert(folder)
        plain = folder / "judgements.jsonl"
        subprocess.run(["zstd", "-dqf", "--long=31", str(SOURCE), "-o", str(plain)], check=True)

        def ingest(path: Path) -> None:
            remove(folder, "s.sqlite*")
            run(winnow, "ingest", "--store", "s.sqlite", "--format", "alpaca-eval", str(path), folder=folder)

        for _ in range(options.rounds):
            found.setdefault("ingest JSON Lines, plain", []).append(seconds(lambda: ingest(plain)))
            found.setdefault("ingest JSON Lines, zstd", []).append(seconds(lambda: ingest(SOURCE)))
            found.setdefault("ingest Parquet, zstd", []).append(seconds(lambda: ingest(parquet)))

        import duckdb
        (folder / "p.yaml").write_text(
            f"name: p\nstore: e.sqlite\nsources: [{{path: '{parquet}', format: alpaca-eval}}]\n")
        run(winnow, "run", "p.yaml", folder=folder)

        def export(to: str, more: str) -> None:
            text = (folder / "p.yaml").read_text()
            (folder / f"{to}.yaml").write_text(
                text + f"exports: [{{to: {to}, trainer: trl.dpo, shard_bytes: 4GB{more}}}]\n")
            run(winnow, "run", f"{to}.yaml", folder=folder)

        export("lines", ", compression: none")
        database = duckdb.connect(config={"threads": 2})
        lines = folder / "lines/data/*.jsonl"
        database.execute(f"CREATE TABLE pairs AS SELECT * FROM read_json('{lines}', format='newline_delimited')")
        for number in range(options.rounds):
            to = f"parquet{number}"
            own = seconds(lambda: export(to, ", container: parquet"))
            own["bytes"] = sum(path.stat().st_size for path in folder.glob(f"{to}/data/*.parquet"))
            found.setdefault("export Parquet", []).append(own)
            lines_to = f"lines{number}"
            found.setdefault("export JSON Lines, zstd", []).append(
                seconds(lambda: export(lines_to, "")))
            file = folder / "duckdb.parquet"
            other = seconds(lambda: database.execute(
                f"COPY pairs TO '{file}' (FORMAT parquet, COMPRESSION zstd)"))
            other["bytes"] = file.stat().st_size
            found.setdefault("DuckDB COPY", []).append(other)
    for what, rounds in found.items():
        row = {"what": what}
        for key in ("wall", "cpu"):
            row[f"{key} min"] = round(min(own[key] for own in rounds), 3)
            row[f"{key} median"] = round(statistics.median(own[key] for own in rounds), 3)
        if "bytes" in rounds[0]:
            row["bytes"] = rounds[0]["bytes"]
        print(json.dumps(row))


if __name__ == "__main__":
    main()
