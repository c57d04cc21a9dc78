"""What a board's connection may send, each limit over a real socket with its code and words."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from pycrdt import Text
from websockets.exceptions import ConnectionClosed

from server.contract.catalogue import load_catalogue
from server.contract.lib0 import var_bytes, var_string, var_uint
from tests.e2e.device import Device
from tests.e2e.site import Visitor
from tests.limits.place import Place, close_code, handshake, line, masked

pytestmark = pytest.mark.slow
CATALOGUE = load_catalogue()
LIMITS = CATALOGUE.limits
ASK = b"\x03"


@contextmanager
def nothing_else_lost(here: Place, mark: Visitor) -> Iterator[None]:
    """Mark's words typed before, during and after all reach the chair, on one connection."""
    desk, own = here.device(here.chair), here.device(mark)
    root = f"t:{own.add('card', section='past_harm')}"
    own.type(root, "before ")
    own.type(root, "during ")
    yield
    own.type(root, "after")
    own.until(lambda: own.saved == own.sent)
    desk.until(lambda: desk.words(root) == "before during after")
    assert own.closed is None
    assert desk.closed is None
    own.close()
    desk.close()


def refused(here: Place, visitor: Visitor, *frames: bytes) -> str:
    """Send frames, until the connection is closed; the code of the refusal, said in its words."""
    device = Device(visitor, here.links["meeting"], visitor.participant)
    for frame in frames:
        try:
            device.socket.send(frame)
        except ConnectionClosed:
            break
    device.until(lambda: device.closed is not None)
    device.close()
    if device.denied is None:
        return f"closed with {device.closed}"
    code: str = device.denied["code"]
    assert device.denied["say"] == CATALOGUE.say(code)
    assert device.closed == CATALOGUE.refusals[code].close
    return code


def presence(device_id: int, clock: int, extra: str = "") -> bytes:
    state = var_string(json.dumps({"typing": None, "away": False, "more": extra}))
    return b"\x01" + var_bytes(var_uint(1) + var_uint(device_id) + var_uint(clock) + state)


def test_LIM_2_one_message_may_be_so_long(here: Place, mark: Visitor, hannah: Visitor) -> None:
    with nothing_else_lost(here, mark):
        assert refused(here, hannah, b"\x01" + bytes(LIMITS.frame_bytes)) == "too_big"
        # Twice as long is not even read.
        assert refused(here, hannah, bytes(3 * LIMITS.frame_bytes)) == "closed with 1009"


def test_LIM_2_one_update_may_be_so_long(here: Place, mark: Visitor, hannah: Visitor) -> None:
    with nothing_else_lost(here, mark):
        device = here.device(hannah)
        text: Text = device.doc.get(f"t:{device.add('card', section='past_harm')}", type=Text)
        device.close()
        text.insert(0, "x" * LIMITS.update_bytes)
        frame = b"\x00\x02" + var_bytes(device.doc.get_update())
        assert refused(here, hannah, b"\x00\x01" + var_bytes(b"\x00\x00"), frame) == "too_big"


def test_LIM_2_one_text_may_be_so_long(here: Place, mark: Visitor, hannah: Visitor) -> None:
    with nothing_else_lost(here, mark):
        device = here.device(hannah)
        root = f"t:{device.add('card', section='past_harm')}"
        device.type(root, "x" * (LIMITS.text_ids - 10))
        device.until(lambda: device.saved == device.sent)
        device.type(root, "y" * 20)
        device.until(lambda: device.closed is not None)
        assert device.denied == {"code": "too_long", "say": CATALOGUE.say("too_long")}
        assert device.closed == 4409
        desk = here.device(here.chair)
        assert desk.words(root) == "x" * (LIMITS.text_ids - 10)
        desk.close()


def test_LIM_2_so_many_messages_a_second(here: Place, mark: Visitor) -> None:
    kerry = here.let_in("kerry")
    with nothing_else_lost(here, mark):
        assert refused(here, kerry, *[ASK] * (2 * LIMITS.frames_burst)) == "too_fast"
        # Whoever comes back has what is left, not a new allowance.
        assert refused(here, kerry, *[ASK] * LIMITS.frames_per_second) == "too_fast"


