"""The command line: python -m server serve, migrate, run, demo, staff, verify."""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import getpass
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn

from server.contract.catalogue import load_catalogue
from server.contract.values import Millis
from server.demo import Links, make_demo, write_links
from server.identity.accounts import Accounts
from server.identity.passwords import Passwords
from server.identity.values import StaffDetails
from server.records.check import what_is_wrong
from server.records.close import fingerprint
from server.routes.line import Line
from server.settings import Settings, SettingsError, read_settings
from server.storage.faults import StorageFault
from server.storage.migrate import migrate
from server.storage.store import SqlStore

CANNOT = 2
"""Exit code when a plain sentence on stderr says why nothing was done."""
GRACE_SECONDS = 3
COLLECT_AFTER = 20_000, 20, 20
"""Objects made before the garbage collector looks for cycles; Python's own 700 is for scripts."""


class Unable(Exception):
    """The command cannot be carried out; the message says why in a plain sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    asked = parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], None] = asked.command
        command(asked)
    except (Unable, SettingsError, StorageFault) as refusal:
        print(refusal, file=sys.stderr)
        return CANNOT
    except OSError as error:
        print(f"That did not work: {error.strerror or error}.", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command and its options."""
    top = argparse.ArgumentParser(prog="python -m server", description="Threefold's server.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "serve", serve, "serve the board; the database must be up to date")
    _command(commands, "migrate", bring_up_to_date, "bring the database up to date")
    _command(commands, "run", run, "bring up to date, make an invented meeting if empty, serve")
    demo = _command(commands, "demo", make_invented, "make the invented meeting, or find it again")
    demo.add_argument("--links", type=Path, metavar="FILE", help="write its links there as JSON")
    check = _command(commands, "verify", verify, "check that a meeting's log and record are intact")
    check.add_argument("meeting", metavar="MEETING", help="id of the meeting, as in its address")
    staff = commands.add_parser("staff", help="accounts of chairs and minute takers")
    actions = staff.add_subparsers(required=True, metavar="ACTION")
    add = _command(actions, "add", add_staff, "add an account; asks for the password")
    for name, text in (("email", "work email"), ("name", "full name"), ("title", "job title")):
        add.add_argument(f"--{name}", required=name != "title", default="", help=text)
    add.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
    _command(actions, "list", list_staff, "list every account")
    return top


def _command(
    commands: Any, name: str, command: Callable[[argparse.Namespace], None], text: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    made.add_argument("--data", type=Path, help="data folder (THREEFOLD_DATA)")
    made.add_argument("--port", type=int, help="port (THREEFOLD_PORT)")
    made.set_defaults(command=command)
    return made


def serve(asked: argparse.Namespace) -> None:
    """Serve until stopped."""
    settings, door = _open_door(asked)
    with door:
        asyncio.run(_check(settings))
        _say(settings, None)
        _serve(settings, door)


def run(asked: argparse.Namespace) -> None:
    """Everything a first look needs: migrate, invent a meeting, say how to get in, serve."""
    settings, door = _open_door(asked)
    with door:
        asyncio.run(migrate(settings.database_url))
        links = asyncio.run(make_demo(settings, _now(), only_if_empty=True))
        _say(settings, links)
        _serve(settings, door)


def bring_up_to_date(asked: argparse.Namespace) -> None:
    """Migrate."""
    asyncio.run(migrate(_settings(asked).database_url))
    print("The database is up to date.")


def make_invented(asked: argparse.Namespace) -> None:
    """Make the invented meeting and write or print its links."""
    settings = _settings(asked)
    asyncio.run(migrate(settings.database_url))
    links = asyncio.run(make_demo(settings, _now()))
    if links is None:
        raise Unable("The invented meeting was not made.")
    if asked.links is None:
        _say(settings, links)
        return
    write_links(asked.links.absolute(), links)
    print(f"The links of the invented meeting are in {asked.links}.")


def add_staff(asked: argparse.Namespace) -> None:
    """Add an account."""
    settings = _settings(asked)
    details = StaffDetails(
        email=asked.email, name=asked.name, title=asked.title, password=_password(asked)
    )
    code = asyncio.run(_add_staff(settings, details))
    if code is not None:
        raise Unable(load_catalogue().say(code))
    print(f"{details.email} can sign in now.")


def list_staff(asked: argparse.Namespace) -> None:
    """List every account: email, name, title."""
    for email, name, title in asyncio.run(_all_staff(_settings(asked))):
        print(f"{email}\t{name}\t{title}")


def verify(asked: argparse.Namespace) -> None:
    """Check a meeting's log, and its record when it has one."""
    print(asyncio.run(_verify(_settings(asked), asked.meeting)))


def _settings(asked: argparse.Namespace, port: int | None = None) -> Settings:
    return read_settings(os.environ, asked.data, asked.port if port is None else port)


def _open_door(asked: argparse.Namespace) -> tuple[Settings, socket.socket]:
    """The settings, and a socket that listens already: a busy port is found before all else."""
    settings = _settings(asked)
    try:
        door = _listen(settings.host, settings.port)
    except OSError as error:
        raise Unable(_why_not(settings, error)) from error
    if settings.port == 0:  # any free port, as tests want it
        settings = _settings(asked, door.getsockname()[1])
    return settings, door


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(2048)
        door.set_inheritable(True)
    except BaseException:
        door.close()
        raise
    return door


def _why_not(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use. Stop what uses it, or choose another port."
    if error.errno == errno.EACCES:
        return f"Port {settings.port} is not for ordinary users. Choose one above 1023."
    return (
        f"{settings.host} cannot be listened on: {error.strerror or error}. Check THREEFOLD_HOST."
    )


def _serve(settings: Settings, door: socket.socket) -> None:
    from server.app import create_app  # the other commands do without the pages

    # uvicorn says what goes wrong; what it would say about each request is nobody's business.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    server = uvicorn.Server(serving(create_app(settings), settings))
    gc.freeze()  # the modules are there for good: looking through them again and again is a tenth
    gc.set_threshold(*COLLECT_AFTER)  # of a busy server's time
    with suppress(KeyboardInterrupt):  # Ctrl+C is how people stop it
        server.run(sockets=[door])
    if not server.started:
        raise Unable("Threefold could not start. What it wrote above says why.")


def serving(app: Any, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the app."""
    return uvicorn.Config(
        app,
        ws=Line,
        ws_per_message_deflate=False,
        ws_max_size=2 * load_catalogue().limits.frame_bytes,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        # uvicorn would believe any proxy on this machine, and FORWARDED_ALLOW_IPS: IDN-3 counts
        # by address, so only proxies that were named may say whose request they pass on.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        server_header=False,
        log_config=None,
    )


async def _check(settings: Settings) -> None:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    await store.close()


async def _add_staff(settings: Settings, details: StaffDetails) -> str | None:
    await migrate(settings.database_url)
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        accounts = Accounts(store.people, store.doors, store.audit, Passwords())
        added = await accounts.add_staff(details, _now())
    finally:
        await store.close()
    return added if isinstance(added, str) else None


async def _all_staff(settings: Settings) -> list[tuple[str, str, str]]:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        everyone = await store.people.all_staff()
    finally:
        await store.close()
    return [(staff.email, staff.name, staff.title) for staff in everyone]


async def _verify(settings: Settings, meeting: str) -> str:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        known = await store.people.meeting(meeting)
        log, record = await store.log.read(meeting), await store.records.load(meeting)
    finally:
        await store.close()
    if known is None and not log and record is None:
        raise Unable(f"There is no meeting {meeting} here.")
    if wrong := what_is_wrong(log, record):
        raise Unable(wrong)
    if record is not None:
        return f"Nothing was changed: {len(log)} entries and the record {fingerprint(record)} hold."
    return f"Nothing was changed: {len(log)} entries hold, and no record is sealed yet."


def _password(asked: argparse.Namespace) -> str:
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise Unable("The two passwords are not the same.")
    return password


def _say(settings: Settings, links: Links | None) -> None:
    """Say where the board is and, for the invented meeting, how to get in."""
    print(f"Threefold is at {settings.origins[0]}")
    if links is not None:
        for line in _ways_in(links):
            print(line)
    sys.stdout.flush()


def _ways_in(links: Links) -> list[str]:
    desks = [links["chair"], links["minute_taker"]]
    guests = [*links["people"].values(), links["wall"]]
    lines = ["", f"An invented meeting is ready. Sign in at {links['chair']['url']}"]
    for desk, part in zip(desks, ("chair", "minute taker"), strict=True):
        lines.append(f"  {desk['name']}, {part}")
        lines.append(f"    email     {desk['email']}")
        lines.append(f"    password  {desk['password']}")
    lines.append("Each of the others opens a link of their own, and the chair lets them in:")
    for guest in guests:
        who = ", ".join(part for part in (guest["name"], guest["relation"]) if part)
        lines.append(f"  {who:<32}{guest['url'] or 'no device: others enter for them'}")
    return [*lines, ""]


def _now() -> Millis:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
