"""The live board: the CRDT document of one scope, and the only wrapper of pycrdt.

pycrdt cannot veto or roll back and a panic poisons the document, so after any BoardBroken the
caller throws the board away and replays the log (RULES GAT-18). One thread, and never an
`await` inside a change. Deleted text must leave memory: no skip_gc, no server undo.
"""

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from pycrdt import Doc, Map, Subscription, Text, Transaction, TransactionEvent, merge_updates

from server.contract.lib0 import Malformed, Reader
from server.contract.values import KeptBoard
from server.document.gate import Gate
from server.document.plain import normal
from server.document.verdicts import SERVER_CLIENT, TEXT_ROOT, Accepted, GateLimits
from server.rules.likeness import likeness

META: Final = "meta"
SECTIONS: Final = "sections"
ITEMS: Final = "items"
_EMPTY_UPDATE: Final = b"\x00\x00"
_EMPTY_STATE: Final = b"\x00"
_MOST_CLIENTS: Final = 100_000  # in one state vector

Record = dict[str, Any]
T = TypeVar("T")


class BoardBroken(Exception):
    """The document can no longer be trusted."""


class Change:
    """One transaction on a live board. After the block, `update` holds its bytes (b"" if none)."""

    __slots__ = ("_board", "_transaction", "update")

    def __init__(self, board: "LiveBoard", transaction: Transaction) -> None:
        self._board = board
        self._transaction = transaction
        self.update = b""

    def __enter__(self) -> Self:
        self._board._begin(self)
        self._transaction.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._board._end(self, self._transaction, failed=kind is not None)


