"""Whatever is sent, the answer is a clear refusal, nothing is lost, and memory stays bounded."""

import gzip
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terezi.evidence.facts import receipts
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources.unpack import Bounds
from tests.evidence.senders import METER_HEADING, checks, energies, give_one, meter_file, reading

GOOD = [reading("M1", f"2026-03-01T0{hour}:00:00Z", hour, seconds=3600) for hour in range(6)]


def raw_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture(autouse=True)
def _nothing_lost(home, tmp_path) -> Iterator[None]:
    """What was taken before stays as it was, and staging is left empty."""
    give_one(home, meter_file(tmp_path / "before.csv", [reading("M0", "2026-03-01T00:00:00Z", 1)]))
    before = Lake.open(home).snapshot()
    yield
    assert Lake.open(home).snapshot() == before
    assert energies(home) == [("M0", 1)]
    assert list(home.staging_dir.iterdir()) == []


def test_a_gzip_cut_short_is_refused(home, tmp_path):
    whole = gzip.compress(("\n".join([METER_HEADING, *GOOD * 20_000])).encode(), 1)

    assert checks(give_one(home, raw_file(tmp_path / "a.csv.gz", whole[: len(whole) // 2]))) == ["DOOR-01"]
    assert checks(give_one(home, raw_file(tmp_path / "b.csv.gz", whole[:12]))) == ["DOOR-01"]


def test_a_gzip_that_is_none_is_refused(home, tmp_path):
    assert checks(give_one(home, raw_file(tmp_path / "a.csv.gz", b"meter_id,read_at\n"))) == ["DOOR-01"]


def test_another_encoding_is_refused_with_the_row(home, tmp_path):
    text = "\n".join([METER_HEADING, *GOOD, reading("Счётчик", "2026-03-01T00:00:00Z", 5)])

    receipt = give_one(home, raw_file(tmp_path / "a.csv", text.encode("cp1251")))

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-04"], (7,))


def test_text_in_utf_16_is_refused(home, tmp_path):
    assert checks(give_one(home, raw_file(tmp_path / "a.csv", METER_HEADING.encode("utf-16")))) == ["DOOR-04"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(home, tmp_path, data):
    assert checks(give_one(home, raw_file(tmp_path / "a.csv", data))) == ["DOOR-05"]


def test_a_heading_without_rows_is_refused(home, tmp_path):
    assert checks(give_one(home, meter_file(tmp_path / "a.csv", []))) == ["DOOR-05"]


def test_binary_junk_is_refused(home, tmp_path):
    assert checks(give_one(home, raw_file(tmp_path / "a.csv", b"\xff" + os.urandom(100_000)))) == ["DOOR-04"]


def test_a_null_byte_in_a_row_is_refused_with_the_row(home, tmp_path):
    text = "\n".join([METER_HEADING, *GOOD[:2], GOOD[2].replace("M1", "M\0")])

    receipt = give_one(home, raw_file(tmp_path / "a.csv", text.encode()))

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-04"], (3,))


def test_an_unknown_heading_is_refused_and_shown(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", ["1,2"], heading="zähler,wert"))

    assert checks(receipt) == ["DOOR-09"]
    assert "zähler, wert" in receipt.problems[0].says
    assert (home.quarantine_dir / receipt.delivery / "a.csv").exists()


def test_columns_parted_by_semicolons_are_told_to_be_parted_by_commas(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", ["M1;5"], heading="meter_id;energy_wh")

    assert "comma between columns" in give_one(home, path).problems[0].remedy


def test_a_heading_that_names_a_column_twice_is_refused(home, tmp_path):
    assert checks(
        give_one(home, meter_file(tmp_path / "a.csv", GOOD, heading=METER_HEADING + ",energy_wh"))
    ) == ["DOOR-17"]


@pytest.mark.parametrize("row", [GOOD[3] + ",9", GOOD[3].rsplit(",", 1)[0], "", '"a,b",c'])
def test_ragged_rows_are_refused_with_their_numbers(home, tmp_path, row):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:3], row, *GOOD[4:]]))

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-06"], (4,))


def test_a_blank_line_amid_rows_is_refused_though_the_file_ends_with_blank_lines(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:3], "", *GOOD[3:], "", ""]))

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-06"], (4,))


def test_a_quote_left_open_is_refused_with_its_row(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:3], '"' + GOOD[3], *GOOD[4:]]))

    assert "DOOR-07" in checks(receipt)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        '"=1+1"',
        "=HYPERLINK(1)",
        " =1+1",
        '"  =1+1"',
        "\u00a0@SUM(A1)",
        "\u3000=1+1",
        "\x0b=1+1",
        "\uff1d1+1",
        " \uff20SUM(A1)",
    ],
)
def test_a_spreadsheet_formula_is_refused_with_its_row(home, tmp_path, cell):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", [*GOOD[:3], GOOD[3].replace("M1", cell)]))

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-08"], (4,))


