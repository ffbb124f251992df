"""New values of any fact of an overlay, as sound as an imported one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr

from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.possible_flow import cycle_issues, specimen_issues
from iplatform_sched.availability.possible_ids import id_issues
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.changeover_flaws import changeover_flaws
from iplatform_sched.domain.equipment import Equipment, Voucher
from iplatform_sched.domain.name_flaws import name_flaws
from iplatform_sched.domain.overlay_demand import SET_KINDS, SetFields
from iplatform_sched.domain.policy_words import zone_names
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.planning.overlay.fields import with_fields
from iplatform_sched.planning.overlay.notes import by_id, ids_of, replaced

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot
    from iplatform_sched.domain.vocabulary import Fact
    from iplatform_sched.planning.overlay.notes import Notes

NETWORK = {"centre": "centres", "equipment": "equipment", "pool": "pools"}
"""Lists of the catalogue by the kind of fact in them."""
OTHERS = {"company": "companies", "request": "requests", "voucher": "vouchers"}
"""Lists of the snapshot itself."""


def set_fields(facts: Snapshot, change: SetFields, notes: Notes) -> Snapshot:
    """Return the facts with new values of one of them."""
    kind = next(name for name in SET_KINDS if getattr(change, name) is not None)
    name = getattr(change, kind)
    field = NETWORK.get(kind) or OTHERS[kind]
    listed: tuple[Any, ...] = getattr(facts.catalogue if kind in NETWORK else facts, field)
    if not notes.is_known(kind, kind, name, ids_of(listed)):
        return facts
    before = len(notes.issues)
    new = with_fields(by_id(listed, name), change.fields, notes)
    update: dict[str, Any] = {field: replaced(listed, new)}
    if kind in NETWORK:
        update = {"catalogue": facts.catalogue.model_copy(update=update)}
    after = facts.model_copy(update=update)
    if len(notes.issues) == before:
        tell_flaws(after, new, notes, "fields")
    return facts if len(notes.issues) > before else after


def tell_flaws(facts: Snapshot, fact: Fact, notes: Notes, at: str) -> None:
    """Tell what contradicts a new fact that is right by itself."""
    network = facts.catalogue
    if isinstance(fact, Centre):
        calendars = ids_of(network.holiday_calendars)
        notes.is_known(f"{at}.holiday_calendar", "holiday calendar", fact.holiday_calendar, calendars)
        notes.is_known(f"{at}.zone", "time zone", fact.zone, zone_names())
    if isinstance(fact, Equipment | OperatorPool):
        _tell_bad_home(network, fact, notes, at)
    if isinstance(fact, Centre | Equipment):
        _tell_bad_rules(fact, notes, at)
    if isinstance(fact, Equipment):
        for flaw in changeover_flaws(fact):
            notes.wrong(f"{at}.{flaw.field}", flaw.message, "inconsistent")
        for turn, offer in enumerate(fact.offers):
            where = f"{at}.offers.{turn}.capability"
            notes.is_known(where, "capability", offer.capability, ids_of(network.capabilities))
    if isinstance(fact, Voucher):
        notes.is_known(f"{at}.company", "company", fact.company, ids_of(facts.companies))
    if isinstance(fact, Request):
        tell_request(facts, fact, notes, at)


def tell_request(facts: Snapshot, request: Request, notes: Notes, at: str) -> None:
    """Tell what is wrong with a new or changed request, seen together with the network."""
    named = {name for pool in facts.catalogue.pools for name in pool.people}
    for turn, name in enumerate(request.preferred_operators):
        if name not in named:
            where, hint = f"{at}.preferred_operators.{turn}", did_you_mean(name, named)
            notes.warn(where, "no pool names this operator", "unknown-id", found=name, hint=hint)
    found = [*id_issues(facts, index_network(facts), request)]
    found = found or [*cycle_issues(request), *specimen_issues(request)]
    for issue in found:
        where = f"{at}.{issue.field}"
        notes.wrong(where, f"{request.id}: {issue.message}", issue.code, found=issue.found, hint=issue.hint)


def _tell_bad_home(network: Catalogue, fact: Equipment | OperatorPool, notes: Notes, at: str) -> None:
    notes.is_known(f"{at}.centre", "centre", fact.centre, ids_of(network.centres))
    if isinstance(fact, OperatorPool):
        # The changed pool last: a name that another one has too is a flaw of it.
        for flaw in name_flaws(sorted(network.pools, key=lambda pool: pool.id == fact.id)):
            if flaw.pool.id == fact.id:
                where = f"{at}.{flaw.field}"
                notes.wrong(where, flaw.message, flaw.code, found=flaw.name, hint=flaw.hint)


def _tell_bad_rules(place: Centre | Equipment, notes: Notes, at: str) -> None:
    for turn, closure in enumerate(place.recurring_closures):
        try:
            rrulestr(closure.rule)
        except ValueError as error:
            where = f"{at}.recurring_closures.{turn}.rule"
            hint = "Write it as FREQ=WEEKLY;BYDAY=WE (RFC 5545)"
            notes.wrong(
                where, f"is no recurrence rule: {error}", "bad-notation", found=closure.rule, hint=hint
            )
