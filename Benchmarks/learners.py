"""Measures winnow's linear learner beside Vowpal Wabbit on identical pre-hashed rows and passes.

    learners.py [--rounds 3] [--pairs FILE]     needs `pip install vowpalwabbit` and a Swift toolchain

Five passes over 20,000 rows of 400 entries in 2^18 columns, one core. Of Vowpal Wabbit the first pass, which
parses text and writes its cache, is left out: five passes are the time of six minus that of one.
With `--pairs FILE` (JSON Lines with `prompt`, `a`, `b`, `first`) also from texts: winnow makes word 1-2-grams of
both answers, weighs them and takes five passes over the differences, Vowpal Wabbit parses the words of both answers
with `--ngram 2` and takes five passes. Prints one JSON object per command and the ratio of medians. Commands
run in turn.
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


def words(text: str) -> str:
    """As Vowpal Wabbit takes words: blanks, bars and colons have a meaning."""
    return " ".join("".join(c if c.isalnum() else f" {c} " for c in text.replace("|", " ").replace(":", " ")).split())


def from_texts(tool: Path, pairs: str, work: str, rounds: int) -> None:
    """Examples per second from texts to the end of five passes, one core."""
    rows, count = f"{work}/texts.vw", 0
    with open(pairs, encoding="utf-8") as lines, open(rows, "w", encoding="utf-8") as out:
        for line in lines:
            pair = json.loads(line)
            out.write(f"{1 if pair['first'] else -1} |a {words(pair['a'])} |b {words(pair['b'])}\n")
            count += 1
    own, peer = [], []
    for _ in range(rounds):
        found = subprocess.run([tool, "texts", pairs], check=True, capture_output=True)
        own.append(json.loads(found.stdout)["examples_per_second"])
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", VW, rows, "5", "--ngram", "2"], check=True)
        peer.append(5 * count / (time.perf_counter() - start))
    one, other = statistics.median(own), statistics.median(peer)
    print(json.dumps({"name": "winnow, from texts", "examples_per_second": round(one)}))
    print(json.dumps({"name": "vw --ngram 2, from texts", "examples_per_second": round(other)}))
    print(f"winnow / vw, from texts: {one / other:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs")
    options = parser.parse_args()
    rounds = options.rounds
    subprocess.run(["swift", "build", "-c", "release", "--package-path", FOLDER], check=True)
    tool = FOLDER / ".build" / "release" / "learners"
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as work:
        if options.pairs:
            from_texts(tool, options.pairs, work, rounds)
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
