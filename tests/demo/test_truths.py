"""Each planted truth can be seen in the files by the means its indicator has, and no twin can."""

from datetime import timedelta

import polars as pl

from tests.demo.built import Country, local

HOUSEHOLD_KWH = 5000


def _mean_power_w(country: Country, site: str) -> pl.DataFrame:
    return country.metered(site).with_columns(power_w=pl.col("energy_wh") * 4)


def _licensed_w(country: Country, site: str) -> int:
    return country.register("sites").filter(pl.col("site_id") == site)["licensed_w"].item()


def _hours_above(country: Country, site: str) -> pl.DataFrame:
    return (
        _mean_power_w(country, site)
        .group_by(hour=pl.col("read_at").dt.truncate("1h"))
        .agg(pl.col("power_w").mean())
        .filter(pl.col("power_w") > 1.01 * _licensed_w(country, site))
        .group_by(day=pl.col("hour").dt.date())
        .agg(hours=pl.len())
    )


def _meter_over_machines(country: Country, site: str) -> pl.DataFrame:
    days = _mean_power_w(country, site).join(country.reported(site), on="read_at")
    return (
        days.group_by(day=pl.col("read_at").dt.date())
        .agg(ratio=pl.col("power_w").sum() / pl.col("power_w_right").sum())
        .sort("day")
    )


def test_undeclared_machines_show_at_the_meter_only(country: Country):
    truth = country.truth("undeclared machines")
    ratio = _meter_over_machines(country, truth.subjects[0])

    during = ratio.filter(pl.col("day") >= truth.since)["ratio"].mean()
    declared = (
        country.register("sites").filter(pl.col("site_id") == truth.subjects[0])["pue_ppm"].item() / 1e6
    )
    assert during > 1.03 * declared


def test_an_under_reading_meter_tells_less_than_its_machines_draw(country: Country):
    truth = country.truth("under-reading meter")
    declared = (
        country.register("sites").filter(pl.col("site_id") == truth.subjects[0])["pue_ppm"].item() / 1e6
    )

    ratio = _meter_over_machines(country, truth.subjects[0]).filter(pl.col("day") >= truth.since)
    assert ratio["ratio"].mean() < 0.97 * declared


def test_work_that_is_diverted_lacks_at_the_pool(country: Country):
    truth = country.truth("work diverted")
    told = country.reported(truth.subjects[0]).group_by(day=pl.col("read_at").dt.date())
    told = told.agg(gigahashes=pl.col("hash_rate_ghs").sum() * 900)
    pooled = country.reports.filter(pl.col("site_id") == truth.subjects[0])

    both = pooled.join(told, on="day")
    share = both.filter(pl.col("day") >= truth.since).select(
        pl.col("accepted_gigahashes").sum() / pl.col("gigahashes").sum()
    )
    assert share.item() < 0.96


def test_every_flat_of_the_cluster_is_above_the_household_threshold(country: Country):
    truth = country.truth("household cluster")
    month = truth.until - timedelta(days=30)

    used = [
        country.metered(flat).filter(pl.col("read_at").dt.date() >= month)["energy_wh"].sum() / 1000
        for flat in truth.subjects
    ]
    assert 8 <= len(used) <= 16
    assert min(used) > HOUSEHOLD_KWH
    meters = country.register("meters").filter(pl.col("subject_id").is_in(truth.subjects))
    assert set(meters["customer_class"]) == {"household"}
    assert meters["feeder_id"].n_unique() == 1


def test_no_other_household_is_above_the_threshold_in_any_month(country: Country):
    households = country.register("meters").filter(pl.col("customer_class") == "household")
    mining = country.truth("household cluster").subjects
    used = (
        country.readings.join(households.filter(~pl.col("subject_id").is_in(mining)), on="meter_id")
        .group_by("meter_id", day=pl.col("read_at").dt.date())
        .agg(pl.col("energy_wh").sum())
        .sort("meter_id", "day")
        .with_columns(month=pl.col("energy_wh").rolling_sum(30).over("meter_id"))
    )
    assert 3900 < used["month"].max() / 1000 < 0.96 * HOUSEHOLD_KWH


def test_only_one_site_is_paid_at_a_wallet_nobody_declared(country: Country):
    wallets = country.register("wallets").select("address", "site_id", "valid_from", "valid_until")
    paid = country.csv("pools/*-payouts-*").with_columns(day=local("paid_at").dt.date())
    declared = paid.join(wallets, on=["address", "site_id"], how="left").with_columns(
        known=(pl.col("day") >= pl.col("valid_from"))
        & (pl.col("valid_until").is_null() | (pl.col("day") < pl.col("valid_until")))
    )
    strange = declared.filter(~pl.col("known").fill_null(value=False))

    truth = country.truth("undeclared wallet")
    assert strange["site_id"].unique().to_list() == list(truth.subjects)
    assert strange["day"].min() == truth.since
    assert strange["day"].max() == country.answers.last_day


def test_pools_and_schemes_differ_from_the_declared_ones_only_where_planted(country: Country):
    accredited = country.register("pools").filter(pl.col("accredited"))["pool_id"]
    reports = country.reports
    odd_pool = reports.filter(~pl.col("pool_id").is_in(accredited.implode()), pl.col("scheme") != "solo")
    odd_scheme = reports.filter(pl.col("scheme") == "solo")

    assert odd_pool["site_id"].unique().to_list() == list(country.truth("pool not accredited").subjects)
    assert odd_scheme["site_id"].unique().to_list() == list(country.truth("scheme not licensed").subjects)


