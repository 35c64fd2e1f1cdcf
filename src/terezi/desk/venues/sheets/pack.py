"""What the quarterly meeting with exchanges is handed: a quarter of each, side by side, and what to ask."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.errors import Refused
from terezi.base.periods import Period
from terezi.base.units import PPM
from terezi.desk.findings.models import Finding
from terezi.desk.findings.quantities import Spoken
from terezi.desk.parties.models import Venue
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, queries, readings, words
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.alerts import AlertLine, alert_lines, clusters
from terezi.desk.venues.sheets.fees import FeeLine, LevyLine, fee_lines
from terezi.desk.venues.sheets.filings import dues_of
from terezi.desk.venues.sheets.liquidity import MarketLine, market_lines, of_venue
from terezi.desk.venues.sheets.venue import SpanLine
from terezi.desk.venues.terms import State
from terezi.law.book import standing_law

QUARTER = re.compile(r"(\d{4})-Q([1-4])")
MONTHS = 3
ADDED_UP = ("venue_fee_days", "venue_days", "venue_liquidity")


@dataclass(frozen=True)
class VenueQuarter:
    """One exchange over a quarter; `fees` is None for who does not see fees."""

    venue_id: str
    name: str
    licence_number: str
    turnover_minor: int | None
    turnover_share_ppm: int | None
    trades: int
    missing: int
    returns: dict[str, Counter[State]]
    fees: FeeLine | None
    markets: tuple[MarketLine, ...]
    more_markets: int
    alerts: tuple[AlertLine, ...]
    found: tuple[tuple[str, int], ...]
    proofs: int
    spans: tuple[SpanLine, ...]
    currency: str

    @property
    def turnover(self) -> Spoken:
        return quantities.money(self.turnover_minor, self.currency)

    @property
    def trades_told(self) -> Spoken:
        return quantities.count(self.trades)

    @property
    def turnover_share(self) -> Spoken:
        return quantities.share(self.turnover_share_ppm)

    @property
    def late(self) -> int:
        return sum(each[State.FILED_LATE] for each in self.returns.values())

    @property
    def overdue(self) -> int:
        return sum(each[State.OVERDUE] for each in self.returns.values())

    @property
    def leads(self) -> tuple[AlertLine, ...]:
        return tuple(line for line in self.alerts if not line.is_trial)

    @property
    def groups_count(self) -> int:
        return len(clusters(self.leads))

    @property
    def group_counts(self) -> list[tuple[str, int, int, int]]:
        """Return (pattern, groups of accounts, of them still open, alerts), the most first; as the monitor groups them."""
        alerts = Counter(line.row["kind"] for line in self.leads)
        return [
            (word(words.KINDS, kind), len(groups), sum(group.is_open for group in groups), count)
            for kind, count in alerts.most_common()
            if (groups := clusters(line for line in self.leads if line.row["kind"] == kind))
        ]

    @property
    def return_rows(self) -> list[tuple[str, int, int, int]]:
        """Return (duty, in time, late, overdue)."""
        return [
            (word(words.DUTIES, duty), each[State.FILED], each[State.FILED_LATE], each[State.OVERDUE])
            for duty, each in self.returns.items()
        ]

    @property
    def asks(self) -> list[str]:
        """Return what to ask this exchange at the meeting, from what does not agree."""
        asked = []
        if self.fees and self.fees.short_days:
            asked.append(
                _("Which campaign or schedule explains that fees are short? {says}").format(
                    says=self.fees.says
                )
            )
        if self.fees and any(levy.is_short for levy in self.fees.levies):
            asked.append(_("When was the levy paid that the treasury has not received?"))
        if self.fees and self.fees.declared_minor is None:
            asked.append(_("Why was nothing declared in the quarter?"))
        if self.spans:
            longest = quantities.lasting(max(span.row["seconds"] for span in self.spans))
            told = ngettext(
                "Why was less held than owed to clients, {n} time, for {longest}?",
                "Why was less held than owed to clients, {n} times, at the longest for {longest}?",
                len(self.spans),
            )
            asked.append(told.format(n=len(self.spans), longest=longest))
        if self.overdue:
            told = ngettext(
                "By when does the {n} overdue return come?",
                "By when do the {n} overdue returns come?",
                self.overdue,
            )
            asked.append(told.format(n=self.overdue))
        if self.missing:
            told = ngettext(
                "Where is the {n} event that was not told?",
                "Where are the {n} events that were not told?",
                self.missing,
            )
            asked.append(told.format(n=quantities.count(self.missing)))
        if self.fees and self.fees.over_days:
            asked.append(_("Which trades were not told? {says}").format(says=self.fees.says))
        waiting = sum(group.is_open for group in clusters(self.leads))
        if waiting:
            told = ngettext("What explains the trading of the {n} group of accounts that is still open?", "What explains the trading of the {n} groups of accounts that are still open?", waiting)  # fmt: skip
            asked.append(told.format(n=waiting))
        return asked or [_("Nothing stands open; what does the exchange wish to raise?")]


@dataclass(frozen=True)
class Pack:
    """The whole pack; every figure is of the days of `covered`, those of the quarter that were added up."""

    basis: MarketBasis
    period: Period
    covered: Period
    venues: tuple[VenueQuarter, ...]

    @property
    def title(self) -> str:
        return quarter_says(self.period.starts_on)

    @property
    def last_day(self) -> date:
        return self.period.ends_before - timedelta(days=1)

    @property
    def covered_says(self) -> str:
        """Say of which days every figure of the pack is."""
        first, last = self.covered.starts_on, self.covered.ends_before - timedelta(days=1)
        told = ngettext(
            "All figures are of {n} day of the quarter that was added up: {first} to {last}. Returns are counted from the first of them.",
            "All figures are of the {n} days of the quarter that were added up: {first} to {last}. Returns are counted from the first of them.",
            self.covered.days,
        )
        said = {name: date_format(day, "DATE_FORMAT") for name, day in (("first", first), ("last", last))}
        return told.format(n=self.covered.days, **said)

    @property
    def turnover(self) -> Spoken:
        told = [each.turnover_minor for each in self.venues if each.turnover_minor is not None]
        return quantities.money(sum(told) if told else None, self.basis.currency)

    @property
    def is_told(self) -> bool:
        """Whether anything of the quarter was told by anybody."""
        return any(each.turnover_minor is not None or each.markets for each in self.venues)

    @property
    def says(self) -> str:
        if not self.is_told:
            return _("Nothing is known of this quarter: no exchange told anything of its days.")
        short = sum(bool(each.fees and each.fees.short_days) for each in self.venues)
        still = sum(group.is_open for each in self.venues for group in clusters(each.leads))
        parts = [
            (ngettext("{n} exchange turned over {turnover}.", "{n} exchanges turned over {turnover}.", len(self.venues)), len(self.venues)),
            (ngettext("{n} declared less fees than its trades make.", "{n} declared less fees than their trades make.", short), short),
            (ngettext("{n} group of accounts is still open.", "{n} groups of accounts are still open.", still), still),
        ]  # fmt: skip
        told = parts if self.basis.sees_fees else [parts[0], parts[2]]
        return " ".join(each.format(n=n, turnover=self.turnover) for each, n in told)


def quarter_asked(text: str) -> Period | None:
    """Return the quarter an address names (2026-Q1); None where it names none."""
    told = QUARTER.fullmatch(text)
    if told is None or not 1900 <= int(told[1]) < 2999:
        return None
    first = date(int(told[1]), (int(told[2]) - 1) * MONTHS + 1, 1)
    return Period(first, (first + timedelta(days=100)).replace(day=1))


def last_quarter(day: date) -> str:
    """Name the quarter a day lies in, as an address does."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS + 1}"


