"""Second steps, PINs, tries, welcomes and logins, whatever they are stored in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.contract.values import Meeting, Pin, SecondStep, Session, Staff, Welcome
from server.storage.memory import MemoryStore
from server.storage.store import SqlStore

pytestmark = pytest.mark.anyio
Store = MemoryStore | SqlStore
STEP = SecondStep(staff="s_1", secret="JBSWY3DPEHPK3PXP", made_at=5)
PIN = Pin(participant="p_1", meeting="m_1", digits="042617", made_at=5, expires_at=9)


def a_staff(name: str) -> Staff:
    return Staff(
        id=f"s_{name}", email=f"{name}@ashmoor.example", name=name, title="", password_hash="",
        created_at=1,
    )  # fmt: skip


async def test_a_second_step_is_kept_with_its_codes(store: Store) -> None:
    steps = store.second_steps
    assert await steps.second_step("s_1") is None
    await steps.save_second_step(STEP)
    assert (await steps.second_step("s_1"), await steps.codes_left("s_1")) == (STEP, 0)
    confirmed = replace(STEP, confirmed_at=6, last=100)
    await steps.save_second_step(confirmed, [b"a" * 32, b"b" * 32])
    assert await steps.second_step("s_1") == confirmed
    assert not await steps.use_code("s_2", b"a" * 32)
    assert [await steps.use_code("s_1", b"a" * 32) for _ in range(2)] == [True, False]
    assert await steps.codes_left("s_1") == 1
    await steps.drop_second_step("s_1")
    assert (await steps.second_step("s_1"), await steps.codes_left("s_1")) == (None, 0)


async def test_a_moment_is_used_once_and_never_an_older_one(store: Store) -> None:
    await store.second_steps.save_second_step(replace(STEP, confirmed_at=6, last=100))
    used = [await store.second_steps.use_moment("s_1", at) for at in (100, 101, 101, 99, 102)]
    assert used == [False, True, False, False, True]
    assert not await store.second_steps.use_moment("s_2", 200)


async def test_a_pin_counts_its_tries(store: Store) -> None:
    await store.people.save_meeting(Meeting(id="m_1", type="icpc", chair="s_1"))
    assert not await store.pins.try_pin("p_1", 2)
    await store.pins.save_pin(PIN)
    assert await store.pins.pin("p_1") == PIN
    assert [await store.pins.try_pin("p_1", 2) for _ in range(3)] == [True, True, False]
    await store.pins.forgive_pin("p_1")
    assert await store.pins.try_pin("p_1", 2)
    await store.pins.save_pin(replace(PIN, digits="111111"))
    assert await store.pins.pin("p_1") == replace(PIN, digits="111111")
    await store.pins.drop_pin("p_1")
    assert await store.pins.pin("p_1") is None


async def test_IDN_3_tries_count_within_their_time(store: Store) -> None:
    tries, name = store.tries, b"n" * 32
    assert [await tries.take(name, 2, 0, at) for at in (10, 20, 30)] == [True, True, False]
    assert await tries.take(b"o" * 32, 2, 0, 30), "another name"
    assert await tries.take(name, 2, 10, 31), "the first is forgotten"
    await tries.give_back(name)
    assert [await tries.take(name, 2, 10, 32) for _ in range(2)] == [True, False]
    await tries.forget(name)
    assert await tries.take(name, 2, 10, 33)


async def test_a_welcome_is_used_once_and_only_the_newest(store: Store) -> None:
    first = Welcome(token_hash=b"1" * 32, staff="s_1", made_at=5, expires_at=9)
    second = replace(first, token_hash=b"2" * 32, made_at=6)
    await store.doors.replace_welcome(first)
    await store.doors.replace_welcome(second)
    assert not await store.doors.use_welcome(first.token_hash, 7)
    assert [await store.doors.use_welcome(second.token_hash, 7) for _ in range(2)] == [True, False]
    assert await store.doors.welcome(second.token_hash) == replace(second, used_at=7)
    assert await store.doors.welcome(b"3" * 32) is None


async def test_a_login_belongs_to_one_account(store: Store) -> None:
    people, ruth, joan = store.people, a_staff("ruth"), a_staff("joan")
    assert await people.add_staff(ruth, "t|1")
    assert not await people.add_staff(joan, "t|1"), "the login is Ruth's"
    assert await people.staff("s_joan") is None
    assert await people.add_staff(joan)
    assert await people.staff_by_login("t|1") == ruth
    assert await people.staff_by_login("t|2") is None
    assert not await people.add_login("t|3", ruth.id)
    assert await people.add_login("t|2", joan.id)
    assert await people.staff_by_login("t|2") == joan


async def test_sessions_say_when_they_were_seen(store: Store) -> None:
    early = Session(token_hash=b"1" * 32, staff="s_1", made_at=5, seen_at=5, how="password")
    late = Session(token_hash=b"2" * 32, staff="s_1", made_at=6, needs="code")
    for session in (early, late):
        await store.doors.start_session(session)
    await store.doors.saw(early.token_hash, 9)
    await store.doors.end_session(b"3" * 32, 9)
    assert await store.doors.sessions_of("s_1") == [late, replace(early, seen_at=9)]


@pytest.mark.parametrize("until", [0, 77])
async def test_being_let_in_may_say_until_when(store: Store, until: int) -> None:
    asked = Session(token_hash=b"1" * 32, participant="p_1", meeting="m_1", expires_at=50)
    await store.doors.start_session(asked)
    assert await store.doors.move_guest("p_1", ("waiting",), "admitted", until=until)
    stored = await store.doors.session(asked.token_hash)
    assert stored is not None
    assert (stored.lobby, stored.expires_at) == ("admitted", until or 50)
