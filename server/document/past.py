"""One scope's document as the log left it at some entry: to be read, never to be written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from pycrdt import Assoc, Doc, Map, Text

from server.contract.lib0 import read_var_uint
from server.document.live_board import ITEMS, META, BoardBroken, Record
from server.document.plain import normal
from server.document.verdicts import SERVER_CLIENT

T = TypeVar("T")
Span: TypeAlias = tuple[str, str]
"""Who wrote them, and the words."""
AT_ONCE = 200
"""Letters that are looked up at once."""


class PastBoard:
    """Takes in the log's entries of one scope, unjudged: they were judged when they came."""

    def __init__(self) -> None:
        self._doc: Doc[Any] = Doc()
        self._maps: dict[str, Map[Any]] = {
            name: self._doc.get(name, type=Map) for name in (META, ITEMS)
        }
        self._typists: dict[int, str] = {}
        # The server writes for many people: from which of its ids on, and for whom.
        self._server_from: list[int] = []
        self._server_for: list[str] = []

    def take(self, update: bytes, who: str) -> None:
        """Take in one entry's update; `who` typed it, or commanded it. Raises BoardBroken."""
        section = _first_section(update)
        if section is not None:
            client, clock = section
            if client != SERVER_CLIENT:
                self._typists[client] = who
            elif not self._server_for or self._server_for[-1] != who:
                self._server_from.append(clock)
                self._server_for.append(who)
        _run(self._doc.apply_update, update)

    def records(self) -> dict[str, Record]:
        """Every item by id."""
        return self._plain(ITEMS)

    def meta(self) -> dict[str, Any]:
        """The meeting's own fields."""
        return self._plain(META)

    def _plain(self, name: str) -> dict[str, Any]:
        kept = self._maps[name].to_py() or {}
        return {key: normal(value) for key, value in kept.items()}

    def text(self, root: str) -> str:
        """The words of one text."""
        return str(self._doc.get(root, type=Text))

    def spans(self, root: str) -> list[Span]:
        """The words of one text in runs of one writer each; "" is the server itself."""
        return joined(span for some in self.some_spans(root) for span in some)

    def some_spans(self, root: str) -> Iterator[list[Span]]:
        """The same a few letters at a time: each is looked up, in a long text for a long time."""
        text: Text = self._doc.get(root, type=Text)
        letters = list(str(text))
        at = 0
        for first in range(0, len(letters), AT_ONCE):
            some = letters[first : first + AT_ONCE]
            with self._doc.transaction():  # one for all of them, rather than one each
                spans = joined(self._spans(text, at, some))
            yield spans
            at += len("".join(some).encode())

    def _spans(self, text: Text, at: int, letters: list[str]) -> Iterator[Span]:
        """Each letter with its writer. Places in pycrdt are UTF-8 bytes."""
        for letter in letters:
            place = _run(text.sticky_index, at, Assoc.AFTER).encode()
            client, end = read_var_uint(place, 1)  # 0, client, clock, association
            clock, _ = read_var_uint(place, end)
            yield self._writer(client, clock), letter
            at += len(letter.encode())

    def _writer(self, client: int, clock: int) -> str:
        if client != SERVER_CLIENT:
            return self._typists.get(client, "")
        at = bisect_right(self._server_from, clock) - 1
        return self._server_for[at] if at >= 0 else ""


def joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of the same writer as one."""
    by_writer = groupby(spans, key=lambda span: span[0])
    return [(who, "".join(words for _, words in run)) for who, run in by_writer]


def _first_section(update: bytes) -> tuple[int, int] | None:
    """Client and first clock of an update that adds something; one client's, as all in a log."""
    count, at = read_var_uint(update, 0)
    if count == 0:
        return None
    _, at = read_var_uint(update, at)
    client, at = read_var_uint(update, at)
    clock, _ = read_var_uint(update, at)
    return client, clock


def _run(step: Callable[..., T], *values: Any) -> T:
    """Call pycrdt; a Rust panic is a BaseException."""
    try:
        return step(*values)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        raise BoardBroken(f"{type(fault).__name__}: {fault}") from fault
