"""Staff accounts: adding, signing in and out, and how often one may try."""

from __future__ import annotations

from typing import ClassVar, Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from server.contract.catalogue import load_catalogue
from server.contract.values import Session, Staff
from server.identity.accounts import Accounts
from server.identity.passwords import Passwords, check_password
from server.identity.sessions import SIGNED_IN_FOR
from server.identity.tries import ACCOUNT_TRIES, ADDRESS_TRIES, WINDOW
from server.identity.values import MINUTE, SignedIn, StaffDetails, hash_of
from server.storage.memory import MemoryStore
from tests.identity.conftest import NOW, PASSWORD, Office

pytestmark = pytest.mark.anyio
EMAIL = "ruth@ashmoor.example"


async def sign_in(office: Office, now: int = NOW) -> SignedIn:
    await office.ruth()
    signed_in = await office.accounts.sign_in(EMAIL, PASSWORD, "10.0.0.1", now)
    assert isinstance(signed_in, SignedIn)
    return signed_in


async def test_IDN_1_a_staff_session_lasts_eight_hours(office: Office) -> None:
    signed_in = await sign_in(office)
    last = NOW + SIGNED_IN_FOR - 1
    assert SIGNED_IN_FOR == 8 * 60 * 60 * 1000
    for at in range(NOW, last, 20 * MINUTE):  # somebody is busy all day
        assert isinstance(await office.accounts.who(signed_in.token, at), Session)
    assert isinstance(await office.accounts.who(signed_in.token, last), Session)
    assert await office.accounts.who(signed_in.token, last + 1) is None


async def test_IDN_1_signing_out_ends_it_on_that_device_only(office: Office) -> None:
    desk, phone = await sign_in(office), await sign_in(office)
    await office.accounts.sign_out(desk.token, NOW + 1)
    assert await office.accounts.who(desk.token, NOW + 1) is None
    assert await office.accounts.who(phone.token, NOW + 1) is not None


async def test_IDN_1_a_new_password_ends_every_session(office: Office) -> None:
    signed_in, ruth = await sign_in(office), await office.ruth()
    assert await office.accounts.set_password(ruth.id, "short", NOW) == "password_short"
    assert await office.accounts.set_password("s_none", PASSWORD, NOW) == "no_such_person"
    assert await office.accounts.who(signed_in.token, NOW) is not None
    changed = await office.accounts.set_password(ruth.id, "another good long one", NOW)
    assert isinstance(changed, Staff)
    assert await office.accounts.who(signed_in.token, NOW) is None
    assert await office.accounts.sign_in(EMAIL, PASSWORD, "a", NOW) == "bad_sign_in"


async def test_IDN_1_a_disabled_account_is_out_at_once(office: Office) -> None:
    signed_in = await sign_in(office)
    await office.disable(await office.ruth())
    assert await office.accounts.who(signed_in.token, NOW) is None
    assert await office.accounts.sign_in(EMAIL, PASSWORD, "a", NOW) == "bad_sign_in"


async def test_IDN_2_the_store_never_sees_password_or_token(office: Office) -> None:
    signed_in, ruth = await sign_in(office), await office.ruth()
    assert ruth.password_hash.startswith("$argon2id$")
    assert PASSWORD not in ruth.password_hash
    stored = await office.store.doors.session(hash_of(signed_in.token))
    assert stored == signed_in.session
    assert signed_in.token not in repr(stored)


async def test_an_email_is_the_same_however_it_is_typed(office: Office) -> None:
    await office.ruth()
    typed = "  Ruth@Ashmoor.Example "
    assert isinstance(await office.accounts.sign_in(typed, PASSWORD, "a", NOW), SignedIn)
    again = StaffDetails(email=typed, name="Another", password=PASSWORD)
    assert await office.accounts.add_staff(again, NOW) == "email_taken"


async def test_a_password_is_the_same_from_every_keyboard(office: Office) -> None:
    composed, apart = "un mot de passe cass\u00e9", "un mot de passe casse\u0301"
    details = StaffDetails(email="a@b.example", name="A", password=composed)
    assert isinstance(await office.accounts.add_staff(details, NOW), Staff)
    assert isinstance(await office.accounts.sign_in("a@b.example", apart, "a", NOW), SignedIn)


@pytest.mark.parametrize("password", ["", "wrong", "\ud800 lone half", "x" * 100_000])
async def test_whatever_else_is_typed_is_refused(office: Office, password: str) -> None:
    await office.ruth()
    assert await office.accounts.sign_in(EMAIL, password, "a", NOW) == "bad_sign_in"
    assert await office.accounts.sign_in(password, password, "a", NOW) == "bad_sign_in"


