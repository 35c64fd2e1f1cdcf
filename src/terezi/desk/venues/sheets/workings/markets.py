"""Depth, spread and premium of the market that was traded most, hour by hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.findings.quantities import DASH
from terezi.desk.people.words import in_order
from terezi.desk.venues import quantities
from terezi.desk.venues.sheets.liquidity import MarketLine
from terezi.desk.venues.sheets.strip import Day, main_market
from terezi.desk.venues.sheets.workings.working import NOTHING, Line, Working, text

Row = dict[str, Any]


def _hours(day: Day, line: MarketLine) -> Sequence[Row]:
    rows = day.liquidity.filter(
        pl.col("venue_id") == line.venue_id, pl.col("instrument") == line.instrument
    ).sort("starts_at")
    return rows.to_dicts()


def depth(day: Day, venue: str) -> Working:
    line = main_market(day, venue)
    if line is None:
        return NOTHING

    def said(row: Row) -> Line:
        return (
            quantities.lasting(row["book_seconds"]),
            quantities.amount(row["depth_bid_near_e8"], line.base),
            quantities.amount(row["depth_ask_near_e8"], line.base),
            quantities.amount(row["middle_e8"], line.quote),
            quantities.amount(row["thinner_near_e8"], line.quote),
        )

    rows = tuple((text(_hour(day, row)), *said(row)) for row in _hours(day, line))
    last = (text(_("Mean over the time")), *said(line.means | {"book_seconds": line.seconds}))
    formula = _("depth = the smaller of bids and asks within {near} of the middle, × the middle; mean of the hours of {instrument}, each by how long its book is known").format(
        near=in_order(f"±{line.bands[0]}") if line.bands else DASH, instrument=line.instrument
    )  # fmt: skip
    heads = (_("Hour"), _("Book known"), _("Bids"), _("Asks"), _("Middle"), _("Depth"))
    return Working(
        formula, heads, rows, last, moments=_middles(_hours(day, line)), instrument=line.instrument
    )


def spread(day: Day, venue: str) -> Working:
    line = main_market(day, venue)
    if line is None:
        return NOTHING
    rows = tuple(
        (text(_hour(day, row)), quantities.lasting(row["book_seconds"]), quantities.share(row["spread_ppm"]))
        for row in _hours(day, line)
    )
    formula = _("spread = mean of the hours of {instrument}, each by how long its book is known").format(
        instrument=line.instrument
    )
    last = (text(_("Mean over the time")), quantities.lasting(line.seconds), line.spread)
    heads = (_("Hour"), _("Book known"), _("Spread"))
    return Working(
        formula, heads, rows, last, moments=_middles(_hours(day, line)), instrument=line.instrument
    )


def premium(day: Day, venue: str) -> Working:
    line = next((one for one in day.markets if one.venue_id == venue and one.premium_ppm is not None), None)
    if line is None:
        return NOTHING
    rows = tuple(
        (
            text(_hour(day, row)),
            quantities.lasting(row["book_seconds"]),
            quantities.amount(row["average_price_e8"], line.quote),
            quantities.amount(row["reference_e8"], line.quote),
            quantities.share(row["premium_ppm"]),
        )
        for row in _hours(day, line)
        if row["premium_ppm"] is not None
    )
    formula = _("premium = price here / world price − 1, mean of the hours of {instrument}, each by how long its book is known").format(
        instrument=line.instrument
    )  # fmt: skip
    last = (text(_("Mean over the time")), text(""), text(""), text(""), line.premium)
    heads = (_("Hour"), _("Book known"), _("Price here"), _("World price"), _("Premium"))
    return Working(formula, heads, rows, last)


def _middles(hours: Sequence[Row]) -> tuple[datetime, ...]:
    """The middle of each hour, as an hour's beginning may know no book yet."""
    return tuple(row["starts_at"] + timedelta(minutes=30) for row in hours)


def _hour(day: Day, row: Row) -> str:
    return quantities.clock(row["starts_at"], day.basis.zone)[:5]
