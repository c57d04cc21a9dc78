"""The moments of a meeting, read from its log: when, who, and what happened in a plain sentence."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from server.contract.values import LogEntry, Millis
from server.document.trail import Trail
from server.rules.clocks import london_time
from server.sync.change import ROOM

MINUTE = 60_000
QUIET = ("timer", "wall", "blank", "signal")
"""Commands that leave the board as it is: what the wall shows is no moment of the board."""
OWN = "own:"
WAITS = {
    "closed_start": ("closed", True), "closed_end": ("closed", False),
    "family_start": ("family_time", True), "family_end": ("family_time", False),
}  # fmt: skip
"""Commands after which some people see nothing of the room, or see it again."""


class Moment(msgspec.Struct, omit_defaults=True):
    """One thing that happened; the board as of `seq` has it. `who` is "" where nobody is named.

    `kind` is how the page marks it: stage, reveal, decision, plan, restore, words, card,
    change, strike. `meta` is what the room's meta map said then of who waits.
    """

    seq: int
    at: Millis
    who: str
    say: str
    kind: str
    stage: str
    item: str = ""
    scopes: frozenset[str] = frozenset()
    meta: Mapping[str, Any] = {}


class Names(msgspec.Struct, frozen=True):
    """What sentences call things: people and children, stages, sections, outcomes by id."""

    people: Mapping[str, str]
    stages: Mapping[str, str]
    sections: Mapping[str, str]
    outcomes: Mapping[str, str]


class Moments:
    """Takes in a meeting's log, entry by entry; `all` are its moments so far."""

    def __init__(self, names: Names, first_stage: str) -> None:
        self.all: list[Moment] = []
        self.ats = array("q")
        self._names = names
        self._stage = first_stage
        self._trails: dict[str, Trail] = {}
        self._kinds: dict[str, tuple[str, str]] = {}
        self._going_on: dict[tuple[str, str, str], Moment] = {}
        self._command: Moment | None = None
        self._meta: dict[str, Any] = {}
        self._entry: LogEntry | None = None

    def take(self, entry: LogEntry) -> None:
        """The next entry. Raises Malformed for a log that does not fit."""
        self.ats.append(entry.at)
        touched: set[str] = set()
        if entry.data:
            touched = self._trails.setdefault(entry.scope, Trail()).take(entry.data)
        if entry.kind == "update":
            self._typed(entry, touched)
        elif entry.command:
            self._commanded(entry)
        elif is_one_command(self._entry, entry) and self._command is not None:
            self._command.seq = entry.seq
            self._command.scopes |= {entry.scope}
        elif entry.seq == 1:
            self.add(entry, "The board was opened.", "stage")
        self._entry = entry

    def add(self, entry: LogEntry, say: str, kind: str, who: str = "", item: str = "") -> Moment:
        """One more moment."""
        moment = Moment(
            entry.seq, entry.at, who, say, kind, self._stage, item, frozenset((entry.scope,)),
            self._meta,
        )  # fmt: skip
        self.all.append(moment)
        return moment

    def shown(
        self, readable: frozenset[str], waited: Callable[[Mapping[str, Any]], bool]
    ) -> list[Moment]:
        """In order, those of scopes somebody may read and at which they did not have to wait;
        without what a number in waiting betrays."""
        shown = [_blind(one) for one in self.all if one.scopes & readable and not waited(one.meta)]
        return sorted(shown, key=lambda one: one.seq)

    def _typed(self, entry: LogEntry, touched: set[str]) -> None:
        """Typing is one moment for a person, a thing and a minute (HIS-2)."""
        for root in sorted(touched):
            key = (entry.scope, entry.who, root)
            known = self._going_on.get(key)
            if known is not None and known.at // MINUTE == entry.at // MINUTE:
                known.seq, known.at = entry.seq, entry.at  # nearly all of a log goes this way
                continue
            item, _, field = root.removeprefix("t:").partition("/")
            say = f"{self._person(entry.who)} wrote in {self._text(item, field)}."
            self._going_on[key] = self._again(entry, say, "words", entry.who, item)

    def _again(self, entry: LogEntry, say: str, kind: str, who: str, item: str) -> Moment:
        """What somebody does to a thing again within a minute is the same moment, gone on."""
        key = (entry.scope, item, say)
        known = self._going_on.get(key)
        if known is None or known.at // MINUTE != entry.at // MINUTE:
            known = self._going_on[key] = self.add(entry, say, kind, who, item)
        known.seq, known.at = entry.seq, entry.at
        return known

    def _commanded(self, entry: LogEntry) -> None:
        self._command = None
        asked = msgspec.json.decode(entry.command)["command"]
        op = asked["op"]
        self._learn(asked)
        self._wait(op, entry)
        if op in QUIET or (op in WAITS and WAITS[op][1]):
            return
        teller = SAID.get(op)
        if teller is None:
            say, kind = f"{self._person(entry.who)} changed the board.", "change"
        else:
            say, kind = teller(self, asked, self._person(entry.who))
        item = str(asked.get("item") or asked.get("set") or asked.get("row") or "")
        add = self._again if op == "set" else self.add
        self._command = add(entry, say, kind, who=entry.who, item=item)

    def _learn(self, asked: Mapping[str, Any]) -> None:
        """What later sentences need to know: kinds, sections, the stage."""
        match asked["op"]:
            case "add":
                self._kinds[asked["item"]] = (asked["kind"], asked.get("section", ""))
            case "score_to_row" | "card_to_row":
                self._kinds[asked["item"]] = ("row", "")
            case "move" | "share" if asked.get("section"):
                kind, _ = self._kinds.get(asked["item"], ("card", ""))
                self._kinds[asked["item"]] = (kind, asked["section"])
            case "stage":
                self._stage = asked["to"]

    def _wait(self, op: str, entry: LogEntry) -> None:
        """Who starts and ends waiting here; the start still shows the board before it."""
        key, on = WAITS.get(op, ("", False))
        if not key:
            return
        self._going_on.clear()
        if on and not self._meta.get(key):
            say = "A closed session began." if key == "closed" else "Private family time began."
            self.add(entry, say, "stage").seq -= 1
        self._meta = {**self._meta, key: {"on": True} if on else None}

    # Words

    def _person(self, who: str) -> str:
        return self._names.people.get(who, "Somebody")

    def thing(self, item: str) -> str:
        """An item in a sentence: "a card in What has happened", "the decision for Ellie"."""
        kind, section = self._kinds.get(item, ("", ""))
        if not kind:
            return self._fixed(item)
        where = self._names.sections.get(section, "")
        return f"{THINGS.get(kind, 'a part of the board')}{f' in “{where}”' if where else ''}"

    def _fixed(self, item: str) -> str:
        start, _, rest = item.partition("-")
        if start in ("decision", "person", "view"):
            names = self._names.people
            whose = names.get(rest) or next(
                (name for pid, name in names.items() if rest.endswith(f"-{pid}")), ""
            )
            return f"{FIXED[start]} {whose or 'somebody'}".strip()
        if start == "note":
            return NOTES.get(rest, "the notes")
        return FIXED.get(start, "a part of the board")

    def _text(self, item: str, field: str) -> str:
        kind, _ = self._kinds.get(item, ("", ""))
        named = TEXTS.get((kind, field))
        return named or self.thing(item)

    def section(self, section: str) -> str:
        """A part of the board by its name."""
        return self._names.sections.get(section) or GROUPS.get(section, "a section")

    def outcome(self, fields: Mapping[str, Any]) -> str:
        """The outcome a decision was given, in words."""
        return self._names.outcomes.get(str(fields.get("outcome") or ""), "")

    def stage_name(self, stage: str) -> str:
        """A stage by its name."""
        return self._names.stages.get(stage, stage)

    def time_of(self, seq: int) -> str:
        """When an entry was written, as London's clocks say it."""
        return london_time(self.ats[seq - 1]) if 0 < seq <= len(self.ats) else "an earlier moment"


