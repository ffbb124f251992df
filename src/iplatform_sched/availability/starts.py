"""When house rules and qualifications let a booking start, as sets of ticks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.almanac import DAY, local_date, midnight, remember
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Qualification


def is_working_day(almanac: Almanac, centre: Centre, day: date) -> bool:
    """Return whether the centre's weekly hours on `day` are not empty and it is no holiday of it."""
    holidays = almanac.holidays.get(centre.holiday_calendar, frozenset())
    return bool(centre.hours.days[day.weekday()]) and day not in holidays


def first_day_with_notice(almanac: Almanac, centre: Centre, days: int) -> date:
    """Return the first date that `days` whole working days separate from today, strictly between.

    Without enough working days in the almanac it is the day after its last.
    """
    day = today = local_date(centre.zone, almanac.now)
    end = local_date(centre.zone, almanac.end)
    left = days
    while left and day <= end:
        day += DAY
        left -= is_working_day(almanac, centre, day)
    return day + DAY if days else today


def notice_tick(almanac: Almanac, centre: Centre, days: int) -> int:
    """Return the first tick whose date keeps a notice of `days` working days."""
    return almanac.grid.ceil(midnight(centre.zone, first_day_with_notice(almanac, centre, days)))


def express_before(almanac: Almanac, centre: Centre) -> int:
    """Return the tick before which a start is an express one; zero where the centre takes none."""
    rules = centre.rules
    if rules.express_notice_days is None or rules.express_notice_days >= rules.notice_days:
        return 0
    return notice_tick(almanac, centre, rules.notice_days)


def earliest_notice(almanac: Almanac, centre: Centre) -> int:
    """Return the first tick that keeps the notice, the express notice where the centre takes it."""
    rules = centre.rules
    days = rules.notice_days
    if rules.express_notice_days is not None:
        days = min(days, rules.express_notice_days)
    return notice_tick(almanac, centre, days) if days else 0


def latest_booking(almanac: Almanac, centre: Centre) -> int:
    """Return the tick before which a booking must start by the centre's booking horizon."""
    ahead = centre.rules.booking_horizon_days
    if ahead is None:
        return almanac.horizon + 1
    last = local_date(centre.zone, almanac.now) + timedelta(days=ahead + 1)
    return almanac.grid.ceil(midnight(centre.zone, last))


def early_in_day(almanac: Almanac, centre: Centre) -> IntervalSet | None:
    """Return the ticks of each day until the centre's latest start; ``None`` where there is none."""
    latest = centre.rules.latest_start
    if latest is None:
        return None
    zone = ZoneInfo(centre.zone)

    def spans() -> Iterable[tuple[int, int]]:
        day, last = local_date(centre.zone, almanac.now), local_date(centre.zone, almanac.end)
        while day <= last:
            end = almanac.grid.floor(datetime.combine(day, latest, zone)) + 1
            yield almanac.grid.ceil(midnight(centre.zone, day)), end
            day += DAY

    return remember(almanac, ("latest start", centre.zone, latest), lambda: IntervalSet.of(spans()))


def bans(almanac: Almanac, centre: Centre, missed: Iterable[datetime]) -> IntervalSet:
    """Return the ticks in which a company may not start at a centre because it did not show up.

    Each time its no-shows there reach another multiple of the rule's strikes, a ban begins at the
    start of the last of them.

    Parameters
    ----------
    missed
        Starts of the company's bookings there that ended as no-shows.
    """
    rule = centre.rules.no_show
    if rule is None:
        return EMPTY
    grid = almanac.grid
    length = timedelta(days=rule.ban_days)
    strikes = sorted(missed)[rule.strikes - 1 :: rule.strikes]
    return IntervalSet.of((grid.ceil(start), grid.ceil(start + length)) for start in strikes)


def house_starts(
    almanac: Almanac, centre: Centre, banned: IntervalSet, excepted: tuple[int, ...] = ()
) -> IntervalSet | None:
    """Return the starts that a centre's house rules allow; ``None`` where they allow all.

    Parameters
    ----------
    banned
        Ticks of a no-show ban.
    excepted
        Starts of planned bookings that would stay: notice and booking horizon do not bind them.
    """
    first, last = earliest_notice(almanac, centre), latest_booking(almanac, centre)
    daily = early_in_day(almanac, centre)
    if first <= 0 and last > almanac.horizon and daily is None and not banned:
        return None
    allowed = IntervalSet.of([(max(first, 0), last), *((tick, tick + 1) for tick in excepted)])
    allowed = allowed.clip(0, almanac.horizon + 1) - banned
    return allowed if daily is None else allowed & daily


def qualified_starts(
    almanac: Almanac, zone: str, company: Company, equipment: Equipment, capability: str
) -> IntervalSet:
    """Return the ticks on whose local date the company is qualified for the machine or capability."""

    def covers(qualification: Qualification) -> bool:
        return qualification.equipment == equipment.id or qualification.capability == capability

    grid = almanac.grid
    return IntervalSet.of(
        (grid.ceil(midnight(zone, each.valid_from)), grid.ceil(midnight(zone, each.valid_to + DAY)))
        for each in company.qualifications
        if covers(each)
    ).clip(0, almanac.horizon + 1)


def meet(*parts: IntervalSet | None) -> IntervalSet | None:
    """Return the intersection, where ``None`` is everything."""
    sets = [part for part in parts if part is not None]
    if not sets:
        return None
    found = sets[0]
    for other in sets[1:]:
        found &= other
    return found


def bounded(starts: IntervalSet | None, last: int) -> IntervalSet | None:
    """Return the starts from tick 0 to `last`; ``None`` where they are all of these ticks."""
    if starts is None:
        return None
    inside = starts.clip(0, last + 1)
    return None if inside.measure() == last + 1 else inside
