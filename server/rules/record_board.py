"""A frozen board read for the record: items in order, their words, and who said them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from server.rules import readers
from server.rules.audiences import ROOM

Item: TypeAlias = Mapping[str, Any]
HELD_NAMES = ("said_by", "author", "typed_by")
Part: TypeAlias = dict[str, Any]
"""A piece of the record: plain JSON data."""


@dataclass(frozen=True)
class Board:
    """One scope of the snapshot: its items by id and its texts by root name."""

    items: Mapping[str, Item]
    texts: Mapping[str, str]

    def all(self, kind: str, **fields: Any) -> list[Item]:
        """Items of a kind whose fields have these values, in board order, whatever their status."""
        found = (item for item in self.items.values() if item.get("kind") == kind)
        matching = (i for i in found if all(i.get(key) == value for key, value in fields.items()))
        return sorted(matching, key=lambda item: (item.get("pos") or 0, str(item.get("id"))))

    def live(self, kind: str, **fields: Any) -> list[Item]:
        """Items as `all` gives them that were not struck, merged or shared onwards."""
        return [i for i in self.all(kind, **fields) if i.get("status", "live") == "live"]

    def get(self, item_id: str) -> Item:
        """The item with this id, or an empty one."""
        return self.items.get(item_id) or {}

    def words(self, item_id: str, field: str = "") -> str:
        """The words of an item exactly as they stood at the end."""
        return self.texts.get(f"t:{item_id}/{field}" if field else f"t:{item_id}", "")

    def only(self, kind: str) -> Board:
        """The same with items of one kind alone."""
        return Board({k: i for k, i in self.items.items() if i.get("kind") == kind}, {})

    def has_words(self, item: Item) -> bool:
        """Whether anything was written in an item's own text."""
        return bool(self.words(str(item["id"])).strip())


def together_with(wide: Sequence[Board], narrow: Sequence[Board]) -> Board:
    """Several boards as one; where an item stands in two, the first has it."""
    items: dict[str, Item] = {}
    texts: dict[str, str] = {}
    for board in reversed([*wide, *narrow]):
        items.update(board.items)
        texts.update(board.texts)
    return Board(items, texts)


@dataclass(frozen=True)
class Frozen:
    """Everything a record is made from: the snapshot, its meeting type, and the end.

    `holidays` are bank holidays (YYYY-MM-DD); `by` is the name of who ended the meeting and `at`
    the instant; `contact` is what the complaints line says to ring. `reader` is None for the whole
    record, "" for what all of the family may read, or the id of the one person a copy is for.
    """

    snapshot: Mapping[str, Any]
    type: Mapping[str, Any]
    holidays: Collection[str] = ()
    by: str = ""
    at: int = 0
    contact: str = ""
    reader: str | None = None

    @property
    def meeting(self) -> Mapping[str, Any]:
        """The meeting's own details."""
        found: Mapping[str, Any] = self.snapshot["meeting"]
        return found

    @property
    def children(self) -> Sequence[Mapping[str, Any]]:
        """The children the meeting is about."""
        found: Sequence[Mapping[str, Any]] = self.snapshot["children"]
        return found

    @cached_property
    def people(self) -> dict[str, Mapping[str, Any]]:
        """Everybody invited, by id, without the wall; who attends apart is in no other's copy."""
        invited = (p for p in self.snapshot["people"] if p.get("role") != "wall")
        return {one["id"]: one for one in invited if self._may_be_named(one)}

    def _may_be_named(self, person: Mapping[str, Any]) -> bool:
        return self.reader is None or not person.get("apart") or person["id"] == self.reader

    @cached_property
    def room(self) -> Board:
        """What all readers of this copy saw, as if it were one board."""
        seen = readers.scopes_of_copy(self.snapshot, self.reader)
        seats = [] if self.reader is not None else [self.board("professionals").only("person")]
        return together_with([self.board(scope) for scope in seen], seats)

    @property
    def room_meta(self) -> Mapping[str, Any]:
        """The room's own fields: stage, sessions, times."""
        found: Mapping[str, Any] = (self.snapshot["scopes"].get(ROOM) or {}).get("meta") or {}
        return found

    def board(self, scope: str) -> Board:
        """The board of one scope, empty when there is none."""
        plain = self.snapshot["scopes"].get(scope) or {}
        return Board(plain.get("items") or {}, plain.get("texts") or {})

    def child(self, child_id: str) -> str:
        """A child's first name."""
        names = {one["id"]: one["first_name"] or one["name"] for one in self.children}
        return str(names.get(child_id, ""))

    def child_names(self, item: Item) -> list[str]:
        """The first names an item is about: all the children when it names none."""
        chosen = item.get("children") or [one["id"] for one in self.children]
        return [name for name in map(self.child, chosen) if name]

    def named(self, list_name: str, choice: str | None) -> str:
        """The name of a choice of the meeting type: outcome, category, ground, nature, ..."""
        names = {one["id"]: one["name"] for one in self.type[list_name]}
        return str(names.get(choice or "", ""))

    def person(self, person_id: str | None) -> Part:
        """Who somebody is: {name, role, agency}. Role is what is said after the name."""
        known = self.people.get(person_id or "") or {}
        role = known.get("relation") or known.get("agency")
        return {
            "name": str(known.get("name", "")),
            "role": str(role or self.named("roles", known.get("role"))),
            "agency": str(known.get("agency", "")),
        }

    def speaker(self, speaker: Mapping[str, Any] | None) -> Part | None:
        """A named speaker as {name, role, agency}; None when nobody is named."""
        if not speaker:
            return None
        known = self.person(speaker.get("person"))
        given = {key: str(speaker.get(key) or "") for key in ("name", "role")}
        return {
            "name": given["name"] or known["name"],
            "role": given["role"] or known["role"],
            "agency": known["agency"],
        }

    def source(self, item: Item) -> Part:
        """Who said an item: the speaker it names, else its author (REC-3)."""
        whole = self.whole(item)
        return self.speaker(whole.get("said_by")) or self.person(whole.get("author"))

    def whole(self, item: Item) -> Item:
        """The item with the names that were held from the room (SEE-9)."""
        held = self.board("professionals").get(f"source-{item['id']}")
        return (
            {**item, **{key: held[key] for key in ("said_by", "author", "typed_by")}}
            if held
            else item
        )


def name_held(item: Item) -> bool:
    """Whether the family's copy must not name the source: hidden, or a third party (REC-8).

    A third party is somebody outside the meeting whose words another person brought.
    """
    speaker = item.get("said_by") or {}
    outside = bool(speaker) and not speaker.get("person")
    return bool(item.get("hide_name")) or (outside and item.get("nature") == "reported")
