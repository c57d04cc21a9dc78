"""A fresh meeting for each test of the live path."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.sync.world import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    await made.close()