async def test_IDN_3_an_account_can_be_tried_five_times(office: Office) -> None:
    await office.ruth()
    for n in range(ACCOUNT_TRIES):
        assert await office.accounts.sign_in(EMAIL, "wrong", f"10.0.0.{n}", NOW) == "bad_sign_in"
    right = await office.accounts.sign_in(EMAIL, PASSWORD, "10.0.0.9", NOW)
    assert (ACCOUNT_TRIES, right) == (5, "too_many_tries")
    later = NOW + WINDOW
    assert isinstance(await office.accounts.sign_in(EMAIL, PASSWORD, "x", later), SignedIn)


async def test_IDN_3_an_address_can_try_fifty_times(office: Office) -> None:
    await office.ruth()
    for n in range(ADDRESS_TRIES):
        assert await office.accounts.sign_in(f"{n}@x.example", "wrong", "a", NOW) == "bad_sign_in"
    for _ in range(ACCOUNT_TRIES):  # nor do these lock the account for anybody elsewhere
        right = await office.accounts.sign_in(EMAIL, PASSWORD, "a", NOW)
        assert (ADDRESS_TRIES, right) == (50, "too_many_tries")
    assert isinstance(await office.accounts.sign_in(EMAIL, PASSWORD, "b", NOW), SignedIn)


async def test_IDN_3_one_locked_account_leaves_its_whole_council_in(office: Office) -> None:
    await office.ruth()
    for _ in range(2 * ACCOUNT_TRIES):
        await office.accounts.sign_in("colin@ashmoor.example", "wrong", "the council", NOW)
    locked = await office.accounts.sign_in("colin@ashmoor.example", "x", "the council", NOW)
    assert locked == "too_many_tries"
    assert isinstance(await office.accounts.sign_in(EMAIL, PASSWORD, "the council", NOW), SignedIn)


async def test_IDN_3_who_gets_it_right_is_not_counted(office: Office) -> None:
    for _ in range(ADDRESS_TRIES + 1):
        await sign_in(office)


async def test_IDN_12_refusing_an_unknown_account_is_as_much_work() -> None:
    """Counted in hashes, not in seconds: a busy machine would make time a matter of luck."""
    store = MemoryStore()
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(store, Passwords(hasher))
    await accounts.add_staff(StaffDetails(email=EMAIL, name="Ruth", password=PASSWORD), NOW)
    waiting = StaffDetails(email="new@ashmoor.example", name="New")
    assert isinstance(await accounts.add_staff(waiting, NOW), Staff)
    closed = StaffDetails(email="closed@ashmoor.example", name="C", password=PASSWORD)
    made = await accounts.add_staff(closed, NOW)
    assert isinstance(made, Staff)
    await accounts.disable(made.id, NOW, "s_admin")
    work = {}
    for email in (EMAIL, "nobody@ashmoor.example", waiting.email, closed.email):
        hasher.done.clear()
        assert await accounts.sign_in(email, "wrong", email, NOW) == "bad_sign_in"
        work[email] = list(hasher.done)
    # One whole hash each, at the same cost: memory, rounds, lanes, and lengths.
    assert [len(each) for each in work.values()] == [1] * 4
    assert all(each == work[EMAIL] for each in work.values())


class CountingHasher(PasswordHasher):
    """Argon2 that remembers what each comparison cost."""

    done: ClassVar[list[Parameters]] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.done.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "password_short"),
        ("x" * 201, "password_long"),
        ("abababababababab", "password_weak"),
        ("my ruth.adeyemi 1", "password_weak"),
        ("twelve chars", None),
        ("x yz 😀 ffff ŵ", None),
    ],
)
def test_IDN_7_passwords(password: str, code: str | None) -> None:
    assert check_password(password, "Ruth.Adeyemi@ashmoor.example") == code


@given(st.text())
def test_IDN_7_any_text_can_be_judged(password: str) -> None:
    code = check_password(password, "ruth@ashmoor.example")
    assert code is not None or len(password) >= 12


async def test_wrong_details_make_no_account(office: Office) -> None:
    wrong = [
        (StaffDetails(email="nobody", name="A", password=PASSWORD), "email_wrong"),
        (StaffDetails(email="a@b.example", name=" ", password=PASSWORD), "name_missing"),
        (StaffDetails(email="a@b.example", name="A", password="short"), "password_short"),
    ]
    for details, code in wrong:
        assert await office.accounts.add_staff(details, NOW) == code
        assert load_catalogue().say(code)
    assert await office.accounts.all_staff() == []


async def test_IDN_11_the_trail_has_sign_ins_and_no_secrets(office: Office) -> None:
    await sign_in(office)
    await office.accounts.sign_in(EMAIL, "wrong password 1", "a", NOW)
    trail = await office.store.audit.read("")
    assert [entry.what for entry in trail] == ["account added", "signed in", "sign-in refused"]
    for secret in (PASSWORD, "wrong password 1", EMAIL):
        assert secret not in repr(trail)
