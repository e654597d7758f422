"""Peer (b): Hugging Face `datasets` converts compressed JSON Lines to its Arrow cache.

    python datasets_ingest.py INPUT.jsonl.zst CACHE_FOLDER

The folder must be new: a warm cache would measure nothing. The caller sets HF_HOME into the same
folder and HF_HUB_OFFLINE=1. Prints one JSON object: rows stored, and seconds without the imports.
"""

import json
import sys
import time

import datasets


def main() -> None:
    source, cache = sys.argv[1:3]
    datasets.disable_progress_bars()
    started = time.perf_counter()
    loaded = datasets.load_dataset("json", data_files=source, split="train", cache_dir=cache)
    rows = loaded.num_rows
    print(json.dumps({"rows": rows, "work_seconds": round(time.perf_counter() - started, 4)}))


main()
