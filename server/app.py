"""Builds the app: every part made once, and joined here."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256

import msgspec
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from server.contract.catalogue import Limits, load_catalogue
from server.contract.values import Millis
from server.identity.accounts import Accounts
from server.identity.council import CouncilSignIn
from server.identity.invitations import Invitations
from server.identity.lobby import Lobby
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.second_step import SecondSteps
from server.logs import set_up_logs
from server.records.retention import Retention
from server.routes import doors, problems
from server.routes.assets import Assets, read_assets
from server.routes.pages import make_templates
from server.routes.parts import Parts
from server.routes.sockets import Live
from server.settings import Settings
from server.storage.store import SqlStore
from server.sync.rooms import Rooms


def create_app(
    settings: Settings, now: Callable[[], Millis] | None = None, limits: Limits | None = None
) -> Starlette:
    """The whole server; `limits` for others than those of shared/limits.json.

    Raises AssetsMissing when the web pages are not built.
    """
    set_up_logs(settings.log_level)
    clock = now or _now
    assets = read_assets()
    templates = make_templates(assets)
    catalogue = load_catalogue()
    catalogue = msgspec.structs.replace(catalogue, limits=limits or catalogue.limits)
    build = _build(assets)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        store = await SqlStore.open(settings.database_url, settings.master_key)
        accounts = Accounts(store, Passwords(), settings.entry)
        lobby = Lobby(store.people, store.doors, store.audit)
        rooms = Rooms(catalogue, store.log, store.people, lobby, clock, build, store.audit)
        rooms.checkpoint_every = round(1000 * settings.checkpoint_seconds)
        app.state.parts = Parts(
            settings=settings,
            accounts=accounts,
            second_steps=SecondSteps(store, accounts.sessions),
            council=_council(settings, store, accounts),
            meetings=Meetings(store.people, store.doors, store.audit, catalogue.types),
            invitations=Invitations(store),
            lobby=lobby,
            audit=store.audit,
            rooms=rooms,
            records=store.records,
            retention=Retention(store.retention, store.people, store.audit, catalogue.schedule),
            catalogue=catalogue,
            assets=assets,
            templates=templates,
            now=clock,
            build=build,
        )
        try:
            yield
        finally:
            await rooms.close()
            await store.close()

    live = WebSocketRoute("/ws/{meeting}/{scope:path}", Live(catalogue.limits))
    routes = [*doors.routes(), live]
    return Starlette(routes=routes, exception_handlers=problems.handlers(), lifespan=lifespan)


def _build(assets: Assets) -> str:
    """The name of these pages: of another build, it is another."""
    return sha256("".join(sorted(assets.manifest.values())).encode()).hexdigest()[:12]


def _council(settings: Settings, store: SqlStore, accounts: Accounts) -> CouncilSignIn | None:
    """The council's own sign-in, when the settings name its provider."""
    if settings.provider is None:
        return None
    return CouncilSignIn(store, accounts.sessions, settings.provider, settings.secret)


def _now() -> Millis:
    return time.time_ns() // 1_000_000
