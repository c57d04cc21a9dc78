"""Two parents are kept apart: what the chair sets, and what each parent's device ever gets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.contract.lib0 import var_string
from server.identity.values import PersonDetails
from tests.routes.office import ORIGIN, Browser, Conference, Seen

KERRY = {"name": "Kerry Marlow", "role": "parent", "relation": "mum", "clearance": ""}
DEAN = {"name": "Dean Ashby", "role": "parent", "relation": "dad", "clearance": ""}
CARD = "He came to the school gate"


def ids(conference: Conference) -> dict[str, str]:
    people = conference.browser.run(conference.office.meetings.people, conference.meeting_id)
    conference.people |= {one.name.split()[0]: one for one in people}
    return {name: one.id for name, one in conference.people.items()}


@pytest.fixture
def split(chaired: Conference) -> Conference:
    """The chair keeps dad apart from mum, with a time of his own."""
    answers = {**DEAN, "apart": ids(chaired)["Kerry"], "arrives": "11.15 am"}
    answer = chaired.browser.send(f"{chaired.at}/people/new", answers)
    assert answer.status_code == 303
    ids(chaired)
    return chaired


def person(conference: Conference, name: str) -> Any:
    found = conference.browser.run(conference.office.meetings.person, ids(conference)[name])
    assert found is not None
    return found


def test_SEE_14_both_are_kept_apart_at_once_and_no_longer(split: Conference) -> None:
    kerry, dean = person(split, "Kerry"), person(split, "Dean")
    assert (kerry.apart, dean.apart) == ((dean.id,), (kerry.id,))
    page = Seen(split.browser.get(f"{split.at}/people").text).text
    assert "Kept apart from Dean Ashby" in page
    assert "Kept apart from Kerry Marlow" in page
    assert "Comes at 11.15 am" in page
    split.browser.send(f"{split.at}/people/{kerry.id}", KERRY)
    assert (person(split, "Kerry").apart, person(split, "Dean").apart) == ((), ())
    trail = split.browser.run(split.office.store.audit.read, split.meeting_id)
    about = [(one.about, one.detail) for one in trail if one.what == "kept apart"]
    assert about == [(kerry.id, "yes"), (dean.id, "no")]


@pytest.mark.parametrize(
    ("arrives", "warned"), [("11.15 am", False), ("10 am", True), ("10.10", True), ("", True)]
)
def test_SEE_14_the_chair_is_warned_when_their_times_meet(
    split: Conference, arrives: str, warned: bool
) -> None:
    answers = {**DEAN, "apart": ids(split)["Kerry"], "arrives": arrives}
    split.browser.send(f"{split.at}/people/{ids(split)['Dean']}", answers)
    page = Seen(split.browser.get(f"{split.at}/people").text).text
    assert ("Give one of them another time" in page) == warned


def test_SEE_14_their_cards_are_not_printed_on_one_sheet(split: Conference) -> None:
    both = {"person": [ids(split)["Kerry"], ids(split)["Dean"]]}
    answer = split.browser.send(f"{split.at}/people/cards", both, start=f"{split.at}/people")
    assert answer.status_code == 422
    assert "apart from each other" in Seen(answer.text).text
    one = split.browser.send(
        f"{split.at}/people/cards", {"person": ids(split)["Dean"]}, start=f"{split.at}/people"
    )
    assert "11.15 am" in one.text
    assert "10 am" not in one.text
    assert "Kerry" not in one.text


def test_only_family_is_kept_apart_and_only_from_family(chaired: Conference) -> None:
    hannah, kerry = ids(chaired)["Hannah"], ids(chaired)["Kerry"]
    with_hannah = {**DEAN, "apart": hannah}
    assert chaired.browser.send(f"{chaired.at}/people/new", with_hannah).status_code == 422
    mark = {"name": "Mark", "role": "agency", "agency": "Police", "clearance": "", "apart": kerry}
    assert chaired.browser.send(f"{chaired.at}/people/new", mark).status_code == 422
    meetings, now = chaired.office.meetings, chaired.office.clock()
    speaks = PersonDetails(name="Amina", role="advocate", speaks_for=kerry, apart=(kerry,))
    added = chaired.browser.run(meetings.add_person, chaired.meeting_id, speaks, now)
    assert added == "not_allowed"


def frames(browser: Browser, conference: Conference, name: str) -> str:
    """All that a device is sent until it has the board, on each scope that it tries."""
    told, me = "", ids(conference)[name]
    for scope in ("room", f"own:{me}", f"named:apart-{me}", "professionals", "chair"):
        address = f"/ws/{conference.meeting_id}/{scope}?as={me}&v=1"
        headers = {"origin": ORIGIN}
        with browser.client.websocket_connect(address, headers=headers) as socket:
            try:
                socket.send_bytes(bytes([0, 0, 1, 0]))  # all of the board, please
                while True:
                    frame = socket.receive_bytes()
                    told += frame.decode("utf-8", "replace")
                    if frame[:2] == bytes([0, 1]):
                        break
            except Exception as closed:  # noqa: BLE001 - a scope that is shut says a code, no more
                told += repr(closed)
    return told


def test_SEE_14_neither_parents_device_gets_anything_of_the_other(split: Conference) -> None:
    split.meet()
    ids(split)
    parents = {name: split.guest(name) for name in ("Kerry", "Dean")}
    for name in parents:
        scope = f"named:apart-{ids(split)[name]}"
        card = {"op": "add", "item": f"card-of-{name}", "kind": "card", "section": "past_harm"}
        own = {**card, "scope": scope, "texts": {"": f"{CARD}, says {name}"}}
        told = _ask(parents[name], split, name, own)
        assert told == "", told
    pages = {
        name: "".join(
            browser.get(to).text + repr(browser.get(to).headers)
            for to in (split.seat(name), f"{split.seat(name)}/door", split.link(name))
        )
        + frames(browser, split, name)
        for name, browser in parents.items()
    }
    for name, other in (("Kerry", "Dean"), ("Dean", "Kerry")):
        assert other not in pages[name]
        assert ids(split)[other] not in pages[name]
        assert name in pages[name], "the search finds what is there"
        assert f"says {name}" in pages[name], "and their board is there"
    assert "11.15" not in pages["Kerry"]
    assert "10 am" not in pages["Dean"]


def _ask(browser: Browser, conference: Conference, name: str, command: dict[str, Any]) -> str:
    address = f"/ws/{conference.meeting_id}/room?as={ids(conference)[name]}"
    with browser.client.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        key = f"test-{conference.office.clock()}"
        socket.send_bytes(bytes([100]) + var_string(json.dumps({"id": key, **command})))
        while True:
            frame = socket.receive_bytes()
            if frame[0] == 100:
                return "" if b'"ok":true' in frame else frame.decode("utf-8", "replace")


def test_SEE_14_a_family_copy_of_one_has_nothing_of_the_other(split: Conference) -> None:
    split.meet()
    for name in ("Kerry", "Dean"):
        browser = split.guest(name)
        scope = f"named:apart-{ids(split)[name]}"
        card = {"op": "add", "item": f"card-of-{name}", "kind": "card", "section": "past_harm"}
        own = {**card, "scope": scope, "texts": {"": f"{CARD}, says {name}"}}
        assert _ask(browser, split, name, own) == ""
    for name, other in (("Kerry", "Dean"), ("Dean", "Kerry")):
        copy = split.browser.get(f"{split.at}/close/for-{ids(split)[name]}")
        assert copy.status_code == 200
        assert f"says {name}" in copy.text
        assert f"says {other}" not in copy.text
        main = copy.text.partition("<main")[2]
        assert other not in main
