"""My account, and the accounts pages of administrators."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from server.contract.values import Staff
from server.identity.council import CouncilSignIn
from server.identity.values import ProviderDetails
from tests.routes.office import PASSWORD, Browser, Conference, Seen

EMAIL = "ruth@ashmoor.example"
FRESH = "another good long one"


def signed_in(browser: Browser) -> bool:
    return browser.get("/meetings").status_code == 200


def other(conference: Conference) -> Staff:
    found = conference.browser.run(
        conference.office.store.people.staff_by_email, "other@ashmoor.example"
    )
    assert found is not None
    return found


@pytest.fixture
def admin(chaired: Conference) -> Conference:
    chaired.give_role(EMAIL, "administrator")
    return chaired


def test_a_new_password_signs_out_everywhere_else(chaired: Conference) -> None:
    here, phone = chaired.browser, chaired.another_browser()
    phone.sign_in(EMAIL)
    answers = {"old": PASSWORD, "new": FRESH, "again": FRESH}
    answer = here.send("/account/password", answers, start="/account")
    assert answer.headers["location"] == "/account?done=password"
    assert (signed_in(here), signed_in(phone)) == (True, False)
    assert phone.send("/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 422
    assert phone.send("/sign-in", {"email": EMAIL, "password": FRESH}).status_code == 303


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"old": "not it", "new": FRESH, "again": FRESH}, "old", "not your password"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "new", "at least 12"),
        ({"old": PASSWORD, "new": FRESH, "again": "other"}, "again", "the same password twice"),
    ],
)
def test_a_new_password_needs_the_old_one_and_is_typed_twice(
    chaired: Conference, answers: dict[str, str], field: str, words: str
) -> None:
    answer = chaired.browser.send("/account/password", answers, start="/account")
    assert answer.status_code == 422
    assert f"#{field}" in Seen(answer.text).links
    assert words in Seen(answer.text).text
    assert FRESH not in answer.text


def test_the_other_sessions_can_be_ended(chaired: Conference) -> None:
    phone = chaired.another_browser()
    phone.sign_in(EMAIL)
    assert "And elsewhere" in Seen(chaired.browser.open("/account").text).text
    answer = chaired.browser.send("/account/sessions", {}, start="/account")
    assert answer.headers["location"] == "/account?done=sessions"
    assert (signed_in(chaired.browser), signed_in(phone)) == (True, False)
    assert "In this browser only" in Seen(chaired.browser.open("/account").text).text


def test_an_administrator_makes_an_account_without_knowing_its_password(
    admin: Conference,
) -> None:
    answers = {
        "email": "new@ashmoor.example", "name": "New Person", "title": "", "roles": "minute_taker",
    }  # fmt: skip
    made = admin.browser.send("/accounts/new", answers)
    link = re.search(r"http://testserver(/welcome/[\w-]+)", made.text)
    assert link
    new = admin.another_browser()
    assert "New Person" in Seen(new.open(link[1]).text).text
    twice = {"password": FRESH, "again": FRESH}
    assert new.send(link[1], twice).headers["location"] == "/sign-in?done=password"
    sent = new.send("/sign-in", {"email": "new@ashmoor.example", "password": FRESH})
    assert sent.headers["location"] == "/meetings"
    again = admin.browser.send("/accounts/new", answers)
    assert again.status_code == 422
    assert "an account with this email already" in Seen(again.text).text
    assert 'value="new@ashmoor.example"' in again.text


def test_a_closed_account_is_out_at_once_and_can_be_opened(admin: Conference) -> None:
    theirs, account = admin.another_browser(), f"/accounts/{other(admin).id}"
    theirs.sign_in("other@ashmoor.example")
    closed = admin.browser.send(f"{account}/close", {}, start=account)
    assert closed.headers["location"] == f"{account}?done=closed"
    assert not signed_in(theirs)
    assert "Closed" in Seen(admin.browser.open("/accounts").text).text
    admin.browser.send(f"{account}/open", {}, start=account)
    theirs.sign_in("other@ashmoor.example")


def test_a_reset_ends_the_old_password_and_gives_a_link(admin: Conference) -> None:
    theirs, account = admin.another_browser(), f"/accounts/{other(admin).id}"
    theirs.sign_in("other@ashmoor.example")
    page = admin.browser.send(f"{account}/reset", {}, start=account)
    assert "/welcome/" in page.text
    assert not signed_in(theirs)
    answers = {"email": "other@ashmoor.example", "password": PASSWORD}
    assert theirs.send("/sign-in", answers).status_code == 422


def test_nobody_shuts_themselves_out(admin: Conference) -> None:
    me = admin.browser.run(admin.office.store.people.staff_by_email, EMAIL)
    assert me is not None
    account = f"/accounts/{me.id}"
    for deed in ("close", "reset", "code"):
        answer = admin.browser.send(f"{account}/{deed}", {}, start=account)
        assert answer.status_code == 409
    answers = {"name": "Ruth", "roles": "chair"}
    assert admin.browser.send(account, answers).status_code == 422
    assert signed_in(admin.browser)


def test_accounts_are_for_administrators_and_every_change_is_in_the_trail(
    admin: Conference,
) -> None:
    answers = {"name": "Other Name", "title": "Chair", "roles": ["chair", "governance"]}
    account = f"/accounts/{other(admin).id}"
    changed = admin.browser.send(account, answers)
    assert changed.headers["location"] == f"{account}?done=changed"
    assert (other(admin).name, other(admin).roles) == ("Other Name", ("chair", "governance"))
    trail = admin.browser.run(admin.office.store.audit.read, "")
    about = [(one.what, one.detail) for one in trail if one.about == other(admin).id]
    assert ("account changed", "") in about
    assert ("roles changed", "chair governance") in about
    theirs = admin.another_browser()
    theirs.sign_in("other@ashmoor.example")
    assert theirs.get("/accounts").status_code == 404
    assert admin.browser.get("/meetings/new").status_code == 404, "administrators set up nothing"


def test_IDN_16_an_administrator_joins_an_account_to_the_councils(admin: Conference) -> None:
    account = f"/accounts/{other(admin).id}"
    ids = {
        "tenant": "8F14E45F-CEEA-467F-9A1B-0E6D9B2F3C4D",
        "object": "00000000-0000-0000-0000-111111111111",
    }
    assert admin.browser.send(f"{account}/login", ids, start=account).status_code == 404
    details = ProviderDetails(
        issuer="https://x.example", client_id="c", client_secret="s", redirect=""
    )
    office = admin.office
    council = CouncilSignIn(office.store, office.accounts.sessions, details, b"s" * 32)
    office.app.state.parts = replace(office.app.state.parts, council=council)
    wrong = admin.browser.send(f"{account}/login", {**ids, "object": "x|y"}, start=account)
    assert wrong.status_code == 422
    joined = admin.browser.send(f"{account}/login", ids, start=account)
    assert joined.headers["location"] == f"{account}?done=joined"
    login = "|".join(ids.values()).lower()
    found = admin.browser.run(office.store.people.staff_by_login, login)
    assert found == other(admin)
    again = admin.browser.send(f"{account}/login", ids, start=account)
    assert "joined already" in Seen(again.text).text


def test_IDN_3_a_link_asked_for_too_often_says_so(conference: Conference) -> None:
    link = conference.link("Kerry")
    for _ in range(20):
        assert conference.another_browser().send(link, {}).status_code == 303
    late = conference.another_browser().send(link, {})
    assert late.status_code == 429
    assert "Please wait a little" in Seen(late.text).text


def test_IDN_17_a_pin_is_shown_to_the_chair_and_asked_of_the_guest(chaired: Conference) -> None:
    at = f"{chaired.at}/people/{chaired.people['Kerry'].id}"
    chaired.browser.send(f"{at}/pin", {}, start=at)
    found = re.search(r'class="pin"[^>]*>(\d{3} \d{3})<', chaired.browser.get(at).text)
    assert found
    link, kerry = chaired.link("Kerry"), chaired.another_browser()
    wrong = kerry.send(link, {"pin": "12"})
    assert wrong.status_code == 422
    assert "#pin" in Seen(wrong.text).links
    assert found[1].replace(" ", "") not in wrong.text
    assert kerry.send(link, {"pin": found[1]}).status_code == 303
    locked = chaired.another_browser()
    for _ in range(5):
        locked.send(link, {"pin": "12"})
    assert locked.send(link, {"pin": found[1]}).status_code in (410, 422)
    assert "no longer works" in chaired.browser.get(at).text
    chaired.browser.send(f"{at}/pin/drop", {}, start=at)
    assert 'class="pin"' not in chaired.browser.get(at).text
