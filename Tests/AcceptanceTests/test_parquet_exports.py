"""Exports as Parquet: `datasets` and verl's way of loading give the rows of the JSON Lines exports of the same store."""

import json

import datasets
import pandas
import pyarrow.parquet as pq
import pytest

import winnow
from exported import Export

SHAPES = ("standard", "conversational")
TRL = [(trainer, f"shape: {shape}") for trainer in ("trl.dpo", "trl.reward", "trl.kto", "trl.sft")
       for shape in SHAPES]
VERL = [("verl.rl", ""), ("verl.rm", ""), ("verl.sft", ""), ("verl.sft", "form: prompt_response"),
        ("verl.rl", "ground_truth: field:/answer, data_source: mine, ability: math")]
CASES = TRL + VERL + [("trl.dpo", "ids: true, shuffle: true, soft_labels: carry")]
COMPRESSIONS = ("zstd", "snappy", "none")

pytestmark = pytest.mark.winnow


def pipeline(sources: list[winnow.Source]) -> str:
    lines = ["name: parquet", "seed: 17", "splits: {train: 0.9, test: 0.1}", "store: store.sqlite",
             "max_bad_records: 5%", "sources:"]
    for source in sources:
        lines.append(f"  - {{name: {source.name}, path: '{source.path}', format: {source.format}}}")
    lines += ["  - {name: sums, path: sums.jsonl, mapping: {prompt: q, chosen: c, rejected: r}}", "exports:"]
    for number, (trainer, options) in enumerate(CASES):
        more = f", {options}" if options else ""
        packed = COMPRESSIONS[number % 3]
        lines += [
            f"  - {{to: lines/{number}, trainer: {trainer}, container: jsonl, compression: none{more}}}",
            f"  - {{to: parquet/{number}, trainer: {trainer}, container: parquet, compression: {packed},"
            f" shard_bytes: 32KB{more}}}",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """The folders of each case: JSON Lines and Parquet."""
    folder = tmp_path_factory.mktemp("exports")
    sums = [{"q": f"What is {n} + {n}?", "c": f"It is {2 * n}.", "r": "No.", "answer": str(2 * n)}
            for n in range(40)]
    (folder / "sums.jsonl").write_text("".join(json.dumps(row) + "\n" for row in sums))
    (folder / "pipeline.yaml").write_text(pipeline(winnow.example_sources()))
    winnow.run("run", "pipeline.yaml", folder=folder)
    return [tuple(Export(folder / kind / str(number), trainer, options, "none") for kind in ("lines", "parquet"))
            for number, (trainer, options) in enumerate(CASES)]


def shards(export: Export, split: str) -> list[str]:
    paths = [shard["path"] for shard in export.manifest["splits"][split]["shards"]]
    assert all(path.endswith(".parquet") for path in paths)
    return [str(export.folder / path) for path in paths]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_datasets_loads_the_rows_of_the_lines(exports, number, tmp_path):
    lines, parquet = exports[number]
    loaded = datasets.load_dataset(str(parquet.folder), cache_dir=str(tmp_path))
    assert {name: split.num_rows for name, split in loaded.items()} == lines.counts
    assert sum(lines.counts.values()) > 0
    for name, split in loaded.items():
        assert split.to_list() == lines.rows[name]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_features_are_those_of_the_card(exports, number, tmp_path):
    lines, parquet = exports[number]
    card = datasets.load_dataset_builder(str(parquet.folder), cache_dir=str(tmp_path)).info.features
    assert card == datasets.load_dataset_builder(str(lines.folder), cache_dir=str(tmp_path)).info.features
    # By the files alone, without the card.
    bare = datasets.load_dataset(
        "parquet", data_files=shards(parquet, "train"), split="train", cache_dir=str(tmp_path))
    assert bare.features == card
    assert bare.to_list() == lines.rows["train"]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_shards_are_sound(exports, number):
    lines, parquet = exports[number]
    for name in lines.counts:
        found = []
        for path in shards(parquet, name):
            file = pq.ParquetFile(path, page_checksum_verification=True)
            assert file.metadata.created_by.startswith("winnow version ")
            assert not file.metadata.metadata
            found += file.read().to_pylist()
        assert found == lines.rows[name]


def load_rl(files: list[str], cache: str) -> datasets.Dataset:
    """As verl's RLHFDataset reads its files."""
    frames = [datasets.load_dataset("parquet", data_files=file, cache_dir=cache)["train"] for file in files]
    return datasets.concatenate_datasets(frames)


@pytest.mark.parametrize("number", [n for n, (trainer, _) in enumerate(CASES) if trainer == "verl.rl"])
def test_verl_rl(exports, number, tmp_path):
    lines, parquet = exports[number]
    rows = load_rl(shards(parquet, "train"), str(tmp_path))
    assert rows.to_list() == lines.rows["train"]
    indexes = []
    for row in rows:
        assert [set(message) for message in row["prompt"]] == [{"role", "content"}] * len(row["prompt"])
        assert isinstance(row["data_source"], str) and isinstance(row["ability"], str)
        assert isinstance(row["reward_model"]["ground_truth"], str)
        assert row.get("extra_info", {}).get("tools_kwargs", {}) == {}
        indexes.append(row["extra_info"]["index"])
    assert indexes == sorted(set(indexes))
    if "ground_truth" in CASES[number][1]:
        sums = {f"What is {n} + {n}?": str(2 * n) for n in range(40)}
        assert {row["prompt"][0]["content"]: row["reward_model"]["ground_truth"] for row in rows}.items() <= sums.items()
        assert {row["reward_model"]["style"] for row in rows} == {"rule"}


def test_verl_rm(exports):
    number = CASES.index(("verl.rm", ""))
    lines, parquet = exports[number]
    frame = pandas.concat([pandas.read_parquet(file) for file in shards(parquet, "train")])
    for key in ("prompt", "chosen", "rejected"):
        assert frame[key].tolist() == [row[key] for row in lines.rows["train"]]
        assert all(isinstance(text, str) for text in frame[key])


@pytest.mark.parametrize("number", [n for n, (trainer, _) in enumerate(CASES) if trainer == "verl.sft"])
def test_verl_sft(exports, number):
    lines, parquet = exports[number]
    # As verl's MultiTurnSFTDataset reads its files.
    frame = pandas.concat(
        [pandas.read_parquet(file, dtype_backend="pyarrow") for file in shards(parquet, "train")])
    for key in lines.rows["train"][0]:
        found = [list(value) if key == "messages" else value for value in frame[key].tolist()]
        assert found == [row[key] for row in lines.rows["train"]]
