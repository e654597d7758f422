"""Parquet files that winnow's writer makes of random schemas and rows, read by pyarrow, DuckDB and Polars."""

import datetime
import math
import os
import random
import subprocess
from collections import defaultdict

import duckdb
import polars
import pyarrow
import pyarrow.parquet as pq
import pytest

import random_rows

SEEDS = range(500)
BATCH = 100
TOOL = os.environ.get("PARQUET_ROWS")

pytestmark = [pytest.mark.winnow, pytest.mark.skipif(not TOOL, reason="no built parquet-rows (PARQUET_ROWS)")]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Folder, description and rows of each seed, with the written file in the folder."""
    root = tmp_path_factory.mktemp("parquet")
    made = {seed: (root / str(seed), *random_rows.make(root / str(seed), seed)) for seed in SEEDS}
    folders = [str(folder) for folder, _, _ in made.values()]
    for start in range(0, len(folders), BATCH):
        subprocess.run([TOOL, *folders[start:start + BATCH]], check=True)
    return made


def plain(value, own: dict):
    """A reader's value in the form of the rows."""
    if value is None:
        return None
    match own["type"]:
        case "struct":
            return {member["name"]: plain(value[member["name"]], member) for member in own["fields"]}
        case "list":
            return [plain(each, own["element"][0]) for each in value]
        case "map":
            pairs = value.items() if isinstance(value, dict) else [
                tuple(pair.values()) if isinstance(pair, dict) else pair for pair in value]
            return [{"key": key, "value": plain(each, own["element"][0])} for key, each in pairs]
        case "json" if isinstance(value, bytes):
            return value.decode()  # Polars takes JSON for bytes
        case "timestamp" if isinstance(value, datetime.datetime):
            start = datetime.datetime(1970, 1, 1, tzinfo=value.tzinfo)
            return (value - start) // datetime.timedelta(microseconds=1)
    return value


def bits(value):
    """-0.0 and 0.0 differ."""
    match value:
        case float():
            return value.hex()
        case dict():
            return {key: bits(each) for key, each in value.items()}
        case list():
            return [bits(each) for each in value]
    return value


def same(found: list[dict], case) -> None:
    _, own, rows = case
    columns = {column["name"]: column for column in own["fields"]}
    found = [{name: plain(value, columns[name]) for name, value in row.items()} for row in found]
    assert bits(found) == bits(rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_pyarrow_reads_it(cases, seed):
    path = cases[seed][0] / "file.parquet"
    table = pq.read_table(path, page_checksum_verification=True)
    table.validate(full=True)
    same(wide(table).to_pylist(), cases[seed])


def wide(table: pyarrow.Table) -> pyarrow.Table:
    """Times as numbers: Python's reach the year 9999 only."""
    return table.cast(pyarrow.schema([field.with_type(numbers(field.type)) for field in table.schema]))


def numbers(type):
    if pyarrow.types.is_timestamp(type):
        return pyarrow.int64()
    if pyarrow.types.is_struct(type):
        return pyarrow.struct([field.with_type(numbers(field.type)) for field in type])
    if pyarrow.types.is_map(type):
        return pyarrow.map_(type.key_type, type.item_field.with_type(numbers(type.item_type)))
    if pyarrow.types.is_list(type):
        return pyarrow.list_(type.value_field.with_type(numbers(type.value_type)))
    return type


@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_reads_it(cases, seed):
    folder, own, rows = cases[seed]
    database = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    table = database.sql(f"SELECT * FROM '{folder}/file.parquet'").to_arrow_table()
    same(wide(table).to_pylist(), cases[seed])
    # Filters go by statistics and page indexes.
    rng = random.Random(seed)
    for column in own["fields"]:
        values = [row[column["name"]] for row in rows if row[column["name"]] is not None]
        if column["type"] not in ("text", "int32", "int64", "double") or not values:
            continue
        value, name = rng.choice(values), column["name"]
        for sign, holds in (("=", lambda x: x == value), ("<", lambda x: x < value), (">", lambda x: x > value)):
            (count,) = database.execute(
                f'SELECT count(*) FROM \'{folder}/file.parquet\' WHERE "{name}" {sign} ?', [value]).fetchone()
            assert count == sum(holds(each) for each in values), (name, sign, value)


@pytest.mark.parametrize("seed", SEEDS)
def test_polars_reads_it(cases, seed):
    frame = polars.read_parquet(cases[seed][0] / "file.parquet")
    same(wide(frame.to_arrow(compat_level=polars.CompatLevel.oldest())).to_pylist(), cases[seed])


@pytest.mark.parametrize("seed", SEEDS)
def test_statistics_hold(cases, seed):
    folder, own, rows = cases[seed]
    file = pq.ParquetFile(folder / "file.parquet")
    assert file.metadata.created_by.startswith("winnow")
    assert file.metadata.num_rows == len(rows)
    assert not file.metadata.metadata, "key-value metadata"
    # pyarrow does not tell whether a bound is a value.
    exact = {tuple(place): tuple(bounds) for *place, bounds in duckdb.sql(
        "SELECT row_group_id, column_id, [min_is_exact, max_is_exact]"
        f" FROM parquet_metadata('{folder}/file.parquet')").fetchall()}
    first = 0
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        assert 0 < group.num_rows <= max(own["row_group_rows"], own["batch_rows"])
        leaves = defaultdict(list)
        for row in rows[first:first + group.num_rows]:
            for column in own["fields"]:
                for path, value in random_rows.leaf_values(column, row[column["name"]]):
                    leaves[".".join(path)].append(value)
        first += group.num_rows
        for place in range(group.num_columns):
            chunk(
                group.column(place), file.schema.column(place).logical_type.type, leaves, exact[number, place])
    assert first == len(rows)


def chunk(column, kind, leaves, exact) -> None:
    values = leaves[column.path_in_schema]
    statistics = column.statistics
    assert column.has_offset_index and column.has_column_index
    assert column.num_values == len(values)
    assert statistics.null_count == sum(value is None for value in values)
    known = [value for value in values if value is not None]
    if not known:
        assert not statistics.has_min_max
        return
    if kind == "TIMESTAMP":
        return  # pyarrow gives times beyond what Python holds
    if kind in ("STRING", "JSON"):
        known = [value.encode() for value in known]
        # A bound that is cut is UTF-8 all the same.
        low, high = (bound.encode() if isinstance(bound, str) else bound
                     for bound in (statistics.min, statistics.max))
        low.decode(), high.decode()
        assert low <= min(known) and max(known) <= high
        assert min(known).startswith(low) and (len(high) <= 65 or high == max(known))
        assert exact == (low == min(known), high == max(known))
        return
    assert statistics.min == min(known) and statistics.max == max(known)
    if isinstance(known[0], float):
        # The format asks for zeros that hold both.
        assert statistics.min != 0 or math.copysign(1, statistics.min) < 0
        assert statistics.max != 0 or math.copysign(1, statistics.max) > 0


@pytest.mark.parametrize("seed", range(40))
def test_threads_change_nothing(cases, seed, tmp_path):
    folder, own, _ = cases[seed]
    expected = (folder / "file.parquet").read_bytes()
    for threads in (1, 3):
        copy = tmp_path / str(threads)
        random_rows.make(copy, seed)
        text = (copy / "schema.json").read_text().replace(f'"threads": {own["threads"]}', f'"threads": {threads}')
        (copy / "schema.json").write_text(text)
        subprocess.run([TOOL, str(copy)], check=True)
        assert (copy / "file.parquet").read_bytes() == expected
