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


def measured_rows(meter_id: str, energy_wh: Ints, span: Span, during: Flags) -> pl.DataFrame:
    """Return the readings of a feeder's or customer's meter, all measured."""
    return _rows(meter_id, span, during, energy_wh, np.full(span.intervals, "measured"))


def _rows(
    meter_id: str, span: Span, told: Flags, energy_wh: Ints, quality: npt.NDArray[np.str_]
) -> pl.DataFrame:
    at = np.flatnonzero(told)
    return pl.DataFrame(
        {
            "meter_id": pl.repeat(meter_id, len(at), eager=True),
            "read_at": span.starts_at.gather(at),
            "interval_seconds": pl.repeat(INTERVAL_SECONDS, len(at), dtype=pl.Int32, eager=True),
            "energy_wh": energy_wh[at],
            "quality": quality[at],
            "source_rank": pl.repeat(FISCAL_METER, len(at), dtype=pl.Int32, eager=True),
        }
    )
