"""Measures winnow beside its peers, in turn, on one machine in one run. `make bench` calls this.

    bench.py [--rounds 5] [--name local] [--only ingest,export,memory] [--peers-only] [--check]

Every command is a process of its own. One round runs every command once (A B C D, A B C D, …), so a
slow minute of the machine hits all alike; one warm-up round comes first and is not counted. Outputs
are deleted and dirty pages are written back between commands, outside the measured time. Wall time,
CPU time (user + system) and peak memory are those the kernel reports for the process. Ratios are
peer / winnow, of the medians: above 1 winnow is faster, or smaller. Results go to
`Benchmarks/runs/<date>-<name>/`. Standard library only; the peers use the packages of `.venv`.
"""

import argparse
import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import Contender, Failure, measure, take_turns
from report import EQUIVALENT, figures, judge, machine, report

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks" / "peers"
CORPUS = ROOT.parent / "shared" / "data" / "alpaca-eval" / "judgements.jsonl.zst"
CORPUS_RECORDS = 125_634
WINNOW = Path(os.environ.get("WINNOW", ROOT / ".build" / "release" / "winnow")).resolve()


# The commands of winnow, all in one place.


def winnow_ingest(store: Path, source: Path) -> list[str]:
    """One-off ingest of the judgements into a new store."""
    return [str(WINNOW), "ingest", "--format", "alpaca-eval", "--store", str(store), str(source)]


def winnow_run(pipeline: Path) -> list[str]:
    """Runs a pipeline; what is finished in its store is reused."""
    return [str(WINNOW), "run", str(pipeline)]


def winnow_synth(pairs: int, target: Path) -> list[str]:
    """Writes a synthetic corpus of `pairs` pairs, a fifth of them flipped."""
    return [str(WINNOW), "synth", "--pairs", str(pairs), "--flip", "0.2", "--seed", "1",
            "--out", str(target)]


EXPORT_PIPELINE = """\
name: bench-export
seed: 1
store: {store}
sources:
  - path: {source}
    format: alpaca-eval
exports:
  - to: {to}
    trainer: trl.dpo
    compression: zstd
"""

MEMORY_PIPELINE = """\
name: bench-memory
seed: 1
splits: {{train: 0.95, test: 0.05}}
store: {store}
sources:
  - path: {source}
    format: trl
{stages}exports:
  - to: {to}
    trainer: trl.dpo
    compression: zstd
"""


def quickstart_stages() -> str:
    """The `stages:` block of pipelines/quickstart.yaml, as text, so that both stay the same."""
    path = ROOT / "pipelines" / "quickstart.yaml"
    block: list[str] = []
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("stages:"):
            block.append(line)
        elif block and line and not line.startswith((" ", "-", "#")):
            break
        elif block:
            block.append(line)
    return "".join(line + "\n" for line in block)


def peer(script: str, *words: object) -> list[str]:
    return [sys.executable, "-I", str(PEERS / script), *map(str, words)]


# The three benchmarks.


def recompress(folder: Path) -> Path:
    """The judgements at zstd level 3, as a corpus is usually published. Not timed."""
    target = folder / "judgements.jsonl.zst"
    expanded = subprocess.Popen(
        ["zstd", "-dqc", "--long=27", str(CORPUS)], stdout=subprocess.PIPE)
    subprocess.run(
        ["zstd", "-3", "-q", "-f", "-o", str(target)], stdin=expanded.stdout, check=True)
    if expanded.wait() != 0:
        raise Failure("zstd could not expand the judgements")
    return target


