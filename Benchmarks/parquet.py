"""Measures winnow's Parquet reader beside pyarrow and DuckDB: every text column of a file, two cores.

    parquet.py [--rounds 7] [--file FILE.parquet] [--tool COMMAND]

Needs pyarrow and duckdb. Without `--file` it converts the alpaca-eval judgements of `../shared/data` by pyarrow to a
zstd Parquet file in a temporary folder (needs the `zstd` command). Each round runs every contender once, in turn, as a
process of its own that times itself without its start; the page cache is warm. Prints a JSON object per contender
with minimum and median of wall and processor seconds, then winnow's ratio to each: below 1 winnow is faster. On a
busy machine processor seconds tell more than wall.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOURCE = FOLDER.parent.parent / "shared/data/alpaca-eval/judgements.jsonl.zst"

TIMED = """
import json, sys, time
path = sys.argv[1]
{setup}
wall, cpu = time.perf_counter(), time.process_time()
{work}
print(json.dumps({{"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}}))
"""

ARROW = """import pyarrow as pa, pyarrow.parquet as pq
pa.set_cpu_count(2)"""

DUCKDB = """import duckdb, pyarrow.parquet as pq
columns = [f.name for f in pq.read_schema(path) if str(f.type) in ("string", "large_string")]
database = duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": "false"})
database.execute("SELECT 1").fetchall()"""


def query(function: str) -> str:
    return ("database.execute('SELECT ' + ', '.join(f'sum(%s(\"{c}\"))' for c in columns)"
            " + f\" FROM read_parquet('{path}')\").fetchall()" % function)


PEERS = {
    "pyarrow read_table": (ARROW, "pq.read_table(path, use_threads=True)"),
    "pyarrow iter_batches": (
        ARROW, "for batch in pq.ParquetFile(path).iter_batches(use_threads=True): pass"),
    "duckdb length": (DUCKDB, query("length")),
    "duckdb strlen": (DUCKDB, query("strlen")),
}


def convert(target: Path) -> None:
    """The judgements as pyarrow writes them by default, compressed with zstd."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = subprocess.run(
        ["zstd", "-d", "-c", "--long=27", SOURCE], check=True, capture_output=True).stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), target, compression="zstd")


def run(command: list) -> dict:
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(found.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--tool")
    options = parser.parse_args()
    tool = options.tool
    if not tool:
        package = FOLDER / "Parquet"
        subprocess.run(["swift", "build", "-c", "release", "--package-path", package], check=True)
        tool = str(package / ".build/release/parquet")
    with tempfile.TemporaryDirectory() as work:
        path = options.file or Path(work) / "judgements.parquet"
        if not options.file:
            convert(path)
        contenders = {
            "winnow scan": [tool, "scan", path, "2"], "winnow rows as JSON": [tool, "json", path, "2"],
        }
        for name, (setup, timed) in PEERS.items():
            contenders[name] = [
                sys.executable, "-c", TIMED.format(setup=setup, work=timed), path]
        samples: dict[str, list[dict]] = {name: [] for name in contenders}
        for _ in range(options.rounds):
            for name, command in contenders.items():
                samples[name].append(run(command))
    table = {}
    for name, found in samples.items():
        table[name] = {
            f"{kind}_{how.__name__}": round(how(sample[kind] for sample in found), 4)
            for kind in ("wall", "cpu") for how in (min, statistics.median)}
        print(json.dumps({"name": name, **table[name]}))
    own = table["winnow scan"]
    for name in PEERS:
        ratios = ", ".join(
            f"{kind.replace('_', ' ')} {own[kind] / table[name][kind]:.2f}" for kind in own)
        print(f"winnow scan / {name}: {ratios}")


if __name__ == "__main__":
    main()
