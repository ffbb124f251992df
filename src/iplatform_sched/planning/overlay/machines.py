"""Machines and operators of an overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.vocabulary import Condition
from iplatform_sched.planning.overlay.fields import validated, with_fields
from iplatform_sched.planning.overlay.notes import by_id, ids_of, replaced
from iplatform_sched.planning.overlay.setting import tell_flaws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.overlay_network import (
        AddEquipment,
        ChangeOperators,
        MoveEquipment,
        RemoveEquipment,
    )
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes

PERCENT = 100


def with_machines(facts: Snapshot, machines: Sequence[Equipment]) -> Snapshot:
    """Return the facts with these machines."""
    catalogue = facts.catalogue.model_copy(update={"equipment": tuple(machines)})
    return facts.model_copy(update={"catalogue": catalogue})


def add_equipment(facts: Snapshot, change: AddEquipment, notes: Notes) -> Snapshot:
    """Return the facts with one machine more."""
    machines = facts.catalogue.equipment
    if change.id in ids_of(machines):
        notes.wrong("id", "there is a machine of this id already", "duplicate-id", found=change.id)
        return facts
    new = _new_machine(facts, change, notes)
    if new is None or not _can_stand(facts, new, notes):
        return facts
    tell_flaws(facts, new, notes, "fields")
    return with_machines(facts, (*machines, new))


def _new_machine(facts: Snapshot, change: AddEquipment, notes: Notes) -> Equipment | None:
    machines = facts.catalogue.equipment
    if change.like is None:
        centre = {} if change.centre is None else {"centre": change.centre}
        return validated(Equipment, {"id": change.id, **centre, **change.fields}, notes)
    if not notes.is_known("like", "machine", change.like, ids_of(machines)):
        return None
    like = by_id(machines, change.like)
    new: Equipment = like.model_copy(
        update={
            "id": change.id,
            "centre": change.centre or like.centre,
            "closures": (),
            "recurring_closures": (),
            "condition": Condition.GOOD,
            "year_acquired": facts.now.year,
        }
    )
    return with_fields(new, change.fields, notes) if change.fields else new


def _can_stand(facts: Snapshot, machine: Equipment, notes: Notes, at: str = "centre") -> bool:
    """Return whether the centre of a machine exists; warn where nobody there can operate it."""
    network = facts.catalogue
    if not notes.is_known(at, "centre", machine.centre, ids_of(network.centres)):
        return False
    skills = {pool.skill for pool in network.pools if pool.centre == machine.centre}
    lacking = {need.skill for offer in machine.offers for need in offer.operators} - skills
    for skill in sorted(lacking):
        message = f"no operators of skill {skill} at {machine.centre}: nobody can operate {machine.id} there"
        notes.warn(at, message, "no-operators", hint=f"Skills there: {', '.join(sorted(skills)) or 'none'}")
    return True


def remove_equipment(facts: Snapshot, change: RemoveEquipment, notes: Notes) -> Snapshot:
    """Return the facts with a machine retired; what names it, such as a quota, stays sound."""
    machines = facts.catalogue.equipment
    if not notes.is_known("equipment", "machine", change.equipment, ids_of(machines)):
        return facts
    notes.removed.setdefault(change.equipment, notes.turn)
    gone = by_id(machines, change.equipment).model_copy(update={"condition": Condition.RETIRED})
    return with_machines(facts, replaced(machines, gone))


def move_equipment(facts: Snapshot, change: MoveEquipment, notes: Notes) -> Snapshot:
    """Return the facts with a machine at another centre."""
    machines = facts.catalogue.equipment
    if not notes.is_known("equipment", "machine", change.equipment, ids_of(machines)):
        return facts
    moved = by_id(machines, change.equipment).model_copy(update={"centre": change.centre})
    return with_machines(facts, replaced(machines, moved)) if _can_stand(facts, moved, notes) else facts


def change_operators(facts: Snapshot, change: ChangeOperators, notes: Notes) -> Snapshot:
    """Return the facts with other headcounts."""
    network = facts.catalogue
    if change.pool is not None and not notes.is_known("pool", "pool", change.pool, ids_of(network.pools)):
        return facts
    if change.centre is not None and not notes.is_known(
        "centre", "centre", change.centre, ids_of(network.centres)
    ):
        return facts
    there = [pool for pool in network.pools if change.pool == pool.id or change.centre == pool.centre]
    if change.skill is not None:
        if not notes.is_known("skill", "skill", change.skill, {pool.skill for pool in there}):
            return facts
        there = [pool for pool in there if pool.skill == change.skill]
    pools = network.pools
    for pool in there:
        headcount = change.headcount or -(-pool.headcount * (change.percent or PERCENT) // PERCENT)
        # Nobody knows who would leave: those named last are not counted on.
        update = {"headcount": headcount, "people": pool.people[:headcount]}
        pools = replaced(pools, pool.model_copy(update=update))
    return facts.model_copy(update={"catalogue": network.model_copy(update={"pools": pools})})
