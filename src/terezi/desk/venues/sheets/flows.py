"""Where money goes through an exchange: what its turnover is made of, what crosses the border, and what becomes of mined coins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.base.units import PPM
from terezi.desk.findings.quantities import DASH, Spoken, spoken
from terezi.desk.people.rules import sees_region
from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis, known
from terezi.law.term import Term

Row = dict[str, Any]
Shares = Callable[[Period], pl.DataFrame]
UNKNOWN = Spoken(DASH, "")


@dataclass(frozen=True)
class FlowLine:
    """One measure of where money goes: of the day and of the window, what is noticed, and of how much it is known."""

    title: str
    code: str
    article: str
    meaning: str
    of_day: Spoken
    of_window: Spoken
    noticed: str
    coverage: Spoken
    says: str


def flows_of(basis: MarketBasis, venue: str) -> tuple[FlowLine, ...]:
    """Return stablecoins and the country's money in an exchange's turnover, and what it sends abroad net."""
    return (_stablecoins(basis, venue), _money_pairs(basis, venue), _abroad(basis, venue))


def _stablecoins(basis: MarketBasis, venue: str) -> FlowLine:
    law = basis.law.exchanges if basis.law else None
    coins = known(law.stablecoins, ()) if law else ()

    def shares(period: Period) -> pl.DataFrame:
        return basis.lake.parts_of_turnover(period, stablecoins=coins)

    return _of_turnover(
        basis, venue, (_("Stablecoins in its turnover"), "MIX-01"), law.stablecoin_share if law else None,
        shares if coins else None, _("more than {value}"), lambda share, most: share > most,
    )  # fmt: skip


def _money_pairs(basis: MarketBasis, venue: str) -> FlowLine:
    law, currency = basis.law.exchanges if basis.law else None, basis.currency

    def shares(period: Period) -> pl.DataFrame:
        return basis.lake.parts_of_turnover(period, currency=currency)

    return _of_turnover(
        basis, venue, (_("Turnover against the country's money"), "MIX-02"), law.fiat_pair_share if law else None,
        shares if currency else None, _("less than {value}"), lambda share, least: share < least,
    )  # fmt: skip


def _of_turnover(
    basis: MarketBasis,
    venue: str,
    named: tuple[str, str],
    term: Term[Any] | None,
    shares: Shares | None,
    bound: str,
    is_noticed: Callable[[int, int], bool],
) -> FlowLine:
    """Hold the share of the day against the policy; the window stands beside it."""
    limit = round(term.value * PPM) if term is not None and term.is_known else None
    noticed = bound.format(value=quantities.share(limit)) if limit is not None else DASH
    article = term.article if term is not None and term.is_known else ""
    day, window = (
        (None, None)
        if shares is None
        else (_share(shares(each), venue) for each in (days_up_to(basis.day, days=1), basis.window))
    )
    coverage = quantities.share(_priced_ppm(basis, venue))
    if day is None or limit is None:
        says = _nothing(shares is not None and limit is not None)
        return FlowLine(*named, article, "nodata", quantities.share(day), quantities.share(window), noticed, coverage, says)  # fmt: skip
    meaning = "watch" if is_noticed(day, limit) else "agrees"
    return FlowLine(*named, article, meaning, quantities.share(day), quantities.share(window), noticed, coverage, "")  # fmt: skip


def _nothing(law_is_known: bool) -> str:
    return (
        _("nothing was traded that has a price")
        if law_is_known
        else _("the law on file says nothing to judge it by")
    )


def _share(told: pl.DataFrame, venue: str) -> int | None:
    own = told.filter(pl.col("venue_id") == venue)
    return int(own["share_ppm"][0]) if len(own) else None


def _priced_ppm(basis: MarketBasis, venue: str) -> int | None:
    """Return of how many of the window's trades the worth is known."""
    rows = basis.lake.rows("venue_fee_days", basis.window).filter(pl.col("venue_id") == venue)
    trades, unpriced = int(rows["trades"].sum()), int(rows["unpriced_trades"].sum())
    return (trades - unpriced) * PPM // trades if trades else None


def _abroad(basis: MarketBasis, venue: str) -> FlowLine:
    """Hold what went abroad net within the window against the policy, where the country is known of enough of it."""
    named = (_("Sent abroad less what came from there"), "XBR-01")
    law = basis.law
    try:
        told = basis.lake.abroad(law) if law else None
        least = round(law.exchanges.cross_border_coverage.value * PPM) if law else 0
        article = law.exchanges.net_outflow_share.article if law else ""
    except Refused:
        told, least, article = None, 0, ""
    if told is None:
        return FlowLine(*named, "", "nodata", UNKNOWN, UNKNOWN, DASH, UNKNOWN, _nothing(law_is_known=False))
    own = told.filter(pl.col("venue_id") == venue)
    if own.is_empty():
        nothing = _("no transfer of the window was told that has a price")
        return FlowLine(*named, article, "nodata", UNKNOWN, UNKNOWN, DASH, UNKNOWN, nothing)
    row = own.row(0, named=True)
    return _crossing(basis, named, article, row, least)


def _crossing(basis: MarketBasis, named: tuple[str, str], article: str, row: Row, least_ppm: int) -> FlowLine:
    def money(minor: int) -> Spoken:
        return quantities.money(minor, basis.currency)

    says = _("{out} went out, {came} came").format(out=money(row["out_minor"]), came=money(row["in_minor"]))
    meaning = "watch" if row["net_minor"] > row["allowed_minor"] else "agrees"
    if row["coverage_ppm"] < least_ppm:
        meaning = "nodata"
        says += "; " + _("not judged where the country is known of less than {least}").format(
            least=quantities.share(least_ppm)
        )
    noticed = _("more than {value}").format(value=money(row["allowed_minor"]))
    return FlowLine(*named, article, meaning, UNKNOWN, money(row["net_minor"]), noticed, quantities.share(row["coverage_ppm"]), says)  # fmt: skip


@dataclass(frozen=True)
class CoinsLine:
    """Where the coins of one site went in the days looked at: earned and not told of = sold + held + leaked."""

    row: Row
    currency: str

    @property
    def meaning(self) -> str:
        """What was seen to leave is worth a look; what may have left is not."""
        return "watch" if self.row["leaked_low_satoshi"] > 0 else "agrees"

    @property
    def spoken(self) -> dict[str, Spoken]:
        names = ("earned", "undeclared", "deposited", "sold", "held", "leaked", "leaked_low", "leaked_high", "unreported")  # fmt: skip
        coins = {name: spoken(self.row[f"{name}_satoshi"], "satoshi", self.row["asset"]) for name in names}
        return coins | {"to_bank": quantities.money(self.row["to_bank_minor"], self.currency)}


@dataclass(frozen=True)
class CoinsPage:
    """The sites this officer sees with what became of their coins; `days` of each up to `last`."""

    lines: tuple[CoinsLine, ...]
    days: Period | None


def coins_page(basis: MarketBasis, *, site: str = "") -> CoinsPage:
    """Return mined coins by site, of the officer's region or of all, or of one site; those seen to leave first."""
    rows = basis.lake.coin_flows(basis.day)
    if rows.is_empty():
        return CoinsPage((), None)
    of_it = rows.filter(pl.col("site_id") == site) if site else rows
    seen = [row for row in of_it.iter_rows(named=True) if sees_region(basis.officer, row["region"])]
    days = days_up_to(rows["day"][0], days=int(rows["window_days"][0]))
    return CoinsPage(tuple(CoinsLine(row, basis.currency) for row in seen), days)