def store_records(store: Path) -> int:
    """Rows of the store's `record` table, asked of winnow's own file by a plain SQLite."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return database.execute("SELECT count(*) FROM record").fetchone()[0]
    finally:
        database.close()


def bench_ingest(folder: Path, options) -> list[dict]:
    source = recompress(folder)
    store = folder / "winnow.sqlite"
    cache = folder / "hf"
    contenders = [
        Contender("winnow", winnow_ingest(store, source), [store], CORPUS_RECORDS,
                  count=lambda _: store_records(store)),
        Contender("duckdb", peer("duckdb_ingest.py", source, folder / "a.duckdb"),
                  [folder / "a.duckdb"], CORPUS_RECORDS),
        Contender("datasets", peer("datasets_ingest.py", source, cache),
                  [cache], CORPUS_RECORDS, environment={"HF_HOME": str(cache)}),
        Contender("orjson+sqlite3",
                  peer("orjson_sqlite_ingest.py", "flat", source, folder / "c.sqlite"),
                  [folder / "c.sqlite"], CORPUS_RECORDS),
        Contender(EQUIVALENT,
                  peer("orjson_sqlite_ingest.py", "normalised", source, folder / "d.sqlite"),
                  [folder / "d.sqlite"], CORPUS_RECORDS),
    ]
    results = take_turns(contenders[1:] if options.peers_only else contenders,
                         options.rounds, folder)
    for contender in contenders:
        contender.clear()
    return results


def export_shards(to: Path) -> list[Path]:
    return sorted((to / "data").glob("*.jsonl.zst"))


def manifest_rows(to: Path) -> int:
    manifest = json.loads((to / "winnow-manifest.json").read_text())
    return sum(split["rows"] for split in manifest["splits"].values())


def bench_export(folder: Path, options) -> list[dict]:
    source = recompress(folder)
    database, single = folder / "pairs.duckdb", folder / "pairs.jsonl.zst"
    to, pipeline = folder / "winnow-export", folder / "export.yaml"
    contenders = []
    if options.peers_only:
        words = ["prepare-judgements", database, source]
    else:
        # The first run ingests and exports; each counted run finds the store and only exports.
        pipeline.write_text(EXPORT_PIPELINE.format(
            store=folder / "export.sqlite", source=source, to=to))
        measure(winnow_run(pipeline), {}, folder)
        words = ["prepare", database, *export_shards(to)]
        contenders.append(Contender(
            "winnow", winnow_run(pipeline), [to], manifest_rows(to),
            count=lambda _: manifest_rows(to)))
    prepared = measure(peer("duckdb_export.py", *words), {}, folder)
    contenders.append(Contender(
        "duckdb", peer("duckdb_export.py", "export", database, single),
        [single], Contender.printed_rows(prepared["output"])))
    return take_turns(contenders, options.rounds, folder)


def bench_memory(folder: Path, options) -> list[dict]:
    """`synth` and the quickstart's stages at two sizes. One run each: memory hardly varies."""
    results = []
    for pairs in (100_000, 2_000_000):
        corpus, store = folder / f"synth-{pairs}.jsonl.zst", folder / f"memory-{pairs}.sqlite"
        to, pipeline = folder / f"memory-{pairs}", folder / f"memory-{pairs}.yaml"
        pipeline.write_text(MEMORY_PIPELINE.format(
            store=store, source=corpus, to=to, stages=quickstart_stages()))
        for name, command, leaves in (
            (f"synth {pairs:,}", winnow_synth(pairs, corpus), [corpus]),
            (f"pipeline {pairs:,}", winnow_run(pipeline), [store, to]),
        ):
            contender = Contender(name, command, leaves, count=lambda _: 0)
            contender.run(folder, keep=True)
            results.append(contender.summary())
            print(f"  {name}: {results[-1]['wall']:.1f} s, {results[-1]['peak_mb']:.0f} MB",
                  file=sys.stderr)
        for path in (corpus, store):
            path.unlink(missing_ok=True)
        shutil.rmtree(to, ignore_errors=True)
    return results


def arguments():
    parser = argparse.ArgumentParser(description="Measures winnow beside its peers.")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (default 5)")
    parser.add_argument("--name", default="local", help="ending of the result folder's name")
    parser.add_argument("--only", default="ingest,export,memory", help="comma-separated list")
    parser.add_argument("--peers-only", action="store_true", help="leave winnow out")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument("--no-save", action="store_true", help="write no folder under runs/")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    benches = {"ingest": bench_ingest, "export": bench_export, "memory": bench_memory}
    wanted = options.only.split(",")
    if unknown := [name for name in wanted if name not in benches]:
        print(f"error: unknown benchmark `{unknown[0]}`", file=sys.stderr)
        return 2
    if options.peers_only:
        wanted = [name for name in wanted if name != "memory"]
    elif not WINNOW.exists():
        print("error: no release build of winnow\nhint: swift build -c release", file=sys.stderr)
        return 2
    if not CORPUS.exists() and set(wanted) & {"ingest", "export"}:
        print("error: no `../shared/data/alpaca-eval/judgements.jsonl.zst`\n"
              "hint: `--only memory` needs no shared data", file=sys.stderr)
        return 2

    result = {
        "date": datetime.date.today().isoformat(),
        "rounds": options.rounds,
        "machine": machine(WINNOW),
        "results": {},
    }
    with tempfile.TemporaryDirectory(prefix="winnow-bench-") as work:
        for name in wanted:
            print(f"{name}:", file=sys.stderr)
            folder = Path(work) / name
            folder.mkdir()
            try:
                result["results"][name] = benches[name](folder, options)
            except Failure as failure:
                print(f"error: {str(failure).replace(work, 'WORK')}", file=sys.stderr)
                return 1
            shutil.rmtree(folder)
    result["figures"] = figures(result["results"])
    result["goals"] = judge(result["figures"])
    text = report(result)
    print(text)
    if not options.no_save:
        folder = ROOT / "Benchmarks" / "runs" / f"{result['date']}-{options.name}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "results.json").write_text(json.dumps(result, indent=2) + "\n")
        (folder / "summary.md").write_text(text)
        print(f"written to Benchmarks/runs/{folder.name}", file=sys.stderr)
    return 1 if options.check and not all(goal["met"] for goal in result["goals"]) else 0


sys.exit(main())
