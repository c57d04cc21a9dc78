"""Who is in a room now: sessions by scope, presence, raised hands, and what they are told."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, NamedTuple, TypeAlias

import structlog

from server.contract import wire
from server.contract.values import Participant
from server.document.gate import Gate
from server.document.presence import PresenceBook, Stamped, stamp, together
from server.document.verdicts import Nothing, Refused
from server.rules.audiences import NAMED, apart_audience
from server.sync.change import ROOM
from server.sync.outbox import Kind
from server.sync.session import Session

logger = structlog.get_logger("room")

OnBoard: TypeAlias = Callable[[str], bool]
"""Whether a text root belongs to an item of the scope at hand."""

GONE = ("removed", "not_signed_in")
"""Why sessions are closed that do not come back by themselves."""

WAITING = "waiting"
"""The scope of a session that sees nothing of the room just now (SEE-4, SEE-6)."""

BACK_WITHIN = 20.0
"""Seconds for which somebody who lost the connection is shown as coming back."""


GATHER_FOR = 0.04
"""Seconds for which presences are gathered into one frame."""


class News(NamedTuple):
    """What a scope is told of one client, but for the session it came from."""

    payload: bytes
    but: Session | None


class Crowd:
    """The sessions of one meeting."""

    def __init__(self) -> None:
        self._sessions: dict[str, dict[Session, None]] = {}
        self._books: dict[str, PresenceBook] = {}
        self._hands: dict[str, None] = {}
        self._left: dict[str, float] = {}
        self._began = monotonic()
        self._last_seen: dict[str, float] = {}
        self._news: defaultdict[str, dict[int, News]] = defaultdict(dict)
        self._gathering = False
        self.differed = 0
        """How often a device's board was not like the room's (SYN-18)."""

    def __len__(self) -> int:
        return sum(len(sessions) for sessions in self._sessions.values())

    def __iter__(self) -> Iterator[Session]:
        return (one for sessions in list(self._sessions.values()) for one in list(sessions))

    def of_scope(self, scope: str) -> list[Session]:
        """Every session of a scope."""
        return list(self._sessions.get(scope, ()))

    def of_person(self, who: str) -> list[Session]:
        """Every session of a person."""
        return [session for session in self if session.who == who]

    def gone_for(self, who: str) -> float:
        """Seconds since the last session of this person closed; 0 while one is open."""
        if self.of_person(who):
            return 0.0
        return monotonic() - self._last_seen.get(who, self._began)

    def of_role(self, role: str) -> list[Session]:
        """The room sessions of everyone with a role, also of those who wait."""
        here = (*self.of_scope(ROOM), *self.of_scope(WAITING))
        return [s for s in here if s.participant.role == role]

    def tell(
        self, scope: str, update: bytes, vector: Callable[[], bytes], but: Session | None
    ) -> None:
        """Send what one tick changed to every session of a scope, but for one."""
        for session in self.of_scope(scope):
            if session is not but:
                session.tell(update, vector)

    def enter(self, session: Session) -> None:
        """A session comes in; it is told who else is here on its scope."""
        self._sessions.setdefault(session.scope, {})[session] = None
        self._left.pop(session.who, None)
        known = self._book(session.scope).everyone()
        if known:
            session.send(wire.presence(known), Kind.PRESENCE)

    def leave(self, session: Session, now: float) -> None:
        """A session has gone; the others are told, and its hand goes down with the last one."""
        if self._sessions.get(session.scope, {}).pop(session, self) is self:
            return
        self._last_seen[session.who] = now
        self.unmark(session)
        if session.scope == ROOM and not self._in_room(session.who):
            self._hands.pop(session.who, None)
            person = session.participant
            if person.role != "wall" and not person.apart and session.outbox.closing not in GONE:
                self._left[session.who] = now

    def unmark(self, session: Session) -> None:
        """Take a session's mark away, if it has one; the others are told."""
        if session.client is not None:
            gone = self._book(session.scope).remove(session.client)
            self._tell(session.scope, session.client, gone)

    def keep_apart(self, session: Session) -> None:
        """Whoever has come to attend apart has no mark any more where they may not have one."""
        if _hides_presence(session):
            self.unmark(session)

    def set_aside(self, session: Session, now: float) -> None:
        """A session that will join anew is told nothing more of the room meanwhile."""
        self.leave(session, now)
        session.scope, session.client = WAITING, None
        self._sessions.setdefault(WAITING, {})[session] = None
        self._left.pop(session.who, None)

    def hear(self, session: Session, payload: bytes, gate: Gate, on_board: OnBoard) -> str | None:
        """Presence from a device: checked, stamped with who it is, told to the scope (SYN-8).

        Only where somebody types and whether they are away is passed on, and only a text of
        this scope: where one types in one's drafts is not the room's to know.
        """
        stamped = stamp(payload, client_id=session.client, identity=identity(session.participant))
        if isinstance(stamped, Nothing):
            return None
        if isinstance(stamped, Refused):
            return stamped.code
        if session.client is None:
            if not gate.claim(stamped.client, session.who):
                return "not_yours"
            session.client = stamped.client
        told = self._note(session, stamped, on_board)
        if _hides_presence(session):
            return None  # professionals have the list (SEE-8)
        # Not to its sender: a stock provider answers its own echo, for ever.
        fresh = self._book(session.scope).put(told)
        self._tell(session.scope, told.client, fresh, but=session)
        return None

    def everyone(self, session: Session) -> None:
        """Answer a session that asks who is here."""
        known = self._book(session.scope).everyone()
        if known:
            session.send(wire.presence(known), Kind.PRESENCE)

    def count_differing(self, session: Session, times: int) -> None:
        """A device's board was not like the room's, and was fetched anew."""
        if times:
            self.differed += times
            logger.warning("differed", who=session.who, scope=session.level, times=times)

    def raise_hand(self, who: str, *, up: bool) -> None:
        """A hand goes up or down; first up is first."""
        self._hands.pop(who, None)
        if up:
            self._hands[who] = None

    def list(self, now: float, reader: Participant | None = None) -> dict[str, Any]:
        """The notice that names everyone's state, the wall left out.

        To anyone but professionals it does not name those who attend apart, themselves excepted.
        """
        people = {**self._back_soon(now), **self._here()}
        if reader is not None and reader.side != "professional":
            hidden = {one.who for one in self if one.participant.apart} - {reader.id}
            people = {who: state for who, state in people.items() if who not in hidden}
        hands = [who for who in self._hands if who in people]
        return {"kind": "presence_list", "people": people, "hands": hands}

    def _here(self) -> dict[str, Any]:
        people: dict[str, Any] = {}
        for session in self.of_scope(ROOM):
            if session.participant.role != "wall" and session.open:
                people[session.who] = self._state(session, people.get(session.who))
        for session in self.of_scope(WAITING):
            if session.participant.role != "wall":
                people.setdefault(session.who, {"state": "waiting", "hand": False, "typing": None})
        return people

    def _back_soon(self, now: float) -> dict[str, Any]:
        gone = {"state": "reconnecting", "hand": False, "typing": None}
        return {who: gone for who, left in self._left.items() if now - left < BACK_WITHIN}

    def _state(self, session: Session, other: dict[str, Any] | None) -> dict[str, Any]:
        here = not session.away or (other or {}).get("state") == "here"
        return {
            "state": "here" if here else "away",
            "hand": session.who in self._hands,
            "typing": session.typing or (other or {}).get("typing"),
        }

    def _in_room(self, who: str) -> bool:
        return any(session.who == who for session in self.of_scope(ROOM))

    def _book(self, scope: str) -> PresenceBook:
        return self._books.setdefault(scope, PresenceBook())

    def _tell(
        self, scope: str, client: int, payload: bytes | None, but: Session | None = None
    ) -> None:
        """Tell the scope of one client: at once when it was quiet, else with all that comes."""
        if payload is not None:
            self._news[scope][client] = News(payload, but)
            if not self._gathering:
                self._spread()

    def _spread(self) -> None:
        told, self._news = self._news, defaultdict(dict)
        self._gathering = bool(told)
        if told:
            asyncio.get_running_loop().call_later(GATHER_FOR, self._spread)
        for scope, news in told.items():
            typists = {one.but for one in news.values()}
            frame = wire.presence(together([one.payload for one in news.values()]))
            for session in self.of_scope(scope):
                if session not in typists:
                    session.send(frame, Kind.PRESENCE)
                elif others := [one.payload for one in news.values() if one.but is not session]:
                    session.send(wire.presence(together(others)), Kind.PRESENCE)

    def _note(self, session: Session, heard: Stamped, on_board: OnBoard) -> Stamped:
        state = json.loads(heard.words) or {}
        typing = state.get("typing")
        session.away = state.get("away") is True
        session.typing = typing if isinstance(typing, str) and on_board(typing) else None
        if heard.gone:
            return heard
        shown = {"typing": session.typing, "away": session.away} | identity(session.participant)
        words = json.dumps(shown, separators=(",", ":"))
        return Stamped(heard.client, heard.clock, words)


def _hides_presence(session: Session) -> bool:
    """Whether no mark of this person goes to the others of a scope: who attends apart has one only
    among those who may know of them.
    """
    person = session.participant
    theirs = f"{NAMED}{apart_audience(person.id)}"
    return bool(person.apart) and session.scope not in (theirs, f"own:{person.id}")


def identity(person: Participant) -> dict[str, Any]:
    """What presence says of a person: the server's word, never the device's."""
    return {"user": {"id": person.id, "name": person.name, "role": person.relation}}
