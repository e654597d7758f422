"""Makes the exported folders that the tests look at, once per session."""

import itertools
import os

import pytest

pytest.register_assert_rewrite("file_checks", "package_checks")

import handmade  # noqa: E402
import winnow  # noqa: E402
from exported import SHAPES, SUFFIXES, TRAINERS, Export  # noqa: E402

for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"):
    assert os.environ.get(name) == "1", f"{name} is not set: start by scripts/acceptance.sh"

CASES = list(itertools.product(TRAINERS, SHAPES, SUFFIXES))


@pytest.fixture(scope="session")
def handmade_exports(tmp_path_factory) -> dict[tuple, Export]:
    root = tmp_path_factory.mktemp("handmade")
    return {case: handmade.make(root / "-".join(case), *case) for case in CASES}


@pytest.fixture(scope="session")
def example_exports(tmp_path_factory) -> winnow.Outcome:
    """winnow over `examples/`, every trainer, shape and compression in one pipeline."""
    return winnow.run_pipeline(
        tmp_path_factory.mktemp("examples"), winnow.example_sources(), CASES)


@pytest.fixture(scope="session")
def shared_exports(tmp_path_factory) -> winnow.Outcome:
    """winnow over real corpora beside the checkout; one case of each kind."""
    sources = winnow.shared_sources()
    if not sources:
        pytest.skip("no ../shared/data beside the package")
    return winnow.run_pipeline(
        tmp_path_factory.mktemp("shared"), sources, winnow.SHARED_CASES, shard_bytes="16MB")
