"""One conference for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.routes.office import Conference, a_conference


@pytest.fixture
def conference() -> Iterator[Conference]:
    """A running office; nobody is signed in."""
    with a_conference() as running:
        yield running


@pytest.fixture
def chaired(conference: Conference) -> Conference:
    """The same, with the chair signed in."""
    conference.browser.sign_in("ruth@ashmoor.example")
    return conference
