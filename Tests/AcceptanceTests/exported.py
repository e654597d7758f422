"""An exported folder, read by plain means (json, gzip, zstandard), not by what is under test."""

import functools
import gzip
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import zstandard

TRAINERS = ("trl.dpo", "trl.reward", "trl.kto", "trl.sft")
SHAPES = ("standard", "conversational")
SUFFIXES = {"none": ".jsonl", "gzip": ".jsonl.gz", "zstd": ".jsonl.zst"}
MANIFEST = "winnow-manifest.json"
SHARD = re.compile(r"data/(\w+(?:\.\w+)*?)-(\d{5})-of-(\d{5})(\.jsonl(?:\.gz|\.zst)?)")


def expand(path: Path) -> bytes:
    """The whole content of a shard; every gzip member and every zstd frame of it."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content)
    if path.suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(
            io.BytesIO(content), read_across_frames=True
        ) as reader:
            return reader.read()
    return content


def strict_json(line: bytes) -> dict:
    """One JSON object; NaN, Infinity, invalid UTF-8 and repeated keys raise."""

    def refuse(word):
        raise ValueError(f"`{word}` is not JSON")

    def once(pairs):
        assert len({key for key, _ in pairs}) == len(pairs), "a key stands twice"
        return dict(pairs)

    return json.loads(line.decode("utf-8"), parse_constant=refuse, object_pairs_hook=once)


@dataclass(frozen=True)
class Export:
    """A folder and what the pipeline asked of it."""

    folder: Path
    trainer: str
    shape: str
    compression: str

    @functools.cached_property
    def manifest(self) -> dict:
        return json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """Rows of each split as the manifest says."""
        return {name: split["rows"] for name, split in self.manifest["splits"].items()}

    @functools.cached_property
    def rows(self) -> dict[str, list[dict]]:
        """Rows of each split as they lie in the shards, in order."""
        return {
            name: [row for shard in split["shards"] for row in self.shard_rows(shard["path"])]
            for name, split in self.manifest["splits"].items()
        }

    def shard_rows(self, path: str) -> list[dict]:
        return [strict_json(line) for line in lines(expand(self.folder / path))]

    def all_rows(self) -> list[dict]:
        return [row for split in self.rows.values() for row in split]


def lines(content: bytes) -> list[bytes]:
    """JSON Lines: only a line feed ends a line, and the last line has one."""
    assert not content or content.endswith(b"\n"), "no newline after the last row"
    return content.split(b"\n")[:-1]
