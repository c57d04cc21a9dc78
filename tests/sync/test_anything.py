"""Anybody sends anything: the room stays up, its log replays, and after the end nothing changes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.contract.lib0 import var_string, var_uint
from server.sync.boards import Boards
from tests.sync.asking import refused
from tests.sync.world import CATALOGUE, ELLIE, MEETING, PEOPLE, TOM, Device, World

NEW = [f"item-{n:04}" for n in range(1, 13)]
ITEMS = [*NEW, "overall", *(f"scale-{one}" for one in NEW[:3]), f"decision-{ELLIE}", "quorum",
         "dates", "note-reason", "person-p_kerry", f"view-{ELLIE}-p_mark", f"view-{TOM}-p_beth",
         "score-overall-p_kerry", f"score-scale-{NEW[0]}-p_mark", "nowhere-0"]  # fmt: skip
SECTIONS = [*sorted(CATALOGUE.sections("icpc")), "", "nowhere"]
HOSTILE: list[Any] = [
    None, True, -1, 0, 11, 1.5, "5", "", "\x00", "x" * 700, "x" * 6001, "👩‍👩‍👧", "\u202etxet",
    [], {}, [[[[]]]], {"a": {"b": {"c": 1}}}, "t:item-0001", "own:p_kerry", "p_ruth", "item-0001\n",
]  # fmt: skip

item = st.sampled_from([*NEW[:7] * 3, *ITEMS])
new = st.sampled_from(NEW[6:])
people = st.sampled_from([one.id for one in PEOPLE] + ["p_nobody"])
flag = st.booleans()
section = st.sampled_from(SECTIONS)
said = st.sampled_from(["", "Words.", " \n", "Grüße 🧸", "x" * 601])
speaker = st.none() | st.fixed_dictionaries(
    {"person": st.none() | people, "name": st.sampled_from(["Dean", ""])},
    optional={"role": st.just("uncle")},
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "choice": st.sampled_from(["fact", "opinion", "whole", "apologies", "part", "yes", ""]),
    "text": said, "flag": flag, "date": st.sampled_from(["2025-07-01", "2025-02-30"]),
    "time": st.just("09:30"), "child": st.sampled_from([ELLIE, TOM, "c_other"]),
    "children": st.lists(st.sampled_from([ELLIE, TOM])), "people": st.lists(people, max_size=3),
    "categories": st.lists(st.sampled_from(["neglect", "physical", "lies"]), max_size=3),
    "outcome": st.sampled_from(["cpp", "nfa", "x"]), "participation": st.just("PN1"),
    "item": item, "speaker": speaker,
}  # fmt: skip
FIELDS = {
    name: VALUES[spec.type] | st.none()
    for kind in CATALOGUE.schema.kinds.values() for name, spec in kind.fields.items()
}  # fmt: skip
some_fields = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: FIELDS[name].map(lambda value: {name: value})
)


def kind_fields(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    own = sorted(CATALOGUE.schema.kinds[kind].fields)
    needed = {"child": VALUES["child"]} if kind == "words" else {}
    return st.fixed_dictionaries(
        needed, optional={one: FIELDS[one] for one in own[:3] if one not in needed}
    )


def adding(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    texts = st.dictionaries(
        st.sampled_from(sorted(CATALOGUE.schema.kinds[kind].texts) or [""]), said
    )
    more: dict[str, st.SearchStrategy[Any]] = {"after": st.none() | item, "last": flag}
    if kind == "card":
        more |= {
            "section": st.sampled_from([*SECTIONS[1:]]),
            "scope": st.sampled_from(["room", "professionals", "own"]),
        }
    needed: dict[str, st.SearchStrategy[Any]] = {"kind": st.just(kind), "item": new}
    if kind == "view":
        views = [f"view-{ELLIE}-{who}" for who in ("p_mark", "p_beth", "p_hannah", "p_kerry")]
        parent = st.just(f"decision-{ELLIE}")
        needed = {"kind": st.just(kind), "item": st.sampled_from(views), "parent": parent}
    elif kind in ("statement", "dispute", "bottom_line"):
        needed |= {"parent": st.just(NEW[0])}
    if kind == "statement":
        needed |= {"scope": st.just("own")}
    return st.fixed_dictionaries(
        {**needed, "op": st.just("add"), "fields": kind_fields(kind), "texts": texts}, optional=more
    )


def asking(op: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.just(op), **arguments})


scales = st.sampled_from(["overall", *ITEMS[13:15]])
card = st.sampled_from([*NEW[1:5] * 2, *NEW[7:]])
scores = st.sampled_from(["score-overall-p_kerry", "score-overall-p_mark", NEW[0]])
rows = st.sampled_from(NEW[6:8] + NEW[6:])
number = st.none() | st.integers(0, 10)
sets = st.sampled_from([NEW[0], *NEW[6:]])
stages = st.sampled_from(["plan", "close", "decision", "scaling", "nowhere"])
behalf = st.fixed_dictionaries(
    {"name": st.sampled_from(["Dean", " "])}, optional={"person": people}
)
commands = st.one_of(
    *(adding(kind) for kind in ("card", "card", "words", "set", "statement", "dispute",
                                "bottom_line", "row", "view")),
    asking("set", item=item, fields=some_fields),
    asking("move", item=item, after=st.none() | item, section=section),
    asking("strike", item=item, reason=said), asking("restore", item=item),
    asking("merge", item=card, into=card),
    asking("share", item=item, to=st.sampled_from(["room", "professionals"])),
    asking("respond", item=item, view=st.sampled_from(["agree", ""]), words=said),
    asking("respond", item=item, view=st.just("partly"), **{"for": behalf}),
    asking("use_words", statement=item, set=sets), asking("ready", item=item, ready=flag),
    asking("reveal_statements", set=sets),
    asking("agree", set=sets, what=st.sampled_from(["danger", "goal"]), agreed=flag),
    asking("open_scale", scale=scales), asking("reveal_scores", scale=scales),
    asking("lock_scale", scale=scales),
    asking("score", scale=scales, value=number, because=said, up=said),
    asking("score", scale=scales, value=number, **{"for": people}),
    asking("score_to_row", score=scores, item=new), asking("card_to_row", card=card, item=new),
    asking("accept", row=rows, accepted=flag),
    asking("read_back", row=rows, answer=st.sampled_from(["ask", "understood", ""])),
    asking("stage", to=stages), asking("timer", minutes=st.integers(-31, 31)),
    asking("wall", show=st.sampled_from(["set", "overview", "x"]), item=st.none() | item),
    asking("blank", on=flag), asking("admit", person=people),
    asking("signal", signal=st.sampled_from(["hand", "pause", "plainer"]), on=flag, item=item),
)  # fmt: skip
NAMES = [one.name for one in PEOPLE]
ROLES = {one.name: one.role for one in PEOPLE}


def likely(command: dict[str, Any]) -> list[str]:
    """Mostly people whose role may do this, sometimes anybody."""
    op = command["op"]
    rule = CATALOGUE.permissions[f"add.{command['kind']}" if op == "add" else op]
    return [name for name in NAMES if ROLES[name] in rule["roles"]] * 4 + NAMES


# About one in ten has an argument replaced by something odd, or one that nobody knows.
twists = st.tuples(st.integers(0, 60), st.sampled_from(HOSTILE))
lines = commands.flatmap(
    lambda command: st.tuples(st.sampled_from(likely(command)), st.just(command), twists)
)
scripts = st.lists(lines, min_size=20, max_size=40)
PLAIN = (60, None)
START: list[tuple[str, dict[str, Any], Any]] = [
    ("Ruth", {"op": "add", "kind": "set", "item": NEW[0], "texts": {"danger": "D."}}, PLAIN),
    ("Ruth", {"op": "stage", "to": "plan"}, PLAIN),
    ("Ruth", {"op": "open_scale", "scale": "overall"}, PLAIN),
    *(
        (name, {"op": "add", "kind": "card", "item": made, "scope": scope, "section": "past_harm",
                "texts": {"": "W."}}, PLAIN)
        for name, made, scope in (("Mark", NEW[1], "room"), ("Kerry", NEW[2], "room"),
                                  ("Hannah", NEW[3], "professionals"), ("Mark", NEW[4], "own"))
    ),
    ("Mark", {"op": "add", "kind": "statement", "item": NEW[5], "scope": "own", "parent": NEW[0],
              "texts": {"": "S."}}, PLAIN),
    ("Ruth", {"op": "add", "kind": "row", "item": NEW[6],
              "fields": {"owner": {"person": "p_kerry", "name": "K"}}}, PLAIN),
]  # fmt: skip
"""Something of everything, so that what is sent meets what is there."""
COURSE: list[tuple[str, dict[str, Any], Any]] = [
    ("Kerry", {"op": "score", "scale": "overall", "value": 8, "up": "U."}, PLAIN),
    ("Mark", {"op": "ready", "item": NEW[5], "ready": True}, PLAIN),
    ("Ruth", {"op": "merge", "item": NEW[1], "into": NEW[2]}, PLAIN),
    ("Ruth", {"op": "reveal_statements", "set": NEW[0]}, PLAIN),
    ("Ruth", {"op": "reveal_scores", "scale": "overall"}, PLAIN),
    ("Mark", {"op": "score", "scale": "overall", "value": 2}, PLAIN),
    ("Ruth", {"op": "restore", "item": NEW[1]}, PLAIN),
    ("Ruth", {"op": "lock_scale", "scale": "overall"}, PLAIN),
]
"""How a meeting goes on meanwhile, so that what is sent meets every state."""


def twisted(command: dict[str, Any], twist: tuple[int, Any]) -> dict[str, Any]:
    at, value = twist
    keys = [*sorted(key for key in command if key not in ("op", "id")), "author"]
    return {**command, keys[at]: value} if at < len(keys) else command


class Crowded:
    """A meeting with everybody in it, sending whatever they are given to send."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.devices: dict[str, Device] = {}
        self.sent = 0

    async def enter(self) -> None:
        room = await self.world.room()
        for one in PEOPLE:
            session = room.join(one, "room")
            assert not isinstance(session, str)
            self.devices[one.name] = Device(self.world, session)
        await self.settle()

    async def settle(self) -> None:
        await self.world.settle()
        for device in self.devices.values():
            device.read()

    async def play(self, script: list[tuple[str, dict[str, Any], Any]]) -> None:
        """Everything at once, then every answer is there and has a sentence."""
        room = await self.world.room()
        waited = []
        for name, command, twist in script:
            self.sent += 1
            key = f"command-{self.sent:05}"
            body = json.dumps({"id": key, **twisted(command, twist)})
            room.receive(self.devices[name].session, var_uint(100) + var_string(body))
            waited.append((name, key))
        await self.settle()
        for name, key in waited:
            reply = self.devices[name].replies[key]
            assert reply["ok"] or reply["refusal"]["say"]


