"""A change to facts as an overlay: what `whatif` reads, and what proves that the change is nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iplatform_sched.domain.overlay_demand import SetFields, Unpin
from iplatform_sched.domain.overlay_network import ChangePolicy, DeclareHoliday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import Fact


def overlay_of(before: Snapshot, after: Snapshot) -> tuple[AnyChange, ...]:
    """Return the changes that lead from facts to facts; bookings that are gone may be planned anew."""
    kept = {each.id for each in after.bookings}
    gone = [Unpin(booking=each.id) for each in before.bookings if each.id not in kept]
    return (*_changes(before, after), *gone)


def _changes(before: Snapshot, after: Snapshot) -> Iterator[AnyChange]:
    old, new = before.catalogue, after.catalogue
    for kind, was, becomes in (
        ("centre", old.centres, new.centres),
        ("equipment", old.equipment, new.equipment),
        ("pool", old.pools, new.pools),
        ("company", before.companies, after.companies),
        ("request", before.requests, after.requests),
        ("voucher", before.vouchers, after.vouchers),
    ):
        yield from _set(kind, was, becomes)
    for calendar, later in zip(old.holiday_calendars, new.holiday_calendars, strict=True):
        kept = {day.date for day in later.holidays}
        for day in calendar.holidays:
            if day.date not in kept:
                yield DeclareHoliday(date=day.date, calendar=calendar.id, name=day.name, remove=True)
    fields = _different(before.policy, after.policy)
    if fields:
        yield ChangePolicy(fields=fields)


def _set(kind: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[SetFields]:
    for was, becomes in zip(before, after, strict=True):
        if was is not becomes and (fields := _different(was, becomes)):
            yield SetFields.model_validate({kind: was.id, "fields": fields})


def _different(before: Fact, after: Fact) -> dict[str, Any]:
    """Return the new values by field, nested only where both are one fact, as JSON knows them."""
    found: dict[str, Any] = {}
    values = after.model_dump(mode="json")
    for name in type(before).model_fields:
        if getattr(before, name) != getattr(after, name):
            found[name] = values[name]
    return found
