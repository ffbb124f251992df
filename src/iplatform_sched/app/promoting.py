"""What keeps the plan of a what-if from becoming the live one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.errors import ConflictError

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.run import Run
    from iplatform_sched.domain.snapshot import Snapshot


def refuse_scenario(run: Run) -> None:
    """Raise :class:`ConflictError` where a scenario did not start from the whole store as it was."""
    scenario = run.scenario
    if scenario is None or scenario.is_of_store:
        return
    why = "with part of the requests"
    if scenario.data is not None or scenario.base is not None:
        why = "from files, not from the store"
    elif scenario.run is not None:
        why = f"from the facts of run {scenario.run}"
    elif scenario.now is not None:
        why = "for a moment of its own"
    message = f"run {run.id} cannot be promoted: its scenario was planned {why}"
    raise ConflictError(f"{message}; compare it once more on the store as it is, and save that run")


def what_scenario_needs(run: Run) -> str:
    """Return in words why a scenario's plan is not right by the facts; empty where it changed none."""
    if run.scenario is None or not run.scenario.changes:
        return ""
    kinds = ", ".join(dict.fromkeys(change.change for change in run.scenario.changes))
    return (
        f"cannot be promoted: its plan needs changes that the facts do not have ({kinds}). "
        "Change the facts first, then plan anew; its plan breaks"
    )


def refuse_unplanned(run: Run, plan: Plan, facts: Snapshot) -> None:
    """Raise :class:`ConflictError` where a plan would drop bookings of requests that it does not speak of."""
    if run.scenario is None:
        return
    told = {each.request for each in plan.bookings} | {each.request for each in plan.unserved}
    live = {each.id for each in facts.requests if each.status is RequestStatus.OPEN}
    dropped = sorted(
        {
            each.request
            for each in facts.bookings
            if each.status is BookingStatus.PLANNED and each.request in live and each.request not in told
        }
    )
    if dropped:
        message = f"run {run.id} cannot be promoted: its scenario leaves out {', '.join(dropped)}, "
        raise ConflictError(message + "which have planned bookings. Withdraw these requests first")
