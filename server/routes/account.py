"""My account: the password, the second step, and where else I am signed in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import SecondStep, Staff
from server.identity.second_step import address_of, in_fours
from server.identity.values import SignedIn
from server.routes import words
from server.routes.cookies import STAFF_COOKIE, cookie, set_cookie
from server.routes.forms import Form
from server.routes.guards import HalfVisit, StaffVisit
from server.routes.invitations import square
from server.routes.pages import go_to, page
from server.routes.parts import parts_of
from server.routes.sign_in import own_page

HERE = "/account"
STEP_HERE = "/account/second-step"
STEP_FIRST = "/sign-in/second-step"
DONE = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "sessions": "You are signed out everywhere else.",
    "off": "Signing in no longer asks for a code.",
}
"""What the page says after a form, by the word in its address."""


async def show(request: Request, visit: StaffVisit) -> Response:
    """My account."""
    return await _account_page(request, visit.staff, {})


async def _account_page(request: Request, staff: Staff, errors: dict[str, str]) -> Response:
    parts, token = parts_of(request), cookie(request, STAFF_COOKIE)
    others = await parts.accounts.sessions.others(staff.id, token, parts.now())
    return page(
        request,
        "account.html",
        staff=staff,
        here="account",
        local=bool(staff.password_hash),
        second_step=await parts.second_steps.is_on(staff),
        required=parts.accounts.second_step_required,
        codes_left=await parts.second_steps.codes_left(staff),
        others=[f"{words.day_of(one.made_at)}, {words.clock_time(one.made_at)}" for one in others],
        done=DONE.get(request.query_params.get("done", ""), ""),
        errors=errors,
    )


async def change_password(request: Request, visit: StaffVisit, form: Form) -> Response:
    """A new password for whoever knows the old one; every other browser is signed out."""
    parts, new = parts_of(request), form.exact("new")
    if new != form.exact("again"):
        return await _account_page(request, visit.staff, {"again": "Type the same password twice"})
    accounts, now = parts.accounts, parts.now()
    changed = await accounts.change_password(visit.staff, form.exact("old"), new, now)
    if not isinstance(changed, SignedIn):
        field = "old" if changed == "bad_password" else "new"
        return await _account_page(request, visit.staff, {field: parts.catalogue.say(changed)})
    parts.rooms.look_again(visit.staff.id)
    response = go_to(request, f"{HERE}?done=password")
    set_cookie(request, response, STAFF_COOKIE, changed.token)
    return response


async def end_others(request: Request, visit: StaffVisit, _: Form) -> Response:
    """Sign out everywhere but here."""
    parts, token = parts_of(request), cookie(request, STAFF_COOKIE)
    await parts.accounts.end_others(visit.staff, token, parts.now())
    parts.rooms.look_again(visit.staff.id)
    return go_to(request, f"{HERE}?done=sessions")


async def show_step(request: Request, visit: StaffVisit) -> Response:
    """The square and the secret to put into an authenticator."""
    parts = parts_of(request)
    step = await parts.second_steps.begin(visit.staff, parts.now())
    if step is None:
        return go_to(request, HERE)
    return _step_page(request, visit.staff, step, {}, whole=True)


async def confirm_step(request: Request, visit: StaffVisit, form: Form) -> Response:
    """The first code: from now on signing in asks for one."""
    return await _confirm(request, visit.staff, form, HERE, whole=True)


async def remove_step(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Sign in without a code again; for whoever knows the password, where a council allows it."""
    parts = parts_of(request)
    if parts.accounts.second_step_required:
        errors = {"off": "Your council asks everybody for a code"}
        return await _account_page(request, visit.staff, errors)
    if not await parts.accounts.is_own_password(visit.staff, form.exact("password"), parts.now()):
        errors = {"password": parts.catalogue.say("bad_password")}
        return await _account_page(request, visit.staff, errors)
    await parts.second_steps.remove(visit.staff, parts.now())
    return go_to(request, f"{HERE}?done=off")


async def show_first_step(request: Request, visit: HalfVisit) -> Response:
    """The same for somebody who cannot come in before they have one."""
    if visit.session.needs != "second_step":
        return go_to(request, "/sign-in/code")
    parts = parts_of(request)
    step = await parts.second_steps.begin(visit.staff, parts.now())
    if step is None:
        return go_to(request, "/sign-in")
    return _step_page(request, visit.staff, step, {}, whole=False)


async def confirm_first_step(request: Request, visit: HalfVisit, form: Form) -> Response:
    """The first code makes the session whole."""
    if visit.session.needs != "second_step":
        return go_to(request, "/sign-in/code")
    return await _confirm(request, visit.staff, form, own_page(form.get("next")), whole=False)


async def _confirm(request: Request, staff: Staff, form: Form, to: str, *, whole: bool) -> Response:
    parts, now = parts_of(request), parts_of(request).now()
    codes = await parts.second_steps.confirm(staff, form.get("code"), now)
    if isinstance(codes, str):
        step = await parts.second_steps.begin(staff, now)
        if step is None:
            return go_to(request, HERE)
        errors = {"code": parts.catalogue.say(codes)}
        return _step_page(request, staff, step, errors, whole=whole)
    response = page(
        request,
        "recovery.html",
        staff=staff if whole else None,
        here="account",
        codes=codes,
        to=to or "/meetings",
    )
    token = cookie(request, STAFF_COOKIE)
    half = await parts.accounts.sessions.half(token, now)
    if half is not None:
        made = await parts.second_steps.made(token, half, staff, now)
        set_cookie(request, response, STAFF_COOKIE, made.token)
    return response


def _step_page(
    request: Request, staff: Staff, step: SecondStep, errors: dict[str, str], *, whole: bool
) -> Response:
    """The square and the secret; the page has no menu for whoever is not in yet."""
    address = address_of(step, staff, parts_of(request).settings.council)
    return page(
        request,
        "second_step.html",
        staff=staff if whole else None,
        here="account",
        square=square(address),
        secret=in_fours(step.secret.lower()).replace("-", " "),
        address=STEP_HERE if whole else STEP_FIRST,
        values={"next": own_page(request.query_params.get("next", ""))},
        errors=errors,
    )
