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
        The first is the data proper: CSV output writes it alone.
    chart
        Text Gantt, or the empty string.
    """

    name: str
    tables: tuple[Table, ...]
    chart: str = ""

    def envelope(self) -> dict[str, object]:
        """Return all tables as one JSON object with its schema and version."""
        return {
            "schema": f"iplatform-sched/{self.name}",
            "schema_version": SCHEMA_VERSION,
            **{table.name.replace("-", "_"): table.envelope()["rows"] for table in self.tables},
        }
