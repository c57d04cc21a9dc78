"""Personal links and the lobby, told as what happens at the door."""

from __future__ import annotations

import pytest

from server.contract.catalogue import load_catalogue
from server.contract.values import Link
from server.identity.invitations import GUEST_FOR, LINK_DAYS
from server.identity.values import DAY, Invited, NewLink, PersonDetails, SignedIn, hash_of
from tests.identity.conftest import NOW, Office

pytestmark = pytest.mark.anyio


async def state(office: Office, guest: SignedIn) -> str:
    return await office.lobby.state(guest.session)


async def test_a_link_says_who_it_is_for(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    found = await office.invitations.look(token, NOW)
    assert isinstance(found, Invited)
    assert (found.participant, found.meeting.id) == (person, person.meeting)


async def test_IDN_2_the_token_of_a_link_is_not_stored(office: Office) -> None:
    person = await office.person()
    made = await office.invitations.new_link(person.id, NOW)
    assert isinstance(made, NewLink)
    assert len(made.token) == 43
    stored = await office.store.doors.live_link(person.id)
    assert stored == made.link
    assert isinstance(stored, Link)
    assert stored.token_hash == hash_of(made.token)
    assert made.token not in repr(stored)


async def test_IDN_4_looking_changes_nothing(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    before = await office.invitations.link_of(person.id)
    for _ in range(3):
        assert isinstance(await office.invitations.look(token, NOW + 5), Invited)
    assert await office.invitations.link_of(person.id) == before
    assert await office.lobby.waiting(person.meeting) == []


async def test_IDN_4_a_new_link_stops_the_old_one(office: Office) -> None:
    person = await office.person()
    old, new = await office.link(person), await office.link(person, NOW + 1)
    assert await office.invitations.look(old, NOW + 1) == "link_revoked"
    assert isinstance(await office.invitations.look(new, NOW + 1), Invited)


async def test_IDN_4_a_link_runs_out_is_stopped_and_ends_with_the_meeting(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    look = office.invitations.look
    assert isinstance(await look(token, NOW + LINK_DAYS * DAY - 1), Invited)
    assert await look(token, NOW + LINK_DAYS * DAY) == "link_expired"
    assert await look("x", NOW) == "link_unknown"
    assert await look("\ud800", NOW) == "link_unknown"
    await office.meetings.open(person.meeting, NOW)
    await office.meetings.end(person.meeting, NOW)
    assert await look(token, NOW) == "link_ended"
    await office.invitations.stop(person.id, NOW)
    assert await look(token, NOW) == "link_revoked"
    assert await office.invitations.redeem(token, NOW) == "link_revoked"
    codes = ("link_expired", "link_unknown", "link_ended", "link_revoked")
    assert all(load_catalogue().say(code) for code in codes)


async def test_a_link_can_be_short_lived(office: Office) -> None:
    person = await office.person()
    made = await office.invitations.new_link(person.id, NOW, days=1)
    assert isinstance(made, NewLink)
    assert made.link.expires_at == NOW + DAY


async def test_IDN_6_a_guest_waits_until_let_in(office: Office) -> None:
    person = await office.person()
    guest = await office.guest(await office.link(person))
    assert await state(office, guest) == "waiting"
    (asked,) = await office.lobby.waiting(person.meeting)
    assert (asked.participant, asked.asked_at) == (person.id, NOW)
    await office.lobby.admit(person.id, NOW + 1)
    assert await state(office, guest) == "admitted"
    assert await office.lobby.waiting(person.meeting) == []
    session = await office.accounts.who(guest.token, NOW + 1)
    assert session is not None
    assert (session.participant, session.lobby) == (person.id, "admitted")
    assert await office.accounts.who(guest.token, NOW + GUEST_FOR) is None


async def test_IDN_6_being_let_in_belongs_to_one_device(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    phone = await office.guest(token)
    await office.lobby.admit(person.id, NOW)
    laptop = await office.guest(token, NOW + 1)
    assert (await state(office, phone), await state(office, laptop)) == ("left", "waiting")


async def test_IDN_6_the_chair_may_turn_away_and_think_again(office: Office) -> None:
    person = await office.person()
    guest = await office.guest(await office.link(person))
    await office.lobby.refuse(person.id, NOW)
    assert await state(office, guest) == "refused"
    assert await office.lobby.waiting(person.meeting) == []
    await office.lobby.admit(person.id, NOW)
    assert await state(office, guest) == "admitted"
    await office.lobby.refuse(person.id, NOW)
    assert await state(office, guest) == "admitted"


async def test_IDN_5_another_device_ends_the_first(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    phone = await office.guest(token)
    laptop = await office.guest(token, NOW + 1)
    assert await office.accounts.who(phone.token, NOW + 1) is None
    assert await office.accounts.who(laptop.token, NOW + 1) is not None
    link = await office.invitations.link_of(person.id)
    assert link is not None
    assert link.opened_at == NOW


async def test_IDN_5_removed_is_out_and_coming_back_means_asking(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    guest = await office.guest(token)
    await office.lobby.admit(person.id, NOW)
    await office.lobby.remove(person.id, NOW + 1)
    assert await state(office, guest) == "removed"
    assert await office.accounts.who(guest.token, NOW + 1) is None
    await office.lobby.admit(person.id, NOW + 2)
    assert await state(office, guest) == "removed"
    again = await office.guest(token, NOW + 3)
    assert await state(office, again) == "waiting"


async def test_IDN_5_who_is_taken_off_the_list_loses_link_and_session(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    guest = await office.guest(token)
    await office.lobby.admit(person.id, NOW)
    await office.meetings.remove_person(person.id, NOW + 1)
    assert await office.accounts.who(guest.token, NOW + 1) is None
    assert await office.invitations.look(token, NOW + 1) == "link_revoked"
    assert await office.invitations.new_link(person.id, NOW + 1) == "no_such_person"
    assert person not in await office.meetings.people(person.meeting)


async def test_leaving_is_possible_at_any_time(office: Office) -> None:
    person = await office.person()
    guest = await office.guest(await office.link(person))
    await office.lobby.leave(person.id, NOW)
    assert await state(office, guest) == "left"
    await office.lobby.leave(person.id, NOW)
    await office.lobby.admit("p_x", NOW)
    assert await office.accounts.who(guest.token, NOW) is None


async def test_the_lobby_is_first_come_first(office: Office) -> None:
    kerry = await office.person()
    pat = await office.meetings.add_person(
        kerry.meeting, PersonDetails(name="Pat", role="network"), NOW
    )
    assert not isinstance(pat, str)
    await office.guest(await office.link(pat), NOW + 1)
    await office.guest(await office.link(kerry), NOW + 2)
    waiting = await office.lobby.waiting(kerry.meeting)
    assert [asked.participant for asked in waiting] == [pat.id, kerry.id]


async def test_IDN_6_staff_need_no_lobby(office: Office) -> None:
    await office.ruth()
    signed_in = await office.accounts.sign_in(
        "ruth@ashmoor.example", "three sheep on a wall", "a", NOW
    )
    assert isinstance(signed_in, SignedIn)
    assert await state(office, signed_in) == "admitted"


async def test_IDN_11_the_trail_of_a_meeting_names_no_one(office: Office) -> None:
    person = await office.person("Kerry Marlow")
    await office.guest(await office.link(person))
    await office.lobby.admit(person.id, NOW)
    await office.lobby.remove(person.id, NOW)
    await office.invitations.stop(person.id, NOW)
    trail = await office.store.audit.read(person.meeting)
    mine = [entry.what for entry in trail if entry.about == person.id]
    assert mine == [
        "person added", "link made", "link opened", "admitted", "removed", "link stopped",
    ]  # fmt: skip
    assert "Marlow" not in repr(trail)


async def test_IDN_6_who_asked_after_the_chair_looked_is_not_let_in(office: Office) -> None:
    person = await office.person()
    token = await office.link(person)
    await office.guest(token)
    (seen,) = await office.lobby.waiting(person.meeting)
    stranger = await office.guest(token, NOW + 1)
    assert not await office.lobby.admit(person.id, NOW + 2, seen.asked_at)
    assert await state(office, stranger) == "waiting"
    assert await office.lobby.admit(person.id, NOW + 3, NOW + 1)
    assert await state(office, stranger) == "admitted"
