"""The strip of an exchange: what it told, what it turned over, owes and holds; each cell with its state in glyph and word.

Absent is not told, stale is told long ago, zero is told as nothing: no cell shows one as another.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.errors import Refused
from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.licences.words import STATUSES
from terezi.desk.parties.models import Venue
from terezi.desk.people.words import word
from terezi.desk.venues import quantities, readings, words
from terezi.desk.venues.basis import MarketBasis, known
from terezi.desk.venues.sheets.fees import FeeLine, fee_lines
from terezi.desk.venues.sheets.filings import DAYS_SHOWN, dues_of
from terezi.desk.venues.sheets.liquidity import MarketLine, liquidity_of, market_lines
from terezi.desk.venues.terms import Due, State
from terezi.evidence.facts.days import settlement_day
from terezi.law.book import standing_law

Row = dict[str, Any]
BAD_FIRST = ("disagrees", "stale", "watch", "absent", "nodata", "zero", "agrees", "fresh")


@dataclass(frozen=True)
class Cell:
    """One measure of one exchange: its meaning is a key of the desk's meanings."""

    key: str
    title: str
    meaning: str
    value: Spoken | None
    says: SafeString | str
    beside: str = ""


@dataclass(frozen=True)
class Strip:
    """One exchange on one day."""

    venue_id: str
    name: str
    licence_number: str
    status: str
    cells: tuple[Cell, ...]
    overdue: str = ""
    """How many of its returns have not come though their day is past, and since when; empty where none."""

    @property
    def status_says(self) -> str:
        return word(STATUSES, self.status)

    @property
    def worst(self) -> str:
        """The meaning the exchange is marked with: that of its worst cell, an overdue return being stale."""
        meanings = [cell.meaning for cell in self.cells] + (["stale"] if self.overdue else [])
        return min(meanings, key=BAD_FIRST.index, default="nodata")

    @property
    def standing_out(self) -> tuple[Cell, ...]:
        """The cells to look at: what disagrees, what is stale, and a feed that is not there at all."""
        return tuple(
            cell for cell in self.cells if cell.meaning in {"disagrees", "stale"} or self._is_dead(cell)
        )

    def _is_dead(self, cell: Cell) -> bool:
        return cell.key == "feeds" and cell.meaning == "absent"

    @property
    def says(self) -> SafeString:
        """Say the exchange in one sentence, and in another which of its returns are overdue."""
        return format_html("{} {}", self._day_says, self.overdue) if self.overdue else self._day_says

    @property
    def _day_says(self) -> SafeString:
        name = {"name": number(Spoken(self.name, ""))}
        if all(cell.meaning in {"absent", "nodata"} for cell in self.cells):
            return sentence(_("{name} told nothing of this day."), name)
        if not self.standing_out:
            return sentence(_("{name}: nothing it told of the day disagrees."), name)
        told = format_html_join("; ", "{} ({})", ((cell.title, cell.says) for cell in self.standing_out))
        return sentence(_("{name}: {what}."), name | {"what": told})


