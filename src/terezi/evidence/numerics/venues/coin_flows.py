"""The coins of each site: pool, declared wallet, deposit at a licensed venue, sale, bank. Added up, then estimated."""

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables.venue_days import COIN_FLOWS
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.account_days import account_days_within
from terezi.evidence.numerics.venues.leakage import NOTHING, Leakage, Range, Seen, leakage, unreported
from terezi.evidence.numerics.venues.standing import standing_venues
from terezi.evidence.numerics.venues.values import E8_PER_MINOR
from terezi.law.terms import Law

ACCOUNT = ["venue_id", "account_id"]
SITE = ["site_id", "asset"]
FLOWS = ("sold", "withdrawn", "returned", "to_bank")


def coin_flows(lake: Lake, law: Law, window: Period) -> pl.DataFrame:
    """Answer the rows of `coin_flows` for the law's day, one per site and coin its pools paid in the window up to it.

    An account that received coins of several sites is shared among them by what each brought. Where the law's days of the
    sale duty are unknown every coin in a wallet may still be held, and nothing is due.
    """
    earned = lake.collect(_earned(lake, law, window))
    shares = lake.collect(_brought(lake, law, window))
    accounts = lake.memory(shares.select(*ACCOUNT, "asset").unique(maintain_order=True))
    by_account = lake.collect(_of_accounts(lake, law, window, accounts))
    rows = earned.join(_by_site(shares, by_account), on=SITE, how="left").fill_null(0)
    told = [
        _row(row, law, window, _unreported(row, law))
        for row in _weighed(lake, law, rows).iter_rows(named=True)
    ]
    return pl.DataFrame(told, schema=COIN_FLOWS.polars_schema(), orient="row").sort(SITE)


def _earned(lake: Lake, law: Law, window: Period) -> ir.Table:
    wallets = lake.table("ref_wallets")
    paid = lake.within("pool_payouts", window)
    declared = paid.join(wallets, ["address", "site_id"]).filter(valid_on(_, _.day))
    declared = declared.select("pool_id", "payout_id").distinct().mutate(is_declared=True)
    paid = paid.left_join(declared, ["pool_id", "payout_id"])
    lately = paid.day > ibis.literal(_last_day_due(law, window), "date")
    return paid.group_by(SITE).agg(
        earned=_whole(paid.amount_satoshi),
        earned_lately=_whole(ibis.ifelse(lately, paid.amount_satoshi, 0)),
        undeclared=_whole(ibis.ifelse(paid.is_declared.isnull(), paid.amount_satoshi, 0)),
    )


def _brought(lake: Lake, law: Law, window: Period) -> ir.Table:
    """Add up what came from declared wallets by account, coin and site."""
    wallets = lake.table("ref_wallets")
    venues = standing_venues(lake, law).select("venue_id")
    came = lake.within("venue_transfers", window).filter(_.direction == "in").semi_join(venues, "venue_id")
    from_wallets = came.join(wallets, "address").filter(valid_on(_, _.day))
    return from_wallets.group_by(*ACCOUNT, "asset", "site_id").agg(brought=_whole(_.amount_e8))


def _of_accounts(lake: Lake, law: Law, window: Period, accounts: ir.Table) -> ir.Table:
    """Add up by account and coin what was sold for money, taken away and brought back, and the money to banks."""
    moved = _taken(lake, law, window, accounts).union(_sold(lake, law, window, accounts))
    moved = moved.union(_to_bank(lake, law, window, accounts))
    return moved.group_by(*ACCOUNT, "asset").agg(**{name: _whole(moved[name]) for name in FLOWS})


def _sold(lake: Lake, law: Law, window: Period, accounts: ir.Table) -> ir.Table:
    """Return sales less purchases of the coin against money."""
    money = ibis.literal(f"-{law.settlement.currency.value}")
    joined = account_days_within(lake, window).join(accounts, ACCOUNT)
    return _as_flow(
        joined.filter(joined.instrument == joined.asset + money), sold=joined.sold_e8 - joined.bought_e8
    )


def _taken(lake: Lake, law: Law, window: Period, accounts: ir.Table) -> ir.Table:
    """Return what went to declared wallets, and what went to neither those nor another licensed venue."""
    wallets = lake.table("ref_wallets").select("address").distinct().mutate(is_wallet=True)
    venues = standing_venues(lake, law).select(counterparty_id=_.venue_id, is_venue=True)
    went = (
        lake.within("venue_transfers", window)
        .filter(_.direction == "out")
        .join(accounts, [*ACCOUNT, "asset"])
    )
    went = went.left_join(wallets, "address").left_join(venues, "counterparty_id")
    back = went.is_wallet.notnull()
    stays = went.is_venue.notnull() & (went.counterparty == "venue")
    return _as_flow(
        went,
        returned=ibis.ifelse(back, _.amount_e8, 0),
        withdrawn=ibis.ifelse(back | stays, 0, _.amount_e8),
    )


