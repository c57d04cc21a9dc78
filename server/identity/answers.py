"""Checks what people fill in: each answer comes out clean, or with the code of what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from server.identity.values import Code

LINE = 120
LONG_LINE = 300
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# These turn the reading order of what follows, so that a name can pose as another.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNUSABLE = ("Cc", "Cs", "Co", "Cn")


class Answers:
    """Takes answers one by one; `wrong` says which fields cannot be used, and why."""

    def __init__(self) -> None:
        self.wrong: dict[str, Code] = {}

    def line(self, field: str, text: str, most: int = LINE, missing: Code = "") -> str:
        """One line of text: NFC, trimmed, single spaces. `missing` is the code for none (IDN-8)."""
        text = " ".join(unicodedata.normalize("NFC", text).split())
        if missing and not is_visible(text):
            self.wrong[field] = missing
        elif len(text) > most:
            self.wrong[field] = "text_too_long"
        elif not is_usable(text):
            self.wrong[field] = "text_unusable"
        return text

    def email(self, field: str, text: str) -> str:
        """An email address as it is stored and compared."""
        text = normal_email(text)
        if len(text) > 254 or not EMAIL.fullmatch(text) or not is_usable(text):
            self.wrong[field] = "email_wrong"
        return text

    def date(self, field: str, text: str, missing: Code = "") -> str:
        """A real day as YYYY-MM-DD, or "" where that is allowed."""
        text = text.strip()
        if not text and missing:
            self.wrong[field] = missing
        elif text and not is_date(text):
            self.wrong[field] = "date_wrong"
        return text

    def clock(self, field: str, text: str) -> str:
        """A time of day as HH:MM, or ""."""
        text = text.strip()
        if text and not CLOCK.fullmatch(text):
            self.wrong[field] = "time_wrong"
        return text

    def choice(self, field: str, text: str, choices: Collection[str], code: Code) -> str:
        """One of the choices."""
        if text not in choices:
            self.wrong[field] = code
        return text

    @property
    def first(self) -> Code:
        """The code of the first answer that is wrong; only asked when there is one."""
        return next(iter(self.wrong.values()))


def normal_email(text: str) -> str:
    """Emails are compared without regard to capitals or spaces around them."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def is_usable(text: str) -> bool:
    """Nothing that shows as nothing, breaks lines or turns the reading order."""
    return not any(char in TURNING or unicodedata.category(char) in UNUSABLE for char in text)


def is_visible(text: str) -> bool:
    """At least one letter, digit or sign can be seen."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def is_date(text: str) -> bool:
    """True for a day that the calendar has."""
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
