"""Requests can be quoted: another word in the list of their statuses.

SQLite cannot change a constraint, so the table is written anew. What refers to it does so by its name and
is checked when the migration ends.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = "id, company, lead_centre, status, due, nights_waited, fact"


def upgrade() -> None:
    """Allow the status ``quoted``."""
    _write_anew("'quoted','open','withdrawn','closed'")


def downgrade() -> None:
    """Allow it no longer, unless a request has it."""
    found = op.get_bind().exec_driver_sql("SELECT id FROM request WHERE status = 'quoted' ORDER BY id")
    quoted = [row.id for row in found]
    if quoted:
        message = f"requests are quoted: {', '.join(quoted)}; confirm or release them before"
        raise ValueError(message)
    _write_anew("'open','withdrawn','closed'")


def _write_anew(statuses: str) -> None:
    op.create_table(
        "request_anew",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("company", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("lead_centre", sa.String(), sa.ForeignKey("centre.id"), nullable=False),
        sa.Column("status", sa.String(), sa.CheckConstraint(f"status IN ({statuses})"), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("nights_waited", sa.Integer(), sa.CheckConstraint("nights_waited >= 0"), nullable=False),
        sa.Column("fact", sa.JSON(), sa.CheckConstraint("json_valid(fact)"), nullable=False),
    )
    op.execute(f"INSERT INTO request_anew ({COLUMNS}) SELECT {COLUMNS} FROM request")  # noqa: S608 (constants)
    op.drop_table("request")
    op.rename_table("request_anew", "request")
    op.create_index("ix_request_company", "request", ["company"])
    op.create_index("ix_request_status", "request", ["status"])
