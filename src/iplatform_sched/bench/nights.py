"""Nights as instances: stored ones, those of a folder of facts, and ones made from it at any size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iplatform_sched.domain.overlay_demand import ScaleRequests
from iplatform_sched.domain.vocabulary import RequestStatus
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.folder import read_folder
from iplatform_sched.exchange.saved_night import read_saved_night
from iplatform_sched.planning.overlay import apply_overlay

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.bench.sets import Instance
    from iplatform_sched.domain.saved import SavedNight
    from iplatform_sched.domain.snapshot import Snapshot

PERCENT = 100
MOST_TIMES = 100
"""What `ScaleRequests` takes."""
SPREAD_DAYS = 28
"""Copies of a request are due up to so many days later, lest all want the same weeks."""


def saved_night(instance: Instance) -> SavedNight:
    """Return a stored night, a file ``input.json``.

    Raises
    ------
    InputError
        The file is missing or is no saved night.
    """
    return read_saved_night(instance.path)


def facts_night(instance: Instance) -> Snapshot:
    """Return the facts of a folder, called as the instance, at the moment that the set names.

    Raises
    ------
    InputError
        The folder is refused or has no policy.
    """
    return _facts(instance.path / instance.name, _moment_of(instance))


def _moment_of(instance: Instance) -> datetime:
    """Return when a night is planned; sets of nights have a moment."""
    if instance.now is None:
        raise InputError(Issue("has no moment that it is planned at", field=instance.set, code="missing"))
    return instance.now


def _facts(folder: Path, now: datetime) -> Snapshot:
    facts = read_folder(folder)
    if facts.policy is None:
        raise InputError(
            Issue("has no policy, which a night needs", str(folder), hint="Add policy.yaml", code="missing")
        )
    return facts.at(now)


def made_night(instance: Instance) -> Snapshot:
    """Return the night of a folder, with so many requests as the instance's name says: ``600-1`` by seed 1.

    Fewer than the folder has are drawn among them; more are copies, each of a company of its own with
    vouchers of its own and with dates up to four weeks later. There are then as many times more units of each
    machine and operators of each pool as there are requests, rounded up: machines are as scarce, or where
    the number is no multiple a little less.

    Raises
    ------
    InputError
        As `facts_night`, the name is none, or the number is not to be had as whole percents of the folder's.
    """
    asked = re.fullmatch(r"([1-9]\d*)-(\d+)", instance.name)
    if asked is None:
        hint = "Write the number of requests and the seed, such as 600-0"
        raise InputError(
            Issue("is no night that can be made", field=instance.set, found=instance.name, hint=hint)
        )
    wanted, seed = int(asked[1]), int(asked[2])
    facts = _facts(instance.path, _moment_of(instance))
    there = sum(request.status is RequestStatus.OPEN for request in facts.requests)
    if wanted > MOST_TIMES * there:
        message = f"has {there} open requests, of which at most {MOST_TIMES * there} are made"
        raise InputError(Issue(message, str(instance.path), field=instance.set, found=instance.name))
    change = ScaleRequests(
        percent=max(1, (wanted * PERCENT + there // 2) // there), spread_days=SPREAD_DAYS, seed=seed
    )
    made = apply_overlay(facts, (change,)).snapshot
    found = sum(request.status is RequestStatus.OPEN for request in made.requests)
    if found != wanted:
        message, hint = f"is made of whole percents of {there} requests", f"The nearest is {found}-{seed}"
        raise InputError(Issue(message, field=instance.set, found=instance.name, hint=hint))
    return _larger(made, times=-(-wanted // there))


def _larger(facts: Snapshot, times: int) -> Snapshot:
    if times == 1:
        return facts
    network = facts.catalogue
    machines = [each.model_copy(update={"units": each.units * times}) for each in network.equipment]
    pools = [each.model_copy(update={"headcount": each.headcount * times}) for each in network.pools]
    grown = network.model_copy(update={"equipment": tuple(machines), "pools": tuple(pools)})
    return facts.model_copy(update={"catalogue": grown})
