"""What bookings use up: as much as the offer says, and no more than the centre has."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.verify.plan.violation import Violation, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre, Consumable
    from iplatform_sched.domain.vocabulary import CentreId, ConsumableId
    from iplatform_sched.verify.plan.case import Case


def supply(case: Case) -> Iterator[Violation]:
    """Bookings use up what their offers say, all together no more than is left of what was counted."""
    for booking, work in case.worked():
        have = sorted((use.consumable, use.count) for use in booking.consumes)
        need = sorted(work.consumes.items())
        if have != need:
            texts = [", ".join(f"{count} of {name}" for name, count in each) for each in (have, need)]
            yield against("supply", booking, f"uses up {texts[0] or '-'}; the offer says {texts[1] or '-'}")
    asking: dict[tuple[CentreId, ConsumableId], list[Booking]] = defaultdict(list)
    for booking in case.proposed:
        for use in booking.consumes:
            asking[booking.centre, use.consumable].append(booking)
    for (place, name), bookings in asking.items():
        left = left_of(case, case.centres[place], name)
        wanted = sum(used_by(booking, name) for booking in bookings)
        if wanted > left:
            what = f"brings the use of {name} at {place} to {wanted}; {left} are left"
            yield against("supply", bookings[0], what, *bookings[1:])


def left_of(case: Case, centre: Centre, name: ConsumableId) -> int:
    """Return what the fixed bookings leave of a consumable: nothing of one that the centre does not keep."""
    kept = [each for each in centre.consumables if each.id == name]
    if not kept:
        return 0
    taken = sum(used_by(each, name) for each in case.fixed if counts(case, centre, kept[0], each))
    return max(0, kept[0].on_hand - taken)


def counts(case: Case, centre: Centre, stock: Consumable, booking: Booking) -> bool:
    """Return whether a booking at the centre starts on the date of the count or later."""
    day = case.clock.local(centre, booking.start).date()
    return booking.centre == centre.id and day >= stock.counted


def used_by(booking: Booking, name: ConsumableId) -> int:
    """Return how many of a consumable a booking uses up."""
    return sum(use.count for use in booking.consumes if use.consumable == name)
