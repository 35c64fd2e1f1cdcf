"""The monthly declarations of the levy on power used for mining.

The rates are written here a second time, as a miner reads them: answers taken from the law pack
under test would agree with it even where it is wrong.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import polars as pl

from terezi.base.units import WH_PER_KWH
from terezi.demo.books import Books
from terezi.demo.span import Span

MINOR = 100
BANDS = (
    (Decimal("0.20"), Decimal("0.02")),
    (Decimal("0.12"), Decimal("0.04")),
    (Decimal(0), Decimal("0.06")),
)
CURRENCY = "GGM"
SCHEMA = {
    "site_id": pl.String,
    "period_from": pl.Date,
    "period_until": pl.Date,
    "declared_wh": pl.Int64,
    "declared_levy_minor": pl.Int64,
    "average_price_minor_per_mwh": pl.Int64,
    "currency": pl.String,
}


def rate_per_kwh(tariff_minor_per_mwh: int) -> Decimal:
    """Return the levy per kWh, GGM, for an average price of the power."""
    price = Decimal(tariff_minor_per_mwh) / MINOR / 1000
    return next(rate for least, rate in BANDS if price >= least)


def levy_minor(wh: float, tariff_minor_per_mwh: int) -> int:
    """Return the levy on an amount of energy, minor units, rounded up."""
    return ceil(Decimal(round(wh)) / WH_PER_KWH * rate_per_kwh(tariff_minor_per_mwh) * MINOR)


def periods(span: Span) -> list[tuple[date, date]]:
    """Return the calendar months that had ended by the last day and that the span touches."""
    months = [span.day(days.start).replace(day=1) for _, days in span.months()]
    ends = [first + timedelta(days=monthrange(first.year, first.month)[1]) for first in months]
    return [(first, end) for first, end in zip(months, ends, strict=True) if end <= span.last_day]


def whole_periods(span: Span) -> list[tuple[date, date]]:
    """Return those months of which every day is in the span."""
    return [(first, end) for first, end in periods(span) if first >= span.first_day]


def declarations(books: Sequence[Books], span: Span, period: tuple[date, date]) -> pl.DataFrame:
    """Return what every site on the register declares for a month."""
    rows = [row for each in books if (row := _declaration(each, span, period))]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def gap_minor(books: Books, span: Span) -> int:
    """Return how much less levy than due a site declared for the whole months."""
    tariff = books.site.tariff_minor_per_mwh
    due = [levy_minor(_used_wh(books, span, period), tariff) for period in whole_periods(span)]
    told = [levy_minor(_declared_wh(books, span, period), tariff) for period in whole_periods(span)]
    return sum(due) - sum(told)


def _declaration(books: Books, span: Span, period: tuple[date, date]) -> tuple[object, ...] | None:
    declared_wh = _declared_wh(books, span, period)
    if declared_wh == 0:
        return None
    tariff = books.site.tariff_minor_per_mwh
    return (books.site.site_id, *period, declared_wh, levy_minor(declared_wh, tariff), tariff, CURRENCY)


def _declared_wh(books: Books, span: Span, period: tuple[date, date]) -> int:
    """Declare whole kilowatt-hours, rounded up."""
    return ceil(_used_wh(books, span, period) * books.site.story.declared_part / WH_PER_KWH) * WH_PER_KWH


def _used_wh(books: Books, span: Span, period: tuple[date, date]) -> float:
    """Return the energy metered in a month; days before the span count as its mean day."""
    first, end = (span.index(day) for day in period)
    inside = books.metered_wh[max(first, 0) : min(end, span.days)]
    before = books.metered_wh.mean() * max(0, -first) if books.site.registered_on < span.first_day else 0.0
    return float(inside.sum() + before)
