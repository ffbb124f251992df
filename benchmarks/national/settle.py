"""Places all existing bookings of the network and sizes its operator pools."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.national import background, reserved
from benchmarks.national.fleet import kinds
from benchmarks.national.holdings import Bench, Held, bench
from benchmarks.national.network import POLICY_VERSION, overtime_hours
from benchmarks.national.openings import (
    END_TICK,
    NOW_TICK,
    centre_work,
    holiday_mask,
    instant,
    openings,
    spans,
)
from benchmarks.national.tables import dice, draw, keyed
from iplatform_sched.domain.booking import Booking, OperatorUse
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, OperatorId, PoolId, Span

if TYPE_CHECKING:
    from benchmarks.national.openings import Mask
    from iplatform_sched.domain.calendars import HolidayCalendar
    from iplatform_sched.domain.equipment import Equipment

# Of the aimed machine use: less where long runs leave a pool's machines no hour for attended work.
SHARES = (1.0, 0.8, 0.6, 0.4)


def settle(
    knobs: dict[str, Any],
    calendar: HolidayCalendar,
    centres: tuple[Centre, ...],
    machines: tuple[Equipment, ...],
    taken: dict[str, list[Held]],
) -> tuple[tuple[OperatorPool, ...], tuple[Booking, ...]]:
    """Return the sized pools and the background bookings.

    `taken` are holdings by machine that are there before the background (bookings of the queue);
    they use the pools but are not returned.
    """
    holidays = holiday_mask(calendar)
    pools: list[OperatorPool] = []
    bookings: list[Booking] = []
    for centre in centres:
        own = [machine for machine in machines if machine.centre == centre.id]
        work = centre_work(centre, holidays)
        places, teams = _benches(centre, own, work, taken)
        for index, team in enumerate(teams):
            mine = [place for place in places if place.pool == index]
            _settle_pool(knobs, team, mine, taken)
            pools.append(_pool(knobs, centre, team))
        for place in places:
            bookings += _bookings(place, teams[place.pool], taken.get(place.machine.id, []))
    numbered = (
        booking.model_copy(update={"id": BookingId(f"B{number:05d}")})
        for number, booking in enumerate(sorted(bookings, key=_order), start=1)
    )
    return tuple(pools), tuple(numbered)


def _order(booking: Booking) -> tuple[str, int, tuple[int, ...]]:
    return booking.equipment, int(booking.start.timestamp()), booking.unit_numbers


def _benches(
    centre: Centre, machines: list[Equipment], work: Mask, taken: dict[str, list[Held]]
) -> tuple[list[Bench], list[background.Staff]]:
    shift = int(work[NOW_TICK:END_TICK].sum())
    skills = list(dict.fromkeys(machine.offers[0].operators[0].skill for machine in machines))
    places = []
    for machine in machines:
        pool = skills.index(machine.offers[0].operators[0].skill)
        place = bench(machine, openings(centre, machine, work), pool)
        place.held = list(taken.get(machine.id, []))
        places.append(place)
    teams = []
    for index, skill in enumerate(skills):
        least = max(place.heads for place in places if place.pool == index)
        teams.append(background.staff(f"{centre.id}.{skill}", least, shift))
    return places, teams


def _settle_pool(
    knobs: dict[str, Any], team: background.Staff, places: list[Bench], taken: dict[str, list[Held]]
) -> None:
    """Size a pool by a first filling without a limit, then fill again within it.

    Raises
    ------
    RuntimeError
        When even all free days of all machines do not keep the fewest possible operators busy.
    """
    rules, seed = knobs["pools"], int(knobs["seed"])
    _fill_all(knobs, team, places, taken)
    loose = [place for place in places if place.machine.id not in reserved.windows()]
    wanted = max(team.least, round(team.load() / rules["target"]))
    tries = product(SHARES, range(wanted, team.least - 1, -1))
    if not any(_staffed(knobs, team, (places, loose), taken, *each) for each in tries):
        raise RuntimeError(f"pool {team.name} cannot reach {rules['lowest']:.0%} of its hours")
    for place in places:
        background.with_families(place, dice(seed, "family", place.machine.id))


def _staffed(
    knobs: dict[str, Any],
    team: background.Staff,
    benches: tuple[list[Bench], list[Bench]],
    taken: dict[str, list[Held]],
    share: float,
    heads: int,
) -> bool:
    """Fill all machines for so many heads; return whether these are busy enough."""
    rules, (places, loose) = knobs["pools"], benches
    team.heads = heads
    _fill_all(knobs, team, places, taken, share)
    rng = dice(int(knobs["seed"]), "pool", team.name)
    background.trim(loose, team, rules["highest"], rng)
    return background.top_up(places, team, rules["lowest"], rng)


def _fill_all(
    knobs: dict[str, Any],
    team: background.Staff,
    places: list[Bench],
    taken: dict[str, list[Held]],
    share: float = 1.0,
) -> None:
    types, seed = kinds(), int(knobs["seed"])
    team.used[:] = 0
    team.kept[:] = 0
    windows = reserved.windows()
    for place in places:
        place.held = list(taken.get(place.machine.id, []))
        for held in place.held:
            team.used[held.attended] += place.heads
    for place in places:
        if place.machine.id in windows:
            jobs = types[background.kind(place)]["jobs"]
            reserved.occupy(place, team, windows[place.machine.id], jobs)
    team.least = max(team.least, int((team.used + team.kept).max()), 1)
    # Scarce machines first: their shares are set by hand, the others take what operators are left.
    for place in sorted(places, key=lambda place: background.kind(place) not in knobs["scarce"]):
        if place.machine.id in windows:
            continue
        jobs = types[background.kind(place)]["jobs"]
        target = share * background.aim(knobs, seed, place)
        background.fill(place, team, target, dice(seed, "fill", place.machine.id), jobs)


def _pool(knobs: dict[str, Any], centre: Centre, team: background.Staff) -> OperatorPool:
    profile = keyed("after_hours", "profile")[keyed("centres", "code")[centre.id]["after"]]
    heads = team.heads if centre.id in knobs["pools"]["named"] else 0
    return OperatorPool(
        id=PoolId(team.name),
        centre=centre.id,
        skill=team.name.partition(".")[2],
        headcount=team.heads,
        overtime=overtime_hours(profile),
        overtime_krw_per_hour=draw(dice(int(knobs["seed"]), "overtime", team.name), profile["overtime_krw"]),
        people=tuple(OperatorId(f"{team.name}-{number}") for number in range(1, 1 + heads)),
    )


def _bookings(place: Bench, team: background.Staff, taken: list[Held]) -> list[Booking]:
    return [booking(place, team.name, held) for held in place.held if held not in taken]


def booking(place: Bench, pool: str, held: Held) -> Booking:
    """Return a holding as a booking of nobody in the queue; its number comes later."""
    attended = spans(np.sort(held.attended))
    return Booking(
        id=BookingId("B"),
        equipment=place.machine.id,
        centre=place.machine.centre,
        unit_numbers=held.units,
        start=instant(held.start),
        run_end=instant(held.run_end),
        unload=instant(held.unload),
        end=instant(held.end),
        run=held.run,
        attended=tuple(Span(start=instant(a), end=instant(b)) for a, b in attended),
        operators=(OperatorUse(pool=PoolId(pool), count=place.heads),) if attended else (),
        family=held.family,
        status=BookingStatus.RUNNING if held.start < NOW_TICK else BookingStatus.CONFIRMED,
        policy_version=POLICY_VERSION,
    )
