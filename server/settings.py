"""The environment, read once into one frozen value. Secrets nobody gave are made and kept."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import msgspec

from server.contract.values import StaffRole
from server.identity.provider import is_safe
from server.identity.values import MINUTE, EntryRules, ProviderDetails

COUNCIL_BACK = "/sign-in/council/back"
"""Where the council's sign-in sends browsers back to: a door of server/routes."""
KEY_BYTES = 32
SECRET_CHARACTERS = 32
LOG_LEVELS = ("debug", "info", "warning", "error")
SWITCH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class SettingsError(Exception):
    """A setting cannot be used. The message is a plain sentence that names it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs from one place to another.

    `origins` are exact ("https://board.example.gov.uk"); the first is the one in links.
    `proxies` are the only ones that may say whose request they pass on: addresses or networks.
    `secret` signs forms; `master_key` (32 bytes) wraps the keys of all meetings.
    `stock_clients` lets programs open a board that are no browser and say no Origin.
    `checkpoint_seconds` pass at least between two checkpoints of a meeting.
    """

    data: Path
    database_url: str
    host: str
    port: int
    origins: tuple[str, ...]
    secret: bytes
    master_key: bytes
    council: str
    contact: str
    secure_cookies: bool
    log_level: str
    proxies: tuple[str, ...] = ()
    checkpoint_seconds: float = 300.0
    stock_clients: bool = False
    idle_minutes: int = 30
    second_step_required: bool = False
    provider: ProviderDetails | None = None
    council_name: str = "Sign in with your council account"

    @property
    def entry(self) -> EntryRules:
        """What the council decided about getting in."""
        return EntryRules(
            idle=self.idle_minutes * MINUTE, second_step_required=self.second_step_required
        )

    def __repr__(self) -> str:
        """Without the secrets: a settings value may end up in a log."""
        return f"Settings(data={str(self.data)!r}, host={self.host!r}, port={self.port})"


def read_settings(
    environment: Mapping[str, str], data: Path | None = None, port: int | None = None
) -> Settings:
    """Read and check every setting. `data` and `port` come from the command line and win.

    Makes the data folder, and the files `secret` and `master.key` in it, unless they are given.
    Raises SettingsError.
    """
    env = {name: value.strip() for name, value in environment.items()}
    if _switch(env, "THREEFOLD_PRODUCTION", usual=False):
        _check_production(env, data or Path(env.get("THREEFOLD_DATA") or "var"))
    data = _folder(data or Path(env.get("THREEFOLD_DATA") or "var"))
    port = _port(env.get("THREEFOLD_PORT") or "8000") if port is None else _in_range(port)
    origins = _origins(env, port)
    return Settings(
        data=data,
        database_url=env.get("THREEFOLD_DATABASE_URL") or f"sqlite:///{data / 'threefold.db'}",
        host=env.get("THREEFOLD_HOST") or "127.0.0.1",
        port=port,
        origins=origins,
        secret=_secret(env, data / "secret"),
        master_key=_master_key(env, data / "master.key"),
        council=env.get("THREEFOLD_COUNCIL") or "",
        contact=env.get("THREEFOLD_CONTACT") or "",
        secure_cookies=_switch(
            env, "THREEFOLD_SECURE_COOKIES", all(each.startswith("https:") for each in origins)
        ),
        log_level=_one_of(env, "THREEFOLD_LOG_LEVEL", LOG_LEVELS, "info"),
        proxies=tuple(_proxy(each) for each in _several(env.get("THREEFOLD_PROXIES"))),
        checkpoint_seconds=_seconds(env.get("THREEFOLD_CHECKPOINT_SECONDS") or "300"),
        stock_clients=_switch(env, "THREEFOLD_STOCK_CLIENTS", usual=False),
        idle_minutes=_idle(env.get("THREEFOLD_IDLE_MINUTES") or "30"),
        second_step_required=_switch(env, "THREEFOLD_SECOND_STEP_REQUIRED", usual=False),
        provider=_provider(env, origins[0]),
    )


