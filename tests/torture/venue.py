"""Where a tortured meeting is held: the server's folder or database, and a witness of its log."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.site import Site
from tests.torture.tally import Tally
from tests.torture.witness import Witness, copy_of, is_half_written

SETTINGS = {"THREEFOLD_CHECKPOINT_SECONDS": "0.2", "THREEFOLD_LOG_LEVEL": "debug"}


class Venue:
    """A server on SQLite, in a folder of its own."""

    def __init__(self, folder: Path, template: Path) -> None:
        """`template` is a folder with the invented conference in it, to be copied."""
        self.site = Site(folder / "data", settings=dict(SETTINGS))
        self._template = template
        self._copy = folder / "copy"
        self._witness: Witness | None = None

    @property
    def witness(self) -> Witness:
        """Follows the log; there once the venue is open."""
        if self._witness is None:
            self._witness = Witness(self.site.data, self.site.links["meeting"], self.site.settings)
        return self._witness

    @property
    def kills_database(self) -> bool:
        """Whether the database can be killed by itself: SQLite lives in the server."""
        return False

    def kill_database(self) -> None:
        """Only where it can be."""
        raise NotImplementedError

    def open(self) -> None:
        """Make the invented conference, and start the server."""
        shutil.copytree(self._template, self.site.data)
        self.site.read_links()
        self.site.start()

    def close(self) -> None:
        """Stop."""
        self.site.stop()

    async def look_at_the_dead(self, told: int, tally: Tally) -> None:
        """What a killed server left behind, read in a copy; `told` is the last entry told of."""
        data = copy_of(self.site.data, self._copy)
        half = is_half_written(data / "threefold.db-wal")
        tally.counts["kills that left a half-written commit"] += half
        await self._look(data, told, tally)

    async def _look(self, data: Path, told: int, tally: Tally) -> None:
        witness = self.witness
        await witness.look(data)
        await witness.look_at_checkpoint(data)
        tally.counts["kills between a commit and its telling"] += witness.boards.seq > told
        tally.counts["kills between freezing and sealing"] += (
            witness.frozen and witness.record is None
        )
        if wrong := witness.verify():
            tally.note("logs that do not hold", {wrong}, "after a kill")

    def verify(self) -> str:
        """`python -m server verify` on the meeting, as somebody would run it."""
        return self.site.run("verify", self.site.links["meeting"])

    def tell(self, tally: Tally, where: str) -> None:
        """What the witness found wrong."""
        tally.note("stored entries lost", self.witness.wrong, where)
        self.witness.wrong = set()
        tally.note("ended twice", {str(n) for n in range(2, self.witness.ends + 1)}, where)
