#!/bin/sh
# Loads what winnow exports with the packages that trainers use: datasets, trl, huggingface_hub,
# duckdb, sqlite3. Makes `.venv` first; runs offline after that.
#   scripts/acceptance.sh                 needs a built winnow (WINNOW, or .build/release/winnow)
#   scripts/acceptance.sh --self-check    the harness alone, on folders it makes by hand
#   scripts/acceptance.sh -k streaming    any other option goes to pytest
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

if [ "${1:-}" = "--self-check" ]; then
  shift
  set -- -m "not winnow" "$@"
else
  WINNOW=${WINNOW:-"$root/.build/release/winnow"}
  if [ ! -x "$WINNOW" ]; then
    echo "error: no built winnow" >&2
    echo "hint: \`swift build -c release\`, or name a binary by WINNOW=…" >&2
    exit 2
  fi
  export WINNOW
  # Writes the files of which test_parquet_write.py looks at every byte.
  PARQUET_ROWS=${PARQUET_ROWS:-"$root/.build/release/parquet-rows"}
  [ -x "$PARQUET_ROWS" ] || swift build --package-path "$root" -c release --product parquet-rows >&2
  export PARQUET_ROWS
fi

python=$("$root/Tests/AcceptanceTests/environment.sh")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_HOME="$home"
export TRANSFORMERS_VERBOSITY=error HF_DATASETS_DISABLE_PROGRESS_BARS=1 PYTHONDONTWRITEBYTECODE=1
"$python" -m pytest -q -p no:cacheprovider --basetemp "$home/pytest" \
  --rootdir "$root/Tests/AcceptanceTests" \
  "$root/Tests/AcceptanceTests" "$@"
# The Python integration by itself; what needs torch is skipped where it is not installed.
"$python" -m pytest -q -rs -p no:cacheprovider --basetemp "$home/python" \
  --rootdir "$root/integrations/python" "$root/integrations/python"
