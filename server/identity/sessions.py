"""Signed-in browsers, of staff and of guests: started, found again, ended (IDN-1, IDN-13)."""

from __future__ import annotations

from server.contract.values import Millis, Needs, Session, Staff
from server.identity.ports import Store
from server.identity.values import HOUR, MINUTE, EntryRules, SignedIn, hash_of, new_token

SIGNED_IN_FOR: Millis = 8 * HOUR
HALF_FOR: Millis = 10 * MINUTE
"""How long a session waits for the code that makes it whole."""
GUEST_IDLE: Millis = 2 * HOUR
"""Telephones sleep through a break: a family member is not sent back to the lobby for that."""
SEEN_EVERY: Millis = 5 * MINUTE
"""A session's use is written down this often: a board asks each 15 seconds."""


class Sessions:
    """Opaque tokens in browsers, their hashes here; each can be ended at once."""

    def __init__(self, store: Store, rules: EntryRules) -> None:
        self._people = store.people
        self._doors = store.doors
        self._idle = rules.idle

    async def start(self, staff: Staff, now: Millis, how: str, needs: Needs = "") -> SignedIn:
        """A session under a token nobody has seen before, whole or waiting for what it needs."""
        token = new_token()
        session = Session(
            token_hash=hash_of(token),
            staff=staff.id,
            lobby="admitted",
            made_at=now,
            expires_at=now + (HALF_FOR if needs else SIGNED_IN_FOR),
            seen_at=now,
            needs=needs,
            how=how,
        )
        await self._doors.start_session(session)
        return SignedIn(token=token, session=session)

    async def who(self, token: str, now: Millis) -> Session | None:
        """The whole session of a cookie while it lasts, whatever the lobby says of it; else None.

        Asking counts as using it (IDN-13).
        """
        session = await self._live(token, now)
        if session is None or session.needs:
            return None
        if now - session.seen_at >= SEEN_EVERY:
            await self._doors.saw(session.token_hash, now)
        return session

    async def is_live(self, token: str, now: Millis) -> bool:
        """Whether a session still holds; asking this is not using it."""
        session = await self._live(token, now)
        return session is not None and not session.needs

    async def half(self, token: str, now: Millis) -> Session | None:
        """A session that waits for a code or a second step; None when it is whole or over."""
        session = await self._live(token, now)
        return session if session is not None and session.needs else None

    async def end(self, token: str, now: Millis) -> None:
        """End the session of this cookie."""
        await self._doors.end_session(hash_of(token), now)

    async def others(self, staff: str, token: str, now: Millis) -> list[Session]:
        """The account's other sessions that last, the newest first."""
        mine = hash_of(token)
        return [
            one
            for one in await self._doors.sessions_of(staff)
            if one.token_hash != mine and not self._is_over(one, now)
        ]

    async def end_others(self, staff: str, token: str, now: Millis) -> None:
        """End every session of an account but the one of this cookie."""
        for session in await self.others(staff, token, now):
            await self._doors.end_session(session.token_hash, now)

    async def _live(self, token: str, now: Millis) -> Session | None:
        session = await self._doors.session(hash_of(token))
        if session is None or self._is_over(session, now):
            return None
        return session if await self._is_welcome(session) else None

    def _is_over(self, session: Session, now: Millis) -> bool:
        idle = self._idle if session.staff else GUEST_IDLE
        gone = bool(session.ended_at) or now >= session.expires_at
        return gone or now - max(session.seen_at, session.made_at) >= idle

    async def _is_welcome(self, session: Session) -> bool:
        if session.staff:
            staff = await self._people.staff(session.staff)
            return staff is not None and not staff.disabled
        person = await self._people.participant(session.participant)
        return person is not None and not person.gone
