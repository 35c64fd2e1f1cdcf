"""The files of the exchanges: the register's rows about them, their returns, and one that comes from nobody licensed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.units import DAY_S
from terezi.demo.exchanges.clients import Clients
from terezi.demo.exchanges.market import Told
from terezi.demo.exchanges.plants import Plants
from terezi.demo.exchanges.reserve_wallets import CHECKED, PLACES, reserve_wallet
from terezi.demo.exchanges.terms import (
    EXCHANGES,
    MONEY,
    PROMOTED_DAYS,
    UNLICENSED,
    Exchange,
    licensed_on,
    moments,
)
from terezi.demo.files import write_csv, write_parquet
from terezi.demo.names import wallet
from terezi.demo.span import Span
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.tables.venue_register import (
    REF_MARKET_MAKERS,
    REF_RESERVE_ADDRESSES,
    REF_VENUE_FEES,
    REF_VENUES,
)

FOLDER, REFUSED = "exchanges", "refused"
SENT_COLUMNS = {
    "orders": ["venue_id", "instrument", "sequence", "at", "event", "order_id", "account_id", "side", "price_e8", "quantity_e8"],
    "trades": [
        "venue_id", "trade_id", "instrument", "sequence", "traded_at", "price_e8", "quantity_e8", "aggressor", "buy_order_id",
        "sell_order_id", "buyer_account_id", "seller_account_id", "buyer_fee_e8", "seller_fee_e8",
    ],
}  # fmt: skip


def write_venues(
    folder: Path, everybody: Sequence[Clients], plants: Plants | None, span: Span, random: Generator
) -> None:
    """Write the register of venues, their fee schedules, agreements with market makers and reserve addresses."""
    begins = licensed_on(span)
    venues = [
        (v.venue_id, v.name, v.licence_number, "licensed", "exchange", "*", begins, None) for v in EXCHANGES
    ]
    fees = [row for venue in EXCHANGES for row in _schedule(venue, plants, span)]
    makers = [(c.venue.venue_id, c.named["maker"].account_id, "*", begins, None) for c in everybody]
    addresses = [
        (venue.venue_id, asset, _address(venue, asset, place, wallet(random)), place.split()[0], begins, None)
        for venue in EXCHANGES
        for asset in venue.owed
        if asset != MONEY
        for place in PLACES
    ]
    _write(folder / "venues.csv", REF_VENUES, venues)
    _write(folder / "venue-fees.csv", REF_VENUE_FEES, fees)
    _write(folder / "market-makers.csv", REF_MARKET_MAKERS, makers)
    _write(folder / "reserve-addresses.csv", REF_RESERVE_ADDRESSES, addresses)


def _address(venue: Exchange, asset: str, place: str, otherwise: str) -> str:
    """Return a reserve address; where its signature can be checked, one whose key is at hand."""
    return reserve_wallet(venue.venue_id, asset, place).address if asset in CHECKED else otherwise


def _schedule(venue: Exchange, plants: Plants | None, span: Span) -> list[tuple[object, ...]]:
    """Return the periods of a venue's filed fees; a campaign has one of its own."""
    begins = licensed_on(span)
    usual = (venue.venue_id, "*", venue.maker_ppm, venue.taker_ppm, 0)
    if venue.promoted_ppm is None or plants is None:
        return [(*usual, begins, None)]
    first, last = (span.day(plants.promoted_from + days) for days in (0, PROMOTED_DAYS))
    campaign = (venue.venue_id, "*", *venue.promoted_ppm, 0, first, last)
    return [(*usual, begins, first), campaign, (*usual, last, None)]


def _write(path: Path, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    write_csv(pl.DataFrame(rows, schema=table.polars_schema(), orient="row"), path)


def write_market(folder: Path, venue: Exchange, told: Sequence[Told], span: Span) -> None:
    """Write orders and trades of a venue by month."""
    orders = pl.concat([each.orders for each in told]).sort("second", "instrument", "sequence")
    trades = pl.concat([each.trades for each in told]).sort("second", "instrument", "sequence")
    for month, days in span.months():
        within = pl.col("day").is_between(days.start, days.stop, closed="left")
        part = {"orders": orders.filter(within), "trades": trades.filter(within).rename({"at": "traded_at"})}
        for name, rows in part.items():
            write_parquet(
                rows.select(SENT_COLUMNS[name]), folder / f"{venue.venue_id}-{name}-{month}.parquet"
            )


def write_transfers(folder: Path, venue: Exchange, moved: pl.DataFrame, span: Span) -> None:
    """Write what came to a venue and left it."""
    mine = moved.filter(pl.col("venue_id") == venue.venue_id).with_columns(
        at=moments(span, moved.filter(pl.col("venue_id") == venue.venue_id)["second"].to_numpy()),
        transfer_id=pl.format("m{}", pl.int_range(1, pl.len() + 1)),
    )
    write_csv(mine.drop("second"), folder / f"{venue.venue_id}-transfers.csv")


def write_refused(folder: Path, span: Span, random: Generator) -> None:
    """Write a day of trades of a venue that no licence covers."""
    count, day = 40, span.days - 3
    seconds = np.sort(random.uniform(9 * 3_600, 21 * 3_600, count)) + day * DAY_S
    numbers = [str(n) for n in range(1, count + 1)]
    rows = pl.DataFrame(
        {
            "venue_id": UNLICENSED,
            "trade_id": numbers,
            "instrument": "USDT-GGM",
            "sequence": range(1, count + 1),
            "traded_at": moments(span, seconds),
            "price_e8": random.integers(340, 350, count) * 10**6,
            "quantity_e8": random.integers(20, 900, count) * 10**8,
            "aggressor": "buy",
            "buy_order_id": [f"b{n}" for n in numbers],
            "sell_order_id": [f"s{n}" for n in numbers],
            "buyer_account_id": [f"u{n}" for n in random.integers(1, 15, count)],
            "seller_account_id": "desk",
            "buyer_fee_e8": 0,
            "seller_fee_e8": 0,
        }
    )
    write_csv(rows, folder / f"{UNLICENSED}-trades-{span.day(day)}.csv")
