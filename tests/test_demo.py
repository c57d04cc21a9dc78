"""The invented family is made through the same doors that people use, and found again."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from server.contract.catalogue import SHARED, load_catalogue
from server.contract.values import Meeting, Participant, Staff
from server.demo import birth_date, make_demo
from server.identity.accounts import Accounts
from server.identity.invitations import Invitations
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.values import DAY, Invited, SignedIn, StaffDetails
from server.settings import Settings, read_settings
from server.storage.migrate import migrate
from server.storage.store import SqlStore

pytestmark = pytest.mark.anyio
NOW = 1_748_995_200_000  # 4 June 2025, midnight UTC: 1 am in London


def quick() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def prepared(folder: Path, port: int = 8000) -> Settings:
    settings = read_settings({}, data=folder, port=port)
    await migrate(settings.database_url)
    return settings


async def made(settings: Settings, now: int = NOW) -> dict[str, Any]:
    links = await make_demo(settings, now, passwords=quick())
    assert links is not None
    return links


class Looked:
    """What a person could find out about the invented meeting."""

    def __init__(self, store: SqlStore) -> None:
        people, doors, audit = store.people, store.doors, store.audit
        self.store = store
        self.accounts = Accounts(store, quick())
        self.meetings = Meetings(people, doors, audit, load_catalogue().types)
        self.invitations = Invitations(store)

    @classmethod
    async def at(cls, settings: Settings) -> Looked:
        return cls(await SqlStore.open(settings.database_url, settings.master_key))

    async def meeting(self, links: dict[str, Any]) -> Meeting:
        found = await self.meetings.meeting(links["meeting"])
        assert found is not None
        return found

    async def invited(self, url: str, now: int = NOW) -> Participant:
        found = await self.invitations.look(url.rpartition("/join/")[2], now)
        assert isinstance(found, Invited)
        return found.participant


async def test_everybody_of_the_story_can_get_in(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    links = await made(settings)
    looked = await Looked.at(settings)
    for part in ("chair", "minute_taker"):
        told = links[part]
        signed_in = await looked.accounts.sign_in(told["email"], told["password"], "a", NOW)
        assert isinstance(signed_in, SignedIn)
        seat = await looked.meetings.seat_of(signed_in.session.staff, links["meeting"])
        assert seat is not None
        assert seat.role == part
    for told in [*links["people"].values(), links["wall"]]:
        if told["url"]:
            assert (await looked.invited(told["url"])).id == told["participant"]
    assert [key for key, told in links["people"].items() if not told["url"]] == ["ellie"]
    await looked.store.close()


async def test_the_story_is_told_as_written(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    links = await made(settings)
    looked = await Looked.at(settings)
    meeting = await looked.meeting(links)
    people = {person.id: person for person in await looked.meetings.people(meeting.id)}
    await looked.store.close()
    assert (meeting.on, meeting.state, meeting.council) == (
        "2025-06-04", "preparing", "Ashmoor County Council",
    )  # fmt: skip
    assert [(child.first_name, child.born) for child in meeting.children] == [
        ("Ellie", "2018-02-14"), ("Tom", "2023-03-09"),
    ]  # fmt: skip
    amina, ellie = (people[links["people"][key]["participant"]] for key in ("amina", "ellie"))
    assert (amina.role, amina.speaks_for) == ("advocate", ellie.id)
    story = json.loads((SHARED / "demo" / "marlow.json").read_text(encoding="utf-8"))
    assert len(people) == len(story["people"]) + 3
    agencies = set(load_catalogue().types["icpc"]["agencies"])
    assert {person.agency for person in people.values()} - {""} <= agencies


async def test_STO_9_passwords_and_links_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    links = await made(settings)
    kept = tmp_path / "demo-links.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == links
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    assert await made(settings) == await made(settings, NOW + 1000)


async def test_another_port_keeps_the_links(tmp_path: Path) -> None:
    first = await made(await prepared(tmp_path))
    second = await made(await prepared(tmp_path, port=9000))
    assert second == json.loads(json.dumps(first).replace(":8000", ":9000"))


async def test_lost_links_are_made_anew_and_the_old_stop(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    first = await made(settings)
    (tmp_path / "demo-links.json").write_text("[not what it was", encoding="utf-8")
    second = await made(settings)
    assert second["meeting"] == first["meeting"]
    looked = await Looked.at(settings)
    await looked.invited(second["people"]["kerry"]["url"])
    old = first["people"]["kerry"]["url"].rpartition("/join/")[2]
    assert await looked.invitations.look(old, NOW) == "link_revoked"
    chair = second["chair"]
    signed_in = await looked.accounts.sign_in(chair["email"], chair["password"], "a", NOW)
    assert isinstance(signed_in, SignedIn)
    await looked.store.close()


async def test_links_that_ran_out_are_made_anew_and_the_meeting_is_today(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    first, later = await made(settings), NOW + 40 * DAY
    second = await made(settings, later)
    assert second["meeting"] == first["meeting"]
    looked = await Looked.at(settings)
    await looked.invited(second["people"]["kerry"]["url"], later)
    assert (await looked.meeting(second)).on == "2025-07-14"
    await looked.store.close()


async def test_an_ended_meeting_is_followed_by_a_new_one(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    first = await made(settings)
    looked = await Looked.at(settings)
    await looked.meetings.open(first["meeting"], NOW)
    await looked.meetings.end(first["meeting"], NOW)
    second = await made(settings, NOW + 1)
    assert second["meeting"] != first["meeting"]
    assert second["chair"] == first["chair"]
    assert (await looked.meeting(second)).state == "preparing"
    await looked.invited(second["wall"]["url"], NOW + 1)
    await looked.store.close()


async def test_a_database_in_real_use_gets_no_invented_people(tmp_path: Path) -> None:
    settings = await prepared(tmp_path)
    looked = await Looked.at(settings)
    real = StaffDetails(email="real@council.example", name="Real", password="a real password 1")
    assert isinstance(await looked.accounts.add_staff(real, NOW), Staff)
    assert await make_demo(settings, NOW, only_if_empty=True) is None
    assert len(await looked.accounts.all_staff()) == 1
    assert not (tmp_path / "demo-links.json").exists()
    await looked.store.close()


def test_ages_stay_what_the_story_says() -> None:
    assert birth_date(date(2025, 6, 4), 7, "02-14") == date(2018, 2, 14)
    assert birth_date(date(2026, 2, 13), 7, "02-14") == date(2018, 2, 14)
    assert birth_date(date(2026, 2, 14), 7, "02-14") == date(2019, 2, 14)
