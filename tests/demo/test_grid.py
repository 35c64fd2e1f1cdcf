"""What hangs on the feeders: a load nobody counts, transformers, phases, and the utility's own lists."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from terezi.demo.span import Span
from terezi.demo.world import World, found
from tests.demo.built import Country

HOUR = pl.col("read_at").dt.truncate("1h")
FLAT_TRADES = ("Ovens", "Cooling", "Servers", "mast", "Pumps", "greenhouse", "Charges", "Heats")


@pytest.fixture(scope="module")
def mary_2(country: Country) -> pl.DataFrame:
    """By hour: Wh into Mary-2, Wh of all its meters, and what lacks, in W."""
    meters = country.register("meters").filter(
        pl.col("feeder_id") == "Mary-2", pl.col("kind") != "transformer"
    )
    hours = (
        country.readings.join(meters.select("meter_id", "kind"), on="meter_id")
        .group_by(hour=HOUR)
        .agg(
            into=pl.col("energy_wh").filter(pl.col("kind") == "feeder").sum(),
            metered=pl.col("energy_wh").filter(pl.col("kind") != "feeder").sum(),
        )
    )
    return hours.sort("hour").with_columns(lacks=pl.col("into") - pl.col("metered"))


@pytest.fixture(scope="module")
def transformers(country: Country) -> pl.DataFrame:
    """What each transformer meter read, and what the customers behind the transformer used."""
    meters, supplies = country.register("meters"), country.register("customers")
    read = country.readings.join(meters.filter(pl.col("kind") == "transformer"), on="meter_id")
    read = read.group_by("subject_id").agg(read=pl.col("energy_wh").sum())
    customers = supplies.filter(pl.col("transformer_id").is_not_null())
    used = (
        country.readings.join(meters.select("meter_id", "subject_id"), on="meter_id")
        .join(customers, left_on="subject_id", right_on="customer_id")
        .group_by("transformer_id")
        .agg(used=pl.col("energy_wh").sum())
    )
    return read.with_columns(transformer_id=pl.col("subject_id").str.split("/").list.first()).join(
        used, on="transformer_id"
    )


def test_sixteen_megawatts_hang_behind_mary_2_from_the_day_they_began(country: Country, mary_2: pl.DataFrame):
    (truth,) = [each for each in country.answers.truths if each.plant == 3]
    before = mary_2.filter(pl.col("hour").dt.date() < truth.since)["lacks"].median()
    after = mary_2.filter(pl.col("hour").dt.date() > truth.since)["lacks"].median()

    assert truth.subjects == ("Mary-2",)
    assert truth.indicators == ("FDR-01",)
    assert after - before == pytest.approx(16e6, rel=0.12)  # the lines lose more when more flows
    assert before < 0.05 * mary_2["metered"].max()


def test_the_feeder_has_a_month_of_its_own_before_and_one_to_be_found_in(country: Country):
    (truth,) = [each for each in country.answers.truths if each.plant == 3]
    first = country.readings["read_at"].min().date()

    assert truth.since - first >= timedelta(days=30)
    assert truth.until - truth.since >= timedelta(days=35)


def test_the_hidden_load_is_the_same_at_three_in_the_night_as_at_three_in_the_day(
    country: Country, mary_2: pl.DataFrame
):
    (truth,) = [each for each in country.answers.truths if each.plant == 3]
    after = mary_2.filter(pl.col("hour").dt.date() > truth.since)
    night, day = (after.filter(pl.col("hour").dt.hour() == h)["lacks"].median() for h in (3, 15))

    assert night == pytest.approx(day, rel=0.03)


def test_what_is_hidden_is_worth_its_price_and_levy(country: Country):
    (truth,) = [each for each in country.answers.truths if each.plant == 3]
    hours = (truth.until - truth.since).days * 24

    assert truth.money_minor == pytest.approx(16 * hours * (17_000 + 4_000), rel=0.1)


def test_a_bakery_bakes_beside_it_and_told_nobody(country: Country):
    supplies = country.register("customers")
    innocent = {each.subject for each in country.answers.innocent if "Ovens" in each.says}
    beside = supplies.filter(pl.col("feeder_id") == "Mary-2", pl.col("customer_id").is_in(innocent))

    assert len(beside) >= 1
    assert beside["activity"].null_count() == len(beside)
    load = country.metered(beside["customer_id"][0])["energy_wh"]
    assert load.quantile(0.05) > 0.9 * load.mean()


def test_a_meter_that_misses_shows_on_its_feeder_too(country: Country):
    truth = country.truth("under-reading meter")
    site = country.register("sites").filter(pl.col("site_id") == truth.subjects[0])

    assert truth.traces == (site["feeder_id"].item(),)


@pytest.mark.parametrize("says", FLAT_TRADES)
def test_of_every_trade_that_looks_like_mining_some_told_what_they_do_and_some_did_not(
    country: Country, says: str
):
    subjects = [each.subject for each in country.answers.innocent if says in each.says]
    told = (
        country.register("customers").filter(pl.col("customer_id").is_in(subjects))["activity"].is_not_null()
    )

    assert 0 < told.sum() < len(subjects)


def test_nobody_who_mines_told_it(country: Country):
    flats = country.truth("household cluster").subjects
    rows = country.register("customers").filter(pl.col("customer_id").is_in(flats))

    assert rows["activity"].null_count() == len(flats)
    assert rows["transformer_id"].n_unique() == 1  # one house


def test_the_lists_hold_every_feeder_customer_and_site_once(country: Country):
    meters = country.register("meters")
    supplies, feeders = country.register("customers"), country.register("feeders")

    assert sorted(supplies["customer_id"]) == sorted(
        meters.filter(pl.col("kind").is_in(["customer", "site"]))["subject_id"]
    )
    assert set(feeders["feeder_id"]) == set(meters["feeder_id"])
    assert set(supplies["region"]) == set(feeders["region"]) == set(country.register("sites")["region"])
    both = supplies.join(meters, left_on="customer_id", right_on="subject_id")
    assert (both["feeder_id"] == both["feeder_id_right"]).all()
    households = supplies.filter(pl.col("tariff_class") == "household")
    assert households["registration_number"].null_count() == len(households)


def test_no_feeder_carries_more_than_it_is_built_for(country: Country):
    meters = country.register("meters").filter(pl.col("kind") == "feeder")
    peak = (
        country.readings.join(meters, on="meter_id").group_by("feeder_id").agg(peak=pl.col("energy_wh").max())
    )
    both = peak.join(country.register("feeders"), on="feeder_id")

    assert len(both) == 18
    assert (both["peak"] * 4 < both["rated_w"]).all()


def test_a_transformer_is_its_customers_and_a_small_loss_in_the_street(transformers: pl.DataFrame):
    whole = transformers.filter(~pl.col("subject_id").str.contains("/"))

    assert len(whole) >= 5
    assert (whole["read"] / whole["used"]).is_between(0.995, 1.025).all()


def test_three_phases_of_a_transformer_are_its_customers(transformers: pl.DataFrame):
    by_phase = transformers.filter(pl.col("subject_id").str.contains("/"))
    summed = by_phase.group_by("transformer_id").agg(pl.col("read").sum(), pl.col("used").first())

    assert len(summed) >= 2
    assert (summed["read"] / summed["used"]).is_between(0.995, 1.025).all()


def test_a_meter_reports_by_the_interval_the_register_names(country: Country):
    meters = country.register("meters")
    readings = country.readings.group_by("meter_id").agg(rows=pl.len()).join(meters, on="meter_id")
    plain = readings.filter(pl.col("kind") != "site")

    assert set(plain["interval_seconds"]) == {900, 3600}
    assert (plain["rows"] == 90 * 86_400 / plain["interval_seconds"]).all()


def test_the_weather_is_told_for_every_region_and_hour_and_homes_feel_it(country: Country):
    weather = country.csv("weather/*")
    mean = weather["temperature_mdeg"].mean()

    assert weather.group_by("region").len()["len"].to_list() == [90 * 24] * 6
    assert (weather["temperature_mdeg"] % 100 == 0).all()
    assert -5_000 < mean < 12_000  # a desert in winter
    heated = next(each.subject for each in country.answers.innocent if "Heats" in each.says)
    region = country.register("customers").filter(pl.col("customer_id") == heated)["region"].item()
    used = (
        country.metered(heated).group_by(HOUR.dt.date(), maintain_order=True).agg(pl.col("energy_wh").sum())
    )
    degrees = (
        weather.filter(pl.col("region") == region)
        .group_by(pl.col("starts_at").str.slice(0, 10), maintain_order=True)
        .agg(pl.col("temperature_mdeg").mean())
    )
    assert np.corrcoef(used["energy_wh"], degrees["temperature_mdeg"])[0, 1] < -0.8


def test_a_span_too_short_to_tell_hides_nothing_behind_a_feeder():
    assert _drawn(sites=43, days=64).hidden == []


def test_a_larger_country_hides_more():
    hidden = [load.feeder_id for load in _drawn(sites=86, days=66).hidden]

    assert hidden[0] == "Mary-2"
    assert len(set(hidden)) == 2


def _drawn(*, sites: int, days: int) -> World:
    return found(sites=sites, span=Span(date(2026, 1, 1), days), rng=np.random.default_rng(3))
