"""The invented Marlow family's first conference, frozen at its end: used by tests of the record."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.records.board_builder import ENDED, OPENED, BoardBuilder, answer, speaker

ELLIE, TOM = "c_ellie0000001", "c_tom000000001"
SEALED = ENDED + 60_000

PEOPLE: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    # id, name, role, agency, relation, side, clearance
    ("p_ruth", "Ruth Adeyemi", "chair", "", "chair", "professional", "professionals"),
    ("p_baines", "J. Baines", "minute_taker", "", "minute taker", "professional", "room"),
    ("p_kerry", "Kerry Marlow", "parent", "", "mum", "family", "room"),
    ("p_pat", "Pat Marlow", "network", "", "gran", "family", "room"),
    ("p_marcus", "Marcus Bevan", "parent", "", "Ellie’s dad", "family", "room"),
    ("p_dean", "Dean Pryce", "parent", "", "Tom’s dad", "family", "room"),
    ("p_ellie", "Ellie Marlow", "child", "", "child", "family", "room"),
    ("p_amina", "Amina Yusuf", "advocate", "Speak Up", "Ellie’s advocate", "support", "room"),
    ("p_hannah", "Hannah Pike", "social_worker", "Children's social care", "social worker",
     "professional", "professionals"),
    ("p_beth", "Beth Hughes", "agency", "School", "school", "professional", "professionals"),
    ("p_sunita", "Sunita Rao", "agency", "Health visiting", "health visitor", "professional",
     "professionals"),
    ("p_mark", "Mark Ellison", "agency", "Police", "police", "professional", "professionals"),
    ("p_wall", "The wall", "wall", "", "", "room", "room"),
)  # fmt: skip

SEATS: dict[str, dict[str, Any]] = {
    "p_ruth": {"attendance": "whole", "mode": "in_person"},
    "p_baines": {"attendance": "whole", "mode": "in_person"},
    "p_kerry": {"attendance": "whole", "mode": "in_person"},
    "p_pat": {"attendance": "whole", "mode": "in_person"},
    "p_marcus": {"attendance": "part", "part": "The part about Ellie", "mode": "video",
                 "alone": True},
    "p_dean": {"attendance": "excluded",
               "exclusion": "Decided because of the violence on 3 May. His views were read out."},
    "p_ellie": {"attendance": "apologies"},
    "p_amina": {"attendance": "whole", "mode": "in_person"},
    "p_hannah": {"attendance": "whole", "mode": "in_person", "report": "received",
                 "report_shared_on": "2025-05-30", "direct_contact": True},
    "p_beth": {"attendance": "whole", "mode": "in_person", "report": "received",
               "report_shared_on": "2025-05-30", "direct_contact": True},
    "p_sunita": {"attendance": "whole", "mode": "in_person", "report": "received",
                 "report_shared_on": "2025-06-02", "direct_contact": True},
    "p_mark": {"attendance": "whole", "mode": "video", "report": "spoken", "alone": True,
               "direct_contact": True},
}  # fmt: skip

ROTA = "Dean’s work rota was supplied by his employer."
STRUCK = "Kerry’s new flat is the one above the bakery."
NEIGHBOUR = "Mrs Olive Tandy"
PRIVATE_DRAFT = "I am not sure Kerry told me everything."

SCORES: tuple[tuple[str, str, int, str, str], ...] = (
    ("p_kerry", "p_kerry", 6, "He has not been near us since we moved.",
     "If Ellie sleeps three nights in a row."),
    ("p_pat", "p_pat", 5, "I have heard him promise.",
     "If the Fridays happen four weeks in a row."),
    ("p_ellie", "p_amina", 4, "I still listen.", "If someone else listens instead of me."),
    ("p_beth", "p_beth", 4, "She is here, but so tired.", "If she stays awake for a week."),
    ("p_sunita", "p_sunita", 4, "Kerry keeps every visit. Tom still startles.",
     "If Tom’s words come back."),
    ("p_hannah", "p_hannah", 3, "Kerry has acted. Dean has not changed anything yet.",
     "If Dean says what he will do differently."),
    ("p_mark", "p_mark", 2, "He came on 20 May while on bail.",
     "If Dean keeps to bail for four weeks."),
)  # fmt: skip

DANGER = (
    "Kerry, Pat, school and the social worker are worried that Dean will come to the house drunk "
    "and hurt Kerry, as he did on 3 May, and that Ellie and Tom will be hurt or frightened in the "
    "middle of it, and that Ellie will keep lying awake listening for him."
)
GOAL = (
    "Everyone will be content when Kerry and her family make sure the children only see Dean when "
    "he is sober and Pat or Uncle Joe is there, so that Ellie and Tom sleep through and are not "
    "frightened, and this has gone on for six months, including a birthday and Christmas."
)


def snapshot() -> dict[str, Any]:
    """A fresh copy, so that a test may change it."""
    return deepcopy(_snapshot())


def _snapshot() -> dict[str, Any]:
    room = BoardBuilder()
    for fill in (_seats, _words, _map, _sets, _scores, _decisions, _plan, _notes):
        fill(room)
    return {
        "meeting": _meeting(),
        "children": _children(),
        "people": [_person(*row) for row in PEOPLE],
        "scopes": {
            "room": room.plain(_meta()),
            "professionals": _professionals(),
            "own:p_sunita": _own(),
        },
        "log": {"seq": 412, "chain": "5f" * 32},
    }


def _meeting() -> dict[str, Any]:
    return {
        "id": "m_marlow0000001", "type": "icpc", "title": "Ellie and Tom", "on": "2025-06-04",
        "starts": "10:00", "started_at": OPENED, "ended_at": ENDED, "venue": "Harbour House",
        "mode": "hybrid", "reference": "CPC-2025-0417", "strategy_on": "2025-05-14",
        "council": "Ashmoor County Council", "contact": "01632 960417",
    }  # fmt: skip


def _children() -> list[dict[str, Any]]:
    return [
        {"id": ELLIE, "name": "Ellie Marlow", "first_name": "Ellie", "born": "2018-02-14",
         "due": "", "sex": "Girl", "ethnicity": "White British", "language": "English, some Welsh",
         "disability": "None known", "school": "Year 2, Larkfield Primary School",
         "legal_status": "", "reference": "ASH-20418", "plan_before": "None",
         "address_withheld": True},
        {"id": TOM, "name": "Tom Marlow", "first_name": "Tom", "born": "2023-03-09", "due": "",
         "sex": "Boy", "ethnicity": "White British", "language": "English",
         "disability": "None known", "school": "Not at nursery yet", "legal_status": "",
         "reference": "ASH-30977", "plan_before": "None", "address_withheld": True},
    ]  # fmt: skip


def _person(*row: str) -> dict[str, Any]:
    keys = ("id", "name", "role", "agency", "relation", "side", "clearance")
    speaks_for = "p_ellie" if row[0] == "p_amina" else ""
    return {**dict(zip(keys, row, strict=True)), "speaks_for": speaks_for}


def _meta() -> dict[str, Any]:
    return {
        "type": "icpc", "title": "Ellie and Tom", "stage": "close", "done": [],
        "children": [{"id": ELLIE, "name": "Ellie", "age": 7},
                     {"id": TOM, "name": "Tom", "age": 2}],
        "opened_at": OPENED, "ended_at": ENDED, "blank": False,
    }  # fmt: skip


def _seats(room: BoardBuilder) -> None:
    for key, name, role, agency, relation, side, _ in PEOPLE:
        if role != "wall":
            room.add("person", f"person-{key}", name=name, role=role, agency=agency,
                     relation=relation, side=side, **SEATS[key])  # fmt: skip


def _words(room: BoardBuilder) -> None:
    told = {"child": ELLIE, "tool": "three_houses", "told_to": "Amina, at school",
            "told_on": "2025-06-02"}  # fmt: skip
    said = (
        (
            "worries",
            "When Dean shouts I get Tom and we go in the wardrobe. I tell him it’s a game.",
        ),
        ("worries", "I listen in case he comes back. I try to stay awake."),
        ("good", "At Gran’s you can hear the clock and nothing else."),
        ("dreams", "I want everyone to sleep all night. And I want Mum to laugh."),
    )
    for number, (house, words) in enumerate(said):
        headline = house == "dreams"
        room.add("words", f"words-ellie-{number}", "p_amina", words, house=house,
                 headline=headline, **told)  # fmt: skip
    room.add("words", "words-tom-0", "p_sunita",
             "When a door banged he ran to Ellie and held her sleeve until she sat down with him.",
             child=TOM, tool="observed", house="", told_to="Hannah and Sunita",
             told_on="2025-05-27", headline=False)  # fmt: skip


def _map(room: BoardBuilder) -> None:
    room.card("past_harm", "harm-door", "p_mark",
              "On 3 May Dean punched the kitchen door and pushed Kerry while Ellie was on the "
              "stairs; Ellie hid in the wardrobe with Tom.",
              source="first_hand", event_date="3 May 2025", responses={
                  "p_kerry": answer("agree", "", "Kerry Marlow", "p_kerry"),
                  "name:Dean": answer("disagree", "The door was an accident.", "Dean", "p_baines"),
              })  # fmt: skip
    room.card("past_harm", "harm-asleep", "p_beth",
              "Ellie has fallen asleep in class on six mornings since Easter.",
              source="first_hand", children=[ELLIE], merged=["harm-tired"])  # fmt: skip
    room.card("past_harm", "harm-tired", "p_pat", "Ellie is worn out by Thursday.",
              children=[ELLIE], status="merged", merged_into="harm-asleep")  # fmt: skip
    room.card("past_harm", "harm-tom", "p_sunita",
              "Tom wakes crying most nights and has lost some words he had in March.",
              nature="opinion", children=[TOM])  # fmt: skip
    room.card("past_harm", "harm-shouting", "p_hannah",
              "Shouting was heard at night on three weekends in April.", nature="reported",
              source="told_by", said_by=speaker(None, NEIGHBOUR, "neighbour"))  # fmt: skip
    room.card(
        "past_harm",
        "harm-struck",
        "p_pat",
        STRUCK,
        status="struck",
        struck={"reason": "This says where they live.", "by": "p_ruth", "at": OPENED},
    )
    room.card(
        "complicating",
        "hard-workers",
        "p_kerry",
        "Three social workers since January; Kerry has had to tell the story each time.",
    )
    room.card("complicating", "hard-fridays", "p_baines",
              "Dean says he drinks on Friday nights and does not always remember them.",
              said_by=speaker(None, "Dean Pryce", "Tom’s dad"), nature="opinion")  # fmt: skip
    room.card("strengths", "good-reads", "p_beth", "Ellie is at school every day and reads to Tom.")
    room.card(
        "strengths",
        "good-sings",
        "p_amina",
        "Kerry sings both children to sleep. Ellie says it is the best bit of the day.",
    )
    room.card(
        "strengths",
        "good-marcus",
        "p_marcus",
        "Mae Ellie yn cysgu’n dawel yn fy nhŷ i, heb sŵn.",
        children=[ELLIE],
    )
    room.card(
        "safety",
        "safe-door",
        "p_kerry",
        "On 20 May Dean came to the door drunk; Kerry did not open it, rang Pat, and Pat "
        "took the children to hers.",
        source="first_hand",
        event_date="20 May 2025",
    )
    room.card("safety", "safe-moved", "p_hannah",
              "Kerry moved with the children on 24 May. Dean has not been told where.",
              shared_from="professionals")  # fmt: skip
    room.card("next_steps", "step-fridays", "p_pat", "I could have them on Fridays.")
    room.card("grey_area", "grey-saw", "p_sunita", "What Tom saw on 3 May.", children=[TOM])
    room.card("grey_area", "grey-drink", "p_hannah", "How much Dean drinks.")
    room.card(
        "family",
        "family-joe",
        "p_kerry",
        "Uncle Joe is Kerry’s brother. He and Pat help at weekends.",
    )
    room.card(
        "parents_view",
        "view-kerry",
        "p_kerry",
        "I have told my story to three social workers. I want this to be the last time.",
    )
    room.card("parents_view", "view-pat", "p_pat", "They can come to me any night.")


def _sets(room: BoardBuilder) -> None:
    room.add("set", "set-dean-0001", "p_hannah", drafts="revealed", ready=[], writing=[],
             danger_status="agreed", goal_status="agreed", responses={
                 "p_kerry": answer("agree", "I would do the same again.", "Kerry Marlow",
                                   "p_kerry"),
                 "p_pat": answer("agree", "", "Pat Marlow", "p_pat", OPENED + 1),
                 "name:Dean": answer("partly", "I don’t want them scared of me.", "Dean",
                                     "p_baines", OPENED + 2),
             })  # fmt: skip
    room.write("set-dean-0001", title="Dean coming to the house drunk", danger=DANGER, goal=GOAL)
    room.add("statement", "statement-sunita", "p_sunita",
             "Tom is small enough to be badly hurt by accident.", parent="set-dean-0001",
             said_by=speaker("p_sunita", "Sunita Rao", "health visitor"))  # fmt: skip
    room.add(
        "statement",
        "statement-mark",
        "p_mark",
        "It is getting worse each time.",
        parent="set-dean-0001",
        said_by=speaker("p_mark", "Mark Ellison", "police"),
    )
    room.add(
        "dispute",
        "dispute-dean",
        "p_baines",
        "Dean says he did not push Kerry and that the door was an accident.",
        parent="set-dean-0001",
        said_by=speaker(None, "Dean Pryce", "Tom’s dad"),
    )
    room.add(
        "bottom_line",
        "line-house",
        "p_hannah",
        "Dean does not come to the house.",
        parent="set-dean-0001",
        set_by="Social worker and police",
    )
    room.write("line-house", why="While bail runs, until 4 August.")


def _scores(room: BoardBuilder) -> None:
    names = {row[0]: row for row in PEOPLE}
    for key, parent, state in (
        ("overall", None, "closed"),
        ("scale-set-dean-0001", "set-dean-0001", "locked"),
    ):
        room.add("scale", key, "", parent=parent, state=state, expected=9, entered=7,
                 direction="safe_high")  # fmt: skip
        room.write(key, question="Thinking about this worry, how safe are Ellie and Tom today?",
                   ten="The goal is happening and services can stop.",
                   zero="The children cannot stay at home tonight.")  # fmt: skip
    room.write("overall", question="How safe is it for Ellie and Tom?")
    for person, typist, value, because, up in SCORES:
        row = names[person]
        who = {"id": person, "name": row[1], "role": row[4], "agency": row[3], "side": row[5]}
        first = None
        if person == "p_kerry":
            first = {"value": 4, "because": "It is better.", "up": "A quiet week.", "at": OPENED}
        room.add("score", f"score-scale-set-dean-0001-{person}", typist, person=who,
                 parent="scale-set-dean-0001", entered_by=typist, value=value, because=because,
                 up=up, entered_at=OPENED, first=first)  # fmt: skip


REASONS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    ELLIE: (
        "Ellie has already been frightened and is losing sleep because of it.",
        (
            ("p_hannah", "emotional", "She hid, and still listens for him at night."),
            ("p_beth", "emotional", "She has fallen asleep in class six times."),
            ("p_sunita", "emotional", "Fear is shaping what she does each day."),
            ("p_mark", "emotional", "Officers were called twice in five weeks."),
        ),
    ),
    TOM: (
        "Tom was there on 3 May. He now wakes crying, startles at doors and uses fewer words.",
        (
            ("p_hannah", "emotional", "He shows fear he cannot put into words."),
            ("p_beth", "", "The school does not know Tom."),
            ("p_sunita", "physical", "He clings to Kerry. He could be hit."),
            ("p_mark", "emotional", "No one has hit, or tried to hit, Tom."),
        ),
    ),
}
DISSENT = (
    "Tom is two and clings to his mum when he is frightened. If someone pushes Kerry again, Tom is "
    "likely to be in her arms."
)


def _decisions(room: BoardBuilder) -> None:
    names = {row[0]: row for row in PEOPLE}
    for child, code in ((ELLIE, "PN5"), (TOM, "PN0")):
        reason, views = REASONS[child]
        room.add("decision", f"decision-{child}", "", child=child, outcome="cpp",
                 categories=["emotional"], participation=code, responses={
                     "p_kerry": answer("agree", "If it gets us all round a table, yes.",
                                       "Kerry Marlow", "p_kerry"),
                 })  # fmt: skip
        room.write(f"decision-{child}", reason=reason)
        for person, category, why in views:
            row, key = names[person], f"view-{child}-{person}"
            differs = category == "physical"
            who = {"id": person, "name": row[1], "role": row[4], "agency": row[3]}
            room.add("view", key, person, child=child, parent=f"decision-{child}", person=who,
                     outcome="cpp" if category else None, categories=[category] if category else [],
                     dissents=differs, escalate=False)  # fmt: skip
            room.write(key, reason=why, **({"dissent": DISSENT} if differs else {}))


ROWS: tuple[tuple[Any, ...], ...] = (
    ("row-bail", "p_dean", "Dean Pryce", "Tom’s dad", "2025-07-02", "every day", True, [],
     "stays away from the house and keeps to bail", "no one has to lie awake listening for him",
     "Police, Kerry and Pat report no visit and no call", "4 weeks out of 4",
     "Kerry rings 999 and Hannah comes the same day"),
    ("row-fridays", "p_pat", "Pat Marlow", "gran", "2025-07-04", "every Friday from 6 June", False,
     [], "will have the children every Friday night",
     "they are not in the house when Dean is most likely to drink",
     "Ellie’s school diary and Pat’s text each Saturday say so", "4 Fridays out of 4",
     "Kerry rings the duty worker the same evening"),
    ("row-mornings", "p_beth", "Beth Hughes", "school", "2025-07-22", "each school morning", False,
     [ELLIE], "sits with Ellie for ten minutes",
     "someone else listens, and knows by 9.30 after a bad night",
     "Ellie’s diary shows her awake in class", "9 days out of 10",
     "Beth rings Kerry and Hannah that day"),
    ("row-words", "p_sunita", "Sunita Rao", "health visitor", "2025-06-24", "", False, [TOM],
     "sees Tom at home and checks his sleep and words",
     "he gets help early if his words do not come back",
     "Tom sleeps through and uses his March words", "5 nights a week",
     "Sunita sends him to speech therapy by 27 June"),
)  # fmt: skip


def _plan(room: BoardBuilder) -> None:
    for key, person, name, role, when, repeats, bottom, children, *texts in ROWS:
        from_card = "step-fridays" if key == "row-fridays" else None
        from_score = "score-scale-set-dean-0001-p_mark" if key == "row-bail" else None
        room.add("row", key, "p_hannah", set="set-dean-0001", by_when=when, repeats=repeats,
                 owner=speaker(person, name, role), bottom_line=bottom, children=children,
                 from_card=from_card, from_score=from_score,
                 accepted={"by": person, "at": OPENED}, read_back={"p_kerry": "understood"},
                 responses={"p_kerry": answer("agree", "", "Kerry Marlow", "p_kerry")})  # fmt: skip
        fields = ("what", "so_that", "know", "how_much", "if_not")
        room.write(key, **dict(zip(fields, texts, strict=True)))


def _notes(room: BoardBuilder) -> None:
    notes = {
        "reason": "On 3 May 2025 police were called to the family’s home, where Ellie and Tom had "
        "hidden. On 14 May a strategy discussion started an enquiry: the council’s duty to find "
        "out whether a child is being harmed. It ended on 30 May and found that both children are "
        "likely to be harmed if nothing changes.",
        "discussion": "Dean is on police bail until 4 August. He must not go anywhere Kerry is "
        "staying.\n\nThe GP reports that both children have had their injections.",
        "summary": "Ellie and Tom are loved and well looked after. Kerry has not only said that "
        "she will keep them safe; on 20 May she did it, and Pat came. That matters.\n\nThe danger "
        "has not gone. It comes when Dean is drunk, and nothing has yet changed about that.",
        "contingency": "If Dean comes or breaks bail: Kerry rings 999. Police tell Hannah or the "
        "night team within an hour.\nIf Hannah leaves: Kerry meets the new worker first.",
        "telling": "Kerry and Amina tell Ellie after school on 4 June. The chair rings Dean and "
        "Marcus. Pat tells Joe.",
    }
    for name, words in notes.items():
        room.add("note", f"note-{name}", "", words)
    room.add("quorum", "quorum", "", enough="yes", ground="")
    room.add("dates", "dates", "", core_group_on="2025-06-12", core_group_at="15:30",
             core_group_place="Larkfield Primary School", review_on="2025-09-02",
             review_at="10:00", lead_worker=speaker("p_hannah", "Hannah Pike", "social worker"),
             core_group_members=["p_kerry", "p_pat", "p_hannah", "p_beth", "p_sunita"],
             late_reason="")  # fmt: skip
    room.write("dates", visits="Hannah sees both children at home at least every 10 working days")


def _professionals() -> dict[str, Any]:
    board = BoardBuilder()
    board.card("grey_area", "annex-rota", "p_mark", ROTA, source="record")
    board.card("safety", "safe-moved", "p_hannah", "Kerry moved with the children on 24 May.",
               status="shared")  # fmt: skip
    return board.plain()


def _own() -> dict[str, Any]:
    board = BoardBuilder()
    board.card("past_harm", "own-draft", "p_sunita", PRIVATE_DRAFT)
    return board.plain()
