"""A store with the tiny network of `tests.facts`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.run import Act
from iplatform_sched.store.database import Store, create
from iplatform_sched.store.facts import import_facts
from tests.store.examples import ACT, some_facts


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return create(tmp_path / "network.db")


@pytest.fixture
def store(empty: Store) -> Store:
    import_facts(empty, some_facts(), ACT)
    return empty


@pytest.fixture
def later() -> Act:
    return Act(actor="kim", at=ACT.at + timedelta(hours=1), reason="test")


@pytest.fixture
def bare(store: Store) -> Iterator[sqlite3.Connection]:
    """Any other program: the driver's defaults, so no foreign keys and no recursive triggers."""
    with closing(sqlite3.connect(store.path)) as connection:
        yield connection
