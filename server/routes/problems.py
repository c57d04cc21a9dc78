"""Pages that say no, in the same furniture as the rest: 403, 404, 405, 413, 500."""

from __future__ import annotations

from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from server.contract.values import Staff
from server.routes.pages import page

logger = structlog.get_logger("pages")

ASK = "If you were sent a link, ask the person who invited you for a new one."
PLAIN = {
    400: ("That could not be read", "Go back and send it again."),
    403: ("You cannot open this page", f"It belongs to somebody else. {ASK}"),
    404: ("We cannot find that page", f"If you typed the address, check it. {ASK}"),
    405: ("That page works another way", "Go back and use the buttons on the page."),
    413: ("That was too long", "Go back and send less at once."),
    500: ("Something went wrong", "What was saved is safe. Try again in a minute."),
}
EXPIRED = (
    "The page was open too long",
    "Nothing was changed. Go back, check your answers and send them again.",
)


def problem(request: Request, status: int, *, staff: Staff | None = None) -> Response:
    """A page with the plain sentence of a status."""
    heading, words = PLAIN.get(status, PLAIN[500 if status >= 500 else 400])
    return said(request, status, heading, words, staff=staff)


def said(
    request: Request,
    status: int,
    heading: str,
    words: str,
    *,
    back: str = "",
    staff: Staff | None = None,
) -> Response:
    """A page that says what happened and what to do."""
    return page(
        request, "problem.html", status=status, heading=heading, words=words, back=back, staff=staff
    )


async def on_refusal(request: Request, refusal: Exception) -> Response:
    """Starlette's own refusals: no such page, no such method."""
    status = refusal.status_code if isinstance(refusal, HTTPException) else 500
    answer = problem(request, status)
    if isinstance(refusal, HTTPException) and refusal.headers:
        answer.headers.update(refusal.headers)
    return answer


async def on_fault(request: Request, fault: Exception) -> Response:
    """A fault of ours: logged without any words of people, shown as a plain page."""
    # The path of a personal link is its secret.
    path = "/join/…" if request.url.path.startswith("/join/") else request.url.path
    logger.error("page_failed", path=path, fault=type(fault).__name__)
    return problem(request, 500)


def handlers() -> dict[Any, ExceptionHandler]:
    """What Starlette shows for its own refusals, and for our faults."""
    return {HTTPException: on_refusal, Exception: on_fault}
