"""Bands are hours of local time: of the season, of the week, of holidays, and of days of 23 and 25 hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.evidence.numerics.bills.calendar import calendar
from terezi.evidence.numerics.bills.parts import Part, month_of, parts_of, quarter_of
from terezi.law.tariffs import Hours, TariffBand
from tests.evidence.numerics.bills.tariff import bent

HOUR = 3_600


def part(zone: str, period: Period, *bands: TariffBand) -> Part:
    law = bent("GG", period.starts_on, section="settlement", time_zone=zone)
    return Part(period, law)


def day_of(day: date, zone: str = "Asia/Ashgabat") -> dict[str, float]:
    period = Period(day, day + timedelta(days=1))
    return {band: s / HOUR for (_, band), s in calendar([part(zone, period)]).seconds[day].items()}


def test_a_winter_weekday_has_a_peak_of_five_hours():
    assert day_of(date(2026, 2, 10)) == {"night": 8, "day": 11, "winter_peak": 5}


def test_a_sunday_has_no_peak():
    assert day_of(date(2026, 2, 8)) == {"night": 8, "day": 16}


def test_a_holiday_has_no_peak():
    assert day_of(date(2026, 1, 1)) == {"night": 8, "day": 16}
    assert day_of(date(2026, 1, 5))["winter_peak"] == 5


def test_a_summer_weekday_has_the_peak_of_summer():
    assert day_of(date(2026, 7, 1)) == {"night": 8, "day": 12, "peak": 4}


def test_a_day_of_23_hours_has_an_hour_less_of_night_and_one_of_25_an_hour_more():
    assert day_of(date(2026, 3, 29), "Europe/Chisinau") == {"night": 7, "day": 16}
    assert day_of(date(2026, 10, 25), "Europe/Chisinau") == {"night": 9, "day": 16}


def test_kazakhstans_day_of_25_hours_is_whole():
    day = date(2024, 2, 29)  # clocks went back at the midnight that ends it
    told = calendar(parts_of("KZ", Period(day, date(2024, 3, 2)))).seconds

    assert [sum(told[each].values()) / HOUR for each in told] == [25, 24]


@pytest.mark.parametrize(
    "zone", ["Asia/Ashgabat", "Asia/Kolkata", "Asia/Kathmandu", "America/Asuncion", "Australia/Lord_Howe"]
)
def test_every_quarter_hour_lies_in_the_band_that_the_local_clock_says(zone):
    period = Period(date(2026, 3, 20), date(2026, 4, 10))
    told = calendar([part(zone, period)])
    begins, ends = (
        datetime.combine(d, time(), ZoneInfo(zone)) for d in (period.starts_on, period.ends_before)
    )
    quarters = pl.datetime_range(begins, ends, "15m", closed="left", eager=True)
    local = pl.DataFrame({"at": quarters, "slot": quarters.dt.epoch("s") // told.slot_seconds})
    at, weekday, day = pl.col("at"), pl.col("at").dt.weekday(), pl.col("at").dt.date()
    minute = at.dt.hour().cast(pl.Int32) * 60 + at.dt.minute()
    free = day.is_in([date(2026, 3, 21), date(2026, 3, 22)])
    by_clock = (
        pl.when((at.dt.month() == 3) & (weekday < 7) & ~free & minute.is_between(1020, 1319))
        .then(pl.lit("winter_peak"))
        .when((at.dt.month() == 4) & (weekday < 6) & minute.is_between(1080, 1319))
        .then(pl.lit("peak"))
        .when((minute >= 1380) | (minute < 420))
        .then(pl.lit("night"))
        .otherwise(pl.lit("day"))
    )
    both = local.with_columns(by_clock=by_clock).join(told.frame, on="slot", how="left")

    assert both.filter(pl.col("band").ne_missing(pl.col("by_clock"))).is_empty()
    assert sum(sum(d.values()) for d in told.seconds.values()) == (ends - begins).total_seconds() or zone


def test_a_band_may_begin_at_a_minute():
    bands = (
        TariffBand("late", "Late", 1, Hours(starts_at=time(17, 20), ends_at=time(17, 50))),
        TariffBand("rest", "Rest", 1),
    )
    law = bent("GG", date(2026, 1, 5), bands=bands)
    told = calendar([Part(Period(date(2026, 1, 5), date(2026, 1, 6)), law)])

    assert told.slot_seconds == 600
    assert told.seconds[date(2026, 1, 5)] == {(0, "late"): 1_800, (0, "rest"): 84_600}


def test_february_is_cut_where_the_prices_change():
    parts = parts_of("GG", month_of(date(2026, 2, 20)))

    assert [each.period.starts_on for each in parts] == [date(2026, 2, 1), date(2026, 2, 16)]
    assert [len(parts_of("GG", month_of(date(2026, m, 1)))) for m in (1, 3, 12)] == [1, 1, 1]


def test_the_quarter_of_a_day_is_three_whole_months():
    assert quarter_of(date(2026, 5, 17)) == Period(date(2026, 4, 1), date(2026, 7, 1))
    assert quarter_of(date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2027, 1, 1))
