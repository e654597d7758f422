"""Files of pyarrow, DuckDB and Polars are read as pyarrow reads them.

`WINNOW_PARQUET_ROWS` names the command that prints the rows of a file as JSON lines; the file's path
is put after it. By itself: `python test_parquet_read.py [FIRST SEED] [COUNT]`.
"""

import collections
import decimal
import json
import os
import shlex
import subprocess
import sys

import parquet_files
import pytest

COUNT = 500


def our_rows(path):
    command = shlex.split(os.environ["WINNOW_PARQUET_ROWS"]) + [str(path)]
    outcome = subprocess.run(command, capture_output=True)
    assert outcome.returncode == 0, outcome.stdout[-500:] + outcome.stderr[-500:]
    return [json.loads(line, parse_float=decimal.Decimal)
            for line in outcome.stdout.split(b"\n") if line]


def difference(seed, path):
    """`None`, or how the rows of a seed's file differ; and who wrote it."""
    writer, options, table = parquet_files.write(seed, path)
    want = parquet_files.rows(path, table)
    have = our_rows(path)
    if len(want) != len(have):
        return f"{len(have)} rows for {len(want)}; {writer} {options}", writer
    for index, pair in enumerate(zip(want, have)):
        if not parquet_files.equal(*pair):
            return f"row {index}: {pair}; {writer} {options}", writer
    return None, writer


@pytest.mark.winnow
@pytest.mark.skipif("WINNOW_PARQUET_ROWS" not in os.environ, reason="no command that prints rows")
@pytest.mark.parametrize("seed", range(COUNT))
def test_rows_are_those_of_pyarrow(seed, tmp_path):
    found, _ = difference(seed, tmp_path / "file.parquet")
    assert found is None


def main(first=0, count=COUNT):
    import tempfile
    writers = collections.Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file.parquet")
        for seed in range(first, first + count):
            try:
                found, writer = difference(seed, path)
                writers[writer] += 1
            except Exception as error:  # One bad file must not hide the others.
                found = f"{type(error).__name__}: {error}"
            if found:
                failed += 1
                print(f"seed {seed}: {found[:1200]}")
    print(f"{count - failed} of {count} files read the same: {dict(writers)}")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
