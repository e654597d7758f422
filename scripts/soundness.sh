#!/usr/bin/env bash
# Checks of the tree that are no tests: tracked files that should not be, paths of a machine, shell scripts.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
fail() {
  echo "soundness: $1" >&2
  failed=1
}

bad=$(git ls-files | grep -E '(^|/)(\.build[^/]*|Package\.resolved|\.venv|__pycache__)(/|$)' || true)
[ -z "$bad" ] || fail "tracked, but should not be: $bad"

bad=$(git ls-files -z | xargs -0 -r du -k 2>/dev/null | awk '$1 > 500 {print $2}')
[ -z "$bad" ] || fail "larger than 500 kB: $bad"

bad=$(git grep -nE '(^|[^a-z.])/(home|root|work)/[a-z]' -- ':!scripts/soundness.sh' || true)
[ -z "$bad" ] || fail "a path of a machine: $bad"

for script in scripts/*.sh .ci/run; do
  bash -n "$script" || fail "cannot be parsed: $script"
done

[ "$failed" -eq 0 ] && echo "soundness: fine"
exit "$failed"
