"""Renders a page: the templates, the headers that every page carries, and its form mark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.routes import csrf
from server.routes.assets import Assets
from server.routes.cookies import FORM_COOKIE, STAFF_COOKIE, cookie, set_cookie, theme_of
from server.routes.parts import parts_of
from server.routes.words import FILTERS

TEMPLATES = Path(__file__).parent / "templates"
HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?")


class Typed(dict[str, str]):
    """What a form shows again; "" for a field that nobody has filled in."""

    def __missing__(self, name: str) -> str:
        return ""


def make_templates(assets: Assets) -> jinja2.Environment:
    """The page templates. A name that a template misspells is a fault, not an empty place."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    env.globals.update(asset=assets.address, needs=assets.needs, icon=assets.icon)
    return env


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a template with its form mark and headers. Wrong answers make the status 422."""
    parts = parts_of(request)
    seed = form_seed(request)
    fresh = "" if seed else csrf.new_seed()
    shared = {
        "settings": parts.settings,
        "staff": None,
        "here": "",
        "theme": theme_of(request),
        "csrf": csrf.mark(parts.settings.secret, seed or fresh),
        "errors": {},
        **context,
        "values": Typed(context.get("values") or {}),
    }
    html = parts.templates.get_template(template).render(shared)
    response = HTMLResponse(html, 422 if shared["errors"] else status)
    if fresh:
        set_cookie(request, response, FORM_COOKIE, fresh)
    guarded(request, response)
    return response


def form_seed(request: Request) -> str:
    """What this browser's form marks are made from: its session, or a cookie made for forms."""
    return cookie(request, STAFF_COOKIE) or cookie(request, FORM_COOKIE)


def go_to(request: Request, address: str) -> Response:
    """Send the browser on to one of our own pages after it sent something."""
    response = RedirectResponse(address, 303)
    guarded(request, response)
    return response


def guarded(request: Request, response: Response) -> None:
    """Add the headers of every page: nothing from elsewhere, nothing kept, no frames (WEB-1)."""
    response.headers.update(
        {
            "content-security-policy": policy(request.headers.get("host", "")),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
            "cache-control": "no-store",
        }
    )
    if parts_of(request).settings.secure_cookies:  # people reach us over https, and only so
        response.headers["strict-transport-security"] = "max-age=63072000"


def policy(host: str) -> str:
    """The content security policy. Old Safaris do not count websockets as 'self'."""
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self'{sockets}; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
