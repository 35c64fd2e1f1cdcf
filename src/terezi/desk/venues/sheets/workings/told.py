"""What an exchange told last, and what is missing of it."""

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.venues import quantities
from terezi.desk.venues.sheets.strip import Day
from terezi.desk.venues.sheets.venue import feeds_of
from terezi.desk.venues.sheets.workings.working import Working, moment, text


def feeds(day: Day, venue: str) -> Working:
    zone = day.basis.zone
    rows = [
        (
            text(line.duty_says),
            text(moment(line.last_at, zone)),
            line.silent,
            line.every,
        )
        for line in feeds_of(day, venue)
    ]
    at = moment(day.basis.feeds_at, zone)
    formula = _("silent for = {at}, when the day is looked at, less the time it last told something").format(
        at=at
    )
    heads = (_("Duty"), _("Told last"), _("Silent for"), _("Due every"))
    return Working(formula, heads, tuple(rows))


def complete(day: Day, venue: str) -> Working:
    names = ("orders", "trades", "overlaps", "first_sequence", "last_sequence", "missing", "gaps")
    told = day.whole.filter(pl.col("venue_id") == venue)
    rows = [
        (text(row["instrument"]), *(quantities.count(row[name]) for name in names))
        for row in told.iter_rows(named=True)
    ]
    sums = (quantities.count(int(told[name].sum())) for name in names)
    last = (text(_("Together")), *(text("") if name.endswith("_sequence") else each for name, each in zip(names, sums, strict=True)))  # fmt: skip
    heads = (
        _("Instrument"), _("Order events"), _("Trades"), _("Told as both"), _("Lowest number"), _("Highest number"), _("Missing"), _("Stretches"),
    )  # fmt: skip
    formula = _(
        "missing = highest number − lowest number + 1 − numbers told; a number told as both counts once"
    )
    return Working(formula, heads, tuple(rows), last)
