"""A schedule: a placement, or none, for every task of a problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """One placement.

    Attributes
    ----------
    mode
        Index into `Task.modes`.
    start, end
        The machine is held during ``[start, end)``.
    run_end
        When the run is over: for attended and pausable work the moment at which lead + run working
        ticks are done, for unattended work the end of the run.
    unload
        Unattended: start of unloading, at or after `run_end`; else equal to `run_end`.
    members
        Numbers of the company's members who attend, sorted.
    voucher, subsidy
        Voucher that pays, ``-1`` for none, and the KRW it pays.
    team
        Resources held for `Task.needs`, sorted; one of which several units are held stands there as often.
    """

    mode: int
    start: int
    run_end: int
    unload: int
    end: int
    members: tuple[int, ...] = ()
    voucher: int = -1
    subsidy: int = 0
    team: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """One entry per task of the problem; ``None`` for an absent task."""

    tasks: tuple[ScheduledTask | None, ...]