def test_LIM_2_so_many_bytes_a_second(here: Place, mark: Visitor) -> None:
    pat = here.let_in("pat")
    with nothing_else_lost(here, mark):
        echo = b"\x01" + var_bytes(var_uint(1) + var_uint(9) + var_uint(1) + var_string("x" * 1900))
        first = presence(77, 1)
        device = here.device(pat)
        device.send(first)
        for _ in range(LIMITS.presences_burst - 10):
            device.send(echo)
        wide = b"\x00\x00" + var_bytes(_vector(20_000))
        for _ in range(LIMITS.bytes_burst // len(wide) + 1):
            device.send(wide)
        device.until(lambda: device.closed is not None)
        assert device.denied == {"code": "too_fast", "say": CATALOGUE.say("too_fast")}
        assert device.closed in (4429, 1006)  # cut off, when much more was under way
        device.close()


def _vector(clients: int) -> bytes:
    """A state vector of many clients, all at nought."""
    return var_uint(clients) + b"".join(var_uint(7 + n) + b"\x00" for n in range(clients))


def test_LIM_2_presence_may_be_so_long_and_so_often(here: Place, mark: Visitor) -> None:
    beth = here.let_in("beth")
    with nothing_else_lost(here, mark):
        long = presence(5, 1, "x" * LIMITS.presence_bytes)
        assert refused(here, beth, long) == "too_big"
        many = [presence(5, clock) for clock in range(2, 2 * LIMITS.presences_burst)]
        assert refused(here, beth, *many) == "too_fast"


def test_LIM_2_commands_may_be_so_long_and_so_many(here: Place, mark: Visitor) -> None:
    sunita = here.let_in("sunita")
    with nothing_else_lost(here, mark):
        device = here.device(sunita)
        item = device.add("card", section="past_harm")
        reply = device.ask("set", item=item, fields={"note": "x" * LIMITS.command_bytes})
        assert reply["refusal"] == {"code": "too_big", "say": CATALOGUE.say("too_big")}
        assert device.ask("signal", signal="hand")["ok"]
        device.close()
        words = (
            json.dumps({"id": f"c-{n:06}", "op": "signal", "signal": "hand"}) for n in range(120)
        )
        hands = [var_uint(100) + var_string(one) for one in words]
        assert refused(here, sunita, *hands) == "too_fast"


def test_LIM_2_a_board_holds_so_many_items(here: Place, mark: Visitor) -> None:
    desk = here.device(here.chair)
    answers = [
        desk.ask("add", kind="card", section="past_harm", item=f"one-{n:04}", scope="professionals")
        for n in range(42)
    ]
    assert answers[-1]["refusal"] == {"code": "board_full", "say": CATALOGUE.say("board_full")}
    assert desk.closed is None
    desk.close()


def test_LIM_2_a_person_has_so_many_sockets(here: Place) -> None:
    visitor = here.chair
    devices = [here.device(visitor) for _ in range(LIMITS.sockets_per_person)]
    more = Device(visitor, here.links["meeting"], "")
    more.until(lambda: more.closed is not None)
    assert more.closed == CATALOGUE.refusals["too_many_sockets"].close
    assert all(device.ask("timer", minutes=1)["ok"] for device in devices[:2])
    for device in devices:
        device.close()


def test_LIM_2_ten_megabytes_of_noise_cost_only_their_sender(here: Place, mark: Visitor) -> None:
    amina = here.let_in("amina")
    noise = os.urandom(10 << 20)
    with nothing_else_lost(here, mark):
        for sent in (noise, masked(b"") * 100_000, b"".join(masked(ASK) for _ in range(100_000))):
            raw = line(here.port)
            raw.sendall(handshake(here, amina))
            assert raw.recv(12) == b"HTTP/1.1 101"
            started = time.monotonic()
            with suppress(OSError):
                raw.sendall(sent)
            close_code(raw)
            assert time.monotonic() - started < 10
            raw.close()
        raw = line(here.port)
        with suppress(OSError):
            raw.sendall(noise)
        raw.close()
