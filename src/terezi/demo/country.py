"""Build Garagum: the register, the deliveries of its senders, and the answers."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.base.errors import Refused
from terezi.demo import answers as answers_file
from terezi.demo.answers import Answers
from terezi.demo.books import Books
from terezi.demo.customers import Customer
from terezi.demo.district import District, OnFeeder, SiteOutcome, run_district, write_districts
from terezi.demo.exchanges.build import draw_exchanges, write_exchanges
from terezi.demo.exchanges.files import REFUSED
from terezi.demo.files import write_csv
from terezi.demo.levy import declarations, periods
from terezi.demo.names import plain
from terezi.demo.orders import order_frame
from terezi.demo.payouts import payment_frame
from terezi.demo.power.build import draw_power, write_power
from terezi.demo.register import write_register
from terezi.demo.site import Site
from terezi.demo.span import ZONE, Span
from terezi.demo.utility import weather_rows, write_utility
from terezi.demo.verdict import answers
from terezi.demo.world import World, found

LAST_DAY = date(2026, 3, 10)
NOTICE = "FICTION.txt"
FICTION = "Garagum is a fictional country. Every site, person, wallet and reading here is invented.\n"
FEWEST_SITES = 30
SITE_DAYS_PER_DISTRICT, SITE_DAYS_WRITTEN = 3_000, 3_500  # bound the memory of a run
POWER_STREAM, EXCHANGES_STREAM = (
    6,
    8,
)  # of the seed: other streams than the sites', so that none moves another
Hung = TypeVar("Hung", Site, Customer)


def silent(_line: str) -> None:
    """Tell nobody about progress."""


def build(
    *,
    out: Path,
    seed: int,
    sites: int = 43,
    days: int = 90,
    last_day: date = LAST_DAY,
    progress: Callable[[str], None] = silent,
) -> Answers:
    """Write register/, deliveries/ and answers.json of a country into `out`, and return its answers.

    The same arguments give the same bytes. Plants that `days` are too few to reveal are left out.

    A country already in `out` is replaced.

    :raises Refused: when there are too few sites or days, or `out` holds files that are not Garagum's.
    """
    _make_room(out, sites, days)
    progress(f"Garagum: drawing {sites} sites")
    world, rng = drawn(seed=seed, sites=sites, days=days, last_day=last_day)
    chance = np.random.default_rng((seed, POWER_STREAM))
    power = draw_power(world, chance)
    market = np.random.default_rng((seed, EXCHANGES_STREAM))
    exchanges = draw_exchanges(world, market)
    write_register(out / "register", world)
    write_utility(out / "register", world)
    outcomes = list(_run(world, out / "deliveries", rng, progress))
    progress("Garagum: writing pools, network, levy, orders, power and exchanges")
    books = {outcome.books.site.site_id: outcome.books for outcome in outcomes}
    _write_pools(outcomes, world.span, out / "deliveries" / "pools")
    _write_nation(world, [books[site.site_id] for site in world.sites], out / "deliveries")
    write_power(out, power, world, books, chance)
    traded = write_exchanges(
        out, exchanges, world, [payment for outcome in outcomes for payment in outcome.paid], market
    )
    told = answers(world, books, power, exchanges, traded, seed=seed)
    answers_file.write(told, out / "answers.json")
    return told


def drawn(*, seed: int, sites: int, days: int, last_day: date) -> tuple[World, Generator]:
    """Return a country on its first morning, and the chance with which it goes on."""
    rng = np.random.default_rng(seed)
    return found(sites=sites, span=Span(last_day - timedelta(days=days - 1), days), rng=rng), rng


def _make_room(out: Path, sites: int, days: int) -> None:
    """Empty a folder that holds a country, whole or half built; leave anybody else's alone."""
    if sites < FEWEST_SITES or days < 1:
        raise Refused(f"Garagum needs at least {FEWEST_SITES} sites and 1 day; asked for {sites} and {days}")
    folders = [out / "register", out / "deliveries", out / REFUSED]
    if not (out / NOTICE).exists() and any(folder.exists() for folder in folders):
        raise Refused(f"{out} has a register or deliveries that are not Garagum's; give another folder")
    out.mkdir(parents=True, exist_ok=True)
    (out / NOTICE).write_text(FICTION, encoding="utf-8")
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    (out / "answers.json").unlink(missing_ok=True)


