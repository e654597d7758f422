"""Random schemas and rows, as `parquet-rows` takes them, and the values that readers should give."""

import json
import random
import struct
from pathlib import Path

PRIMITIVES = ("text", "text", "text", "json", "truth", "int32", "int64", "float", "double", "timestamp")
LETTERS = ["a", "b", "Z", " ", "\n", "\t", '"', "\\", "\u0000", "é", "ÿ", "ж", "中", "\ud7ff", "\ue000",
           "\uffff", "😀", "\U0010ffff", "\u2028"]


def field(rng: random.Random, name: str, depth: int) -> dict:
    kind = rng.random()
    own = {"name": name, "nullable": rng.random() < 0.8}
    if depth > 0 and kind < 0.2:
        own |= {"type": "struct",
                "fields": [field(rng, f"m{i}", depth - 1) for i in range(rng.randint(1, 4))]}
    elif depth > 0 and kind < 0.45:
        own |= {"type": "list", "element": [field(rng, "element", depth - 1)]}
    elif depth > 0 and kind < 0.5:
        own |= {"type": "map", "element": [field(rng, "value", depth - 1)]}
    else:
        own["type"] = rng.choice(PRIMITIVES)
    return own


def messages(name: str) -> dict:
    roles = [{"name": key, "type": "text", "nullable": True} for key in ("role", "content")]
    return {"name": name, "nullable": True, "type": "list",
            "element": [{"name": "element", "nullable": True, "type": "struct", "fields": roles}]}


def description(rng: random.Random) -> dict:
    fields = [field(rng, f"c{i}", rng.choice((0, 0, 1, 2, 4))) for i in range(rng.randint(1, 6))]
    if rng.random() < 0.3:
        fields.append(messages("turns"))
    return {
        "fields": fields, "codec": rng.choice(("zstd", "zstd", "snappy", "none")),
        "dictionaries": rng.random() < 0.8, "threads": rng.choice((1, 2, 5)),
        "row_group_rows": rng.choice((1, 7, 100, 100000)), "page_rows": rng.choice((1, 5, 50, 20000)),
        "page_bytes": rng.choice((1, 100, 5000, 1 << 20)), "batch_rows": rng.choice((1, 10, 1000)),
    }


def text(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(("", "yes", "no", "a text that comes again and again"))
    if kind < 0.4:
        return rng.choice(LETTERS) * rng.randint(60, 200)
    if kind < 0.5:
        return "\U0010ffff" * rng.randint(15, 17) + rng.choice(LETTERS) * rng.randint(0, 9)
    return "".join(rng.choice(LETTERS) for _ in range(rng.choice((1, 3, 20, 100))))


def value(rng: random.Random, own: dict, sparse: float):
    if own["nullable"] and rng.random() < sparse:
        return None
    match own["type"]:
        case "text":
            return text(rng)
        case "json":
            return json.dumps({"k": text(rng)})
        case "truth":
            return rng.random() < 0.5
        case "int32":
            return rng.choice((0, 1, -1, 2**31 - 1, -(2**31), rng.randint(-1000, 1000)))
        case "int64" | "timestamp":
            wide = 2**63 if own["type"] == "int64" else 10**15
            return rng.choice((0, 1, -1, wide - 1, 1 - wide, rng.randint(-1000, 1000)))
        case "float":
            return struct.unpack("f", struct.pack("f", rng.choice((0.0, -0.0, 1.5, rng.gauss(0, 1e10)))))[0]
        case "double":
            return rng.choice((0.0, -0.0, 1e300, -1e-300, rng.gauss(0, 1), float(rng.randint(-9, 9))))
        case "struct":
            return {member["name"]: value(rng, member, sparse) for member in own["fields"]}
        case "list":
            return [value(rng, own["element"][0], sparse) for _ in range(rng.choice((0, 1, 2, 5)))]
        case "map":
            keys = [f"k{i}" for i in range(rng.choice((0, 1, 3)))]
            return [{"key": key, "value": value(rng, own["element"][0], sparse)} for key in keys]
    raise AssertionError(own["type"])


def make(folder: Path, seed: int) -> tuple[dict, list[dict]]:
    """Writes `schema.json` and `rows.jsonl`; gives the description and the rows."""
    rng = random.Random(seed)
    own = description(rng)
    sparse = rng.choice((0, 0.1, 0.5, 1))
    rows = [{column["name"]: value(rng, column, sparse) for column in own["fields"]}
            for _ in range(rng.choice((0, 1, 9, 60, 400)))]
    folder.mkdir()
    (folder / "schema.json").write_text(json.dumps(own))
    ascii_only = rng.random() < 0.5
    (folder / "rows.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows), encoding="utf-8")
    return own, rows


def leaf_values(own: dict, value, path: tuple = ()) -> list[tuple[tuple, object]]:
    """The leaves below a value, each with the path that Parquet gives it; a missing one as `None`."""
    path += (own["name"],)
    match own["type"]:
        case "struct":
            return [pair for member in own["fields"]
                    for pair in leaf_values(member, None if value is None else value[member["name"]], path)]
        case "list":
            inner = own["element"][0] | {"name": "element"}
            return [pair for each in (value or [None]) for pair in leaf_values(inner, each, path + ("list",))]
        case "map":
            inner = own["element"][0] | {"name": "value"}
            key = {"name": "key", "type": "text"}
            return [pair for each in (value or [{"key": None, "value": None}])
                    for part, name in ((key, "key"), (inner, "value"))
                    for pair in leaf_values(part, each[name], path + ("key_value",))]
    return [(path, value)]
