"""Measures winnow's reference metrics beside sacrebleu and rouge-score, and compares every score.

    metrics.py [--data FOLDER] [--prompts 125] [--rounds 3]

Needs `pip install sacrebleu rouge-score` (rouge-score 0.1.2 comes as source), a Swift toolchain, and
`scores/bon16-scores.jsonl.gz` below FOLDER: 16 responses and a reference for each prompt. One core;
processor time, so that a busy machine does not tell. winnow makes a prompt's references ready once, as
the tool does; `each` makes them ready for each response, as the packages do. Commands run in turn.
Prints one JSON object per metric; exits 1 if a score differs by more than 1e-9.
"""

import argparse
import gzip
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sacrebleu
from rouge_score import rouge_scorer

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "Metrics"


def rouge(kind: str, stem: bool = False):
    scorer = rouge_scorer.RougeScorer([kind], use_stemmer=stem)
    return lambda response, references: max(
        scorer.score(reference, response)[kind].fmeasure for reference in references)


PEERS = {
    "bleu": lambda h, r: sacrebleu.sentence_bleu(h, r).score,
    "bleu-intl": lambda h, r: sacrebleu.sentence_bleu(h, r, tokenize="intl").score,
    "bleu-lower": lambda h, r: sacrebleu.sentence_bleu(h, r, lowercase=True).score,
    "chrf": lambda h, r: sacrebleu.sentence_chrf(h, r).score,
    "chrf++": lambda h, r: sacrebleu.sentence_chrf(h, r, word_order=2).score,
    "rouge1": rouge("rouge1"),
    "rouge2": rouge("rouge2"),
    "rougeL": rouge("rougeL"),
    "rougeLsum": rouge("rougeLsum"),
    "rougeL-stem": rouge("rougeL", stem=True),
}


def read_groups(data: Path, prompts: int) -> list[dict]:
    groups = []
    with gzip.open(data / "scores" / "bon16-scores.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            responses = record["responses"]
            if isinstance(responses, str):
                responses = json.loads(responses)
            groups.append({
                "references": [record["reference_model_output"]],
                "responses": [response["text"] for response in responses]})
            if len(groups) == prompts:
                break
    return groups


def winnow(tool: Path, groups: Path, metric: str, out: Path) -> float:
    done = subprocess.run([tool, groups, metric, out], check=True, capture_output=True)
    return json.loads(done.stdout)["seconds"]


def peer(metric: str, groups: list[dict]) -> tuple[float, list[float]]:
    score = PEERS[metric]
    start = time.process_time()
    scores = [score(h, g["references"]) for g in groups for h in g["responses"]]
    return time.process_time() - start, scores


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=ROOT.parent.parent / "shared" / "data")
    parser.add_argument("--prompts", type=int, default=125)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--metric", action="append", choices=list(PEERS))
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", FOLDER], check=True, stdout=sys.stderr)
    tool = FOLDER / ".build" / "release" / "metrics"
    groups = read_groups(options.data, options.prompts)
    largest = 0.0
    with tempfile.TemporaryDirectory() as work:
        texts, out = Path(work, "groups.jsonl"), Path(work, "scores")
        texts.write_text("".join(json.dumps(group) + "\n" for group in groups), encoding="utf-8")
        for metric in options.metric or PEERS:
            ours, each, theirs = [], [], []
            for _ in range(options.rounds):
                each.append(winnow(tool, texts, f"{metric}/each", out))
                ours.append(winnow(tool, texts, metric, out))
                seconds, scores = peer(metric, groups)
                theirs.append(seconds)
            found = [float(line) for line in out.read_text().split()]
            difference = max(abs(a - b) for a, b in zip(found, scores, strict=True))
            largest = max(largest, difference)
            a, b, c = (statistics.median(times) for times in (ours, each, theirs))
            print(json.dumps({
                "metric": metric, "responses": len(scores),
                "winnow_us": round(1e6 * a / len(scores), 2),
                "winnow_each_us": round(1e6 * b / len(scores), 2),
                "peer_us": round(1e6 * c / len(scores), 2),
                "ratio": round(c / a, 1), "ratio_each": round(c / b, 1),
                "largest_difference": difference}), flush=True)
    sys.exit(largest > 1e-9)


main()
