"""Runs of the planner: input, settings, seed, versions, result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from iplatform_sched.domain.run import Run, RunStatus
from iplatform_sched.errors import ConflictError, NotFoundError
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.tables import RunRow, table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

RUNS = table_of(RunRow)
_OWN = frozenset(RunRow.model_fields) & frozenset(Run.model_fields)


def save_run(store: Store, run: Run) -> None:
    """Write a run; one that is not published yet replaces itself.

    Raises
    ------
    ConflictError
        The run is published, or claims to be: only `publish` does that.
    """
    if run.status is RunStatus.PUBLISHED:
        raise ConflictError(f"run {run.id}: publish it to make it published")
    with writing(store) as connection:
        refuse_published(connection, run.id)
        write_run(connection, run)


def add_run(store: Store, run: Run) -> Run:
    """Write a run whose id may have been taken since it was chosen; return it with the id that it has now.

    Raises
    ------
    ConflictError
        The run claims to be published: only `publish` does that.
    """
    if run.status is RunStatus.PUBLISHED:
        raise ConflictError(f"run {run.id}: publish it to make it published")
    with writing(store) as connection:
        while connection.execute(select(RUNS.c.id).where(RUNS.c.id == run.id)).scalar() is not None:
            stem, _, number = run.id.rpartition("-")
            run = run.model_copy(update={"id": f"{stem}-{int(number) + 1}"})
        write_run(connection, run)
    return run


def get_run(store: Store, run: str) -> Run:
    """Return a run with its plan.

    Raises
    ------
    NotFoundError
        Nothing has this id.
    """
    with reading(store) as connection:
        row = connection.execute(select(RUNS).where(RUNS.c.id == run)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no run {run}")
    return _run(row)


def list_runs(store: Store, *, status: RunStatus | None = None, limit: int | None = None) -> tuple[Run, ...]:
    """Return runs without their plans, latest first."""
    light = [column for column in RUNS.c if column.name != "plan"]
    query = select(*light).order_by(RUNS.c.started.desc(), RUNS.c.id.desc()).limit(limit)
    if status is not None:
        query = query.where(RUNS.c.status == status)
    with reading(store) as connection:
        return tuple(_run(row) for row in connection.execute(query).mappings())


def refuse_published(connection: Connection, run: str) -> None:
    """Raise `ConflictError` if a run is published already."""
    status = connection.execute(select(RUNS.c.status).where(RUNS.c.id == run)).scalar()
    if status == RunStatus.PUBLISHED:
        raise ConflictError(f"run {run} is published already")


def write_run(connection: Connection, run: Run) -> None:
    """Write a run inside a transaction, replacing one with the same id."""
    row = {name: getattr(run, name) for name in _OWN}
    row["plan"] = None if run.plan is None else run.plan.model_dump(mode="json")
    row["fact"] = run.model_dump(mode="json", exclude=set(_OWN))
    statement = insert(RUNS)
    changed = {name: statement.excluded[name] for name in row if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), [row])


def _run(row: RowMapping) -> Run:
    return Run.model_validate({**row["fact"], **{name: row.get(name) for name in _OWN}})
