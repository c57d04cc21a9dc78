"""The last round: the chair ends the meeting, twice at once, while the storm goes on."""

from __future__ import annotations

import asyncio
import urllib.error

from tests.e2e.site import Visitor
from tests.torture.cast import LOST, PHONE
from tests.torture.page import ROOM
from tests.torture.rounds import PATIENCE, Sitting, account

PATIENT = 5.0
"""Seconds for which a kill waits for the meeting to be frozen."""
TRIES = 4
"""Storms that may blow before the end must come through."""


class Ending:
    """One meeting's end: once, with every word that was called saved."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._cast, self._venue = sitting.cast, sitting.venue
        meeting = sitting.venue.site.links["meeting"]
        self._at, self._record = f"/meetings/{meeting}/close", f"/records/{meeting}"

    async def play(self, number: int) -> None:
        """The round in which the meeting ends."""
        sitting = self._sitting
        sitting.begin(number)
        await self._put_right()
        self._cast.script.ending = True
        work = [asyncio.create_task(sitting.work(name)) for name in self._cast.typists]
        visitors = [self._cast.visitors[name] for name in ("chair", PHONE)]
        ends = [asyncio.create_task(self._end(visitor)) for visitor in visitors]
        killed = await self._blow(ends)
        sitting.calm()
        self._cast.script.in_the_room = 0.0
        _, late = await asyncio.wait(ends, timeout=PATIENCE / 4)
        if late:  # a slow machine, on which somebody always types between two pages
            for one in work:
                one.cancel()
            _, late = await asyncio.wait(ends, timeout=PATIENCE)
        await sitting.clear_up(work, killed)
        for end in ends:
            end.cancel()
        if late:
            sitting.tally.wrong.append(f"{sitting.where}: the meeting could not be ended")
        else:
            await self._look_at_record([end.result() for end in ends])

    async def _put_right(self) -> None:
        """What must be right before a meeting ends: quorum, decisions, no open scale."""
        sitting, chair = self._sitting, self._cast.people["chair"]
        await chair.ask("set", item="quorum", fields={"enough": "yes"})
        for child in chair.pages[ROOM].settings()["children"]:
            await chair.ask("set", item=f"decision-{child['id']}", fields={"outcome": "nfa"})
        await sitting.until(lambda: chair.settled, "the decisions")
        while scales := [item for item in chair.pages[ROOM].kept().values()
                         if item["kind"] == "scale" and item["state"] == "open"]:  # fmt: skip
            for scale in scales:
                hannah = self._cast.people["hannah"]
                await hannah.ask("score", scale=scale["id"], value=5, because="for the end")
                await sitting.until(lambda: self._cast.people["hannah"].settled, "a number")
            await self._cast.script.chairing.step(chair)
            if not await sitting.until(lambda: chair.settled, "the reveal"):
                return

    async def _blow(self, ends: list[asyncio.Task[str]]) -> bool:
        storm, chance = self._sitting.storm, self._sitting.chance
        killed = False
        for _ in range(TRIES):
            if all(end.done() for end in ends):
                break
            if chance.random() < 0.7:
                await storm.kill("meeting_frozen", PATIENT)
                killed = True
            else:
                killed = await storm.blow() or killed
        return killed

    async def _end(self, visitor: Visitor) -> str:
        """Read the family copy and end the meeting, as often as it takes; where it led."""
        while True:
            try:
                leads = await asyncio.to_thread(self._try, visitor)
            except LOST:  # the server is being killed
                leads = ""
            if leads:
                return leads
            await asyncio.sleep(0.02)

    def _try(self, visitor: Visitor) -> str:
        try:
            visitor.get(f"{self._at}/family")
            status, leads = visitor.post(self._at, visitor.get(self._at))
        except urllib.error.HTTPError as sent_on:
            return sent_on.headers.get("Location", "") if sent_on.code == 303 else ""
        return leads if status == 303 else ""

    async def _look_at_record(self, leads: list[str]) -> None:
        sitting, witness = self._sitting, self._venue.witness
        wrong = [lead for lead in leads if not lead.startswith(self._record)]
        await witness.look()
        if witness.record is None or wrong:
            sitting.tally.wrong.append(f"{sitting.where}: no record; the end led to {leads}")
            return
        sealed = witness.snapshot()
        if sealed["log"]["seq"] != witness.boards.seq:
            wrong.append(f"sealed at {sealed['log']['seq']}, the log ends at {witness.boards.seq}")
        texts = {(scope, root): words for scope, board in sealed["scopes"].items()
                 for root, words in board["texts"].items()}  # fmt: skip
        told = [person.told for person in self._cast.people.values()]
        saved = set[tuple[str, str, str, bool]]().union(*(one.saved for one in told))
        deleted = set[str]().union(*(one.deleted for one in told))
        for found in account(texts, saved, deleted).values():
            sitting.tally.note("saved words missing in a record", found, sitting.where)
        wrong += [witness.verify(), await asyncio.to_thread(self._venue.verify)]
        hold = [one for one in wrong if one and not one.startswith("Nothing was changed")]
        sitting.tally.note("logs that do not hold", hold, sitting.where)
        self._venue.tell(sitting.tally, sitting.where)
        sitting.tally.counts["meetings ended"] += witness.ends
