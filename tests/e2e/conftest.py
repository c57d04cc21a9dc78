"""A site of its own for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    made.demo()
    made.start()
    yield made
    made.stop()
