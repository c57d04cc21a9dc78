"""PINs said on the telephone."""

from __future__ import annotations

import pytest

from server.identity.pins import PIN_FOR, PIN_TRIES
from server.identity.tries import ASKING_TRIES, LINK_TRIES
from server.identity.values import Invited, SignedIn
from tests.identity.conftest import NOW, Office

pytestmark = pytest.mark.anyio


async def test_IDN_17_a_link_with_a_pin_opens_only_with_it(office: Office) -> None:
    person = await office.person()
    token, invitations = await office.link(person), office.invitations
    pin = await invitations.pins.make(person, NOW, "s_ruth")
    assert (len(pin.digits), pin.digits.isdecimal()) == (6, True)
    looked = await invitations.look(token, NOW)
    assert isinstance(looked, Invited)
    assert looked.asks_pin
    other = f"{(int(pin.digits) + 1) % 10**6:06}"
    for wrong in ("", other, pin.digits[:5], "\ud800"):
        assert await invitations.redeem(token, NOW, wrong) == "pin_wrong"
    spaced = f" {pin.digits[:3]} {pin.digits[3:]} "
    assert isinstance(await invitations.redeem(token, NOW, spaced), SignedIn)
    trail = await office.store.audit.read(person.meeting)
    assert pin.digits not in repr(trail)
    assert [one.what for one in trail].count("link refused") == 4


async def test_IDN_17_five_tries_and_the_right_one_comes_too_late(office: Office) -> None:
    person = await office.person()
    token, invitations = await office.link(person), office.invitations
    pin = await invitations.pins.make(person, NOW, "s_ruth")
    for _ in range(PIN_TRIES):
        assert await invitations.redeem(token, NOW, "no") == "pin_wrong"
    assert await invitations.redeem(token, NOW, pin.digits) == "pin_locked"
    again = await invitations.pins.make(person, NOW, "s_ruth")
    assert isinstance(await invitations.redeem(token, NOW, again.digits), SignedIn)


async def test_IDN_17_a_pin_runs_out_and_can_be_dropped(office: Office) -> None:
    person = await office.person()
    token, invitations = await office.link(person), office.invitations
    pin = await invitations.pins.make(person, NOW, "s_ruth")
    assert await invitations.redeem(token, NOW + PIN_FOR, pin.digits) == "pin_over"
    await invitations.pins.drop(person, NOW, "s_ruth")
    assert isinstance(await invitations.redeem(token, NOW + PIN_FOR), SignedIn)


async def test_IDN_3_links_that_are_none_are_counted_by_address(office: Office) -> None:
    token = await office.link(await office.person())
    for n in range(LINK_TRIES):
        assert await office.invitations.look_from(f"guess {n}", "a", NOW) == "link_unknown"
    assert await office.invitations.look_from("guess", "a", NOW) == "too_many_tries"
    assert await office.invitations.look_from("guess", "b", NOW) == "link_unknown"
    assert isinstance(await office.invitations.look_from(token, "a", NOW), Invited)


async def test_IDN_3_one_link_asks_twenty_times_at_most(office: Office) -> None:
    token = await office.link(await office.person())
    for _ in range(ASKING_TRIES):
        await office.guest(token)
    assert await office.invitations.redeem(token, NOW) == "too_many_tries"
