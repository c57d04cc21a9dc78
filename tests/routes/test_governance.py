"""Information governance: the trail, retention, destruction by two people; and no content."""

from __future__ import annotations

import csv
import io

import pytest

from server.contract.values import Staff
from server.identity.values import StaffDetails
from tests.routes.office import PASSWORD, Browser, Conference, Seen
from tests.routes.test_closing import SECRET

YEARS = 36 * 366 * 24 * 3_600_000
NAMES = ("Marlow", "Ellie", "Kerry", "Harbour House", SECRET)


def officer(conference: Conference, name: str) -> Browser:
    """Somebody of information governance, signed in."""

    async def make() -> Staff | str:
        details = StaffDetails(
            email=f"{name}@ashmoor.example", name=name.title(), password=PASSWORD,
            roles=("governance",),
        )  # fmt: skip
        return await conference.office.accounts.add_staff(details, conference.office.clock())

    assert isinstance(conference.browser.run(make), Staff)
    browser = conference.another_browser()
    browser.sign_in(f"{name}@ashmoor.example")
    return browser


@pytest.fixture
def ended(chaired: Conference) -> Conference:
    """A conference that was held, sealed, read and copied."""
    chaired.meet()
    chaired.read_family_copy()
    assert chaired.end().status_code == 303
    chaired.browser.get(f"/records/{chaired.meeting_id}/family.pdf")
    return chaired


def test_AUD_6_only_information_governance_opens_the_trail(chaired: Conference) -> None:
    for address in ("trail", "trail.csv", "retention", f"retention/{chaired.meeting_id}"):
        assert chaired.browser.get(f"/governance/{address}").status_code == 404
        stranger = chaired.another_browser().get(f"/governance/{address}")
        assert stranger.headers["location"].startswith("/sign-in")
    ian = officer(chaired, "ian")
    assert "Audit trail" in Seen(ian.open("/meetings").text).text
    assert "Audit trail" not in Seen(chaired.browser.open("/meetings").text).text
    assert ian.get("/governance/trail").status_code == 200


def test_AUD_6_the_trail_is_shown_without_content_and_knows_who_looked(ended: Conference) -> None:
    ian = officer(ended, "ian")
    seen = Seen(ian.open("/governance/trail").text).text
    for what in ("Record sealed", "Record exported", "Meeting set up", "Signed in"):
        assert what in seen
    for name in NAMES:
        assert name not in seen
    rows = list(csv.DictReader(io.StringIO(ian.get("/governance/trail.csv").text)))
    assert [int(row["number"]) for row in rows] == list(range(len(rows), 0, -1))
    assert [row["what"] for row in rows[:2]] == ["trail exported", "trail read"]
    assert {"record exported", "record sealed"} <= {row["what"] for row in rows}
    assert not [row for row in rows if any(name in str(row) for name in NAMES)]


def test_AUD_6_the_trail_is_looked_through(ended: Conference) -> None:
    ian = officer(ended, "ian")

    def found(query: str) -> list[dict[str, str]]:
        text = ian.get(f"/governance/trail.csv?{query}").text
        return list(csv.DictReader(io.StringIO(text)))

    of_meeting = found(f"meeting={ended.meeting_id}")
    assert {row["meeting"] for row in of_meeting} == {ended.meeting_id}
    kerry = ended.people["Kerry"].id
    assert {row["about"] for row in found(f"person={kerry}")} == {kerry}
    assert {row["what"] for row in found("what=record+sealed")} == {"record sealed"}
    assert len(found("since=2025-06-04&until=2025-06-04")) > 5
    assert found("since=2025-06-05") == []
    assert found("until=2025-06-03") == []
    wrong = ian.get("/governance/trail?meeting=Marlow+family&since=2025-02-30&what=nothing")
    assert wrong.status_code == 422
    said = Seen(wrong.text).text
    assert "Enter the id of a meeting" in said
    assert "Enter a real date" in said
    assert ian.get("/governance/trail?before=9999999999999999999999").status_code == 200
    first = ian.open("/governance/trail?before=2")
    assert "Newest entries" in Seen(first.text).text


def test_the_trail_has_pages(ended: Conference) -> None:
    ian = officer(ended, "ian")
    for _ in range(60):
        ian.get("/governance/trail")
    page = Seen(ian.open("/governance/trail").text)
    (older,) = [link for link in page.links if "before=" in link]
    assert "Older entries" in page.text
    assert ian.open(older).status_code == 200


def kept_at(conference: Conference) -> str:
    return f"/governance/retention/{conference.meeting_id}"


