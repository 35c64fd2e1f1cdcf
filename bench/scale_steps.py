"""The steps of the scale bench, each run in a process of its own; the last line is seconds taken."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import national_day as world
from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources import door
from terezi.jobs.look import look
from terezi.jobs.summarise_days import summarise_days
from terezi.jobs.weigh_day import weigh_day
from terezi.law.book import law_on

AT = datetime(2026, 3, 11, 3, tzinfo=UTC)
COUNTRY = "GG"


def load(folder: Path, sites: str, machines: str) -> float:
    """Receive the day's deliveries at the front door; the register is published beforehand."""
    home = Home.create(folder / "home", country=COUNTRY)
    world.register(Lake.open(home), sites=int(sites), machines=int(machines))
    began = time.perf_counter()
    receipts = door.receive([folder / "deliveries"], home=home, law=law_on(COUNTRY, world.DAY), at=AT)
    took = time.perf_counter() - began
    assert all(r.outcome == "accepted" for r in receipts), [str(r) for r in receipts]
    return took


def reconcile(folder: Path) -> float:
    """Add up, weigh and look, as the morning does, but for one day and without the record."""
    home = Home(folder / "home")
    began = time.perf_counter()
    lake = Lake.open(home)
    law = law_on(COUNTRY, world.DAY)
    summarise_days(lake=lake, period=days_up_to(world.DAY, days=1))
    weigh_day(lake=lake, law=law)
    found = look(lake=lake, law=law)
    assert found.leads is not None
    return time.perf_counter() - began


def scan(folder: Path) -> float:
    """Read the columns the reconciliation reads, and add each up so that none is skipped."""
    lake = Lake.open(Home(folder / "home"))
    began = time.perf_counter()
    telemetry = lake.on("machine_telemetry", world.DAY)
    lake.collect(
        telemetry.agg(
            sites=telemetry.site_id.max(),
            last=telemetry.read_at.max(),
            seconds=telemetry.interval_seconds.sum(),
            machines=telemetry.machines.sum(),
            ghs=telemetry.hash_rate_ghs.sum(),
            watts=telemetry.power_w.sum(),
        )
    )
    readings = lake.on("meter_readings", world.DAY)
    lake.collect(
        readings.agg(wh=readings.energy_wh.sum(), ids=readings.meter_id.max(), last=readings.read_at.max())
    )
    reports = lake.on("pool_reports", world.DAY)
    lake.collect(reports.agg(earned=reports.earned_satoshi.sum(), work=reports.accepted_gigahashes.sum()))
    return time.perf_counter() - began


if __name__ == "__main__":
    verb, folder_name, *more = sys.argv[1:]
    print({"load": load, "reconcile": reconcile, "scan": scan}[verb](Path(folder_name), *more))
