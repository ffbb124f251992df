"""Scenarios that are kept: save, list, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from iplatform_sched.domain.run import Act
from iplatform_sched.domain.scenario import KeptScenario
from iplatform_sched.errors import NotFoundError
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.tables import ScenarioRow, table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

SCENARIOS = table_of(ScenarioRow)


def save_scenario(store: Store, scenario: KeptScenario, act: Act) -> KeptScenario:
    """Keep a scenario; one of the same name is replaced."""
    with writing(store) as connection:
        before = _find(connection, scenario.id)
        row = {"id": scenario.id, "fact": scenario.model_dump(mode="json", exclude={"id"})}
        statement = insert(SCENARIOS)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_={"fact": statement.excluded["fact"]}),
            [row],
        )
        record(connection, [entry(act, "scenario.saved", scenario.id, before=before, after=scenario)])
    return scenario


def get_scenario(store: Store, name: str) -> KeptScenario:
    """Return a kept scenario.

    Raises
    ------
    NotFoundError
        None has this name.
    """
    with reading(store) as connection:
        found = _find(connection, name)
    if found is None:
        raise NotFoundError(f"there is no scenario {name}: neither a file nor a stored one")
    return found


def list_scenarios(store: Store) -> tuple[KeptScenario, ...]:
    """Return the kept scenarios by name."""
    with reading(store) as connection:
        rows = connection.execute(select(SCENARIOS).order_by(SCENARIOS.c.id)).mappings()
        return tuple(_scenario(row) for row in rows)


def remove_scenario(store: Store, name: str, act: Act) -> None:
    """Forget a kept scenario; runs of it stay.

    Raises
    ------
    NotFoundError
        None has this name.
    """
    with writing(store) as connection:
        found = _find(connection, name)
        if found is None:
            raise NotFoundError(f"there is no stored scenario {name}")
        connection.execute(delete(SCENARIOS).where(SCENARIOS.c.id == name))
        record(connection, [entry(act, "scenario.removed", name, before=found)])


def _find(connection: Connection, name: str) -> KeptScenario | None:
    row = connection.execute(select(SCENARIOS).where(SCENARIOS.c.id == name)).mappings().one_or_none()
    return None if row is None else _scenario(row)


def _scenario(row: RowMapping) -> KeptScenario:
    return KeptScenario.model_validate({"id": row["id"], **row["fact"]})
