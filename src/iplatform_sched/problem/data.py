"""The problem in the field's words: jobs, tasks, modes, resources, integers and indices.

Conventions: every interval is half-open in ticks; tick 0 is a local midnight; the local date of
tick ``t`` is ``t // ticks_per_day``; money is integer KRW; percentages are integers; an index into
a tuple of :class:`Problem` is a plain ``int`` and ``-1`` means "none". The meaning of every rule and
objective term is written out in ``docs/glossary.md`` and, as a formula, in the classes below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import ScheduledTask


class Style(StrEnum):
    """How a task runs once it has started."""

    ATTENDED = "attended"
    PAUSABLE = "pausable"
    UNATTENDED = "unattended"


class Anchor(StrEnum):
    """The moment of a task that a time lag is measured from or to."""

    START = "start"
    RUN_END = "run_end"
    END = "end"


class LinkKind(StrEnum):
    """How the machines or sites of two tasks relate."""

    SAME_RESOURCE = "same_resource"
    DIFFERENT_RESOURCE = "different_resource"
    SAME_SITE = "same_site"
    DIFFERENT_SITE = "different_site"


class CarrierKind(StrEnum):
    """How a carrier takes time."""

    DRIVE = "drive"
    PARCEL = "parcel"


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
    """A machine (equipment) or an operator pool.

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
    """

    name: str
    capacity: int
    occupied: tuple[Occupation, ...] = ()
    blocked: IntervalSet = EMPTY
    changeover: tuple[tuple[int, ...], ...] = ()
    overtime: Overtime | None = None


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
        express  = base * express_percent // 100   if start < express_before else 0
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
        Ticks of set-up or loading, of the run itself, of teardown or unloading.
    max_wait
        Unattended: most ticks between the run's end and the start of unloading.
    operators
        Pairs (pool, heads) needed in the attended parts.
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
        KRW charged for a site that the job would rather avoid.
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


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the plan at the start of this run has a task that may still move.

    Attributes
    ----------
    resource, site
        ``-1`` where the machine or centre is not in the problem any more.
    """

    start: int
    resource: int
    site: int


@dataclass(frozen=True, slots=True)
class Task:
    """A stage of a job.

    Attributes
    ----------
    optional
        A training task: its job may be served without it. Every other task is *required*.
    share
        Work of the task in minutes; weighs the price of leaving it out of a prefix.
    pinned
        Exact placement of a confirmed booking: it is present whatever becomes of the job, and is a
        constant in lags, links, specimens, maximum centres and the job's last end. Everything else
        of it is outside the problem: what it holds is in `Resource.occupied` and `Company.busy`,
        what it costs is off the budgets, caps and limits. So no other rule and no objective
        term counts it, and a relation between two pinned tasks is never checked.
    """

    name: str
    job: int
    modes: tuple[Mode, ...]
    optional: bool = False
    share: int = 1
    pinned: ScheduledTask | None = None
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A company's request.

    Served whole: every required task is present or none of the unpinned ones is. With `prefix`, a
    set of required tasks may be present that is closed under `Problem.lags` predecessors and does
    not separate two tasks of `Problem.groups`.

    Attributes
    ----------
    release
        No unpinned task starts earlier.
    due
        The midnight after the due date. Tardiness is the number of started days by which the last
        present task of the job ends later, pinned ones included; zero where no unpinned required
        task is present.
    deadline
        No unpinned task ends later; ``None`` for none.
    unserved_price
        KRW when no unpinned required task is present; with a prefix the price of the left-out work:
        ``unserved_price * left // total``, both in minutes of `Task.share` over the unpinned
        required tasks.
    budget
        Most KRW of the job's net fees with materials, transport and staff travel, less what pinned
        tasks cost; may be negative. Binds when an unpinned task is present.
    max_centres
        Most distinct sites over all present tasks, pinned and training included. Binds when an
        unpinned task is present.
    """

    name: str
    company: int
    tasks: tuple[int, ...]
    due: int
    tardiness_price: int
    unserved_price: int
    release: int = 0
    deadline: int | None = None
    prefix: bool = False
    budget: int | None = None
    max_centres: int | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """A member of a company is at `site` during ``[start, end)`` for a booking outside the problem."""

    member: int
    start: int
    end: int
    site: int


@dataclass(frozen=True, slots=True)
class Company:
    """A company.

    Attributes
    ----------
    site
        Its own place in `Problem.sites`.
    members
        How many numbered members of staff can attend.
    busy
        Attendances at bookings outside the problem.
    budget
        Most KRW over all its jobs, ``None`` for no limit; less what other bookings cost.
    """

    name: str
    site: int
    members: int = 0
    busy: tuple[Attendance, ...] = ()
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher pays at most ``fee * rate_percent // 100`` of a booking that ends by `expiry`.

    Attributes
    ----------
    cap
        KRW still free, less what bookings outside the problem used.
    """

    name: str
    company: int
    rate_percent: int
    cap: int
    expiry: int