def is_one_command(before: LogEntry | None, entry: LogEntry) -> bool:
    """Whether the entry before is of the same command, written to another scope."""
    return (
        before is not None
        and before.kind == "command"
        and not entry.command
        and (before.who, before.at) == (entry.who, entry.at)
        and before.scope != entry.scope
    )


def _blind(moment: Moment) -> Moment:
    """SCL-5: whose number came in when is nobody's to know, also in history."""
    if moment.kind != "number" or not any(scope.startswith(OWN) for scope in moment.scopes):
        return moment
    return msgspec.structs.replace(moment, who="", say="A number was given.", item="")


THINGS = {
    "card": "a card", "words": "a child's own words", "set": "a danger set",
    "statement": "a danger statement of their own", "dispute": "a different view",
    "bottom_line": "a bottom line", "row": "a plan row", "view": "a view on a decision",
}  # fmt: skip
FIXED = {
    "decision": "the decision for", "person": "", "view": "the view of",
    "overall": "the words of the overall scale", "scale": "the words of a scale",
    "score": "a number", "quorum": "whether enough people are here", "dates": "the dates",
}  # fmt: skip
NOTES = {
    "reason": "why this conference was held", "family": "the notes on the family",
    "discussion": "what was talked about", "summary": "the summary",
    "contingency": "what happens if things change", "telling": "who tells the people not here",
}  # fmt: skip
GROUPS = {"plan": "the plan", "sets": "the danger sets", "voice": "the children's words",
          "notes": "the notes"}  # fmt: skip