def _check_production(env: Mapping[str, str], data: Path) -> None:
    """Nothing that a real council needs is left to chance, or made in silence."""
    origins = _several(env.get("THREEFOLD_ORIGINS"))
    if not origins or not all(each.startswith("https://") for each in origins):
        raise SettingsError(
            "THREEFOLD_PRODUCTION needs THREEFOLD_ORIGINS with https addresses only:"
            " people must reach this server through TLS."
        )
    if not env.get("THREEFOLD_PROXIES"):
        raise SettingsError(
            "THREEFOLD_PRODUCTION needs THREEFOLD_PROXIES: the address of the proxy that does"
            " TLS in front of this server."
        )
    if not _switch(env, "THREEFOLD_SECURE_COOKIES", usual=True):
        raise SettingsError("THREEFOLD_PRODUCTION does not allow THREEFOLD_SECURE_COOKIES=no.")
    for name, file, what in (
        ("THREEFOLD_MASTER_KEY", "master.key", "a master key, and a copy of it kept elsewhere"),
        ("THREEFOLD_SECRET", "secret", "a secret that forms are signed with"),
    ):
        if not env.get(name) and not (data / file).is_file():
            raise SettingsError(
                f"THREEFOLD_PRODUCTION needs {what}: set {name}, or put it into {data / file}."
            )


def _idle(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or not 5 <= int(text) <= 480:
        raise SettingsError("THREEFOLD_IDLE_MINUTES must be a number from 5 to 480.")
    return int(text)


def _provider(env: Mapping[str, str], origin: str) -> ProviderDetails | None:
    """The council's OpenID provider, or None when none is named."""
    issuer = env.get("THREEFOLD_OIDC_ISSUER", "")
    if not issuer:
        return None
    if not is_safe(issuer):
        raise SettingsError("THREEFOLD_OIDC_ISSUER must be an https address.")
    client_id = env.get("THREEFOLD_OIDC_CLIENT_ID", "")
    client_secret = env.get("THREEFOLD_OIDC_CLIENT_SECRET", "")
    if not client_id or not client_secret:
        raise SettingsError(
            "THREEFOLD_OIDC_ISSUER needs THREEFOLD_OIDC_CLIENT_ID and"
            " THREEFOLD_OIDC_CLIENT_SECRET as well."
        )
    return ProviderDetails(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        redirect=f"{origin}{COUNCIL_BACK}",
        tenants=tuple(_several(env.get("THREEFOLD_OIDC_TENANTS"))),
        roles=tuple(_role(each) for each in re.split(r",", env.get("THREEFOLD_OIDC_ROLES", "")))
        if env.get("THREEFOLD_OIDC_ROLES")
        else (),
    )


def _role(text: str) -> tuple[str, StaffRole]:
    theirs, _, ours = (part.strip() for part in text.partition("="))
    for role in get_args(StaffRole):
        if theirs and ours == role:
            return theirs, role
    raise SettingsError(
        f"THREEFOLD_OIDC_ROLES: {text.strip()} is not like CP.Chair=chair."
        f" Ours are {', '.join(get_args(StaffRole))}."
    )


def _folder(path: Path) -> Path:
    path = path.absolute()
    if "?" in str(path):
        raise SettingsError(f"The data folder {path} must have no question mark in its name.")
    try:
        # Not its parents: a mistyped path should be noticed, not made.
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The data folder {path} cannot be made: {_why(error)}."
            " Choose another with THREEFOLD_DATA or --data."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(
            f"The data folder {path} cannot be written."
            " Choose another with THREEFOLD_DATA or --data."
        )
    return path


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or not 0 < int(text) < 65536:
        raise SettingsError("THREEFOLD_PORT must be a number from 1 to 65535.")
    return int(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"\d{1,5}(\.\d{1,3})?", text) or float(text) == 0:
        raise SettingsError("THREEFOLD_CHECKPOINT_SECONDS must be a number from 0.001 to 99999.")
    return float(text)


def _in_range(port: int) -> int:
    # 0 is any free port, as tests want it.
    if not 0 <= port < 65536:
        raise SettingsError("The port must be a number from 1 to 65535.")
    return port


def _origins(env: Mapping[str, str], port: int) -> tuple[str, ...]:
    given = _several(env.get("THREEFOLD_ORIGINS"))
    if not given:
        return (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    return tuple(_origin(each) for each in given)


def _several(text: str | None) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text or "") if each]


