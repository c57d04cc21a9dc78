"""What a meeting holds by and about one person, with what is others' covered (SAR).

A rule can only propose: a person of the council reads every passage before it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypedDict

from server.rules.detector import find_protected
from server.rules.people import TITLES, who

COVERED = "[another person]"
HELD = "[held]"
ROOM = "room"
FIELDS = ("because", "up")
READ_FIRST = ("", "title", "what", "question", "so_that", "know", "how_much", "if_not")
"""The texts of an item that are read before its others, in this order."""
LATER: Mapping[str, str] = {
    "professionals": "Shared between professionals only",
    "closed": "Said in a closed session",
    "family": "Said in private family time",
    "named": "Restricted to named people",
}

Item: TypeAlias = Mapping[str, Any]
Snapshot: TypeAlias = Mapping[str, Any]


class Passage(TypedDict):
    """One thing the meeting holds by or about a person.

    `why` is "by" or "about". `words` are (what it is, the words with others covered). `hold` says
    why it should not leave unless somebody decides so; "" for what may.
    """

    id: str
    why: str
    kind: str
    said_by: str
    words: list[tuple[str, str]]
    hold: str


class Subject(TypedDict):
    """Whom a request is about: a child or a participant."""

    id: str
    name: str
    names: list[str]
    is_child: bool


def subjects(snapshot: Snapshot) -> list[Subject]:
    """Everybody of the family a request can be about: the children, then the others."""
    children = [
        _subject(one["id"], one["name"], [one["first_name"]], is_child=True)
        for one in snapshot["children"]
    ]
    family = [one for one in snapshot["people"] if one["side"] == "family"]
    # A child who takes part is the child: what they said is theirs all the same.
    adults = [one for one in family if one["role"] != "child"]
    return [
        *children,
        *(_subject(one["id"], one["name"], [one["relation"]], is_child=False) for one in adults),
    ]


def _subject(key: str, name: str, also: list[str], *, is_child: bool) -> Subject:
    first = _short(name)
    names = [one for one in dict.fromkeys((name, first, *also)) if len(one) > 1]
    return {"id": key, "name": name, "names": names, "is_child": is_child}


def passages(snapshot: Snapshot, subject: Subject) -> list[Passage]:
    """Every passage by or about somebody, in the order of the scopes and of time (SAR-1).

    Nobody else's drafts; what was struck through is there, as the meeting keeps it.
    """
    cover = Cover(snapshot, subject)
    found: list[Passage] = []
    for scope, board in sorted(snapshot["scopes"].items()):
        kind, _, whose = scope.partition(":")
        if kind == "chair" or (kind == "own" and whose not in _seats(snapshot, subject)):
            continue
        for item in sorted(board["items"].values(), key=lambda one: (one["at"], one["id"])):
            found += _of_item(snapshot, subject, scope, item, board["texts"], cover)
    return found


def _of_item(
    snapshot: Snapshot, subject: Subject, scope: str, item: Item, texts: Mapping[str, str],
    cover: Cover,
) -> Iterator[Passage]:  # fmt: skip
    if item["kind"] == "person":
        return
    seats = _seats(snapshot, subject)
    plain = list(_words(item, texts))
    said = _speaker(snapshot, item)
    why = "by" if said.get("person") in seats or said.get("name") in subject["names"] else ""
    why = why or ("about" if _is_about(item, subject, plain) else "")
    if why and plain:
        yield {
            "id": f"{scope}/{item['id']}",
            "why": why,
            "kind": item["kind"],
            "said_by": cover.speaker(item, said),
            "words": [(name, cover.words(text)) for name, text in plain],
            "hold": _hold(scope, item, said, why, seats, snapshot),
        }
    for key, answer in sorted((item.get("responses") or {}).items()):
        if key in seats and answer.get("words"):
            yield {
                "id": f"{scope}/{item['id']}/{key}",
                "why": "by",
                "kind": "response",
                "said_by": subject["name"],
                "words": [("", cover.words(answer["words"]))],
                "hold": "",
            }


def _words(item: Item, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    root = f"t:{item['id']}"
    mine = {
        name.removeprefix(root).removeprefix("/"): text
        for name, text in texts.items()
        if (name == root or name.startswith(f"{root}/")) and text.strip()
    }
    for name in sorted(mine, key=_reading_order):
        yield name, mine[name]
    for field in FIELDS:
        if item.get(field):
            yield field, str(item[field])


def _reading_order(name: str) -> tuple[int, str]:
    return READ_FIRST.index(name) if name in READ_FIRST else len(READ_FIRST), name


def _is_about(item: Item, subject: Subject, plain: Iterable[tuple[str, str]]) -> bool:
    if subject["is_child"]:
        children = item.get("children")
        if children is not None and (not children or subject["id"] in children):
            return True
        if item.get("child") == subject["id"]:
            return True
    return any(_named(name, text) for _, text in plain for name in subject["names"])


def _named(name: str, text: str) -> bool:
    return bool(re.search(_whole(name), text, re.IGNORECASE))


def _whole(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _speaker(snapshot: Snapshot, item: Item) -> Mapping[str, Any]:
    if item["kind"] == "words" and item.get("tool") != "observed":
        # SAR-1: a child's words are the child's, whoever wrote them down.
        child = next((one for one in snapshot["children"] if one["id"] == item.get("child")), None)
        if child is not None:
            return {"person": child["id"], "name": child["name"], "role": ""}
    said = item.get("said_by") or item.get("person") or item.get("set_by")
    if isinstance(said, Mapping):  # numbers and views know their person by "id"
        return {**said, "person": said.get("person") or said.get("id")}
    known = {one["id"]: one for one in snapshot["people"]}
    author = known.get(str(item.get("author")), {})
    return {
        "person": author.get("id"),
        "name": author.get("name", ""),
        "role": author.get("relation", ""),
    }


def _hold(
    scope: str, item: Item, said: Mapping[str, Any], why: str, seats: frozenset[str],
    snapshot: Snapshot,
) -> str:  # fmt: skip
    if scope.partition(":")[0] in LATER:
        return LATER[scope.partition(":")[0]]
    if item["kind"] == "protected":
        return "Protected"
    if item.get("hide_name"):
        return "Who said it is held"
    if why == "about" and _is_family(snapshot, said) and said.get("person") not in seats:
        return "Said by another person of the family"
    return ""


def _is_family(snapshot: Snapshot, said: Mapping[str, Any]) -> bool:
    """Whether a speaker is of the family; somebody without a seat may be anybody."""
    if not said.get("person"):
        return bool(said.get("name"))
    sides = {one["id"]: one["side"] for one in snapshot["people"]}
    return sides.get(str(said["person"])) != "professional"


def _seats(snapshot: Snapshot, subject: Subject) -> frozenset[str]:
    """The ids that speak as the subject: their own and, of a child, the seat they sit in."""
    names = {name.casefold() for name in subject["names"]}
    sat = (
        one["id"]
        for one in snapshot["people"]
        if subject["is_child"] and one["role"] == "child" and one["name"].casefold() in names
    )
    return frozenset((subject["id"], *sat))


def _is_other(person: Mapping[str, Any], seats: frozenset[str]) -> bool:
    around = person["side"] == "professional" or person["role"] == "wall"
    return not around and person["id"] not in seats


def _short(name: str) -> str:
    """What people call somebody: "Kerry" and, after a title, "Jones"."""
    words = [one for one in name.split(" ") if one.rstrip(".").casefold() not in TITLES]
    return words[0] if words else name


class Cover:
    """Covers what is others' in a text: names, telephone numbers and postcodes (SAR-2)."""

    def __init__(self, snapshot: Snapshot, subject: Subject) -> None:
        seats = _seats(snapshot, subject)
        self._subject = subject
        self._professionals = {
            one["id"] for one in snapshot["people"] if one["side"] == "professional"
        }
        others = [
            *(one["name"] for one in snapshot["people"] if _is_other(one, seats)),
            *(one["name"] for one in snapshot["children"] if one["id"] != subject["id"]),
        ]
        firsts = [_short(name) for name in others]
        mine = {one.casefold() for one in subject["names"]}
        names = {one for one in (*others, *firsts) if len(one) > 1 and one.casefold() not in mine}
        # The longest first: a whole name before the first name in it.
        self._names = sorted(names, key=lambda one: (-len(one), one))

    def words(self, text: str) -> str:
        """The text with others covered."""
        for found in find_protected(text, ()):
            text = text.replace(found["quote"], HELD)
        for name in self._names:
            text = re.sub(_whole(name), COVERED, text, flags=re.IGNORECASE)
        return text

    def speaker(self, item: Item, said: Mapping[str, Any]) -> str:
        """Who said it, if the subject may know: themselves, and professionals."""
        if item.get("hide_name"):
            return HELD
        name, role = str(said.get("name") or ""), str(said.get("role") or "")
        if said.get("person") in self._professionals or name in self._subject["names"]:
            return who(name, role)
        return COVERED if name else ""
