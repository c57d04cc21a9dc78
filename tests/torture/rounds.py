"""Rounds of a scripted meeting: people work, the line breaks, the server dies, all come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random
from typing import Any

from tests.torture.cast import Cast
from tests.torture.ledger import lost_or_twice, out_of_order, refused_unduly
from tests.torture.page import ROOM, Page
from tests.torture.person import Person
from tests.torture.proxy import FAIR
from tests.torture.storm import Storm
from tests.torture.tally import Tally
from tests.torture.venue import Venue

PATIENCE = 60.0
"""Seconds after which somebody who is not back counts as lost."""
GUESTS = {1: "pat", 4: "amina", 9: "marcus"}
"""Who asks to be let in while which round of a meeting is on."""


class Sitting:
    """One meeting with its server, its proxy and its people, round after round."""

    def __init__(self, venue: Venue, seed: str, tally: Tally) -> None:
        self.seed, self.tally = seed, tally
        self.chance = Random(seed)
        self.venue = venue
        self.storm = Storm(venue, self.chance, tally)
        self.cast = Cast(venue, self.storm.proxy, self.chance, tally)
        self.storm.told = lambda: self.cast.told
        self.where = f"seed {seed}"
        self.played = 0
        self._known: set[str] = set()

    async def open(self) -> None:
        """Everybody comes in."""
        await asyncio.to_thread(self.venue.open)
        await self.storm.proxy.start()
        await self.cast.come_in()
        await self.until(self._all_settled, "the first joining")
        for name in self.cast.typists:
            await self.cast.script.first_card(name)

    async def close(self) -> None:
        """Everybody goes."""
        await self.cast.go()
        await self.storm.proxy.stop()
        await asyncio.to_thread(self.venue.close)
        people = self._all()
        for person in people:
            self.tally.given_back.update(person.told.given_back)
        counts, shown = self.tally.counts, self.cast.script.chairing.shown
        counts.update(self.storm.proxy.seen)
        counts["reveals of statements"] += shown["statements"]
        counts["reveals of scores"] += shown["scores"]
        counts["planted words listened for"] += self.cast.vault.heard
        counts["words typed"] += sum(person.told.typed for person in people)
        counts["words taken out"] += sum(len(person.told.deleted) for person in people)
        counts["changes told saved"] += sum(len(person.told.saved) for person in people)
        counts["commands answered"] += sum(len(person.told.answered) for person in people)
        counts["log entries replayed"] += self.venue.witness.boards.seq

    # A round

    async def round(self, number: int) -> None:
        """People work in bad weather; then all must be well again."""
        self.begin(number)
        work = [asyncio.create_task(self.work(name)) for name in self.cast.typists]
        if guest := GUESTS.get(self.played):
            work.append(asyncio.create_task(self.cast.let_in(guest)))
        killed = await self.storm.blow()
        self.calm()
        await self.clear_up(work, killed)
        self.played += 1

    def begin(self, number: int) -> None:
        """Chance starts anew with each round, so that one can be played again."""
        self.chance.seed(f"{self.seed}:{number}")
        self.where = f"seed {self.seed} round {number}"
        self.tally.counts["rounds"] += 1

    def calm(self) -> None:
        """The storm is over."""
        self.storm.proxy.weather, self.storm.proxy.down = FAIR, False

    async def clear_up(self, work: list[asyncio.Task[None]], killed: bool) -> None:
        """Everybody comes back, and what they read is compared."""
        for task in work:
            if task.get_name() != "let in":
                task.cancel()
        gone = await asyncio.gather(*work, return_exceptions=True)
        self.cast.raise_faults(gone)
        if await self._recover(killed):
            await self.compare()

    async def work(self, name: str) -> None:
        """What somebody does until they are stopped."""
        while True:
            await asyncio.sleep(self.chance.uniform(0.01, 0.06))
            await self.cast.script.turn(name)

    async def _recover(self, killed: bool) -> bool:
        started = time.monotonic()
        back = [asyncio.create_task(self._back(person, started)) for person in self._all()]
        times = await asyncio.gather(*back)
        lost = [p for p, took in zip(self._all(), times, strict=True) if took is None]
        if lost:
            state = [str(page) for person in lost for page in person.pages.values()]
            state += [f"{person.name} waits for {list(person.waiting)}" for person in lost]
            state += [wrong for person in lost for wrong in person.told.wrong]
            self.tally.note("people lost", {person.name for person in lost}, self.where)
            self.tally.wrong.append(f"{self.where}: not back in {PATIENCE:.0f} s: {state}")
            return False
        took = [one for one in times if one is not None]
        (self.tally.after_kills if killed else self.tally.recoveries).extend(took)
        return True

    def _all(self) -> list[Person]:
        return list(self.cast.people.values())

    async def _back(self, person: Person, started: float) -> float | None:
        while not person.settled:
            if time.monotonic() - started > PATIENCE:
                return None
            await asyncio.sleep(0.005)
        return time.monotonic() - started

    # Afterwards

    async def compare(self) -> None:
        """Everybody, who joins now, and the log replayed read the same; nothing saved is gone."""
        witness, scopes, found = self.venue.witness, dict[str, Any](), list[str]()
        async with self.cast.late_joiner() as late:
            await self.until(lambda: late.settled, "a late joiner")
            for _ in range(200):  # what the server itself wrote last may still be on its way
                scopes = await witness.look()
                found = self._differences([*self._all(), late], scopes)
                if not found:
                    break
                await asyncio.sleep(0.05)
        self.tally.note("pages unlike the log", found, self.where)
        self._account(scopes)
        self.cast.script.all_is_quiet()

    def _differences(self, people: list[Person], scopes: dict[str, Any]) -> list[str]:
        found = []
        for person in people:
            for scope, page in person.pages.items():
                # A page of an ended meeting keeps what it could not send; nothing more comes.
                if scope in scopes and not page.over:
                    found += _unlike(page, scopes[scope])
        return found

    def _account(self, scopes: dict[str, Any]) -> None:
        """Against what each page was told."""
        note, people = self.tally.note, self._all()
        texts = {(scope, root): words for scope, board in scopes.items()
                 for root, words in board["texts"].items()}  # fmt: skip
        deleted = set[str]().union(*(person.told.deleted for person in people))
        saved = set[tuple[str, str, str, bool]]().union(*(one.told.saved for one in people))
        for name, found in account(texts, saved, deleted).items():
            note(name, found, self.where)
        lost = lost_or_twice(people, scopes)
        note("commands lost or done twice", lost - self._known, self.where)
        self._known |= lost  # each is said once, in the round that it happened in
        strayed = set[str]().union(*(out_of_order(p, self.venue.witness.commands) for p in people))
        note("commands done out of order", strayed - self._known, self.where)
        self._known |= strayed
        for person in people:
            note("commands refused unduly", refused_unduly(person), self.where)
            note("words refused unduly", person.told.undue, self.where)
            self.tally.wrong += [f"{self.where}: {wrong}" for wrong in person.told.wrong]
            person.told.wrong.clear()
            person.told.undue.clear()
        vault = self.cast.vault
        vault.look("the board", scopes[ROOM]["items"])
        note("shown early", vault.early, self.where)
        note("shown in part", vault.in_part, self.where)
        vault.early, vault.in_part = set(), set()
        self.venue.tell(self.tally, self.where)

    def _all_settled(self) -> bool:
        return all(person.settled for person in self._all())

    async def until(self, done: Callable[[], bool], what: str) -> bool:
        """Wait for something that must come."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                self.tally.wrong.append(f"{self.where}: waited in vain for {what}")
                return False
            await asyncio.sleep(0.01)
        return True


