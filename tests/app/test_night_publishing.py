"""What is published, when, and what is refused because the facts went on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.night import run_night
from iplatform_sched.app.publishing import promote_run
from iplatform_sched.domain.calendars import Holiday
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.errors import ConflictError, InputError, NoPlanError
from iplatform_sched.store.calendars import add_holiday
from iplatform_sched.store.requests import submit_requests
from iplatform_sched.store.runs import list_runs
from tests import facts
from tests.app.night_case import NOW, act, filled, options, planned, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


def test_planning_and_publishing_can_be_parted(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    assert report.run.status is RunStatus.PLANNED
    assert planned(store) == {}
    assert "8 planned bookings" in promote_run(store.path, report.run.id, NOW, 3)
    assert len(planned(store)) == 8
    with pytest.raises(ConflictError, match="only planned runs"):
        promote_run(store.path, report.run.id, NOW, 3)


def test_no_night_is_published_before_the_last_one(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    before, yesterday = planned(store), NOW - timedelta(days=1)
    for moment in (yesterday, NOW - timedelta(seconds=1)):
        with pytest.raises(InputError, match="before the last published night") as caught:
            run_night(store.path, moment, options(), quiet())
        assert "--no-publish" in caught.value.issues[0].hint
    report = run_night(store.path, yesterday, options(publish=False), quiet())
    with pytest.raises(InputError, match="before the last published night"):
        promote_run(store.path, report.run.id, yesterday, 3)
    assert planned(store) == before
    assert [run.status for run in list_runs(store)] == [RunStatus.PUBLISHED, RunStatus.PLANNED]


def test_a_stale_run_is_refused(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    add_holiday(store, "KR", Holiday(date=NOW.date() + timedelta(days=20), name="temporary"), act())
    with pytest.raises(ConflictError, match="calendars"):
        promote_run(store.path, report.run.id, NOW, 3)
    assert planned(store) == {}


def test_a_run_whose_plan_has_begun_is_refused(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    with pytest.raises(ConflictError, match="can no longer be published"):
        promote_run(store.path, report.run.id, NOW + timedelta(days=30), 3)


def test_a_new_wish_does_not_void_a_night(store: Store) -> None:
    done = False

    def submit(_text: str, _share: float) -> None:
        nonlocal done
        if not done:
            done = True
            submit_requests(store, (facts.battery_request("late"),), act())

    report = run_night(store.path, NOW, options(), quiet(report=submit))
    assert done
    assert report.run.status is RunStatus.PUBLISHED
    assert len(list_runs(store)) == 1


def test_changed_facts_are_planned_once_more(store: Store) -> None:
    days = iter([30])

    def close(_text: str, _share: float) -> None:
        for offset in days:
            add_holiday(store, "KR", Holiday(date=NOW.date() + timedelta(days=offset), name="x"), act())

    report = run_night(store.path, NOW, options(), quiet(report=close))
    assert report.run.status is RunStatus.PUBLISHED
    assert [run.status for run in list_runs(store)] == [RunStatus.PUBLISHED, RunStatus.REFUSED]


def test_facts_that_keep_changing_end_in_a_conflict(store: Store) -> None:
    days = iter(range(30, 60))

    def close(text: str, _share: float) -> None:
        if text == "publishing":
            day = NOW.date() + timedelta(days=next(days))
            add_holiday(store, "KR", Holiday(date=day, name="x"), act())

    with pytest.raises(ConflictError, match="calendars"):
        run_night(store.path, NOW, options(), quiet(report=close))
    assert planned(store) == {}


def test_a_plan_that_comes_too_late_is_not_applied(store: Store) -> None:
    clock = iter([0.0, 0.0, 0.0, 10_000.0])
    with pytest.raises(NoPlanError, match="not applied"):
        run_night(store.path, NOW, options(), quiet(clock=lambda: next(clock)))
    assert planned(store) == {}
    assert list_runs(store)[0].status is RunStatus.LATE
