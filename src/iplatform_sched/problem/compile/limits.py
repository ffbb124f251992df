"""Companies, vouchers, supplies and quotas, less what bookings outside the problem used."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.almanac import DAY, WEEK, local_date, midnight
from iplatform_sched.domain.centre import QuotaPeriod, QuotaUnit
from iplatform_sched.domain.vocabulary import LIVE_REQUESTS, OCCUPYING, Run
from iplatform_sched.problem.compile.ground import attended_ticks
from iplatform_sched.problem.data import Attendance, Company, Quota, Supply, Voucher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from iplatform_sched.domain import request as facts
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Voucher as VoucherFact
    from iplatform_sched.domain.vocabulary import CentreId, CompanyId, ConsumableId, EquipmentId
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.compiled import ModeFact
    from iplatform_sched.problem.data import Task

SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60


def compile_company(ground: Ground, company: facts.Company, sites: dict[str, int]) -> Company:
    """Return a company with its members' attendances at other bookings and its free budget."""
    own = ground.by_company.get(company.id, ())
    busy = [
        Attendance(member, a, b, sites[each.centre])
        for each in own
        if each.status in OCCUPYING
        for member in sorted(each.members)
        for a, b in attended_ticks(ground.grid, each)
        if b > 0
    ]
    budget = company.budget_krw
    if budget is not None:
        budget -= _spent_on_open(ground, own)
    return Company(company.id, sites[company.id], company.staff, tuple(busy), budget)


def _spent_on_open(ground: Ground, bookings: Iterable[Booking]) -> int:
    live = {each.id for each in ground.snapshot.requests if each.status in LIVE_REQUESTS}
    return sum(each.company_krw for each in bookings if each.request in live)


def compile_voucher(ground: Ground, voucher: VoucherFact, company: int) -> Voucher:
    """Return a voucher with what is free of its cap."""
    own = ground.by_company.get(voucher.company, ())
    used = sum(each.charge.subsidy for each in own if each.charge.voucher == voucher.id)
    end = midnight(ground.almanac.zone, voucher.expires + DAY)
    return Voucher(
        name=voucher.id,
        company=company,
        rate_percent=voucher.rate_percent,
        cap=max(0, voucher.cap_krw - voucher.spent_krw - used),
        expiry=ground.grid.floor(end),
    )


def compile_supply(ground: Ground, key: tuple[CentreId, ConsumableId]) -> Supply:
    """Return what is left of a centre's consumable; nothing of one that it does not keep."""
    place, name = key
    centre = ground.network.centres[place]
    kept = next((each for each in centre.consumables if each.id == name), None)
    left = 0
    if kept is not None:
        counted = midnight(centre.zone, kept.counted)
        left = kept.on_hand - sum(
            use.count
            for booking in ground.outside
            if booking.centre == place and booking.start >= counted
            for use in booking.consumes
            if use.consumable == name
        )
    return Supply(f"{place}/{name}", max(0, left))


def machine_minutes(booking: Booking) -> int:
    """Return the minutes of machine use of a booking: lead, run and tail, without lunch and waiting."""
    worked = sum(_minutes(span.start, span.end) for span in booking.attended)
    if booking.run is not Run.UNATTENDED:
        return worked if booking.attended else _minutes(booking.start, booking.end)
    loaded = max(
        (span.end for span in booking.attended if span.end <= booking.run_end), default=booking.start
    )
    return worked + _minutes(loaded, booking.run_end)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // SECONDS_PER_MINUTE


class Use(NamedTuple):
    """A mode of an unpinned task at some centre, for quotas."""

    company: CompanyId
    equipment: EquipmentId
    task: int
    mode: int
    minutes: int


def uses_by_centre(
    ground: Ground, tasks: Iterable[Task], facts_of: Iterable[Sequence[ModeFact]], owners: Iterable[CompanyId]
) -> dict[CentreId, list[Use]]:
    """Return the modes of unpinned tasks by centre.

    Parameters
    ----------
    facts_of, owners
        Per task, what its modes are in the facts' words and the id of its company.
    """
    minutes = ground.grid.minutes
    found: dict[CentreId, list[Use]] = {}
    for index, (task, modes, owner) in enumerate(zip(tasks, facts_of, owners, strict=True)):
        if task.pinned is None:
            for number, (mode, fact) in enumerate(zip(task.modes, modes, strict=True)):
                use = Use(owner, fact.equipment, index, number, mode.work * minutes)
                found.setdefault(fact.centre, []).append(use)
    return found


def compile_quotas(ground: Ground, uses: dict[CentreId, list[Use]]) -> tuple[Quota, ...]:
    """Return the quotas that could bind, by centre, rule and company."""
    out = []
    for centre in ground.network.centres.values():
        for number, rule in enumerate(centre.rules.quotas):
            by_company: dict[CompanyId, list[Use]] = {}
            for use in uses.get(centre.id, ()):
                if rule.equipment in {None, use.equipment}:
                    by_company.setdefault(use.company, []).append(use)
            for company, found in by_company.items():
                quota = _quota(ground, centre, number, company, found)
                if _most(quota) > min(quota.limits, default=0):
                    out.append(quota)
    return tuple(out)


def _most(quota: Quota) -> int:
    by_task: dict[int, int] = {}
    for task, _, amount in quota.entries:
        by_task[task] = max(by_task.get(task, 0), amount)
    return sum(by_task.values())


def _quota(ground: Ground, centre: Centre, number: int, company: CompanyId, uses: Iterable[Use]) -> Quota:
    rule = centre.rules.quotas[number]
    hours = rule.unit is QuotaUnit.HOURS
    days = list(_period_starts(ground, centre.zone, rule.period))
    edges = [midnight(centre.zone, day) for day in days]
    counted = [
        each
        for each in ground.by_company.get(company, ())
        if each.centre == centre.id and rule.equipment in {None, each.equipment}
    ]
    limit = rule.limit * MINUTES_PER_HOUR if hours else rule.limit
    limits = tuple(
        max(0, limit - sum(machine_minutes(each) if hours else 1 for each in counted if a <= each.start < b))
        for a, b in pairwise(edges)
    )
    return Quota(
        name=f"{centre.id}/{number + 1}/{company}",
        entries=tuple((use.task, use.mode, use.minutes if hours else 1) for use in uses),
        periods=tuple(ground.grid.ceil(edge) for edge in edges),
        limits=limits,
    )


def _period_starts(ground: Ground, zone: str, period: QuotaPeriod) -> Iterator[date]:
    """Yield the first dates of the periods from now until every start lies before the last."""
    today = local_date(zone, ground.snapshot.now)
    week = period is QuotaPeriod.WEEK
    day = today - today.weekday() * DAY if week else today.replace(day=1)
    last = local_date(zone, ground.grid.instant(ground.latest_start))
    while day <= last:
        yield day
        day = day + WEEK if week else (day.replace(day=1) + 32 * DAY).replace(day=1)
    yield day
