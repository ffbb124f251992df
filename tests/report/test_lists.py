from __future__ import annotations

import pytest

from iplatform_sched.domain.booking import Plan, Unserved
from iplatform_sched.domain.changes import Change, ChangeKind, Slot
from iplatform_sched.domain.vocabulary import BookingId
from iplatform_sched.report.lists import booking_table, change_table, key_value_table
from iplatform_sched.report.night import percent, term_table, unserved_table
from tests.report.samples import at, booking


def slot(start: str, end: str) -> Slot:
    return Slot.model_validate({"equipment": "E1", "centre": "C1", "start": at(start), "end": at(end)})


def change(**fields: object) -> Change:
    return Change.model_validate(fields)


def plan() -> Plan:
    return Plan(
        snapshot_hash="0" * 64,
        made_at=at("2026-11-23 20:00"),
        bookings=(booking("2026-11-24 09:00", "2026-11-24 12:00"),),
        unserved=(
            Unserved.model_validate(
                {"request": "R2", "stages": ("a", "b"), "code": "capacity", "reason": "no room"}
            ),
        ),
        terms={"fees": 1_000, "finish": 5},
        objective=1_005,
        bound=900,
        broken=(BookingId("B9"),),
    )


def test_bookings_stand_in_order_of_start() -> None:
    later = booking("2026-11-25 09:00", "2026-11-25 12:00", id="A")
    sooner = booking("2026-11-24 09:00", "2026-11-24 12:00", id="Z", unit_numbers=(1, 3))
    rows = booking_table("t", [later, sooner]).rows
    assert [row["booking"] for row in rows] == ["Z", "A"]
    assert rows[0]["units"] == "1 3"


def test_change_rows_tell_from_and_to() -> None:
    moved = change(
        kind=ChangeKind.MOVED,
        company="K1",
        request="R1",
        stage="mix",
        before=slot("2026-11-24 09:00", "2026-11-24 12:00"),
        after=slot("2026-11-25 09:00", "2026-11-25 12:00"),
        centres=("C1", "C2"),
    )
    waiting = change(
        kind=ChangeKind.STILL_UNSERVED, company="K1", request="R2", nights_waited=3, reason="no room"
    )
    first, second = change_table([moved, waiting]).rows
    assert (first["from_start"], first["to_start"]) == (at("2026-11-24 09:00"), at("2026-11-25 09:00"))
    assert first["centres"] == "C1 C2"
    assert (second["from_start"], second["to_equipment"], second["nights_waited"]) == (None, None, 3)


def test_what_stays_in_place_is_told_by_price_and_carrier() -> None:
    place = slot("2026-11-24 09:00", "2026-11-24 12:00")
    dearer = place.model_copy(update={"krw": 330_000, "carriers": ("car", "van")})
    updated = change(kind=ChangeKind.UPDATED, company="K1", request="R1", before=place, after=dearer)
    (row,) = change_table([updated]).rows
    assert (row["was"], row["becomes"]) == ("0 KRW", "330,000 KRW, car, van")
    assert (row["from_krw"], row["to_krw"]) == (0, 330_000)
    assert (row["from_carriers"], row["to_carriers"]) == ("", "car van")


def test_small_tables() -> None:
    assert [row["unit"] for row in term_table(plan().terms).rows] == ["KRW", "ticks"]
    assert unserved_table(plan()).rows == (
        {"request": "R2", "stages": 2, "code": "capacity", "reason": "no room"},
    )
    assert percent(0.12345) == 12.35
    assert percent(None) is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("requests_not_served", "Requests not served"),
        ("budget_krw", "Budget, KRW"),
        ("reach", "Who had to be free to move"),
    ],
)
def test_people_read_words_for_keys(key: str, words: str) -> None:
    table = key_value_table("t", "T", {key: 1})
    assert [table.rows[0][column.key] for column in table.for_people] == [words, 1]
    assert table.body() == {key: 1}
    assert [column.key for column in table.for_programs] == ["item", "value"]
