"""Coins and money that clients bring and take, so that as much comes from abroad as goes there."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.random import Generator

from terezi.base.units import DAY_S, E8
from terezi.demo.exchanges.clients import PROFESSIONAL, RETAIL, Client, Clients
from terezi.demo.exchanges.coins import BANK, Moved
from terezi.demo.exchanges.terms import EXCHANGES, MONEY, UNLICENSED, Exchange, in_steps
from terezi.demo.names import wallet
from terezi.demo.span import Reals, Span

RETAIL_GGM = (150, 2_200)  # of each deposit; three in a month stay below the limit of the law
RETAIL_TIMES = 3
ABROAD = ("AE", "KZ", "TR", "UZ")
UNKNOWN_SHARE = 0.08
ABROAD_VENUE = "NOVA-AE"
COINS_BTC = (0.03, 0.4)


def client_moves(clients: Clients, worth: Reals, span: Span, random: Generator) -> list[Moved]:
    """Return what people and professionals bring and take over the days told of."""
    retail = [each for each in clients.people if each.client_class == RETAIL]
    others = [each for each in clients.people if each.client_class == PROFESSIONAL]
    moved = [row for client in retail for row in _of_retail(clients.venue, client, span, random)]
    moved += [row for client in others for row in _of_professional(clients.venue, client, worth, random)]
    return moved


def _of_retail(venue: Exchange, client: Client, span: Span, random: Generator) -> Iterator[Moved]:
    """Bring money from a bank at most so often in a calendar month, and take some back."""
    for _, days in groupby(range(span.days), key=lambda day: span.day(day).month):
        month = list(days)
        for _ in range(int(random.integers(0, RETAIL_TIMES + 1))):
            day, amount = int(random.choice(month)), round(float(random.uniform(*RETAIL_GGM)), 2)
            at = _within(day, random)
            yield _money(venue, client, "in", amount, at)
            if random.random() < 0.5 and at + 2 * DAY_S < span.days * DAY_S:
                yield _money(venue, client, "out", round(amount * 0.8, 2), at + DAY_S)


def _of_professional(venue: Exchange, client: Client, worth: Reals, random: Generator) -> Iterator[Moved]:
    """Bring money and coins and take the like; half of the coins come from wallets abroad and go there."""
    days = len(worth) // DAY_S
    for _ in range(int(random.integers(2, 5))):
        day = int(random.integers(0, max(1, days - 3)))
        money = round(float(random.uniform(4_000, 40_000)), 2)
        yield _money(venue, client, "in", money, _within(day, random))
        yield _money(venue, client, "out", round(money * 0.95, 2), _within(min(day + 2, days - 1), random))
        coins, country = random.uniform(*COINS_BTC), _country(random)
        for direction, later, scale in (("in", 0, 1.0), ("out", 2, random.uniform(0.9, 1.02))):
            yield Moved(
                venue.venue_id, _within(min(day + later, days - 1), random), client.account_id, direction, "BTC",
                in_steps(coins * scale * E8, 1_000), "own_wallet", country=country, address=wallet(random),
            )  # fmt: skip


def maker_moves(
    clients: Clients, brought: Sequence[Moved], worth: Reals, days: int, random: Generator
) -> list[Moved]:
    """Send abroad what miners brought, day by day, for money of the same worth: so mined coins leave the country and are paid for."""
    maker, venue = clients.named["maker"], clients.venue
    moved = []
    for day in range(days - 1):
        begins = day * DAY_S
        coins = sum(each.amount_e8 for each in brought if begins <= each.second < begins + DAY_S)
        if not coins:
            continue
        second = _within(day + 1, random)
        money = round(coins / 1e8 * float(worth[int(second)]) * float(random.uniform(0.99, 1.01)))
        moved += [
            Moved(venue.venue_id, second, maker.account_id, "in", MONEY, money, "bank", "AE-BANK", "AE"),
            Moved(venue.venue_id, second + 60, maker.account_id, "out", "BTC", coins, "venue", ABROAD_VENUE, "AE", wallet(random)),
        ]  # fmt: skip
    return moved


def between_venues(everywhere: Sequence[Clients], days: int, random: Generator) -> list[Moved]:
    """Let the arbitrageurs of licensed exchanges send coins to each other, and three clients of one deal with a venue nobody licensed."""
    moved = []
    for day in range(1, days - 1, 2):
        giver, taker = (everywhere[int(n)] for n in random.choice(len(EXCHANGES), 2, replace=False))
        coins, second, address = (
            in_steps(random.uniform(0.1, 0.5) * E8),
            _within(day, random),
            wallet(random),
        )
        sent = giver.named["arbitrage"].account_id, taker.named["arbitrage"].account_id
        moved += [
            Moved(giver.venue.venue_id, second, sent[0], "out", "BTC", coins, "venue", taker.venue.venue_id, "GG", address),
            Moved(taker.venue.venue_id, second + 900, sent[1], "in", "BTC", coins, "venue", giver.venue.venue_id, "GG", address),
        ]  # fmt: skip
    strange = everywhere[1]
    for client in strange.people[2:5]:
        coins, second = in_steps(random.uniform(0.01, 0.05) * E8), _within(max(0, days - 5), random)
        moved.append(
            Moved(strange.venue.venue_id, second, client.account_id, "out", "BTC", coins, "venue", UNLICENSED, "GG", wallet(random))
        )  # fmt: skip
    return moved


def _money(venue: Exchange, client: Client, direction: str, amount: float, second: float) -> Moved:
    return Moved(
        venue.venue_id, second, client.account_id, direction, MONEY, round(amount * 100) * (E8 // 100), "bank", BANK, "GG"
    )  # fmt: skip


def _country(random: Generator) -> str | None:
    if random.random() < UNKNOWN_SHARE:
        return None
    return str(random.choice(ABROAD)) if random.random() < 0.5 else "GG"


def _within(day: int, random: Generator) -> float:
    """Return a second of a day's waking hours."""
    return float(day * DAY_S + np.rint(random.uniform(8, 22) * 3_600))
