"""Signing in and out."""

from __future__ import annotations

from tests.routes.office import PASSWORD, Conference, Seen

EMAIL = "ruth@ashmoor.example"


def test_the_front_door_leads_to_sign_in_and_then_to_my_meetings(conference: Conference) -> None:
    browser = conference.browser
    assert browser.get("/").headers["location"] == "/sign-in"
    browser.sign_in(EMAIL)
    assert browser.get("/").headers["location"] == "/meetings"
    assert browser.get("/sign-in").headers["location"] == "/meetings"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(conference: Conference) -> None:
    answer = conference.browser.send("/sign-in", {"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("threefold_staff=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_WEB_7_a_wrong_password_comes_back_with_the_email(conference: Conference) -> None:
    answer = conference.browser.send("/sign-in", {"email": EMAIL, "password": "not this one"})
    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert "not this one" not in answer.text
    assert "#email" in Seen(answer.text).links


def test_a_password_is_taken_as_it_was_typed(conference: Conference) -> None:
    answer = conference.browser.send("/sign-in", {"email": EMAIL, "password": f" {PASSWORD}"})
    assert answer.status_code == 422


def test_signing_out_ends_the_session_on_the_server(conference: Conference) -> None:
    browser = conference.browser
    browser.sign_in(EMAIL)
    token = browser.client.cookies["threefold_staff"]
    assert (
        browser.send("/sign-out", {}, start="/meetings").headers["location"] == "/sign-in?done=out"
    )
    other = conference.another_browser()
    other.client.cookies.set("threefold_staff", token)
    assert other.get("/meetings").status_code == 303


def test_sign_in_stops_after_too_many_tries(conference: Conference) -> None:
    answers = {"email": EMAIL, "password": "a guess"}
    for _ in range(5):
        assert "do not match" in Seen(conference.browser.send("/sign-in", answers).text).text
    late = conference.browser.send("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert late.status_code == 422
    assert "Too many tries" in Seen(late.text).text
