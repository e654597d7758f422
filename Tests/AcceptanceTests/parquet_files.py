"""Seeded Parquet files of pyarrow, DuckDB and Polars with every writer option, and what they hold."""

import base64
import datetime as dt
import decimal
import math
import random
import struct
import uuid

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

WORDS = ("prompt chosen rejected margin judge rubric reward tie tree node é 漢字 \"quoted\" back\\slash "
         "line\nbreak tab\t nul\x00 \x1f 🙂").split(" ")

DELTA_INT = ["DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "PLAIN"]
DELTA_TEXT = ["DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "PLAIN"]
SPLIT = ["BYTE_STREAM_SPLIT", "PLAIN"]


def text(rng):
    kind = rng.random()
    if kind < 0.1:
        return ""
    if kind < 0.15:
        return "x" * rng.randrange(3000)
    return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 12)))


def leaf_types():
    """Name, type, values, encodings pyarrow can write it in."""
    def ints(bits, signed):
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        return lambda rng: rng.choice(
            [low, high, 0 if low == 0 else -1, rng.randrange(low, high + 1), rng.randrange(100)])

    def real(fmt):
        def value(rng):
            if rng.random() < 0.05:
                return rng.choice([math.nan, math.inf, -math.inf, 0.0, -0.0])
            number = rng.uniform(-1000, 1000) * 10 ** rng.randrange(-3, 2)
            return struct.unpack(fmt, struct.pack(fmt, number))[0]
        return value

    def bounded_decimal(digits, scale):
        def value(rng):
            unscaled = rng.randrange(10 ** rng.randrange(1, digits + 1)) * rng.choice([-1, 1])
            with decimal.localcontext(prec=100):
                return decimal.Decimal(unscaled).scaleb(-scale)
        return value

    def moment(rng):
        # As microseconds within what INT96 holds in pyarrow, which reads it as nanoseconds.
        return rng.randrange(-(2 ** 53), 2 ** 53)

    types = []
    for bits in (8, 16, 32, 64):
        types.append((f"i{bits}", getattr(pa, f"int{bits}")(), ints(bits, True), DELTA_INT))
        types.append((f"u{bits}", getattr(pa, f"uint{bits}")(), ints(bits, False), DELTA_INT))
    types += [
        ("half", pa.float16(), real("e"), SPLIT),
        ("single", pa.float32(), real("f"), SPLIT),
        ("double", pa.float64(), real("d"), SPLIT),
        ("flag", pa.bool_(), lambda rng: rng.random() < 0.5, ["PLAIN", "RLE"]),
        ("text", pa.string(), text, DELTA_TEXT),
        ("text2", pa.string(), text, DELTA_TEXT),
        ("large", pa.large_string(), text, DELTA_TEXT),
        ("bytes", pa.binary(), lambda rng: rng.randbytes(rng.randrange(20)), DELTA_TEXT),
        ("fixed", pa.binary(7), lambda rng: rng.randbytes(7), SPLIT + ["DELTA_BYTE_ARRAY"]),
        ("uuid", pa.uuid(), lambda rng: uuid.UUID(bytes=rng.randbytes(16)).bytes, ["PLAIN"]),
        ("dec9", pa.decimal128(9, 2), bounded_decimal(9, 2), ["PLAIN"]),
        ("dec18", pa.decimal128(18, 6), bounded_decimal(18, 6), ["PLAIN"]),
        ("dec38", pa.decimal128(38, 10), bounded_decimal(38, 10), ["PLAIN"]),
        ("dec76", pa.decimal256(76, 20), bounded_decimal(76, 20), ["PLAIN"]),
        ("dec0", pa.decimal128(20, 0), bounded_decimal(20, 0), ["PLAIN"]),
        ("day", pa.date32(), lambda rng: dt.date(1970, 1, 1) + dt.timedelta(
            rng.randrange(-700000, 2900000)), DELTA_INT),
        ("clock_ms", pa.time32("ms"), lambda rng: rng.randrange(86_400_000), DELTA_INT),
        ("clock_us", pa.time64("us"), lambda rng: rng.randrange(86_400_000_000), DELTA_INT),
        ("clock_ns", pa.time64("ns"), lambda rng: rng.randrange(86_400_000_000_000), DELTA_INT),
        ("when_ms", pa.timestamp("ms"), lambda rng: moment(rng) // 1000, DELTA_INT),
        ("when_us", pa.timestamp("us", "UTC"), moment, DELTA_INT),
        ("when_ns", pa.timestamp("ns", "UTC"), moment, DELTA_INT),
        ("nothing", pa.null(), lambda rng: None, ["PLAIN"]),
        ("category", pa.dictionary(pa.int32(), pa.string()), lambda rng: rng.choice(WORDS),
         ["PLAIN"]),
    ]
    return types


LEAVES = leaf_types()


def make_type(rng, depth):
    """A type and what makes its values, with nulls."""
    kind = rng.random()
    nulls = rng.choice([0, 0.1, 0.5, 1]) if rng.random() < 0.5 else 0.1
    if depth == 0 or kind < 0.5:
        name, kind, value, encodings = rng.choice(LEAVES)
        nullable = name == "nothing" or rng.random() < 0.8

        def make(rng):
            return None if nullable and rng.random() < nulls else value(rng)
        return kind, nullable, make
    nullable = rng.random() < 0.7

    def optional(inner):
        return lambda rng: None if nullable and rng.random() < nulls else inner(rng)
    if kind < 0.75:
        element, inner_nullable, inner = make_type(rng, depth - 1)
        longest = rng.choice([0, 1, 3, 20])
        field = pa.field("element", element, inner_nullable)
        made = rng.choice([pa.list_, pa.list_, pa.large_list])(field)
        return made, nullable, optional(
            lambda rng: [inner(rng) for _ in range(rng.randrange(longest + 1))])
    if kind < 0.9:
        members = [(f"m{i}", *make_type(rng, depth - 1)) for i in range(rng.randrange(1, 4))]
        made = pa.struct([pa.field(name, kind, null) for name, kind, null, _ in members])
        return made, nullable, optional(
            lambda rng: {name: inner(rng) for name, _, _, inner in members})
    element, inner_nullable, inner = make_type(rng, depth - 1)
    key = rng.choice([pa.string(), pa.string(), pa.int32()])
    made = pa.map_(key, pa.field("value", element, inner_nullable))

    def entries(rng):
        keys = dict.fromkeys(
            text(rng) if key == pa.string() else rng.randrange(1000)
            for _ in range(rng.randrange(4)))
        return [(each, inner(rng)) for each in keys]
    return made, nullable, optional(entries)


def make_table(rng):
    rows = rng.choice([0, 1, 2, 7, 50, 200, 200, 3000])
    columns = [(f"c{i}", *make_type(rng, rng.choice([0, 0, 1, 2, 3])))
               for i in range(rng.randrange(1, 6))]
    schema = pa.schema([pa.field(name, kind, null) for name, kind, null, _ in columns])
    if rows > 200 and any(pa.types.is_nested(field.type) for field in schema):
        rows = 200
    arrays = [pa.array([make(rng) for _ in range(rows)], kind) for _, kind, _, make in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def leaf_paths(schema):
    """The path of each leaf as a Parquet file names it, with its type."""
    def walk(path, kind):
        if pa.types.is_map(kind):
            yield from walk(path + ["key_value", "key"], kind.key_type)
            yield from walk(path + ["key_value", "value"], kind.item_type)
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            yield from walk(path + ["list", "element"], kind.value_type)
        elif pa.types.is_struct(kind):
            for i in range(kind.num_fields):
                yield from walk(path + [kind.field(i).name], kind.field(i).type)
        else:
            yield ".".join(path), kind
    for field in schema:
        yield from walk([field.name], field.type)


def write_pyarrow(rng, table, path):
    options = {
        "version": rng.choice(["1.0", "2.4", "2.6"]),
        "data_page_version": rng.choice(["1.0", "2.0"]),
        "compression": rng.choice(["none", "snappy", "gzip", "brotli", "zstd", "lz4"]),
        "row_group_size": rng.choice([1, 3, 50, 1000, 1 << 20]) if table.num_rows < 500 else 1000,
        "data_page_size": rng.choice([1, 100, 5000, 1 << 20]),
        "write_batch_size": rng.choice([1, 10, 1024]),
        "write_page_checksum": rng.random() < 0.5,
        "write_page_index": rng.random() < 0.3,
        "write_statistics": rng.random() < 0.7,
        "store_schema": rng.random() < 0.5,
        "use_compliant_nested_type": rng.random() < 0.8,
        "use_deprecated_int96_timestamps": rng.random() < 0.15,
    }
    kind = rng.random()
    if kind < 0.4:
        options["use_dictionary"] = True
        options["dictionary_pagesize_limit"] = rng.choice([1, 200, 1 << 20])
    elif kind < 0.6 or not options["use_compliant_nested_type"]:
        options["use_dictionary"] = False
    else:
        options["use_dictionary"] = False
        known = {str(kind): encodings for _, kind, _, encodings in LEAVES}
        options["column_encoding"] = {
            leaf: rng.choice(known.get(str(kind), ["PLAIN"]))
            for leaf, kind in leaf_paths(table.schema)}
        if options["use_deprecated_int96_timestamps"]:
            del options["use_deprecated_int96_timestamps"]
    if rng.random() < 0.15:
        # Row groups without rows before, between and after.
        rows = options.pop("row_group_size")
        with pq.ParquetWriter(path, table.schema, **options) as writer:
            writer.write_table(table.slice(0, 0))
            for start in range(0, table.num_rows, max(1, table.num_rows // 3)):
                writer.write_table(
                    table.slice(start, max(1, table.num_rows // 3)), row_group_size=rows)
                writer.write_table(table.slice(0, 0))
    else:
        pq.write_table(table, path, **options)
    return "pyarrow", options


def write_duckdb(rng, table, path):
    compression = rng.choice(
        ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"])
    options = f"FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {rng.choice([1, 2048])}"
    options += f", PARQUET_VERSION {rng.choice(['V1', 'V2'])}"
    if rng.random() < 0.3:
        options += f", DICTIONARY_SIZE_LIMIT {rng.choice([1, 10])}"
    with duckdb.connect() as connection:
        connection.register("source", table)
        connection.execute(f"COPY (SELECT * FROM source) TO '{path}' ({options})")
    return "duckdb", options


def write_polars(rng, table, path):
    options = {
        "compression": rng.choice(["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4"]),
        "row_group_size": rng.choice([1, 10, 1000]) if table.num_rows < 500 else 1000,
        "data_page_size": rng.choice([1, 1000, 1 << 20]),
        "statistics": rng.random() < 0.5,
    }
    polars.from_arrow(table).write_parquet(path, **options)
    return "polars", options


def write(seed, path):
    """Writes the file of a seed; returns the writer, its options and the table.

    A writer that does not take a type leaves the file to pyarrow; what that does not take, nobody
    writes, and the seed makes another table.
    """
    rng = random.Random(seed)
    while True:
        try:
            table = make_table(rng)
            return *write_table(rng, table, path), table
        except (pa.lib.ArrowException, IndexError):
            continue


def write_table(rng, table, path):
    choice = rng.random()
    if choice < 0.4 and table.num_rows > 0:
        try:
            return (write_duckdb if choice < 0.2 else write_polars)(rng, table, path)
        except BaseException as error:  # Polars panics are no Exception.
            if isinstance(error, KeyboardInterrupt):
                raise
    return write_pyarrow(rng, table, path)


def iso_day(days):
    return (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat()


def iso_clock(value, per_second):
    seconds, rest = divmod(value, per_second)
    out = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if rest:
        digits = f"{rest * (10 ** 9 // per_second):09}"
        while digits.endswith("000"):
            digits = digits[:-3]
        out += "." + digits
    return out


PER_SECOND = {"s": 1, "ms": 10 ** 3, "us": 10 ** 6, "ns": 10 ** 9}


def expected(scalar):
    """What a row of ours has for a scalar of pyarrow: JSON values, `("float", bits, value)`."""
    kind = scalar.type
    if isinstance(scalar, pa.ExtensionScalar):
        scalar, name = scalar.value, str(kind)
        if scalar is not None and scalar.is_valid and "uuid" in name:
            return str(uuid.UUID(bytes=scalar.as_py()))
        return None if scalar is None else expected(scalar)
    if not scalar.is_valid:
        return None
    if pa.types.is_dictionary(kind):
        return expected(scalar.value)
    if pa.types.is_struct(kind):
        return {kind.field(i).name: expected(scalar[i]) for i in range(kind.num_fields)}
    if pa.types.is_map(kind):
        entries = [(expected(entry[0]), expected(entry[1])) for entry in scalar.values]
        if pa.types.is_string(kind.key_type) or pa.types.is_large_string(kind.key_type):
            return dict(entries)
        return [{"key": key, "value": value} for key, value in entries]
    if hasattr(scalar, "values"):
        return [expected(value) for value in scalar.values]
    if pa.types.is_timestamp(kind):
        per_second = PER_SECOND[kind.unit]
        days, rest = divmod(scalar.value, 86400 * per_second)
        if not -719162 <= days <= 2932896:
            return ("year", days)
        return iso_day(days) + "T" + iso_clock(rest, per_second) + ("Z" if kind.tz else "")
    if pa.types.is_time(kind):
        return iso_clock(scalar.value, PER_SECOND[kind.unit])
    if pa.types.is_date(kind):
        return scalar.as_py().isoformat()
    if pa.types.is_duration(kind):
        return scalar.value
    if pa.types.is_floating(kind):
        value = scalar.as_py()
        return ("float", kind.bit_width, value) if math.isfinite(value) else None
    value = scalar.as_py()
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    return value


def equal(want, have):
    """Whether a value of ours, its numbers read as `Decimal` or `int`, is the expected one."""
    if isinstance(want, tuple) and want[0] == "float":
        if isinstance(have, bool) or not isinstance(have, (int, decimal.Decimal)):
            return False
        fmt = {16: "e", 32: "f", 64: "d"}[want[1]]
        return struct.pack(fmt, float(have)) == struct.pack(fmt, want[2])
    if isinstance(want, tuple):
        return isinstance(have, str)
    if isinstance(want, decimal.Decimal):
        return isinstance(have, (int, decimal.Decimal)) and want == have
    if isinstance(want, dict):
        return isinstance(have, dict) and list(want) == list(have) and all(
            equal(want[key], have[key]) for key in want)
    if isinstance(want, list):
        return isinstance(have, list) and len(want) == len(have) and all(map(equal, want, have))
    return type(want) is type(have) and want == have


def rows(path, source):
    """The rows of a file as pyarrow reads them, each as ours should be.

    Some files of its own it cannot read (empty pages of differences, empty row groups): then those
    of the table that was written.
    """
    try:
        table = pq.read_table(path)
        if table.num_rows != pq.read_metadata(path).num_rows:
            table = source
    except (OSError, pa.ArrowInvalid):
        table = source
    columns = [[expected(scalar) for scalar in column] for column in table.columns]
    return [dict(zip(table.column_names, values)) for values in zip(*columns)]
