"""What every page has in common: headers, own address, own files, data that stays data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.routes.assets import AssetsMissing, read_assets
from server.routes.pages import policy
from server.routes.sign_in import own_page
from server.routes.surface import safe_json
from tests.routes.office import Conference, Seen

EVERYWHERE = (
    "/sign-in",
    "/meetings",
    "/meetings/new",
    "/meetings/new/icpc",
    "{at}",
    "{at}/set-up/check",
    "{at}/set-up/children",
    "{at}/set-up/children/new",
    "{at}/set-up/when",
    "{at}/set-up/strategy",
    "{at}/set-up/where",
    "{at}/set-up/reference",
    "{at}/people",
    "{at}/people/new",
    "{seat}",
    "/static/office-4F2K.css",
    "/healthz",
    "/nowhere",
)


def test_WEB_1_every_answer_is_shut_to_other_sites(chaired: Conference) -> None:
    for address in EVERYWHERE:
        answer = chaired.browser.get(address.format(at=chaired.at, seat=chaired.seat("Ruth")))
        rules = answer.headers["content-security-policy"]
        assert rules.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in rules
        assert "frame-ancestors 'none'" in rules
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        if not address.startswith("/static"):
            assert answer.headers["cache-control"] == "no-store"


def test_WEB_1_no_page_has_script_or_style_inside(chaired: Conference) -> None:
    for address in EVERYWHERE[:-3]:
        answer = chaired.browser.get(address.format(at=chaired.at, seat=chaired.seat("Ruth")))
        seen = Seen(answer.text)
        assert seen.inline == [], address
        assert len(seen.ids) == len(set(seen.ids)), address


def test_WEB_1_a_host_that_is_no_host_gets_no_place_in_the_policy() -> None:
    assert "ws://board.example:8000 wss://board.example:8000" in policy("board.example:8000")
    assert "wss" not in policy("evil.example; script-src *")


@pytest.mark.parametrize("page", ["/meetings", "/meetings/m_abcdefghijkl/people", "/m/m_1/p_2"])
def test_WEB_3_a_page_of_ours_is_where_sign_in_leads(page: str) -> None:
    assert own_page(page) == page


@given(st.text())
def test_WEB_3_no_other_address_is(address: str) -> None:
    assert own_page(address) in ("", address)
    for start in ("//", "https://evil.example/", "/\\", "/meetings/..//", "/meetingsx", "/%2f"):
        assert own_page(start + address) == ""


def test_WEB_3_signing_in_goes_back_to_the_page_asked_for(conference: Conference) -> None:
    asked = conference.browser.get(f"{conference.at}/people")
    assert (
        asked.headers["location"] == f"/sign-in?next=%2Fmeetings%2F{conference.meeting_id}%2Fpeople"
    )
    page = conference.browser.open(asked.headers["location"])
    assert f'value="{conference.at}/people"' in page.text
    for wanted, led in ((f"{conference.at}/people",) * 2, ("https://evil.example", "/meetings")):
        browser = conference.another_browser()
        answers = {"email": "ruth@ashmoor.example", "password": "a long made-up sentence"}
        answer = browser.send("/sign-in", {**answers, "next": wanted})
        assert answer.headers["location"] == led


def test_WEB_4_only_hashed_files_are_kept_for_good(conference: Conference) -> None:
    style = conference.browser.get("/static/office-4F2K.css")
    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")
    licences = conference.browser.get("/static/LICENCES.txt")
    assert "immutable" not in licences.headers["cache-control"]
    for other in ("manifest.json", "icons.json", "..%2f..%2fpyproject.toml"):
        assert conference.browser.get(f"/static/{other}").status_code == 404


def test_web_pages_that_were_not_built_are_missed_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="Run: make build"):
        read_assets(tmp_path)


def test_built_pages_are_read_once_and_squeezed(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"office.css": "office-1.css"}')
    (tmp_path / "icons.json").write_text('{"check": "<svg></svg>"}')
    (tmp_path / "preloads.json").write_text('{"desk.js": ["chunk-1.js"]}')
    (tmp_path / "office-1.css").write_text("body {}" * 100)
    (tmp_path / "office-1.css.br").write_bytes(b"twin")
    (tmp_path / "LICENCES.txt").write_text("ISC")
    assets = read_assets(tmp_path)
    assert assets.address("office.css") == "/static/office-1.css"
    file = assets.files["office-1.css"]
    assert assets.needs("desk.js") == ["/static/chunk-1.js"]
    assert file.for_browser("gzip, deflate, br, zstd") == (b"twin", "br")
    assert file.for_browser("br;q=0, gzip") == (file.gzip, "gzip")
    assert 0 < len(file.gzip) < len(file.body)
    assert file.for_browser("identity") == (file.body, "")
    assert assets.files["LICENCES.txt"].for_browser("br, gzip")[1] == "gzip"


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_WEB_10_data_reads_the_same_and_never_ends_its_element(value: object) -> None:
    text = str(safe_json(value))
    assert json.loads(text) == value
    assert "<" not in text


def test_WEB_10_a_name_cannot_become_part_of_a_page(chaired: Conference) -> None:
    name = "</script><script>alert(1)</script>"
    answers = {"name": name, "role": "parent", "relation": name, "clearance": ""}
    assert chaired.browser.send(f"{chaired.at}/people/new", answers).status_code == 303
    assert name not in chaired.browser.get(f"{chaired.at}/people").text
    board = chaired.browser.open(chaired.seat("Ruth"))
    assert board.text.count("</script>") == 2


def test_WEB_9_links_start_with_the_servers_own_address(chaired: Conference) -> None:
    person = chaired.people["Kerry"].id
    answer = chaired.browser.send(
        f"{chaired.at}/people/{person}/link",
        {},
        start=f"{chaired.at}/people",
        headers={"host": "evil.example"},
    )
    assert "evil.example" not in Seen(answer.text).text
    assert "http://testserver/join/" in answer.text


def test_the_theme_of_the_visit_is_in_the_page_from_the_start(conference: Conference) -> None:
    for chosen, shown in (("dark", True), ('dark" onload="x', False)):
        page = conference.browser.get("/sign-in", headers={"cookie": f"threefold_theme={chosen}"})
        assert ('data-theme="dark"' in page.text) == shown
        assert "onload" not in page.text
