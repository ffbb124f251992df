"""Machines and operator pools, with what bookings outside the problem hold of them."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from iplatform_sched.availability.absences import absences, absent
from iplatform_sched.availability.almanac import local_date
from iplatform_sched.availability.windows import out_of_service, overtime, shift
from iplatform_sched.domain.vocabulary import OCCUPYING
from iplatform_sched.problem.compile.ground import attended_ticks
from iplatform_sched.problem.data import Occupation, Overtime, Resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.vocabulary import OperatorId
    from iplatform_sched.problem.compile.ground import Ground

MINUTES_PER_HOUR = 60
WEEK_DAYS = 7


def family_indices(equipment: Equipment) -> dict[str, int]:
    """Return the index of each family in a machine's changeover table, sorted by name."""
    names = {each.before for each in equipment.changeovers} | {each.after for each in equipment.changeovers}
    return {name: index for index, name in enumerate(sorted(names))}


def week_boundaries(ground: Ground) -> tuple[int, ...]:
    """Return the ticks at which ISO weeks begin, from this week to the horizon."""
    grid = ground.grid
    monday = -local_date(ground.almanac.zone, grid.origin).weekday() * grid.ticks_per_day
    week = WEEK_DAYS * grid.ticks_per_day
    return tuple(range(monday, ground.almanac.horizon + week, week))


def compile_machine(ground: Ground, equipment: Equipment, bookings: Sequence[Booking]) -> Resource:
    """Return a machine as a resource; `bookings` are those outside the problem that hold it."""
    facts = (equipment, ground.network.centres[equipment.centre], *bookings)
    made = partial(_machine, ground, equipment, bookings)
    return ground.almanac.shelf.kept("machine", facts, made, ground.release)


def _machine(ground: Ground, equipment: Equipment, bookings: Sequence[Booking]) -> Resource:
    centre = ground.network.centres[equipment.centre]
    blocked = out_of_service(ground.almanac, centre, equipment).clip(0, ground.almanac.horizon)
    families = family_indices(equipment)
    if families:
        matrix = _changeover(ground, equipment, families)
        occupied = _with_families(ground, equipment, bookings, families)
        return Resource(equipment.id, 1, occupied, blocked, matrix)
    grid = ground.grid
    held = [
        Occupation(grid.floor(each.start), grid.ceil(each.end), len(each.unit_numbers))
        for each in bookings
        if each.status in OCCUPYING
    ]
    return Resource(equipment.id, equipment.units, profile(held), blocked)


def _changeover(
    ground: Ground, equipment: Equipment, families: dict[str, int]
) -> tuple[tuple[int, ...], ...]:
    ticks = {(each.before, each.after): ground.grid.up(each.minutes) for each in equipment.changeovers}
    return tuple(tuple(ticks.get((before, after), 0) for after in families) for before in families)


def _with_families(
    ground: Ground, equipment: Equipment, bookings: Iterable[Booking], families: dict[str, int]
) -> tuple[Occupation, ...]:
    """Return the occupations of a machine with changeovers, past ones too where they still bind."""
    grid = ground.grid
    held = []
    for each in bookings:
        amount = 1 if each.status in OCCUPYING else 0
        family = families.get(each.family or "", -1)
        held.append(Occupation(grid.floor(each.start), grid.ceil(each.end), amount, family))
    started = [each for each in held if each.start <= ground.release and each.family >= 0]
    if not started and equipment.family_at_start in families:
        # Nobody could prepare the machine for the new work before now.
        now = grid.ceil(ground.snapshot.now)
        held.append(Occupation(now - 1, now, 0, families[equipment.family_at_start]))
    longest = max((each.minutes for each in equipment.changeovers), default=0)
    return tuple(sorted(_still_binding(held, -grid.up(longest)), key=_by_time))


def _still_binding(held: Iterable[Occupation], since: int) -> list[Occupation]:
    return [each for each in held if each.end > 0 or (each.family >= 0 and each.end > since)]


