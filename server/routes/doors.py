"""Every page there is: its address, who may open it, and what answers. One line a door."""

from __future__ import annotations

from typing import Any, TypeAlias

from starlette.routing import Route

from server.routes import (
    account,
    accounts,
    children,
    closing,
    council,
    files,
    history,
    invitations,
    join,
    meetings,
    people,
    records,
    retention,
    setup,
    sign_in,
    subject_access,
    surface,
)
from server.routes import governance as trail
from server.routes.guards import (
    Act,
    Show,
    administrator,
    anyone,
    chair,
    governance,
    half_way,
    historian,
    in_meeting,
    office,
    person,
    staff,
    unseen,
)

Door: TypeAlias = Show[Any] | Act[Any]

SIGNING_IN = "nobody is signed in yet"
WELCOME = "the secret in the address is the key, and it only sets one password, once"
LINK = "the secret in the address is the key, and it only leads to the lobby"
ONE = "/meetings/{meeting}"
STEP = "/meetings/{meeting}/set-up"
CHILD = "/meetings/{meeting}/set-up/children"
PERSON = "/meetings/{meeting}/people/{person}"

DOORS: tuple[Door, ...] = (
    Show("/", anyone, sign_in.home, why="it only sends people on"),
    Show("/sign-in", anyone, sign_in.show, why=SIGNING_IN),
    Act("/sign-in", anyone, sign_in.sign_in, why=SIGNING_IN),
    Show("/sign-in/code", half_way, sign_in.show_code),
    Act("/sign-in/code", half_way, sign_in.give_code),
    Show("/sign-in/second-step", half_way, account.show_first_step),
    Act("/sign-in/second-step", half_way, account.confirm_first_step),
    Show("/sign-in/council", anyone, council.begin, why=SIGNING_IN),
    Show("/sign-in/council/back", anyone, council.back, why=SIGNING_IN),
    Show("/sign-out/council", anyone, council.leave, why="it only leads to the council's page"),
    Act("/sign-out", anyone, sign_in.sign_out, why="it only ends one's own session"),
    Show("/session", unseen, sign_in.session_state, why="it says yes or no of one's own cookie"),
    Show("/welcome/{token}", anyone, accounts.show_welcome, why=WELCOME),
    Act("/welcome/{token}", anyone, accounts.use_welcome, why=WELCOME),
    Show("/account", staff, account.show),
    Act("/account/password", staff, account.change_password),
    Act("/account/sessions", staff, account.end_others),
    Show("/account/second-step", staff, account.show_step),
    Act("/account/second-step", staff, account.confirm_step),
    Act("/account/second-step/off", staff, account.remove_step),
    Show("/accounts", administrator, accounts.show_list),
    Show("/accounts/new", administrator, accounts.show_new),
    Act("/accounts/new", administrator, accounts.make),
    Show("/accounts/{staff}", administrator, accounts.show_one),
    Act("/accounts/{staff}", administrator, accounts.change),
    Act("/accounts/{staff}/close", administrator, accounts.close),
    Act("/accounts/{staff}/open", administrator, accounts.open_again),
    Act("/accounts/{staff}/reset", administrator, accounts.reset),
    Act("/accounts/{staff}/code", administrator, accounts.remove_code),
    Act("/accounts/{staff}/login", administrator, accounts.join_login),
    Show("/healthz", anyone, files.health, why="monitoring has no account; it says nothing"),
    Show("/static/{name}", anyone, files.static, why="styles and scripts hold no meeting"),
    Show("/join/{token}", anyone, join.show, why=LINK),
    Act("/join/{token}", anyone, join.join, why=LINK),
    Show("/join/{token}/not-me", anyone, join.not_me, why="it says the same to everyone"),
    Show("/meetings", staff, meetings.my_meetings),
    Show("/meetings/new", office, setup.show_type),
    Act("/meetings/new", office, setup.choose_type),
    Show("/meetings/new/{type}", office, setup.show_new),
    Act("/meetings/new/{type}", office, setup.create),
    Show(ONE, in_meeting, meetings.prepare),
    Show(f"{STEP}/check", in_meeting, setup.show_check),
    Act(f"{STEP}/check", in_meeting, setup.finish),
    Show(CHILD, in_meeting, children.show_list),
    Act(CHILD, in_meeting, children.finish_list),
    Show(f"{CHILD}/{{child}}", in_meeting, children.show_child),
    Act(f"{CHILD}/{{child}}", in_meeting, children.save_child),
    Act(f"{CHILD}/{{child}}/remove", in_meeting, children.remove_child),
    Show(f"{STEP}/{{step}}", in_meeting, setup.show_step),
    Act(f"{STEP}/{{step}}", in_meeting, setup.answer_step),
    Show(f"{ONE}/people", in_meeting, people.show_people),
    Act(f"{ONE}/people/cards", in_meeting, invitations.cards),
    Show(PERSON, in_meeting, people.show_person),
    Act(PERSON, in_meeting, people.save_person),
    Act(f"{PERSON}/remove", in_meeting, people.remove_person),
    Act(f"{PERSON}/link", in_meeting, invitations.new_link),
    Act(f"{PERSON}/stop", in_meeting, invitations.stop_link),
    Act(f"{PERSON}/pin", in_meeting, invitations.make_pin),
    Act(f"{PERSON}/pin/drop", in_meeting, invitations.drop_pin),
    Show(f"{ONE}/close", chair, closing.show),
    Act(f"{ONE}/close", chair, closing.end),
    Show(f"{ONE}/close/{{rendition}}", chair, closing.show_copy),
    Show(f"{ONE}/history", historian, history.show_moments),
    Show(f"{ONE}/history/{{seq}}", historian, history.show_board),
    Show("/records/{meeting}/history", historian, history.show_page),
    Show("/records/{meeting}/access", chair, subject_access.show_subjects),
    Show("/records/{meeting}/access/{subject}", chair, subject_access.show),
    Act("/records/{meeting}/access/{subject}", chair, subject_access.make),
    Show("/records/{meeting}", in_meeting, records.show),
    Show("/records/{meeting}/{rendition}.{kind}", in_meeting, records.download),
    Show("/governance/trail", governance, trail.show_trail),
    Show("/governance/trail.csv", governance, trail.download_trail),
    Show("/governance/retention", governance, retention.show_all),
    Show("/governance/retention/{meeting}", governance, retention.show_one),
    Act("/governance/retention/{meeting}/period", governance, retention.change),
    Act("/governance/retention/{meeting}/hold", governance, retention.hold),
    Act("/governance/retention/{meeting}/ask", governance, retention.ask),
    Act("/governance/retention/{meeting}/withdraw", governance, retention.withdraw),
    Act("/governance/retention/{meeting}/destroy", governance, retention.destroy),
    Show("/governance/certificates/{meeting}", governance, retention.show_certificate),
    Show("/m/{meeting}/{person}", person, surface.show),
    Show("/m/{meeting}/{person}/door", person, surface.door),
    Act("/m/{meeting}/{person}/leave", person, surface.leave),
)


def routes() -> list[Route]:
    """Every door as Starlette wants it; the websocket door is not among them."""
    return [door.route() for door in DOORS]
