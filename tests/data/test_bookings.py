"""Bookings before the night: no clash, machine use with a U shape, operators busy but not full."""

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from iplatform_sched.availability.almanac import Almanac, daily_minutes, inner_ticks, open_almanac
from iplatform_sched.availability.windows import out_of_service, shift, weekly_open
from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus, EquipmentId, PoolId
from iplatform_sched.timeline import IntervalSet
from tests.facts import NOW

WEEKS = timedelta(weeks=13)


@pytest.fixture(scope="module")
def almanac(shipped: Facts) -> Almanac:
    assert shipped.policy is not None
    return open_almanac(Snapshot(now=NOW, plan_from=NOW, policy=shipped.policy, catalogue=shipped.catalogue))


@pytest.fixture(scope="module")
def occupying(shipped: Facts) -> list[Booking]:
    return [booking for booking in shipped.bookings if booking.status in OCCUPYING]


def test_units_are_never_held_twice(occupying: list[Booking]) -> None:
    held = defaultdict(list)
    for booking in occupying:
        for unit in booking.unit_numbers:
            held[booking.equipment, unit].append((booking.start, booking.end))
    clashes = [key for key, spans in held.items() for a, b in pairwise(sorted(spans)) if a[1] > b[0]]
    assert clashes == []


def test_heads_are_never_exceeded(shipped: Facts, occupying: list[Booking]) -> None:
    heads = {pool.id: pool.headcount for pool in shipped.catalogue.pools}
    changes: dict[PoolId, list[tuple[datetime, int]]] = defaultdict(list)
    for booking in occupying:
        for use in booking.operators:
            for span in booking.attended:
                changes[use.pool] += [(span.start, use.count), (span.end, -use.count)]
    for pool, events in changes.items():
        busy = 0
        for _, change in sorted(events):
            busy += change
            assert busy <= heads[pool], pool


def test_people_work_while_the_machine_is_open(
    shipped: Facts, almanac: Almanac, occupying: list[Booking]
) -> None:
    centres = {centre.id: centre for centre in shipped.catalogue.centres}
    machines = {machine.id: machine for machine in shipped.catalogue.equipment}
    by_machine: dict[EquipmentId, list[Booking]] = defaultdict(list)
    for booking in occupying:
        by_machine[booking.equipment].append(booking)
    for key, bookings in by_machine.items():
        machine, centre = machines[key], centres[machines[key].centre]
        opened, down = weekly_open(almanac, centre, machine), out_of_service(almanac, centre, machine)
        for booking in bookings:
            start, end = almanac.grid.floor(booking.start), almanac.grid.ceil(booking.end)
            assert start < 0 or not down.meets(start, end), booking.id
            for span in booking.attended:
                a, b = almanac.grid.floor(span.start), almanac.grid.ceil(span.end)
                assert b <= 0 or opened.overlap(a, b) == b - a, booking.id


def test_operators_are_busy_half_to_four_fifths(
    shipped: Facts, almanac: Almanac, occupying: list[Booking]
) -> None:
    first, last = almanac.grid.ceil(NOW), almanac.grid.ceil(NOW + WEEKS)
    booked: dict[PoolId, int] = defaultdict(int)
    for booking in occupying:
        for use in booking.operators:
            for span in booking.attended:
                spent = IntervalSet.of([(almanac.grid.floor(span.start), almanac.grid.ceil(span.end))])
                booked[use.pool] += use.count * spent.clip(first, last).measure()
    centres = {centre.id: centre for centre in shipped.catalogue.centres}
    outside = {}
    for pool in shipped.catalogue.pools:
        centre = centres[pool.centre]
        assert centre.lunch is not None
        lunch = inner_ticks(almanac, daily_minutes(almanac, centre.zone, centre.lunch))
        hours = (shift(almanac, centre, pool) - lunch).clip(first, last).measure()
        share = booked[pool.id] / (hours * pool.headcount)
        if not 0.5 <= share <= 0.8:
            outside[pool.id] = share
    assert outside == {}


def test_machine_use_has_a_u_shape(shipped: Facts, almanac: Almanac, occupying: list[Booking]) -> None:
    shares = sorted(_shares(shipped, almanac, occupying))
    below = bisect_left(shares, 0.1) / len(shares)
    above = 1 - bisect_left(shares, 0.7) / len(shares)
    middle = (bisect_left(shares, 0.6) - bisect_left(shares, 0.5)) / len(shares)
    # The reference: 22 to 26 % of the machines below a tenth, 26 to 27 % above seven tenths, mean 39 to 50 %.
    assert 0.15 <= below <= 0.30
    assert 0.18 <= above <= 0.33
    assert 0.38 <= sum(shares) / len(shares) <= 0.52
    assert middle < below
    assert middle < above


def _shares(shipped: Facts, almanac: Almanac, occupying: list[Booking]) -> list[float]:
    """Return for every machine the share of its open unit-time in 13 weeks that is booked."""
    first, last = almanac.grid.ceil(NOW), almanac.grid.ceil(NOW + WEEKS)
    centres = {centre.id: centre for centre in shipped.catalogue.centres}
    opened = {
        machine.id: weekly_open(almanac, centres[machine.centre], machine).clip(first, last)
        for machine in shipped.catalogue.equipment
    }
    held: dict[str, int] = defaultdict(int)
    for booking in occupying:
        ticks = opened[booking.equipment].overlap(
            almanac.grid.floor(booking.start), almanac.grid.ceil(booking.end)
        )
        held[booking.equipment] += ticks * len(booking.unit_numbers)
    return [
        held[machine.id] / (opened[machine.id].measure() * machine.units)
        for machine in shipped.catalogue.equipment
    ]


def test_every_state_of_a_booking_is_there(shipped: Facts) -> None:
    statuses = {booking.status for booking in shipped.bookings}
    assert {
        BookingStatus.PLANNED,
        BookingStatus.CONFIRMED,
        BookingStatus.RUNNING,
        BookingStatus.DONE,
        BookingStatus.NO_SHOW,
    } <= statuses
    running = [booking for booking in shipped.bookings if booking.status is BookingStatus.RUNNING]
    assert all(booking.start <= NOW < booking.end for booking in running)
    confirmed = [booking for booking in shipped.bookings if booking.status is BookingStatus.CONFIRMED]
    assert all(booking.start > NOW for booking in confirmed)
    assert any(booking.end > NOW + WEEKS for booking in confirmed)


def test_specimens_are_brought_to_bookings_of_the_queue(shipped: Facts) -> None:
    assert shipped.policy is not None
    carriers = {form.id: form for form in shipped.policy.carriers}
    requests = {request.id: request for request in shipped.requests}
    bringing = [booking for booking in shipped.bookings if booking.legs]
    assert {booking.status for booking in bringing} == {BookingStatus.RUNNING, BookingStatus.CONFIRMED}
    for booking in bringing:
        assert booking.request is not None
        request = requests[booking.request]
        goods = {specimen.id: specimen.goods for specimen in request.specimens}
        stage = next(each for each in request.stages if each.id == booking.stage)
        for leg in booking.legs:
            assert leg.specimen in (*stage.holds, *stage.consumes)
            assert goods[leg.specimen] in carriers[leg.carrier].goods
            assert (str(leg.origin), str(leg.destination)) == (request.company, booking.centre)
            assert leg.depart < leg.arrive <= booking.start
            assert leg.krw >= carriers[leg.carrier].base_krw
