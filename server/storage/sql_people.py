"""Staff, meetings and participants in SQL; what names a family is sealed."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, insert, or_, select, update

from server.contract.values import Meeting, Participant, Staff
from server.storage.database import Database, Taken
from server.storage.faults import StorageFault
from server.storage.keyring import Keyring
from server.storage.tables import logins, meetings, participants, staff


class SqlPeople:
    """Staff, meetings and the people in them."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add_staff(self, person: Staff, login: str = "") -> bool:
        """Store a new account, with its login if any; False when the email or it is taken."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(staff), _staff_row(person))
                if login:
                    await connection.execute(insert(logins), {"key": login, "staff": person.id})
        except Taken:
            return False
        return True

    async def change_staff(self, person: Staff) -> None:
        """Replace an account's name, title, password hash, disabled mark or roles."""
        fixed = ("id", "email", "created_at")
        values = {name: value for name, value in _staff_row(person).items() if name not in fixed}
        async with self._database.writing() as connection:
            await connection.execute(update(staff).where(staff.c.id == person.id).values(values))

    async def staff(self, staff_id: str) -> Staff | None:
        """The account, or None."""
        return next(iter(await self._staff(select(staff).where(staff.c.id == staff_id))), None)

    async def staff_by_email(self, email: str) -> Staff | None:
        """The account of a normalised email, or None."""
        return next(iter(await self._staff(select(staff).where(staff.c.email == email))), None)

    async def staff_by_login(self, login: str) -> Staff | None:
        """The account that a login of the council's own sign-in belongs to, or None."""
        mine = select(logins.c.staff).where(logins.c.key == login)
        return next(iter(await self._staff(select(staff).where(staff.c.id.in_(mine)))), None)

    async def add_login(self, login: str, staff_id: str) -> bool:
        """Join a login to an account; False when either has one already."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(logins), {"key": login, "staff": staff_id})
        except Taken:
            return False
        return True

    async def has_login(self, staff_id: str) -> bool:
        """Whether a login belongs to this account."""
        mine = select(logins.c.key).where(logins.c.staff == staff_id)
        return bool(await self._database.rows(mine))

    async def all_staff(self) -> list[Staff]:
        """Every account, by email."""
        found = await self._staff(select(staff))
        return sorted(found, key=lambda person: person.email)

    async def save_meeting(self, meeting: Meeting) -> None:
        """Store a meeting, new or changed."""
        key = await self._keyring.key(meeting.id)
        row = {
            "chair": meeting.chair,
            "created_at": meeting.created_at,
            "sealed": key.seal("meetings", meeting.id, msgspec.msgpack.encode(meeting)),
        }
        change = update(meetings).where(meetings.c.id == meeting.id).values(row)
        async with self._database.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(meetings), {"id": meeting.id, **row})

    async def meeting(self, meeting: str) -> Meeting | None:
        """The meeting, or None."""
        found = await self._meetings(select(meetings).where(meetings.c.id == meeting))
        return next(iter(found), None)

    async def all_meetings(self) -> list[Meeting]:
        """Every meeting, for whoever looks after how long they are kept."""
        return await self._meetings(select(meetings).order_by(meetings.c.created_at))

    async def meetings_of(self, staff_id: str) -> list[Meeting]:
        """Meetings this account chairs or takes part in, newest first."""
        seats = select(participants.c.meeting).where(
            participants.c.staff == staff_id, participants.c.gone.is_(False)
        )
        mine = or_(meetings.c.chair == staff_id, meetings.c.id.in_(seats))
        query = select(meetings).where(mine)
        return await self._meetings(query.order_by(meetings.c.created_at.desc(), meetings.c.id))

    async def save_participant(self, participant: Participant) -> None:
        """Store a participant of a stored meeting, new or changed."""
        key = await self._keyring.find(participant.meeting)
        if key is None:
            raise StorageFault("There is no such meeting.")
        plain = msgspec.msgpack.encode(participant)
        row = {
            "meeting": participant.meeting,
            "staff": participant.staff,
            "gone": participant.gone,
            "added_at": participant.added_at,
            "sealed": key.seal("participants", participant.id, plain),
        }
        change = update(participants).where(participants.c.id == participant.id).values(row)
        async with self._database.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(participants), {"id": participant.id, **row})

    async def participant(self, participant: str) -> Participant | None:
        """The participant, gone or not, or None."""
        query = select(participants).where(participants.c.id == participant)
        return next(iter(await self._participants(query)), None)

    async def participants(self, meeting: str) -> list[Participant]:
        """Everyone of a meeting, gone or not, in the order they were added."""
        query = select(participants).where(participants.c.meeting == meeting)
        found = await self._participants(query)
        return sorted(found, key=lambda person: (person.added_at, person.id))

    async def _staff(self, query: Select[Any]) -> list[Staff]:
        return [
            Staff(**{**row, "roles": tuple(row["roles"].split())})
            for row in await self._database.few(query)
        ]

    async def _meetings(self, query: Select[Any]) -> list[Meeting]:
        rows = await self._database.few(query)
        opened = [await self._open("meetings", row["id"], row) for row in rows]
        return [msgspec.msgpack.decode(plain, type=Meeting) for plain in opened if plain]

    async def _participants(self, query: Select[Any]) -> list[Participant]:
        rows = await self._database.few(query)
        opened = [await self._open("participants", row["meeting"], row) for row in rows]
        return [msgspec.msgpack.decode(plain, type=Participant) for plain in opened if plain]

    async def _open(self, table: str, meeting: str, row: RowMapping) -> bytes | None:
        """What a row holds; None when the key was destroyed: an old backup was put back."""
        key = await self._keyring.find(meeting)
        return None if key is None else key.open(table, row["id"], row["sealed"])


def _staff_row(person: Staff) -> dict[str, Any]:
    return {**msgspec.structs.asdict(person), "roles": " ".join(person.roles)}
