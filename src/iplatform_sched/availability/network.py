"""The catalogue by id and by what is looked up in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company
    from iplatform_sched.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Network:
    """The facts of a snapshot by id.

    Attributes
    ----------
    offering
        Machines by capability, in catalogue order.
    pools_by_skill
        The pool of each (centre, skill); the first in catalogue order.
    """

    centres: dict[str, Centre]
    equipment: dict[str, Equipment]
    pools: dict[str, OperatorPool]
    companies: dict[str, Company]
    offering: dict[str, tuple[Equipment, ...]]
    pools_by_skill: dict[tuple[str, str], OperatorPool]


def index_network(snapshot: Snapshot) -> Network:
    """Return the network of a snapshot."""
    catalogue = snapshot.catalogue
    offering: dict[str, dict[str, Equipment]] = {}
    for machine in catalogue.equipment:
        for offer in machine.offers:
            offering.setdefault(offer.capability, {})[machine.id] = machine
    skills: dict[tuple[str, str], OperatorPool] = {}
    for pool in catalogue.pools:
        skills.setdefault((pool.centre, pool.skill), pool)
    return Network(
        centres={each.id: each for each in catalogue.centres},
        equipment={each.id: each for each in catalogue.equipment},
        pools={each.id: each for each in catalogue.pools},
        companies={each.id: each for each in snapshot.companies},
        offering={capability: tuple(machines.values()) for capability, machines in offering.items()},
        pools_by_skill=skills,
    )
