"""Where no machine can do a stage: what comes nearest, and by how much it falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.eligibility import matching_offers, operators
from iplatform_sched.availability.specifications import (
    asked_words,
    range_words,
    reaches,
    short_words,
    shortfall,
)
from iplatform_sched.domain.vocabulary import Condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import CapabilityOffer, Equipment
    from iplatform_sched.domain.request import Stage, Way

MOST = 3


class Near(NamedTuple):
    """A machine of the right capability that cannot do a stage.

    Attributes
    ----------
    asked, reaches
        What the stage asks and what the machine has, in words.
    missing
        What stands in the way, in words.
    """

    stage: Stage
    equipment: Equipment
    centre: Centre
    asked: str
    reaches: str
    missing: str


def nearest(network: Network, stage: Stage, staff: int) -> tuple[Near, ...]:
    """Return the machines that come nearest to doing a stage for a company, the least short first."""
    found = sorted(_candidates(network, stage, staff), key=lambda each: (each[0], each[1].equipment.id))
    return tuple(near for _, near in found[:MOST])


def _candidates(network: Network, stage: Stage, staff: int) -> Iterator[tuple[float, Near]]:
    for way in stage.ways:
        for machine in network.offering.get(way.capability, ()):
            for offer in machine.offers:
                if offer.capability == way.capability:
                    yield _near(network, stage, staff, (way, machine, offer))


def _near(
    network: Network, stage: Stage, staff: int, option: tuple[Way, Equipment, CapabilityOffer]
) -> tuple[float, Near]:
    way, machine, offer = option
    centre = network.centres[machine.centre]
    met = list(reaches(offer, way.specifications))
    missing = [short_words(each) for each in met if not each.meets]
    short = shortfall(met)
    if machine.units < stage.units:
        missing.append(f"{machine.units} units, {stage.units} needed")
        short += (stage.units - machine.units) / stage.units
    if machine.condition is Condition.RETIRED:
        missing.append("retired")
        short += 1
    if matching_offers(machine, way) and operators(network, centre, offer) is None:
        missing.append("too few operators of the skill")
        short += 1
    if stage.staff > staff:
        missing.append(f"{stage.staff} of the company to attend, it has {staff}")
        short += 1
    asked = "; ".join(asked_words(each.bound, each.unit) for each in met) or way.capability
    has = "; ".join(range_words(each) for each in met) or way.capability
    return short, Near(stage, machine, centre, asked, has, "; ".join(missing) or "no free window")
