"""Tables of benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.table import Table, columns, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.report.table import Cell

PRESET_COLUMNS = (
    *columns(
        set="Set",
        preset="Preset",
        instances="Instances",
        runs="Runs",
        solved="Solved",
        proved="Proved",
        unsolved="Unsolved",
        to_best="To best %",
        to_best_shifted="shifted %",
        to_bound="To bound %",
        to_bound_shifted="shifted %",
        integral="Integral %",
        wins="Wins",
        ties="Ties",
        losses="Losses",
        difference="Difference",
        low="from",
        high="to",
    ),
    *for_programs("wrong", "unsuitable", "better", "seconds", "memory_mb", "overran", "against", "pairs"),
)


def comparison_view(presets: Iterable[Mapping[str, Cell]]) -> View:
    """Return what `bench compare` shows."""
    table = Table("bench-presets", "Presets by set", PRESET_COLUMNS, tuple(presets))
    return View("bench-compare", (table,))
