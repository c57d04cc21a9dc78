"""The doors to a meeting's history: who may look back, what they get, and the trace it leaves."""

from __future__ import annotations

from typing import Any

from tests.routes.office import Browser, Conference, Seen

SECRET = "bail condition"


def moments(conference: Conference, browser: Browser | None = None) -> list[dict[str, Any]]:
    answer = (browser or conference.browser).get(f"{conference.at}/history")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["moments"]
    return found


def ended(conference: Conference) -> None:
    conference.read_family_copy()
    assert conference.end().status_code == 303


def test_HIS_1_the_chair_sees_the_moments_and_the_board_at_each(chaired: Conference) -> None:
    assert moments(chaired) == []
    chaired.meet()
    told = moments(chaired)
    assert told[0]["say"] == "The board was opened."
    assert any(one["say"].startswith("Ruth Adeyemi set the decision for Ellie") for one in told)
    assert set(told[0]) == {"seq", "at", "who", "say", "kind", "stage", "item"}
    row = next(one for one in told if one["item"] == "row-00000001")
    shown = chaired.browser.get(f"{chaired.at}/history/{row['seq']}")
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["content-type"] == "application/json"
    told_row = shown.json()["scopes"]["room"]["texts"]["t:row-00000001/what"]
    assert told_row == [[chaired.people["Ruth"].id, "Takes Ellie to school each day"]]
    before = chaired.browser.get(f"{chaired.at}/history/{row['seq'] - 1}").json()
    assert "row-00000001" not in before["scopes"]["room"]["items"]


def test_HIS_5_only_the_chair_of_this_meeting_looks_back(chaired: Conference) -> None:
    chaired.meet()
    joan, other = chaired.another_browser(), chaired.another_browser()
    joan.sign_in("joan@ashmoor.example")
    other.sign_in("other@ashmoor.example")
    kerry, stranger = chaired.guest("Kerry"), chaired.another_browser()
    for path in ("/history", "/history/3"):
        assert joan.get(f"{chaired.at}{path}").status_code == 404
        assert other.get(f"{chaired.at}{path}").status_code == 404
        for guest in (kerry, stranger):
            assert guest.client.get(f"{chaired.at}{path}", follow_redirects=False).status_code in (
                303,
                404,
            )
    assert joan.get(f"/records/{chaired.meeting_id}/history").status_code == 404
    assert SECRET not in joan.get(f"{chaired.at}/history/9").text


def test_HIS_5_a_moment_that_never_was_is_no_page(chaired: Conference) -> None:
    chaired.meet()
    for seq in ("0", "-1", "99999", "1e3", "9" * 40, "1.0", "٣", "x"):
        assert chaired.browser.get(f"{chaired.at}/history/{seq}").status_code == 404, seq


def test_HIS_10_who_looked_back_is_in_the_audit_trail(chaired: Conference) -> None:
    chaired.meet()
    moments(chaired)
    chaired.browser.get(f"{chaired.at}/history/3")
    trail = chaired.browser.run(chaired.office.store.audit.read, chaired.meeting_id)
    ruth = chaired.people["Ruth"].staff
    seen = [(one.who, one.what, one.detail) for one in trail if one.what.startswith("history")]
    assert seen == [(ruth, "history opened", ""), (ruth, "history opened", "")]


def test_HIS_1_after_the_end_the_office_shows_history_to_the_chair(chaired: Conference) -> None:
    chaired.meet()
    page = f"/records/{chaired.meeting_id}/history"
    live = chaired.browser.client.get(page, follow_redirects=False)
    assert (live.status_code, live.headers["location"]) == (303, chaired.seat("Ruth"))
    ended(chaired)
    record = chaired.browser.get(f"/records/{chaired.meeting_id}")
    assert page in Seen(record.text).links
    shown = chaired.browser.get(page)
    assert shown.status_code == 200
    assert "Nothing here changes the record." in Seen(shown.text).text
    told = moments(chaired)
    assert told[-1]["say"] == "The meeting ended."
    last = chaired.browser.get(f"{chaired.at}/history/{told[-1]['seq']}").json()
    assert last["scopes"]["room"]["meta"]["ended_at"] > 0
    joan = chaired.another_browser()
    joan.sign_in("joan@ashmoor.example")
    theirs = Seen(joan.get(f"/records/{chaired.meeting_id}").text)
    assert page not in theirs.links


def test_HIS_8_nothing_is_restored_after_the_end(chaired: Conference) -> None:
    chaired.meet()
    ended(chaired)
    assert chaired.ask("Ruth", {"op": "restore_board", "seq": 3}) == "meeting_ended"
