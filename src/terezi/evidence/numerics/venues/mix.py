"""What a venue's turnover is made of, and what of it crosses the border."""

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.account_days import account_days_within
from terezi.evidence.numerics.venues.concentration import share_ppm
from terezi.evidence.numerics.venues.turnover import moved, total
from terezi.law.terms import Law


def in_stablecoins(trades: ir.Table, coins: Sequence[str]) -> ir.Table:
    """Return by venue `turnover_minor`, and `part_minor`, `share_ppm` of it with one of the coins as base or quote."""
    return _part(trades, trades.base.isin(list(coins)) | trades.quote.isin(list(coins)))


def against_money(trades: ir.Table, currency: str) -> ir.Table:
    """Return by venue `turnover_minor`, and `part_minor`, `share_ppm` of it quoted in a country's money."""
    return _part(trades, trades.quote == currency)


def traded_by_accounts(lake: Lake, period: Period) -> ir.Table:
    """Return the trades of a period added up by account, with `base`, `quote` and half of `worth_minor`: both sides tell each of them."""
    rows = account_days_within(lake, period).filter(_.worth_minor.notnull())
    parts = rows.instrument.split("-")
    return rows.mutate(base=parts[0], quote=parts[1], worth_minor=rows.worth_minor / 2)


def abroad(lake: Lake, law: Law) -> ir.Table:
    """Return by venue what went to and came from other countries within the window of fees, at the prices of the days.

    `all_minor` is the worth of all transfers, `coverage_ppm` the share of it whose other side's country is known, `net_minor` what went
    out less what came in, and `allowed_minor` what of it the policy does not notice.
    """
    window = days_up_to(law.day, days=law.exchanges.fee_window_days.value)
    rows = moved(lake, window).filter(_.worth_minor.notnull())
    crosses = (rows.country != law.country).coalesce(False)
    sums = rows.group_by(rows.venue_id).agg(
        all_minor=total(),
        known_minor=total(ibis.ifelse(rows.country.notnull(), rows.worth_minor, 0)),
        out_minor=total(ibis.ifelse(crosses & (rows.direction == "out"), rows.worth_minor, 0)),
        in_minor=total(ibis.ifelse(crosses & (rows.direction == "in"), rows.worth_minor, 0)),
    )
    sums = sums.filter(_.all_minor > 0)
    share = float(law.exchanges.net_outflow_share.value)
    return sums.mutate(
        net_minor=sums.out_minor - sums.in_minor,
        allowed_minor=((sums.out_minor + sums.in_minor).cast("float64") * share).floor().cast("int64"),
        coverage_ppm=share_ppm(sums.known_minor, sums.all_minor),
    )


def _part(trades: ir.Table, is_part: Any) -> ir.Table:
    sums = trades.group_by("venue_id").agg(
        turnover_minor=total(), part_minor=total(ibis.ifelse(is_part, trades.worth_minor, 0))
    )
    sums = sums.filter(_.turnover_minor > 0)
    return sums.mutate(share_ppm=share_ppm(sums.part_minor, sums.turnover_minor))