def quarter_says(first: date) -> str:
    """Say a quarter by its first day."""
    return _("{year}, quarter {n}").format(year=first.year, n=(first.month - 1) // MONTHS + 1)


def pack(basis: MarketBasis, period: Period) -> Pack:
    """Return the quarter of every exchange on the register of the basis' day, over the days all of it was added up of."""
    quarter, period = period, covered_of(basis, period)
    fee_days = basis.lake.rows("venue_fee_days", period, "venue_id")
    whole = basis.lake.rows("venue_days", period, "venue_id")
    lines = fee_lines(basis, period) if basis.sees_fees else []
    fees = {line.venue_id: replace(line, levies=_levies_of(line, quarter)) for line in lines}
    markets, alerts = market_lines(basis, period), alert_lines(basis, period)
    returns, all_minor = _returns(basis, period), int(fee_days["turnover_minor"].sum())
    short = _shortfalls(basis, period)
    found = tuple(
        _quarter(row, basis, period, fee_days, whole, fees, markets, alerts, returns, short, all_minor)
        for row in basis.venues.iter_rows(named=True)
    )
    return Pack(basis, quarter, period, found)


def covered_of(basis: MarketBasis, quarter: Period) -> Period:
    """Return the days of a quarter of which fees, completeness and books were all added up, from the first to the last.

    A table that holds nothing of the quarter is not asked; the whole quarter where none holds anything.
    """
    told = [
        days
        for name in ADDED_UP
        if (days := [day for day in basis.lake.lake.days(name) if day in quarter and day <= basis.day])
    ]
    first, last = (
        max((days[0] for days in told), default=quarter.starts_on),
        min((days[-1] for days in told), default=None),
    )
    if last is None or last < first:
        return quarter
    return Period(first, last + timedelta(days=1))


def _quarter(
    row: dict[str, Any],
    basis: MarketBasis,
    period: Period,
    fee_days: pl.DataFrame,
    whole: pl.DataFrame,
    fees: dict[str, FeeLine],
    markets: Sequence[MarketLine],
    alerts: Sequence[AlertLine],
    returns: dict[str, dict[str, Counter[State]]],
    short: pl.DataFrame,
    all_minor: int,
) -> VenueQuarter:
    venue = row["venue_id"]
    own = fee_days.filter(pl.col("venue_id") == venue)
    turnover = int(own["turnover_minor"].sum()) if len(own) else None
    own_markets, more_markets = of_venue(markets, venue)
    return VenueQuarter(
        venue_id=venue,
        name=row["name"],
        licence_number=row["licence_number"],
        turnover_minor=turnover,
        turnover_share_ppm=turnover * PPM // all_minor if turnover is not None and all_minor else None,
        trades=int(own["trades"].sum()),
        missing=int(whole.filter(pl.col("venue_id") == venue)["missing"].sum()),
        returns=returns.get(venue, {}),
        fees=fees.get(venue),
        markets=own_markets,
        more_markets=more_markets,
        alerts=tuple(line for line in alerts if line.row["venue_id"] == venue),
        found=_found(basis, venue, period),
        proofs=queries.proofs(venue)
        .filter(as_at__date__gte=period.starts_on, as_at__date__lt=period.ends_before)
        .count(),
        spans=tuple(
            SpanLine(row, basis.zone)
            for row in short.filter(pl.col("venue_id") == venue).iter_rows(named=True)
        ),
        currency=basis.currency,
    )


def _levies_of(line: FeeLine, period: Period) -> tuple[LevyLine, ...]:
    """Return the levy periods that begin or fall due in the quarter: its own, and what was paid in it."""
    return tuple(levy for levy in line.levies if levy.period.starts_on in period or levy.due_on in period)


def _shortfalls(basis: MarketBasis, period: Period) -> pl.DataFrame:
    law = standing_law(basis.country, period.starts_on)
    return basis.lake.shortfalls(law, period) if law else pl.DataFrame(schema={"venue_id": pl.String})


def _found(basis: MarketBasis, venue: str, period: Period) -> tuple[tuple[str, int], ...]:
    """Return what indicators found of an exchange in the quarter, with on how many days."""
    rows = Finding.objects.filter(superseded_at__isnull=True, subject_kind="venue", subject=venue)
    rows = rows.filter(day__gte=period.starts_on, day__lt=period.ends_before)
    shown = rows if basis.sees_fees else rows.exclude(family="fees")
    titles = Counter(shown.order_by("title").values_list("title", flat=True))
    return tuple((_(title), days) for title, days in titles.most_common())


def _returns(basis: MarketBasis, period: Period) -> dict[str, dict[str, Counter[State]]]:
    """Count the returns of the quarter by exchange, duty and where each stands; empty where the law names no deadlines."""
    today = readings.today(basis.at)
    days = [day for day in period if day <= basis.day and day < today]
    if basis.law is None or not days:
        return {}
    venues = list(Venue.objects.filter(code__in=basis.venues["venue_id"].to_list()))
    try:
        dues = dues_of(venues, law=basis.law, days=days, zone=basis.zone, today=today)
    except Refused:
        return {}
    told: dict[str, dict[str, Counter[State]]] = {}
    for due in dues:
        told.setdefault(due.venue_id, {}).setdefault(due.duty, Counter())[due.state] += 1
    return told
