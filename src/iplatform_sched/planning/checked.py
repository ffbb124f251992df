"""Bookings of a schedule that a decision shows, judged from the facts before anyone sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.verify.plan import Judge, Violation


def checked_bookings(snapshot: Snapshot, compiled: Compiled, schedule: Schedule) -> tuple[Booking, ...]:
    """Return the bookings of a schedule.

    Raises
    ------
    VerificationError
        They break a rule of the facts; a fault of ours.
    """
    bookings = to_bookings(compiled, schedule)
    _refuse(verify_plan(snapshot, bookings))
    return bookings


def check_each(judge: Judge, offers: Iterable[Sequence[Booking]]) -> None:
    """Judge each offer as if it were the only one.

    Parameters
    ----------
    offers
        New bookings, each offer with the fixed ones that take other unit numbers for it.

    Raises
    ------
    VerificationError
        An offer breaks a rule; a fault of ours.
    """
    for offer in offers:
        _refuse(judge.judge(offer))


def _refuse(violations: Sequence[Violation]) -> None:
    if violations:
        raise VerificationError("\n".join(str(violation) for violation in violations))
