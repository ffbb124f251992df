"""A seeded network of centres and a queue of jobs, of any size, that looks like a real night."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import NamedTuple

from iplatform_sched.problem.data import (
    Anchor,
    Calendar,
    Carrier,
    CarrierKind,
    Company,
    Job,
    Link,
    LinkKind,
    Mode,
    Overtime,
    Problem,
    Quota,
    Resource,
    Site,
    Specimen,
    Style,
    Tariff,
    Task,
    TimeLag,
    Voucher,
    Weights,
)
from iplatform_sched.timeline import IntervalSet

DAY = 48
OPEN, LUNCH, AFTERNOON, CLOSE, LATE = 18, 24, 26, 36, 42


class Extent(NamedTuple):
    """How large a network is."""

    jobs: int = 60
    centres: int = 12
    machines: int = 6
    kinds: int = 12
    weeks: int = 13


def _weekly(weeks: int, *spans: tuple[int, int]) -> IntervalSet:
    return IntervalSet.of((d * DAY + a, d * DAY + b) for d in range(7 * weeks) if d % 7 < 5 for a, b in spans)


def network(seed: int, extent: Extent | None = None) -> Problem:
    """Return a problem with every rule in it."""
    size = extent or Extent()
    dice = Random(seed)
    long = size.weeks * 2 + 8
    work = _weekly(long, (OPEN, LUNCH), (AFTERNOON, CLOSE))
    calendars = (
        Calendar(work, _weekly(long, (OPEN, CLOSE))),
        Calendar(
            work | _weekly(long, (CLOSE, LATE)),
            _weekly(long, (OPEN, LATE)),
            _weekly(long, (CLOSE, LATE)),
        ),
    )
    places = [(dice.random() * 300, dice.random() * 400) for _ in range(size.centres + size.jobs)]
    machines, offers = _machines(dice, size, long)
    pools = tuple(
        Resource(
            f"pool {c}",
            dice.randint(1, 3),
            overtime=Overtime(_weekly(long, (CLOSE, LATE)), 30_000, (24,) * long),
        )
        for c in range(size.centres)
    )
    problem = Problem(
        horizon=long * 7 * DAY,
        latest_start=size.weeks * 7 * DAY,
        jobs=(),
        tasks=(),
        resources=(*machines, *pools),
        calendars=calendars,
        sites=tuple(Site(f"site {i}", _weekly(long, (OPEN, CLOSE))) for i in range(len(places))),
        companies=tuple(Company(f"company {j}", size.centres + j, 2) for j in range(size.jobs)),
        carriers=_carriers(places),
        vouchers=tuple(
            Voucher(f"voucher {j}", j, 50, dice.choice([500_000, 2_000_000]), size.weeks * 5 * DAY)
            for j in range(0, size.jobs, 2)
        ),
        weeks=tuple(w * 7 * DAY for w in range(long + 1)),
        working_days=tuple(d % 7 < 5 for d in range(long * 7)),
        staff_ticks=_matrix(places, lambda km: math.ceil(km / 40)),
        weights=Weights(),
    )
    for index in range(size.jobs):
        problem = _with_job(dice, size, problem, index, offers)
    return problem


def _matrix(places: list[tuple[float, float]], of: object) -> tuple[tuple[int, ...], ...]:
    assert callable(of)
    return tuple(tuple(0 if a == b else int(of(math.dist(a, b) * 1.26)) for b in places) for a in places)


def _carriers(places: list[tuple[float, float]]) -> tuple[Carrier, ...]:
    ticks = _matrix(places, lambda km: math.ceil((km / 80 + 0.4) * 2))
    truck = _matrix(places, lambda km: 60_000 + 1_200 * km)
    parcel = _matrix(places, lambda _: 9_000)
    return (
        Carrier("truck", CarrierKind.DRIVE, ticks, truck),
        Carrier("parcel", CarrierKind.PARCEL, ticks, parcel),
    )


def _machines(dice: Random, size: Extent, weeks: int) -> tuple[list[Resource], dict[int, list[int]]]:
    machines: list[Resource] = []
    offers: dict[int, list[int]] = {kind: [] for kind in range(size.kinds)}
    for _ in range(size.centres * size.machines):
        kind = min(int(dice.paretovariate(1.1)) - 1, size.kinds - 1)
        offers[(kind * 5 + dice.randint(0, 1)) % size.kinds].append(len(machines))
        first = dice.randrange(weeks * 7) * DAY
        closed = IntervalSet.of([(first, first + 5 * DAY)]) if dice.random() < 0.4 else IntervalSet()
        changeover = ((0, 4), (6, 0)) if dice.random() < 0.2 else ()
        machines.append(
            Resource(
                f"machine {len(machines)}",
                1 if changeover else dice.choice([1, 1, 2]),
                (),
                closed,
                changeover,
            )
        )
    for kind, owners in offers.items():
        if not owners:
            owners.append(kind % len(machines))
    return machines, offers


def _modes(dice: Random, size: Extent, problem: Problem, offers: list[int], home: int) -> tuple[Mode, ...]:
    style = dice.choice(list(Style))
    run = {Style.ATTENDED: dice.randint(2, 10), Style.PAUSABLE: dice.randint(20, 90)}.get(
        style, dice.randint(48, 500)
    )
    lead, tail, staffed = dice.randint(0, 2), dice.randint(0, 2), int(dice.random() < 0.3)
    modes = []
    for machine in offers[: 4 + dice.randint(0, 4)]:
        centre = machine // size.machines
        record = problem.resources[machine]
        tariff = Tariff(
            per_hour=dice.choice([10_000, 20_000, 40_000]),
            operator_per_hour=15_000,
            fixed=30_000,
            after_hours_percent=50,
            discounts=(20,),
        )
        mode = Mode(
            resource=machine,
            site=centre,
            calendar=0,
            style=style,
            run=max(1, run * dice.choice([100, 80]) // 100),
            lead=lead,
            tail=tail,
            max_wait=4 * DAY,
            operators=((size.centres * size.machines + centre, 1),),
            staff=staffed,
            family=dice.randint(0, 1) if record.changeover else -1,
            starts=IntervalSet.of([(2 * DAY, problem.latest_start)]),
            tariff=tariff,
            trip_price=int(200 * math.ceil(problem.staff_ticks[home][centre] * 40)),
        )
        modes.append(mode)
        if style is Style.ATTENDED and dice.random() < 0.4:
            modes.append(replace(mode, calendar=1))
    return tuple(modes)


def _with_job(
    dice: Random, size: Extent, problem: Problem, index: int, offers: dict[int, list[int]]
) -> Problem:
    first = len(problem.tasks)
    count = dice.randint(3, 8)
    kinds = [min(int(dice.paretovariate(0.9)) - 1, size.kinds - 1) for _ in range(count)]
    home = problem.companies[index].site
    tasks = [
        Task(f"task {first + k}", index, _modes(dice, size, problem, offers[kind], home), share=60)
        for k, kind in enumerate(kinds)
    ]
    keys = range(first, first + count)
    lags = [TimeLag(a, a + 1, 0) for a in keys[:-1]]
    if count > 4:
        lags[1] = TimeLag(first, first + 2, 0)
    lags += [
        TimeLag(a, a + 1, 6 * DAY, Anchor.RUN_END, Anchor.START, maximum=True)
        for a in keys[2:-1]
        if dice.random() < 0.3
    ]
    links = [Link(first, first + count - 1, LinkKind.SAME_SITE)] if dice.random() < 0.1 else []
    job = Job(
        name=f"job {index}",
        company=index,
        tasks=tuple(keys),
        due=dice.randint(3, size.weeks) * 7 * DAY,
        tardiness_price=dice.choice([20_000, 50_000, 100_000]),
        unserved_price=dice.choice([8_000_000, 12_000_000, 20_000_000]),
        release=dice.randint(0, 2) * 7 * DAY,
        prefix=dice.random() < 0.2,
        budget=30_000_000,
        max_centres=dice.choice([None, 3, 4]),
    )
    stops = tuple(k for k in keys if dice.random() < 0.8) or (first,)
    specimen = Specimen(f"specimen {index}", index, stops, ((0, 1),) * len(stops), home, job.release, (0, 1))
    quota = Quota(
        f"quota {index}",
        tuple((k, m, 1) for k in keys for m in range(len(tasks[k - first].modes))),
        problem.weeks,
        (3,) * (len(problem.weeks) - 1),
    )
    return replace(
        problem,
        jobs=(*problem.jobs, job),
        tasks=(*problem.tasks, *tasks),
        lags=(*problem.lags, *lags),
        links=(*problem.links, *links),
        specimens=(*problem.specimens, specimen),
        quotas=(*problem.quotas, quota),
    )
