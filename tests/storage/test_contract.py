"""What every store must do, whatever it is made of: memory, SQLite, PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from server.contract.actions import NotForTheTrail
from server.contract.values import (
    AuditEntry,
    Checkpoint,
    Child,
    KeptBoard,
    KeptClient,
    Link,
    LobbyState,
    LogEntry,
    Meeting,
    Participant,
    Session,
    Staff,
    StoredRecord,
    TrailQuery,
)
from server.rules.chain import GENESIS, link, verify
from server.storage.faults import LogFailed, StorageFault
from server.storage.memory import MemoryStore
from server.storage.store import SqlStore

pytestmark = pytest.mark.anyio
Store = MemoryStore | SqlStore


def entries(meeting: str, first: int, last: int, chain: bytes = GENESIS) -> list[LogEntry]:
    made: list[LogEntry] = []
    for seq in range(first, last + 1):
        data, command = f"update {seq}".encode(), b'{"op":"add"}' if seq % 2 else b""
        chain = link(
            chain, meeting=meeting, seq=seq, scope="room", kind="update", who="p_1", at=seq,
            data=data, command=command,
        )  # fmt: skip
        entry = LogEntry(
            meeting=meeting, seq=seq, scope="room", kind="update", who="p_1", at=seq,
            data=data, command=command, chain=chain,
        )  # fmt: skip
        made.append(entry)
    return made


def a_checkpoint(seq: int) -> Checkpoint:
    ids = KeptClient(
        client=7, next=6, starts=(0, 4), roots=("t:a", "t:b"), lows=(2,), gone=((1, 3), (5, 6))
    )
    board = KeptBoard(
        scope="room", state=b"\x00\x00", clients=(ids,), orders={"t:a": bytes(28)},
        owners={7: "p_1", 8: "p_2"},
    )  # fmt: skip
    return Checkpoint(
        meeting="m_1", seq=seq, at=3, chain=bytes(32), boards=(board,),
        answers=(("p_1", "command-1", b'{"ok":true}'),),
    )  # fmt: skip


def a_staff(name: str = "ruth") -> Staff:
    return Staff(
        id=f"s_{name}", email=f"{name}@ashmoor.example", name="Ruth", title="Chair",
        password_hash="$argon2id$", created_at=1,
    )  # fmt: skip


def a_meeting(name: str, chair: str = "s_ruth", created_at: int = 1) -> Meeting:
    child = Child(id="c_1", first_name="Ellie", name="Ellie Marlow", born="2018-02-14")
    return Meeting(
        id=name, type="icpc", chair=chair, children=(child,), on="2025-06-04",
        venue="Harbour House", created_at=created_at,
    )  # fmt: skip


def a_person(name: str, meeting: str = "m_1", added_at: int = 1, staff: str = "") -> Participant:
    return Participant(
        id=name, meeting=meeting, name="Kerry", role="parent", added_at=added_at, staff=staff
    )


def a_session(
    token: str, participant: str = "p_1", lobby: LobbyState = "waiting", at: int = 1
) -> Session:
    return Session(
        token_hash=token.encode(), participant=participant, meeting="m_1", lobby=lobby,
        made_at=at, asked_at=at, expires_at=at + 100,
    )  # fmt: skip


async def test_the_log_gives_back_what_was_appended_in_order(store: Store) -> None:
    written = entries("m_1", 1, 5)
    await store.log.append(written[:2])
    await store.log.append(written[2:])
    assert list(await store.log.read("m_1")) == written
    assert verify(await store.log.read("m_1")) is None
    assert list(await store.log.read("m_other")) == []


async def test_the_tail_of_a_log_begins_where_it_is_asked_to(store: Store) -> None:
    written = entries("m_1", 1, 5)
    await store.log.append(written)
    assert list(await store.log.tail("m_1", 4)) == written[3:]
    assert list(await store.log.tail("m_1", 6)) == []


async def test_a_span_of_a_log_has_both_its_ends(store: Store) -> None:
    written = entries("m_1", 1, 5)
    await store.log.append(written)
    assert list(await store.log.span("m_1", 2, 4)) == written[1:4]
    assert list(await store.log.span("m_1", 5, 9)) == written[4:]
    assert list(await store.log.span("m_1", 6, 9)) == []
    assert list(await store.log.span("m_other", 1, 9)) == []


async def test_the_newest_checkpoint_of_a_meeting_is_kept(store: Store) -> None:
    assert await store.log.checkpoint("m_1") is None
    await store.log.append(entries("m_1", 1, 1))
    first, second = a_checkpoint(4), a_checkpoint(9)
    for each in (first, second, replace(first, meeting="m_2")):
        await store.log.keep(each)
    assert await store.log.checkpoint("m_1") == second
    assert await store.log.checkpoint("m_2") == replace(first, meeting="m_2")


async def test_appending_nothing_is_allowed(store: Store) -> None:
    await store.log.append([])
    assert list(await store.log.read("m_1")) == []


async def test_STO_7_a_second_writer_fails_and_nothing_of_it_is_kept(store: Store) -> None:
    written = entries("m_1", 1, 2)
    await store.log.append(written)
    with pytest.raises(LogFailed):
        await store.log.append(entries("m_1", 2, 3))
    with pytest.raises(LogFailed):
        await store.log.append([*entries("m_2", 1, 1), *entries("m_2", 1, 1)])
    assert list(await store.log.read("m_1")) == written
    assert list(await store.log.read("m_2")) == []


async def test_STO_7_a_second_writer_spoils_nothing_for_other_meetings(store: Store) -> None:
    await store.log.append(entries("m_1", 1, 1))
    names = [f"m_{n}" for n in range(20)]
    appends = [store.log.append(entries(name, 1, 3)) for name in names]
    results = await asyncio.gather(*appends, return_exceptions=True)
    failed = [name for name, result in zip(names, results, strict=True) if result is not None]
    assert failed == ["m_1"]
    assert [len(await store.log.read(name)) for name in names] == [3, 1] + [3] * 18


async def test_many_meetings_append_at_once(store: Store) -> None:
    async def meeting(name: str) -> None:
        for entry in entries(name, 1, 10):
            await store.log.append([entry])

    names = [f"m_{n}" for n in range(10)]
    await asyncio.gather(*(meeting(name) for name in names))
    for name in names:
        assert verify(await store.log.read(name)) is None
        assert len(await store.log.read(name)) == 10


async def test_an_email_has_one_account(store: Store) -> None:
    assert await store.people.add_staff(a_staff())
    assert not await store.people.add_staff(replace(a_staff(), id="s_other"))
    assert await store.people.staff("s_ruth") == a_staff()
    assert await store.people.staff("s_other") is None
    assert await store.people.staff_by_email("ruth@ashmoor.example") == a_staff()
    assert await store.people.staff_by_email("nobody@ashmoor.example") is None


async def test_an_account_can_change_and_accounts_are_listed_by_email(store: Store) -> None:
    await store.people.add_staff(a_staff("zoe"))
    await store.people.add_staff(a_staff("ann"))
    await store.people.change_staff(replace(a_staff("zoe"), name="Zoë", disabled=True))
    await store.people.change_staff(a_staff("nobody"))
    ann, zoe = await store.people.all_staff()
    assert (ann, zoe) == (a_staff("ann"), replace(a_staff("zoe"), name="Zoë", disabled=True))


async def test_a_meeting_is_kept_and_changed(store: Store) -> None:
    assert await store.people.meeting("m_1") is None
    await store.people.save_meeting(a_meeting("m_1"))
    changed = replace(a_meeting("m_1"), venue="Tŷ Harbwr", state="open", opened_at=5)
    await store.people.save_meeting(changed)
    assert await store.people.meeting("m_1") == changed


async def test_meetings_of_an_account_are_those_it_chairs_or_sits_in(store: Store) -> None:
    for name, chair, at in (("m_1", "s_ruth", 1), ("m_2", "s_jo", 2), ("m_3", "s_jo", 3)):
        await store.people.save_meeting(a_meeting(name, chair, at))
    await store.people.save_participant(a_person("p_1", "m_2", staff="s_ruth"))
    gone = replace(a_person("p_2", "m_3", staff="s_ruth"), gone=True)
    await store.people.save_participant(gone)
    assert [meeting.id for meeting in await store.people.meetings_of("s_ruth")] == ["m_2", "m_1"]
    assert [meeting.id for meeting in await store.people.meetings_of("s_jo")] == ["m_3", "m_2"]
    assert list(await store.people.meetings_of("s_nobody")) == []


async def test_participants_are_kept_changed_and_listed_as_added(store: Store) -> None:
    await store.people.save_meeting(a_meeting("m_1"))
    late, early = a_person("p_a", added_at=9), a_person("p_b", added_at=3)
    await store.people.save_participant(late)
    await store.people.save_participant(early)
    await store.people.save_participant(replace(early, name="Pat", gone=True))
    assert await store.people.participant("p_b") == replace(early, name="Pat", gone=True)
    assert await store.people.participant("p_c") is None
    assert list(await store.people.participants("m_1")) == [
        replace(early, name="Pat", gone=True), late,
    ]  # fmt: skip


async def test_a_participant_needs_a_meeting(store: Store) -> None:
    with pytest.raises(StorageFault):
        await store.people.save_participant(a_person("p_1", "m_none"))


async def test_a_new_link_revokes_the_older_ones(store: Store) -> None:
    old = Link(token_hash=b"old", participant="p_1", meeting="m_1", made_at=1, expires_at=9)
    other = replace(old, token_hash=b"other", participant="p_2")
    new = replace(old, token_hash=b"new", made_at=4)
    for each in (old, other, new):
        await store.doors.replace_link(each)
    assert await store.doors.link(b"old") == replace(old, revoked_at=4)
    assert await store.doors.live_link("p_1") == new
    assert await store.doors.live_link("p_2") == other
    await store.doors.revoke_links("p_1", 7)
    assert await store.doors.live_link("p_1") is None
    assert await store.doors.link(b"new") == replace(new, revoked_at=7)
    assert await store.doors.link(b"unknown") is None


async def test_a_link_remembers_its_first_opening(store: Store) -> None:
    made = Link(token_hash=b"one", participant="p_1", meeting="m_1", made_at=1, expires_at=9)
    await store.doors.replace_link(made)
    await store.doors.mark_opened(b"one", 5)
    await store.doors.mark_opened(b"one", 6)
    assert await store.doors.link(b"one") == replace(made, opened_at=5)


async def test_a_guest_has_one_session(store: Store) -> None:
    first, second = a_session("first", at=1), a_session("second", at=5)
    await store.doors.start_session(first)
    await store.doors.start_session(a_session("other", "p_2", at=2))
    await store.doors.start_session(second)
    assert await store.doors.session(b"first") == replace(first, ended_at=5)
    live = await store.doors.guest_sessions("m_1")
    assert [session.token_hash for session in live] == [b"other", b"second"]
    assert list(await store.doors.guest_sessions("m_2")) == []


async def test_staff_may_have_several_sessions(store: Store) -> None:
    desk = Session(token_hash=b"desk", staff="s_1", lobby="admitted", made_at=1, expires_at=9)
    phone = replace(desk, token_hash=b"phone")
    await store.doors.start_session(desk)
    await store.doors.start_session(phone)
    assert [await store.doors.session(each) for each in (b"desk", b"phone")] == [desk, phone]
    await store.doors.end_session(b"desk", 3)
    await store.doors.end_session(b"desk", 4)
    await store.doors.end_sessions_of("s_1", 5)
    assert await store.doors.session(b"desk") == replace(desk, ended_at=3)
    assert await store.doors.session(b"phone") == replace(phone, ended_at=5)


async def test_only_the_live_session_of_a_guest_moves(store: Store) -> None:
    await store.doors.start_session(a_session("first", at=1))
    await store.doors.start_session(a_session("second", at=5))
    assert not await store.doors.move_guest("p_1", ("admitted",), "left")
    assert not await store.doors.move_guest("p_1", ("waiting",), "admitted", asked_at=1)
    assert await store.doors.move_guest("p_1", ("waiting",), "admitted", asked_at=5)
    assert not await store.doors.move_guest("p_2", ("waiting",), "admitted")
    first, second = [await store.doors.session(each) for each in (b"first", b"second")]
    assert first is not None
    assert second is not None
    assert (first.lobby, second.lobby, second.ended_at) == ("waiting", "admitted", 0)
    assert await store.doors.move_guest("p_1", ("admitted",), "removed", end=8)
    assert not await store.doors.move_guest("p_1", ("removed",), "admitted")
    second = await store.doors.session(b"second")
    assert second is not None
    assert (second.lobby, second.ended_at) == ("removed", 8)


async def test_STO_6_a_record_is_stored_once(store: Store) -> None:
    record = StoredRecord(
        meeting="m_1", version=1, sealed_at=7, sealed_by="s_ruth", sha256="ab",
        snapshot=b"{}", content=b'{"words":1}',
    )  # fmt: skip
    assert await store.records.load("m_1") is None
    assert await store.records.save_once(record)
    assert not await store.records.save_once(replace(record, content=b"{}"))
    assert not await store.records.save_once(replace(record, version=2))
    assert await store.records.load("m_1") == record


async def test_the_audit_trail_only_grows(store: Store) -> None:
    one = AuditEntry(at=1, meeting="m_1", who="s_ruth", what="meeting set up")
    two = AuditEntry(at=2, meeting="", who="s_ruth", what="signed in", detail="password")
    three = AuditEntry(at=1, meeting="m_1", who="p_1", what="link opened")
    for entry in (one, two, three):
        await store.audit.append(entry)
    assert list(await store.audit.read("m_1")) == [one, three]
    assert list(await store.audit.read("")) == [two]
    assert await store.audit.verify() == (3, "")


async def test_the_trail_is_searched_newest_first(store: Store) -> None:
    for at in range(1, 8):
        await store.audit.append(
            AuditEntry(at=at, meeting=f"m_{at % 2}", who="s_ruth", what="link made", about="p_1")
        )
    await store.audit.append(AuditEntry(at=8, meeting="m_1", who="p_2", what="left", about="p_2"))

    async def found(most: int = 100, **asked: Any) -> list[int]:
        return [row.seq for row in await store.audit.look(TrailQuery(**asked), most)]

    assert await found() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert await found(2) == [8, 7]
    assert await found(2, before=7) == [6, 5]
    assert await found(meeting="m_1") == [8, 7, 5, 3, 1]
    assert await found(person="p_2") == [8]
    assert await found(person="p_1", meeting="m_0") == [6, 4, 2]
    assert await found(what="left") == [8]
    assert await found(since=3, until=5) == [4, 3]


async def test_AUD_2_what_could_hold_words_is_not_stored(store: Store) -> None:
    good = AuditEntry(at=1, meeting="m_1", who="s_1", what="record read", detail="family")
    bad: tuple[dict[str, Any], ...] = (
        {"what": "Kerry was here"},
        {"detail": "Kerry Marlow"},
        {"who": "Kerry Marlow"},
        {"about": "kerry@marlow.example"},
        {"meeting": "Ellie and Tom"},
        {"what": "left", "detail": "by the back door"},
    )
    for change in bad:
        with pytest.raises(NotForTheTrail):
            await store.audit.append(replace(good, **change))
    await store.audit.append(good)
    assert list(await store.audit.read("m_1")) == [good]


async def test_AUD_1_entries_written_at_once_make_one_chain(store: Store) -> None:
    entry = AuditEntry(at=1, meeting="", who="s_1", what="signed in")
    await asyncio.gather(*(store.audit.append(entry) for _ in range(20)))
    assert await store.audit.verify() == (20, "")
