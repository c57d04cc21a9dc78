"""The council's own sign-in: believed only when everything fits (IDN-16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from msgspec.structs import replace

from server.contract.values import Session, Staff
from server.identity.council import CouncilSignIn
from server.identity.provider import ProviderFault, is_safe
from server.identity.values import Code, Errand, ProviderDetails, SignedIn, StaffDetails
from tests.identity.conftest import NOW, PASSWORD, Office
from tests.identity.crooked import CLIENT, PERSON, SECRET, TENANT, Crooked, crooked_provider

pytestmark = pytest.mark.anyio
MINUTE = 60_000
DETAILS = ProviderDetails(
    issuer="", client_id=CLIENT, client_secret=SECRET, redirect="http://testserver/back",
    tenants=(TENANT,),
)  # fmt: skip


class Desk:
    """One person's browser, our server, and the provider."""

    def __init__(self, office: Office, crooked: Crooked) -> None:
        self.office, self.crooked = office, crooked
        crooked.now = NOW
        self.council = self.with_details()

    def with_details(self, **changes: Any) -> CouncilSignIn:
        details = replace(DETAILS, **{"issuer": self.crooked.address, **changes})
        self.council = CouncilSignIn(
            self.office.store, self.office.accounts.sessions, details, b"s" * 32
        )
        return self.council

    async def go(self, now: int = NOW) -> tuple[Errand, str, str]:
        errand = await self.council.begin(now)
        return errand, *self.crooked.authorize(errand.address)

    async def sign_in(self, now: int = NOW) -> SignedIn | Code:
        errand, state, code = await self.go(now)
        try:
            return await self.council.finish(errand.ticket, state, code, now)
        except ProviderFault as fault:
            return fault.code


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    with crooked_provider() as crooked:
        yield Desk(office, crooked)


async def account(desk: Desk, signed_in: SignedIn | Code) -> Staff:
    assert isinstance(signed_in, SignedIn), signed_in
    staff = await desk.office.accounts.staff(signed_in.session.staff)
    assert staff is not None
    return staff


async def test_IDN_16_a_first_visit_makes_the_account(desk: Desk) -> None:
    signed_in = await desk.sign_in()
    staff = await account(desk, signed_in)
    assert (staff.name, staff.email) == ("Ruth Adeyemi", "ruth.adeyemi@ashmoor.example")
    assert (staff.roles, staff.password_hash) == (("chair",), "")
    assert isinstance(signed_in, SignedIn)
    assert isinstance(await desk.office.accounts.who(signed_in.token, NOW), Session)
    trail = await desk.office.store.audit.read("")
    assert [(one.what, one.detail) for one in trail] == [
        ("account added", ""),
        ("signed in", "council sign-in"),
    ]


async def test_IDN_16_the_address_asks_for_a_code_with_pkce_state_and_nonce(desk: Desk) -> None:
    first, second = await desk.go(), desk.crooked.asked
    await desk.go()
    again = desk.crooked.asked
    assert (second["response_type"], second["scope"]) == ("code", "openid profile email")
    assert (second["code_challenge_method"], second["client_id"]) == ("S256", CLIENT)
    for name in ("state", "nonce", "code_challenge"):
        assert len(second[name]) == 43
        assert second[name] != again[name]
        assert second[name] not in first[0].ticket


async def test_IDN_16_an_account_is_its_tenant_and_object_not_its_email(desk: Desk) -> None:
    ruth = await account(desk, await desk.sign_in())
    desk.crooked.claims = {
        "preferred_username": "ruth.new-name@ashmoor.example", "name": "Ruth New-Name",
        "sub": "another subject", "roles": ["minute-taker", "Chair", "Reader", 7],
    }  # fmt: skip
    again = await account(desk, await desk.sign_in(NOW + 1))
    assert (again.id, again.name) == (ruth.id, "Ruth New-Name")
    assert again.roles == ("chair", "minute_taker")
    desk.crooked.claims = {"oid": "33333333-cccc-4ccc-8ccc-333333333333"}
    assert await desk.sign_in(NOW + 2) == "council_taken", "her old email, another person"


