"""What a licensed exchange could send to harm another, or the machine, is refused and leaves nothing behind."""

import json
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources import duplicates, json_lines
from terezi.evidence.sources.unpack import Bounds
from tests.evidence.senders import checks, current, give_one

INCIDENT = {"incident_id": "I1", "kind": "outage", "began_at": "2026-03-09T04:00:00Z", "what": "Down"}


@pytest.fixture
def home(home):
    """A home with two licensed venues, since June 2025."""
    rows = [
        {
            "venue_id": code, "name": code, "licence_number": f"{code}-1", "status": "licensed",
            "actor_class": "exchange", "assets": "*", "valid_from": date(2025, 6, 1), "valid_until": None,
        }
        for code in ("GG-V1", "GG-V2")
    ]  # fmt: skip
    Lake.open(home).publish("ref_venues", pl.DataFrame(rows))
    return home


def lines(path, *objects):
    path.write_text("".join(json.dumps(each) + "\n" for each in objects))
    return path


def incident(venue, **told):
    return INCIDENT | {"venue_id": venue} | told


def test_no_venue_brings_another_under_suspicion_of_trading_without_a_licence(home, tmp_path):
    before_its_licence = incident("GG-V2", began_at="2020-03-09T04:00:00Z")
    path = lines(tmp_path / "i.jsonl", before_its_licence, incident("XX-9", incident_id="I2"))

    receipt = give_one(home, path, options={"filed_by": "GG-V1"})

    assert set(checks(receipt)) == {"VEN-11", "VEN-12"}
    assert current(home, "venue_refusals", columns=["venue_id"]) == []


def test_what_a_venue_says_of_itself_is_remembered(home, tmp_path):
    path = lines(tmp_path / "i.jsonl", incident("GG-V1", began_at="2020-03-09T04:00:00Z"))

    assert checks(give_one(home, path, options={"filed_by": "GG-V1"})) == ["VEN-11"]
    assert current(home, "venue_refusals", columns=["venue_id", "rows"]) == [("GG-V1", 1)]


def test_a_first_line_of_a_thousand_names_and_more_is_refused_before_anything_is_read(home, tmp_path):
    path = lines(tmp_path / "w.jsonl", {f"c{n}": 1 for n in range(1_001)}, {"c0": 1})

    assert checks(give_one(home, path)) == ["DOOR-21"]


@pytest.mark.parametrize(
    "wide",
    [
        {f"c{n}": 1 for n in range(999)},
        {"what": [[[] for _ in range(40)] for _ in range(40)]},
        {"what": {f"c{n}": n for n in range(300)}},
    ],
    ids=["keys", "lists", "object"],
)
@pytest.mark.parametrize("place", [0, 3])
def test_a_line_of_many_names_or_of_nested_values_is_named_before_anything_is_read(
    home, tmp_path, monkeypatch, wide, place
):
    monkeypatch.setattr(json_lines, "_rows", lambda *_told: pytest.fail("it was read"))
    told = [incident("GG-V1", incident_id=f"I{n}") for n in range(5)]
    told[place] |= wide

    (problem,) = give_one(home, lines(tmp_path / "w.jsonl", *told)).problems

    assert (problem.check, problem.rows) == ("DOOR-21", (place + 1,))
    assert "no lists or objects" in problem.remedy


def test_names_no_table_has_are_not_read_and_a_file_of_them_alone_is_refused_at_its_first_line(
    home, tmp_path, monkeypatch
):
    read, seen = json_lines._rows, []
    monkeypatch.setattr(json_lines, "_rows", lambda *told: seen.append(told[2]) or read(*told))
    extra = {f"c{n}": 1 for n in range(150)}

    taken = give_one(home, lines(tmp_path / "i.jsonl", incident("GG-V1") | extra))
    unknown = give_one(home, lines(tmp_path / "u.jsonl", *[extra] * 3))

    assert (taken.outcome, taken.rows_new, len(seen)) == ("accepted", 1, 1)
    assert not set(extra) & set(seen[0])
    assert checks(unknown) == ["DOOR-09"]


def test_short_lines_under_many_names_are_read_a_few_at_a_time(home, tmp_path, monkeypatch):
    read, at_once = json_lines._rows, []
    monkeypatch.setattr(json_lines, "TOGETHER_CELLS", 500)
    monkeypatch.setattr(json_lines, "_rows", lambda *told: at_once.append(len(it := read(*told))) or it)
    many = [incident("GG-V1", incident_id=f"I{n}") for n in range(2, 202)]
    wide = incident("GG-V1") | dict.fromkeys("abcdefgh", 1)

    receipt = give_one(home, lines(tmp_path / "i.jsonl", wide, *many))

    assert (receipt.outcome, receipt.rows_new) == ("accepted", 201)
    assert max(at_once) < 100


@pytest.mark.parametrize("column", ["incident_id", "what"])
def test_text_no_database_keeps_does_not_enter(home, tmp_path, column):
    told = incident("GG-V1", **{column: "a\0b"})
    pl.DataFrame([told]).write_parquet(tmp_path / "i.parquet")

    assert checks(give_one(home, lines(tmp_path / "i.jsonl", told))) == ["DOOR-10"]
    assert checks(give_one(home, tmp_path / "i.parquet")) == ["DOOR-10"]


def test_of_a_million_lines_that_are_nothing_the_first_are_named(home, tmp_path, monkeypatch):
    monkeypatch.setattr(json_lines, "ENOUGH", 30)
    path = lines(tmp_path / "i.jsonl", incident("GG-V1"))
    path.write_bytes(path.read_bytes() + b"\n" * 1_000 + b"{}\n")

    (problem,) = give_one(home, path).problems

    assert (problem.check, problem.rows[0], len(problem.rows), problem.count) == ("JSN-01", 2, 20, 30)


def test_a_parquet_of_a_few_bytes_does_not_stand_for_rows_without_number(home, tmp_path):
    told = pa.table({name: pa.array([value]) for name, value in incident("GG-V1").items()})
    many = told.take(pa.array(np.zeros(1 << 19, dtype=np.int8)))
    pq.write_table(many, tmp_path / "i.parquet", compression="zstd")

    assert checks(give_one(home, tmp_path / "i.parquet", bounds=Bounds(ratio_from_bytes=1 << 20))) == [
        "DOOR-02"
    ]


def test_one_fact_told_without_end_is_refused_before_its_rows_are_compared(home, tmp_path, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_TIMES", 50)
    monkeypatch.setattr(duplicates, "AT_ONCE", 40)
    twice = [incident("GG-V1", incident_id=f"I{n}") for n in range(60)] * 2

    assert give_one(home, lines(tmp_path / "a.jsonl", *twice)).rows_new == 60
    assert checks(give_one(home, lines(tmp_path / "b.jsonl", *[incident("GG-V1")] * 51))) == ["DOOR-11"]
