"""Solve a scenario alone; nothing is stored unless asked, and nothing is ever published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.exporting import check_ending, write_plan
from iplatform_sched.app.night import keep_run, new_run, night_view, with_outcome
from iplatform_sched.app.scenario_loading import Loader
from iplatform_sched.app.writing import check_place, writable
from iplatform_sched.errors import InputError
from iplatform_sched.planning.whatif import changed_side, solve_side
from iplatform_sched.report.sentences import summary
from iplatform_sched.store.database import open_store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.app.scenario_loading import Loaded
    from iplatform_sched.planning.whatif import Side
    from iplatform_sched.report.view import View


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What solving a scenario tells people and programs.

    Attributes
    ----------
    has_findings
        Whether a request is unserved or late.
    """

    view: View
    summary: str
    has_findings: bool


def solve_scenario(
    store: Path, reference: str, out: Path | None, now: datetime, hooks: Hooks, *, save: bool = False
) -> ScenarioResult:
    """Plan the facts of a scenario as a night would.

    Parameters
    ----------
    reference
        A scenario file, or the name of a stored scenario.
    out
        JSON or CSV file for the plan.
    save
        Keep the run in the store.

    Raises
    ------
    InputError
        The scenario or a file that it names is wrong.
    VerificationError
        The plan broke a rule.
    """
    if out is not None:
        check_ending(out)
        check_place(out)
    loaded = Loader(store, now).load(reference)
    side, words = _changed(loaded)
    settings = loaded.scenario.settings
    outcome = solve_side(side, settings, stop=hooks.stop, on_progress=hooks.report).outcome
    if out is not None:
        with writable(out):
            write_plan(outcome.plan, out)
    database = open_store(store) if save else None
    run = with_outcome(new_run(database, loaded.base, settings, "plan"), outcome, loaded.base.now)
    words += [f"Scenario {loaded.name}.", summary(run, outcome.plan)]
    if database is not None:
        with hooks.uninterrupted():
            run = keep_run(database, run.model_copy(update={"scenario": loaded.scenario}), side, settings)
        words.append(f"Kept as run {run.id}.")
    findings = bool(outcome.plan.unserved) or outcome.plan.terms.get("tardiness", 0) > 0
    return ScenarioResult(night_view(run, outcome.plan), "\n".join(words), findings)


def _changed(loaded: Loaded) -> tuple[Side, list[str]]:
    """Return the side to solve, and the warnings in words."""
    try:
        side = changed_side(loaded.base, loaded.scenario.changes)
    except InputError as error:
        raise InputError(loaded.placed(error.issues)) from None
    return side, [f"warning: {issue}" for issue in loaded.placed(side.warnings)]
