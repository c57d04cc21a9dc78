"""Who takes part in a tortured meeting, on which devices, and how they come in."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
from collections.abc import AsyncIterator, Iterable
from random import Random

from tests.e2e.device import Device
from tests.e2e.site import Visitor
from tests.torture.page import ROOM, Address
from tests.torture.person import PROFESSIONALS, Person
from tests.torture.proxy import FaultProxy
from tests.torture.script import Script
from tests.torture.tally import Tally
from tests.torture.vault import Vault
from tests.torture.venue import Venue

WORKERS = ("hannah", "mark", "beth", "sunita")
FAMILY = ("kerry",)
TAB, PHONE = "hannah-tab", "chair-phone"
"""A second page in the same browser, and a second device that signed in by itself."""
LOST = (OSError, http.client.HTTPException)
"""What asking for a page comes to while the server is killed."""


class Cast:
    """Everybody's devices, and the script they follow."""

    def __init__(self, venue: Venue, proxy: FaultProxy, chance: Random, tally: Tally) -> None:
        self.vault = Vault()
        self.script = Script(chance, self.vault)
        self.people = self.script.people
        self.visitors: dict[str, Visitor] = {}
        self._venue, self._proxy, self._chance, self._tally = venue, proxy, chance, tally
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def typists(self) -> list[str]:
        """Every device that somebody works on."""
        return [name for name in self.people if name != "wall"]

    @property
    def told(self) -> int:
        """The last entry of the log that any page was told of."""
        return max(person.told.seq for person in self.people.values())

    async def come_in(self) -> None:
        """The chair lets everybody in, in fair weather."""
        self.visitors = await asyncio.to_thread(self._let_all_in)
        for name, visitor in self.visitors.items():
            self._sit_down(name, visitor)

    def _let_all_in(self) -> dict[str, Visitor]:
        site = self._venue.site
        chair = site.sign_in()
        desk = Device(chair, site.links["meeting"], "").open()
        # A socket without a name is the chair's; the seat's own id stands in the greeting.
        desk.until(lambda: any(notice["kind"] == "hello" for notice in desk.notices))
        chair.participant = next(n["me"] for n in desk.notices if n["kind"] == "hello")
        visitors = {"chair": chair}
        for name in (*WORKERS, *FAMILY, "wall"):
            visitors[name] = site.guest(name)
            reply = desk.ask("admit", person=visitors[name].participant)
            assert reply["ok"] or name == "wall", reply
        desk.close()
        chair.get(f"/m/{site.links['meeting']}/{chair.participant}")  # opens the meeting
        visitors[TAB], visitors[PHONE] = visitors["hannah"], site.sign_in()
        visitors[PHONE].participant = chair.participant
        return visitors

    def _sit_down(self, name: str, visitor: Visitor) -> None:
        person = self._person(name, visitor, self._proxy.port)
        self.people[name] = person
        self._tasks += [asyncio.create_task(page.run()) for page in person.pages.values()]

    def _person(self, name: str, visitor: Visitor, port: int) -> Person:
        scopes = [ROOM]
        if name in (*WORKERS, TAB, "chair", PHONE, "late"):
            scopes.append(PROFESSIONALS)
        if name != "wall":
            scopes.append(f"own:{visitor.participant}")
        site = self._venue.site
        address = Address(
            port, site.base, site.links["meeting"], visitor.participant, visitor.cookies
        )
        closed = self.script.is_closed
        return Person(name, address, scopes, self._chance, self.vault, closed)

    async def let_in(self, name: str) -> None:
        """Somebody opens their link and is let in while the storm goes on."""
        task = asyncio.current_task()
        assert task is not None
        task.set_name("let in")
        visitor = await self._opens_link(name)
        chair = self.people["chair"]
        command = await chair.ask("admit", person=visitor.participant)
        await chair.answer(command)
        reply = chair.told.answered[command]
        if not reply["ok"]:
            self._tally.wrong.append(f"{name} was not let in: {reply}")
            return
        self._tally.counts["people let in"] += 1
        self._sit_down(name, visitor)
        await self.script.first_card(name)

    async def _opens_link(self, name: str) -> Visitor:
        while True:
            with contextlib.suppress(*LOST):  # the server is being killed
                visitor = await asyncio.to_thread(self._venue.site.guest, name)
                if visitor.cookies:
                    return visitor
            await asyncio.sleep(0.05)

    @contextlib.asynccontextmanager
    async def late_joiner(self) -> AsyncIterator[Person]:
        """Somebody who comes now, over a good line."""
        late = self._person("late", self.visitors["chair"], self._venue.site.port)
        tasks = [asyncio.create_task(page.run()) for page in late.pages.values()]
        try:
            yield late
        finally:
            await _end(tasks)

    async def go(self) -> None:
        """Everybody goes."""
        await _end(self._tasks)

    def raise_faults(self, outcomes: Iterable[object]) -> None:
        """A fault of the torture itself must not pass as a quiet round."""
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        for task in self._tasks:
            if task.done() and not task.cancelled() and (fault := task.exception()):
                raise fault


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
