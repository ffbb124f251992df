"""Tariffs, discounts, journeys and the policy of an overlay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.policy_words import word_flaws
from iplatform_sched.planning.overlay.fields import with_fields
from iplatform_sched.planning.overlay.machines import PERCENT, with_machines
from iplatform_sched.planning.overlay.notes import ids_of, replaced

if TYPE_CHECKING:
    from iplatform_sched.domain.equipment import Equipment, TariffForm
    from iplatform_sched.domain.overlay_network import (
        ChangeDiscount,
        ChangePolicy,
        ChangeTariff,
        ChangeTravel,
    )
    from iplatform_sched.domain.policy import Policy, TravelEntry
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes

AMOUNTS = (
    "per_hour",
    "per_hour_after",
    "operator_per_hour",
    "per_day",
    "per_sample",
    "per_case",
    "setup_fee",
    "materials_per_sample",
)
"""Fields of a tariff that are in KRW."""


def change_tariff(facts: Snapshot, change: ChangeTariff, notes: Notes) -> Snapshot:
    """Return the facts with other prices of some machines."""
    network = facts.catalogue
    at, what, found, known = {
        "equipment": ("equipment", "machine", change.equipment, ids_of(network.equipment)),
        "centre": ("centre", "centre", change.centre, ids_of(network.centres)),
        "capability": ("capability", "capability", change.capability, ids_of(network.capabilities)),
    }["equipment" if change.equipment else "centre" if change.centre else "capability"]
    if not notes.is_known(at, what, str(found), known):
        return facts
    machines = list(network.equipment)
    for turn, machine in enumerate(machines):
        if _is_meant(machine, change):
            before = len(notes.issues)
            tariff = _tariff(machine.tariff, change, notes)
            if len(notes.issues) > before:
                return facts
            machines[turn] = machine.model_copy(update={"tariff": tariff})
    return with_machines(facts, machines)


def _is_meant(machine: Equipment, change: ChangeTariff) -> bool:
    if change.capability is not None:
        return any(offer.capability == change.capability for offer in machine.offers)
    return change.equipment == machine.id or change.centre == machine.centre


def _tariff(tariff: TariffForm, change: ChangeTariff, notes: Notes) -> TariffForm:
    if change.percent is None:
        return with_fields(tariff, change.fields, notes)
    scaled = {name: getattr(tariff, name) * change.percent // PERCENT for name in AMOUNTS}
    return with_fields(tariff, scaled, notes)


def change_discount(facts: Snapshot, change: ChangeDiscount, notes: Notes) -> Snapshot:
    """Return the facts with a scheme added, replaced or removed."""
    network = facts.catalogue
    schemes = network.discounts
    if change.remove is not None:
        if not notes.is_known("remove", "discount scheme", change.remove, ids_of(schemes)):
            return facts
        schemes = tuple(each for each in schemes if each.id != change.remove)
    elif change.scheme is not None:
        for turn, centre in enumerate(change.scheme.centres):
            notes.is_known(f"scheme.centres.{turn}", "centre", centre, ids_of(network.centres))
        there = change.scheme.id in ids_of(schemes)
        schemes = replaced(schemes, change.scheme) if there else (*schemes, change.scheme)
    return facts.model_copy(update={"catalogue": network.model_copy(update={"discounts": schemes})})


def change_travel(facts: Snapshot, change: ChangeTravel, notes: Notes) -> Snapshot:
    """Return the facts with other journeys."""
    minutes, krw = change.minutes_percent or PERCENT, change.krw_percent
    krw = PERCENT if krw is None else krw
    entries = tuple(
        entry.model_copy(
            update={"minutes": -(-entry.minutes * minutes // PERCENT), "krw": entry.krw * krw // PERCENT}
        )
        for entry in facts.catalogue.travel
    )
    if change.entry is not None:
        entries = _with_entry(facts, entries, change.entry, notes)
    policy = _scaled(facts.policy, minutes, krw, notes)
    catalogue = facts.catalogue.model_copy(update={"travel": entries})
    return facts.model_copy(update={"policy": policy, "catalogue": catalogue})


def _with_entry(
    facts: Snapshot, entries: tuple[TravelEntry, ...], entry: TravelEntry, notes: Notes
) -> tuple[TravelEntry, ...]:
    sites = [*ids_of(facts.catalogue.centres), *ids_of(facts.companies)]
    for field in ("origin", "destination"):
        notes.is_known(f"entry.{field}", "centre or company", getattr(entry, field), sites)
    if entry.carrier is not None:
        notes.is_known("entry.carrier", "carrier", entry.carrier, ids_of(facts.policy.carriers))
    others = tuple(each for each in entries if _way(each) != _way(entry))
    return (*others, entry)


def _way(entry: TravelEntry) -> tuple[str, str, str | None]:
    return entry.origin, entry.destination, entry.carrier


def _scaled(policy: Policy, minutes: int, krw: int, notes: Notes) -> Policy:
    """Return the policy with other times and prices of the roads; the gate keeps them in their bounds."""
    if minutes == krw == PERCENT:
        return policy
    travel = policy.travel
    carriers = {
        f"carriers.{each.id}.{name}": getattr(each, name) * krw // PERCENT
        for each in policy.carriers
        for name in ("base_krw", "krw_per_km")
    }
    staff = {
        f"travel.{name}": getattr(travel, name) * krw // PERCENT
        for name in ("staff_base_krw", "staff_krw_per_km")
    }
    times = {
        "travel.km_per_hour": max(1, travel.km_per_hour * PERCENT // minutes),
        "travel.handling_minutes": -(-travel.handling_minutes * minutes // PERCENT),
        "travel.island_minutes": -(-travel.island_minutes * minutes // PERCENT),
    }
    return with_fields(policy, carriers | staff | times, notes)


def change_policy(facts: Snapshot, change: ChangePolicy, notes: Notes) -> Snapshot:
    """Return the facts with another policy; a plan that began after the expected runtime still does."""
    policy = with_fields(facts.policy, change.fields, notes)
    for flaw in word_flaws(policy):
        at = ".".join(("fields", *(str(step) for step in flaw.path)))
        notes.wrong(at, flaw.message, "unknown-id", found=flaw.found, hint=flaw.hint)
    plan_from = facts.plan_from
    if plan_from - facts.now == timedelta(minutes=facts.policy.expected_runtime_minutes):
        plan_from = facts.now + timedelta(minutes=policy.expected_runtime_minutes)
    return facts.model_copy(update={"policy": policy, "plan_from": plan_from})
