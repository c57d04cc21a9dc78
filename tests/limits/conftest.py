"""One place with short patience for all tests of limits that do not need one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.site import Visitor
from tests.limits.place import LINES, Place, place

SHORT = {"behind_seconds": 2, "request_seconds": 2, "ping_seconds": 1, "pong_seconds": 2}
SMALL = {
    "items_per_board": 40, "pending_per_address": 40, "opens_burst": 300, "requests_burst": 300,
    "signing_in_per_address": 4, "strangers_burst": 10_000,
}  # fmt: skip


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("limits"), **SHORT, **SMALL) as made:
        yield made


@pytest.fixture(scope="session")
def mark(here: Place) -> Visitor:
    """An honest guest."""
    return here.let_in("mark")


@pytest.fixture(scope="session")
def hannah(here: Place) -> Visitor:
    """Another guest, who sends too much."""
    return here.let_in("hannah")


@pytest.fixture(autouse=True)
def lines_are_closed() -> Iterator[None]:
    yield
    while LINES:
        LINES.pop().close()
