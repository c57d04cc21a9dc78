"""The names of the cookies, and how they are set: out of reach of scripts and of other sites."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

STAFF_COOKIE = "threefold_staff"
GUEST_COOKIE = "threefold_guest_"
THEME_COOKIE = "threefold_theme"


def guest_cookie(participant: str) -> str:
    """The name of one person's cookie: two people may share a laptop."""
    return f"{GUEST_COOKIE}{participant}"


def set_cookie(response: Response, name: str, token: str, *, secure: bool) -> None:
    """Keep a token until the browser is closed."""
    response.set_cookie(name, token, httponly=True, samesite="lax", secure=secure, path="/")


def drop_cookie(response: Response, name: str, *, secure: bool) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, httponly=True, samesite="lax", secure=secure, path="/")


def theme_of(connection: HTTPConnection) -> str:
    """ "dark", "light", or "" for what the device says."""
    chosen = connection.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("dark", "light") else ""
