"""Alembic's entry point: runs the revisions on the connection that it is given."""

from alembic import context

from iplatform_sched.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,  # SQLite can, and a killed upgrade must leave the store as it was
)
with context.begin_transaction():
    context.run_migrations()
