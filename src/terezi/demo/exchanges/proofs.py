"""What an exchange sends to prove its reserves, written down for trying: its whole list, its claim, and what the chain holds."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from terezi.demo.exchanges.reserve_wallets import CHECKED, PLACES, digest, reserve_wallet
from terezi.demo.exchanges.terms import ALTYN, CARWA, EXCHANGES, Exchange
from terezi.demo.licensing.wallets import EthereumWallet, Wallet
from terezi.desk.venues import actions
from terezi.evidence.facts.home import Home
from terezi.evidence.numerics.reserves.path import client_hash
from terezi.jobs.prove_reserves import prove_reserves
from terezi.jobs.recompute_owed import Recomputed, recompute_owed

HOT_SHARE = 0.13
SHORT_SHARE = 0.995  # of what is owed: all that one of them can show
LOOKED_AT = 5  # clients drawn by lot, whose books are looked at by hand
HEIGHTS = {"BTC": 940_000, "ETH": 24_600_000}
NOON = time(12, tzinfo=UTC)
Held = tuple[str, Wallet | EthereumWallet]  # an asset, and the key of an address where some of it lies


def write_samples(out: Path, *, last_day: date, by: str, at: datetime) -> None:
    """Challenge each exchange, and write below `out` what it would send to prove what it owed and held at noon of the last day."""
    as_at = datetime.combine(last_day, NOON)
    for venue in EXCHANGES:
        folder = out / "samples" / venue.venue_id
        folder.mkdir(parents=True, exist_ok=True)
        told = _told(out, venue, as_at)
        nonce = secrets.token_hex(32)
        actions.give_challenge(venue_id=venue.venue_id, nonce=nonce, by=by, at=at)
        _write_sample(folder, venue, told, _accounts(out, venue), as_at, nonce)


def prove_one(home: Home, out: Path, *, by: str, at: datetime) -> None:
    """Take the proof of the first exchange, so that its clients have something to check; the others are left to whoever tries it."""
    folder = out / "samples" / ALTYN.venue_id
    prove_reserves(
        home=home,
        listed=folder / "owed.csv",
        claimed=folder / "claim.json",
        chain=folder / "chain.csv",
        venue=ALTYN.venue_id,
        sample=LOOKED_AT,
        seed=digest("lot").hex(),
        by=by,
        at=at,
    )


def _write_sample(
    folder: Path, venue: Exchange, told: pl.DataFrame, accounts: list[str], as_at: datetime, nonce: str
) -> None:
    owed = dict(told.select("asset", "liabilities_e8").iter_rows())
    held: dict[str, float] = dict(told.select("asset", "reserves_e8").iter_rows())
    if venue is CARWA:
        held["BTC"] = owed["BTC"] * SHORT_SHARE
    secret = {account: digest(f"{venue.venue_id} {account}").hex()[:32] for account in accounts}
    clients = {client_hash(account=each, nonce=secret[each]).hex(): each for each in accounts}
    listed = _list_owed(folder, sorted(clients), owed)
    made = recompute_owed(listed, venue_id=venue.venue_id, as_at=as_at)
    wallets = [
        (asset, reserve_wallet(venue.venue_id, asset, place))
        for asset in CHECKED
        if asset in held
        for place in PLACES
    ]
    _put(folder, "claim", made.claim | {"challenge": nonce, "signatures": _signatures(made, wallets, nonce)})
    _write_chain(folder, wallets, held)
    first = min(clients)
    account = clients[first]
    _put(folder, "mine", made.of_client(first).as_dict())
    told_him = {"account": account, "secret": secret[account], "digest": made.statement.digest}
    _put(folder, "mine-account", told_him)


def _list_owed(folder: Path, clients: list[str], owed: dict[str, int]) -> Path:
    amounts = {f"{asset}_e8": _shared(total, len(clients)) for asset, total in owed.items()}
    listed = folder / "owed.csv"
    pl.DataFrame({"leaf": range(len(clients)), "client": clients} | amounts).write_csv(listed)
    return listed


def _signatures(made: Recomputed, wallets: list[Held], nonce: str) -> list[dict[str, str]]:
    told = made.statement
    return [
        {
            "asset": asset,
            "address": one.address,
            "signature": one.sign(told.to_sign(challenge=nonce, asset=asset, address=one.address)),
        }
        for asset, one in wallets
    ]


def _write_chain(folder: Path, wallets: list[Held], held_e8: dict[str, float]) -> None:
    """Say what the chains hold at one height each: the hot wallet its share, the others the rest."""
    rows = [
        {"asset": asset, "address": one.address, "balance_e8": e8, "height": HEIGHTS[asset]}
        for (asset, one), e8 in zip(wallets, _parted(wallets, held_e8), strict=True)
    ]
    pl.DataFrame(rows).write_csv(folder / "chain.csv")


def _parted(wallets: list[Held], held_e8: dict[str, float]) -> Iterator[int]:
    for asset in dict.fromkeys(asset for asset, _one in wallets):
        held = round(held_e8[asset])
        hot = round(held * HOT_SHARE)
        cold = (held - hot) // 2
        yield from (hot, cold, held - hot - cold)


def _put(folder: Path, name: str, told: dict[str, Any]) -> None:
    (folder / f"{name}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def _told(out: Path, venue: Exchange, as_at: datetime) -> pl.DataFrame:
    path = out / "deliveries/exchanges" / f"{venue.venue_id}-balances.csv"
    rows = pl.read_csv(path).with_columns(pl.col("as_at").str.to_datetime(time_zone="UTC"))
    return rows.filter(pl.col("as_at") == as_at)


def _accounts(out: Path, venue: Exchange) -> list[str]:
    path = out / "deliveries/exchanges" / f"{venue.venue_id}-accounts.csv"
    return sorted(pl.read_csv(path)["account_id"].unique())


def _shared(total_e8: int, clients: int) -> list[int]:
    """Share an amount among clients, the first by far the most, to the last unit."""
    weights = 1 / np.arange(1, clients + 1)
    parts = [int(each) for each in np.floor(total_e8 * (weights / weights.sum()))]
    return [parts[0] + total_e8 - sum(parts), *parts[1:]]
