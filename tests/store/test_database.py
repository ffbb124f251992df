import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event as database_event
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.database import (
    Store,
    create,
    downgrade,
    open_store,
    reading,
    upgrade,
    writing,
)
from iplatform_sched.store.facts import import_facts, load_facts
from iplatform_sched.store.failures import in_plain_words, plain_failures
from iplatform_sched.store.guards import TRIGGERS
from iplatform_sched.store.policies import get_policy
from tests import facts
from tests.store.examples import set_policy, some_facts


def code_of(caught: pytest.ExceptionInfo[InputError]) -> str:
    return caught.value.issues[0].code


def test_the_store_is_one_file(store: Store, later: Act) -> None:
    set_policy(store, facts.policy(version="2"), later)
    assert [path.name for path in store.path.parent.iterdir()] == ["network.db"]


def test_create_refuses_a_file_that_exists(store: Store) -> None:
    before = store.path.read_bytes()
    with pytest.raises(InputError) as caught:
        create(store.path)
    assert code_of(caught) == "exists"
    assert store.path.read_bytes() == before


def test_create_completes_what_a_killed_one_left(tmp_path: Path) -> None:
    (tmp_path / "half.db").touch()
    assert load_facts(create(tmp_path / "half.db")).bookings == ()


def test_create_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        create(tmp_path / "nowhere" / "network.db")
    assert code_of(caught) == "cannot-open"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(None, "no-store", id="missing"),
        pytest.param(b"", "not-a-store", id="empty"),
        pytest.param(b"\x00\xff garbage " * 1000, "not-a-store", id="garbage"),
        pytest.param(b"SQLite format 3\x00" + b"\x07" * 5000, "not-a-store", id="garbage with a header"),
    ],
)
def test_what_is_no_store_is_not_opened(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "some.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_store(path)
    assert code_of(caught) == code
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_store(tmp_path)
    assert code_of(caught) == "no-store"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param("UPDATE alembic_version SET version_num = '0999'", "newer-store", id="newer"),
        pytest.param("UPDATE alembic_version SET version_num = '0001'", "older-store", id="older"),
        pytest.param("DELETE FROM alembic_version", "newer-store", id="unknown"),
        *(pytest.param(f"DROP TRIGGER {name}", "no-guards", id=name) for name in sorted(TRIGGERS)),
    ],
)
def test_the_schema_is_checked(store: Store, bare: sqlite3.Connection, change: str, code: str) -> None:
    bare.execute(change)
    bare.commit()
    with pytest.raises(InputError) as caught:
        open_store(store.path)
    assert code_of(caught) == code


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_a_changed_trigger_is_noticed(store: Store, bare: sqlite3.Connection, name: str) -> None:
    """One that is there by name, but never fires, guards nothing."""
    bare.execute(f"DROP TRIGGER {name}")
    bare.execute(
        TRIGGERS[name].replace("\nBEGIN", "\nAND 0 BEGIN" if "WHEN" in TRIGGERS[name] else "\nWHEN 0 BEGIN")
    )
    with pytest.raises(InputError, match=rf"{name} \(changed\)") as caught:
        open_store(store.path)
    assert code_of(caught) == "no-guards"


def test_a_locked_store_is_a_conflict(store: Store, bare: sqlite3.Connection, later: Act) -> None:
    hurried = open_store(store.path, wait_seconds=0)
    bare.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConflictError, match="another program holds the store"):
        set_policy(hurried, facts.policy(), later)
    assert get_policy(hurried) == facts.policy()
    bare.execute("COMMIT")
    bare.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ConflictError, match="another program holds the store"):
        open_store(store.path, wait_seconds=0)


def test_a_read_only_store_can_be_read(store: Store, later: Act) -> None:
    # A mark of the database, not of the file: a test that runs as root may write to any file.
    read_only = open_store(store.path)
    database_event.listen(
        read_only.engine, "connect", lambda driver, _: driver.execute("PRAGMA query_only = 1")
    )
    assert load_facts(read_only) == load_facts(store)
    with pytest.raises(InputError, match="cannot be written") as caught:
        set_policy(read_only, facts.policy(version="2"), later)
    assert code_of(caught) == "read-only"
    assert get_policy(store).version == "1"


