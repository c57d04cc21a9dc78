"""Links and sessions in SQL; only hashes of tokens are here."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Select, Update, insert, or_, select, update

from server.contract.values import Link, LobbyState, Millis, Session, Welcome
from server.storage.database import Database
from server.storage.tables import links, sessions, welcomes


class SqlDoors:
    """Links and sessions, found by the SHA-256 of their tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace_link(self, link: Link) -> None:
        """Store a link; the participant's older ones are revoked at `link.made_at`."""
        async with self._database.writing() as connection:
            await connection.execute(_revoked(link.participant, link.made_at))
            await connection.execute(insert(links), asdict(link))

    async def link(self, token_hash: bytes) -> Link | None:
        """The link, or None."""
        return await self._link(select(links).where(links.c.token_hash == token_hash))

    async def live_link(self, participant: str) -> Link | None:
        """The participant's link that is not revoked, or None. It may have run out."""
        mine = select(links).where(links.c.participant == participant)
        return await self._link(mine.where(links.c.revoked_at == 0))

    async def mark_opened(self, token_hash: bytes, now: Millis) -> None:
        """Note the first time a link was opened; later times change nothing."""
        never = (links.c.token_hash == token_hash) & (links.c.opened_at == 0)
        await self._change(update(links).where(never).values(opened_at=now))

    async def revoke_links(self, participant: str, now: Millis) -> None:
        """Revoke whatever link the participant has."""
        await self._change(_revoked(participant, now))

    async def start_session(self, session: Session) -> None:
        """Store a session; a guest's earlier ones end at `session.made_at`, in one step."""
        async with self._database.writing() as connection:
            if session.participant:
                await connection.execute(_ended(session.participant, session.made_at))
            await connection.execute(insert(sessions), asdict(session))

    async def session(self, token_hash: bytes) -> Session | None:
        """The session, ended or not, or None."""
        query = select(sessions).where(sessions.c.token_hash == token_hash)
        return next(iter(await self._sessions(query)), None)

    async def guest_sessions(self, meeting: str) -> list[Session]:
        """Sessions of a meeting's guests that have not ended, by when they asked."""
        live = select(sessions).where(
            sessions.c.meeting == meeting, sessions.c.participant != "", sessions.c.ended_at == 0
        )
        found = await self._sessions(live)
        return sorted(found, key=lambda session: (session.asked_at, session.participant))

    async def move_guest(
        self,
        participant: str,
        before: tuple[LobbyState, ...],
        after: LobbyState,
        end: Millis = 0,
        asked_at: Millis = 0,
        until: Millis = 0,
    ) -> bool:
        """Move the guest's one live session from a state of `before` to `after`."""
        mine = update(sessions).where(
            sessions.c.participant == participant,
            sessions.c.ended_at == 0,
            sessions.c.lobby.in_(before),
        )
        if asked_at:
            mine = mine.where(sessions.c.asked_at == asked_at)
        change = mine.values(lobby=after, ended_at=end)
        return await self._change(change.values(expires_at=until) if until else change) > 0

    async def saw(self, token_hash: bytes, now: Millis) -> None:
        """Note that a session was used."""
        seen = update(sessions).where(sessions.c.token_hash == token_hash)
        await self._change(seen.values(seen_at=now))

    async def sessions_of(self, staff: str) -> list[Session]:
        """Sessions of an account that have not ended, the newest first."""
        live = select(sessions).where(sessions.c.staff == staff, sessions.c.ended_at == 0)
        found = await self._sessions(live)
        return sorted(found, key=lambda session: -session.made_at)

    async def end_session(self, token_hash: bytes, now: Millis) -> None:
        """End one session."""
        live = (sessions.c.token_hash == token_hash) & (sessions.c.ended_at == 0)
        await self._change(update(sessions).where(live).values(ended_at=now))

    async def end_sessions_of(self, person: str, now: Millis) -> None:
        """End every session of a staff account or a participant."""
        await self._change(_ended(person, now))

    async def replace_welcome(self, welcome: Welcome) -> None:
        """Store a welcome; the account's older ones are used up at `welcome.made_at`."""
        mine = (welcomes.c.staff == welcome.staff) & (welcomes.c.used_at == 0)
        async with self._database.writing() as connection:
            await connection.execute(update(welcomes).where(mine).values(used_at=welcome.made_at))
            await connection.execute(insert(welcomes), asdict(welcome))

    async def welcome(self, token_hash: bytes) -> Welcome | None:
        """The welcome, used or not, or None."""
        query = select(welcomes).where(welcomes.c.token_hash == token_hash)
        row = next(iter(await self._database.rows(query)), None)
        return None if row is None else Welcome(**row)

    async def use_welcome(self, token_hash: bytes, now: Millis) -> bool:
        """Use a welcome up; False when it was used before."""
        fresh = (welcomes.c.token_hash == token_hash) & (welcomes.c.used_at == 0)
        return await self._change(update(welcomes).where(fresh).values(used_at=now)) > 0

    async def _link(self, query: Select[Any]) -> Link | None:
        row = next(iter(await self._database.few(query)), None)
        return None if row is None else Link(**row)

    async def _sessions(self, query: Select[Any]) -> list[Session]:
        return [Session(**row) for row in await self._database.few(query)]

    async def _change(self, change: Update) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(change)).rowcount


def _revoked(participant: str, now: Millis) -> Update:
    live = (links.c.participant == participant) & (links.c.revoked_at == 0)
    return update(links).where(live).values(revoked_at=now)


def _ended(person: str, now: Millis) -> Update:
    theirs = or_(sessions.c.staff == person, sessions.c.participant == person)
    return update(sessions).where(theirs & (sessions.c.ended_at == 0)).values(ended_at=now)
