"""Rounds of a scripted meeting: people work, the line breaks, the server dies, all come back."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor
from tests.torture.page import SCALE, Address, Page, Person, Told
from tests.torture.proxy import FAIR, FaultProxy, Weather

TYPISTS = ("hannah", "mark", "beth", "sunita")
NOTES = ("t:note-discussion", "t:note-summary", "t:note-family")
PROFESSIONALS = "professionals"
PATIENCE = 30.0
"""Seconds after which somebody who is not back counts as lost."""
SITTING = 40
"""Rounds in one meeting; then comes another, for a text has an end (GAT-15)."""


@dataclass
class Tally:
    """What all rounds came to."""

    counts: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    after_kills: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    given_back: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing that must not be."""
        never = ("edits lost", "deletes lost", "commands lost", "commands done twice", "diverged")
        return not self.wrong and not any(self.counts[name] for name in never)


class Sitting:
    """One meeting with its server, its proxy and its people."""

    def __init__(self, folder: Path, seed: str, tally: Tally) -> None:
        self.site = Site(folder)
        self.seed, self.tally = seed, tally
        self.chance = Random(seed)
        self.proxy = FaultProxy(self.site.port, self.chance, half_open_for=40 * SCALE)
        self.people: dict[str, Person] = {}
        self.cards: dict[str, list[tuple[str, str]]] = {}  # by typist: (scope, item)
        self.minutes = 0
        self._words = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Everybody comes in."""
        await asyncio.to_thread(self.site.demo)
        await asyncio.to_thread(self.site.start)
        await self.proxy.start()
        visitors = await asyncio.to_thread(self._let_in)
        for name, visitor in visitors.items():
            scopes = ["room"] if name == "wall" else ["room", PROFESSIONALS]
            person = Person(name, self._address(visitor, self.proxy.port), scopes, self.chance)
            self.people[name] = person
            self._tasks += [asyncio.create_task(page.run()) for page in person.pages.values()]
        self.chair = visitors["chair"]
        await self._until(self._all_settled, "the first joining")
        for name in TYPISTS:
            self.cards[name] = []
            await self._add_card(name)

    def _let_in(self) -> dict[str, Visitor]:
        chair = self.site.sign_in()
        desk = Device(chair, self.site.links["meeting"], "").open()
        visitors = {"chair": chair}
        for name in (*TYPISTS, "wall"):
            visitors[name] = self.site.guest(name)
            reply = desk.ask("admit", person=visitors[name].participant)
            assert reply["ok"] or name == "wall", reply
        desk.close()
        return visitors

    def _address(self, visitor: Visitor, port: int) -> Address:
        meeting = self.site.links["meeting"]
        return Address(port, self.site.base, meeting, visitor.participant, visitor.cookies)

    async def close(self) -> None:
        """Everybody goes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.proxy.stop()
        await asyncio.to_thread(self.site.stop)
        for person in self.people.values():
            self.tally.given_back.update(person.told.given_back)
        self.tally.counts.update(self.proxy.seen)

    # A round

    async def round(self, number: int) -> None:
        """People work in bad weather; then all must be well again."""
        self.chance.seed(f"{self.seed}:{number}")
        self.tally.counts["rounds"] += 1
        work = [asyncio.create_task(self._work(name)) for name in (*TYPISTS, "chair")]
        killed = await self._storm()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        self.proxy.weather, self.proxy.down = FAIR, False
        await self._recover(killed, f"seed {self.seed} round {number}")
        for task in [*work, *self._tasks]:
            if task.done() and not task.cancelled() and (fault := task.exception()):
                raise fault

    async def _storm(self) -> bool:
        chance = self.chance
        self.proxy.weather = chance.choice([
            FAIR, Weather(late=0.2, held=0.1), Weather(twice=0.1), Weather(cut_within=0.01),
            Weather(shortened=0.01), Weather(0.1, 0.05, 0.05, 0.003, 0.003),
        ])  # fmt: skip
        acts: list[Callable[[], Awaitable[None]]] = [
            self._cut_some,
            self._cut_all,
            self._half_open,
            self._calm,
            self._kill,
        ]
        killed = False
        for _ in range(chance.choice([1, 1, 2, 3])):
            await asyncio.sleep(chance.uniform(0.02, 0.3))
            act = chance.choices(acts, [3, 2, 2, 1, 2])[0]
            killed = killed or act == self._kill
            await act()
        await asyncio.sleep(chance.uniform(0.0, 0.2))
        return killed

    async def _calm(self) -> None:
        await asyncio.sleep(0.1)

    async def _cut_some(self) -> None:
        self.proxy.cut_some()

    async def _half_open(self) -> None:
        self.proxy.leave_half_open()

    async def _cut_all(self) -> None:
        """From 1 s to 2 min, made shorter."""
        self.tally.counts["cuts of all lines"] += 1
        self.proxy.down = True
        self.proxy.cut_all()
        await asyncio.sleep(self.chance.choice([1, 5, 20, self.chance.uniform(1, 120)]) * SCALE)
        self.proxy.down = False

    async def _kill(self) -> None:
        """kill -9, and start again."""
        self.tally.counts["kills"] += 1
        process = self.site.process
        assert process is not None
        if process.poll() is not None:
            self.tally.wrong.append(f"the server ended by itself with {process.returncode}")
        await asyncio.to_thread(self.site.kill)
        killed = time.monotonic()
        await asyncio.to_thread(self.site.start)
        self.tally.starts.append(time.monotonic() - killed)

    async def _work(self, name: str) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(0.01, 0.06))
            await (self._chair() if name == "chair" else self._type(name))

    async def _chair(self) -> None:
        if self.chance.random() < 0.2 and len(self.people["chair"].waiting) < 20:
            self.minutes += 1
            await self.people["chair"].ask("timer", minutes=1)

    async def _type(self, name: str) -> None:
        if self.chance.random() < 0.03 and len(self.people[name].waiting) < 10:
            await self._add_card(name)
            return
        page, root = self._place(name)
        if not page.can_type:
            return
        if self.chance.random() < 0.15:
            await page.delete(root)
        else:
            self._words += 1
            await page.type(root, f"[{name}{self._words}🧸]")

    def _place(self, name: str) -> tuple[Page, str]:
        pages = self.people[name].pages
        own = [(scope, item) for scope, item in self.cards[name]
               if item in pages[scope].items]  # fmt: skip
        if own and self.chance.random() < 0.5:
            scope, item = self.chance.choice(own[-4:])
            return pages[scope], f"t:{item}"
        return pages["room"], self.chance.choice(NOTES)

    async def _add_card(self, name: str) -> None:
        self._words += 1
        scope = self.chance.choice(["room", "room", PROFESSIONALS])
        item = f"{name}-card-{self._words}"
        self.cards[name].append((scope, item))
        await self.people[name].ask(
            "add", kind="card", item=item, scope=scope, section="past_harm",
            texts={"": f"[{name}{self._words}]"},
        )  # fmt: skip

    # Afterwards

    async def _recover(self, killed: bool, where: str) -> None:
        started = time.monotonic()
        back = [asyncio.create_task(self._back(person, started)) for person in self._all()]
        times = await asyncio.gather(*back)
        if None in times:
            lost = [p for p, took in zip(self._all(), times, strict=True) if took is None]
            state = [str(page) for person in lost for page in person.pages.values()]
            state += [f"{person.name} waits for {list(person.waiting)}" for person in lost]
            state += [wrong for person in lost for wrong in person.told.wrong]
            self.tally.wrong.append(f"{where}: not back within {PATIENCE:.0f} s: {state}")
            return
        took = [one for one in times if one is not None]
        (self.tally.after_kills if killed else self.tally.recoveries).extend(took)
        await self._compare(where)

    def _all(self) -> list[Person]:
        return list(self.people.values())

    async def _back(self, person: Person, started: float) -> float | None:
        while not person.settled:
            if time.monotonic() - started > PATIENCE:
                return None
            await asyncio.sleep(0.005)
        return time.monotonic() - started

    async def _compare(self, where: str) -> None:
        """Everybody, and who joins now, reads the same; nothing that was called saved is gone."""
        late = Person("late", self._address(self.chair, self.site.port), ["room", PROFESSIONALS],
                      self.chance)  # fmt: skip
        tasks = [asyncio.create_task(page.run()) for page in late.pages.values()]
        try:
            await self._until(lambda: late.settled, "a late joiner")
            same = await self._until(lambda: not self._differences(late), "agreement")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not same:
            found = self._differences(late)
            self.tally.counts["diverged"] += len(found)
            self.tally.wrong.append(f"{where}: {found}")
        self._account(late, where)

    def _differences(self, late: Person) -> list[str]:
        roots = [*NOTES, *(f"t:{item}" for cards in self.cards.values() for _, item in cards)]
        found = []
        for person in self._all():
            for scope, page in person.pages.items():
                fresh = late.pages[scope]
                found += [
                    f"{person.name} reads {root} of {scope} otherwise"
                    for root in roots if page.words(root) != fresh.words(root)
                ]  # fmt: skip
                if page.items.to_py() != fresh.items.to_py():
                    found.append(f"{person.name} has other items in {scope}")
                if page.meta.to_py() != fresh.meta.to_py():
                    found.append(f"{person.name} has another {scope}")
        return found

    def _account(self, late: Person, where: str) -> None:
        """Against what each page was told."""
        told = [person.told for person in self._all()]
        read = self._read(late)
        deleted = set[str]().union(*(one.deleted for one in told))
        saved = set[str]().union(*(one.saved for one in told))
        lost = {word for word in saved if word[0] != "-" and read[word] != 1} - deleted
        kept = {word for word in saved if word[0] == "-" and read[word[1:]]}
        self._note("edits lost", lost, where)
        self._note("deletes lost", kept, where)
        self._note("words twice", {word for word, count in read.items() if count > 1}, where)
        self._account_commands(late, told, where)
        for one in told:
            # A shortened frame is malformed; any other refusal means that a page held what the
            # server did not, so that somebody was shown what was not stored (SYN-1).
            self._note("refused unduly", set(one.given_back) - {"malformed"}, where)
            self.tally.wrong += [f"{where}: {wrong}" for wrong in one.wrong]
            one.wrong.clear()

    def _read(self, late: Person) -> Counter[str]:
        places = [(scope, f"t:{item}") for cards in self.cards.values() for scope, item in cards]
        places += [("room", root) for root in NOTES]
        return Counter(
            word + "]"
            for scope, root in places
            for word in late.pages[scope].words(root).split("]")[:-1]
        )

    def _account_commands(self, late: Person, told: list[Told], where: str) -> None:
        items = {item for page in late.pages.values() for item in page.items.to_py() or {}}
        asked = {item for cards in self.cards.values() for _, item in cards}
        self._note("commands lost", asked - items, where)
        refused = {
            f"{command}: {reply['refusal']['code']}"
            for one in told for command, reply in one.answered.items() if not reply["ok"]
        }  # fmt: skip
        self._note("commands refused", refused, where)
        meta: dict[str, Any] = late.pages["room"].meta.to_py() or {}
        wrong = int(meta["stage_added"]) - self.minutes
        if wrong:
            name = "commands done twice" if wrong > 0 else "commands lost"
            self._note(name, {f"{wrong} of the timer's minutes"}, where)
            self.minutes += wrong

    def _note(self, name: str, found: set[str], where: str) -> None:
        if found:
            self.tally.counts[name] += len(found)
            self.tally.wrong.append(f"{where}: {name}: {sorted(found)[:5]}")

    def _all_settled(self) -> bool:
        return all(person.settled for person in self._all())

    async def _until(self, done: Callable[[], bool], what: str) -> bool:
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                self.tally.wrong.append(f"seed {self.seed}: waited in vain for {what}")
                return False
            await asyncio.sleep(0.01)
        return True


