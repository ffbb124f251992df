"""Tables of benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.table import Column, Table, columns
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.report.table import Cell

    Rows = Iterable[Mapping[str, Cell]]


def beside_the_terminal(**titles: str) -> tuple[Column, ...]:
    """Return columns that the page, CSV and JSON have, and no table of text: it is wide enough."""
    return tuple(Column(key, title, people=False) for key, title in titles.items())


PRESET_COLUMNS = (
    *columns(
        set="Set",
        preset="Preset",
        run_count="Runs",
        solved_count="Solved",
        proved_count="Proved",
        unsolved_count="Unsolved",
        invalid_count="Invalid",
        to_best="To best %",
        to_best_shifted="Shifted",
        to_bound="To bound %",
        to_bound_shifted="Shifted",
        integral="Primal integral %",
        win_count="Wins",
        tie_count="Ties",
        loss_count="Losses",
        to_best_difference="Difference",
        to_best_low="95 % from",
        to_best_high="to",
    ),
    *beside_the_terminal(
        instance_count="Instances",
        better_count="Better than published",
        unsuitable_count="Unsuitable",
        limit_seconds="Limit, s",
        limit_work="Limit of work",
        workers="Workers",
        mean_seconds="Mean, s",
        to_bound_plain="To bound, of the whole %",
        most_memory_mb="Most MB",
        overran_count="Overran",
        against="Against",
        pair_count="Pairs",
        unpaired_count="On two machines",
        mean_objective="Mean objective",
        both_count="Both solved",
        objective_ratio="Ratio of objectives",
    ),
)
INSTANCE_COLUMNS = columns(
    set="Set",
    instance="Instance",
    preset="Preset",
    known_lower="Best known bound",
    known_upper="Best published",
    reference="Reference",
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
