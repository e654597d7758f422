"""Measures the scoring of many responses by `relabel.score.reference` (BLEU) and `relabel.score.embedded`.

    scores.py --winnow .build/release/winnow [--responses 1000000] [--sample 20000] [--folder FOLDER]

Needs `pip install sacrebleu scikit-learn`. Makes its own corpus: two responses of about sixty words and a reference for
each prompt, the label following length and wording with a quarter of mistakes. Beside winnow, in the same run:
sacrebleu's `sentence_bleu` on `--sample` responses, and scikit-learn (TF-IDF of word 1-2-grams, logistic regression on
differences, five folds by prompt, every response scored by the model that has not seen its prompt) on ten times as
many. Processor time, so that a busy machine does not tell; rates are per response. Prints one JSON object.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from measuring import measure

MAPPING = """{prompt: /prompt, responses: {a: {text: /a}, b: {text: /b}}, \
votes: {between: [a, b], winner: {of: /winner, is: {a: a, b: b}}}}"""


def record(number: int) -> dict:
    rng = random.Random(number)

    def words(count: int) -> str:
        return " ".join(f"w{int(rng.paretovariate(0.7)) % 20000}" for _ in range(count)).capitalize() + "."

    reference = words(60)
    kept = reference.split()
    texts = []
    for _ in range(2):
        own = [word if rng.random() < 0.6 else f"w{int(rng.paretovariate(0.7)) % 20000}" for word in kept]
        texts.append(" ".join(own[: rng.randint(30, 60)]))
    better = len(texts[0]) > len(texts[1])
    return {
        "prompt": f"Question {number}: {words(8)}", "a": texts[0], "b": texts[1], "reference": reference,
        "winner": "a" if better != (rng.random() < 0.25) else "b"}


def pipeline(folder: Path, name: str, stages: list[str]) -> Path:
    path = folder / f"{name}.yaml"
    listed = "stages:\n" + "".join(f"  - {stage}\n" for stage in stages) if stages else ""
    path.write_text(
        f"name: scores\nstore: {folder}/{name}.sqlite\nmemory: 1GB\nsources:\n"
        f"  - {{name: made, path: {folder}/made.jsonl, mapping: {MAPPING}}}\n{listed}")
    return path


def of_winnow(winnow: Path, folder: Path, name: str, stage: str, responses: int) -> dict:
    """The store is filled first; what is measured is the stage, with all that a run needs besides."""
    measure([str(winnow), "run", str(pipeline(folder, name, []))], {}, folder)
    found = measure([str(winnow), "run", str(pipeline(folder, name, [stage]))], {}, folder)
    return {
        "cpu_us_each": 1e6 * found["cpu"] / responses, "wall_s": round(found["wall"], 1),
        "cpu_s": round(found["cpu"], 1), "peak_mb": round(found["peak_mb"])}


def of_sacrebleu(records: list[dict]) -> float:
    import sacrebleu

    started = time.process_time()
    for own in records:
        for text in (own["a"], own["b"]):
            sacrebleu.sentence_bleu(text, [own["reference"]])
    return 1e6 * (time.process_time() - started) / (2 * len(records))


def of_sklearn(records: list[dict]) -> float:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold

    usage = resource.getrusage(resource.RUSAGE_SELF)
    started = usage.ru_utime + usage.ru_stime
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True, max_features=400_000)
    vectors.fit(own[side] for own in records for side in ("a", "b"))
    a, b = (vectors.transform([own[side] for own in records]) for side in ("a", "b"))
    label = np.array([own["winner"] == "a" for own in records]).astype(int)
    for train, test in KFold(5).split(label):
        model = LogisticRegression(C=0.1, fit_intercept=False, max_iter=200).fit((a - b)[train], label[train])
        a[test] @ model.coef_[0], b[test] @ model.coef_[0]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1e6 * (usage.ru_utime + usage.ru_stime - started) / (2 * len(records))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--winnow", type=Path, required=True)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        with open(folder / "made.jsonl", "w", encoding="utf-8") as out:
            for number in range(options.responses // 2):
                out.write(json.dumps(record(number)) + "\n")
        winnow = options.winnow.resolve()
        few = [record(number) for number in range(options.sample // 2)]
        bleu = of_winnow(winnow, folder, "bleu", "relabel.score.reference: {field: /reference}", options.responses)
        bleu["sacrebleu_us_each"] = of_sacrebleu(few)
        bleu["ratio"] = bleu["sacrebleu_us_each"] / bleu["cpu_us_each"]
        many = [record(number) for number in range(min(options.responses, 10 * options.sample) // 2)]
        embedded = of_winnow(winnow, folder, "embedded", "relabel.score.embedded", options.responses)
        embedded["sklearn_us_each"] = of_sklearn(many)
        embedded["ratio"] = embedded["sklearn_us_each"] / embedded["cpu_us_each"]
        print(json.dumps({"responses": options.responses, "bleu": bleu, "embedded": embedded}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
