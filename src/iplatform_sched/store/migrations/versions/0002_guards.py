"""Triggers that hold whatever program writes; their text is in `store/guards.py`.

A revision that copies table `booking` or `event` (Alembic's batch mode) drops their triggers and must
create them again; a test compares the list of triggers after every revision.
"""

from alembic import op

from iplatform_sched.store.guards import CLASH, OCCUPYING, TRIGGERS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the triggers, unless bookings overlap already."""
    clash = op.get_bind().exec_driver_sql(
        f"SELECT one.id FROM booking AS one WHERE one.status IN {OCCUPYING} "  # noqa: S608 (made of constants)
        f"AND EXISTS ({CLASH.format(new='one')}) ORDER BY one.id"
    )
    overlapping = [row.id for row in clash]
    if overlapping:
        message = f"bookings overlap: {', '.join(overlapping)}; cancel or move them before the upgrade"
        raise ValueError(message)
    for statement in TRIGGERS.values():
        op.execute(statement)


def downgrade() -> None:
    """Drop the triggers."""
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
