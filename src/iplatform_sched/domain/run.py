"""Runs of the planner, what they were based on, and the audit trail."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from iplatform_sched.domain.booking import Plan
from iplatform_sched.domain.changes import Change
from iplatform_sched.domain.incidents import Incident
from iplatform_sched.domain.scenario import Scenario
from iplatform_sched.domain.snapshot import Snapshot, content_hash
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingId, CompanyId, Count, Fact, Instant, RequestId


class RunStatus(StrEnum):
    """What became of a run: refused because the facts changed, aborted by a person, failed by a fault."""

    PLANNED = "planned"
    PUBLISHED = "published"
    REFUSED = "refused"
    LATE = "late"
    ABORTED = "aborted"
    FAILED = "failed"


class Act(Fact):
    """Who changes something, when, and why."""

    actor: str = Field(min_length=1)
    at: Instant
    reason: str = ""


class Event(Fact):
    """An entry of the audit trail.

    Attributes
    ----------
    number
        Grows with time; 0 before the store has given one.
    kind
        Stable word for what happened, such as ``booking.confirmed``.
    subject
        Id of what was changed.
    booking, request, run
        Ids by which the trail is searched, empty where they do not apply.
    before, after
        The fact as it was and as it is; ``None`` where there was or is none.
    """

    number: Count = 0
    at: Instant
    actor: str
    kind: str
    subject: str = ""
    booking: str = ""
    request: str = ""
    run: str = ""
    reason: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Fingerprint(Fact):
    """Hashes of everything that a plan was made from; see :func:`differences`.

    Attributes
    ----------
    catalogue
        The network without its calendars: machines, pools, prices, templates.
    calendars
        Opening hours, closures, openings, holidays and absences.
    bookings
        Every booking that occupies capacity.
    requests, companies
        Of those in the snapshot only, by id; a company's hash covers its vouchers.
    """

    catalogue: str
    calendars: str
    policy: str
    bookings: str
    requests: dict[RequestId, str] = Field(default_factory=dict)
    companies: dict[CompanyId, str] = Field(default_factory=dict)


class Level(Fact):
    """What a run knows of one lexicographic level.

    Attributes
    ----------
    terms
        Names of the terms in it.
    value
        Weighted sum of the terms: in KRW, but fairness in days; finish, makespan and span in ticks.
    bound
        No plan that is as good in all levels before has a lower value; 0 where no more is known.
    proved
        Whether this value and those of all levels before are the least possible.
    standing
        Value of what was planned before; ``None`` where nothing was.
    """

    terms: tuple[str, ...]
    value: int
    bound: int
    proved: bool
    standing: int | None = None


class Run(Fact):
    """One run of the planner, as the store keeps it.

    Attributes
    ----------
    now, plan_from, snapshot_hash, fingerprint
        What it planned from.
    versions
        Of this package, the solver, the interpreter and the time zone data.
    objective, bound
        Weighted sum of all terms and a proven bound of it. These and the figures down to `standing` are
        ``None`` in a run that has no plan or is judged by levels.
    unavoidable
        KRW that any plan must pay for what this one serves.
    gap, plain_gap
        ``(objective - bound) / (objective - unavoidable)`` and ``(objective - bound) / objective``.
    standing
        What the plan before would cost now, less the requests of which the facts broke it; ``None``
        where nothing was planned.
    first_seconds, best_seconds
        Of the search, until the first and until the best plan.
    levels
        One entry per lexicographic level; empty for the weighted sum.
    plan
        ``None`` in a run without a plan and in lists of runs.
    changes
        The change list of the night.
    confirm
        Planned bookings inside the fence; publishing confirms them first.
    at_once
        Bookings of the plan that no later night can confirm before they start; publishing does.
    expire
        Holds whose time has passed and planned bookings whose start has; publishing lets them go.
    incidents
        What the plan takes for granted though the store does not know it yet; publishing writes it down.
    displaced
        Confirmed bookings that the plan moves; publishing plans them first.
    counts_night
        Whether publishing counts a night waited for those whom the plan does not serve.
    published_at
        When the plan became the live one.
    scenario
        Of a what-if: what it started from and changed; its plan is for the facts after these changes.
    """

    id: str = Field(min_length=1)
    started: Instant
    finished: Instant | None = None
    now: Instant
    plan_from: Instant
    snapshot_hash: str
    fingerprint: Fingerprint
    settings: dict[str, Any] = Field(default_factory=dict)
    seed: int = 0
    versions: dict[str, str] = Field(default_factory=dict)
    status: RunStatus = RunStatus.PLANNED
    terms: dict[str, int] = Field(default_factory=dict)
    objective: int | None = None
    bound: int | None = None
    unavoidable: int | None = None
    gap: float | None = None
    plain_gap: float | None = None
    standing: int | None = None
    first_seconds: float | None = None
    best_seconds: float | None = None
    levels: tuple[Level, ...] = ()
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()
    confirm: tuple[BookingId, ...] = ()
    at_once: tuple[BookingId, ...] = ()
    expire: tuple[BookingId, ...] = ()
    incidents: tuple[Incident, ...] = ()
    displaced: tuple[BookingId, ...] = ()
    counts_night: bool = True
    published_at: Instant | None = None
    scenario: Scenario | None = None
    message: str = ""


_CALENDAR_FIELDS = {
    *("hours", "after_hours", "lunch", "closures", "recurring_closures", "openings"),
    *("overtime", "absences"),
}


class _Group(Fact):
    """Facts that are hashed together."""

    facts: tuple[Any, ...]


def fingerprint_of(snapshot: Snapshot) -> Fingerprint:
    """Return the fingerprint of what `snapshot` holds; it does not depend on the moment."""
    network = snapshot.catalogue
    timed = (*network.centres, *network.pools, *network.equipment)
    timeless = network.model_copy(
        update={"holiday_calendars": (), "centres": (), "pools": (), "equipment": ()}
    )
    return Fingerprint(
        catalogue=_hash(
            timeless, *(fact.model_dump(mode="json", exclude=_CALENDAR_FIELDS) for fact in timed)
        ),
        calendars=_hash(
            *network.holiday_calendars,
            *(fact.model_dump(mode="json", include=_CALENDAR_FIELDS | {"id"}) for fact in timed),
        ),
        policy=_hash(snapshot.policy),
        bookings=_hash(
            *sorted(
                (booking for booking in snapshot.bookings if booking.status in OCCUPYING),
                key=lambda booking: booking.id,
            )
        ),
        requests={request.id: content_hash(request) for request in snapshot.requests},
        companies={
            company.id: _hash(company, *(each for each in snapshot.vouchers if each.company == company.id))
            for company in snapshot.companies
        },
    )


def differences(planned_from: Fingerprint, current: Fingerprint) -> tuple[str, ...]:
    """Name what changed, in words; requests and companies that are new do not count."""
    names = ("catalogue", "calendars", "policy", "bookings")
    changed = [name for name in names if getattr(planned_from, name) != getattr(current, name)]
    changed += [
        f"request {key}" for key, value in planned_from.requests.items() if current.requests.get(key) != value
    ]
    changed += [
        f"company {key}"
        for key, value in planned_from.companies.items()
        if current.companies.get(key) != value
    ]
    return tuple(changed)


def _hash(*facts: object) -> str:
    return content_hash(_Group(facts=facts))
