"""Folders broken on purpose: each fault is found by the check that is there for it."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from datasets.exceptions import DatasetGenerationError
from datasets.utils.info_utils import NonMatchingSplitsSizesError

import file_checks
import handmade
import package_checks
from exported import MANIFEST, Export


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def shard(folder: Path) -> Path:
    return sorted((folder / "data").glob("test-*"))[0]


def replace_rows(folder: Path, change) -> None:
    path = shard(folder)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in change(rows)))


def stray_file(folder):
    (folder / "extra.json").write_text("{}\n")


def changed_byte(folder):
    edit(shard(folder), "Question", "question")


def wrong_count_in_the_card(folder):
    edit(folder / "README.md", "num_examples: 40", "num_examples: 41")


def wrong_count_in_the_manifest(folder):
    edit(folder / MANIFEST, '"rows": 40,', '"rows": 41,')


def no_sizes_in_the_card(folder):
    path = folder / "README.md"
    path.write_text("\n".join(line for line in path.read_text().split("\n")
                              if "num_bytes" not in line))


def pattern_too_wide(folder):
    edit(folder / "README.md", "data/test-*", "data/*")


def missing_newline(folder):
    path = shard(folder)
    path.write_bytes(path.read_bytes()[:-1])


def not_a_number(folder):
    edit(shard(folder), '"prompt": "', '"prompt": NaN, "was": "')


def lone_surrogate(folder):
    edit(shard(folder), "Question", "\\ud83d")


def other_keys(folder):
    replace_rows(folder, lambda rows: [{**rows[0], "extra": "x"}, *rows[1:]])


def other_order(folder):
    replace_rows(folder, lambda rows: [dict(reversed(rows[0].items())), *rows[1:]])


def identical_responses(folder):
    replace_rows(folder, lambda rows: [{**rows[0], "chosen": rows[0]["rejected"]}, *rows[1:]])


def prompt_in_two_splits(folder):
    train = sorted((folder / "data").glob("train-*"))[0]
    first = json.loads(train.read_text(encoding="utf-8").split("\n")[0])
    replace_rows(folder, lambda rows: [first, *rows[1:]])


def row_too_many(folder):
    replace_rows(folder, lambda rows: [*rows, rows[0]])


def gap_in_the_numbers(folder):
    path = shard(folder)
    path.rename(path.with_name(path.name.replace("00000-of", "00001-of")))
    edit(folder / MANIFEST, "test-00000-of", "test-00001-of")


def machine_in_the_manifest(folder):
    edit(folder / MANIFEST, "{", '{"made_in": "' + str(folder.parent) + '",')


FOUND = (AssertionError, KeyError, ValueError, DatasetGenerationError, NonMatchingSplitsSizesError)
FAULTS = [
    (stray_file, file_checks.files_are_those_of_the_manifest),
    (changed_byte, file_checks.sizes_and_digests_agree),
    (wrong_count_in_the_card, package_checks.datasets_loads_every_split),
    (wrong_count_in_the_card, file_checks.card_declares_features_and_splits),
    (wrong_count_in_the_manifest, package_checks.datasets_loads_every_split),
    (wrong_count_in_the_manifest, package_checks.duckdb_counts_the_rows),
    (no_sizes_in_the_card, file_checks.card_declares_features_and_splits),
    (pattern_too_wide, file_checks.card_parses_and_names_the_shards),
    (pattern_too_wide, package_checks.datasets_streams_every_split),
    (missing_newline, file_checks.sizes_and_digests_agree),
    (not_a_number, file_checks.lines_are_strict_json),
    (lone_surrogate, file_checks.lines_are_strict_json),
    (lone_surrogate, package_checks.datasets_loads_every_split),
    (other_keys, file_checks.rows_have_one_form),
    (other_order, file_checks.rows_have_one_form),
    (identical_responses, file_checks.values_fit_the_trainer),
    (prompt_in_two_splits, file_checks.splits_share_no_prompt),
    (row_too_many, package_checks.datasets_loads_every_split),
    (row_too_many, package_checks.duckdb_counts_the_rows),
    (gap_in_the_numbers, file_checks.shards_are_named_and_numbered),
    (machine_in_the_manifest, file_checks.nothing_tells_of_the_machine),
]


@pytest.mark.parametrize(
    ("fault", "check"), FAULTS, ids=lambda part: part.__name__)
def test_a_broken_folder_is_found(tmp_path, handmade_exports, fault, check):
    whole = handmade_exports["trl.dpo", "standard", "none"]
    folder = tmp_path / "broken"
    shutil.copytree(whole.folder, folder)
    fault(folder)
    with pytest.raises(FOUND):
        check(Export(folder, whole.trainer, whole.shape, whole.compression))


def test_a_label_as_a_number_is_found(tmp_path):
    export = handmade.make(tmp_path / "kto", "trl.kto", "standard", "gzip")
    path = shard(export.folder)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"true", b"1")))
    with pytest.raises(AssertionError):
        file_checks.values_fit_the_trainer(export)


def test_a_missing_margin_is_found(tmp_path):
    """TRL makes a tensor of the margins of a batch: one null ends the training."""
    export = handmade.make(tmp_path / "reward", "trl.reward", "standard", "none")
    edit(shard(export.folder), '"margin": 0.', '"margin": null, "was": 0.')
    with pytest.raises(AssertionError):
        file_checks.values_fit_the_trainer(export)
