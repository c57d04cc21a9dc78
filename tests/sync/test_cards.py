"""Cards: added, moved, struck, merged, shared and answered; and what a forger gets."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from server.contract.lib0 import var_string, var_uint
from tests.sync.asking import log_length, record, records, refused, words
from tests.sync.world import CATALOGUE, ELLIE, Device, World

pytestmark = pytest.mark.anyio


async def card(device: Device, words: str = "", **arguments: Any) -> str:
    texts = {"": words} if words else {}
    return await device.add("card", **{"section": "past_harm", "texts": texts, **arguments})


async def order(world: World, section: str = "past_harm") -> list[str]:
    found = (await records(world)).values()
    here = [one for one in found if one["kind"] == "card" and one["section"] == section]
    return [one["id"] for one in sorted(here, key=lambda one: one["pos"])]


async def test_BRD_1_an_id_is_used_once_in_a_meeting(world: World) -> None:
    mark, kerry = await world.device("Mark"), await world.device("Kerry")
    made = await card(mark, "Once.", item="card-once-1")
    again = {"item": made, "kind": "card", "section": "strengths"}
    assert await refused(mark, "add", **again) == "taken_id"
    assert await refused(kerry, "add", **again) == "taken_id"
    assert await refused(kerry, "add", **again, scope="own") == "taken_id"
    assert (await record(world, made))["section"] == "past_harm"


@pytest.mark.parametrize(
    "item",
    ["overall-1", "person-p_later000001", "score-overall-p_kerry", "scale-item-0001",
     f"decision-{ELLIE}", "note-reason", f"view-{ELLIE}-p_mark"],
)  # fmt: skip
async def test_BRD_1_ids_that_the_server_gives_out_are_not_to_be_taken(
    world: World, item: str
) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    first = await card(kerry, "A card.")
    expected = "" if item == "overall-1" else "bad_id"
    assert await refused(kerry, "add", item=item, kind="card", section="strengths") == expected
    if expected:
        assert await refused(ruth, "card_to_row", card=first, item=item) == "bad_id"


async def test_BRD_1_a_refusal_does_not_tell_who_has_entered_a_number(world: World) -> None:
    ruth, mark, pat = [await world.device(name) for name in ("Ruth", "Mark", "Pat")]
    await ruth.ask("open_scale", scale="overall")
    await mark.ask("score", scale="overall", value=3)
    asked = [
        await refused(pat, "add", item=f"score-overall-{who}", kind="card", section="strengths")
        for who in ("p_mark", "p_beth")
    ]
    assert asked == ["bad_id", "bad_id"]


@pytest.mark.parametrize("field", ["author", "typed_by", "status", "pos", "at", "id", "kind",
    "person", "responses", "merged", "shared_from", "changed", "section"])  # fmt: skip
async def test_BRD_2_what_the_server_writes_cannot_be_sent(world: World, field: str) -> None:
    mark = await world.device("Mark")
    made = await card(mark, "Mine.")
    before = dict(await record(world, made))
    forged = {field: "p_ruth"}
    add = {"item": "card-forged", "kind": "card", "section": "strengths"}
    assert await refused(mark, "add", **add, fields=forged) == "bad_field"
    assert await refused(mark, "set", item=made, fields=forged) == "bad_field"
    assert await refused(mark, "add", **add, author="p_ruth") == "bad_command"
    assert await record(world, made) == before
    assert before["author"] == before["typed_by"] == "p_mark"
    assert before["at"] == world.clock.now


async def test_BRD_2_a_speaker_is_named_in_the_servers_words(world: World) -> None:
    kerry = await world.device("Kerry")
    said_by = {"person": "p_mark", "name": "Mark the liar", "role": "judge"}
    made = await card(kerry, "He said so.", fields={"said_by": said_by})
    shown = (await record(world, made))["said_by"]
    assert shown == {"person": "p_mark", "name": "Mark", "role": "police"}
    for person in ("p_wall", "p_nobody", 7):
        fields = {"said_by": {"person": person, "name": "X"}}
        assert await refused(kerry, "set", item=made, fields=fields) == "bad_field"


async def test_BRD_3_moving_rewrites_section_and_position_together(world: World) -> None:
    mark = await world.device("Mark")
    one, two, three = [await card(mark, word) for word in ("one", "two", "three")]
    assert await refused(mark, "move", item=three, after=one) == ""
    assert await order(world) == [one, three, two]
    assert await refused(mark, "move", item=two, after=None) == ""
    assert await order(world) == [two, one, three]
    assert await refused(mark, "move", item=one, section="strengths", after=None) == ""
    assert await order(world) == [two, three]
    assert await order(world, "strengths") == [one]
    assert await refused(mark, "move", item=one, section="nowhere", after=None) == "bad_field"


async def test_BRD_3_when_the_gap_runs_out_the_whole_list_is_numbered_anew(world: World) -> None:
    ruth = await world.device("Ruth")
    first, *others = [await card(ruth, item=f"card-gap-{n:03}") for n in range(4)]
    for n in range(44):
        item = others[n % 3]
        assert await refused(ruth, "move", item=item, after=first) == ""
        assert (await order(world))[:2] == [first, item]
    positions = [(await record(world, one))["pos"] for one in await order(world)]
    assert len(set(positions)) == len(positions) == 4
    assert positions == sorted(positions)


async def test_BRD_3_only_cards_stand_in_sections(world: World) -> None:
    hannah = await world.device("Hannah")
    row = await hannah.add("row")
    long = "x" * 6000
    assert await refused(hannah, "move", item=row, section=long, after=None) == "bad_field"
    add = {"item": "row-in-section", "kind": "row", "section": long}
    assert await refused(hannah, "add", **add) == "bad_field"
    assert await refused(hannah, "move", item=row, after=None) == ""


async def test_BRD_4_struck_is_kept_with_its_reason_and_restored(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    made = await card(mark, "Said in anger.")
    assert await refused(mark, "strike", item=made, reason="Wrong day\x00") == ""
    struck = (await record(world, made))["struck"]
    assert struck == {"reason": "Wrong day", "by": "p_mark", "at": world.clock.now}
    assert await words(world, made) == "Said in anger."
    assert await refused(mark, "strike", item=made) == "no_such_item"
    assert await refused(mark, "set", item=made, fields={"hide_name": True}) == "no_such_item"
    assert await refused(mark, "move", item=made, after=None) == "no_such_item"
    assert await refused(ruth, "merge", item=made, into=made) == "wrong_kind"
    assert await refused(ruth, "card_to_row", card=made, item="row-struck1") == "no_such_item"
    assert await refused(ruth, "restore", item=made) == ""
    assert (await record(world, made))["status"] == "live"
    assert await refused(ruth, "restore", item=made) == "no_such_item"


async def test_BRD_4_what_every_meeting_has_cannot_be_struck(world: World) -> None:
    ruth = await world.device("Ruth")
    fixed = {"quorum", "dates", f"decision-{ELLIE}", "person-p_kerry"}
    assert {await refused(ruth, "strike", item=item) for item in fixed} == {"wrong_kind"}
    others = {"note-reason", "overall"}
    assert {await refused(ruth, "strike", item=item) for item in others} == {"not_allowed"}
    assert {(await record(world, item))["status"] for item in fixed | others} == {"live"}


async def merged_chain(world: World) -> tuple[Device, list[str]]:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    chain = [await card(mark, word) for word in ("A", "B", "C")]
    for item, into in itertools.pairwise(chain):
        assert await refused(ruth, "merge", item=item, into=into) == ""
    return ruth, chain


async def test_BRD_4_a_merged_card_keeps_its_words_and_author(world: World) -> None:
    _ruth, (a, b, c) = await merged_chain(world)
    assert (await record(world, c))["merged"] == [b, a]
    for item, into in ((a, b), (b, c)):
        merged = await record(world, item)
        assert (merged["status"], merged["merged_into"]) == ("merged", into)
        assert merged["author"] == "p_mark"
    assert await words(world, a) == "A"


async def test_BRD_4_one_card_leaves_a_chain_of_merges_everywhere(world: World) -> None:
    ruth, (a, b, c) = await merged_chain(world)
    assert await refused(ruth, "restore", item=a) == ""
    merged = [(await record(world, one))["merged"] for one in (a, b, c)]
    assert merged == [[], [], [b]]
    assert await refused(ruth, "restore", item=b) == ""
    assert (await record(world, c))["merged"] == []
    assert await order(world) == [a, b, c]


async def test_BRD_4_a_restored_card_takes_along_what_was_folded_into_it(world: World) -> None:
    ruth, (a, b, c) = await merged_chain(world)
    assert await refused(ruth, "restore", item=b) == ""
    assert (await record(world, c))["merged"] == []
    assert (await record(world, b))["merged"] == [a]
    assert (await record(world, a))["merged_into"] == b


async def test_BRD_4_cards_merge_only_while_both_are_live_and_in_one_scope(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    open_one = await card(mark, "Room.")
    private = await card(mark, "Professionals.", scope="professionals")
    row = await ruth.add("row")
    assert await refused(ruth, "merge", item=private, into=open_one) == "wrong_kind"
    assert await refused(ruth, "merge", item=open_one, into=row) == "wrong_kind"
    assert await refused(ruth, "merge", item=open_one, into="card-nowhere") == "no_such_item"
    assert await refused(mark, "merge", item=open_one, into=open_one) == "not_allowed"


async def test_BRD_4_a_fifth_danger_set_does_not_come_back(world: World) -> None:
    ruth = await world.device("Ruth")
    most = CATALOGUE.limits.danger_sets
    sets = [await ruth.add("set") for _ in range(most)]
    full = {"item": "set-too-many", "kind": "set"}
    assert await refused(ruth, "add", **full) == "too_many_sets"
    assert await refused(ruth, "strike", item=sets[0]) == ""
    assert await refused(ruth, "add", **full) == ""
    assert await refused(ruth, "restore", item=sets[0]) == "too_many_sets"


async def test_BRD_6_a_response_is_kept_by_person_and_only_of_the_family(world: World) -> None:
    kerry, mark = await world.device("Kerry"), await world.device("Mark")
    colin, amina = await world.device("Colin"), await world.device("Amina")
    made = await card(mark, "Shouting.")
    agree = {"item": made, "view": "agree", "words": "Yes."}
    assert await refused(kerry, "respond", **agree) == ""
    assert await refused(mark, "respond", **agree) == "not_allowed"
    assert await refused(colin, "respond", **agree) == "not_allowed"
    assert await refused(kerry, "respond", **agree, **{"for": {"name": "Pat"}}) == "not_allowed"
    pat = {"for": {"name": "Somebody else", "person": "p_pat"}}
    assert await refused(colin, "respond", **agree, **pat) == ""
    assert await refused(colin, "respond", **agree, **{"for": {"name": "Dean"}}) == ""
    ellie = {"for": {"name": "E", "person": "p_ellie"}}
    assert await refused(amina, "respond", **agree, **ellie) == ""
    assert await refused(amina, "respond", **agree, **pat) == "not_allowed"
    assert await refused(amina, "respond", **agree, **{"for": {"name": "Dean"}}) == "not_allowed"
    answers = (await record(world, made))["responses"]
    named = {key: (one["name"], one["by"]) for key, one in answers.items()}
    assert named == {
        "p_kerry": ("Kerry", "p_kerry"), "p_pat": ("Pat", "p_colin"),
        "name:Dean": ("Dean", "p_colin"), "p_ellie": ("Ellie", "p_amina"),
    }  # fmt: skip
    assert await refused(kerry, "respond", item=made, view="") == ""
    assert "p_kerry" not in (await record(world, made))["responses"]


async def test_BRD_6_nobody_types_a_response_for_a_professional_or_a_stranger(
    world: World,
) -> None:
    mark, colin = await world.device("Mark"), await world.device("Colin")
    made = await card(mark, "Shouting.")
    for person, code in (("p_beth", "not_allowed"), ("p_nobody", "no_such_person")):
        behalf = {"for": {"name": "Beth", "person": person}}
        assert await refused(colin, "respond", item=made, view="agree", **behalf) == code
    assert (await record(world, made))["responses"] == {}


async def test_BRD_6_what_is_struck_or_not_in_the_room_is_not_answered(world: World) -> None:
    kerry, mark = await world.device("Kerry"), await world.device("Mark")
    struck = await card(mark, "Wrong.")
    await mark.ask("strike", item=struck)
    mine = await card(kerry, "Draft.", scope="own")
    for item in (struck, mine, "card-nowhere"):
        assert await refused(kerry, "respond", item=item, view="agree") == "no_such_item"
    assert await refused(kerry, "respond", item="overall", view="agree") == "wrong_kind"


async def test_BRD_7_a_card_goes_from_drafts_to_professionals_to_the_room(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    made = await card(mark, "Checked with the ward.", scope="own")
    await (await world.device("Mark", "own")).type(f"t:{made}", " Twice.")
    assert await refused(ruth, "share", item=made, to="room") == "no_such_item"
    assert await refused(mark, "share", item=made, to="professionals") == ""
    assert await refused(mark, "share", item=made, to="professionals") == "not_allowed"
    assert await refused(ruth, "share", item=made, to="room", section="safety") == ""
    statuses = [
        (await record(world, made, scope))["status"]
        for scope in ("own:p_mark", "professionals", "room")
    ]
    assert statuses == ["shared", "shared", "live"]
    shown = await record(world, made)
    assert (shown["section"], shown["author"]) == ("safety", "p_mark")
    assert shown["shared_from"] == "professionals"
    assert await words(world, made) == "Checked with the ward. Twice."
    assert await refused(mark, "share", item=made, to="room") == "not_allowed"


async def test_BRD_7_what_others_keep_or_have_struck_is_not_shared(world: World) -> None:
    mark, beth, kerry = [await world.device(name) for name in ("Mark", "Beth", "Kerry")]
    private = await card(mark, "Professionals.", scope="professionals")
    assert await refused(beth, "share", item=private, to="room") == "not_allowed"
    assert await refused(kerry, "share", item=private, to="room") == "no_such_item"
    await mark.ask("strike", item=private)
    assert await refused(mark, "share", item=private, to="room") == "no_such_item"
    draft = await card(kerry, "Draft.", scope="own")
    assert await refused(kerry, "share", item=draft, to="professionals") == "not_allowed"
    await kerry.ask("strike", item=draft)
    assert await refused(kerry, "share", item=draft, to="room") == "no_such_item"
    empty = await card(kerry, scope="own")
    assert await refused(kerry, "share", item=empty, to="room") == "nothing_written"
    assert not {private, draft, empty} & set(await records(world))


async def test_BRD_7_a_shared_card_does_not_tell_what_was_folded_into_it(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    one = await card(mark, "One.", scope="professionals")
    two = await card(mark, "Two.", scope="professionals")
    await ruth.ask("merge", item=one, into=two)
    assert await refused(mark, "share", item=two, to="room") == ""
    assert (await record(world, two))["merged"] == []


async def test_PER_2_others_cards_are_not_changed(world: World) -> None:
    mark, kerry, ruth = [await world.device(name) for name in ("Mark", "Kerry", "Ruth")]
    marks = await card(mark, "Police.")
    about = await card(mark, "Said by mum.", fields={"said_by": {"person": "p_kerry"}})
    own = await card(mark, "Draft.", scope="own")
    before = await log_length(world)
    asked: dict[str, dict[str, Any]] = {
        "set": {"fields": {}},
        "move": {},
        "strike": {},
        "restore": {},
    }
    for op, more in asked.items():
        assert await refused(kerry, op, item=marks, **more) == "not_allowed"
        for stranger in (kerry, ruth):
            assert await refused(stranger, op, item=own, **more) == "no_such_item"
    assert await log_length(world) == before
    assert await refused(kerry, "strike", item=about) == ""
    assert await refused(ruth, "strike", item=marks) == ""


async def test_an_add_with_the_wrong_parent_kind_or_scope_is_refused(world: World) -> None:
    ruth, hannah, kerry = [await world.device(name) for name in ("Ruth", "Hannah", "Kerry")]
    a_set = await ruth.add("set")
    a_card = await card(ruth, "Card.")
    cases: list[tuple[Device, dict[str, Any], str]] = [
        (ruth, {"kind": "dispute", "parent": a_card}, "wrong_kind"),
        (ruth, {"kind": "dispute", "parent": "set-nowhere"}, "no_such_item"),
        (ruth, {"kind": "dispute"}, "no_such_item"),
        (ruth, {"kind": "row", "parent": a_set}, "bad_field"),
        (ruth, {"kind": "row", "scope": "own"}, "not_allowed"),
        (ruth, {"kind": "card", "section": "nowhere"}, "bad_field"),
        (ruth, {"kind": "card", "section": "strengths", "texts": {"more": "x"}}, "bad_field"),
        (ruth, {"kind": "card", "section": "strengths", "texts": {"": "x" * 2001}}, "too_long"),
        (ruth, {"kind": "card", "section": "strengths", "texts": {"": "x" * 6001}}, "bad_command"),
        (ruth, {"kind": "words"}, "no_such_child"),
        (ruth, {"kind": "words", "fields": {"child": "c_other"}}, "bad_field"),
        (ruth, {"kind": "nothing"}, "not_allowed"),
        (ruth, {"kind": "scale"}, "not_allowed"),
        (ruth, {"kind": "score"}, "not_allowed"),
        (ruth, {"kind": "decision"}, "not_allowed"),
        (ruth, {"kind": "person"}, "not_allowed"),
        (hannah, {"kind": "statement", "parent": a_set, "scope": "room"}, "not_allowed"),
        (kerry, {"kind": "card", "section": "strengths", "scope": "professionals"}, "not_allowed"),
    ]
    before = await log_length(world)
    for n, (device, arguments, code) in enumerate(cases):
        told = await refused(device, "add", item=f"case-{n:04}", **arguments)
        assert told == code, arguments
    assert await log_length(world) == before


async def test_a_board_holds_only_so_many_items_whichever_way_they_come(world: World) -> None:
    ruth = await world.device("Ruth")
    made = await card(ruth, "A step.")
    draft = await card(ruth, "Draft.", scope="own")
    room = await world.room()
    board = room.boards.board("room")
    with board.change():
        for n in range(CATALOGUE.limits.items_per_board - len(board.records())):
            board.put_record(f"filler-{n}", {"kind": "card", "status": "struck", "id": f"f{n}",
                                             "section": "safety", "pos": n})  # fmt: skip
    full = {"item": "card-too-many", "kind": "card", "section": "strengths"}
    assert await refused(ruth, "add", **full) == "board_full"
    assert await refused(ruth, "card_to_row", card=made, item="row-too-many") == "board_full"
    assert await refused(ruth, "share", item=draft, to="room") == "board_full"


async def test_two_of_one_command_in_one_breath_count_once(world: World) -> None:
    ruth = await world.device("Ruth")
    room = await world.room()
    frame = var_uint(100) + var_string('{"id": "timer-0001", "op": "timer", "minutes": 5}')
    room.receive(ruth.session, frame)
    await ruth.send(frame)
    assert room.boards.board("room").meta()["stage_added"] == 5
    assert ruth.replies["timer-0001"]["ok"]
