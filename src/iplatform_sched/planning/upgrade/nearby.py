"""What changes are worth to those who could use them, all others standing where the plan has them.

Few requests are planned anew, without the changes and with them. Such small problems are searched and
bounded well within seconds, where the whole network is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.planning.repair.draft import Draft, Search
from iplatform_sched.planning.solving import check_plan
from iplatform_sched.planning.upgrade.priced import Nearby, Priced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.upgrade.baseline import Baseline, Hands

SHARE = 0.3
"""Of the budget of an investment, for each side; the rest is for the whole network."""
AGAIN = 0.1
"""Of it, to plan with the investment once more from a better plan without it."""


def nearby(base: Baseline, after: Snapshot, settings: SolveSettings, hands: Hands) -> Nearby:
    """Plan those anew who could use what differs in `after`, without it and with it, all others standing.

    Raises
    ------
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    free = touched(base.facts, after, base.compiled.requests)
    if not free:
        same = Priced(base.plan, base.upper)
        return Nearby(free, same, same)
    search = Search(settings, hands.stop, hands.report)
    without = Draft(base.facts, base.plan.bookings)
    before, without = _planned(without, free, search.called("without it"))
    beside, _ = _planned(Draft(after, without.bookings), free, search.called("those who could use it"))
    return Nearby(free, before, beside)


def plan_beside(
    base: Baseline, after: Snapshot, free: frozenset[RequestId], settings: SolveSettings, hands: Hands
) -> Plan:
    """Plan `free` anew in the facts `after`, all others standing where the baseline has them; no bound.

    Raises
    ------
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    search = Search(settings, hands.stop, hands.report)
    plan = Draft(after, base.plan.bookings).replanned(free, search, AGAIN).plan()
    check_plan(after, plan)
    return plan


def touched(before: Snapshot, after: Snapshot, requests: Iterable[Request]) -> frozenset[RequestId]:
    """Return the requests of which a stage could be done on, at or by what differs between two facts."""
    one, two = index_network(before), index_network(after)
    machines = _differing(one.equipment, two.equipment)
    centres = _differing(one.centres, two.centres)
    pools = _differing(one.pools, two.pools)

    def concerns(network: Network, request: Request) -> bool:
        return any(
            option.equipment.id in machines
            or option.centre.id in centres
            or any(pool.id in pools for pool, _ in option.pools)
            for stage in request.stages
            for option in options(network, request, stage)
        )

    return frozenset(each.id for each in requests if concerns(one, each) or concerns(two, each))


def _differing(one: Mapping[str, object], two: Mapping[str, object]) -> set[str]:
    return {name for name in {*one, *two} if one.get(name) != two.get(name)}


def _planned(draft: Draft, free: frozenset[RequestId], search: Search) -> tuple[Priced, Draft]:
    """Plan `free` anew: its price is what the judge reckons, its bound that less the gap of the search."""
    found, outcome = draft.searched_anew(free, search, SHARE, alone=False)
    plan = found.plan()
    check_plan(found.facts, plan)
    gap = outcome.objective[0] - (outcome.bound or 0)
    return Priced(plan, plan.objective - gap), found
