"""Machines, pools, supplies and the ways to use them; part of :mod:`iplatform_sched.problem.data`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from iplatform_sched.timeline import EMPTY, IntervalSet


class Style(StrEnum):
    """How a task runs once it has started."""

    ATTENDED = "attended"
    PAUSABLE = "pausable"
    UNATTENDED = "unattended"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work can proceed.

    Attributes
    ----------
    work
        Ticks in which attended work proceeds: machine open, every pool on shift, no lunch.
    windows
        Spans that attended work may not leave; a lunch break lies inside its window.
        Every tick of `work` lies in one of them.
    after_hours
        The part of `work` outside the weekly opening hours.
    """

    work: IntervalSet
    windows: IntervalSet
    after_hours: IntervalSet = EMPTY


@dataclass(frozen=True, slots=True)
class Occupation:
    """What a booking outside the problem holds of a resource during ``[start, end)``.

    Attributes
    ----------
    family
        Changeover family of the work, ``-1`` for none. An occupation with `amount` zero only
        tells what the resource was last set up for.
    """

    start: int
    end: int
    amount: int
    family: int = -1


@dataclass(frozen=True, slots=True)
class Overtime:
    """Overtime of an operator pool.

    Attributes
    ----------
    windows
        Ticks in which an operator of the pool works overtime.
    price_per_hour
        KRW for one operator and hour.
    caps
        Operator-ticks still free in each period of `Problem.weeks`.
    """

    windows: IntervalSet
    price_per_hour: int
    caps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A machine (equipment), an operator pool or a named operator of one.

    Attributes
    ----------
    capacity
        Units or heads, constant over time; shifts are part of the modes' calendars.
    occupied
        What bookings outside the problem hold.
    blocked
        Ticks in which the resource is out of service.
    changeover
        Square matrix ``changeover[f][g]`` of ticks that must pass on the resource between the end of
        work of family ``f`` and the start of later work of family ``g``; empty for none. It
        obeys the triangle inequality, so the rule can be stated on all pairs. A resource with
        changeovers has capacity 1.
    pool
        Pool that a named operator is one of, its capacity 1; ``-1`` for everything else. A mode that names
        it lists it in `Mode.operators` beside its pool.
    """

    name: str
    capacity: int
    occupied: tuple[Occupation, ...] = ()
    blocked: IntervalSet = EMPTY
    changeover: tuple[tuple[int, ...], ...] = ()
    overtime: Overtime | None = None
    pool: int = -1


@dataclass(frozen=True, slots=True)
class Supply:
    """A stock that tasks use up for good: a non-renewable resource, whenever they run.

    The amounts in `Mode.consumes` sum to at most `amount` over the present tasks that are not pinned.

    Attributes
    ----------
    amount
        On hand, less what bookings outside the problem take (never negative).
    """

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a booking in a mode costs, as a formula of its ticks.

    With ``minutes = ticks * tick_minutes`` and every division rounded down::

        charged  = work minutes (attended, pausable) | end - start in minutes (unattended)
        attended = lead + run + tail minutes (attended, pausable) | lead + tail minutes (unattended)
        base     = (per_hour * min(charged, tier) + per_hour_after * max(charged - tier, 0)
                    + operator_per_hour * attended) // 60
                   + per_day * days + fixed
        after    = per_hour * after_hours_percent * after_minutes // 6000
        express  = base * express_percent // 100   if start < express_before and start != spared else 0
        gross    = base + after + express
        fee      = gross reduced by each percent of `discounts` in turn: x = x * (100 - p) // 100

    ``work minutes`` is lead + run + tail. ``days`` is, for attended and pausable, the number of
    dates with a tick of the mode's calendar in ``[start, end)``; for unattended each started 24 h of
    ``[start, end)``. ``after_minutes`` are the attended ticks in the calendar's `after_hours`.
    The task's fee term is ``fee - subsidy + materials``; materials are never discounted.

    Attributes
    ----------
    tier_minutes
        Minutes at the first rate; ``None`` where one rate holds throughout.
    express_before
        A start before this tick is an express booking.
    spared
        Start of a planned booking that was made without the surcharge: it bears none where it stays;
        ``-1`` for none.
    """

    per_hour: int = 0
    tier_minutes: int | None = None
    per_hour_after: int = 0
    operator_per_hour: int = 0
    per_day: int = 0
    fixed: int = 0
    after_hours_percent: int = 0
    express_percent: int = 0
    express_before: int = 0
    spared: int = -1
    discounts: tuple[int, ...] = ()
    materials: int = 0


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to perform a task: on which machine, with whom, for how long, at what price.

    Attended parts of a placement are the ticks of ``calendar.work`` in

    * ``[start, end)`` for attended and pausable work,
    * ``[start, run_end - run)`` and ``[unload, end)`` for unattended work.

    The machine is held for all of ``[start, end)``. With ``n work ticks from s`` meaning that `s` and
    the n-1 next ticks of ``calendar.work`` are worked and the moment after the last one is
    reached (``s`` itself for n = 0), a placement keeps the calendar when

    * attended: ``run_end`` is lead + run work ticks from `start`, ``end`` lead + run + tail work ticks
      from `start`, all in one span of ``calendar.windows``;
    * pausable: the same without the bound to one window;
    * unattended: the run begins lead work ticks from `start`, all in one window, and
      ``run_end`` is `run` ticks later; ``run_end <= unload <= run_end + max_wait``; ``end`` is tail work
      ticks from `unload`, all in one window. Without a tail nobody waits: ``end = unload = run_end``.

    Attributes
    ----------
    resource, site, calendar
        Indices into `Problem.resources`, `Problem.sites`, `Problem.calendars`.
    lead, run, tail
        Ticks of set-up or loading, of the run itself, of teardown or unloading. Together at least one tick,
        unless the machine has room for all tasks: the judge lets work of no length stand within other work,
        and the model does not.
    max_wait
        Unattended: most ticks between the run's end and the start of unloading.
    operators
        Pairs (pool, heads) needed in the attended parts; (named operator, 1) where one of the heads must be
        that one.
    consumes
        Pairs (index in `Problem.supplies`, amount) that the task uses up, each supply at most once.
    staff
        Members of the job's company who attend the attended parts.
    family
        Changeover family, ``-1`` for none.
    starts
        Ticks at which house rules and qualification let the booking start: notice, booking
        horizon, latest start of the day, validity of a qualification.
    training
        Task that must be present and end by this task's start; ``-1`` where none is needed.
    trip_price
        KRW of one round trip of one member between the company and the site.
    preference_price
        KRW charged for a site, and for operators, that the job would rather avoid.
    label
        What tells the mode from its siblings, for people: "operated", "self-use after hours".
    """

    resource: int
    site: int
    calendar: int
    style: Style
    run: int
    lead: int = 0
    tail: int = 0
    max_wait: int = 0
    units: int = 1
    operators: tuple[tuple[int, int], ...] = ()
    consumes: tuple[tuple[int, int], ...] = ()
    staff: int = 0
    family: int = -1
    starts: IntervalSet | None = None
    training: int = -1
    tariff: Tariff = field(default_factory=Tariff)
    trip_price: int = 0
    preference_price: int = 0
    label: str = ""

    @property
    def work(self) -> int:
        """Return the attended ticks of an attended or pausable placement."""
        return self.lead + self.run + self.tail
