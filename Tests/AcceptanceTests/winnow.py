"""All that the acceptance tests know of winnow's command line and pipeline files."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from exported import Export

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared" / "data"

# Cases made of the large real corpora: one of each trainer, both shapes, all compressions.
SHARED_CASES = [
    ("trl.dpo", "conversational", "zstd"),
    ("trl.reward", "standard", "zstd"),
    ("trl.kto", "conversational", "gzip"),
    ("trl.sft", "standard", "none"),
]


@dataclass(frozen=True)
class Source:
    name: str
    path: Path
    format: str


@dataclass(frozen=True)
class Outcome:
    """A finished run: its store, and its export of each (trainer, shape, compression)."""

    store: Path
    exports: dict[tuple, Export]


def first(folder: Path, *patterns: str) -> list[Path]:
    """The first file that fits one of the patterns, as a list of one or none."""
    return [path for pattern in patterns for path in sorted(folder.glob(pattern))][:1]


def example_sources() -> list[Source]:
    """The example corpora that a built-in format reads without a mapping."""
    wanted = [
        ("hh", "hh-rlhf", ("hh*.jsonl.gz",)),
        ("explicit", "trl", ("*.tar.zst",)),
        ("judgements", "alpaca-eval", ("alpaca*.jsonl.zst", "*judge*.jsonl.zst")),
        ("feedback", "ultrafeedback", ("ultrafeedback*.jsonl*",)),
    ]
    found = [Source(name, path, format) for name, format, patterns in wanted
             for path in first(EXAMPLES, *patterns)]
    assert found, "no corpora in examples/"
    return found


def shared_sources() -> list[Source]:
    wanted = [
        ("harmless", "hh-rlhf", SHARED / "hh-rlhf-harmless" / "test.jsonl.gz"),
        ("judgements", "alpaca-eval", SHARED / "alpaca-eval" / "judgements.jsonl.zst"),
        ("noise", "trl", SHARED / "ultrafeedback-noise" / "ultrafeedback-noise.tar.zst"),
    ]
    return [Source(name, path, format) for name, format, path in wanted if path.exists()]


def pipeline_text(sources: list[Source], cases: list[tuple], shard_bytes: str) -> str:
    lines = ["name: acceptance", "seed: 17", "splits: {train: 0.9, test: 0.1}",
             "store: store.sqlite", "max_bad_records: 5%", "sources:"]
    for source in sources:
        lines += [f"  - name: {source.name}", f"    path: '{source.path}'",
                  f"    format: {source.format}", "    licence: Apache-2.0"]
    lines.append("exports:")
    for trainer, shape, compression in cases:
        lines += [f"  - to: exports/{trainer}-{shape}-{compression}", f"    trainer: {trainer}",
                  f"    shape: {shape}", f"    compression: {compression}",
                  f"    shard_bytes: {shard_bytes}"]
    return "\n".join(lines) + "\n"


def run(*words: str, folder: Path) -> str:
    """Runs winnow and returns its standard output; a failure shows all that it printed."""
    binary = str(Path(os.environ["WINNOW"]).resolve())
    done = subprocess.run(
        [binary, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"winnow {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def run_pipeline(
    folder: Path, sources: list[Source], cases: list[tuple], shard_bytes: str = "32KB"
) -> Outcome:
    """Writes a pipeline into `folder`, runs it, and tells where its store and exports are."""
    (folder / "pipeline.yaml").write_text(pipeline_text(sources, cases, shard_bytes))
    run("run", "pipeline.yaml", folder=folder)
    exports = {case: Export(folder / "exports" / "-".join(case), *case) for case in cases}
    return Outcome(folder / "store.sqlite", exports)
