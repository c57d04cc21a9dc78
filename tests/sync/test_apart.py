"""Somebody attends apart from another: neither may learn that the other takes part."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest

from tests.sync.asking import crowd, presence_frame, record, records, refused
from tests.sync.world import MEETING, Device, World, person

pytestmark = pytest.mark.anyio

SECRET = "heron-lamp-42"
APART = {"Kerry": "p_dean", "Dean": "p_kerry"}
KERRYS = "named:apart-p_kerry"


@pytest.fixture
async def split(world: World) -> World:
    """Mum and dad are both invited; neither may know of the other."""
    both = [*world.place.people, person("Dean", "parent", relation="dad")]
    world.place.people = [
        msgspec.structs.replace(one, apart=(APART[one.name],)) if one.name in APART else one
        for one in both
    ]
    return world


async def family(world: World) -> dict[str, Device]:
    names = ("Dean", "Pat", "Ellie", "Wall", "Olu")
    return {name: await world.device(name) for name in names}


def told(device: Device) -> str:
    """Everything this device was ever sent, as far as it is text."""
    device.read()
    return b"".join(device.raw).decode("utf-8", "replace")


def present(device: Device) -> dict[str, Any]:
    device.read()
    lists = [one for one in device.notices if one["kind"] == "presence_list"]
    return lists[-1] if lists else {"people": {}, "hands": []}


async def score(device: Device, value: int) -> None:
    assert not await refused(device, "score", scale="overall", value=value, because=SECRET)


async def test_SEE_8_no_seat_presence_or_hand_of_theirs_reaches_the_room(split: World) -> None:
    others = await family(split)
    kerry = await split.device("Kerry")
    assert not await refused(kerry, "signal", signal="hand", on=True)
    await split.tell_presence()
    for name in ("Dean", "Wall", "Olu"):
        assert "p_kerry" not in told(others[name]), name
    for name, device in others.items():
        assert "Kerry" not in told(device), name
        assert "p_kerry" not in present(device)["people"], name
    ruth = await split.device("Ruth")
    await split.tell_presence()
    assert "p_kerry" in present(ruth)["people"]
    assert present(ruth)["hands"] == ["p_kerry"]
    assert (await record(split, "person-p_kerry", "professionals"))["attendance"] == "whole"
    await split.tell_presence()
    assert set(present(kerry)["people"]) >= {"p_kerry"}


async def test_SEE_8_what_they_say_goes_to_everybody_else(split: World) -> None:
    everyone = await crowd(split)
    kerry = everyone["Kerry", "room"]
    asked = {"kind": "card", "section": "past_harm"}
    refusal = await refused(kerry, "add", item="card-00001", **asked)
    assert refusal == "attends_apart"
    pat = await split.device("Pat", KERRYS)
    card = await kerry.add("card", section="past_harm", scope=KERRYS, texts={"": SECRET})
    await pat.settle()
    assert pat.words(card) == SECRET
    assert not everyone["Dean", "room"].heard(SECRET)
    dean = next(one for one in split.place.people if one.name == "Dean")
    assert (await split.room()).join(dean, KERRYS) == "not_allowed_to_read"


async def test_SEE_8_their_number_is_neither_counted_nor_shown_to_the_room(split: World) -> None:
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    pat, dean = await split.device("Pat"), await split.device("Dean")
    assert not await refused(ruth, "open_scale", scale="overall")
    await score(pat, 6)
    before = await record(split, "overall")
    assert before["expected"] == 1, "Pat, and neither of those who attend apart"
    await score(kerry, 3)
    await score(dean, 9)
    after = await record(split, "overall")
    assert (before["entered"], before["expected"]) == (after["entered"], after["expected"])
    assert not await refused(ruth, "reveal_scores", scale="overall")
    assert (await record(split, "overall"))["entered"] == 1
    shown = {one for one, item in (await records(split)).items() if item["kind"] == "score"}
    assert shown == {"score-overall-p_pat"}
    assert "score-overall-p_kerry" in await records(split, KERRYS)
    await score(kerry, 4)
    revised = await record(split, "score-overall-p_kerry", KERRYS)
    assert (revised["value"], revised["first"]["value"]) == (4, 3)
    await dean.settle()
    assert "p_kerry" not in told(dean)


async def test_SEE_8_their_statement_is_not_shown_to_the_room(split: World) -> None:
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    dean = await split.device("Dean")
    danger = await ruth.add("set")
    own = await kerry.add("statement", scope="own", parent=danger, texts={"": SECRET})
    assert not await refused(kerry, "ready", item=own, ready=True)
    assert not await refused(ruth, "reveal_statements", set=danger)
    assert own in await records(split, KERRYS)
    assert own not in await records(split)
    await dean.settle()
    assert "p_kerry" not in told(dean)
    assert SECRET not in told(dean)


async def test_SEE_8_nothing_of_theirs_is_written_into_what_the_room_reads(split: World) -> None:
    hannah, kerry = await split.device("Hannah"), await split.device("Kerry")
    colin = await split.device("Colin")
    card = await hannah.add("card", section="past_harm", texts={"": "A worry."})
    asked = {"item": card, "view": "agree", "words": SECRET}
    assert await refused(kerry, "respond", **asked) == "attends_apart"
    named = {"name": "Kerry", "person": "p_kerry"}
    assert await refused(colin, "respond", **asked, **{"for": named}) == "attends_apart"
    assert SECRET not in json.dumps(await record(split, card))


async def test_SEE_8_a_seat_follows_when_two_are_kept_apart_later(world: World) -> None:
    await world.device("Kerry")
    assert "person-p_kerry" in await records(world)
    world.place.people = [
        msgspec.structs.replace(one, apart=("p_pat",)) if one.name == "Kerry" else one
        for one in world.place.people
    ]
    await world.rooms.people_changed(MEETING.id)
    assert "person-p_kerry" not in await records(world)
    assert "person-p_kerry" in await records(world, "professionals")
    late = await world.device("Pat")
    assert "Kerry" not in told(late)


async def test_SEE_8_nothing_is_written_where_those_would_read_it(split: World) -> None:
    """Whatever the kind, the scope, or the way: added, shared onwards, named by somebody else."""
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    wide = await ruth.ask("audience", item="audience-0001", but=["p_pat"], why="Safety.")
    assert wide["ok"]
    for scope in ("room", "family", "named:audience-0001"):
        asked = {"kind": "card", "item": "card-0001", "section": "past_harm", "scope": scope}
        code = await refused(kerry, "add", **asked)
        assert code == ("not_allowed" if scope == "family" else "attends_apart"), scope
    assert not await refused(ruth, "family_start")
    kerry = await split.device("Kerry")
    asked = {"kind": "card", "item": "card-0001", "section": "past_harm", "scope": "family"}
    assert await refused(kerry, "add", **asked) == "attends_apart"
    assert not await refused(kerry, "family_end")
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    assert await refused(kerry, "add", kind="row", item="row-00001") == "attends_apart"
    draft = await kerry.add("card", section="past_harm", scope="own", texts={"": "Mine."})
    assert await refused(kerry, "share", item=draft, to="room") == "attends_apart"
    row = await ruth.add("row", texts={"what": "Rings the school."})
    mum = {"person": "p_kerry"}
    for item, fields in (
        (row, {"owner": mum}), ("dates", {"lead_worker": mum}),
        ("dates", {"core_group_members": ["p_kerry", "p_hannah"]}),
    ):  # fmt: skip
        assert await refused(ruth, "set", item=item, fields=fields) == "attends_apart"
    assert not await refused(ruth, "set", item=row, fields={"owner": {"name": "Mum"}})
    late = await split.device("Dean")
    assert "p_kerry" not in told(late)


async def test_SEE_8_what_the_chair_releases_goes_without_whose_it_is(split: World) -> None:
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    dean = await split.device("Dean")
    card = await kerry.add("card", section="past_harm", scope=KERRYS, texts={"": "He shouts."})
    assert not await refused(ruth, "share", item=card, to="room")
    said = {"said_by": {"person": "p_kerry"}}
    quoted = await ruth.add("card", section="past_harm", fields=said, texts={"": "He hits."})
    for one in (card, quoted):
        assert not await refused(ruth, "set", item=one, fields={"hide_name": False})
        shown = await record(split, one)
        assert (shown["said_by"]["name"], shown["author"]) == ("Name held", "")
        assert (await record(split, f"source-{one}", "professionals"))["kind"] == "source"
    await dean.settle()
    assert dean.words(card) == "He shouts."
    assert "p_kerry" not in told(dean)


async def test_SEE_8_no_presence_goes_to_a_scope_that_those_read_as_well(split: World) -> None:
    ruth = await split.device("Ruth")
    assert (await ruth.ask("audience", item="audience-0001", but=["p_pat"], why="Safety."))["ok"]
    shared, apart = "named:audience-0001", KERRYS
    dean, pat = await split.device("Dean", shared), await split.device("Pat", apart)
    for scope in (shared, apart):
        kerry = await split.device("Kerry", scope)
        await kerry.send(presence_frame(kerry, b'{"typing":null}'))
    await split.tell_presence()
    await asyncio.sleep(0.1)
    assert "p_kerry" not in told(dean)
    assert "p_kerry" in told(pat)


async def test_SEE_11_what_is_held_does_not_say_that_there_is_a_refuge(world: World) -> None:
    ruth = await world.device("Ruth")
    assert (await ruth.ask("audience", item="audience-0001", people=["p_hannah"], why="S."))["ok"]
    fields = {"what": "refuge", "about": {"person": "p_kerry"}}
    scope = "named:audience-0001"
    await ruth.add("protected", scope=scope, fields=fields, texts={"": "4 Elm Lane"})
    assert (await record(world, "person-p_kerry"))["held"] == ["address"]
