"""The comparison as one HTML document, which asks for nothing from anywhere and runs no script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from iplatform_sched.report.benchmark.profile import profile_picture
from iplatform_sched.report.table import ZONE, human

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iplatform_sched.report.benchmark.profile import Picture
    from iplatform_sched.report.table import Cell, Table
    from iplatform_sched.report.view import View

PACKAGE = "iplatform_sched.report.benchmark"


class Profile(Protocol):
    """Gaps of the runs of presets on instances of a set, in ascending order by preset."""

    @property
    def set(self) -> str:
        """The set."""

    @property
    def instance_count(self) -> int:
        """On how many instances all of the presets ran."""

    @property
    def gaps(self) -> Mapping[str, Sequence[float]]:
        """By preset."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the page has of one set."""

    name: str
    presets: Table
    instances: Table
    pictures: Sequence[tuple[int, Picture]]
    """Each with the number of instances that all of its presets ran on."""


def comparison_page(view: View, profiles: Sequence[Profile], against: str, made: Sequence[str]) -> str:
    """Return the page of a comparison.

    Parameters
    ----------
    view
        As `comparison_view` makes it.
    made
        Lines that say with what the runs were made.
    """
    presets, changes, instances = map(view.table, ("bench-presets", "bench-changes", "bench-instances"))
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
                _pictures([each for each in profiles if each.set == name]),
            )
            for name in names
        ],
        changes=changes,
        against=against,
        made=made,
        human=_human,
    )


def _pictures(profiles: Sequence[Profile]) -> list[tuple[int, Picture]]:
    presets = sorted({preset for each in profiles for preset in each.gaps})
    return [(each.instance_count, profile_picture(each.gaps, presets)) for each in profiles]


def _of(table: Table, name: str) -> Table:
    """Return the rows of one set, which need not say which it is."""
    return replace(
        table,
        columns=tuple(column for column in table.columns if column.key != "set"),
        rows=tuple(row for row in table.rows if row["set"] == name),
    )


def _human(cell: Cell) -> str:
    return human(cell, ZONE)