def _to_bank(lake: Lake, law: Law, window: Period, accounts: ir.Table) -> ir.Table:
    money = law.settlement.currency.value
    went = lake.within("venue_transfers", window).filter(
        _.direction == "out", _.asset == money, _.counterparty == "bank"
    )
    joined = went.drop("asset").join(accounts, ACCOUNT)
    return _as_flow(joined, to_bank=_.amount_e8)


def _as_flow(rows: ir.Table, **amounts: Any) -> ir.Table:
    zeros = {name: ibis.literal(0, "int64") for name in FLOWS}
    told = rows.select(*ACCOUNT, "asset", **(zeros | amounts))
    return told.select(*ACCOUNT, "asset", **{name: told[name].cast("int64") for name in FLOWS})


def _by_site(shares: pl.DataFrame, by_account: pl.DataFrame) -> pl.DataFrame:
    """Share what an account did among the sites whose coins it received, by what each brought."""
    joined = shares.join(by_account, on=[*ACCOUNT, "asset"], how="left").fill_null(0)
    part = pl.col("part")
    joined = joined.with_columns(part=pl.col("brought") / pl.col("brought").sum().over([*ACCOUNT, "asset"]))
    return joined.group_by(SITE).agg(
        pl.col("brought").sum().alias("deposited"),
        *((pl.max_horizontal(name, 0) * part).round().sum().cast(pl.Int64).alias(name) for name in FLOWS),
    )


def _weighed(lake: Lake, law: Law, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the longest comparison of meter and coins to the coin a site is licensed for; null where there is none."""
    sites = lake.table("ref_sites")
    mined = lake.collect(sites.filter(valid_on(sites, ibis.literal(law.day, "date"))).select(*SITE))
    told = lake.collect(lake.on("weighings", law.day).filter(_.pair == "meter/coins"))
    longest = told.sort("window_days").unique("site_id", keep="last")
    clearest = told.group_by("site_id").agg(q_value=pl.col("q_value").min())
    weighed = longest.select("site_id", "observed_wh", "expected_wh", "sigma", "window_days").join(
        clearest, "site_id"
    )
    return rows.join(mined.join(weighed, on="site_id"), on=SITE, how="left").sort(SITE)


def _unreported(row: dict[str, Any], law: Law) -> Range:
    """Estimate the coins no pool told of in the window: at the rate of the days that were weighed.

    Only where meter and coins disagree by more than chance among all sites explains: the bad luck of one pool is shared by all its
    members, and none of them hides anything.
    """
    if row["sigma"] is None or row["q_value"] > float(law.supervision.false_discovery_rate.value):
        return NOTHING
    return unreported(
        row["earned"],
        metered_wh=row["observed_wh"],
        coins_wh=row["expected_wh"],
        sigma=row["sigma"],
        confidence=float(law.exchanges.leakage_confidence.value),
    )


def _row(row: dict[str, Any], law: Law, window: Period, missed: Range) -> dict[str, Any]:
    seen = Seen(
        **{name: row[name] for name in ("earned", "earned_lately", "undeclared", "deposited", "sold", "withdrawn", "returned")}
    )  # fmt: skip
    out: Leakage = leakage(seen, missed)
    duty_known = law.exchanges.sale_duty_days.is_known
    satoshi = {
        "earned": seen.earned,
        "due": seen.earned - seen.earned_lately if duty_known else 0,
        "undeclared": seen.undeclared,
        "deposited": seen.deposited,
        "sold": out.sold,
        "withdrawn": seen.withdrawn,
        "returned": seen.returned,
        "unreported": missed.middle,
        "held": out.held,
        "leaked": out.leaked.middle,
        "leaked_low": out.leaked.low,
        "leaked_high": out.leaked.high,
    }
    return {f"{name}_satoshi": amount for name, amount in satoshi.items()} | {
        "day": law.day,
        "site_id": row["site_id"],
        "asset": row["asset"],
        "window_days": window.days,
        "to_bank_minor": row["to_bank"] // E8_PER_MINOR,
    }


def _last_day_due(law: Law, window: Period) -> Any:
    """Return the last day whose coins are past the days of the sale duty; before the window where these are unknown."""
    duty = law.exchanges.sale_duty_days
    days = duty.value if duty.is_known else window.days
    return law.day - timedelta(days=days)


def _whole(amount: Any) -> Any:
    return amount.sum().cast("int64")
