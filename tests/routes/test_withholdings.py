"""What a professional asks to have withheld before the meeting, and whom it reaches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.routes.office import Browser, Conference, Seen
from tests.routes.test_apart import frames, ids

SECRET = "He must not know of heron lamp 42"
REASON = "It would show where she is: otter gate"
ASKED = {"words": SECRET, "hide_from": "The father", "reason": REASON}


def address(conference: Conference, name: str) -> str:
    return f"{conference.seat(name)}/withhold"


@pytest.fixture
def asked(chaired: Conference) -> Conference:
    """The police ask from their link, not let in yet."""
    mark = chaired.guest("Mark", admitted=False)
    assert "cannot share with everybody" in Seen(mark.get(chaired.seat("Mark")).text).text
    assert "Tuesday 3 June 2025, 10 am" in Seen(mark.get(address(chaired, "Mark")).text).text
    assert mark.send(address(chaired, "Mark"), ASKED).status_code == 303
    return chaired


def request_of(conference: Conference) -> Any:
    meeting = conference.browser.run(conference.office.meetings.meeting, conference.meeting_id)
    assert meeting is not None
    return meeting.withholdings[0]


def answer(conference: Conference, **answers: Any) -> Any:
    to = f"{conference.at}/withholdings/{request_of(conference).id}"
    return conference.browser.send(to, {"section": "complicating", "why": "Agreed", **answers})


def boards(conference: Conference) -> dict[str, str]:
    found = conference.browser.run(conference.office.rooms.snapshot, conference.meeting_id)
    return {scope: repr(board) for scope, board in found["scopes"].items()}


def test_IDN_20_approved_it_stands_on_the_board_for_its_readers_alone(asked: Conference) -> None:
    page = asked.browser.get(f"{asked.at}/withholdings").text
    assert SECRET in Seen(page).text
    assert "After the time asked for" in page, "asked on the day"
    done = answer(asked, which="only", person=ids(asked)["Hannah"])
    assert done.status_code == 303, Seen(done.text).text
    log = asked.office.store.log
    assert asked.browser.run(log.read, asked.meeting_id) == [], "IDN-10: no board is opened"
    asked.meet()
    found = boards(asked)
    holds = {scope for scope, board in found.items() if SECRET in board}
    assert len(holds) == 1
    (scope,) = holds
    assert scope.startswith("named:aud-")
    assert REASON not in "".join(board for name, board in found.items() if name != "chair")
    for name in ("Kerry", "Beth", "Wall"):
        told = frames(asked.guest(name), asked, name)
        assert SECRET not in told, name
        assert scope not in told, name
    told = frames(asked.guest("Hannah"), asked, "Hannah")
    assert scope in told, "whoever may read it is told of the scope"
    asked.browser.get(asked.seat("Ruth"))
    assert boards(asked)[scope] == found[scope], "once"
    what = [
        (one.what, one.who)
        for one in asked.browser.run(asked.office.store.audit.read, asked.meeting_id)
        if one.what.startswith("withholding")
    ]
    assert what == [
        ("withholding asked", ids(asked)["Mark"]),
        ("withholding approved", asked.people["Ruth"].staff),
    ]


def test_IDN_20_all_but_those_ticked_can_read_it(asked: Conference) -> None:
    asked.meet()
    assert answer(asked, which="but", person=ids(asked)["Kerry"]).status_code == 303
    (scope,) = {scope for scope, board in boards(asked).items() if SECRET in board}
    assert scope not in frames(asked.guest("Kerry"), asked, "Kerry")
    assert scope in frames(asked.guest("Beth"), asked, "Beth")


def test_IDN_20_refused_it_goes_nowhere_and_the_asker_reads_why(asked: Conference) -> None:
    assert answer(asked, which="refuse", why="It is in the report").status_code == 303
    asked.meet()
    assert SECRET not in "".join(boards(asked).values())
    mark = asked.guest("Mark")
    page = mark.get(address(asked, "Mark")).text
    assert "It is in the report" in page
    assert SECRET not in page, "the link may be in other hands"
    assert answer(asked, which="only", person=ids(asked)["Hannah"]).status_code == 422, "once"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"which": ""}, "Choose an answer"),
        ({"which": "only"}, "Tick at least one person"),
        ({"which": "refuse", "why": ""}, "Give a reason"),
        ({"which": "only", "person": "p_nobody", "section": "nowhere"}, "Choose where it stands"),
    ],
)
def test_what_the_chair_leaves_out_is_asked_for(
    asked: Conference, wrong: dict[str, str], sentence: str
) -> None:
    sent = answer(asked, **wrong)
    assert sent.status_code == 422
    assert sentence in Seen(sent.text).text
    assert request_of(asked).state == "asked"


def test_IDN_20_only_professionals_ask_and_only_before_the_meeting(chaired: Conference) -> None:
    kerry = chaired.guest("Kerry", admitted=False)
    assert kerry.get(address(chaired, "Kerry")).status_code == 404
    assert "withhold" not in kerry.get(chaired.seat("Kerry")).text
    sent = kerry.send(address(chaired, "Kerry"), ASKED, start=chaired.seat("Kerry"))
    assert sent.status_code == 404
    mark = chaired.guest("Mark", admitted=False)
    left_out = mark.send(address(chaired, "Mark"), {**ASKED, "reason": ""})
    assert left_out.status_code == 422
    assert SECRET in left_out.text, "what was typed is still there"
    for _ in range(10):
        assert mark.send(address(chaired, "Mark"), ASKED).status_code == 303
    assert mark.send(address(chaired, "Mark"), ASKED).status_code == 422
    ask = chaired.office.meetings.withholdings.ask
    person = chaired.people["Kerry"]
    assert chaired.browser.run(ask, person, SECRET, "X", REASON, 1) == "not_allowed"
    hannah = chaired.guest("Hannah", admitted=False)
    chaired.meet()
    late = hannah.send(address(chaired, "Hannah"), ASKED, start=chaired.seat("Hannah"))
    assert late.status_code == 422
    meeting = chaired.browser.run(chaired.office.meetings.meeting, chaired.meeting_id)
    assert meeting is not None
    assert {one.asked_by for one in meeting.withholdings} == {chaired.people["Mark"].id}


def test_IDN_20_nobody_else_sees_a_request(asked: Conference) -> None:
    def pages(browser: Browser, name: str) -> str:
        to = (asked.seat(name), f"{asked.seat(name)}/withhold", f"{asked.at}/withholdings")
        return "".join(browser.get(one).text for one in to)

    for name in ("Kerry", "Hannah", "Mark"):
        assert SECRET not in pages(asked.guest(name, admitted=False), name), name
    joan = asked.another_browser()
    joan.sign_in("joan@ashmoor.example")
    assert SECRET not in pages(joan, "Joan")
    assert REASON not in pages(joan, "Joan")


def test_the_chair_reads_who_reads_what_on_one_page(asked: Conference) -> None:
    before = Seen(asked.browser.get(f"{asked.at}/readers").text).text
    assert "Kerry Marlow" in before
    assert asked.browser.run(asked.office.store.log.read, asked.meeting_id) == []
    answer(asked, which="only", person=ids(asked)["Hannah"])
    asked.meet()
    page = asked.browser.get(f"{asked.at}/readers").text
    rows = {row.partition("<small>")[0]: row.count("Reads") for row in page.split('"row">')}
    assert [rows[name] for name in ("Ruth Adeyemi", "Hannah Pike", "Beth Hughes")] == [3, 3, 2]
    assert rows["Kerry Marlow"] == rows["The wall"] == 1
    assert "Only Hannah Pike, Mark Ellison" in page or "Only Hannah Pike" in page
