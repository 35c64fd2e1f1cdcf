"""Register files of venues: read whole, or refused with row and remedy."""

import pytest

from terezi.base.errors import BadData
from terezi.evidence.sources.door import read_register, register_of

SINCE = "2025-06-01,"
FILES = {
    "ref_venues": ("venue_id,name,licence_number,status,actor_class,assets", "GG-V1,Altyn,GG-EXC-1,licensed,exchange,BTC ETH"),
    "ref_venue_fees": ("venue_id,instrument,maker_ppm,taker_ppm,minimum_e8", "GG-V1,*,-100,1000,0"),
    "ref_market_makers": ("venue_id,account_id,instrument", "GG-V1,A-7,BTC-GGM"),
    "ref_reserve_addresses": ("venue_id,asset,address,storage", "GG-V1,BTC,bc1qreserve,cold"),
}  # fmt: skip


def written(path, table, row):
    path.write_text(f"{FILES[table][0]},valid_from,valid_until\n{row},{SINCE}\n")
    return path


@pytest.mark.parametrize("table", FILES)
def test_a_register_file_is_known_and_read(tmp_path, table):
    path = written(tmp_path / "r.csv", table, FILES[table][1])

    assert register_of(path) == table
    assert read_register(path).height == 1


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        ("ref_venues", "gg v1,Altyn,GG-EXC-1,licensed,exchange,BTC", "REG-41"),
        ("ref_venues", "GG-V1,Altyn,GG-EXC-1,licensed,exchange,BTC;ETH", "REG-42"),
        ("ref_venue_fees", "GG-V1,BTCGGM,1,1,0", "REG-51"),
        ("ref_venue_fees", "GG-V1,*,1,1000000,0", "REG-52"),
        ("ref_market_makers", "GG-V1,A-7,BTC-BTC", "REG-61"),
        ("ref_reserve_addresses", "GG-V1,BTC,bc1q,warm", "REG-71"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_check(tmp_path, table, row, code):
    with pytest.raises(BadData, match=rf"{code} .*\(1 rows, first 1\)"):
        read_register(written(tmp_path / "r.csv", table, row))
