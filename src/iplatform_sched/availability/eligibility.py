"""Which machines can do a stage, and how: the catalogue searched."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from iplatform_sched.domain.equipment import UsePolicy
from iplatform_sched.domain.vocabulary import Condition, StageKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import CapabilityOffer, Equipment, Specification
    from iplatform_sched.domain.request import Company, Request, SpecificationBound, Stage, Way
    from iplatform_sched.domain.vocabulary import ConsumableId, OperatorId

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Option:
    """A machine that can do a stage in one of its ways, and who runs it.

    Attributes
    ----------
    way
        Index of the way.
    pools
        Operator pools with the heads needed, by pool id; none for self-use.
    """

    way: int
    centre: Centre
    equipment: Equipment
    offer: CapabilityOffer
    self_use: bool
    pools: tuple[tuple[OperatorPool, int], ...] = ()


def is_optional(stage: Stage) -> bool:
    """Return whether a stage is a training that the optimizer may insert."""
    return stage.kind is StageKind.TRAINING and stage.trains is not None


def is_trained(company: Company, option: Option) -> bool:
    """Return whether a company has a qualification for an option, at whatever time."""
    return any(
        each.equipment == option.equipment.id or each.capability == option.offer.capability
        for each in company.qualifications
    )


def meets(specifications: tuple[Specification, ...], bound: SpecificationBound) -> bool:
    """Return whether one of a machine's specifications reaches what a stage asks."""
    return any(
        each.name == bound.name
        and (bound.reach_down is None or each.low <= bound.reach_down)
        and (bound.reach_up is None or each.high >= bound.reach_up)
        for each in specifications
    )


def matching_offers(equipment: Equipment, way: Way) -> tuple[CapabilityOffer, ...]:
    """Return the machine's offers of the way's capability that meet its specification bounds."""
    return tuple(
        offer
        for offer in equipment.offers
        if offer.capability == way.capability
        and all(meets(offer.specifications, bound) for bound in way.specifications)
    )


def is_wanted(request: Request, centre: Centre) -> bool:
    """Return whether neither the centre nor its region is excluded by the request."""
    return centre.id not in request.excluded_centres and centre.region not in request.excluded_regions


def is_preferred(request: Request, centre: Centre) -> bool:
    """Return whether the request prefers the centre or its region, or names no preference at all."""
    if not request.preferred_centres and not request.preferred_regions:
        return True
    return centre.id in request.preferred_centres or centre.region in request.preferred_regions


def work_minutes(way: Way, stage: Stage) -> int:
    """Return the minutes of the run at nominal speed."""
    return way.work_minutes + way.minutes_per_sample * stage.samples


def run_minutes(way: Way, stage: Stage, offer: CapabilityOffer) -> int:
    """Return the minutes of the run at the machine's speed, rounded up."""
    return -(-work_minutes(way, stage) * PERCENT // offer.speed_percent)


def operators(
    network: Network, centre: Centre, offer: CapabilityOffer
) -> tuple[tuple[OperatorPool, int], ...] | None:
    """Return the pools and heads of operated use, by pool id; ``None`` where the centre lacks them."""
    heads: dict[str, int] = {}
    for need in offer.operators:
        pool = network.pools_by_skill.get((centre.id, need.skill))
        if pool is None:
            return None
        heads[pool.id] = heads.get(pool.id, 0) + need.count
    if any(network.pools[pool].headcount < count for pool, count in heads.items()):
        return None
    return tuple((network.pools[pool], count) for pool, count in sorted(heads.items()))


def consumption(offer: CapabilityOffer, stage: Stage) -> dict[ConsumableId, int]:
    """Return what a booking for a stage uses up on a machine that offers this."""
    used: dict[ConsumableId, int] = {}
    for uses, times in ((offer.consumes, 1), (offer.consumes_per_sample, stage.samples)):
        for use in uses:
            used[use.consumable] = used.get(use.consumable, 0) + use.count * times
    return {name: amount for name, amount in used.items() if amount}


def crews(request: Request, pools: Sequence[OperatorPool]) -> tuple[tuple[OperatorId, ...], ...]:
    """Return whom a booking with operators of `pools` may name: nobody where the request asks for nobody.

    Where one operator shall stay with the request, it names one of each pool that names any. Otherwise it
    names nobody or one whom the request prefers.
    """
    if request.same_operator:
        return tuple(product(*(pool.people for pool in pools if pool.people)))
    wanted = set(request.preferred_operators)
    return ((), *((person,) for pool in pools for person in pool.people if person in wanted))


def lacks_preferred(request: Request, pools: Sequence[OperatorPool], people: Sequence[OperatorId]) -> bool:
    """Return whether a booking with operators has none whom the request, which names some, prefers."""
    return bool(pools and request.preferred_operators) and not set(people) & set(request.preferred_operators)


def options(network: Network, request: Request, stage: Stage) -> Iterator[Option]:
    """Yield every option of a stage, in order of ways, machines and offers; operated before self-use."""
    for index, way in enumerate(stage.ways):
        for equipment in network.offering.get(way.capability, ()):
            centre = network.centres[equipment.centre]
            if equipment.condition is Condition.RETIRED or equipment.units < stage.units:
                continue
            if not is_wanted(request, centre):
                continue
            for offer in matching_offers(equipment, way):
                yield from _uses(network, stage, Option(index, centre, equipment, offer, self_use=False))


def _uses(network: Network, stage: Stage, option: Option) -> Iterator[Option]:
    pools = operators(network, option.centre, option.offer)
    if pools is not None:
        yield Option(option.way, option.centre, option.equipment, option.offer, self_use=False, pools=pools)
    if option.equipment.use is UsePolicy.SELF_USE_ALLOWED and stage.kind is StageKind.EQUIPMENT:
        yield Option(option.way, option.centre, option.equipment, option.offer, self_use=True)
