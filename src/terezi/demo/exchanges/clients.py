"""Who has an account: pseudonyms, classes, keys that are equal where the thing is the same, and what each owns."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from terezi.base.units import E8
from terezi.demo.exchanges.terms import Exchange, Instrument
from terezi.demo.exchanges.traders import BusyQuoter, Quoter
from terezi.demo.names import numbers
from terezi.demo.site import Site
from terezi.evidence.numerics.abuse.market.traders import Arbitrageur, Desk, Person, Trader

RETAIL, PROFESSIONAL, MAKER = "retail", "professional", "market_maker"
PROFESSIONAL_SHARE = 0.2
NAMED = ("maker", "quoter", "arbitrage", "desk")
PAIR = ("first", "second")
QUOTED_BTC = (0.8, 1.6)  # at the nearer and the farther price of each side
WORTH_OF = {"BTC": 1.0, "ETH": 32.0}  # coins of a bitcoin's worth, roughly
TRADES_A_DAY = 6.0


@dataclass(frozen=True)
class Client:
    """An account at a venue. Keys are hashes; `equity_minor` is what it owns there."""

    account_id: str
    client_class: str
    residence: str
    owner_key: str
    device_key: str
    bank_key: str
    equity_minor: int
    exposure_minor: int
    kyc: str = "complete"


@dataclass(frozen=True)
class Clients:
    """The accounts of one venue: people by number, the others by what they are; miners by site."""

    venue: Exchange
    people: tuple[Client, ...]
    named: dict[str, Client]
    miners: dict[str, Client] = field(default_factory=dict)

    def everybody(self) -> Iterator[Client]:
        yield from self.people
        yield from self.named.values()
        yield from self.miners.values()


def draw_clients(
    venue: Exchange, sites: Sequence[Site], random: Generator, *, has_pair: bool = False
) -> Clients:
    """Draw the accounts of a venue; two of the people share a device, and the pair, where it plays, a bank account."""
    roles = (*NAMED, *PAIR) if has_pair else NAMED
    ids = numbers(venue.people + len(roles) + len(sites), digits=7, rng=random)
    people = [
        _client(venue, ids[n], PROFESSIONAL if random.random() < PROFESSIONAL_SHARE else RETAIL, random)
        for n in range(venue.people)
    ]
    people[1] = replace(people[1], device_key=people[0].device_key, residence=people[0].residence)
    rest = ids[venue.people :]
    named = {
        name: _client(venue, rest[n], MAKER if name == "maker" else PROFESSIONAL, random)
        for n, name in enumerate(roles)
    }
    if has_pair:
        named["second"] = replace(named["second"], bank_key=named["first"].bank_key)
    miners = {
        site.site_id: _client(venue, number, PROFESSIONAL, random)
        for site, number in zip(sites, rest[len(roles) :], strict=True)
    }
    return Clients(venue, tuple(people), named, miners)


def crowd(clients: Clients, instrument: Instrument, random: Generator) -> list[Trader]:
    """Return the traders of a market whom nothing is planted on; only the first market has a busy quoter and a desk."""
    weight = random.pareto(1.6, len(clients.people)) + 0.3
    share = 1.0 if instrument.base == "BTC" else 0.35
    per_day = np.minimum(share * TRADES_A_DAY * len(weight) * weight / weight.sum(), 60.0)
    everybody: list[Trader] = [
        Person(
            client.account_id,
            float(often),
            scale=float(random.lognormal(0.7 if client.client_class == PROFESSIONAL else 0.0, 0.4)),
            patience=float(random.uniform(0.1, 0.7)),
            lean=float(random.beta(6, 6)),
            flat=bool(random.random() < 0.1),
        )
        for client, often in zip(clients.people, per_day, strict=True)
    ]
    coins = WORTH_OF[instrument.base] * E8
    quoted = (round(QUOTED_BTC[0] * coins), round(QUOTED_BTC[1] * coins))
    named = {name: client.account_id for name, client in clients.named.items()}
    everybody.append(Quoter(named["maker"], instrument.beat_seconds, quoted))
    everybody.append(Arbitrageur(named["arbitrage"], edge_ppm=900, every_seconds=240, scale=1.5))
    if instrument.base == "BTC":
        everybody.append(BusyQuoter(named["quoter"], size_e8=round(0.3 * coins)))
        everybody.append(Desk(named["desk"], per_day=30, scale=1.5))
    return everybody


def _client(venue: Exchange, number: str, client_class: str, random: Generator) -> Client:
    keys = [_key(venue.venue_id, number, kind) for kind in ("owner", "device", "bank")]
    own = float(random.lognormal(8.0 if client_class == RETAIL else 12.5, 0.7))
    abroad = random.random() < (0.04 if client_class == RETAIL else 0.1)
    return Client(
        account_id=f"{venue.venue_id[3]}{number}",
        client_class=client_class,
        residence="KZ" if abroad else "GG",
        owner_key=keys[0],
        device_key=keys[1],
        bank_key=keys[2],
        equity_minor=round(own * 100),
        exposure_minor=round(own * 100 * float(random.uniform(0.2, 0.95))),
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
