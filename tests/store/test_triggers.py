"""What the database itself refuses, whatever program writes."""

import sqlite3

import pytest

from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus
from iplatform_sched.store.database import Store
from iplatform_sched.store.facts import load_facts

COPY = (
    "INTO booking SELECT ?, request, stage, company, equipment, centre, unit_numbers, ?, ?, ?, ?, ?,"
    " held_until, fact FROM booking WHERE id = 'b1'"
)
B1 = ("2026-11-25T00:00:00Z", "2026-11-25T03:00:00Z")
FREE = ("2026-12-10T00:00:00Z", "2026-12-10T03:00:00Z")


def copied(
    bare: sqlite3.Connection, key: str, times: tuple[str, str], status: str, verb: str = "INSERT"
) -> None:
    start, end = times
    bare.execute(f"{verb} {COPY}", (key, start, end, end, end, status))


@pytest.mark.parametrize(
    "verb",
    ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK"],
)
@pytest.mark.parametrize("status", sorted(OCCUPYING))
def test_no_insert_overlaps(bare: sqlite3.Connection, verb: str, status: str) -> None:
    before = bare.execute("SELECT * FROM booking ORDER BY id").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        copied(bare, "new", ("2026-11-25T02:59:00Z", "2026-11-25T20:00:00Z"), status, verb)
    assert bare.execute("SELECT * FROM booking ORDER BY id").fetchall() == before


@pytest.mark.parametrize("status", sorted(set(BookingStatus) - OCCUPYING))
def test_what_occupies_nothing_may_overlap(bare: sqlite3.Connection, status: str) -> None:
    copied(bare, "new", B1, status)
    assert bare.execute("SELECT status FROM booking WHERE id = 'new'").fetchone() == (status,)


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_replacing_a_booking_by_itself_elsewhere_cannot_overlap(bare: sqlite3.Connection, verb: str) -> None:
    copied(bare, "b1", FREE, "confirmed", verb)
    copied(bare, "new", B1, "confirmed", verb)
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        copied(bare, "b1", B1, "confirmed", verb)
    assert bare.execute("SELECT start FROM booking WHERE id = 'b1'").fetchone() == (FREE[0],)


def test_an_upsert_cannot_overlap(bare: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        bare.execute(
            f"INSERT {COPY} ON CONFLICT(id) DO UPDATE SET start = '2026-11-25T02:00:00Z'".replace(
                "'b1' ON", "'b1' AND true ON"
            ),
            ("b2", *FREE, FREE[1], FREE[1], "confirmed"),
        )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE booking SET start = '2026-11-25T02:00:00Z' WHERE id = 'b2'", id="start"),
        pytest.param("UPDATE booking SET start = '2026-11-25T00:30:00Z' WHERE id = 'b2'", id="inside"),
        pytest.param(
            """UPDATE booking SET run_end = '2026-11-25T03:00:01Z', unload = '2026-11-25T03:00:01Z',
            "end" = '2026-11-25T03:00:01Z' WHERE id = 'b1'""",
            id="end by a second",
        ),
        pytest.param("UPDATE booking SET unit_numbers = '[1]' WHERE id = 'b3'", id="unit"),
        pytest.param("UPDATE booking SET unit_numbers = '[4, 1]' WHERE id = 'b3'", id="one of two units"),
        pytest.param("UPDATE OR REPLACE booking SET unit_numbers = '[1]' WHERE id = 'b3'", id="or replace"),
        pytest.param("UPDATE OR IGNORE booking SET unit_numbers = '[1]' WHERE id = 'b3'", id="or ignore"),
        pytest.param(
            "UPDATE OR REPLACE booking SET id = 'h1', unit_numbers = '[1]' WHERE id = 'b3'", id="change of id"
        ),
    ],
)
def test_no_update_overlaps(bare: sqlite3.Connection, change: str) -> None:
    before = bare.execute("SELECT * FROM booking ORDER BY id").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        bare.execute(change)
    assert bare.execute("SELECT * FROM booking ORDER BY id").fetchall() == before


@pytest.mark.parametrize("status", sorted(OCCUPYING))
def test_no_change_of_status_overlaps(bare: sqlite3.Connection, status: str) -> None:
    copied(bare, "new", B1, "cancelled")
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        bare.execute("UPDATE booking SET status = ? WHERE id = 'new'", (status,))


