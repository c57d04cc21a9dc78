"""A small meeting in memory, with devices that speak the wire as browsers do."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Sequence
from typing import Any

from pycrdt import Doc, Map, Text

from server.contract.catalogue import load_catalogue
from server.contract.lib0 import Reader, var_bytes, var_string, var_uint
from server.contract.values import Child, LogEntry, Meeting, Participant
from server.storage.memory import MemoryLog
from server.storage.memory_trail import MemoryAudit
from server.sync.room import Room
from server.sync.rooms import Rooms
from server.sync.session import Session

CATALOGUE = load_catalogue()
ELLIE, TOM = "c_ellie0000001", "c_tom000000001"
MEETING = Meeting(
    id="m_marlow00001",
    type="icpc",
    chair="s_ruth",
    children=(
        Child(id=ELLIE, first_name="Ellie", name="Ellie Marlow", born="2018-02-14"),
        Child(id=TOM, first_name="Tom", name="Tom Marlow", born="2023-03-09"),
    ),
)
TURNS = 25
"""Turns of the event loop after which a quiet room in memory has no more to say."""
ids = itertools.count(1)


def person(
    name: str, role: str, *, agency: str = "", relation: str = "", speaks_for: str = ""
) -> Participant:
    """A participant with the clearance and side of their role."""
    spec = CATALOGUE.role("icpc", role)
    return Participant(
        id=f"p_{name.lower()}", meeting=MEETING.id, name=name, role=role, agency=agency,
        relation=relation or role, side=spec["side"], clearance=spec["clearance"],
        speaks_for=speaks_for,
    )  # fmt: skip


PEOPLE = (
    person("Ruth", "chair"),
    person("Colin", "minute_taker"),
    person("Hannah", "social_worker", agency="Children's social care"),
    person("Mark", "agency", agency="Police", relation="police"),
    person("Beth", "agency", agency="School", relation="school"),
    person("Kerry", "parent", relation="mum"),
    person("Pat", "network", relation="gran"),
    person("Ellie", "child", relation="child"),
    person("Amina", "advocate", speaks_for="p_ellie"),
    person("Olu", "observer"),
    person("Wall", "wall"),
)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 1_749_027_600_000

    def __call__(self) -> int:
        return self.now


class FailingLog(MemoryLog):
    """A log whose disk can fill up."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.gate: asyncio.Event | None = None

    async def append(self, entries: Sequence[LogEntry]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.full:
            raise OSError("No space left on device")
        await super().append(entries)


class OnePlace:
    """The meeting and its people; who waits at the door."""

    def __init__(self, people: Sequence[Participant] = PEOPLE) -> None:
        self.people = list(people)
        self.decided: list[tuple[str, str]] = []

    async def meeting(self, meeting: str) -> Meeting | None:
        return MEETING if meeting == MEETING.id else None

    async def participants(self, meeting: str) -> Sequence[Participant]:
        return self.people

    async def waiting(self, meeting: str) -> Sequence[Any]:
        return []

    async def admit(self, participant: str, now: int, asked_at: int = 0, by: str = "") -> bool:
        self.decided.append(("admit", participant))
        return True

    async def refuse(self, participant: str, now: int, by: str = "") -> None:
        self.decided.append(("refuse", participant))

    async def remove(self, participant: str, now: int, by: str = "") -> None:
        self.decided.append(("remove", participant))


class World:
    """A server's rooms over a log, and devices in them."""

    def __init__(self, log: MemoryLog | None = None) -> None:
        self.log = log or FailingLog()
        self.audit = MemoryAudit()
        self.place = OnePlace()
        self.clock = Clock()
        self.catalogue = CATALOGUE
        self.rooms = self._rooms()

    def _rooms(self) -> Rooms:
        return Rooms(
            self.catalogue, self.log, self.place, self.place, self.clock, "test", self.audit
        )

    async def room(self) -> Room:
        room = await self.rooms.room(MEETING.id)
        assert room is not None
        return room

    async def device(self, name: str, scope: str = "room") -> Device:
        """Somebody opens the meeting on a device, and has caught up."""
        who = next(one for one in self.place.people if one.name == name)
        scope = f"own:{who.id}" if scope == "own" else scope
        session = (await self.room()).join(who, scope)
        assert isinstance(session, Session), session
        device = Device(self, session)
        await device.sync()
        return device

    async def settle(self) -> None:
        """Until the room has told all it was sent, or its log or its end stands in the way."""
        room = await self.room()
        quiet = 0
        while quiet < TURNS:
            await asyncio.sleep(0.001 if room._inbox else 0)
            quiet = quiet + 1 if room.closed or self._held() or not room._inbox else 0

    async def tell_presence(self) -> None:
        """Until the room has told who is here, which it does ten times a second."""
        room = await self.room()
        while room.herald.due or room.crowd._gathering:  # noqa: ASYNC110 - the room has no event for what only tests await
            await asyncio.sleep(0.01)

    def _held(self) -> bool:
        gate = getattr(self.log, "gate", None)
        return gate is not None and not gate.is_set()

    async def restart(self, *, hard: bool = False) -> None:
        """The server stops and comes back; `hard`: without the checkpoint that stopping leaves."""
        await self.rooms.close()
        if hard:
            bare = FailingLog()
            await bare.append(await self.log.read(MEETING.id))
            self.log = bare
        self.rooms = self._rooms()

    async def close(self) -> None:
        await self.rooms.close()


class Device:
    """A browser's side of one session: a document, the frames it got, the replies."""

    def __init__(self, world: World, session: Session) -> None:
        self.world = world
        self.session = session
        self.doc: Doc[Any] = Doc(client_id=random.randrange(2, 2**32))
        self.items: Map[Any] = self.doc.get("items", type=Map)
        self.meta: Map[Any] = self.doc.get("meta", type=Map)
        self.replies: dict[str, Any] = {}
        self.notices: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.saved = 0
        self.denied: dict[str, Any] | None = None
        self._sent = 0

    async def sync(self) -> None:
        await self.settle()
        await self.send(b"\x00\x00" + var_bytes(self.doc.get_state()))

    async def send(self, frame: bytes) -> None:
        (await self.world.room()).receive(self.session, frame)
        await self.settle()

    async def settle(self) -> None:
        """Let the room tick, then read everything that was sent."""
        await self.world.settle()
        self.read()

    def read(self) -> None:
        frames = [frame for frame, _ in self.session.outbox._frames]
        self.session.outbox._frames.clear()
        self.session.outbox._bytes = 0
        for frame in frames:
            self._hear(frame)

    async def take_more(self) -> None:
        """The socket takes what waits, and what was dropped comes behind it (SYN-6)."""
        self.read()
        (await self.world.room()).catch_up(self.session)
        await self.settle()

    def _hear(self, frame: bytes) -> None:
        self.raw.append(frame)
        reader = Reader(frame)
        match reader.var_uint():
            case 0:
                kind, payload = reader.var_uint(), reader.var_bytes()
                if kind and payload != b"\x00\x00":
                    self.doc.apply_update(payload)
            case 2:
                reader.var_uint()
                self.denied = json.loads(reader.var_string())
            case 100:
                reply = json.loads(reader.var_string())
                self.replies[reply["id"]] = reply
            case 101:
                reader.var_uint()
                self.saved = reader.var_uint()
            case 102:
                self.notices.append(json.loads(reader.var_string()))

    @property
    def closed(self) -> str | None:
        """The code this session was closed with."""
        return self.session.outbox.closing

    # Acting

    async def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        command = {"id": f"command-{next(ids)}", "op": op, **arguments}
        return await self.ask_raw(command)

    async def ask_raw(self, command: dict[str, Any]) -> dict[str, Any]:
        frame = var_uint(100) + var_string(json.dumps(command))
        await self.send(frame)
        reply: dict[str, Any] = self.replies[command["id"]]
        return reply

    async def add(self, kind: str, **arguments: Any) -> str:
        """Add an item and give its id."""
        item = str(arguments.pop("item", f"item-{next(ids):04}"))
        reply = await self.ask("add", kind=kind, item=item, **arguments)
        assert reply["ok"], reply
        return item

    def typed(self, root: str, words: str, at: int | None = None) -> bytes:
        """The frame of typing into a text, on this device's own document."""
        state = self.doc.get_state()
        text: Text = self.doc.get(root, type=Text)
        text.insert(len(text) if at is None else at, words)
        return b"\x00\x02" + var_bytes(self.doc.get_update(state))

    def cut(self, root: str) -> bytes:
        """The frame of deleting all of a text."""
        state = self.doc.get_state()
        text: Text = self.doc.get(root, type=Text)
        del text[0 : len(text)]
        return b"\x00\x02" + var_bytes(self.doc.get_update(state))

    async def type(self, root: str, words: str, at: int | None = None) -> None:
        await self.send(self.typed(root, words, at))

    # Seeing

    def words(self, item: str, field: str = "") -> str:
        root = f"t:{item}/{field}" if field else f"t:{item}"
        return str(self.doc.get(root, type=Text))

    def item(self, item: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.items.to_py().get(item)  # type: ignore[union-attr]
        return found

    def heard(self, words: str) -> bool:
        """Whether any byte of these words ever reached this device."""
        return any(words.encode() in frame for frame in self.raw)
