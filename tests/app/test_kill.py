"""A night that is killed leaves the store as it was or as it is after, never between."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.publishing import backup_folder
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.store.bookings import list_bookings
from iplatform_sched.store.database import open_store
from iplatform_sched.store.runs import get_run, list_runs
from tests.app.night_case import NOW, filled

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = 20
PAGE = 4096


def start_night(store: Path) -> subprocess.Popen[str]:
    """Start a quick deterministic night as its own process."""
    code = "import sys; from iplatform_sched.cli import main; sys.exit(main())"
    words = [
        "--store",
        str(store),
        "--now",
        NOW.isoformat(),
        "nightly",
        "--deterministic",
        "--work",
        "3",
        "--proof-work",
        "0",
    ]
    return subprocess.Popen([sys.executable, "-c", code, *words], stderr=subprocess.PIPE, text=True)


def kill_after_lines(night: subprocess.Popen[str], lines: int) -> None:
    """Kill `night` after so many lines of progress, or let it end."""
    assert night.stderr is not None
    for _ in range(lines):
        if not night.stderr.readline():
            break
    night.kill()


def kill_after_pages(night: subprocess.Popen[str], store: Path, pages: int) -> None:
    """Kill `night` once its rollback journal has so many pages, or let it end."""
    journal = store.with_name(store.name + "-journal")
    while night.poll() is None:
        try:
            written = journal.stat().st_size
        except FileNotFoundError:
            continue
        if written >= pages * PAGE:
            night.kill()


def check_whole(store: Path) -> RunStatus | None:
    """Assert that the store is as before or as after; return the state of its run."""
    database = open_store(store)
    statuses = {booking.id: booking.status for booking in list_bookings(database)}
    runs = list_runs(database)
    if not runs:
        assert statuses == {}
        return None
    run = get_run(database, runs[0].id)
    assert run.plan is not None
    assert run.status is RunStatus.PUBLISHED
    planned = {booking.id: BookingStatus.PLANNED for booking in run.plan.bookings}
    firm = [booking for each in runs for booking in (*each.confirm, *each.at_once)]
    assert statuses == planned | dict.fromkeys(firm, BookingStatus.CONFIRMED)
    return run.status


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("fresh") / "network.db").path


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_killed_night_is_never_half_published(fresh: Path, tmp_path: Path, number: int) -> None:
    rng = random.Random(number)
    store = tmp_path / "network.db"
    shutil.copy(fresh, store)
    with start_night(store) as night:
        if number % 2:
            kill_after_pages(night, store, rng.randint(0, 6))
        else:
            kill_after_lines(night, rng.randint(1, 8))
        night.communicate(timeout=120)
    check_whole(store)


def test_a_night_that_is_left_alone_publishes(fresh: Path, tmp_path: Path) -> None:
    """The check above can tell before from after."""
    store = tmp_path / "network.db"
    shutil.copy(fresh, store)
    assert check_whole(store) is None
    with start_night(store) as night:
        _, words = night.communicate(timeout=120)
    assert night.returncode == 0, words
    assert check_whole(store) is RunStatus.PUBLISHED


def test_two_nights_started_together_publish_one_after_the_other_or_one_gives_way(
    fresh: Path, tmp_path: Path
) -> None:
    store = tmp_path / "network.db"
    shutil.copy(fresh, store)
    with start_night(store) as one, start_night(store) as two:
        words = [night.communicate(timeout=120)[1] for night in (one, two)]
    codes = sorted((one.returncode, two.returncode))
    assert codes in ([0, 0], [0, 5]), words
    assert check_whole(store) is RunStatus.PUBLISHED
    assert len(list(backup_folder(store).iterdir())) == codes.count(0)
