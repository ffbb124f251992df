"""The audit trail as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.table import Table, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.run import Event

TRAIL_COLUMNS = columns(
    at="When", actor="Who", kind="What", subject="Of", request="Request", run="Run", reason="Reason"
)


def trail_table(events: Sequence[Event]) -> Table:
    """Return one row per entry, in the given order."""
    rows = tuple({column.key: getattr(each, column.key) for column in TRAIL_COLUMNS} for each in events)
    return Table("trail", "Audit trail, the latest last", TRAIL_COLUMNS, rows)
