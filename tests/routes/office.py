"""A whole Office in memory: real pages, real rooms, real identity; only the disk is missing."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from argon2 import PasswordHasher
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient

from server.contract.catalogue import load_catalogue
from server.contract.lib0 import Reader, var_string
from server.contract.values import Child, Meeting, Participant, Staff, StaffRole, Value
from server.identity.accounts import Accounts
from server.identity.council import CouncilSignIn
from server.identity.invitations import Invitations
from server.identity.lobby import Lobby
from server.identity.meetings import Meetings
from server.identity.passwords import Passwords
from server.identity.second_step import SecondSteps
from server.identity.values import MeetingDetails, NewLink, PersonDetails, StaffDetails
from server.records.retention import Retention
from server.routes import doors, problems
from server.routes.assets import LICENCES, Assets, StaticFile
from server.routes.pages import make_templates
from server.routes.parts import Parts
from server.routes.sockets import Live
from server.storage.memory import MemoryLog, MemoryStore
from server.sync.rooms import Rooms

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue()
ORIGIN = "http://testserver"
PASSWORD = "a long made-up sentence"
NINE_ON_4_JUNE = 1_749_024_000_000  # 4 June 2025, 9 am in London

T = TypeVar("T")


class Settings(Value, frozen=True, kw_only=True):
    """Settings of a server that is nowhere."""

    council: str = "Ashmoor County Council"
    contact: str = "01632 960417"
    origins: tuple[str, ...] = (ORIGIN,)
    secure_cookies: bool = False
    secret: bytes = b"a secret of thirty-two characters"
    stock_clients: bool = False
    idle_minutes: int = 30
    council_name: str = ""


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = NINE_ON_4_JUNE

    def __call__(self) -> int:
        self.now += 1
        return self.now


def some_assets() -> Assets:
    """Built files of our own: the pages only need their names."""
    names = (ROOT / "web/icons.txt").read_text().split("\n")
    icons = {name: Markup('<svg class="i"></svg>') for name in names if name and name[0] != "#"}
    pages = ("office", "desk", "wall", "companion")
    manifest = {f"{page}.{kind}": f"{page}-4F2K.{kind}" for page in pages for kind in ("css", "js")}
    files = {
        name: StaticFile(b"/* " + name.encode() + b" */", "text/css", b"", b"")
        for name in manifest.values()
    }
    files[LICENCES] = StaticFile(b"ISC", "text/plain", b"", b"")
    return Assets(manifest=manifest, preloads={}, icons=icons, files=files)


class Office:
    """The server, and what a test asks of it."""

    def __init__(self, log: MemoryLog | None = None, settings: Settings | None = None) -> None:
        self.store = MemoryStore()
        self.store.log = log or self.store.log
        self.clock = Clock()
        self.settings = settings or Settings()
        self.council: CouncilSignIn | None = None
        store, clock = self.store, self.clock
        self.accounts = Accounts(
            store,
            Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        )
        self.meetings = Meetings(store.people, store.doors, store.audit, CATALOGUE.types)
        self.invitations = Invitations(store)
        self.lobby = Lobby(store.people, store.doors, store.audit)
        self.rooms = Rooms(
            CATALOGUE, store.log, store.people, self.lobby, clock, "test", store.audit
        )
        self.retention = Retention(store.retention, store.people, store.audit, CATALOGUE.schedule)
        self.app = Starlette(
            routes=[*doors.routes(), WebSocketRoute("/ws/{meeting}/{scope:path}", Live())],
            exception_handlers=problems.handlers(),
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        assets = some_assets()
        app.state.parts = Parts(
            settings=self.settings,
            accounts=self.accounts,
            second_steps=SecondSteps(self.store, self.accounts.sessions),
            council=self.council,
            meetings=self.meetings,
            invitations=self.invitations,
            lobby=self.lobby,
            audit=self.store.audit,
            rooms=self.rooms,
            records=self.store.records,
            retention=self.retention,
            catalogue=CATALOGUE,
            assets=assets,
            templates=make_templates(assets),
            now=self.clock,
            build="test",
        )
        yield
        await self.rooms.close()


class Browser:
    """A browser with its own cookies, on a running office."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def run(self, work: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        """Do something on the server's own loop."""
        assert self.client.portal is not None
        return self.client.portal.call(work, *arguments)

    def get(self, address: str, **more: Any) -> httpx2.Response:
        return self.client.get(address, follow_redirects=False, **more)

    def open(self, address: str) -> httpx2.Response:
        """Get a page, whatever it takes to get there."""
        return self.client.get(address, follow_redirects=True)

    def send(
        self, address: str, answers: dict[str, Any], *, start: str = "", **more: Any
    ) -> httpx2.Response:
        """Send a form with the mark that the page at `start` holds."""
        data = {"csrf": mark_of(self.open(start or address)), **answers}
        return self.client.post(address, data=data, follow_redirects=False, **more)

    def sign_in(self, email: str) -> None:
        answers = {"email": email, "password": PASSWORD}
        assert self.send("/sign-in", answers).status_code == 303


