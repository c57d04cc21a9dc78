"""Frames of one websocket, bytes to typed values and back; sans-I/O.

Types 0 to 3 are the y-websocket protocol unchanged; 100 to 103 are ours (RULES WIR).
"""

from dataclasses import dataclass
from typing import Final

from server.contract.lib0 import Malformed, Reader, var_bytes, var_string, var_uint

SYNC: Final = 0
AWARENESS: Final = 1
AUTH: Final = 2
QUERY_AWARENESS: Final = 3
COMMAND: Final = 100
SAVED: Final = 101
NOTICE: Final = 102
COMPARE: Final = 103

_COMMAND_HEAD: Final = var_uint(COMMAND)
_SAVED_HEAD: Final = var_uint(SAVED)
_NOTICE_HEAD: Final = var_uint(NOTICE)
_COMPARE_HEAD: Final = var_uint(COMPARE)


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """What the client has: send what it lacks."""

    state_vector: bytes


@dataclass(frozen=True, slots=True)
class SyncStep2:
    """What the client thinks the server lacks."""

    update: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """A live change of the client's text."""

    update: bytes


@dataclass(frozen=True, slots=True)
class Presence:
    """An awareness payload, not yet checked."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class QueryPresence:
    """The client asks who is here."""


@dataclass(frozen=True, slots=True)
class Command:
    """A JSON request to change the board, not yet parsed."""

    words: str


@dataclass(frozen=True, slots=True)
class Compare:
    """The client asks what its board should be like; how often it was not since it last asked."""

    differed: int


Frame = SyncStep1 | SyncStep2 | Update | Presence | QueryPresence | Command | Compare

_SYNC_KINDS: Final = (SyncStep1, SyncStep2, Update)


def decode(data: bytes) -> Frame:
    """Read one frame from a client. Raises Malformed on anything else, whatever the bytes.

    WIR-2: nothing may follow the frame. The caller limits the frame's size.
    """
    reader = Reader(data)
    frame = _read_frame(reader)
    reader.end()
    return frame


def _read_frame(reader: Reader) -> Frame:
    match reader.var_uint():
        case 0:
            return _read_sync(reader)
        case 1:
            return Presence(reader.var_bytes())
        case 3:
            return QueryPresence()
        case 100:
            return Command(reader.var_string())
        case 103:
            return Compare(reader.var_uint())
        case kind:
            raise Malformed(f"no client sends frames of type {kind}")


def _read_sync(reader: Reader) -> SyncStep1 | SyncStep2 | Update:
    kind = reader.var_uint()
    if kind >= len(_SYNC_KINDS):
        raise Malformed(f"no such sync message: {kind}")
    return _SYNC_KINDS[kind](reader.var_bytes())


def sync_step1(state_vector: bytes) -> bytes:
    """Frame: what the server has."""
    return b"\x00\x00" + var_bytes(state_vector)


def sync_step2(update: bytes) -> bytes:
    """Frame: what the client lacked."""
    return b"\x00\x01" + var_bytes(update)


def update(update: bytes) -> bytes:
    """Frame: a live change."""
    return b"\x00\x02" + var_bytes(update)


def presence(payload: bytes) -> bytes:
    """Frame: who is here."""
    return b"\x01" + var_bytes(payload)


def denied(reason: str) -> bytes:
    """Frame: the y-websocket "permission denied" with a code of `refusals.json`."""
    return b"\x02\x00" + var_string(reason)


def reply(words: bytes) -> bytes:
    """Frame: the JSON answer to a command."""
    return _COMMAND_HEAD + var_bytes(words)


def saved(seq: int, acked: int) -> bytes:
    """Frame: the last committed sequence, and how many of this session's frames it covers."""
    return _SAVED_HEAD + var_uint(seq) + var_uint(acked)


def notice(words: bytes) -> bytes:
    """Frame: a JSON notice (stage, timer, reveal, removed)."""
    return _NOTICE_HEAD + var_bytes(words)


def like(likeness: int) -> bytes:
    """Frame: what a board is like that has all frames before this one, and no more (SYN-18)."""
    return _COMPARE_HEAD + var_uint(likeness)
