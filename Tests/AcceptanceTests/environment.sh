#!/bin/sh
# Makes or renews the virtual environment `.venv` at the package root and prints its python's path.
# A copy of the requirements inside it says what it holds: unchanged requirements cost nothing.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
requirements="$root/Tests/AcceptanceTests/requirements.txt"
environment="$root/.venv"
stamp="$environment/requirements.txt"

if ! cmp -s "$requirements" "$stamp"; then
  python=${PYTHON:-python3}
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "error: \`$python\` is missing or older than 3.11" >&2
    echo "hint: set PYTHON to a newer one" >&2
    exit 2
  fi
  echo "making .venv (about 700 MB, needs the package index once)" >&2
  "$python" -m venv --clear "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --only-binary=:all: --requirement "$requirements" >&2
  cp "$requirements" "$stamp"
fi
echo "$environment/bin/python"
