"""Turnover, fees and levies of an exchange: by instrument, by day, by receipt."""

from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terezi.base.units import E8, PPM
from terezi.desk.venues import quantities
from terezi.desk.venues.sheets.strip import Day
from terezi.desk.venues.sheets.workings.working import NOTHING, Line, Working, moment, short, text

Row = dict[str, Any]


def volume(day: Day, venue: str) -> Working:
    basis = day.basis
    if basis.law is None:
        return NOTHING
    told = basis.lake.fees_by_instrument(basis.law, venue)
    heads = [_("Instrument"), _("Trades"), _("Worth in the quote"), _("One of the quote"), _("Turnover")]
    formula = _("turnover = sum of price × quantity of each trade, at what the quote was worth that day")
    if basis.sees_fees:
        heads += [_("Fee filed, maker / taker"), _("Expected by its schedule")]
        formula += "; " + _(
            "expected fee = maker’s and taker’s share of each trade, not below the least fee filed"
        )
    rows = [
        _of_instrument(row, basis.currency, sees_fees=basis.sees_fees) for row in told.iter_rows(named=True)
    ]
    sums = {name: int(told[name].sum()) for name in ("trades", "turnover_minor", "expected_fees_minor")}
    last = [text(_("Together")), quantities.count(sums["trades"]), text(""), text(""), quantities.money(sums["turnover_minor"], basis.currency)]  # fmt: skip
    if basis.sees_fees:
        last += [text(""), quantities.money(sums["expected_fees_minor"], basis.currency)]
    note = _late(day, venue, sums["turnover_minor"])
    return Working(formula, tuple(heads), tuple(rows), tuple(last), note)


def _late(day: Day, venue: str, turnover_minor: int) -> str:
    """Say that the trades known now are not those that were added up, but for the rounding of a price."""
    kept = day.fee_days.filter(pl.col("venue_id") == venue)["turnover_minor"]
    if kept.is_empty() or abs(turnover_minor - int(kept[0])) <= max(1, turnover_minor // PPM):
        return ""
    return _(
        "The trades known now come to another sum: some arrived, or were corrected, after the day was added up."
    )


def _of_instrument(row: Row, currency: str, *, sees_fees: bool) -> Line:
    price = row["minor_per_unit"]
    told: Line = (
        text(row["instrument"]),
        quantities.count(row["trades"]),
        quantities.amount(row["turnover"], row["quote"]),
        quantities.amount(None if price is None else round(price * E8 / 100), currency),
        quantities.money(row["turnover_minor"], currency),
    )
    if not sees_fees:
        return told
    shares = f"{quantities.share(row['maker_ppm'])} / {quantities.share(row['taker_ppm'])}"
    return (*told, text(shares), quantities.money(row["expected_fees_minor"], currency))


def fees(day: Day, venue: str) -> Working:
    line = day.fees[venue]
    rows = [
        (
            text(short(each.day)),
            *(each.spoken[name] for name in ("turnover", "expected", "declared")),
            each.spoken["missing"] if each.is_comparable else text(_("not counted")),
        )
        for each in line.days
    ]
    counted = [each for each in line.declared_days if each.is_comparable]
    turnover = quantities.money(sum(each.turnover_minor for each in counted), line.currency)
    left = quantities.money(line.expected_minor - (line.declared_minor or 0), line.currency)
    last = (
        text(_("Days that compare: {n}").format(n=len(counted))),
        turnover,
        line.expected,
        line.declared,
        left,
    )
    heads = (
        _("Day"),
        _("Turnover"),
        _("Expected by its schedule"),
        _("Declared"),
        _("Expected less declared"),
    )
    formula = _("declared = sum over the days of the window of which both trades and a declaration are known")
    return Working(
        formula,
        heads,
        tuple(rows),
        last if counted else (),
        days=tuple(each.day for each in line.days),
        of_day="volume",
    )


def levy(day: Day, venue: str) -> Working:
    due = [levy for levy in day.fees[venue].levies if levy.is_due]
    if not due:
        return NOTHING
    last = due[-1]
    told = day.basis.lake.receipts(last.period, last.currency).filter(pl.col("venue_id") == venue)
    rows = [
        (
            text(row["receipt_id"]),
            text(moment(row["received_at"], day.basis.zone)),
            text(f"{short(row['period_from'])} –"),
            quantities.money(row["amount_minor"], last.currency),
        )
        for row in told.iter_rows(named=True)
    ]
    formula = _(
        "received = sum of the treasury’s receipts that pay for {month}; declared {declared}, due by {day}"
    ).format(month=last.title, declared=last.declared, day=date_format(last.due_on, "DATE_FORMAT"))
    heads = (_("Receipt"), _("Booked"), _("Pays from"), _("Amount"))
    return Working(formula, heads, tuple(rows), (text(_("Together")), text(""), text(""), last.received))