def test_a_licence_is_exceeded_for_three_hours_only_where_planted(country: Country):
    over = {
        site: days
        for site in country.register("sites")["site_id"]
        if not (days := _hours_above(country, site).filter(pl.col("hours") >= 3)).is_empty()
    }

    assert list(over) == list(country.truth("above licence").subjects)
    assert country.answers.last_day in over.popitem()[1]["day"].to_list()


def test_the_twin_exceeds_its_licence_for_two_hours(country: Country):
    days = _hours_above(country, country.innocent("two hours"))

    assert days["hours"].max() == 2
    assert country.answers.last_day in days["day"].to_list()


def test_orders_are_disobeyed_at_the_meter_only_where_planted(country: Country):
    orders = country.csv("orders/*").with_columns(local("starts_at"), local("ends_at"))
    silent = country.truth("silent feed").subjects[0]
    defied, feigned = set(), set()
    for order in orders.iter_rows(named=True):
        within = pl.col("read_at").is_between(
            order["starts_at"] + timedelta(minutes=15), order["ends_at"], closed="left"
        )
        drawn = _mean_power_w(country, order["site_id"]).filter(within)["power_w"]
        told = country.reported(order["site_id"]).filter(within)["power_w"]
        if len(drawn) and drawn.max() > 1.05 * order["limit_w"]:
            defied.add(order["site_id"])
            if len(told) and told.max() < order["limit_w"]:
                feigned.add(order["site_id"])

    planted = set(country.truth("feigned obedience").subjects)
    assert orders["ends_at"].dt.date().max() == country.answers.last_day
    assert defied - {silent} == planted == feigned


def test_the_levy_is_declared_short_only_where_planted(country: Country):
    declared = country.csv("levy/*").filter(pl.col("period_from") == "2026-02-01")
    tariffs = country.register("sites").select("site_id", price=pl.col("tariff_minor_per_mwh") / 1e5)
    rate = pl.when(pl.col("price") >= 0.2).then(0.02).when(pl.col("price") >= 0.12).then(0.04).otherwise(0.06)
    meters = country.register("meters").select("meter_id", site_id="subject_id")
    february = country.readings.filter(pl.col("read_at").dt.month() == 2).join(meters, on="meter_id")
    used = february.group_by("site_id").agg(pl.col("energy_wh").sum())

    due = (
        declared.join(used, on="site_id")
        .join(tariffs, on="site_id")
        .with_columns(due=pl.col("energy_wh") / 1000 * rate * 100)
    )
    short = due.filter(pl.col("declared_levy_minor") < pl.col("due"))
    assert len(declared) == 43
    assert short["site_id"].to_list() == list(country.truth("levy declared short").subjects)


def test_a_silent_feed_tells_nothing_and_not_zero(country: Country):
    truth = country.truth("silent feed")
    site, (code,) = truth.subjects[0], truth.indicators
    last = {
        "MTR-01": country.metered(site)["read_at"].dt.date().max(),
        "TEL-01": country.reported(site)["read_at"].dt.date().max(),
        "POL-01": country.reports.filter(pl.col("site_id") == site).select(pl.col("day").max()).item(),
    }

    assert last.pop(code) <= country.answers.last_day - timedelta(days=2)
    assert set(last.values()) == {country.answers.last_day}


def test_a_site_under_repair_is_truly_zero_and_says_so(country: Country):
    site = country.innocent("repair")
    still = _mean_power_w(country, site).filter(pl.col("power_w") == 0)
    told = country.reported(site).join(still, on="read_at")

    assert len(still) >= 30 * 4
    assert len(told) > 0.9 * len(still)
    assert told["hash_rate_ghs"].sum() == 0


def test_a_newcomer_says_nothing_before_it_is_registered(country: Country):
    site = country.innocent("Registered within")
    registered = country.register("sites").filter(pl.col("site_id") == site)["valid_from"].item()

    assert country.metered(site)["read_at"].dt.date().min() == registered
    assert country.reported(site)["read_at"].dt.date().min() == registered


def test_an_estimated_day_is_marked(country: Country):
    estimated = country.metered(country.innocent("estimate")).filter(pl.col("quality") == "estimated")

    assert estimated["read_at"].dt.date().n_unique() == 1
    assert estimated["energy_wh"].n_unique() == 1


def test_replaced_machines_follow_each_other_on_the_register(country: Country):
    machines = country.register("machines").filter(pl.col("site_id") == country.innocent("Replaced"))

    (left,) = machines["valid_until"].drop_nulls().unique()
    assert machines.filter(pl.col("valid_from") == left)["valid_until"].null_count() >= 1


def test_a_flat_load_by_trade_is_no_household(country: Country):
    bakery = country.innocent("Ovens")
    load = country.metered(bakery)["energy_wh"]

    assert load.quantile(0.05) > 0.9 * load.mean()
    assert (
        country.register("meters").filter(pl.col("subject_id") == bakery)["customer_class"].item()
        == "commercial"
    )