class Conference:
    """An office with two accounts and one meeting of today, and its people by first name."""

    def __init__(self, office: Office, client: TestClient) -> None:
        self.office = office
        self.browser = Browser(client)
        self.meeting_id = ""
        self.people: dict[str, Participant] = {}
        self.browser.run(self._set_up)

    async def _set_up(self) -> None:
        office, now = self.office, self.office.clock()
        ruth = await self._staff("Ruth Adeyemi", "ruth@ashmoor.example")
        joan = await self._staff("Joan Baines", "joan@ashmoor.example")
        await self._staff("Other Chair", "other@ashmoor.example")
        details = MeetingDetails(
            on="2025-06-04",
            starts="10:00",
            venue="Harbour House",
            mode="hybrid",
            reference="MC-118",
            strategy_on="2025-05-14",
        )
        meeting = await office.meetings.create(ruth, details, now)
        assert isinstance(meeting, Meeting)
        self.meeting_id = meeting.id
        for first, born in (("Ellie", "2018-02-14"), ("Tom", "2023-03-09")):
            child = Child(id="", first_name=first, name=f"{first} Marlow", born=born)
            assert not isinstance(await office.meetings.add_child(meeting.id, child), str)
        for person in (
            PersonDetails(name="Joan Baines", role="minute_taker", staff=joan.id),
            PersonDetails(name="Kerry Marlow", role="parent", relation="mum"),
            PersonDetails(
                name="Hannah Pike", role="social_worker", agency="Children's social care"
            ),
            PersonDetails(name="Mark Ellison", role="agency", agency="Police"),
            PersonDetails(name="Beth Hughes", role="agency", agency="School"),
        ):
            added = await office.meetings.add_person(meeting.id, person, office.clock())
            assert isinstance(added, Participant), added
        everyone = await office.meetings.people(meeting.id)
        self.people = {person.name.split()[0]: person for person in everyone}
        self.people["Wall"] = next(person for person in everyone if person.role == "wall")

    async def _staff(self, name: str, email: str) -> Staff:
        details = StaffDetails(email=email, name=name, password=PASSWORD)
        staff = await self.office.accounts.add_staff(details, self.office.clock())
        assert isinstance(staff, Staff), staff
        return staff

    def give_role(self, email: str, *roles: StaffRole) -> None:
        """Say what an account is for."""
        now = self.office.clock()
        changed = self.browser.run(self.office.accounts.set_roles, email, roles, now)
        assert isinstance(changed, Staff), changed

    @property
    def at(self) -> str:
        """The address of the meeting's pages."""
        return f"/meetings/{self.meeting_id}"

    def seat(self, name: str) -> str:
        """The address of one person's own page."""
        return f"/m/{self.meeting_id}/{self.people[name].id}"

    def another_browser(self) -> Browser:
        """Somebody else's browser on the same server."""
        base = str(self.browser.client.base_url)
        client = TestClient(self.office.app, base_url=base)
        client.portal = self.browser.client.portal
        return Browser(client)

    def link(self, name: str) -> str:
        """A new link of a person, as an address."""
        person = self.people[name].id
        made = self.browser.run(self.office.invitations.new_link, person, self.office.clock())
        assert isinstance(made, NewLink), made
        return f"/join/{made.token}"

    def guest(self, name: str, *, admitted: bool = True) -> Browser:
        """Somebody who opened their link, and was let in."""
        browser = self.another_browser()
        assert browser.send(self.link(name), {}).status_code == 303
        if admitted:
            person = self.people[name].id
            browser.run(self.office.lobby.admit, person, self.office.clock())
        return browser

    def meet(self) -> None:
        """The chair opens the meeting and decides all that must be decided."""
        assert self.browser.open(self.seat("Ruth")).status_code == 200
        children = self.browser.run(self.office.meetings.meeting, self.meeting_id)
        assert children is not None
        outcome = {"outcome": "cpp", "categories": ["emotional"], "participation": "PN5"}
        dates = {"core_group_on": "2025-06-12", "review_on": "2025-09-02"}
        self.command("Ruth", *(
            {"op": "set", "item": f"decision-{child.id}", "fields": outcome}
            for child in children.children
        ))  # fmt: skip
        self.command(
            "Ruth",
            {"op": "set", "item": "dates", "fields": dates},
            {"op": "set", "item": "quorum", "fields": {"enough": "yes"}},
            {
                "op": "add",
                "item": "row-00000001",
                "kind": "row",
                "texts": {"what": "Takes Ellie to school each day"},
            },
            {
                "op": "add",
                "item": "card-00000001",
                "kind": "card",
                "section": "complicating",
                "scope": "professionals",
                "texts": {"": "A bail condition ends on 4 July"},
            },
        )

    def command(self, name: str, *commands: dict[str, Any]) -> None:
        """Somebody's board sends commands, and none is refused."""
        for command in commands:
            assert self.ask(name, command) == ""

    def ask(self, name: str, command: dict[str, Any]) -> str:
        """Somebody's board sends a command: the code of its refusal, or ""."""
        address = f"/ws/{self.meeting_id}/room?as={self.people[name].id}"
        with self.browser.client.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
            key = f"test-{self.office.clock()}"
            socket.send_bytes(bytes([100]) + var_string(json.dumps({"id": key, **command})))
            reply = _reply(socket.receive_bytes)
            return "" if reply["ok"] else str(reply["refusal"]["code"])

    def read_family_copy(self) -> None:
        """The chair reads what the family will get."""
        assert self.browser.get(f"{self.at}/close/family").status_code == 200

    def end(self) -> httpx2.Response:
        """The chair presses End meeting."""
        return self.browser.send(f"{self.at}/close", {})


