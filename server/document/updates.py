"""Yjs updates of plain text, read strictly and written canonically: what a client may send.

Format (update v1): sections of structs, one a client id, then a delete set. Everything that
is not a string or a deleted string in a root text is refused (GAT-2).
"""

from typing import Final, NamedTuple

from server.contract.lib0 import (
    Malformed,
    read_var_string,
    read_var_uint,
    var_bytes,
    var_string,
    var_uint,
)
from server.document.verdicts import Id, Unfit

DELETED: Final = 1
STRING: Final = 4
KIND: Final = 31
HAS_LEFT: Final = 0x80
HAS_RIGHT: Final = 0x40
HAS_KEY: Final = 0x20

Ranges = list[tuple[int, int]]  # (clock, length)
Deletes = list[tuple[int, Ranges]]  # by client id


class TextStruct(NamedTuple):
    """One run of text; `length` in UTF-16 units, `words` is None for a deleted run.

    `root` is only given when there is neither left nor right neighbour.
    """

    clock: int
    length: int
    left: Id | None
    right: Id | None
    root: str | None
    words: str | None


class Section(NamedTuple):
    """The structs of one client id; clocks follow each other without a gap."""

    client: int
    structs: list[TextStruct]


class TextUpdate(NamedTuple):
    """A decoded update."""

    sections: list[Section]
    deletes: Deletes


def utf16_length(words: str) -> int:
    """Length as Yjs counts it."""
    return len(words) if words.isascii() else len(words.encode("utf-16-le")) // 2


def low_surrogates(words: str, clock: int) -> list[int]:
    """Clocks of the second halves of surrogate pairs in `words` that starts at `clock`."""
    lows = []
    for character in words:
        if ord(character) > 0xFFFF:
            clock += 1
            lows.append(clock)
        clock += 1
    return lows


def decode_text_update(data: bytes, max_structs: int = 1000) -> TextUpdate:
    """Read a client's update.

    Raises Malformed, or Unfit(`wrong_content`) for anything but text, or Unfit(`too_big`).
    """
    try:
        sections, at = _read_sections(data, max_structs)
        deletes, at = read_deletes(data, at)
    except IndexError:
        raise Malformed("ended early") from None
    if at != len(data):
        raise Malformed("trailing bytes")
    return TextUpdate(sections, deletes)


def _read_sections(data: bytes, max_structs: int) -> tuple[list[Section], int]:
    count, at = read_var_uint(data, 0)
    sections: list[Section] = []
    left = max_structs
    for _ in range(count):
        number, at = read_var_uint(data, at)
        if number == 0:
            raise Malformed("an empty section")
        left -= number
        if left < 0:
            raise Unfit("too_big", f"more than {max_structs} structs")
        start = at
        client, at = read_var_uint(data, at)
        own = data[start:at], client
        clock, at = read_var_uint(data, at)
        structs: list[TextStruct] = []
        for _ in range(number):
            struct, at = _read_struct(data, at, clock, own)
            structs.append(struct)
            clock += struct.length
        sections.append(Section(client, structs))
    if count > 1 and len({section.client for section in sections}) < count:
        raise Malformed("a client id twice")
    return sections, at


def _read_struct(
    data: bytes, at: int, clock: int, own: tuple[bytes, int]
) -> tuple[TextStruct, int]:
    info = data[at]
    kind = info & KIND
    if kind not in (STRING, DELETED) or info & HAS_KEY:
        raise Unfit("wrong_content", f"struct info {info}")
    at += 1
    left = right = root = words = None
    if info & HAS_LEFT:
        left, at = _read_id(data, at, own)
    if info & HAS_RIGHT:
        right, at = _read_id(data, at, own)
    elif left is None:
        root, at = _read_root(data, at)
    length, at = read_var_uint(data, at)
    if kind == STRING:
        words, length, at = _read_words(data, at, at + length)
    if length == 0:
        raise Malformed("an empty struct")
    return TextStruct(clock, length, left, right, root, words), at


def _read_id(data: bytes, at: int, own: tuple[bytes, int]) -> tuple[Id, int]:
    """Most neighbours are the writer's own ids: their bytes are known already."""
    if data.startswith(own[0], at):
        clock, at = read_var_uint(data, at + len(own[0]))
        return (own[1], clock), at
    client, at = read_var_uint(data, at)
    clock, at = read_var_uint(data, at)
    return (client, clock), at


def _read_words(data: bytes, at: int, end: int) -> tuple[str, int, int]:
    if end > len(data):
        raise Malformed("ended inside a string")
    try:
        words = data[at:end].decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    return words, utf16_length(words), end


def _read_root(data: bytes, at: int) -> tuple[str, int]:
    is_name, at = read_var_uint(data, at)
    if is_name == 0:
        raise Unfit("wrong_content", "a nested parent")
    if is_name != 1:
        raise Malformed("no such parent")
    return read_var_string(data, at)


def read_deletes(data: bytes, at: int) -> tuple[Deletes, int]:
    """Read a delete set: ranges of a client ascend and do not overlap. Raises Malformed."""
    count, at = read_var_uint(data, at)
    deletes: Deletes = []
    for _ in range(count):
        client, at = read_var_uint(data, at)
        ranges, at = _read_ranges(data, at)
        deletes.append((client, ranges))
    if count > 1 and len({client for client, _ in deletes}) < count:
        raise Malformed("a client id twice in the delete set")
    return deletes, at


def _read_ranges(data: bytes, at: int) -> tuple[Ranges, int]:
    number, at = read_var_uint(data, at)
    if number == 0:
        raise Malformed("no ranges")
    ranges: Ranges = []
    end = 0
    for _ in range(number):
        clock, at = read_var_uint(data, at)
        length, at = read_var_uint(data, at)
        if length == 0 or clock < end:
            raise Malformed("ranges not in order")
        end = clock + length
        ranges.append((clock, length))
    return ranges, at


def encode_text_update(client: int, structs: list[TextStruct], deletes: Deletes) -> bytes:
    """Write structs of one client id (or none) and a delete set, canonically."""
    if not structs:
        return b"\x00" + encode_deletes(deletes)
    parts = [b"\x01", var_uint(len(structs)), var_uint(client), var_uint(structs[0].clock)]
    parts.extend(_encode_struct(struct) for struct in structs)
    parts.append(encode_deletes(deletes))
    return b"".join(parts)


def _encode_struct(struct: TextStruct) -> bytes:
    info = DELETED if struct.words is None else STRING
    parts = []
    if struct.left is not None:
        info |= HAS_LEFT
        parts.append(_encode_id(struct.left))
    if struct.right is not None:
        info |= HAS_RIGHT
        parts.append(_encode_id(struct.right))
    if struct.root is not None:
        parts.append(b"\x01" + var_string(struct.root))
    if struct.words is None:
        parts.append(var_uint(struct.length))
    else:
        parts.append(var_bytes(struct.words.encode()))
    return bytes((info,)) + b"".join(parts)


def _encode_id(id_: Id) -> bytes:
    return var_uint(id_[0]) + var_uint(id_[1])


def encode_deletes(deletes: Deletes) -> bytes:
    """Write a delete set."""
    parts = [var_uint(len(deletes))]
    for client, ranges in deletes:
        parts += (var_uint(client), var_uint(len(ranges)))
        for clock, length in ranges:
            parts += (var_uint(clock), var_uint(length))
    return b"".join(parts)
