"""What a stage's way takes on a machine, and the ticks of a booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.equipment import CapabilityOffer, Equipment, Specification
    from iplatform_sched.domain.request import SpecificationBound, Stage, Way
    from iplatform_sched.domain.vocabulary import ConsumableId
    from iplatform_sched.timeline import TimeGrid

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Work:
    """What a way of a stage takes on a machine.

    Attributes
    ----------
    matches
        Whether the offer reaches the specifications of the way.
    lead, run, tail
        Ticks of set-up or loading, of the run, of teardown or unloading.
    operators
        Pools and heads; empty for self-use.
    missing
        Skills that no pool of the centre has.
    staff
        Members of the company who attend.
    consumes
        What a booking uses up, by consumable of the machine's centre.
    """

    way: Way
    matches: bool
    lead: int
    run: int
    tail: int
    operators: tuple[tuple[OperatorPool, int], ...]
    missing: tuple[str, ...]
    staff: int
    consumes: dict[ConsumableId, int]

    @property
    def attended(self) -> int:
        """Return the attended ticks."""
        return self.lead + self.tail + (0 if self.way.run is Run.UNATTENDED else self.run)


def work_of(
    grid: TimeGrid, stage: Stage, booking: Booking, machine: Equipment, pools: Sequence[OperatorPool]
) -> Work | None:
    """Return the work of a stage in the booking's way, or ``None`` where the machine lacks the capability.

    Of several offers of the capability it is one that reaches the way's specifications, and of
    these one that takes as long and as many operators as the booking has, and uses up as much.

    Parameters
    ----------
    pools
        Operator pools of the machine's centre.
    """
    way = stage.ways[booking.way]
    found = [
        _work(grid, stage, booking, machine, _crew(offer, booking, pools), offer)
        for offer in machine.offers
        if offer.capability == way.capability
    ]
    return max(found, key=lambda work: _likeness(grid, work, booking), default=None)


def _likeness(grid: TimeGrid, work: Work, booking: Booking) -> tuple[bool, bool, bool, bool]:
    crew = {pool.id: count for pool, count in work.operators}
    return (
        work.matches,
        work.attended == len(attended_ticks(grid, booking)),
        crew == {use.pool: use.count for use in booking.operators},
        work.consumes == {use.consumable: use.count for use in booking.consumes},
    )


class _Crew(NamedTuple):
    """Pools and heads that an offer needs, and skills that no pool has."""

    operators: tuple[tuple[OperatorPool, int], ...]
    missing: tuple[str, ...]


def _crew(offer: CapabilityOffer, booking: Booking, pools: Sequence[OperatorPool]) -> _Crew:
    heads: dict[str, int] = {}
    for need in () if booking.self_use else offer.operators:
        heads[need.skill] = heads.get(need.skill, 0) + need.count
    by_skill = {pool.skill: pool for pool in pools}
    return _Crew(
        tuple((by_skill[skill], count) for skill, count in heads.items() if skill in by_skill),
        tuple(skill for skill in heads if skill not in by_skill),
    )


def _work(
    grid: TimeGrid, stage: Stage, booking: Booking, machine: Equipment, crew: _Crew, offer: CapabilityOffer
) -> Work:
    way = stage.ways[booking.way]
    nominal = way.work_minutes + way.minutes_per_sample * stage.samples
    return Work(
        way=way,
        matches=offer_matches(offer, way),
        lead=grid.up(machine.setup_minutes),
        run=grid.up(-(-nominal * PERCENT // offer.speed_percent)),
        tail=grid.up(machine.teardown_minutes),
        operators=crew.operators,
        missing=crew.missing,
        staff=stage.self_use_staff if booking.self_use else stage.staff,
        consumes=_consumes(stage, offer),
    )


def _consumes(stage: Stage, offer: CapabilityOffer) -> dict[ConsumableId, int]:
    names = [use.consumable for use in (*offer.consumes, *offer.consumes_per_sample)]
    amounts = {
        name: sum(use.count for use in offer.consumes if use.consumable == name)
        + stage.samples * sum(use.count for use in offer.consumes_per_sample if use.consumable == name)
        for name in names
    }
    return {name: amount for name, amount in amounts.items() if amount > 0}


def offer_matches(offer: CapabilityOffer, way: Way) -> bool:
    """Return whether the offer has a specification within every bound of the way."""
    return all(
        any(_within(specification, bound) for specification in offer.specifications)
        for bound in way.specifications
    )


def _within(specification: Specification, bound: SpecificationBound) -> bool:
    return (
        specification.name == bound.name
        and (bound.reach_down is None or specification.low <= bound.reach_down)
        and (bound.reach_up is None or specification.high >= bound.reach_up)
    )


def attended_ticks(grid: TimeGrid, booking: Booking) -> tuple[int, ...]:
    """Return the ticks that the booking's attended spans touch, in the order of the spans.

    A booking that lists none is attended throughout, unless it runs unattended.
    """
    if booking.attended or booking.run is Run.UNATTENDED:
        spans = [(span.start, span.end) for span in booking.attended]
    else:
        spans = [(booking.start, booking.end)]
    return tuple(tick for start, end in spans for tick in range(grid.floor(start), grid.ceil(end)))


def held_ticks(grid: TimeGrid, booking: Booking) -> tuple[int, int]:
    """Return first tick and end of the time during which the machine is held, rounded outwards."""
    return grid.floor(booking.start), grid.ceil(booking.end)
