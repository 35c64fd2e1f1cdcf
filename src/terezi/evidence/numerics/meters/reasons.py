"""Why a meter is on the list and what would clear it: codes with a measured whole number; the desk has the words."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from terezi.evidence.numerics.meters.ranking import kinds


class Reason(StrEnum):
    """What was measured; the unit of the number is in the name."""

    FLOOR_W = "floor_w"
    FLOOR_HARDLY_DRIFTS_W = "floor_hardly_drifts_w"
    SOME_DAYS_W = "some_days_w"
    BY_THE_CLOCK_W = "by_the_clock_w"
    RUN_HOURS = "run_hours"
    PEERS_BELOW_PPM = "peers_below_ppm"
    LOAD_FACTOR_PPM = "load_factor_ppm"
    ROSE_PPM = "rose_ppm"


class Clears(StrEnum):
    """What would explain it."""

    ACTIVITY = "activity_needs_steady_power"
    OWN_PLANT = "cooling_or_pumps_seen"
    NIGHT_TARIFF = "heating_or_car_by_night_tariff"
    SUPPLY_SHARED = "several_homes_on_one_meter"
    METER = "meter_tested"


CLEARED_BY: dict[Reason, tuple[Clears, ...]] = {
    Reason.FLOOR_W: (Clears.ACTIVITY, Clears.OWN_PLANT, Clears.SUPPLY_SHARED),
    Reason.FLOOR_HARDLY_DRIFTS_W: (Clears.ACTIVITY, Clears.OWN_PLANT),
    Reason.SOME_DAYS_W: (Clears.OWN_PLANT, Clears.ACTIVITY),
    Reason.BY_THE_CLOCK_W: (Clears.NIGHT_TARIFF, Clears.OWN_PLANT),
    Reason.RUN_HOURS: (Clears.NIGHT_TARIFF,),
    Reason.PEERS_BELOW_PPM: (Clears.SUPPLY_SHARED, Clears.ACTIVITY),
    Reason.LOAD_FACTOR_PPM: (Clears.ACTIVITY,),
    Reason.ROSE_PPM: (Clears.METER, Clears.ACTIVITY),
}
MOST = 3
HIGH_LOAD_FACTOR, ROSE, FIRM_SHARE, ABOVE_PEERS = 0.6, 0.5, 0.1, 0.95


@dataclass(frozen=True)
class _Told:
    code: Reason
    value: pl.Expr
    holds: pl.Expr


def reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """Return reason_1..3 with values for features with `kind`, `unexplained_hours` and `peers_below` (share of its peers with a lower floor)."""
    told = _told()
    so_far, place = pl.lit(0), []
    for one in told:
        so_far = so_far + one.holds.fill_null(value=False).cast(pl.Int32)
        place.append(so_far)
    columns = []
    for number in range(1, MOST + 1):
        here = [pl.when(one.holds & (at == number)) for one, at in zip(told, place, strict=True)]
        codes = [when.then(pl.lit(str(one.code))) for when, one in zip(here, told, strict=True)]
        values = [when.then(one.value.cast(pl.Int64)) for when, one in zip(here, told, strict=True)]
        columns += [
            pl.coalesce(codes).alias(f"reason_{number}"),
            pl.coalesce(values).alias(f"reason_{number}_value"),
        ]
    return rows.select(columns)


def clears(codes: list[str | None]) -> list[str]:
    """Return what would clear a meter with these reasons, the most likely first."""
    told = [str(clear) for code in codes if code for clear in CLEARED_BY[Reason(code)]]
    return list(dict.fromkeys(told))


def kind() -> pl.Expr:
    """Name the kind of steady load that counts most in a row: always, some_days or clock."""
    units = kinds()
    most = pl.max_horizontal(*units.values())
    return pl.coalesce(*(pl.when(value == most).then(pl.lit(name)) for name, value in units.items()))


def _told() -> tuple[_Told, ...]:
    always, clock, some_days = (pl.col("kind") == name for name in ("always", "clock", "some_days"))
    firm = pl.col("floor_drift_w") < FIRM_SHARE * pl.col("floor_20_w")
    return (
        _Told(Reason.FLOOR_W, pl.col("floor_20_w"), always),
        _Told(Reason.SOME_DAYS_W, pl.col("floor_80_w"), some_days),
        _Told(Reason.BY_THE_CLOCK_W, pl.col("contrast_6h_w"), clock),
        _Told(Reason.FLOOR_HARDLY_DRIFTS_W, pl.col("floor_drift_w"), always & firm),
        _Told(Reason.RUN_HOURS, pl.col("unexplained_hours"), clock),
        _Told(Reason.PEERS_BELOW_PPM, pl.col("peers_below") * 1e6, pl.col("peers_below") >= ABOVE_PEERS),
        _Told(Reason.LOAD_FACTOR_PPM, pl.col("load_factor") * 1e6, pl.col("load_factor") >= HIGH_LOAD_FACTOR),
        _Told(Reason.ROSE_PPM, pl.col("level_change") * 1e6, pl.col("level_change") >= ROSE),
    )
