"""A small council in memory, with a cheap password hash so that tests are quick."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from server.contract.catalogue import load_catalogue
from server.contract.values import Child, Meeting, Participant, Staff
from server.identity.accounts import Accounts
from server.identity.invitations import Invitations
from server.identity.lobby import Lobby
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.values import (
    MeetingDetails,
    NewLink,
    PersonDetails,
    SignedIn,
    StaffDetails,
)
from server.storage.memory import MemoryStore

NOW = 1_750_000_000_000
PASSWORD = "three sheep on a wall"


class Office:
    """Everything of identity over one store."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        people, doors, audit = self.store.people, self.store.doors, self.store.audit
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.passwords = passwords
        self.accounts = Accounts(self.store, passwords)
        self.meetings = Meetings(people, doors, audit, load_catalogue().types)
        self.invitations = Invitations(self.store)
        self.lobby = Lobby(people, doors, audit)

    async def ruth(self) -> Staff:
        """The chair's account."""
        known = await self.store.people.staff_by_email("ruth@ashmoor.example")
        if known is not None:
            return known
        details = StaffDetails(email="ruth@ashmoor.example", name="Ruth", password=PASSWORD)
        made = await self.accounts.add_staff(details, NOW)
        assert isinstance(made, Staff)
        return made

    async def meeting(self) -> Meeting:
        """A meeting of hers about one child."""
        made = await self.meetings.create(await self.ruth(), MeetingDetails(on="2025-06-04"), NOW)
        assert isinstance(made, Meeting)
        child = Child(id="", first_name="", name="Ellie Marlow")
        assert isinstance(await self.meetings.add_child(made.id, child), Child)
        found = await self.meetings.meeting(made.id)
        assert found is not None
        return found

    async def person(self, name: str = "Kerry", role: str = "parent") -> Participant:
        """Somebody in a meeting of their own."""
        meeting = await self.meeting()
        details = PersonDetails(name=name, role=role)
        made = await self.meetings.add_person(meeting.id, details, NOW)
        assert isinstance(made, Participant)
        return made

    async def link(self, person: Participant, now: int = NOW) -> str:
        """The token of a new link."""
        made = await self.invitations.new_link(person.id, now)
        assert isinstance(made, NewLink)
        return made.token

    async def guest(self, token: str, now: int = NOW) -> SignedIn:
        """Somebody who opened a link."""
        redeemed = await self.invitations.redeem(token, now)
        assert isinstance(redeemed, SignedIn)
        return redeemed

    async def disable(self, staff: Staff) -> None:
        """Close an account."""
        await self.store.people.change_staff(replace(staff, disabled=True))


@pytest.fixture
def office() -> Office:
    return Office()
