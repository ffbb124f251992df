"""Scenarios that are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "scenario",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("fact", sa.JSON(), sa.CheckConstraint("json_valid(fact)"), nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("scenario")
