"""What ties tasks together: lags, journeys, people and money; part of :mod:`iplatform_sched.problem.data`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.timeline import IntervalSet


class Anchor(StrEnum):
    """The moment of a task that a time lag is measured from or to."""

    START = "start"
    RUN_END = "run_end"
    END = "end"


class LinkKind(StrEnum):
    """How the machines, sites, teams or operators of two tasks relate."""

    SAME_RESOURCE = "same_resource"
    DIFFERENT_RESOURCE = "different_resource"
    SAME_SITE = "same_site"
    DIFFERENT_SITE = "different_site"
    SAME_TEAM = "same_team"
    SAME_OPERATOR = "same_operator"


class CarrierKind(StrEnum):
    """How a carrier takes time."""

    DRIVE = "drive"
    PARCEL = "parcel"


@dataclass(frozen=True, slots=True)
class Need:
    """A task holds ``heads[mode]`` units of `candidates` during ``[start, end)``.

    A candidate is a resource that is no machine of any mode and no operator pool. Of capacity 1 it is an
    individual, such as a person; pieces of equipment that are alike are the units of one resource. At no
    tick are more units held than its capacity, what is `occupied` included, and none while it is
    `blocked`. The candidates of two needs of one task are disjoint.

    Attributes
    ----------
    candidates
        Indices into `Problem.resources`, sorted.
    heads
        One entry per mode of the task.
    preferred
        Candidates that the task would rather have; ``None`` where all are alike to it.
    people
        Whether candidates are people, all individuals: these are what `LinkKind.SAME_TEAM` and the term
        `team_size` mean.
    """

    candidates: tuple[int, ...]
    heads: tuple[int, ...]
    preferred: frozenset[int] | None = None
    people: bool = True

    def prefers(self, candidate: int) -> bool:
        """Return whether the task is as content with `candidate` as with any."""
        return self.preferred is None or candidate in self.preferred


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
    """Tasks `first` and `second`, when both present, have the same or different machine or site.

    With the same team the people whom both hold are the same, whatever else they hold. With the same
    operator they share a named operator (`Resource.pool`) of each pool of which the modes of both name one.
    Not checked between two pinned tasks.
    """

    first: int
    second: int
    kind: LinkKind


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
    arriving stop; its price is that of the cheapest such carrier. A leg between two pinned stops, or
    from the origin to a pinned first stop, is neither checked nor priced.

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
