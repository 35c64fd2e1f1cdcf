"""The close of a day, a price driven up and let fall, and purchases ahead of a listing: tables made by hand."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from terezi.evidence.numerics.abuse.close import marking_close
from terezi.evidence.numerics.abuse.listing import ahead_of_listing
from terezi.evidence.numerics.abuse.pump import pump_and_dump

from .conftest import MIDNIGHT, NOBODY, POLICY, told, trade

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
PEOPLE = [f"P{number:02d}" for number in range(20)]


def quiet(
    begins: datetime, ends: datetime, seed: int, *, every=timedelta(minutes=2), worth=lambda share: 1.0
) -> list[dict]:
    """Trades of a crowd at a price that trembles by a tenth of a percent, times what the coin is worth at that share of the time."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(int((ends - begins) / every)):
        buyer, seller = random.choice(PEOPLE, 2, replace=False)
        at = begins + number * every
        price = round(1e11 * (1 + random.normal(0, 0.001)) * worth((at - begins) / (ends - begins)))
        rows.append(
            trade(
                seed * 10**6 + 2 * number,
                buyer,
                seller,
                at=at,
                price_e8=price,
                aggressor=random.choice(["buy", "sell"]),
            )
        )
    return rows


def pushes(account: str, *, lift: float, count: int = 8) -> list[dict]:
    ends = MIDNIGHT + DAY
    return [
        trade(9 * 10**6 + 2 * n, account, "P00", at=ends - (9 - n) * MINUTE, price_e8=round(1e11 * (1 + lift * (n + 1) / count)), quantity_e8=10**8)
        for n in range(count)
    ]  # fmt: skip


def close(lake, rows, policy=POLICY):
    earlier = quiet(MIDNIGHT - 3 * DAY, MIDNIGHT, 5)
    tables = (told("venue_trades", rows), told("venue_trades", earlier), NOBODY)
    return marking_close(
        lake, *map(lake.memory, tables), policy, begins=MIDNIGHT, ends=MIDNIGHT + DAY, history_begins=MIDNIGHT - 3 * DAY
    )  # fmt: skip


def test_who_pushes_the_price_at_the_close_is_told_with_the_move(lake):
    (alert,) = close(lake, quiet(MIDNIGHT, MIDNIGHT + DAY, 1) + pushes("CLOSER", lift=0.03))

    assert alert.accounts == ("CLOSER",)
    assert alert.move_ppm == pytest.approx(30_000, abs=4_000)
    assert alert.details["orders_at_close"] == alert.details["orders_all_day"] == 8


def test_who_trades_at_the_close_and_moves_no_price_is_not_told(lake):
    assert close(lake, quiet(MIDNIGHT, MIDNIGHT + DAY, 1) + pushes("INDEX-FUND", lift=0.0005)) == []


def test_a_price_that_moves_at_the_close_by_the_orders_of_many_is_nobodys(lake):
    many = [{**row, "buyer_account_id": PEOPLE[n]} for n, row in enumerate(pushes("x", lift=0.03))]

    assert close(lake, quiet(MIDNIGHT, MIDNIGHT + DAY, 1) + many) == []


def pump(lake, rows, history_days=13):
    begins = MIDNIGHT - history_days * DAY
    tables = (told("venue_trades", rows), NOBODY)
    return pump_and_dump(lake, *map(lake.memory, tables), POLICY, begins=begins, day_begins=MIDNIGHT)


def hill(share: float) -> float:
    return 1 + 0.4 * max(0.0, 1 - abs(share - 0.6) / 0.06)


def promoters(sign: int) -> list[dict]:
    """Three accounts that buy in the morning (or not at all) and sell as the price stands high."""
    early = [
        trade(8 * 10**6 + 2 * n, f"PUMP-{n % 3}", "P01", at=MIDNIGHT + n * 10 * MINUTE, quantity_e8=4 * 10**6)
        for n in range(30)
    ]
    late = [
        trade(8 * 10**6 + 1000 + 2 * n, "P02", f"PUMP-{n % 3}", at=MIDNIGHT + 0.58 * DAY + n * 2 * MINUTE, price_e8=round(1.38e11), quantity_e8=4 * 10**6)
        for n in range(30)
    ]  # fmt: skip
    return early + late if sign else late


def test_a_price_driven_up_and_let_fall_is_told_with_those_who_sold_into_it(lake):
    history = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT, 2, every=timedelta(minutes=20))
    today = quiet(MIDNIGHT, MIDNIGHT + DAY, 3, worth=hill)

    (alert,) = pump(lake, history + today + promoters(1))

    assert {"PUMP-0", "PUMP-1", "PUMP-2"} <= set(alert.accounts)
    assert alert.move_ppm > 250_000


def test_the_same_rise_without_anybody_who_had_bought_before_is_only_news(lake):
    history = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT, 2, every=timedelta(minutes=20))
    today = quiet(MIDNIGHT, MIDNIGHT + DAY, 3, worth=hill)

    assert all(
        not set(alert.accounts) & {"PUMP-0", "PUMP-1"} for alert in pump(lake, history + today + promoters(0))
    )


def test_a_quiet_fortnight_shows_no_rise(lake):
    history = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT, 2, every=timedelta(minutes=20))

    assert pump(lake, history + quiet(MIDNIGHT, MIDNIGHT + DAY, 4) + promoters(1)[:30]) == []


def listing(lake, rows, instrument="BTC-USD"):
    announced = pl.DataFrame(
        {"venue_id": ["V2"], "instrument": [instrument], "event": ["announced"], "at": [MIDNIGHT + DAY]}
    )
    return ahead_of_listing(lake, *map(lake.memory, (told("venue_trades", rows), announced, NOBODY)), POLICY)


def buyer(name: str, *, since: timedelta, hours: int) -> list[dict]:
    return [
        trade(7 * 10**6 + 2 * n, name, "P03", at=MIDNIGHT + DAY - since + n * 60 * MINUTE)
        for n in range(hours)
    ]


def test_who_buys_only_in_the_hours_before_the_announcement_is_told(lake):
    crowd = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT + DAY, 6, every=timedelta(minutes=30))

    (alert,) = listing(lake, crowd + buyer("INSIDER", since=timedelta(hours=60), hours=20))

    assert alert.accounts == ("INSIDER",)
    assert (alert.details["hours_before_announcement"], alert.details["hours_in_all"]) == (20, 20)


def test_who_always_buys_and_who_buys_another_coin_are_not_told(lake):
    crowd = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT + DAY, 6, every=timedelta(minutes=30))
    always = buyer("SAVER", since=timedelta(hours=300), hours=300)
    insider = buyer("INSIDER", since=timedelta(hours=60), hours=20)

    assert listing(lake, crowd + always) == []
    assert listing(lake, crowd + insider, instrument="ETH-USD") == []


def test_one_decision_cut_into_many_slices_within_an_hour_is_one_purchase(lake):
    crowd = quiet(MIDNIGHT - 13 * DAY, MIDNIGHT + DAY, 6, every=timedelta(minutes=30))
    slices = [
        trade(7 * 10**6 + 2 * n, "SLICER", "P03", at=MIDNIGHT + 10 * timedelta(hours=1) + n * MINUTE)
        for n in range(50)
    ]

    assert listing(lake, crowd + slices) == []
