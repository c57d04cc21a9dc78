"""Working days, due dates, and dates and times as people in England write them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict


class ConferenceClock(TypedDict):
    """When the conference is due, which working day it falls on, and both in words."""

    due: str
    day: int
    in_time: bool
    words: str


def is_working_day(on: str, holidays: Collection[str]) -> bool:
    """Say whether a date is Monday to Friday and no bank holiday (CLK-1). Dates are YYYY-MM-DD."""
    return date.fromisoformat(on).weekday() < 5 and on not in holidays


def working_days_after(start: str, days: int, holidays: Collection[str]) -> str:
    """Give the date `days` working days after `start`; day 1 is the day after it (CLK-2)."""
    on = start
    while days > 0:
        on = days_after(on, 1)
        days -= is_working_day(on, holidays)
    return on


def working_days_between(start: str, end: str, holidays: Collection[str]) -> int:
    """Count the working days after `start` up to and with `end`; 0 when `end` is no later."""
    count, on = 0, start
    while on < end:
        on = days_after(on, 1)
        count += is_working_day(on, holidays)
    return count


def days_after(start: str, days: int) -> str:
    """Give the calendar date `days` after `start`."""
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()


def months_after(start: str, months: int) -> str:
    """Give the same day `months` later, or the last day of a month that is too short (CLK-5)."""
    first = date.fromisoformat(start)
    index = first.year * 12 + first.month - 1 + months
    after = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    last = (after - timedelta(days=1)).day
    return date(index // 12, index % 12 + 1, min(first.day, last)).isoformat()


def conference_clock(
    strategy_on: str, on: str, holidays: Collection[str], days: int = 15
) -> ConferenceClock:
    """Count from the strategy discussion to the conference held `on` (CLK-3)."""
    due = working_days_after(strategy_on, days, holidays)
    day = working_days_between(strategy_on, on, holidays)
    late = working_days_between(due, on, holidays)
    in_time = on <= due
    words = f"Working day {day} of {days}."
    if not in_time:
        words = f"Late by {late} working {'day' if late == 1 else 'days'}."
    return {"due": due, "day": day, "in_time": in_time, "words": words}


def core_group_due(on: str, holidays: Collection[str], days: int = 10) -> str:
    """Give the last date for the first core group after a conference held `on` (CLK-4)."""
    return working_days_after(on, days, holidays)


def age_on(born: str, on: str) -> int | None:
    """Give somebody's age in whole years, or None when either date is missing or not yet born."""
    if not born or not on or on < born:
        return None
    birth, day = date.fromisoformat(born), date.fromisoformat(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def london(at: int) -> datetime:
    """Give the London wall-clock time of `at`, milliseconds since 1970 UTC (CLK-6).

    Summer time runs from 01:00 UTC on the last Sunday of March to the last Sunday of October.
    """
    utc = datetime.fromtimestamp(at // 1000, UTC)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return utc + timedelta(hours=1) if summer else utc


def london_midnight(on: str) -> int:
    """Give the instant at which a date begins in London, in milliseconds since 1970 UTC (CLK-6)."""
    utc = int(datetime.fromisoformat(on).replace(tzinfo=UTC).timestamp()) * 1000
    hour = 3_600_000
    # In summer the day has begun an hour before it does in UTC.
    return utc - hour if london(utc - hour).date().isoformat() == on else utc


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def london_time(at: int | None) -> str:
    """Give HH:MM in London, or "" for None and 0."""
    return london(at).strftime("%H:%M") if at else ""


def date_words(on: str, *, weekday: bool = True) -> str:
    """Write a date out: "Wednesday 4 June 2025" (CLK-7). What is no date comes back as it was."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return on
    name = f"{day:%A} " if weekday else ""
    return f"{name}{day.day} {day:%B} {day.year}"


def time_words(at: str) -> str:
    """Write a clock time: 15:30 is "3.30 pm", 10:00 is "10 am" (CLK-7)."""
    hour, _, minute = at.partition(":")
    if not (hour.isdecimal() and minute.isdecimal()):
        return at
    half = "am" if int(hour) < 12 else "pm"
    shown = int(hour) % 12 or 12
    return f"{shown} {half}" if int(minute) == 0 else f"{shown}.{minute} {half}"


def moment_words(at: int) -> str:
    """Write an instant as London date and time: "Wednesday 4 June 2025, 4.42 pm"."""
    when = london(at)
    return f"{date_words(when.date().isoformat())}, {time_words(when.strftime('%H:%M'))}"