@dataclass(frozen=True, slots=True)
class TimeLag:
    """``moment(second, to) - moment(first, since)`` is at least or at most `ticks`.

    With `working_days` both moments are first mapped to the number of working days
    (`Problem.working_days`) that began at or before their date, and `ticks` counts working days.
    Binds when both tasks are present, unless both are pinned.
    """

    first: int
    second: int
    ticks: int
    since: Anchor = Anchor.END
    to: Anchor = Anchor.START
    maximum: bool = False
    working_days: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Tasks `first` and `second`, when both present, have the same or different machine or site."""

    first: int
    second: int
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Carrier:
    """A means of transport.

    Attributes
    ----------
    ticks
        ``ticks[a][b]`` for a drive; unused for a parcel, which is handed over in an open tick of the
        origin and is there at the first opening of the destination on a later date.
    price
        ``price[a][b]`` KRW for one specimen. Zero ticks and zero KRW within a site.
    """

    name: str
    kind: CarrierKind
    ticks: tuple[tuple[int, ...], ...]
    price: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A thing that travels and is in one place at a time.

    Its present `stops` never overlap; in order of start, each pair of consecutive stops, and the
    origin with the first stop, is a *leg*. A leg within one site takes and costs nothing. Any other
    needs a carrier from those allowed where the leg leaves that arrives by the start of the
    arriving stop; its price is that of the cheapest such carrier. A leg between two pinned stops is
    neither checked nor priced.

    Attributes
    ----------
    origin
        Site where the specimen is from tick `ready` on; ``-1`` where the first stop makes it (a
        time lag then puts that stop first).
    carriers
        Carriers allowed on the leg from the origin.
    carriers_after
        For each stop, carriers allowed on the leg that leaves it.
    """

    name: str
    job: int
    stops: tuple[int, ...]
    carriers_after: tuple[tuple[int, ...], ...]
    origin: int = -1
    ready: int = 0
    carriers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A centre or a company's place.

    Attributes
    ----------
    open
        Ticks in which parcels are handed over and received.
    """

    name: str
    open: IntervalSet


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``limits[p]`` of the summed amounts of present entries that start in period ``p``.

    Attributes
    ----------
    entries
        Triples (task, mode, amount): minutes or bookings.
    periods
        Boundaries ``b_0 < b_1 < ...``; period ``p`` is ``[b_p, b_{p+1})``. Other starts do not count.
    limits
        One entry per period, less what bookings outside the problem used (never negative).
    """

    name: str
    entries: tuple[tuple[int, int, int], ...]
    periods: tuple[int, ...]
    limits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DisruptionPrices:
    """Prices of deviating from a task's :class:`Baseline`.

    A task pays `moved` when its start or machine differs, plus `per_day` for each started day between
    both starts, plus `other_centre` where the site differs, else `other_resource` where the machine
    differs. A baseline task that is absent pays `lost`.
    """

    moved: int = 0
    per_day: int = 0
    other_resource: int = 0
    other_centre: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Multiplier of each objective term; a term with weight 0 is not part of the objective.

    The names are those of `model.objective.TERMS` and `problem.measures.MEASURES`.

    Attributes
    ----------
    fairness
        KRW per day of the worst tardiness of any company.
    finish
        KRW per tick and served job of the end of its last task.
    makespan
        KRW per tick of the end of the last task of all.
    """

    unserved: int = 1
    tardiness: int = 1
    fees: int = 1
    overtime: int = 1
    transport: int = 1
    staff_travel: int = 1
    disruption: int = 1
    preference: int = 1
    fairness: int = 0
    finish: int = 0
    makespan: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a solver needs to know.

    Attributes
    ----------
    horizon
        Every tick of a placement is at most this.
    latest_start
        Every unpinned start is at most this; `horizon` leaves room to end later.
    weeks
        Boundaries of the periods of `Overtime.caps`.
    working_days
        One entry per date from date 0: whether the network works on it.
    groups
        Sets of tasks that a prefix may not separate.
    staff_ticks
        ``staff_ticks[a][b]`` ticks that a member of staff travels from site a to site b; empty where
        travel takes no time.
    levels
        Lexicographic levels, each a tuple of term names, most important first; empty for the
        weighted sum.
    """

    horizon: int
    latest_start: int
    jobs: tuple[Job, ...]
    tasks: tuple[Task, ...]
    resources: tuple[Resource, ...]
    calendars: tuple[Calendar, ...]
    sites: tuple[Site, ...]
    companies: tuple[Company, ...]
    carriers: tuple[Carrier, ...] = ()
    lags: tuple[TimeLag, ...] = ()
    links: tuple[Link, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    quotas: tuple[Quota, ...] = ()
    groups: tuple[frozenset[int], ...] = ()
    weeks: tuple[int, ...] = ()
    working_days: tuple[bool, ...] = ()
    staff_ticks: tuple[tuple[int, ...], ...] = ()
    disruption: DisruptionPrices = field(default_factory=DisruptionPrices)
    weights: Weights = field(default_factory=Weights)
    levels: tuple[tuple[str, ...], ...] = ()
    tick_minutes: int = 30

    @property
    def ticks_per_day(self) -> int:
        """Return the ticks of 24 hours."""
        return 1440 // self.tick_minutes
