"""Take over a plan of a few jobs that was made with nothing else planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.search.check import breaches, stands
from iplatform_sched.search.conflicts import blockers
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.improve import restore
from iplatform_sched.search.insert import insert
from iplatform_sched.search.score import score

if TYPE_CHECKING:
    from iplatform_sched.search.bound.least import Pack
    from iplatform_sched.search.state import State


def adopt(state: State, pack: Pack) -> bool:
    """Place the jobs of `pack` as it says and those in their way anew; undo it unless the score is better."""
    before_score = score(state)
    before = {job: state.drop(job) for job in pack}
    plan = {task: at for own in pack.values() for task, at in own.items()}
    for job in sorted(blockers(state, plan)):
        before[job] = state.drop(job)
    if _place(state, pack):
        guide = guide_of(state.problem)
        others = sorted(before.keys() - pack.keys(), key=lambda job: -state.problem.jobs[job].unserved_price)
        for job in others:
            insert(state, guide, job)
        if score(state) < before_score:
            return True
    restore(state, before)
    return False


def _place(state: State, pack: Pack) -> bool:
    """Add the jobs of `pack`; return whether all of them keep every rule."""
    for job, plan in pack.items():
        if not all(stands(state, task, placed) for task, placed in plan.items()):
            return False
        state.add(job, plan)
        if breaches(state, job):
            return False
    return True
