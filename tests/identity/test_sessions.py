"""How long a browser stays signed in, and how it is signed out."""

from __future__ import annotations

import pytest

from server.contract.values import Staff
from server.identity.sessions import GUEST_IDLE, Sessions
from server.identity.values import HOUR, MINUTE, EntryRules
from tests.identity.conftest import NOW, PASSWORD, Office

pytestmark = pytest.mark.anyio


async def test_IDN_13_staff_who_do_nothing_are_signed_out(office: Office) -> None:
    sessions = Sessions(office.store, EntryRules(idle=30 * MINUTE))
    token = (await sessions.start(await office.ruth(), NOW, "password")).token
    assert await sessions.who(token, NOW + 29 * MINUTE) is not None
    assert await sessions.who(token, NOW + 58 * MINUTE) is not None, "it was used meanwhile"
    assert await sessions.who(token, NOW + 88 * MINUTE) is None
    assert await sessions.who(token, NOW + 58 * MINUTE) is not None


async def test_IDN_13_asking_whether_it_holds_is_not_using_it(office: Office) -> None:
    sessions = Sessions(office.store, EntryRules(idle=30 * MINUTE))
    token = (await sessions.start(await office.ruth(), NOW, "password")).token
    for minute in range(0, 30, 5):
        assert await sessions.is_live(token, NOW + minute * MINUTE)
    assert not await sessions.is_live(token, NOW + 30 * MINUTE)


async def test_IDN_13_a_guest_is_in_for_eight_hours_from_being_let_in(office: Office) -> None:
    person = await office.person()
    guest = await office.guest(await office.link(person))
    let_in = NOW + HOUR
    await office.lobby.admit(person.id, let_in)
    last = let_in + 8 * HOUR
    for at in range(let_in, last, HOUR):
        assert await office.accounts.who(guest.token, at) is not None
    assert await office.accounts.who(guest.token, last) is None


async def test_IDN_13_a_guest_whose_device_is_away_for_two_hours_asks_again(
    office: Office,
) -> None:
    guest = await office.guest(await office.link(await office.person()))
    assert await office.accounts.who(guest.token, NOW + GUEST_IDLE - 1) is not None
    quiet = await office.guest(await office.link(await office.person()))
    assert await office.accounts.who(quiet.token, NOW + GUEST_IDLE) is None


async def test_IDN_1_the_others_can_be_ended_at_once(office: Office) -> None:
    ruth, sessions = await office.ruth(), office.accounts.sessions
    here, phone, library = [await sessions.start(ruth, NOW + n, "password") for n in range(3)]
    others = await sessions.others(ruth.id, here.token, NOW + 5)
    assert [one.token_hash for one in others] == [
        library.session.token_hash,
        phone.session.token_hash,
    ]
    await sessions.end_others(ruth.id, here.token, NOW + 5)
    assert await sessions.who(here.token, NOW + 5) is not None
    assert await sessions.who(phone.token, NOW + 5) is None
    assert await sessions.others(ruth.id, here.token, NOW + 5) == []


async def test_IDN_1_a_welcome_sets_a_password_once(office: Office) -> None:
    ruth, accounts = await office.ruth(), office.accounts
    signed_in = await accounts.sign_in(ruth.email, PASSWORD, "a", NOW)
    assert not isinstance(signed_in, str)
    welcome = await accounts.new_welcome(ruth.id, NOW, "s_admin")
    assert not isinstance(welcome, str)
    assert await accounts.who(signed_in.token, NOW) is None, "a reset signs out everywhere"
    assert await accounts.sign_in(ruth.email, PASSWORD, "a", NOW) == "bad_sign_in"
    assert await accounts.use_welcome(welcome.token, "short", NOW) == "password_short"
    fresh = "another good long one"
    assert isinstance(await accounts.use_welcome(welcome.token, fresh, NOW), Staff)
    assert await accounts.use_welcome(welcome.token, fresh, NOW) == "welcome_over"
    assert await accounts.look("nonsense", NOW) == "welcome_unknown"
    assert not isinstance(await accounts.sign_in(ruth.email, fresh, "a", NOW), str)


async def test_IDN_1_a_welcome_runs_out_and_a_newer_one_replaces_it(office: Office) -> None:
    ruth, accounts = await office.ruth(), office.accounts
    first = await accounts.new_welcome(ruth.id, NOW, "s_admin")
    second = await accounts.new_welcome(ruth.id, NOW, "s_admin")
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    assert await accounts.look(first.token, NOW) == "welcome_over"
    assert await accounts.look(second.token, NOW + 72 * HOUR) == "welcome_over"
    assert isinstance(await accounts.look(second.token, NOW + 72 * HOUR - 1), Staff)