@dataclass(frozen=True)
class Day:
    """The frames of one day, each read once for all exchanges."""

    basis: MarketBasis

    @cached_property
    def feeds(self) -> list[Any]:
        at = self.basis.feeds_at
        law = standing_law(self.basis.country, settlement_day(at, self.basis.zone))
        return self.basis.lake.feeds(law, at) if law else []

    @cached_property
    def whole(self) -> pl.DataFrame:
        return self._rows("venue_days")

    @cached_property
    def fee_days(self) -> pl.DataFrame:
        return self._rows("venue_fee_days")

    @cached_property
    def fees(self) -> dict[str, FeeLine]:
        return {line.venue_id: line for line in fee_lines(self.basis)} if self.basis.sees_fees else {}

    @cached_property
    def markets(self) -> Sequence[MarketLine]:
        return market_lines(self.basis)

    @cached_property
    def liquidity(self) -> pl.DataFrame:
        return liquidity_of(self.basis, days_up_to(self.basis.day, days=1))

    @cached_property
    def balances(self) -> pl.DataFrame:
        return self.basis.lake.last_balances(self.basis.day)

    @cached_property
    def shortfalls(self) -> pl.DataFrame:
        law = self.basis.law
        return self.basis.lake.shortfalls(law) if law else pl.DataFrame(schema={"venue_id": pl.String})

    @cached_property
    def shares(self) -> dict[str, Row]:
        rows = self.basis.lake.concentration(self.basis.day).iter_rows(named=True)
        return {row["venue_id"]: row for row in rows}

    @cached_property
    def overdue(self) -> dict[str, list[Due]]:
        """The returns of the last days that have not come though they were due, by exchange, the first due first."""
        law, today = self.basis.law, readings.today(self.basis.at)
        days = [day for day in days_up_to(self.basis.day, days=DAYS_SHOWN) if day < today]
        if law is None or not days:
            return {}
        venues = list(Venue.objects.filter(code__in=self.basis.venues["venue_id"].to_list()))
        try:
            owed = dues_of(venues, law=law, days=days, zone=self.basis.zone, today=today)
        except Refused:
            return {}
        found: dict[str, list[Due]] = {}
        for due in sorted(owed, key=lambda due: due.due_on):
            if due.state is State.OVERDUE:
                found.setdefault(due.venue_id, []).append(due)
        return found

    def _rows(self, name: str) -> pl.DataFrame:
        return self.basis.lake.rows(name, days_up_to(self.basis.day, days=1), "venue_id")


def strips(basis: MarketBasis) -> list[Strip]:
    """Return the exchanges of the register as this officer may see them, those that stand out first."""
    day = Day(basis)
    found = [strip_of(day, row) for row in basis.venues.iter_rows(named=True)]
    return sorted(found, key=lambda strip: (BAD_FIRST.index(strip.worst), strip.venue_id))


def strip_of(day: Day, row: Row) -> Strip:
    """Return one exchange's strip from its row of the register."""
    venue = row["venue_id"]
    cells = tuple(CELLS[key](day, venue) for key in keys_of(day.basis))
    return Strip(venue, row["name"], row["licence_number"], row["status"], cells, _overdue(day, venue))


def keys_of(basis: MarketBasis) -> tuple[str, ...]:
    """Return the measures of a strip in their order; those of fees only for who sees fees."""
    return tuple(key for key in CELLS if basis.sees_fees or key not in OF_FEES)


def _overdue(day: Day, venue: str) -> str:
    owed = day.overdue.get(venue)
    if not owed:
        return ""
    told = ngettext(
        "{n} return of the last {days} days is overdue, due by {first}.",
        "{n} returns of the last {days} days are overdue, the first due by {first}.",
        len(owed),
    )
    return told.format(n=len(owed), days=DAYS_SHOWN, first=date_format(owed[0].due_on, "DATE_FORMAT"))


def strips_say(found: Sequence[Strip], alerts_open: int) -> SafeString:
    """Say the day of all exchanges in one sentence."""
    if not found:
        return sentence(_("No exchange is on the register of this day."), {})
    out = [strip for strip in found if strip.standing_out or strip.overdue]
    told = ngettext("{n} exchange is on the register.", "{n} exchanges are on the register.", len(found))
    parts: list[str] = [told.format(n=len(found))]
    parts += [strip.says for strip in out] or [_("Nothing they told of the day disagrees.")]
    if alerts_open:
        waits = ngettext(
            "{n} group of accounts traded in a way chance does not explain and waits for a look.",
            "{n} groups of accounts traded in a way chance does not explain and wait for a look.",
            alerts_open,
        )
        parts.append(waits.format(n=alerts_open))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _of(frame: pl.DataFrame, venue: str) -> pl.DataFrame:
    return frame.filter(pl.col("venue_id") == venue)


def _absent(key: str, title: str, says: str) -> Cell:
    return Cell(key, title, "absent", None, says)


