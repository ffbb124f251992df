"""From a schedule back to a plan of bookings, and from planned bookings to a schedule."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from iplatform_sched.domain.booking import Booking, Charge, OperatorUse, Plan, TransportLeg, Unserved
from iplatform_sched.domain.policy import ObjectiveWeights
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    ConsumableUse,
    Run,
    SiteId,
    SpecimenId,
)
from iplatform_sched.domain.vocabulary import Span as Stretch
from iplatform_sched.problem.data import Style
from iplatform_sched.problem.decompile.legs import journeys
from iplatform_sched.problem.decompile.units import Hold, number_units
from iplatform_sched.problem.fees import discounted, express_fee, gross_fee
from iplatform_sched.problem.placement import Span, attended, dates, overtime, usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from iplatform_sched.domain.vocabulary import EquipmentId, PoolId, RequestId, StageId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.timeline import IntervalSet

MINUTES_PER_HOUR = 60
RUNS = {Style.ATTENDED: Run.ATTENDED, Style.PAUSABLE: Run.PAUSABLE, Style.UNATTENDED: Run.UNATTENDED}
NO_MODE = ("no-equipment", "no machine that the request allows can do stage {stage}")
NOT_FOUND = ("not-planned", "the run found no place for it that pays")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run knows about a schedule besides its placements.

    Attributes
    ----------
    made_at
        ``None`` for the snapshot's `now`.
    reasons
        Code and sentence by request, for those that the schedule leaves out.
    """

    made_at: datetime | None = None
    terms: Mapping[str, int] = field(default_factory=dict)
    objective: int = 0
    bound: int | None = None
    broken: tuple[BookingId, ...] = ()
    reasons: Mapping[RequestId, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """What writing bookings looks up.

    Attributes
    ----------
    pools
        Pool of each resource that is one.
    journeys
        By the task whose booking carries them.
    """

    pools: dict[int, PoolId]
    journeys: dict[int, tuple[TransportLeg, ...]]


NOTHING_KNOWN = Outcome()


def to_plan(compiled: Compiled, schedule: Schedule, outcome: Outcome = NOTHING_KNOWN) -> Plan:
    """Return a feasible schedule as a plan: bookings with units, charges and journeys, and who is left out.

    Where new bookings do not fit between the unit numbers of confirmed ones, the confirmed bookings that
    take other numbers are in the plan too, with their own status and nothing else changed.

    Raises
    ------
    VerificationError
        The schedule is not feasible: a machine is overbooked or a specimen cannot arrive in time.
    """
    snapshot = compiled.snapshot
    return Plan(
        snapshot_hash=content_hash(snapshot),
        made_at=snapshot.now if outcome.made_at is None else outcome.made_at,
        bookings=to_bookings(compiled, schedule),
        unserved=tuple(_unserved(compiled, schedule, outcome)),
        # Facts have no more terms than a policy weighs: no stage has needs for units beside its machine.
        terms={name: outcome.terms[name] for name in outcome.terms if name in ObjectiveWeights.model_fields},
        objective=outcome.objective,
        bound=outcome.bound,
        broken=outcome.broken,
    )


def to_bookings(compiled: Compiled, schedule: Schedule) -> tuple[Booking, ...]:
    """Return the bookings of :func:`to_plan` alone, without a hash of all facts, which takes its time.

    Raises
    ------
    VerificationError
        As :func:`to_plan`.
    """
    register = _register(compiled, schedule)
    drafts = [
        _booking(compiled, register, index, placed)
        for index, placed in enumerate(schedule.tasks)
        if placed is not None and compiled.problem.tasks[index].pinned is None
    ]
    return tuple(_numbered(compiled, drafts))


def _register(compiled: Compiled, schedule: Schedule) -> Register:
    pools = {index: pool for pool, index in compiled.pools.items()}
    return Register(pools, _journeys(compiled, schedule))


def _booking(compiled: Compiled, register: Register, index: int, placed: ScheduledTask) -> Booking:
    problem, grid = compiled.problem, compiled.grid
    task, stage, fact = problem.tasks[index], compiled.stages[index], compiled.modes[index][placed.mode]
    request = compiled.requests[task.job]
    mode = task.modes[placed.mode]
    ticks = attended(problem, mode, _span(placed))
    return Booking(
        id=_booking_id(request.id, stage.id, compiled.of_stage.get((request.id, stage.id), ())),
        request=request.id,
        stage=stage.id,
        company=request.company,
        equipment=fact.equipment,
        centre=fact.centre,
        unit_numbers=tuple(range(1, mode.units + 1)),
        start=grid.instant(placed.start),
        run_end=grid.instant(placed.run_end),
        unload=grid.instant(placed.unload),
        end=grid.instant(placed.end),
        run=RUNS[mode.style],
        attended=tuple(Stretch(start=grid.instant(a), end=grid.instant(b)) for a, b in ticks),
        operators=tuple(
            OperatorUse(pool=register.pools[pool], count=count)
            for pool, count in mode.operators
            if pool in register.pools
        ),
        people=fact.people,
        members=placed.members,
        consumes=tuple(
            ConsumableUse(consumable=compiled.consumables[supply], count=amount)
            for supply, amount in mode.consumes
        ),
        way=fact.way,
        self_use=fact.self_use,
        after_hours=fact.after_hours and _is_late(compiled, mode, ticks),
        family=stage.family,
        status=BookingStatus.PLANNED,
        charge=_charge(compiled, mode, placed, ticks),
        legs=register.journeys.get(index, ()),
        policy_version=compiled.snapshot.policy.version,
    )


def _span(placed: ScheduledTask) -> Span:
    return Span(placed.start, placed.run_end, placed.unload, placed.end)


def _is_late(compiled: Compiled, mode: Mode, ticks: IntervalSet) -> bool:
    """Return whether a booking in an after-hours mode needs more than the regular hours."""
    late = compiled.problem.calendars[mode.calendar].after_hours
    return bool(ticks & late) or bool(overtime(compiled.problem, mode, ticks))


def _booking_id(request: RequestId, stage: StageId, own: Sequence[Booking]) -> BookingId:
    """Return the id of the stage's planned booking, else ``request/stage``, numbered where taken.

    Parameters
    ----------
    own
        Bookings that the stage has or had.
    """
    for each in own:
        if each.status is BookingStatus.PLANNED:
            return each.id
    name = f"{request}/{stage}"
    taken = {each.id for each in own}
    again = 1
    chosen = BookingId(name)
    while chosen in taken:
        again += 1
        chosen = BookingId(f"{name}/{again}")
    return chosen


def _charge(compiled: Compiled, mode: Mode, placed: ScheduledTask, ticks: IntervalSet) -> Charge:
    problem = compiled.problem
    used = usage(problem, mode, _span(placed))
    gross = gross_fee(mode.tariff, used)
    fee = discounted(mode.tariff, gross)
    return Charge(
        gross=gross,
        express=express_fee(mode.tariff, used),
        fee=fee,
        subsidy=placed.subsidy,
        voucher=None if placed.voucher < 0 else compiled.vouchers[placed.voucher],
        materials=mode.tariff.materials,
        net=fee - placed.subsidy + mode.tariff.materials,
        overtime=_overtime_krw(compiled, mode, ticks),
        staff_travel=mode.staff * dates(problem, ticks) * mode.trip_price,
    )


def _overtime_krw(compiled: Compiled, mode: Mode, ticks: IntervalSet) -> int:
    problem = compiled.problem
    total = 0
    for pool, count in mode.operators:
        extra = problem.resources[pool].overtime
        if extra is not None:
            late = (ticks & extra.windows).measure()
            total += count * late * problem.tick_minutes * extra.price_per_hour // MINUTES_PER_HOUR
    return total


def _journeys(compiled: Compiled, schedule: Schedule) -> dict[int, tuple[TransportLeg, ...]]:
    problem, grid = compiled.problem, compiled.grid
    found: dict[int, tuple[TransportLeg, ...]] = {}
    for leg in journeys(problem, schedule):
        specimen = problem.specimens[leg.specimen]
        request = compiled.requests[specimen.job]
        journey = TransportLeg(
            specimen=SpecimenId(specimen.name.removeprefix(f"{request.id}/")),
            origin=_site_id(compiled, leg.origin, request.company),
            destination=_site_id(compiled, leg.goal, request.company),
            carrier=compiled.carriers[leg.carrier],
            depart=grid.instant(leg.depart),
            arrive=grid.instant(leg.arrive),
            krw=leg.price,
        )
        found[leg.owner] = (*found.get(leg.owner, ()), journey)
    return found


def _site_id(compiled: Compiled, site: int, company: str) -> SiteId:
    """Return the id of a centre's site, or of the request's own company where companies share one."""
    return SiteId(company if compiled.sites[company] == site else compiled.problem.sites[site].name)


def _numbered(compiled: Compiled, drafts: list[Booking]) -> Iterator[Booking]:
    """Yield the drafts with their unit numbers, and the fixed bookings whose numbers have to change."""
    by_machine: dict[EquipmentId, list[Booking]] = {}
    for draft in drafts:
        by_machine.setdefault(draft.equipment, []).append(draft)
    fixed = {machine: compiled.holding.get(machine, ()) for machine in by_machine}
    numbers: dict[BookingId, tuple[int, ...]] = {}
    for machine, new in by_machine.items():
        units = compiled.problem.resources[compiled.machines[machine]].capacity
        old = fixed[machine]
        holds = [_hold(each, each.unit_numbers) for each in old] + [_hold(each, ()) for each in new]
        numbers.update((BookingId(key), each) for key, each in number_units(machine, units, holds).items())
    for draft in drafts:
        yield draft.model_copy(update={"unit_numbers": numbers[draft.id]})
    for booking in chain.from_iterable(fixed.values()):
        if numbers[booking.id] != booking.unit_numbers:
            yield booking.model_copy(update={"unit_numbers": numbers[booking.id]})


def _hold(booking: Booking, numbers: tuple[int, ...]) -> Hold:
    running = booking.status is BookingStatus.RUNNING
    return Hold(booking.id, booking.start, booking.end, len(booking.unit_numbers), numbers, running)


def _unserved(compiled: Compiled, schedule: Schedule, outcome: Outcome) -> Iterator[Unserved]:
    problem = compiled.problem
    for job, request in zip(problem.jobs, compiled.requests, strict=True):
        left = [
            index
            for index in job.tasks
            if schedule.tasks[index] is None and not problem.tasks[index].optional
        ]
        if not left:
            continue
        reason = outcome.reasons.get(request.id)
        if reason is None:
            hopeless = next(
                (compiled.stages[index].id for index in left if not problem.tasks[index].modes), None
            )
            reason = NOT_FOUND if hopeless is None else (NO_MODE[0], NO_MODE[1].format(stage=hopeless))
        stages = tuple(compiled.stages[index].id for index in left)
        yield Unserved(request=request.id, stages=stages, code=reason[0], reason=reason[1])
