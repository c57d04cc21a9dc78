"""Signing in with the council's own account: there, and back again."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import Response

from server.identity.council import CouncilSignIn
from server.identity.provider import ProviderFault
from server.identity.values import SignedIn
from server.routes.cookies import COUNCIL_COOKIE, cookie, drop_cookie, set_cookie
from server.routes.guards import Anyone
from server.routes.pages import go_to
from server.routes.parts import own_address, parts_of
from server.routes.problems import problem
from server.routes.sign_in import enter, own_page, sign_in_page

logger = structlog.get_logger("council")


async def begin(request: Request, _: Anyone) -> Response:
    """Send the browser to the council's page, with a ticket to come back with."""
    council = parts_of(request).council
    if council is None:
        return problem(request, 404)
    to = own_page(request.query_params.get("next", ""))
    try:
        errand = await council.begin(parts_of(request).now())
    except ProviderFault as fault:
        return _sorry(request, fault.code, to, fault)
    response = go_to(request, errand.address)
    # Where to go afterwards stays in this browser; coming back, it is looked at again.
    set_cookie(request, response, COUNCIL_COOKIE, f"{errand.ticket}:{to}")
    return response


async def back(request: Request, _: Anyone) -> Response:
    """Whoever comes back from the council's page is signed in, or told why not."""
    council = parts_of(request).council
    if council is None:
        return problem(request, 404)
    ticket, _colon, to = cookie(request, COUNCIL_COOKIE).partition(":")
    response = await _finish(request, council, ticket, own_page(to))
    drop_cookie(request, response, COUNCIL_COOKIE)
    return response


async def _finish(request: Request, council: CouncilSignIn, ticket: str, to: str) -> Response:
    parts, told = parts_of(request), request.query_params
    if "error" in told or "code" not in told:  # they pressed Cancel there, or may not come here
        return _sorry(request, "council_refused", to, None)
    try:
        signed_in = await council.finish(ticket, told.get("state", ""), told["code"], parts.now())
    except ProviderFault as fault:
        return _sorry(request, fault.code, to, fault)
    if not isinstance(signed_in, SignedIn):
        return _sorry(request, signed_in, to, None)
    return await enter(request, signed_in, to)


async def leave(request: Request, _: Anyone) -> Response:
    """On to the council's page that signs out there too."""
    parts = parts_of(request)
    if parts.council is None:
        return problem(request, 404)
    bye = await parts.council.farewell(f"{own_address(request)}/sign-in", parts.now())
    return go_to(request, bye or "/sign-in?done=out")


def _sorry(request: Request, code: str, to: str, fault: ProviderFault | None) -> Response:
    if fault is not None:
        logger.warning("council_sign_in", code=code, why=str(fault))
    errors = {"council": parts_of(request).catalogue.say(code)}
    return sign_in_page(request, to, errors=errors)
