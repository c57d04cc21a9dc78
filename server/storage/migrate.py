"""Brings a database up to date; the steps are in migrations/versions, with one head.

Alembic is imported where a step is taken: a server that only checks does without its 11 MB.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from server.storage.database import Database
from server.storage.faults import DatabaseUnusable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
REVISION = text("SELECT version_num FROM alembic_version")
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
    if await database.read(_revision) != newest():
        raise DatabaseUnusable(
            "The database is not up to date. Bring it up to date with: python -m server migrate"
        )


def newest() -> str:
    """The number of the newest step, as its file is named."""
    return max(path.name for path in MIGRATIONS.glob("versions/[0-9]*.py")).partition("_")[0]


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    from alembic.config import Config

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    return settings


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")


def _revision(connection: Connection) -> str | None:
    known = inspect(connection).has_table("alembic_version")
    return connection.execute(REVISION).scalar() if known else None
