"""What search looks up again and again: modes, calendars and relations as arrays.

Everything here depends on the problem alone, never on what is already planned.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Anchor, Style
from iplatform_sched.search.layout import (
    CalendarSpans,
    Layout,
    ModeTable,
    counts,
    layout_of,
    spans_of,
    ticks_of,
    worked_by,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Link, Mode, Problem, TimeLag
    from iplatform_sched.search.shape import Shape
    from iplatform_sched.timeline import IntervalSet

LONGEST_WAIT_DAYS = 28  # nobody lets a machine wait longer for its unloading than this


class SortedLags(NamedTuple):
    """The lags that touch a task, by how they are kept.

    Attributes
    ----------
    plain
        Minimum lags to its start, in ticks: a bound on the start.
    minimum, maximum
        All others.
    """

    plain: list[TimeLag]
    minimum: list[TimeLag]
    maximum: list[TimeLag]


@dataclass(frozen=True)
class Tables:
    """All tables of one problem; they are made when first asked for.

    Attributes
    ----------
    length
        Ticks of the arrays over time: all of the horizon.
    shapes
        Shapes of jobs that `shape.py` has made.
    offers
        Arrivals and prices that `legs.py` has looked up.
    spans
        Work ticks between two moments that `ledger.py` has looked up, by calendar.
    """

    problem: Problem
    shapes: dict[tuple[int, ...], Shape] = field(default_factory=dict)
    offers: dict[tuple[int, int, int, tuple[int, ...]], list[tuple[int, int]]] = field(default_factory=dict)
    spans: dict[tuple[int, int, int], list[tuple[int, int]]] = field(default_factory=dict)
    _opens: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    _layouts: dict[tuple[object, ...], Layout] = field(default_factory=dict)
    _modes: dict[tuple[int, int], ModeTable] = field(default_factory=dict)
    _lags: dict[int, SortedLags] = field(default_factory=dict)
    _late: dict[tuple[int, int], NDArray[np.int32]] = field(default_factory=dict)
    _masks: dict[int, tuple[IntervalSet, NDArray[np.bool_]]] = field(default_factory=dict)
    _shared: dict[IntervalSet, NDArray[np.bool_]] = field(default_factory=dict)
    _windows: dict[tuple[object, ...], ModeTable] = field(default_factory=dict)
    _calendars: dict[int, CalendarSpans] = field(default_factory=dict)

    @cached_property
    def reach(self) -> int:
        """Return a moment that no placement the search makes passes; arrays over time end there."""
        problem = self.problem
        longest = LONGEST_WAIT_DAYS * problem.ticks_per_day
        latest = 0
        for mode in {
            (m.style, m.calendar, m.work, m.lead, m.run, m.tail, m.max_wait): m
            for t in problem.tasks
            for m in t.modes
        }.values():
            if mode.style is Style.UNATTENDED:
                # Loading and unloading are within a window each, and so take no longer than their work.
                held = mode.lead + mode.run + min(mode.max_wait, longest) + mode.tail
                latest = max(latest, problem.latest_start + held)
            elif (work := problem.calendars[mode.calendar].work).spans:
                latest = max(latest, worked_by(work, problem.latest_start, mode.work))
        return min(problem.horizon, latest)

    @property
    def length(self) -> int:
        """Return the ticks of an array over time."""
        return self.reach + 1

    def mask(self, spans: IntervalSet) -> NDArray[np.bool_]:
        """Return `spans` as one truth value per tick; equal sets share one array."""
        known = self._masks.get(id(spans))
        if known is None:
            shared = self._shared.get(spans)
            if shared is None:
                shared = self._shared[spans] = ticks_of(spans, self.length)
            # Keeping the object keeps its id from being given to another.
            known = self._masks[id(spans)] = (spans, shared)
        return known[1]

    def calendar(self, index: int) -> CalendarSpans:
        """Return the tables of a calendar."""
        known = self._calendars.get(index)
        if known is None:
            problem = self.problem
            known = spans_of(problem.calendars[index], problem.ticks_per_day, self.reach)
            self._calendars[index] = known
        return known

    def next_open(self, site: int) -> NDArray[np.int64]:
        """Return for each tick the first open tick of `site` at or after it, or a moment never reached."""
        known = self._opens.get(site)
        if known is None:
            length = self.length + 7 * self.problem.ticks_per_day
            known = np.full(length + 1, 1 << 40, dtype=np.int64)
            for a, b in self.problem.sites[site].open:
                first, last = min(max(a, 0), length), min(max(b, 0), length)
                known[first:last] = np.arange(first, last)
            known = self._opens[site] = np.asarray(np.minimum.accumulate(known[::-1])[::-1])
        return known

    def late(self, pool: int, calendar: int) -> NDArray[np.int32] | None:
        """Return the overtime ticks of `pool` among the work ticks of `calendar` before each moment."""
        extra = self.problem.resources[pool].overtime
        if extra is None:
            return None
        key = (id(extra.windows), calendar)
        if key not in self._late:
            self._late[key] = counts(self.mask(extra.windows) & self.calendar(calendar).mask)
        return self._late[key]

    def table(self, task: int, index: int) -> ModeTable:
        """Return the allowed starts of mode `index` of `task`."""
        key = (task, index)
        if key not in self._modes:
            self._modes[key] = self._make(task, self.problem.tasks[task].modes[index])
        return self._modes[key]

    def _make(self, task: int, mode: Mode) -> ModeTable:
        """Return the table of a mode; modes that may start at the same times share one."""
        problem = self.problem
        job = problem.jobs[problem.tasks[task].job]
        latest = problem.horizon if job.deadline is None else min(job.deadline, problem.horizon)
        starts = None if mode.starts is None else self.mask(mode.starts)
        key = (mode.calendar, mode.style, mode.lead, mode.run, mode.tail, job.release, latest, id(starts))
        known = self._windows.get(key)
        if known is None:
            known = self._windows[key] = self._cut(mode, job.release, latest, starts)
        return known

    def _cut(self, mode: Mode, release: int, latest: int, starts: NDArray[np.bool_] | None) -> ModeTable:
        whole, unload = self.layout(mode), None
        if mode.style is Style.UNATTENDED:
            whole = whole._replace(run_end=whole.end + mode.run)
            done = whole.run_end
            if mode.tail:
                unload = self._piece(mode.calendar, mode.tail)
                if latest < self.reach:
                    unload = unload.only(unload.end <= latest)
        else:
            done = whole.end
        keep = (whole.start >= release) & (whole.start <= self.problem.latest_start) & (done <= latest)
        if starts is not None:
            keep &= starts[whole.start]
        return ModeTable(whole.only(keep), unload)

    def layout(self, mode: Mode) -> Layout:
        """Return the starts that the calendar of a mode allows; of unattended work those of its loading."""
        if mode.style is Style.UNATTENDED:
            return self._piece(mode.calendar, mode.lead)
        key = (mode.calendar, mode.style, mode.lead + mode.run, mode.tail)
        if key not in self._layouts:
            self._layouts[key] = layout_of(
                self.calendar(mode.calendar),
                mode.work,
                mode.lead + mode.run,
                self.reach,
                one_window=mode.style is Style.ATTENDED,
            )
        return self._layouts[key]

    def _piece(self, calendar: int, ticks: int) -> Layout:
        """Return the starts of an attended piece in one window, such as loading."""
        key = (calendar, ticks)
        if key not in self._layouts:
            self._layouts[key] = layout_of(self.calendar(calendar), ticks, ticks, self.reach, one_window=True)
        return self._layouts[key]

    @cached_property
    def lags_of(self) -> dict[int, list[TimeLag]]:
        """Return the lags that touch each task."""
        found: dict[int, list[TimeLag]] = defaultdict(list)
        for lag in self.problem.lags:
            found[lag.first].append(lag)
            found[lag.second].append(lag)
        return found

    def sorted_lags(self, task: int) -> SortedLags:
        """Return the lags that touch `task`, made once."""
        known = self._lags.get(task)
        if known is None:
            known = self._lags[task] = SortedLags([], [], [])
            for lag in self.lags_of.get(task, ()):
                if lag.maximum:
                    known.maximum.append(lag)
                elif lag.second == task and lag.to is Anchor.START and not lag.working_days:
                    known.plain.append(lag)
                else:
                    known.minimum.append(lag)
        return known

    @cached_property
    def links_of(self) -> dict[int, list[Link]]:
        """Return the links that touch each task."""
        found: dict[int, list[Link]] = defaultdict(list)
        for link in self.problem.links:
            found[link.first].append(link)
            found[link.second].append(link)
        return found

    @cached_property
    def specimens_of(self) -> dict[int, list[int]]:
        """Return the specimens that each task holds."""
        found: dict[int, list[int]] = defaultdict(list)
        for index, specimen in enumerate(self.problem.specimens):
            for stop in specimen.stops:
                found[stop].append(index)
        return found

    @cached_property
    def quotas_of(self) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Return pairs (quota, amount) for each (task, mode)."""
        found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for index, quota in enumerate(self.problem.quotas):
            for task, mode, amount in quota.entries:
                found[task, mode].append((index, amount))
        return found

    @cached_property
    def vouchers_of(self) -> dict[int, list[int]]:
        """Return the vouchers of each company."""
        found: dict[int, list[int]] = defaultdict(list)
        for index, voucher in enumerate(self.problem.vouchers):
            found[voucher.company].append(index)
        return found

    @cached_property
    def jobs_of(self) -> dict[int, list[int]]:
        """Return the jobs of each company."""
        found: dict[int, list[int]] = defaultdict(list)
        for index, job in enumerate(self.problem.jobs):
            found[job.company].append(index)
        return found

    @cached_property
    def groups_of(self) -> dict[int, list[frozenset[int]]]:
        """Return the groups of tasks that a prefix may not separate, for each task."""
        found: dict[int, list[frozenset[int]]] = defaultdict(list)
        for group in self.problem.groups:
            for task in group:
                found[task].append(group)
        return found

    @cached_property
    def workdays(self) -> NDArray[np.int64]:
        """Return the number of working days that began at or before each date."""
        days = self.length // self.problem.ticks_per_day + 2
        flags = np.zeros(days, dtype=np.int64)
        known = min(days, len(self.problem.working_days))
        flags[:known] = self.problem.working_days[:known]
        return np.cumsum(flags)

    def unpinned(self, job: Job) -> list[int]:
        """Return the tasks of `job` that are to be placed."""
        return [task for task in job.tasks if self.problem.tasks[task].pinned is None]
