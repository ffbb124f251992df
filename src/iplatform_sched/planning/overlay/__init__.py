"""An overlay on facts: every change in its order, all that is wrong with it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iplatform_sched.domain.overlay_demand import (
    AddRequests,
    DropRequests,
    Pin,
    ScaleRequests,
    SetFields,
    ShiftRequests,
    Unpin,
)
from iplatform_sched.domain.overlay_network import (
    Absent,
    AddEquipment,
    ChangeDiscount,
    ChangeOperators,
    ChangePolicy,
    ChangeTariff,
    ChangeTravel,
    Close,
    DeclareHoliday,
    MoveEquipment,
    Open,
    RemoveEquipment,
)
from iplatform_sched.errors import InputError
from iplatform_sched.planning.overlay.calendars import absent, close, declare_holiday, open_place
from iplatform_sched.planning.overlay.demand import (
    add_requests,
    drop_requests,
    scale_requests,
    shift_requests,
)
from iplatform_sched.planning.overlay.machines import (
    add_equipment,
    change_operators,
    move_equipment,
    remove_equipment,
)
from iplatform_sched.planning.overlay.notes import Notes
from iplatform_sched.planning.overlay.pins import pin, unpin
from iplatform_sched.planning.overlay.places import tell_impossible_places
from iplatform_sched.planning.overlay.prices import (
    change_discount,
    change_policy,
    change_tariff,
    change_travel,
)
from iplatform_sched.planning.overlay.setting import set_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.errors import Issue

CHANGES: dict[type, Callable[[Snapshot, Any, Notes], Snapshot]] = {
    Close: close,
    Open: open_place,
    Absent: absent,
    DeclareHoliday: declare_holiday,
    AddEquipment: add_equipment,
    RemoveEquipment: remove_equipment,
    MoveEquipment: move_equipment,
    ChangeOperators: change_operators,
    ChangeTariff: change_tariff,
    ChangeDiscount: change_discount,
    ChangeTravel: change_travel,
    ChangePolicy: change_policy,
    DropRequests: drop_requests,
    AddRequests: add_requests,
    ScaleRequests: scale_requests,
    ShiftRequests: shift_requests,
    SetFields: set_fields,
    Pin: pin,
    Unpin: unpin,
}
"""What each kind of change does to the facts."""


@dataclass(frozen=True, slots=True)
class Overlaid:
    """Facts after an overlay.

    Attributes
    ----------
    unpinned
        Confirmed bookings that are planned in it.
    warnings
        Such as a change that changes nothing; each with its place, such as ``changes.2``.
    """

    snapshot: Snapshot
    unpinned: frozenset[BookingId]
    warnings: tuple[Issue, ...]


def apply_overlay(facts: Snapshot, changes: Sequence[AnyChange]) -> Overlaid:
    """Return `facts` after all `changes`, in their order.

    Raises
    ------
    InputError
        With every issue; each has the dotted field of the overlay at which it stands.
    """
    notes = Notes()
    after = facts
    for turn, change in enumerate(changes):
        notes.turn = turn
        before, told = after, len(notes.issues) + len(notes.warnings)
        _tell_removed(change, notes)
        after = CHANGES[type(change)](before, change, notes)
        if change in changes[:turn]:
            notes.warn("", f"is the same as changes.{changes.index(change)}", "duplicate")
        elif after == before and told == len(notes.issues) + len(notes.warnings):
            notes.warn("", "changes nothing", "no-effect")
    if not notes.issues:
        tell_impossible_places(after, notes)
    if notes.issues:
        raise InputError(notes.issues)
    return Overlaid(after, frozenset(notes.let_go), tuple(notes.warnings))


def _tell_removed(change: AnyChange, notes: Notes) -> None:
    """Tell of a change to a machine that an earlier change of the overlay removes."""
    for at in ("equipment", "place"):
        machine = getattr(change, at, None)
        if machine in notes.removed and not isinstance(change, RemoveEquipment):
            message = f"changes.{notes.removed[machine]} removes this machine"
            hint = "Leave one of the two changes out; add_equipment with `like` puts another in its place"
            notes.wrong(at, message, "removed", found=machine, hint=hint)
