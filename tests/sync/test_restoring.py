"""Going back to an earlier moment, forwards: one card, a section, or the whole board."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.contract.lib0 import var_string, var_uint
from server.rules.audiences import OPEN
from server.sync.commands.restoring import COVERED
from server.sync.history import Asker
from tests.sync.asking import log_length, presence_frame, record, refused, words
from tests.sync.world import CATALOGUE, ELLIE, MEETING, TOM, Device, World

pytestmark = pytest.mark.anyio


async def go_back(device: Device, op: str, seq: int, **arguments: Any) -> str:
    """The code of the refusal, "" when it was restored; the log is read meanwhile."""
    known = set(device.replies)
    command = {"id": f"restore-{len(known):03}-{seq:03}", "op": op, "seq": seq, **arguments}
    await device.send(var_uint(100) + var_string(msgspec.json.encode(command).decode()))
    for _ in range(2000):
        if set(device.replies) - known:
            reply = device.replies[command["id"]]
            return "" if reply["ok"] else str(reply["refusal"]["code"])
        await asyncio.sleep(0.001)
        await device.settle()
    raise AssertionError("no answer")


async def test_HIS_6_a_card_has_the_words_fields_and_place_it_had(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    card = await ruth.add(
        "card", section="past_harm", fields={"nature": "fact"}, texts={"": "He shouted at Ellie."}
    )
    before, then = await log_length(world), await record(world, card)
    world.clock.now += 60_000
    await ruth.ask("set", item=card, fields={"nature": "opinion", "children": [ELLIE]})
    await ruth.ask("move", item=card, section="strengths", after=None)
    await ruth.type(f"t:{card}", " And at Tom.")
    await ruth.ask("strike", item=card, reason="No.")
    assert await go_back(ruth, "restore_item", before, item=card) == ""
    assert await words(world, card) == "He shouted at Ellie."
    now = await record(world, card)
    mark = {"to": then["at"], "by": "p_ruth", "at": world.clock.now}
    changed = {"restored": mark, "changed": world.clock.now, "struck": None}
    assert {**now, "merged_into": None} == {**then, **changed, "merged_into": None}
    await kerry.settle()
    assert kerry.words(card) == "He shouted at Ellie."
    assert kerry.item(card) == now


async def test_HIS_4_a_restore_only_adds_to_the_log_and_stays_in_history(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm", texts={"": "First."})
    first = await log_length(world)
    await ruth.type(f"t:{card}", " Second.")
    second = await log_length(world)
    log = list(await world.log.read(MEETING.id))
    assert await go_back(ruth, "restore_item", first, item=card) == ""
    assert list(await world.log.read(MEETING.id))[: len(log)] == log
    assert await words(world, card) == "First."
    assert await go_back(ruth, "restore_item", second, item=card) == ""
    assert await words(world, card) == "First. Second."
    told = await world.rooms.history.moments(
        MEETING,
        {one.id: one for one in world.place.people},
        Asker(ruth.session.participant, OPEN),
    )
    assert [one.say for one in told if one.kind == "restore"] == [
        "Ruth restored a card in “What has happened” to 10:00."
    ] * 2


async def test_HIS_6_what_was_added_since_is_struck_through_and_can_come_back(world: World) -> None:
    ruth = await world.device("Ruth")
    old = await ruth.add("card", section="past_harm", texts={"": "Old."})
    before = await log_length(world)
    new = await ruth.add("card", section="past_harm", texts={"": "New."})
    row = await ruth.add("row", texts={"what": "Ring Pat"})
    elsewhere = await ruth.add("card", section="strengths", texts={"": "Kind."})
    assert await go_back(ruth, "restore_section", before, section="past_harm") == ""
    struck = await record(world, new)
    assert (struck["status"], struck["struck"]["reason"]) == ("struck", "Restored to 10:00")
    assert await words(world, new) == "New."
    for untouched in (old, row, elsewhere):
        assert (await record(world, untouched))["status"] == "live"
    assert await go_back(ruth, "restore_board", before) == ""
    for added in (row, elsewhere):
        assert (await record(world, added))["status"] == "struck"
    assert await refused(ruth, "restore", item=new) == ""
    assert (await record(world, new))["status"] == "live"


async def test_HIS_6_a_section_gets_back_what_moved_away_and_gives_back_what_came(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    went = await ruth.add("card", section="past_harm", texts={"": "Went."})
    came = await ruth.add("card", section="strengths", texts={"": "Came."})
    before = await log_length(world)
    await ruth.ask("move", item=went, section="strengths", after=None)
    await ruth.ask("move", item=came, section="past_harm", after=None)
    assert await go_back(ruth, "restore_section", before, section="past_harm") == ""
    assert (await record(world, went))["section"] == "past_harm"
    assert (await record(world, came))["section"] == "strengths"


async def test_HIS_6_the_plan_and_the_sets_can_be_restored_by_themselves(world: World) -> None:
    ruth = await world.device("Ruth")
    row = await ruth.add("row", texts={"what": "Ring Pat"})
    danger = await ruth.add("set", texts={"danger": "He frightens them."})
    before = await log_length(world)
    await ruth.ask("set", item=row, fields={"by_when": "2025-07-01"})
    await ruth.type(f"t:{danger}/danger", " Often.")
    await ruth.type("t:note-summary", "In short.")
    assert await go_back(ruth, "restore_section", before, section="plan") == ""
    assert "by_when" not in await record(world, row)
    assert await words(world, danger, "danger") == "He frightens them. Often."
    assert await go_back(ruth, "restore_section", before, section="sets") == ""
    assert await words(world, danger, "danger") == "He frightens them."
    assert await go_back(ruth, "restore_section", before, section="notes") == ""
    assert await words(world, "note-summary") == ""
    assert await go_back(ruth, "restore_section", before, section="nowhere") == "bad_field"


async def test_HIS_6_a_merged_card_stands_by_itself_again(world: World) -> None:
    ruth = await world.device("Ruth")
    one = await ruth.add("card", section="past_harm", texts={"": "One."})
    two = await ruth.add("card", section="past_harm", texts={"": "Two."})
    before = await log_length(world)
    await ruth.ask("merge", item=one, into=two)
    assert await go_back(ruth, "restore_board", before) == ""
    assert (await record(world, one))["status"] == "live"
    assert (await record(world, two))["merged"] == []


async def the_middle(
    ruth: Device, kerry: Device, mark: Device, danger: str, closed: str, row: str
) -> str:
    """What a meeting reveals, decides and agrees; the id of Kerry's statement."""
    statement = await kerry.add("statement", scope="own", parent=danger, texts={"": "I am afraid."})
    await kerry.ask("ready", item=statement, ready=True)
    await ruth.ask("reveal_statements", set=danger)
    await ruth.type(f"t:{danger}/danger", " Often.")
    await ruth.ask("agree", set=danger, what="danger", agreed=True)
    await ruth.ask("open_scale", scale="overall")
    await mark.ask("score", scale="overall", value=4)
    await ruth.ask("reveal_scores", scale="overall")
    await ruth.ask("set", item=f"decision-{ELLIE}", fields={"outcome": "cpp"})
    await ruth.ask("set", item="person-p_kerry", fields={"alone": True})
    await ruth.ask("set", item="quorum", fields={"enough": "yes"})
    await ruth.ask("stage", to="plan")
    await mark.ask("add", kind="view", item=f"view-{ELLIE}-p_mark", parent=f"decision-{ELLIE}",
                   fields={"dissents": True}, texts={"dissent": "No."})  # fmt: skip
    await kerry.ask("respond", item=danger, view="agree")
    assert (await mark.ask("share", item=closed, to="room"))["ok"]
    await kerry.ask("read_back", row=row, answer="understood")
    return statement


