"""Name, for feeders whose load stands out, the customers whose meters move against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S, PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import FEEDER_CANDIDATES
from terezi.evidence.numerics.feeders.balance import Balance
from terezi.evidence.numerics.feeders.candidates import Candidate, candidates
from terezi.evidence.numerics.feeders.series import Floats, Hours
from terezi.evidence.numerics.site_days import valid_on

COMPARED_DAYS = 30  # before the rise
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class StandingOut:
    """A feeder whose balance stands out, with the hours it was judged by; `first` is the day their index counts from."""

    feeder_id: str
    found: Balance
    hours: Hours
    first: date


def look_behind_feeders(*, lake: Lake, day: date, feeders: Sequence[StandingOut]) -> int:
    """Replace `feeder_candidates` of a day; answers the rows written."""
    rows = [row for feeder in feeders for row in _named(lake, day, feeder)]
    lake.replace_day("feeder_candidates", day, pl.DataFrame(rows, schema=FEEDER_CANDIDATES.polars_schema()))
    return len(rows)


def _named(lake: Lake, day: date, feeder: StandingOut) -> list[dict[str, object]]:
    found, hours = feeder.found, feeder.hours
    if found.estimate is None or (hours.length_h > 1).any():
        return []
    rose = found.window_from if found.changed_on is None else found.changed_on
    hours = hours.where(hours.day >= rose - COMPARED_DAYS)
    told = _metered(
        lake, feeder, Period(feeder.first + timedelta(days=rose - COMPARED_DAYS), day + timedelta(days=1))
    )
    matrix, customers = _matrix(told, hours)
    spoke = np.asarray(matrix.any(axis=0), dtype=np.bool_)
    hours, matrix = hours.where(spoke), matrix[:, spoke]
    behind = candidates(
        hours.taken_w - found.losses.taken_w(hours),
        matrix,
        day=hours.day,
        hour=(hours.start_s // HOUR_S % HOURS_PER_DAY).astype(np.int64),
        after=hours.day >= rose,
        risen_w=found.estimate.estimate_w,
    )
    return [_row(feeder, day, customers, place, each) for place, each in enumerate(behind, start=1)]


def _metered(lake: Lake, feeder: StandingOut, period: Period) -> pl.DataFrame:
    """Return (customer_id, start_s, wh) by hour of the customers on the feeder."""
    meters = lake.table("ref_meters").filter(_.kind == "customer", _.feeder_id == feeder.feeder_id)
    told = lake.within("meter_readings", period).join(meters, "meter_id").filter(valid_on(_, _.day))
    start_s = (told.read_at.epoch_seconds() // HOUR_S).cast("int64") * HOUR_S
    hourly = told.group_by(customer_id=told.subject_id, start_s=start_s).agg(
        wh=_.energy_wh.sum().cast("int64")
    )
    return lake.collect(hourly)


def _matrix(told: pl.DataFrame, hours: Hours) -> tuple[Floats, list[str]]:
    """Return watts (customers, hours), zero where a meter was silent, and the customers' ids in order."""
    ids = sorted(told["customer_id"].unique().to_list())
    matrix = np.zeros((len(ids), len(hours.day)))
    wanted = pl.DataFrame({"start_s": hours.start_s.astype(np.int64), "column": np.arange(len(hours.day))})
    rows = told.join(wanted, on="start_s").join(
        pl.DataFrame({"customer_id": ids}).with_row_index("row"), on="customer_id"
    )
    matrix[rows["row"].to_numpy(), rows["column"].to_numpy()] = rows["wh"].to_numpy()
    return matrix, ids


def _row(
    feeder: StandingOut, day: date, customers: Sequence[str], place: int, each: Candidate
) -> dict[str, object]:
    return {
        "day": day,
        "feeder_id": feeder.feeder_id,
        "customer_id": customers[each.at],
        "place": place,
        "fell_w": round(each.fell_w),
        "correlation_ppm": round(each.correlation * PPM),
        "p_ppm": int(np.ceil(each.p_value * PPM)),
    }
