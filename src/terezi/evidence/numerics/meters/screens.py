"""One row of METER_SCREENS per meter: from features and, where there is one, a model."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import polars as pl

from terezi.base.errors import BadData
from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import METER_SCREENS
from terezi.evidence.numerics.meters.conformal import ALL, Calibration
from terezi.evidence.numerics.meters.ranking import SEEN, Model, physical
from terezi.evidence.numerics.meters.reasons import kind, reasons
from terezi.evidence.numerics.meters.window_features import QUANTILES, own_features
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law

Floats = npt.NDArray[np.float64]
UNKNOWN = "unknown"
MONTH_DAYS = 30
NEARLY = 0.8
FISCAL = 1
AT_ONCE = 100_000
FLOORS = tuple(f"floor_{share}_w" for share in QUANTILES)
USED = tuple(dict.fromkeys(("days", *SEEN, *FLOORS, "contrast_12h_w", "load_factor", "level_change")))
"""What of the features the answer needs; an engine works out no others."""
Told = Callable[[str, int, int], None]
NO_CUSTOMERS = {
    "meter_id": pl.String, "customer_id": pl.String, "region": pl.String, "place": pl.String, "tariff_class": pl.String,
    "activity": pl.String, "connection_w": pl.Int64,
}  # fmt: skip


def screen(
    lake: Lake, law: Law, model: Model | None, *, day: date, money_minor_per_mwh: int | None = None
) -> pl.DataFrame:
    """Screen every customer's meter over the window of the law that ends with `day`; rows of METER_SCREENS.

    :raises BadData: when the law names no window of at least a week.
    """
    told = features_told(lake, law, day=day)
    return screens(told, model, day=day, money_minor_per_mwh=money_minor_per_mwh)


def features_told(
    lake: Lake, law: Law, *, day: date, at_once: int = AT_ONCE, progress: Told = lambda what, done, of: None
) -> pl.DataFrame:
    """Return USED of every customer's meter over the window that ends with `day`, and its customer.

    Meters are read in parts of `at_once`, which bounds the memory and changes nothing else.

    :raises BadData: when the law names no window of at least a week.
    """
    days = int(law.detection.screening_window_days.value)
    if days < 7:
        raise BadData(f"A window of {days} days shows no week: set screening_window_days to 28")
    window = lake.within("meter_days", days_up_to(day, days=days))
    who = lake.collect(customers(lake, day)).sort("meter_id")
    parts = [pl.DataFrame(schema={**dict.fromkeys(USED, pl.Float64), **NO_CUSTOMERS})]
    for part in who.iter_slices(at_once):
        parts.append(_part(lake, window, part))
        progress("Screening meters", min(at_once * (len(parts) - 1), len(who)), len(who))
    return pl.concat(parts, how="diagonal_relaxed")


def _part(lake: Lake, window: Any, part: pl.DataFrame) -> pl.DataFrame:
    """Read the features of some meters that follow each other; the range lets the engine leave out the rest of a day."""
    first, last = part["meter_id"][0], part["meter_id"][-1]
    days = window.filter(window.meter_id >= first, window.meter_id <= last)
    meters = lake.memory(part.select("meter_id"))
    rows = lake.collect(own_features(days.semi_join(meters, "meter_id")).select("meter_id", *USED))
    return rows.join(part, on="meter_id")


def customers(lake: Lake, day: date) -> Any:
    """Return meter_id and what is known of its customer, for the billing meters of customers that stand on `day`.

    Its class is the one on the utility's list, or else the one its meter is registered in.
    """
    meters = lake.table("ref_meters")
    standing = valid_on(meters, day)
    meters = meters.filter(meters.kind == "customer", meters.source_rank == FISCAL, standing)
    meters = meters.select("meter_id", "customer_class", customer_id="subject_id")
    joined = meters.left_join(lake.table("ref_customers"), "customer_id")
    joined = joined.mutate(tariff_class=ibis.coalesce(joined.tariff_class, joined.customer_class))
    return joined.select(list(NO_CUSTOMERS))


def screens(
    told: pl.DataFrame, model: Model | None, *, day: date, money_minor_per_mwh: int | None = None
) -> pl.DataFrame:
    """Return METER_SCREENS rows for features with their customer's columns (see `window_features.features`)."""
    rows = told.with_columns(
        tariff_class=pl.col("tariff_class").fill_null(UNKNOWN), region=pl.col("region").fill_null(UNKNOWN)
    ).sort("meter_id")
    if rows.is_empty():
        return pl.DataFrame(schema=METER_SCREENS.polars_schema())
    scores = model.scores(rows) if model else physical(rows)
    calibration = model.calibration if model else _own(scores, rows)
    group = _groups(rows, calibration)
    rows = _quantities(rows, model)
    answer = rows.with_columns(
        day=pl.lit(day, pl.Date),
        model=pl.lit(model.sha256 if model else ""),
        group=pl.Series(group, dtype=pl.String),
        rule=pl.Series(physical(rows) > 0),
        score_ppm=_ppm(scores),
        p_value_ppm=_ppm(calibration.p_values(scores, group)),
        probability_ppm=_ppm(model.probabilities(scores) if model else np.zeros(len(scores))),
        money_minor=_money(money_minor_per_mwh),
    ).hstack(reasons(rows))
    return answer.select(METER_SCREENS.names).cast(METER_SCREENS.polars_schema())


