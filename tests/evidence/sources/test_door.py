"""A delivery is taken whole or kept whole in quarantine, and its receipt says why."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terezi.base.errors import Unavailable
from terezi.evidence.facts import receipts
from terezi.evidence.facts.flags import Flag
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources.catalogue import DELIVERED, REGISTERS, SOURCES
from terezi.evidence.sources.venue_returns import RETURNS
from tests.evidence.senders import (
    AT,
    METER_HEADING,
    checks,
    current,
    energies,
    give,
    give_one,
    meter_file,
    notes,
    reading,
    telemetry,
)

GOOD = [reading("M1", f"2026-03-01T0{hour}:00:00Z", hour, seconds=3600) for hour in range(6)]


def test_the_same_file_twice_changes_nothing(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", GOOD)
    first = give_one(home, path)
    before = Lake.open(home).snapshot()

    again = give_one(home, path, at=AT + timedelta(days=1))

    assert (first.outcome, first.rows_new) == ("accepted", 6)
    assert (again.outcome, again.rows_new, again.rows_unchanged, again.rows_corrected) == (
        "unchanged",
        0,
        6,
        0,
    )
    assert Lake.open(home).snapshot() == before


def test_the_same_rows_in_another_file_change_nothing(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", GOOD))
    before = Lake.open(home).snapshot()

    again = give_one(home, meter_file(tmp_path / "b.csv.gz", reversed(GOOD)))

    assert (again.outcome, again.rows_unchanged) == ("unchanged", 6)
    assert Lake.open(home).snapshot() == before


def test_a_receipt_is_kept_and_reads_back(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:2], GOOD[5]]))

    assert receipts.kept(home, receipt.delivery) == receipt
    assert receipts.all_kept(home) == [receipt]


def test_a_delivery_is_named_by_its_bytes(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", GOOD)
    other = meter_file(tmp_path / "other-name.csv", GOOD)

    assert give_one(home, path).delivery == give_one(home, other).delivery


def test_gzip_and_a_byte_order_mark_are_read(home, tmp_path):
    path = meter_file(tmp_path / "a.csv.gz", GOOD, heading="\ufeff" + METER_HEADING)

    assert give_one(home, path).outcome == "accepted"


def test_windows_line_ends_and_blank_lines_at_the_end_are_read(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join([METER_HEADING, *GOOD, "", "", ""]).encode())

    receipt = give_one(home, path)

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 6)


def test_kilowatt_hours_become_watt_hours_exactly(home, tmp_path):
    heading = METER_HEADING.replace("energy_wh", "energy_kwh")
    path = meter_file(
        tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", "1234567.891")], heading=heading
    )

    give_one(home, path)

    assert energies(home) == [("M1", 1_234_567_891)]


def test_a_fraction_of_a_watt_hour_is_refused(home, tmp_path):
    heading = METER_HEADING.replace("energy_wh", "energy_kwh")
    path = meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", "1.0001")], heading=heading)

    assert checks(give_one(home, path)) == ["DOOR-10"]


def test_one_bad_row_keeps_the_whole_file_out_and_is_named(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", [*GOOD, reading("M1", "2026-03-02T00:00:00Z", -5, seconds=3600)])

    receipt = give_one(home, path)

    (problem,) = receipt.problems
    report = json.loads((home.quarantine_dir / receipt.delivery / "report.json").read_text())
    assert (receipt.outcome, receipt.file) == ("quarantined", "a.csv")
    assert (problem.check, problem.says, problem.rows, problem.count) == (
        "DOOR-14",
        "energy_wh is never negative",
        (7,),
        1,
    )
    assert problem.remedy == "Send Wh, from 0"
    assert energies(home) == []
    assert report["problems"][0]["check"] == "DOOR-14"
    assert (home.quarantine_dir / receipt.delivery / "a.csv").read_bytes() == path.read_bytes()


def test_a_refused_delivery_does_not_touch_what_was_taken_before(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", GOOD))
    before = Lake.open(home).snapshot()

    give_one(
        home, meter_file(tmp_path / "b.csv", [GOOD[0].replace(",0,", ",9,"), GOOD[1].replace(",1,", ",x,")])
    )

    assert Lake.open(home).snapshot() == before


def test_a_refused_delivery_leaves_quarantine_when_it_is_taken_after_all(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-14T00:00:00Z", 5)])
    early = give_one(home, path)

    late = give_one(home, path, at=AT + timedelta(days=10))

    assert (early.outcome, late.outcome) == ("quarantined", "accepted")
    assert not (home.quarantine_dir / early.delivery).exists()


@pytest.mark.parametrize(
    ("row", "check"),
    [
        (reading("M1", "2026-03-12T00:00:00Z", 5), "DOOR-12"),
        (reading("M1", "2008-12-31T00:00:00Z", 5), "DOOR-13"),
        (reading("M1", "2026-03-01 00:00:00", 5), "DOOR-10"),
        (reading("M1", "yesterday", 5), "DOOR-10"),
        (reading("", "2026-03-01T00:00:00Z", 5), "DOOR-10"),
        (reading("M1", "2026-03-01T00:00:00Z", "five"), "DOOR-10"),
        (reading("M1", "2026-03-01T00:00:00Z", 99_999_999_999_999_999_999), "DOOR-10"),
        (reading("M1", "2026-03-01T00:00:00Z", 10**15), "MTR-12"),
        (reading("M1", "2026-03-01T00:00:00Z", 5, seconds=0), "MTR-11"),
        (reading("M1", "2026-03-01T00:00:00Z", 5, quality="guessed"), "MTR-13"),
        (reading("M1", "2026-03-01T00:07:30Z", 5), "DOOR-15"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_by_name(home, tmp_path, row, check):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD, row]))

    assert checks(receipt) == [check]
    assert receipt.problems[0].rows == (7,)
    assert receipt.problems[0].remedy


def test_two_rows_that_contradict_each_other_are_both_named(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD, GOOD[2].replace(",2,", ",3,")]))

    (problem,) = receipt.problems
    assert (problem.check, problem.rows) == ("DOOR-11", (3, 7))
    assert "rows 3 & 7" in problem.says


def test_a_row_told_twice_word_for_word_is_taken_once_and_noted(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD, GOOD[2]]))

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 6)
    assert [(note.code, note.rows) for note in receipt.notes] == [("DOOR-20", (7,))]
    assert len(current(home)) == 6


def test_a_serial_that_reports_twice_in_an_interval_is_refused(home, tmp_path):
    rows = telemetry(datetime(2026, 3, 1, tzinfo=UTC), machines=2, intervals=2)
    rows.vstack(rows.head(1).with_columns(hash_rate_ghs=pl.lit(1, pl.Int64))).write_parquet(
        tmp_path / "t.parquet"
    )

    assert checks(give_one(home, tmp_path / "t.parquet")) == ["DOOR-11"]


def test_a_hash_rate_no_machine_has_is_refused(home, tmp_path):
    rows = telemetry(datetime(2026, 3, 1, tzinfo=UTC), machines=2, intervals=2)
    rows.with_columns(hash_rate_ghs=pl.lit(10**10, pl.Int64)).write_parquet(tmp_path / "t.parquet")

    assert checks(give_one(home, tmp_path / "t.parquet")) == ["TEL-12"]


def test_a_gap_is_noted_and_the_reading_after_it_flagged(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:2], *GOOD[4:]]))

    flags = current(home, columns=["energy_wh", "flags"])
    assert [(note.code, note.count) for note in receipt.notes] == [("GAP", 2)]
    assert "M1 lacks 2 intervals between 2026-03-01 00:00 and 2026-03-01 05:00 UTC" in receipt.notes[0].says
    assert flags == [(0, 0), (1, 0), (4, Flag.AFTER_GAP), (5, 0)]


def test_filling_a_gap_later_is_no_correction(home, tmp_path):
    give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:2], *GOOD[4:]]))

    receipt = give_one(home, meter_file(tmp_path / "b.csv", GOOD))

    assert (receipt.rows_new, receipt.rows_unchanged, receipt.rows_corrected) == (2, 4, 0)


def test_a_clock_that_is_off_is_moved_to_the_grid_and_flagged(home, tmp_path):
    rows = [reading("M1", "2026-03-01T00:00:03Z", 1), reading("M1", "2026-03-01T00:14:58Z", 2)]

    receipt = give_one(home, meter_file(tmp_path / "a.csv", rows))

    assert current(home, columns=["read_at", "flags"]) == [
        (datetime(2026, 3, 1, 0, 0, tzinfo=UTC), Flag.CLOCK_SKEW),
        (datetime(2026, 3, 1, 0, 15, tzinfo=UTC), Flag.CLOCK_SKEW),
    ]
    assert [(note.code, note.count) for note in receipt.notes] == [("CLOCK_SKEW", 2)]


def test_the_grid_of_an_hour_is_that_of_the_local_clock(home, tmp_path):
    give_one(
        home,
        meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00+05:30", 1, seconds=3600)]),
        zone="Asia/Kolkata",
    )

    assert current(home, columns=["read_at", "flags"]) == [(datetime(2026, 2, 28, 18, 30, tzinfo=UTC), 0)]


def test_an_estimate_is_flagged(home, tmp_path):
    receipt = give_one(
        home, meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", 1, quality="estimated")])
    )

    assert current(home, columns=["flags"]) == [(Flag.ESTIMATED,)]
    assert notes(receipt) == ["ESTIMATED"]


def test_the_hour_that_clocks_show_twice_is_told_apart_by_its_order(home, tmp_path):
    clock = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    rows = [reading("M1", f"2025-10-26T{at}:00", n, seconds=1800) for n, at in enumerate(clock)]

    receipt = give_one(
        home,
        meter_file(tmp_path / "a.csv", rows),
        zone="Europe/Berlin",
        options={"time_zone": "Europe/Berlin"},
    )

    start, twice = datetime(2025, 10, 25, 23, 30, tzinfo=UTC), int(Flag.AMBIGUOUS_HOUR)
    assert current(home, columns=["read_at", "energy_wh", "flags"]) == [
        (start + timedelta(minutes=30) * n, n, twice if 1 <= n <= 4 else 0) for n in range(6)
    ]
    assert [(note.code, note.count) for note in receipt.notes] == [("AMBIGUOUS_HOUR", 4)]


def test_the_hour_that_clocks_skip_is_refused(home, tmp_path):
    rows = [reading("M1", "2025-03-30T02:30:00", 1)]

    receipt = give_one(
        home,
        meter_file(tmp_path / "a.csv", rows),
        zone="Europe/Berlin",
        options={"time_zone": "Europe/Berlin"},
    )

    assert checks(receipt) == ["DOOR-10"]


REGISTER = "meter_id,read_at,interval_seconds,register_wh,register_digits,quality,source_rank"


def register(*steps: tuple[str, int], digits: int = 6) -> list[str]:
    return [f"M1,2026-03-01T{at}:00Z,900,{wh},{digits},measured,1" for at, wh in steps]


def test_a_register_that_begins_again_tells_the_energy_and_is_flagged(home, tmp_path):
    rows = register(("00:00", 999_000), ("00:15", 999_900), ("00:30", 400), ("00:45", 1_000))

    receipt = give_one(home, meter_file(tmp_path / "a.csv", rows, heading=REGISTER))

    assert current(home, columns=["read_at", "energy_wh", "flags"]) == [
        (datetime(2026, 3, 1, 0, 0, tzinfo=UTC), 900, 0),
        (datetime(2026, 3, 1, 0, 15, tzinfo=UTC), 500, Flag.ROLLOVER),
        (datetime(2026, 3, 1, 0, 30, tzinfo=UTC), 600, 0),
    ]
    assert [(note.code, note.rows) for note in receipt.notes] == [("ROLLOVER", (2,))]


def test_a_register_that_runs_backwards_is_refused(home, tmp_path):
    rows = register(("00:00", 500_000), ("00:15", 400_000))

    assert checks(give_one(home, meter_file(tmp_path / "a.csv", rows, heading=REGISTER))) == ["MTR-16"]


def test_a_register_beyond_its_digits_is_refused(home, tmp_path):
    rows = register(("00:00", 500_000), ("00:15", 1_000_000))

    assert "MTR-15" in checks(give_one(home, meter_file(tmp_path / "a.csv", rows, heading=REGISTER)))


def test_a_register_with_a_reading_missing_tells_one_longer_interval(home, tmp_path):
    rows = register(("00:00", 100), ("00:15", 200), ("00:45", 400), ("01:00", 500))

    give_one(home, meter_file(tmp_path / "a.csv", rows, heading=REGISTER))

    assert current(home, columns=["interval_seconds", "energy_wh", "flags"]) == [
        (1800, 200, 32),
        (900, 100, 0),
        (900, 100, 0),
    ]


def test_a_folder_gives_each_file_and_lists_what_nobody_knows(home, tmp_path):
    folder = tmp_path / "inbox"
    meter_file(folder / "sub" / "a.csv", GOOD)
    meter_file(folder / "b.csv", ["1,2"], heading="this,that")
    (folder / "readme.txt").write_bytes(b"\xff\xfe\x00")

    outcomes = {receipt.file: receipt.outcome for receipt in give(home, folder)}

    assert outcomes == {"a.csv": "accepted", "b.csv": "not_recognised", "readme.txt": "not_recognised"}
    assert not list(home.quarantine_dir.iterdir())


def test_a_path_that_does_not_exist_says_so(home, tmp_path):
    with pytest.raises(Unavailable, match="does not exist"):
        give(home, tmp_path / "nothing.csv")


def test_progress_hears_the_rows_read(home, tmp_path):
    heard: list[tuple[str, int]] = []

    give(home, meter_file(tmp_path / "a.csv", GOOD), progress=lambda file, rows: heard.append((file, rows)))

    assert heard[-1] == ("a.csv", 6)


def test_every_fact_table_has_a_source_of_its_own_and_every_reference_a_register():
    facts = {
        "meter_readings",
        "machine_telemetry",
        "pool_reports",
        "pool_payouts",
        "network_days",
        "levy_declarations",
        "curtailment_orders",
        "weather_hours",
        "generation_hours",
        "demand_hours",
        "export_hours",
        "power_bids",
        "venue_levy_receipts",
        "venue_levels",
        "ticks",
        *RETURNS,
    }

    assert {source.table for source in DELIVERED} == facts
    assert {source.table for source in REGISTERS} == {
        "ref_sites",
        "ref_machines",
        "ref_meters",
        "ref_wallets",
        "ref_pools",
        "ref_models",
        "ref_feeders",
        "ref_customers",
        "ref_plants",
        "ref_lines",
        "ref_gateways",
        "ref_venues",
        "ref_venue_fees",
        "ref_market_makers",
        "ref_reserve_addresses",
    }


def test_no_two_checks_of_a_source_share_a_code_and_every_check_says_what_to_do():
    for source in SOURCES:
        codes = [check.code for check in source.checks]
        assert len(codes) == len(set(codes)), source.name
        assert all(check.remedy for check in source.checks), source.name


ROWS = [
    reading(meter, f"2026-03-0{day}T{hour:02}:00:00Z", hour, seconds=3600)
    for meter in ("M1", "M2")
    for day in (1, 2)
    for hour in (0, 1, 5)
]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(ROWS))), cuts=st.sets(st.integers(1, len(ROWS) - 1), max_size=4))
def test_the_same_rows_in_any_order_and_splitting_give_the_same_view(tmp_path_factory, order, cuts):
    folder = tmp_path_factory.mktemp("any")
    home = Home.create(folder / "home", country="GG")
    edges = [0, *sorted(cuts), len(ROWS)]
    parts = [[ROWS[n] for n in order[a:b]] for a, b in pairwise(edges)]

    for number, part in enumerate(parts):
        # every delivery repeats the first row of all, too
        give_one(home, meter_file(folder / f"{number}.csv", dict.fromkeys([ROWS[0], *part])))

    facts = ["meter_id", "read_at", "interval_seconds", "energy_wh", "quality", "source_rank", "day"]
    assert current(home, columns=facts) == sorted(
        (
            (
                m,
                datetime.fromisoformat(at),
                int(s),
                int(wh),
                q,
                int(rank),
                (datetime.fromisoformat(at) + timedelta(hours=5)).date(),
            )
            for m, at, s, wh, q, rank in (row.split(",") for row in ROWS)
        ),
        key=str,
    )
