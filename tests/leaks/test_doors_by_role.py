"""Every page and every form, asked for by everybody there can be: who gets past the door."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import pytest

from server.routes import guards
from server.routes.doors import DOORS, Door
from tests.leaks import plants as who
from tests.leaks.conference import ACCOUNTS, Conference
from tests.leaks.place import make_place

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

EVERYBODY = frozenset((*who.ROOM, *who.OUTSIDE)) - {who.LOG}
WITH_ACCOUNT = frozenset(ACCOUNTS)
MAY: Mapping[Callable[..., object], frozenset[str]] = {
    guards.anyone: EVERYBODY,
    guards.unseen: EVERYBODY,
    guards.half_way: frozenset(),
    guards.staff: WITH_ACCOUNT,
    guards.office: WITH_ACCOUNT - {who.GOVERNANCE},
    guards.administrator: frozenset(),
    guards.governance: frozenset((who.GOVERNANCE,)),
    guards.in_meeting: who.OFFICE,
    guards.chair: frozenset((who.CHAIR,)),
    guards.deputy: frozenset(),
    guards.historian: frozenset((who.CHAIR,)),
    guards.person: frozenset((who.GRAN,)),
}
"""Who gets past each guard; the person of an address is gran, and nobody is named as a deputy."""


@pytest.fixture(scope="module")
def conference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conference]:
    """A meeting that is open, with everybody in it."""
    place = make_place(tmp_path_factory.mktemp("doors") / "data")
    place.site.start()
    made = Conference(place)
    try:
        made.come_in()
        yield made
    finally:
        made.leave()
        place.site.stop()


def path_of(door: Door, conference: Conference) -> str:
    """The door's address in this meeting."""
    place = conference.place
    values = {
        "meeting": place.meeting, "child": place.children[0], "person": place.ids[who.GRAN],
        "token": "x" * 43, "subject": "x", "step": "where", "rendition": "family",
        "kind": "pdf", "staff": "s_nobody", "type": "icpc", "name": "office.css", "seq": "1",
        "request": "x",
    }  # fmt: skip
    return door.path.format(**values)


def got_in(door: Door, conference: Conference, name: str) -> bool:
    """Whether somebody got further than the guard: to the page, or to the form's own mark."""
    client, path = conference[name].client, path_of(door, conference)
    answer = client.request(door.method, path, follow_redirects=False)
    while answer.status_code == 429:  # eighteen people ask from one address
        time.sleep(0.5)
        answer = client.request(door.method, path, follow_redirects=False)
    assert answer.status_code < 500, (door.method, path, name)
    if door.method == "POST":  # without its mark a form does nothing, and says so (WEB-2)
        return answer.status_code == 403 and "open too long" in answer.text
    to = answer.headers.get("location", "")
    sent_away = to.startswith("/sign-in") or answer.status_code in (403, 404)
    return not sent_away


def test_WEB_6_every_door_opens_for_whom_it_is_and_for_nobody_else(conference: Conference) -> None:
    asked, wrong = 0, []
    for door in DOORS:
        for name in sorted(EVERYBODY):
            may = name in MAY[door.guard]
            found = got_in(door, conference, name)
            asked += 1
            # A page may be missing for those who may ask for it; an unguarded one tells nothing.
            if found and not may:
                wrong.append(f"{name} opens {door.method} {door.path}")
            if may and not found and door.method == "POST":
                wrong.append(f"{name} is kept from {door.method} {door.path}")
    assert not wrong
    assert asked == len(DOORS) * len(EVERYBODY)


def test_WEB_6_a_page_opens_at_all_for_each_guard(conference: Conference) -> None:
    """So that the walk can fail: behind each guard that anybody here passes there is a page."""
    seen = {
        door.guard
        for door in DOORS
        for name in MAY[door.guard]
        if door.method == "GET" and got_in(door, conference, name)
    }
    assert seen == {guard for guard, names in MAY.items() if names}
