"""A broken-in plant for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import harness


@pytest.fixture(scope="package")
def template(shared: Path) -> Iterator[str]:
    with harness.migrated(shared) as made:
        yield made


@pytest.fixture
def plant(template: str) -> Iterator[harness.Plant]:
    """Its folder has a short name: the broker's socket lives in it."""
    with tempfile.TemporaryDirectory(prefix="lms-f-") as folder, harness.plant(template, Path(folder)) as made:
        yield made
