"""Whose word about the address of a browser the server believes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.serving import serving
from server.settings import read_settings

pytestmark = pytest.mark.anyio
FORGED = "203.0.113.9"


async def address_seen(given: dict[str, str], data: Path, peer: str, header: str) -> str:
    """The address the app counts tries for, of a request that came from `peer`."""
    seen: list[str] = []

    async def app(scope: dict[str, Any], *_: object) -> None:
        seen.append(scope["client"][0])

    async def nothing(*_: object) -> dict[str, Any]:
        return {}

    config = serving(app, read_settings(given, data))
    config.load()
    headers = [(b"x-forwarded-for", header.encode())]
    scope: Any = {"type": "http", "client": (peer, 1), "headers": headers}
    await config.loaded_app(scope, nothing, nothing)
    return seen[0]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.5"])
async def test_IDN_3_no_proxy_is_believed_that_was_not_named(tmp_path: Path, peer: str) -> None:
    assert await address_seen({}, tmp_path, peer, FORGED) == peer


async def test_IDN_3_a_named_proxy_says_who_came_to_it(tmp_path: Path) -> None:
    named = {"THREEFOLD_PROXIES": "10.0.0.5 10.1.0.0/16"}
    assert await address_seen(named, tmp_path, "10.0.0.5", "198.51.100.7") == "198.51.100.7"
    chained = f"{FORGED}, 198.51.100.7, 10.1.2.3"
    assert await address_seen(named, tmp_path, "10.0.0.5", chained) == "198.51.100.7"
    assert await address_seen(named, tmp_path, "127.0.0.1", FORGED) == "127.0.0.1"
