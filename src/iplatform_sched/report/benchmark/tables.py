"""Tables of benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.table import Table, columns, for_programs
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.report.table import Cell

    Rows = Iterable[Mapping[str, Cell]]

PRESET_COLUMNS = (
    *columns(
        set="Set",
        preset="Preset",
        run_count="Runs",
        proved_count="Proved",
        unsolved_count="Unsolved",
        wrong_count="Invalid",
        to_best="To best %",
        to_best_shifted="Shifted",
        to_bound="To bound %",
        to_bound_shifted="Shifted",
        integral="Integral %",
        win_count="Wins",
        tie_count="Ties",
        loss_count="Losses",
        to_best_difference="Difference",
        to_best_low="From",
        to_best_high="To",
    ),
    *for_programs("instance_count", "solved_count", "better_count", "unsuitable_count", "mean_seconds"),
    *for_programs("to_bound_plain", "most_memory_mb", "overran_count", "against", "pair_count"),
)
INSTANCE_COLUMNS = columns(
    set="Set",
    instance="Instance",
    preset="Preset",
    known_lower="Known from",
    known_upper="Known to",
    reference="Measured by",
    run_count="Runs",
    solved_count="Solved",
    proved_count="Proved",
    best_objective="Best",
    best_bound="Bound",
    to_best="To best %",
)
CHANGE_COLUMNS = columns(
    set="Set",
    preset="Preset",
    trend="Verdict",
    to_best_then="To best % then",
    to_best_now="Now",
    to_best_change="Change",
    proved_then="Proved then",
    proved_now="Now",
)
JUDGED_COLUMNS = columns(
    set="Set", instance="Instance", preset="Preset", seed="Seed", judgement="Judgement", message="Why"
)

RUNG_COLUMNS = columns(
    instance_count="Instances", preset="Preset", choice="Choice", to_best="To best %", went_on="Went on"
)


def rung_table(rows: Rows) -> Table:
    """Return how candidates did on each rung of a search of presets."""
    return Table("bench-rungs", "Candidates by rung", RUNG_COLUMNS, tuple(rows))


def preset_table(rows: Rows, against: str) -> Table:
    """Return what each preset did on each set; differences are to the preset `against`."""
    title = f"Presets by set; wins, ties, losses and 95 % interval of the difference are against {against}"
    return Table("bench-presets", title, PRESET_COLUMNS, tuple(rows))


def instance_table(rows: Rows) -> Table:
    """Return what each preset did on each instance."""
    return Table("bench-instances", "Presets by instance", INSTANCE_COLUMNS, tuple(rows))


def change_table(rows: Rows) -> Table:
    """Return what has changed since the table committed last."""
    return Table("bench-changes", "Since the last table", CHANGE_COLUMNS, tuple(rows))


def judged_table(rows: Rows) -> Table:
    """Return what came of judging solution files again."""
    return Table("bench-judged", "Solutions judged again", JUDGED_COLUMNS, tuple(rows))


def comparison_view(presets: Rows, instances: Rows, changes: Rows, against: str) -> View:
    """Return what `bench compare` shows; people find the instances on the page."""
    tables = (preset_table(presets, against), change_table(changes), instance_table(instances))
    hidden = {"bench-instances"} | (set() if tables[1].rows else {"bench-changes"})
    return View("bench-compare", tables, for_programs=frozenset(hidden))
