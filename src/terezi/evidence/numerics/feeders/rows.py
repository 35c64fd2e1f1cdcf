"""A balance as rows of FEEDER_DAYS and FEEDER_BALANCES: whole watts and watt-hours."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.numerics.feeders.balance import Balance
from terezi.evidence.numerics.feeders.series import Hours


@dataclass(frozen=True)
class Coverage:
    """Seconds that meters behind a head should have told in the window, did tell, and could not even be guessed for."""

    expected: int
    told: int
    unknown: int

    @property
    def told_ppm(self) -> int:
        return min(self.told * PPM // self.expected, PPM) if self.expected else 0

    @property
    def usable(self) -> float:
        """Return the share told or made good by the silent meter's own past."""
        return 1 - self.unknown / self.expected if self.expected else 0.0


def balance_row(found: Balance, hours: Hours, coverage: Coverage) -> dict[str, object]:
    """Return the measured columns of FEEDER_BALANCES; `changed_on` is a day index, empty where nothing could be told."""
    window = hours.where(hours.day >= found.window_from)
    covered = int((found.days.day >= found.window_from).sum())
    delivered = float(window.delivered_w.mean()) if len(window.day) else 0.0
    loss = float(found.losses.technical_w(window).mean()) if len(window.day) else 0.0
    return {
        "days_covered": covered,
        "history_days": len(found.days) - covered,
        "delivered_w": round(delivered),
        "technical_loss_w": round(loss),
        "coverage_ppm": coverage.told_ppm,
        "changed_on": found.changed_on,
        "can_tell": found.can_tell,
        **_shown(found),
        **_standing(found, window),
    }


def _shown(found: Balance) -> dict[str, object]:
    names = ("against", "unexplained_w", "low_w", "high_w", "z_milli", "p_ppm", "least_w")
    if found.estimate is None:
        return dict.fromkeys(names)
    shown = found.estimate
    usual = found.estimates[0] if found.changed_on is None else shown
    values = (
        shown.against,
        round(shown.estimate_w),
        int(np.floor(shown.low_w(found.false_alarm_share))),
        int(np.ceil(shown.high_w(found.false_alarm_share))),
        round(shown.z * 1000),
        max(int(np.ceil(found.p_value * PPM)), 1),
        round(usual.least_w(found.false_alarm_share)),
    )
    return dict(zip(names, values, strict=True))


def _standing(found: Balance, window: Hours) -> dict[str, object]:
    """Return what the bounded loss leaves, in the interval in which physics puts it - and above what surely began."""
    names = ("standing_w", "standing_low_w", "standing_high_w", "least_standing_w")
    if found.standing is None:
        return dict.fromkeys(names)
    left = float((window.taken_w - found.losses.technical_w(window)).mean())
    low = found.standing.low_w(found.false_alarm_share)
    high = found.standing.high_w(found.false_alarm_share)
    if found.stands_out and found.estimate is not None:
        low = max(low, found.estimate.low_w(found.false_alarm_share))
    least = found.standing.least_w(found.false_alarm_share)
    values = (left, min(low, left), max(high, left), least)
    return dict(zip(names, map(round, values), strict=True))


def day_rows(found: Balance, hours: Hours) -> pl.DataFrame:
    """Return the energies of FEEDER_DAYS by day index, of the hours counted.

    The parts add up to the watt-hour: delivered = registered + other + missing + technical loss + residual.
    """
    powers = {
        "delivered_wh": hours.delivered_w,
        "registered_wh": hours.registered_w,
        "metered_wh": hours.metered_w - hours.missing_w,
        "missing_wh": hours.missing_w,
        "technical_loss_wh": found.losses.technical_w(hours),
    }
    energies = {name: power * hours.length_h for name, power in powers.items()}
    frame = pl.DataFrame({"index": hours.day, **energies, "hours": hours.length_h})
    summed = frame.group_by("index").agg(pl.all().sum().round().cast(pl.Int64))
    explained = pl.col("metered_wh") + pl.col("missing_wh") + pl.col("technical_loss_wh")
    return summed.with_columns(
        other_wh=pl.col("metered_wh") - pl.col("registered_wh"),
        residual_wh=pl.col("delivered_wh") - explained,
        sigma_wh=(pl.col("hours") * found.noise_w).round().cast(pl.Int64),
    )
