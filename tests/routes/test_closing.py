"""The closing page and the record that comes of it."""

from __future__ import annotations

import json
import re

from server.contract.values import StoredRecord
from server.records.close import verify
from tests.routes.office import Browser, Conference, Seen, a_conference
from tests.sync.world import FailingLog

SECRET = "bail condition"


def closing_page(conference: Conference) -> str:
    return Seen(conference.browser.get(f"{conference.at}/close").text).text


def stored(conference: Conference) -> StoredRecord | None:
    return conference.browser.run(conference.office.store.records.load, conference.meeting_id)


def joan_of(conference: Conference) -> Browser:
    joan = conference.another_browser()
    joan.sign_in("joan@ashmoor.example")
    return joan


def ended(conference: Conference) -> Conference:
    conference.meet()
    conference.read_family_copy()
    assert conference.end().status_code == 303
    return conference


def test_the_closing_page_says_what_is_left_with_links(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    page = Seen(chaired.browser.get(f"{chaired.at}/close").text)
    assert "Ellie has no decision." in page.text
    assert "Nobody has read the family copy yet." in page.text
    decisions = [link for link in page.links if "#decision-" in link]
    assert decisions
    assert decisions[0].startswith(chaired.seat("Ruth"))
    assert f"{chaired.at}/close/family" in page.links


def test_who_was_not_to_be_here_is_not_promised_a_copy(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    assert "Kerry Marlow, mum" in closing_page(chaired)
    assert "Not to be here" not in closing_page(chaired)
    kerry = f"person-{chaired.people['Kerry'].id}"
    chaired.command("Ruth", {"op": "set", "item": kerry, "fields": {"attendance": "excluded"}})
    assert "Not to be here: Kerry Marlow, mum. You decide what they get." in closing_page(chaired)


def test_WEB_11_the_meeting_does_not_end_while_something_must_be_put_right(
    chaired: Conference,
) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    chaired.read_family_copy()
    answer = chaired.end()
    seen = Seen(answer.text)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    targets = [link[1:] for link in seen.links if link.startswith("#stop-")]
    assert targets
    assert set(targets) <= set(seen.ids)
    assert stored(chaired) is None
    meeting = chaired.browser.run(chaired.office.meetings.meeting, chaired.meeting_id)
    assert meeting is not None
    assert meeting.state == "open"


def test_WEB_11_the_family_copy_is_read_just_as_it_will_be(chaired: Conference) -> None:
    chaired.meet()
    assert chaired.end().status_code == 422
    chaired.read_family_copy()
    assert "You have read each family copy" in closing_page(chaired)
    add = {"op": "add", "item": "card-00000002", "kind": "card", "section": "strengths"}
    chaired.command("Ruth", {**add, "texts": {"": "Kerry rang Pat at once"}})
    assert "has changed since you read it" in closing_page(chaired)
    assert chaired.end().status_code == 422
    chaired.read_family_copy()
    assert chaired.end().status_code == 303


def test_WEB_11_what_the_family_will_not_see_does_not_make_their_copy_new(
    chaired: Conference,
) -> None:
    chaired.meet()
    chaired.read_family_copy()
    add = {"op": "add", "item": "card-00000003", "kind": "card", "section": "complicating"}
    chaired.command("Ruth", {**add, "scope": "professionals", "texts": {"": "A second matter"}})
    assert chaired.end().status_code == 303


def test_WEB_11_reading_the_professionals_copy_is_not_enough(chaired: Conference) -> None:
    chaired.meet()
    chaired.browser.get(f"{chaired.at}/close/professionals")
    assert chaired.end().status_code == 422


def test_the_previews_are_what_each_reader_will_have(chaired: Conference) -> None:
    chaired.meet()
    family = chaired.browser.get(f"{chaired.at}/close/family").text
    professionals = chaired.browser.get(f"{chaired.at}/close/professionals").text
    assert SECRET in professionals
    assert SECRET not in family
    assert "Takes Ellie to school each day" in family
    assert Seen(family).inline == []
    assert chaired.browser.get(f"{chaired.at}/close/everyone").status_code == 404


def test_the_record_is_stored_once_and_holds(chaired: Conference) -> None:
    record = stored(ended(chaired))
    assert record is not None
    assert verify(record)
    assert record.sealed_by == "Ruth Adeyemi"
    content = json.loads(record.content)
    assert content["about"] == "Ellie Marlow and Tom Marlow"
    again = chaired.browser.get(f"{chaired.at}/close")
    assert again.headers["location"] == f"/records/{chaired.meeting_id}"
    assert stored(chaired) == record


def test_a_meeting_that_could_not_be_frozen_goes_on() -> None:
    log = FailingLog()
    with a_conference(log) as conference:
        conference.browser.sign_in("ruth@ashmoor.example")
        conference.meet()
        conference.read_family_copy()
        log.full = True
        answer = conference.end()
        assert answer.status_code == 503
        assert "The meeting has not ended" in Seen(answer.text).text
        assert stored(conference) is None
        log.full = False
        assert conference.end().status_code == 303
        assert stored(conference) is not None


def test_a_board_that_was_frozen_before_a_crash_is_sealed_as_it_is(chaired: Conference) -> None:
    chaired.browser.open(chaired.seat("Ruth"))
    chaired.browser.run(chaired.office.rooms.end, chaired.meeting_id, chaired.people["Ruth"])
    assert chaired.end().status_code == 303
    record = stored(chaired)
    assert record is not None
    assert verify(record)


def test_the_record_is_read_in_full_on_the_page(chaired: Conference) -> None:
    page = ended(chaired).browser.get(f"/records/{chaired.meeting_id}?done=ended")
    text = Seen(page.text).text
    record = stored(chaired)
    assert record is not None
    assert "The minutes and the plan are ready." in text
    assert "What was decided" in text
    assert "Takes Ellie to school each day" in text
    assert SECRET in text
    assert record.sha256 in text
    assert "Not changed since it was sealed" in text
    assert Seen(page.text).inline == []


def test_every_copy_downloads_in_every_kind_under_a_safe_name(chaired: Conference) -> None:
    page = Seen(ended(chaired).browser.get(f"/records/{chaired.meeting_id}").text)
    files = [link for link in page.links if re.search(r"\.(pdf|docx|html|json)$", link)]
    assert len(files) == 8
    assert files[0].endswith("professionals.pdf")
    for file in files:
        answer = chaired.browser.get(file)
        assert answer.status_code == 200
        disposition = answer.headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="MC-118-[\w.-]+"', disposition)
        assert len(answer.content) > 500


def test_WEB_5_the_minute_taker_has_the_family_copy_only(chaired: Conference) -> None:
    joan = joan_of(ended(chaired))
    page = joan.get(f"/records/{chaired.meeting_id}")
    assert SECRET not in page.text
    assert "professionals." not in page.text
    for kind in ("pdf", "docx", "html", "json"):
        address = f"/records/{chaired.meeting_id}/professionals.{kind}"
        assert joan.get(address).status_code == 404
    family = joan.get(f"/records/{chaired.meeting_id}/family.json")
    assert family.status_code == 200
    assert SECRET not in family.text


def test_WEB_5_files_that_do_not_exist_are_not_found(chaired: Conference) -> None:
    at = f"/records/{ended(chaired).meeting_id}"
    for file in ("family.exe", "everyone.pdf", "family.pdf.html"):
        assert chaired.browser.get(f"{at}/{file}").status_code == 404


def test_before_the_end_there_is_no_record_to_read(chaired: Conference) -> None:
    at = f"/records/{chaired.meeting_id}"
    assert chaired.browser.get(at).headers["location"] == chaired.at
    assert chaired.browser.get(f"{at}/family.pdf").status_code == 404
    assert chaired.browser.get(f"{chaired.at}/close").headers["location"] == chaired.at


def test_reading_and_downloading_are_in_the_audit_trail(chaired: Conference) -> None:
    ended(chaired).browser.get(f"/records/{chaired.meeting_id}")
    chaired.browser.get(f"/records/{chaired.meeting_id}/family.json")
    entries = chaired.browser.run(chaired.office.store.audit.read, chaired.meeting_id)
    told = [(entry.what, entry.detail) for entry in entries]
    assert ("record read", "professionals") in told
    assert ("record exported", "family json") in told
    assert not [entry for entry in entries if SECRET in entry.detail]


def test_the_ended_meeting_moves_to_the_records_to_read(chaired: Conference) -> None:
    text = Seen(ended(chaired).browser.get("/meetings").text).text
    assert "No meeting today." in text
    assert "Records to read" in text
    assert "Send by Wednesday 2 July" in text
