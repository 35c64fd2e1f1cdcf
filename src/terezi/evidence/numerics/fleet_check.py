"""Check a fleet of machines against its register and its own energy readings, and say what that can show.

Pure: Polars frames in the columns of the lake tables in, values and sentences out. Efficiency in J/TH is
W x s / (TH/s x s). Intervals are 95 % bootstrap intervals over machines, since polls of one machine are not independent.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from terezi.base.units import HASHES_PER_DIFFICULTY, HASHES_PER_GIGAHASH
from terezi.evidence.numerics.power_origin import MEASURED, ROUNDING_W, power_origin

SAME_SHARE = 1e-3  # a meter of class 0.5 does not agree with anything to 0.1 %, hour after hour


@dataclass(frozen=True)
class Coverage:
    """How much of the time between first and last poll the telemetry speaks for."""

    machines: int
    unregistered: int
    polls: int
    machine_hours: float
    hours_with_any: float
    hours_between: float


@dataclass(frozen=True)
class ModelCheck:
    """One model against its register: hash rate as a share of nominal while hashing, and J/TH."""

    model: str
    machines: int
    machine_hours: float
    hashing_share: float
    nominal_hash_share: float
    j_per_th: float
    nominal_j_per_th: float
    ratio: float
    ratio_low: float
    ratio_high: float


@dataclass(frozen=True)
class OffNominal:
    """A machine whose usual hash rate contradicts the register: median while hashing / nominal."""

    machine_id: str
    model: str
    ratio: float


@dataclass(frozen=True)
class MeterCheck:
    """Energy readings against the mean of the polls inside them; `ratio` is reading / polls."""

    readings: int
    hours: float
    hours_covered: float
    ratio: float
    ratio_low: float
    ratio_high: float
    copies: int


@dataclass(frozen=True)
class FleetCheck:
    """Everything found, and in plain sentences what it shows and cannot show."""

    coverage: Coverage
    power_origin: dict[str, int]
    models: tuple[ModelCheck, ...]
    off_nominal: tuple[OffNominal, ...]
    meter: MeterCheck | None
    sentences: tuple[str, ...]


def check_fleet(
    *,
    telemetry: pl.DataFrame,
    register: pl.DataFrame,
    readings: pl.DataFrame,
    seed: int,
    draws: int = 2000,
    tolerance: float = 0.05,
) -> FleetCheck:
    """Check machine_telemetry rows against ref_machines and meter_readings rows.

    A reading belongs to a machine where its meter_id is `site_id/machine_id`; others are left aside. `tolerance`
    is the share by which a machine's usual hash rate may differ from its nominal one before it is named.
    """
    polls = telemetry.filter(pl.col("interval_seconds") > 0).sort("site_id", "machine_id", "read_at")
    rng = np.random.default_rng(seed)
    coverage = _coverage(polls, register)
    origin = power_origin(polls)
    counts = {str(row[0]): int(row[1]) for row in origin["origin"].value_counts(sort=True).iter_rows()}
    models = _models(polls, register, rng, draws)
    off = _off_nominal(polls, register, tolerance)
    meter = _meter(telemetry, readings, rng, draws)
    said = (*_say_coverage(coverage), *_say_origin(counts), *(_say_model(m) for m in models))
    return FleetCheck(
        coverage, counts, models, off, meter, (*said, *_say_off(off, tolerance), *_say_meter(meter))
    )


def coins_per_day(*, hash_rate_ghs: int, network: pl.DataFrame) -> pl.DataFrame:
    """Return expected satoshi for each network_days row at a constant hash rate, before any pool fee.

    Subsidy only where fees are unknown, and then `fees_known` is false and the number a lower bound.
    """
    blocks = (
        hash_rate_ghs
        * float(HASHES_PER_GIGAHASH)
        * pl.col("seconds")
        / (pl.col("difficulty") * float(HASHES_PER_DIFFICULTY))
    )
    reward = pl.col("subsidy_satoshi") + pl.col("fees_satoshi").fill_null(0)
    return network.select(
        "starts_at",
        "difficulty",
        expected_satoshi=blocks * reward,
        fees_known=pl.col("fees_satoshi").is_not_null(),
    )


def _coverage(polls: pl.DataFrame, register: pl.DataFrame) -> Coverage:
    known = register.select("site_id", machine_id="batch_id")
    machines = polls.select("site_id", "machine_id").unique()
    hours = polls.select(pl.col("read_at").dt.truncate("1h").n_unique()).item()
    first, last = (polls["read_at"].min(), polls["read_at"].max()) if polls.height else (None, None)
    between = (last - first).total_seconds() / 3600 if first is not None and last is not None else 0.0  # type: ignore[operator,union-attr]
    return Coverage(
        machines=machines.height,
        unregistered=machines.join(known, on=["site_id", "machine_id"], how="anti").height,
        polls=polls.height,
        machine_hours=float(polls["interval_seconds"].sum()) / 3600,
        hours_with_any=float(hours),
        hours_between=float(between),
    )


def _models(
    polls: pl.DataFrame, register: pl.DataFrame, rng: np.random.Generator, draws: int
) -> tuple[ModelCheck, ...]:
    nominal = register.select(
        "site_id", "model", machine_id="batch_id", nominal_ghs="hash_rate_ghs", nominal_w="power_w"
    )
    seconds = pl.col("interval_seconds")
    hashing = (pl.col("hash_rate_ghs") > 0) & (pl.col("power_w") > 0)
    machines = (
        polls.join(nominal, on=["site_id", "machine_id"], how="inner")
        .group_by("model", "machine_id", maintain_order=True)
        .agg(
            all_s=seconds.sum(),
            on_s=seconds.filter(hashing).sum(),
            gh=(pl.col("hash_rate_ghs") * seconds).filter(hashing).sum(),
            ws=(pl.col("power_w") * seconds).filter(hashing).sum(),
            nominal_gh=(pl.col("nominal_ghs") * seconds).filter(hashing).sum(),
            nominal_ws=(pl.col("nominal_w") * seconds).filter(hashing).sum(),
        )
        .filter(pl.col("gh") > 0)
    )
    return tuple(
        _model(str(name), own, rng, draws)
        for (name,), own in machines.sort("model").group_by("model", maintain_order=True)
    )


def _model(name: str, machines: pl.DataFrame, rng: np.random.Generator, draws: int) -> ModelCheck:
    work = machines.select("ws", "gh", "nominal_ws", "nominal_gh").to_numpy().astype(np.float64)
    total = work.sum(axis=0)
    low, high = _interval(work, rng, draws, _efficiency_ratio)
    return ModelCheck(
        model=name,
        machines=machines.height,
        machine_hours=float(machines["all_s"].sum()) / 3600,
        hashing_share=float(machines["on_s"].sum()) / float(machines["all_s"].sum()),
        nominal_hash_share=float(total[1] / total[3]),
        j_per_th=float(total[0] / total[1] * 1000),
        nominal_j_per_th=float(total[2] / total[3] * 1000),
        ratio=float(_efficiency_ratio(total)),
        ratio_low=low,
        ratio_high=high,
    )


def _efficiency_ratio(total: NDArray[np.float64]) -> NDArray[np.float64]:
    """(W s / GH measured) / (W s / GH nominal), along the last axis."""
    ratio: NDArray[np.float64] = (total[..., 0] / total[..., 1]) / (total[..., 2] / total[..., 3])
    return ratio


def _energy_ratio(total: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = total[..., 0] / total[..., 1]
    return ratio


def _interval(rows: NDArray[np.float64], rng: np.random.Generator, draws: int, ratio) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Return the 95 % bootstrap interval of a ratio of sums; not a number with fewer than two rows."""
    if len(rows) < 2:
        return float("nan"), float("nan")
    picks = rng.integers(0, len(rows), size=(draws, len(rows)))
    low, high = np.quantile(ratio(rows[picks].sum(axis=1)), [0.025, 0.975])
    return float(low), float(high)


