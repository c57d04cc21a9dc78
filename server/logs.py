"""What the server says of itself: one line an event, and never anybody's words."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict

from server.storage.faults import StorageFault

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def set_up_logs(level: str) -> None:
    """Once, before anything is logged. `level` is a key of LEVELS."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *_: Lines(),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutWords())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class Lines(structlog.PrintLogger):
    """Lines on the standard output. One that finds no room, on a disk as full as the log's, is
    lost: saying that something could not be stored must not stand in the way of saying so to the
    people in the room (SYN-10).
    """

    def msg(self, message: str) -> None:
        """One line."""
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = error = critical = fatal = failure = err = msg
    exception = msg


def without_words(logger: object, method: str, event: EventDict) -> EventDict:
    """In place of a traceback, the kind and the place of a fault (SYN-15)."""
    found = event.pop("exc_info", None)
    error = found if isinstance(found, BaseException) else sys.exc_info()[1] if found else None
    return event if error is None else {**event, "fault": places_of(error)}


class WithoutWords(logging.Formatter):
    """The same for what uvicorn and asyncio say."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The first line: below it asyncio shows values."""
        first = record.getMessage().partition("\n")[0]
        return f"{record.levelname.lower()} {record.name}: {first}"

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """The fault without its message."""
        return "" if ei[1] is None else places_of(ei[1])


def places_of(error: BaseException) -> str:
    """Kind and place of a fault and of what led to it; its message may hold what people typed."""
    return "; from ".join(_place_of(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        else:
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames)
    return f"{type(error).__name__}{_why(error)} at {places or 'no place'}"


def _why(error: BaseException) -> str:
    if isinstance(error, StorageFault):  # our own plain sentences
        return f" ({error})"
    return f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
