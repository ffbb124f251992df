"""Several tables and a chart that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.report.table import SCHEMA_VERSION

if TYPE_CHECKING:
    from iplatform_sched.report.table import Table


@dataclass(frozen=True, slots=True)
class View:
    """What a ``show`` command presents.

    Attributes
    ----------
    tables
        In the order in which people read them.
    data
        Name of the table that CSV output writes alone; the first one without it.
    for_programs
        Names of tables that text leaves out because people look at them elsewhere.
    chart
        Text Gantt, or the empty string.
    """

    name: str
    tables: tuple[Table, ...]
    chart: str = ""
    data: str = ""
    for_programs: frozenset[str] = frozenset()

    def table(self, name: str) -> Table:
        """Return the table of this name, which is there."""
        return next(table for table in self.tables if table.name == name)

    @property
    def data_table(self) -> Table:
        """The data proper."""
        return next((table for table in self.tables if table.name == self.data), self.tables[0])

    @property
    def text_tables(self) -> tuple[Table, ...]:
        """What people read."""
        return tuple(table for table in self.tables if table.name not in self.for_programs)

    def envelope(self) -> dict[str, object]:
        """Return all tables as one JSON object with its schema and version."""
        return {
            "schema": f"iplatform-sched/{self.name}",
            "schema_version": SCHEMA_VERSION,
            **{table.name.replace("-", "_"): table.body() for table in self.tables},
        }
