"""Who may do what: every role, action and stage, as the table says and as a real room does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
import pytest

from server.contract.commands import (
    Admit,
    Audience,
    Refuse,
    Remove,
    RestoreTo,
    Stage,
    decode_command,
)
from server.contract.values import Participant
from server.rules.permissions import FIELD_ROLES, SILENT, is_own, may_change, refusal
from server.sync.change import Done, Outcome
from server.sync.commands.restoring import Past
from server.sync.handle import go_back, handle
from server.sync.room import Room
from tests.sync.world import CATALOGUE, MEETING, World

TABLE = {name: rule for name, rule in CATALOGUE.permissions.items() if name != "history"}
"""Every action that is a command; looking back is a page (tests/routes/test_history.py)."""
ROLES = [role["id"] for role in CATALOGUE.types["icpc"]["roles"]]
STAGES = [stage["id"] for stage in CATALOGUE.types["icpc"]["stages"]]
DOOR = {"admit": Admit, "refuse": Refuse, "remove": Remove}
ALLOWED = {"", "no_such_item", "no_such_person", "no_such_child", "bad_field", "as_it_was",
           "nothing_to_end", "nothing_written"}  # fmt: skip
"""What an action that is allowed answers when it is asked for something that is not there."""
NOWHERE: Mapping[str, dict[str, Any]] = {
    "set": {"item": "nowhere", "fields": {}}, "move": {"item": "nowhere"},
    "strike": {"item": "nowhere"}, "restore": {"item": "nowhere"},
    "restore_item": {"item": "nowhere", "seq": 1}, "restore_board": {"seq": 1},
    "restore_section": {"section": "plan", "seq": 1},
    "merge": {"item": "nowhere", "into": "nowhere"}, "share": {"item": "nowhere", "to": "room"},
    "respond": {"item": "nowhere", "view": "agree"}, "ready": {"item": "nowhere", "ready": True},
    "use_words": {"statement": "nowhere", "set": "nowhere"},
    "reveal_statements": {"set": "nowhere"}, "open_scale": {"scale": "nowhere"},
    "agree": {"set": "nowhere", "what": "goal", "agreed": False},
    "score": {"scale": "nowhere", "value": 5}, "reveal_scores": {"scale": "nowhere"},
    "lock_scale": {"scale": "nowhere"}, "score_to_row": {"score": "nowhere", "item": "row-none1"},
    "card_to_row": {"card": "nowhere", "item": "row-none1"},
    "accept": {"row": "nowhere", "accepted": True}, "read_back": {"row": "nowhere", "answer": ""},
    "stage": {"to": "nowhere"}, "timer": {"minutes": 0}, "wall": {"show": "nowhere"},
    "blank": {"on": False}, "admit": {"person": "p_nobody"}, "refuse": {"person": "p_nobody"},
    "remove": {"person": "p_nobody"}, "signal": {"signal": "plainer", "item": "nowhere"},
    "closed_start": {"admitted": ["p_nobody"], "say": "A private matter."}, "closed_end": {},
    "review": {"item": "nowhere", "answer": "keep"}, "family_start": {}, "family_end": {},
    "audience": {"item": "audience-none1", "but": ["p_nobody"], "why": "Safety."},
}  # fmt: skip


NAMED = "audience-test1"


def person(role: str) -> Participant:
    spec = CATALOGUE.role("icpc", role)
    return Participant(id=f"p_{role}", meeting=MEETING.id, name=role, role=role,
                       side=spec["side"], clearance=spec["clearance"])  # fmt: skip


def command(action: str) -> dict[str, Any]:
    """A well-formed command of this action about something that is not there."""
    op, _, kind = action.partition(".")
    if not kind:
        return {"id": "command-0", "op": op, **NOWHERE[op]}
    add = {"kind": kind, "item": "item-none1", "parent": "nowhere"}
    if kind == "statement":
        add["scope"] = "own"
    if kind == "protected":
        add["scope"] = f"named:{NAMED}"
        del add["parent"]
    return {"id": "command-0", "op": "add", **add}


async def do(room: Room, door: Any, who: Participant, action: str) -> str:
    """The code that a real room answers; "" when it was done."""
    if action in DOOR:
        decision = DOOR[action](id="command-0", person="p_nobody")
        return await door.decide(room, who, decision, 0) or ""
    asked = decode_command(msgspec.json.encode(command(action)))
    assert not isinstance(asked, str), (action, asked)
    act = partial(handle, command=asked)
    if isinstance(asked, RestoreTo):
        nothing = Past(seq=1, at=0, scopes={})
        act = partial(go_back, command=asked, past=nothing, typing=set)
    outcome: Outcome = await room.errand(act, who)
    return "" if isinstance(outcome, Done) else outcome


@pytest.mark.anyio
async def test_PER_1_a_real_room_answers_as_the_whole_table_says() -> None:
    world = World()
    room = await world.room()
    chair = person("chair")
    readers = Audience(id="command-0", item=NAMED, but=("p_kerry",), why="Safety.")
    assert isinstance(await room.errand(partial(handle, command=readers), chair), Done)
    asked = 0
    for stage in STAGES:
        to = Stage(id="command-0", to=stage)
        assert isinstance(await room.errand(partial(handle, command=to), chair), Done)
        pairs = [(role, action) for role in ROLES for action in TABLE]
        told = await asyncio.gather(
            *(do(room, world.rooms.door, person(role), action) for role, action in pairs)
        )
        for (role, action), code in zip(pairs, told, strict=True):
            expected = refusal(TABLE, action, role, stage)
            fits = code in ALLOWED if expected is None else code == expected
            assert fits, (stage, role, action, code)
            asked += 1
    assert asked == len(STAGES) * len(ROLES) * len(TABLE)
    await world.close()


def test_PER_1_every_command_is_in_the_table_and_every_action_is_a_command() -> None:
    ops = {one.partition(".")[0] for one in TABLE}
    assert ops == {"add", *NOWHERE}
    added = {one.partition(".")[2] for one in TABLE if one.startswith("add.")}
    assert added <= set(CATALOGUE.schema.kinds)


def test_PER_1_the_default_is_no() -> None:
    assert refusal(TABLE, "set", "nobody", "welcome") == "not_allowed"
    assert refusal(TABLE, "nothing", "chair", "welcome") == "not_allowed"
    assert refusal({}, "set", "chair", "welcome") == "not_allowed"
    assert refusal(TABLE, "add.score", "chair", "welcome") == "not_allowed"
    assert refusal(TABLE, "accept", "parent", "welcome") == "not_now"
    assert refusal(TABLE, "accept", "parent", "plan") is None
    assert refusal(TABLE, "accept", "observer", "welcome") == "not_allowed"


def test_PER_1_the_table_names_only_roles_and_stages_that_there_are() -> None:
    for action, rule in TABLE.items():
        assert set(rule["roles"]) <= set(ROLES), action
        assert rule["stages"] == "any" or set(rule["stages"]) <= set(STAGES), action
    assert not any("wall" in rule["roles"] for rule in TABLE.values())
    assert [one for one, rule in TABLE.items() if set(rule["roles"]) & set(SILENT)] == ["signal"]


def test_PER_2_what_is_ones_own() -> None:
    assert is_own("p_me", {"kind": "card", "author": "p_me"})
    assert is_own("p_me", {"kind": "card", "author": "p_x", "typed_by": "p_me"})
    assert is_own("p_me", {"kind": "card", "author": "p_x", "said_by": {"person": "p_me"}})
    assert is_own("p_me", {"kind": "view", "author": "p_x", "person": {"id": "p_me"}})
    assert not is_own("p_me", {"kind": "card", "author": "p_x", "said_by": None})
    assert not is_own("p_me", {"kind": "score", "author": "p_x", "person": {"id": "p_me"}})


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", sorted(CATALOGUE.schema.kinds))
def test_PER_2_who_changes_what(kind: str, role: str) -> None:
    owned = kind in ("card", "words", "dispute", "bottom_line", "view", "row")
    listed = role in FIELD_ROLES.get(kind, ())
    other = {"kind": kind, "author": "p_x", "typed_by": "p_x", "person": {"id": "p_x"}}
    mine = {**other, "typed_by": "p_me"}
    assert may_change("p_me", role, other) is listed
    assert may_change("p_me", role, mine) is (listed or (owned and role not in SILENT))


def test_PER_2_the_chair_does_not_change_a_number_a_statement_or_a_view() -> None:
    for kind in ("score", "statement", "view"):
        item = {"kind": kind, "author": "p_x", "typed_by": "p_x", "person": {"id": "p_x"}}
        assert not may_change("p_chair", "chair", item)
