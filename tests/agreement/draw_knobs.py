"""The limits of each rule, as knobs that can be turned until the verdict flips."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.agreement.draw_machines import POOLS
from tests.agreement.draw_teams import INDIVIDUALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iplatform_sched.problem.data import Problem


class Knob(NamedTuple):
    """A limit between `low` and `high`, and the problem that has it."""

    low: int
    high: int
    put: Callable[[int], Problem]


def _field(problem: Problem, group: str, index: int, name: str, bounds: tuple[int, int]) -> Knob:
    """Return the knob of one integer field of one record of the problem."""

    def put(value: int) -> Problem:
        records: tuple[Any, ...] = getattr(problem, group)
        record = replace(records[index], **{name: value})
        changed: dict[str, Any] = {group: (*records[:index], record, *records[index + 1 :])}
        return replace(problem, **changed)

    return Knob(*bounds, put)


def _each(
    problem: Problem, group: str, name: str, bounds: tuple[int, int], indices: Iterable[int] | None = None
) -> list[Knob]:
    chosen = range(len(getattr(problem, group))) if indices is None else indices
    return [_field(problem, group, index, name, bounds) for index in chosen]


def _service(problem: Problem) -> list[Knob]:
    """Return the switches that make a job mandatory."""
    return _each(problem, "jobs", "mandatory", (0, 1))


def _release(problem: Problem) -> list[Knob]:
    return _each(problem, "jobs", "release", (0, problem.horizon))


def _deadline(problem: Problem) -> list[Knob]:
    return _each(problem, "jobs", "deadline", (0, problem.horizon))


def _start_window(problem: Problem) -> list[Knob]:
    return [Knob(0, problem.horizon, lambda value: replace(problem, latest_start=value))]


def _pools(problem: Problem) -> range:
    """Return where the pools are: behind the machines, before any individuals and named operators."""
    individuals = INDIVIDUALS if any(task.needs for task in problem.tasks) else 0
    last = sum(resource.pool < 0 for resource in problem.resources) - individuals
    return range(last - POOLS, last)


def _capacity(problem: Problem) -> list[Knob]:
    return _each(problem, "resources", "capacity", (1, 9), range(_pools(problem).start))


def _operators(problem: Problem) -> list[Knob]:
    pools = _pools(problem)
    return _each(problem, "resources", "capacity", (1, 9), pools)


def _lags(maximum: bool) -> Callable[[Problem], list[Knob]]:
    def knobs(problem: Problem) -> list[Knob]:
        indices = [i for i, lag in enumerate(problem.lags) if lag.maximum is maximum]
        return _each(problem, "lags", "ticks", (0, problem.horizon), indices)

    return knobs


def _specimen(problem: Problem) -> list[Knob]:
    sites = range(len(problem.sites))

    def drive(index: int) -> Callable[[int], Problem]:
        def put(value: int) -> Problem:
            ticks = tuple(tuple(0 if a == b else value for b in sites) for a in sites)
            changed = replace(problem.carriers[index], ticks=ticks)
            carriers = (*problem.carriers[:index], changed, *problem.carriers[index + 1 :])
            return replace(problem, carriers=carriers)

        return put

    def hours(index: int, *, closes: bool) -> Callable[[int], Problem]:
        """Return the problem in which a site closes for good, or opens at last, at a tick."""

        def put(value: int) -> Problem:
            times = problem.sites[index].open
            kept = times.clip(0, value) if closes else times.clip(value, 2 * problem.horizon)
            site = replace(problem.sites[index], open=kept)
            return replace(problem, sites=(*problem.sites[:index], site, *problem.sites[index + 1 :]))

        return put

    doors = [
        Knob(0, problem.horizon, hours(site, closes=closes)) for site in sites for closes in (True, False)
    ]
    rides = [Knob(0, problem.horizon, drive(index)) for index in range(len(problem.carriers))]
    return [*doors, *rides, *_each(problem, "specimens", "ready", (0, problem.horizon))]


def _staff(problem: Problem) -> list[Knob]:
    sites = range(len(problem.sites))

    def put(value: int) -> Problem:
        return replace(
            problem, staff_ticks=tuple(tuple(0 if a == b else value for b in sites) for a in sites)
        )

    return [Knob(0, problem.horizon, put), *_each(problem, "companies", "members", (0, 4))]


def _changeover(problem: Problem) -> list[Knob]:
    def gaps(index: int) -> Callable[[int], Problem]:
        def put(value: int) -> Problem:
            matrix = tuple(tuple(value for _ in range(3)) for _ in range(3))
            machine = replace(problem.resources[index], changeover=matrix)
            machines = (*problem.resources[:index], machine, *problem.resources[index + 1 :])
            return replace(problem, resources=machines)

        return put

    return [
        Knob(0, problem.horizon, gaps(i)) for i, machine in enumerate(problem.resources) if machine.changeover
    ]


def _overtime(problem: Problem) -> list[Knob]:
    def cap(index: int, week: int) -> Callable[[int], Problem]:
        def put(value: int) -> Problem:
            pool = problem.resources[index]
            assert pool.overtime is not None
            caps = tuple(value if w == week else old for w, old in enumerate(pool.overtime.caps))
            changed = replace(pool, overtime=replace(pool.overtime, caps=caps))
            pools = (*problem.resources[:index], changed, *problem.resources[index + 1 :])
            return replace(problem, resources=pools)

        return put

    return [
        Knob(0, 60, cap(i, week))
        for i, pool in enumerate(problem.resources)
        if pool.overtime is not None
        for week in range(len(problem.weeks) - 1)
    ]


def _quota(problem: Problem) -> list[Knob]:
    def limit(index: int, period: int) -> Callable[[int], Problem]:
        def put(value: int) -> Problem:
            old = problem.quotas[index]
            limits = tuple(value if p == period else kept for p, kept in enumerate(old.limits))
            changed = replace(old, limits=limits)
            return replace(problem, quotas=(*problem.quotas[:index], changed, *problem.quotas[index + 1 :]))

        return put

    return [
        Knob(0, 9000, limit(i, p)) for i, quota in enumerate(problem.quotas) for p in range(len(quota.limits))
    ]


def _supply(problem: Problem) -> list[Knob]:
    return _each(problem, "supplies", "amount", (0, 40))


def _voucher(problem: Problem) -> list[Knob]:
    return [
        *_each(problem, "vouchers", "cap", (0, 2000)),
        *_each(problem, "vouchers", "expiry", (0, problem.horizon)),
        *_each(problem, "vouchers", "rate_percent", (0, 100)),
    ]


def _budget(problem: Problem) -> list[Knob]:
    bounds = (-3000, 9000)
    return [*_each(problem, "jobs", "budget", bounds), *_each(problem, "companies", "budget", bounds)]


def _max_centres(problem: Problem) -> list[Knob]:
    return _each(problem, "jobs", "max_centres", (0, 4))


KNOBS: dict[str, Callable[[Problem], list[Knob]]] = {
    "service": _service,
    "release": _release,
    "deadline": _deadline,
    "start_window": _start_window,
    "capacity": _capacity,
    "operators": _operators,
    "minimum_lag": _lags(maximum=False),
    "maximum_lag": _lags(maximum=True),
    "specimen": _specimen,
    "staff": _staff,
    "changeover": _changeover,
    "overtime": _overtime,
    "quota": _quota,
    "supply": _supply,
    "voucher": _voucher,
    "budget": _budget,
    "max_centres": _max_centres,
}
