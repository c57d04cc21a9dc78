"""The whole conference, from the waiting room to the sealed record, checked against its story."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from server.rules.record import section
from tests.e2e import story
from tests.e2e.cast import Played

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]

Data = dict[str, Any]


def text_of(played: Played, name: str) -> str:
    """The words of a file, in one line, with plain quotes."""
    body = played.files[name]
    if name.endswith("pdf"):
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif name.endswith("docx"):
        words = words_of_docx(body)
    else:
        words = body.decode()
    return flat(words)


def words_of_docx(body: bytes) -> str:
    found = docx.Document(io.BytesIO(body))
    texts = [paragraph.text for paragraph in found.paragraphs]
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return " ".join([*texts, *cells])


def flat(words: str) -> str:
    """Without line breaks, soft hyphens or the difference of quotes."""
    plain = words.replace("\u00ad", "").replace("’", "'").replace("&#39;", "'")
    return " ".join(plain.split())


def cards(played: Played) -> dict[str, Data]:
    """Every live card of the map by its words."""
    found = section(played.record, "map")
    columns = [part for column in found["columns"] for part in column["sections"]]
    return {
        card["words"]: {**card, "section": part["id"]} for part in columns for card in part["cards"]
    }


def said(answers: list[Data]) -> list[tuple[str, str, str, str]]:
    keys = ("name", "view", "words", "typed_by")
    return [(one[keys[0]], one[keys[1]], one[keys[2]], one[keys[3]]) for one in answers]


def test_the_cards_stand_where_they_belong_with_who_said_them(played: Played) -> None:
    found = cards(played)
    harm = found[story.HARM]
    assert (harm["section"], harm["nature"], harm["source_kind"]) == (
        "past_harm", "fact", "first_hand",
    )  # fmt: skip
    assert harm["source"] == {"name": "Mark Ellison", "role": "police", "agency": "Police"}
    assert harm["event_date"] == "3 May"
    assert said(harm["responses"]) == [
        ("Kerry Marlow", "agree", "", ""),
        ("Dean Pryce", "disagree", "The door was an accident.", "J. Baines"),
    ]
    places = {words: one["section"] for words, one in found.items()}
    assert places[story.WORKERS] == "complicating"
    assert places[story.READS] == "strengths"
    assert places[story.KEPT_SAFE] == "safety"  # moved there by the chair
    assert places[story.FRIDAYS] == "next_steps"
    assert found[story.KEPT_SAFE]["source"]["name"] == "Kerry Marlow"
    grey = section(played.record, "map")["grey_area"]["cards"]
    assert [(one["words"], one["children"]) for one in grey] == [(story.NOT_KNOWN, ["Tom"])]


def test_a_struck_card_keeps_its_reason_and_a_merged_one_its_author(played: Played) -> None:
    (struck,) = section(played.record, "map")["struck"]
    assert struck["words"] == story.ADDRESS
    assert (struck["reason"], struck["struck_by"]) == (story.WHY_STRUCK, "Ruth Adeyemi")
    kept = cards(played)[story.ASLEEP]
    assert kept["children"] == ["Ellie"]
    (merged,) = kept["merged"]
    assert merged["words"] == story.WORN_OUT
    assert (merged["source"]["name"], merged["typed_by"]) == ("Pat Marlow", "J. Baines")


def test_the_children_are_heard_in_their_own_words(played: Played) -> None:
    ellie, tom = section(played.record, "voices")["children"]
    (words,) = ellie["words"]
    assert words["words"] == story.CHILDS_WORDS
    assert (words["told_to"], words["told_on"]) == ("Amina Yusuf", played.dates["told"])
    assert (words["tool"], words["house"]) == ("three_houses", "worries")
    assert words["brought_by"]["name"] == "Amina Yusuf"
    assert (ellie["participation"], tom["participation"]) == ("PN5", "PN0")
    assert [(one["words"], one["tool"]) for one in tom["words"]] == [(story.TOM_SEEN, "observed")]
    assert played.record["childs_line"]["words"] == story.CHILDS_WORDS
    (view,) = section(played.record, "family_views")["items"]
    assert (view["words"], view["source"]["name"]) == (story.PARENTS_VIEW, "Kerry Marlow")


def test_the_danger_set_has_its_pair_its_dispute_and_its_bottom_line(played: Played) -> None:
    (found,) = section(played.record, "sets")["sets"]
    assert found["title"] == story.TITLE
    assert (found["danger"], found["danger_agreed"]) == (story.DANGER, True)
    assert (found["goal"], found["goal_agreed"]) == (story.GOAL, True)
    (dispute,) = found["disputes"]
    assert (dispute["words"], dispute["source"]["name"]) == (story.DISPUTE, "Dean Pryce")
    assert dispute["typed_by"] == "J. Baines"
    (line,) = found["bottom_lines"]
    assert (line["words"], line["why"], line["set_by"]) == (
        story.LINE, story.LINE_WHY, story.LINE_BY,
    )  # fmt: skip
    assert {one["words"] for one in found["statements"]} == set(story.STATEMENTS.values())
    assert said(found["responses"]) == [
        ("Kerry Marlow", "agree", "", ""),
        ("Dean Pryce", "partly", "I don’t want them scared of me.", "J. Baines"),
    ]


def test_seven_numbers_are_kept_with_reasons_and_both_ends(played: Played) -> None:
    overall, scale = section(played.record, "scales")["scales"]
    assert (scale["ten"], scale["zero"], scale["state"]) == (story.TEN, story.ZERO, "locked")
    keys = ("name", "role", "value", "because", "up")
    assert {tuple(one[key] for key in keys) for one in scale["scores"]} == {
        (one.name, one.part, one.value, one.because, one.up) for one in story.SCORES
    }
    by_name = {one["name"]: one for one in scale["scores"]}
    assert by_name["Ellie Marlow"]["entered_by"] == "Amina Yusuf"
    first = by_name["Kerry Marlow"]["first"]
    assert (first["value"], first["because"], first["up"]) == story.FIRST_OF_KERRY
    assert [one for one in scale["scores"] if one["first"]] == [by_name["Kerry Marlow"]]
    assert scale["spread"]["words"] == "From 2 to 6."
    assert {one["value"] for one in overall["scores"]} == {6, 3}
    assert played.seen["wall"] == played.seen["kerry"] == "7 of 7 are in"


def test_each_child_has_a_decision_and_the_dissent_stands_beside_it(played: Played) -> None:
    decided = section(played.record, "decisions")["children"]
    assert [one["child"] for one in decided] == ["Ellie", "Tom"]
    for one in decided:
        assert (one["outcome"], one["categories"]) == ("cpp", ["emotional"])
        assert one["reason"] == story.REASONS[one["child"]]
        assert [view["reason"] for view in one["views"]] == [
            views[one["child"]] for views in story.VIEWS.values()
        ]
    views = [(one["child"], view) for one in decided for view in one["views"]]
    ((child, dissent),) = [(child, view) for child, view in views if view["dissents"]]
    assert (child, dissent["name"], dissent["agency"]) == ("Tom", "Sunita Rao", "Health visiting")
    assert (dissent["categories"], dissent["dissent"]) == (["physical"], story.DISSENT)
    answers = said(decided[0]["responses"])
    assert answers == [
        ("Kerry Marlow", "agree", "If it gets us all round a table, yes.", "J. Baines")
    ]


def test_the_plan_says_who_does_what_by_when_and_how_we_will_know(played: Played) -> None:
    plan = section(played.record, "plan")
    bail, fridays = plan["rows"]
    assert bail["from_score"] == {"name": "Mark Ellison", "up": story.SCORES[-1].up}
    texts = ("what", "so_that", "know", "how_much", "if_not")
    assert [fridays[key] for key in texts] == list(story.ROW.values())
    assert fridays["owner"] == {"name": "Pat Marlow", "role": "gran", "agency": ""}
    assert (fridays["by_when"], fridays["repeats"]) == (played.dates["by"], story.REPEATS)
    assert (fridays["set"], fridays["accepted_by"]) == (1, "Pat Marlow")
    assert fridays["children"] == ["Ellie", "Tom"]
    assert fridays["read_back"] == [{"name": "Pat Marlow", "answer": "understood"}]
    assert fridays["from_card"] == cards(played)[story.FRIDAYS]["id"]
    assert (plan["lead_worker"]["name"], plan["visits"]) == ("Hannah Pike", story.VISITS)
    dates = section(played.record, "dates")
    assert dates["core_group_on"] == played.dates["core_group"]
    assert (dates["core_group_at"], dates["review_on"]) == ("15:30", played.dates["review"])
    assert [one["name"] for one in dates["core_group_members"]] == [
        "Kerry Marlow", "Pat Marlow", "Beth Hughes", "Hannah Pike", "Sunita Rao",
    ]  # fmt: skip
    assert dates["contingency"] == story.CONTINGENCY
    assert section(played.record, "telling")["words"] == story.TELLING
    assert section(played.record, "summary")["words"] == story.SUMMARY


def test_attendance_and_quorum_are_as_they_were_noted(played: Played) -> None:
    there = section(played.record, "attendance")
    absent = {one["name"]: (one["attendance"], one["exclusion"]) for one in there["absent"]}
    assert absent == {
        "Marcus Bevan": ("apologies", ""),
        "Ellie Marlow": ("apologies", ""),
        "Dean Pryce": ("excluded", "Because of the violence on 3 May."),
    }
    mark = next(one for one in there["professionals"] if one["name"] == "Mark Ellison")
    assert mark["mode"] == "video"
    quorum = section(played.record, "quorum")
    assert (quorum["choice"], quorum["advice_enough"]) == ("yes", True)
    assert {one["agency"] for one in quorum["counted"]} == {
        "Children's social care", "Police", "School", "Health visiting",
    }  # fmt: skip


def test_CLO_2_what_must_be_right_stops_the_end_until_it_is(played: Played) -> None:
    before, pressed, later, last = played.closing
    assert before == pressed
    assert len(before) == 3
    assert [say for say in before if "core group date" in say or "review date" in say] == before[:2]
    assert later == ["Nobody has read the family copy yet. Read it before the meeting ends."]
    assert last == []


def test_the_professionals_card_is_in_the_annex_and_in_no_family_copy(played: Played) -> None:
    (group,) = section(played.record, "annex")["groups"]
    assert [one["words"] for one in group["cards"]] == [story.ROTA]
    assert story.ROTA not in cards(played)
    for name in ("family.pdf", "family.docx", "family.html", "family.json"):
        assert "rota" not in text_of(played, name), name
    assert "rota" not in played.family_preview
    for name in ("professionals.pdf", "professionals.docx", "professionals.html"):
        assert flat(story.ROTA) in text_of(played, name), name


def test_what_was_kept_as_a_draft_is_in_no_copy_at_all(played: Played) -> None:
    for name in played.files:
        assert "marigold" not in text_of(played, name), name


@pytest.mark.parametrize("rendition", ["professionals", "family"])
@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
def test_every_file_says_what_was_said(played: Played, rendition: str, kind: str) -> None:
    whole = text_of(played, f"{rendition}.{kind}")
    wanted = [
        story.HARM, story.WORKERS, story.READS, story.KEPT_SAFE, story.CHILDS_WORDS, story.DANGER,
        story.DISPUTE, story.GOAL, story.LINE, story.TEN, story.ZERO, story.DISSENT,
        story.PARENTS_VIEW, story.CONTINGENCY, *story.REASONS.values(), *story.ROW.values(),
        *[one.because for one in story.SCORES], *[one.up for one in story.SCORES],
    ]  # fmt: skip
    assert [words for words in wanted if flat(words) not in whole] == []


def test_the_record_page_shows_the_record_and_that_it_is_whole(played: Played) -> None:
    page = flat(played.page)
    assert "Not changed since it was sealed" in page
    for words in (story.DANGER, story.DISSENT, story.ROTA, story.ROW["What will be done"]):
        assert flat(words) in page, words


def test_nobody_can_change_anything_afterwards(played: Played) -> None:
    assert set(played.last_words) == {
        "wall", "kerry", "pat", "beth", "sunita", "mark", "hannah", "amina",
    }  # fmt: skip
    assert all("The meeting has ended" in words for words in played.last_words.values())
    assert set(played.fields_left.values()) == {0}


def test_nobodys_browser_complained_all_through(played: Played) -> None:
    complaints = {name: ear.complaints for name, ear in played.watch.ears.items()}
    assert {name: said for name, said in complaints.items() if said} == {}


def test_HIS_1_the_history_of_the_meeting_can_be_read_after_its_end(played: Played) -> None:
    told = played.seen["history"]
    assert "The meeting moved to Decision for each child." in told
    assert "The statements were shown to everyone." in told
    assert "Nothing here changes the record." in told
