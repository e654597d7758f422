"""Writes the fixtures beside it: run with pyarrow, DuckDB and Polars installed.

`chat.json` has the rows of every `chat-*` file, one JSON object a line.
"""

import datetime as dt
import decimal
import json
import pathlib
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
here = here if here.is_dir() else here.parent

CHAT = [
    {"id": 1, "messages": [{"role": "user", "content": "Why is the sky blue?"},
                           {"role": "assistant", "content": "Short waves scatter more."}],
     "tags": {"topic": "physics", "mood": None}, "score": 0.5},
    {"id": 2, "messages": [], "tags": {}, "score": None},
    {"id": 3, "messages": None, "tags": None, "score": -1.25},
    {"id": 4, "messages": [{"role": "user", "content": "Say \"hé\\\n\"."}, None,
                           {"role": None, "content": ""}],
     "tags": {"topic": "quotes"}, "score": 1e300},
]
CHAT_TYPE = pa.schema([
    ("id", pa.int64()),
    ("messages", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
    ("tags", pa.map_(pa.string(), pa.string())),
    ("score", pa.float64()),
])
TYPES = pa.table({
    "i8": pa.array([-128, None, 127], pa.int8()),
    "u16": pa.array([0, 65535, None], pa.uint16()),
    "u32": pa.array([0, 2**32 - 1, None], pa.uint32()),
    "u64": pa.array([0, 2**64 - 1, None], pa.uint64()),
    "half": pa.array([0.5, None, -2.0], pa.float16()),
    "single": pa.array([0.25, None, -2.0], pa.float32()),
    "flag": pa.array([True, None, False]),
    "cents": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-0.05")],
                      pa.decimal128(9, 2)),
    "big": pa.array([decimal.Decimal("12345678901234567890123456789.000000001"), None,
                     decimal.Decimal("-1e-9")], pa.decimal128(38, 9)),
    "day": pa.array([dt.date(1969, 12, 31), None, dt.date(2024, 2, 29)]),
    "clock": pa.array([dt.time(23, 59, 59, 999999), None, dt.time(0)]),
    "when": pa.array([dt.datetime(1969, 12, 31, 23, 59, 59, 5), None,
                      dt.datetime(2024, 2, 29, 12)], pa.timestamp("us", "UTC")),
    "local": pa.array([dt.datetime(2000, 1, 1), None, dt.datetime(1900, 3, 1, 1, 2, 3, 4000)],
                      pa.timestamp("ms")),
    "bytes": pa.array([b"\xff\x00", None, b"text"], pa.binary()),
    "fixed": pa.array([b"abc", None, b"\x80bc"], pa.binary(3)),
    "nothing": pa.nulls(3),
})




def write(name, table, **options):
    pq.write_table(table, here / f"{name}.parquet", store_schema=False, **options)


chat = pa.Table.from_pylist(
    [{**row, "tags": None if row["tags"] is None else list(row["tags"].items())} for row in CHAT],
    schema=CHAT_TYPE)
write("chat-snappy-v1", chat, compression="snappy", data_page_version="1.0")
write("chat-zstd-v2", chat, compression="zstd", data_page_version="2.0", row_group_size=3,
      write_page_checksum=True, write_page_index=True)
write("chat-gzip-delta", chat, compression="gzip", use_dictionary=False,
      column_encoding={"id": "DELTA_BINARY_PACKED",
                       "messages.list.element.role": "DELTA_BYTE_ARRAY",
                       "messages.list.element.content": "DELTA_LENGTH_BYTE_ARRAY",
                       "score": "BYTE_STREAM_SPLIT"})
write("chat-brotli", chat, compression="brotli", write_page_checksum=True)
write("chat-lz4", chat, compression="lz4", use_compliant_nested_type=False)
write("types", TYPES, compression="none")
write("types-int96", TYPES.select(["local"]), use_deprecated_int96_timestamps=True)
(here / "chat.json").write_text(
    "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in CHAT))

duckdb.sql("""
  COPY (SELECT range AS n, 'word ' || (range %% 3) AS word, [range, NULL] AS list,
               {'a': range, 'b': {'c': 'deep'}} AS nest
        FROM range(5))
  TO '%s' (FORMAT parquet, COMPRESSION zstd)""" % (here / "duckdb.parquet"))
polars.DataFrame({
    "text": ["one", None, "three"], "lists": [[["a"], []], None, [None, ["b", None]]],
}).write_parquet(here / "polars.parquet", compression="zstd")
