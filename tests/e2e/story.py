"""The words of the invented family's conference, as each person says them."""

from __future__ import annotations

from dataclasses import dataclass

HARM = (
    "On 3 May Dean punched the kitchen door and pushed Kerry while Ellie was on the stairs; "
    "Ellie hid in the wardrobe with Tom."
)
WORKERS = "Three social workers since January; Kerry has had to tell the story each time."
READS = "Ellie is at school every day and reads to Tom."
KEPT_SAFE = (
    "On 20 May Dean came to the door drunk; Kerry did not open it, rang Pat, and Pat took the "
    "children to hers."
)
ASLEEP = "Ellie has fallen asleep in class on six mornings since Easter."
WORN_OUT = "Ellie is worn out by Thursday."
ADDRESS = "Kerry’s new flat is the one above the bakery."
WHY_STRUCK = "This says where they live."
FRIDAYS = "I could have them on Fridays."
FAMILY_NOTE = "Uncle Joe is Kerry’s brother. He and Pat help at weekends."
NOT_KNOWN = "What Tom saw on 3 May."
ROTA = "Dean's work rota was supplied by his employer."
DRAFT = "I am not sure that marigold Kerry told me everything."
CHILDS_WORDS = "I listen in case he comes back. I try to stay awake."
TOM_SEEN = "When a door banged he ran to Ellie and held her sleeve."
PARENTS_VIEW = "I want this to be the last time I tell my story."

TITLE = "Dean coming to the house drunk"
DANGER = (
    "Kerry, Pat, school and the social worker are worried that Dean will come to the house drunk "
    "and hurt Kerry, as he did on 3 May, and that Ellie and Tom will be hurt or frightened in the "
    "middle of it, and that Ellie will keep lying awake listening for him."
)
DISPUTE = "Dean says he did not push Kerry and that the door was an accident."
GOAL = (
    "Everyone will be content when Kerry and her family make sure the children only see Dean when "
    "he is sober and Pat or Uncle Joe is there, so that Ellie and Tom sleep through and are not "
    "frightened, and this has gone on for six months, including a birthday and Christmas."
)
LINE = "Dean does not come to the house."
LINE_WHY = "While bail runs."
LINE_BY = "Social worker and police"
TEN = "The goal is happening and services can stop."
ZERO = "The children cannot stay at home tonight."

STATEMENTS = {
    "kerry": "I am scared he comes back drunk, and the kids hear it: windflower.",
    "beth": "Ellie will fall behind because she listens all night: larkspur.",
    "sunita": "Tom is small enough to be badly hurt by accident: foxglove.",
    "mark": "It is getting worse each time he drinks: thistledown.",
    "hannah": "Someone will be hurt if he comes when nobody else is there: sweetbriar.",
}
"""What each writes in private; the last word of each is said nowhere else."""


@dataclass(frozen=True)
class Scored:
    """A person's number and the words with it."""

    who: str
    name: str
    part: str
    value: int
    because: str
    up: str
    child: str = ""


SCORES = (
    Scored(
        "kerry", "Kerry Marlow", "mum", 6,
        "He has not been near us since the moonwort move.",
        "If Ellie sleeps three nights in a row.",
    ),
    Scored(
        "pat", "Pat Marlow", "gran", 5, "I have heard him promise on the sorrel grave.",
        "If the Fridays happen four weeks in a row.",
    ),
    Scored(
        "amina", "Ellie Marlow", "child", 4, "I still listen, like a dormouse.",
        "If someone else listens instead of me.", "Ellie",
    ),
    Scored(
        "beth", "Beth Hughes", "school", 4, "She is here, but so tired: comfrey.",
        "If she stays awake for a week.",
    ),
    Scored(
        "sunita", "Sunita Rao", "health visitor", 4,
        "Kerry keeps every visit. Tom still startles: yarrow.", "If Tom’s words come back.",
    ),
    Scored(
        "hannah", "Hannah Pike", "social worker", 3,
        "Kerry has acted. Dean has not changed anything yet: tansy.",
        "If Dean says what he will do differently.",
    ),
    Scored(
        "mark", "Mark Ellison", "police", 2, "He came on 20 May while on bail: valerian.",
        "If Dean keeps to bail for four weeks.",
    ),
)  # fmt: skip
FIRST_OF_KERRY = (7, "He has gone quiet.", "A quiet week.")
"""What Kerry chose at the reveal; she moved to six when she had heard the others."""

OVERALL = (("kerry", 6), ("hannah", 3))

REASONS = {
    "Ellie": "Ellie has already been frightened and is losing sleep because of it.",
    "Tom": "Tom was there on 3 May. He now wakes crying and uses fewer words.",
}
VIEWS = {
    "hannah": {"Ellie": "She hid, and still listens at night.", "Tom": "He shows fear."},
    "beth": {"Ellie": "She has fallen asleep in class six times.", "Tom": "He was there too."},
    "sunita": {"Ellie": "Fear shapes what she does.", "Tom": "He clings to Kerry and is small."},
    "mark": {"Ellie": "We were called twice in five weeks.", "Tom": "He saw it."},
}
DISSENT = "If someone pushes Kerry again, Tom is likely to be in her arms."
EMOTIONAL, PHYSICAL = "Emotional abuse", "Physical abuse"

ROW = {
    "What will be done": "will have the children every Friday night",
    "So that": "they are not in the house when Dean is most likely to drink",
    "How we will know": "Ellie's school diary and Pat's text each Saturday say so",
    "How much or how often": "4 Fridays out of 4",
    "What if it is not done": "Kerry rings the duty worker the same evening",
}
REPEATS = "every Friday from 6 June"
CONTINGENCY = "If Dean comes or breaks bail, Kerry rings 999."
TELLING = "Kerry and Amina tell Ellie after school. The chair rings Dean and Marcus."
SUMMARY = "Ellie and Tom are loved. The danger has not gone; the plan is about that."
VISITS = "Every 10 working days"
