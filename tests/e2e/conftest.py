"""A site of its own for each module of tests, a browser, and one conference that was played."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import ARGUMENTS
from tests.e2e.cast import Played
from tests.e2e.play import play_conference
from tests.e2e.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    made.demo()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, ENGLISH])
        yield started
        started.close()


ENGLISH = "--lang=en-GB"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Played:
    """Played once for all the tests that read what is left; the browser is closed by then."""
    made = Site(tmp_path_factory.mktemp("conference"))
    made.demo()
    made.start()
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=chromium, args=[*ARGUMENTS, ENGLISH]
            )
            return play_conference(made, started)
    finally:
        made.stop()
