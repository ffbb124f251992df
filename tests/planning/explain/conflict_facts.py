"""What conflict cases are made of: a request on the tiny network, with something of it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import RequestId, Run
from iplatform_sched.planning.explain.goal import Goal
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot

JOB = RequestId("job")
SERVED = Goal(JOB)


class ConflictCase(NamedTuple):
    """A kind that must be among the members, the facts, and what is asked."""

    kind: str
    snapshot: Snapshot
    goal: Goal = SERVED


def job(*stages: Stage, **fields: object) -> Request:
    """Return the request, by default of one stage on the press."""
    return facts.request(JOB, *(stages or (facts.stage("a", ways=[facts.way("crush")]),)), **fields)


def crush(stage_id: str, *after: str, minutes: int = 240, run: Run = Run.ATTENDED, **fields: object) -> Stage:
    """Return a stage on the press."""
    return facts.stage(stage_id, *after, ways=[facts.way("crush", minutes, run)], **fields)


def network_with(**changes: dict[str, dict[str, object]]) -> object:
    """Return the tiny network with fields of centres, pools and machines replaced, by id."""
    network = facts.network()
    update = {
        name: tuple(
            type(each).model_validate(each.model_dump() | changes.get(name, {}).get(each.id, {}))
            for each in getattr(network, name)
        )
        for name in changes
    }
    return network.model_copy(update=update)


def press(booking_id: str, start: str, end: str, **fields: object) -> Booking:
    """Return a booking of the press."""
    return facts.booking(booking_id, start, end, equipment="press", **fields)


def closures(*spans: tuple[str, str]) -> list[dict[str, object]]:
    """Return times out of service."""
    return [{"kind": "out_of_service", "span": {"start": facts.at(a), "end": facts.at(b)}} for a, b in spans]


SOON = {"deadline": facts.at("2026-11-25 18:00")}
"""Tuesday and Wednesday are left."""
WEEK = {"deadline": facts.at("2026-11-27 18:00")}

GAS = {"id": "gas", "name": "Argon", "on_hand": 2, "counted": "2026-11-23"}
