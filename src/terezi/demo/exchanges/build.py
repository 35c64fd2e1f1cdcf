"""The country's exchanges from the first draw to their files and what is to be found in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.exchanges.balances import balances
from terezi.demo.exchanges.clients import Clients, crowd, draw_clients
from terezi.demo.exchanges.coins import LEAST_SHARE, MOST_SHARE, Miner, Moved, bring, moved_frame, to_bank
from terezi.demo.exchanges.fees import declared, receipts, with_fees
from terezi.demo.exchanges.files import (
    FOLDER,
    REFUSED,
    write_market,
    write_refused,
    write_transfers,
    write_venues,
)
from terezi.demo.exchanges.market import Told, run_market, worth_e8
from terezi.demo.exchanges.plants import (
    BELOW_SHARE,
    DIP_SHARE,
    SHORT_DAYS,
    SHORT_SHARE,
    Plants,
    can_plant,
    draw_plants,
)
from terezi.demo.exchanges.returns import accounts, incidents, listings
from terezi.demo.exchanges.terms import ALTYN, BEREKET, CARWA, EXCHANGES, USD_PER_MONEY, Instrument, told_span
from terezi.demo.exchanges.traders import Pair, Sale
from terezi.demo.exchanges.transfers import between_venues, client_moves, maker_moves
from terezi.demo.exchanges.world import world_ticks
from terezi.demo.files import write_csv, write_parquet
from terezi.demo.licensing.hours import at
from terezi.demo.payouts import Payment
from terezi.demo.span import Reals, Span
from terezi.demo.world import World

ETHER_FIRST, ETHER_STEP = 2_300 / USD_PER_MONEY, 0.02  # GGM; from day to day
REFUSED_AT_HOUR, REFUSED_DAYS = 11, 2


@dataclass(frozen=True)
class Exchanges:
    """The exchanges before a day is run: accounts, what coins are worth, who sells where, and what is planted."""

    span: Span  # the days told of
    clients: tuple[Clients, ...]
    miners: dict[str, Miner]
    worth: dict[str, Reals]  # by coin
    plants: Plants | None


@dataclass(frozen=True)
class Traded:
    """What came of them: fees short of the schedule in the days of the plant, coins short of what was owed, minor units."""

    fees_short_minor: int
    below_e8: int


def draw_exchanges(world: World, random: Generator) -> Exchanges:
    """Draw the exchanges by chance of their own, so that they change nobody else."""
    span = told_span(world.span)
    by_day = world.network.price_usd_cents[-span.days :] / 100 / USD_PER_MONEY
    ether = ETHER_FIRST * np.exp(np.cumsum(random.normal(0, ETHER_STEP, span.days)))
    worth = {"BTC": worth_e8(by_day, random), "ETH": worth_e8(ether, random)}
    sells_at = random.integers(0, len(EXCHANGES), len(world.sites))
    clients: list[Clients] = []
    miners: dict[str, Miner] = {}
    for number, venue in enumerate(EXCHANGES):
        own = [site for site, place in zip(world.sites, sells_at, strict=True) if place == number]
        drawn = draw_clients(venue, own, random, has_pair=venue is BEREKET)
        clients.append(drawn)
        miners |= {
            site.site_id: Miner(site, venue, drawn.miners[site.site_id], float(random.uniform(LEAST_SHARE, MOST_SHARE)))
            for site in own
        }  # fmt: skip
    plants = draw_plants(span, random) if can_plant(span) else None
    return Exchanges(span, tuple(clients), miners, worth, plants)


def write_exchanges(
    out: Path, exchanges: Exchanges, world: World, paid: Sequence[Payment], random: Generator
) -> Traded:
    """Write the register of exchanges and every return of theirs; answers what was made short."""
    span, folder = exchanges.span, out / "deliveries" / FOLDER
    before = world.span.days - span.days
    write_venues(out / "register", exchanges.clients, exchanges.plants, span, random)
    brought, sales = bring(exchanges.miners, paid, before_days=before, days=span.days, random=random)
    moved = moved_frame(_moves(exchanges, brought, sales, random))
    fees = {
        venue.venue_id: _write_trading(folder, exchanges, clients, sales.get(venue.venue_id, []), random)
        for clients in exchanges.clients
        for venue in [clients.venue]
    }
    for venue in EXCHANGES:
        write_transfers(folder, venue, moved, span)
    below = _write_balances(folder, exchanges, moved, random)
    _write_small(folder, exchanges, fees)
    write_refused(out / REFUSED, span, random)
    write_parquet(world_ticks(exchanges.worth, span, random), folder / "world-ticks.parquet")
    return Traded(_short(fees[BEREKET.venue_id], exchanges.plants, span), below)


def refused_at(last_day: date) -> datetime:
    """Return the moment at which the returns of a venue nobody licensed reach the door."""
    return at(last_day - timedelta(days=REFUSED_DAYS - 1), REFUSED_AT_HOUR)


def _moves(
    exchanges: Exchanges, brought: Sequence[Moved], sales: dict[str, list[Sale]], random: Generator
) -> list[Moved]:
    span, worth = exchanges.span, exchanges.worth["BTC"]
    moved = [*brought, *between_venues(exchanges.clients, span.days, random)]
    for clients in exchanges.clients:
        venue = clients.venue
        own = [each for each in brought if each.venue_id == venue.venue_id]
        moved += client_moves(clients, worth, span, random)
        moved += maker_moves(clients, own, worth, span.days, random)
        moved += to_bank(venue, sales.get(venue.venue_id, []), worth)
    return moved


def _write_trading(
    folder: Path, exchanges: Exchanges, clients: Clients, sales: Sequence[Sale], random: Generator
) -> pl.DataFrame:
    """Trade, write what is told of it, and return what the venue declares."""
    venue, span, plants = clients.venue, exchanges.span, exchanges.plants
    promoted_from = plants.promoted_from if plants else None
    markets = [
        _market(exchanges, clients, instrument, sales, random)
        for instrument in venue.instruments
        if instrument.from_day < span.days
    ]
    charged = [Told(each.orders, with_fees(each.trades, venue, promoted_from)) for each in markets]
    is_silent = plants is not None and venue is CARWA
    last = plants.silent_from if plants and is_silent else float("inf")
    told = [Told(*(rows.filter(pl.col("second") < last) for rows in vars(each).values())) for each in charged]
    write_market(folder, venue, told, span)
    days = range(plants.short_from, plants.short_from + SHORT_DAYS) if plants and venue is BEREKET else ()
    trades = pl.concat([each.trades for each in charged])
    return declared(trades, venue, span, short=dict.fromkeys(days, SHORT_SHARE))


def _market(
    exchanges: Exchanges, clients: Clients, instrument: Instrument, sales: Sequence[Sale], random: Generator
) -> Told:
    venue, plants = clients.venue, exchanges.plants
    everybody = crowd(clients, instrument, random)
    if plants and venue is BEREKET:
        pair = clients.named["first"].account_id, clients.named["second"].account_id
        everybody.append(Pair(pair, plants.wash_seconds))
    return run_market(
        venue,
        instrument,
        exchanges.worth[instrument.base],
        crowd=everybody,
        sales=sales if instrument.base == "BTC" else (),
        span=exchanges.span,
        random=random,
    )


def _write_balances(folder: Path, exchanges: Exchanges, moved: pl.DataFrame, random: Generator) -> int:
    """Write what is owed and held everywhere; answers how many coins were missing at most, 1e-8."""
    plants, missing = exchanges.plants, 0
    low: dict[str, tuple[int, float]] = {}
    if plants:
        low = {
            CARWA.venue_id: (plants.below_from, BELOW_SHARE),
            ALTYN.venue_id: (plants.dip_from, DIP_SHARE),
        }
    for venue in EXCHANGES:
        mine = moved.filter(pl.col("venue_id") == venue.venue_id)
        told = balances(venue, mine, exchanges.span, random, low=low.get(venue.venue_id))
        write_csv(told, folder / f"{venue.venue_id}-balances.csv")
        missing = max(missing, *(told["liabilities_e8"] - told["reserves_e8"]))
    return missing


def _write_small(folder: Path, exchanges: Exchanges, fees: dict[str, pl.DataFrame]) -> None:
    """Write declarations, accounts, listings and incidents, and the treasury's receipts."""
    span = exchanges.span
    for clients in exchanges.clients:
        venue = clients.venue
        own = {
            "fees": fees[venue.venue_id],
            "accounts": accounts(clients, span),
            "listings": pl.DataFrame(listings(venue, span)),
        }
        for name, rows in own.items():
            write_csv(rows, folder / f"{venue.venue_id}-{name}.csv")
    write_csv(pl.DataFrame(incidents(BEREKET, span)), folder / f"{BEREKET.venue_id}-incidents.csv")
    paid = [row for venue in EXCHANGES for row in receipts(fees[venue.venue_id], venue, span)]
    write_csv(pl.DataFrame(paid), folder / "levy-receipts.csv")


def _short(fees: pl.DataFrame, plants: Plants | None, span: Span) -> int:
    """Return the fees a venue left out of its declarations, minor units."""
    if plants is None:
        return 0
    days = [span.day(plants.short_from + place) for place in range(SHORT_DAYS)]
    told = int(fees.filter(pl.col("declared_day").is_in(days))["fees_minor"].sum())
    return round(told * SHORT_SHARE / (1 - SHORT_SHARE))
