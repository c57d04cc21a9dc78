"""Who may see what: named scopes, the closed session, private family time."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.sync.asking import crowd, record, records, refused, who_heard, words
from tests.sync.world import CATALOGUE, Device, World

pytestmark = pytest.mark.anyio

SECRET = "heron-lamp-42"
PROFESSIONALS = ("Ruth", "Hannah", "Mark", "Beth")


async def closed(world: World, *admitted: str) -> Device:
    """A closed session is on, with the chair and these people in it; the chair's device."""
    ruth = await world.device("Ruth")
    ids = [f"p_{name.lower()}" for name in admitted]
    asked = {"admitted": ids, "say": "Something the police must tell us first."}
    assert not await refused(ruth, "closed_start", **asked)
    return ruth


async def came_back(world: World, name: str, scope: str = "room") -> Device:
    return await world.device(name, scope)


def rights(device: Device) -> dict[str, Any]:
    """What this device was last told that it may read."""
    device.read()
    return next(one for one in reversed(device.notices) if one["kind"] == "rights")


async def join(world: World, name: str, scope: str) -> str:
    """The code of the refusal of somebody who opens a scope; "" when they are in."""
    who = next(one for one in world.place.people if one.name == name)
    outcome = (await world.room()).join(who, scope)
    return outcome if isinstance(outcome, str) else ""


async def audience(ruth: Device, item: str = "audience-0001", **readers: list[str]) -> str:
    """A named scope with these readers."""
    code = await refused(ruth, "audience", item=item, why="The address is not known.", **readers)
    assert not code, code
    return f"named:{item}"


# Named scopes


async def test_SEE_2_only_the_people_listed_read_a_named_scope(world: World) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, people=["p_mark"])
    devices = await crowd(world)
    inside = [await world.device(name, scope) for name in ("Ruth", "Mark")]
    for name in {one.name for one in world.place.people} - {"Ruth", "Mark"}:
        assert await join(world, name, scope) == "not_allowed_to_read", name
    await devices["Mark", "room"].add("card", section="past_harm", scope=scope, texts={"": SECRET})
    assert not who_heard(devices, SECRET)
    await inside[0].settle()
    assert inside[0].heard(SECRET)


async def test_SEE_2_who_is_left_out_and_who_speaks_for_them_read_nothing_of_it(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, but=["p_ellie"])
    for name in ("Ellie", "Amina", "Wall", "Olu"):
        assert await join(world, name, scope) == "not_allowed_to_read", name
    for name in ("Kerry", "Pat", "Mark", "Colin"):
        assert not await join(world, name, scope), name


async def test_SEE_2_a_named_scope_has_readers_a_reason_and_real_people(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    asked = {"item": "audience-0001", "why": "Safety."}
    assert await refused(ruth, "audience", **asked) == "bad_field"
    both = {"people": ["p_mark"], "but": ["p_kerry"]}
    assert await refused(ruth, "audience", **asked, **both) == "bad_field"
    assert await refused(ruth, "audience", **asked, but=["p_x"]) == "no_such_person"
    assert await refused(ruth, "audience", **asked, people=["p_wall"]) == "no_such_person"
    empty = {**asked, "why": " "}
    assert await refused(ruth, "audience", **empty, but=["p_kerry"]) == "reason_missing"
    assert await refused(kerry, "audience", **asked, but=["p_ruth"]) == "not_allowed"
    assert await refused(ruth, "audience", **{**asked, "item": "overall"}, but=["p_pat"]) == (
        "bad_command"
    )
    assert not await records(world, "chair")


async def test_SEE_1_a_change_of_readers_reaches_open_sessions_at_once(world: World) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, people=["p_mark", "p_beth"])
    mark, beth = await world.device("Mark"), await world.device("Beth")
    inside = await world.device("Mark", scope)
    assert scope in rights(mark)["scopes"]
    await audience(ruth, people=["p_beth"])
    assert inside.closed == "not_allowed_to_read"
    assert scope not in rights(mark)["scopes"]
    assert scope in rights(beth)["scopes"]
    assert mark.closed is None
    assert await join(world, "Mark", scope) == "not_allowed_to_read"


async def test_SEE_1_the_readers_stand_after_a_restart(world: World) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, but=["p_kerry"])
    await closed(world, "Mark")
    await world.restart(hard=True)
    assert await join(world, "Kerry", scope) == "not_allowed_to_read"
    assert rights(await world.device("Kerry"))["waits"] == "closed_session"
    assert not rights(await world.device("Mark"))["waits"]


