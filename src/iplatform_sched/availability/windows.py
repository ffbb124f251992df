"""When a machine, a pool or a centre can work: free time from the facts, as sets of ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import (
    NETWORK_HOLIDAYS,
    closure_minutes,
    daily_minutes,
    holiday_minutes,
    inner_ticks,
    number_rule,
    outer_ticks,
    remember,
    span_minutes,
    weekly_minutes,
)
from iplatform_sched.domain.calendars import WeeklyHours
from iplatform_sched.domain.vocabulary import ClosureKind
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment

OFFICE_HOURS = WeeklyHours.weekdays(time(9), time(18))
"""When a company's place hands over and receives parcels, on network working days."""


@dataclass(frozen=True, slots=True)
class Working:
    """The working calendar of a machine with its operators, in ticks; see ``docs/glossary.md``.

    Attributes
    ----------
    work
        Attended work proceeds.
    windows
        The same before lunch is taken out.
    after_hours
        The part of `work` outside the machine's weekly open time.
    """

    work: IntervalSet
    windows: IntervalSet
    after_hours: IntervalSet


def centre_rule(almanac: Almanac, centre: Centre) -> int:
    """Return a number for all that a centre's working time depends on; equal centres share it."""
    return number_rule(
        almanac,
        "centre",
        centre,
        lambda: (
            centre.zone,
            centre.holiday_calendar,
            centre.hours,
            centre.after_hours,
            centre.lunch,
            centre.closures,
            centre.recurring_closures,
            centre.openings,
        ),
    )


def machine_rule(almanac: Almanac, equipment: Equipment) -> int:
    """Return a number for all that a machine adds to its centre's working time; outages are not in it."""
    return number_rule(
        almanac,
        "machine",
        equipment,
        lambda: (
            equipment.hours,
            tuple(each for each in equipment.closures if each.kind is ClosureKind.CLOSED),
            tuple(each for each in equipment.recurring_closures if each.kind is ClosureKind.CLOSED),
        ),
    )


def pool_rule(almanac: Almanac, pool: OperatorPool) -> int:
    """Return a number for a pool's shift and overtime hours; absences are not in it."""
    return number_rule(almanac, "pool", pool, lambda: (pool.hours, pool.overtime))


def _closed(almanac: Almanac, centre: Centre) -> IntervalSet:
    return remember(
        almanac,
        ("closed", centre_rule(almanac, centre)),
        lambda: closure_minutes(
            almanac, centre.zone, ClosureKind.CLOSED, centre.closures, centre.recurring_closures
        ),
    )


def _days_off(almanac: Almanac, centre: Centre) -> IntervalSet:
    return remember(
        almanac,
        ("days off", centre_rule(almanac, centre)),
        lambda: holiday_minutes(almanac, centre.zone, centre.holiday_calendar) | _closed(almanac, centre),
    )


def _extra_minutes(almanac: Almanac, centre: Centre) -> IntervalSet:
    """Return the minutes of a centre's openings, which closures cut and holidays do not."""
    if not centre.openings:
        return EMPTY
    return remember(
        almanac,
        ("openings", centre_rule(almanac, centre)),
        lambda: span_minutes(almanac, (each.span for each in centre.openings)) - _closed(almanac, centre),
    )


def _machine_closures(
    almanac: Almanac, centre: Centre, equipment: Equipment, kind: ClosureKind
) -> IntervalSet:
    if not (equipment.closures or equipment.recurring_closures):
        return EMPTY
    return closure_minutes(almanac, centre.zone, kind, equipment.closures, equipment.recurring_closures)


def _centre_minutes(almanac: Almanac, centre: Centre) -> IntervalSet:
    return remember(
        almanac,
        ("centre", centre_rule(almanac, centre)),
        lambda: (
            (weekly_minutes(almanac, centre.zone, centre.hours) - _days_off(almanac, centre))
            | _extra_minutes(almanac, centre)
        ),
    )


def _open_minutes(almanac: Almanac, centre: Centre, equipment: Equipment) -> IntervalSet:
    opening = _centre_minutes(almanac, centre)
    if equipment.hours is not None:
        opening &= weekly_minutes(almanac, centre.zone, equipment.hours)
    return opening - _machine_closures(almanac, centre, equipment, ClosureKind.CLOSED)


def _after_hours_minutes(almanac: Almanac, centre: Centre, equipment: Equipment) -> IntervalSet:
    if centre.after_hours is None:
        return EMPTY
    extra = weekly_minutes(almanac, centre.zone, centre.after_hours) - _days_off(almanac, centre)
    return (
        extra
        - _machine_closures(almanac, centre, equipment, ClosureKind.CLOSED)
        - _open_minutes(almanac, centre, equipment)
    )


def _shift_minutes(almanac: Almanac, centre: Centre, pool: OperatorPool) -> IntervalSet:
    own = pool.hours
    if own is None:
        return _centre_minutes(almanac, centre)

    def expand() -> IntervalSet:
        hours = weekly_minutes(almanac, centre.zone, own)
        return (hours - _days_off(almanac, centre)) | (hours & _extra_minutes(almanac, centre))

    return remember(almanac, ("shift", centre_rule(almanac, centre), pool_rule(almanac, pool)), expand)


