"""Dice for companies, jobs, tasks, modes and tariffs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Baseline, Company, Job, Mode, Style, Tariff, Task
from tests.agreement.draw_machines import POOLS

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from tests.agreement.draw_frame import Frame

NONE = -1


def draw_tariff(frame: Frame) -> Tariff:
    """Draw a tariff that uses a random part of every form."""
    rng, maybe = frame.rng, frame.maybe
    tariff = Tariff(
        per_hour=maybe(40),
        tier_minutes=rng.choice([None, frame.tick_minutes * rng.randint(0, 4)]),
        per_hour_after=maybe(20),
        operator_per_hour=maybe(15),
        per_day=maybe(90),
        fixed=maybe(70),
        after_hours_percent=maybe(100),
        express_percent=maybe(60),
        express_before=rng.randint(0, frame.horizon),
        discounts=tuple(rng.randint(1, 40) for _ in range(rng.choice([0, 1, 2]))),
        materials=maybe(30),
    )
    # Drawn from what is drawn already, so that the other dice fall as they did.
    return replace(tariff, spared=tariff.express_before // 2 if tariff.express_before % 2 else NONE)


def draw_company(frame: Frame, number: int) -> Company:
    """Draw a company; where its staff are busy is drawn with the relations."""
    budget = frame.rng.randint(-20, 900) if frame.chance(0.3) else None
    return Company(
        f"company {number}", frame.centres + number, frame.rng.choice([0, 1, 2, 3, 3]), budget=budget
    )


def draw_mode(frame: Frame, problem: Problem, members: int, training: int) -> Mode:
    """Draw a mode of any style on any machine, with or without people."""
    rng = frame.rng
    machines = len(problem.resources) - POOLS
    resource = rng.randrange(machines)
    style = rng.choice(list(Style))
    longest = frame.size.longest if style is Style.UNATTENDED else (3 if style is Style.ATTENDED else 5)
    pools = [pool for pool in range(machines, machines + POOLS) if frame.chance(0.4)]
    facts = problem.resources[resource]
    return Mode(
        resource=resource,
        site=rng.randrange(frame.centres),
        calendar=rng.randrange(len(problem.calendars)),
        style=style,
        run=rng.randint(1, min(longest, max(1, frame.horizon // 3))),
        lead=rng.choice([0, 1, 1, 2] if style is Style.UNATTENDED else [0, 0, 1, 2]),
        tail=rng.choice([0, 1, 1, 2] if style is Style.UNATTENDED else [0, 0, 1, 2]),
        max_wait=frame.maybe(frame.day),
        units=rng.choice([1, rng.randint(1, facts.capacity)]),
        operators=tuple((pool, rng.randint(1, 2)) for pool in pools),
        staff=rng.randint(1, members) if members and frame.chance(0.6) else 0,
        family=rng.randint(-1, 2) if facts.changeover else NONE,
        starts=frame.spans(5, frame.day) if frame.chance(0.3) else None,
        training=training if frame.chance(0.6) else NONE,
        tariff=draw_tariff(frame),
        trip_price=rng.choice([0, 7, 11, 20]),
        preference_price=frame.maybe(15),
        label=style.value,
    )


def draw_jobs(frame: Frame, problem: Problem) -> Problem:
    """Return the problem with jobs and their tasks, none of them related yet."""
    for _ in range(frame.rng.randint(1, frame.size.jobs)):
        problem = _with_job(frame, problem)
    return problem


def _with_job(frame: Frame, problem: Problem) -> Problem:
    rng = frame.rng
    number, first = len(problem.jobs), len(problem.tasks)
    owner = rng.randrange(len(problem.companies))
    members = problem.companies[owner].members
    course = first if frame.chance(0.3) else NONE
    count = rng.randint(1, frame.size.tasks) + (course >= 0)
    tasks = []
    for key in range(first, first + count):
        training = course if key != course else NONE
        modes = tuple(
            draw_mode(frame, problem, members, training) for _ in range(rng.randint(1, frame.size.modes))
        )
        task = Task(f"task {key}", number, modes, key == course, rng.randint(1, 5) * 60)
        tasks.append(replace(task, baseline=_baseline(frame, task)))
    due = rng.randint(0, frame.days - 1) * frame.day
    job = Job(
        name=f"job {number}",
        company=owner,
        tasks=tuple(range(first, first + count)),
        due=due,
        tardiness_price=rng.choice([0, 13, 27, 40]),
        unserved_price=rng.randint(0, 900),
        release=frame.maybe(frame.horizon // 3),
        deadline=rng.randint(frame.horizon // 2, frame.horizon) if frame.chance(0.4) else None,
        prefix=frame.chance(0.4),
        budget=rng.randint(-20, 900) if frame.chance(0.3) else None,
        max_centres=rng.randint(1, 2) if frame.chance(0.4) else None,
    )
    return replace(problem, jobs=(*problem.jobs, job), tasks=(*problem.tasks, *tasks))


def _baseline(frame: Frame, task: Task) -> Baseline | None:
    if frame.chance(0.6):
        return None
    mode = frame.rng.choice(task.modes)
    start = frame.rng.randint(0, frame.horizon)
    gone = frame.chance(0.2)
    return Baseline(start, NONE if gone else mode.resource, NONE if gone else mode.site)
