"""Plan rows: made, owned, accepted, read back."""

from __future__ import annotations

import pytest

from tests.sync.asking import record, records, refused, words
from tests.sync.world import ELLIE, Device, World

pytestmark = pytest.mark.anyio


async def planning(world: World, *names: str) -> list[Device]:
    ruth = await world.device("Ruth")
    await ruth.ask("stage", to="plan")
    return [ruth, *[await world.device(name) for name in names]]


def owned_by(name: str) -> dict[str, dict[str, str]]:
    return {"owner": {"person": f"p_{name}", "name": name}}


async def test_a_row_is_made_of_a_cards_words(world: World) -> None:
    ruth, mark = await planning(world, "Mark")
    card = await mark.add("card", section="next_steps", texts={"": "Gran comes " * 100},
                          fields={"children": [ELLIE]})  # fmt: skip
    private = await ruth.add("card", section="next_steps", scope="professionals",
                             texts={"": "Secret."})  # fmt: skip
    assert await refused(ruth, "card_to_row", card=card, item="row-from-1") == ""
    row = await record(world, "row-from-1")
    assert (row["from_card"], row["children"], row["author"]) == (card, [ELLIE], "p_ruth")
    assert await words(world, "row-from-1", "what") == ("Gran comes " * 100)[:600]
    assert await refused(ruth, "card_to_row", card=card, item="row-from-1") == "taken_id"
    assert await refused(ruth, "card_to_row", card=private, item="row-from-2") == "not_allowed"
    assert await refused(mark, "card_to_row", card=card, item="row-from-2") == "not_allowed"


async def test_a_row_is_made_of_what_would_be_one_higher(world: World) -> None:
    ruth, mark, beth = await planning(world, "Mark", "Beth")
    a_set = await ruth.add("set")
    scale = f"scale-{a_set}"
    await ruth.ask("open_scale", scale=scale)
    await mark.ask("score", scale=scale, value=3, up="Gran has a key.")
    await beth.ask("score", scale=scale, value=3)
    made = {"score": f"score-{scale}-p_mark", "item": "row-one-up"}
    assert await refused(ruth, "score_to_row", **made) == "no_such_item"
    await ruth.ask("reveal_scores", scale=scale)
    without = {"score": f"score-{scale}-p_beth", "item": "row-none"}
    assert await refused(ruth, "score_to_row", **without) == "nothing_written"
    assert await refused(ruth, "score_to_row", **made) == ""
    row = await record(world, "row-one-up")
    assert (row["from_score"], row["set"]) == (made["score"], a_set)
    assert await words(world, "row-one-up", "what") == "Gran has a key."


async def test_only_its_owner_accepts_a_row_or_the_minute_taker_for_them(world: World) -> None:
    ruth, kerry, pat, colin = await planning(world, "Kerry", "Pat", "Colin")
    row = await ruth.add("row", fields=owned_by("kerry"))
    for device in (ruth, pat):
        assert await refused(device, "accept", row=row, accepted=True) == "not_allowed"
    assert await refused(kerry, "accept", row=row, accepted=True) == ""
    assert (await record(world, row))["accepted"] == {"by": "p_kerry", "at": world.clock.now}
    assert await refused(kerry, "accept", row=row, accepted=False) == ""
    assert (await record(world, row))["accepted"] is None
    assert await refused(colin, "accept", row=row, accepted=True) == ""
    assert (await record(world, row))["accepted"]["by"] == "p_colin"


async def test_a_new_owner_has_not_promised_what_the_owner_before_did(world: World) -> None:
    ruth, kerry = await planning(world, "Kerry")
    row = await ruth.add("row", fields=owned_by("kerry"))
    await kerry.ask("accept", row=row, accepted=True)
    assert await refused(ruth, "set", item=row, fields={"by_when": "2025-07-01"}) == ""
    assert await refused(ruth, "set", item=row, fields=owned_by("kerry")) == ""
    assert (await record(world, row))["accepted"]
    assert await refused(ruth, "set", item=row, fields=owned_by("pat")) == ""
    assert (await record(world, row))["accepted"] is None
    assert await refused(kerry, "accept", row=row, accepted=True) == "not_allowed"


async def test_each_person_says_whether_they_understood(world: World) -> None:
    ruth, kerry, pat = await planning(world, "Kerry", "Pat")
    row = await ruth.add("row")
    assert await refused(kerry, "read_back", row=row, answer="ask") == ""
    assert await refused(pat, "read_back", row=row, answer="understood") == ""
    assert (await record(world, row))["read_back"] == {"p_kerry": "ask", "p_pat": "understood"}
    assert await refused(kerry, "read_back", row=row, answer="") == ""
    assert (await record(world, row))["read_back"] == {"p_pat": "understood"}
    assert await refused(kerry, "read_back", row=row, answer="maybe") == "bad_command"
    await ruth.ask("strike", item=row)
    for op, more in (("read_back", {"answer": "ask"}), ("accept", {"accepted": True})):
        assert await refused(kerry, op, row=row, **more) == "no_such_item"


async def test_PER_2_a_parent_changes_their_own_rows_only(world: World) -> None:
    ruth, kerry, mark = await planning(world, "Kerry", "Mark")
    ours, mine = await ruth.add("row"), await kerry.add("row")
    assert await refused(kerry, "set", item=ours, fields={"by_when": "2025-07-01"}) == "not_allowed"
    assert await refused(kerry, "set", item=mine, fields={"by_when": "2025-07-01"}) == ""
    assert await refused(mark, "set", item=ours, fields={"by_when": "2025-02-30"}) == "bad_field"
    assert (await record(world, mine))["by_when"] == "2025-07-01"


async def test_BRD_3_rows_are_numbered_by_their_place(world: World) -> None:
    ruth, *_ = await planning(world)
    rows = [await ruth.add("row") for _ in range(3)]
    assert await refused(ruth, "move", item=rows[2], after=None) == ""
    found = [one for one in (await records(world)).values() if one["kind"] == "row"]
    order = [one["id"] for one in sorted(found, key=lambda one: one["pos"])]
    assert order == [rows[2], rows[0], rows[1]]
