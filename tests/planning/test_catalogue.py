"""The catalogue of the tiny network searched."""

from __future__ import annotations

import pytest

from iplatform_sched.domain.vocabulary import Run, Sector
from iplatform_sched.errors import InputError, NotFoundError
from iplatform_sched.planning.catalogue import Answer, Room, Wanted, search_catalogue
from tests import facts

BUSY = facts.booking("busy", "2026-11-24 00:00", "2026-11-27 13:00", unit_numbers=(1, 2, 3))
SNAPSHOT = facts.snapshot(bookings=(BUSY,))
ALL = ["chamber", "chamber-2", "cycler", "cycler-2", "press", "scope"]


def found(**wanted: object) -> Answer:
    return search_catalogue(SNAPSHOT, Wanted(**wanted))  # type: ignore[arg-type]  # names are checked at run time


def ids(**wanted: object) -> list[str]:
    return [each.equipment.id for each in found(**wanted).found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ALL),
        ({"words": "cycler"}, ["cycler", "cycler-2"]),
        ({"words": "cycler lab"}, ["cycler-2"]),
        ({"words": "age"}, ["chamber", "chamber-2"]),
        ({"capability": "age"}, ["chamber", "chamber-2"]),
        ({"capability": "AGE"}, ["chamber", "chamber-2"]),
        ({"specifications": ("temperature>=85",)}, ["chamber", "chamber-2"]),
        ({"specifications": ("temperature>=85", "temperature<=-40")}, ["chamber", "chamber-2"]),
        ({"region": "jeju"}, ["chamber-2"]),
        ({"centre": "lab"}, ["cycler-2", "scope"]),
        ({"sector": Sector.BIO}, []),
        ({"self_use": True}, ["press"]),
        ({"limit": 2}, ["chamber", "chamber-2"]),
    ],
)
def test_what_fits(wanted: dict[str, object], expected: list[str]) -> None:
    assert ids(**wanted) == expected


def test_the_number_of_all_that_fit_is_told() -> None:
    assert found(limit=2).total == 6


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [
        ({"capability": "agee"}, NotFoundError, "Did you mean age?"),
        ({"capability": "zzzz"}, NotFoundError, "no capability 'zzzz'"),
        ({"centre": "hib"}, NotFoundError, "Did you mean hub?"),
        ({"region": "Jejoo"}, NotFoundError, "Did you mean Jeju?"),
        ({"specifications": ("colour=1", "temperature>")}, InputError, "colour"),
        ({"capability": "cycle", "specifications": ("temperature>=1",)}, InputError, "None is known"),
    ],
)
def test_what_is_wrong_is_told(wanted: dict[str, object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said.replace("?", r"\?")):
        found(**wanted)


def test_all_bad_ranges_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        found(specifications=("colour=1", "temperature>"))
    assert len(refused.value.issues) == 2


def test_where_a_specification_leaves_nothing_the_nearest_is_told() -> None:
    answer = found(specifications=("temperature>=180",))
    assert answer.found == ()
    assert [each.equipment.id for each in answer.nearest] == ["chamber", "chamber-2"]
    assert [reach.margin for each in answer.nearest for reach in each.reach] == [-30, -30]


def test_words_that_fit_nothing_get_a_question() -> None:
    assert found(words="cyclist").hint == "cycle"


def room(start: str, end: str, hours: float, run: Run = Run.PAUSABLE, units: int = 1) -> Room:
    return Room(facts.at(start), facts.at(end), hours, run, units)


def test_free_between_dates() -> None:
    week = room("2026-11-24 00:00", "2026-11-28 00:00", 4, units=2)
    answer = found(words="cycle", room=week)
    # The cycler has one unit free until Friday 13:00; set-up, four hours and teardown end at 18:00.
    assert [each.window[:2] for each in answer.found if each.window is not None] == [
        (facts.at("2026-11-27 13:00"), facts.at("2026-11-27 18:00"))
    ]
    longer = found(words="cycle", room=room("2026-11-24 00:00", "2026-11-28 00:00", 5, units=2))
    assert (longer.total, longer.taken) == (0, 1)
    one = found(words="cycler", room=room("2026-11-24 00:00", "2026-11-28 00:00", 4))
    assert [each.equipment.id for each in one.found] == ["cycler", "cycler-2"]
    window = one.found[0].window
    assert window is not None
    assert window[:2] == (facts.at("2026-11-24 09:00"), facts.at("2026-11-24 15:00"))  # lunch between


@pytest.mark.parametrize(
    ("run", "hours", "end"),
    [
        (Run.ATTENDED, 8, None),
        (Run.PAUSABLE, 8, "2026-11-25 10:00"),
        (Run.UNATTENDED, 12, "2026-11-24 22:00"),
    ],
)
def test_how_it_runs_decides_what_fits(run: Run, hours: float, end: str | None) -> None:
    # Open nine hours, lunch in them, an hour to set up.
    answer = found(words="chamber hub", room=room("2026-11-24 00:00", "2026-11-29 00:00", hours, run))
    windows = [each.window[1] for each in answer.found if each.window is not None]
    assert windows == ([] if end is None else [facts.at(end)])


def test_a_hold_whose_time_has_passed_holds_nothing() -> None:
    over = facts.booking(
        "over", "2026-11-24 00:00", "2026-11-27 13:00", equipment="scope", status="held", held_until=facts.NOW
    )
    held = over.model_copy(update={"held_until": facts.at("2026-11-25 09:00")})
    starts = []
    for booking in (over, held):
        answer = search_catalogue(facts.snapshot(bookings=(booking,)), Wanted(words="scope"))
        window = answer.found[0].window
        assert window is not None
        starts.append(window[0])
    assert starts == [facts.at("2026-11-24 09:00"), facts.at("2026-11-27 13:00")]


def test_without_a_question_the_next_hour_is_told_and_until_when() -> None:
    cycler = next(each for each in found().found if each.equipment.id == "cycler-2")
    assert cycler.window is not None
    assert cycler.window[0] == facts.at("2026-11-24 09:00")