async def play(script: list[tuple[str, dict[str, Any], Any]]) -> None:
    world = World()
    crowd = Crowded(world)
    await crowd.enter()
    room = await world.room()
    boards = room.boards
    await crowd.play(START)
    for n, step in enumerate(COURSE):
        await crowd.play([*script[n * 5 : n * 5 + 5], step])
    assert room.boards is boards, "a command broke a board"
    assert not room.closed
    assert {device.closed for device in crowd.devices.values()} == {None}
    await still_sound(world, room.boards.plain())
    frozen = await world.rooms.end(MEETING.id, PEOPLE[0])
    await crowd.play([one for one in script if one[1]["op"] != "admit"][:20])
    assert room.boards.plain() == frozen
    await world.close()


async def still_sound(world: World, plain: dict[str, Any]) -> None:
    """The log replays to the same boards, and what they hold hangs together."""
    entries = await world.log.read(MEETING.id)
    again = await Boards.replayed(MEETING.id, CATALOGUE.limits, entries)
    assert again.plain() == plain
    for scope, board in plain["scopes"].items():
        items = board["items"]
        for key, one in items.items():
            assert (one["id"], one["status"] in ("live", "struck", "merged", "shared")) == (
                key,
                True,
            )
            assert isinstance(one["children"], list)
            assert one["kind"] in CATALOGUE.schema.kinds
            for folded in one.get("merged") or ():
                assert items[folded]["status"] == "merged", (scope, key)
            if one["status"] == "merged":
                assert key in items[one["merged_into"]]["merged"]
    room = plain["scopes"]["room"]["items"].values()
    assert sum(one["kind"] == "set" and one["status"] == "live" for one in room) <= 4
    for scale in (one for one in room if one["kind"] == "scale"):
        assert 0 <= scale["entered"] <= scale["expected"]
        shown = [one for one in room if one["kind"] == "score" and one["parent"] == scale["id"]]
        assert len(shown) == (scale["entered"] if scale["state"] in ("revealed", "locked") else 0)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scripts)
