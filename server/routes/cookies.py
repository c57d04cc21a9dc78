"""The names of the cookies, and how they are set: out of reach of scripts and of other sites."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.routes.parts import parts_of

STAFF_COOKIE = "threefold_staff"
GUEST_COOKIE = "threefold_guest_"
FORM_COOKIE = "threefold_form"
COUNCIL_COOKIE = "threefold_council"
SCREEN_COOKIE = "threefold_screen"
THEME_COOKIE = "threefold_theme"

HOST = "__Host-"
"""Browsers take a name that begins so only over https, from this very host, for all its paths: no
neighbour under the council's domain can plant one (WEB-15)."""


def guest_cookie(participant: str) -> str:
    """The name of one person's cookie: two people may share a laptop."""
    return f"{GUEST_COOKIE}{participant}"


def cookie(connection: HTTPConnection, name: str) -> str:
    """What the browser holds under a name of ours, or ""."""
    return connection.cookies.get(_named(connection, name), "")


def set_cookie(connection: HTTPConnection, response: Response, name: str, token: str) -> None:
    """Keep a token until the browser is closed."""
    response.set_cookie(
        _named(connection, name),
        token,
        httponly=True,
        samesite="lax",
        secure=parts_of(connection).settings.secure_cookies,
        path="/",
    )


def drop_cookie(connection: HTTPConnection, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        _named(connection, name),
        httponly=True,
        samesite="lax",
        secure=parts_of(connection).settings.secure_cookies,
        path="/",
    )


def theme_of(connection: HTTPConnection) -> str:
    """ "dark", "light", or "" for what the device says."""
    chosen = connection.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("dark", "light") else ""


def _named(connection: HTTPConnection, name: str) -> str:
    return f"{HOST}{name}" if parts_of(connection).settings.secure_cookies else name
