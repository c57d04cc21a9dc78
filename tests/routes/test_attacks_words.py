"""Attacks in words: script that is stored or reflected, in every field; paths and headers."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from server.contract.values import Child, Staff
from server.routes.doors import DOORS
from server.routes.guards import anyone
from tests.house.repository import name_of, typescript_files
from tests.routes.office import Conference, Seen
from tests.routes.test_doors import address
from tests.routes.test_doors import name_of as door_name

SCRIPT = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>"
RAW = ("<img src=x", "<script>alert")


class Fields(HTMLParser):
    """The names of everything that a page's forms send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag in ("input", "select", "textarea") and name and name != "csrf":
            self.names.add(name)


def is_clean(text: str) -> bool:
    return not any(raw in text for raw in RAW) and Seen(text).inline == []


@pytest.fixture
def everyone(chaired: Conference) -> Conference:
    """The chair is an administrator and information governance too, so that every page opens."""
    chaired.give_role("ruth@ashmoor.example", "chair", "administrator", "governance")
    return chaired


def pages(conference: Conference) -> list[str]:
    """The address of every page that a signed-in person can read, with and without a seat."""
    shown = [door for door in DOORS if door.method == "GET" and door.path != "/static/{name}"]
    return [address(door, conference, "Ruth") for door in shown]


def test_reflected_script_in_every_field_of_every_form(everyone: Conference) -> None:
    forms = 0
    for door in DOORS:
        if door.method != "POST" or door.path in ("/sign-out", "/account/sessions"):
            continue
        to = address(door, everyone, "Kerry" if "/people/" in door.path else "Ruth")
        page = everyone.browser.open(to)
        start = to if 'name="csrf"' in page.text else f"{everyone.at}/people"
        names = Fields(everyone.browser.open(start).text).names | {"next", "code", "pin", "name"}
        answer = everyone.browser.send(to, dict.fromkeys(names, SCRIPT), start=start)
        assert answer.status_code < 500, door_name(door)
        assert is_clean(answer.text), door_name(door)
        forms += 1
    assert forms > 20


def test_reflected_script_in_the_address(everyone: Conference) -> None:
    for door in DOORS:
        if door.method != "GET":
            continue
        to = re.sub(r"\{\w+\}", quote(SCRIPT, safe=""), door.path)
        for at in (to, f"{address(door, everyone, 'Ruth')}?{quote('next')}={quote(SCRIPT)}&done=x"):
            answer = everyone.browser.open(at)
            assert answer.status_code < 500, at
            if "html" in answer.headers["content-type"]:
                assert is_clean(answer.text), at


def test_stored_script_in_names_and_places_is_words_on_every_page(everyone: Conference) -> None:
    office, run = everyone.office, everyone.browser.run
    meeting = run(office.meetings.meeting, everyone.meeting_id)
    assert meeting is not None
    child = replace(meeting.children[0], name=SCRIPT, first_name=SCRIPT, school=SCRIPT)
    changed = replace(
        meeting, venue=SCRIPT, reference=SCRIPT, contact=SCRIPT,
        children=(child, *meeting.children[1:]),
    )  # fmt: skip
    run(office.store.people.save_meeting, changed)
    for person in everyone.people.values():
        evil = replace(person, name=SCRIPT, relation=SCRIPT, agency=SCRIPT)
        run(office.store.people.save_participant, evil)
    staff = run(office.store.people.staff, meeting.chair)
    assert isinstance(staff, Staff)
    run(office.store.people.change_staff, replace(staff, name=SCRIPT, title=SCRIPT))
    seen = [everyone.browser.open(page) for page in pages(everyone)]
    seen += [everyone.another_browser().open(everyone.link("Kerry"))]
    guest = everyone.guest("Kerry", admitted=False)
    seen += [guest.open(everyone.seat("Kerry"))]
    for answer in seen:
        if "html" in answer.headers["content-type"]:
            assert is_clean(answer.text), str(answer.url)
    assert sum("&lt;img src=x" in answer.text for answer in seen) >= 6, "the words are there"


