"""The comparison as one HTML document, which asks for nothing from anywhere and runs no script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from iplatform_sched.report.benchmark.profile import profile_picture
from iplatform_sched.report.table import ZONE, human

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iplatform_sched.report.benchmark.profile import Picture
    from iplatform_sched.report.table import Cell, Table
    from iplatform_sched.report.view import View

PACKAGE = "iplatform_sched.report.benchmark"


@dataclass(frozen=True, slots=True)
class Part:
    """What the page has of one set."""

    name: str
    presets: Table
    instances: Table
    pictures: Sequence[tuple[int, Picture]]
    """Each with the number of instances that all of its presets ran on."""


def comparison_page(
    view: View,
    profiles: Mapping[str, Sequence[tuple[int, Mapping[str, Sequence[float]]]]],
    against: str,
    made: Sequence[str],
) -> str:
    """Return the page of a comparison.

    Parameters
    ----------
    view
        As `comparison_view` makes it.
    profiles
        For each set so many times: a number of instances, and gaps in ascending order by preset.
    made
        Lines that say with what the runs were made.
    """
    presets, changes, instances = view.tables
    names = list(dict.fromkeys(str(row["set"]) for row in presets.rows))
    environment = Environment(
        loader=PackageLoader(PACKAGE, ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("page.html.jinja").render(
        parts=[
            Part(
                name,
                _of(presets, name),
                _of(instances, name),
                _pictures(profiles.get(name, ())),
            )
            for name in names
        ],
        changes=changes,
        against=against,
        made=made,
        human=_human,
    )


def _pictures(profiles: Sequence[tuple[int, Mapping[str, Sequence[float]]]]) -> list[tuple[int, Picture]]:
    presets = sorted({preset for _, gaps in profiles for preset in gaps})
    return [(count, profile_picture(gaps, presets)) for count, gaps in profiles]


def _of(table: Table, name: str) -> Table:
    """Return the rows of one set, which need not say which it is."""
    return replace(
        table,
        columns=tuple(column for column in table.columns if column.key != "set"),
        rows=tuple(row for row in table.rows if row["set"] == name),
    )


def _human(cell: Cell) -> str:
    return human(cell, ZONE)
