"""What Alembic runs: on the connection it was given, in the transaction that is open there."""

from __future__ import annotations

from alembic import context

from server.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
context.run_migrations()
