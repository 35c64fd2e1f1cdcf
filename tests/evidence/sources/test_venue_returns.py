"""What exchanges file: read whole or refused with rows and remedy, from licensed venues, each for itself."""

import json
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pyarrow as pa
import pytest

from terezi.evidence.facts import receipts
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources.catalogue import DELIVERED
from terezi.evidence.sources.venue_returns import RETURNS
from tests.evidence.senders import checks, current, give_one

MORNING = datetime(2026, 3, 9, 4, tzinfo=UTC)
ORDERS = "venue_id,instrument,sequence,at,event,order_id,account_id,side,price,quantity"
TRADES = (
    "venue_id,trade_id,instrument,sequence,traded_at,price,quantity,aggressor,buy_order_id,sell_order_id,"
    "buyer_account_id,seller_account_id,buyer_fee,seller_fee"
)


def moment(seconds):
    return (MORNING + timedelta(seconds=seconds)).isoformat()


def order(
    n, *, venue="GG-V1", event="add", order_id=None, side="buy", price="60000.5", quantity="0.25", at=None
):
    told = (venue, "BTC-GGM", n, at or moment(n), event, order_id or f"O{n}", "A1", side, price, quantity)
    return ",".join(map(str, told))


def trade(
    n, *, trade_id=None, price="60000.5", quantity="0.25", buyer="O1", seller="O2", fees=("15.00", "-0.5")
):
    told = (
        "GG-V1",
        trade_id or f"T{n}",
        "BTC-GGM",
        n,
        moment(n),
        price,
        quantity,
        "sell",
        buyer,
        seller,
        "A1",
        "A2",
        *fees,
    )
    return ",".join(map(str, told))


def filed(path, heading, *rows):
    path.write_text("\n".join([heading, *rows]) + "\n")
    return path


@pytest.fixture
def home(home):
    """A home with one licensed venue, since June 2025."""
    row = {
        "venue_id": "GG-V1", "name": "Altyn Bazar", "licence_number": "GG-EXC-1", "status": "licensed",
        "actor_class": "exchange", "assets": "*", "valid_from": date(2025, 6, 1), "valid_until": None,
    }  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame([row]))
    return home


def refused(home, path, **more):
    receipt = give_one(home, path, **more)
    assert receipt.outcome == "quarantined"
    return receipt


def told_of(receipt):
    return {problem.check: (problem.rows, problem.remedy) for problem in receipt.problems}


def test_decimals_become_whole_hundred_millionths(home, tmp_path):
    receipt = give_one(home, filed(tmp_path / "t.csv", TRADES, trade(1)))

    assert (receipt.outcome, receipt.source, receipt.rows_new) == ("accepted", "return of trades", 1)
    columns = ["price_e8", "quantity_e8", "buyer_fee_e8", "seller_fee_e8"]
    assert current(home, "venue_trades", columns=columns) == [
        (6_000_050_000_000, 25_000_000, 1_500_000_000, -50_000_000)
    ]


def test_a_return_reads_the_same_as_csv_parquet_and_json_lines_packed_or_not(home, tmp_path):
    whole = ORDERS.replace("price,quantity", "price_e8,quantity_e8")
    rows = [order(n, price=6_000_050_000_000, quantity=25_000_000) for n in range(1, 4)]
    plain = filed(tmp_path / "o.csv", whole, *rows)
    assert give_one(home, plain).rows_new == 3
    frame = pl.read_csv(plain)
    frame.write_parquet(tmp_path / "o.parquet")
    lines = "\n".join(json.dumps(row) for row in frame.rows(named=True)).encode() + b"\n"
    (tmp_path / "o.jsonl").write_bytes(lines)
    with pa.CompressedOutputStream(str(tmp_path / "o.jsonl.zst"), "zstd") as packed:
        packed.write(lines)
    with pa.CompressedOutputStream(str(tmp_path / "o.csv.gz"), "gzip") as packed:
        packed.write(plain.read_bytes())

    for name in ("o.parquet", "o.jsonl", "o.jsonl.zst", "o.csv.gz"):
        again = give_one(home, tmp_path / name)
        assert (again.outcome, again.rows_unchanged, again.problems) == ("unchanged", 3, ()), name


