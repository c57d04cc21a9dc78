"""The invented family of shared/demo: made through the same doors that people use."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from server.contract.catalogue import SHARED, load_catalogue
from server.contract.values import Child, Meeting, Millis, Participant, Staff
from server.identity.accounts import Accounts
from server.identity.invitations import Invitations
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.values import MeetingDetails, NewLink, PersonDetails, StaffDetails
from server.settings import Settings, SettingsError
from server.storage.store import SqlStore

LONDON = ZoneInfo("Europe/London")
KEPT = "demo-links.json"
Answer = TypeVar("Answer")
Links = dict[str, Any]
"""{base, meeting, chair, minute_taker, people: {key: ...}, wall}: as --links writes them."""


async def make_demo(
    settings: Settings,
    now: Millis,
    only_if_empty: bool = False,
    passwords: Passwords | None = None,
) -> Links | None:
    """Make the invented meeting, or find it again, with a link for everybody in it.

    Passwords and links are kept in `demo-links.json` in the data folder, for its owner alone, as
    the database holds only their hashes. None when `only_if_empty` and somebody else's accounts
    are there. Raises StorageFault or SettingsError.
    """
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        demo = Demo(store, settings, now, passwords or Passwords())
        if only_if_empty and await demo.is_in_other_use():
            return None
        links = await demo.make()
    finally:
        await store.close()
    write_links(settings.data / KEPT, links)
    return links


class Demo:
    """Makes the invented council, family and meeting of shared/demo/marlow.json."""

    def __init__(
        self, store: SqlStore, settings: Settings, now: Millis, passwords: Passwords
    ) -> None:
        people, doors, audit = store.people, store.doors, store.audit
        self._accounts = Accounts(store, passwords)
        self._meetings = Meetings(people, doors, audit, load_catalogue().types)
        self._invitations = Invitations(store)
        self._story = msgspec.json.decode((SHARED / "demo" / "marlow.json").read_bytes())
        self._kept = read_links(settings.data / KEPT)
        self._base = settings.origins[0]
        self._now = now
        self._today = datetime.fromtimestamp(now / 1000, UTC).astimezone(LONDON).date()

    async def is_in_other_use(self) -> bool:
        """True when there are accounts and none is the invented chair's."""
        emails = {staff.email for staff in await self._accounts.all_staff()}
        return bool(emails) and self._story["chair"]["email"] not in emails

    async def make(self) -> Links:
        """Everything that is missing; what is there already stays as it is."""
        chair, chair_door = await self._staff("chair")
        taker, taker_door = await self._staff("minute_taker")
        meeting = await self._meeting(chair, taker)
        people, wall = await self._people(meeting)
        return {
            "base": self._base,
            "meeting": meeting.id,
            "chair": chair_door,
            "minute_taker": taker_door,
            "people": people,
            "wall": wall,
        }

    async def _staff(self, part: str) -> tuple[Staff, Links]:
        told = self._story[part]
        known = {staff.email: staff for staff in await self._accounts.all_staff()}
        staff, kept = known.get(told["email"]), self._kept.get(part, {})
        password = str(kept.get("password") or secrets.token_urlsafe(12))
        if staff is None:
            details = StaffDetails(
                email=told["email"], name=told["name"], title=told["title"], password=password
            )
            staff = granted(await self._accounts.add_staff(details, self._now))
        elif kept.get("staff") != staff.id:
            staff = granted(await self._accounts.set_password(staff.id, password, self._now))
        door = {"email": staff.email, "password": password, "url": f"{self._base}/sign-in"}
        return staff, {"staff": staff.id, "name": staff.name, **door}

    async def _meeting(self, chair: Staff, taker: Staff) -> Meeting:
        reference = self._story["meeting"]["reference"]
        for meeting in await self._meetings.list_for(chair.id):
            if meeting.reference == reference and meeting.state != "ended":
                return await self._today_again(meeting)
        meeting = granted(await self._meetings.create(chair, self._details(), self._now))
        for told in self._story["children"]:
            granted(await self._meetings.add_child(meeting.id, self._child(told)))
        desk = PersonDetails(
            name=taker.name, role="minute_taker", relation="minute taker", staff=taker.id
        )
        granted(await self._meetings.add_person(meeting.id, desk, self._now))
        await self._invite(meeting)
        return meeting

    async def _today_again(self, meeting: Meeting) -> Meeting:
        if meeting.state != "preparing" or meeting.on == self._today.isoformat():
            return meeting
        return granted(await self._meetings.update(meeting.id, self._details()))

    async def _invite(self, meeting: Meeting) -> None:
        added: dict[str, Participant] = {}
        for told in self._story["people"]:
            speaks_for = added[told["speaks_for"]].id if "speaks_for" in told else ""
            details = PersonDetails(
                name=told["name"], role=told["role"], agency=told.get("agency", ""),
                relation=told["relation"], speaks_for=speaks_for,
            )  # fmt: skip
            person = await self._meetings.add_person(meeting.id, details, self._now)
            added[told["key"]] = granted(person)

    async def _people(self, meeting: Meeting) -> tuple[Links, Links]:
        everyone = await self._meetings.people(meeting.id)
        by_name = {(person.name, person.role): person for person in everyone}
        doors: Links = {}
        for told in self._story["people"]:
            person = by_name.get((told["name"], told["role"]))
            if person is not None:
                kept = self._kept.get("people", {}).get(told["key"], {})
                has_device = told.get("device", True)
                doors[told["key"]] = await self._door(person, kept, has_device=has_device)
        wall = next(person for person in everyone if person.role == "wall")
        return doors, await self._door(wall, self._kept.get("wall", {}))

    async def _door(self, person: Participant, kept: Links, has_device: bool = True) -> Links:
        door = {"name": person.name, "relation": person.relation, "participant": person.id}
        if not has_device:
            return {**door, "url": ""}
        token = str(kept.get("url", "")).rpartition("/join/")[2]
        invited = await self._invitations.look(token, self._now)
        if isinstance(invited, str) or invited.participant.id != person.id:
            link: NewLink = granted(await self._invitations.new_link(person.id, self._now))
            token = link.token
        return {**door, "url": f"{self._base}/join/{token}"}

    def _details(self) -> MeetingDetails:
        told = self._story["meeting"]
        return MeetingDetails(
            type=told["type"],
            on=self._today.isoformat(),
            starts=told["starts"],
            venue=told["venue"],
            mode=told["mode"],
            reference=told["reference"],
            strategy_on=(self._today - timedelta(days=told["strategy_days_before"])).isoformat(),
            council=self._story["council"],
            contact=self._story["contact"],
        )

    def _child(self, told: Links) -> Child:
        facts = {name: value for name, value in told.items() if name not in ("age", "birthday")}
        born = birth_date(self._today, told["age"], told["birthday"])
        return replace(Child(id="", first_name="", name=""), born=born.isoformat(), **facts)


def birth_date(today: date, age: int, birthday: str) -> date:
    """The day somebody of this age was born. `birthday` is MM-DD."""
    month, day = (int(part) for part in birthday.split("-"))
    had_it = (today.month, today.day) >= (month, day)
    return date(today.year - age - (0 if had_it else 1), month, day)


def granted(answer: Answer | str) -> Answer:
    """The value; the invented family asks for nothing that is refused."""
    if isinstance(answer, str):
        raise AssertionError(f"shared/demo/marlow.json was refused: {answer}")
    return answer


def read_links(path: Path) -> Links:
    """What was kept the last time; nothing when there is no file or it cannot be read."""
    try:
        kept = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write_links(path: Path, links: Links) -> None:
    """Write the file anew, for its owner alone. Raises SettingsError."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(links), indent=2) + b"\n")
        draft.replace(path)
    except OSError as error:
        raise SettingsError(f"The file {path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
