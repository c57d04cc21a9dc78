"""Any Yjs update, read for its ids only: what the log and the server's own writes hold.

Every kind of content is understood (GC, Skip, JSON, Any, types, keys); values are passed over.
Trusted bytes, but read with bounds: a damaged log must not take the process down.
"""

from typing import Final, NamedTuple

from server.contract.lib0 import Malformed, Reader
from server.document.updates import (
    DELETED,
    HAS_KEY,
    HAS_LEFT,
    HAS_RIGHT,
    KIND,
    STRING,
    Deletes,
    low_surrogates,
    read_deletes,
    utf16_length,
)
from server.document.verdicts import Id

GC: Final = 0
JSON: Final = 2
BINARY: Final = 3
EMBED: Final = 5
FORMAT: Final = 6
TYPE: Final = 7
ANY: Final = 8
DOC: Final = 9
SKIP: Final = 10
_NAMED_TYPES: Final = (3, 5)  # XML elements and hooks carry a name
_DEEPEST: Final = 64  # our records nest less than 10 deep


class IdRun(NamedTuple):
    """The ids of one struct, between the neighbours it names; without any, in `root` or `parent`.

    `lows`: clocks where a surrogate pair must not be split. `gone`: deleted, or never text.
    """

    clock: int
    length: int
    left: Id | None
    right: Id | None
    root: str | None
    parent: Id | None
    lows: list[int]
    gone: bool
    skip: bool

    @property
    def near(self) -> Id | None:
        """An id in the same root, if it names any."""
        return self.right or self.left or self.parent


class IdUpdate(NamedTuple):
    """Runs by client id, and the delete set."""

    sections: list[tuple[int, list[IdRun]]]
    deletes: Deletes


def decode_ids(data: bytes) -> IdUpdate:
    """Read the ids of any update. Raises Malformed."""
    reader = Reader(data)
    sections = [_read_section(reader) for _ in range(reader.var_uint())]
    deletes, reader.at = read_deletes(data, reader.at)
    reader.end()
    return IdUpdate(sections, deletes)


def _read_section(reader: Reader) -> tuple[int, list[IdRun]]:
    number = reader.var_uint()
    client = reader.var_uint()
    clock = reader.var_uint()
    runs = []
    for _ in range(number):
        run = _read_run(reader, clock)
        if run.length == 0:
            raise Malformed("an empty struct")
        runs.append(run)
        clock += run.length
    return client, runs


def _read_run(reader: Reader, clock: int) -> IdRun:
    info = reader.byte()
    kind = info & KIND
    if kind in (GC, SKIP):
        return IdRun(clock, reader.var_uint(), None, None, None, None, [], True, kind == SKIP)
    left, right = _read_neighbours(reader, info)
    root, parent = _read_parent(reader, info) if left is right is None else (None, None)
    if kind == STRING:
        words = reader.var_string()
        length = utf16_length(words)
        lows = low_surrogates(words, clock) if length != len(words) else []
        return IdRun(clock, length, left, right, root, parent, lows, False, False)
    length = _pass_content(reader, kind)
    return IdRun(clock, length, left, right, root, parent, [], kind == DELETED, False)


def _read_neighbours(reader: Reader, info: int) -> tuple[Id | None, Id | None]:
    left = (reader.var_uint(), reader.var_uint()) if info & HAS_LEFT else None
    right = (reader.var_uint(), reader.var_uint()) if info & HAS_RIGHT else None
    return left, right


def _read_parent(reader: Reader, info: int) -> tuple[str | None, Id | None]:
    """The root a struct without neighbours goes into, or the id of a nested parent."""
    root: str | None = None
    parent: Id | None = None
    if reader.var_uint() == 1:
        root = reader.var_string()
    else:
        parent = (reader.var_uint(), reader.var_uint())
    if info & HAS_KEY:
        reader.var_string()
    return root, parent


def _pass_content(reader: Reader, kind: int) -> int:
    """Pass over a content that is no string; gives its length in ids."""
    if kind == DELETED:
        return reader.var_uint()
    if kind in (JSON, ANY):
        count = reader.var_uint()
        for _ in range(count):
            if kind == JSON:
                reader.var_bytes()
            else:
                _pass_any(reader, _DEEPEST)
        return count
    _pass_single(reader, kind)
    return 1


def _pass_single(reader: Reader, kind: int) -> None:
    if kind in (BINARY, EMBED):
        reader.var_bytes()
    elif kind == FORMAT:
        reader.var_bytes()
        reader.var_bytes()
    elif kind == TYPE:
        if reader.var_uint() in _NAMED_TYPES:
            reader.var_bytes()
    elif kind == DOC:
        reader.var_bytes()
        _pass_any(reader, _DEEPEST)
    else:
        raise Malformed(f"no such content: {kind}")


def _pass_any(reader: Reader, depth: int) -> None:
    if depth == 0:
        raise Malformed("a value nested too deep")
    tag = reader.byte()
    size = _ANY_SIZES.get(tag)
    if size is not None:
        reader.skip(size)
    elif tag in (_OBJECT, _ARRAY):
        for _ in range(reader.var_uint()):
            if tag == _OBJECT:
                reader.var_bytes()
            _pass_any(reader, depth - 1)
    elif tag in (_STRING, _BYTES):
        reader.var_bytes()
    elif tag == _INTEGER:
        _pass_integer(reader)
    else:
        raise Malformed(f"no such value: {tag}")


def _pass_integer(reader: Reader) -> None:
    while reader.byte() > 127:
        pass


_INTEGER: Final = 125
_STRING: Final = 119
_OBJECT: Final = 118
_ARRAY: Final = 117
_BYTES: Final = 116
# undefined, null, float32, float64, bigint, false, true
_ANY_SIZES: Final = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}
