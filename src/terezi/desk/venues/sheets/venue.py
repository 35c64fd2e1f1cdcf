"""One exchange: its strip, markets, fees by day, reserves by asset, filings, alerts, sizes and findings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.desk.findings import queries as findings
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.models import Finding
from terezi.desk.findings.quantities import Spoken
from terezi.desk.findings.readings import readings
from terezi.desk.findings.sheets.lines import FindingLine, lines
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, queries, words
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.models import ReserveProof
from terezi.desk.venues.sheets.alerts import Cluster, alert_lines, clusters, is_watched
from terezi.desk.venues.sheets.fees import FeeLine
from terezi.desk.venues.sheets.flows import FlowLine, flows_of
from terezi.desk.venues.sheets.liquidity import MarketLine, of_venue
from terezi.desk.venues.sheets.questions import QuestionLine, question_lines
from terezi.desk.venues.sheets.sizes import SizesSheet, sizes_of
from terezi.desk.venues.sheets.strip import Day, Strip, strip_of

Row = dict[str, Any]
FILED_DAYS = 14
GROUPS_SHOWN = 50  # the others stand in pages on the monitor


@dataclass(frozen=True)
class FeedLine:
    """What an exchange told last under one duty that is due as a feed."""

    duty_says: str
    last_at: datetime | None
    silent: Spoken
    is_silent: bool
    every: Spoken

    @property
    def meaning(self) -> str:
        return "absent" if self.last_at is None else "stale" if self.is_silent else "fresh"


@dataclass(frozen=True)
class AssetLine:
    """What is owed to clients and held for them of one asset, as told last."""

    asset: str
    as_at: datetime
    row: Row
    is_of_day: bool

    @property
    def meaning(self) -> str:
        if not self.is_of_day:
            return "stale"
        if not self.row["liabilities_e8"]:
            return "zero"
        return "agrees" if self.row["reserves_e8"] >= self.row["liabilities_e8"] else "disagrees"

    @property
    def spoken(self) -> dict[str, Spoken]:
        names = ("liabilities_e8", "reserves_e8", "cold_e8", "segregated_e8")
        told = {name.removesuffix("_e8"): quantities.amount(self.row[name], self.asset) for name in names}
        return told | {
            "cover": quantities.share(self._share("liabilities_e8")),
            "cold_share": self._cold_share(),
        }

    def _share(self, of: str) -> int | None:
        whole = self.row[of]
        return self.row["reserves_e8"] * PPM // whole if whole else None

    def _cold_share(self) -> Spoken:
        held, cold = self.row["reserves_e8"], self.row["cold_e8"]
        return quantities.share(cold * PPM // held if held and cold is not None else None)


@dataclass(frozen=True)
class SpanLine:
    """A span in which less was held than the law asks."""

    row: Row
    zone: str

    @property
    def began(self) -> str:
        return quantities.clock(self.row["began_at"], self.zone)

    @property
    def lasted(self) -> Spoken:
        return quantities.lasting(self.row["seconds"])

    @property
    def missing(self) -> Spoken:
        return quantities.amount(self.row["missing_e8"], self.row["asset"])

    @property
    def is_still(self) -> bool:
        return bool(self.row["still"])


@dataclass(frozen=True)
class FiledLine:
    """What was filed of the last days under one duty: a day without rows is absent, one with none is zero."""

    duty_says: str
    days: tuple[tuple[date, str, int], ...]


@dataclass(frozen=True)
class Found:
    """A finding that stands, and what the exchange was asked about it since it first stood."""

    line: FindingLine
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True)
class VenuePage:
    """Everything the page of one exchange shows."""

    strip: Strip
    feeds: tuple[FeedLine, ...]
    filed: tuple[FiledLine, ...]
    markets: tuple[MarketLine, ...]
    more_markets: int
    fees: FeeLine | None
    assets: tuple[AssetLine, ...]
    spans: tuple[SpanLine, ...]
    proofs: tuple[ReserveProof, ...]
    clusters: tuple[Cluster, ...]
    more_clusters: int
    is_watched: bool
    sizes: SizesSheet
    found: tuple[Found, ...]
    travel: tuple[int, int] | None
    flows: tuple[FlowLine, ...]


def venue_page(basis: MarketBasis, venue_id: str) -> VenuePage | None:
    """Return the page of an exchange; None where the register of the day has none this officer may see."""
    row = basis.row(venue_id)
    if row is None:
        return None
    day = Day(basis)
    markets, more_markets = of_venue(day.markets, venue_id)
    groups = clusters(alert_lines(basis, venue=venue_id))
    return VenuePage(
        strip=strip_of(day, row),
        feeds=feeds_of(day, venue_id),
        filed=_filed(basis, venue_id),
        markets=markets,
        more_markets=more_markets,
        fees=day.fees.get(venue_id),
        assets=assets_of(day, venue_id),
        spans=spans_of(day, venue_id),
        proofs=tuple(queries.proofs(venue_id)[:4]),
        clusters=tuple(groups[:GROUPS_SHOWN]),
        more_clusters=max(0, len(groups) - GROUPS_SHOWN),
        is_watched=is_watched(basis, venue_id),
        sizes=sizes_of(basis, venue_id),
        found=_found(basis, venue_id),
        travel=_travel(basis, venue_id),
        flows=flows_of(basis, venue_id),
    )


def _found(basis: MarketBasis, venue_id: str) -> tuple[Found, ...]:
    """Join findings with the questions about them: a state found anew each day is one run, and so are its questions."""
    standing = found_of(basis, venue_id)
    if not standing:
        return ()
    since = min(line.finding.first_day for line in standing)
    asked = question_lines(queries.questions_about_findings(venue_id, since), at=basis.at, zone=basis.zone)
    return tuple(
        Found(line, tuple(each for each in asked if _is_about(line, each.question.finding)))
        for line in standing
    )


def _is_about(line: FindingLine, asked: Finding | None) -> bool:
    one = line.finding
    return asked is not None and asked.indicator == one.indicator and one.first_day <= asked.day <= one.day


def found_of(basis: MarketBasis, venue_id: str) -> tuple[FindingLine, ...]:
    """Return the findings that stand about an exchange on the day; those about fees only to who sees fees."""
    standing = findings.standing(basis.day).filter(subject_kind="venue", subject=venue_id)
    shown = standing if basis.sees_fees else standing.exclude(family="fees")
    rests = Basis(basis.country, basis.day, readings(), tuple(shown))
    return lines(shown, rests)


def feeds_of(day: Day, venue: str) -> tuple[FeedLine, ...]:
    """Return what an exchange told last under each duty that is due as a feed."""
    return tuple(
        FeedLine(
            word(words.DUTIES, feed.duty),
            feed.last_at,
            quantities.lasting(feed.silent_seconds),
            feed.is_silent,
            quantities.lasting(feed.interval_seconds),
        )
        for feed in day.feeds
        if feed.venue_id == venue
    )


def _filed(basis: MarketBasis, venue: str) -> tuple[FiledLine, ...]:
    period = days_up_to(basis.day, days=FILED_DAYS)
    rows = basis.lake.rows("venue_filings", period, "duty").filter(pl.col("venue_id") == venue)
    told = {(duty, day): count for duty, day, count in rows.select("duty", "day", "rows").iter_rows()}
    duties = [duty for duty in words.DUTIES if any(duty == each for each, _day in told)]
    return tuple(
        FiledLine(
            word(words.DUTIES, duty),
            tuple((day, _filed_meaning(told.get((duty, day))), told.get((duty, day), 0)) for day in period),
        )
        for duty in duties
    )


def _filed_meaning(rows: int | None) -> str:
    return "absent" if rows is None else "fresh" if rows else "zero"


def assets_of(day: Day, venue: str) -> tuple[AssetLine, ...]:
    """Return what an exchange owes and holds of each asset, as told last."""
    own = day.balances.filter(pl.col("venue_id") == venue)
    return tuple(
        AssetLine(row["asset"], row["as_at"], row, row["day"] == day.basis.day)
        for row in own.iter_rows(named=True)
    )


def spans_of(day: Day, venue: str) -> tuple[SpanLine, ...]:
    """Return the spans in which an exchange held less than the law asks."""
    own = day.shortfalls.filter(pl.col("venue_id") == venue)
    return tuple(SpanLine(row, day.basis.zone) for row in own.iter_rows(named=True))


def _travel(basis: MarketBasis, venue: str) -> tuple[int, int] | None:
    """Return how many of the large transfers of the day name the other side, and how many there were; None where no rule is known."""
    told = basis.large_transfers
    if told is None:
        return None
    own = told.filter(pl.col("venue_id") == venue)
    return (int(own["told"].sum()), int(own["transfers"].sum()))
