"""The tiny network with named operators, and requests that ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import verify_plan
from iplatform_sched.verify.schedule import verify_schedule
from tests.facts import request, snapshot, stage, way
from tests.verify.plan_facts import changed_pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot

WEDNESDAY = "2026-11-25 13:00/17:00"
THURSDAY = "2026-11-26 13:00/17:00"
FRIDAY = "2026-11-27 13:00/17:00"


def named(*people: str, absences: Sequence[object] = ()) -> Catalogue:
    """Return the tiny network with names of operators of the hub, ``kim`` and ``lee`` by default."""
    return changed_pool("hub-cells", people=people or ("kim", "lee"), absences=absences)


def facts_of(stages: str = "ab", **fields: object) -> Snapshot:
    """Return facts with a request of attended stages on the press, and wishes of it."""
    base = {name: fields.pop(name) for name in ("catalogue", "bookings") if name in fields}
    job = request("job", *(stage(name, ways=[way("crush")]) for name in stages), **fields)
    return snapshot(job, **({"catalogue": named()} | base))


def by_search(facts: Snapshot) -> tuple[Booking, ...]:
    """Return the bookings that insertion makes, faultless to both judges."""
    compiled = compile_snapshot(facts)
    state = construct(compiled.problem)
    assert verify_schedule(compiled.problem, state.schedule()) == ()
    found = to_bookings(compiled, state.schedule())
    assert verify_plan(facts, found) == ()
    return found
