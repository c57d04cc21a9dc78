"""Preparing a meeting: details, children, people, and its three states."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.contract.catalogue import load_catalogue
from server.contract.values import Child, Meeting, Participant, Staff
from server.identity.answers import Answers
from server.identity.details import CHILDREN, PEOPLE, Roles, check_child, check_meeting
from server.identity.meetings import Meetings
from server.identity.values import MeetingDetails, NewLink, PersonDetails, StaffDetails
from server.storage.memory import MemoryPeople, MemoryStore
from tests.identity.conftest import NOW, PASSWORD, Office

pytestmark = pytest.mark.anyio
CHILD = Child(id="", first_name="", name="Ellie Marlow", born="2018-02-14")


async def test_IDN_10_a_meeting_has_its_chair_and_its_wall_from_the_start(office: Office) -> None:
    meeting, ruth = await office.meeting(), await office.ruth()
    chair, wall = await office.meetings.people(meeting.id)
    assert (chair.name, chair.role, chair.staff) == ("Ruth", "chair", ruth.id)
    assert chair.clearance == "professionals"
    assert (wall.role, wall.side, wall.clearance) == ("wall", "room", "room")
    assert await office.meetings.list_for(ruth.id) == [meeting]
    for person in (chair, wall):
        assert await office.meetings.remove_person(person.id, NOW) == "not_allowed"


async def test_IDN_10_children_change_only_before_the_meeting_starts(office: Office) -> None:
    meeting = await office.meeting()
    ellie = meeting.children[0]
    assert (ellie.id[:2], ellie.first_name) == ("c_", "Ellie")
    tom = await office.meetings.add_child(meeting.id, replace(CHILD, name="Tom Marlow"))
    assert isinstance(tom, Child)
    renamed = replace(tom, first_name="Tommy")
    assert await office.meetings.edit_child(meeting.id, renamed) == renamed
    unknown = replace(tom, id="c_x")
    assert await office.meetings.edit_child(meeting.id, unknown) == "no_such_child"
    assert await office.meetings.remove_child(meeting.id, "c_x") == "no_such_child"
    after = await office.meetings.remove_child(meeting.id, ellie.id)
    assert isinstance(after, Meeting)
    assert after.children == (renamed,)
    await office.meetings.open(meeting.id, NOW)
    assert await office.meetings.add_child(meeting.id, CHILD) == "meeting_started"
    assert await office.meetings.edit_child(meeting.id, renamed) == "meeting_started"
    assert await office.meetings.remove_child(meeting.id, tom.id) == "meeting_started"


async def test_IDN_10_an_ended_meeting_changes_no_more(office: Office) -> None:
    person = await office.person()
    details = PersonDetails(name="Pat", role="network")
    assert await office.meetings.end(person.meeting, NOW) == "not_now"
    opened = await office.meetings.open(person.meeting, NOW)
    assert await office.meetings.open(person.meeting, NOW + 1) == opened
    assert isinstance(opened, Meeting)
    assert (opened.state, opened.opened_at) == ("open", NOW)
    moved = await office.meetings.update(person.meeting, MeetingDetails(on="2025-06-05"))
    assert isinstance(moved, Meeting)
    assert (moved.on, moved.state, moved.children) == ("2025-06-05", "open", opened.children)
    ended = await office.meetings.end(person.meeting, NOW + 2)
    assert isinstance(ended, Meeting)
    assert (ended.state, ended.opened_at, ended.ended_at) == ("ended", NOW, NOW + 2)
    assert await office.meetings.end(person.meeting, NOW + 3) == ended
    assert await office.meetings.open(person.meeting, NOW + 3) == "meeting_ended"
    update = office.meetings.update(person.meeting, MeetingDetails(on="2025-06-06"))
    assert await update == "meeting_ended"
    assert await office.meetings.add_person(person.meeting, details, NOW) == "meeting_ended"
    assert await office.meetings.edit_person(person.id, details) == "meeting_ended"


async def test_what_is_not_there_is_not_found(office: Office) -> None:
    meetings, details = office.meetings, MeetingDetails(on="2025-06-04")
    assert await meetings.meeting("m_x") is None
    assert await meetings.update("m_x", details) == "not_found"
    assert await meetings.open("m_x", NOW) == "not_found"
    assert await meetings.add_child("m_x", CHILD) == "not_found"
    person = PersonDetails(name="Pat", role="network")
    assert await meetings.add_person("m_x", person, NOW) == "not_found"
    assert await meetings.edit_person("p_x", person) == "no_such_person"
    assert await meetings.remove_person("p_x", NOW) == "no_such_person"
    assert await meetings.person("p_x") is None


@pytest.mark.parametrize(
    ("role", "side", "clearance"),
    [
        ("minute_taker", "professional", "room"),
        ("social_worker", "professional", "professionals"),
        ("agency", "professional", "professionals"),
        ("parent", "family", "room"),
        ("advocate", "support", "room"),
        ("observer", "support", "room"),
    ],
)
async def test_IDN_9_side_and_clearance_come_from_the_role(
    office: Office, role: str, side: str, clearance: str
) -> None:
    person = await office.person("Somebody", role)
    assert (person.side, person.clearance) == (side, clearance)


@pytest.mark.parametrize("role", ["parent", "child", "network", "advocate", "interpreter"])
async def test_IDN_9_only_professionals_can_be_given_their_clearance(
    office: Office, role: str
) -> None:
    meeting = await office.meeting()
    wide = PersonDetails(name="Kerry", role=role, clearance="professionals")
    assert await office.meetings.add_person(meeting.id, wide, NOW) == "bad_field"
    taker = PersonDetails(name="J. Baines", role="minute_taker", clearance="professionals")
    added = await office.meetings.add_person(meeting.id, taker, NOW)
    assert isinstance(added, Participant)
    assert added.clearance == "professionals"
    assert await office.meetings.edit_person(added.id, wide) == "bad_field"
    lower = await office.meetings.edit_person(added.id, PersonDetails(name="Kerry", role=role))
    assert isinstance(lower, Participant)
    assert lower.clearance == "room"


async def test_nobody_becomes_chair_or_wall_by_being_added(office: Office) -> None:
    person = await office.person()
    for role in ("chair", "wall"):
        details = PersonDetails(name="Mallory", role=role)
        assert await office.meetings.add_person(person.meeting, details, NOW) == "not_allowed"
        assert await office.meetings.edit_person(person.id, details) == "not_allowed"


async def test_wrong_people_are_not_added(office: Office) -> None:
    meeting, ruth = await office.meeting(), await office.ruth()
    wrong = [
        (PersonDetails(name="", role="parent"), "name_missing"),
        (PersonDetails(name="Kerry", role="queen"), "role_missing"),
        (PersonDetails(name="K" * 121, role="parent"), "text_too_long"),
        (PersonDetails(name="Amina", role="advocate", speaks_for="p_x"), "no_such_person"),
        (PersonDetails(name="J", role="minute_taker", staff="s_x"), "no_such_person"),
        (PersonDetails(name="Ruth", role="minute_taker", staff=ruth.id), "already_in"),
    ]
    for details, code in wrong:
        assert await office.meetings.add_person(meeting.id, details, NOW) == code
        assert load_catalogue().say(code)
    assert len(await office.meetings.people(meeting.id)) == 2


async def test_an_advocate_speaks_for_somebody_in_the_same_meeting(office: Office) -> None:
    ellie, stranger = await office.person("Ellie", "child"), await office.person("Sam", "child")
    for_ellie = PersonDetails(name="Amina", role="advocate", speaks_for=ellie.id)
    amina = await office.meetings.add_person(ellie.meeting, for_ellie, NOW)
    assert isinstance(amina, Participant)
    assert amina.speaks_for == ellie.id
    for_stranger = replace(for_ellie, speaks_for=stranger.id)
    assert await office.meetings.edit_person(amina.id, for_stranger) == "no_such_person"
    himself = replace(for_ellie, speaks_for=amina.id)
    assert await office.meetings.edit_person(amina.id, himself) == "no_such_person"


async def test_a_meeting_has_a_bound_on_people_and_children(office: Office) -> None:
    meeting = await office.meeting()
    added = [
        await office.meetings.add_person(meeting.id, PersonDetails(name="A", role="network"), NOW)
        for _ in range(PEOPLE)
    ]
    assert [isinstance(person, Participant) for person in added].count(True) == PEOPLE - 2
    assert added[-1] == "people_full"
    children = [await office.meetings.add_child(meeting.id, CHILD) for _ in range(CHILDREN)]
    assert children[-1] == "too_many_children"
    assert load_catalogue().limits.people_per_meeting == PEOPLE


async def test_people_stay_in_the_order_they_were_added(office: Office) -> None:
    meeting = await office.meeting()
    names = [f"Person {n}" for n in range(20)]
    for name in names:
        await office.meetings.add_person(meeting.id, PersonDetails(name=name, role="network"), NOW)
    people = await office.meetings.people(meeting.id)
    assert [person.name for person in people] == ["Ruth", "The wall", *names]


async def test_changes_made_at_once_do_not_undo_each_other(office: Office) -> None:
    meeting = await office.meeting()
    add = [office.meetings.add_child(meeting.id, replace(CHILD, name=f"C {n}")) for n in range(8)]
    await asyncio.gather(*add)
    found = await office.meetings.meeting(meeting.id)
    assert found is not None
    assert len(found.children) == 9


async def test_IDN_6_a_seat_belongs_to_an_account(office: Office) -> None:
    meeting, ruth = await office.meeting(), await office.ruth()
    details = StaffDetails(email="jo@ashmoor.example", name="Jo", password=PASSWORD)
    jo = await office.accounts.add_staff(details, NOW)
    assert isinstance(jo, Staff)
    assert await office.meetings.seat_of(jo.id, meeting.id) is None
    taker = PersonDetails(name="Jo", role="minute_taker", staff=jo.id)
    seat = await office.meetings.add_person(meeting.id, taker, NOW)
    assert isinstance(seat, Participant)
    assert await office.meetings.seat_of(jo.id, meeting.id) == seat
    assert [each.id for each in await office.meetings.list_for(jo.id)] == [meeting.id]
    await office.meetings.remove_person(seat.id, NOW)
    assert await office.meetings.seat_of(jo.id, meeting.id) is None
    assert await office.meetings.list_for(jo.id) == []
    assert await office.meetings.seat_of("", meeting.id) is None
    chair = await office.meetings.seat_of(ruth.id, meeting.id)
    assert chair is not None
    assert isinstance(await office.invitations.new_link(chair.id, NOW), str)
    assert not isinstance(await office.invitations.new_link(chair.id, NOW), NewLink)


def wrong_of(**details: str) -> dict[str, str]:
    asked = MeetingDetails(**{"on": "2025-06-04", **details})
    return check_meeting(asked, Roles(load_catalogue().types))[1]


def test_wrong_details_are_named_field_by_field() -> None:
    assert wrong_of(starts="09:30", strategy_on="2025-05-14", mode="video") == {}
    found = wrong_of(
        on="2025-02-30", starts="25:00", mode="boat", strategy_on="x", venue="v" * 301, type="y"
    )
    assert found == {
        "on": "date_wrong", "starts": "time_wrong", "mode": "bad_field",
        "strategy_on": "date_wrong", "venue": "text_too_long", "type": "bad_field",
    }  # fmt: skip
    assert wrong_of(on="") == {"on": "date_missing"}
    child = Child(id="c_1", first_name="\u202e", name="", born="2018-2-14", due="0000-00-00")
    assert check_child(child)[1] == {
        "name": "name_missing", "first_name": "text_unusable", "born": "date_wrong",
        "due": "date_wrong",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x07b", "left\u202eright", "\u2066x", "\ud800", "\ue000", "x\x9fx"]
)
def test_IDN_8_hidden_characters_are_refused(text: str) -> None:
    answers = Answers()
    answers.line("name", text)
    assert answers.wrong == {"name": "text_unusable"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Llŷr\tSiôn \n", "Llŷr Siôn"),
        ("Sio\u0302n", "Si\u00f4n"),
        ("محمد عبد الله", "محمد عبد الله"),
        ("👩\u200d👧 Pat", "👩\u200d👧 Pat"),
        ("<b>O'Brien</b> & co", "<b>O'Brien</b> & co"),
    ],
)
def test_IDN_8_names_of_all_kinds_are_kept(typed: str, kept: str) -> None:
    answers = Answers()
    assert answers.line("name", typed, missing="name_missing") == kept
    assert answers.wrong == {}


@given(st.text())
def test_IDN_8_what_is_accepted_is_one_visible_bounded_line(text: str) -> None:
    answers = Answers()
    line = answers.line("name", text, most=50, missing="name_missing")
    assert line == unicodedata.normalize("NFC", line)
    assert len(line.splitlines()) <= 1
    assert answers.wrong or 0 < len(line) <= 50


class SlowPeople(MemoryPeople):
    """People kept where an answer takes a moment."""

    async def participants(self, meeting: str) -> list[Participant]:
        known = await super().participants(meeting)
        await asyncio.sleep(0.01)
        return known


async def test_IDN_5_who_is_taken_out_while_somebody_changes_them_stays_out() -> None:
    people, store = SlowPeople(), MemoryStore()
    meetings = Meetings(people, store.doors, store.audit, load_catalogue().types)
    chair = Staff(
        id="s_ruth", email="r@x.example", name="Ruth", title="", password_hash="", created_at=NOW
    )
    meeting = await meetings.create(chair, MeetingDetails(on="2025-06-04"), NOW)
    assert isinstance(meeting, Meeting)
    details = PersonDetails(name="Dean", role="parent")
    dean = await meetings.add_person(meeting.id, details, NOW)
    assert isinstance(dean, Participant)
    await asyncio.gather(
        meetings.edit_person(dean.id, details), meetings.remove_person(dean.id, NOW)
    )
    assert await meetings.person(dean.id) is None
