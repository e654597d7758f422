"""Measures winnow's linear learner beside Vowpal Wabbit on identical pre-hashed rows and passes.

    learners.py [--rounds 3]     needs `pip install vowpalwabbit` and a Swift toolchain

Five passes over 20,000 rows of 400 entries in 2^18 columns, one core. Of Vowpal Wabbit the first pass, which
parses text and writes its cache, is left out: five passes are the time of six minus that of one.
Prints one JSON object per command and the ratio of medians. Commands run in turn.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "Learners"

VW = """
import sys, vowpalwabbit
vowpalwabbit.Workspace(
    f"-d {sys.argv[1]} -c -k --cache_file {sys.argv[1]}.cache --passes {sys.argv[2]} --holdout_off "
    f"-b 18 --noconstant --loss_function logistic --quiet " + " ".join(sys.argv[3:])).finish()
"""


def wabbit(rows: str, *options: str) -> float:
    """Seconds of five passes over the cache."""
    seconds = []
    for passes in ("1", "6"):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", VW, rows, passes, *options], check=True)
        seconds.append(time.perf_counter() - start)
    return seconds[1] - seconds[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    subprocess.run(["swift", "build", "-c", "release", "--package-path", FOLDER], check=True)
    tool = FOLDER / ".build" / "release" / "learners"
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as work:
        rows = f"{work}/rows.vw"
        subprocess.run([tool, "write", rows], check=True)
        for _ in range(rounds):
            for lanes, workers in ((1, 1), (16, 1), (32, 2)):
                out = subprocess.run(
                    [tool, "train", str(lanes), str(workers)], check=True, capture_output=True)
                read = json.loads(out.stdout)
                found.setdefault(f"winnow, {lanes} models, {workers} threads", []).append(
                    read["examples_per_second"])
            for name, options in (("vw", ()), ("vw --sgd", ("--sgd",))):
                found.setdefault(name, []).append(100_000 / wabbit(rows, *options))
    for name, speeds in found.items():
        print(json.dumps({"name": name, "examples_per_second": round(statistics.median(speeds))}))
    one = statistics.median(found["winnow, 1 models, 1 threads"])
    for peer in ("vw", "vw --sgd"):
        print(f"winnow, 1 model / {peer}: {one / statistics.median(found[peer]):.1f}")


main()
