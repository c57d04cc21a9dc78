"""What one command may see and change: the boards its person can read, in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple, TypeAlias

import msgspec

from server.contract.catalogue import Catalogue, KindSpec
from server.contract.values import Millis, Participant
from server.document.live_board import Change as BoardChange
from server.document.live_board import LiveBoard
from server.rules import audiences, permissions
from server.rules.audiences import PROFESSIONALS, ROOM
from server.sync.audiences import standing
from server.sync.fields import Known, clean_fields

Item: TypeAlias = dict[str, Any]

__all__ = ["PROFESSIONALS", "ROOM", "Change", "Done", "Facts", "Found", "Item", "Outcome"]


def own_scope(participant: str) -> str:
    """The scope only this participant reads."""
    return f"own:{participant}"


Notices: TypeAlias = tuple[tuple[str, dict[str, Any]], ...]
"""(role, notice): what else is told, and to whom."""


class Found(NamedTuple):
    """An item and the scope it stands in."""

    scope: str
    item: Item


class Done(msgspec.Struct, frozen=True):
    """A command was carried out; `item` is what it made, `notices` go to the roles named."""

    item: str | None = None
    notices: Notices = ()


Outcome: TypeAlias = Done | str
"""Done, or the code of a refusal (nothing was changed)."""


class Facts(msgspec.Struct, frozen=True):
    """What a room knows beside its boards."""

    meeting: str
    type: Mapping[str, Any]
    sections: frozenset[str]
    people: Mapping[str, Participant]
    catalogue: Catalogue


class Change:
    """One command at work. Boards are opened as they are touched and closed together.

    `seq` is the last entry of the log that this change follows.
    """

    def __init__(
        self,
        facts: Facts,
        board: Callable[[str], LiveBoard],
        boards: Mapping[str, LiveBoard],
        actor: Participant,
        now: Millis,
        seq: int = 0,
    ) -> None:
        self.facts = facts
        self.actor = actor
        self.now = now
        self.seq = seq
        self._board = board
        self._boards = boards
        self._open: dict[str, BoardChange] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Change:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def updates(self) -> Iterator[tuple[str, bytes]]:
        """Scope and bytes of everything that was written; read after the block."""
        return ((scope, change.update) for scope, change in self._open.items() if change.update)

    # Reading

    @property
    def standing(self) -> audiences.Standing:
        """What this meeting has decided about who may read what."""
        return standing(self._boards)

    @property
    def changed(self) -> bool:
        """Whether anything was written so far."""
        return bool(self._open)

    @property
    def readable(self) -> tuple[str, ...]:
        """The scopes the actor may read, widest first."""
        return audiences.scopes(self.actor, self.standing)

    def find(self, item: str) -> Found | None:
        """An item the actor can see, in the widest scope it stands in."""
        for scope in self.readable:
            found = self.items(scope).get(item)
            if found is not None:
                return Found(scope, dict(found))
        return None

    def find_kind(self, item: str, *kinds: str) -> Found | str:
        """An item of one of these kinds, or the code no_such_item or wrong_kind."""
        found = self.find(item)
        if found is None:
            return "no_such_item"
        return found if found.item["kind"] in kinds else "wrong_kind"

    def find_live(self, item: str, *kinds: str) -> Found | str:
        """As `find_kind`, but what was struck, merged or shared onwards is no_such_item."""
        found = self.find_kind(item, *kinds)
        if isinstance(found, str) or found.item["status"] == "live":
            return found
        return "no_such_item"

    def person(self, participant: str) -> Participant | None:
        """Somebody of this meeting who was not taken out of it."""
        found = self.facts.people.get(participant)
        return None if found is None or found.gone else found

    def shown_in(self, participant: str) -> str:
        """The widest scope for what a person says: the room, unless they attend apart (SEE-8)."""
        person = self.facts.people.get(participant)
        if person is None or not person.apart:
            return ROOM
        return f"{audiences.NAMED}{audiences.apart_audience(participant)}"

    def meets_apart(self, participant: str, scope: str) -> bool:
        """Whether somebody reads this scope who must not know of the participant (SEE-8).

        Also who waits just now, as they read it when they are back; and who speaks for such a one.
        """
        person = self.facts.people.get(participant)
        if person is None or not person.apart:
            return False
        back = audiences.everybody_back(self.standing)
        kept = (
            one
            for one in self.facts.people.values()
            if {one.id, one.speaks_for}.intersection(person.apart)
        )
        return any(scope in audiences.scopes(one, back) for one in kept)

    def seat(self, participant: str) -> Found | None:
        """Where somebody's seat stands; the room knows none of who attends apart."""
        name = f"person-{participant}"
        scopes = [scope for scope in (ROOM, PROFESSIONALS) if name in self.items(scope)]
        return Found(scopes[0], dict(self.items(scopes[0])[name])) if scopes else None

    def items(self, scope: str) -> Mapping[str, Item]:
        """Every record of a scope's board."""
        board = self._boards.get(scope)
        return board.records() if board is not None else {}

    def everywhere(self) -> Iterator[tuple[str, Mapping[str, Item]]]:
        """Every scope with its records, readable or not: for reveals and counts only."""
        return ((scope, board.records()) for scope, board in self._boards.items())

    def text(self, scope: str, root: str) -> str:
        """The words of one text."""
        board = self._boards.get(scope)
        return board.text(root) if board is not None else ""

    def meta(self, key: str) -> Any:
        """A value of the room's meta map."""
        return self._boards[ROOM].meta().get(key)

    def kind(self, name: str) -> KindSpec:
        """The schema of a kind of item."""
        return self.facts.catalogue.schema.kinds[name]

    def clean(self, kind: str, fields: Mapping[str, Any]) -> dict[str, Any] | str:
        """Fields as they will be stored, or bad_field."""
        return clean_fields(fields, self.kind(kind).fields, self._known())

    def may_change(self, item: Item) -> bool:
        """Whether the actor may change this item's record (PER-2)."""
        return permissions.may_change(self.actor.id, self.actor.role, item)

    # Writing

    def put(self, scope: str, item: Item) -> None:
        """Write a record whole."""
        self._opened(scope).put_record(item["id"], {**item, "changed": self.now})

    def drop(self, scope: str, item: str) -> None:
        """Take a record away; only for what nobody but its typist has seen."""
        self._opened(scope).drop_record(item)

    def write(self, scope: str, root: str, words: str) -> None:
        """Replace the words of a text."""
        self._opened(scope).write_text(root, words)

    def put_meta(self, key: str, value: Any) -> None:
        """Write a value of the room's meta map."""
        self._opened(ROOM).put_meta(key, value)

    def _opened(self, scope: str) -> LiveBoard:
        board = self._board(scope)
        if scope not in self._open:
            self._open[scope] = self._stack.enter_context(board.change())
        return board

    def _known(self) -> Known:
        kind = self.facts.type
        return Known(
            children=frozenset(child["id"] for child in self.meta("children") or ()),
            people={p.id: p for p in self.facts.people.values() if p.role != "wall"},
            outcomes=frozenset(one["id"] for one in kind["outcomes"]),
            categories=frozenset(one["id"] for one in kind["categories"]),
            participation=frozenset(one["id"] for one in kind["participation"]),
            kind_of=self._kind_of,
        )

    def _kind_of(self, item: str) -> str | None:
        found = self.find(item)
        return found.item["kind"] if found else None


def root_of(item: str, field: str = "") -> str:
    """The name of an item's text."""
    return f"t:{item}/{field}" if field else f"t:{item}"
