"""Energy by band from the lake, to the watt-hour; tests/evidence/test_both_engines.py asks Spark too."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import REF_METERS
from terezi.evidence.numerics.bills.calendar import calendar
from terezi.evidence.numerics.bills.energy import energy_by_band, meter_spans
from terezi.evidence.numerics.bills.parts import parts_of
from tests.evidence.senders import give_one, meter_file, reading

PERIOD = Period(date(2026, 2, 14), date(2026, 2, 18))
BEGINS = datetime(2026, 2, 13, 19, tzinfo=UTC)  # midnight in Ashgabat
HOURS = 24 * PERIOD.days


def meter(meter_id, *, site="S1", rank=1, since=date(2025, 1, 1), until=None, kind="site"):
    row = (meter_id, kind, site, "F", rank, 3_600, "mining", since, until)
    return pl.DataFrame([row], schema=REF_METERS.polars_schema(), orient="row")


def used(home, *meters):
    parts = parts_of("GG", PERIOD)
    spans = meter_spans(pl.concat(meters), PERIOD)
    lake = Lake.open(home)
    rows = lake.collect(energy_by_band(lake, PERIOD, calendar(parts), spans))
    return {(r["site_id"], r["part"], r["band"]): r for r in rows.iter_rows(named=True)}


def hourly(home, tmp_path, meter_id="M1", wh=lambda hour: 1_000, **told):
    rows = [
        reading(meter_id, (BEGINS + timedelta(hours=h)).isoformat(), wh(h), seconds=3_600, **told)
        for h in range(HOURS)
    ]
    assert give_one(home, meter_file(tmp_path / f"{meter_id}.csv", rows)).outcome == "accepted"


def test_energy_lies_in_the_band_of_the_local_hour_and_under_the_price_of_its_day(home, tmp_path):
    hourly(home, tmp_path, wh=lambda hour: 10 ** (hour % 24 == 17))
    told = used(home, meter("M1"))

    # Saturday 14, Sunday 15 | Monday 16 and Tuesday 17 under the new prices
    assert {key[1:]: row["wh"] for key, row in told.items()} == {
        (0, "winter_peak"): 14,
        (0, "night"): 16,
        (0, "day"): 11 + 16 + 9,
        (1, "winter_peak"): 28,
        (1, "night"): 16,
        (1, "day"): 22,
    }
    assert sum(row["seconds"] for row in told.values()) == HOURS * 3_600


def test_a_replaced_meter_counts_until_its_last_day_and_the_new_one_from_then(home, tmp_path):
    hourly(home, tmp_path, "M1", lambda hour: 1)
    hourly(home, tmp_path, "M2", lambda hour: 100)
    changed = date(2026, 2, 16)
    told = used(home, meter("M1", until=changed), meter("M2", since=changed))

    assert {key[1]: sum(r["wh"] for k, r in told.items() if k[1] == key[1]) for key in told} == {
        0: 48,
        1: 4_800,
    }


def test_of_two_meters_the_better_ranked_one_is_billed(home, tmp_path):
    hourly(home, tmp_path, "M1", lambda hour: 1)
    hourly(home, tmp_path, "M2", lambda hour: 100)
    told = used(home, meter("M1", rank=1), meter("M2", rank=2))

    assert sum(row["wh"] for row in told.values()) == HOURS


def test_two_fiscal_meters_of_a_site_are_added(home, tmp_path):
    hourly(home, tmp_path, "M1", lambda hour: 1)
    hourly(home, tmp_path, "M2", lambda hour: 100)

    assert sum(row["wh"] for row in used(home, meter("M1"), meter("M2")).values()) == 101 * HOURS


def test_a_feeders_meter_is_nobodys_bill(home, tmp_path):
    hourly(home, tmp_path)

    assert used(home, meter("M1", kind="feeder"), meter("M2")) == {}


def test_an_interval_that_reaches_into_another_band_is_told(home, tmp_path):
    row = reading("M1", "2026-02-14T17:00:00+05:00", 500, seconds=21_600, quality="estimated")
    receipt = give_one(home, meter_file(tmp_path / "astride.csv", [row]))
    assert receipt.outcome == "accepted", receipt
    (told,) = used(home, meter("M1")).values()

    assert (told["band"], told["wh"], told["astride_wh"], told["unmeasured_wh"]) == (
        "winter_peak",
        500,
        500,
        500,
    )


def test_a_late_correction_changes_the_energy_and_not_the_past_view(home, tmp_path):
    hourly(home, tmp_path)
    later = datetime(2026, 3, 20, tzinfo=UTC)
    row = reading("M1", BEGINS.isoformat(), 9_000, seconds=3_600)
    give_one(home, meter_file(tmp_path / "corrected.csv", [row]), at=later)

    assert sum(r["wh"] for r in used(home, meter("M1")).values()) == HOURS * 1_000 + 8_000
