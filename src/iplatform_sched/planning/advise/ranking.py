"""The machines for a stage in order, with what speaks for and against each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import Option, is_trained, options
from iplatform_sched.availability.free import Use, use_of
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.prices import least_price
from iplatform_sched.availability.specifications import Reach, reaches
from iplatform_sched.availability.travel import journey, open_roads, place_of, road_km
from iplatform_sched.domain.equipment import UsePolicy
from iplatform_sched.domain.vocabulary import Condition, GoodsClass, StageKind
from iplatform_sched.problem.compile.ground import counts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.network import Network
    from iplatform_sched.availability.travel import Roads
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.advise.alone import Alone, Slot


@dataclass(frozen=True, slots=True)
class Suited:
    """A machine that can do a stage, with its next window there.

    Attributes
    ----------
    reach
        How it meets each specification of the way that is taken, in order.
    training
        What the company has to learn before it may run the machine itself, in words.
    fee
        KRW with materials, after the company's discount, before vouchers.
    self_use_krw
        The least that running it itself would cost; ``None`` where the machine is operated only.
    journey_krw
        Staff travel and one journey of each specimen that the company brings; ``None`` without a place.
    km
        Road distance from the company; ``None`` without a place.
    use
        What bookings hold of its open time in the weeks in which a booking may start.
    value
        What it is ranked by, KRW.
    """

    equipment: Equipment
    centre: Centre
    way: int
    self_use: bool
    after_hours: bool
    reach: tuple[Reach, ...]
    training: str
    start: datetime
    end: datetime
    fee: int
    self_use_krw: int | None
    journey_krw: int | None
    km: int | None
    use: Use
    age_years: int
    value: int
    slot: Slot
    reason: str = ""

    @property
    def past_life(self) -> bool:
        """Return whether it is as old as its service life, or older."""
        return self.age_years >= self.equipment.service_life_years


@dataclass(frozen=True, slots=True)
class Desk:
    """What every machine is looked at with.

    Attributes
    ----------
    placed
        Whether it is known where the company is.
    """

    snapshot: Snapshot
    draft: Request
    company: Company
    placed: bool
    almanac: Almanac
    network: Network
    roads: Roads
    held: dict[str, list[Booking]] = field(default_factory=lambda: defaultdict(list))

    @property
    def day_krw(self) -> int:
        """Return the price of a day later: what the policy asks for a day of tardiness."""
        return self.snapshot.policy.tardiness_krw_per_day

    def km(self, centre: Centre) -> int | None:
        """Return the road distance from the company to a centre; ``None`` without a place."""
        return road_km(self.roads, place_of(self.company), place_of(centre)) if self.placed else None


def open_desk(snapshot: Snapshot, draft: Request, company: Company, *, placed: bool) -> Desk:
    """Return the desk of a snapshot that has the company."""
    desk = Desk(
        snapshot,
        draft,
        company,
        placed,
        open_almanac(snapshot),
        index_network(snapshot),
        open_roads(snapshot),
    )
    for each in snapshot.bookings:
        if counts(each, snapshot.now):
            desk.held[each.equipment].append(each)
    return desk


def suited(desk: Desk, alone: Alone, index: int) -> list[Suited]:
    """Return the machines that have room for a stage of the draft, best first, each with the reason why.

    Least price first: fee, journeys where they are known, and the policy's price of a day of tardiness for
    each day that its window ends after the earliest; then the shorter way, then by id.
    """
    stage = desk.draft.stages[index]
    found = [_suited(desk, alone, stage, slot) for slot in alone.places[index].values()]
    if not found:
        return []
    first = min(each.slot.placed.end for each in found)
    day = alone.compiled.problem.ticks_per_day
    valued = [_valued(each, desk.day_krw * (each.slot.placed.end // day - first // day)) for each in found]
    valued.sort(key=lambda each: (each.value, each.km or 0, each.equipment.id))
    return _with_reasons(valued, day)


def _suited(desk: Desk, alone: Alone, stage: Stage, slot: Slot) -> Suited:
    fact, grid = slot.fact, alone.compiled.grid
    machine, centre = desk.network.equipment[fact.equipment], desk.network.centres[fact.centre]
    mine = [
        option for option in options(desk.network, desk.draft, stage) if option.equipment.id == machine.id
    ]
    option = next(each for each in mine if each.way == fact.way and each.self_use == fact.self_use)
    weeks = desk.snapshot.policy.start_weeks * 7 * grid.ticks_per_day
    span = (grid.floor(desk.snapshot.now), weeks)
    year = desk.snapshot.now.astimezone(ZoneInfo(centre.zone)).year
    return Suited(
        equipment=machine,
        centre=centre,
        way=fact.way,
        self_use=fact.self_use,
        after_hours=fact.after_hours,
        reach=tuple(reaches(option.offer, stage.ways[fact.way].specifications)),
        training=training_words(desk, stage, option),
        start=grid.instant(slot.placed.start),
        end=grid.instant(slot.placed.end),
        fee=slot.fee,
        self_use_krw=_self_use_krw(desk, stage, mine),
        journey_krw=slot.trips + _transport(desk, stage, centre) if desk.placed else None,
        km=desk.km(centre),
        use=use_of(desk.almanac, centre, machine, desk.held[machine.id], span),
        age_years=max(0, year - machine.year_acquired),
        value=0,
        slot=slot,
    )


def _self_use_krw(desk: Desk, stage: Stage, mine: Iterable[Option]) -> int | None:
    prices = [
        sum(least_price(desk.snapshot.catalogue.discounts, desk.company, stage, option))
        for option in mine
        if option.self_use
    ]
    return min(prices, default=None)


def training_words(desk: Desk, stage: Stage, option: Option) -> str:
    """Return what a company has to learn before it may run a machine itself."""
    if stage.kind is not StageKind.EQUIPMENT:
        return "none: done by the centre"
    if option.equipment.use is UsePolicy.OPERATED_ONLY:
        return "none: operated by the centre"
    if is_trained(desk.company, option):
        return "none: qualified for self-use"
    lessons = [each.id for each in desk.draft.stages if each.trains == option.offer.capability]
    if lessons:
        return f"for self-use: stage {lessons[0]}"
    return "for self-use: no stage trains it"


def _transport(desk: Desk, stage: Stage, centre: Centre) -> int:
    """Return the cheapest journeys to a centre of the specimens of a stage that it does not make."""
    goods = {each.id: each.goods for each in desk.draft.specimens}
    brought = {*stage.holds, *stage.consumes} - set(stage.makes)
    origin, goal = place_of(desk.company), place_of(centre)
    total = 0
    for name in brought:
        wanted = goods.get(name, GoodsClass.ORDINARY)
        fares = [
            journey(desk.roads, carrier, origin, goal)[1]
            for carrier in desk.snapshot.policy.carriers
            if wanted in carrier.goods
        ]
        total += min(fares, default=0)
    return total


def _valued(each: Suited, waiting: int) -> Suited:
    return replace(each, value=each.fee + (each.journey_krw or 0) + waiting)


class _Best(NamedTuple):
    end: int
    fee: int
    km: int | None


def _with_reasons(ranked: list[Suited], day: int) -> list[Suited]:
    known = [each.km for each in ranked if each.km is not None]
    best = _Best(
        min(each.slot.placed.end // day for each in ranked),
        min(each.fee for each in ranked),
        min(known, default=None),
    )
    return [replace(each, reason=_reason(each, best, day)) for each in ranked]


def _reason(each: Suited, best: _Best, day: int) -> str:
    later, dearer = each.slot.placed.end // day - best.end, each.fee - best.fee
    parts = [
        f"{later} d later" if later else "earliest",
        f"{dearer:,} KRW dearer" if dearer else "cheapest",
    ]
    if each.km is not None and best.km is not None:
        parts.append(f"{each.km - best.km} km farther" if each.km > best.km else "nearest")
    if each.past_life:
        parts.append("past its service life")
    elif each.equipment.condition is Condition.AGEING:
        parts.append("ageing")
    return "; ".join(parts)
