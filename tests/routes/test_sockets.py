"""The websocket door, with real frames and real cookies."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server.contract.lib0 import Reader
from server.contract.values import LogEntry, Participant
from server.identity.values import PersonDetails
from server.routes.sockets import LAST_WORDS, Live
from server.storage.memory import MemoryLog
from tests.routes.office import ORIGIN, Browser, Conference, a_conference


class Unreadable(MemoryLog):
    """A log that cannot be read."""

    async def read(self, meeting: str) -> list[LogEntry]:
        raise OSError("Input/output error")


class SilentDevice:
    """A device that asks to come in and then takes nothing more from the wire."""

    def __init__(self, conference: Conference, browser: Browser, name: str) -> None:
        person = conference.people[name].id
        cookies = "; ".join(f"{key}={value}" for key, value in browser.client.cookies.items())
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "app": conference.office.app,
            "path": f"/ws/{conference.meeting_id}/room",
            "path_params": {"meeting": conference.meeting_id, "scope": "room"},
            "query_string": f"as={person}&v=1".encode(),
            "headers": [(b"cookie", cookies.encode()), (b"origin", ORIGIN.encode())],
        }
        self.stuck = asyncio.Event()
        self.connected = False

    async def receive(self) -> MutableMapping[str, Any]:
        if not self.connected:
            self.connected = True
            return {"type": "websocket.connect"}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] != "websocket.accept":
            self.stuck.set()
            await asyncio.Event().wait()

    async def stay(self, conference: Conference, person: Participant) -> float:
        """Come in, be put out, and say how many seconds the seat was kept after that."""
        visit = asyncio.create_task(Live()(self.scope, self.receive, self.send))
        await self.stuck.wait()
        await conference.office.rooms.remove(person.meeting, person.id)
        put_out = asyncio.get_running_loop().time()
        async with asyncio.timeout(LAST_WORDS + 5):
            await visit
        return asyncio.get_running_loop().time() - put_out


def closed_with(browser: Browser, address: str) -> int:
    """Open a socket and read until the server closes it."""
    with browser.client.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        return until_closed(socket)


def until_closed(socket: WebSocketTestSession) -> int:
    """Read until the server closes, and give its code."""
    try:
        while True:
            socket.receive_bytes()
    except WebSocketDisconnect as closed:
        return closed.code


def room_of(conference: Conference, name: str) -> str:
    return f"/ws/{conference.meeting_id}/room?as={conference.people[name].id}&v=1"


def test_IDN_1_signing_out_closes_open_boards_at_once(chaired: Conference) -> None:
    browser = chaired.browser
    browser.open(chaired.seat("Ruth"))
    kerry = chaired.guest("Kerry")
    headers = {"origin": ORIGIN}
    with (
        browser.client.websocket_connect(room_of(chaired, "Ruth"), headers=headers) as ruth,
        kerry.client.websocket_connect(room_of(chaired, "Kerry"), headers=headers) as mum,
    ):
        browser.send("/sign-out", {}, start="/meetings")
        signed_out = time.monotonic()
        assert until_closed(ruth) == 4401
        assert time.monotonic() - signed_out < 5
        assert Reader(mum.receive_bytes()).var_uint() == 102


def test_who_was_put_out_loses_the_seat_whether_they_read_or_not(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    kerry = chaired.guest("Kerry")
    device = SilentDevice(chaired, kerry, "Kerry")
    kept = chaired.browser.run(device.stay, chaired, chaired.people["Kerry"])
    assert kept < LAST_WORDS + 1


def test_SYN_10_a_board_that_cannot_be_read_is_closed_with_a_code() -> None:
    with a_conference(Unreadable()) as conference:
        conference.browser.sign_in("ruth@ashmoor.example")
        conference.browser.open(conference.seat("Ruth"))
        assert closed_with(conference.browser, room_of(conference, "Ruth")) == 4500


def test_WIR_7_a_page_of_another_wire_is_told_to_refresh(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    address = room_of(chaired, "Ruth")
    for wire in ("0", "2", "one", ""):
        assert closed_with(chaired.browser, address.replace("v=1", f"v={wire}")) == 4426
    with chaired.browser.client.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        assert Reader(socket.receive_bytes()).var_uint() == 102


def test_IDN_10_only_the_desk_opens_a_meeting(chaired: Conference) -> None:
    office, browser = chaired.office, chaired.another_browser()
    staff = browser.run(office.store.people.staff_by_email, "other@ashmoor.example")
    assert staff is not None
    details = PersonDetails(
        name="Other Chair", role="social_worker", agency="Children's social care", staff=staff.id
    )
    added = browser.run(office.meetings.add_person, chaired.meeting_id, details, office.clock())
    assert isinstance(added, Participant)
    chaired.people["Other"] = added
    browser.sign_in("other@ashmoor.example")
    early = browser.open(chaired.seat("Other"))
    assert "The meeting is not open yet" in early.text
    assert browser.get(f"{chaired.seat('Other')}/door").json() == {"state": "waiting"}
    assert closed_with(browser, room_of(chaired, "Other")) == 4403
    assert browser.run(office.store.log.read, chaired.meeting_id) == []
    chaired.browser.open(chaired.seat("Ruth"))
    assert browser.get(f"{chaired.seat('Other')}/door").json() == {"state": "admitted"}
    assert 'data-surface="companion"' in browser.open(chaired.seat("Other")).text
    with browser.client.websocket_connect(
        room_of(chaired, "Other"), headers={"origin": ORIGIN}
    ) as socket:
        hello = Reader(socket.receive_bytes())
        assert hello.var_uint() == 102
        assert json.loads(hello.var_string())["kind"] == "hello"


def test_IDN_6_the_chair_lets_in_the_device_that_was_seen(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    first = chaired.guest("Kerry", admitted=False)
    kerry = chaired.people["Kerry"].id
    (seen,) = chaired.browser.run(chaired.office.lobby.waiting, chaired.meeting_id)
    second = chaired.guest("Kerry", admitted=False)
    (now,) = chaired.browser.run(chaired.office.lobby.waiting, chaired.meeting_id)
    admit = {"op": "admit", "person": kerry}
    assert chaired.ask("Ruth", {**admit, "since": seen.asked_at}) == "asked_again"
    doors = [each.get(f"{chaired.seat('Kerry')}/door").json()["state"] for each in (first, second)]
    assert doors == ["left", "waiting"]
    assert chaired.ask("Ruth", {**admit, "since": now.asked_at}) == ""
    assert second.get(f"{chaired.seat('Kerry')}/door").json() == {"state": "admitted"}


def test_IDN_5_the_earlier_device_is_not_told_that_the_chair_put_it_out(
    chaired: Conference,
) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    phone = chaired.guest("Kerry")
    address, headers = room_of(chaired, "Kerry"), {"origin": ORIGIN}
    with phone.client.websocket_connect(address, headers=headers) as socket:
        chaired.guest("Kerry", admitted=False)
        assert until_closed(socket) == 4401
    laptop = chaired.guest("Kerry")
    with laptop.client.websocket_connect(address, headers=headers) as socket:
        chaired.browser.run(
            chaired.office.rooms.remove, chaired.meeting_id, chaired.people["Kerry"].id
        )
        assert until_closed(socket) == 4403


def test_AUD_7_a_socket_that_asks_for_what_it_may_not_read_is_in_the_trail(
    chaired: Conference,
) -> None:
    chaired.meet()
    kerry, person = chaired.guest("Kerry"), chaired.people["Kerry"].id
    address = f"/ws/{chaired.meeting_id}/professionals?as={person}"
    for _ in range(2):
        assert closed_with(kerry, address) == 4403
    trail = chaired.browser.run(chaired.office.store.audit.read, chaired.meeting_id)
    told = [(entry.who, entry.detail) for entry in trail if entry.what == "access refused"]
    assert told == [(person, "professionals")]
