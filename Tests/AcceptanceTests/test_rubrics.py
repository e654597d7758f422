"""Exports of rubrics, loaded by `datasets`."""

import json

import datasets
import winnow

PIPELINE = """
name: rubrics
store: store.sqlite
splits: {train: 1}
sources:
  - path: corpus.jsonl
    mapping:
      prompt: q
      responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}
      votes: {ranked: all, by: t, best: highest, pairs: adjacent}
stages:
  - rubrics.import
exports:
  - {to: generator, trainer: rubrics.generator, shape: conversational}
  - {to: rows, trainer: rubrics.rows}
  - {to: openrubrics, trainer: rubrics.rows, form: openrubrics}
  - {to: healthbench, trainer: rubrics.rows, form: healthbench}
  - {to: weighted, trainer: rubrics.rows, form: weighted}
  - {to: named, trainer: rubrics.rows, form: named}
  - {to: grpo, trainer: rubrics.grpo}
  - {to: verl, trainer: verl.rubric}
"""

# The first rubric leaves empty what the second fills: types must come from the card, not from the first rows.
CORPUS = [
    {"q": "Name a bird.", "rubrics": ["The response is kind."],
     "answers": [{"text": "A stork.", "t": 2}, {"text": "A carp.", "t": 1}]},
    {"q": "Name a river.", "answers": [{"text": "The Rhine.", "t": 2}, {"text": "Lake Garda.", "t": 1}],
     "rubrics": [
         {"text": "The response has at most 20 words.", "kind": "hard_rule", "weight": 2.5},
         {"criterion": "Names a lake.", "points": -2, "tags": ["axis:truth"], "evidence": {"n": 3}},
         {"criterion": "How well?", "levels": ["Badly.", "Well."]}]},
]


def test_datasets_loads_every_form(tmp_path):
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in CORPUS))
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    winnow.run("run", "pipeline.yaml", folder=tmp_path)
    loaded = {
        name: datasets.load_dataset(str(tmp_path / name), split="train", cache_dir=str(tmp_path / "cache"))
        for name in ("generator", "rows", "openrubrics", "healthbench", "weighted", "named", "grpo", "verl")
    }
    assert all(len(rows) == 2 for rows in loaded.values())
    assert loaded["generator"][0]["completion"] == [
        {"role": "assistant", "content": "1. The response is kind. [Principle]"}]
    assert loaded["rows"][1]["criteria"][1]["evidence"] == '{"n":3}'
    assert [row["points"] for row in loaded["grpo"][1]["rubric"]] == [2.5, -2.0, 1.0]
    loaded["verl"].to_parquet(str(tmp_path / "train.parquet"))
    again = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "train.parquet"), split="train",
        cache_dir=str(tmp_path / "cache"))
    truth = json.loads(again[1]["reward_model"]["ground_truth"])
    assert truth[0]["check"]["rule"]["kind"] == "words"
    assert again[1]["extra_info"]["index"] == 1
