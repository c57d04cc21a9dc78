"""One scope on one device: behaves as `web/src/sync` does, and remembers what was called saved."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from pycrdt import Doc, Map, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException
from websockets.typing import Origin

from server.contract.lib0 import Malformed, Reader, var_bytes, var_string, var_uint
from server.document.plain import normal

if TYPE_CHECKING:
    from tests.torture.person import Person

SCALE = 1 / float(os.environ.get("TORTURE_FASTER", "40"))
"""Waiting times of the browser, made shorter to play many rounds."""
QUIET, ANSWER = 20 * SCALE, 10 * SCALE
FIRST_WAIT, LONGEST_WAIT = 0.4 * SCALE, 10 * SCALE
REFUSED, OVER, ENDED = (4409, 4413), (4401, 4403), 4410
ROOM = "room"


class Typed(NamedTuple):
    """One word put in, or taken out, of a text."""

    root: str
    word: str
    deleted: bool = False


@dataclass
class Address:
    """Where a page connects, and as whom."""

    port: int
    origin: str
    meeting: str
    participant: str
    cookies: str

    def url(self, scope: str) -> str:
        """The socket of a scope."""
        who = self.participant
        return f"ws://127.0.0.1:{self.port}/ws/{self.meeting}/{scope}?as={who}&v=1"


class Page:
    """One scope on one device: a document that is kept over reconnects, and one socket."""

    def __init__(self, address: Address, scope: str, person: Person, chance: Random) -> None:
        self.address, self.scope, self.person, self.chance = address, scope, person, chance
        self.told = person.told
        self.refusals: Counter[str] = Counter()
        self.connects = 0
        self.synced = self.over = False
        self._socket: ClientConnection | None = None
        self._waiting: list[Typed] = []  # done here, not in a frame yet
        self._sent: list[list[Typed]] = []  # frame by frame
        self._acked = 0
        self._answered = False
        self._renewing = False
        self._tries = 0
        self._heard_at = self._asked_at = 0.0
        self._new_doc()

    def _new_doc(self) -> None:
        self.doc: Doc[Any] = Doc(client_id=self.chance.randrange(2, 2**32))
        self.items: Map[Any] = self.doc.get("items", type=Map)
        self.meta: Map[Any] = self.doc.get("meta", type=Map)
        self.presence_clock = 0

    # Typing

    @property
    def can_type(self) -> bool:
        """Offline too; not while a new board is on its way."""
        over = self.over or self.person.has_ended
        return not self._renewing and not over and self.connects > 0

    @property
    def waits(self) -> int:
        """Changes that are not stored as far as this page knows."""
        return len(self._waiting) + sum(len(batch) for batch in self._sent)

    @property
    def saved(self) -> bool:
        """Joined, and everything done here is stored as far as this page knows."""
        waits = self._waiting or self._sent or self._renewing
        return self.over or (self.synced and not waits)

    def __str__(self) -> str:
        parts = [self.person.name, self.scope, "synced" if self.synced else "not synced"]
        parts += [f"{len(self._waiting)} waiting", f"{len(self._sent)} sent"]
        parts += ["renewing"] if self._renewing else []
        parts += ["over"] if self.over else []
        return " ".join([*parts, f"try {self._tries}", str(dict(self.refusals))])

    def words(self, root: str) -> str:
        """What a text says here."""
        return str(self.doc.get(root, type=Text))

    async def type(self, root: str, word: str) -> None:
        """Put a word between two words of a text."""
        text: Text = self.doc.get(root, type=Text)
        words = str(text)
        before = words.split("]")[: self.chance.randrange(words.count("]") + 1)]
        at = len("".join(f"{one}]" for one in before).encode())
        state = self.doc.get_state()
        text.insert(at, word)
        self.told.typed += 1
        await self._changed(state, Typed(root, word))

    async def delete(self, root: str) -> None:
        """Take one whole word out of a text."""
        text: Text = self.doc.get(root, type=Text)
        words = str(text)
        all_words = [word + "]" for word in words.split("]")[:-1]]
        if not all_words:
            return
        word = self.chance.choice(all_words)
        start = len(words[: words.index(word)].encode())
        state = self.doc.get_state()
        del text[start : start + len(word.encode())]
        self.told.deleted.add(word)
        await self._changed(state, Typed(root, word, deleted=True))

    def kept(self) -> dict[str, Any]:
        """Every record, as plain JSON."""
        plain: dict[str, Any] = normal(self.items.to_py() or {})
        return plain

    def settings(self) -> dict[str, Any]:
        """The meeting's own fields."""
        plain: dict[str, Any] = normal(self.meta.to_py() or {})
        return plain

    async def _changed(self, state: bytes, done: Typed) -> None:
        self._waiting.append(done)
        if self._answered:
            await self._send_texts(b"\x00\x02" + var_bytes(self.doc.get_update(state)))

    async def _send_texts(self, frame: bytes) -> None:
        self._sent.append(self._waiting)
        self._waiting = []
        await self.send(frame)

    async def send(self, frame: bytes) -> None:
        """One frame, if the line is there."""
        if self._socket is not None:
            with contextlib.suppress(WebSocketException, OSError):
                await self._socket.send(frame)

    # The connection

    async def run(self) -> None:
        """Connect, and connect again."""
        while True:
            code, reason = await self._connection()
            self._cut()
            if code in REFUSED:
                self._refused(reason)
            elif code in (*OVER, ENDED):
                self._finish(code, reason)
                return
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self._tries) * (0.5 + self.chance.random())
            self._tries += 1
            await asyncio.sleep(wait)

    async def _connection(self) -> tuple[int, str]:
        try:
            socket = await connect(
                self.address.url(self.scope), origin=Origin(self.address.origin),
                additional_headers={"Cookie": self.address.cookies}, compression=None,
                max_size=None, proxy=None, ping_interval=None, open_timeout=QUIET * 2,
                close_timeout=QUIET, max_queue=None,
            )  # fmt: skip
        except (OSError, InvalidHandshake, InvalidMessage, EOFError):
            return 1006, ""
        self._socket = socket
        try:
            await self._opened()
            await self._listen(socket)
        except (WebSocketException, OSError, Malformed, ValueError):
            pass  # a frame that cannot be read leaves this board behind: start again
        finally:
            socket.transport.abort()
        return socket.close_code or 1006, socket.close_reason or ""

    async def _opened(self) -> None:
        self._heard_at, self._asked_at = now(), 0.0
        self.presence_clock += 1
        state = var_string(json.dumps({"typing": None, "away": False}))
        entry = var_uint(1) + var_uint(self.doc.client_id) + var_uint(self.presence_clock) + state
        await self.send(b"\x01" + var_bytes(entry))
        if self.scope == ROOM:
            for frame in list(self.person.waiting.values()):
                await self.send(frame)
        await self.send(self._step1())

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            try:
                async with asyncio.timeout(ANSWER / 4):
                    frame = await socket.recv()
            except TimeoutError:
                if not await self._look():
                    return
                continue
            self._heard_at, self._asked_at = now(), 0.0
            assert isinstance(frame, bytes)
            await self._hear(frame)

    async def _look(self) -> bool:
        """Ask into the silence; False when nobody answers."""
        at = now()
        if self._asked_at:
            return at - self._asked_at < ANSWER
        if at - self._heard_at >= QUIET or self.person.late(at):
            self._asked_at = at
            await self.send(b"\x03")
            await self.send(self._step1())
        return True

    def _step1(self) -> bytes:
        return b"\x00\x00" + var_bytes(self.doc.get_state())

    async def _hear(self, frame: bytes) -> None:
        self.person.hear(self.scope, frame)
        reader = Reader(frame)
        match reader.var_uint():
            case 0:
                await self._sync(reader.var_uint(), reader.var_bytes())
            case 2:
                reader.var_uint()
                self.refusals[json.loads(reader.var_string())["code"]] += 1
            case 100:
                self.person.replied(json.loads(reader.var_string()))
            case 101:
                self.told.seq = max(self.told.seq, reader.var_uint())
                self._saved(reader.var_uint())
            case 1 | 102:
                reader.var_bytes()
        reader.end()  # shortened on the way: nothing of it can be trusted

    async def _sync(self, kind: int, payload: bytes) -> None:
        if kind == 0:
            self._owed = payload
            if not self._renewing and not self._answered:
                await self._answer(payload)
            return
        if payload != b"\x00\x00":
            self.doc.apply_update(payload)
        shows = b"score" in payload or b"statement" in payload
        # What comes before the answer to our first step has a gap before it.
        if self.scope == ROOM and shows and (self.synced or kind == 1):
            self.person.look(self.kept())
        if kind == 1:
            self.connects += 1
            self.synced, self._tries = True, 0
            self.person.look_for_end()
            if self._renewing:
                self._renewing = False
                await self._answer(self._owed)

    async def _answer(self, vector: bytes) -> None:
        """Only what was typed here: all else came from the server, perhaps after its vector."""
        has, client = _clocks(self.doc.get_state()), self.doc.client_id
        has[client] = _clocks(vector).get(client, 0)
        parts = [var_uint(len(has)), *(var_uint(n) for pair in has.items() for n in pair)]
        await self._send_texts(b"\x00\x01" + var_bytes(self.doc.get_update(b"".join(parts))))
        self._answered = True

    def _saved(self, acked: int) -> None:
        count = acked - self._acked
        for batch in self._sent[: max(0, count)]:
            self.told.saved.update((self.scope, *done) for done in batch)
        if count > len(self._sent):
            self.told.wrong.append(f"{self.person.name}: {acked} frames saved, fewer were sent")
        del self._sent[: max(0, count)]
        self._acked = max(acked, self._acked)

    def _cut(self) -> None:
        self._waiting = [note for batch in self._sent for note in batch] + self._waiting
        self._sent = []
        self._acked = 0
        self._socket = None
        self.synced = self._answered = False

    def _finish(self, code: int, reason: str) -> None:
        """Nothing more can be sent; what was not stored is kept to copy."""
        self.over = True
        if self.scope == ROOM:
            self.person.give_up()
        self._give_back(reason)
        if code != ENDED:
            self.told.wrong.append(f"{self.person.name}: closed with {code} {reason}")

    def end(self) -> None:
        """The board that came is of a meeting that ended meanwhile: nobody asks for our words."""
        if self.synced and self._waiting and not self._answered:
            self.over = True
            self._give_back("meeting_ended")

    def _give_back(self, code: str) -> None:
        self.told.given_back[code or "?"] += len(self._waiting)
        if not self.person.is_due(code, {done.root for done in self._waiting}):
            self.told.undue.add(f"{self.person.name} on {self.scope}: {code}")
        self._waiting = []

    def _refused(self, code: str) -> None:
        """Words that were refused are kept to copy; the board is a new one."""
        self._give_back(code)
        self._renewing, self._owed = True, b"\x00"
        self._new_doc()


def now() -> float:
    """Seconds of the running loop."""
    return asyncio.get_running_loop().time()


def _clocks(vector: bytes) -> dict[int, int]:
    """A state vector by client id."""
    reader = Reader(vector)
    return {reader.var_uint(): reader.var_uint() for _ in range(reader.var_uint())}
