"""Machines: whether it is the right one, with free units and time to change it over."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.equipment import UsePolicy
from iplatform_sched.domain.vocabulary import Condition, StageKind
from iplatform_sched.verify.plan.violation import Violation, against
from iplatform_sched.verify.plan.work import held_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.vocabulary import EquipmentId
    from iplatform_sched.verify.plan.case import Case


def eligibility(case: Case) -> Iterator[Violation]:
    """The machine offers what the way needs, is in use, and its centre is not excluded."""
    for booking in case.proposed:
        for fault in _faults(case, booking):
            yield against("eligibility", booking, fault)


def _faults(case: Case, booking: Booking) -> Iterator[str]:
    machine, centre = case.machines[booking.equipment], case.centre_of(booking)
    stage, request = case.stage_of(booking), case.request_of(booking)
    work = case.work_of(booking)
    if work is None:
        yield f"needs {stage.ways[booking.way].capability}, which {machine.id} does not offer"
    elif not work.matches:
        yield f"needs specifications that {machine.id} does not reach"
    elif work.missing:
        yield f"needs operators of skill {', '.join(work.missing)}, whom {centre.id} does not have"
    if machine.condition is Condition.RETIRED:
        yield f"is on {machine.id}, which is retired"
    if centre.id in request.excluded_centres or centre.region in request.excluded_regions:
        yield f"is at {centre.id} in {centre.region}, which the request excludes"
    if booking.self_use and machine.use is not UsePolicy.SELF_USE_ALLOWED:
        yield f"is self-use of {machine.id}, which only operators may run"
    if booking.self_use and stage.kind is not StageKind.EQUIPMENT:
        yield f"is self-use for a stage of kind {stage.kind}"
    if booking.after_hours and centre.after_hours is None:
        yield f"is after hours at {centre.id}, which has none"


def units(case: Case) -> Iterator[Violation]:
    """A booking holds as many units as its stage needs, and no unit is held twice at a time."""
    for booking in case.proposed:
        machine, need = case.machines[booking.equipment], case.stage_of(booking).units
        labels = set(booking.unit_numbers)
        if len(labels) != len(booking.unit_numbers) or len(labels) != need:
            yield against(
                "units", booking, f"holds units {_list(booking.unit_numbers)}; its stage needs {need}"
            )
        if max(labels) > machine.units:
            yield against("units", booking, f"holds unit {max(labels)}; {machine.id} has {machine.units}")
    for before, after in _neighbours(case):
        shared = set(before.unit_numbers) & set(after.unit_numbers)
        if shared and _overlap(case, before, after):
            what = f"holds unit {_list(sorted(shared))} of {before.equipment} while {after.id} does"
            yield against("units", before, what, after)


def _list(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _overlap(case: Case, one: Booking, other: Booking) -> bool:
    (first, end), (start, last) = (held_ticks(case.clock.grid, each) for each in (one, other))
    return first < last and start < end


def _neighbours(case: Case, *, done: bool = False) -> Iterator[tuple[Booking, Booking]]:
    """Yield the pairs (proposed, other) on one machine; `done` adds bookings that are over."""
    occupying = set() if done else {booking.id for booking in case.holding}
    for machine, bookings in _proposed_on(case).items():
        fixed = [each for each in case.on_machine.get(machine, ()) if done or each.id in occupying]
        for index, booking in enumerate(bookings):
            for other in (*bookings[index + 1 :], *fixed):
                yield booking, other


def _proposed_on(case: Case) -> dict[EquipmentId, list[Booking]]:
    on_machine: dict[EquipmentId, list[Booking]] = defaultdict(list)
    for booking in case.proposed:
        on_machine[booking.equipment].append(booking)
    return on_machine


def changeover(case: Case) -> Iterator[Violation]:
    """Between two bookings on a machine with changeovers lies the time to change from family to family."""
    for one, other in _neighbours(case, done=True):
        machine = case.machines[one.equipment]
        before, after = sorted((one, other), key=lambda booking: booking.start)
        need = _minutes(machine, before.family, after.family)
        if need and after.start - before.end < _whole_ticks(case, need):
            what = f"leaves less than {need} minutes between family {before.family} and {after.family}"
            yield against("changeover", one, f"{what} on {machine.id}, beside {other.id}", other)
    for booking in case.proposed:
        yield from _first_changeover(case, booking)


def _first_changeover(case: Case, booking: Booking) -> Iterator[Violation]:
    """Nobody can change over before now what a machine was set up for when its use began."""
    machine, grid = case.machines[booking.equipment], case.clock.grid
    before = case.on_machine.get(machine.id, ())
    if any(each.family is not None and each.start < booking.start for each in before):
        return
    need = _minutes(machine, machine.family_at_start, booking.family)
    if need and grid.floor(booking.start) < grid.ceil(case.snapshot.now) + grid.up(need):
        what = (
            f"starts less than {need} minutes from now; {machine.id} is set up for {machine.family_at_start}"
        )
        yield against("changeover", booking, what)


def _whole_ticks(case: Case, minutes: int) -> timedelta:
    grid = case.clock.grid
    return timedelta(minutes=grid.up(minutes) * grid.minutes)


def _minutes(machine: Equipment, before: str | None, after: str | None) -> int:
    pairs = {(each.before, each.after): each.minutes for each in machine.changeovers}
    return pairs.get((before, after), 0) if before and after else 0