def _off_nominal(polls: pl.DataFrame, register: pl.DataFrame, tolerance: float) -> tuple[OffNominal, ...]:
    nominal = register.select("site_id", "model", machine_id="batch_id", nominal_ghs="hash_rate_ghs")
    usual = (
        polls.filter(pl.col("hash_rate_ghs") > 0)
        .join(nominal, on=["site_id", "machine_id"], how="inner")
        .group_by("machine_id", "model")
        .agg(ratio=(pl.col("hash_rate_ghs") / pl.col("nominal_ghs")).median())
        .filter((pl.col("ratio") - 1).abs() > tolerance)
        .sort("ratio", "machine_id")
    )
    return tuple(OffNominal(*row) for row in usual.iter_rows())


def _meter(
    polls: pl.DataFrame, readings: pl.DataFrame, rng: np.random.Generator, draws: int
) -> MeterCheck | None:
    """Match every reading with the polls inside it and compare mean powers."""
    own = polls.select(
        "read_at", "power_w", "interval_seconds", meter_id=pl.concat_str("site_id", pl.lit("/"), "machine_id")
    )
    ends = pl.col("starts_at") + pl.duration(seconds=pl.col("lasts_seconds"))
    told = readings.select("meter_id", "energy_wh", starts_at="read_at", lasts_seconds="interval_seconds")
    pairs = (
        told.join(own, on="meter_id", how="inner")
        .filter((pl.col("read_at") >= pl.col("starts_at")) & (pl.col("read_at") < ends))
        .group_by("meter_id", "starts_at", "lasts_seconds", "energy_wh", maintain_order=True)
        .agg(polled_w=pl.col("power_w").mean(), covered_s=pl.col("interval_seconds").sum())
        .filter(pl.col("polled_w") > 0)
        .with_columns(polled_wh=pl.col("polled_w") * pl.col("lasts_seconds") / 3600)
    )
    if pairs.is_empty():
        return None
    energies = pairs.select("energy_wh", "polled_wh").to_numpy().astype(np.float64)
    low, high = _interval(energies, rng, draws, _energy_ratio)
    same = (
        np.abs(energies[:, 0] - energies[:, 1]) <= np.maximum(SAME_SHARE * energies[:, 1], ROUNDING_W)
    ).sum()
    return MeterCheck(
        readings=pairs.height,
        hours=float(pairs["lasts_seconds"].sum()) / 3600,
        hours_covered=float(pairs["covered_s"].sum()) / 3600,
        ratio=float(energies[:, 0].sum() / energies[:, 1].sum()),
        ratio_low=low,
        ratio_high=high,
        copies=int(same),
    )