def _unlike(page: Page, board: dict[str, Any]) -> list[str]:
    """Where a page reads otherwise than the board."""
    who, texts = f"{page.person.name} on {page.scope}", board["texts"]
    found = [f"{who}: {root}" for root, words in texts.items() if page.words(root) != words]
    if page.kept() != board["items"]:
        found.append(f"{who}: items")
    if page.scope == ROOM and page.settings() != board["meta"]:
        found.append(f"{who}: the meeting")
    return found


def account(
    texts: dict[tuple[str, str], str], saved: set[tuple[str, str, str, bool]], deleted: set[str]
) -> dict[str, set[str]]:
    """Words that were called saved and are not there, or taken out and still there, or doubled."""
    counts = {place: _count(words) for place, words in texts.items()}
    lost, kept = set(), set()
    for scope, root, word, was_deleted in saved:
        there = counts.get((scope, root), {}).get(word, 0)
        if was_deleted and there:
            kept.add(word)
        elif not was_deleted and not there and word not in deleted:
            lost.add(word)
    twice = {word for found in counts.values() for word, count in found.items() if count > 1}
    return {"edits lost": lost, "deletes lost": kept, "words twice": twice}


def _count(words: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words.split("]")[:-1]:
        found[f"{word}]"] = found.get(f"{word}]", 0) + 1
    return found
