"""Every check on every exported folder."""

import pytest

import file_checks
import package_checks
import winnow
from conftest import CASES

each_check = pytest.mark.parametrize(
    "check", file_checks.ALL + package_checks.ALL, ids=lambda check: check.__name__)


def ids(case: tuple) -> str:
    return "-".join(case)


@each_check
@pytest.mark.parametrize("case", CASES, ids=ids)
def test_handmade(handmade_exports, case, check):
    check(handmade_exports[case])


@pytest.mark.winnow
@each_check
@pytest.mark.parametrize("case", CASES, ids=ids)
def test_examples(example_exports, case, check):
    check(example_exports.exports[case])


@pytest.mark.winnow
@each_check
@pytest.mark.parametrize("case", winnow.SHARED_CASES, ids=ids)
def test_shared_data(shared_exports, case, check):
    check(shared_exports.exports[case])


@pytest.mark.winnow
def test_compressions_hold_the_same_rows(example_exports):
    """The compression changes the bytes on disk and nothing else."""
    for trainer, shape, compression in CASES:
        plain = example_exports.exports[trainer, shape, "none"]
        packed = example_exports.exports[trainer, shape, compression]
        assert packed.rows == plain.rows


@pytest.mark.winnow
def test_pairs_of_all_trainers_agree(example_exports):
    """Rewards hold the pairs of DPO; KTO holds no response that DPO has not."""
    for shape in ("standard", "conversational"):
        dpo = example_exports.exports["trl.dpo", shape, "none"].all_rows()
        reward = example_exports.exports["trl.reward", shape, "none"].all_rows()
        assert len(reward) == len(dpo)
        for left, right in zip(dpo, reward):
            assert right["chosen"] in (left["chosen"], left.get("prompt", []) + left["chosen"])


@pytest.mark.winnow
def test_examples_make_several_shards(example_exports):
    """Otherwise the checks of names and order would prove little."""
    splits = example_exports.exports["trl.dpo", "standard", "none"].manifest["splits"]
    assert max(len(split["shards"]) for split in splits.values()) > 1
    assert len(splits) == 2 and all(split["rows"] for split in splits.values())
