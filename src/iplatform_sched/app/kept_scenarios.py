"""Scenarios that the store keeps: save, list, show, compare as texts, remove."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iplatform_sched.app.acting import act
from iplatform_sched.app.scenario_loading import Loader
from iplatform_sched.domain.scenario import KeptScenario
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.planning.whatif import changed_side
from iplatform_sched.report.scenarios import change_row, difference_table, scenario_table, scenario_view
from iplatform_sched.store.database import open_store
from iplatform_sched.store.scenarios import list_scenarios, remove_scenario, save_scenario

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.domain.scenario import Scenario
    from iplatform_sched.report.table import Table
    from iplatform_sched.report.view import View


def keep_scenario(store: Path, file: Path, name: str | None, now: datetime) -> str:
    """Keep a scenario file under a name, by default its own; return what to tell people.

    Raises
    ------
    InputError
        With everything that is wrong with it, as `whatif` would say.
    """
    loader = Loader(store, now)
    loaded = loader.load(str(file))
    try:
        side = changed_side(loaded.base, loaded.scenario.changes, known=loader.broken(loaded))
    except InputError as error:
        raise InputError(loaded.placed(error.issues)) from None
    kept = KeptScenario(
        id=name or loaded.name,
        text=read_text(file),
        folder=str(file.resolve().parent),
        description=loaded.scenario.description,
        saved=now,
    )
    if Path(kept.id).suffix in {".yaml", ".yml"}:
        hint = "So that it can be told from a file"
        raise InputError(Issue("must not end like a file", field="--name", found=kept.id, hint=hint))
    save_scenario(open_store(store), kept, act(now))
    warnings = [f"warning: {issue}" for issue in loaded.placed(side.warnings)]
    quoted = shlex.quote(kept.id)
    return "\n".join([*warnings, f"kept scenario {kept.id}; `whatif {quoted}` compares it"])


def kept_scenarios(store: Path) -> Table:
    """Return the kept scenarios by name."""
    return scenario_table(list_scenarios(open_store(store)))


def view_scenario(store: Path, reference: str, now: datetime) -> View:
    """Return a scenario, kept or in a file: where it starts and what it changes."""
    return scenario_view(Loader(store, now).load(reference).scenario)


def compare_texts(store: Path, one: str, two: str, now: datetime) -> Table:
    """Return what two scenarios, kept or in files, state differently."""
    loader = Loader(store, now)
    first, second = (_stated(loader.load(reference).scenario) for reference in (one, two))
    return difference_table(first, second)


def _stated(scenario: Scenario) -> dict[str, str]:
    """Return what a scenario states, field by field and change by change, as text."""
    fields: dict[str, Any] = scenario.model_dump(mode="json", exclude={"changes"}, exclude_defaults=True)
    stated = {name: json.dumps(value, ensure_ascii=False) for name, value in fields.items() if name != "name"}
    for change in scenario.changes:
        row = change_row(change)
        text, number = f"{row['change']}: {row['details']}", 2
        while text in stated:
            text, number = f"{row['change']}: {row['details']} ({number})", number + 1
        stated[text] = "yes"
    return stated


def forget_scenario(store: Path, name: str, now: datetime) -> None:
    """Remove a kept scenario; runs of it stay."""
    remove_scenario(open_store(store), name, act(now))
