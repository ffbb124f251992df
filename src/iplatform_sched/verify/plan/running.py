"""How a booking runs: as its stage must, in open time, attended exactly where it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import ClosureKind, Run
from iplatform_sched.verify.plan.violation import Violation, against
from iplatform_sched.verify.plan.work import attended_ticks, held_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.verify.plan.case import Case
    from iplatform_sched.verify.plan.clock import WallClock
    from iplatform_sched.verify.plan.work import Work


def is_open(case: Case, booking: Booking, work: Work, tick: int) -> bool:
    """Return whether the machine is open and its operators on duty, as the booking's mode counts it.

    After hours a tick may begin in weekly hours and end beyond; then each of its minutes is asked.
    """
    if _is_open(case, booking, work, case.clock, tick):
        return True
    length = case.clock.grid.minutes
    minutes = range(tick * length, (tick + 1) * length) if booking.after_hours else ()
    return bool(minutes) and all(_is_open(case, booking, work, case.minutes, each) for each in minutes)


def _is_open(case: Case, booking: Booking, work: Work, clock: WallClock, tick: int) -> bool:
    centre, machine, late = case.centre_of(booking), case.machines[booking.equipment], booking.after_hours
    if not (clock.weekly(centre, machine, tick) or (late and clock.after_hours(centre, machine, tick))):
        return False
    return all(
        clock.on_shift(centre, pool, tick) or (late and clock.overtime(centre, pool, tick))
        for pool, _ in work.operators
    )


def _pieces(case: Case, booking: Booking, work: Work) -> list[tuple[int, ...]]:
    """Return the attended ticks by piece: all of them, or loading and unloading."""
    ticks = attended_ticks(case.clock.grid, booking)
    if booking.run is Run.UNATTENDED:
        return [piece for piece in (ticks[: work.lead], ticks[work.lead :]) if piece]
    return [ticks] if ticks else []


def _gaps(piece: tuple[int, ...]) -> Iterator[int]:
    attended = set(piece)
    return (tick for tick in range(piece[0], piece[-1]) if tick not in attended)


def opening(case: Case) -> Iterator[Violation]:
    """Attended ticks lie in open time of machine and pools, outside lunch, in one window unless pausable."""
    for booking, work in case.worked():
        centre = case.centre_of(booking)
        for piece in _pieces(case, booking, work):
            wrong = [
                tick
                for tick in piece
                if case.clock.lunch(centre, tick) or not is_open(case, booking, work, tick)
            ]
            if booking.run is not Run.PAUSABLE:
                wrong += [tick for tick in _gaps(piece) if not is_open(case, booking, work, tick)]
            if wrong:
                when = case.when(case.clock.grid.instant(min(wrong)))
                yield against("opening", booking, f"needs {booking.equipment} at {when}, when it is not open")


def pauses(case: Case) -> Iterator[Violation]:
    """Work stops at lunch and, if pausable, where machine or pool is closed; nowhere else."""
    for booking, work in case.worked():
        centre = case.centre_of(booking)
        for piece in _pieces(case, booking, work):
            idle = [
                tick
                for tick in _gaps(piece)
                if not case.clock.lunch(centre, tick) and is_open(case, booking, work, tick)
            ]
            if idle:
                when = case.when(case.clock.grid.instant(idle[0]))
                yield against("pauses", booking, f"pauses at {when}, when {booking.equipment} is open")


def amount(case: Case) -> Iterator[Violation]:
    """A booking is attended, and lasts, exactly as long as set-up, run and teardown take."""
    for booking, work in case.worked():
        ticks = attended_ticks(case.clock.grid, booking)
        listed = bool(booking.attended) or not work.attended
        if not listed or len(ticks) != work.attended or len(set(ticks)) != len(ticks):
            what = f"lists {len(ticks) if listed else 0} attended ticks; its work takes {work.attended}"
            yield against("amount", booking, what)
            continue
        expected = _moments(case, booking, work, ticks)
        found = tuple(
            case.clock.grid.floor(moment)
            for moment in (booking.start, booking.run_end, booking.unload, booking.end)
        )
        for name, want, have in zip(("start", "run_end", "unload", "end"), expected, found, strict=True):
            if want != have:
                times = [case.when(case.clock.grid.instant(tick)) for tick in (want, have)]
                yield against("amount", booking, f"has its {name} at {times[1]}, not {times[0]}")
                break


def _moments(case: Case, booking: Booking, work: Work, ticks: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return start, run's end, unloading and end that follow from the attended ticks."""
    if booking.run is not Run.UNATTENDED:
        run_end = ticks[work.lead + work.run - 1] + 1
        return ticks[0], run_end, run_end, ticks[-1] + 1
    start = ticks[0] if work.lead else case.clock.grid.floor(booking.start)
    run_end = (ticks[work.lead - 1] + 1 if work.lead else start) + work.run
    if not work.tail:
        return start, run_end, run_end, run_end
    return start, run_end, ticks[work.lead], ticks[-1] + 1


def waiting(case: Case) -> Iterator[Violation]:
    """Unattended work is unloaded at or after the run's end, and no later than the way's longest wait."""
    for booking, work in case.worked():
        most = work.way.max_wait_minutes
        if booking.run is not Run.UNATTENDED or most is None:
            continue
        waited = (booking.unload - booking.run_end).total_seconds() / 60
        if waited > most:
            yield against("waiting", booking, f"waits {waited:.0f} minutes for unloading; at most {most}")


def out_of_service(case: Case) -> Iterator[Violation]:
    """Nothing overlaps the time in which machine or centre is out of service."""
    for booking in case.proposed:
        centre, machine = case.centre_of(booking), case.machines[booking.equipment]
        outages = case.clock.closures(centre, machine, ClosureKind.OUT_OF_SERVICE)
        if outages.meets(*held_ticks(case.clock.grid, booking)):
            yield against("out_of_service", booking, f"holds {machine.id} while it is out of service")
