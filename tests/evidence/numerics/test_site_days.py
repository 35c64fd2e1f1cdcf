"""The sums of every site and day, whatever one firm claims."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.site_days import site_days
from terezi.evidence.sources import door
from tests.evidence.senders import checks, give_one, meter_file, reading

DAY = date(2026, 3, 1)
REGISTER = (
    "site_id,name,licence_number,status,actor_class,region,feeder_id,licensed_w,pue_ppm,evidence_grade,asset,"
    "scheme,pool_id,pool_share_ppm,tariff_minor_per_mwh,power_source,valid_from,valid_until"
)
TELEMETRY = "site_id,machine_id,read_at,interval_seconds,machines,hash_rate_ghs,power_w"
POOL = (
    "pool_id,site_id,starts_at,seconds,accepted_gigahashes,rejected_ppm,earned_satoshi,scheme,fee_ppm,asset"
)


def summed(home, tmp_path) -> dict[str, dict[str, object]]:
    row = "{0},Firm {0},L-{0},licensed,industrial,R,F,1000,1080000,submetered,BTC,FPPS,p,0,1,grid,2025-01-01,"
    register = meter_file(tmp_path / "sites.csv", [row.format("S1"), row.format("S2")], heading=REGISTER)
    lake = Lake.open(home)
    lake.publish("ref_sites", door.read_register(register))
    meters = [f"M{n},site,S{n},F,1,3600,mining,2025-01-01," for n in (1, 2)]
    heading = "meter_id,kind,subject_id,feeder_id,source_rank,interval_seconds,customer_class,valid_from,valid_until"
    lake.publish("ref_meters", door.read_register(meter_file(tmp_path / "m.csv", meters, heading=heading)))
    rows = lake.collect(site_days(lake, days_up_to(DAY, days=1)))
    return {row["site_id"]: row for row in rows.iter_rows(named=True)}


def test_absurd_telemetry_of_one_firm_does_not_stop_the_sums_of_another(home, tmp_path):
    at = datetime(2026, 2, 28, 19, tzinfo=UTC)
    many = pl.DataFrame({"machine_id": [f"X{n}" for n in range(200)]}).with_columns(
        site_id=pl.lit("S1"),
        read_at=pl.lit(at),
        interval_seconds=86_400,
        machines=1_000_000,
        hash_rate_ghs=3_000_000_000_000,
        power_w=pl.lit(None, pl.Int64),
    )
    many.write_parquet(tmp_path / "absurd.parquet")
    assert give_one(home, tmp_path / "absurd.parquet").outcome == "accepted"
    whole = [reading("M2", (at + timedelta(hours=n)).isoformat(), 7, seconds=3600) for n in range(24)]
    give_one(home, meter_file(tmp_path / "meter.csv", whole))

    sums = summed(home, tmp_path)

    assert sums["S2"]["metered_wh"] == 7 * 24
    assert sums["S2"]["machine_gigahashes"] is None
    assert sums["S1"]["machine_gigahashes"] == 10**16
    assert sums["S1"]["machine_watt_seconds"] is None


def test_a_row_for_more_machines_than_a_site_can_hold_is_refused(home, tmp_path):
    row = "S1,X,2026-03-01T00:00:00+05:00,86400,2147483647,6000000000000000,"

    receipt = give_one(home, meter_file(tmp_path / "a.csv", [row], heading=TELEMETRY))

    assert checks(receipt) == ["TEL-14"]


def test_more_work_and_coins_than_there_are_in_the_world_are_refused(home, tmp_path):
    row = "p,S1,2026-03-01T00:00:00+05:00,86400,9223372036854775000,0,9223372036854775000,FPPS,0,BTC"

    receipt = give_one(home, meter_file(tmp_path / "a.csv", [row], heading=POOL))

    assert checks(receipt) == ["POL-14", "POL-15"]
