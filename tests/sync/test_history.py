"""Looking back on a meeting: its moments, its boards as they were, and who may know what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.contract.lib0 import Reader
from server.contract.values import LogEntry, Participant
from server.sync.history import Asker
from server.sync.moments import Moment
from tests.sync.asking import log_length
from tests.sync.world import ELLIE, MEETING, World

pytestmark = pytest.mark.anyio
RUTH = "Ruth"


def person(world: World, name: str = RUTH) -> Participant:
    return next(one for one in world.place.people if one.name == name)


async def asker(world: World, name: str = RUTH) -> Asker:
    return Asker(person(world, name), await world.rooms.standing(MEETING.id))


async def moments(world: World, name: str = RUTH) -> list[Moment]:
    people = {one.id: one for one in world.place.people}
    return await world.rooms.history.moments(MEETING, people, await asker(world, name))


async def said(world: World, name: str = RUTH) -> list[str]:
    return [one.say for one in await moments(world, name)]


async def board(world: World, seq: int, name: str = RUTH) -> dict[str, Any]:
    found = await world.rooms.history.board(MEETING.id, seq, await asker(world, name))
    assert found is not None
    return found


def words_at(shown: dict[str, Any], item: str, field: str = "", scope: str = "room") -> str:
    root = f"t:{item}/{field}" if field else f"t:{item}"
    return "".join(words for _, words in shown["scopes"][scope]["texts"].get(root, []))


async def test_HIS_1_the_board_is_shown_as_it_was_at_each_moment(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Hannah")
    card = await ruth.add("card", section="strengths", texts={"": "Pat helps."})
    seen = [(await log_length(world), "Pat helps.", "strengths")]
    await hannah.settle()
    await ruth.type(f"t:{card}", " Every day.")
    seen.append((await log_length(world), "Pat helps. Every day.", "strengths"))
    await ruth.ask("move", item=card, section="past_harm", after=None)
    seen.append((await log_length(world), "Pat helps. Every day.", "past_harm"))
    await ruth.ask("strike", item=card)
    for seq, words, section in seen:
        shown = await board(world, seq)
        assert words_at(shown, card) == words
        assert shown["scopes"]["room"]["items"][card]["section"] == section
        assert shown["scopes"]["room"]["items"][card]["status"] == "live"
        assert (shown["seq"], shown["at"]) == (seq, world.clock.now)
    assert await world.rooms.history.board(MEETING.id, 10_000, await asker(world)) is None
    before = await board(world, seen[0][0] - 1)
    assert card not in before["scopes"]["room"]["items"]


async def test_HIS_1_each_entry_gives_the_board_that_stood_then(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark", "professionals")
    closed = await mark.add("card", scope="professionals", section="past_harm")
    states = {}
    for number in range(6):
        await mark.type(f"t:{closed}", f" word {number}")
        await ruth.ask("timer", minutes=1)
        boards = (await world.room()).boards
        states[boards.seq] = {s: boards.board(s).plain() for s in ("room", "professionals")}
    for seq, scopes in states.items():
        shown = await board(world, seq)
        for scope, plain in scopes.items():
            told = shown["scopes"][scope]
            assert (told["items"], told["meta"]) == (plain["items"], plain["meta"])
            texts = {root: "".join(w for _, w in spans) for root, spans in told["texts"].items()}
            assert texts == plain["texts"]


async def test_HIS_2_moments_say_what_happened_in_plain_words(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Hannah")
    await ruth.ask("stage", to="worried")
    card = await hannah.add("card", section="past_harm")
    for letter in "He shouted":
        await hannah.type(f"t:{card}", letter)
    await ruth.ask("strike", item=card)
    await ruth.ask("stage", to="decision")
    await ruth.ask("set", item=f"decision-{ELLIE}", fields={"outcome": "cpp"})
    await ruth.ask("wall", show="plan")
    assert await said(world) == [
        "The board was opened.",
        "The meeting moved to What are we worried about?",
        "Hannah added a card in “What has happened”.",
        "Hannah wrote in a card in “What has happened”.",
        "Ruth struck a card in “What has happened” through.",
        "The meeting moved to Decision for each child.",
        "Ruth set the decision for Ellie: Child protection plan.",
    ]
    told = await moments(world)
    assert [one.stage for one in told] == ["welcome", *["worried"] * 4, *["decision"] * 2]
    assert [one.seq for one in told] == sorted(one.seq for one in told)


async def test_HIS_2_typing_is_one_moment_for_a_person_a_text_and_a_minute(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Hannah")
    card = await ruth.add("card", section="past_harm")
    await hannah.settle()
    for number in range(5):
        await ruth.type(f"t:{card}", "a")
        await hannah.type("t:note-reason", "b")
        world.clock.now += 20_000 if number == 2 else 0
    world.clock.now += 60_000
    await ruth.type(f"t:{card}", "c")
    typed = [one.who for one in await moments(world) if one.kind == "words"]
    # 10:00:00, then 20 seconds on (the same minute), then the next minute.
    assert sorted(typed) == ["p_hannah", "p_ruth", "p_ruth"]


async def test_HIS_3_history_says_who_wrote_which_words(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Colin")
    card = await ruth.add("card", section="strengths", texts={"": "Pat helps."})
    await hannah.settle()
    await hannah.type(f"t:{card}", " On Mondays.")
    shown = await board(world, await log_length(world))
    spans = shown["scopes"]["room"]["texts"][f"t:{card}"]
    assert spans == [("p_ruth", "Pat helps."), ("p_colin", " On Mondays.")]
    ends = shown["scopes"]["room"]["texts"]["t:overall/ten"]
    assert [who for who, _ in ends] == [""]


async def test_HIS_3_revealed_and_shared_words_stay_their_authors(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    own = await world.device("Kerry", "own")
    danger = await ruth.add("set")
    mine = await kerry.add("statement", scope="own", parent=danger)
    await own.settle()
    await own.type(f"t:{mine}", "He frightens us.")
    await kerry.ask("ready", item=mine, ready=True)
    await ruth.ask("reveal_statements", set=danger)
    mark = await world.device("Mark")
    card = await mark.add(
        "card", scope="professionals", section="past_harm", texts={"": "Two calls."}
    )
    assert (await ruth.ask("share", item=card, to="room"))["ok"]
    shown = await board(world, await log_length(world))
    texts = shown["scopes"]["room"]["texts"]
    assert texts[f"t:{mine}"] == [("p_kerry", "He frightens us.")]
    assert texts[f"t:{card}"] == [("p_mark", "Two calls.")]


async def test_HIS_5_nobodys_drafts_and_nobodys_number_are_told(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    own, mine = await world.device("Kerry", "own"), await world.device("Ruth", "own")
    secret = await kerry.add("card", scope="own", section="past_harm", texts={"": "Secret one."})
    await own.settle()
    await own.type(f"t:{secret}", " Secret two.")
    await ruth.add("card", scope="own", section="past_harm", texts={"": "My secret."})
    await mine.settle()
    danger = await ruth.add("set")
    statement = await kerry.add(
        "statement", scope="own", parent=danger, texts={"": "Secret three."}
    )
    await kerry.ask("ready", item=statement, ready=True)
    await ruth.ask("open_scale", scale="overall")
    before = await log_length(world)
    assert (await kerry.ask("score", scale="overall", value=2, because="Secret four."))["ok"]
    told = await moments(world)
    number = next(one for one in told if one.seq > before)
    assert (number.say, number.who, number.item) == ("A number was given.", "", "")
    for seq in range(1, await log_length(world) + 1):
        shown = await board(world, seq)
        assert "ecret" not in str(shown)
        assert "score-overall-p_kerry" not in str(shown)
        assert set(shown["scopes"]) <= {"room", "professionals"}
    assert "ecret" not in str(told)
    assert secret not in str(told)
    assert not any(one.who == "p_kerry" and one.kind == "words" for one in told)


async def test_HIS_5_professionals_words_are_not_for_who_may_not_read_them(world: World) -> None:
    mark = await world.device("Mark", "professionals")
    card = await mark.add(
        "card", scope="professionals", section="past_harm", texts={"": "Two calls."}
    )
    await mark.type(f"t:{card}", " Closed.")
    last = await log_length(world)
    assert "Two calls." in str(await board(world, last))
    assert any("Mark added" in say for say in await said(world))
    for name in ("Colin", "Kerry", "Wall", "Olu", "Amina"):
        who = await asker(world, name)
        assert await world.rooms.history.board(MEETING.id, last, who) is None
        assert await world.rooms.history.past(MEETING.id, last, who) is None
        assert await said(world, name) == []


async def test_HIS_1_a_meeting_that_has_ended_can_be_looked_back_on(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="strengths", texts={"": "Pat helps."})
    seq = await log_length(world)
    await world.rooms.end(MEETING.id, person(world))
    assert words_at(await board(world, seq), card) == "Pat helps."
    shown = await board(world, await log_length(world))
    assert shown["scopes"]["room"]["meta"]["ended_at"] == world.clock.now


async def test_HIS_5_what_passed_in_private_family_time_is_not_looked_back_on(
    world: World,
) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    card = await kerry.add("card", section="parents_view", texts={"": "Before."})
    before = await log_length(world)
    assert (await ruth.ask("family_start"))["ok"]
    await kerry.settle()
    began = await log_length(world)
    await kerry.type(f"t:{card}", " Secret of ours.")
    within = await log_length(world)
    assert within > began
    who = await asker(world)
    assert who.shown == frozenset()
    assert await world.rooms.history.board(MEETING.id, before, who) is None
    assert await moments(world) == []
    ruth = await world.device("Ruth")  # her page has joined anew, to wait
    assert (await ruth.ask("family_end"))["ok"]
    last = await log_length(world)
    who = await asker(world)
    assert words_at(await board(world, before), card) == "Before."
    for seq in range(began, within + 1):
        assert await world.rooms.history.board(MEETING.id, seq, who) is None
        assert await world.rooms.history.past(MEETING.id, seq, who) is None
    told = await moments(world)
    assert [one.say for one in told][-2:] == [
        "Private family time began.",
        "Private family time ended.",
    ]
    assert told[-2].seq < began
    assert told[-1].seq == last
    assert not any(one.kind == "words" for one in told)


async def long_log(world: World, updates: int) -> None:
    """A log with very many keystrokes of one person, written past the room."""
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="strengths")
    before = await log_length(world)
    typed = [Reader(ruth.typed(f"t:{card}", "x")[2:]).var_bytes() for _ in range(updates)]
    await world.log.append([
        LogEntry(meeting=MEETING.id, seq=seq, scope="room", kind="update", who="p_ruth",
                 at=world.clock.now, data=data)
        for seq, data in enumerate(typed, start=before + 1)
    ])  # fmt: skip


async def test_HIS_1_a_long_meeting_is_read_without_standing_in_anybodys_way(world: World) -> None:
    updates, turns, reading = 3000, 0, True
    await long_log(world, updates)

    async def others() -> None:
        nonlocal turns
        while reading:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    told = await moments(world)
    between, turns = turns, 0
    shown = await board(world, updates)
    reading = False
    await waiting
    assert told[-1].kind == "words"
    assert len(str(shown)) > updates - 100
    assert min(between, turns) >= updates / 100
