"""A country's exchanges, drawn day by day into the lake in the shapes loaded returns have.

Every book is whole: each trade takes an order that was placed at the best price before it; makers quote both sides and take back; orders far
from the price stand overnight. A few accounts trade much and many a little. At one venue three accounts trade round in a ring.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts import delta
from terezi.evidence.facts.day_files import DayFiles
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES

Ints = npt.NDArray[np.int64]
E8, DAY_US, SECOND = 10**8, 86_400_000_000, 1_000_000
VENUES = {"GG-V1": 0.5, "GG-V2": 0.2, "GG-V3": 0.15, "GG-V4": 0.1, "GG-V5": 0.05}
ACCOUNTS = (4_000, 2_500, 2_000, 1_500, 1_000)
INSTRUMENTS = {"BTC-GGM": 350_000.0, "USDT-GGM": 3.5, "ETH-GGM": 12_000.0, "BTC-USDT": 100_000.0}
SHARES = (0.5, 0.25, 0.15, 0.1)
ORDERS_PER_TRADE = 5
MAKERS, AGREED = 8, 6
MAKER_PPM, TAKER_PPM = 1_000, 2_000
RING_AT, RING = "GG-V2", (301, 302, 303)
RING_SHARE = 0.01
SITES = 100
ROWS_AT_ONCE = 1 << 20
SINCE = date(2025, 1, 1)
HOURS = np.array([3, 2, 2, 2, 2, 3, 4, 5, 6, 6, 6, 5, 5, 5, 5, 6, 6, 6, 6, 5, 4, 4, 3, 3], float)
EVENTS = pl.Series(["add", "modify", "cancel"])
SIDES = pl.Series(["sell", "buy"])


@dataclass(frozen=True)
class Exchanges:
    """So many trades a day over all venues, and five times as many order events."""

    trades_a_day: int
    period: Period
    zone: str
    seed: int = 11

    def drawn(self, *what: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *what])


@dataclass(frozen=True)
class Market:
    """One instrument of one venue, by its places in VENUES and INSTRUMENTS."""

    exchanges: Exchanges
    venue: int
    instrument: int

    @property
    def trades(self) -> int:
        part = list(VENUES.values())[self.venue] * SHARES[self.instrument]
        return max(4, round(self.exchanges.trades_a_day * part))

    @property
    def name(self) -> str:
        return list(INSTRUMENTS)[self.instrument]

    @property
    def tick_e8(self) -> int:
        return max(1, round(INSTRUMENTS[self.name] * E8 / 50_000))

    @property
    def far_orders(self) -> int:
        return max(2, self.trades // 200)

    def drawn(self, day: date, what: int) -> np.random.Generator:
        return self.exchanges.drawn(self.venue, self.instrument, day.toordinal(), what)

    @cached_property
    def activity(self) -> npt.NDArray[np.float64]:
        """Return the cumulative share of each account but the makers: who is first trades most."""
        weights = 1.0 / np.arange(1, ACCOUNTS[self.venue] - MAKERS + 1)
        return np.cumsum(weights / weights.sum())

    def people(self, rng: np.random.Generator, count: int) -> Ints:
        return MAKERS + np.searchsorted(self.activity, rng.random(count)).clip(max=len(self.activity) - 1)


def tell_day(home: Home, exchanges: Exchanges, day: date) -> dict[str, int]:
    """Let the lake hold a day of all venues; answers the rows of trades and orders."""
    numbers = home.path / "bench-numbers.json"
    last = json.loads(numbers.read_text()) if numbers.exists() else {}
    told = {"venue_orders": 0, "venue_trades": 0}
    for place, venue in enumerate(VENUES):
        markets = [Market(exchanges, place, number) for number in range(len(INSTRUMENTS))]
        drawn = [_market_day(market, day, last) for market in markets]
        begins = day_bounds(day, exchanges.zone)[0]
        for table, rows in (("venue_orders", _orders), ("venue_trades", _trades)):
            told[table] += _commit(home, table, day, venue, rows(markets, drawn, venue, begins))
        turnover = sum(one["turnover"] for one in drawn)
        _commit_small(home, exchanges, day, venue, turnover)
    numbers.write_text(json.dumps(last))
    return told


@dataclass(frozen=True)
class Prices:
    """When a market's middle moves within a day (microseconds), and where it then is, in ticks."""

    moves: Ints
    middle: Ints

    @classmethod
    def drawn(cls, market: Market, rng: np.random.Generator) -> "Prices":
        moves = np.sort(_times(rng, min(20_000, max(2, market.trades // 4))))
        moves[0] = 0
        return cls(moves, 50_000 + np.cumsum(rng.choice([-1, 1], len(moves))))

    def at(self, times: Ints) -> Ints:
        """Return which stretch without a move each time lies in."""
        return np.searchsorted(self.moves, times, "right") - 1

    def begun(self, times: Ints) -> Ints:
        return self.moves[self.at(times)]

    def ends(self, times: Ints) -> Ints:
        return np.append(self.moves[1:], DAY_US)[self.at(times)]

    def middles(self, times: Ints) -> Ints:
        return self.middle[self.at(times)]


Columns = dict[str, np.ndarray]


def _market_day(market: Market, day: date, last: dict[str, int]) -> dict[str, object]:
    """Draw a market's day as columns of order events and trades, in the order of time, numbered without a gap."""
    rng = market.drawn(day, 0)
    prices = Prices.drawn(market, rng)
    trades = _traded(market, rng, prices)
    quotes = _quoted(market, rng, prices, len(trades["at"]), int(trades["taker_order"].max()) + 1)
    far, before = _far(market, day), _far(market, day - timedelta(days=1))
    if day == market.exchanges.period.starts_on:
        before = {name: column[:0] for name, column in before.items()}
    orders, base = _events(trades, quotes, far, before)
    sequence = _numbered(
        np.concatenate([orders["at"], trades["at"]]), f"{market.venue}/{market.instrument}", last
    )
    own, of_trades = sequence[: len(orders["at"])], sequence[len(orders["at"]) :]
    name = np.zeros(base[-1], np.int64)
    adds = orders["event"] == 0
    name[orders["order"][adds]] = own[adds]
    for first, each, told_on in ((3, far, day), (4, before, day - timedelta(days=1))):
        name[base[first] : base[first + 1]] = -told_on.toordinal() * 1_000_000 - np.arange(len(each["at"]))
    by_time = np.argsort(own)
    told = {what: column[by_time] for what, column in orders.items()}
    value = trades["ticks"].astype(float) * market.tick_e8 * trades["quantity"] / E8
    return {
        "orders": {**told, "number": name[told.pop("order")], "sequence": own[by_time]},
        "trades": _sides(trades, of_trades, name[: base[1]], name[base[1] + trades["taker_order"]], value),
        "turnover": float(value.sum()) / E8 * (3.5 if market.name.endswith("USDT") else 1),
    }


def _numbered(at: Ints, key: str, last: dict[str, int]) -> Ints:
    """Number events by time, on from the last number of the day before."""
    order = np.argsort(at, kind="stable")
    sequence = np.empty(len(order), np.int64)
    sequence[order] = last.get(key, 0) + 1 + np.arange(len(order))
    last[key] = last.get(key, 0) + len(order)
    return sequence


def _traded(market: Market, rng: np.random.Generator, prices: Prices) -> Columns:
    """Draw trades at the best price, each against an order of its own; one in four goes on with the taker before it."""
    n = market.trades
    at = np.sort(_times(rng, n))
    goes_on = rng.random(n) < 0.25
    goes_on[0] = False
    goes_on[1:] &= prices.at(at[1:]) == prices.at(at[:-1])
    taker_order = np.cumsum(~goes_on) - 1
    first = np.flatnonzero(~goes_on)
    at, buys = at[first][taker_order], (rng.random(len(first)) < 0.5)[taker_order]
    waited = np.minimum(rng.exponential(0.5 * SECOND, n), 0.9 * (at - prices.begun(at)))
    makers = np.where(rng.random(n) < 0.6, rng.integers(0, MAKERS, n), market.people(rng, n))
    some = np.where(rng.random(n) < 0.05, rng.integers(0, MAKERS, n), market.people(rng, n))
    told = {
        "at": at, "buys": buys, "taker_order": taker_order, "placed": at - waited.astype(np.int64), "makers": makers,
        "takers": some[first][taker_order], "ticks": prices.middles(at) + np.where(buys, 1, -1), "quantity": _sizes(rng, market, n),
    }  # fmt: skip
    if list(VENUES)[market.venue] == RING_AT and market.instrument == 0:
        _plant_ring(told, rng, ~goes_on & ~np.append(goes_on[1:], False))
    return told


def _plant_ring(told: Columns, rng: np.random.Generator, alone: npt.NDArray[np.bool_]) -> None:
    """Let three accounts trade round in some trades whose taker took nothing else."""
    some = np.flatnonzero(alone & (rng.random(len(alone)) < RING_SHARE))
    turn = np.arange(len(some)) % len(RING)
    buyers, sellers = np.array(RING)[turn], np.array(RING)[(turn + 1) % len(RING)]
    told["takers"][some] = np.where(told["buys"][some], buyers, sellers)
    told["makers"][some] = np.where(told["buys"][some], sellers, buyers)


def _quoted(market: Market, rng: np.random.Generator, prices: Prices, trades: int, takers: int) -> Columns:
    """Draw quotes behind the best price, changed once and taken back before the price moves: three events each."""
    count = max(1, round((ORDERS_PER_TRADE * trades - trades - takers - 2 * market.far_orders) / 3))
    at = np.sort(_times(rng, count))
    life = np.minimum(rng.exponential(8 * SECOND, count), 0.95 * (prices.ends(at) - at)).astype(np.int64)
    bids = rng.random(count) < 0.5
    away = 1 + np.minimum(1 + rng.geometric(0.08, count), 800)
    who = np.where(rng.random(count) < 0.7, rng.integers(0, MAKERS, count), market.people(rng, count))
    return {
        "at": at, "life": life, "bids": bids, "who": who, "ticks": prices.middles(at) + np.where(bids, -away, away),
        "quantity": _sizes(rng, market, count),
    }  # fmt: skip


def _events(trades: Columns, quotes: Columns, far: Columns, before: Columns) -> tuple[Columns, Ints]:
    """Return all order events and where the orders of makers, takers, quotes, far ones of this day and the day before begin."""
    _, first = np.unique(trades["taker_order"], return_index=True)
    base = np.cumsum([0, *(len(it) for it in (trades["at"], first, quotes["at"], far["at"], before["at"]))])
    filled = np.bincount(trades["taker_order"], trades["quantity"]).astype(np.int64)
    quoted = (base[2] + np.arange(len(quotes["at"])), quotes["who"], quotes["bids"], quotes["ticks"])
    halved, gone = np.maximum(quotes["quantity"] // 2, 1), np.zeros(len(quotes["at"]), np.int64)
    parts = [  # time, event, order, account, is it to buy, ticks, quantity left
        (trades["placed"], 0, np.arange(base[1]), trades["makers"], ~trades["buys"], trades["ticks"], trades["quantity"]),
        (quotes["at"], 0, *quoted, quotes["quantity"]),
        (quotes["at"] + quotes["life"] // 2, 1, *quoted, halved),
        (quotes["at"] + quotes["life"], 2, *quoted, gone),
        (far["at"], 0, base[3] + np.arange(len(far["at"])), far["who"], far["bids"], far["ticks"], far["quantity"]),
        (before["gone"], 2, base[4] + np.arange(len(before["at"])), before["who"], before["bids"], before["ticks"], 0 * before["at"]),
        (trades["at"][first], 0, base[1] + np.arange(len(first)), trades["takers"][first], trades["buys"][first], trades["ticks"][first], filled),
    ]  # fmt: skip
    names = ("at", "order", "who", "buys", "ticks", "quantity")
    columns = {
        name: np.concatenate([(*part[:1], *part[2:])[place] for part in parts])
        for place, name in enumerate(names)
    }
    return columns | {
        "event": np.concatenate([np.full(len(part[0]), part[1], np.int8) for part in parts])
    }, base


def _sides(
    trades: Columns, sequence: Ints, made: Ints, took: Ints, value: npt.NDArray[np.float64]
) -> Columns:
    """Return trades by buyer and seller, each with its order and its fee by the schedule."""
    buys = trades["buys"]
    taker_fee, maker_fee = (
        np.floor(value * ppm / 1e6 + 0.5).astype(np.int64) for ppm in (TAKER_PPM, MAKER_PPM)
    )

    def sides(taker: np.ndarray, maker: np.ndarray, *names: str) -> Columns:
        return dict(zip(names, (np.where(buys, taker, maker), np.where(buys, maker, taker)), strict=True))

    return {
        **{name: trades[name] for name in ("at", "ticks", "quantity", "buys")},
        "sequence": sequence,
        **sides(trades["takers"], trades["makers"], "buyer", "seller"),
        **sides(took, made, "buy", "sell"),
        **sides(taker_fee, maker_fee, "buyer_fee", "seller_fee"),
    }


def _times(rng: np.random.Generator, count: int) -> Ints:
    hour = rng.choice(24, count, p=HOURS / HOURS.sum())
    return hour * 3_600 * SECOND + rng.integers(0, 3_600 * SECOND, count)


def _sizes(rng: np.random.Generator, market: Market, count: int) -> Ints:
    """Return lognormal sizes of some 2,000 of money, two in five of them rounded."""
    unit = 2_000 / INSTRUMENTS[market.name] * (1 if market.name.endswith("GGM") else 1 / 3.5)
    sizes = np.maximum(unit * E8 * rng.lognormal(0, 1, count), 1)
    step = 10 ** np.floor(np.log10(sizes))
    return np.where(rng.random(count) < 0.4, np.maximum(np.round(sizes / step), 1) * step, sizes).astype(
        np.int64
    )


def _far(market: Market, day: date) -> dict[str, np.ndarray]:
    """Draw the orders placed on a day 3 to 6 % from the price, which stand until some time of the next."""
    rng, f = market.drawn(day, 1), market.far_orders
    bids = rng.random(f) < 0.5
    away = rng.integers(1_500, 3_000, f)
    return {
        "at": np.sort(_times(rng, f)), "gone": np.sort(_times(rng, f)), "bids": bids, "who": market.people(rng, f),
        "ticks": 50_000 + np.where(bids, -away, away), "quantity": _sizes(rng, market, f),
    }  # fmt: skip


def _slices(
    markets: list[Market], drawn: list[dict[str, object]], what: str
) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    """Yield all markets' rows of a venue in the order of time, a million at a time; numbers stay numbers."""
    market = np.concatenate(
        [np.full(len(one[what]["at"]), place, np.int8) for place, one in enumerate(drawn)]
    )  # type: ignore[index]
    names = list(drawn[0][what])  # type: ignore[call-overload]
    columns = {name: np.concatenate([one[what][name] for one in drawn]) for name in names}  # type: ignore[index]
    tick = np.array([each.tick_e8 for each in markets])
    order = np.argsort(columns["at"], kind="stable")
    for begins in range(0, len(order), ROWS_AT_ONCE):
        some = order[begins : begins + ROWS_AT_ONCE]
        part = {name: column[some] for name, column in columns.items()}
        rows = pl.DataFrame(
            {
                **part,
                "price_e8": part["ticks"] * tick[market[some]],
                "row_number": begins + 1 + np.arange(len(some)),
            }
        )
        yield (
            rows.with_columns(code=pl.Series(market[some])),
            pl.Series([each.name for each in markets]).gather(market[some]),
        )


def _named(code: str, number: str) -> pl.Expr:
    """Return the name of an order: the letter of its instrument and its number; far ones have a number of their own."""
    letter = pl.lit(pl.Series(["B", "U", "E", "C"])).gather(pl.col(code))
    return pl.concat_str(
        letter,
        pl.col(number).abs().cast(pl.String),
        pl.when(pl.col(number) < 0).then(pl.lit("F")).otherwise(pl.lit("")),
    )


def _ids(venue: str) -> pl.Series:
    return pl.Series([f"{venue}-A{n:05d}" for n in range(ACCOUNTS[list(VENUES).index(venue)])])


def _orders(
    markets: list[Market], drawn: list[dict[str, object]], venue: str, begins: datetime
) -> Iterator[pl.DataFrame]:
    who = _ids(venue)
    for rows, instrument in _slices(markets, drawn, "orders"):
        yield rows.select(
            "row_number", "sequence", "price_e8", venue_id=pl.lit(venue), instrument=instrument,
            at=pl.lit(begins) + pl.duration(microseconds="at"), event=EVENTS.gather(rows["event"]), order_id=_named("code", "number"),
            account_id=who.gather(rows["who"]), side=SIDES.gather(rows["buys"].cast(pl.Int64)), quantity_e8="quantity",
        )  # fmt: skip


def _trades(
    markets: list[Market], drawn: list[dict[str, object]], venue: str, begins: datetime
) -> Iterator[pl.DataFrame]:
    who = _ids(venue)
    for rows, instrument in _slices(markets, drawn, "trades"):
        yield rows.select(
            "row_number", "sequence", "price_e8", venue_id=pl.lit(venue), instrument=instrument, trade_id=_named("code", "sequence"),
            traded_at=pl.lit(begins) + pl.duration(microseconds="at"), quantity_e8="quantity",
            aggressor=SIDES.gather(rows["buys"].cast(pl.Int64)), buy_order_id=_named("code", "buy"), sell_order_id=_named("code", "sell"),
            buyer_account_id=who.gather(rows["buyer"]), seller_account_id=who.gather(rows["seller"]),
            buyer_fee_e8="buyer_fee", seller_fee_e8="seller_fee",
        )  # fmt: skip


def _commit(home: Home, table: str, day: date, venue: str, parts: Iterator[pl.DataFrame]) -> int:
    declared = TABLES[table]
    arrived = datetime(day.year, day.month, day.day, 23, tzinfo=UTC)
    delivery = f"{venue}-{day}-{table[6:9]}"
    folder = home.staging_dir / f"bench-{delivery}"
    files = DayFiles(folder, declared, prefix=delivery, known_at=arrived)
    schema = declared.polars_schema()
    for rows in parts:
        given = rows.with_columns(
            day=pl.lit(day), delivery=pl.lit(delivery), known_at=pl.lit(arrived), revision=pl.lit(0, pl.Int32),
            **({} if "row_number" in rows.columns else {"row_number": pl.int_range(1, pl.len() + 1)}),
        )  # fmt: skip
        none = {name: pl.lit(None, kind) for name, kind in schema.items() if name not in given.columns}
        files.write(given.with_columns(**none).select(declared.names).cast(dict(schema)))  # type: ignore[arg-type]
    done = files.close()
    with delta.writing(home, declared) as opened:
        delta.commit(opened, home, declared, done, delivery=delivery)
    shutil.rmtree(folder, ignore_errors=True)
    return sum(file.rows for file in done)


def _commit_small(home: Home, exchanges: Exchanges, day: date, venue: str, turnover: float) -> None:
    """Tell what a venue tells besides: accounts, transfers, hourly balances, fees; and once a day what pools paid the sites."""
    rng = exchanges.drawn(900 + list(VENUES).index(venue), day.toordinal())
    begins = day_bounds(day, exchanges.zone)[0]
    n = ACCOUNTS[list(VENUES).index(venue)]
    people = exchanges.drawn(900, list(VENUES).index(venue))
    fees = turnover * (MAKER_PPM + TAKER_PPM) / 1e6
    tables = {
        "venue_accounts": pl.DataFrame({
            "account_id": _ids(venue), "told_at": pl.Series([begins] * n),
            "client_class": ["market_maker" if k < MAKERS else "retail" if people.random() < 0.9 else "professional" for k in range(n)],
            "residence": people.choice(["GG", "GG", "GG", "AE", "TR"], n), "kyc": people.choice(["complete"] * 199 + ["pending"], n),
            "owner_key": [f"{venue}-o{k}" for k in range(n)], "device_key": [f"{venue}-d{int(k * 0.98)}" for k in range(n)],
            "bank_key": [f"{venue}-b{k}" for k in range(n)], "equity_minor": people.integers(10**5, 10**8, n), "exposure_minor": people.integers(0, 10**5, n),
        }),
        "venue_transfers": _transfers(rng, venue, begins, max(20, exchanges.trades_a_day // 500)),
        "venue_balances": _balances(rng, begins),
        "venue_fees": pl.DataFrame({
            "declared_day": [day], "turnover_minor": [round(turnover * 100)], "fees_minor": [round(fees * 100)], "levy_minor": [round(fees)], "currency": ["GGM"],
        }),
    }  # fmt: skip
    for table, rows in tables.items():
        _commit(home, table, day, venue, iter([rows.with_columns(venue_id=pl.lit(venue))]))
    if venue == "GG-V1":
        sites = np.arange(SITES)
        paid = pl.DataFrame({
            "pool_id": ["P1"] * SITES, "payout_id": [f"{day}-{k}" for k in sites], "site_id": [f"S{k}" for k in sites],
            "paid_at": [begins + timedelta(hours=6)] * SITES, "asset": ["BTC"] * SITES, "address": [f"W{k}" for k in sites],
            "amount_satoshi": rng.integers(10**6, 5 * 10**7, SITES),
        })  # fmt: skip
        _commit(home, "pool_payouts", day, venue, iter([paid]))


def _transfers(rng: np.random.Generator, venue: str, begins: datetime, count: int) -> pl.DataFrame:
    from_site = rng.random(count) < 0.05
    kinds = np.array(["own_wallet", "venue", "bank", "bank", "merchant", "unknown"])
    kind = np.where(from_site, "own_wallet", rng.choice(kinds, count))
    asset = np.where(
        from_site, "BTC", np.where(kind == "bank", "GGM", rng.choice(["BTC", "USDT", "ETH"], count))
    )
    wallets = np.array([f"W{k}" for k in range(SITES)])
    return pl.DataFrame({
        "transfer_id": [f"X{k}" for k in range(count)], "at": [begins + timedelta(seconds=int(s)) for s in np.sort(rng.integers(0, 86_400, count))],
        "account_id": _ids(venue).gather(rng.integers(0, ACCOUNTS[list(VENUES).index(venue)], count)),
        "direction": np.where(from_site, "in", rng.choice(["in", "out"], count)), "asset": asset,
        "amount_e8": (rng.lognormal(0, 1, count) * np.where(asset == "BTC", 10**6, 10**10)).astype(np.int64), "counterparty": kind,
        "counterparty_id": pl.Series([f"M{int(m)}" if k == "merchant" else "XX-V9" if k == "venue" else None for k, m in zip(kind, rng.integers(0, 500, count), strict=True)], dtype=pl.String),
        "country": rng.choice(["GG", "GG", "AE"], count),
        "address": np.where(from_site, rng.choice(wallets, count), [f"bc1{int(k)}" for k in rng.integers(0, 10**6, count)]),
    })  # fmt: skip


def _balances(rng: np.random.Generator, begins: datetime) -> pl.DataFrame:
    assets = ["BTC", "ETH", "USDT", "GGM"]
    owed = rng.integers(10**12, 2 * 10**12, 24 * len(assets))
    return pl.DataFrame({
        "asset": assets * 24, "as_at": [begins + timedelta(hours=h) for h in range(24) for _ in assets], "liabilities_e8": owed,
        "reserves_e8": owed + owed // 50, "cold_e8": owed * 97 // 100, "segregated_e8": owed, "own_e8": owed // 10,
    })  # fmt: skip


def tell_register(home: Home) -> None:
    """Publish venues, fee schedules, makers under agreement, sites and wallets."""
    lake = Lake.open(home)
    venue = {
        "name": "Venue",
        "licence_number": "EX",
        "status": "licensed",
        "actor_class": "exchange",
        "assets": "*",
    }
    site = {name: "x" for name, kind in TABLES["ref_sites"].polars_schema().items() if kind == pl.String}
    site |= {
        "licensed_w": 10**6,
        "pue_ppm": 10**6,
        "pool_share_ppm": 10**6,
        "asset": "BTC",
        "status": "licensed",
    }
    told = {
        "ref_venues": [venue | {"venue_id": one} for one in VENUES],
        "ref_venue_fees": [{"venue_id": one, "instrument": "*", "maker_ppm": MAKER_PPM, "taker_ppm": TAKER_PPM, "minimum_e8": 0} for one in VENUES],
        "ref_market_makers": [{"venue_id": one, "account_id": f"{one}-A{k:05d}", "instrument": "*"} for one in VENUES for k in range(AGREED)],
        "ref_sites": [site | {"site_id": f"S{k}"} for k in range(SITES)],
        "ref_wallets": [{"address": f"W{k}", "site_id": f"S{k}"} for k in range(SITES)],
    }  # fmt: skip
    for table, rows in told.items():
        lake.publish(
            table,
            pl.DataFrame([{"valid_from": SINCE} | row for row in rows], schema=TABLES[table].polars_schema()),
        )
