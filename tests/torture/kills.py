"""kill -9 at chosen moments of the server, and what can be known of where each one hit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.e2e.site import Site

AIM = str(Path(__file__).with_name("aim.py"))
LONGEST = 0.6
"""Seconds for which a kill waits for its moment; then it comes anyhow."""
PAIRS = {
    "checkpoint_begun": ("checkpoint_kept", "kills in a checkpoint"),
    "room_opening": ("room_open", "kills while a room opened"),
}


class Kills:
    """Waits for a moment, kills, and reads what the server was doing."""

    def __init__(self, site: Site, chance: Random) -> None:
        self._site, self._chance = site, chance
        self._log, self._wal = site.data / "server.log", site.data / "threefold.db-wal"
        self._from = 0

    def started(self) -> None:
        """The server has been started anew: its log goes on from here."""
        self._from = self._log.stat().st_size if self._log.exists() else 0

    def kill(self, moment: str, longest: float = LONGEST) -> None:
        """kill -9 at a moment: an event of the server's log, "commit", or "" for any."""
        if moment:
            process = self._site.process
            assert process is not None
            late = self._chance.choice([0.0, 0.0, 0.0005, 0.002, 0.01]) * self._chance.random()
            at = [str(self._wal)] if moment == "commit" else [str(self._log), moment]
            aim = [sys.executable, "-I", "-S", AIM, str(process.pid), str(longest), str(late), *at]
            subprocess.run(aim, check=False)
        self._site.kill()

    def hit(self) -> list[str]:
        """What the last kill came in the middle of, as far as the server's own log says."""
        events: dict[str, int] = {}
        for number, line in enumerate(self._log.read_bytes()[self._from :].splitlines()):
            try:
                events[json.loads(line).get("event", "")] = number
            except ValueError:
                continue  # the kill cut a line short
        return [
            name for begins, (ends, name) in PAIRS.items()
            if begins in events and events[begins] > events.get(ends, -1)
        ]  # fmt: skip