class LiveBoard:
    """One scope's document, with a gate before it and a plain mirror of its records beside it."""

    def __init__(self, scope: str, limits: GateLimits | None = None) -> None:
        self.scope = scope
        self.gate = Gate(limits)
        self._doc: Doc[Any] = Doc(client_id=SERVER_CLIENT)
        # Kept for ever: a type or subscription without an owner goes quiet.
        self._maps: dict[str, Map[Any]] = {
            name: self._doc.get(name, type=Map) for name in (META, SECTIONS, ITEMS)
        }
        self._texts: dict[str, Text] = {}
        self._mirror: dict[str, dict[str, Any]] | None = {META: {}, SECTIONS: {}, ITEMS: {}}
        self._change: Change | None = None
        self._server_wrote = False
        self._broken: str | None = None
        self._state: bytes | None = None
        self._vector: bytes | None = None
        self._likeness: int | None = None
        self._listening: Subscription | None = None

    # Changes

    def change(self) -> Change:
        """One transaction: `with board.change() as change: …`, then `change.update`."""
        return Change(self, self._doc.transaction())

    def apply(self, accepted: Accepted) -> None:
        """Apply what the gate accepted, inside a change. Raises BoardBroken."""
        if self._change is None:
            raise RuntimeError("an update is applied inside a change")
        self._run(self._doc.apply_update, accepted.update)

    def replay(self, update: bytes, who: str | None) -> None:
        """Take in an update from the log or a checkpoint. Raises BoardBroken."""
        self._check_whole()
        if self._change is not None:
            raise RuntimeError("the log is not replayed inside a change")
        try:
            self.gate.learn(update, who)
        except Malformed as fault:
            self._broken = f"the log does not fit: {fault}"
            raise BoardBroken(self._broken) from fault
        self._run(self._doc.apply_update, update)
        self._mirror = self._state = self._vector = self._likeness = None

    def kept(self) -> KeptBoard:
        """For a checkpoint: all that `recall` needs. Raises BoardBroken."""
        known = self.gate.known
        return KeptBoard(
            scope=self.scope, state=self.state(), owners=self.gate.owners(),
            clients=tuple(ids.kept(client) for client, ids in known.clients.items()),
            orders=known.kept_orders(),
        )  # fmt: skip

    def recall(self, kept: KeptBoard) -> None:
        """Stand as a checkpoint says; on a new board only. Raises BoardBroken."""
        for client in kept.clients:
            self.gate.known.recall(client)
        self.gate.known.recall_orders(kept.orders)
        self.gate.adopt(kept.owners)
        self._run(self._doc.apply_update, kept.state)
        self._mirror = self._state = self._vector = self._likeness = None

    def _begin(self, change: Change) -> None:
        self._check_whole()
        if self._change is not None:
            raise RuntimeError("a change inside a change")
        self._change = change
        self._server_wrote = False
        # Only for the change: pycrdt holds a listener, and with it the document, where Python's
        # collector cannot see it, and no board would ever leave memory (LIM-6).
        self._listening = self._doc.observe(self._heard)

    def _end(self, change: Change, transaction: Transaction, *, failed: bool) -> None:
        """Commit; what the server wrote must reach the gate too, so that people can edit it."""
        try:
            if self._broken is None:  # a commit after a panic may never return
                self._run(transaction.__exit__, None, None, None)
        finally:
            self._change = None
            if self._listening is not None:
                self._doc.unobserve(self._listening)
                self._listening = None
        if failed and change.update:
            # There is no roll back: what the caller did before it failed is in the document.
            self._broken = "a change failed half way"
        elif self._server_wrote and change.update:
            self.gate.learn(change.update, None)

    def _heard(self, event: TransactionEvent) -> None:
        if event.update == _EMPTY_UPDATE:
            return
        self._state = self._vector = self._likeness = None
        if self._change is not None:
            self._change.update = event.update

    def _check_whole(self) -> None:
        if self._broken is not None:
            raise BoardBroken(self._broken)

    def _run(self, step: Callable[..., T], *values: Any) -> T:
        """Call pycrdt; a Rust panic is a BaseException and poisons the document."""
        self._check_whole()
        try:
            return step(*values)
        except BaseException as fault:
            self._broken = f"{type(fault).__name__}: {fault}"
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            raise BoardBroken(self._broken) from fault

    # Records

    def records(self) -> Mapping[str, Record]:
        """All items by id: the live mirror, to be read, not changed."""
        return self._read(ITEMS)

    def record(self, item_id: str) -> Record | None:
        """One item's record."""
        found: Record | None = self._read(ITEMS).get(item_id)
        return found

    def put_record(self, item_id: str, record: Record) -> None:
        """Replace an item's record, inside a change. Raises ValueError when not plain JSON."""
        self._put(ITEMS, item_id, record)

    def drop_record(self, item_id: str) -> None:
        """Remove an item's record, inside a change; its text stays, for the log."""
        self._writing()
        if self._read(ITEMS).pop(item_id, None) is not None:
            self._run(self._maps[ITEMS].pop, item_id)

    def meta(self) -> Mapping[str, Any]:
        """The meeting's own fields."""
        return self._read(META)

    def put_meta(self, key: str, value: Any) -> None:
        """Set one field of the meeting, inside a change."""
        self._put(META, key, value)

    def sections(self) -> Mapping[str, Record]:
        """All sections by id."""
        return self._read(SECTIONS)

    def put_section(self, section_id: str, record: Record) -> None:
        """Replace a section's record, inside a change."""
        self._put(SECTIONS, section_id, record)

    def _put(self, name: str, key: str, value: Any) -> None:
        value = normal(value)
        key.encode()
        mirror = self._read(name)
        self._writing()
        if key in mirror and mirror[key] == value:
            return  # nothing to store, send or keep as a tombstone
        self._run(self._maps[name].__setitem__, key, value)
        mirror[key] = value

    def _read(self, name: str) -> dict[str, Any]:
        self._check_whole()
        if self._mirror is None:
            self._mirror = {
                each: {key: normal(value) for key, value in (kept.to_py() or {}).items()}
                for each, kept in self._maps.items()
            }
        return self._mirror[name]

    def _writing(self) -> None:
        if self._change is None:
            raise RuntimeError("the server writes inside a change")
        self._server_wrote = True

    # Texts

    def text(self, root: str) -> str:
        """The words of a text root; "" when nobody wrote there."""
        if root not in self.gate.known.sizes and root not in self._texts:
            return ""
        return str(self._text(root))

    def write_text(self, root: str, words: str) -> None:
        """Replace a text by `words`, inside a change; only what differs is rewritten.

        Raises ValueError on a lone surrogate. Offsets in pycrdt are UTF-8 bytes.
        """
        words.encode()
        self._writing()
        text = self._text(root)
        old = str(text)
        start, old_end, new_end = _difference(old, words)
        at = len(old[:start].encode())
        removed = len(old[start:old_end].encode())
        if removed:
            self._run(text.__delitem__, slice(at, at + removed))
        if start < new_end:
            self._run(text.insert, at, words[start:new_end])

    def texts(self) -> dict[str, str]:
        """Every text root that has words."""
        roots = (root for root in self.gate.known.sizes if root.startswith(TEXT_ROOT))
        found = {root: str(self._text(root)) for root in roots}
        return {root: words for root, words in found.items() if words}

    def _text(self, root: str) -> Text:
        self._check_whole()
        text = self._texts.get(root)
        if text is None:
            text = self._texts[root] = self._doc.get(root, type=Text)
        return text

    # States

    def state(self) -> bytes:
        """The whole board as one update; kept until the next change."""
        if self._state is None:
            self._state = self._run(self._doc.get_update)
        return self._state

    def state_vector(self) -> bytes:
        """What the board has, for sync step 1; kept until the next change."""
        if self._vector is None:
            self._vector = self._run(self._doc.get_state)
        return self._vector

    def likeness(self) -> int:
        """What a page compares its own board with (SYN-18); kept until the next change."""
        if self._likeness is None:
            clocks = _read_state_vector(self.state_vector())
            changed = {item: record.get("changed", 0) for item, record in self.records().items()}
            self._likeness = likeness([*clocks.items()], self.texts(), changed)
        return self._likeness

    def missing(self, state_vector: bytes) -> bytes:
        """What a client with this state vector lacks. Raises Malformed on bad bytes."""
        vector = self.gate.known.clean_state_vector(_read_state_vector(state_vector))
        if vector == _EMPTY_STATE:
            return self.state()
        return self._run(self._doc.get_update, vector)

    def plain(self) -> dict[str, Any]:
        """A frozen copy as plain JSON: meta, sections, items and texts."""
        copy = {name: normal(self._read(name)) for name in (META, SECTIONS, ITEMS)}
        copy["texts"] = self.texts()
        return copy


def merged(updates: Sequence[bytes]) -> bytes:
    """Updates of one board that follow each other, as one. Raises BoardBroken.

    Of the few that a tick makes: on a long log it takes quadratic time.
    """
    try:
        return merge_updates(*updates)
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        raise BoardBroken(f"{type(fault).__name__}: {fault}") from fault


def _difference(old: str, new: str) -> tuple[int, int, int]:
    """Where two strings differ, by code point: start, end in old, end in new."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < most - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - tail, len(new) - tail


def _read_state_vector(data: bytes) -> dict[int, int]:
    reader = Reader(data)
    count = reader.var_uint()
    if count > _MOST_CLIENTS:
        raise Malformed("too many client ids")
    clocks = {}
    for _ in range(count):
        client = reader.var_uint()
        clocks[client] = reader.var_uint()
    reader.end()
    return clocks
