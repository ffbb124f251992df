"""What could be done where the network is short, as changes of facts: a machine, evenings, an operator more.

Each only adds possibilities: what is planned stays possible at the same price. So no investment can be worth
less than nothing, and the search may begin with the plan as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from statistics import median_low
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import matching_offers
from iplatform_sched.availability.network import index_network
from iplatform_sched.domain.calendars import DailyHours, WeeklyHours
from iplatform_sched.domain.investment import InvestmentKind
from iplatform_sched.domain.overlay_demand import SetFields
from iplatform_sched.domain.overlay_network import AddEquipment, ChangeOperators
from iplatform_sched.domain.vocabulary import EquipmentId
from iplatform_sched.planning.upgrade.scarce import machines_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import CapabilityOffer, Equipment
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.upgrade.scarce import Scarce

EVENING = time(22)
"""Until when a centre with longer hours is open on its weekdays."""


@dataclass(frozen=True, slots=True)
class Investment:
    """Something that the programme could do.

    Attributes
    ----------
    centre
        Id of the centre at which it is done.
    what
        In words.
    for_spots
        The scarce spots that it is meant for, the first the shortest.
    """

    kind: InvestmentKind
    capability: str
    region: str
    centre: str
    what: str
    changes: tuple[AnyChange, ...]
    for_spots: tuple[Scarce, ...]


def investments_for(
    snapshot: Snapshot, spots: Sequence[Scarce], kinds: Sequence[InvestmentKind]
) -> tuple[Investment, ...]:
    """Return what could be done for each spot, in their order; what serves several spots stands once."""
    network = index_network(snapshot)
    found: dict[tuple[str, ...], Investment] = {}
    for here in spots:
        like = _model(network, here)
        if like is None:
            continue
        for kind in kinds:
            for made in MAKERS[kind](network, here, like) if kind in MAKERS else ():
                key = tuple(change.model_dump_json() for change in made.changes)
                known = found.get(key)
                spots_of = made.for_spots if known is None else (*known.for_spots, *made.for_spots)
                found[key] = replace(known or made, for_spots=spots_of)
    return tuple(found.values())


def _model(network: Network, here: Scarce) -> tuple[Equipment, CapabilityOffer] | None:
    """Return the machine of a spot that most of its stages could use, the newest of these, and its offer."""
    able: dict[str, int] = {}
    for _, stage in here.stages:
        for way in stage.ways:
            for machine in machines_at(network, here.spot):
                able[machine.id] = able.get(machine.id, 0) + bool(matching_offers(machine, way))
    if not able:
        return None
    best = min(able, key=lambda name: (-able[name], -network.equipment[name].year_acquired, name))
    machine = network.equipment[best]
    return machine, next(each for each in machine.offers if each.capability == here.spot.capability)


Model = tuple["Equipment", "CapabilityOffer"]


def _unit(network: Network, here: Scarce, like: Model) -> Iterator[Investment]:
    machine, _ = like
    number = 1
    while f"{machine.id}.new{number}" in network.equipment:
        number += 1
    change = AddEquipment(id=EquipmentId(f"{machine.id}.new{number}"), like=machine.id)
    yield _made(InvestmentKind.UNIT, here, machine, f"another machine like {machine.id}", (change,))


def _operator(network: Network, here: Scarce, like: Model) -> Iterator[Investment]:
    machine, offer = like
    for pool in _pools(network, machine, offer):
        change = ChangeOperators(pool=pool.id, headcount=pool.headcount + 1)
        yield _made(
            InvestmentKind.OPERATOR, here, machine, f"{pool.headcount + 1} operators in {pool.id}", (change,)
        )


def _pools(network: Network, machine: Equipment, offer: CapabilityOffer) -> list[OperatorPool]:
    skills = dict.fromkeys(need.skill for need in offer.operators)
    pools = [network.pools_by_skill.get((machine.centre, skill)) for skill in skills]
    return [pool for pool in pools if pool is not None]


def _hours(network: Network, here: Scarce, like: Model) -> Iterator[Investment]:
    """Yield evenings for everybody, in overtime of the operators that the machine needs."""
    machine, offer = like
    centre = network.centres[machine.centre]
    evenings = centre.after_hours or _evenings(centre)
    changes: list[AnyChange] = []
    if centre.after_hours is None or centre.rules.after_hours_trained_only:
        fields = {"after_hours": _plain(evenings), "rules.after_hours_trained_only": False}
        changes.append(SetFields(centre=centre.id, fields=fields))
    for pool in _pools(network, machine, offer):
        if pool.overtime is None:
            rate = pool.overtime_krw_per_hour or _usual_rate(network)
            fields = {"overtime": _plain(evenings), "overtime_krw_per_hour": rate}
            changes.append(SetFields(pool=pool.id, fields=fields))
    if changes and any(evenings.days):
        what = f"{centre.id} open in the evening to everybody, in overtime"
        yield _made(InvestmentKind.HOURS, here, machine, what, tuple(changes))


def _evenings(centre: Centre) -> WeeklyHours:
    def evening(day: tuple[DailyHours, ...]) -> tuple[DailyHours, ...]:
        if not day or day[-1].end == time(0) or day[-1].end >= EVENING:
            return ()
        return (DailyHours(start=day[-1].end, end=EVENING),)

    return WeeklyHours(days=tuple(evening(day) for day in centre.hours.days))


def _plain(hours: WeeklyHours) -> object:
    return hours.model_dump(mode="json")


def _usual_rate(network: Network) -> int:
    rates = sorted(
        pool.overtime_krw_per_hour for pool in network.pools.values() if pool.overtime_krw_per_hour
    )
    return median_low(rates) if rates else 0


def _made(
    kind: InvestmentKind, here: Scarce, machine: Equipment, what: str, changes: tuple[AnyChange, ...]
) -> Investment:
    return Investment(kind, *here.spot, machine.centre, what, changes, (here,))


MAKERS = {InvestmentKind.UNIT: _unit, InvestmentKind.HOURS: _hours, InvestmentKind.OPERATOR: _operator}
