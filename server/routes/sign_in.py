"""Signing in and out with a council account."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from server.identity.values import SignedIn
from server.routes.cookies import STAFF_COOKIE, drop_cookie, set_cookie
from server.routes.forms import Form, Reader
from server.routes.guards import Anyone
from server.routes.pages import go_to, page
from server.routes.parts import parts_of

OWN_PAGE = re.compile(r"/(?:meetings|records|governance|m)(?:/[A-Za-z0-9_.-]+)*")
HOME = "/meetings"


async def home(request: Request, visit: Anyone) -> Response:
    """The front door: my meetings, or sign in."""
    return go_to(request, HOME if visit.staff else "/sign-in")


async def show(request: Request, visit: Anyone) -> Response:
    """The sign-in page. It asks nothing of guests: their links are their key."""
    if visit.staff is not None:
        return go_to(request, HOME)
    values = {"next": own_page(request.query_params.get("next", ""))}
    return page(request, "sign_in.html", values=values)


async def sign_in(request: Request, _: Anyone, form: Form) -> Response:
    """Check the email and the password."""
    parts, answers = parts_of(request), Reader(form)
    email = answers.text("email", "Work email", most=254, missing="Enter your work email")
    password = form.exact("password")
    if not password:
        answers.wrong("password", "Enter your password")
    if answers.errors:
        return _again(request, email, form, answers.errors)
    address = request.client.host if request.client else ""
    signed_in = await parts.accounts.sign_in(email, password, address, parts.now())
    if not isinstance(signed_in, SignedIn):
        return _again(request, email, form, {"email": parts.catalogue.say(signed_in)})
    response = go_to(request, own_page(form.get("next")) or HOME)
    secure = parts.settings.secure_cookies
    set_cookie(response, STAFF_COOKIE, signed_in.token, secure=secure)
    return response


def _again(request: Request, email: str, form: Form, errors: dict[str, str]) -> Response:
    values = {"email": email, "next": own_page(form.get("next"))}
    return page(request, "sign_in.html", values=values, errors=errors)


async def sign_out(request: Request, visit: Anyone, _: Form) -> Response:
    """End the session on the server with its open boards, and take the cookie back (IDN-1)."""
    parts = parts_of(request)
    if token := request.cookies.get(STAFF_COOKIE):
        await parts.accounts.sign_out(token, parts.now())
    if visit.staff is not None:
        parts.rooms.look_again(visit.staff.id)
    response = go_to(request, "/sign-in")
    drop_cookie(response, STAFF_COOKIE, secure=parts.settings.secure_cookies)
    return response


def own_page(address: str) -> str:
    """The address when it is a page of ours, else "": nobody is sent elsewhere (WEB-3)."""
    return address if OWN_PAGE.fullmatch(address) and "/.." not in address else ""