async def test_SEE_3_the_chair_alone_releases_what_was_named(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    scope = await audience(ruth, people=["p_mark"])
    card = await mark.add("card", section="past_harm", scope=scope, texts={"": SECRET})
    assert await refused(mark, "share", item=card, to="room") == "not_allowed"
    assert not await refused(ruth, "share", item=card, to="professionals")
    assert await words(world, card, scope="professionals") == SECRET
    assert not await words(world, card)


async def test_SEE_3_nothing_goes_to_fewer_people_by_being_shared(world: World) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, people=["p_mark"])
    card = await ruth.add("card", section="past_harm", texts={"": "Said to all."})
    for to in ("professionals", scope, "own"):
        assert await refused(ruth, "share", item=card, to=to) == "not_allowed", to


async def test_SEE_7_a_family_is_not_told_whom_a_scope_leaves_out(world: World) -> None:
    ruth = await world.device("Ruth")
    scope = await audience(ruth, but=["p_kerry"])
    pat, mark, kerry = [await world.device(name) for name in ("Pat", "Mark", "Kerry")]
    assert rights(mark)["labels"] == {scope: "Not for Kerry"}
    assert rights(pat)["labels"] == {scope: "Not for everyone"}
    assert rights(kerry)["labels"] == {}
    assert not kerry.heard(scope)
    assert not pat.heard("The address is not known.")


# The closed session


async def test_SEE_4_all_but_those_admitted_wait_and_hear_nothing(world: World) -> None:
    before = await crowd(world)
    await closed(world, "Mark", "Hannah")
    for (name, scope), device in before.items():
        kept = name in ("Ruth", "Mark", "Hannah") or scope == "own"
        closing = {"room": "join_again"}.get(scope, "not_allowed_to_read")
        assert device.closed == (None if kept else closing), (name, scope)
    waiting = {name: await world.device(name) for name in ("Beth", "Kerry", "Wall", "Colin")}
    ruth, inside = await world.device("Ruth"), await world.device("Mark", "closed")
    await ruth.add("card", section="past_harm", scope="closed", texts={"": SECRET})
    await inside.settle()
    assert inside.heard(SECRET)
    for name, device in waiting.items():
        assert rights(device)["waits"] == "closed_session"
        assert rights(device)["say"] == "Something the police must tell us first."
        assert not device.heard(SECRET), name
        assert not device.items.to_py()
        assert await join(world, name, "closed") == "not_allowed_to_read"


