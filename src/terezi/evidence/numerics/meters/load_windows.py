"""Real load cut into windows of days, and the features of every window, computed by the code that screens the country."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from terezi.base.units import HOUR_S
from terezi.evidence.facts.engines import Engine
from terezi.evidence.numerics.meters.day_shape import HOURS, with_shape
from terezi.evidence.numerics.meters.injection import Floats, Pattern, injected
from terezi.evidence.numerics.meters.window_features import own_features

DAYS_MISSING_AT_MOST = 2
LOW = 0.05
AT_ONCE = 4_000
"""Windows per question, so that memory stays small."""


@dataclass(frozen=True)
class Window:
    """Some days of one home: hourly load (days x 24, W; not-a-number where unread). `pattern` is empty for load as it was."""

    source: str
    home: str
    days: tuple[date, ...]
    load_w: Floats
    pattern: str = ""


def cut(
    meter_days: pl.DataFrame, *, source: str, window_days: int, every_days: int | None = None
) -> list[Window]:
    """Cut rows of METER_DAYS (whole days only) into windows that begin `every_days` apart; at most 2 days may be missing."""
    whole = meter_days.filter(pl.col("whole") == 1, pl.col("hours_covered") == len(HOURS)).sort(
        "meter_id", "day"
    )
    found: list[Window] = []
    for (home,), rows in whole.group_by(["meter_id"], maintain_order=True):
        found += _of_home(source, str(home), rows, window_days, every_days or window_days)
    return found


def _of_home(
    source: str, home: str, rows: pl.DataFrame, window_days: int, every_days: int
) -> Iterator[Window]:
    days, load = rows["day"].to_list(), rows.select(HOURS).to_numpy().astype(float)
    numbers = np.array([day.toordinal() for day in days])
    for starts in range(numbers[0], numbers[-1] - window_days + 2, every_days):
        inside = (numbers >= starts) & (numbers < starts + window_days)
        if inside.sum() >= window_days - DAYS_MISSING_AT_MOST and load[inside].sum() > 0:
            yield Window(source, home, tuple(np.array(days)[inside]), load[inside])


def with_pattern(windows: Iterable[Window], pattern: Pattern, *, seed: int) -> Iterator[Window]:
    """Add a pattern to each window, drawn anew for each from the seed, the window and the copy."""
    for number, window in enumerate(windows):
        for copy in range(pattern.copies):
            rng = np.random.default_rng([seed, number, copy, *pattern.name.encode()])
            yield replace(window, load_w=injected(window.load_w, pattern, rng), pattern=pattern.name)


def made(name: str, load_w: Floats, *, first_day: date, source: str) -> Window:
    """Make a window of made load."""
    days = tuple(first_day + timedelta(days=day) for day in range(len(load_w)))
    return Window(source, name, days, load_w)


def features_of(windows: Sequence[Window], engine: Engine) -> pl.DataFrame:
    """Return one row per window, in their order: source, home, starts_on, pattern, low_hour_w (5 % of its hours, for comparison) and the FEATURES."""
    parts = [windows[first : first + AT_ONCE] for first in range(0, len(windows), AT_ONCE)]
    numbered = pl.concat([_features(part, engine) for part in parts])
    told = pl.DataFrame(
        {
            "source": [window.source for window in windows],
            "home": [window.home for window in windows],
            "starts_on": [window.days[0] for window in windows],
            "pattern": [window.pattern for window in windows],
            "low_hour_w": [float(np.nanquantile(window.load_w, LOW)) for window in windows],
        }
    )
    return told.hstack(numbered)


def _features(windows: Sequence[Window], engine: Engine) -> pl.DataFrame:
    hours = np.concatenate([window.load_w for window in windows])
    rows = pl.DataFrame(
        {
            "meter_id": np.repeat(
                [f"{number:09d}" for number in range(len(windows))], [len(w.days) for w in windows]
            ),
            "day": [day for window in windows for day in window.days],
        }
    ).hstack(pl.DataFrame(hours, schema=list(HOURS)))
    whole = [pl.col(name).fill_nan(None).round().cast(pl.Int64) for name in HOURS]
    rows = rows.with_columns(whole).with_columns(
        total_wh=pl.sum_horizontal(HOURS),
        covered_seconds=pl.sum_horizontal(pl.col(name).is_not_null() for name in HOURS).cast(pl.Int64)
        * HOUR_S,
    )
    answer = pl.DataFrame(engine.answer(own_features(with_shape(engine.memory(rows.to_arrow())))))
    return answer.sort("meter_id").drop("meter_id")
