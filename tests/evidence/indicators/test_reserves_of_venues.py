"""Reserves against liabilities, cold storage and accounts apart, as venues tell them."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import ibis
import polars as pl
import pytest

from terezi.base.errors import Refused
from terezi.evidence.indicators.clients_money_not_apart import clients_money_not_apart
from terezi.evidence.indicators.cold_storage_below_law import cold_storage_below_law
from terezi.evidence.indicators.liabilities_not_as_proved import liabilities_not_as_proved
from terezi.evidence.indicators.proof_of_reserves_overdue import proof_of_reserves_overdue
from terezi.evidence.indicators.proved_reserves_below_liabilities import proved_reserves_below_liabilities
from terezi.evidence.indicators.reserves_below_liabilities import reserves_below_liabilities
from terezi.evidence.numerics.reserves.cover import at_least, owed, shortfalls, told
from terezi.jobs.look import leads_of
from terezi.law.book import law_on

from .conftest import DAY, MIDNIGHT
from .venue_rows import tell

LAW = law_on("GG", DAY)


def balance(
    lake, minutes=0, *, asset="BTC", liabilities=1_000, reserves=1_000, cold=800, apart=1_000, **said
):
    at = MIDNIGHT + timedelta(minutes=minutes)
    day = DAY + timedelta(days=minutes // 1440)
    tell(
        lake, "venue_balances", asset=asset, as_at=at, day=day, liabilities_e8=liabilities, reserves_e8=reserves,
        cold_e8=cold, segregated_e8=apart, **said,
    )  # fmt: skip


def leads(indicator, lake, day=DAY):
    return leads_of(indicator, lake=lake, law=law_on("GG", day))


def test_reserves_that_cover_what_is_owed_are_no_lead(lake):
    balance(lake)
    balance(lake, 5)

    assert leads(reserves_below_liabilities, lake) == []


def test_one_unit_below_for_forty_minutes_is_a_lead_of_forty_minutes(lake):
    for minutes in range(0, 120, 5):
        balance(
            lake,
            minutes,
            liabilities=10**17,
            reserves=10**17 - (30 <= minutes < 70),
            cold=10**17,
            apart=10**17,
        )

    (lead,) = leads(reserves_below_liabilities, lake)

    assert (lead.subject, lead.measured, lead.allowed) == ("V1", 40, 0)
    assert lead.values["missing_e8"] == 1
    assert lead.values["least_ppm"] == 999_999
    assert lead.values["readings"] == 8
    assert lead.values["still_below"] == 0


def test_one_asset_does_not_stand_in_for_another(lake):
    balance(lake, asset="BTC", reserves=5_000)
    balance(lake, asset="ETH", reserves=900)
    balance(lake, 10, asset="ETH")

    (lead,) = leads(reserves_below_liabilities, lake)

    assert (lead.measured, lead.values["assets_below"], lead.values["least_ppm"]) == (10, 1, 900_000)


def test_what_nobody_ended_still_stands_and_lasts_until_the_last_reading(lake):
    balance(lake, reserves=999)
    balance(lake, 15, reserves=998)

    (lead,) = leads(reserves_below_liabilities, lake)

    assert (lead.measured, lead.values["still_below"], lead.values["missing_e8"]) == (15, 1, 2)


def test_a_shortfall_over_midnight_counts_on_both_days_and_on_no_third(lake):
    balance(lake, -1440 - 60)
    balance(lake, -20, reserves=999)
    balance(lake, 30)
    balance(lake, 1450)

    (after,) = leads(reserves_below_liabilities, lake)

    assert after.measured == 50
    assert leads(reserves_below_liabilities, lake, DAY + timedelta(days=1)) == []
    (before,) = leads(reserves_below_liabilities, lake, DAY - timedelta(days=1))
    assert (before.measured, before.values["still_below"]) == (0, 1)


def test_two_shortfalls_are_not_one_long_one(lake):
    for minutes, reserves in ((0, 999), (10, 1_000), (60, 999), (65, 1_000)):
        balance(lake, minutes, reserves=reserves)

    (lead,) = leads(reserves_below_liabilities, lake)

    assert lead.measured == 10


@pytest.mark.parametrize(("after_seconds", "found"), [(600, 1), (601, 0)])
def test_nobody_is_told_before_the_time_the_policy_gives(lake, after_seconds, found):
    balance(lake, reserves=999)
    balance(lake, 10)
    after = replace(LAW.exchanges.reserve_alert_after_seconds, stated=after_seconds)
    law = replace(LAW, exchanges=replace(LAW.exchanges, reserve_alert_after_seconds=after))

    assert len(leads_of(reserves_below_liabilities, lake=lake, law=law)) == found


def spans_by_hand(rows, day):
    """Walk the readings one by one: another way to the same spans."""
    found, open_at = [], {}
    rows = sorted(rows, key=lambda row: (row["venue_id"], row["asset"], row["as_at"]))
    last = {(row["venue_id"], row["asset"]): row for row in rows}
    for row in rows:
        whose, short = (row["venue_id"], row["asset"]), row["reserves_e8"] < row["liabilities_e8"]
        if short:
            open_at.setdefault(whose, row["as_at"])
        elif whose in open_at:
            found.append((*whose, open_at.pop(whose), row["as_at"], row["day"], 0))
    found += [
        (*whose, began, last[whose]["as_at"], last[whose]["day"], 1) for whose, began in open_at.items()
    ]
    return sorted(one[:4] + one[5:] for one in found if one[4] >= day)


@pytest.mark.parametrize("seed", range(5))
def test_spans_are_those_of_walking_the_readings_one_by_one(lake, seed):
    rng = random.Random(seed)
    for venue in ("V1", "V2"):
        for asset in ("BTC", "GGM"):
            for minutes in rng.sample(range(-1440, 1440), 40):
                balance(lake, minutes, venue_id=venue, asset=asset, reserves=rng.choice((999, 1_000, 1_001)))

    spans = lake.collect(shortfalls(owed(told(lake, LAW), Decimal(1)), LAW))

    got = spans.select("venue_id", "asset", "began_at", "until_at", "still").sort(pl.all()).rows()
    assert got == spans_by_hand(lake.rows["venue_balances"], DAY)


@pytest.mark.parametrize("ppm", [0, 1, 800_000, 10**6, 1_050_000])
def test_a_share_of_an_amount_is_rounded_up_within_64_bits(lake, ppm):
    amounts = [0, 1, 999_999, 10**6, 10**17, 123_456_789_012_345, 10**17 - 1]
    told_e8 = ibis.memtable(pl.DataFrame({"e8": amounts}))

    asked = lake.collect(told_e8.select("e8", asked=at_least(told_e8.e8, ppm)))

    assert dict(asked.rows()) == {amount: -(-amount * ppm // 10**6) for amount in amounts}


def test_cold_storage_below_the_share_of_the_law_is_a_lead_and_at_it_is_none(lake):
    balance(lake, cold=800)
    balance(lake, asset="ETH", cold=799)
    balance(lake, 30, asset="ETH", cold=800)

    (lead,) = leads(cold_storage_below_law, lake)

    assert (lead.measured, lead.allowed, lead.values["below_minutes"]) == (799_000, 800_000, 30)
    assert lead.values["assets_below"] == 1


def test_money_in_banks_needs_no_cold_storage(lake):
    balance(lake, asset="GGM", cold=None)
    balance(lake, asset="USD", cold=0)

    assert leads(cold_storage_below_law, lake) == []


def test_coins_of_which_no_cold_storage_is_told_count_as_hot(lake):
    balance(lake, cold=None)

    (lead,) = leads(cold_storage_below_law, lake)

    assert (lead.measured, lead.values["untold_readings"]) == (0, 1)


def test_what_is_owed_lies_apart_and_a_surplus_need_not(lake):
    balance(lake, reserves=1_500, apart=1_000)
    balance(lake, asset="ETH", apart=400)

    (lead,) = leads(clients_money_not_apart, lake)

    assert (lead.measured, lead.allowed, lead.values["assets_below"]) == (400_000, 1_000_000, 1)


def test_reserves_that_are_short_but_apart_are_told_once(lake):
    balance(lake, reserves=900, apart=900)

    assert len(leads(reserves_below_liabilities, lake)) == 1
    assert leads(clients_money_not_apart, lake) == []


def proof(lake, *, total=1_000, held=1_000, asset="BTC", addresses=2, signed=2, minutes=0, day=DAY, **said):
    tell(
        lake, "venue_proofs", asset=asset, as_at=MIDNIGHT + timedelta(minutes=minutes), day=day, root="r", digest="d",
        clients=3, total_e8=total, held_e8=held, cold_e8=held, addresses=addresses, signed=signed, proved_at=MIDNIGHT, **said,
    )  # fmt: skip


def test_a_proof_one_unit_short_is_a_lead_and_one_that_covers_is_none(lake):
    proof(lake, held=1_000)
    proof(lake, asset="ETH", total=10**17, held=10**17 - 1)

    (lead,) = leads(proved_reserves_below_liabilities, lake)

    assert (lead.measured, lead.allowed, lead.values["missing_e8"]) == (999_999, 1_000_000, 1)


def test_money_without_addresses_is_not_asked_for_and_addresses_nobody_signed_for_are(lake):
    proof(lake, asset="GGM", held=None, addresses=0, signed=0)
    proof(lake, asset="BTC", held=None, signed=0)

    (lead,) = leads(proved_reserves_below_liabilities, lake)

    assert (lead.measured, lead.values["assets_below"], lead.values["addresses"]) == (0, 1, 2)


def test_a_coin_without_an_address_on_the_register_is_owed_and_not_shown(lake):
    proof(lake, asset="USD", held=None, addresses=0, signed=0)
    proof(lake, asset="ETH", held=None, addresses=0, signed=0)

    (lead,) = leads(proved_reserves_below_liabilities, lake)

    assert (lead.measured, lead.values["assets_below"], lead.values["addresses"]) == (0, 1, 0)


def test_liabilities_told_of_the_moment_agree_with_the_proof_or_are_a_lead(lake):
    balance(lake, 0, liabilities=900)
    balance(lake, 30, liabilities=1_000)
    balance(lake, 90, liabilities=5_000)
    balance(lake, 30, asset="ETH", liabilities=980)
    proof(lake, minutes=60)

    assert leads(liabilities_not_as_proved, lake) == []

    proof(lake, minutes=60, asset="ETH")
    (lead,) = leads(liabilities_not_as_proved, lake)

    assert (lead.measured, lead.values["unlike_e8"]) == (20_000, 20)
    assert (lead.values["assets_unlike"], lead.values["assets_proved"]) == (1, 2)


def test_a_proof_is_overdue_after_the_days_of_the_law_and_those_it_gives_to_file_it(lake):
    tell(lake, "ref_venues")
    tell(lake, "ref_venues", venue_id="V2")
    tell(lake, "ref_venues", venue_id="V3", status="withdrawn")
    # every 90 days, 5 working days to file: of 4 November the next is of 2 February, due on 9 February 2026
    proof(lake, day=date(2025, 11, 4))
    proof(lake, day=date(2025, 11, 5), venue_id="V2")

    (lead,) = leads(proof_of_reserves_overdue, lake)

    assert (lead.subject, lead.measured, lead.allowed, lead.values["proofs"]) == ("V1", 98, 90, 1)


def test_a_venue_that_never_gave_a_proof_is_counted_from_its_first_day(lake):
    tell(lake, "ref_venues", valid_from=DAY - timedelta(days=200))

    (lead,) = leads(proof_of_reserves_overdue, lake)

    assert (lead.measured, lead.values["proofs"]) == (200, 0)


@pytest.mark.parametrize(
    "indicator",
    [
        reserves_below_liabilities,
        cold_storage_below_law,
        proof_of_reserves_overdue,
        proved_reserves_below_liabilities,
    ],
)
def test_where_the_law_is_not_known_nothing_is_judged(lake, indicator):
    with pytest.raises(Refused, match="is unknown"):
        leads_of(indicator, lake=lake, law=law_on("TM", DAY))
