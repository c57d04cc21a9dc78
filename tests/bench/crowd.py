"""Full meetings for the load generator, written through the app's own doors, and its plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from server.contract.catalogue import load_catalogue
from server.contract.values import Child, LogEntry, Meeting, Participant, Session
from server.document.updates import TextStruct, encode_text_update
from server.identity.lobby import Lobby
from server.identity.values import hash_of
from server.rules.chain import GENESIS
from server.settings import Settings, read_settings
from server.storage.migrate import migrate
from server.storage.store import SqlStore
from server.sync.boards import linked
from server.sync.change import ROOM, Change, Done, Outcome
from server.sync.commands.adding import new_item
from server.sync.rooms import Rooms

WORDS = "What we are worried about, in our words."
TYPIST = 50
"""Client id of whoever typed what was there before the run."""


class Shape(NamedTuple):
    """How many meetings, people in each, cards on each board, and edits made before."""

    meetings: int
    people: int
    cards: int = 60
    edits: int = 0


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


async def make(data: Path, shape: Shape) -> bytes:
    """Write the meetings into a new data folder; gives the first board as one update."""
    settings = read_settings({"THREEFOLD_DATA": str(data)})
    await migrate(settings.database_url)
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        for number in range(shape.meetings):
            await _invite(store, number, shape.people)
            await _type_before(store, number, shape)
        return await _open(store, settings, shape)
    finally:
        await store.close()


def plan(shape: Shape, *, doc: bool = False, path: str = "") -> str:
    """A line a connection: room, path, cookie, document, text. `path` is for other servers."""
    lines = []
    for person in range(shape.people):
        for room in range(shape.meetings):  # so that rooms take turns, and people within a room
            where = path.format(room=room) or f"/ws/m_{room}/room?as=p_{room}_{person}&v=1"
            cookie = f"threefold_guest_p_{room}_{person}=token_{room}_{person}"
            cells = (room, where, cookie, f"room-{room}" if doc else "-", root(person))
            lines.append("\t".join(map(str, cells)) + "\n")
    return "".join(lines)


def root(card: int) -> str:
    """The text of a card."""
    return f"t:card-{card:04}"


async def _invite(store: SqlStore, room: int, people: int) -> None:
    meeting, child = f"m_{room}", Child(id="c_1", first_name="Ellie", name="Ellie Marlow")
    await store.people.save_meeting(
        Meeting(id=meeting, type="icpc", chair="s_ruth", children=(child,), created_at=now())
    )
    for number in range(people):
        person = f"p_{room}_{number}"
        await store.people.save_participant(
            Participant(id=person, meeting=meeting, name=f"Guest {number}", role="agency")
        )
        session = Session(
            token_hash=hash_of(f"token_{room}_{number}"), participant=person, meeting=meeting,
            lobby="admitted", made_at=now(), asked_at=now(), seen_at=now(),
            expires_at=now() + 10**8,
        )  # fmt: skip
        await store.doors.start_session(session)


async def _open(store: SqlStore, settings: Settings, shape: Shape) -> bytes:
    catalogue = load_catalogue()
    lobby = Lobby(store.people, store.doors, store.audit)
    rooms = Rooms(catalogue, store.log, store.people, lobby, now, "bench")
    state = b""
    for number in range(shape.meetings):
        room = await rooms.room(f"m_{number}")
        assert room is not None
        outcome = await room.errand(partial(_lay_cards, room=number, shape=shape))
        assert isinstance(outcome, Done), outcome
        state = state or room.boards.board(ROOM).state()
    await rooms.close()
    return state


def _lay_cards(change: Change, room: int, shape: Shape) -> Outcome:
    for number in range(max(shape.cards, shape.people)):
        item = f"card-{number:04}"
        fields = {
            "section": "past_harm", "pos": float(number),
            "author": f"p_{room}_{number % shape.people}",
        }  # fmt: skip
        change.put(ROOM, new_item(change, "card", item, ROOM, fields))
        if not shape.edits:
            change.write(ROOM, root(number), WORDS)
    return Done()


async def _type_before(store: SqlStore, room: int, shape: Shape) -> None:
    """Edits of an earlier hour, straight into the log: what a meeting opened late has to read."""
    chain, waiting = GENESIS, []
    for seq, update in enumerate(earlier(shape.edits, shape.cards), start=1):
        entry = LogEntry(
            meeting=f"m_{room}", seq=seq, scope=ROOM, kind="update", who=f"p_{room}_0", at=now(),
            data=update,
        )  # fmt: skip
        chain = linked(chain, entry)
        waiting.append(replace(entry, chain=chain))
        if len(waiting) == 2000:
            await store.log.append(waiting)
            waiting = []
    await store.log.append(waiting)


def earlier(edits: int, cards: int) -> Iterator[bytes]:
    """Single characters, twenty in one card and then twenty in the next, often mid-word."""
    last: dict[str, tuple[int, int]] = {}
    for clock in range(edits):
        text = root(clock // 20 % cards)
        left = last.get(text)
        if left and clock % 20 == 0:
            left = (TYPIST, left[1] - 10)
        struct = TextStruct(clock, 1, left, None, None if left else text, "e")
        last[text] = (TYPIST, clock)
        yield encode_text_update(TYPIST, [struct], [])
