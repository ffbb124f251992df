"""Scenarios as tables: the kept ones, one of them, two beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iplatform_sched.report.lists import key_value_table
from iplatform_sched.report.table import Table, columns
from iplatform_sched.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.scenario import KeptScenario, Scenario
    from iplatform_sched.report.table import Cell

KEPT_COLUMNS = columns(scenario="Scenario", description="Description", saved="Saved", folder="Folder")
OVERLAY_COLUMNS = columns(number="No.", change="Change", details="Details")
DIFFERENCE_COLUMNS = columns(field="Field or change", one="First", two="Second")


def scenario_table(kept: Iterable[KeptScenario]) -> Table:
    """Return the kept scenarios."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "scenario": each.id,
            "description": each.description,
            "saved": each.saved,
            "folder": each.folder,
        }
        for each in kept
    )
    return Table("kept-scenarios", "Stored scenarios", KEPT_COLUMNS, rows)


def scenario_view(scenario: Scenario) -> View:
    """Return where a scenario starts and what it changes, in order."""
    settings = scenario.settings.model_dump(exclude_defaults=True)
    about = key_value_table(
        "about",
        scenario.name,
        {
            "scenario": scenario.name,
            "description": scenario.description,
            "starts_from": _start(scenario),
            "moment": scenario.now,
            "only_requests": " ".join(scenario.requests.include),
            "without_requests": " ".join(scenario.requests.exclude),
            "settings": " ".join(f"{name}={value}" for name, value in settings.items()),
        },
    )
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"number": number, **change_row(change)} for number, change in enumerate(scenario.changes, start=1)
    )
    return View("scenario", (about, Table("overlay", "Changes", OVERLAY_COLUMNS, rows)), data="overlay")


def _start(scenario: Scenario) -> str:
    if scenario.run is not None:
        return f"run {scenario.run}"
    return scenario.data or scenario.base or "the store"


def change_row(change: AnyChange) -> dict[str, Cell]:
    """Return a change as its kind and its fields in words."""
    fields = change.model_dump(mode="json", exclude_defaults=True)
    return {"change": change.change, "details": _words(fields)}


def _words(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(each)}" for name, each in value.items() if name != "change")
    if isinstance(value, list):
        inner = [each.get("id", _words(each)) if isinstance(each, dict) else str(each) for each in value]
        return " ".join(inner)
    return str(value)


def difference_table(first: Mapping[str, str], second: Mapping[str, str]) -> Table:
    """Return the fields and changes that only one of two scenarios has, or that they have differently."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"field": name, "one": first.get(name, ""), "two": second.get(name, "")}
        for name in {**first, **second}
        if first.get(name) != second.get(name)
    )
    return Table("scenario-differences", "What differs", DIFFERENCE_COLUMNS, rows)
