"""A relaxation of a problem: its jobs without some of their tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor, TimeLag

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.problem.data import Problem, Specimen, Task


def shortened(problem: Problem, dropped: Collection[int]) -> Problem:
    """Return `problem` without the tasks `dropped`, none of them pinned and none of a job with a prefix.

    A job that loses its required tasks must lose its optional ones too.

    Every schedule that keeps the rules of `problem`, without those tasks, keeps the rules of what is
    returned, and costs no more there. Minimum lags through a dropped task become lags over it; a
    specimen that stops at one is followed no further than the stops that surely come one after the other.
    """
    kept = [task for task in range(len(problem.tasks)) if task not in dropped]
    at = {old: new for new, old in enumerate(kept)}
    lags = _over(problem, dropped)
    return replace(
        problem,
        jobs=tuple(replace(job, tasks=tuple(at[t] for t in job.tasks if t in at)) for job in problem.jobs),
        tasks=tuple(_task(problem.tasks[task], at) for task in kept),
        lags=tuple(replace(lag, first=at[lag.first], second=at[lag.second]) for lag in lags),
        links=tuple(
            replace(link, first=at[link.first], second=at[link.second])
            for link in problem.links
            if link.first in at and link.second in at
        ),
        specimens=tuple(
            part for specimen in problem.specimens for part in _specimen(problem, specimen, at, lags)
        ),
        quotas=tuple(
            replace(
                quota, entries=tuple((at[t], mode, amount) for t, mode, amount in quota.entries if t in at)
            )
            for quota in problem.quotas
        ),
        groups=tuple(frozenset(at[t] for t in group if t in at) for group in problem.groups),
    )


def _task(task: Task, at: dict[int, int]) -> Task:
    modes = tuple(
        mode if mode.training < 0 else replace(mode, training=at.get(mode.training, -1))
        for mode in task.modes
    )
    return replace(task, modes=modes)


def _over(problem: Problem, dropped: Collection[int]) -> list[TimeLag]:
    """Return the lags between kept tasks, with those over dropped ones."""
    lags = list(problem.lags)
    for task in dropped:
        length = min((mode.work for mode in problem.tasks[task].modes), default=0)
        into = [lag for lag in lags if lag.second == task and _plain(lag)]
        out = [lag for lag in lags if lag.first == task and _plain(lag)]
        lags = [lag for lag in lags if task not in (lag.first, lag.second)]
        if not problem.tasks[task].optional:
            lags += [
                TimeLag(before.first, after.second, before.ticks + length + after.ticks)
                for before in into
                for after in out
            ]
    return lags


def _plain(lag: TimeLag) -> bool:
    moments = (lag.since, lag.to) == (Anchor.END, Anchor.START)
    return moments and not lag.maximum and not lag.working_days


def _specimen(
    problem: Problem, specimen: Specimen, at: dict[int, int], lags: list[TimeLag]
) -> list[Specimen]:
    """Return `specimen`, or what is certain of it when it loses stops: its way from stop to next stop."""
    stops = specimen.stops
    if all(stop in at for stop in stops):
        return [replace(specimen, stops=tuple(at[stop] for stop in stops))]
    direct = {(lag.first, lag.second) for lag in problem.lags if _plain(lag) and lag.ticks >= 0}
    carriers = dict(zip(stops, specimen.carriers_after, strict=True))
    ordered = {(lag.first, lag.second) for lag in lags if _plain(lag)}
    found = []
    for first in stops:
        after = [stop for stop in stops if (first, stop) in direct]
        for second in after:
            between = [s for s in after if s != second and (s, second) in direct]
            sure = all(s in (first, second) or (s, first) in direct or (second, s) in direct for s in stops)
            if first in at and second in at and sure and not between and (first, second) in ordered:
                pair = (carriers[first], carriers[second])
                found.append(replace(specimen, stops=(at[first], at[second]), carriers_after=pair, origin=-1))
    return found