def _fresh(day: Day, venue: str) -> Cell:
    title = _("Feeds")
    feeds = [feed for feed in day.feeds if feed.venue_id == venue]
    if not feeds:
        return Cell("feeds", title, "nodata", None, _("the law names no feed that is due from it"))
    told = [feed for feed in feeds if feed.last_at is not None]
    if not told:
        return _absent("feeds", title, _("nothing was told for two days"))
    silent = [feed for feed in feeds if feed.is_silent]
    if silent:
        return Cell("feeds", title, "stale", quantities.lasting(_longest(silent)), _silent_says(silent))
    last = max(feed.last_at for feed in told)
    says = sentence(
        _("last told at {time}"), {"time": number(Spoken(quantities.clock(last, day.basis.zone), ""))}
    )
    return Cell("feeds", title, "fresh", Spoken(f"{len(feeds)}/{len(feeds)}", ""), says)


def _longest(silent: Iterable[Any]) -> int | None:
    return max((feed.silent_seconds for feed in silent if feed.silent_seconds is not None), default=None)


def _silent_says(silent: Iterable[Any]) -> str:
    named = ", ".join(word(words.DUTIES, feed.duty) for feed in silent)
    return _("silent: {duties}").format(duties=named)


def _complete(day: Day, venue: str) -> Cell:
    title = _("Completeness")
    rows = _of(day.whole, venue)
    if rows.is_empty():
        return _absent("complete", title, _("no order events or trades of the day were told"))
    missing, gaps = int(rows["missing"].sum()), int(rows["gaps"].sum())
    told_events = int(rows["orders"].sum()) + int(rows["trades"].sum())
    events = quantities.count(told_events)
    allowed = known(day.basis.law.exchanges.sequence_gaps_allowed, 0) if day.basis.law else 0
    if gaps > allowed:
        told = ngettext(
            "{n} number missing, stretches: {gaps}", "{n} numbers missing, stretches: {gaps}", missing
        )
        says = sentence(told, {"n": number(quantities.count(missing)), "gaps": gaps})
        return Cell("complete", title, "disagrees", quantities.count(missing), says)
    none = ngettext("event, no number missing", "events, no number missing", told_events)
    return Cell("complete", title, "agrees", events, none)


def _volume(day: Day, venue: str) -> Cell:
    title = _("Turnover")
    rows = _of(day.fee_days, venue)
    if rows.is_empty():
        return _absent("volume", title, _("no trade and no declaration of the day was told"))
    row = rows.row(0, named=True)
    says = ngettext("{n} trade", "{n} trades", row["trades"]).format(n=quantities.count(row["trades"]))
    if not row["trades"]:
        return Cell("volume", title, "zero", Spoken("0", row["currency"]), _("it says nobody traded"))
    return Cell("volume", title, "agrees", quantities.money(row["turnover_minor"], row["currency"]), says)


def _fees(day: Day, venue: str) -> Cell:
    title, line = _("Fees declared"), day.fees.get(venue)
    if line is None or line.declared_minor is None:
        return _absent("fees", title, _("nothing declared within the window"))
    expected = _("expected {amount}").format(amount=line.expected)
    return Cell("fees", title, line.meaning, line.declared, line.short_says, expected)


def _levy(day: Day, venue: str) -> Cell:
    title, line = _("Levy received"), day.fees.get(venue)
    due = [levy for levy in line.levies if levy.is_due] if line else []
    last = due[-1] if due else None
    if last is None:
        return Cell("levy", title, "nodata", None, _("no period is past its day of payment"))
    return Cell("levy", title, last.meaning, last.received, last.says)


def main_market(day: Day, venue: str) -> MarketLine | None:
    """Return the market that was traded most of those whose book is known."""
    return next((line for line in day.markets if line.venue_id == venue and line.has_book), None)


def _depth(day: Day, venue: str) -> Cell:
    title, main = _("Depth"), main_market(day, venue)
    if main is None:
        return _absent("depth", title, _("no book of the day is known"))
    return Cell("depth", title, main.depth_meaning, main.depth_near, main.depth_says)


