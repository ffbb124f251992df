"""The saved plan of a benchmark night: the cheapest one that keeps every rule."""

import json
from pathlib import Path

import pytest

from benchmarks.night import Measured, save
from iplatform_sched.domain.booking import Booking
from tests.facts import booking

START, END = "2026-12-01 09:00", "2026-12-01 12:00"
RUNS = (
    Measured(kept=True, objective=(30,), bookings=(booking("dear", START, END),)),
    Measured(kept=False, objective=(10,), bookings=(booking("broken", START, END),)),
    Measured(kept=True, objective=(20,), bookings=(booking("cheap", START, END),)),
)


def test_the_cheapest_whole_plan_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "best.json"
    save(RUNS, path)
    listed = json.loads(path.read_text(encoding="utf-8"))
    assert tuple(Booking.model_validate(fields) for fields in listed) == RUNS[2].bookings


@pytest.mark.parametrize("runs", [(), RUNS[1:2]], ids=["no run", "a broken plan"])
def test_nothing_is_saved_without_a_whole_plan(tmp_path: Path, runs: tuple[Measured, ...]) -> None:
    path = tmp_path / "best.json"
    save(runs, path)
    assert not path.exists()
