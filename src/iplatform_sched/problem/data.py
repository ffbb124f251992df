"""The problem in the field's words: jobs, tasks, modes, resources, integers and indices.

Conventions: every interval is half-open in ticks; tick 0 is a local midnight; the local date of
tick ``t`` is ``t // ticks_per_day``; money is integer KRW; percentages are integers; an index into
a tuple of :class:`Problem` is a plain ``int`` and ``-1`` means "none". The meaning of every rule and
objective term is written out in ``docs/glossary.md`` and, as a formula, in the classes below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.problem.machines import (
    Calendar,
    Mode,
    Occupation,
    Overtime,
    Resource,
    Style,
    Supply,
    Tariff,
)
from iplatform_sched.problem.relations import (
    Anchor,
    Attendance,
    Carrier,
    CarrierKind,
    Company,
    Link,
    LinkKind,
    Need,
    Quota,
    Site,
    Specimen,
    TimeLag,
    Voucher,
)

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import ScheduledTask

__all__ = [
    "Anchor",
    "Attendance",
    "Baseline",
    "Calendar",
    "Carrier",
    "CarrierKind",
    "Company",
    "DisruptionPrices",
    "Job",
    "Link",
    "LinkKind",
    "Mode",
    "Need",
    "Occupation",
    "Overtime",
    "Problem",
    "Quota",
    "Resource",
    "Site",
    "Specimen",
    "Style",
    "Supply",
    "Tariff",
    "Task",
    "TimeLag",
    "Voucher",
    "Weights",
]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the plan at the start of this run has a task that may still move.

    Attributes
    ----------
    resource, site
        ``-1`` where the machine or centre is not in the problem any more.
    operators
        Named operators who were to be at it.
    """

    start: int
    resource: int
    site: int
    operators: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """A stage of a job.

    Attributes
    ----------
    optional
        A training task: its job may be served without it, and it is present only where an unpinned
        required task of the job is. Every other task is *required*.
    share
        Work of the task in minutes, at least one; weighs the price of leaving it out of a prefix.
    pinned
        Exact placement of a confirmed booking: it is present whatever becomes of the job, and is a
        constant in lags, links, specimens, maximum centres and the job's last end. Everything else
        of it is outside the problem: what it holds is in `Resource.occupied` and `Company.busy`,
        what it costs is off the budgets, caps and limits. So no other rule and no objective
        term counts it, and a relation between two pinned tasks is never checked.
    needs
        People and pieces of equipment that the task holds while it is there.
    due
        Its own due date, a tick; ``None`` for none.
    tardiness_price
        KRW of each started day by which it ends after its own due date.
    """

    name: str
    job: int
    modes: tuple[Mode, ...]
    optional: bool = False
    share: int = 1
    pinned: ScheduledTask | None = None
    baseline: Baseline | None = None
    needs: tuple[Need, ...] = ()
    due: int | None = None
    tardiness_price: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A company's request.

    Served whole: every required task is present or none of the unpinned ones is. With `prefix`, a
    set of required tasks may be present that is closed under `Problem.lags` predecessors and does
    not separate two tasks of `Problem.groups`. A `mandatory` job has every required task present.

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
        required tasks. Nothing where all required tasks are pinned.
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
    mandatory: bool = False
    budget: int | None = None
    max_centres: int | None = None


@dataclass(frozen=True, slots=True)
class DisruptionPrices:
    """Prices of deviating from a task's :class:`Baseline`.

    A task pays `moved` when its start or machine differs, or its named operators do of a pool of which it
    had and has some, plus `per_day` for each started day between both starts, plus `other_centre` where
    the site differs, else `other_resource` where the machine differs. A baseline task that is absent pays
    `lost`.
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
        KRW per day of the worst tardiness of any job.
    finish
        KRW per tick and served job of the end of its last task, pinned ones included.
    makespan
        KRW per tick of the end of the last unpinned task of all.
    task_tardiness
        Of what tasks pay that end after their own due dates.
    unpreferred
        KRW of each unit that a task holds without preferring it.
    team_size
        KRW of each person who works for a job: whoever is in the teams of several of its tasks counts once,
        and whoever is in the team of a pinned one not at all.
    span
        KRW per tick from the first start to the last end of each served job, pinned tasks included.
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
    task_tardiness: int = 1
    unpreferred: int = 0
    team_size: int = 0
    span: int = 0


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
    supplies: tuple[Supply, ...] = ()
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
