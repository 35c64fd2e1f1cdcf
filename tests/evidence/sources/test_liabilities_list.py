"""A list of liabilities is read from what venues write, and nothing else breaks the reader."""

import gzip
import json

import polars as pl
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.reserves.liabilities import liabilities
from terezi.evidence.sources.chain_state import read_chain_state
from terezi.evidence.sources.liabilities_list import read_liabilities
from terezi.evidence.sources.reserve_claim import read_claim

ROWS = pl.DataFrame({"leaf": [0, 1], "client": ["11" * 32, "22" * 32], "BTC_e8": [5, 258]})
CSV = ROWS.write_csv()


def amounts(path):
    return liabilities(read_liabilities(path)).amounts_e8[:, 0].tolist()


def test_a_list_is_the_same_as_csv_gz_and_parquet(tmp_path):
    plain, packed, parquet = tmp_path / "a.csv", tmp_path / "a.csv.gz", tmp_path / "a.parquet"
    plain.write_text(CSV)
    packed.write_bytes(gzip.compress(CSV.encode()))
    ROWS.write_parquet(parquet)

    assert amounts(plain) == amounts(packed) == amounts(parquet) == [5, 258]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "cannot be read as CSV or Parquet"),
        (CSV.encode() + b"2," + b"33" * 32 + b",1,2,3\n", "cannot be read as CSV or Parquet"),
        (CSV.replace(",258", ',"2,58"').encode(), "PRF-08 BTC_e8 is a whole number: row 2."),
        (CSV.replace(",258", ",").encode(), "PRF-08 BTC_e8 is a whole number: row 2."),
        (CSV.replace(",", ";").encode(), "PRF-01"),
        (b"PAR1 but no Parquet", "DOOR-16 The Parquet file is damaged"),
        (b"\xff\xfe\x00", "cannot be read|PRF-01"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path, text, says):
    path = tmp_path / "a.csv"
    path.write_bytes(text)

    with pytest.raises(BadData, match=says):
        amounts(path)


@pytest.mark.parametrize(
    "amount", [pl.Series([5.0, 258.0]), pl.Series([[5], [258]]), pl.Series([b"5", b"6"])]
)
def test_amounts_that_were_rounded_or_packed_are_refused(tmp_path, amount):
    path = tmp_path / "a.parquet"
    ROWS.with_columns(BTC_e8=amount).write_parquet(path)

    with pytest.raises(BadData, match="of text or whole numbers: BTC_e8 is neither"):
        amounts(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode() + b"0" * (80 << 20)))

    with pytest.raises(BadData, match="DOOR-02"):
        amounts(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("asset,address,balance_e8\nBTC,a,1\n", "CHN-01"),
        ("asset,address,balance_e8,height\nBTC,,1,5\n", "CHN-02 asset and address are told: row 1"),
        ("asset,address,balance_e8,height\nBTC,a,-1,5\n", "CHN-03 .*: row 1"),
        ("asset,address,balance_e8,height\nBTC,a,1.5,5\n", "CHN-03 .*: row 1"),
        ("asset,address,balance_e8,height\nBTC,a,1,5\nBTC,a,1,5\n", "CHN-04 .*: row 2"),
    ],
)
def test_a_state_of_a_chain_that_cannot_be_is_refused(tmp_path, text, says):
    path = tmp_path / "chain.csv"
    path.write_text(text)

    with pytest.raises(BadData, match=says):
        read_chain_state(path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"venue_id": "V", "more": 1}'])
def test_what_is_no_claim_is_refused_naming_its_parts(tmp_path, text):
    path = tmp_path / "claim.json"
    path.write_text(text)

    with pytest.raises(BadData, match=r"claim.json is no claim as docs/reserves.md shows it: "):
        read_claim(path)


@pytest.mark.parametrize("as_at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_claim_of_a_moment_outside_all_calendars_is_refused(tmp_path, as_at):
    path = tmp_path / "claim.json"
    told = {"venue_id": "V", "as_at": as_at, "clients": 1, "root": "0" * 64, "totals_e8": {"BTC": 1}}
    path.write_text(json.dumps(told))

    with pytest.raises(BadData, match=r"claim.json is no claim as docs/reserves.md shows it: as_at$"):
        read_claim(path)


def test_a_few_bytes_that_stand_for_clients_without_number_are_not_unpacked(tmp_path):
    path = tmp_path / "bomb.parquet"
    many = 20_000_000
    pl.select(
        leaf=pl.zeros(many, dtype=pl.Int64),
        client=pl.repeat("11" * 32, many),
        BTC_e8=pl.zeros(many, dtype=pl.Int64),
    ).write_parquet(path, row_group_size=1_000_000)

    with pytest.raises(BadData, match="DOOR-02"):
        read_liabilities(path)