def test_a_spreadsheet_formula_in_parquet_is_refused_with_its_row(home, tmp_path):
    pl.DataFrame(
        {"meter_id": ["M1", "=M2"], "read_at": ["", ""], "interval_seconds": [1, 1], "energy_wh": [1, 1]}
    ).write_parquet(tmp_path / "a.parquet")

    receipt = give_one(home, tmp_path / "a.parquet")

    assert (checks(receipt), receipt.problems[0].rows) == (["DOOR-08"], (2,))


@pytest.mark.parametrize("meter", [b"=M2", " =M2", "\uff1dM2", {"a": "=M2"}, ["=M2"]])
def test_no_formula_enters_by_another_type_of_parquet(home, tmp_path, meter):
    pl.DataFrame(
        {
            "meter_id": [meter],
            "read_at": ["2026-03-01T00:00:00Z"],
            "interval_seconds": [900],
            "energy_wh": [1],
            "source_rank": [1],
        }
    ).write_parquet(tmp_path / "a.parquet")

    assert checks(give_one(home, tmp_path / "a.parquet")) in (["DOOR-08"], ["DOOR-10"])


@pytest.mark.parametrize(
    "data",
    [
        (METER_HEADING + "\r" + GOOD[0] + "\r").encode(),
        ("x" * 200_000 + "\n1\n").encode(),
        (METER_HEADING + "\n" + '"M1",2026\r-03,1,1,measured,1' + "\n").encode(),
        (METER_HEADING + '\n"' + "x" * 200_000 + '",2026-03-01T00:00:00Z,1,1,measured,1\n').encode(),
    ],
    ids=["old Mac lines", "long name", "return amid a quoted row", "long value"],
)
def test_what_the_csv_reader_cannot_read_is_refused_not_raised(home, tmp_path, data):
    assert give_one(home, raw_file(tmp_path / "a.csv", data)).outcome == "quarantined"


def test_a_heading_of_very_many_columns_is_refused_at_once(home, tmp_path):
    heading = METER_HEADING + "".join(f",c{number}" for number in range(100_000))

    receipt = give_one(home, meter_file(tmp_path / "a.csv", [GOOD[0] + "," * 100_000], heading=heading))

    assert checks(receipt) == ["DOOR-21"]


def test_a_line_of_very_many_formulas_is_refused_at_once(home, tmp_path):
    started = time.monotonic()

    receipt = give_one(home, meter_file(tmp_path / "a.csv", ["=x," * 340_000, GOOD[0]] * 3))

    assert checks(receipt) == ["DOOR-06", "DOOR-08"]
    assert time.monotonic() - started < 20


def test_very_many_bad_rows_are_not_all_remembered(home, tmp_path):
    receipt = give_one(home, meter_file(tmp_path / "a.csv", ["x"] * 3_000_000))

    assert checks(receipt) == ["DOOR-06"]
    assert receipt.problems[0].count < 1_000_000


