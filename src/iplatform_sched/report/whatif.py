"""Scenarios beside their baselines, as tables: the differences first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.planning.whatif.machine_use import percentage
from iplatform_sched.planning.whatif.measuring import MEASURES
from iplatform_sched.report.table import Table, columns, for_people, for_programs
from iplatform_sched.report.view import View
from iplatform_sched.report.whatif_details import booking_difference_table, request_difference_table
from iplatform_sched.report.whatif_words import difference_range, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.planning.whatif.compare_requests import Group, Hours
    from iplatform_sched.report.table import Cell
    from iplatform_sched.report.whatif_words import Compared

Row = dict[str, "Cell"]
TITLES = {each.name: each.title for each in MEASURES}
SCENARIO_COLUMNS = columns(
    scenario="Scenario",
    verdict="Verdict",
    baseline_objective="Baseline",
    objective="Objective",
    difference="Difference",
    difference_low="At least",
    difference_high="At most",
    served="Served",
    in_part="In part",
    not_served="Not served",
    displaced="Displaced",
    lost="Lost",
    run="Run",
    message="Message",
)
FIGURE_COLUMNS = (
    *columns(scenario="Scenario"),
    *for_programs("figure"),
    *for_people(title="Figure"),
    *columns(baseline="Baseline", with_changes="Scenario", difference="Difference", unit="Unit"),
)
TERM_DIFFERENCE_COLUMNS = columns(
    scenario="Scenario",
    term="Objective term",
    baseline="Baseline",
    with_changes="Scenario",
    difference="Difference",
    unit="Unit",
)
GROUP_COLUMNS = columns(
    scenario="Scenario",
    group="Group",
    served_baseline="Served before",
    served="Served",
    not_served_baseline="Not served before",
    not_served="Not served",
    late_days_baseline="Days late before",
    late_days="Days late",
    krw_baseline="KRW before",
    krw="KRW",
)
HOUR_COLUMNS = columns(
    scenario="Scenario",
    group="Region",
    booked_hours_baseline="Booked h before",
    booked_hours="Booked h",
    open_hours_baseline="Open h before",
    open_hours="Open h",
    utilisation_percent_baseline="Used % before",
    utilisation_percent="Used %",
)


def comparison_view(found: Sequence[Compared], *, everything: bool = False) -> View:
    """Return scenarios beside their baselines.

    Parameters
    ----------
    everything
        Rows that are the same on both sides too.
    """
    tables: tuple[Table, ...] = (
        Table("scenarios", "Scenarios", SCENARIO_COLUMNS, tuple(_scenario_row(each) for each in found)),
        Table(
            "comparison",
            _title("Figures", everything=everything),
            FIGURE_COLUMNS,
            _figures(found, everything=everything),
        ),
        Table(
            "term-differences",
            _title("Objective by term", everything=everything),
            TERM_DIFFERENCE_COLUMNS,
            _terms(found, everything=everything),
        ),
        request_difference_table(found),
        booking_difference_table(found),
        _groups(found, "by-sector", "By sector", "sectors", everything=everything),
        _groups(found, "by-region", "By region of the companies", "regions", everything=everything),
        _groups(found, "by-company", "By company", "companies", everything=everything),
        _machines(found, everything=everything),
    )
    if len(found) == 1:
        tables = tuple(_for_one(table) for table in tables)
    return View("whatif", tables, data="comparison")


def _title(title: str, *, everything: bool) -> str:
    return title if everything else f"{title}: what differs"


def _for_one(table: Table) -> Table:
    """Return a table without the column that has the same name in every row, for people."""
    if table.name == "scenarios":
        return table
    shown = tuple(
        replace(column, people=False) if column.key == "scenario" else column for column in table.columns
    )
    return replace(table, columns=shown)


def _scenario_row(each: Compared) -> Row:
    row: Row = dict.fromkeys((column.key for column in SCENARIO_COLUMNS), None)
    row |= {"scenario": each.name, "verdict": verdict(each.comparison), "run": each.run}
    row["message"] = each.failure
    if each.comparison is None:
        return row
    low, high = difference_range(each.comparison) or (None, None)
    totals: Row = {figure.name: figure.scenario for figure in each.comparison.measures}
    return row | {
        "baseline_objective": each.comparison.baseline.objective,
        "objective": each.comparison.scenario.objective,
        "difference": each.comparison.change,
        "difference_low": low,
        "difference_high": high,
        **{name: totals[name] for name in ("served", "in_part", "not_served", "displaced", "lost")},
    }


def _figures(found: Sequence[Compared], *, everything: bool) -> tuple[Row, ...]:
    return tuple(
        {
            "scenario": each.name,
            "figure": figure.name,
            "title": TITLES[figure.name],
            "baseline": figure.baseline,
            "with_changes": figure.scenario,
            "difference": figure.change,
            "unit": figure.unit,
        }
        for each in found
        if each.comparison is not None
        for figure in each.comparison.measures
        if everything or figure.change
    )


def _terms(found: Sequence[Compared], *, everything: bool) -> tuple[Row, ...]:
    return tuple(
        {
            "scenario": each.name,
            "term": term.name,
            "baseline": term.baseline,
            "with_changes": term.scenario,
            "difference": term.change,
            "unit": term.unit,
        }
        for each in found
        if each.comparison is not None
        for term in each.comparison.terms
        if everything or term.change
    )


def _groups(found: Sequence[Compared], name: str, title: str, field: str, *, everything: bool) -> Table:
    rows = tuple(
        _group_row(each.name, group)
        for each in found
        if each.comparison is not None
        for group in getattr(each.comparison, field)
        if everything or group.differs
    )
    return Table(name, _title(title, everything=everything), GROUP_COLUMNS, rows)


def _group_row(scenario: str, group: Group) -> Row:
    row: Row = {"scenario": scenario, "group": group.name}
    for name in ("served", "not_served", "late_days", "krw"):
        row[f"{name}_baseline"], row[name] = getattr(group, name)
    return row


def _machines(found: Sequence[Compared], *, everything: bool) -> Table:
    rows = tuple(
        _hours_row(each.name, group)
        for each in found
        if each.comparison is not None
        for group in each.comparison.machines
        if everything or group.differs
    )
    title = _title("Machines by region of the centres", everything=everything)
    return Table("machines-by-region", title, HOUR_COLUMNS, rows)


def _hours_row(scenario: str, group: Hours) -> Row:
    row: Row = {"scenario": scenario, "group": group.name}
    for turn, ending in enumerate(("_baseline", "")):
        booked, opened = group.booked_hours[turn], group.open_hours[turn]
        row[f"booked_hours{ending}"], row[f"open_hours{ending}"] = booked, opened
        row[f"utilisation_percent{ending}"] = percentage(booked, opened)
    return row