def test_anybody_may_send_anything(script: list[tuple[str, dict[str, Any], Any]]) -> None:
    asyncio.run(play(script))


@pytest.mark.slow
@settings(
    max_examples=60, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(scripts)
def test_anybody_may_send_anything_for_long(script: list[tuple[str, dict[str, Any], Any]]) -> None:
    asyncio.run(play(script))


@pytest.mark.anyio
async def test_a_command_that_is_too_big_or_too_deep_costs_nothing(world: World) -> None:
    mark = await world.device("Mark")
    add = {"kind": "card", "section": "past_harm"}
    big = {"item": "card-too-big", "texts": {"": "x" * 5999}, "fields": {"event_date": "y" * 12000}}
    key = {"id": "command-big", "op": "add", **add, **big}
    assert (await mark.ask_raw(key))["refusal"]["code"] == "too_big"
    deep: Any = "x"
    for _ in range(800):
        deep = [deep]
    fields = {"event_date": deep}
    assert await refused(mark, "add", item="card-deep-1", **add, fields=fields) == "bad_field"
    assert mark.closed is None
    assert await refused(mark, "add", item="card-deep-1", **add) == ""


@pytest.mark.anyio
async def test_a_flood_of_commands_costs_only_its_sender_the_connection(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    room = await world.room()
    for n in range(CATALOGUE.limits.commands_burst + 20):
        body = json.dumps({"id": f"command-{n:04}", "op": "signal", "signal": "hand"})
        room.receive(mark.session, var_uint(100) + var_string(body))
    await mark.settle()
    assert mark.closed == "too_fast"
    assert await refused(ruth, "timer", minutes=1) == ""
