"""Accounts of the council, for administrators: the list, making, changing, closing, resetting."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from server.contract.values import Staff, StaffRole
from server.identity.accounts import ROLES
from server.identity.values import Code, NewWelcome, StaffDetails
from server.routes import words
from server.routes.forms import Form, Reader
from server.routes.guards import Anyone, StaffVisit
from server.routes.pages import go_to, page
from server.routes.parts import own_address, parts_of
from server.routes.problems import problem, said

ROLE_WORDS: tuple[tuple[StaffRole, str, str], ...] = (
    ("chair", "Chair", "Sets up and chairs meetings"),
    ("minute_taker", "Minute taker", "Takes minutes in meetings they are invited to"),
    ("administrator", "Administrator", "Looks after accounts; sees no meeting"),
    ("governance", "Information governance", "Reads the audit trail and decides on retention"),
)
OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DONE = {
    "joined": "They can sign in with their council account from now on.",
    "changed": "Changed.",
    "closed": "The account is closed, and signed out everywhere.",
    "opened": "The account is open again.",
    "code": "Signing in no longer asks this person for a code.",
}
"""What a page says after a form, by the word in its address."""


async def show_list(request: Request, visit: StaffVisit) -> Response:
    """Every account: who, what for, and whether it is open."""
    parts = parts_of(request)
    rows = [
        {
            "account": one,
            "roles": role_words(one),
            "code": await parts.second_steps.is_on(one),
            "waits": not one.password_hash and not await parts.accounts.has_login(one),
        }
        for one in await parts.accounts.all_staff()
    ]
    return page(request, "accounts.html", staff=visit.staff, here="accounts", rows=rows)


def role_words(staff: Staff) -> str:
    """What an account is for, in words."""
    roles = staff.roles or ("chair", "minute_taker")
    return ", ".join(name for role, name, _ in ROLE_WORDS if role in roles)


async def show_new(request: Request, visit: StaffVisit) -> Response:
    """An empty page for a new account."""
    return _edit_page(request, visit, None, {}, (), {})


async def make(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Make the account, and show the link with which its owner sets a password."""
    parts, answers = parts_of(request), Reader(form)
    details = _details(answers)
    made: Staff | Code = ""
    if not answers.errors:
        made = await parts.accounts.add_staff(details, parts.now(), visit.staff.id)
        if isinstance(made, str):
            answers.wrong("email", parts.catalogue.say(made))
    if answers.errors or isinstance(made, str):
        values = {"email": details.email, "name": details.name, "title": details.title}
        return _edit_page(request, visit, None, values, details.roles, answers.errors)
    return await _welcome_page(request, visit, made)


async def show_one(request: Request, visit: StaffVisit) -> Response:
    """One account."""
    account = await _account(request)
    if account is None:
        return problem(request, 404, staff=visit.staff)
    values = {"email": account.email, "name": account.name, "title": account.title}
    return await _one_page(request, visit, account, values, account.roles, {})


