"""The command line: python -m server serve, migrate, run, demo, staff, verify, backup, keys."""

from __future__ import annotations

import argparse
import asyncio
import errno
import getpass
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import uvicorn

from server.contract.catalogue import load_catalogue
from server.contract.values import Millis, StaffRole
from server.demo import Links, make_demo, write_links
from server.identity.accounts import Accounts
from server.identity.passwords import Passwords
from server.identity.values import StaffDetails
from server.keeping import (
    Broken,
    Unknown,
    check_everything,
    check_meeting,
    copy,
    restore_keys,
    rotate,
)
from server.serving import collect_less, listen, make_room, serving
from server.settings import Settings, SettingsError, read_settings
from server.storage.faults import StorageFault
from server.storage.migrate import migrate
from server.storage.store import SqlStore

BROKEN = 1
"""Exit code when a check found something changed; the sentence on stderr says what."""
CANNOT = 2
"""Exit code when a plain sentence on stderr says why nothing was done."""


class Unable(Exception):
    """The command cannot be carried out; the message says why in a plain sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    asked = parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], None] = asked.command
        command(asked)
    except Broken as broken:
        print(broken, file=sys.stderr)
        return BROKEN
    except (Unable, Unknown, SettingsError, StorageFault) as refusal:
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
    check = _command(commands, "verify", verify, "check that nothing stored was changed")
    check.add_argument(
        "meeting", metavar="MEETING", nargs="?", default="",
        help="id of one meeting, as in its address; else the audit trail and every meeting",
    )  # fmt: skip
    spare = _command(commands, "backup", back_up, "copy an SQLite database that is in use")
    spare.add_argument("file", type=Path, metavar="FILE", help="the copy; keys go to FILE.keys")
    keys = commands.add_parser("keys", help="the keys that meetings are encrypted with")
    doings = keys.add_subparsers(required=True, metavar="ACTION")
    _command(doings, "rotate", rotate_keys, "change the master key; stop the server first")
    back = _command(doings, "restore", put_back, "give a copy that was put back its keys")
    back.add_argument("file", type=Path, metavar="FILE", help="the newest .keys file")
    staff = commands.add_parser("staff", help="accounts of chairs and minute takers")
    actions = staff.add_subparsers(required=True, metavar="ACTION")
    add = _command(actions, "add", add_staff, "add an account; asks for the password")
    for name, text in (("email", "work email"), ("name", "full name"), ("title", "job title")):
        add.add_argument(f"--{name}", required=name != "title", default="", help=text)
    add.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
    _roles(add)
    for_what = _command(actions, "roles", change_roles, "say what an account is for")
    for_what.add_argument("--email", required=True, help="work email")
    _roles(for_what)
    _command(actions, "list", list_staff, "list every account")
    return top


def _roles(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--role", action="append", choices=get_args(StaffRole), default=[],
        help="what the account is for; may be given several times",
    )  # fmt: skip


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
        email=asked.email, name=asked.name, title=asked.title, password=_password(asked),
        roles=tuple(asked.role),
    )  # fmt: skip
    code = asyncio.run(_add_staff(settings, details))
    if code is not None:
        raise Unable(load_catalogue().say(code))
    print(f"{details.email} can sign in now.")


def change_roles(asked: argparse.Namespace) -> None:
    """Say what an account is for."""
    code = asyncio.run(_change_roles(_settings(asked), asked.email, tuple(asked.role)))
    if code is not None:
        raise Unable(load_catalogue().say(code))
    print(f"{asked.email}: {', '.join(asked.role) or 'no role'}.")


def list_staff(asked: argparse.Namespace) -> None:
    """List every account: email, name, title."""
    for email, name, title in asyncio.run(_all_staff(_settings(asked))):
        print(f"{email}\t{name}\t{title}")


def verify(asked: argparse.Namespace) -> None:
    """Check a meeting's log, and its record when it has one; or all there is."""
    settings = _settings(asked)
    one = check_meeting(settings, asked.meeting) if asked.meeting else check_everything(settings)
    print(asyncio.run(one))


def back_up(asked: argparse.Namespace) -> None:
    """Copy the database."""
    print(asyncio.run(copy(_settings(asked), asked.file.absolute())))


def rotate_keys(asked: argparse.Namespace) -> None:
    """Change the master key."""
    print(asyncio.run(rotate(_settings(asked))))


def put_back(asked: argparse.Namespace) -> None:
    """Give a copy its keys."""
    print(asyncio.run(restore_keys(_settings(asked), asked.file.absolute())))


def _settings(asked: argparse.Namespace, port: int | None = None) -> Settings:
    return read_settings(os.environ, asked.data, asked.port if port is None else port)


def _open_door(asked: argparse.Namespace) -> tuple[Settings, socket.socket]:
    """The settings, and a socket that listens already: a busy port is found before all else."""
    settings = _settings(asked)
    try:
        door = listen(settings.host, settings.port)
    except OSError as error:
        raise Unable(_why_not(settings, error)) from error
    if settings.port == 0:  # any free port, as tests want it
        settings = _settings(asked, door.getsockname()[1])
    return settings, door


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
    make_room()
    server = uvicorn.Server(serving(create_app(settings), settings))
    collect_less()
    with suppress(KeyboardInterrupt):  # Ctrl+C is how people stop it
        server.run(sockets=[door])
    if not server.started:
        raise Unable("Threefold could not start. What it wrote above says why.")


async def _check(settings: Settings) -> None:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    await store.close()


async def _add_staff(settings: Settings, details: StaffDetails) -> str | None:
    await migrate(settings.database_url)
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        accounts = Accounts(store, Passwords())
        added = await accounts.add_staff(details, _now())
    finally:
        await store.close()
    return added if isinstance(added, str) else None


async def _change_roles(settings: Settings, email: str, roles: tuple[StaffRole, ...]) -> str | None:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        accounts = Accounts(store, Passwords())
        changed = await accounts.set_roles(email, roles, _now())
    finally:
        await store.close()
    return changed if isinstance(changed, str) else None


async def _all_staff(settings: Settings) -> list[tuple[str, str, str]]:
    store = await SqlStore.open(settings.database_url, settings.master_key)
    try:
        everyone = await store.people.all_staff()
    finally:
        await store.close()
    return [(staff.email, staff.name, staff.title) for staff in everyone]


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
