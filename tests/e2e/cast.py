"""Everybody of the conference at their screens, and what is left of it afterwards."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, expect

from tests.e2e.frames import Watch
from tests.e2e.people import Chair, Desk, Guest, Person, Phone, WallScreen
from tests.e2e.site import Site

PROFESSIONALS = ("chair", "hannah", "mark", "beth", "sunita")
PHONES = ("kerry", "pat", "beth", "sunita", "mark", "hannah", "amina")


@dataclass
class Played:
    """What was left when the meeting had ended."""

    watch: Watch
    dates: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)
    page: str = ""
    closing: list[list[str]] = field(default_factory=list)
    family_preview: str = ""
    last_words: dict[str, str] = field(default_factory=dict)
    fields_left: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def record(self) -> dict[str, Any]:
        """The professionals' copy as data."""
        found: dict[str, Any] = json.loads(self.files["professionals.json"])
        return found


def invented_dates() -> dict[str, str]:
    """Dates that are in time whenever the tests run; the plan's is the next 4 July."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    july = date(today.year, 7, 4)
    by = july if july > today else date(today.year + 1, 7, 4)
    return {
        "today": today.isoformat(),
        "by": by.isoformat(),
        "told": f"{today.year - 1}-06-02",
        "report": (today - timedelta(days=2)).isoformat(),
        "core_group": (today + timedelta(days=9)).isoformat(),
        "review": (today + timedelta(days=80)).isoformat(),
    }


class Conference:
    """Everybody at their screens."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.chair = Chair(browser, site, "chair")
        self.taker = Desk(browser, site, "minute_taker")
        self.wall = WallScreen(browser, site)
        phones = {key: Phone(browser, site, key) for key in PHONES}
        self.kerry, self.pat, self.beth, self.sunita = [phones[key] for key in PHONES[:4]]
        self.mark, self.hannah, self.amina = [phones[key] for key in PHONES[4:]]
        self.phones = phones
        self.everybody: dict[str, Person] = {
            "chair": self.chair, "taker": self.taker, "wall": self.wall, **phones,
        }  # fmt: skip
        self.guests: dict[str, Guest] = {"wall": self.wall, **phones}
        self.names = {key: site.links["people"][key]["name"] for key in PHONES}
        self.played = Played(Watch(), invented_dates())
        self.watch.ears = {key: person.ear for key, person in self.everybody.items()}

    @property
    def watch(self) -> Watch:
        return self.played.watch

    @property
    def dates(self) -> dict[str, str]:
        return self.played.dates

    def count_seen(self) -> None:
        """How many are in, as the wall and a phone say it: never who."""
        for key in ("wall", "kerry"):
            found = self.everybody[key].page.get_by_text(re.compile(r"^7 of \d+ are in$")).first
            expect(found).to_be_visible()
            self.played.seen[key] = found.inner_text()

    def note_closing(self) -> None:
        """What the closing page says must still be put right."""
        places = self.chair.page.locator("li.stop strong")
        self.played.closing.append(places.all_inner_texts())

    def shows(self, *words: str) -> None:
        """These words are shown to everybody next: look at every page before they are."""
        pages = {key: person.everything for key, person in self.everybody.items()}
        self.watch.shows(pages, *words)