async def change(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Another name, title or other roles."""
    parts, answers, account = parts_of(request), Reader(form), await _account(request)
    if account is None:
        return problem(request, 404, staff=visit.staff)
    details = _details(answers, account.email)
    if not answers.errors:
        changed = await parts.accounts.change_staff(
            account.id, details, parts.now(), visit.staff.id
        )
        if isinstance(changed, str):
            answers.wrong("name", parts.catalogue.say(changed))
    if answers.errors:
        values = {"email": account.email, "name": details.name, "title": details.title}
        return await _one_page(request, visit, account, values, details.roles, answers.errors)
    return go_to(request, f"/accounts/{account.id}?done=changed")


async def close(request: Request, visit: StaffVisit, _: Form) -> Response:
    """Nobody signs in with it any more, and whoever is in is out at once."""
    return await _disable(request, visit, disabled=True)


async def open_again(request: Request, visit: StaffVisit, _: Form) -> Response:
    """It can be signed in with again."""
    return await _disable(request, visit, disabled=False)


async def _disable(request: Request, visit: StaffVisit, *, disabled: bool) -> Response:
    parts, account = parts_of(request), await _account(request)
    if account is None:
        return problem(request, 404, staff=visit.staff)
    done = await parts.accounts.disable(account.id, parts.now(), visit.staff.id, disabled=disabled)
    if isinstance(done, str):
        return _refused(request, visit, account, done)
    parts.rooms.look_again(account.id)
    return go_to(request, f"/accounts/{account.id}?done={'closed' if disabled else 'opened'}")


async def reset(request: Request, visit: StaffVisit, _: Form) -> Response:
    """The old password goes, and a link is shown with which its owner sets a new one."""
    account = await _account(request)
    if account is None:
        return problem(request, 404, staff=visit.staff)
    if account.id == visit.staff.id:
        return _refused(request, visit, account, "own_account")
    return await _welcome_page(request, visit, account)


async def remove_code(request: Request, visit: StaffVisit, _: Form) -> Response:
    """For somebody who lost both authenticator and recovery codes."""
    parts, account = parts_of(request), await _account(request)
    if account is None:
        return problem(request, 404, staff=visit.staff)
    if account.id == visit.staff.id:
        return _refused(request, visit, account, "own_account")
    await parts.second_steps.remove(account, parts.now(), visit.staff.id)
    return go_to(request, f"/accounts/{account.id}?done=code")


async def join_login(request: Request, visit: StaffVisit, form: Form) -> Response:
    """Let an account come in through the council's own sign-in, by its tenant and object id."""
    parts, account, answers = parts_of(request), await _account(request), Reader(form)
    if account is None or parts.council is None:
        return problem(request, 404, staff=visit.staff)
    ids = {name: form.get(name).lower() for name in ("tenant", "object")}
    for name, value in ids.items():
        if not OBJECT_ID.fullmatch(value):
            answers.wrong(name, "Enter an id like 8f14e45f-ceea-467f-9a1b-0e6d9b2f3c4d")
    if not answers.errors:
        login, now = f"{ids['tenant']}|{ids['object']}", parts.now()
        if await parts.accounts.join_login(account.id, login, now, visit.staff.id):
            return go_to(request, f"/accounts/{account.id}?done=joined")
        answers.wrong("object", "This account or this id is joined already")
    values = {"email": account.email, "name": account.name, "title": account.title, **ids}
    return await _one_page(request, visit, account, values, account.roles, answers.errors)


def _refused(request: Request, visit: StaffVisit, account: Staff, code: Code) -> Response:
    sentence = parts_of(request).catalogue.say(code)
    back = f"/accounts/{account.id}"
    return said(request, 409, "That was not done", sentence, back=back, staff=visit.staff)


async def _welcome_page(request: Request, visit: StaffVisit, account: Staff) -> Response:
    parts = parts_of(request)
    made = await parts.accounts.new_welcome(account.id, parts.now(), visit.staff.id)
    if not isinstance(made, NewWelcome):
        return problem(request, 404, staff=visit.staff)
    parts.rooms.look_again(account.id)
    return page(
        request,
        "account_link.html",
        staff=visit.staff,
        here="accounts",
        account=account,
        address=f"{own_address(request)}/welcome/{made.token}",
        until=words.day_of(made.welcome.expires_at),
    )


async def _account(request: Request) -> Staff | None:
    return await parts_of(request).accounts.staff(request.path_params["staff"])


def _details(answers: Reader, email: str = "") -> StaffDetails:
    email = email or answers.text("email", "Work email", most=254, missing="Enter a work email")
    chosen = answers.form.every("roles")
    if not chosen:
        answers.wrong("roles", "Tick at least one")
    return StaffDetails(
        email=email,
        name=answers.text("name", "The name", missing="Enter a name"),
        title=answers.text("title", "The job title"),
        roles=tuple(role for role, *_ in ROLE_WORDS if role in chosen and role in ROLES),
    )


async def _one_page(
    request: Request,
    visit: StaffVisit,
    account: Staff,
    values: dict[str, str],
    roles: tuple[str, ...],
    errors: dict[str, str],
) -> Response:
    code = await parts_of(request).second_steps.is_on(account)
    joined = await parts_of(request).accounts.has_login(account)
    return _edit_page(request, visit, account, values, roles, errors, code=code, joined=joined)


def _edit_page(
    request: Request,
    visit: StaffVisit,
    account: Staff | None,
    values: dict[str, str],
    roles: tuple[str, ...],
    errors: dict[str, str],
    *,
    code: bool = False,
    joined: bool = False,
) -> Response:
    usual = ("chair", "minute_taker") if account is not None and not errors else ()
    return page(
        request,
        "account_edit.html",
        staff=visit.staff,
        here="accounts",
        account=account,
        own=account is not None and account.id == visit.staff.id,
        code=code,
        joins=account is not None and parts_of(request).council is not None and not joined,
        roles=ROLE_WORDS,
        chosen=roles or usual,
        done=DONE.get(request.query_params.get("done", ""), ""),
        values=values,
        errors=errors,
    )


async def show_welcome(request: Request, _: Anyone) -> Response:
    """The page behind a welcome: whose account, and two boxes for a password."""
    return await _set_page(request, {})


async def _set_page(request: Request, errors: dict[str, str]) -> Response:
    parts = parts_of(request)
    found = await parts.accounts.look(request.path_params["token"], parts.now())
    if isinstance(found, str):
        say = parts.catalogue.say(found)
        return page(
            request, "shut.html", status=410, heading="This link does not work", say=say, chip=None
        )
    return page(request, "welcome.html", account=found, address=request.url.path, errors=errors)


async def use_welcome(request: Request, _: Anyone, form: Form) -> Response:
    """Set the password; the link is used up."""
    parts, password = parts_of(request), form.exact("password")
    if password != form.exact("again"):
        return await _set_page(request, {"again": "Type the same password twice"})
    token = request.path_params["token"]
    done = await parts.accounts.use_welcome(token, password, parts.now())
    if isinstance(done, Staff):
        return go_to(request, "/sign-in?done=password")
    return await _set_page(request, {"password": parts.catalogue.say(done)})
