"""The steps of the billing bench, each run in a process of its own; the last line is seconds taken."""

import sys
import time
from pathlib import Path

import polars as pl

from bench import billing_world as world
from terezi.base.periods import Period
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.bills.parts import month_of

COUNTRY = "GG"
LINE = ("kind", "code", "starts_on", "wh", "amount_minor")


def months(count: int) -> list[Period]:
    """Return the months from the first day of the world."""
    found = [month_of(world.FIRST_DAY)]
    while len(found) < count:
        found.append(month_of(found[-1].ends_before))
    return found


def build(folder: Path, sites: str, count: str) -> float:
    """Write register and readings."""
    home = Home.create(folder / "home", country=COUNTRY)
    world.register(Lake.open(home), int(sites))
    began = time.perf_counter()
    days = sum(month.days for month in months(int(count)))
    rows = world.readings(home, sites=int(sites), days=days)
    world.allocations(home, sites=int(sites), days=days)
    (folder / "rows").write_text(str(rows))
    return time.perf_counter() - began


def bill(folder: Path, count: str) -> float:
    """Reckon every bill of every month, line by line, as the job does before the record takes them."""
    from terezi.site import start  # noqa: PLC0415

    start(folder / "home")
    from terezi.jobs.bill_month import site_bills  # noqa: PLC0415

    began = time.perf_counter()
    lake = Lake.open(Home(folder / "home"))
    for month in months(int(count)):
        bills = site_bills(lake, COUNTRY, month)
        assert not any(each.charged.unknown for each in bills)
        rows = [
            (each.site_id, month.starts_on, *(getattr(line, name) for name in LINE))
            for each in bills
            for line in each.charged.lines
        ]
        _frame(rows).write_parquet(folder / f"bills-{month.starts_on}.parquet")
    return time.perf_counter() - began


def energy(folder: Path, count: str) -> float:
    """Only add up the energy by band: what the bills rest on."""
    from terezi.evidence.numerics.bills.parts import parts_of  # noqa: PLC0415
    from terezi.evidence.numerics.bills.sites import billed_sites, site_uses  # noqa: PLC0415

    began = time.perf_counter()
    lake = Lake.open(Home(folder / "home"))
    for month in months(int(count)):
        sites = billed_sites(lake.collect(lake.table("ref_sites")), month)
        assert site_uses(lake, parts_of(COUNTRY, month), sites)
    return time.perf_counter() - began


def scan(folder: Path, count: str) -> float:
    """Read the columns the bills read, and add each up so that none is skipped."""
    began = time.perf_counter()
    lake = Lake.open(Home(folder / "home"))
    for month in months(int(count)):
        told = lake.within("meter_readings", month)
        lake.collect(
            told.agg(
                meters=told.meter_id.max(),
                last=told.read_at.max(),
                seconds=told.interval_seconds.sum(),
                wh=told.energy_wh.sum(),
                quality=told.quality.max(),
                day=told.day.max(),
            )
        )
    return time.perf_counter() - began


def check(folder: Path, count: str) -> float:
    """Reckon the same months another way and demand the same bills to the smallest unit of money."""
    from bench.billing_check import reckoned  # noqa: PLC0415

    began = time.perf_counter()
    for month in months(int(count)):
        ours = pl.read_parquet(folder / f"bills-{month.starts_on}.parquet").drop("month")
        theirs = _frame([(r[0], month.starts_on, *r[1:]) for r in reckoned(folder / "home", month)]).drop(
            "month"
        )
        by = ["site_id", "kind", "code", "starts_on"]
        different = ours.join(theirs, on=by, how="full", suffix="_theirs", nulls_equal=True).filter(
            pl.col("amount_minor").ne_missing(pl.col("amount_minor_theirs"))
            | pl.col("wh").ne_missing(pl.col("wh_theirs"))
        )
        assert different.is_empty(), different
    return time.perf_counter() - began


def _frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    schema = {
        "site_id": pl.String, "month": pl.Date, "kind": pl.String, "code": pl.String, "starts_on": pl.Date,
        "wh": pl.Int64, "amount_minor": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


if __name__ == "__main__":
    step, folder, *arguments = sys.argv[1:]
    print(
        {"build": build, "bill": bill, "energy": energy, "scan": scan, "check": check}[step](
            Path(folder), *arguments
        )
    )
