"""Run a saved night again and compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.results import PLAN, read_input
from iplatform_sched.app.versions import versions
from iplatform_sched.planning.nightly import plan_night
from iplatform_sched.report.lists import key_value_table

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.report.table import Table

MAY_DIFFER = ", as it may: only a deterministic night with the same versions gives the same plan"


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found.

    Attributes
    ----------
    must_match
        Whether the night was deterministic and ran with the same versions.
    matches
        Whether the plan is the stored one, its proven bound aside; ``None`` where none was stored.
    """

    table: Table
    summary: str
    must_match: bool
    matches: bool | None


def replay_night(file: Path, hooks: Hooks) -> Replay:
    """Solve the saved input `file` (or the folder that has it) again; store nothing."""
    from iplatform_sched.exchange.plan_files import read_plan_json

    saved = read_input(file)
    folder = file if file.is_dir() else file.parent
    outcome = plan_night(
        saved.snapshot, saved.settings, stop=hooks.stop, on_progress=hooks.report, spare=saved.spare
    )
    stored = read_plan_json(folder / PLAN) if (folder / PLAN).exists() else None
    same_versions = saved.versions == versions()
    matches = None if stored is None else stored == outcome.plan.model_copy(update={"bound": stored.bound})
    table = key_value_table(
        "replay",
        f"Replay of {saved.run}",
        {
            "run": saved.run,
            "deterministic": saved.settings.deterministic,
            "same_versions": same_versions,
            "objective_then": None if stored is None else stored.objective,
            "objective_now": outcome.plan.objective,
            "bookings_then": None if stored is None else len(stored.bookings),
            "bookings_now": len(outcome.plan.bookings),
            "identical": matches,
        },
    )
    must_match = saved.settings.deterministic and same_versions
    words = {
        True: "the plan is identical",
        False: "the plan differs" + ("" if must_match else MAY_DIFFER),
        None: "no stored plan to compare with",
    }
    return Replay(table, words[matches], must_match, matches)
