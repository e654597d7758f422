"""What must hold of the files of an exported folder, its manifest and its card.

Each check takes an `Export` and raises where it does not hold. They are plain functions so that
`test_harness.py` can run them on folders broken on purpose.
"""

import fnmatch
import hashlib
import json
import math
import socket
from pathlib import Path

import datasets
import huggingface_hub

from exported import MANIFEST, SHARD, SUFFIXES, Export, expand, lines

# Columns a trainer may find, in any order; the optional ones in the second set.
COLUMNS = {
    "trl.dpo": [({"prompt", "chosen", "rejected"}, set())],
    "trl.reward": [({"prompt", "chosen", "rejected"}, {"margin"}),
                   ({"chosen", "rejected"}, {"margin"})],
    "trl.kto": [({"prompt", "completion", "label"}, set())],
    "trl.sft": [({"prompt", "completion"}, set()), ({"messages"}, set()), ({"text"}, set())],
}
TEXTS = ("prompt", "chosen", "rejected", "completion", "messages", "text")


# The files.


def files_are_those_of_the_manifest(export: Export) -> None:
    named = {shard["path"] for split in export.manifest["splits"].values()
             for shard in split["shards"]}
    found = {str(path.relative_to(export.folder)) for path in export.folder.rglob("*")
             if path.is_file()}
    assert found == named | {"README.md", MANIFEST}


def shards_are_named_and_numbered(export: Export) -> None:
    for name, split in export.manifest["splits"].items():
        total = len(split["shards"])
        for number, shard in enumerate(split["shards"]):
            match = SHARD.fullmatch(shard["path"])
            assert match, f"shard name `{shard['path']}`"
            expected = (name, f"{number:05}", f"{total:05}", SUFFIXES[export.compression])
            assert match.groups() == expected


def sizes_and_digests_agree(export: Export) -> None:
    for name, split in export.manifest["splits"].items():
        assert split["rows"] == sum(shard["rows"] for shard in split["shards"]), name
        for shard in split["shards"]:
            content = (export.folder / shard["path"]).read_bytes()
            assert shard["bytes"] == len(content), shard["path"]
            assert shard["sha256"] == hashlib.sha256(content).hexdigest(), shard["path"]
            assert shard["rows"] == len(lines(expand(export.folder / shard["path"])))


def lines_are_strict_json(export: Export) -> None:
    for split in export.manifest["splits"].values():
        for shard in split["shards"]:
            assert not expand(export.folder / shard["path"]).startswith(b"\xef\xbb\xbf"), "a BOM"
    for row in export.all_rows():
        json.dumps(row, ensure_ascii=False).encode("utf-8")  # a lone surrogate raises


def rows_have_one_form(export: Export) -> None:
    """Same keys in the same order and same types in every row, and those the trainer reads."""

    def form(value):
        if isinstance(value, dict):
            return {key: form(entry) for key, entry in value.items()}
        if isinstance(value, list):
            assert value, "an empty list"
            first = form(value[0])
            assert all(form(entry) == first for entry in value)
            return [first]
        return type(value).__name__

    found = {json.dumps(form(row)) for row in export.all_rows()}
    assert len(found) == 1, f"rows of {len(found)} forms: {sorted(found)[:3]}"
    columns = set(export.all_rows()[0])
    assert any(needed <= columns <= needed | optional
               for needed, optional in COLUMNS[export.trainer]), f"columns {sorted(columns)}"


def values_fit_the_trainer(export: Export) -> None:
    for row in export.all_rows():
        if export.trainer == "trl.kto":
            assert isinstance(row["label"], bool)
        if "margin" in row:
            assert isinstance(row["margin"], float) and math.isfinite(row["margin"])
        if "chosen" in row:
            assert row["chosen"] != row["rejected"], "the responses are identical"
        for column in TEXTS:
            value = row.get(column)
            if isinstance(value, list):
                assert all({"role", "content"} <= set(message) for message in value)
                assert all(message["role"] in ("system", "user", "assistant", "tool")
                           for message in value)
            elif value is not None and column != "prompt":
                assert value, f"empty `{column}`"
        if export.shape == "conversational":
            answers_follow_the_prompt(row)


def answers_follow_the_prompt(row: dict) -> None:
    """The prompt ends before the answer, and an answer holds the assistant's turns only."""
    if "prompt" not in row:
        return
    assert row["prompt"][-1]["role"] in ("user", "tool")
    for column in ("chosen", "rejected", "completion"):
        if column in row:
            roles = [message["role"] for message in row[column]]
            assert roles[0] == roles[-1] == "assistant" and "user" not in roles


def splits_share_no_prompt(export: Export) -> None:
    """No root prompt (system and first user turn) stands in two splits."""

    def root(row):
        prompt = row.get("prompt") or row.get("messages") or row.get("chosen") or row.get("text")
        if isinstance(prompt, str):
            return prompt if "prompt" in row else None
        users = [place for place, message in enumerate(prompt) if message["role"] == "user"]
        return json.dumps(prompt[: users[0] + 1] if users else prompt)

    seen: dict[str, str] = {}
    for name, rows in export.rows.items():
        for row in rows:
            key = root(row)
            if key is not None:
                assert seen.setdefault(key, name) == name, "a prompt stands in two splits"


def nothing_tells_of_the_machine(export: Export) -> None:
    """Neither manifest nor card names the folder, its parents or the host."""
    for name in ("README.md", MANIFEST):
        text = (export.folder / name).read_text(encoding="utf-8")
        assert str(export.folder.parent) not in text, name
        assert str(Path.home()) + "/" not in text, name
        host = socket.gethostname()
        assert len(host) < 6 or host not in text, name


# `huggingface_hub`


def card_parses_and_names_the_shards(export: Export) -> None:
    card = huggingface_hub.DatasetCard.load(export.folder / "README.md")
    assert card.text.strip(), "the card says nothing"
    configs = card.data.to_dict()["configs"]
    assert len(configs) == 1
    patterns = {}
    for entry in configs[0]["data_files"]:
        assert set(entry) == {"split", "path"}
        paths = entry["path"]
        patterns[entry["split"]] = [paths] if isinstance(paths, str) else paths
    assert set(patterns) == set(export.counts)
    files = [str(path.relative_to(export.folder)) for path in export.folder.rglob("*")]
    for name, split in export.manifest["splits"].items():
        matched = {file for file in files
                   if any(fnmatch.fnmatch(file, pattern) for pattern in patterns[name])}
        assert matched == {shard["path"] for shard in split["shards"]}


def card_declares_features_and_splits(export: Export) -> None:
    info = huggingface_hub.DatasetCard.load(export.folder / "README.md").data.to_dict()
    info = info["dataset_info"]
    declared = datasets.Features._from_yaml_list(info["features"])
    assert list(declared) == list(export.all_rows()[0]), "features differ from the columns"
    for split in info["splits"]:
        assert split["num_examples"] == export.counts[split["name"]]
        assert split["num_bytes"] > 0  # without it `datasets` ignores the block
    assert {split["name"] for split in info["splits"]} == set(export.counts)


ALL = [
    files_are_those_of_the_manifest,
    shards_are_named_and_numbered,
    sizes_and_digests_agree,
    lines_are_strict_json,
    rows_have_one_form,
    values_fit_the_trainer,
    splits_share_no_prompt,
    nothing_tells_of_the_machine,
    card_parses_and_names_the_shards,
    card_declares_features_and_splits,
]
