"""From a snapshot of the facts to a problem: the only translator into the field's words.

The readings that it obeys are in ``docs/glossary.md``. Its parts: `ground` sorts what is in
play, `modes` and `tariffs` say how a stage can be done, `jobs`, `pins`
and `relations` what a request is, `resources`, `travel` and `limits`
what it shares with others. The way back is in `decompile`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import DAY, is_network_working_day, local_date
from iplatform_sched.domain.vocabulary import OCCUPYING
from iplatform_sched.problem.compile.cast import (
    choose_cast,
    compile_resources,
    number_tasks,
    places_of,
)
from iplatform_sched.problem.compile.ground import survey
from iplatform_sched.problem.compile.jobs import Entry, compile_job, compile_task, disruption_prices
from iplatform_sched.problem.compile.limits import (
    compile_company,
    compile_quotas,
    compile_supply,
    compile_voucher,
    uses_by_centre,
)
from iplatform_sched.problem.compile.modes import Shelf, variants
from iplatform_sched.problem.compile.relations import (
    compile_groups,
    compile_lags,
    compile_links,
    compile_stays,
)
from iplatform_sched.problem.compile.resources import week_boundaries
from iplatform_sched.problem.compile.travel import compile_carriers, compile_specimens, staff_matrix
from iplatform_sched.problem.compiled import Compiled
from iplatform_sched.problem.data import Problem, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.memory import Memory
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import EquipmentId, RequestId, StageId
    from iplatform_sched.problem.compile.cast import Cast
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.compiled import ModeFact
    from iplatform_sched.problem.data import Quota, Task


def compile_snapshot(snapshot: Snapshot, memory: Memory | None = None) -> Compiled:
    """Return a snapshot as a problem with its index maps.

    Every id that a fact refers to must exist; the gate of every input sees to that. `memory` has what was
    made of the facts of other snapshots that are in this one too; the result is the same without.
    """
    ground = survey(snapshot, memory)
    shelf = Shelf()
    entries = tuple(_entries(ground, shelf))
    cast = choose_cast(ground, entries)
    numbers = number_tasks(ground.requests)
    places = places_of(cast, numbers)
    pairs = [compile_task(ground, shelf, places[entry.job], entry) for entry in entries]
    modes = tuple(facts for _, facts in pairs)
    problem = _problem(ground, shelf, cast, numbers, tuple(task for task, _ in pairs), modes)
    return Compiled(
        problem=problem,
        grid=ground.grid,
        snapshot=snapshot,
        requests=ground.requests,
        stages=tuple(entry.stage for entry in entries),
        modes=modes,
        holding=_holding(ground),
        of_stage=_by_stage(snapshot, {(entry.request.id, entry.stage.id) for entry in entries}),
        machines=cast.machine_index,
        pools=cast.pool_index,
        sites=cast.atlas.index,
        companies=tuple(each.id for each in cast.companies),
        carriers=tuple(each.id for each in snapshot.policy.carriers),
        vouchers=tuple(each.id for each in cast.vouchers),
        consumables=tuple(name for _, name in cast.supplies),
        tasks={(entry.request.id, entry.stage.id): index for index, entry in enumerate(entries)},
    )


def _holding(ground: Ground) -> dict[EquipmentId, tuple[Booking, ...]]:
    found: dict[EquipmentId, list[Booking]] = {}
    for booking in ground.outside:
        if booking.status in OCCUPYING:
            found.setdefault(booking.equipment, []).append(booking)
    return {machine: tuple(bookings) for machine, bookings in found.items()}


def _by_stage(
    snapshot: Snapshot, stages: set[tuple[RequestId, StageId]]
) -> dict[tuple[RequestId, StageId], tuple[Booking, ...]]:
    found: dict[tuple[RequestId, StageId], tuple[Booking, ...]] = {}
    for booking in snapshot.bookings:
        if booking.request is not None and booking.stage is not None:
            key = (booking.request, booking.stage)
            if key in stages:
                found[key] = (*found.get(key, ()), booking)
    return found


def _entries(ground: Ground, shelf: Shelf) -> Iterator[Entry]:
    for job, request in enumerate(ground.requests):
        for stage in request.stages:
            pinned = (request.id, stage.id) in ground.pinned
            yield Entry(job, request, stage, () if pinned else variants(ground, shelf, request, stage))


def _problem(
    ground: Ground,
    shelf: Shelf,
    cast: Cast,
    numbers: tuple[dict[StageId, int], ...],
    tasks: tuple[Task, ...],
    modes: tuple[tuple[ModeFact, ...], ...],
) -> Problem:
    policy = ground.snapshot.policy
    companies = {each.id: index for index, each in enumerate(cast.companies)}
    pairs = list(zip(ground.requests, numbers, strict=True))
    sites = cast.atlas.index
    resources = compile_resources(ground, cast)
    return Problem(
        horizon=ground.almanac.horizon,
        latest_start=ground.latest_start,
        jobs=tuple(
            compile_job(ground, request, companies[request.company], tuple(own.values()))
            for request, own in pairs
        ),
        tasks=tasks,
        resources=resources,
        calendars=tuple(shelf.calendars),
        sites=cast.atlas.sites,
        companies=tuple(compile_company(ground, each, sites) for each in cast.companies),
        carriers=compile_carriers(ground, cast.atlas),
        lags=tuple(chain.from_iterable(compile_lags(ground, request, own) for request, own in pairs)),
        links=tuple(
            chain.from_iterable(
                (*compile_links(request, own), *compile_stays(request, tasks, resources, own.values()))
                for request, own in pairs
            )
        ),
        specimens=tuple(
            chain.from_iterable(
                compile_specimens(ground, cast.atlas, job, request, own)
                for job, (request, own) in enumerate(pairs)
            )
        ),
        vouchers=tuple(compile_voucher(ground, each, companies[each.company]) for each in cast.vouchers),
        quotas=_quotas(ground, tasks, modes),
        supplies=tuple(compile_supply(ground, key) for key in cast.supplies),
        groups=tuple(chain.from_iterable(compile_groups(ground, request, own) for request, own in pairs)),
        weeks=week_boundaries(ground),
        working_days=_working_days(ground),
        staff_ticks=staff_matrix(ground, cast.atlas),
        disruption=disruption_prices(policy),
        weights=_weights(policy),
        levels=policy.levels,
        tick_minutes=policy.tick_minutes,
    )


def _weights(policy: Policy) -> Weights:
    """Return the weights; a term that a level names counts at least once, whatever its weight."""
    named = set(chain.from_iterable(policy.levels))
    return Weights(
        **{name: weight or int(name in named) for name, weight in policy.weights.model_dump().items()}
    )


def _quotas(
    ground: Ground, tasks: tuple[Task, ...], modes: tuple[tuple[ModeFact, ...], ...]
) -> tuple[Quota, ...]:
    owners = [ground.requests[task.job].company for task in tasks]
    return compile_quotas(ground, uses_by_centre(ground, tasks, modes, owners))


def _working_days(ground: Ground) -> tuple[bool, ...]:
    first = local_date(ground.almanac.zone, ground.grid.origin)
    days = ground.almanac.horizon // ground.grid.ticks_per_day + 1
    return tuple(is_network_working_day(ground.almanac, first + day * DAY) for day in range(days))
