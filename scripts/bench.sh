#!/bin/sh
# Measures winnow beside DuckDB, `datasets` and orjson + sqlite3. Options are those of bench.py:
#   scripts/bench.sh --rounds 5 --name my-machine
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
python=$("$root/Tests/AcceptanceTests/environment.sh")
exec "$python" "$root/Benchmarks/bench.py" "$@"
