"""The lake answers what is known now, what was known then, and nothing half."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.errors import Unavailable
from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake, Snapshot
from terezi.evidence.facts.tables import REF_POOLS, TABLES, WEIGHINGS
from tests.evidence.senders import AT, current, energies, give, give_one, meter_file, reading

LATER = AT + timedelta(hours=1)


def pools(*names: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"pool_id": n, "name": n, "accredited": True, "valid_from": date(2026, 1, 1), "valid_until": None}
            for n in names
        ],
        schema=REF_POOLS.polars_schema(),
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_nobody_wrote_to_is_empty_and_typed(home, name):
    lake = Lake.open(home)

    rows = lake.collect(lake.table(name))

    assert rows.is_empty()
    assert rows.schema == TABLES[name].polars_schema()


def test_rows_come_back_with_the_declared_columns_and_types(home, tmp_path):
    give(home, meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", 5)]))
    lake = Lake.open(home)

    rows = lake.collect(lake.table("meter_readings"))

    assert rows.schema == TABLES["meter_readings"].polars_schema()
    assert rows.row(0, named=True) | {"delivery": "", "known_at": AT} == {
        "day": date(2026, 3, 1),
        "meter_id": "M1",
        "read_at": datetime(2026, 3, 1, tzinfo=UTC),
        "interval_seconds": 900,
        "energy_wh": 5,
        "quality": "measured",
        "source_rank": 1,
        "flags": 0,
        "delivery": "",
        "row_number": 1,
        "known_at": AT,
        "revision": 0,
    }


def test_a_correction_supersedes_and_the_earlier_value_stays_readable(home, tmp_path):
    give(
        home,
        meter_file(
            tmp_path / "a.csv",
            [reading("M1", "2026-03-01T00:00:00Z", 5), reading("M2", "2026-03-01T00:00:00Z", 7)],
        ),
    )
    before = Lake.open(home).snapshot()

    receipt = give_one(
        home,
        meter_file(
            tmp_path / "b.csv",
            [reading("M1", "2026-03-01T00:00:00Z", 6), reading("M2", "2026-03-01T00:00:00Z", 7)],
        ),
        at=LATER,
    )

    then = Lake.open(home, snapshot=before)
    assert (receipt.outcome, receipt.rows_corrected, receipt.rows_unchanged, receipt.rows_new) == (
        "accepted",
        1,
        1,
        0,
    )
    assert energies(home) == [("M1", 6), ("M2", 7)]
    assert energies(home, known_at=AT) == [("M1", 5), ("M2", 7)]
    assert energies(home, known_at=AT - timedelta(seconds=1)) == []
    assert sorted(then.collect(then.table("meter_readings"))["energy_wh"]) == [5, 7]


def test_a_payment_told_anew_with_another_day_leaves_the_old_day(home, tmp_path):
    heading = "pool_id,payout_id,site_id,paid_at,asset,address,amount_satoshi"
    give(home, meter_file(tmp_path / "a.csv", ["P,1,S1,2026-03-01T06:00:00Z,BTC,bc1,10"], heading=heading))
    give(home, meter_file(tmp_path / "b.csv", ["P,1,S1,2026-03-02T06:00:00Z,BTC,bc1,10"], heading=heading))
    lake = Lake.open(home)

    days = {day: len(lake.collect(lake.on("pool_payouts", day))) for day in lake.days("pool_payouts")}

    assert days == {date(2026, 3, 1): 0, date(2026, 3, 2): 1}


def test_only_the_days_asked_for_are_read(home, tmp_path):
    rows = [reading("M1", f"2026-03-0{day}T12:00:00Z", day) for day in (1, 2, 3, 4)]
    give(home, meter_file(tmp_path / "a.csv", rows))
    give(home, meter_file(tmp_path / "b.csv", [reading("M1", "2026-03-03T12:00:00Z", 30)]))
    lake = Lake.open(home)

    one = lake.collect(lake.on("meter_readings", date(2026, 3, 2)))
    two = lake.collect(lake.within("meter_readings", Period(date(2026, 3, 2), date(2026, 3, 4))))

    assert one["energy_wh"].to_list() == [2]
    assert sorted(two["energy_wh"]) == [2, 30]
    assert lake.days("meter_readings") == [date(2026, 3, day) for day in (1, 2, 3, 4)]


def test_a_day_without_a_correction_is_read_without_comparing_versions(home, tmp_path):
    give(
        home,
        meter_file(
            tmp_path / "a.csv",
            [reading("M1", "2026-03-01T12:00:00Z", 1), reading("M1", "2026-03-02T12:00:00Z", 1)],
        ),
    )
    give(home, meter_file(tmp_path / "b.csv", [reading("M1", "2026-03-02T12:00:00Z", 2)]))
    lake = Lake.open(home)

    queries = [str(lake.on("meter_readings", date(2026, 3, day))) for day in (1, 2)]

    assert ["RowNumber" in query for query in queries] == [False, True]


def test_a_reference_is_replaced_whole_and_its_past_stays_readable(home):
    lake = Lake.open(home)
    lake.publish("ref_pools", pools("a", "b"), at=AT)
    lake.publish("ref_pools", pools("c"), at=LATER)

    then = Lake.open(home, known_at=AT)
    assert lake.collect(lake.table("ref_pools"))["pool_id"].to_list() == ["c"]
    assert sorted(then.collect(then.table("ref_pools"))["pool_id"]) == ["a", "b"]


def test_publishing_the_same_rows_again_makes_no_new_version(home):
    lake = Lake.open(home)
    lake.publish("ref_pools", pools("a", "b"))
    before = lake.snapshot()

    lake.publish("ref_pools", pools("b", "a"))

    assert lake.snapshot() == before


def weighing(site: str, z: float) -> pl.DataFrame:
    values = {"site_id": site, "window_days": 1, "pair": "meter/coins", "z": z}
    return pl.DataFrame([values]).select(
        *[
            pl.col(c.name) if c.name in values else pl.lit(1 if c.name != "day" else None).alias(c.name)
            for c in WEIGHINGS.columns
        ]
    )


def test_a_day_computed_again_replaces_that_day_only(home):
    lake = Lake.open(home)
    for day in (1, 2):
        lake.replace_day("weighings", date(2026, 3, day), weighing("S1", 0.5))

    lake.replace_day("weighings", date(2026, 3, 2), weighing("S2", 0.25))
    lake.replace_day("weighings", date(2026, 3, 3), weighing("S3", 0.125).head(0))

    rows = lake.collect(lake.table("weighings")).sort("day")
    assert rows["site_id"].to_list() == ["S1", "S2"]
    assert rows["z"].to_list() == [0.5, 0.25]


def test_a_day_may_be_emptied(home):
    lake = Lake.open(home)
    lake.replace_day("weighings", date(2026, 3, 1), weighing("S1", 0.5))

    lake.replace_day("weighings", date(2026, 3, 1), weighing("S1", 0.5).head(0))

    assert lake.collect(lake.on("weighings", date(2026, 3, 1))).is_empty()


def test_a_derived_row_with_an_empty_value_where_none_may_be_is_refused(home):
    with pytest.raises(ValueError, match="weighings: column sigma may not be empty"):
        Lake.open(home).replace_day(
            "weighings", date(2026, 3, 1), weighing("S1", 0.5).with_columns(sigma=None)
        )


def test_a_snapshot_reads_back_from_its_text(home):
    lake = Lake.open(home)
    lake.publish("ref_pools", pools("a"))

    assert str(lake.snapshot()) == "ref_pools=1"
    assert Snapshot.parse(str(lake.snapshot())) == lake.snapshot()
    assert Snapshot.parse("") == Snapshot()


def test_a_version_that_never_was_is_unavailable(home):
    Lake.open(home).publish("ref_pools", pools("a"))
    lake = Lake.open(home, snapshot=Snapshot({"ref_pools": 99}))

    with pytest.raises(Unavailable, match="ref_pools"):
        lake.table("ref_pools")


def test_a_small_frame_joins_with_the_lake(home):
    lake = Lake.open(home)
    lake.publish("ref_pools", pools("a", "b"))

    fees = lake.memory(pl.DataFrame({"pool_id": ["b"], "fee_ppm": [5]}))

    joined = lake.collect(lake.table("ref_pools").join(fees, "pool_id"))
    assert joined.select("pool_id", "fee_ppm").rows() == [("b", 5)]


def test_a_log_entry_left_empty_by_a_power_cut_is_mended(home, tmp_path):
    give(home, meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", 5)]))
    (home.lake_dir / "meter_readings" / "_delta_log" / f"{2:020d}.json").write_text("")

    receipt = give_one(home, meter_file(tmp_path / "b.csv", [reading("M2", "2026-03-01T00:00:00Z", 6)]))

    assert receipt.outcome == "accepted"
    assert energies(home) == [("M1", 5), ("M2", 6)]


def network_file(path, fees, price):
    heading = "asset,starts_at,seconds,difficulty,subsidy_satoshi,fees_satoshi,price_usd_cents,blocks"
    row = f"BTC,2026-03-01T00:00:00Z,86400,145000000000000,312500000,{fees},{price},"
    return meter_file(path, [row], heading=heading)


def test_what_a_later_delivery_does_not_tell_stays_known(home, tmp_path):
    give_one(home, network_file(tmp_path / "rich.csv", 3_000_000, 9_000_000))

    poorer = give_one(home, network_file(tmp_path / "poor.csv", "", ""))
    dearer = give_one(home, network_file(tmp_path / "dear.csv", "", 9_100_000))

    assert (poorer.outcome, poorer.rows_corrected) == ("unchanged", 0)
    assert (dearer.outcome, dearer.rows_corrected) == ("accepted", 1)
    told = current(home, "network_days", columns=["fees_satoshi", "price_usd_cents"])
    assert told == [(3_000_000, 9_100_000)]