def test_a_full_disk_changes_nothing(store: Store, later: Act) -> None:
    before = load_facts(store)
    small = open_store(store.path)
    database_event.listen(
        small.engine, "connect", lambda driver, _: driver.execute("PRAGMA max_page_count = 1")
    )
    companies = tuple(facts.company(f"c{number}", name_en="x" * 4000) for number in range(200))
    with pytest.raises(InputError, match="disk is full") as caught:
        import_facts(small, Facts(companies=companies), later)
    assert code_of(caught) == "disk-full"
    assert load_facts(store) == before
    set_policy(store, facts.policy(version="3"), later)


def test_reading_keeps_nothing(store: Store) -> None:
    with reading(store) as connection:
        connection.exec_driver_sql("DELETE FROM voucher")
    assert load_facts(store).vouchers == (facts.voucher(),)


def test_an_unknown_reference_is_a_conflict(store: Store) -> None:
    with pytest.raises(ConflictError, match="FOREIGN KEY"), writing(store) as connection:
        connection.exec_driver_sql("INSERT INTO voucher (id, company, fact) VALUES ('x', 'nobody', '{}')")


def test_other_failures_of_the_database_are_told(store: Store) -> None:
    with pytest.raises(InputError) as caught, writing(store) as connection:
        connection.exec_driver_sql("SELECT nonsense")
    assert code_of(caught) == "store"
    assert in_plain_words(sqlite3.Error("odd"), store.path).exit_code == 3


def test_what_is_no_failure_of_sqlite_stays(store: Store) -> None:
    failure = DBAPIError("SELECT 1", {}, ValueError("other driver"))
    with pytest.raises(DBAPIError), plain_failures(store.path):
        raise failure
    with pytest.raises(InvalidRequestError), writing(store) as connection:
        connection.begin()


def test_upgrade_wants_a_revision_that_exists(store: Store) -> None:
    with pytest.raises(InputError) as caught:
        upgrade(store.path, "9999")
    assert code_of(caught) == "migration"


def schema(path: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(
            connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
            )
        )


def test_migrations_go_down_and_up_with_the_data(store: Store) -> None:
    before, full = load_facts(store), schema(store.path)
    downgrade(store.path, "0001")
    without = schema(store.path)
    # Revision 0003 has written the table of requests anew, with another list of statuses; 0004 adds one.
    assert {row[1] for row in full - without} == TRIGGERS.keys() | {"request", "scenario"}
    assert {row[1] for row in without - full} == {"request"}
    upgrade(store.path)
    assert schema(store.path) == full
    assert load_facts(open_store(store.path)) == before


def test_migrations_go_down_to_nothing_and_up_again(store: Store, later: Act) -> None:
    full = schema(store.path)
    downgrade(store.path, "base")
    assert {row[1] for row in schema(store.path)} == {"alembic_version"}
    upgrade(store.path)
    assert schema(store.path) == full
    import_facts(open_store(store.path), some_facts(), later)


def test_an_upgrade_refuses_bookings_that_overlap(store: Store, bare: sqlite3.Connection) -> None:
    downgrade(store.path, "0001")
    bare.execute("UPDATE booking SET unit_numbers = '[1]' WHERE id = 'b3'")
    bare.commit()
    before = schema(store.path)
    with pytest.raises(InputError, match="bookings overlap: b1, b2, b3"):
        upgrade(store.path)
    assert schema(store.path) == before
    bare.execute("UPDATE booking SET unit_numbers = '[2, 3]' WHERE id = 'b3'")
    bare.commit()
    upgrade(store.path)


def test_a_migration_leaves_no_reference_to_nothing(store: Store, bare: sqlite3.Connection) -> None:
    downgrade(store.path, "0001")
    bare.execute("DELETE FROM company WHERE id = 'bolt'")
    bare.commit()
    with pytest.raises(ConflictError, match="references to nothing"):
        upgrade(store.path)


def test_the_tables_are_those_that_the_migrations_make(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from iplatform_sched.store import database
    from iplatform_sched.store.tables import Row

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    listed = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(listed)) == database.REVISIONS
    with reading(store) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