TEXTS = {
    ("set", "title"): "the name of a danger set", ("set", "danger"): "a danger statement",
    ("set", "goal"): "a safety goal", ("bottom_line", "why"): "why a bottom line is needed",
}  # fmt: skip

Told: TypeAlias = tuple[str, str]
Teller: TypeAlias = Callable[[Moments, Mapping[str, Any], str], Told]


def _stage(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    name = moments.stage_name(asked["to"])
    return f"The meeting moved to {name}{'' if name.endswith('?') else '.'}", "stage"


def _set(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    item, fields = asked["item"], asked["fields"]
    if item.startswith("person-"):
        return f"{who} noted how {moments.thing(item)} takes part.", "change"
    if not item.startswith("decision-"):
        return f"{who} changed {moments.thing(item)}.", "change"
    words = moments.outcome(fields)
    return f"{who} set {moments.thing(item)}{f': {words}' if words else ''}.", "decision"


def _share(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    to = "the room" if asked["to"] == ROOM else "professionals"
    return f"{who} shared {moments.thing(asked['item'])} with {to}.", "reveal"


def _agree(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    what = "A danger statement" if asked["what"] == "danger" else "A safety goal"
    return f"{what} was {'agreed' if asked['agreed'] else 'opened again'}.", "decision"


def _score(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    return f"{who} changed a number.", "number"


def _ready(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    return f"{who} {'is ready to show' if asked['ready'] else 'went back to'} their statement.", (
        "change"
    )


def _accept(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    return f"{who} {'took on' if asked['accepted'] else 'gave back'} a plan row.", "plan"


def _restored(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
    what = "the whole board"
    if asked["op"] == "restore_item":
        what = moments.thing(asked["item"])
    elif asked["op"] == "restore_section":
        what = moments.section(asked["section"])
    return f"{who} restored {what} to {moments.time_of(asked['seq'])}.", "restore"


def _about(words: str, kind: str = "card") -> Teller:
    """A sentence with the item in it."""

    def tell(moments: Moments, asked: Mapping[str, Any], who: str) -> Told:
        return f"{who} {words.format(moments.thing(asked.get('item', '')))}.", kind

    return tell


def _plainly(words: str, kind: str) -> Teller:
    """The same sentence each time."""
    return lambda moments, asked, who: (words.format(who=who), kind)


SAID: Mapping[str, Teller] = {
    "add": _about("added {}"), "set": _set, "move": _about("moved {}", "change"),
    "strike": _about("struck {} through", "strike"), "restore": _about("brought {} back"),
    "merge": _plainly("{who} joined two cards.", "change"), "share": _share,
    "respond": _about("noted what the family says to {}"), "ready": _ready,
    "use_words": _plainly("{who} used a statement's words in a danger statement.", "change"),
    "reveal_statements": _plainly("The statements were shown to everyone.", "reveal"),
    "agree": _agree, "open_scale": _plainly("Scoring was opened.", "card"), "score": _score,
    "reveal_scores": _plainly("The numbers were shown to everyone.", "reveal"),
    "lock_scale": _plainly("A scale was locked.", "decision"), "stage": _stage,
    "score_to_row": _plainly("{who} made a plan row of what would be one higher.", "plan"),
    "card_to_row": _plainly("{who} made a plan row of a card.", "plan"), "accept": _accept,
    "read_back": _plainly("{who} answered the read-back of a plan row.", "plan"),
    "closed_end": _plainly("The closed session ended.", "stage"),
    "family_end": _plainly("Private family time ended.", "stage"),
    "review": _plainly("{who} released words of a closed session.", "reveal"),
    "restore_item": _restored, "restore_section": _restored, "restore_board": _restored,
}  # fmt: skip


def names_of(
    kind: Mapping[str, Any], people: Mapping[str, str], children: Mapping[str, str]
) -> Names:
    """What a meeting of this type calls things."""
    sections = [one for column in kind["columns"] for one in column["sections"]]
    return Names(
        people={**people, **children},
        stages=_by_id(kind["stages"]),
        sections=_by_id([*sections, *kind["sides"]]),
        outcomes=_by_id(kind["outcomes"]),
    )


def _by_id(things: list[dict[str, Any]]) -> dict[str, str]:
    return {one["id"]: one["name"] for one in things}