def test_what_may_be_left_empty_may_come_on_any_line_of_json(home, tmp_path):
    first = {"venue_id": "GG-V1", "asset": "BTC", "as_at": moment(0), "liabilities": "10.5", "reserves": 11}
    second = first | {"asset": "ETH", "cold_e8": 900_000_000}
    (tmp_path / "b.jsonl").write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")

    receipt = give_one(home, tmp_path / "b.jsonl")

    assert receipt.problems == ()
    told = current(home, "venue_balances", columns=["asset", "liabilities_e8", "reserves_e8", "cold_e8"])
    assert told == [
        ("BTC", 1_050_000_000, 1_100_000_000, None),
        ("ETH", 1_050_000_000, 1_100_000_000, 900_000_000),
    ]


def test_a_line_that_is_no_object_is_named(home, tmp_path):
    row = json.dumps(
        {"venue_id": "GG-V1", "incident_id": "I1", "began_at": moment(0), "kind": "outage", "what": "x"}
    )
    (tmp_path / "i.jsonl").write_text("\n".join([row, row, '{"venue_id": ', row, "[1]"]) + "\n")

    assert told_of(refused(home, tmp_path / "i.jsonl"))["JSN-01"][0] == (3, 5)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (order(2, event="removed"), "VEN-21"),
        (order(2, side="bid"), "VEN-22"),
        (order(2, price="0"), "VEN-23"),
        (order(2, quantity="2000000000"), "VEN-24"),
        (order(2, event="cancel"), "VEN-25"),
        (order(2, quantity="0"), "VEN-25"),
        (order(2, price="900000000", quantity="900000"), "VEN-26"),
        (order(2, price='"60000,5"'), "VEN-13"),
        (order(2, price="1.123456789"), "VEN-14"),
        (order(2, at="2026-03-11T06:00:00Z"), "DOOR-12"),
        (order(2, at="yesterday"), "DOOR-10"),
        (order(2, price="60000,5"), "DOOR-06"),
        (order(2, venue="XX-9"), "VEN-11"),
        (order(1, quantity="0.5"), "DOOR-11"),
        (order(2).replace("BTC-GGM", "BTC/GGM"), "VEN-15"),
        (order(2).replace("BTC-GGM", "BTC-BTC"), "VEN-15"),
    ],
)
def test_one_bad_row_refuses_the_file_and_is_named_with_a_remedy(home, tmp_path, row, code):
    receipt = refused(home, filed(tmp_path / "o.csv", ORDERS, order(1), order(3), row))

    rows, remedy = told_of(receipt)[code]
    assert 3 in rows
    assert remedy
    assert current(home, "venue_orders") == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (trade(3, price="0"), "VEN-32"),
        (trade(3, quantity="-1"), "VEN-33"),
        (trade(3, buyer="O2"), "VEN-35"),
        (trade(3, fees=("60000", "0")), "VEN-36"),
        (trade(3, fees=("0", "-60000")), "VEN-37"),
        (trade(3, trade_id="T1"), "DOOR-11"),
    ],
)
def test_a_bad_trade_is_named(home, tmp_path, row, code):
    receipt = refused(home, filed(tmp_path / "t.csv", TRADES, trade(1), row))

    assert 2 in told_of(receipt)[code][0]


def test_columns_that_changed_places_are_seen(home, tmp_path):
    swapped = (
        TRADES.replace("sequence,traded_at", "traded_at,sequence")
        .replace("buyer_fee", "x")
        .replace("aggressor", "buyer_fee")
        .replace(",x,", ",aggressor,")
    )

    found = told_of(refused(home, filed(tmp_path / "t.csv", swapped, trade(1), trade(2))))

    assert {"DOOR-10", "VEN-14", "VEN-31"} <= set(found)
    assert found["VEN-31"][0] == (1, 2)