def _overtime_minutes(almanac: Almanac, centre: Centre, pool: OperatorPool) -> IntervalSet:
    if pool.overtime is None:
        return EMPTY
    asked, zone = pool.overtime, centre.zone
    return remember(
        almanac,
        ("overtime", centre_rule(almanac, centre), pool_rule(almanac, pool)),
        lambda: (
            weekly_minutes(almanac, zone, asked)
            - holiday_minutes(almanac, zone, centre.holiday_calendar)
            - _shift_minutes(almanac, centre, pool)
        ),
    )


def centre_open(almanac: Almanac, centre: Centre) -> IntervalSet:
    """Return the weekly open ticks of a centre: hours less holidays, with openings, less closures."""
    return remember(
        almanac,
        ("centre ticks", centre_rule(almanac, centre)),
        lambda: inner_ticks(almanac, _centre_minutes(almanac, centre)),
    )


def weekly_open(almanac: Almanac, centre: Centre, equipment: Equipment) -> IntervalSet:
    """Return the weekly open ticks of a machine."""
    return inner_ticks(almanac, _open_minutes(almanac, centre, equipment))


def after_hours(almanac: Almanac, centre: Centre, equipment: Equipment) -> IntervalSet:
    """Return the after-hours ticks of a machine; its own hours do not bind them."""
    return inner_ticks(almanac, _after_hours_minutes(almanac, centre, equipment))


def out_of_service(almanac: Almanac, centre: Centre, equipment: Equipment) -> IntervalSet:
    """Return the ticks that an outage of the centre or the machine touches."""
    kind = ClosureKind.OUT_OF_SERVICE
    at_centre = remember(
        almanac,
        ("outage", centre_rule(almanac, centre)),
        lambda: closure_minutes(almanac, centre.zone, kind, centre.closures, centre.recurring_closures),
    )
    return outer_ticks(almanac, at_centre | _machine_closures(almanac, centre, equipment, kind))


def shift(almanac: Almanac, centre: Centre, pool: OperatorPool) -> IntervalSet:
    """Return the ticks of a pool's regular shift."""
    return remember(
        almanac,
        ("shift ticks", centre_rule(almanac, centre), pool_rule(almanac, pool)),
        lambda: inner_ticks(almanac, _shift_minutes(almanac, centre, pool)),
    )


def overtime(almanac: Almanac, centre: Centre, pool: OperatorPool) -> IntervalSet:
    """Return the ticks in which a pool works overtime: those of its overtime hours that are no shift.

    A tick half in the shift and half in the overtime hours is worked as overtime.
    """

    def expand() -> IntervalSet:
        both = _shift_minutes(almanac, centre, pool) | _overtime_minutes(almanac, centre, pool)
        return inner_ticks(almanac, both) - shift(almanac, centre, pool)

    return remember(
        almanac, ("overtime ticks", centre_rule(almanac, centre), pool_rule(almanac, pool)), expand
    )


def office_open(almanac: Almanac) -> IntervalSet:
    """Return the ticks in which companies' places hand over and receive parcels."""
    return inner_ticks(
        almanac,
        weekly_minutes(almanac, almanac.zone, OFFICE_HOURS)
        - holiday_minutes(almanac, almanac.zone, NETWORK_HOLIDAYS),
    )


def working(
    almanac: Almanac, centre: Centre, equipment: Equipment, pools: tuple[OperatorPool, ...], *, extended: bool
) -> Working:
    """Return the working calendar of a machine with operators of `pools`.

    With `extended`, after-hours time counts too, and operators work in shift or overtime. Equal
    calendars share their sets.
    """
    shifts = tuple(pool_rule(almanac, pool) for pool in pools)
    key = (centre_rule(almanac, centre), machine_rule(almanac, equipment), shifts, extended)
    known = almanac.shelf.sets.get(("windows", key))
    if known is not None:
        return Working(almanac.shelf.sets["work", key], known, almanac.shelf.sets["after hours", key])
    found = _working(almanac, centre, equipment, pools, extended=extended)
    almanac.shelf.sets["windows", key] = found.windows
    almanac.shelf.sets["work", key] = found.work
    almanac.shelf.sets["after hours", key] = found.after_hours
    return found


def _working(
    almanac: Almanac, centre: Centre, equipment: Equipment, pools: tuple[OperatorPool, ...], *, extended: bool
) -> Working:
    windows = opening = _open_minutes(almanac, centre, equipment)
    if extended:
        windows |= _after_hours_minutes(almanac, centre, equipment)
    for pool in pools:
        present = _shift_minutes(almanac, centre, pool)
        if extended:
            present |= _overtime_minutes(almanac, centre, pool)
        windows &= present
    work = windows
    if centre.lunch is not None:
        work -= daily_minutes(almanac, centre.zone, centre.lunch)
    work_ticks = inner_ticks(almanac, work)
    after = work_ticks - inner_ticks(almanac, opening) if extended else EMPTY
    # A tick that lunch cuts is no work, yet the window goes on through it.
    return Working(work_ticks, inner_ticks(almanac, windows), after)
