"""Stock y-websocket clients, and hostile bytes, against a running server."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from server.contract.lib0 import var_bytes
from tests.e2e.device import Device
from tests.e2e.site import ROOT, Site

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

HOSTILE = {
    "nested any": bytes([1, 1, 5, 0, 8, 1, 1, 0x74, 1]) + b"\x75\x01" * 20_000,
    "clock near 2^32": bytes.fromhex("0101fb03d8ffffff0f44fb0300016800"),
    "a gap": bytes.fromhex("010187041a842b0400016800"),
    "huge counts": bytes.fromhex("ffffffff0f") * 4,
    "map write": bytes.fromhex("01018a0a002801046d65746103656e640177047472756500"),
    "ten megabytes": b"\x01" * 10_000_000,
}  # fmt: skip


class Stock:
    """tests/e2e/stock.mjs in a process of its own."""

    def __init__(self, site: Site, cookies: str, participant: str) -> None:
        meeting = site.links["meeting"]
        start = {
            "server": f"{site.base.replace('http', 'ws')}/ws/{meeting}", "room": "room",
            "as": participant, "cookie": cookies, "origin": site.base,
        }  # fmt: skip
        self.process = subprocess.Popen(
            ["node", str(Path(__file__).with_name("stock.mjs")), json.dumps(start)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.until(lambda: self.do("state")["synced"])

    def do(self, act: str, **arguments: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": act, **arguments}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["answer"]

    def until(self, done: Any, seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def close(self) -> str:
        """End it; what it complained about."""
        _, complaints = self.process.communicate(timeout=10)
        return complaints


def chair(site: Site) -> tuple[Device, Any]:
    visitor = site.sign_in()
    seat = ""
    return Device(visitor, site.links["meeting"], seat).open(), visitor


def let_in(site: Site, desk: Device, key: str) -> Any:
    """Somebody with a link, admitted by the chair."""
    guest = site.guest(key)
    assert desk.ask("admit", person=guest.participant)["ok"]
    return guest


def test_WIR_6_stock_clients_edit_with_the_chair_and_converge(site: Site) -> None:
    desk, visitor = chair(site)
    guest = let_in(site, desk, "mark")
    card = desk.add("card", section="past_harm", fields={"said_by": {
        "person": guest.participant, "name": "Mark Ellison", "role": "police"}})  # fmt: skip
    root = f"t:{card}"
    mark = Stock(site, guest.cookies, guest.participant)
    ruth = Stock(site, visitor.cookies, "")
    mark.do("insert", root=root, at=0, text="Dean punched the door 🚪.")
    ruth.until(lambda: ruth.do("text", root=root) == "Dean punched the door 🚪.")
    for n in range(20):
        mark.do("insert", root=root, text=f" m{n}👮")
        ruth.do("insert", root=root, at=0, text=f"r{n}🧑‍⚖️ ")
    desk.until(lambda: "m19👮" in desk.words(root) and "r19🧑‍⚖️" in desk.words(root))
    mark.until(lambda: mark.do("text", root=root) == ruth.do("text", root=root))
    assert mark.do("text", root=root) == desk.words(root)
    mark.do("drop")
    mark.do("insert", root=root, text=" typed while away 📵")
    desk.until(lambda: "typed while away 📵" in desk.words(root), 20)
    # Nothing puzzled the stock client: it complains on stderr about types it does not know.
    assert [one.close() for one in (mark, ruth)] == ["", ""]


def test_a_stock_client_that_writes_structure_is_refused_and_told_for_good(site: Site) -> None:
    desk, _ = chair(site)
    guest = let_in(site, desk, "mark")
    mark = Stock(site, guest.cookies, guest.participant)
    mark.do("write", map="meta", key="title", value="Mine now")
    mark.until(lambda: mark.do("state")["closed"] == 4409)
    time.sleep(0.5)
    assert not mark.do("state")["connected"]
    desk.drain()
    assert desk.meta.to_py()["title"] == "Ellie and Tom"  # type: ignore[index]
    mark.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_cost_their_sender_the_connection_and_nobody_else(
    site: Site, name: str
) -> None:
    desk, _ = chair(site)
    guest = let_in(site, desk, "mark")
    mark = Device(guest, site.links["meeting"], guest.participant).open()
    mark.send(b"\x00\x01" + var_bytes(b"\x00\x00"))
    mark.send(b"\x00\x02" + var_bytes(HOSTILE[name]))
    mark.until(lambda: mark.closed is not None)
    assert mark.closed in (1006, 1009, 4409, 4413)  # 1006: cut off while still sending
    assert desk.ask("timer", minutes=1)["ok"]
    again = Device(guest, site.links["meeting"], guest.participant).open()
    assert again.closed is None


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_SYN_12_a_socket_from_another_sites_page_is_refused(site: Site, origin: str) -> None:
    visitor = site.sign_in()
    seat = ""
    desk = Device(visitor, site.links["meeting"], seat, origin=origin)
    desk.until(lambda: desk.closed is not None)
    assert desk.closed == 4403


def test_who_may_not_come_in_is_told_so(site: Site) -> None:
    desk, _ = chair(site)
    meeting = site.links["meeting"]
    nobody = Device(site.browser(), meeting, "")
    nobody.until(lambda: nobody.closed is not None)
    assert nobody.closed == 4401
    waiting = site.guest("kerry")
    kerry = Device(waiting, meeting, waiting.participant)
    kerry.until(lambda: kerry.closed is not None)
    assert kerry.closed == 4403
    assert desk.ask("admit", person=waiting.participant)["ok"]
    for scope in ("professionals", "own:p_somebodyelse"):
        kerry = Device(waiting, meeting, waiting.participant, scope)
        kerry.until(lambda device=kerry: device.closed is not None)  # type: ignore[misc]
        assert kerry.closed == 4403
    kerry = Device(waiting, meeting, waiting.participant).open()
    assert desk.ask("remove", person=waiting.participant)["ok"]
    kerry.until(lambda: kerry.closed == 4403)
    back = Device(waiting, meeting, waiting.participant)
    back.until(lambda: back.closed is not None)
    assert back.closed in (4401, 4403)
