"""What a plan means to requests, companies, centres and machines: figures beside its objective."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.vocabulary import RequestStatus
from iplatform_sched.planning.whatif.machine_use import machine_use, open_ticks, percentage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.vocabulary import CentreId, EquipmentId, RequestId
    from iplatform_sched.planning.whatif import Solution
    from iplatform_sched.planning.whatif.machine_use import Opened, Use

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SERVED, IN_PART, NOT_SERVED = "served", "in part", "not served"


class Fate(NamedTuple):
    """What becomes of a request.

    Attributes
    ----------
    end
        End of its last booking; ``None`` where it has none.
    late_days
        Started days after the due date; 0 for one that is not served.
    krw
        What its company pays: net fees, transport and staff travel of all its bookings.
    centres
        Where its bookings are, in order of start.
    """

    request: Request
    served: str
    end: datetime | None
    late_days: int
    krw: int
    centres: tuple[CentreId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A solved side in figures.

    Attributes
    ----------
    fates
        Of every open request.
    uses
        Of every machine in use.
    totals
        By the names of `MEASURES`.
    """

    fates: Mapping[RequestId, Fate]
    uses: Mapping[EquipmentId, Use]
    totals: Mapping[str, float]


class Measure(NamedTuple):
    """A figure of a whole side.

    Attributes
    ----------
    good
        1 where more is better, -1 where less is, 0 where neither is.
    """

    name: str
    title: str
    unit: str
    good: int


MEASURES = (
    Measure("served", "Requests served", "requests", 1),
    Measure("in_part", "Requests served in part", "requests", 0),
    Measure("not_served", "Requests not served", "requests", -1),
    Measure("late", "Requests that end late", "requests", -1),
    Measure("late_days", "Days late, all requests", "days", -1),
    Measure("most_late_days", "Days late, the latest request", "days", -1),
    Measure("fees_krw", "Companies pay: net fees", "KRW", -1),
    Measure("transport_krw", "Companies pay: transport", "KRW", -1),
    Measure("staff_travel_krw", "Companies pay: staff travel", "KRW", -1),
    Measure("company_krw", "Companies pay: in all", "KRW", -1),
    Measure("vouchers_krw", "Vouchers pay", "KRW", 0),
    Measure("discounts_krw", "Centres forgo: discounts", "KRW", 0),
    Measure("overtime_krw", "Centres pay: overtime", "KRW", -1),
    Measure("operator_hours", "Centres give: operator hours", "hours", 0),
    Measure("booked_hours", "Machines booked in open time", "hours", 0),
    Measure("open_hours", "Machines open, less outages", "hours", 0),
    Measure("used_percent", "Machines used: booked of open hours", "%", 0),
    Measure("journeys", "Journeys of specimens", "journeys", -1),
    Measure("staff_days", "Working days of company staff at centres", "days", -1),
    Measure("moved", "Planned bookings moved from the plan before", "bookings", -1),
    Measure("displaced", "Confirmed bookings displaced", "bookings", -1),
    Measure("lost", "Confirmed bookings lost", "bookings", -1),
)
"""Every figure of a side, in the order in which people read them; see ``docs/decisions.md``."""


def measure(solution: Solution, opened: Opened | None = None) -> Measured:
    """Return the figures of a solved side.

    Money is that of every booking of a request that occupies capacity, fixed ones too, so that both sides
    of a comparison count the same bookings.

    Parameters
    ----------
    opened
        The open time of its machines, where the caller has it.
    """
    fates = _fates(solution)
    uses = machine_use(solution, opened or open_ticks(solution.facts))
    mine = [each for each in solution.bookings if each.request is not None]
    totals: dict[str, float] = {
        **_service(fates.values()),
        **_money(mine),
        **_work(mine, solution.facts.policy.zone),
        **_machines(uses.values()),
        **_moves(solution),
    }
    return Measured(fates, uses, {each.name: totals[each.name] for each in MEASURES})


def _fates(solution: Solution) -> dict[RequestId, Fate]:
    facts = solution.facts
    zone = ZoneInfo(facts.policy.zone)
    reasons = {each.request: each.reason for each in solution.outcome.plan.unserved}
    booked: dict[RequestId, list[Booking]] = defaultdict(list)
    for booking in sorted(solution.bookings, key=lambda each: (each.start, each.id)):
        if booking.request is not None:
            booked[booking.request].append(booking)
    fates = {}
    for request in facts.requests:
        if request.status is not RequestStatus.OPEN:
            continue
        bookings = booked.get(request.id, [])
        end = max((each.end for each in bookings), default=None)
        served = SERVED if request.id not in reasons else IN_PART if bookings else NOT_SERVED
        fates[request.id] = Fate(
            request,
            served,
            end,
            0 if end is None else _late_days(request, end, zone),
            sum(each.company_krw for each in bookings),
            tuple(dict.fromkeys(each.centre for each in bookings)),
            reasons.get(request.id, ""),
        )
    return fates


def _late_days(request: Request, end: datetime, zone: ZoneInfo) -> int:
    due = datetime.combine(request.due + DAY, time(), tzinfo=zone)
    return max(0, -((due - end) // DAY))


def _service(fates: Iterable[Fate]) -> dict[str, float]:
    fates = list(fates)
    late = [fate.late_days for fate in fates if fate.late_days]
    return {
        "served": sum(fate.served == SERVED for fate in fates),
        "in_part": sum(fate.served == IN_PART for fate in fates),
        "not_served": sum(fate.served == NOT_SERVED for fate in fates),
        "late": len(late),
        "late_days": sum(late),
        "most_late_days": max(late, default=0),
    }


def _money(bookings: list[Booking]) -> dict[str, float]:
    charges = [booking.charge for booking in bookings]
    return {
        "fees_krw": sum(each.net for each in charges),
        "transport_krw": sum(booking.transport_krw for booking in bookings),
        "staff_travel_krw": sum(each.staff_travel for each in charges),
        "company_krw": sum(booking.company_krw for booking in bookings),
        "vouchers_krw": sum(each.subsidy for each in charges),
        "discounts_krw": sum(each.gross - each.fee for each in charges),
        "overtime_krw": sum(each.overtime for each in charges),
    }


def _work(bookings: list[Booking], zone: str) -> dict[str, float]:
    there = ZoneInfo(zone)
    hours = sum(
        use.count * (span.end - span.start) / HOUR
        for booking in bookings
        for span in booking.attended
        for use in booking.operators
    )
    days = {
        (booking.company, member, span.start.astimezone(there).date())
        for booking in bookings
        for member in booking.members
        for span in booking.attended
    }
    return {
        "operator_hours": round(hours, 1),
        "journeys": sum(len(booking.legs) for booking in bookings),
        "staff_days": len(days),
    }


def _machines(uses: Iterable[Use]) -> dict[str, float]:
    uses = list(uses)
    opened, booked = sum(use.open_hours for use in uses), sum(use.booked_hours for use in uses)
    return {
        "booked_hours": round(booked, 1),
        "open_hours": round(opened, 1),
        "used_percent": percentage(booked, opened),
    }


def _moves(solution: Solution) -> dict[str, float]:
    displacement = solution.side.displacement
    moved = {
        (change.request, change.stage)
        for change in solution.outcome.changes
        if change.kind is ChangeKind.MOVED
    }
    return {
        "moved": len(moved),
        "displaced": 0 if displacement is None else len(displacement.displaced),
        "lost": 0 if displacement is None else len(displacement.lost),
    }
