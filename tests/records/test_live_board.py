"""From a live meeting to its files: the record holds what people did on the board."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from anyio import to_thread

from server.records.close import seal, verify
from server.records.exports import MEDIA_TYPES, export, rendered
from server.rules.closing import check
from server.rules.record import make_record, section
from tests.records.marlow import HOLIDAYS, ICPC, shared_json, strings
from tests.records.schema_check import faults
from tests.sync.world import ELLIE, MEETING, TOM, World

pytestmark = pytest.mark.anyio
OLIVE = {"person": None, "name": "Olive", "role": "neighbour"}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    await made.close()


async def snapshot_of(world: World, heart: dict[str, Any]) -> dict[str, Any]:
    """The boards with the meeting, its children and its people, as the closing page gives them."""
    meeting = msgspec.to_builtins(MEETING)
    children = meeting.pop("children")
    people = msgspec.to_builtins(world.place.people)
    meeting["on"] = "2025-06-04"
    return {**heart, "meeting": meeting, "people": people, "children": children}


async def hold_a_meeting(world: World) -> dict[str, str]:
    """A short conference, all of it by the commands that browsers send. Gives the ids."""
    ruth, mark, kerry = [await world.device(name) for name in ("Ruth", "Mark", "Kerry")]
    colin, hannah, pat = [await world.device(name) for name in ("Colin", "Hannah", "Pat")]
    made = {
        "door": await mark.add("card", section="past_harm", texts={"": "He punched the door."}),
        "again": await pat.add("card", section="past_harm", texts={"": "He hit the door."}),
        "slip": await pat.add("card", section="past_harm", texts={"": "They live at number 9."}),
        "rang": await colin.add(
            "card", section="past_harm", texts={"": "Shouting at night."},
            fields={"nature": "reported", "said_by": OLIVE},
        ),
        "want": await colin.add("words", texts={"": "I want to sleep."}, fields={"child": ELLIE}),
        "set": await ruth.add("set", texts={"danger": "We are worried.", "goal": "All sleep."}),
        "row": await hannah.add(
            "row", texts={"what": "Pat has them on Fridays"}, fields={"by_when": "2025-07-04"}
        ),
    }  # fmt: skip
    mark_own = await world.device("Mark", "own")
    made["statement"] = await mark_own.add(
        "statement", parent=made["set"], scope="own", texts={"": "It gets worse."}
    )
    professionals = await world.device("Mark", "professionals")
    made["rota"] = await professionals.add(
        "card", scope="professionals", section="grey_area", texts={"": "His work rota."}
    )
    made["draft"] = await mark_own.add(
        "card", scope="own", section="past_harm", texts={"": "I am not sure."}
    )
    for device, op, arguments in (
        (kerry, "respond", {"item": made["door"], "view": "partly", "words": "It was the wall."}),
        (colin, "merge", {"item": made["again"], "into": made["door"]}),
        (colin, "strike", {"item": made["slip"], "reason": "Says where they live."}),
        (mark, "ready", {"item": made["statement"], "ready": True}),
        (ruth, "reveal_statements", {"set": made["set"]}),
        (ruth, "open_scale", {"scale": "overall"}),
        (mark, "score", {"scale": "overall", "value": 2, "because": "Bail.", "up": "Four weeks."}),
        (kerry, "score", {"scale": "overall", "value": 6}),
        (ruth, "reveal_scores", {"scale": "overall"}),
        (kerry, "score", {"scale": "overall", "value": 7, "because": "Listening helped."}),
        (ruth, "set", {"item": f"decision-{ELLIE}",
                       "fields": {"outcome": "cpp", "categories": ["emotional"]}}),
        (ruth, "set", {"item": "dates", "fields": {"core_group_on": "2025-06-12"}}),
    ):  # fmt: skip
        reply = await device.ask(op, **arguments)
        assert reply["ok"], (op, reply)
    return made


async def ended(world: World) -> dict[str, Any]:
    ruth = next(one for one in world.place.people if one.name == "Ruth")
    ended = await world.rooms.end(MEETING.id, ruth)
    assert ended is not None
    return await snapshot_of(world, ended)


async def test_REC_3_what_people_did_live_is_in_the_record_with_their_names(world: World) -> None:
    made = await hold_a_meeting(world)
    record = make_record(await ended(world), ICPC, holidays=HOLIDAYS)
    schema = shared_json("record.schema.json")
    assert faults(record, schema, schema) == []
    cards = section(record, "map")["columns"][0]["sections"][0]["cards"]
    door = next(card for card in cards if card["id"] == made["door"])
    assert (door["words"], door["source"]["name"]) == ("He punched the door.", "Mark")
    assert [one["source"]["name"] for one in door["merged"]] == ["Pat"]
    assert door["responses"][0]["words"] == "It was the wall."
    assert section(record, "sets")["sets"][0]["statements"][0]["words"] == "It gets worse."
    scores = {one["name"]: one for one in section(record, "scales")["scales"][0]["scores"]}
    assert (scores["Mark"]["value"], scores["Mark"]["because"]) == (2, "Bail.")
    assert (scores["Kerry"]["value"], scores["Kerry"]["first"]["value"]) == (7, 6)
    assert section(record, "plan")["rows"][0]["what"] == "Pat has them on Fridays"


async def test_REC_7_the_files_of_a_live_meeting_keep_what_is_restricted_apart(
    world: World,
) -> None:
    await hold_a_meeting(world)
    record = seal(await ended(world), ICPC, "Ruth", world.clock())
    assert verify(record)
    family = "\n".join(strings(rendered(record, "family")))
    assert [w for w in ("rota", "number 9", "Olive", "not sure") if w in family] == []
    whole = "\n".join(strings(rendered(record, "professionals")))
    assert [w for w in ("rota", "number 9", "Olive") if w not in whole] == []
    assert "not sure" not in whole
    for kind in MEDIA_TYPES:
        assert (await to_thread.run_sync(export, record, "family", kind)).bytes


async def test_CLO_2_a_live_meeting_says_what_is_left(world: World) -> None:
    await hold_a_meeting(world)
    findings = check(await ended(world), ICPC, family_copy_viewed=True, holidays=HOLIDAYS)
    assert {(one.code, one.where) for one in findings if one.hard} == {
        ("no_outcome", f"decision-{TOM}"),
        ("no_review", "dates"),
        ("quorum_no_reason", "quorum"),
    }
