"""Runs commands as processes of their own and takes their time and memory from the kernel."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


class Failure(Exception):
    """A command failed or stored another number of rows than it should."""


def measure(command: list[str], environment: dict[str, str], folder: Path) -> dict:
    """Runs one command to its end; times in seconds, memory in MB (10^6 bytes), and its output."""
    os.sync()
    with open(folder / "stdout", "w+b") as out, open(folder / "stderr", "w+b") as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder,
            env={**os.environ, **OFFLINE, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # Popen must not wait again
        out.seek(0)
        err.seek(0)
        output, errors = out.read().decode(), err.read().decode()
    if process.returncode != 0:
        words = " ".join(Path(word).name if "/" in word else word for word in command)
        raise Failure(f"`{words}` ended with {process.returncode}\n{errors.strip()[-2000:]}")
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss * 1024 / 1e6,
        "output": output,
    }


class Contender:
    """One command of a comparison: how to run it, what it leaves, how many rows that must be."""

    def __init__(self, name, command, leaves, rows=None, count=None, environment=None):
        self.name = name
        self.command = command  # list of words
        self.leaves = leaves  # files and folders it writes: removed before each run
        self.rows = rows  # expected number of rows, None where it is not known
        self.count = count or self.printed_rows  # (output) -> rows
        self.environment = environment or {}
        self.samples: list[dict] = []
        self.bytes_written = 0

    @staticmethod
    def printed_rows(output: str) -> int:
        return json.loads(output.strip().splitlines()[-1])["rows"]

    def clear(self) -> None:
        for path in self.leaves:
            if path.is_dir():
                shutil.rmtree(path)
            for suffix in ("", "-wal", "-shm", ".wal"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)

    def run(self, folder: Path, keep: bool) -> None:
        self.clear()
        sample = measure(self.command, self.environment, folder)
        output = sample.pop("output")
        found = self.count(output)
        if '"work_seconds"' in output:  # a peer, which times its own work without Python's start
            sample["work"] = json.loads(output.strip().splitlines()[-1])["work_seconds"]
        if self.rows is not None and found != self.rows:
            raise Failure(f"{self.name} holds {found} rows, expected {self.rows}")
        self.bytes_written = sum(size_of(path) for path in self.leaves)
        if keep:
            self.samples.append(sample)

    def summary(self) -> dict:
        def median(key):
            return statistics.median(sample[key] for sample in self.samples)

        walls = [sample["wall"] for sample in self.samples]
        return {
            "name": self.name,
            "wall": median("wall"),
            "wall_min": min(walls),
            "wall_max": max(walls),
            "cpu": median("cpu"),
            "peak_mb": max(sample["peak_mb"] for sample in self.samples),
            "work": median("work") if "work" in self.samples[0] else None,
            "output_mb": self.bytes_written / 1e6,
            "samples": self.samples,
        }


def size_of(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0


def take_turns(contenders: list[Contender], rounds: int, folder: Path) -> list[dict]:
    """A B C D, A B C D, …: one warm-up round, then `rounds` that count."""
    for turn in range(rounds + 1):
        for contender in contenders:
            contender.run(folder, keep=turn > 0)
            word = "warm-up" if turn == 0 else f"round {turn}"
            seconds = f" {contender.samples[-1]['wall']:.2f} s" if turn > 0 else ""
            print(f"  {word}: {contender.name}{seconds}", file=sys.stderr)
    return [contender.summary() for contender in contenders]
