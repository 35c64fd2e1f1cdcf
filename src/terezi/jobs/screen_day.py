"""Screen the meters of a home for one day, with the model trained last or one that is named."""

from datetime import date

from terezi.base.errors import Unavailable
from terezi.base.periods import days_up_to
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.ranking import Model
from terezi.jobs.screen_meters import Screened, Told, screen_meters
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.jobs.train_detection import MODEL, latest, models_dir
from terezi.law.book import law_on


def screen_day(*, home: Home, day: date, model: str | None, progress: Told) -> Screened:
    """Add up what the window of `day` lacks, then screen it, with the last model trained or the one whose sha256 is named.

    :raises UnknownLaw: when the law names no window or level.
    :raises Unavailable: when the window holds no readings, or there is no such model.
    """
    law, lake = law_on(home.country, day), Lake.open(home)
    window = days_up_to(day, days=law.detection.screening_window_days.value)
    zone = law.settlement.time_zone.value
    using = latest(home) if model is None else _named(home, model)
    summarise_meter_days(lake=lake, period=window, zone=zone, progress=progress)
    if not any(told in window for told in lake.days("meter_days")):
        raise Unavailable(
            f"No meter was read from {window.starts_on} to {day}: load readings, or name a day that has some"
        )
    return screen_meters(lake=lake, law=law, model=using, progress=progress)


def _named(home: Home, sha256: str) -> Model:
    kept = sorted(models_dir(home).glob(f"{sha256}*/{MODEL}"))
    if len(kept) != 1:
        raise Unavailable(
            f"{len(kept)} models in {models_dir(home)} begin with {sha256}: name one of them, or train one with `terezi train`"
        )
    return Model.read(kept[0].read_text(encoding="utf-8"))
