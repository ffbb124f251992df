"""Repairs where a named operator is away: somebody else comes, everybody is told, and the date stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.publishing import promote_run
from iplatform_sched.app.repair import RepairOptions, run_repair
from iplatform_sched.domain.incidents import Absent
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, OperatorId, PoolId, Span
from tests import facts
from tests.app.night_case import NOW, QUICK, filled, quiet
from tests.store.examples import get_booking
from tests.verify.plan_facts import changed_pool, on_press

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.store.database import Store

JOB_A = BookingId("job/a")
MORNING = NOW + timedelta(hours=13)
"""Tuesday, 09:00; the booking is on Wednesday."""
AWAY = Absent(
    pool=PoolId("hub-cells"),
    span=Span(start=MORNING, end=facts.at("2026-11-26 00:00")),
    people=(OperatorId("kim"),),
)
CATALOGUE = changed_pool("hub-cells", people=["kim", "lee"])
CRUSH = facts.stage("a", ways=[facts.way("crush", 180)])
JOB = facts.request("job", CRUSH, same_operator=True)
SNAPSHOT = facts.snapshot(JOB, catalogue=CATALOGUE)


@pytest.fixture(params=["confirmed", "planned"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Return a store in which kim shall be at a booking on Wednesday morning."""
    booking = on_press(SNAPSHOT, "2026-11-25 09:00/12:00", id=JOB_A, people=["kim"], status=request.param)
    return filled(tmp_path / "network.db", [JOB], [booking], CATALOGUE)


def test_who_was_promised_a_date_keeps_it_with_another_operator(store: Store) -> None:
    before = get_booking(store, JOB_A)
    wanted = RepairOptions(settings=QUICK, incidents=(AWAY,), may_move_confirmed=True)
    report = run_repair(store.path, MORNING, wanted, quiet())
    promote_run(store.path, report.run.id, MORNING, 7)
    after = get_booking(store, JOB_A)
    assert (after.start, after.equipment, after.people) == (before.start, before.equipment, ("lee",))
    # No night could confirm it before it begins; planned still, it would expire.
    assert after.status is BookingStatus.CONFIRMED
