"""What the controllers of a site report of their machines."""

import numpy as np
import polars as pl

from terezi.demo.site_run import SiteRun, Telling
from terezi.demo.span import INTERVAL_SECONDS, Flags, Span


def telemetry_rows(run: SiteRun, span: Span, during: Flags, *, late: bool) -> pl.DataFrame:
    """Return the rows of all controllers of a site for some intervals: those in time, or those late."""
    told = [np.flatnonzero(_rows(telling, late) & during) for telling in run.telemetry_told]
    counts = [len(at) for at in told]
    reporters = run.site.reporters
    at = np.concatenate(told)
    row = np.repeat(np.arange(len(reporters)), counts)
    return pl.DataFrame(
        {
            "site_id": pl.repeat(run.site.site_id, len(at), eager=True),
            "machine_id": pl.Series([r.machine_id for r in reporters]).gather(row),
            "read_at": span.starts_at.gather(at),
            "interval_seconds": pl.repeat(INTERVAL_SECONDS, len(at), dtype=pl.Int32, eager=True),
            "machines": np.array([r.machines for r in reporters], dtype=np.int32)[row],
            "hash_rate_ghs": run.told_ghs[row, at],
            "power_w": run.told_w[row, at],
        }
    )


def _rows(telling: Telling, late: bool) -> Flags:
    return telling.late if late else telling.in_time
