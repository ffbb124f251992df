"""Which voucher pays which booking: reassigned per company once the bookings stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.search.check import breaches
from iplatform_sched.search.ledger import task_cost

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.state import State


def polish_vouchers(state: State) -> None:
    """Let vouchers pay as much as a greedy assignment finds, wherever that is more than now."""
    for company, vouchers in state.tables.vouchers_of.items():
        _polish(state, company, vouchers)


def _polish(state: State, company: int, vouchers: list[int]) -> None:
    problem = state.problem
    jobs = [job for job in state.tables.jobs_of[company] if state.is_served(job)]
    bookings = [
        (job, task, placed)
        for job in jobs
        for task, placed in state.placed[job].items()
        if problem.tasks[task].pinned is None
    ]
    paid = sum(placed.subsidy for _, _, placed in bookings)
    assigned = _assign(state, vouchers, bookings)
    if sum(p.subsidy for p in assigned.values()) <= paid:
        return
    before = {job: state.drop(job) for job in jobs}
    for job in jobs:
        state.add(job, {task: assigned[task] for task in before[job]})
    if any(breaches(state, job) for job in jobs):
        for job in jobs:
            state.drop(job)
        for job in jobs:
            state.add(job, before[job])


def _assign(
    state: State, vouchers: list[int], bookings: list[tuple[int, int, ScheduledTask]]
) -> dict[int, ScheduledTask]:
    """Return every booking with the voucher that pays most of it, dear bookings first."""
    left = {index: state.problem.vouchers[index].cap for index in vouchers}
    fees = {task: task_cost(state.tables, task, placed).fee for _, task, placed in bookings}
    assigned = {}
    for _, task, placed in sorted(bookings, key=lambda b: (-fees[b[1]], b[1])):
        best, pays = -1, 0
        for index in vouchers:
            record = state.problem.vouchers[index]
            amount = min(fees[task] * record.rate_percent // 100, left[index])
            if placed.end <= record.expiry and amount > pays:
                best, pays = index, amount
        assigned[task] = replace(placed, voucher=best, subsidy=pays)
        if best >= 0:
            left[best] -= pays
    return assigned
