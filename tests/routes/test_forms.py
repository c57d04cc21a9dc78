"""Reading forms at the door."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlencode

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from server.routes.forms import (
    FORM_BYTES,
    FORM_FIELDS,
    Form,
    FormRefused,
    Reader,
    boxes_of,
    parse_date,
    parse_form,
    parse_time,
    read_form,
    tidy,
)
from tests.routes.office import Conference


@given(st.binary(max_size=300))
def test_WEB_12_any_bytes_are_a_form_or_are_refused(body: bytes) -> None:
    try:
        form = parse_form(body)
    except FormRefused:
        return
    assert all(isinstance(value, str) for _, value in form.pairs)


async def slow_body() -> dict[str, object]:
    """Two bytes at once, and the rest never."""
    await anyio.sleep(0.01)
    return {"type": "http.request", "body": b"a=", "more_body": True}


@pytest.mark.anyio
async def test_WEB_12_a_form_that_never_ends_is_not_waited_for() -> None:
    request = Request({"type": "http", "method": "POST", "headers": []}, slow_body)
    with pytest.raises(FormRefused) as refused:
        await read_form(request, within=0.1)
    assert refused.value.status == 408


def test_WEB_12_a_form_has_at_most_400_fields() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * FORM_FIELDS)).pairs) == FORM_FIELDS
    with pytest.raises(FormRefused):
        parse_form(b"&".join([b"a=1"] * (FORM_FIELDS + 1)))


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_what_is_typed_is_what_is_read_but_tidied(answers: dict[str, str]) -> None:
    try:
        form = parse_form(urlencode(answers, errors="surrogatepass").encode())
    except (FormRefused, UnicodeEncodeError):
        return
    for name, typed in answers.items():
        assert form.exact(name) == typed
        assert form.get(name) == tidy(typed)


@given(st.text())
def test_tidied_words_are_plain_and_stay_as_they_are(words: str) -> None:
    once = tidy(words)
    assert tidy(once) == once
    assert once == once.strip()
    assert not [char for char in once if unicodedata.category(char) == "Cc" and char != "\n"]


def test_WEB_12_a_form_is_no_longer_than_64_kilobytes(conference: Conference) -> None:
    send = conference.browser.client.post
    for size, status in ((FORM_BYTES - 100, 403), (FORM_BYTES + 1, 413)):
        assert send("/sign-in", data={"email": "x" * size}).status_code == status
    assert send("/sign-in", json={"email": "x"}).status_code == 400
    assert send("/sign-in", files={"email": b"x"}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("10am", "10:00"),
        ("10 am", "10:00"),
        ("2.30pm", "14:30"),
        ("2:30 PM", "14:30"),
        ("12pm", "12:00"),
        ("12am", "00:00"),
        ("14:30", "14:30"),
        ("9.05", "09:05"),
        ("10", ""),
        ("25:00", ""),
        ("13pm", ""),
        ("9:75", ""),
        ("soon", ""),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, time: str) -> None:
    assert parse_time(typed) == time


@given(st.dates())
def test_a_date_shown_in_boxes_reads_back_the_same(on: object) -> None:
    boxes = boxes_of("on", str(on))
    found = parse_date(boxes["on-day"], boxes["on-month"], boxes["on-year"])
    assert str(found) == str(on)


@given(st.text(max_size=5), st.text(max_size=9), st.text(max_size=5))
def test_any_boxes_are_a_date_or_none(day: str, month: str, year: str) -> None:
    found = parse_date(day, month, year)
    assert found is None or found.year == int(year)


def test_the_name_of_a_month_will_do() -> None:
    assert str(parse_date("4", "June", "2025")) == "2025-06-04"
    assert str(parse_date("4", "jun", "2025")) == "2025-06-04"


def test_the_first_problem_of_a_field_is_the_one_that_is_said() -> None:
    answers = Reader(Form())
    answers.wrong("name", "Enter a name")
    answers.wrong("name", "Something else")
    assert answers.errors == {"name": "Enter a name"}
