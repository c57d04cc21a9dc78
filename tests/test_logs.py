"""What the server logs of a fault, and what it keeps to itself."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from starlette.requests import Request
from structlog.testing import capture_logs

from server.logs import Lines, WithoutWords, places_of, without_words
from server.routes.problems import on_fault
from server.storage.faults import LogFailed
from tests.routes.office import Conference, Office, a_conference

WORDS = "Dean punched the door"


@pytest.fixture
def conference() -> Iterator[Conference]:
    with a_conference() as running:
        yield running


def fall_over(words: str) -> None:
    card = {"words": words}
    try:
        raise KeyError(card["words"])
    except KeyError as error:
        raise ValueError(f"cannot read {words}") from error


def a_fault() -> Exception:
    try:
        fall_over(WORDS)
    except ValueError as error:
        return error
    raise AssertionError


def test_SYN_15_a_fault_is_told_by_its_kind_and_place_alone() -> None:
    told = places_of(a_fault())
    assert told.startswith("ValueError at test_logs.py:")
    assert "from KeyError at test_logs.py:" in told
    assert "fall_over" in told
    assert "Dean" not in told


def test_SYN_15_what_the_room_logs_holds_no_words() -> None:
    out = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.PrintLogger(out), processors=[without_words, structlog.processors.JSONRenderer()]
    )
    try:
        fall_over(WORDS)
    except ValueError:
        logger.exception("command_failed", op="add")
    line = json.loads(out.getvalue())
    assert (line["event"], line["op"]) == ("command_failed", "add")
    assert "fall_over" in line["fault"]
    assert "Dean" not in out.getvalue()


def test_SYN_15_what_uvicorn_and_asyncio_log_holds_no_words() -> None:
    fault = a_fault()

    message = f"Task exception was never retrieved\nfuture: <Task exception={fault!r}>"
    told = (type(fault), fault, fault.__traceback__)
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, message, (), told)
    line = WithoutWords().format(record)
    assert line.startswith("error asyncio: Task exception was never retrieved\nValueError at")
    assert "Dean" not in line


def test_a_fault_of_storage_says_what_the_person_who_runs_it_can_do() -> None:
    fault = ExceptionGroup("many", [LogFailed("The disk is full. Make room and start again.")])
    assert "LogFailed (The disk is full. Make room and start again.)" in places_of(fault)
    assert "OSError (No space left on device)" in places_of(OSError(28, "No space left on device"))


async def a_broken_page(office: Office, path: str) -> None:
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "app": office.app}
    answer = await on_fault(Request({**scope, "query_string": b""}), a_fault())
    assert answer.status_code == 500
    assert b"Dean" not in answer.body


def test_SYN_15_a_personal_link_is_not_logged(conference: Conference) -> None:
    with capture_logs() as lines:
        conference.browser.run(a_broken_page, conference.office, "/join/a-secret-token")
        conference.browser.run(a_broken_page, conference.office, "/meetings/m_1/people")
    assert [line["path"] for line in lines] == ["/join/…", "/meetings/m_1/people"]
    assert "secret" not in str(lines)


def test_SYN_10_a_line_that_finds_no_room_stops_nothing() -> None:
    full = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115 - closing it fails, too
    logger = Lines(full)
    for say in (logger.msg, logger.error, logger.exception, logger.info):
        say("a line")
    with pytest.raises(OSError, match="No space"):
        full.close()
