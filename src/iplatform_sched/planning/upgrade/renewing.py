"""An old machine replaced by a new one like it, as changes of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.network import index_network
from iplatform_sched.domain.investment import InvestmentKind
from iplatform_sched.domain.overlay_demand import SetFields
from iplatform_sched.domain.vocabulary import ClosureKind, Condition
from iplatform_sched.planning.upgrade.investments import Investment

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.upgrade.ageing import Old


def renewal_of(facts: Snapshot, old: Old) -> Investment | None:
    """Return what a new machine in the place of an old one changes: the outages of the old one are gone.

    It works at the same speed for the same fee, as the facts know no other. ``None`` where they know no
    outage of the old one: then nothing would be planned otherwise.
    """
    machine = old.equipment
    once = [each for each in machine.closures if each.kind is not ClosureKind.OUT_OF_SERVICE]
    again = [each for each in machine.recurring_closures if each.kind is not ClosureKind.OUT_OF_SERVICE]
    if (len(once), len(again)) == (len(machine.closures), len(machine.recurring_closures)):
        return None
    fields = {
        "closures": [each.model_dump(mode="json") for each in once],
        "recurring_closures": [each.model_dump(mode="json") for each in again],
        "condition": Condition.GOOD.value,
        "year_acquired": facts.now.year,
    }
    return Investment(
        InvestmentKind.RENEWAL,
        machine.offers[0].capability,
        index_network(facts).centres[machine.centre].region,
        machine.centre,
        f"a new machine in place of {machine.id}, without its outages",
        (SetFields(equipment=machine.id, fields=fields),),
        (),
    )
