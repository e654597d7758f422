"""What real packages must make of an exported folder: `datasets`, `duckdb` and `trl`.

Each check takes an `Export` and raises where it does not hold.
"""

import json
import tempfile

import datasets
import duckdb
import huggingface_hub
import trl.data_utils as trl

from exported import Export
from tokenizer import chatml_tokenizer

# `datasets`


def normal(value: object) -> object:
    """Rows compare equal whatever order a struct's keys come back in."""
    return json.dumps(value, sort_keys=True)


def load(export: Export, cache: str, **options):
    return datasets.load_dataset(str(export.folder), cache_dir=cache, **options)


def declared_features(export: Export) -> datasets.Features:
    card = huggingface_hub.DatasetCard.load(export.folder / "README.md").data.to_dict()
    return datasets.Features._from_yaml_list(card["dataset_info"]["features"])


def datasets_loads_every_split(export: Export) -> None:
    with tempfile.TemporaryDirectory() as cache:
        loaded = load(export, cache)
        assert {name: split.num_rows for name, split in loaded.items()} == export.counts
        declared = declared_features(export)
        for name, split in loaded.items():
            assert split.features == declared, "loaded features differ from the declared ones"
            expected = export.rows[name]
            for place, row in enumerate(split):
                assert normal(row) == normal(expected[place]), f"{name} row {place}"


def datasets_infers_the_declared_features(export: Export) -> None:
    """Without the card, the shards alone give the same types."""
    with tempfile.TemporaryDirectory() as cache:
        files = {name: [str(export.folder / shard["path"]) for shard in split["shards"]]
                 for name, split in export.manifest["splits"].items() if split["rows"]}
        inferred = datasets.load_dataset("json", data_files=files, cache_dir=cache)
        whole = load(export, cache)
        for name in inferred:
            assert inferred[name].features == whole[name].features


def datasets_streams_every_split(export: Export) -> None:
    with tempfile.TemporaryDirectory() as cache:
        stream = load(export, cache, streaming=True)
        assert set(stream) == set(export.counts)
        declared = declared_features(export)
        for name, split in stream.items():
            assert split.features == declared
            streamed = [normal(row) for row in split]
            assert streamed == [normal(row) for row in export.rows[name]], name


# `duckdb`


def duckdb_counts_the_rows(export: Export) -> None:
    for name, split in export.manifest["splits"].items():
        if not split["rows"]:
            continue
        shards = [str(export.folder / shard["path"]) for shard in split["shards"]]
        relation = duckdb.execute(
            "SELECT count(*) FROM read_json(?, format = 'newline_delimited')", [shards])
        assert relation.fetchone()[0] == split["rows"]
        columns = duckdb.execute(
            "DESCRIBE SELECT * FROM read_json(?, format = 'newline_delimited')", [shards])
        assert {row[0] for row in columns.fetchall()} == set(export.rows[name][0])


# `trl`


def loaded_rows(export: Export):
    """All rows as one `datasets.Dataset`, as a trainer holds them."""
    return datasets.Dataset.from_list(export.all_rows())


def some(rows: list[dict], most: int) -> list[dict]:
    """At most `most` rows, evenly spread; all rows where there are fewer."""
    return rows[:: -(-len(rows) // most)] if len(rows) > most else rows


def trl_sees_the_shape(export: Export) -> None:
    for row in export.all_rows():
        assert trl.is_conversational(row) == (export.shape == "conversational")


def trl_keeps_the_prompt(export: Export) -> None:
    for row in export.all_rows():
        prepared = trl.maybe_extract_prompt(row)
        if "prompt" in row or "chosen" not in row:
            assert prepared == row, "TRL extracts another prompt"
        else:
            assert prepared["prompt"] and prepared["chosen"] and prepared["rejected"]


def trl_unpairs(export: Export) -> None:
    """A preference set falls into twice the rows, half of them true; an unpaired one stays."""
    rows = loaded_rows(export)
    unpaired = trl.maybe_unpair_preference_dataset(rows)
    if "chosen" not in rows.column_names:
        assert unpaired.num_rows == rows.num_rows
        return
    assert unpaired.num_rows == 2 * rows.num_rows
    assert sum(unpaired["label"]) == rows.num_rows
    answers = {True: set(), False: set()}
    for row in unpaired:
        answers[row["label"]].add(normal([row.get("prompt"), row["completion"]]))
    for row in export.all_rows():
        assert normal([row.get("prompt"), row["chosen"]]) in answers[True]
        assert normal([row.get("prompt"), row["rejected"]]) in answers[False]


def trl_applies_the_chat_template(export: Export) -> None:
    """Each conversation is rendered, prompt and answer meet, and its tokens give it back."""
    tokenizer = chatml_tokenizer()
    for row in some(export.all_rows(), 20_000):
        rendered = trl.maybe_apply_chat_template(row, tokenizer)
        if export.shape == "standard":
            assert rendered == row
            continue
        if "messages" in row:
            assert rendered["text"] == tokenizer.apply_chat_template(
                row["messages"], tokenize=False)
            continue
        for column in {"chosen", "rejected", "completion"} & set(row):
            whole = tokenizer.apply_chat_template(
                row.get("prompt", []) + row[column], tokenize=False)
            assert rendered.get("prompt", "") + rendered[column] == whole
            assert row[column][-1]["content"] in rendered[column]
        if "prompt" in row:
            assert rendered["prompt"].endswith("<|im_start|>assistant\n")
    text = rendered.get("prompt") or rendered.get("text") or ""
    assert tokenizer.decode(tokenizer.encode(text)) == text


def trl_tokenizes_as_its_trainers_do(export: Export) -> None:
    """The tokens of the prompt begin the tokens of prompt and answer: TRL masks by that."""
    tokenizer = chatml_tokenizer()
    for row in some(export.all_rows(), 200):
        if export.shape != "conversational" or "prompt" not in row:
            continue
        rendered = trl.apply_chat_template(row, tokenizer)
        prompt = tokenizer.encode(rendered["prompt"])
        for column in {"chosen", "rejected", "completion"} & set(row):
            whole = tokenizer.encode(rendered["prompt"] + rendered[column])
            assert whole[: len(prompt)] == prompt and len(whole) > len(prompt)


ALL = [
    datasets_loads_every_split,
    datasets_infers_the_declared_features,
    datasets_streams_every_split,
    duckdb_counts_the_rows,
    trl_sees_the_shape,
    trl_keeps_the_prompt,
    trl_unpairs,
    trl_applies_the_chat_template,
    trl_tokenizes_as_its_trainers_do,
]