async def test_HIS_7_what_cannot_be_unseen_and_what_is_decided_stays(world: World) -> None:
    ruth, kerry, mark = [await world.device(name) for name in ("Ruth", "Kerry", "Mark")]
    danger = await ruth.add("set", texts={"danger": "He frightens them.", "goal": "Calm."})
    row = await ruth.add("row", texts={"what": "Ring Pat"})
    closed = await mark.add(
        "card", scope="professionals", section="past_harm", texts={"": "Two calls."}
    )
    before = await log_length(world)
    statement = await the_middle(ruth, kerry, mark, danger, closed, row)
    await ruth.type("t:note-summary", "In short.")
    room = (await world.room()).boards.board("room")
    kept = {key: one for key, one in room.records().items() if one["kind"] not in ("note", "set")}
    meta, sets = dict(room.meta()), dict(room.records()[danger])
    assert await go_back(ruth, "restore_board", before) == ""
    assert {key: room.records()[key] for key in kept} == kept
    assert dict(room.meta()) == meta
    assert room.records()[danger] == sets
    assert await words(world, statement) == "I am afraid."
    assert await words(world, danger, "danger") == "He frightens them. Often."
    assert await words(world, closed) == "Two calls."
    assert await words(world, "note-summary") == ""
    for item in (f"decision-{ELLIE}", "overall", "quorum", "person-p_kerry", statement):
        assert await go_back(ruth, "restore_item", before, item=item) == "wrong_kind"