def test_RET_3_two_people_destroy_a_meeting_and_nothing_of_it_is_left(ended: Conference) -> None:
    ian, ann = officer(ended, "ian"), officer(ended, "ann")
    at = kept_at(ended)
    early = ian.send(f"{at}/ask", {}, start=at)
    assert early.status_code == 409
    assert "kept for longer" in Seen(early.text).text
    ended.office.clock.now += YEARS
    for browser, name in ((ian, "ian"), (ann, "ann")):
        browser.sign_in(f"{name}@ashmoor.example")
    assert "Its time is over" in Seen(ian.open(at).text).text
    assert ian.send(f"{at}/ask", {}, start=at).status_code == 303
    alone = ian.send(f"{at}/destroy", {"sure": "yes"}, start=at)
    assert alone.status_code == 409
    assert "second person" in Seen(alone.text).text
    assert ann.send(f"{at}/destroy", {}, start=at).status_code == 422, "not ticked"
    assert ended.browser.run(ended.office.store.people.meeting, ended.meeting_id)
    done = ann.send(f"{at}/destroy", {"sure": "yes"}, start=at)
    assert done.headers["location"] == f"/governance/certificates/{ended.meeting_id}"
    certificate = Seen(ann.open(done.headers["location"]).text).text
    for words in (ended.meeting_id, "Ian", "Ann", "Child protection conference"):
        assert words in certificate
    assert not [name for name in NAMES if name in certificate]
    assert "Certificate" in Seen(ian.open("/governance/retention").text).text
    chair = ended.another_browser()
    chair.sign_in("ruth@ashmoor.example")
    for address in (ended.at, f"/records/{ended.meeting_id}", f"{ended.at}/people"):
        assert chair.get(address).status_code == 404
    assert chair.get(f"/records/{ended.meeting_id}/family.pdf").status_code == 404
    trail = ended.browser.run(ended.office.store.audit.read, ended.meeting_id)
    assert [entry.what for entry in trail][-2:] == ["disposal asked", "disposal carried out"]


def test_RET_2_a_hold_stops_it_until_it_is_lifted(ended: Conference) -> None:
    ian, ann = officer(ended, "ian"), officer(ended, "ann")
    at = kept_at(ended)
    ended.office.clock.now += YEARS
    for browser, name in ((ian, "ian"), (ann, "ann")):
        browser.sign_in(f"{name}@ashmoor.example")
    assert ian.send(f"{at}/ask", {}, start=at).status_code == 303
    assert ann.send(f"{at}/hold", {"hold": "inquiry"}, start=at).status_code == 303
    assert "On hold" in Seen(ian.open(at).text).text
    for deed in ("ask", "destroy"):
        held = ann.send(f"{at}/{deed}", {"sure": "yes"}, start=at)
        assert held.status_code == 409
    assert ended.browser.run(ended.office.store.people.meeting, ended.meeting_id)
    assert ann.send(f"{at}/hold", {"hold": "none"}, start=at).status_code == 303
    assert "Ask to destroy it" in Seen(ann.open(at).text).text, "the request fell with the hold"
    assert ann.send(f"{at}/hold", {"hold": "because"}, start=at).status_code == 422


def test_RET_1_the_period_can_be_changed(ended: Conference) -> None:
    ian, at = officer(ended, "ian"), kept_at(ended)
    assert "Friday 4 June 2060" in Seen(ian.open(at).text).text
    answers = {"class": "looked_after", "trigger-day": "", "trigger-month": "", "trigger-year": ""}
    assert ian.send(f"{at}/period", answers, start=at).status_code == 303
    assert "9 March 2098" in Seen(ian.open(at).text).text, "75 years from Tom's birth"
    answers |= {"trigger-day": "1", "trigger-month": "2", "trigger-year": "1940"}
    assert ian.send(f"{at}/period", answers, start=at).status_code == 303
    assert "Its time is over" in Seen(ian.open(at).text).text
    wrong = ian.send(f"{at}/period", {**answers, "trigger-day": "31"}, start=at)
    assert wrong.status_code == 422
    assert ian.send(f"{at}/ask", {}, start=at).status_code == 303
    assert ian.send(f"{at}/withdraw", {}, start=at).status_code == 303
    assert "Ask to destroy it" in Seen(ian.open(at).text).text


def test_RET_4_the_list_shows_no_name_and_no_word(ended: Conference) -> None:
    ian = officer(ended, "ian")
    for address in ("/governance/retention", kept_at(ended)):
        seen = ian.open(address).text
        assert ended.meeting_id in seen
        for name in NAMES:
            assert name not in seen
