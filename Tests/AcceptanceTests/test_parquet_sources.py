"""Corpora as Parquet: pyarrow writes what their files hold, and the store is that of the files themselves.

What Parquet cannot tell apart is left out of the comparison: whether a member is null or absent, and the order of keys
in objects (a struct has one order for all rows). A value of another type than its column's is null there.
"""

import json
import sqlite3
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import winnow

pytestmark = pytest.mark.winnow

PIPELINE = winnow.ROOT / "pipelines" / "shared-data.yaml"
QUERIES = [
    "SELECT hex(digest) FROM prompt",
    "SELECT hex(digest) FROM response",
    """SELECT hex(pair.digest), winner, strength, kind, annotator.name, a.name, b.name, rationale
       FROM vote JOIN pair ON pair.id = vote.pair JOIN annotator ON annotator.id = vote.annotator
       LEFT JOIN model AS a ON a.id = a_model LEFT JOIN model AS b ON b.id = b_model""",
    """SELECT hex(response.digest), score_name.name, value FROM score
       JOIN response ON response.id = score.response JOIN score_name ON score_name.id = score.name""",
    "SELECT hex(digest), split FROM prompt_group",
]


DATA = "../../shared/data"


def prompts(name: str, path: str, prompt, **more) -> dict:
    return {"name": name, "path": f"{DATA}/{path}", "mapping": {"prompt": prompt, "responses": "none"}, **more}


def ranked(name: str, path: str, text: str, scores: dict, by: str) -> dict:
    return {"name": name, "path": f"{DATA}/{path}", "mapping": {
        "prompt": "prompt", "responses": {"sample": {"text": text, "scores": scores}},
        "votes": {"ranked": "sample", "by": by, "best": "highest", "kind": "model"}}}


def sources() -> list[dict]:
    if not winnow.SHARED.exists():
        return []
    return [
        *yaml.safe_load(PIPELINE.read_text())["sources"],
        {"name": "oasst", "path": f"{DATA}/trees/oasst-en-100-trees.jsonl.gz"},
        ranked("bon16", "scores/bon16-scores.jsonl.gz", "/responses/*/text",
               {"p": "/responses/*/p_beats_ref"}, "p"),
        ranked("openmeva", "scores/openmeva.json", "/gen/*/text",
               {"human": "/gen/*/score/human", "bleu": "/gen/*/score/sentence_bleu"}, "human"),
        prompts("ifeval", "rules/ifeval-prompts.jsonl", "prompt"),
        prompts("healthbench", "rubrics/healthbench-sample.jsonl", {"messages": "/prompt"}),
        prompts("scholarqa", "rubrics/scholarqa-weighted.json", "initial_prompt"),
        prompts("biggen", "rubrics/biggen-bench.json.gz", "input", records_at=""),
    ]


def paths(source: dict) -> list[Path]:
    own = source["path"] if isinstance(source["path"], list) else [source["path"]]
    return [(PIPELINE.parent / path).resolve() for path in own]


def table(source: dict, path: Path, folder: Path) -> pa.Table:
    """The records of a file in their natural shape."""
    lines = winnow.run("inspect", str(path), "--lines", "--rows", "all", folder=folder)
    rows = [json.loads(line) for line in lines.split("\n") if line]
    if "records_at" in source:
        rows = list(rows[0].values())
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: column([row.get(name) for row in rows]) for name in names})


def column(values: list) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        kinds = [type(value) for value in values if value is not None]
        most = max(set(kinds), key=kinds.count)
        return pa.array([value if isinstance(value, most) else None for value in values])


def plain(value):
    if isinstance(value, dict):
        return {key: plain(own) for key, own in sorted(value.items()) if own is not None}
    return [plain(own) for own in value] if isinstance(value, list) else value


def dump(store: Path) -> list[list]:
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    found = [sorted(map(repr, database.execute(query))) for query in QUERIES]
    records = database.execute("SELECT outcome, extra, reason FROM record ORDER BY id").fetchall()
    # In quarantine `extra` says what was wrong, which names the type that was found.
    found.append([
        (outcome, None if outcome == 2 or not extra else json.dumps(plain(json.loads(extra))))
        for outcome, extra, _ in records])
    database.close()
    return found


def ingest(source: dict, files: list[Path], name: str, folder: Path) -> list[list]:
    own = {**source, "path": [str(file) for file in files]}
    if "join" in own:
        # YAML 1.1 takes the key `on` for a truth value.
        on = own["join"].get("on", own["join"].get(True))
        own["join"] = {"on": on, "path": str((PIPELINE.parent / own["join"]["path"]).resolve())}
    pipeline = {"name": "parquet", "store": f"{name}.sqlite", "max_bad_records": "5%", "sources": [own]}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(pipeline, sort_keys=False))
    winnow.run("run", f"{name}.yaml", folder=folder)
    return dump(folder / f"{name}.sqlite")


@pytest.mark.skipif(not winnow.SHARED.exists(), reason="the shared corpora are not beside the project")
@pytest.mark.parametrize("source", sources(), ids=lambda source: source["name"])
def test_a_corpus_as_parquet_makes_the_same_store(source, tmp_path):
    files = []
    for number, path in enumerate(paths(source)):
        files.append(tmp_path / f"{number}-{source['name']}.parquet")
        pq.write_table(
            table(source, path, tmp_path), files[-1], compression="zstd", row_group_size=5000,
            data_page_version="2.0" if number % 2 else "1.0")
    expected = ingest(source, paths(source), "original", tmp_path)
    rows = {key: value for key, value in source.items() if key != "records_at"}
    found = ingest(rows, files, "parquet", tmp_path)
    assert expected[0], "nothing was read"
    for own, other, what in zip(
            found, expected, ["prompts", "responses", "votes", "scores", "splits", "records"], strict=True):
        assert own == other, what
