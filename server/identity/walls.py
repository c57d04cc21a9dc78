"""The big screen joins by a short code that it shows and the chair types: no link, no keyboard."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from server.contract.actions import What
from server.contract.values import AuditEntry, Millis, Participant, Session
from server.identity.lobby import IN_FOR
from server.identity.ports import Store
from server.identity.tries import Counter
from server.identity.values import MINUTE, Code, SignedIn, hash_of, new_token

LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""None that looks like another across a room: no 0 and O, 1 and I, 2 and Z, 5 and S, 8 and B."""
LENGTH = 6
CODE_FOR: Millis = 5 * MINUTE
SCREENS = 400
"""Codes at once, over all meetings: a stranger who asks for more cannot fill the memory."""
SCREEN_TRIES = 100
PAIR_TRIES = 10


@dataclass(slots=True)
class Screen:
    """A screen that shows a code, and whose wall it has become."""

    code: str
    until: Millis
    wall: Participant | None = None


class Walls:
    """Screens that wait for the chair (IDN-19).

    Kept in memory: a code lives five minutes, and after a restart a screen shows another by itself.
    """

    def __init__(self, store: Store) -> None:
        self._doors = store.doors
        self._audit = store.audit
        self._asking = Counter(store.tries, "screen", SCREEN_TRIES)
        self._typing = Counter(store.tries, "pairing", PAIR_TRIES)
        self._screens: dict[bytes, Screen] = {}

    async def begin(self, address: str, now: Millis) -> tuple[str, str] | Code:
        """A new screen at `address`: the token for its cookie, and the code it shows."""
        self._forget(now)
        if len(self._screens) >= SCREENS or not await self._asking.take(address, now):
            return "too_many_tries"
        token = new_token()
        shown = {screen.code for screen in self._screens.values()}
        code = _new_code()
        while code in shown:
            code = _new_code()
        self._screens[hash_of(token)] = Screen(code, now + CODE_FOR)
        return token, code

    def screen(self, token: str, now: Millis) -> Screen | None:
        """The screen with this token, while its code lives."""
        self._forget(now)
        return self._screens.get(hash_of(token))

    async def pair(self, typed: str, wall: Participant, now: Millis, by: str) -> Code | None:
        """The chair types a code: its screen becomes this meeting's wall. Each code once."""
        self._forget(now)
        if not await self._typing.take(by, now):
            return "too_many_tries"
        code = "".join(typed.upper().split()).replace("-", "")
        for screen in self._screens.values():
            if screen.wall is None and secrets.compare_digest(screen.code.encode(), code.encode()):
                await self._typing.give_back(by)
                screen.wall = wall
                await self._note(wall, "wall paired", now, by)
                return None
        return "pairing_unknown"

    async def redeem(self, token: str, now: Millis) -> tuple[Participant, SignedIn] | None:
        """The screen comes back for its seat, once; an earlier screen's session ends."""
        screen = self.screen(token, now)
        if screen is None or screen.wall is None:
            return None
        del self._screens[hash_of(token)]
        wall, cookie = screen.wall, new_token()
        session = Session(
            token_hash=hash_of(cookie), participant=wall.id, meeting=wall.meeting,
            lobby="admitted", made_at=now, asked_at=now, expires_at=now + IN_FOR,
        )  # fmt: skip
        await self._doors.start_session(session)
        return wall, SignedIn(token=cookie, session=session)

    async def is_paired(self, wall: Participant, now: Millis) -> bool:
        """Whether a screen is this meeting's wall now."""
        sessions = await self._doors.guest_sessions(wall.meeting)
        return any(
            one.participant == wall.id and one.lobby == "admitted" and now < one.expires_at
            for one in sessions
        )

    async def unpair(self, wall: Participant, now: Millis, by: str) -> None:
        """The screen is the wall no longer, and shows nothing."""
        for screen in self._screens.values():
            if screen.wall is not None and screen.wall.id == wall.id:
                screen.until = 0
        await self._doors.end_sessions_of(wall.id, now)
        await self._note(wall, "wall unpaired", now, by)

    def _forget(self, now: Millis) -> None:
        self._screens = {key: one for key, one in self._screens.items() if now < one.until}

    async def _note(self, wall: Participant, what: What, now: Millis, by: str) -> None:
        entry = AuditEntry(at=now, meeting=wall.meeting, who=by, what=what, about=wall.id)
        await self._audit.append(entry)


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
