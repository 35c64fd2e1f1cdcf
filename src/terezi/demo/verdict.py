"""Turn what was planted, and what came of it, into answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from terezi.base.units import WH_PER_KWH
from terezi.demo.answers import Answers, Innocent, Truth
from terezi.demo.books import Books
from terezi.demo.customers import Customer
from terezi.demo.exchanges.build import Exchanges, Traded
from terezi.demo.exchanges.truths import innocent as exchange_innocent
from terezi.demo.exchanges.truths import truths as exchange_truths
from terezi.demo.hidden import HiddenLoad
from terezi.demo.levy import BANDS, CURRENCY, MINOR
from terezi.demo.power.build import Power
from terezi.demo.power.build import innocent as power_innocent
from terezi.demo.power.build import truths as power_truths
from terezi.demo.roles import Plant
from terezi.demo.site_run import since
from terezi.demo.span import PER_HOUR, Span
from terezi.demo.world import World

COUNTRY = "GG"
BEHIND_A_FEEDER, HOUSEHOLDS = 3, 4
LOAD_FACTOR = "LDF-01"  # the law presumes machines behind any load as flat as this, a trade's too
FLAT_BY_TRADE = ("bakery", "cold_store", "server_room", "mast")
HIGHEST_LEVY = max(rate for _, rate in BANDS)
LOOKALIKES = {
    "hot_house": "A house heated with electricity in a cold month, below the household threshold",
    "heated_home": "Heats with electricity when it is cold",
    "car_home": "Charges a car at night",
    "bakery": "Ovens day and night: a flat load by trade",
    "cold_store": "Cooling day and night: a flat load by trade",
    "server_room": "Servers day and night: a flat load by trade",
    "mast": "A telecom mast: a flat load by trade",
    "pump": "Pumps water to the fields day and night while they have their turn",
    "greenhouse": "Lights a greenhouse from long before dawn",
}


def answers(
    world: World,
    books: Mapping[str, Books],
    power: Power,
    exchanges: Exchanges,
    traded: Traded,
    *,
    seed: int,
) -> Answers:
    """Return the answers of a country that has run."""
    plants = {site_id: role for site_id, role in world.roles.items() if isinstance(role, Plant)}
    truths = [_played(plant, books[site_id], world.span) for site_id, plant in plants.items()]
    truths += [_cluster(cluster, world.span) for cluster in world.clusters]
    truths += [_hidden(load, world) for load in world.hidden]
    truths += power_truths(power, list(books.values()))
    truths += exchange_truths(exchanges, traded)
    return Answers(
        country=COUNTRY,
        seed=seed,
        sites=len(world.sites),
        last_day=world.span.last_day,
        truths=tuple(replace(truth, id=f"T{number:03d}") for number, truth in enumerate(truths, start=1)),
        innocent=(*_innocent(world), *power_innocent(power), *exchange_innocent(exchanges)),
    )


def _played(plant: Plant, books: Books, span: Span) -> Truth:
    site = books.site
    return Truth(
        id="",
        plant=plant.number,
        kind=plant.kind,
        subjects=(site.site_id,),
        indicators=plant.reveals(site),
        since=span.day(site.story.from_day),
        until=span.last_day + timedelta(days=1),
        money_minor=plant.money(books, span),
        currency=CURRENCY,
        says=plant.says(site),
        traces=(site.feeder_id,) if site.story.unread_share else (),
    )


def _cluster(flats: Sequence[Customer], span: Span) -> Truth:
    first = flats[0].from_day
    watts = sum(flat.mining_w for flat in flats)
    mined_kwh = watts * 24 * (span.days - first) / WH_PER_KWH
    return Truth(
        id="",
        plant=HOUSEHOLDS,
        kind="household cluster",
        subjects=tuple(flat.customer_id for flat in flats),
        indicators=("HSE-01", "LOD-01"),
        since=span.day(first),
        until=span.last_day + timedelta(days=1),
        money_minor=round(mined_kwh * float(HIGHEST_LEVY) * MINOR),
        currency=CURRENCY,
        says=f"{len(flats)} flats of one house mine with {watts / len(flats) / 1000:.1f} kW each, day and night",
    )


def _hidden(load: HiddenLoad, world: World) -> Truth:
    begun = since(load.from_day, load.from_hour, world.span)
    drawn_wh = load.watts * float((begun & ~world.outages[load.feeder_id]).sum()) / PER_HOUR
    return Truth(
        id="",
        plant=BEHIND_A_FEEDER,
        kind="load behind a feeder",
        subjects=(load.feeder_id,),
        indicators=("FDR-01",),
        since=world.span.day(load.from_day),
        until=world.span.last_day + timedelta(days=1),
        money_minor=load.money_minor(drawn_wh),
        currency=CURRENCY,
        says=f"{load.watts / 1e6:.1f} MW that no meter counts hang on the feeder, at three in the night as at three in the day",
    )


def _innocent(world: World) -> list[Innocent]:
    by_id = {site.site_id: site for site in world.sites}
    sites = [
        Innocent(site_id, role.says(by_id[site_id]))
        for site_id, role in world.roles.items()
        if not isinstance(role, Plant)
    ]
    lookalikes = [
        Innocent(c.customer_id, LOOKALIKES[c.kind], (LOAD_FACTOR,) if c.kind in FLAT_BY_TRADE else ())
        for c in world.supplies
        if c.kind in LOOKALIKES
    ]
    return sites + lookalikes
