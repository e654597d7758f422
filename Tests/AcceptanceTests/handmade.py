"""Exported folders made by hand, as formats.md describes them: they prove the checks themselves.

What holds for these folders must hold for winnow's; what is broken in them must be found.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import zstandard

from exported import MANIFEST, SUFFIXES, Export

PAIRS = 2_100  # more than the 1,000 rows that `datasets` maps at once
ROWS_PER_SHARD = 700


def texts(number: int) -> tuple[str, str, str]:
    """Prompt, chosen and rejected response; with the characters that readers stumble over."""
    odd = ["plain", "naïve café", "日本語 🙂", 'a "quoted" \\ word', "line\nbreak\tand tab",
           "separator \u2028 inside", "null-ish: NaN, null, None"][number % 7]
    return (f"Question {number}: what is {odd}?", f"It is {odd}, number {number}.",
            f"Nobody knows {number}.")


def turns(role: str, text: str) -> list[dict]:
    return [{"role": role, "content": text}]


def rows(trainer: str, shape: str, numbers: Iterable[int]) -> list[dict]:
    made = []
    for number in numbers:
        prompt, chosen, rejected = texts(number)
        if shape == "conversational":
            before = [*turns("system", "Be brief."), *turns("user", f"Hello {number}"),
                      *turns("assistant", "Hi")] if number % 3 == 0 else []
            prompt = before + turns("user", prompt)
            chosen, rejected = turns("assistant", chosen), turns("assistant", rejected)
        if trainer == "trl.kto":
            made.append({"prompt": prompt, "completion": chosen, "label": True})
            made.append({"prompt": prompt, "completion": rejected, "label": False})
        elif trainer == "trl.sft":
            made.append({"prompt": prompt, "completion": chosen})
        else:
            made.append({"prompt": prompt, "chosen": chosen, "rejected": rejected})
            if trainer == "trl.reward":
                made[-1]["margin"] = number % 5 * 0.25
    return made


def feature(name: str, value: object) -> list[str]:
    if isinstance(value, list):
        fields = [[f"    - name: {key}", "      dtype: string"] for key in value[0]]
        return [f"  - name: {name}", "    list:", *sum(fields, [])]
    kind = {bool: "bool", float: "float64", str: "string"}[type(value)]
    return [f"  - name: {name}", f"    dtype: {kind}"]


def card(first: dict, splits: dict, suffix: str) -> str:
    lines = ["---", "license: mit", "pretty_name: handmade", "configs:", "- config_name: default",
             "  data_files:"]
    for name in splits:
        lines += [f"  - split: {name}", f"    path: data/{name}-*{suffix}"]
    lines += ["dataset_info:", "  features:"]
    for name, value in first.items():
        lines += feature(name, value)
    lines.append("  splits:")
    for name, split in splits.items():
        size = sum(shard["bytes"] for shard in split["shards"])
        lines += [f"  - name: {name}", f"    num_bytes: {size}",
                  f"    num_examples: {split['rows']}"]
    total = sum(shard["bytes"] for split in splits.values() for shard in split["shards"])
    return "\n".join([*lines, f"  download_size: {total}", f"  dataset_size: {total}", "---", "",
                      "# handmade", "", "Rows made by the test.", ""])


def make(folder: Path, trainer: str, shape: str, compression: str) -> Export:
    """Writes `folder` with the splits train (several shards) and test, and returns it."""
    suffix = SUFFIXES[compression]
    (folder / "data").mkdir(parents=True)
    numbers = {"train": range(PAIRS), "test": range(PAIRS, PAIRS + 40)}
    splits, first = {}, {}
    for name, part in numbers.items():
        made = rows(trainer, shape, part)
        first = made[0]
        cuts = range(0, len(made), ROWS_PER_SHARD)
        shards = []
        for number, start in enumerate(cuts):
            chunk = made[start : start + ROWS_PER_SHARD]
            content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chunk).encode()
            if compression == "gzip":
                content = gzip.compress(content, mtime=0)
            elif compression == "zstd":  # two frames, as a writer that cuts frames does
                middle = content.index(b"\n", len(content) // 2) + 1
                pack = zstandard.ZstdCompressor(level=3).compress
                content = pack(content[:middle]) + pack(content[middle:])
            path = f"data/{name}-{number:05}-of-{len(cuts):05}{suffix}"
            (folder / path).write_bytes(content)
            shards.append({"path": path, "rows": len(chunk), "bytes": len(content),
                           "sha256": hashlib.sha256(content).hexdigest()})
        splits[name] = {"rows": len(made), "shards": shards}
    (folder / "README.md").write_text(card(first, splits, suffix), encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps({"splits": splits}, indent=2) + "\n")
    return Export(folder, trainer, shape, compression)