async def play(seed: int, rounds: int, tally: Tally, say: Callable[[str], None]) -> None:
    """So many rounds, in as many meetings as it takes."""
    for start in range(0, rounds, SITTING):
        with tempfile.TemporaryDirectory() as folder:
            sitting = Sitting(Path(folder), f"{seed}", tally)
            try:
                await sitting.open()
                for number in range(start, min(rounds, start + SITTING)):
                    known = len(tally.wrong)
                    await sitting.round(number)
                    for wrong in tally.wrong[known:]:
                        say(wrong)
            finally:
                with contextlib.suppress(OSError):
                    await sitting.close()
        told = [person.told for person in sitting.people.values()]
        tally.counts["words typed"] += sum(len(one.typed) for one in told)
        tally.counts["words taken out"] += sum(len(one.deleted) for one in told)
        tally.counts["changes told saved"] += sum(len(one.saved) for one in told)
        tally.counts["commands answered"] += sum(len(one.answered) for one in told)


def spread(times: list[float]) -> str:
    """Median, 95th of a hundred, and longest."""
    if len(times) < 2:
        return "none"
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    ms = [f"{1000 * one:,.0f}" for one in (statistics.median(times), p95, max(times))]
    return f"median {ms[0]} ms, p95 {ms[1]} ms, longest {ms[2]} ms"