def _groups(rows: pl.DataFrame, calibration: Calibration) -> list[str]:
    pairs = rows.select("tariff_class", "region")
    named = {pair: calibration.group(*pair) for pair in pairs.unique().iter_rows()}
    return [named[pair] for pair in pairs.iter_rows()]


def _own(scores: Floats, rows: pl.DataFrame) -> Calibration:
    """Without a model a meter is compared with the country itself; machines among it only make that milder."""
    return Calibration.of(scores, rows["tariff_class"].to_list(), rows["region"].to_list())


def _quantities(rows: pl.DataFrame, model: Model | None) -> pl.DataFrame:
    usual = model.usual_floor_w if model else usual_floor_w(rows)
    above = pl.Series("usual", [usual.get(name, usual.get(ALL, 0.0)) for name in rows["tariff_class"]])
    power = {
        "always": pl.col("floor_20_w") - above,
        "some_days": pl.col("floor_80_w") - above,
        "clock": pl.col("contrast_6h_w"),
    }
    peers = ("tariff_class", "place")
    below = (pl.col("floor_20_w").rank("min") - 1).over(peers) / (pl.len().over(peers) - 1).clip(1)
    told = rows.with_columns(kind=kind(), peers_below=below)
    told = told.with_columns(
        unexplained_w=_by_kind(power).clip(0).round(),
        unexplained_hours=_by_kind({"always": pl.lit(24), "some_days": pl.lit(24), "clock": _run_hours()}),
        days_share=_by_kind({"always": pl.lit(1.0), "some_days": _days_share(), "clock": pl.lit(1.0)}),
    )
    energy = pl.col("unexplained_w") * pl.col("unexplained_hours") * pl.col("days_share") * MONTH_DAYS
    return told.with_columns(expected_wh_per_month=energy.round())


def _by_kind(values: dict[str, pl.Expr]) -> pl.Expr:
    return pl.coalesce(*(pl.when(pl.col("kind") == name).then(value) for name, value in values.items()))


def _run_hours() -> pl.Expr:
    """Return the longest run that still stands nearly as high as that of six hours."""
    hours = pl.lit(6)
    for length in (8, 12):
        as_high = pl.col(f"contrast_{length}h_w") >= NEARLY * pl.col("contrast_6h_w")
        hours = pl.when(as_high).then(length).otherwise(hours)
    return hours


def _days_share() -> pl.Expr:
    """Estimate on how many of the days the higher floor was there, from the quantiles that reach half of it."""
    return pl.mean_horizontal(
        (pl.col(f"floor_{q}_w") * 2 >= pl.col("floor_80_w")).cast(pl.Float64) for q in QUANTILES
    )


def usual_floor_w(rows: pl.DataFrame) -> dict[str, float]:
    """Return the median floor of each tariff class, and of all, in W."""
    by_class = rows.group_by("tariff_class").agg(pl.col("floor_20_w").median()).sort("tariff_class")
    return {ALL: float(rows["floor_20_w"].median() or 0), **dict(by_class.iter_rows())}  # type: ignore[arg-type]


def _ppm(values: Floats | Sequence[float]) -> pl.Series:
    return pl.Series(np.round(np.asarray(values) * PPM).astype(np.int64))


def _money(minor_per_mwh: int | None) -> pl.Expr:
    if minor_per_mwh is None:
        return pl.lit(None, pl.Int64)
    return (pl.col("expected_wh_per_month").cast(pl.Int64) * minor_per_mwh) // PPM