def test_a_file_replaced_after_it_was_numbered_is_refused(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", GOOD)

    def replaced(file: str, rows: int) -> None:
        meter_file(tmp_path / "other.csv", [reading("M9", "2026-03-01T00:00:00Z", 9)]).replace(path)

    assert checks(give_one(home, path, progress=replaced)) == ["DOOR-22"]


@pytest.mark.parametrize("name", [b"report.json", b"\xff\xfe.csv", b"a" * 250 + b".csv", b"a\nb.csv"])
def test_a_refused_file_of_any_name_is_kept_beside_its_report(home, tmp_path, name):
    path = meter_file(tmp_path / os.fsdecode(name), ["1"] * 1000, heading="a")

    receipt = give_one(home, path, bounds=Bounds(kept_bytes=100))

    kept = list((home.quarantine_dir / receipt.delivery).iterdir())
    assert len(kept) == 2
    assert receipts.read(home.quarantine_dir / receipt.delivery / "report.json") == receipt


def test_the_name_of_a_file_need_not_be_text(home, tmp_path):
    path = meter_file(tmp_path / os.fsdecode(b"\xff.csv.gz"), [reading("M1", "2026-03-01T00:00:00Z", -5)])

    receipt = give_one(home, path)

    assert (receipt.file, checks(receipt)) == ("\\xff.csv.gz", ["DOOR-14"])


def test_a_lone_register_reading_is_refused_with_the_remedy(home, tmp_path):
    heading, row = "meter_id,read_at,register_wh,register_digits,source_rank", "R,2026-03-01T00:00:00Z,5,6,1"

    assert checks(give_one(home, meter_file(tmp_path / "a.csv", [row], heading=heading))) == ["DOOR-05"]


def test_readings_without_a_rank_are_refused_with_the_remedy(home, tmp_path):
    heading, row = "meter_id,read_at,interval_seconds,energy_wh", "M,2026-03-01T00:00:00Z,900,5"

    receipt = give_one(home, meter_file(tmp_path / "a.csv", [row], heading=heading))

    assert checks(receipt) == ["DOOR-10"]
    assert "source_rank" in receipt.problems[0].says


def test_no_option_moves_the_settlement_zone(home, tmp_path):
    receipt = give_one(
        home,
        meter_file(tmp_path / "a.csv", [reading("M1", "2026-03-01T00:00:00Z", -5)]),
        options={"settlement_zone": "Mars/Olympus"},
    )

    assert checks(receipt) == ["DOOR-14"]


def test_a_damaged_parquet_is_refused(home, tmp_path):
    pl.DataFrame({"meter_id": ["M1"] * 1000}).write_parquet(tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()

    assert checks(give_one(home, raw_file(tmp_path / "a.parquet", data[:-20]))) == ["DOOR-16"]


def test_a_parquet_whose_pages_are_damaged_is_refused(home, tmp_path):
    frame = pl.DataFrame(
        {
            "meter_id": [f"M{n}" for n in range(5000)],
            "read_at": ["2026-03-01T00:00:00Z"] * 5000,
            "interval_seconds": [900] * 5000,
            "energy_wh": range(5000),
            "source_rank": [1] * 5000,
        }
    )
    frame.write_parquet(tmp_path / "whole.parquet")
    data = bytearray((tmp_path / "whole.parquet").read_bytes())
    data[100:2000] = b"\xff" * 1900

    assert checks(give_one(home, raw_file(tmp_path / "a.parquet", bytes(data)))) == ["DOOR-19"]


def test_a_parquet_row_group_of_absurd_size_is_refused(home, tmp_path):
    ones = pa.table({"meter_id": pa.array(["M"]).take(pa.array([0] * ((16 << 20) + 1)))})
    pq.write_table(ones, tmp_path / "a.parquet", row_group_size=1 << 30)

    assert checks(give_one(home, tmp_path / "a.parquet")) == ["DOOR-16"]


def test_a_parquet_of_other_types_is_refused_not_raised(home, tmp_path):
    pl.DataFrame(
        {"meter_id": [[1]], "read_at": [{"a": 1}], "interval_seconds": [b"x"], "energy_wh": [1.5]}
    ).write_parquet(tmp_path / "a.parquet")

    assert give_one(home, tmp_path / "a.parquet").outcome == "quarantined"


GIVE_ALONE = """
import resource, sys
from pathlib import Path
from terezi.evidence.facts.home import Home
from tests.evidence.senders import give_one
from terezi.evidence.sources.door import Bounds
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
receipt = give_one(Home(Path(sys.argv[1])), Path(sys.argv[2]), bounds=Bounds())
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(receipt.problems[0].check, grown // 1024)
"""


def given_alone(home, path: Path) -> tuple[str, int]:
    """Hand a file in from a process of its own; answer the check and the MiB it took."""
    root = Path(__file__).parents[3]
    env = {**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}
    said = subprocess.run(
        [sys.executable, "-c", GIVE_ALONE, home.path, path],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    check, grown = said.stdout.split()
    return check, int(grown)


def repeated(path: Path, head: bytes, piece: bytes, times: int) -> Path:
    """Write a gzip of `head` and then `piece` many times over, without unpacking it anywhere."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = piece * (16 << 20 >> len(piece).bit_length() - 1)
    with path.open("wb") as file:
        file.write(packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH))
        # after a full flush the same bytes pack to the same bytes: pack once, write many times
        packer.compress(block)
        packer.flush(zlib.Z_FULL_FLUSH)
        packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
        for _ in range(times):
            file.write(packed)
    return path


def test_a_line_of_ten_gigabytes_is_refused_after_its_first_mebibyte(home, tmp_path):
    path = repeated(tmp_path / "line.csv.gz", METER_HEADING.encode() + b"\n", b"x", 10_000 // 16)

    check, grown = given_alone(home, path)

    assert check == "DOOR-03"
    assert grown < 100


def test_a_heading_of_ten_gigabytes_is_refused(home, tmp_path):
    path = repeated(tmp_path / "line.csv.gz", b"", b"x", 10_000 // 16)

    check, grown = given_alone(home, path)

    assert check == "DOOR-03"
    assert grown < 100


def test_a_zip_bomb_of_many_rows_is_refused_within_bounded_memory(home, tmp_path):
    row = GOOD[0].encode() + b"\n"
    path = repeated(tmp_path / "bomb.csv.gz", METER_HEADING.encode() + b"\n", row, 600)

    check, grown = given_alone(home, path)

    assert check == "DOOR-02"
    assert grown < 150


def test_a_file_beyond_the_size_allowed_is_refused(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", GOOD * 1000)

    assert checks(give_one(home, path, bounds=Bounds(unpacked_bytes=10_000))) == ["DOOR-02"]


def test_a_quarantined_file_is_kept_up_to_a_bound(home, tmp_path):
    path = meter_file(tmp_path / "a.csv", ["1"] * 1000, heading="a")

    receipt = give_one(home, path, bounds=Bounds(kept_bytes=100))

    kept = home.quarantine_dir / receipt.delivery / "a.csv.first-part"
    assert kept.read_bytes() == path.read_bytes()[:100]
