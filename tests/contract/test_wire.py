"""Frames: the y-websocket protocol, our own types, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contract import wire
from server.contract.lib0 import Malformed, Reader, var_string


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ("00000100", wire.SyncStep1(b"\0")),
        ("0001020000", wire.SyncStep2(b"\0\0")),
        ("0002020000", wire.Update(b"\0\0")),
        ("010100", wire.Presence(b"\0")),
        ("03", wire.QueryPresence()),
    ],
)
def test_WIR_1_frames_of_a_stock_client_are_read(data: str, frame: wire.Frame) -> None:
    assert wire.decode(bytes.fromhex(data)) == frame


def test_WIR_4_a_command_is_read() -> None:
    assert wire.decode(b"\x64" + var_string('{"op":"x"}')) == wire.Command('{"op":"x"}')


def test_WIR_4_a_wish_to_compare_is_read() -> None:
    assert wire.decode(bytes.fromhex("6703")) == wire.Compare(3)


@pytest.mark.parametrize(
    ("frame", "data"),
    [
        (wire.sync_step1(b"\0"), "00000100"),
        (wire.sync_step2(b"\0\0"), "0001020000"),
        (wire.update(b"\0\0"), "0002020000"),
        (wire.presence(b"\0"), "010100"),
        (wire.denied("no"), "0200026e6f"),
        (wire.reply(b"{}"), "64027b7d"),
        (wire.notice(b"{}"), "66027b7d"),
        (wire.saved(300, 2), "65ac0202"),
        (wire.like(300), "67ac02"),
    ],
)
def test_WIR_1_WIR_4_frames_for_clients(frame: bytes, data: str) -> None:
    assert frame == bytes.fromhex(data)


@pytest.mark.parametrize("data", ["0000010000", "0300", "01010000", "64027b7d00"])
def test_WIR_2_trailing_bytes_are_refused(data: str) -> None:
    with pytest.raises(Malformed, match="trailing"):
        wire.decode(bytes.fromhex(data))


@pytest.mark.parametrize(
    "data", ["", "00", "0003", "000300", "0200026e6f", "04", "650101", "66027b7d", "6401ff", "80"]
)
def test_WIR_3_frames_no_client_sends_are_refused(data: str) -> None:
    with pytest.raises(Malformed):
        wire.decode(bytes.fromhex(data))


@given(st.binary(max_size=60))
def test_WIR_3_any_bytes_are_a_frame_or_malformed(data: bytes) -> None:
    try:
        frame = wire.decode(data)
    except Malformed:
        return
    assert isinstance(frame, wire.Frame)


@given(st.binary(max_size=200))
def test_a_live_change_comes_back(update: bytes) -> None:
    assert wire.decode(wire.update(update)) == wire.Update(update)
    assert Reader(wire.update(update), 2).var_bytes() == update
