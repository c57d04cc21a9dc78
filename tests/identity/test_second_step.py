"""The second step: authenticators, recovery codes, and sessions that wait for one."""

from __future__ import annotations

import pyotp
import pytest

from server.contract.values import Session, Staff
from server.identity.accounts import Accounts
from server.identity.second_step import RECOVERY_CODES, SecondSteps, address_of, moment_of
from server.identity.sessions import HALF_FOR
from server.identity.values import EntryRules, SignedIn, hash_of
from tests.identity.conftest import NOW, PASSWORD, Office

pytestmark = pytest.mark.anyio
EMAIL = "ruth@ashmoor.example"


class Stepped:
    """Ruth, with an authenticator in her hand."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.steps = SecondSteps(office.store, office.accounts.sessions)
        self.secret = ""
        self.codes: tuple[str, ...] = ()

    async def add(self) -> Staff:
        ruth = await self.office.ruth()
        step = await self.steps.begin(ruth, NOW)
        assert step is not None
        self.secret = step.secret
        codes = await self.steps.confirm(ruth, self.code(NOW), NOW)
        assert not isinstance(codes, str)
        self.codes = codes
        return ruth

    def code(self, now: int) -> str:
        return pyotp.TOTP(self.secret).at(now // 1000)

    async def half(self, now: int = NOW) -> str:
        signed_in = await self.office.accounts.sign_in(EMAIL, PASSWORD, "a", now)
        assert isinstance(signed_in, SignedIn)
        return signed_in.token


@pytest.fixture
def stepped(office: Office) -> Stepped:
    return Stepped(office)


async def test_IDN_15_a_session_that_needs_a_code_opens_nothing(stepped: Stepped) -> None:
    await stepped.add()
    token, accounts = await stepped.half(), stepped.office.accounts
    assert await accounts.who(token, NOW) is None
    assert not await accounts.sessions.is_live(token, NOW)
    half = await accounts.sessions.half(token, NOW)
    assert (half.needs if half else "") == "code"
    later = NOW + 60_000
    whole = await stepped.steps.pass_on(token, stepped.code(later), later)
    assert isinstance(whole, SignedIn)
    assert whole.token != token, "nobody who saw the half session's token has the whole one"
    assert await accounts.who(token, later) is None
    assert isinstance(await accounts.who(whole.token, later), Session)
    assert await stepped.steps.pass_on(token, stepped.code(later), later) == "sign_in_over"


async def test_IDN_15_half_a_session_lasts_ten_minutes(stepped: Stepped) -> None:
    await stepped.add()
    token, late = await stepped.half(), NOW + HALF_FOR
    assert await stepped.steps.pass_on(token, stepped.code(late), late) == "sign_in_over"


async def test_IDN_14_a_code_is_taken_once(stepped: Stepped) -> None:
    await stepped.add()
    first, at = await stepped.half(), NOW + 60_000
    assert isinstance(await stepped.steps.pass_on(first, stepped.code(at), at), SignedIn)
    again = await stepped.half(at)
    assert await stepped.steps.pass_on(again, stepped.code(at), at) == "code_wrong"
    older = stepped.code(at - 30_000)
    assert await stepped.steps.pass_on(again, older, at) == "code_wrong"
    after = at + 30_000
    assert isinstance(await stepped.steps.pass_on(again, stepped.code(after), after), SignedIn)


async def test_IDN_14_the_code_that_confirmed_signs_nobody_in(stepped: Stepped) -> None:
    await stepped.add()
    assert await stepped.steps.pass_on(await stepped.half(), stepped.code(NOW), NOW) == "code_wrong"


def test_IDN_14_a_code_fits_its_moment_and_one_beside_it() -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    here = NOW // 30_000
    for offset, fits in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = pyotp.TOTP(secret).at((here + offset) * 30)
        assert (moment_of(secret, code, NOW) == here + offset) is fits
    for wrong in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000 0000", "\ud800"):
        assert moment_of(secret, wrong, NOW) is None
    spaced = pyotp.TOTP(secret).at(NOW // 1000)
    assert moment_of(secret, f" {spaced[:3]} {spaced[3:]} ", NOW) == here


async def test_IDN_14_five_tries_in_fifteen_minutes(stepped: Stepped) -> None:
    await stepped.add()
    token, at = await stepped.half(), NOW + 60_000
    for _ in range(5):
        assert await stepped.steps.pass_on(token, "000000", at) == "code_wrong"
    assert await stepped.steps.pass_on(token, stepped.code(at), at) == "too_many_tries"


async def test_IDN_14_a_recovery_code_works_once(stepped: Stepped) -> None:
    ruth = await stepped.add()
    assert (len(stepped.codes), len(set(stepped.codes))) == (RECOVERY_CODES, 10)
    typed = stepped.codes[3].upper().replace("-", " ")
    passed = await stepped.steps.pass_on(await stepped.half(), typed, NOW)
    assert isinstance(passed, SignedIn)
    assert passed.session.how == "recovery code"
    assert await stepped.steps.codes_left(ruth) == 9
    again = await stepped.half()
    assert await stepped.steps.pass_on(again, stepped.codes[3], NOW) == "code_wrong"


async def test_IDN_14_nobody_changes_an_authenticator_that_works(stepped: Stepped) -> None:
    ruth = await stepped.add()
    assert await stepped.steps.begin(ruth, NOW) is None
    assert await stepped.steps.confirm(ruth, "000000", NOW) == "second_step_there"
    await stepped.steps.remove(ruth, NOW)
    assert not await stepped.steps.is_on(ruth)
    assert await stepped.office.accounts.who(await stepped.half(), NOW) is not None


async def test_IDN_15_a_council_can_ask_everyone_for_a_second_step(office: Office) -> None:
    await office.ruth()
    rules = EntryRules(second_step_required=True)
    accounts = Accounts(office.store, office.passwords, rules)
    signed_in = await accounts.sign_in(EMAIL, PASSWORD, "a", NOW)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.session.needs == "second_step"
    assert await accounts.who(signed_in.token, NOW) is None
    steps = SecondSteps(office.store, accounts.sessions)
    assert await steps.pass_on(signed_in.token, "000000", NOW) == "sign_in_over"


async def test_IDN_2_recovery_codes_are_kept_as_hashes(stepped: Stepped) -> None:
    ruth = await stepped.add()
    kept = stepped.office.store.second_steps
    assert not await kept.use_code(ruth.id, hash_of(stepped.codes[0]))
    trail = repr(await stepped.office.store.audit.read(""))
    for secret in (stepped.secret, *stepped.codes):
        assert secret not in trail


async def test_the_square_says_whose_account_it_is(stepped: Stepped) -> None:
    ruth = await stepped.office.ruth()
    step = await stepped.steps.begin(ruth, NOW)
    assert step is not None
    assert await stepped.steps.begin(ruth, NOW) == step, "the same until it is confirmed"
    address = address_of(step, ruth, "Ashmoor")
    assert address.startswith("otpauth://totp/Threefold%20Ashmoor:ruth")
    assert f"secret={step.secret}" in address