async def test_IDN_16_an_email_that_is_known_joins_nothing(desk: Desk) -> None:
    details = StaffDetails(email="ruth.adeyemi@ashmoor.example", name="R", password=PASSWORD)
    local = await desk.office.accounts.add_staff(details, NOW)
    assert isinstance(local, Staff)
    assert await desk.sign_in() == "council_taken"
    assert await desk.office.store.people.add_login(f"{TENANT}|{PERSON}", local.id)
    assert (await account(desk, await desk.sign_in(NOW + 1))).id == local.id


BENT: dict[str, dict[str, Any]] = {
    "nonce of another browser": {"claims": {"nonce": "n" * 43}},
    "no nonce": {"claims": {"nonce": None}},
    "run out": {"claims": {"exp": NOW // 1000 - 61}},
    "no end": {"claims": {"exp": None}},
    "made tomorrow": {"claims": {"iat": NOW // 1000 + 86400}},
    "not yet": {"claims": {"nbf": NOW // 1000 + 120}},
    "for another client": {"claims": {"aud": "another client"}},
    "for nobody": {"claims": {"aud": None}},
    "for two, made for the other": {"claims": {"aud": [CLIENT, "other"], "azp": "other"}},
    "of another issuer": {"claims": {"iss": "https://login.example"}},
    "of nobody": {"claims": {"sub": None}},
    "alg none": {"algorithm": "none"},
    "signed with the public key": {"algorithm": "HS256"},
    "key nobody published": {"key": RSAKey.generate_key(2048, {"kid": "other"})},
    "another key under a known name": {"key": RSAKey.generate_key(2048, {"kid": "one"})},
}


@pytest.mark.parametrize("bent", BENT)
async def test_IDN_16_a_token_that_does_not_fit_is_refused(desk: Desk, bent: str) -> None:
    for name, value in BENT[bent].items():
        setattr(desk.crooked, name, value)
    assert await desk.sign_in() == "council_refused"
    assert await desk.office.accounts.all_staff() == []
    trail = await desk.office.store.audit.read("")
    assert [(one.what, one.detail) for one in trail] == [("sign-in refused", "council sign-in")]


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"tid": "99999999-aaaa-4aaa-8aaa-111111111111"}, "council_other_tenant"),
        ({"tid": None}, "council_other_tenant"),
        ({"roles": None}, "council_no_role"),
        ({"roles": []}, "council_no_role"),
        ({"roles": "Chair"}, "council_no_role"),
        ({"roles": ["Reader", {}]}, "council_no_role"),
        ({"preferred_username": None}, "council_refused"),
        ({"name": None, "preferred_username": "\u202eevil"}, "council_refused"),
    ],
)
async def test_IDN_16_who_may_not_come_in_is_told_why(
    desk: Desk, claims: dict[str, Any], code: str
) -> None:
    desk.crooked.claims = claims
    assert await desk.sign_in() == code
    assert await desk.office.accounts.all_staff() == []


async def test_IDN_16_a_closed_account_stays_out(desk: Desk) -> None:
    staff = await account(desk, await desk.sign_in())
    await desk.office.disable(staff)
    assert await desk.sign_in(NOW + 1) == "account_closed"


async def test_IDN_16_roles_taken_away_are_gone_at_the_next_visit(desk: Desk) -> None:
    desk.crooked.claims = {"roles": ["Administrator", "Chair"]}
    assert (await account(desk, await desk.sign_in())).roles == ("chair", "administrator")
    desk.crooked.claims = {"roles": ["Chair"]}
    assert (await account(desk, await desk.sign_in(NOW + 1))).roles == ("chair",)


async def test_IDN_16_a_council_may_name_its_roles(desk: Desk) -> None:
    desk.with_details(roles=(("CP.IRO", "chair"),))
    desk.crooked.claims = {"roles": ["CP.IRO"]}
    assert (await account(desk, await desk.sign_in())).roles == ("chair",)


async def test_IDN_16_coming_back_with_anothers_state_is_refused(desk: Desk) -> None:
    mine, state, code = await desk.go()
    theirs, other_state, _ = await desk.go(NOW + 1)
    finish = desk.council.finish
    assert await finish(theirs.ticket, state, code, NOW + 1) == "sign_in_over"
    assert await finish(mine.ticket, other_state, code, NOW + 1) == "sign_in_over"
    assert await finish("", state, code, NOW + 1) == "sign_in_over"
    assert await finish(mine.ticket, "\ud800", code, NOW + 1) == "sign_in_over"
    assert isinstance(await finish(mine.ticket, state, code, NOW + 1), SignedIn)


async def test_IDN_16_coming_back_twice_or_late_is_refused(desk: Desk) -> None:
    errand, state, code = await desk.go()
    assert isinstance(await desk.council.finish(errand.ticket, state, code, NOW), SignedIn)
    again = desk.crooked.codes.setdefault("fresh", desk.crooked.asked)
    assert again
    assert await desk.council.finish(errand.ticket, state, "fresh", NOW + 1) == "sign_in_over"
    late, state, code = await desk.go()
    after = NOW + 10 * MINUTE
    assert await desk.council.finish(late.ticket, state, code, after) == "sign_in_over"
    made_up = await desk.council.finish("later.x", state, code, NOW)
    assert made_up == "sign_in_over"


async def test_IDN_16_a_code_without_its_verifier_is_worth_nothing(desk: Desk) -> None:
    _, _, stolen = await desk.go()
    errand, state, _ = await desk.go(NOW + 1)
    with pytest.raises(ProviderFault, match="invalid_grant"):
        await desk.council.finish(errand.ticket, state, stolen, NOW + 1)


async def test_IDN_16_new_keys_of_the_provider_are_fetched_once_a_minute(desk: Desk) -> None:
    assert isinstance(await desk.sign_in(), SignedIn)
    new = RSAKey.generate_key(2048, {"kid": "two"})
    desk.crooked.key, desk.crooked.published = new, [new]
    assert await desk.sign_in(NOW + 1000) == "council_refused"
    assert desk.crooked.visits.count("/keys") == 1
    assert isinstance(await desk.sign_in(NOW + MINUTE), SignedIn)
    assert desk.crooked.visits.count("/keys") == 2


async def test_IDN_16_a_template_for_many_tenants_needs_them_named(desk: Desk) -> None:
    desk.crooked.issuer = f"{desk.crooked.address}/{{tenantid}}/v2.0"
    assert (await account(desk, await desk.sign_in())).roles == ("chair",)
    desk.crooked.claims = {"iss": f"{desk.crooked.address}/another/v2.0"}
    assert await desk.sign_in(NOW + 1) == "council_refused"
    desk.with_details(tenants=())
    with pytest.raises(ProviderFault, match="another issuer"):
        await desk.council.begin(NOW)


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
)
async def test_IDN_16_a_provider_that_says_strange_things_is_not_asked(
    desk: Desk, discovery: dict[str, Any]
) -> None:
    desk.crooked.discovery = discovery
    with pytest.raises(ProviderFault) as fault:
        await desk.council.begin(NOW)
    assert fault.value.code == "council_unreachable"


async def test_a_provider_that_cannot_be_reached_is_said_plainly(office: Office) -> None:
    with crooked_provider() as crooked:
        desk = Desk(office, crooked)
    with pytest.raises(ProviderFault) as fault:
        await desk.council.begin(NOW)
    assert fault.value.code == "council_unreachable"
    assert await desk.council.farewell("http://testserver/sign-in", NOW) == ""


async def test_signing_out_there_too_has_an_address(desk: Desk) -> None:
    bye = await desk.council.farewell("http://testserver/sign-in", NOW)
    assert bye.startswith(f"{desk.crooked.address}/bye?client_id={CLIENT}&post_logout_redirect")


def test_only_https_or_this_machine_itself() -> None:
    safe = ["https://login.example/x", "http://127.0.0.1:9/x", "http://[::1]/x"]
    assert [one for one in safe if not is_safe(one)] == []
    unsafe = ["http://login.example", "http://localhost", "ftp://127.0.0.1", "https:///x", "", "x"]
    assert [one for one in unsafe if is_safe(one)] == []
    assert SECRET not in repr(DETAILS)
