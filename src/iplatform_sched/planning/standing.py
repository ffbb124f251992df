"""The calendar as it stands: what is planned stays where it is, and few requests are free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId


def standing(snapshot: Snapshot, free: Collection[RequestId]) -> Snapshot:
    """Return the facts with everybody but the requests `free` fixed where they are planned.

    The others' planned bookings count as confirmed and their open requests as quoted, so that they hold
    machines, operators, staff, quotas, vouchers and budgets, and nothing of them can be planned.
    What `free` have planned stays planned: it is where they may be moved from.

    Planning the result takes milliseconds, because only `free` become jobs. A plan of it keeps the rules
    of `snapshot` too, together with what the others have planned.
    """
    wanted = set(free)
    return snapshot.model_copy(
        update={
            "requests": tuple(
                each.model_copy(update={"status": RequestStatus.QUOTED})
                if each.status is RequestStatus.OPEN and each.id not in wanted
                else each
                for each in snapshot.requests
            ),
            "bookings": tuple(
                each.model_copy(update={"status": BookingStatus.CONFIRMED})
                if each.status is BookingStatus.PLANNED and each.request not in wanted
                else each
                for each in snapshot.bookings
            ),
        }
    )
