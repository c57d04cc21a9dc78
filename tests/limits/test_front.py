"""What the server's door bears: half requests, long ones, fast ones, and too many at once."""

from __future__ import annotations

import http.client
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from server.contract.catalogue import load_catalogue
from server.routes.front import SAYS
from tests.e2e.site import Visitor
from tests.limits.place import Place, answer, close_code, handshake, line, place

pytestmark = pytest.mark.slow
CATALOGUE = load_catalogue()
LIMITS = CATALOGUE.limits
HALF = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-More: "
FIRST, SECOND, THIRD, FOURTH = (f"127.0.0.{n}" for n in range(2, 6))
"""Addresses of other people, so that no test uses up what another needs."""


def is_told(raw: socket.socket, status: int) -> bool:
    """Whether a connection is closed with this status and its sentence."""
    said = answer(raw)
    raw.close()
    return said.startswith(f"HTTP/1.1 {status} ") and said.endswith(SAYS[status])


def page(here: Place, path: str = "/sign-in", source: str = "127.0.0.1") -> int:
    """The status of a page."""
    asked = http.client.HTTPConnection("127.0.0.1", here.port, source_address=(source, 0))
    asked.request("GET", path)
    status = asked.getresponse().status
    asked.close()
    return status


def test_LIM_3_half_a_request_is_closed_in_time(here: Place, mark: Visitor) -> None:
    device = here.device(mark)
    halves = [line(here.port) for _ in range(3)]
    for raw, words in zip(halves, (b"", HALF, handshake(here, mark)[:-2]), strict=True):
        raw.sendall(words)
    for _ in range(4):  # bytes alone win no time
        time.sleep(0.4)
        halves[1].sendall(b"x")
    assert all(is_told(raw, 408) for raw in halves)
    assert page(here) == 200
    assert device.ask("signal", signal="hand")["ok"]
    device.close()


def test_LIM_3_half_a_second_request_is_closed_too(here: Place) -> None:
    raw = line(here.port)
    raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    time.sleep(0.3)
    assert raw.recv(65536).startswith(b"HTTP/1.1 200")
    raw.sendall(HALF)
    assert is_told(raw, 408)


def test_LIM_3_who_waited_longest_makes_room_for_a_newcomer(here: Place) -> None:
    waiting = [line(here.port, FIRST) for _ in range(60)]
    for raw in waiting:
        raw.sendall(HALF)
    assert page(here, source=FIRST) == 200
    assert all(is_told(raw, 408) for raw in waiting[:15])
    for raw in waiting[-30:]:
        raw.sendall(b"x\r\n\r\n")
        assert raw.recv(12) == b"HTTP/1.1 200"
    for raw in waiting:
        raw.close()


def test_LIM_3_a_head_may_be_so_long(here: Place) -> None:
    raw = line(here.port)
    with suppress(OSError):
        raw.sendall(b"GET / HTTP/1.1\r\nCookie: " + b"x" * (LIMITS.header_bytes + 10))
    assert is_told(raw, 431)
    raw = line(here.port)
    raw.sendall(b"\x16\x03\x01 no request at all\r\n\r\n")
    assert is_told(raw, 400)
    assert page(here) == 200


def test_LIM_3_a_form_may_be_so_long(here: Place) -> None:
    visitor = here.browser()
    shown = visitor.get("/sign-in")
    status, _ = visitor.post("/sign-in", shown, email="x" * LIMITS.form_bytes)
    assert status == 413
    status, _ = visitor.post("/sign-in", shown, email="kim@example.org", password="not it at all")
    assert status == 200 or status == 422


def test_LIM_4_one_address_may_open_so_many_connections(here: Place, mark: Visitor) -> None:
    device = here.device(mark)
    lines = [line(here.port, SECOND) for _ in range(330)]
    assert is_told(lines[-1], 429)
    assert page(here) == 200  # of another address
    assert device.ask("signal", signal="hand")["ok"]
    device.close()
    for raw in lines:
        raw.close()
    time.sleep(0.5)
    assert page(here, source=SECOND) == 200


def test_LIM_4_one_address_may_ask_for_so_many_pages(here: Place, mark: Visitor) -> None:
    device = here.device(mark)
    answers = []
    for _ in range(4):
        asked = http.client.HTTPConnection("127.0.0.1", here.port, source_address=(THIRD, 0))
        for _ in range(150):
            asked.request("GET", "/healthz")
            reply = asked.getresponse()
            answers.append((reply.status, reply.read().decode()))
        asked.close()
    assert answers[0][0] == 200
    assert (429, SAYS[429]) in answers
    assert page(here) == 200
    assert device.ask("signal", signal="hand")["ok"]
    device.close()
    time.sleep(0.5)
    assert page(here, source=THIRD) == 200


def test_LIM_4_the_server_holds_so_many_connections(tmp_path: Path) -> None:
    with place(tmp_path, connections=30, request_seconds=3) as small:
        mark = small.device(small.let_in("mark"))
        lines = [line(small.port, FIRST) for _ in range(40)]
        assert is_told(lines[-1], 503)
        assert mark.ask("signal", signal="hand")["ok"]
        assert is_told(lines[0], 408)
        assert page(small) == 200
        mark.close()


def test_LIM_5_so_many_may_be_signing_in_at_once(here: Place, mark: Visitor) -> None:
    device = here.device(mark)
    strangers = []
    for n in range(150):
        strangers.append(raw := line(here.port, FOURTH))
        raw.sendall(handshake(here, cookies=f"threefold_staff=invented-{n}"))
    codes = {close_code(raw) for raw in strangers}
    assert (CATALOGUE.refusals["too_busy"].close, "too_busy") in codes
    assert codes <= {(4503, "too_busy"), (4401, "not_signed_in")}
    assert device.ask("signal", signal="hand")["ok"]
    assert here.device(mark).closed is None
    device.close()


def test_LIM_5_who_comes_again_and_again_is_told_to_wait(here: Place, mark: Visitor) -> None:
    device = here.device(mark)
    codes = []
    for _ in range(LIMITS.joins_burst + 60):
        raw = line(here.port)
        raw.sendall(handshake(here, cookies="threefold_staff=always-the-same"))
        codes.append(close_code(raw))
    assert codes[0] == (4401, "not_signed_in")
    assert codes[-1] == (CATALOGUE.refusals["too_fast"].close, "too_fast")
    assert device.ask("signal", signal="hand")["ok"]
    assert here.device(mark).closed is None
    time.sleep(1)
    again = line(here.port)
    again.sendall(handshake(here, cookies="threefold_staff=always-the-same"))
    assert close_code(again) == (4401, "not_signed_in")
    device.close()
