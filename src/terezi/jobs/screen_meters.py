"""Screen every customer's meter for load that nothing known explains, and keep the answer in the lake as `meter_screens`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.drift import drift
from terezi.evidence.numerics.meters.ranking import Model
from terezi.evidence.numerics.meters.screens import UNKNOWN, features_told, screens
from terezi.jobs.mining_price import mining_price_minor_per_mwh
from terezi.law.terms import Law

Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Named:
    """How many meters of a class and region were screened and how many named, so that everybody sees whom it falls on."""

    tariff_class: str
    region: str
    screened: int
    named: int
    share_ppm: int

    def __str__(self) -> str:
        return f"  {self.tariff_class}, {self.region}: {self.named} of {self.screened} named ({self.share_ppm / 10_000:.2f} %)"


@dataclass(frozen=True)
class Screened:
    """What a screening looked at: meters in all, those beyond the level of false alarms (also by group), the model used and
    how far the meters have drifted from those it was trained on (index by feature, the most drifted first)."""

    day: date
    meters: int
    beyond: int
    model: str
    drift: dict[str, float]
    drifted: bool
    snapshot: str
    named_by_group: tuple[Named, ...]

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "day": self.day.isoformat()}

    def __str__(self) -> str:
        by = f"model {self.model[:12]}" if self.model else "the physical rule alone (no model is trained)"
        said = f"{self.day}: {self.meters} meters screened by {by}; {self.beyond} keep up load that their class does not explain."
        return "\n".join((f"{said} {self._drift()}".rstrip(), *map(str, self.named_by_group)))

    def _drift(self) -> str:
        if not self.drift:
            return ""
        name, index = next(iter(self.drift.items()))
        remedy = ". The meters are not those it was trained on: run `terezi train`" if self.drifted else ""
        return f"Drift since training: {index:.2f} at most ({name}){remedy}."


def screen_meters(*, lake: Lake, law: Law, model: Model | None, progress: Told) -> Screened:
    """Replace `meter_screens` of the law's day; run twice, it writes nothing new."""
    told = features_told(lake, law, day=law.day, progress=progress)
    rows = screens(told, model, day=law.day, money_minor_per_mwh=mining_price_minor_per_mwh(lake, law))
    lake.replace_day("meter_screens", law.day, rows)
    level = int(law.detection.false_alarm_share.value * PPM)
    return Screened(
        day=law.day,
        meters=rows.height,
        beyond=rows.filter(pl.col("p_value_ppm") <= level).height,
        model=model.sha256 if model else "",
        drift=(drifted := drift(model, told) if model else {}),
        drifted=any(index > law.detection.drift_limit.value for index in drifted.values()),
        snapshot=str(lake.snapshot()),
        named_by_group=named_by_group(told, rows, level_ppm=level),
    )


def named_by_group(told: pl.DataFrame, rows: pl.DataFrame, *, level_ppm: int) -> tuple[Named, ...]:
    """Count by class and region the screened meters and those at or beyond the level; `told` holds the class of `rows`' meters.

    Unlike the group a meter is compared in, small classes and regions are not put together here.
    """
    groups = ("tariff_class", "region")
    of_whom = told.select("meter_id", pl.col(groups).fill_null(UNKNOWN))
    counted = (
        rows.join(of_whom, on="meter_id")
        .group_by(groups)
        .agg(screened=pl.len(), named=(pl.col("p_value_ppm") <= level_ppm).sum())
        .with_columns(share_ppm=PPM * pl.col("named").cast(pl.Int64) // pl.col("screened"))
    )
    return tuple(Named(**row) for row in counted.sort(groups).iter_rows(named=True))
