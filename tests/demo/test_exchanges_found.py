"""What is hidden at the exchanges is found by the indicators named in the answers, on the day it shows, and the innocent one is not named."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.demo.exchanges.build import refused_at
from terezi.demo.exchanges.terms import ALTYN, BEREKET, CARWA, UNLICENSED
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.sources import door
from terezi.jobs.look import Lead, leads_of
from terezi.jobs.summarise_venue_fees import summarise_venue_fees
from terezi.jobs.summarise_venues import summarise_venues
from terezi.jobs.watch_markets import watch_markets
from terezi.law.book import law_on
from tests.demo.built import Country

ZONE = "Asia/Ashgabat"
REGISTER = {
    "ref_venues": "venues",
    "ref_venue_fees": "venue-fees",
    "ref_market_makers": "market-makers",
    "ref_reserve_addresses": "reserve-addresses",
}
LOADED = (
    f"{BEREKET.venue_id}-[oft]*", f"{ALTYN.venue_id}-trades*", f"{ALTYN.venue_id}-fees*", "*-balances*", f"{CARWA.venue_id}-[ot]*-2026-03*",
)  # fmt: skip
AT = datetime(2026, 4, 1, tzinfo=UTC)


def quiet(*_said: object) -> None:
    """Tell nobody."""


def receive(home: Home, paths: list[Path], at: datetime) -> list[str]:
    receipts = door.receive(paths, home=home, law=law_on("GG", at.date()), at=at, options={}, progress=quiet)
    return [receipt.outcome for receipt in receipts]


@pytest.fixture(scope="module")
def lake(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Return a lake with the register of venues and the returns that the tests need, taken at the front door."""
    home = Home.create(tmp_path_factory.mktemp("exchanges") / "home", country="GG")
    lake = Lake.open(home)
    for table, file in REGISTER.items():
        rows = country.register(file).with_columns(pl.col("valid_from", "valid_until").cast(pl.Date))
        lake.publish(table, rows.cast(dict(TABLES[table].polars_schema())), at=AT)  # type: ignore[arg-type]
    folder = country.folder / "deliveries" / "exchanges"
    files = sorted({file for pattern in LOADED for file in folder.glob(pattern)})
    assert set(receive(home, files, AT)) == {"accepted"}
    assert receive(home, [country.folder / "refused"], refused_at(country.answers.last_day)) == [
        "quarantined"
    ]
    return Lake.open(home)


def leads(lake: Lake, code: str, day: date) -> list[Lead]:
    return leads_of(catalogue()[code], lake=lake, law=law_on("GG", day))


def subjects(lake: Lake, code: str, day: date) -> list[str]:
    return [lead.subject for lead in leads(lake, code, day)]


def test_fees_declared_short_are_one_lead_with_the_days_and_the_money(country: Country, lake: Lake):
    planted = country.truth("fees under-declared")
    period = Period(planted.since - timedelta(days=1), planted.since + timedelta(days=7))
    summarise_venue_fees(lake=lake, period=period, law_on=lambda day: law_on("GG", day))
    (lead,) = leads(lake, "FEE-01", country.answers.last_day)

    assert lead.subject == BEREKET.venue_id
    assert lead.values["short_days"] == 6
    assert lead.values["gap_ppm"] == pytest.approx(29_000, abs=30)
    assert lead.values["levy_missing_minor"] == pytest.approx(planted.money_minor, abs=3)
    assert not leads(lake, "FEE-03", country.answers.last_day)


def test_the_pair_is_named_and_the_maker_under_agreement_is_not(country: Country, lake: Lake):
    day = country.truth("wash pair").since + timedelta(days=2)
    watch_markets(lake=lake, law=law_on("GG", day))
    (alert,) = lake.collect(lake.on("venue_alerts", day)).to_dicts()
    makers = country.register("market-makers")["account_id"]

    assert alert["venue_id"] == BEREKET.venue_id
    assert alert["accounts_count"] == 2
    assert alert["learning"] == 0
    assert not any(maker in alert["accounts"] for maker in makers)
    assert subjects(lake, "ABU-01", day) == [BEREKET.venue_id]
    made = lake.collect(lake.on("venue_trades", day)).filter(
        pl.col("buyer_account_id").is_in(makers.implode())
        | pl.col("seller_account_id").is_in(makers.implode())
    )
    assert made.height > 100


def test_reserves_below_liabilities_are_told_for_forty_minutes_and_the_dip_is_not(
    country: Country, lake: Lake
):
    since = country.truth("reserves below liabilities").since
    (lead,) = leads(lake, "RSV-01", since)

    assert (lead.subject, lead.measured) == (CARWA.venue_id, 40)
    assert not any(leads(lake, "RSV-01", since + timedelta(days=away)) for away in (-1, 1, 3))
    assert not leads(lake, "RSV-02", since)


def test_the_feed_that_stopped_is_silent_and_not_nothing(country: Country, lake: Lake):
    last = country.answers.last_day
    summarise_venues(
        lake=lake, period=Period(last, last + timedelta(days=1)), zone=ZONE, at=AT, progress=quiet
    )
    silent = {lead.subject: lead.values["feeds"] for lead in leads(lake, "VEN-01", last)}

    assert silent[CARWA.venue_id] == 2
    assert BEREKET.venue_id not in silent
    whole = {code: subjects(lake, code, last) for code in ("VEN-02", "VEN-03", "VEN-04")}
    assert not any({BEREKET.venue_id, CARWA.venue_id} & set(named) for named in whole.values())


def test_a_venue_without_a_licence_is_refused_and_becomes_a_lead(country: Country, lake: Lake):
    day = refused_at(country.answers.last_day).date()

    assert subjects(lake, "VEN-05", day) == [UNLICENSED]
    assert subjects(lake, "VLC-02", country.answers.last_day) == [UNLICENSED]
    assert lake.collect(lake.table("venue_trades").filter(lambda t: t.venue_id == UNLICENSED)).is_empty()
