"""Dice for what ties tasks together, and for what is already fixed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import (
    Anchor,
    Attendance,
    Carrier,
    CarrierKind,
    Link,
    LinkKind,
    Quota,
    Specimen,
    TimeLag,
    Voucher,
)
from tests.agreement.draw_schedule import draw_placement

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Company, Job, Problem
    from tests.agreement.draw_frame import Frame


PLACES = [kind for kind in LinkKind if kind not in {LinkKind.SAME_TEAM, LinkKind.SAME_OPERATOR}]
"""Links of machines and sites; those of teams and operators are drawn with them."""


def draw_carriers(frame: Frame) -> tuple[Carrier, ...]:
    """Draw a car, a slower and cheaper truck, and the parcel service."""
    fast, slow = frame.slope_matrix(1), frame.slope_matrix(frame.rng.randint(1, 3))
    return (
        Carrier("car", CarrierKind.DRIVE, fast, frame.slope_matrix(20)),
        Carrier("truck", CarrierKind.DRIVE, slow, frame.slope_matrix(9)),
        Carrier("parcel", CarrierKind.PARCEL, fast, frame.slope_matrix(4)),
    )


def draw_relations(frame: Frame, problem: Problem) -> Problem:
    """Return the problem with relations, pins and limits."""
    problem = replace(problem, companies=tuple(_with_busy(frame, c) for c in problem.companies))
    for number, job in enumerate(problem.jobs):
        required = [task for task in job.tasks if not problem.tasks[task].optional]
        problem = replace(
            problem,
            lags=(*problem.lags, *_lags(frame, required)),
            links=(*problem.links, *_links(frame, job)),
            groups=(*problem.groups, *_groups(frame, required)),
        )
        for _ in range(frame.rng.choice([0, 1, 1, 2, 2])):
            problem = _with_specimen(frame, problem, number, required)
    problem = replace(problem, vouchers=_vouchers(frame), quotas=_quotas(frame, problem))
    return _with_pins(frame, problem)


def _with_busy(frame: Frame, company: Company) -> Company:
    if not company.members or frame.chance(0.5):
        return company
    busy = tuple(
        Attendance(frame.rng.randrange(company.members), start, end, frame.rng.randrange(frame.sites))
        for start, end in frame.spans(3, 3)
    )
    return replace(company, busy=busy)


def _lags(frame: Frame, tasks: list[int]) -> list[TimeLag]:
    rng, lags = frame.rng, []
    for first, second in itertools.combinations(tasks, 2):
        for maximum in (False, True):
            if frame.chance(0.3 if maximum else 0.5):
                working = frame.chance(0.3)
                most = frame.days if working else frame.horizon if maximum else frame.day
                plain = frame.chance(0.4)
                lags.append(
                    TimeLag(
                        first,
                        second,
                        0 if plain and not maximum else rng.randint(0, most),
                        Anchor.END if plain else rng.choice(list(Anchor)),
                        Anchor.START if plain else rng.choice(list(Anchor)),
                        maximum,
                        working,
                    )
                )
    return lags


def _links(frame: Frame, job: Job) -> list[Link]:
    return [
        Link(first, second, frame.rng.choice(PLACES))
        for first, second in itertools.combinations(job.tasks, 2)
        if frame.chance(0.25)
    ]


def _groups(frame: Frame, tasks: list[int]) -> list[frozenset[int]]:
    if len(tasks) < 2 or frame.chance(0.6):
        return []
    return [frozenset(frame.rng.sample(tasks, 2))]


def _with_specimen(frame: Frame, problem: Problem, job: int, tasks: list[int]) -> Problem:
    """Add a specimen that the company has, or one that its first stop makes."""
    rng = frame.rng
    least = min(len(tasks), rng.choice([1, 2, 3]))
    stops = tuple(sorted(rng.sample(tasks, rng.randint(least, len(tasks)))))
    made = len(stops) > 1 and frame.chance(0.35)

    def carriers() -> tuple[int, ...]:
        return rng.choice([(), (0,), (1,), (2,), (2,), (0, 2), (1, 2), (0, 1, 2)])

    thing = Specimen(
        name=f"specimen {len(problem.specimens)}",
        job=job,
        stops=stops,
        carriers_after=tuple(carriers() for _ in stops),
        origin=-1 if made else problem.companies[problem.jobs[job].company].site,
        ready=0 if made else frame.maybe(frame.day),
        carriers=() if made else carriers(),
    )
    after_maker = [TimeLag(stops[0], stop, 0) for stop in stops[1:]] if made else []
    return replace(problem, specimens=(*problem.specimens, thing), lags=(*problem.lags, *after_maker))


def _vouchers(frame: Frame) -> tuple[Voucher, ...]:
    rng = frame.rng
    return tuple(
        Voucher(
            name=f"voucher {number}",
            company=rng.randrange(frame.companies),
            rate_percent=rng.choice([30, 70, 100]),
            cap=frame.maybe(300),
            expiry=rng.randint(frame.horizon // 3, frame.horizon),
        )
        for number in range(rng.randint(0, 2))
    )


def _quotas(frame: Frame, problem: Problem) -> tuple[Quota, ...]:
    rng, quotas = frame.rng, []
    for number in range(rng.choice([0, 1, 1, 2])):
        entries = tuple(
            (key, m, rng.choice([1, mode.work * problem.tick_minutes]))
            for key, task in enumerate(problem.tasks)
            for m, mode in enumerate(task.modes)
            if frame.chance(0.7)
        )
        cuts = sorted(rng.sample(range(frame.horizon + 1), 3))
        limits = tuple(rng.choice([0, 1, 2, rng.randint(60, 1500)]) for _ in range(2))
        quotas.append(Quota(f"quota {number}", entries, tuple(cuts), limits))
    return tuple(quotas)


def _with_pins(frame: Frame, problem: Problem) -> Problem:
    """Pin some tasks: at a good place, anywhere, or running since before tick 0."""
    tasks = list(problem.tasks)
    for key, task in enumerate(tasks):
        if not frame.chance(0.18):
            continue
        at = draw_placement(frame.rng, problem, key, keep_calendar=frame.chance(0.5))
        if at is None:
            continue
        shift = frame.rng.randint(-frame.day, 0) if frame.chance(0.4) else 0
        at = replace(
            at,
            start=at.start + shift,
            run_end=at.run_end + shift,
            unload=at.unload + shift,
            end=at.end + shift,
            voucher=-1,
            subsidy=0,
        )
        tasks[key] = replace(task, pinned=at, baseline=None)
    return replace(problem, tasks=tuple(tasks))