def _by_time(occupation: Occupation) -> tuple[int, int]:
    return occupation.start, occupation.end


def profile(held: Iterable[Occupation], since: int = 0) -> tuple[Occupation, ...]:
    """Return the same demand over time as disjoint occupations in order, from tick `since` on."""
    steps: dict[int, int] = {}
    for each in held:
        steps[each.start] = steps.get(each.start, 0) + each.amount
        steps[each.end] = steps.get(each.end, 0) - each.amount
    out: list[Occupation] = []
    level = 0
    for start, end in pairwise(sorted(steps)):
        level += steps[start]
        if level == 0 or end <= since:
            continue
        if out and out[-1].end == start and out[-1].amount == level:
            out[-1] = Occupation(out[-1].start, end, level)
        else:
            out.append(Occupation(max(start, since), end, level))
    return tuple(out)


def compile_pool(
    ground: Ground, pool: OperatorPool, bookings: Sequence[Booking], weeks: tuple[int, ...]
) -> Resource:
    """Return an operator pool as a resource, held by absences and by `bookings` outside the problem."""
    facts = (pool, ground.network.centres[pool.centre], *bookings)
    made = partial(_pool, ground, pool, bookings, weeks)
    hours = ground.snapshot.policy.overtime_hours_per_week
    return ground.almanac.shelf.kept("pool", facts, made, hours)


def _pool(
    ground: Ground, pool: OperatorPool, bookings: Sequence[Booking], weeks: tuple[int, ...]
) -> Resource:
    held: list[Occupation] = []
    done: list[Occupation] = []
    for booking in bookings:
        count = sum(use.count for use in booking.operators if use.pool == pool.id)
        into = held if booking.status in OCCUPYING else done
        ticks = partial(attended_ticks, ground.grid, booking)
        into += [Occupation(a, b, count) for a, b in ground.almanac.shelf.kept("attended", (booking,), ticks)]
    extra = _overtime(ground, pool, held + done, weeks)
    # Whoever is away is held like one who works elsewhere; the caps of overtime know all heads.
    held += [Occupation(each.start, each.end, each.heads) for each in absences(ground.almanac, pool)]
    return Resource(pool.id, pool.headcount, profile(held), overtime=extra)


def compile_person(
    ground: Ground, pool: OperatorPool, person: OperatorId, bookings: Sequence[Booking], index: int
) -> Resource:
    """Return a named operator of the pool `index` as a resource, held as a pool is."""
    held = [
        Occupation(a, b, 1)
        for booking in bookings
        if booking.status in OCCUPYING
        for a, b in attended_ticks(ground.grid, booking)
    ]
    held += [Occupation(a, b, 1) for a, b in absent(ground.almanac, pool, person)]
    return Resource(person, 1, profile(held), pool=index)


def _overtime(
    ground: Ground, pool: OperatorPool, worked: list[Occupation], weeks: tuple[int, ...]
) -> Overtime | None:
    """Return a pool's overtime; attended ticks of other bookings outside its shift are off the caps."""
    if pool.overtime is None:
        return None
    almanac = ground.almanac
    used = profile(worked, weeks[0])
    centre = ground.network.centres[pool.centre]
    regular = shift(almanac, centre, pool)
    spent = [0] * (len(weeks) - 1)
    length = weeks[1] - weeks[0]
    for each in used:
        for week in range((each.start - weeks[0]) // length, (each.end - 1 - weeks[0]) // length + 1):
            if week < len(spent):
                a, b = max(each.start, weeks[week]), min(each.end, weeks[week + 1])
                spent[week] += each.amount * (b - a - regular.overlap(a, b))
    policy = ground.snapshot.policy
    allowed = policy.overtime_hours_per_week * MINUTES_PER_HOUR // policy.tick_minutes * pool.headcount
    windows = overtime(almanac, centre, pool).clip(0, almanac.horizon)
    return Overtime(windows, pool.overtime_krw_per_hour, tuple(max(0, allowed - each) for each in spent))