def _spread(day: Day, venue: str) -> Cell:
    title, main = _("Spread"), main_market(day, venue)
    if main is None:
        return _absent("spread", title, _("no book of the day is known"))
    return Cell("spread", title, main.spread_meaning, main.spread, main.instrument)


def _premium(day: Day, venue: str) -> Cell:
    title = _("Price here against the world")
    here = [line for line in day.markets if line.venue_id == venue and line.premium_ppm is not None]
    if not here:
        return Cell("premium", title, "nodata", None, _("no world price to compare with"))
    line = here[0]
    return Cell("premium", title, line.premium_meaning, line.premium, line.instrument)


def _reserves(day: Day, venue: str) -> Cell:
    title, rows, short = _("Reserves over liabilities"), _of(day.balances, venue), _of(day.shortfalls, venue)
    owed = rows.filter(pl.col("liabilities_e8") > 0) if len(rows) else rows
    if owed.is_empty() and short.is_empty():
        return _absent("reserves", title, _("nothing was told of the last week"))
    if len(short):
        longest = short.sort("seconds", descending=True).row(0, named=True)
        says = _("{asset}: less held than owed for {time}").format(
            asset=longest["asset"], time=quantities.lasting(longest["seconds"])
        )
        return Cell("reserves", title, "disagrees", quantities.share(longest["share_ppm"]), says)
    ratio = pl.col("reserves_e8").cast(pl.Int128) * PPM // pl.col("liabilities_e8")
    least = owed.with_columns(ratio=ratio.cast(pl.Int64)).sort("ratio").row(0, named=True)
    if least["day"] < day.basis.day:
        says = _("{asset}; last told of {day}").format(asset=least["asset"], day=least["day"].isoformat())
        return Cell("reserves", title, "stale", quantities.share(least["ratio"]), says)
    meaning = "agrees" if least["ratio"] >= PPM else "disagrees"
    says = _("{asset}, the least covered").format(asset=least["asset"])
    return Cell("reserves", title, meaning, quantities.share(least["ratio"]), says)


def _few_accounts(day: Day, venue: str) -> Cell:
    title, row = _("Largest account"), day.shares.get(venue)
    if row is None:
        return Cell("few", title, "nodata", None, _("nothing was traded that has a price"))
    law = day.basis.law
    most = known(law.exchanges.concentration_share, 1) if law else 1
    meaning = "watch" if row["largest_ppm"] > int(most * PPM) else "agrees"
    says = ngettext("of turnover; {n} account traded", "of turnover; {n} accounts traded", row["accounts"])
    return Cell(
        "few",
        title,
        meaning,
        quantities.share(row["largest_ppm"]),
        says.format(n=quantities.count(row["accounts"])),
    )


def _travel(day: Day, venue: str) -> Cell:
    """Say of how many transfers the other side is named, of those so large that data of both sides travel with them."""
    title, told = _("Other side named"), day.basis.large_transfers
    if told is None:
        return Cell("travel", title, "nodata", None, _("the law on file names no amount to begin from"))
    own = _of(told, venue)
    if own.is_empty():
        return _absent("travel", title, _("no transfer of coins of the day was told"))
    named, large = (int(own[name].sum()) for name in ("told", "transfers"))
    if not large:
        return Cell("travel", title, "zero", None, _("no transfer of the day was that large"))
    says = ngettext("told of {told} of {n} large transfer", "told of {told} of {n} large transfers", large)
    says = says.format(told=quantities.count(named), n=quantities.count(large))
    meaning = "agrees" if named == large else "disagrees"
    return Cell("travel", title, meaning, quantities.share(named * PPM // large), says)


OF_FEES = ("fees", "levy")
CELLS: dict[str, Callable[[Day, str], Cell]] = {
    "feeds": _fresh, "complete": _complete, "volume": _volume, "fees": _fees, "levy": _levy, "depth": _depth, "spread": _spread,
    "reserves": _reserves, "premium": _premium, "few": _few_accounts, "travel": _travel,
}  # fmt: skip
