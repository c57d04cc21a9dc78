"""What the pages are made of and work with: one frozen value, at app.state.parts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import jinja2
from starlette.requests import HTTPConnection

from server.contract.catalogue import Catalogue
from server.contract.values import Millis
from server.identity.accounts import Accounts
from server.identity.council import CouncilSignIn
from server.identity.invitations import Invitations
from server.identity.lobby import Lobby
from server.identity.meetings import Meetings
from server.identity.ports import Audit
from server.identity.second_step import SecondSteps
from server.records.ports import RecordStore
from server.records.retention import Retention
from server.routes.assets import Assets
from server.sync.rooms import Rooms


class Settings(Protocol):
    """What the pages read of the settings (server/settings.py fits this shape)."""

    @property
    def council(self) -> str:
        """The council's name, "" for none."""

    @property
    def contact(self) -> str:
        """The telephone number of the office, "" for none."""

    @property
    def origins(self) -> Collection[str]:
        """Addresses this server is reached at, like https://board.example; the first is its own."""

    @property
    def secure_cookies(self) -> bool:
        """True when browsers reach us over https only."""

    @property
    def secret(self) -> bytes:
        """What form marks are made with."""

    @property
    def stock_clients(self) -> bool:
        """Whether programs that are no browser, and say no Origin, may open a board."""

    @property
    def idle_minutes(self) -> int:
        """How long staff may do nothing before they are signed out."""

    @property
    def council_name(self) -> str:
        """What the button of the council's own sign-in says."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a page may use. `now` is the clock, `build` the name of this build."""

    settings: Settings
    accounts: Accounts
    second_steps: SecondSteps
    council: CouncilSignIn | None
    meetings: Meetings
    invitations: Invitations
    lobby: Lobby
    audit: Audit
    rooms: Rooms
    records: RecordStore
    retention: Retention
    catalogue: Catalogue
    assets: Assets
    templates: jinja2.Environment
    now: Callable[[], Millis]
    build: str

    def holidays(self, type_id: str) -> frozenset[str]:
        """The bank holidays that a type of meeting counts by, each YYYY-MM-DD."""
        return self.catalogue.holidays(self.catalogue.types[type_id]["nation"])


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the app that this request came to."""
    parts: Parts = connection.app.state.parts
    return parts


def own_address(connection: HTTPConnection) -> str:
    """The start of every link that leaves this server: never what a Host header alone claims."""
    origins = tuple(parts_of(connection).settings.origins)
    asked = f"{connection.url.scheme}://{connection.url.netloc}"
    return asked if asked in origins or not origins else origins[0]
