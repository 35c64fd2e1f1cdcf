"""The levy of an exchange by period: what the law makes of its trades and returns, what was declared, what was received."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import Period
from terezi.base.units import PPM
from terezi.desk.findings.quantities import Spoken
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis
from terezi.evidence.numerics.venues.levy_periods import LevyPeriod

Row = Mapping[str, Any]


@dataclass(frozen=True)
class LevyLine:
    """One levy period that is over: what the law makes, declared and received, in minor units.

    `declared_minor` is None where no day of the period was declared, and `is_told` says whether the treasury told of any
    day after it: else nothing is held against it. `is_due` says that its day of payment has passed. `is_below` says that
    less was declared than the law makes, or nothing of days with trades told.
    """

    period: Period
    due_on: date
    currency: str
    expected_minor: int | None
    declared_minor: int | None
    received_minor: int
    is_less: bool
    is_due: bool = True
    is_told: bool = True
    is_below: bool = False
    licensed_days: int = 0
    undeclared_days: int = 0
    trades_undeclared_days: int = 0

    @property
    def is_short(self) -> bool:
        """Whether less than declared was received though it was due."""
        return self.is_less and self.is_due and self.is_told

    @property
    def is_under(self) -> bool:
        """Whether less was declared than the law makes, its day of payment over."""
        return self.is_below and self.is_due

    @property
    def stands_out(self) -> bool:
        return self.is_short or self.is_under

    @property
    def meaning(self) -> str:
        if self.stands_out:
            return "disagrees"
        if self.declared_minor is None or (self.is_less and self.is_due):
            return "nodata"
        if self.is_less:
            return "watch"
        return "zero" if not self.declared_minor and not self.received_minor else "agrees"

    @property
    def missing_minor(self) -> int | None:
        """How much less than declared was received; None where nothing is short."""
        return self.declared_minor - self.received_minor if self.is_short and self.declared_minor else None

    @property
    def under_minor(self) -> int | None:
        """How much less than the law makes was declared; None where it is not held to be less."""
        if not self.is_under:
            return None
        return max(0, (self.expected_minor or 0) - (self.declared_minor or 0))

    @property
    def missing(self) -> Spoken:
        return quantities.money(self.missing_minor, self.currency)

    @property
    def under(self) -> Spoken:
        return quantities.money(self.under_minor, self.currency)

    @property
    def title(self) -> str:
        return str(date_format(self.period.starts_on, "F Y"))

    @property
    def expected(self) -> Spoken:
        return quantities.money(self.expected_minor, self.currency)

    @property
    def declared(self) -> Spoken:
        return quantities.money(self.declared_minor, self.currency)

    @property
    def received(self) -> Spoken:
        return quantities.money(self.received_minor, self.currency)

    @property
    def undeclared_says(self) -> str:
        """Say how many days it was licensed to operate were never declared; empty where every one was."""
        if not self.undeclared_days:
            return ""
        told = ngettext("{n} day of {of} not declared", "{n} days of {of} not declared", self.undeclared_days)
        return told.format(n=self.undeclared_days, of=self.licensed_days)

    @property
    def says(self) -> str:
        if self.is_under:
            return "; ".join(each for each in (self._under_says, self._short_says) if each)
        if self.declared_minor is None:
            return _("for {month}, of which nothing was declared").format(month=self.title)
        if not self.is_due:
            day = date_format(self.due_on, "DATE_FORMAT")
            return _("for {month}, due by {day}").format(month=self.title, day=day)
        if not self.is_told:
            return _("for {month}; the treasury told of no later day").format(month=self.title)
        return self._short_says or _("as declared for {month}").format(month=self.title)

    @property
    def _under_says(self) -> str:
        if self.under_minor:
            return _("{under} less declared than the law makes for {month}").format(
                under=self.under, month=self.title
            )
        days = self.trades_undeclared_days
        told = ngettext("{n} day with trades not declared for {month}", "{n} days with trades not declared for {month}", days)  # fmt: skip
        return told.format(n=days, month=self.title)

    @property
    def _short_says(self) -> str:
        if not self.is_short:
            return ""
        return _("{missing} less than declared for {month}").format(missing=self.missing, month=self.title)


def levy_lines(basis: MarketBasis) -> dict[str, tuple[LevyLine, ...]]:
    """Return by exchange the levy periods that are over and in which it was on the register or something is known of it."""
    if not basis.levied or basis.law is None:
        return {}
    whole = Period(basis.levied[0].period.starts_on, basis.levied[-1].period.ends_before)
    dues = basis.lake.levy_dues(basis.law, basis.levied)
    paid, until = basis.lake.receipts(whole, basis.currency), basis.lake.treasury_told_until()
    since = basis.lake.registered_from()
    found: dict[str, list[LevyLine]] = {}
    for one, row in product(basis.levied, basis.venues.iter_rows(named=True)):
        venue, ends = row["venue_id"], one.period.ends_before
        due = dues.get((venue, ends))
        got = paid.filter(
            pl.col("venue_id") == venue,
            pl.col("period_from") >= one.period.starts_on,
            pl.col("period_from") < ends,
        )
        if due or len(got) or since[venue] < ends:
            line = _levy_line(basis, one, due or {}, int(got["amount_minor"].sum()), until)
            found.setdefault(venue, []).append(line)
    return {venue: tuple(lines) for venue, lines in found.items()}


def _levy_line(basis: MarketBasis, one: LevyPeriod, due: Row, got: int, until: date | None) -> LevyLine:
    """Hold one period's levy declared against that of the law, and its receipts against what was declared."""
    declared = due.get("declared_minor")
    days = {name: due.get(name, 0) for name in ("licensed_days", "undeclared_days", "trades_undeclared_days")}
    return LevyLine(
        one.period,
        one.due_on,
        basis.currency,
        due.get("due_minor"),
        declared,
        got,
        is_less=declared is not None and got < declared * (1 - basis.fee_gap),
        is_due=one.due_on < basis.day,
        is_told=until is not None and until >= one.period.ends_before,
        is_below=bool(due.get("is_short")),
        **days,
    )


@dataclass(frozen=True)
class LevyRule:
    """By which rules the levy of a period is due and held against declared and received; empty articles are of unknown law."""

    code: str
    says: str
    articles: tuple[str, ...]


def levy_rule(basis: MarketBasis) -> LevyRule | None:
    """Return the rule of the table of levy periods; None where the law names no levy."""
    if basis.law is None:
        return None
    law = basis.law.exchanges
    terms = (law.levy_share, law.levy_base, law.levy_due_day, law.fee_gap_share)
    if not all(term.is_known for term in terms):
        return None
    of = _("fees") if law.levy_base.value == "fees" else _("turnover")
    told = _("The levy is {share} of the {base}, paid by day {day} of the month after the period. What was declared is held against the levy on the larger of what trades tell and returns declare, and what was received against what was declared; up to {gap} less is put down to rounding.")  # fmt: skip
    says = told.format(
        share=quantities.share(round(law.levy_share.value * PPM)),
        base=of,
        day=law.levy_due_day.value,
        gap=quantities.share(round(law.fee_gap_share.value * PPM)),
    )
    return LevyRule("FEE-04, FEE-02", says, tuple(dict.fromkeys(term.article for term in terms)))
