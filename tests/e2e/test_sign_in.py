"""Getting in, in a real browser: council account, authenticator, PIN; and getting out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import DESK, PHONE, Person
from tests.e2e.site import Site, free_port

pytestmark = pytest.mark.e2e

TENANT = "11111111-aaaa-4aaa-8aaa-111111111111"
PEOPLE = (
    {"sub": "ruth", "tid": TENANT, "oid": "22222222-bbbb-4bbb-8bbb-222222222222",
     "name": "Ruth Okafor", "email": "ruth.okafor@ashmoor.example", "roles": ["Chair"]},
    {"sub": "nobody", "tid": TENANT, "oid": "33333333-cccc-4ccc-8ccc-333333333333",
     "name": "No Role", "email": "no.role@ashmoor.example", "roles": []},
    {"sub": "elsewhere", "tid": "99999999-aaaa-4aaa-8aaa-111111111111", "oid": "4",
     "name": "Else Where", "email": "else@other.example", "roles": ["Chair"]},
)  # fmt: skip


@contextmanager
def provider() -> Iterator[str]:
    """oidc-provider-mock in a process of its own."""
    port = free_port()
    users = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-n", "true", *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/jwks", timeout=1).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose staff have accounts of the council."""
    with provider() as address:
        settings = {
            "THREEFOLD_OIDC_ISSUER": address,
            "THREEFOLD_OIDC_CLIENT_ID": "threefold",
            "THREEFOLD_OIDC_CLIENT_SECRET": "a client's secret",
            "THREEFOLD_OIDC_TENANTS": TENANT,
        }
        made = Site(tmp_path_factory.mktemp("council"), settings=settings)
        made.demo()
        made.start()
        yield made
        made.stop()


def go_to_council(site: Site, browser: Browser, who: str, to: str = "/sign-in") -> Person:
    """Somebody presses the council's button and signs in there."""
    person = Person(browser, DESK)
    person.page.goto(site.base + to)
    person.follow("Sign in with your council account")
    person.press(who)
    return person


def test_IDN_16_a_chair_signs_in_with_the_councils_account(council: Site, browser: Browser) -> None:
    ruth = go_to_council(council, browser, "ruth", "/meetings/new")
    expect(ruth.page).to_have_url(f"{council.base}/meetings/new")
    ruth.sees("Ruth Okafor")
    ruth.page.goto(f"{council.base}/account")
    ruth.sees("You sign in with your council account")
    ruth.press("Sign out")
    ruth.sees("You are signed out.")
    ruth.follow("Sign out of your council account too")
    ruth.press("End session")
    expect(ruth.page).to_have_url(re.compile(f"^{council.base}/sign-in"))
    again = go_to_council(council, browser, "ruth")
    expect(again.page).to_have_title("My meetings – Threefold")
    listed = council.run("staff", "list")
    assert listed.count("ruth.okafor@ashmoor.example") == 1


@pytest.mark.parametrize(
    ("who", "words"),
    [("nobody", "has no role in Threefold yet"), ("elsewhere", "belongs to another organisation")],
)
def test_IDN_16_who_may_not_come_in_is_told_why(
    council: Site, browser: Browser, who: str, words: str
) -> None:
    person = go_to_council(council, browser, who)
    person.sees(re.compile(words))
    person.page.goto(f"{council.base}/meetings")
    expect(person.page).to_have_title("Sign in – Threefold")


def test_who_changes_their_mind_there_is_back_at_sign_in(council: Site, browser: Browser) -> None:
    person = go_to_council(council, browser, "Deny")
    person.sees("could not be confirmed")


def sign_in(site: Site, browser: Browser, page: str = "/sign-in") -> Person:
    chair = Person(browser, DESK)
    chair.page.goto(site.base + page)
    chair.page.fill("#email", site.links["chair"]["email"])
    chair.page.fill("#password", site.links["chair"]["password"])
    chair.press("Sign in")
    return chair


def test_WEB_16_signing_out_blanks_every_page_of_the_browser(site: Site, browser: Browser) -> None:
    chair = sign_in(site, browser)
    chair.follow("Open the meeting")
    expect(chair.page.locator("header").first).to_contain_text("Ellie")
    people = chair.context.new_page()
    people.goto(f"{site.base}/meetings/{site.links['meeting']}/people")
    expect(people.locator("main")).to_contain_text("Kerry Marlow")
    third = chair.context.new_page()
    third.goto(f"{site.base}/account")
    third.get_by_role("button", name="Sign out", exact=True).click()
    expect(people).to_have_url(re.compile("/sign-in"))
    expect(chair.page.get_by_text("You are signed out.").first).to_be_visible()
    for page in (people, chair.page):
        assert "Ellie" not in page.locator("body").inner_text()
    people.go_back()
    people.wait_for_timeout(500)
    assert "Ellie" not in people.content(), "the Back button brings nothing back"


def test_IDN_14_an_authenticator_is_added_and_asked_for(site: Site, browser: Browser) -> None:
    chair = sign_in(site, browser)
    chair.page.goto(f"{site.base}/account")
    chair.follow("Add an authenticator")
    chair.page.get_by_text("The camera does not work").click()
    secret = chair.page.locator(".secret").inner_text().replace(" ", "").upper()
    chair.page.fill("#code", pyotp.TOTP(secret).now())
    chair.press("Turn it on")
    chair.sees("Keep your recovery codes")
    codes = chair.page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    chair.follow("I have kept them")
    chair.sees("You have 10 recovery codes left")
    chair.press("Sign out")
    again = sign_in(site, browser, "/meetings/new")
    again.sees("Type your code")
    again.page.fill("#code", "000000")
    again.press("Sign in")
    again.sees("That code does not fit")
    again.page.fill("#code", codes[0])
    again.press("Sign in")
    expect(again.page).to_have_url(f"{site.base}/meetings/new")
    again.page.goto(f"{site.base}/account")
    again.page.get_by_text("Turn it off").click()
    again.page.fill("#password", site.links["chair"]["password"])
    again.press("Turn the second step off")
    again.sees("Signing in no longer asks for a code.")


def test_IDN_17_a_pin_is_made_read_out_and_asked_for(site: Site, browser: Browser) -> None:
    chair = sign_in(site, browser)
    dean = site.links["people"]["dean"]
    at = f"{site.base}/meetings/{site.links['meeting']}/people/{dean['participant']}"
    chair.page.goto(at)
    chair.press("Make a PIN")
    digits = chair.page.locator(".pin").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", digits)
    phone = Person(browser, PHONE)
    phone.page.goto(dean["url"])
    phone.page.fill("#pin", "000 000" if digits != "000 000" else "111 111")
    phone.press(re.compile("^Yes, I am"))
    phone.sees("That PIN does not fit")
    phone.page.fill("#pin", digits)
    phone.press(re.compile("^Yes, I am"))
    phone.sees("knows you are here")
    phone.sees("New here?")