def _proxy(text: str) -> str:
    # Not "*": behind it anybody could choose the address that tries are counted for.
    try:
        return str(ip_network(text)) if "/" in text else str(ip_address(text))
    except ValueError:
        raise SettingsError(
            f"THREEFOLD_PROXIES: {text} is not an address such as 10.0.0.5 or 10.0.0.0/24."
        ) from None


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingsError(
            f"THREEFOLD_ORIGINS: {text} is not an address such as https://board.example.gov.uk."
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(f"THREEFOLD_ORIGINS: {text} must end after the name or port.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def _secret(env: Mapping[str, str], path: Path) -> bytes:
    given = env.get("THREEFOLD_SECRET")
    if given is None or given == "":
        return _kept(path, secrets.token_urlsafe(48)).encode()
    if len(given) < SECRET_CHARACTERS:
        raise SettingsError(f"THREEFOLD_SECRET must have at least {SECRET_CHARACTERS} characters.")
    return given.encode()


def new_master_key(environment: Mapping[str, str], data: Path) -> tuple[bytes, Path | None]:
    """The master key to change to, and the file it waits in: None when the environment gives it.

    A key that was made for a change that was broken off is found again. Raises SettingsError.
    """
    given = environment.get("THREEFOLD_NEW_MASTER_KEY", "").strip()
    if given:
        return _key(given, "THREEFOLD_NEW_MASTER_KEY"), None
    if environment.get("THREEFOLD_MASTER_KEY", "").strip():
        raise SettingsError(
            "The master key is given in THREEFOLD_MASTER_KEY: give the new one in"
            " THREEFOLD_NEW_MASTER_KEY."
        )
    path = data / "master.key.new"
    return _key(_kept(path, secrets.token_hex(KEY_BYTES)), f"The file {path}"), path


def _master_key(env: Mapping[str, str], path: Path) -> bytes:
    given = env.get("THREEFOLD_MASTER_KEY")
    text = given or _kept(path, secrets.token_hex(KEY_BYTES))
    return _key(text, "THREEFOLD_MASTER_KEY" if given else f"The file {path}")


def _key(text: str, place: str) -> bytes:
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", text):
        raise SettingsError(f"{place} must hold {2 * KEY_BYTES} characters from 0 to 9 and a to f.")
    return bytes.fromhex(text)


def _kept(path: Path, fresh: str) -> str:
    """What the file holds; when there is none yet it is made, for its owner alone (STO-9)."""
    try:
        if not path.exists():
            _make(path, fresh)
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise SettingsError(f"The file {path} is damaged. Put back the last good copy.") from error
    except OSError as error:
        raise SettingsError(f"The file {path} cannot be used: {_why(error)}.") from error


def _make(path: Path, fresh: str) -> None:
    # Written whole under another name first: a full disk must not leave half a key behind.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        file = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as out:
            out.write(fresh + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A second process may have been quicker: its file stays.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _switch(env: Mapping[str, str], name: str, usual: bool) -> bool:
    text = env.get(name, "").lower()
    if not text:
        return usual
    if text not in SWITCH:
        raise SettingsError(f"{name} must be yes or no.")
    return SWITCH[text]


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], usual: str) -> str:
    text = env.get(name, "").lower() or usual
    if text not in choices:
        raise SettingsError(f"{name} must be one of: {', '.join(choices)}.")
    return text


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
