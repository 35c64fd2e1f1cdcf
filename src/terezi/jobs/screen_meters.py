"""Screen every customer's meter for load that nothing known explains, and keep the answer in the lake as `meter_screens`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from terezi.base.errors import Unavailable
from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.ranking import Model
from terezi.evidence.numerics.meters.screens import screen
from terezi.evidence.numerics.site_days import speaking_sites
from terezi.jobs.standing_model import standing_model
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.law.book import law_on
from terezi.law.terms import Law

Told = Callable[[str, int, int], None]
PPM = 1_000_000


@dataclass(frozen=True)
class Screened:
    """What a screening looked at: meters in all, those beyond the level of false alarms, and the model used."""

    day: date
    meters: int
    beyond: int
    days_added_up: int
    model: str
    snapshot: str

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "day": self.day.isoformat()}

    def __str__(self) -> str:
        by = f"model {self.model[:12]}" if self.model else "the physical rule alone (no model is trained)"
        return f"{self.day}: {self.meters} meters screened by {by}; {self.beyond} keep up load that their class does not explain."


def screen_day(*, home: Home, day: date, model: str | None, progress: Told) -> Screened:
    """Add up what the window of `day` lacks, then screen it, with the model standing or the one named by its sha256.

    :raises UnknownLaw: when the law names no window or level.
    :raises Unavailable: when the window holds no readings, or there is no such model.
    """
    law, lake = law_on(home.country, day), Lake.open(home)
    window = days_up_to(day, days=law.detection.screening_window_days.value)
    zone = law.settlement.time_zone.value
    added = summarise_meter_days(lake=lake, period=window, zone=zone, progress=progress)
    if not any(told in window for told in lake.days("meter_days")):
        raise Unavailable(
            f"No meter was read from {window.starts_on} to {day}: load readings, or name a day that has some"
        )
    rows = screen_meters(lake=lake, law=law, model=standing_model(home, model), progress=progress)
    level = law.detection.false_alarm_share.value * PPM
    beyond = rows.filter(pl.col("p_value_ppm") <= int(level)).height
    used = rows["model"][0] if rows.height else ""
    return Screened(day, rows.height, beyond, len(added), used, str(lake.snapshot()))


def screen_meters(*, lake: Lake, law: Law, model: Model | None, progress: Told) -> pl.DataFrame:
    """Replace `meter_screens` of the law's day and answer its rows; run twice, it writes nothing new."""
    price = _price_minor_per_mwh(lake, law)
    rows = screen(lake, law, model, day=law.day, money_minor_per_mwh=price, progress=progress)
    lake.replace_day("meter_screens", law.day, rows)
    return rows


def _price_minor_per_mwh(lake: Lake, law: Law) -> int | None:
    """Return the middle price of those who mine with a licence: what unexplained energy would have brought, none where none is told."""
    sites = lake.collect(speaking_sites(lake, law.day).select("tariff_minor_per_mwh"))
    middle = sites["tariff_minor_per_mwh"].drop_nulls().quantile(0.5, "lower")
    return None if middle is None else int(middle)
