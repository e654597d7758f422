#!/usr/bin/env bash
# Builds the fuzz targets and runs them: first on every input that once failed, then on new ones.
#   Fuzz/run.sh                  every target, a million inputs each
#   Fuzz/run.sh json 50000       one target, that many inputs
# What is found is left as Fuzz/FailCases/TARGET/crash-…: fix it, and keep the input there.
set -euo pipefail
cd "$(dirname "$0")"

targets=(json csv formats mapping pipeline containers parquet)
[ $# -eq 0 ] || [ "$1" = all ] || targets=("$1")
runs=${2:-1000000}

swift build -c release --scratch-path .build
fuzz=.build/release/fuzz

# Swift's object files hold equal symbols many times, and its tagged pointers hide from the leak
# checker what they hold; a real leak meets the memory limit below. C libraries ask for as much as a
# header says and take no for an answer (FailCases/containers/7z-huge-allocation): they get it, as
# from malloc. Swift does not, so that its own sizes are still findings.
export ASAN_OPTIONS=detect_odr_violation=0:detect_leaks=0
ASAN_OPTIONS+=:allocator_may_return_null=1:max_allocation_size_mb=2048
for target in "${targets[@]}"; do
  case $target in
    json | formats | mapping) dictionary=json length=1024 ;;
    csv) dictionary=csv length=512 ;;
    pipeline) dictionary=pipeline length=512 ;;
    containers) dictionary=containers length=1024 ;;
    parquet) dictionary=parquet length=4096 ;;
    *) echo "run.sh: no target \`$target\`; there are: json csv formats mapping pipeline containers parquet" >&2 && exit 2 ;;
  esac
  mkdir -p ".build/found/$target" "FailCases/$target"
  shared=(-dict="Dictionaries/$dictionary.dict" -timeout=20 -rss_limit_mb=4096)
  echo "fuzz: $target, inputs that once failed, and the corpus"
  "$fuzz" "$target" "${shared[@]}" -runs=0 "FailCases/$target" "Corpus/$target" \
    >.build/replay.log 2>&1 || { cat .build/replay.log && exit 1; }
  echo "fuzz: $target, $runs new inputs"
  # New inputs gather in .build/found; those of Corpus/ are only read.
  "$fuzz" "$target" "${shared[@]}" -max_len="$length" -runs="$runs" -print_final_stats=1 \
    -artifact_prefix="FailCases/$target/" -verbosity="${FUZZ_VERBOSITY:-0}" \
    ".build/found/$target" "Corpus/$target"
done
