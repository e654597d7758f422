"""Scores against references in the store, beside those of sacrebleu and rouge-score."""

import json
import sqlite3
from pathlib import Path

import pytest

import winnow

pytestmark = pytest.mark.winnow

# Name of the score, options of the stage, and how the packages call it.
METRICS = {
    "bleu": ("metric: bleu", ("bleu", {})),
    "bleu_none": ("metric: bleu, bleu: {smoothing: none}", ("bleu", {"smooth_method": "none"})),
    "bleu_floor": (
        "metric: bleu, bleu: {smoothing: floor, value: 0.01}",
        ("bleu", {"smooth_method": "floor", "smooth_value": 0.01})),
    "bleu_add": (
        "metric: bleu, bleu: {smoothing: add-k, tokenize: intl, lowercase: true}",
        ("bleu", {"smooth_method": "add-k", "smooth_value": 1, "tokenize": "intl",
                  "lowercase": True})),
    "chrf": ("metric: chrf", ("chrf", {})),
    "chrf_plus": ("metric: chrf++", ("chrf", {"word_order": 2})),
    "rouge_1": ("metric: rouge1", ("rouge", ("rouge1", False))),
    "rouge_2": ("metric: rouge2", ("rouge", ("rouge2", False))),
    "rouge_l": ("metric: rougeL", ("rouge", ("rougeL", False))),
    "rouge_lsum": ("metric: rougeLsum, stem: true", ("rouge", ("rougeLsum", True))),
}

OPENMEVA = """
    mapping:
      prompt: prompt
      responses: {all: {text: /gen/*/text, scores: {human: /gen/*/score/human}}}
      votes: {ranked: all, by: human, best: highest}
"""
BEST_OF_N = """
    mapping:
      prompt: prompt
      responses: {all: {text: /responses/*/text, scores: {p: /responses/*/p_beats_ref}}}
      votes: {ranked: all, by: p, best: highest, pairs: best_worst}
"""
CORPORA = {
    "openmeva": ("scores/openmeva.json", OPENMEVA, "field: /reference", None),
    "best-of-n": ("scores/bon16-scores.jsonl.gz", BEST_OF_N, "field: /reference_model_output", 160),
    "alpaca-eval": (
        "alpaca-eval/judgements.jsonl.zst", "    format: alpaca-eval\n", "model: gpt4_1106_preview",
        900),
}


def expected(call: tuple, response: str, references: list[str]) -> float:
    import sacrebleu
    from rouge_score import rouge_scorer

    kind, options = call
    if kind == "bleu":
        return sacrebleu.sentence_bleu(response, references, **options).score
    if kind == "chrf":
        return sacrebleu.sentence_chrf(response, references, **options).score
    variant, stems = options
    scorer = rouge_scorer.RougeScorer([variant], use_stemmer=stems)
    return max(scorer.score(reference, response)[variant].fmeasure for reference in references)


def references_by_prompt(store: sqlite3.Connection, places: str) -> dict[int, list[str]]:
    """As the stage takes them: different texts of the prompt's records, or of what a model wrote."""
    kind, value = places.split(": ")
    found: dict[int, set[str]] = {}
    if kind == "field":
        for prompt, extra in store.execute(
                "SELECT prompt, extra FROM record WHERE prompt IS NOT NULL AND extra IS NOT NULL"):
            text = json.loads(extra).get(value.removeprefix("/"))
            if text:
                found.setdefault(prompt, set()).add(text)
    else:
        for prompt, text in store.execute("""
            SELECT response.prompt, text.body FROM vote JOIN pair ON pair.id = vote.pair
            JOIN model ON model.name = ? AND model.id IN (a_model, b_model)
            JOIN response ON response.id = CASE WHEN a_model = model.id THEN a ELSE b END
            JOIN text ON text.id = response.text WHERE text.form = 0""", (value,)):
            found.setdefault(prompt, set()).add(text)
    return {prompt: sorted(texts) for prompt, texts in found.items()}


@pytest.mark.parametrize("corpus", CORPORA)
def test_scores_are_those_of_the_packages(corpus: str, tmp_path: Path):
    file, reading, places, limit = CORPORA[corpus]
    path = winnow.SHARED / file
    if not path.exists():
        pytest.skip("no ../shared/data beside the package")
    stages = [f"  - relabel.score.reference: {{id: {name}, name: {name}, {places}, {options}}}"
              for name, (options, _) in METRICS.items()]
    (tmp_path / "pipeline.yaml").write_text("\n".join([
        "name: metrics", "store: store.sqlite", "max_bad_records: 5%", "sources:",
        f"  - name: {corpus}", f"    path: '{path}'" + ("\n" if reading.startswith("    f") else "")
        + reading.rstrip("\n"), "stages:", *stages, ""]))
    words = ["run", "pipeline.yaml"] + (["--limit", str(limit)] if limit else [])
    winnow.run(*words, folder=tmp_path)

    store = sqlite3.connect(f"file:{tmp_path / 'store.sqlite'}?mode=ro", uri=True)
    references = references_by_prompt(store, places)
    rows = store.execute("""
        SELECT score_name.name, response.prompt, text.body, value FROM score
        JOIN score_name ON score_name.id = score.name JOIN response ON response.id = response
        JOIN text ON text.id = response.text WHERE score.run > 0 AND text.form = 0""").fetchall()
    assert len(rows) >= 9 * 190 * len(METRICS) // 10
    for name, prompt, response, value in rows:
        wanted = expected(METRICS[name][1], response, references[prompt])
        assert value == pytest.approx(wanted, abs=1e-9, rel=0), (name, response)
    store.close()