def test_no_change_of_machine_overlaps(bare: sqlite3.Connection) -> None:
    copied(bare, "new", FREE, "confirmed")
    bare.execute("UPDATE booking SET equipment = 'press' WHERE id = 'new'")
    bare.execute(
        'UPDATE booking SET start = ?, run_end = ?, unload = ?, "end" = ? WHERE id = ?',
        (B1[0], B1[1], B1[1], B1[1], "new"),
    )
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        bare.execute("UPDATE booking SET equipment = 'cycler' WHERE id = 'new'")


def test_many_rows_at_once_cannot_overlap(bare: sqlite3.Connection) -> None:
    copied(bare, "n1", B1, "cancelled")
    copied(bare, "n2", FREE, "cancelled")
    with pytest.raises(sqlite3.IntegrityError, match="overlap"):
        bare.execute("UPDATE booking SET status = 'confirmed' WHERE id IN ('n1', 'n2')")
    assert bare.execute("SELECT count(*) FROM booking WHERE status = 'cancelled'").fetchone() == (2,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param('start = "end", run_end = "end", unload = "end"', "start_before_end", id="empty"),
        pytest.param("run_end = '2026-11-25T09:00:00Z'", "moments_in_order", id="order"),
        pytest.param("start = '2026-11-25 00:00:00'", "start_is_utc_text", id="spelling of an instant"),
        pytest.param("start = '2026-11-25T00:00:00.5Z'", "start_is_utc_text", id="part of a second"),
        pytest.param("status = 'maybe'", "status IN", id="status"),
        pytest.param("status = NULL", "NOT NULL", id="no status"),
        pytest.param("unit_numbers = '1'", "json_type", id="units no list"),
        pytest.param("unit_numbers = '[]'", "unit_numbers must be", id="no unit"),
        pytest.param("unit_numbers = '[0]'", "unit_numbers must be", id="unit zero"),
        pytest.param("unit_numbers = '[5]'", "unit_numbers must be", id="more units than there are"),
        pytest.param("unit_numbers = '[2, 2]'", "unit_numbers must be", id="unit twice"),
        pytest.param("unit_numbers = '[\"1\"]'", "unit_numbers must be", id="unit as text"),
        pytest.param("unit_numbers = '[1.0]'", "unit_numbers must be", id="unit as fraction"),
        pytest.param("equipment = 'nothing'", "unknown equipment", id="machine"),
        pytest.param("fact = 'not json'", "json_valid", id="rest of the fact"),
    ],
)
def test_a_booking_makes_sense(bare: sqlite3.Connection, change: str, message: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=message):
        bare.execute(f"UPDATE booking SET {change} WHERE id = 'b1'")  # noqa: S608 (rows of the table above)


def test_a_machine_that_lost_units_does_not_block_the_life_of_its_bookings(
    bare: sqlite3.Connection,
) -> None:
    bare.execute("UPDATE equipment SET units = 1 WHERE id = 'cycler'")
    bare.execute("UPDATE booking SET status = 'running' WHERE id = 'b3'")
    bare.execute("UPDATE booking SET status = 'done' WHERE id = 'b3'")


def test_what_a_bare_program_changes_is_what_the_store_returns(
    bare: sqlite3.Connection, store: Store
) -> None:
    bare.execute("UPDATE booking SET unit_numbers = '[4]', status = 'running' WHERE id = 'b3'")
    bare.commit()
    changed = next(booking for booking in load_facts(store).bookings if booking.id == "b3")
    assert (changed.unit_numbers, changed.status) == ((4,), BookingStatus.RUNNING)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE event SET actor = 'nobody'", id="update"),
        pytest.param("DELETE FROM event", id="delete"),
        pytest.param(
            "INSERT OR REPLACE INTO event SELECT number, at, 'nobody', kind, subject, booking, request, run,"
            " reason, before, after FROM event",
            id="insert or replace",
        ),
        pytest.param("UPDATE OR REPLACE event SET number = number + 1", id="update or replace"),
    ],
)
def test_the_trail_only_grows(bare: sqlite3.Connection, statement: str) -> None:
    before = bare.execute("SELECT * FROM event").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        bare.execute(statement)
    assert bare.execute("SELECT * FROM event").fetchall() == before


def test_a_bare_program_may_append_to_the_trail(bare: sqlite3.Connection) -> None:
    bare.execute(
        "INSERT INTO event (at, actor, kind, subject, booking, request, run, reason)"
        " VALUES ('2026-11-23T11:00:00Z', 'kim', 'note', '', '', '', '', '')"
    )
    assert bare.execute("SELECT count(*) FROM event").fetchone() == (2,)
