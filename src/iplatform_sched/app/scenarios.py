"""Solve a scenario file; nothing is stored unless asked, and nothing is ever published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.exporting import check_ending, write_plan
from iplatform_sched.app.night import keep_run, new_run, night_view, with_outcome
from iplatform_sched.app.writing import writable
from iplatform_sched.exchange.scenario import load_scenario
from iplatform_sched.planning.nightly import plan_night
from iplatform_sched.report.sentences import summary
from iplatform_sched.store.database import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
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


def solve_scenario(store: Path | None, file: Path, out: Path | None, hooks: Hooks) -> ScenarioResult:
    """Plan the facts of a scenario file as a night would.

    Parameters
    ----------
    store
        Where to keep the run; ``None`` keeps it nowhere.
    out
        JSON or CSV file for the plan.

    Raises
    ------
    InputError
        The scenario or a file that it names is wrong.
    VerificationError
        The plan broke a rule.
    """
    scenario, snapshot = load_scenario(file)
    if out is not None:
        check_ending(out)
        with writable(out):
            out.parent.mkdir(parents=True, exist_ok=True)
    outcome = plan_night(snapshot, scenario.settings, stop=hooks.stop, on_progress=hooks.report)
    if out is not None:
        with writable(out):
            write_plan(outcome.plan, out)
    database = None if store is None else open_store(store)
    run = with_outcome(new_run(database, snapshot, scenario.settings, "plan"), outcome, snapshot.now)
    words = [f"Scenario {scenario.name or file.stem}.", summary(run, outcome.plan)]
    if database is not None:
        keep_run(database, run)
        words.append(f"Kept as run {run.id}.")
    findings = bool(outcome.plan.unserved) or outcome.plan.terms.get("tardiness", 0) > 0
    return ScenarioResult(night_view(run, outcome.plan), "\n".join(words), findings)
