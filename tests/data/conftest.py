"""The shipped data set, read once."""

from pathlib import Path

import pytest

from iplatform_sched.domain.facts import Facts
from iplatform_sched.exchange.folder import read_folder

FOLDER = Path(__file__).resolve().parents[2] / "data" / "iplatform"


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return where the shipped data lies."""
    return FOLDER


@pytest.fixture(scope="session")
def shipped() -> Facts:
    """Return the shipped facts."""
    return read_folder(FOLDER)
