"""Exports of trees, loaded by `datasets`."""

import json

import datasets
import winnow

PIPELINE = """
name: trees
store: store.sqlite
splits: {train: 1}
sources:
  - path: corpus.jsonl
    mapping:
      prompt: q
      responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}
      votes: {ranked: all, by: t, best: highest, pairs: none}
  - {path: oasst.jsonl, format: oasst}
stages:
  - trees.shared_prefix: {unit: step, score: t}
  - trees.pairs: {form: step, old_pairs: keep}
exports:
  - {to: trees, trainer: trees.jsonl, shape: conversational}
  - {to: stepwise, trainer: trl.stepwise}
  - {to: step_dpo, trainer: step_dpo}
  - {to: dpo, trainer: trl.dpo}
"""

# The first tree leaves values empty, the second fills them: types must come from the card, not from the first rows.
CORPUS = [
    {"q": "Name a bird.", "answers": [{"text": "A stork.", "t": None}, {"text": "A carp.", "t": None}]},
    {"q": "Add 2 to 3.", "answers": [
        {"text": "Step 1: take 2.\nStep 2: add 3.\nIt is 5.", "t": 1},
        {"text": "Step 1: take 2.\nStep 2: it is 6.", "t": 0},
        {"text": "Step 1: 7.", "t": 0}]},
]
OASST = {"prompt": {"text": "Q", "role": "prompter", "replies": [
    {"text": "A", "role": "assistant", "rank": 0, "replies": []},
    {"text": "B", "role": "assistant", "rank": 1, "replies": []}]}}


def test_datasets_loads_trees_and_steps(tmp_path):
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in CORPUS))
    (tmp_path / "oasst.jsonl").write_text(json.dumps(OASST) + "\n")
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    winnow.run("run", "pipeline.yaml", folder=tmp_path)
    loaded = {
        name: datasets.load_dataset(str(tmp_path / name), split="train", cache_dir=str(tmp_path / "cache"))
        for name in ("trees", "stepwise", "step_dpo", "dpo")
    }
    assert len(loaded["trees"]) == 3
    nodes = loaded["trees"][1]["nodes"]
    assert [node["depth"] for node in nodes].count(2) == 2 and nodes[0]["leaves"] == 3
    for row in loaded["stepwise"]:
        assert len(row["completions"]) == len(row["labels"])
    assert {"prompt": "Add 2 to 3.", "completions": ["Step 1: take 2.", "Step 2: add 3.\nIt is 5."],
            "labels": [True, True]} in list(loaded["stepwise"])
    fork = [row for row in loaded["step_dpo"] if row["initial_reason_steps"]]
    assert [row["chosen"] for row in fork] == ["\nStep 2: add 3.\nIt is 5."]
    assert fork[0]["full_chosen"] == fork[0]["initial_reason_steps"] + fork[0]["chosen"]
    begun = [row["prompt"] for row in loaded["dpo"] if row["prompt"][-1]["role"] == "assistant"]
    assert begun == [[{"role": "user", "content": "Add 2 to 3."},
                      {"role": "assistant", "content": "Step 1: take 2."}]]