def _reply(receive: Callable[[], bytes]) -> dict[str, Any]:
    while True:
        reader = Reader(receive())
        if reader.var_uint() == 100:
            reply: dict[str, Any] = json.loads(reader.var_string())
            return reply


@contextmanager
def a_conference(
    log: MemoryLog | None = None, settings: Settings | None = None, base: str = ORIGIN
) -> Iterator[Conference]:
    """An office that is running, with its conference."""
    office = Office(log, settings)
    with TestClient(office.app, base_url=base, raise_server_exceptions=True) as client:
        yield Conference(office, client)


def mark_of(response: httpx2.Response) -> str:
    """The form mark of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', response.text)
    assert found, f"{response.url} has no form: {response.text[:200]}"
    return found[1]


class Seen(HTMLParser):
    """What a test asks of a page: ids, links, fields, inline scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.inline: list[str] = []
        self.words: list[str] = []
        self.typed: dict[str, str] = {}
        self.described: dict[str, list[str]] = {}
        self._tag = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "input" and given.get("id"):
            self.typed[str(given["id"])] = given.get("value") or ""
            self.described[str(given["id"])] = (given.get("aria-describedby") or "").split()
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and not given.get("src") and not data):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._tag not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words of the page in one line."""
        return " ".join(" ".join(self.words).split())
