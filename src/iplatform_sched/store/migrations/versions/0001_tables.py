"""All tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BOOKING_STATUSES = "'wished','held','planned','confirmed','running','done','cancelled','no_show','expired'"


def upgrade() -> None:
    """Create the tables."""
    for name in ("holiday_calendar", "capability", "discount", "template"):
        op.create_table(name, *_listed())
    op.create_table(
        "travel_entry",
        *_listed(),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("carrier", sa.String()),
    )
    op.create_table("centre", *_listed(), _link("holiday_calendar", "holiday_calendar"))
    op.create_table("operator_pool", *_listed(), _link("centre", "centre"))
    op.create_table(
        "equipment",
        *_listed(),
        _link("centre", "centre"),
        sa.Column("units", sa.Integer(), sa.CheckConstraint("units >= 1"), nullable=False),
    )
    op.create_index("ix_equipment_centre", "equipment", ["centre"])
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("version", sa.String(), nullable=False),
        _fact(),
    )
    _create_customers()
    _create_booking()
    _create_trail()


def _create_customers() -> None:
    op.create_table("company", _id(), _fact())
    op.create_table("voucher", _id(), _link("company", "company"), _fact())
    op.create_index("ix_voucher_company", "voucher", ["company"])
    op.create_table(
        "request",
        _id(),
        _link("company", "company"),
        _link("lead_centre", "centre"),
        sa.Column("status", sa.String(), _one_of("status", "'open','withdrawn','closed'"), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("nights_waited", sa.Integer(), sa.CheckConstraint("nights_waited >= 0"), nullable=False),
        _fact(),
    )
    op.create_index("ix_request_company", "request", ["company"])
    op.create_index("ix_request_status", "request", ["status"])


def _create_booking() -> None:
    op.create_table(
        "booking",
        _id(),
        _link("request", "request", nullable=True),
        sa.Column("stage", sa.String()),
        _link("company", "company", nullable=True),
        _link("equipment", "equipment"),
        _link("centre", "centre"),
        sa.Column(
            "unit_numbers",
            sa.JSON(),
            sa.CheckConstraint("json_valid(unit_numbers) AND json_type(unit_numbers) = 'array'"),
            nullable=False,
        ),
        *(_second(name) for name in ("start", "run_end", "unload", "end")),
        sa.Column("status", sa.String(), _one_of("status", BOOKING_STATUSES), nullable=False),
        _second("held_until", nullable=True),
        _fact(),
        sa.CheckConstraint('start < "end"', name="booking_start_before_end"),
        sa.CheckConstraint(
            'start <= run_end AND run_end <= unload AND unload <= "end"', name="booking_moments_in_order"
        ),
        # No hidden second key by which REPLACE could delete another booking.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_booking_equipment_start", "booking", ["equipment", "start"])
    op.create_index("ix_booking_request", "booking", ["request"])
    op.create_index("ix_booking_status", "booking", ["status"])


def _create_trail() -> None:
    op.create_table(
        "run",
        _id(),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("published_at", sa.String()),
        sa.Column("plan", sa.JSON()),
        _fact(),
    )
    op.create_index("ix_run_started", "run", ["started"])
    texts = ("at", "actor", "kind", "subject", "booking", "request", "run", "reason")
    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), sa.CheckConstraint("number > 0"), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sqlite_autoincrement=True,
    )
    for name in ("booking", "request", "run"):
        op.create_index(f"ix_event_{name}", "event", [name])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("event", "run", "booking", "request", "voucher", "company", "policy", "equipment"):
        op.drop_table(name)
    for name in ("operator_pool", "centre", "travel_entry", "template", "discount", "capability"):
        op.drop_table(name)
    op.drop_table("holiday_calendar")


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(), primary_key=True)


def _fact() -> sa.Column[Any]:
    return sa.Column("fact", sa.JSON(), sa.CheckConstraint("json_valid(fact)"), nullable=False)


def _listed() -> tuple[sa.Column[Any], ...]:
    return (_id(), sa.Column("position", sa.Integer(), nullable=False), _fact())


def _link(name: str, table: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _one_of(name: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} IN ({words})")


def _second(name: str, *, nullable: bool = False) -> sa.Column[str]:
    # One spelling per instant, so that comparing texts compares instants.
    spelled = f'"{name}" = strftime(\'%Y-%m-%dT%H:%M:%SZ\', "{name}")'
    return sa.Column(
        name, sa.String(), sa.CheckConstraint(spelled, name=f"{name}_is_utc_text"), nullable=nullable
    )