def test_nobody_files_for_another(home, tmp_path):
    path = filed(tmp_path / "o.csv", ORDERS, order(1), order(2))

    receipt = refused(home, path, options={"filed_by": "GG-V2"})

    assert told_of(receipt)["VEN-12"][0] == (1, 2)
    assert give_one(home, path, options={"filed_by": "GG-V1"}).outcome == "accepted"


def test_a_venue_without_a_licence_is_turned_away_and_remembered_once(home, tmp_path):
    path = filed(tmp_path / "o.csv", ORDERS, order(1), order(2, venue="XX-9"), order(3, venue="XX-9"))

    first, again = refused(home, path), refused(home, path)

    kept = current(
        home, "venue_refusals", columns=["venue_id", "delivery", "table_name", "rows", "first_day"]
    )
    assert kept == [("XX-9", first.delivery, "venue_orders", 2, date(2026, 3, 9))]
    assert first.delivery == again.delivery


def test_a_licence_covers_the_days_it_stands(home, tmp_path):
    early = order(1, at="2025-05-31T10:00:00Z")

    assert checks(refused(home, filed(tmp_path / "o.csv", ORDERS, early))) == ["VEN-11"]


def test_a_correction_is_counted_apart_from_what_is_new(home, tmp_path):
    give_one(home, filed(tmp_path / "a.csv", TRADES, trade(1), trade(2)))

    receipt = give_one(home, filed(tmp_path / "b.csv", TRADES, trade(1), trade(2, quantity="0.3"), trade(3)))

    assert (receipt.rows_new, receipt.rows_corrected, receipt.rows_unchanged) == (1, 1, 1)
    assert current(home, "venue_trades", columns=["trade_id", "quantity_e8"]) == [
        ("T1", 25_000_000), ("T2", 30_000_000), ("T3", 25_000_000),
    ]  # fmt: skip


def test_a_receipt_names_what_says_otherwise_than_before(home, tmp_path):
    give_one(home, filed(tmp_path / "a.csv", TRADES, trade(1), trade(2)))
    path = filed(tmp_path / "b.csv", TRADES, trade(1), trade(2, quantity="0.3"), trade(3))

    receipt = give_one(home, path)
    (told,) = receipt.corrections

    assert (told.row, told.column, told.before, told.after) == (2, "quantity_e8", "25000000", "30000000")
    assert told.key == {"day": "2026-03-09", "venue_id": "GG-V1", "trade_id": "T2"}
    assert receipts.kept(home, receipt.delivery) == receipt
    assert give_one(home, path).corrections == ()

    last = give_one(home, filed(tmp_path / "c.csv", TRADES, trade(2, quantity="0.4")))
    assert [(each.before, each.after) for each in last.corrections] == [("30000000", "40000000")]


def test_of_many_corrections_the_first_are_named_and_all_are_counted(home, tmp_path):
    give_one(home, filed(tmp_path / "a.csv", TRADES, *map(trade, range(1, 31))))

    receipt = give_one(
        home, filed(tmp_path / "b.csv", TRADES, *(trade(n, quantity="0.3") for n in range(1, 31)))
    )

    assert receipt.rows_corrected == 30
    assert [each.row for each in receipt.corrections] == list(range(1, 21))


def test_xml_is_refused_and_nothing_in_it_followed(home, tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (tmp_path / "r.xml").write_text(f'<?xml version="1.0"?>{bomb}]><x>&i;</x>')

    assert checks(refused(home, tmp_path / "r.xml")) == ["DOOR-24"]


def test_every_return_has_a_source():
    assert {source.table for source in DELIVERED} >= set(RETURNS)
