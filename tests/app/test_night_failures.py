"""Nights that end badly, are stopped, or are replayed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.checking import check_stored
from iplatform_sched.app.locking import night_lock
from iplatform_sched.app.night import NightOptions, run_night
from iplatform_sched.app.replaying import replay_night
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.errors import ConflictError, InputError, VerificationError
from iplatform_sched.store.facts import load_facts
from iplatform_sched.store.runs import list_runs
from tests.app.night_case import NOW, filled, options, planned, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


@pytest.mark.parametrize(
    ("ending", "status", "message"),
    [
        pytest.param(KeyboardInterrupt(), RunStatus.ABORTED, "aborted by Ctrl-C", id="second Ctrl-C"),
        pytest.param(
            VerificationError("the plan breaks 2 rules\nof them"),
            RunStatus.FAILED,
            "the plan breaks 2 rules",
            id="rule",
        ),
        pytest.param(
            ZeroDivisionError("by zero"), RunStatus.FAILED, "ZeroDivisionError: by zero", id="fault"
        ),
    ],
)
def test_a_night_without_a_plan_leaves_its_row_and_nothing_else(
    store: Store, ending: BaseException, status: RunStatus, message: str
) -> None:
    def end(text: str, _share: float) -> None:
        if text.startswith("objective"):
            raise ending

    before = load_facts(store)
    with pytest.raises(type(ending)):
        run_night(store.path, NOW, options(), quiet(report=end))
    assert load_facts(store) == before
    (run,) = list_runs(store)
    assert (run.status, run.message, run.published_at) == (status, message, None)
    assert run_night(store.path, NOW, options(), quiet()).run.status is RunStatus.PUBLISHED


def test_a_store_that_cannot_be_written_does_not_hide_why_a_night_failed(store: Store) -> None:
    def end(text: str, _share: float) -> None:
        if text.startswith("objective"):
            store.path.unlink()
            raise VerificationError("the plan breaks 2 rules")

    with pytest.raises(VerificationError, match="2 rules"):
        run_night(store.path, NOW, options(), quiet(report=end))


def test_a_budget_that_leaves_no_time_is_refused_at_once(store: Store) -> None:
    long = NightOptions(settings=SolveSettings(budget_seconds=1800))
    with pytest.raises(InputError, match="leaves no time to publish"):
        run_night(store.path, NOW, long, quiet())
    assert list_runs(store) == ()


def test_waiting_for_the_lock_moves_the_plan(store: Store) -> None:
    clock = iter([0.0, 7200.0, 7200.0, 7200.0])
    report = run_night(store.path, NOW, options(), quiet(clock=lambda: next(clock)))
    assert report.run.now == NOW + timedelta(hours=2)
    assert report.run.plan_from == NOW + timedelta(hours=2, minutes=30)


def test_the_second_of_two_nights_is_told_who_holds_the_lock(store: Store) -> None:
    with (
        night_lock(store.path, NOW, 0.0),
        pytest.raises(ConflictError, match=r"another night is running on .*: process"),
    ):
        run_night(store.path, NOW, options(wait_seconds=0.0), quiet())


def test_a_deterministic_night_replays_bit_for_bit(store: Store) -> None:
    report = run_night(store.path, NOW, options(), quiet())
    replay = replay_night(report.folder, quiet())
    assert replay.must_match
    assert replay.matches
    assert planned(store) == {b.id: (b.equipment, b.start, b.end) for b in report.run.plan.bookings}  # type: ignore[union-attr]


def test_a_replay_needs_a_saved_night(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        replay_night(tmp_path / "nothing.json", quiet())
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="is not the saved input of a night"):
        replay_night(tmp_path / "wrong.json", quiet())


def test_stopping_at_once_still_publishes_a_verified_plan(store: Store) -> None:
    report = run_night(store.path, NOW, options(), quiet(stop=lambda: True))
    assert report.run.status is RunStatus.PUBLISHED
    assert not check_stored(store.path, None, None, NOW).broken
