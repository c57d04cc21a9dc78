"""Forms are read at the door: once parsed they are clean values, or errors by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl

import anyio
from starlette.requests import Request

from server.contract.catalogue import load_limits

FORM_BYTES = load_limits().form_bytes
FORM_SECONDS = float(load_limits().form_seconds)
FORM_FIELDS = load_limits().form_fields
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class FormRefused(Exception):
    """The body is no form of ours. `status` is the HTTP status, 400, 408 or 413."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent. Answers come out tidied: NFC, no control characters, no spaces around."""

    pairs: tuple[tuple[str, str], ...] = ()

    def exact(self, name: str) -> str:
        """The first answer of that name as it was typed, for passwords; else ""."""
        return next((value for key, value in self.pairs if key == name), "")

    def get(self, name: str) -> str:
        """The first answer of that name, else ""."""
        return tidy(self.exact(name))

    def every(self, name: str) -> tuple[str, ...]:
        """All answers of that name: ticked boxes."""
        return tuple(tidy(value) for key, value in self.pairs if key == name)

    def has(self, name: str) -> bool:
        """Whether the form had such a field at all."""
        return any(key == name for key, _ in self.pairs)


async def read_form(request: Request, within: float = FORM_SECONDS) -> Form:
    """Read a form of at most 64 kB that arrives in `within` seconds. Raises FormRefused."""
    try:
        with anyio.fail_after(within):
            body = await _read_body(request)
    except TimeoutError as late:
        raise FormRefused(408) from late
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise FormRefused(400)
    return parse_form(body)


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise FormRefused(413)
    return body


def parse_form(body: bytes) -> Form:
    """Decode a form body. Raises FormRefused for bytes that are no UTF-8, or too many fields."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=FORM_FIELDS,
            encoding="utf-8",
            errors="strict",
        )
    except ValueError as wrong:
        raise FormRefused(400) from wrong
    return Form(tuple(pairs))


def tidy(value: str) -> str:
    """NFC, line ends as \\n, without control characters and without spaces at the ends."""
    plain = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        char for char in plain if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


@dataclass(slots=True)
class Reader:
    """Takes answers out of a form and collects what is wrong, by the id of the field."""

    form: Form
    errors: dict[str, str] = field(default_factory=dict)

    def wrong(self, name: str, sentence: str) -> None:
        """Remember the first problem of a field."""
        self.errors.setdefault(name, sentence)

    def text(self, name: str, label: str, *, most: int = 120, missing: str = "") -> str:
        """One line of words. `missing` is the error when it is empty; "" means it may be."""
        value = " ".join(self.form.get(name).split())
        if not value and missing:
            self.wrong(name, missing)
        if len(value) > most:
            self.wrong(name, f"{label} must be {most} characters or fewer")
        return value

    def choice(self, name: str, of: Collection[str], missing: str) -> str:
        """One of a list. `missing` is the error for none and for one that is not on the list."""
        value = self.form.get(name)
        if value not in of:
            self.wrong(name, missing)
            return ""
        return value

    def day(self, name: str, label: str, *, missing: str = "", years: range) -> str:
        """A date in three boxes, name-day, name-month, name-year -> YYYY-MM-DD or ""."""
        boxes = {part: self.form.get(f"{name}-{part}") for part in ("day", "month", "year")}
        if not any(boxes.values()):
            if missing:
                self.wrong(f"{name}-day", missing)
            return ""
        for part, typed in boxes.items():
            if not typed:
                self.wrong(f"{name}-{part}", f"{label} must include a {part}")
                return ""
        found = parse_date(boxes["day"], boxes["month"], boxes["year"])
        if found is None:
            self.wrong(f"{name}-day", f"{label} must be a real date")
            return ""
        if found.year not in years:
            between = f"between {years.start} and {years.stop - 1}"
            self.wrong(f"{name}-year", f"{label} must have a year {between}")
        return found.isoformat()

    def time(self, name: str, missing: str) -> str:
        """A clock time as people type it, "10am", "2.30 pm", "14:30" -> HH:MM or ""."""
        typed = self.form.get(name)
        if not typed:
            self.wrong(name, missing)
            return ""
        found = parse_time(typed)
        if not found:
            self.wrong(name, "Enter a time, like 10 am or 2.30 pm")
        return found


def parse_date(day: str, month: str, year: str) -> date | None:
    """A date from three boxes; the month may be a number or its name."""
    named = month[:3].lower()
    number = str(MONTHS.index(named) + 1) if named in MONTHS else month
    if not all(box.isascii() and box.isdecimal() for box in (day, number, year)):
        return None
    try:
        return date(int(year), int(number), int(day))
    except (ValueError, OverflowError):
        return None


def parse_time(typed: str) -> str:
    """HH:MM from what people type, or "" when it is no time."""
    found = TIME.fullmatch(typed.strip())
    if not found:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return ""
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def boxes_of(name: str, on: str) -> dict[str, str]:
    """The three boxes of a stored date, to show it again: {name-day: "4", ...}."""
    year, month, day = on.split("-") if on else ("", "", "")
    return {
        f"{name}-day": day.lstrip("0"),
        f"{name}-month": month.lstrip("0"),
        f"{name}-year": year,
    }


def typed(form: Form, names: Sequence[str]) -> dict[str, str]:
    """What was typed into these fields, to show it again beside the errors."""
    return {name: form.get(name) for name in names}
