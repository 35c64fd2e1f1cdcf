"""Readings of fiscal meters, in the columns of `meter_readings`."""

import numpy as np
import numpy.typing as npt
import polars as pl

from terezi.demo.site_run import SiteRun
from terezi.demo.span import INTERVAL_SECONDS, Flags, Ints, Span

FISCAL_METER = 1


def site_rows(run: SiteRun, span: Span, told: Flags) -> pl.DataFrame:
    """Return a site meter's readings for the intervals told."""
    return _rows(run.site.meter_id, span, told, run.metered_wh, run.quality)


def measured_rows(
    meter_id: str, energy_wh: Ints, span: Span, during: Flags, *, interval_seconds: int = INTERVAL_SECONDS
) -> pl.DataFrame:
    """Return the readings of anybody else's meter, all measured, by its own interval."""
    step = interval_seconds // INTERVAL_SECONDS
    counted = np.repeat(energy_wh.reshape(-1, step).sum(axis=1), step)
    first = np.arange(span.intervals) % step == 0
    quality = np.full(span.intervals, "measured")
    return _rows(meter_id, span, during & first, counted, quality, interval_seconds)


def _rows(
    meter_id: str,
    span: Span,
    told: Flags,
    energy_wh: Ints,
    quality: npt.NDArray[np.str_],
    interval_seconds: int = INTERVAL_SECONDS,
) -> pl.DataFrame:
    at = np.flatnonzero(told)
    return pl.DataFrame(
        {
            "meter_id": pl.repeat(meter_id, len(at), eager=True),
            "read_at": span.starts_at.gather(at),
            "interval_seconds": pl.repeat(interval_seconds, len(at), dtype=pl.Int32, eager=True),
            "energy_wh": energy_wh[at],
            "quality": quality[at],
            "source_rank": pl.repeat(FISCAL_METER, len(at), dtype=pl.Int32, eager=True),
        }
    )
