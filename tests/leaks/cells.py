"""Every cell of who may do what to what, and when: what each must answer, said by hand.

Nothing here asks the server's own rules who reads what; only shared/permissions.json is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from server.contract.catalogue import load_catalogue
from tests.leaks import plants as who
from tests.rules.test_permissions import NOWHERE

CATALOGUE = load_catalogue()
TABLE: Mapping[str, Mapping[str, Any]] = {
    name: rule for name, rule in CATALOGUE.permissions.items() if name != "history"
}
"""Every action that is a command; looking back is a page."""
STAGES = [stage["id"] for stage in CATALOGUE.types["icpc"]["stages"]]

FIRST_STAGE, LATER_STAGE = "welcome", "plan"
"""One at which the table refuses some by the stage, and one at which it refuses none. That the
other actions take no heed of the stage is shown for all eleven in a room in memory
(tests/rules/test_permissions.py)."""

OPEN, CLOSED, FAMILY, ENDED = "open", "closed session", "family time", "ended"
STATES = (OPEN, CLOSED, FAMILY, ENDED)
ADMITTED = frozenset((who.CHAIR, who.POLICE))
LEVELS = (
    "room", "professionals", "closed", "family", "named", "named without", "own", "another's own",
    "chair",
)  # fmt: skip
ROLE: Mapping[str, str] = {
    who.CHAIR: "chair", who.TAKER: "minute_taker", who.WORKER: "social_worker",
    who.POLICE: "agency", who.SCHOOL: "agency", who.GRAN: "network", who.CHILD: "child",
    who.MUM: "parent", who.ADVOCATE: "advocate", who.INTERPRETER: "interpreter",
    who.OBSERVER: "observer", who.WALL: "wall",
}  # fmt: skip
FAMILY_SIDE = frozenset((who.MUM, who.GRAN, who.CHILD, who.ADVOCATE))
WITHOUT = who.MUM
"""Whom the second named scope leaves out."""

AS_NOWHERE = "as of what is not there"
HARMLESS: Mapping[str, Mapping[str, Any]] = {"share": {"to": "own"}}
"""So that what one person may do does not put an item before the next."""

LAST = ("closed_end", "family_start", "family_end")
"""Actions that change who waits: here only tried by those who may not."""
DOOR = ("admit", "refuse", "remove")
"""Actions at the door, which stand beside the board."""


class Cell(NamedTuple):
    """One person's action on something of one scope, at a stage and in a state of the meeting."""

    state: str
    stage: str
    person: str
    action: str
    level: str


READERS: Mapping[str, frozenset[str]] = {
    "room": frozenset(ROLE),
    "professionals": who.PROFESSIONALS,
    "closed": ADMITTED,
    "family": FAMILY_SIDE,
    "named": frozenset((who.CHAIR, who.POLICE)),
    "named without": frozenset(ROLE) - who.SILENT - {WITHOUT},
}
"""Who reads what stands on a level that is not one person's alone."""


READ_LATER = frozenset(("room", "professionals", "family", "named without"))
"""What somebody reads, once they are back, who was not admitted to the closed session."""


def reads(cell: Cell) -> bool:
    """Whether this person reads what stands on this level, in this state."""
    if cell.level == "own":
        return cell.person not in who.SILENT
    if cell.level == "chair":
        return cell.person == who.CHAIR
    return cell.person in READERS.get(cell.level, ()) and not waits_for(cell)


def waits_for(cell: Cell) -> str:
    """Why this person sees nothing just now; "" when they do not wait."""
    if cell.state == CLOSED and cell.person not in ADMITTED:
        return "closed_session"
    if cell.state == FAMILY and cell.person not in FAMILY_SIDE:
        return "family_time"
    return ""


def refusal(cell: Cell) -> frozenset[str]:
    """The codes one of which must answer; empty when nothing of the table stands in the way."""
    rule, waits = TABLE[cell.action], waits_for(cell)
    may = ROLE[cell.person] in rule["roles"]
    if cell.action.startswith("add.") and cell.level in ("another's own", "chair"):
        return frozenset(("bad_command",))  # no command can even name these
    if cell.action in DOOR:
        return frozenset() if may else frozenset(("not_allowed",))
    if cell.state == ENDED:
        return frozenset(("meeting_ended",)) | _restore(cell, may)
    if not may:
        return frozenset(("not_allowed",))
    if rule["stages"] != "any" and cell.stage not in rule["stages"]:
        return frozenset(("not_now",))
    if waits and not rule.get("while_waiting"):
        return frozenset((waits,)) | _restore(cell, may)
    if cell.state == CLOSED and _touches_others(cell, rule):
        return frozenset(("closed_session_on",)) | _restore(cell, may)
    return frozenset() if reads(cell) or not has_target(cell.action) else unseen(cell)


def has_target(action: str) -> bool:
    """Whether it is done to an item, or in a scope, and not to the meeting."""
    asked = NOWHERE.get(action, {})
    about = any(value == "nowhere" for key, value in asked.items() if key not in ("to", "show"))
    return action.startswith("add.") or about


def _restore(cell: Cell, may: bool) -> frozenset[str]:
    """Going back reads the past first: who may not, or may not see it, is told that."""
    if not cell.action.startswith("restore_"):
        return frozenset()
    return frozenset(("no_such_moment",)) if may else frozenset(("not_allowed",))


def _touches_others(cell: Cell, rule: Mapping[str, Any]) -> bool:
    """Whether those would read it, once they are back, who wait for a closed session to end."""
    if not rule.get("while_closed"):
        return True
    if cell.action.startswith("add."):
        return cell.level in READ_LATER
    return NOWHERE[cell.action].get("item") == "nowhere" and cell.level in READ_LATER - {"family"}


def unseen(cell: Cell) -> frozenset[str]:
    """What is said of something that one does not see: what is said of what is not there."""
    if cell.action.startswith("add."):
        return frozenset(("not_allowed",))
    return frozenset((AS_NOWHERE,))


def command(action: str, level: str, scopes: Mapping[str, str], items: Mapping[str, str],
            number: int) -> dict[str, Any]:  # fmt: skip
    """The action, on this level, about an item that stands there."""
    op, _, kind = action.partition(".")
    if not kind:
        asked = {**NOWHERE[op], **HARMLESS.get(op, {})}
        return {"op": op, **{k: items[level] if v == "nowhere" else v for k, v in asked.items()}}
    more: dict[str, Any] = {"section": "past_harm"} if kind == "card" else {}
    if kind == "protected":
        more = {"fields": {"what": "phone"}, "texts": {"": "none"}}
    if kind in ("statement", "dispute", "bottom_line", "view"):
        more = {"parent": "nowhere"}
    return {
        "op": "add",
        "kind": kind,
        "item": f"cell-item-{number}",
        "scope": scopes[level],
        **more,
    }


def nowhere(asked: Mapping[str, Any], target: str) -> dict[str, Any]:
    """The same command about something that stands on no board at all."""
    return {key: "item-of-nobody" if value == target else value for key, value in asked.items()}


def cells(state: str, stage: str) -> Iterator[Cell]:
    """Every cell of one state at one stage, but for what would end that state."""
    found = [
        Cell(state, stage, person, action, level)
        for action in TABLE for person in ROLE for level in LEVELS
    ]  # fmt: skip
    for one in found:
        if one.action in LAST and not refusal(one):
            continue  # it would end the state: the story of the test does it
        if stage == FIRST_STAGE and TABLE[one.action]["stages"] == "any":
            continue  # asked for at the other stage
        yield one