def _say_coverage(coverage: Coverage) -> list[str]:
    said = [
        f"{coverage.polls} polls of {coverage.machines} machines speak for {coverage.machine_hours:.1f} machine-hours; "
        f"{coverage.hours_with_any:.0f} of {coverage.hours_between:.0f} clock hours hold any poll."
    ]
    if coverage.unregistered:
        said.append(f"{coverage.unregistered} of the machines that answered are not on the register.")
    return said


def _say_origin(origin: dict[str, int]) -> list[str]:
    polls = sum(origin.values())
    measured = origin.get(MEASURED, 0)
    said = [f"Power: {count} of {polls} polls {name}." for name, count in origin.items()]
    if not measured:
        said.append(
            "No power here is shown to be measured: J/TH from it repeats an assumption and tests nothing."
        )
    return said


def _say_model(model: ModelCheck) -> str:
    between = (
        f"{model.ratio_low:.3f} to {model.ratio_high:.3f}"
        if model.machines > 1
        else "one machine: no interval"
    )
    return (
        f"{model.model}: {model.machines} machines, {model.machine_hours:.1f} h, hashing {model.hashing_share:.0%} of it "
        f"at {model.nominal_hash_share:.1%} of nominal; {model.j_per_th:.2f} J/TH against {model.nominal_j_per_th:.2f}, "
        f"ratio {model.ratio:.3f} ({between})."
    )


def _say_off(off: tuple[OffNominal, ...], tolerance: float) -> list[str]:
    if not off:
        return []
    named = ", ".join(f"{it.machine_id} ({it.model}) at {it.ratio:.0%}" for it in off)
    return [
        f"{len(off)} machines usually hash more than {tolerance:.0%} off their nominal rate, so the register or the "
        f"machine is not what it says: {named}."
    ]


def _say_meter(meter: MeterCheck | None) -> list[str]:
    if meter is None:
        return ["No energy reading covers a poll: machines and meter cannot be compared."]
    said = [
        f"{meter.readings} energy readings of {meter.hours:.1f} h in all, {meter.hours_covered:.2f} h of them polled: "
        f"reading / polls = {meter.ratio:.4f} ({meter.ratio_low:.4f} to {meter.ratio_high:.4f})."
    ]
    if meter.readings >= 3 and meter.copies == meter.readings:
        said.append(
            "Every reading equals the mean of its polls: it was made from them and is no second witness."
        )
    return said
