"""Attacks through what a request says of its way here: Host, and every forwarded header."""

from __future__ import annotations

import pytest

from tests.routes.office import ORIGIN, Conference, Seen

EMAIL = "ruth@ashmoor.example"
FORGED = {
    "host": "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-server": "evil.example",
    "x-original-url": "/meetings",
    "x-rewrite-url": "/meetings",
    "forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "x-http-method-override": "POST",
}


@pytest.mark.parametrize("header", FORGED)
def test_WEB_9_a_forged_header_changes_no_link_and_opens_no_page(
    chaired: Conference, header: str
) -> None:
    forged = {header: FORGED[header]}
    person = chaired.people["Kerry"].id
    answer = chaired.browser.send(
        f"{chaired.at}/people/{person}/link", {}, start=f"{chaired.at}/people", headers=forged
    )
    assert f"{ORIGIN}/join/" in answer.text
    assert "evil" not in answer.text
    stranger = chaired.another_browser().get("/meetings", headers=forged)
    assert stranger.headers["location"] == "/sign-in?next=%2Fmeetings"


def test_forged_forwarded_headers_buy_no_more_tries(conference: Conference) -> None:
    browser = conference.browser
    for n in range(5):
        forged = {"x-forwarded-for": f"203.0.113.{n}", "x-real-ip": f"203.0.113.{n}"}
        browser.send("/sign-in", {"email": EMAIL, "password": "a guess"}, headers=forged)
    late = {"x-forwarded-for": "198.51.100.1", "forwarded": "for=198.51.100.1"}
    answer = browser.send("/sign-in", {"email": EMAIL, "password": "a guess"}, headers=late)
    assert "Too many tries" in Seen(answer.text).text
    guesses = [
        browser.get(f"/join/guess{n}", headers={"x-forwarded-for": f"203.0.113.{n}"})
        for n in range(61)
    ]
    assert [guess.status_code for guess in guesses] == [404] * 60 + [429]


def test_a_method_nobody_offers_does_nothing(chaired: Conference) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS"):
        answer = chaired.browser.client.request(method, f"{chaired.at}/people")
        assert answer.status_code in (404, 405)
        assert "Marlow" not in answer.text
