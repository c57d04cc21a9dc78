"""A council with one meeting in which every role takes part, and who is kept apart from whom."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from msgspec.structs import replace

from server.contract.catalogue import load_catalogue
from server.contract.values import Child, Meeting, Participant, Staff
from server.demo import granted
from server.identity.accounts import Accounts
from server.identity.invitations import Invitations
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.values import MeetingDetails, NewLink, PersonDetails, StaffDetails
from server.settings import Settings, read_settings
from server.storage.migrate import migrate
from server.storage.store import SqlStore
from tests.e2e.site import Site
from tests.leaks import plants as who

PASSWORD = "a long made-up sentence"
TODAY = datetime.now(UTC).date().isoformat()
APART = {
    who.MUM: (who.DAD, who.AUNT),
    who.DAD: (who.MUM, who.AUNT),
    who.AUNT: (who.MUM, who.DAD, who.GRAN, who.CHILD, who.ADVOCATE, who.DADS_ADVOCATE),
    # Both ways at once, as the people page does it: who speaks for one of them hears nothing.
}
ACCOUNTS = {
    who.CHAIR: ("Ruth Adeyemi", ("chair",)),
    who.TAKER: ("Joan Baines", ("minute_taker",)),
    who.GOVERNANCE: ("Gwen Thomas", ("governance",)),
    who.ANOTHER: ("Other Chair", ("chair",)),
}
SEATS: tuple[tuple[str, str, str, str, str], ...] = (
    # key, name, role, what is said after the name or the agency, for whom they speak
    (who.WORKER, "Hannah Pike", "social_worker", "Children's social care", ""),
    (who.POLICE, "Mark Ellison", "agency", "Police", ""),
    (who.SCHOOL, "Beth Hughes", "agency", "School", ""),
    (who.MUM, f"Kerry {who.WORDS['avatar'].title()}", "parent", "mum", ""),
    (who.DAD, "Dean Pryce", "parent", "dad", ""),
    (who.GRAN, "Pat Marlow", "network", "gran", ""),
    (who.CHILD, "Ellie Marlow", "child", "child", ""),
    (who.ADVOCATE, "Amina Yusuf", "advocate", "Ellie's advocate", who.CHILD),
    (who.DADS_ADVOCATE, "Faye Lund", "advocate", "Dean's advocate", who.DAD),
    (who.AUNT, f"Nell {who.WORDS['notice'].title()}", "network", who.WORDS["subject"], ""),
    (who.INTERPRETER, "Ines Prado", "interpreter", "interpreter", ""),
    (who.OBSERVER, "Olu Ade", "observer", "observer", ""),
)


class Place(NamedTuple):
    """A data folder with everything in it, and the ways in."""

    site: Site
    meeting: str
    ids: dict[str, str]
    links: dict[str, str]
    """The path of each person's own link."""
    children: tuple[str, ...]


def real_now() -> int:
    """Now, as the server's own clock has it."""
    return time.time_ns() // 1_000_000


def email_of(key: str) -> str:
    """The address an account signs in with."""
    return f"{key.replace(' ', '.')}@ashmoor.example"


def make_place(data: Path, apart: Mapping[str, tuple[str, ...]] = APART) -> Place:
    """The council, in a folder that is not there yet. The server is not started."""
    data.mkdir()
    site = Site(data, settings={"THREEFOLD_LOG_LEVEL": "debug", "THREEFOLD_IDLE_MINUTES": "480"})
    settings = read_settings({"THREEFOLD_DATA": str(data), "THREEFOLD_PORT": str(site.port)})
    return asyncio.run(_fill(site, settings, apart))


async def _fill(site: Site, settings: Settings, apart: Mapping[str, tuple[str, ...]]) -> Place:
    await migrate(settings.database_url)
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        made = Making(store)
        meeting = await made.meeting()
        people = await made.people(meeting, apart)
        links = await made.links(people)
    finally:
        await store.close()
    ids = {key: person.id for key, person in people.items()}
    return Place(site, meeting.id, ids, links, tuple(one.id for one in meeting.children))


class Making:
    """The council at work before the meeting."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.accounts = Accounts(store, Passwords(cheap))
        types = load_catalogue().types
        self.meetings = Meetings(store.people, store.doors, store.audit, types)
        self.invitations = Invitations(store)
        self.staff: dict[str, Staff] = {}

    async def meeting(self) -> Meeting:
        """The meeting with its two children."""
        for key, (name, roles) in ACCOUNTS.items():
            details: dict[str, Any] = {"email": email_of(key), "name": name, "roles": roles}
            given = StaffDetails(password=PASSWORD, **details)
            self.staff[key] = granted(await self.accounts.add_staff(given, real_now()))
        word = who.WORDS["file"]
        details_of = MeetingDetails(
            on=TODAY, starts="10:00", venue="Harbour House", mode="hybrid",
            reference=f"MARLOW-7-{word}", strategy_on=TODAY,
        )  # fmt: skip
        meeting = granted(await self.meetings.create(self.staff[who.CHAIR], details_of, real_now()))
        school = f"{who.WORDS['title'].title()} School"
        for first, born in (("Ellie", "2018-02-14"), ("Tom", "2023-03-09")):
            child = Child(id="", first_name=first, name=f"{first} Marlow", born=born, school=school)
            granted(await self.meetings.add_child(meeting.id, child))
        return granted(await self.meetings.meeting(meeting.id) or "not_found")

    async def people(
        self, meeting: Meeting, apart: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Participant]:
        """Everybody, with who attends apart from whom."""
        people: dict[str, Participant] = {}
        for key, name, role, called, speaks_for in SEATS:
            agency = called if role in ("social_worker", "agency") else ""
            details = PersonDetails(
                name=name, role=role, agency=agency, relation="" if agency else called,
                speaks_for=people[speaks_for].id if speaks_for else "",
            )  # fmt: skip
            people[key] = granted(await self.meetings.add_person(meeting.id, details, real_now()))
        taker = PersonDetails(
            name="Joan Baines", role="minute_taker", staff=self.staff[who.TAKER].id
        )
        people[who.TAKER] = granted(await self.meetings.add_person(meeting.id, taker, real_now()))
        for key, others in apart.items():
            ids = tuple(people[one].id for one in others)
            people[key] = replace(people[key], apart=ids)
            await self.store.people.save_participant(people[key])
        for person in await self.meetings.people(meeting.id):
            if person.role in ("chair", "wall"):
                people[person.role if person.role == "wall" else who.CHAIR] = person
        return people

    async def links(self, people: dict[str, Participant]) -> dict[str, str]:
        """A personal link for everybody without an account."""
        made: dict[str, str] = {}
        for key, person in people.items():
            if not person.staff:
                link: NewLink = granted(await self.invitations.new_link(person.id, real_now()))
                made[key] = f"/join/{link.token}"
        return made
