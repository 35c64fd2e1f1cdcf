"""Load behind a feeder that no meter counts: only the feeder's own meter sees that somebody uses it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from terezi.base.units import WH_PER_MWH
from terezi.demo.levy import levy_minor
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, PER_HOUR, Flags, Reals, Span

FIRST_FEEDER = "Mary-2"
WATTS, WATTS_SD = 16e6, 0.02
DAYS_BEFORE, DAYS_AFTER = 30, 35  # what a feeder's own loss is learned from, and what is to be found in
DAYS_NEEDED = DAYS_BEFORE + DAYS_AFTER
TARIFF_MINOR_PER_MWH = 17_000  # the middle of what miners pay
PER_DEGREE, NOISE = 0.0012, 0.006  # fans, and machines that come and go


@dataclass(frozen=True)
class HiddenLoad:
    """Machines on a line of their own, switched on in an hour of a day of the span and never off."""

    feeder_id: str
    watts: float
    from_day: int
    from_hour: int

    def money_minor(self, drawn_wh: float) -> int:
        """Return price and levy of energy nobody paid."""
        return round(drawn_wh / WH_PER_MWH * TARIFF_MINOR_PER_MWH) + levy_minor(
            drawn_wh, TARIFF_MINOR_PER_MWH
        )


def draw_hidden(feeders: Sequence[str], times: int, span: Span, rng: Generator) -> list[HiddenLoad]:
    """Hide a load behind Mary-2 and, in a larger country, behind others; none in a span too short to tell."""
    if span.days < DAYS_NEEDED:
        return []
    others = [feeder for feeder in feeders if feeder != FIRST_FEEDER]
    chosen = [FIRST_FEEDER, *(str(feeder) for feeder in rng.choice(others, times - 1, replace=False))]
    return [
        HiddenLoad(
            feeder_id=feeder,
            watts=float(WATTS * np.exp(rng.normal(0, WATTS_SD))),
            from_day=int(rng.integers(DAYS_BEFORE, span.days - DAYS_AFTER + 1)),
            from_hour=int(rng.integers(0, 24)),
        )
        for feeder in chosen
    ]


def run_hidden(load: HiddenLoad, *, span: Span, temperature: Reals, outage: Flags, rng: Generator) -> Reals:
    """Return what a hidden load draws by interval, Wh."""
    begun = np.arange(span.intervals) >= load.from_day * PER_DAY + load.from_hour * PER_HOUR
    warm = 1 + PER_DEGREE * (temperature - temperature.mean())
    noise = np.exp(rng.normal(0, NOISE, span.intervals))
    drawn: Reals = load.watts * warm * noise * begun * ~outage * INTERVAL_SECONDS / 3600
    return drawn