async def test_HIS_8_a_restore_that_makes_no_sense_is_refused_and_changes_nothing(
    world: World,
) -> None:
    ruth, colin, kerry = [await world.device(name) for name in ("Ruth", "Colin", "Kerry")]
    start = await log_length(world)
    card = await ruth.add("card", section="past_harm", texts={"": "One."})
    then = await log_length(world)
    assert await go_back(ruth, "restore_item", start, item=card) == "not_there_then"
    assert await go_back(ruth, "restore_item", then, item=card) == "as_it_was"
    assert await go_back(ruth, "restore_item", then, item="nowhere-1") == "no_such_item"
    assert await go_back(ruth, "restore_board", then + 99) == "no_such_moment"
    for other in (colin, kerry):
        for op in ("restore_item", "restore_section", "restore_board"):
            more = {"restore_item": {"item": card}, "restore_section": {"section": "plan"}}
            assert await go_back(other, op, start, **more.get(op, {})) == "not_allowed"
    assert await log_length(world) == then
    await world.rooms.end(MEETING.id, ruth.session.participant)
    assert await go_back(ruth, "restore_board", start) == "meeting_ended"


async def test_HIS_8_nobodys_words_are_changed_under_their_fingers(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Hannah")
    card = await hannah.add("card", section="past_harm", texts={"": "One."})
    other = await ruth.add("card", section="past_harm", texts={"": "Other."})
    then = await log_length(world)
    late = await hannah.add("card", section="past_harm")
    await hannah.type(f"t:{card}", " Two.")
    await ruth.type(f"t:{other}", " More.")
    typing = b'{"typing": "t:%s"}' % card.encode()
    await hannah.send(presence_frame(hannah, typing))
    assert await go_back(ruth, "restore_item", then, item=card) == "being_typed"
    assert await go_back(ruth, "restore_board", then) == "being_typed"
    assert await words(world, other) == "Other. More."
    assert await go_back(ruth, "restore_item", then, item=other) == ""
    await hannah.send(presence_frame(hannah, b'{"typing": "t:%s"}' % late.encode(), 2))
    assert await go_back(ruth, "restore_board", then) == "being_typed"
    await hannah.send(presence_frame(hannah, b'{"typing": null}', 3))
    assert await go_back(ruth, "restore_board", then) == ""
    assert await words(world, card) == "One."


async def test_HIS_8_a_meeting_never_gets_more_sets_than_it_may_have(world: World) -> None:
    ruth = await world.device("Ruth")
    first = await ruth.add("set", texts={"danger": "One."})
    then = await log_length(world)
    await ruth.ask("strike", item=first)
    for _ in range(CATALOGUE.limits.danger_sets):
        await ruth.add("set")
    assert await go_back(ruth, "restore_item", then, item=first) == "too_many_sets"
    assert await go_back(ruth, "restore_board", then) == ""
    assert (await record(world, first))["status"] == "live"


async def test_HIS_4_a_restore_sent_twice_is_done_once(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm", texts={"": "One."})
    then = await log_length(world)
    await ruth.type(f"t:{card}", " Two.")
    asked = {"id": "restore-twice", "op": "restore_item", "item": card, "seq": then}
    frame = var_uint(100) + var_string(msgspec.json.encode(asked).decode())
    room = await world.room()
    before = await log_length(world)
    room.receive(ruth.session, frame)
    room.receive(ruth.session, frame)
    for _ in range(200):
        await asyncio.sleep(0.001)
    await ruth.settle()
    assert ruth.replies["restore-twice"]["ok"]
    assert await log_length(world) == before + 1
    await world.restart()
    again = await world.device("Ruth")
    await again.send(frame)
    assert again.replies["restore-twice"]["ok"]
    assert await log_length(world) == before + 1


async def test_HIS_6_professionals_cards_are_restored_where_they_stand(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    mark = await world.device("Mark", "professionals")
    closed = await mark.add(
        "card", scope="professionals", section="past_harm", texts={"": "Two calls."}
    )
    then = await log_length(world)
    await mark.settle()
    await mark.type(f"t:{closed}", " Three.")
    assert await go_back(ruth, "restore_board", then) == ""
    assert await words(world, closed, scope="professionals") == "Two calls."
    assert not kerry.heard("Two calls.")


async def test_SEE_9_a_restore_gives_away_no_name_that_is_held_and_loses_none(
    world: World,
) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    said_by = {"person": None, "name": "Dean", "role": "uncle"}
    card = await ruth.add(
        "card", section="past_harm", fields={"said_by": said_by}, texts={"": "One."}
    )
    named = await log_length(world)
    await ruth.ask("set", item=card, fields={"hide_name": True})
    await ruth.type(f"t:{card}", " Two.")
    held = await log_length(world)
    assert await go_back(ruth, "restore_item", named, item=card) == ""
    now = await record(world, card)
    assert (now["said_by"]["name"], now["hide_name"], now["author"]) == ("Name held", True, "")
    await ruth.ask("set", item=card, fields={"hide_name": False})
    assert (await record(world, card))["said_by"]["name"] == "Dean"
    assert await go_back(ruth, "restore_item", held, item=card) == ""
    again = await record(world, card)
    assert (again["said_by"]["name"], again["hide_name"]) == ("Name held", True)
    source = await record(world, f"source-{card}", "professionals")
    assert source["said_by"]["name"] == "Dean"
    await kerry.settle()
    assert kerry.words(card) == "One. Two."


async def test_SEE_10_an_address_does_not_come_back_to_the_room_by_accident(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    said = "They live at 12 Mill Lane, AB1 2CD."
    card = await ruth.add("card", section="past_harm", texts={"": said}, sure=True)
    then = await log_length(world)
    await ruth.send(ruth.cut(f"t:{card}"))
    assert await go_back(ruth, "restore_board", then) == "looks_protected"
    assert await words(world, card) == ""
    assert await go_back(ruth, "restore_board", then, sure=True) == ""
    assert await words(world, card) == said


async def test_SEE_4_nothing_is_restored_for_the_others_while_they_wait(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm", texts={"": "One."})
    then = await log_length(world)
    await ruth.type(f"t:{card}", " Two.")
    assert (await ruth.ask("closed_start", admitted=["p_mark"], say="We talk about risk."))["ok"]
    assert await go_back(ruth, "restore_item", then, item=card) == "closed_session_on"
    assert await go_back(ruth, "restore_board", then) == "closed_session_on"
    assert await words(world, card) == "One. Two."


# Anything that can be done, and back to any moment of it

ITEMS = [f"item-{n:04}" for n in range(90, 94)]
one = st.sampled_from(ITEMS)
doing = st.lists(
    st.one_of(
        st.tuples(st.just("add"), one, st.sampled_from(["past_harm", "strengths"])),
        st.tuples(st.just("row"), one, st.just("")),
        st.tuples(st.just("move"), one, st.sampled_from(["past_harm", "strengths"])),
        st.tuples(st.just("type"), one, st.sampled_from(["a", "é🧸", "two words", "\n"])),
        st.tuples(st.just("cut"), one, st.just("")),
        st.tuples(st.just("strike"), one, st.just("")),
        st.tuples(st.just("restore"), one, st.just("")),
        st.tuples(st.just("merge"), one, one),
        st.tuples(st.just("set"), one, st.sampled_from([ELLIE, TOM])),
        st.tuples(st.just("back"), one, st.floats(0, 1)),
    ),
    min_size=3,
    max_size=14,
)


async def do_type(ruth: Device, what: str, item: str, how: str) -> None:
    """Words at the start of an item's text, or all of it away."""
    found = ruth.item(item)
    root = f"t:{item}/what" if found and found["kind"] == "row" else f"t:{item}"
    if found and found["status"] == "live":
        await ruth.send(ruth.typed(root, how, 0) if what == "type" else ruth.cut(root))


async def do(ruth: Device, what: str, item: str, how: Any, seqs: list[int]) -> None:
    """One thing that somebody may do; refusals are all right."""
    match what:
        case "add":
            await ruth.ask("add", kind="card", item=item, section=how, texts={"": item})
        case "row":
            await ruth.ask("add", kind="row", item=item, texts={"what": item})
        case "type" | "cut":
            await do_type(ruth, what, item, how)
        case "move":
            await ruth.ask("move", item=item, section=how, after=None)
        case "merge":
            await ruth.ask("merge", item=item, into=how)
        case "set":
            await ruth.ask("set", item=item, fields={"children": [how]})
        case "back":
            await go_back(ruth, "restore_board", seqs[int(how * (len(seqs) - 1))])
        case _:
            await ruth.ask(what, item=item)


def covered(plain: dict[str, Any]) -> dict[str, str]:
    """Every text of the items that a restore covers."""
    kinds = {key: record["kind"] for key, record in plain["items"].items()}
    texts = plain["texts"].items()
    return {
        root: said
        for root, said in texts
        if kinds[root.removeprefix("t:").partition("/")[0]] in COVERED
    }


@settings(max_examples=40, deadline=None)
@given(doing, st.floats(0, 1))
def test_HIS_6_any_moment_can_be_gone_back_to(steps: list[Any], where: float) -> None:
    asyncio.run(back_to_any(steps, where))


async def back_to_any(steps: list[Any], where: float) -> None:
    world = World()
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    room = (await world.room()).boards.board("room")
    states = {await log_length(world): room.plain()}
    for what, item, how in steps:
        await do(ruth, what, item, how, list(states))
        states[await log_length(world)] = room.plain()
    seqs = list(states)
    seq = seqs[int(where * (len(seqs) - 1))]
    last, then, before = seqs[-1], states[seq], room.plain()
    code = await go_back(ruth, "restore_board", seq)
    now = room.plain()
    assert code in ("", "as_it_was")
    new = [key for key in now["items"] if key not in then["items"]]
    unseen = {root: said for root, said in covered(now).items() if root[2:].split("/")[0] in new}
    assert {r: s for r, s in covered(now).items() if r not in unseen} == covered(then)
    for key in new:
        assert now["items"][key]["status"] in ("struck", "merged")
    for key, was in then["items"].items():
        if was["kind"] in ("card", "row"):
            for name in ("section", "pos", "children"):
                assert now["items"][key].get(name) == was.get(name)
            if was["status"] != "merged":
                assert now["items"][key]["status"] == was["status"]
    history, who = world.rooms.history, Asker(ruth.session.participant, OPEN)
    shown = await history.board(MEETING.id, last, who)
    assert shown is not None
    assert shown["scopes"]["room"]["items"] == before["items"]
    await kerry.settle()
    device = {root: str(kerry.words(root.removeprefix("t:"))) for root in covered(now)}
    assert device == covered(now)
    await world.close()
