#!/bin/sh
# The noise benchmark (docs/noise-benchmark.md): makes the stores that are missing and runs the matrix.
# What is done is not done again: results lie in out/noise-benchmark/*.json.
#
#   scripts/noise-benchmark.sh [stores|overlap|matrix|natural|generator|systematic|tables]...
#
# RATES, SEEDS, JOBS, METHODS change the matrix; the defaults are the full one.
set -eu
cd "$(dirname "$0")/.."
winnow=${WINNOW:-.build/release/winnow}
out=out/noise-benchmark
rates=${RATES:-0,0.1,0.2,0.3,0.4}
seeds=${SEEDS:-3}
methods=${METHODS:-all}
jobs=${JOBS:-$(nproc)}
mkdir -p "$out"

corpora="hh rmb mixed ultrafeedback alpaca-eval votes"
judges="weighted_alpaca_eval_gpt4_turbo alpaca_eval_gpt4 claude"

stores() {
  for name in $corpora; do
    [ -e "$out/$name.sqlite" ] || "$winnow" run "pipelines/noise-benchmark/$name.yaml" --jobs "$jobs"
  done
}

evaluate() { # NAME, then options
  name=$1
  shift
  echo "== $name"
  "$winnow" evaluate noise --jobs "$jobs" --methods "$methods" --seeds "$seeds" \
    --json "$out/$name.json" "$@" >"$out/$name.txt"
  cat "$out/$name.txt"
}

# Pairs and prompts that two stores share, by digest: public ids are the same wherever a text stands.
overlap() {
  for a in $corpora; do
    for b in $corpora; do
      sqlite3 "$out/$a.sqlite" "ATTACH '$out/$b.sqlite' AS other;
        SELECT '$a', '$b',
          (SELECT count(*) FROM main.pair JOIN other.pair AS o ON o.digest = main.pair.digest),
          (SELECT count(*) FROM main.prompt_group AS g JOIN other.prompt_group AS o ON o.digest = g.digest);"
    done
  done
}

matrix() {
  evaluate hh --store "$out/hh.sqlite" --rates "$rates"
  evaluate rmb --store "$out/rmb.sqlite" --where annotator=pairs --rates "$rates"
  # Prompts that stand in another corpus of the benchmark are left out of `mixed`.
  evaluate mixed --store "$out/mixed.sqlite" --without "$out/votes.sqlite" \
    --without "$out/ultrafeedback.sqlite" --without "$out/hh.sqlite" \
    --without "$out/alpaca-eval.sqlite" --rates "$rates"
  evaluate ultrafeedback --store "$out/ultrafeedback.sqlite" --where member=clean.jsonl,no-ties \
    --rates "$rates"
  for judge in $judges; do
    evaluate "alpaca-eval-$judge" --store "$out/alpaca-eval.sqlite" \
      --where "annotator=$judge,no-ties" --sample 20000 --rates "$rates"
  done
}

# Natural noise: one vote is the label, the others the truth.
natural() {
  for source in llmfao pandalm tulu1-human-eval; do
    evaluate "natural-$source" --store "$out/votes.sqlite" --where "source=$source" --rates 0 \
      --no-downstream
  done
  evaluate natural-alpaca-eval --store "$out/alpaca-eval.sqlite" --rates 0 --no-downstream
}

# Folds that share no generator.
generator() {
  evaluate generator-rmb --store "$out/rmb.sqlite" --where annotator=pairs --folds generator \
    --rates "$rates"
  for judge in $judges; do
    evaluate "generator-alpaca-eval-$judge" --store "$out/alpaca-eval.sqlite" \
      --where "annotator=$judge,no-ties" --folds generator --sample 20000 --rates "$rates"
  done
}

# Noise that is not random: the corpus's own flips, and flips that follow a rule.
systematic() {
  for share in 10 20 30; do
    evaluate "ultrafeedback-own-$share" --store "$out/ultrafeedback.sqlite" \
      --where "member=label_flip_$share.jsonl,no-ties" --trusted member=clean.jsonl,no-ties \
      --rates 0 --no-downstream
  done
  for name in hh rmb; do
    where=$([ "$name" = rmb ] && echo annotator=pairs || echo '')
    evaluate "systematic-$name" --store "$out/$name.sqlite" --where "$where" --rates 0.2,0.4 \
      --flips difficulty,longer --no-downstream
  done
}

tables() { python3 scripts/noise-tables.py "$out"/*.json; }

for part in ${*:-stores overlap matrix natural systematic generator tables}; do "$part"; done
