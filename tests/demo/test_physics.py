import numpy as np
import polars as pl
import pytest

from tests.demo.built import Country, local

SIGMA = {"nameplate": 0.062, "sampled": 0.023, "submetered": 0.011, "calibrated": 0.007, "share_log": 0.0014}


@pytest.fixture(scope="module")
def books(country: Country) -> pl.DataFrame:
    """Per honest site, over the days all three witnesses cover whole: Wh metered, GH told, satoshi earned and due."""
    meters = (
        country.register("meters").filter(pl.col("kind") == "site").select("meter_id", site_id="subject_id")
    )
    metered = (
        country.readings.join(meters, on="meter_id")
        .group_by("site_id", day=pl.col("read_at").dt.date())
        .agg(pl.col("energy_wh").sum(), intervals=pl.len())
        .filter(pl.col("intervals") == 96)
    )
    told = country.telemetry.group_by("site_id", day=pl.col("read_at").dt.date()).agg(
        gigahashes=pl.col("hash_rate_ghs").sum() * 900,
        speaks=(pl.col("machines") * pl.col("interval_seconds")).sum(),
    )
    pooled = country.reports.join(_reward_by_day(country), on="day").with_columns(due=_due())
    together = metered.join(told, on=["site_id", "day"]).join(pooled, on=["site_id", "day"])
    hiding = [subject for truth in country.answers.truths for subject in truth.subjects]
    renewed = country.innocent("Replaced")
    return (
        together.filter(~pl.col("site_id").is_in([*hiding, renewed]))
        .join(_registered(country), on="site_id")
        .filter(pl.col("speaks") == pl.col("machines_on_register") * 86_400)
        .group_by("site_id", "evidence_grade", "scheme", "pue_ppm", "joules_per_gh")
        .agg(
            pl.col("energy_wh", "gigahashes", "earned_satoshi", "due", "accepted_gigahashes").sum(),
            days=pl.len(),
        )
    )


def _reward_by_day(country: Country) -> pl.DataFrame:
    """Mean satoshi per GH of each day, the parts of a day weighed by their seconds."""
    per_gigahash = 1e9 / (2.0**32 * pl.col("difficulty")) * pl.col("seconds") / 86_400
    return (
        country.csv("network/*")
        .group_by(day=local("starts_at").dt.date())
        .agg(
            subsidy=(per_gigahash * pl.col("subsidy_satoshi")).sum(),
            fees=(per_gigahash * pl.col("fees_satoshi")).sum(),
        )
    )


def _due() -> pl.Expr:
    reward = pl.col("subsidy") + pl.when(pl.col("scheme") == "PPS").then(0).otherwise(pl.col("fees"))
    return pl.col("accepted_gigahashes") * reward * (1 - pl.col("fee_ppm") / 1e6)


def _registered(country: Country) -> pl.DataFrame:
    machines = (
        country.register("machines")
        .group_by("site_id")
        .agg(
            joules_per_gh=(pl.col("machines") * pl.col("power_w")).sum()
            / (pl.col("machines") * pl.col("hash_rate_ghs")).sum(),
            machines_on_register=pl.col("machines").sum(),
        )
    )
    return machines.join(
        country.register("sites").select("site_id", "evidence_grade", "pue_ppm"), on="site_id"
    )


def test_coins_are_what_accepted_work_and_difficulty_make_them(books: pl.DataFrame):
    fair = books.filter(pl.col("scheme").is_in(["PPS", "FPPS"]))

    assert len(fair) > 15
    assert np.abs(np.log(fair["earned_satoshi"] / fair["due"])).max() < 0.003


def test_luck_moves_coins_only_where_pay_hangs_on_blocks(books: pl.DataFrame):
    lucky = books.filter(pl.col("scheme") == "PPLNS")

    gap = np.log(lucky["earned_satoshi"] / lucky["due"])
    assert gap.min() > -0.25
    assert (gap < 0).all()


def test_honest_meters_and_coins_scatter_as_their_grade_says(books: pl.DataFrame):
    z = _z(books, "accepted_gigahashes")

    assert len(z) > 25
    assert np.abs(z).max() < 4
    assert 0.6 < float(np.sqrt((z**2).mean())) < 1.5


def test_honest_machines_tell_their_work_within_their_grade(books: pl.DataFrame):
    assert np.abs(_z(books, "gigahashes")).max() < 5.5


def _z(books: pl.DataFrame, work: str) -> np.ndarray:
    joules = books[work] * books["joules_per_gh"] * books["pue_ppm"] / 1e6
    sigma = np.array([SIGMA[grade] for grade in books["evidence_grade"]])
    rejected = 0.0025  # the usual share of work a pool does not accept
    expected = joules / 3600 / (1 - rejected if work == "accepted_gigahashes" else 1)
    return np.log(books["energy_wh"].to_numpy() / expected.to_numpy()) / np.hypot(sigma, 0.002)


def test_no_energy_is_negative_and_no_machine_hashes_backwards(country: Country):
    assert country.readings["energy_wh"].min() >= 0
    assert country.telemetry["hash_rate_ghs"].min() >= 0
    assert country.telemetry["power_w"].min() >= 0
    assert country.reports["earned_satoshi"].min() >= 0


def test_no_reading_is_told_twice(country: Country):
    assert country.readings.select("meter_id", "read_at").is_duplicated().sum() == 0
    assert country.telemetry.select("machine_id", "read_at").is_duplicated().sum() == 0


def test_a_feeder_is_its_sites_and_customers_and_a_small_loss(country: Country):
    meters = country.register("meters").select("meter_id", "kind", "subject_id", "feeder_id")
    untrue = {*country.truth("under-reading meter").subjects, *country.truth("silent feed").subjects}
    untrue |= {country.innocent("estimate")}
    untrue |= set(country.truth("load behind a feeder").subjects)
    apart = meters.filter(pl.col("subject_id").is_in(untrue))["feeder_id"]
    whole = country.readings.join(meters, on="meter_id").filter(
        ~pl.col("feeder_id").is_in(apart.implode()), pl.col("kind") != "transformer"
    )

    balance = (
        whole.group_by("feeder_id", hour=pl.col("read_at").dt.truncate("1h"))
        .agg(
            fed=pl.col("energy_wh").filter(pl.col("kind") == "feeder").sum(),
            used=pl.col("energy_wh").filter(pl.col("kind") != "feeder").sum(),
            told=pl.len(),
        )
        .filter(pl.col("told") == pl.col("told").max().over("feeder_id"), pl.col("fed") > 0)
        .group_by("feeder_id")
        .agg(pl.col("fed", "used").sum())
        .with_columns(loss=1 - pl.col("used") / pl.col("fed"))
    )
    assert len(balance) >= 14
    assert balance["loss"].is_between(-0.02, 0.06).all()
    assert 0.005 < balance["loss"].median() < 0.035


def test_payments_add_up_to_what_was_earned_before_the_last_day(country: Country):
    earned = country.reports.filter(~pl.col("starts_at").str.starts_with("2026-03-10"))
    silent = country.truth("silent feed").subjects[0]
    paid = country.csv("pools/*-payouts-*").group_by("site_id").agg(pl.col("amount_satoshi").sum())

    both = earned.group_by("site_id").agg(pl.col("earned_satoshi").sum()).join(paid, on="site_id")
    both = both.filter(pl.col("site_id") != silent)
    assert (both["earned_satoshi"] == both["amount_satoshi"]).all()
