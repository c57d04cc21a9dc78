"""Working days and London time, over many dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.rules import clocks
from tests.records.marlow import HOLIDAYS, shared_json

DAYS = st.dates(date(2024, 1, 1), date(2030, 10, 1)).map(date.isoformat)


@given(DAYS, st.integers(1, 40))
def test_CLK_2_the_last_of_n_working_days_is_a_working_day_and_there_are_n(
    start: str, days: int
) -> None:
    end = clocks.working_days_after(start, days, HOLIDAYS)
    assert clocks.is_working_day(end, HOLIDAYS)
    assert clocks.working_days_between(start, end, HOLIDAYS) == days


@given(DAYS, st.integers(1, 12))
def test_CLK_5_a_month_later_is_the_same_day_or_the_months_last(start: str, months: int) -> None:
    then, now = date.fromisoformat(clocks.months_after(start, months)), date.fromisoformat(start)
    assert (then.year * 12 + then.month) - (now.year * 12 + now.month) == months
    last = clocks.days_after(then.isoformat(), 1).endswith("-01")
    assert then.day == now.day or (then.day < now.day and last)


@given(st.integers(0, 2_500_000_000))
def test_CLK_6_london_time_is_what_the_zone_says(seconds: int) -> None:
    zone = datetime.fromtimestamp(seconds, ZoneInfo("Europe/London"))
    # Before 1972 the zone kept summer time all year, and the ends of summer time moved until 1996.
    if zone.year >= 1996:
        assert clocks.london(seconds * 1000).replace(tzinfo=None) == zone.replace(tzinfo=None)


def test_CLK_7_an_instant_in_words() -> None:
    at = int(datetime(2025, 6, 4, 15, 42, tzinfo=UTC).timestamp() * 1000)
    assert clocks.moment_words(at) == "Wednesday 4 June 2025, 4.42 pm"


def test_CLK_1_the_nation_has_eight_bank_holidays_a_year_and_none_on_a_weekend() -> None:
    holidays = [one["on"] for one in shared_json("nations/england.json")["bank_holidays"]]
    assert holidays == sorted(holidays)
    for year in range(2024, 2031):
        assert sum(on.startswith(str(year)) for on in holidays) == 8
    assert all(date.fromisoformat(on).weekday() < 5 for on in holidays)


def test_an_age_is_whole_years_on_the_day() -> None:
    assert clocks.age_on("2018-06-04", "2025-06-04") == 7
    assert clocks.age_on("2018-06-05", "2025-06-04") == 6
    assert clocks.age_on("", "2025-06-04") is None
    assert clocks.age_on("2025-07-01", "2025-06-04") is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat))
def test_CLK_6_a_day_begins_at_midnight_in_london(on: str) -> None:
    start = datetime.fromisoformat(on).replace(tzinfo=ZoneInfo("Europe/London"))
    assert clocks.london_midnight(on) == int(start.timestamp()) * 1000
