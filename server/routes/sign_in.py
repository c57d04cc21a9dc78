"""Signing in and out with an account: a password, and a code for whoever has a second step."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.identity.values import SignedIn
from server.routes.cookies import STAFF_COOKIE, cookie, drop_cookie, set_cookie
from server.routes.forms import Form, Reader
from server.routes.guards import Anyone, HalfVisit
from server.routes.pages import go_to, guarded, page
from server.routes.parts import parts_of

OWN_PAGE = re.compile(r"/(?:meetings|records|governance|accounts|account|m)(?:/[A-Za-z0-9_.-]+)*")
HOME = "/meetings"
STEPS = {"code": "/sign-in/code", "second_step": "/sign-in/second-step"}
"""Where a session goes that still needs something."""


async def home(request: Request, visit: Anyone) -> Response:
    """The front door: my meetings, or sign in."""
    return go_to(request, HOME if visit.staff else "/sign-in")


async def show(request: Request, visit: Anyone) -> Response:
    """The sign-in page. It asks nothing of guests: their links are their key."""
    if visit.staff is not None:
        return go_to(request, own_page(request.query_params.get("next", "")) or HOME)
    done = request.query_params.get("done", "")
    return sign_in_page(request, own_page(request.query_params.get("next", "")), done=done)


def sign_in_page(
    request: Request,
    to: str,
    *,
    email: str = "",
    errors: dict[str, str] | None = None,
    done: str = "",
) -> Response:
    """The page, with what went wrong or was just done."""
    council = parts_of(request).council is not None
    return page(
        request,
        "sign_in.html",
        values={"email": email, "next": to},
        errors=errors or {},
        council=f"/sign-in/council?{urlencode({'next': to})}" if council else "",
        done=DONE.get(done, ""),
        bye=council and done == "out",
    )


DONE = {
    "out": "You are signed out.",
    "password": "Your password is set. Sign in with it.",
}
"""What the page says after a form, by the word in its address."""


async def sign_in(request: Request, _: Anyone, form: Form) -> Response:
    """Check the email and the password."""
    parts, answers = parts_of(request), Reader(form)
    to = own_page(form.get("next"))
    email = answers.text("email", "Work email", most=254, missing="Enter your work email")
    password = form.exact("password")
    if not password:
        answers.wrong("password", "Enter your password")
    if answers.errors:
        return sign_in_page(request, to, email=email, errors=answers.errors)
    address = request.client.host if request.client else ""
    signed_in = await parts.accounts.sign_in(email, password, address, parts.now())
    if not isinstance(signed_in, SignedIn):
        errors = {"email": parts.catalogue.say(signed_in)}
        return sign_in_page(request, to, email=email, errors=errors)
    return await enter(request, signed_in, to)


async def enter(request: Request, signed_in: SignedIn, to: str) -> Response:
    """Give the browser its new session, and send it where it still has to go, or wanted to.

    Whatever session it had before ends: nobody goes on under a token that was there already.
    """
    parts = parts_of(request)
    if before := cookie(request, STAFF_COOKIE):
        await parts.accounts.sessions.end(before, parts.now())
    step = STEPS.get(signed_in.session.needs, "")
    more = f"?{urlencode({'next': to})}" if to else ""
    response = go_to(request, f"{step}{more}" if step else to or HOME)
    set_cookie(request, response, STAFF_COOKIE, signed_in.token)
    return response


async def show_code(request: Request, visit: HalfVisit) -> Response:
    """Ask for the code of the authenticator."""
    if visit.session.needs != "code":
        return go_to(request, STEPS[visit.session.needs])
    return _code_page(request, own_page(request.query_params.get("next", "")), {})


async def give_code(request: Request, visit: HalfVisit, form: Form) -> Response:
    """Take the code, or one for when the authenticator is lost."""
    parts, to = parts_of(request), own_page(form.get("next"))
    passed = await parts.second_steps.pass_on(visit.token, form.get("code"), parts.now())
    if passed == "sign_in_over":
        return sign_in_page(request, to, errors={"email": parts.catalogue.say(passed)})
    if not isinstance(passed, SignedIn):
        return _code_page(request, to, {"code": parts.catalogue.say(passed)})
    return await enter(request, passed, to)


def _code_page(request: Request, to: str, errors: dict[str, str]) -> Response:
    return page(request, "code.html", values={"next": to}, errors=errors)


async def sign_out(request: Request, visit: Anyone, _: Form) -> Response:
    """End the session on the server with its open boards, and take the cookie back (IDN-1)."""
    parts = parts_of(request)
    if token := cookie(request, STAFF_COOKIE):
        await parts.accounts.sign_out(token, parts.now())
    if visit.staff is not None:
        parts.rooms.look_again(visit.staff.id)
    response = go_to(request, "/sign-in?done=out")
    drop_cookie(request, response, STAFF_COOKIE)
    # What this browser keeps of our pages: nobody brings them back with its Back button.
    response.headers["clear-site-data"] = '"cache"'
    return response


async def session_state(request: Request, _: Anyone) -> Response:
    """Whether this browser is signed in, for its other pages to ask; it is not using a session."""
    parts, token = parts_of(request), cookie(request, STAFF_COOKIE)
    is_in = bool(token) and await parts.accounts.sessions.is_live(token, parts.now())
    response = JSONResponse({"signed_in": is_in})
    guarded(request, response)
    return response


def own_page(address: str) -> str:
    """The address when it is a page of ours, else "": nobody is sent elsewhere (WEB-3)."""
    return address if OWN_PAGE.fullmatch(address) and "/.." not in address else ""
