"""A store with the tiny network of `tests.facts`."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.run import Act
from iplatform_sched.store.database import Store, create, open_store
from iplatform_sched.store.facts import import_facts
from tests.store.examples import ACT, some_facts


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an empty and a filled store: each test copies the one that it needs."""
    folder = tmp_path_factory.mktemp("stores")
    create(folder / "empty.db")
    import_facts(create(folder / "filled.db"), some_facts(), ACT)
    return folder


@pytest.fixture
def empty(made: Path, tmp_path: Path) -> Store:
    return open_store(shutil.copy(made / "empty.db", tmp_path / "network.db"))


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    return open_store(shutil.copy(made / "filled.db", tmp_path / "network.db"))


@pytest.fixture
def later() -> Act:
    return Act(actor="kim", at=ACT.at + timedelta(hours=1), reason="test")


@pytest.fixture
def afterwards() -> Act:
    """Return an act after every booking of the examples."""
    return Act(actor="kim", at=ACT.at + timedelta(days=60), reason="test")


@pytest.fixture
def bare(store: Store) -> Iterator[sqlite3.Connection]:
    """Any other program: the driver's defaults, so no foreign keys and no recursive triggers."""
    with closing(sqlite3.connect(store.path)) as connection:
        yield connection
