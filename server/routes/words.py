"""How the pages write dates, names and places, for templates and for the code beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from server.contract.values import Child, Meeting, Millis
from server.rules import clocks
from server.rules.people import together

MODES = {
    "in_person": "Everyone in the room",
    "hybrid": "In the room and on video",
    "video": "Everyone on video",
}


def family(children: Sequence[Child]) -> str:
    """The children as people speak of them: "Ellie and Tom Marlow"."""
    first = [child.first_name for child in children]
    surnames = {_surname(child) for child in children}
    shared = surnames.pop() if len(surnames) == 1 else ""
    return f"{together(first)} {shared}".strip()


def _surname(child: Child) -> str:
    found = child.name.removeprefix(child.first_name)
    return found.strip() if found != child.name else ""


def title(meeting: Meeting, kind: Mapping[str, Any]) -> str:
    """What a meeting is called in lists: "Ellie and Tom Marlow: first conference"."""
    name = str(kind["plain_name"])
    about = family(meeting.children)
    return f"{about}: {name[:1].lower()}{name[1:]}" if about else name


def first_name(name: str) -> str:
    """The name to greet somebody by. Titles and initials stay whole: "J. Baines", "Dr Okafor"."""
    start = name.partition(" ")[0]
    return start if len(start.rstrip(".")) > 2 else name


def when(meeting: Meeting, arrives: str = "") -> str:
    """ "Wednesday 4 June 2025, 10 am"; "" before there is a date. `arrives` is one's own time."""
    if not meeting.on:
        return ""
    words, at = clocks.date_words(meeting.on), arrives or meeting.starts
    return f"{words}, {clocks.time_words(at)}" if at else words


def place(meeting: Meeting) -> str:
    """Where people meet, on an invitation: "Harbour House, or on this device"."""
    if meeting.mode == "video" or not meeting.venue:
        return "On this device"
    return f"{meeting.venue}, or on this device" if meeting.mode == "hybrid" else meeting.venue


def birth(child: Child) -> str:
    """When a child was born or is due, in words."""
    if child.born:
        return f"Born {clocks.date_words(child.born, weekday=False)}"
    if child.due:
        return f"Due {clocks.date_words(child.due, weekday=False)}"
    return "No date of birth yet"


def clock_time(at: Millis) -> str:
    """The time of day of an instant: "9.52 am"."""
    return clocks.time_words(clocks.london_time(at))


def today(now: Millis) -> str:
    """The date in London, YYYY-MM-DD."""
    return clocks.london(now).date().isoformat()


def short_day(on: str) -> str:
    """A date near by, without its year: "Thursday 5 June"."""
    return clocks.date_words(on).rpartition(" ")[0] if on else ""


def day_of(at: Millis) -> str:
    """ "Monday 2 June 2025" """
    return clocks.date_words(today(at))


def clock_of(
    meeting: Meeting, kind: Mapping[str, Any], holidays: frozenset[str]
) -> clocks.ConferenceClock | None:
    """The conference clock, when both dates are known and in their order."""
    if not meeting.strategy_on or not meeting.on or meeting.on < meeting.strategy_on:
        return None
    days = int(kind["clocks"]["conference_days"])
    return clocks.conference_clock(meeting.strategy_on, meeting.on, holidays, days)


def phone(number: str) -> str:
    """A telephone number as a link needs it."""
    return "".join(char for char in number if char.isascii() and (char.isdecimal() or char == "+"))


FILTERS = {
    "birth": birth,
    "bare": lambda words: words.rstrip("."),
    "clock_time": clock_time,
    "day": clocks.date_words,
    "day_of": day_of,
    "first_name": first_name,
    "moment": clocks.moment_words,
    # Made by our own templates, which escape what people wrote.
    "own_html": Markup,
    "phone": phone,
    "short_day": short_day,
    "suffixed": lambda part, name: f"{name}-{part}",
    "time": clocks.time_words,
}
"""Every filter of the templates, by the name it has there."""
