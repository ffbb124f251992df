"""A night's summary: what was decided, at what price, how good it is known to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.lists import centre_table, change_table, key_value_table
from iplatform_sched.report.table import Table, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.changes import Change
    from iplatform_sched.domain.run import Level, Run
    from iplatform_sched.report.table import Cell

TERM_COLUMNS = columns(term="Objective term", value="Value", unit="Unit")
LEVEL_COLUMNS = columns(
    level="Level",
    terms="Terms",
    value="Value",
    bound="Proven bound",
    proved="Proved",
    standing="Standing plan",
)
UNSERVED_COLUMNS = columns(request="Request", stages="Stages left out", code="Reason", reason="In words")
OTHER_UNITS = {"fairness": "days", "finish": "ticks", "makespan": "ticks", "span": "ticks"}
RUN_COLUMNS = columns(
    run="Run",
    started="Started",
    status="Status",
    objective="Objective",
    bound="Bound",
    gap="Gap %",
    published_at="Published",
    message="Message",
)


def quality(run: Run) -> dict[str, Cell]:
    """Return how good a run's plan is known to be; empty values for what levels say instead."""
    return {
        "objective": run.objective,
        "bound": run.bound,
        "unavoidable": run.unavoidable,
        "gap_percent": percent(run.gap),
        "plain_gap_percent": percent(run.plain_gap),
        "standing_objective": run.standing,
        "first_plan_seconds": _tenths(run.first_seconds),
        "best_plan_seconds": _tenths(run.best_seconds),
    }


def run_table(run: Run) -> Table:
    """Return how a run went: what it planned from, its settings, its objective and bound."""
    settings = {key: _cell(value) for key, value in run.settings.items()}
    seconds = (run.finished - run.started).total_seconds() if run.finished else None
    return key_value_table(
        "run",
        f"Run {run.id}",
        {
            "run": run.id,
            "status": run.status.value,
            "now": run.now,
            "plans_from": run.plan_from,
            "seconds": _tenths(seconds),
            **quality(run),
            **settings,
            "snapshot": run.snapshot_hash[:16],
            "versions": " ".join(f"{name}={value}" for name, value in sorted(run.versions.items())),
            "message": run.message,
        },
    )


def night_table(run: Run, plan: Plan) -> Table:
    """Return a night at a glance."""
    served = {booking.request for booking in plan.bookings}
    left_out = {item.request for item in plan.unserved}
    return key_value_table(
        "summary",
        f"Night {run.id}",
        {
            "run": run.id,
            "status": run.status.value,
            "plans_from": run.plan_from,
            "published_at": run.published_at,
            "stages_planned": len(plan.bookings),
            "requests_served": len(served - left_out),
            "requests_served_in_part": len(served & left_out),
            "requests_not_served": len(left_out - served),
            **quality(run),
            "confirmed_bookings_broken": len(plan.broken),
            "message": run.message,
        },
    )


def night_tables(run: Run, plan: Plan, changes: Sequence[Change]) -> tuple[Table, ...]:
    """Return a night at a glance, its objective, the given changes of it, and who is not served."""
    return (
        night_table(run, plan),
        level_table(run.levels),
        term_table(run.terms),
        centre_table(changes),
        change_table(changes),
        unserved_table(plan),
    )


def percent(share: float | None) -> float | None:
    """Return a share as a percentage with two decimals."""
    return None if share is None else round(100 * share, 2)


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _cell(value: object) -> Cell:
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def run_list(runs: tuple[Run, ...]) -> Table:
    """Return one row per run, in the given order."""
    rows = tuple(
        {
            "run": run.id,
            "started": run.started,
            "status": run.status.value,
            "objective": run.objective,
            "bound": run.bound,
            "gap": percent(run.gap),
            "published_at": run.published_at,
            "message": run.message,
        }
        for run in runs
    )
    return Table("runs", "Runs", RUN_COLUMNS, rows)


def term_table(terms: dict[str, int]) -> Table:
    """Return the objective by term; terms that are zero too."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"term": name, "value": value, "unit": OTHER_UNITS.get(name, "KRW")} for name, value in terms.items()
    )
    return Table("terms", "Objective by term (unweighted)", TERM_COLUMNS, rows)


def level_table(levels: Sequence[Level]) -> Table:
    """Return one row per lexicographic level, most important first."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "level": number,
            "terms": " ".join(level.terms),
            "value": level.value,
            "bound": level.bound,
            "proved": level.proved,
            "standing": level.standing,
        }
        for number, level in enumerate(levels, start=1)
    )
    return Table("levels", "Objective by level (weighted)", LEVEL_COLUMNS, rows)


def unused(run: Run) -> frozenset[str]:
    """Return the tables that say nothing to people about `run`: levels, where it is judged by one sum."""
    return frozenset() if run.levels else frozenset({"levels"})


def unserved_table(plan: Plan) -> Table:
    """Return who is not served, or not wholly, and why."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"request": item.request, "stages": len(item.stages), "code": item.code, "reason": item.reason}
        for item in sorted(plan.unserved, key=lambda item: item.request)
    )
    return Table("unserved", "Not served", UNSERVED_COLUMNS, rows)
