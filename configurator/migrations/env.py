"""What Alembic runs: the steps, on the connection it was handed."""

from alembic import context

from configurator.storage.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    # SQLite can hardly alter a table; Alembic copies it into a new one instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
