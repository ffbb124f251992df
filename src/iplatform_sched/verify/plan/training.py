"""Who may run a machine without operators, or after hours: qualifications and training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.verify.plan.violation import Violation, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.verify.plan.case import Case


def qualification(case: Case) -> Iterator[Violation]:
    """Self-use and, where the house asks for it, after-hours use is for qualified companies."""
    for booking in case.proposed:
        qualified = _is_qualified(case, booking)
        if booking.self_use and not qualified and not _is_trained(case, booking):
            what = (
                f"is self-use of {booking.equipment}, on which {booking.company} is not trained by its start"
            )
            yield against("qualification", booking, what)
        trained_only = case.centre_of(booking).rules.after_hours_trained_only
        if booking.after_hours and trained_only and not qualified:
            what = f"is after hours at {booking.centre}, for which {booking.company} has no qualification"
            yield against("qualification", booking, what)


def _capability(case: Case, booking: Booking) -> str:
    return case.stage_of(booking).ways[booking.way].capability


def _is_qualified(case: Case, booking: Booking) -> bool:
    """Return whether the company is qualified for machine or capability on the start's local date."""
    day = case.clock.local(case.centre_of(booking), booking.start).date()
    return any(
        each.valid_from <= day <= each.valid_to
        and (each.equipment == booking.equipment or each.capability == _capability(case, booking))
        for each in case.company_of(booking).qualifications
    )


def _is_trained(case: Case, booking: Booking) -> bool:
    """Return whether a training of the request for the capability ends by the start."""
    request = case.request_of(booking)
    present = case.present(request.id)
    return any(
        stage.trains == _capability(case, booking)
        and stage.id in present
        and present[stage.id].end <= booking.start
        for stage in request.stages
    )
