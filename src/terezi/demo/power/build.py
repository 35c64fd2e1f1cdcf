"""The country's power from the first draw to its files and what is to be found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from numpy.random import Generator

from terezi.base.units import WH_PER_MWH
from terezi.demo.answers import Innocent, Truth
from terezi.demo.books import Books
from terezi.demo.levy import CURRENCY
from terezi.demo.power.bids import RESERVE_PRICE, bid_rows, draw_bidders
from terezi.demo.power.dispatch import outputs_w
from terezi.demo.power.files import write_bids, write_hours, write_lists
from terezi.demo.power.hours import DRY_DAYS, DRY_HOURS, Hours, draw_hours
from terezi.demo.power.system import DIESEL_COST, System, draw_system
from terezi.demo.span import Reals
from terezi.demo.world import World

SOLD_BELOW_COST, REVEALED_BY = 13, "SUB-01"


@dataclass(frozen=True)
class Power:
    """The system and its hours."""

    system: System
    hours: Hours


def draw_power(world: World, rng: Generator) -> Power:
    """Draw the country's power by chance of its own, so that it changes nobody else."""
    regions = sorted(set(world.feeders.values()))
    system = draw_system(regions, world.sites, rng)
    return Power(system, draw_hours(system, world.span, world.temperature, rng))


def write_power(out: Path, power: Power, world: World, books: Mapping[str, Books], rng: Generator) -> None:
    """Write the lists of the grid operator and what was told of every hour."""
    span = world.span
    write_lists(out / "register", power.system)
    folder = out / "deliveries" / "power"
    write_hours(folder, power.hours, outputs_w(power.system, power.hours, mined_w(list(books.values()))))
    days = [span.first_day + timedelta(days=day) for day in range(span.days + 1)]
    write_bids(folder, bid_rows(draw_bidders(world.sites, rng), days, span, rng))


def mined_w(books: Sequence[Books]) -> dict[str, Reals]:
    """Return what sites drew by region and hour, mean W."""
    drawn: dict[str, Reals] = {}
    for each in books:
        region = each.site.region
        drawn[region] = drawn.get(region, 0.0) + each.metered_by_hour.astype(float)
    return drawn


def truths(power: Power, books: Sequence[Books]) -> list[Truth]:
    """Return what is hidden in the price of power, numbered by nobody yet."""
    hours = power.hours
    if not hours.dry.any():
        return []
    span, region = hours.span, power.system.dry
    return [
        Truth(
            id="",
            plant=SOLD_BELOW_COST,
            kind="sold below cost",
            subjects=(region,),
            indicators=(REVEALED_BY,),
            since=span.day(span.days - DRY_DAYS),
            until=span.last_day + timedelta(days=1),
            money_minor=sum(_below_cost(each, hours) for each in books if each.site.region == region),
            currency=CURRENCY,
            says=f"The river failed for a fortnight: in {DRY_HOURS} hours power that oil made was sold to mines "
            "at the price of water",
        )
    ]


def _below_cost(books: Books, hours: Hours) -> int:
    """Return what the oil for a site's power cost above what it paid: who bids pays the least price of the law."""
    sold = float(books.metered_by_hour[hours.dry].sum()) / WH_PER_MWH
    price = RESERVE_PRICE if books.site.industrial else books.site.tariff_minor_per_mwh
    return round(sold * (DIESEL_COST - price))


def innocent(power: Power) -> list[Innocent]:
    """Return the region that only looks as if it sold below cost."""
    says = (
        "Its dear station runs to heat the town, whatever is mined: a megawatt-hour more is water that would run "
        "over the dam, and costs less than mines pay"
    )
    return [Innocent(power.system.spill, says)] if power.hours.dry.any() else []