async def test_SEE_4_nothing_is_written_that_the_others_will_read(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm", texts={"": "Before."})
    ruth = await closed(world, "Mark")
    for scope in ("room", "professionals"):
        asked = {"kind": "card", "item": f"card-{scope}", "section": "past_harm", "scope": scope}
        assert await refused(ruth, "add", **asked) == "closed_session_on"
    assert await refused(mark, "set", item=card, fields={"nature": "fact"}) == "closed_session_on"
    assert await refused(ruth, "stage", to="plan") == "closed_session_on"
    assert await refused(ruth, "family_start") == "closed_session_on"
    draft = await mark.add("card", section="past_harm", scope="own", texts={"": "Mine."})
    assert await refused(mark, "share", item=draft, to="room") == "closed_session_on"
    assert not await refused(mark, "share", item=draft, to="closed")
    await mark.type(f"t:{card}", SECRET)
    assert mark.closed == "not_writable"
    assert await words(world, card) == "Before."


async def test_SEE_4_who_waits_may_do_nothing(world: World) -> None:
    await closed(world)
    kerry, colin = await world.device("Kerry"), await world.device("Colin")
    asked = {"kind": "card", "item": "card-00001", "section": "past_harm", "scope": "own"}
    assert await refused(kerry, "add", **asked) == "closed_session"
    assert await refused(kerry, "signal", signal="plainer") == "closed_session"
    assert await refused(colin, "blank", on=True) == "closed_session"
    await kerry.type("t:note-discussion", SECRET)
    assert kerry.closed is None
    assert not await words(world, "note-discussion")


async def test_SEE_4_whoever_waited_comes_back_to_all_that_was_there(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm", texts={"": "Before."})
    ruth = await closed(world, "Mark")
    kerry = await world.device("Kerry")
    assert not await refused(ruth, "closed_end")
    kerry.read()
    assert kerry.closed == "join_again"
    kerry = await came_back(world, "Kerry")
    assert kerry.words(card) == "Before."
    assert not rights(kerry)["waits"]
    told = (await world.room()).boards.board("room").meta()["closed_sessions"]
    assert [one["say"] for one in told] == ["Something the police must tell us first."]


async def test_SEE_4_only_professionals_are_admitted_and_the_family_is_told_why(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    asked = {"say": "Safety."}
    assert await refused(ruth, "closed_start", admitted=["p_kerry"], **asked) == "not_allowed"
    assert await refused(ruth, "closed_start", admitted=["p_x"], **asked) == "no_such_person"
    assert await refused(ruth, "closed_start", admitted=[], say=" ") == "reason_missing"
    mark = await world.device("Mark")
    assert await refused(mark, "closed_start", admitted=[], **asked) == "not_allowed"
    assert await refused(ruth, "closed_end") == "nothing_to_end"


async def test_SEE_4_somebody_admitted_later_comes_in(world: World) -> None:
    ruth = await closed(world)
    beth = await world.device("Beth")
    card = await ruth.add("card", section="past_harm", scope="closed", texts={"": SECRET})
    await closed(world, "Beth")
    beth.read()
    assert beth.closed == "join_again"
    assert (await came_back(world, "Beth", "closed")).words(card) == SECRET


# Its review


async def a_closed_card(world: World) -> tuple[Device, str]:
    ruth = await closed(world, "Mark")
    card = await ruth.add("card", section="past_harm", scope="closed", texts={"": SECRET})
    assert not await refused(ruth, "closed_end")
    return ruth, card


async def test_SEE_5_what_is_kept_stays_with_those_who_were_there(world: World) -> None:
    ruth, card = await a_closed_card(world)
    devices = await crowd(world)
    assert not await refused(ruth, "review", item=card, answer="keep")
    assert (await record(world, card, "closed"))["reviewed"]["answer"] == "keep"
    assert not who_heard(devices, SECRET)
    assert (await came_back(world, "Mark", "closed")).words(card) == SECRET


async def test_SEE_5_what_is_released_is_in_the_chairs_words(world: World) -> None:
    ruth, card = await a_closed_card(world)
    devices = await crowd(world)
    asked = {"item": card, "answer": "release", "to": "room"}
    assert await refused(ruth, "review", **asked) == "nothing_written"
    assert not await refused(ruth, "review", **asked, words="Something was said about safety.")
    assert await words(world, card) == "Something was said about safety."
    assert (await record(world, card))["author"] == "p_ruth"
    assert not who_heard(devices, SECRET)


async def test_SEE_5_what_is_deleted_is_gone_from_the_board(world: World) -> None:
    ruth, card = await a_closed_card(world)
    assert not await refused(ruth, "review", item=card, answer="delete")
    assert card not in await records(world, "closed")
    late = await came_back(world, "Mark", "closed")
    assert not late.heard(SECRET)


async def test_SEE_5_the_chair_alone_reviews(world: World) -> None:
    _, card = await a_closed_card(world)
    mark = await world.device("Mark")
    assert await refused(mark, "review", item=card, answer="keep") == "not_allowed"
    assert await refused(mark, "share", item=card, to="room") == "not_allowed"


# Private family time


async def test_SEE_6_the_professionals_wait_and_read_only_what_is_shared(world: World) -> None:
    ruth = await world.device("Ruth")
    assert not await refused(ruth, "family_start")
    assert ruth.closed == "join_again"
    waiting = {name: await world.device(name) for name in (*PROFESSIONALS, "Wall", "Colin", "Olu")}
    kerry, pat = await world.device("Kerry"), await world.device("Pat", "family")
    secret = await kerry.add("card", section="past_harm", scope="family", texts={"": SECRET})
    plan = await kerry.add("card", section="next_steps", scope="family", texts={"": "Our plan."})
    await pat.settle()
    assert pat.words(secret) == SECRET
    assert not await refused(kerry, "share", item=plan, to="room")
    for name, device in waiting.items():
        assert rights(device)["waits"] == "family_time", name
        assert not device.heard("Our plan.")
    assert not await refused(waiting["Ruth"], "family_end")
    back = await came_back(world, "Hannah")
    assert back.words(plan) == "Our plan."
    assert not back.heard(SECRET)
    for name in (*PROFESSIONALS, "Wall", "Colin", "Olu"):
        assert await join(world, name, "family") == "not_allowed_to_read", name


async def test_SEE_6_a_meeting_has_it_only_where_its_type_says_so(world: World) -> None:
    plain = {key: value for key, value in CATALOGUE.types["icpc"].items() if key != "family_time"}
    world.catalogue = msgspec.structs.replace(CATALOGUE, types={**CATALOGUE.types, "icpc": plain})
    await world.restart()
    ruth = await world.device("Ruth")
    assert await refused(ruth, "family_start") == "not_allowed"


async def test_SEE_6_the_family_may_end_it_and_who_waits_may_do_nothing_else(world: World) -> None:
    ruth = await world.device("Ruth")
    assert not await refused(ruth, "family_start")
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    assert await refused(ruth, "stage", to="plan") == "family_time"
    mark = await world.device("Mark")
    assert await refused(mark, "family_end") == "not_allowed"
    assert not await refused(kerry, "family_end")
    assert await refused(kerry, "family_end") == "nothing_to_end"


# Held names


async def test_SEE_9_a_held_name_never_reaches_the_room(world: World) -> None:
    devices = await crowd(world)
    hannah = devices["Hannah", "room"]
    neighbour = {"name": SECRET, "role": "neighbour"}
    fields = {"said_by": neighbour, "hide_name": True, "nature": "reported"}
    card = await hannah.add("card", section="past_harm", fields=fields, texts={"": "Shouting."})
    await devices["Ruth", "room"].settle()
    assert {scope for _, scope in who_heard(devices, SECRET)} == {"professionals"}
    shown = await record(world, card)
    assert (shown["said_by"]["name"], shown["author"]) == ("Name held", "")
    source = await record(world, f"source-{card}", "professionals")
    assert (source["said_by"]["name"], source["author"]) == (SECRET, "p_hannah")


async def test_SEE_9_a_name_can_be_held_later_and_shown_again(world: World) -> None:
    hannah, ruth = await world.device("Hannah"), await world.device("Ruth")
    card = await hannah.add("card", section="past_harm", texts={"": "Shouting."})
    before = await record(world, card)
    assert not await refused(ruth, "set", item=card, fields={"hide_name": True})
    assert not await refused(ruth, "set", item=card, fields={"nature": "reported"})
    assert "p_hannah" not in str(await record(world, card))
    assert not await refused(ruth, "set", item=card, fields={"hide_name": False})
    after = await record(world, card)
    assert after["author"] == "p_hannah"
    assert after.get("said_by") == before.get("said_by")
    assert f"source-{card}" not in await records(world, "professionals")


async def test_SEE_9_a_card_with_a_held_name_is_shared_without_it(world: World) -> None:
    devices = await crowd(world)
    mark = devices["Mark", "room"]
    fields = {"said_by": {"name": SECRET, "role": "aunt"}, "hide_name": True}
    draft = await mark.add(
        "card", section="past_harm", scope="own", fields=fields, texts={"": "Seen."}
    )
    assert not await refused(mark, "share", item=draft, to="room")
    heard = {scope for _, scope in who_heard(devices, SECRET)}
    assert heard == {"own", "professionals"}


# Protected fields, and the look before more people read


async def address(world: World) -> tuple[Device, str]:
    """The mother's address, for the chair and the social worker alone."""
    ruth = await world.device("Ruth")
    scope = await audience(ruth, people=["p_hannah"])
    fields = {"what": "address", "about": {"person": "p_kerry", "name": "", "role": ""}}
    await ruth.add("protected", scope=scope, fields=fields, texts={"": "7 Heron Lane, Elmton"})
    return ruth, scope


async def test_SEE_11_everybody_sees_that_it_is_held_and_nobody_else_what(world: World) -> None:
    devices = await crowd(world)
    _, scope = await address(world)
    hannah = await world.device("Hannah", scope)
    assert hannah.heard("Heron Lane")
    assert not who_heard(devices, "Heron Lane")
    assert (await record(world, "person-p_kerry"))["held"] == ["address"]


async def test_SEE_11_a_protected_field_stands_for_named_people_only(world: World) -> None:
    ruth, scope = await address(world)
    asked = {"kind": "protected", "item": "protected-1", "texts": {"": "01632 960123"}}
    fields = {"fields": {"what": "phone"}}
    for wide in ("room", "professionals", "own"):
        assert await refused(ruth, "add", **asked, **fields, scope=wide) == "not_allowed"
    assert await refused(ruth, "add", **asked, scope=scope) == "nothing_written"
    kerry = await world.device("Kerry")
    assert await refused(kerry, "add", **asked, **fields, scope=scope) == "not_allowed"


async def test_SEE_10_a_protected_term_goes_to_the_room_only_when_one_is_sure(
    world: World,
) -> None:
    ruth, _ = await address(world)
    card = {"kind": "card", "section": "past_harm", "item": "card-00001"}
    words = {"texts": {"": "She moved to heron lane."}}
    assert await refused(ruth, "add", **card, **words) == "looks_protected"
    draft = await ruth.add("card", section="past_harm", scope="own", **words)
    assert await refused(ruth, "share", item=draft, to="room") == "looks_protected"
    assert not await refused(ruth, "share", item=draft, to="room", sure=True)
    kerry = await world.device("Kerry")
    number = {"texts": {"": "Ring me on 07700 900456."}}
    assert await refused(kerry, "add", **card, **number) == "looks_protected"
    assert not await refused(kerry, "add", **card, **number, sure=True)


async def test_SEE_10_of_a_term_one_may_not_read_one_learns_nothing(world: World) -> None:
    ruth, _ = await address(world)
    for name in ("Pat", "Mark"):
        device = await world.device(name)
        item = await device.add("card", section="past_harm", texts={"": "Is she in Heron Lane?"})
        ruth.read()
        assert {"kind": "protected_term", "item": item} in ruth.notices
        assert not any(one["kind"] == "protected_term" for one in device.notices)