def test_stored_script_in_texts_of_the_board_is_words_in_the_record(chaired: Conference) -> None:
    chaired.meet()
    chaired.command(
        "Ruth",
        {"op": "add", "item": "card-00000002", "kind": "card", "section": "complicating",
         "scope": "room", "texts": {"": SCRIPT}},
        {"op": "add", "item": "row-00000002", "kind": "row", "texts": {"what": SCRIPT}},
    )  # fmt: skip
    assert is_clean(chaired.browser.get(f"{chaired.at}/close/family").text)
    assert chaired.end().status_code == 303
    read = chaired.browser.get(f"/records/{chaired.meeting_id}")
    assert is_clean(read.text)
    # The file carries its style in itself, and a policy that lets nothing else in.
    file = chaired.browser.get(f"/records/{chaired.meeting_id}/family.html")
    assert file.status_code == 200
    assert [raw for raw in RAW if raw in file.text] == []
    assert "&lt;img src=x" in file.text


def test_stored_script_has_no_way_into_a_board_page() -> None:
    """Lit writes words as words; nothing of ours goes round it."""
    ways = re.compile(
        r"unsafe(?:HTML|SVG|Static)|(?:inner|outer)HTML|insertAdjacentHTML|document\.write"
    )
    files = typescript_files("web/src")
    assert {
        name_of(file) for file in files if ways.search(file.read_text(encoding="utf-8"))
    } == set()


BREAKS = ("\r\nset-cookie: evil=1", "%0d%0aset-cookie:%20evil=1", "\nX-Evil: 1", "\u2028x", "\x00")


@pytest.mark.parametrize("words", BREAKS)
def test_header_injection_through_words_that_reach_headers(
    everyone: Conference, words: str
) -> None:
    browser = everyone.browser
    answers = [
        browser.get("/sign-in", params={"next": f"/meetings{words}"}),
        browser.get(f"/meetings/{quote(words)}"),
        browser.send(f"{everyone.at}/people/new", {"name": f"A{words}", "role": "parent"}),
        everyone.another_browser().get(
            "/sign-in/council/back", params={"state": words, "code": words}
        ),
        everyone.another_browser().get(f"/meetings/x{quote(words)}"),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert "evil" not in str(answer.headers.get("set-cookie", ""))
        assert not any(name.lower() == "x-evil" for name in answer.headers)
        assert not re.search(r"[\r\n]", answer.headers.get("location", ""))


PATHS = (
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fpyproject.toml", "..\\..\\pyproject.toml",
    "%00", "office-4F2K.css%00.html", "....//....//etc/passwd", "/etc/passwd", "%c0%ae%c0%ae/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_path_injection_reaches_no_file(everyone: Conference, path: str) -> None:
    browser = everyone.browser
    for start in ("/static/", f"/records/{everyone.meeting_id}/", "/meetings/", "/welcome/"):
        answer = browser.get(start + path)
        assert answer.status_code in (303, 307, 404, 405, 410), start + path
        for secret in ("root:", "[project]"):
            assert secret not in answer.text


def test_path_injection_file_names_of_downloads_hold_no_words_of_people(
    everyone: Conference,
) -> None:
    office, run = everyone.office, everyone.browser.run
    meeting = run(office.meetings.meeting, everyone.meeting_id)
    assert meeting is not None
    child = Child(id="", first_name="x", name='x"; filename="evil.exe\r\nX-Evil: 1')
    run(office.store.people.save_meeting, replace(meeting, children=(child, *meeting.children)))
    everyone.meet()
    everyone.browser.get(f"{everyone.at}/close/family")
    everyone.end()
    for kind in ("pdf", "docx", "json"):
        answer = everyone.browser.get(f"/records/{everyone.meeting_id}/family.{kind}")
        name = answer.headers.get("content-disposition", "")
        assert "evil" not in name
        assert not any(key.lower() == "x-evil" for key in answer.headers)


def test_the_public_list_is_short() -> None:
    public = sorted(door.path for door in DOORS if door.guard is anyone and door.method == "GET")
    assert len(public) <= 12, public
