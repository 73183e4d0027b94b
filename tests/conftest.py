"""What several test files share: where the data lie that are not ours to copy."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of shared test data; tests that need it are skipped where it is missing."""
    folder = ROOT / os.environ.get("SURMESURE_TEST_DATA", "../shared/data")
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}; set SURMESURE_TEST_DATA to their folder")
    return folder
