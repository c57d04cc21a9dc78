"""Brings a database up to date; the steps are in migrations/versions, with one head."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.storage.database import Database
from server.storage.faults import DatabaseUnusable

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7433)")


async def migrate(url: str) -> None:
    """Make or update every table, all or nothing. Raises DatabaseUnusable."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            if not database.is_sqlite:  # SQLite's writers wait for each other anyway
                await connection.execute(ONE_AT_A_TIME)
            await connection.run_sync(_upgrade)
    finally:
        await database.close()


async def check_migrated(database: Database) -> None:
    """Raise DatabaseUnusable unless the database is exactly as this version wants it."""
    found = await database.read(_revision)
    wanted = ScriptDirectory.from_config(config()).get_current_head()
    if found != wanted:
        raise DatabaseUnusable(
            "The database is not up to date. Bring it up to date with: python -m server migrate"
        )


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings


def _upgrade(connection: Connection) -> None:
    command.upgrade(config(connection), "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