def _run(
    world: World, folder: Path, rng: Generator, progress: Callable[[str], None]
) -> Iterable[SiteOutcome]:
    hung = _hung(world)
    districts = _districts(world, hung)
    waiting: list[District] = []
    part = 1
    for number, (name, feeders) in enumerate(districts.items(), start=1):
        progress(f"Garagum: running {name} ({number} of {len(districts)})")
        waiting.append(run_district(world, feeders, hung=hung, rng=rng))
        if number == len(districts) or _site_days(waiting, world.span) >= SITE_DAYS_WRITTEN:
            write_districts(waiting, f"part-{part}", world.span, folder)
            yield from (outcome for district in waiting for outcome in district.outcomes)
            waiting, part = [], part + 1


def _site_days(districts: Sequence[District], span: Span) -> int:
    return sum(len(district.outcomes) for district in districts) * span.days


def _hung(world: World) -> dict[str, OnFeeder]:
    sites = _by_feeder(world.sites)
    customers, neighbours = _by_feeder(world.customers), _by_feeder(world.neighbours)
    return {f: OnFeeder(sites.get(f, ()), customers.get(f, ()), neighbours.get(f, ())) for f in world.feeders}


def _districts(world: World, hung: dict[str, OnFeeder]) -> dict[str, list[str]]:
    """Cut regions into runs of feeders with a bounded number of site days."""
    districts: dict[str, list[str]] = {}
    for region in dict.fromkeys(world.feeders.values()):
        load, number = 0, 1
        for feeder in (f for f, where in world.feeders.items() if where == region):
            days = len(hung[feeder].sites) * world.span.days
            if load and load + days > SITE_DAYS_PER_DISTRICT:
                load, number = 0, number + 1
            load += days
            districts.setdefault(f"{plain(region)}-district-{number}", []).append(feeder)
    return districts


def _by_feeder(everybody: Sequence[Hung]) -> dict[str, list[Hung]]:
    hung: dict[str, list[Hung]] = {}
    for each in everybody:
        hung.setdefault(each.feeder_id, []).append(each)
    return hung


def _write_pools(outcomes: Sequence[SiteOutcome], span: Span, folder: Path) -> None:
    reports = pl.concat([report for outcome in outcomes for report in outcome.reports])
    paid = payment_frame([payment for outcome in outcomes for payment in outcome.paid], span)
    _write_by_pool(reports.sort("starts_at", "site_id"), "starts_at", "reports", folder)
    _write_by_pool(paid, "paid_at", "payouts", folder)


def _write_by_pool(rows: pl.DataFrame, instant: str, kind: str, folder: Path) -> None:
    """Write a file per pool and month."""
    month = pl.col(instant).dt.convert_time_zone(str(ZONE)).dt.to_string("%Y-%m").alias("month")
    parts = rows.with_columns(month).partition_by("pool_id", "month", as_dict=True, maintain_order=True)
    for (pool_id, named), part in parts.items():
        write_csv(part.drop("month"), folder / f"{pool_id}-{kind}-{named}.csv")


def _write_nation(world: World, books: Sequence[Books], folder: Path) -> None:
    network = world.network.frame()
    for month, days in world.span.months():
        inside = (world.network.day >= days.start) & (world.network.day < days.stop)
        write_csv(network.filter(inside), folder / "network" / f"btc-days-{month}.csv")
        write_csv(weather_rows(world, days), folder / "weather" / f"hours-{month}.csv")
    for period in periods(world.span):
        name = f"declarations-{period[0]:%Y-%m}.csv"
        write_csv(declarations(books, world.span, period), folder / "levy" / name)
    orders = order_frame(world.orders, world.sites, world.span)
    write_csv(orders, folder / "orders" / f"orders-{world.span.last_day}.csv")
