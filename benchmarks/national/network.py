"""Centres, holidays, capabilities, discounts and the policy."""

from __future__ import annotations

from datetime import date, datetime, time

from benchmarks.national.tables import Row, clock, clocks, keyed, number, rows
from iplatform_sched.domain.calendars import (
    Closure,
    DailyHours,
    Holiday,
    HolidayCalendar,
    RecurringClosure,
    WeeklyHours,
)
from iplatform_sched.domain.centre import (
    Centre,
    HouseRules,
    NoShowRule,
    QuotaPeriod,
    QuotaRule,
    QuotaUnit,
    SectorMembership,
    SectorRole,
)
from iplatform_sched.domain.equipment import Capability, DiscountScheme
from iplatform_sched.domain.policy import CarrierForm, CarrierMode, Policy
from iplatform_sched.domain.vocabulary import (
    CapabilityId,
    CarrierId,
    CentreId,
    ClosureKind,
    CompanyClass,
    DiscountId,
    EquipmentId,
    GoodsClass,
    Sector,
    Span,
)

POLICY_VERSION = "2026-11"
SATURDAY = 5
DEFAULT_NOTICE_DAYS = 3


def holiday_calendar() -> HolidayCalendar:
    """Return the frozen Korean holidays; the first row of the table names the version that made them."""
    table = rows("holidays")
    return HolidayCalendar(
        id="KR",
        source=table[0]["origin"],
        holidays=tuple(Holiday(date=date.fromisoformat(row["date"]), name=row["name"]) for row in table),
    )


def _weekly(weekdays: tuple[time, time] | None, saturday: tuple[time, time] | None) -> WeeklyHours | None:
    if weekdays is None:
        return None
    on = (DailyHours(start=weekdays[0], end=weekdays[1]),)
    off = (DailyHours(start=saturday[0], end=saturday[1]),) if saturday else ()
    return WeeklyHours(
        days=tuple(on if day < SATURDAY else off if day == SATURDAY else () for day in range(7))
    )


def after_hours(profile: Row) -> WeeklyHours | None:
    """Return the after-hours time of a profile, ``None`` where there is none."""
    return _weekly(clocks(profile["weekdays"]), clocks(profile["saturday"]))


def overtime_hours(profile: Row) -> WeeklyHours | None:
    """Return the overtime windows of a profile, ``None`` where there are none."""
    return _weekly(clocks(profile["overtime_weekdays"]), clocks(profile["overtime_saturday"]))


def _rules(row: Row | None) -> HouseRules:
    if row is None:
        return HouseRules(notice_days=DEFAULT_NOTICE_DAYS)
    quotas: tuple[QuotaRule, ...] = ()
    if row["quota_unit"]:
        quota = QuotaRule(
            unit=QuotaUnit(row["quota_unit"]),
            period=QuotaPeriod(row["quota_period"]),
            limit=int(row["quota_limit"]),
            equipment=EquipmentId(row["quota_equipment"]) if row["quota_equipment"] else None,
        )
        quotas = (quota,)
    strikes = int(row["strikes"] or 0)
    return HouseRules(
        notice_days=int(row["notice"]),
        express_notice_days=number(row, "express"),
        booking_horizon_days=number(row, "horizon"),
        latest_start=clock(row["latest"]) if row["latest"] else None,
        after_hours_trained_only=row["untrained_after_hours"] == "no",
        quotas=quotas,
        no_show=NoShowRule(strikes=strikes, ban_days=int(row["ban_days"])) if strikes else None,
    )


def _closures(code: str) -> tuple[tuple[Closure, ...], tuple[RecurringClosure, ...]]:
    one_off: list[Closure] = []
    recurring: list[RecurringClosure] = []
    for row in rows("closures"):
        if row["centre"] not in {"*", code}:
            continue
        kind = ClosureKind(row["kind"])
        if row["rule"]:
            first = datetime.fromisoformat(row["start"])
            recurring.append(
                RecurringClosure(
                    first=first, rule=row["rule"], minutes=int(row["end"]), kind=kind, reason=row["reason"]
                )
            )
        else:
            span = Span(
                start=datetime.fromisoformat(row["start"] + "+09:00"),
                end=datetime.fromisoformat(row["end"] + "+09:00"),
            )
            one_off.append(Closure(span=span, kind=kind, reason=row["reason"]))
    return tuple(one_off), tuple(recurring)


def centres() -> tuple[Centre, ...]:
    """Return the 88 centres with their hours, house rules and closures."""
    hours, after = keyed("hours", "profile"), keyed("after_hours", "profile")
    rules = keyed("house_rules", "centre")
    out = []
    for row in rows("centres"):
        profile = hours[row["hours"]]
        closures, recurring = _closures(row["code"])
        centre = Centre(
            id=CentreId(row["code"]),
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            city=row["city"],
            region=row["region"],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            island=row["island"] == "yes",
            sectors=tuple(
                SectorMembership(
                    sector=Sector(code),
                    role=SectorRole.LEAD if code == row["lead_of"] else SectorRole.PARTICIPANT,
                )
                for code in row["sectors"].split()
            ),
            hours=WeeklyHours.weekdays(clock(profile["open"]), clock(profile["close"])),
            after_hours=after_hours(after[row["after"]]),
            lunch=DailyHours(start=clock(profile["lunch_start"]), end=clock(profile["lunch_end"])),
            closures=closures,
            recurring_closures=recurring,
            rules=_rules(rules.get(row["code"])),
        )
        out.append(centre)
    return tuple(out)


def capabilities() -> tuple[Capability, ...]:
    """Return everything that equipment of the network can do."""
    return tuple(
        Capability(
            id=CapabilityId(row["capability"]),
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            sectors=tuple(Sector(code) for code in row["sectors"].split()),
        )
        for row in rows("capabilities")
    )


def discounts() -> tuple[DiscountScheme, ...]:
    """Return the discount schemes in the order in which stackable ones are taken."""
    return tuple(
        DiscountScheme(
            id=DiscountId(row["id"]),
            name=row["name"],
            rate_percent=int(row["rate_percent"]),
            classes=tuple(CompanyClass(name) for name in row["classes"].split()),
            centres=tuple(CentreId(code) for code in row["centres"].split()),
            stackable=row["stackable"] == "yes",
        )
        for row in rows("discounts")
    )


def policy(knobs: dict[str, str]) -> Policy:
    """Return the network's prices; the carriers come from their table."""
    carriers = tuple(
        CarrierForm(
            id=CarrierId(row["id"]),
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            mode=CarrierMode(row["mode"]),
            goods=tuple(GoodsClass(name) for name in row["goods"].split()),
            base_krw=int(row["base_krw"]),
            krw_per_km=int(row["krw_per_km"]),
        )
        for row in rows("carriers")
    )
    return Policy(
        version=POLICY_VERSION,
        unserved_krw=int(knobs["unserved_krw"]),
        tardiness_krw_per_day=int(knobs["tardiness_krw_per_day"]),
        carriers=carriers,
    )
