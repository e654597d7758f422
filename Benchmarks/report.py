"""Turns samples into figures, compares them with the goals, and writes the tables."""

import os
import platform
import sqlite3
import subprocess
from importlib import metadata
from pathlib import Path

# A peer shown for comparison, which no goal speaks of: it stores nearly what winnow stores.
EQUIVALENT = "orjson+sqlite3, normalised"
# Goals of the project. A figure is compared with "<=" or ">=".
GOALS = [
    ("ingest: winnow wall seconds", "<=", 1.0),
    ("ingest: winnow peak MB", "<=", 250.0),
    ("ingest: fastest peer / winnow", ">=", 2.0),
    ("ingest: second fastest peer / winnow", ">=", 3.5),
    ("export: duckdb / winnow", ">=", 4.0),
    ("memory: peak at 2,000,000 / peak at 100,000 pairs", "<=", 1.3),
]


def figures(results: dict[str, list[dict]]) -> dict[str, float]:
    """The numbers that the goals speak of; those that were not measured are absent."""
    found: dict[str, float] = {}
    for bench in ("ingest", "export"):
        by_name = {row["name"]: row for row in results.get(bench, [])}
        own = by_name.pop("winnow", None)
        if own is None:
            continue
        found[f"{bench}: winnow wall seconds"] = own["wall"]
        found[f"{bench}: winnow peak MB"] = own["peak_mb"]
        ratios = sorted(row["wall"] / own["wall"] for name, row in by_name.items()
                        if name != EQUIVALENT)
        if bench == "ingest":
            found["ingest: fastest peer / winnow"] = ratios[0]
            found["ingest: second fastest peer / winnow"] = ratios[1]
        for name, row in by_name.items():
            found[f"{bench}: {name} / winnow"] = row["wall"] / own["wall"]
    peaks = [row["peak_mb"] for row in results.get("memory", []) if "pipeline" in row["name"]]
    if len(peaks) == 2:
        found["memory: peak at 2,000,000 / peak at 100,000 pairs"] = peaks[1] / peaks[0]
    return found


def machine(winnow: Path) -> dict:
    """What the figures depend on. No host name, user or path."""

    def first(path: str, key: str) -> str:
        try:
            lines = Path(path).read_text().splitlines()
        except OSError:
            return "unknown"
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)),
                    "unknown")

    def output(*command: str) -> str:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return "absent"
        return done.stdout.strip().splitlines()[0]

    packages = {}
    for name in ("duckdb", "datasets", "pyarrow", "orjson", "zstandard"):
        try:
            packages[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            packages[name] = "absent"
    return {
        "cpu": first("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": first("/proc/meminfo", "MemTotal"),
        "load_before": round(os.getloadavg()[0], 2),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "sqlite_of_python": sqlite3.sqlite_version,
        "winnow": output(str(winnow), "--version"),
        **packages,
    }


def table(rows: list[dict]) -> list[str]:
    own = next((row for row in rows if row["name"] == "winnow"), None)
    heads = ["command", "wall s (median)", "min … max", "work s", "CPU s", "peak MB", "output MB",
             "wall ratio", "memory ratio"]
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for row in rows:
        ratio = f"{row['wall'] / own['wall']:.2f}" if own else "–"
        memory = f"{row['peak_mb'] / own['peak_mb']:.2f}" if own else "–"
        work = f"{row['work']:.3f}" if row["work"] is not None else "–"
        lines.append(
            f"| {row['name']} | {row['wall']:.3f} | {row['wall_min']:.3f} … {row['wall_max']:.3f}"
            f" | {work} | {row['cpu']:.3f} | {row['peak_mb']:.0f} | {row['output_mb']:.1f}"
            f" | {ratio} | {memory} |")
    return lines


TITLES = {
    "ingest": "Ingest: 125,634 judgements, zstd level 3, to a finished store",
    "export": "Export: the same pairs to zstd JSON Lines",
    "memory": "Memory: synthetic corpora through the quickstart's stages",
}

NOTES = """\
Ratios are peer / winnow, of medians. Wall time is that of the whole process: it holds the start of
Python and its imports, as a user waits for them; work is what a peer says it took without those.
The orjson peer stores flat rows without digests, deduplication or votes; its normalised form stores
texts once, pairs and votes. `datasets` starts with an empty cache each time; the input file is in
the page cache for all. Peak memory counts mapped files. Dirty pages are written back between
commands, outside the measured time.
"""


def report(result: dict) -> str:
    lines = [f"# Benchmark {result['date']}", "", "| machine | |", "| --- | --- |"]
    lines += [f"| {key.replace('_', ' ')} | {value} |" for key, value in result["machine"].items()]
    lines += [f"| rounds | {result['rounds']} and one warm-up, in turn |", ""]
    for name, rows in result["results"].items():
        lines += [f"## {TITLES[name]}", "", *table(rows), ""]
    if result["goals"]:
        lines += ["## Goals", "", "| figure | found | goal | |", "| --- | ---: | ---: | --- |"]
        lines += [
            f"| {goal['figure']} | {goal['found']:.2f} | {goal['goal']} |"
            f" {'met' if goal['met'] else '**missed**'} |"
            for goal in result["goals"]]
        lines.append("")
    return "\n".join(lines) + "\n" + NOTES


def judge(found: dict[str, float]) -> list[dict]:
    goals = []
    for figure, relation, limit in GOALS:
        if figure in found:
            met = found[figure] <= limit if relation == "<=" else found[figure] >= limit
            goals.append({"figure": figure, "found": found[figure],
                          "goal": f"{relation} {limit}", "met": met})
    return goals
