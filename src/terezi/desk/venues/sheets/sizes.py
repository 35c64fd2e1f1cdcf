"""What trade sizes and turnover alone say of an exchange's markets, no account named: context beside simulated honest markets, no lead."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.desk.findings.quantities import Spoken, grouped
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, words
from terezi.desk.venues.basis import MarketBasis

SHOWN = 5  # markets; sizes of the small ones say little
PAST_DAYS, LEAST_PAST = 30, 5
RATIOS = ("turnover_step", "tail")
Row = dict[str, Any]


@dataclass(frozen=True)
class StatisticLine:
    """One statistic of one market: its value with its error, its own past, and what an honest market shows."""

    row: Row
    past_e6: int | None

    @property
    def title(self) -> str:
        return word(words.STATISTICS, self.row["statistic"])

    @property
    def source(self) -> str:
        return words.STATISTIC_SOURCES[self.row["statistic"]]

    @property
    def is_used(self) -> bool:
        return bool(self.row["is_used"])

    @property
    def is_known(self) -> bool:
        return self.row["value_e6"] is not None

    @property
    def value(self) -> Spoken:
        return self._spoken(self.row["value_e6"])

    @property
    def error(self) -> Spoken:
        return self._spoken(self.row["error_e6"])

    @property
    def past(self) -> Spoken:
        return self._spoken(self.past_e6)

    @property
    def drawn(self) -> Spoken:
        return quantities.count(self.row["drawn"])

    @property
    def is_beyond(self) -> bool | None:
        """Whether it lies beyond what nineteen of twenty simulated honest markets show; None where that is not asked."""
        value, bound = self.row["value_e6"], self.row["bound_e6"]
        if value is None or bound is None:
            return None
        return bool(value < bound if self.row["statistic"] == "round_sizes" else value > bound)

    @property
    def honest(self) -> str:
        """What an honest market shows."""
        told = {name: self._spoken(self.row[f"{name}_e6"]) for name in ("usual", "bound")}
        called = quantities.share(self.row["false_alarms_ppm"])
        return word(words.HONEST_SIZES, self.row["statistic"]).format(**told, called=called)

    @property
    def step(self) -> str:
        """When the last step of turnover came."""
        if self.row["statistic"] != "turnover_step" or not self.is_known:
            return ""
        day = self.row["step_day"]
        return (
            _("since {day}").format(day=date_format(day, "SHORT_DATE_FORMAT")) if day else _("no step found")
        )

    def _spoken(self, value_e6: int | None) -> Spoken:
        if value_e6 is None or self.row["statistic"] not in RATIOS:
            return quantities.share(value_e6)
        return Spoken(grouped(Decimal(value_e6) / PPM, 2), "")


@dataclass(frozen=True)
class MarketSizes:
    """The statistics of one market of an exchange."""

    instrument: str
    trades: Spoken
    lines: tuple[StatisticLine, ...]


@dataclass(frozen=True)
class SizesSheet:
    """The most traded markets of an exchange; empty where nothing was measured."""

    markets: tuple[MarketSizes, ...]
    more: int

    @property
    def says(self) -> str:
        compared = [line for market in self.markets for line in market.lines if line.is_beyond is not None]
        if not compared:
            return _("In none of these markets were there enough trades on this day to say anything.")
        beyond = sum(bool(line.is_beyond) for line in compared)
        return ngettext(
            "Beyond what nineteen of twenty simulated honest markets show: {beyond} of {n} statistic of trade sizes. Real honest markets are less smooth than simulated ones: this is context for a question, no lead, and a change against a market's own past says more.",
            "Beyond what nineteen of twenty simulated honest markets show: {beyond} of {n} statistics of trade sizes. Real honest markets are less smooth than simulated ones: this is context for a question, no lead, and a change against a market's own past says more.",
            len(compared),
        ).format(n=len(compared), beyond=beyond)


def sizes_of(basis: MarketBasis, venue: str) -> SizesSheet:
    """Return what sizes say of an exchange's markets on the day, the most traded first."""
    rows = basis.lake.rows("venue_size_statistics", days_up_to(basis.day, days=PAST_DAYS + 1), "statistic")
    own = rows.filter(pl.col("venue_id") == venue)
    past = _past(own.filter(pl.col("day") < basis.day))
    today = own.filter(pl.col("day") == basis.day)
    names = today.sort("trades", "instrument", descending=[True, False])["instrument"].unique(maintain_order=True)  # fmt: skip
    markets = tuple(_market(today.filter(instrument=name), past) for name in names[:SHOWN])
    return SizesSheet(markets, max(0, len(names) - SHOWN))


def _market(rows: pl.DataFrame, past: dict[tuple[str, str], int]) -> MarketSizes:
    told = {row["statistic"]: row for row in rows.iter_rows(named=True)}
    first = next(iter(told.values()))
    lines = tuple(
        StatisticLine(told[name], past.get((first["instrument"], name)))
        for name in words.STATISTICS
        if name in told
    )
    return MarketSizes(first["instrument"], quantities.count(first["trades"]), lines)


def _past(earlier: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Return the median of each statistic over earlier days, where there are some."""
    known = earlier.filter(pl.col("value_e6").is_not_null(), pl.col("statistic") != "turnover_step")
    medians = known.group_by("instrument", "statistic").agg(pl.len(), pl.col("value_e6").median())
    return {
        (instrument, name): round(median)
        for instrument, name, days, median in medians.iter_rows()
        if days >= LEAST_PAST
    }
