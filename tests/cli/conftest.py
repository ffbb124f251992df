"""Fixtures of the command line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.app.night_case import filled
from tests.cli.cli_case import Terminal, small_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the tiny network; nobody writes to it."""
    return small_folder(tmp_path_factory.mktemp("small") / "network")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the tiny network; nobody writes to it."""
    return filled(tmp_path_factory.mktemp("fresh") / "network.db").path


@pytest.fixture
def terminal(fresh: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Terminal:
    """Return a command line on a copy of the small store."""
    shutil.copy(fresh, tmp_path / "network.db")
    return Terminal(capfd, tmp_path / "network.db")


@pytest.fixture
def empty(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Terminal:
    """Return a command line without a store."""
    return Terminal(capfd, tmp_path / "none.db")
