"""Which facts take part in a problem, and their indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import local_date
from iplatform_sched.availability.eligibility import consumption
from iplatform_sched.problem.compile.modes import Places
from iplatform_sched.problem.compile.resources import (
    compile_machine,
    compile_person,
    compile_pool,
    family_indices,
    week_boundaries,
)
from iplatform_sched.problem.compile.travel import Atlas, draw_atlas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.equipment import Equipment, Voucher
    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.domain.vocabulary import (
        CentreId,
        ConsumableId,
        EquipmentId,
        OperatorId,
        PoolId,
        StageId,
    )
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.compile.jobs import Entry
    from iplatform_sched.problem.data import Resource


@dataclass(frozen=True, slots=True)
class Cast:
    """The facts of a problem, each in the order of its indices.

    Machines come before pools, and pools before their named operators.
    """

    machines: tuple[Equipment, ...]
    pools: tuple[OperatorPool, ...]
    people: tuple[tuple[OperatorPool, OperatorId], ...]
    companies: tuple[Company, ...]
    vouchers: tuple[Voucher, ...]
    supplies: tuple[tuple[CentreId, ConsumableId], ...]
    atlas: Atlas

    @property
    def machine_index(self) -> dict[EquipmentId, int]:
        """Return the resource of each machine."""
        return {each.id: index for index, each in enumerate(self.machines)}

    @property
    def pool_index(self) -> dict[PoolId, int]:
        """Return the resource of each pool."""
        return {each.id: index for index, each in enumerate(self.pools, start=len(self.machines))}

    @property
    def people_index(self) -> dict[OperatorId, int]:
        """Return the resource of each named operator."""
        first = len(self.machines) + len(self.pools)
        return {person: index for index, (_, person) in enumerate(self.people, start=first)}


def choose_cast(ground: Ground, entries: Sequence[Entry]) -> Cast:
    """Return the machines and pools that some mode can use, the companies with a job, and their sites."""
    options = [variant.option for entry in entries for variant in entry.variants]
    machines = {option.equipment.id for option in options}
    machines |= {booking.equipment for booking in ground.pinned.values()}
    pools = {pool.id for option in options for pool, _ in option.pools}
    supplies = {
        (option.centre.id, name)
        for entry in entries
        for option in (variant.option for variant in entry.variants)
        for name in consumption(option.offer, entry.stage)
    }
    companies = {request.company for request in ground.requests}
    centres = {ground.network.equipment[machine].centre for machine in machines}
    centres |= {booking.centre for company in companies for booking in ground.by_company.get(company, ())}
    centres |= {booking.centre for booking in ground.baselines.values()}
    snapshot = ground.snapshot
    chosen = tuple(each for each in snapshot.companies if each.id in companies)
    staffed = tuple(each for each in snapshot.catalogue.pools if each.id in pools)
    named = {person for entry in entries for variant in entry.variants for person in variant.people}
    own = (*ground.pinned.values(), *ground.baselines.values())
    named |= {person for booking in own for person in booking.people}
    return Cast(
        machines=tuple(each for each in snapshot.catalogue.equipment if each.id in machines),
        pools=staffed,
        people=tuple((pool, person) for pool in staffed for person in pool.people if person in named),
        companies=chosen,
        vouchers=tuple(
            each for each in snapshot.vouchers if _is_useful(ground, each) and each.company in companies
        ),
        supplies=tuple(sorted(supplies)),
        atlas=draw_atlas(ground, (each for each in snapshot.catalogue.centres if each.id in centres), chosen),
    )


def _is_useful(ground: Ground, voucher: Voucher) -> bool:
    today = local_date(ground.almanac.zone, ground.snapshot.now)
    return voucher.expires >= today and voucher.rate_percent > 0 and voucher.cap_krw > voucher.spent_krw


def number_tasks(requests: Iterable[Request]) -> tuple[dict[StageId, int], ...]:
    """Return the task of each stage, one mapping per job: jobs in order, stages in order."""
    numbers = []
    first = 0
    for request in requests:
        numbers.append({stage.id: first + offset for offset, stage in enumerate(request.stages)})
        first += len(request.stages)
    return tuple(numbers)


def places_of(cast: Cast, numbers: Sequence[dict[StageId, int]]) -> tuple[Places, ...]:
    """Return the indices that modes refer to, one entry per job."""
    machines, pools, sites = cast.machine_index, cast.pool_index, cast.atlas.index
    families = {each.id: family_indices(each) for each in cast.machines if each.changeovers}
    supplies = {key: index for index, key in enumerate(cast.supplies)}
    people = cast.people_index
    return tuple(Places(machines, pools, people, sites, tasks, families, supplies) for tasks in numbers)


def compile_resources(ground: Ground, cast: Cast) -> tuple[Resource, ...]:
    """Return all machines, then all pools, then all named operators."""
    holding: dict[EquipmentId, list[Booking]] = {each.id: [] for each in cast.machines}
    needing: dict[PoolId, list[Booking]] = {each.id: [] for each in cast.pools}
    naming: dict[OperatorId, list[Booking]] = {person: [] for _, person in cast.people}
    for booking in ground.outside:
        if booking.equipment in holding:
            holding[booking.equipment].append(booking)
        for pool in needing.keys() & {use.pool for use in booking.operators}:
            needing[pool].append(booking)
        for person in naming.keys() & booking.people:
            naming[person].append(booking)
    weeks = week_boundaries(ground)
    machines = [compile_machine(ground, each, holding[each.id]) for each in cast.machines]
    pools = [compile_pool(ground, each, needing[each.id], weeks) for each in cast.pools]
    index = cast.pool_index
    people = [
        compile_person(ground, pool, person, naming[person], index[pool.id]) for pool, person in cast.people
    ]
    return (*machines, *pools, *people)
