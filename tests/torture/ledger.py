"""What must stand on the boards after every command that was answered, once and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tests.torture.person import Asked, Person

RACES = {
    "ready": ("already_revealed", "nothing_written", "no_such_item"),
    "add": ("no_such_item",),  # a statement for a set that was struck meanwhile
    "score": ("scale_not_open", "scale_locked"),
    "accept": ("not_now",),
    "agree": ("nothing_written",),
    "reveal_scores": ("nothing_written",),
}
"""Refusals that another's command, which came first, brings about."""
START = "welcome"
AGREED = {True: "agreed", False: "draft"}
Scopes = dict[str, Any]
Said = dict[str, Any]
WANTED: Mapping[str, Callable[[Said], tuple[str, Said]]] = {
    "strike": lambda said: (said["item"], {"status": "struck"}),
    "restore": lambda said: (said["item"], {"status": "live"}),
    "move": lambda said: (said["item"], {k: v for k, v in said.items() if k == "section"}),
    "set": lambda said: (said["item"], said["fields"]),
    "agree": lambda said: (said["set"], {"danger_status": AGREED[said["agreed"]]}),
    "reveal_statements": lambda said: (said["set"], {"drafts": "revealed"}),
    "open_scale": lambda said: (said["scale"], {"state": "open"}),
    "reveal_scores": lambda said: (said["scale"], {"state": "revealed"}),
    "lock_scale": lambda said: (said["scale"], {"state": "locked"}),
    "accept": lambda said: (said["row"], {"accepted": said["accepted"]}),
}
"""The item that a command changes, and how it stands after it."""


def refused_unduly(person: Person) -> set[str]:
    """Commands of an honest page that were refused though nothing stood against them."""
    return {
        f"{one.op} of {person.name}: {reply['refusal']['code']}"
        for one, reply in _answers(person)
        if not reply["ok"]
        and reply["refusal"]["code"] not in (*RACES.get(one.op, ()), "meeting_ended")
    }


def lost_or_twice(people: Iterable[Person], scopes: Scopes) -> set[str]:
    """Answered commands without effect, or with another, on the boards as plain JSON."""
    found = set()
    for person in people:
        done = [one for one, reply in _answers(person) if reply["ok"]]
        found |= {f"{person.name}: {wrong}" for wrong in Fold(person.who, done).wrong(scopes)}
    return found


def out_of_order(person: Person, stored: Mapping[tuple[str, str], int]) -> set[str]:
    """Commands that were carried out before one that the same device had asked for earlier.

    `stored`: the entry of the log, by person and command.
    """
    found, last = set(), 0
    for one in person.asked:
        seq = stored.get((person.who, one.id), last)
        if seq < last:
            found.add(f"{person.name}: {one.op} {one.id} in entry {seq}, after {last}")
        last = max(seq, last)
    return found


def _answers(person: Person) -> Iterator[tuple[Asked, dict[str, Any]]]:
    for one in person.asked:
        reply = person.told.answered.get(one.id)
        if reply is not None:
            yield one, reply


class Fold:
    """The commands of one device, taken together."""

    def __init__(self, who: str, done: list[Asked]) -> None:
        self._who = who
        self._want: dict[tuple[str, str], dict[str, Any]] = {}  # (scope, item): fields
        self._scope: dict[str, str] = {}
        self._ready: dict[str, bool] = {}
        self._scores: dict[str, dict[str, Any]] = {}
        self._stage, self._minutes = START, 0
        for one in done:
            self._take(one.op, one.arguments)

    def _take(self, op: str, said: dict[str, Any]) -> None:
        if op in WANTED:
            item, fields = WANTED[op](said)
            self._set(item, **fields)
        elif op == "add":
            self._add(said)
        elif op == "ready":
            self._ready[said["item"]] = said["ready"]
        elif op == "score":
            self._scores[said["scale"]] = {key: said[key] for key in ("value", "because")}
        elif op in ("stage", "timer"):
            self._run(said)

    def _add(self, said: dict[str, Any]) -> None:
        scope = said.get("scope", "room")
        scope = f"own:{self._who}" if scope == "own" else scope
        self._scope[said["item"]] = scope
        fields = {key: said[key] for key in ("kind", "section") if key in said}
        by_when = {key: value for key, value in said.get("fields", {}).items() if key == "by_when"}
        self._set(said["item"], **fields, **by_when)

    def _set(self, item: str, **fields: Any) -> None:
        place = self._scope.get(item, "room"), item
        self._want[place] = {**self._want.get(place, {}), **fields}

    def _run(self, said: dict[str, Any]) -> None:
        if "minutes" in said:
            self._minutes = min(600, self._minutes + said["minutes"])
        elif said["to"] != self._stage:
            self._stage, self._minutes = said["to"], 0

    # Against the boards

    def wrong(self, scopes: Scopes) -> Iterator[str]:
        """What is not as it was asked for."""
        for (scope, item), wanted in self._want.items():
            stands = scopes.get(scope, {}).get("items", {}).get(item)
            if stands is None:
                yield f"{item} is not in {scope}"
            elif differs := [key for key in wanted if _plain(stands.get(key)) != wanted[key]]:
                told = {key: (wanted[key], stands.get(key)) for key in differs}
                yield f"{item} in {scope}: {told}"
        room = scopes["room"]
        yield from self._wrong_drafts(scopes, room["items"])
        yield from self._wrong_scores(scopes, room["items"])
        runs, meta = (self._stage, self._minutes), room["meta"]
        if runs != (START, 0) and runs != (meta["stage"], meta["stage_added"]):
            yield f"stage and minutes are not {runs}: {meta['stage']} {meta['stage_added']}"

    def _wrong_drafts(self, scopes: Scopes, room: dict[str, Any]) -> Iterator[str]:
        for item, ready in self._ready.items():
            draft = scopes[f"own:{self._who}"]["items"][item]
            set_ = room[draft["parent"]]
            if (self._who in set_["ready"]) != ready:
                yield f"{item} is ready: {not ready}"
            shown = room.get(item)
            if (shown is not None) != (ready and set_["drafts"] == "revealed"):
                yield f"{item} is shown: {shown is not None}"
            texts = (
                scopes[scope]["texts"].get(f"t:{item}") for scope in ("room", f"own:{self._who}")
            )
            if shown is not None and len(set(texts)) != 1:
                yield f"{item} was not shown with its words"

    def _wrong_scores(self, scopes: Scopes, room: dict[str, Any]) -> Iterator[str]:
        for scale, wanted in self._scores.items():
            item = f"score-{scale}-{self._who}"
            is_shown = room[scale]["state"] in ("revealed", "locked")
            items = room if is_shown else scopes[f"own:{self._who}"]["items"]
            stands = items.get(item, {})
            if {key: stands.get(key) for key in wanted} != wanted:
                yield f"{item}: {wanted}, stands {stands}"


def _plain(value: Any) -> Any:
    """A promise is there or not, whatever the time it was made."""
    return (
        value is not None if value is None or (isinstance(value, dict) and "by" in value) else value
    )
