"""Bridge in: hand what the screenings of a day say of meters and feeders to the record as leads."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from terezi.base.units import PPM, WH_PER_MWH
from terezi.desk.visits import actions as visits
from terezi.desk.visits.terms import Received, Screened, SubjectKind
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.reasons import clears
from terezi.jobs.mining_price import mining_price_minor_per_mwh
from terezi.law.term import Term
from terezi.law.terms import Law

BY = "terezi screen"
MONTH_HOURS = 30 * 24
LEVELS = {"feeder": SubjectKind.FEEDER, "transformer": SubjectKind.TRANSFORMER}
REASONS = (1, 2, 3)
NEEDED = (
    "false_alarm_share", "household_least_unexplained_w", "leads_at_most", "feeder_least_unexplained_w", "visits_per_week",
)  # fmt: skip
FEEDER_CLEARS = ("feeder_meter_tested", "meters_assigned", "taps_walked")


@dataclass(frozen=True)
class Handed:
    """What one day's screenings brought, by what was screened; a kind whose day holds no screening is absent."""

    meters: Received | None
    feeders: Received | None


def hand_over_leads(*, lake: Lake, law: Law, at: datetime) -> Handed:
    """Let the record receive the leads of the law's day; run twice, it changes nothing."""
    meters = feeders = None
    if law.day in set(lake.days("meter_screens")):
        meters = _receive(lake, law, at, [SubjectKind.CUSTOMER], customer_leads(lake, law))
    if law.day in set(lake.days("feeder_balances")):
        found = feeder_leads(lake, law, mining_price_minor_per_mwh(lake, law))
        feeders = _receive(lake, law, at, list(LEVELS.values()), found)
    return Handed(meters, feeders)


def _receive(
    lake: Lake, law: Law, at: datetime, kinds: list[SubjectKind], found: Iterator[Screened]
) -> Received:
    snapshot = str(lake.snapshot())
    return visits.receive_leads(
        screened_on=law.day, kinds=kinds, found=found, lake_snapshot=snapshot, by=BY, at=at
    )


def customer_leads(lake: Lake, law: Law) -> Iterator[Screened]:
    """Yield customers above the line of the law, and of all others a sample by lot, which nobody can choose.

    The lot is the SHA-256 of day and code, so the same screening always brings the same sample.
    """
    rows = _one_each(lake.collect(lake.on("meter_screens", law.day)))
    above = _above_line(rows, law)
    others = rows.join(above.select("customer_id"), on="customer_id", how="anti")
    drawn = _by_lot(others, law)
    sampled_ppm = max(1, PPM * len(drawn) // len(others)) if len(others) else PPM
    told = _customers(lake, [*above["customer_id"], *drawn["customer_id"]])
    for frame, is_above, share in ((above, True, PPM), (drawn, False, sampled_ppm)):
        for row in frame.iter_rows(named=True):
            yield _customer(row, told.get(row["customer_id"], {}), law, is_above=is_above, sampled_ppm=share)


def _one_each(screens: pl.DataFrame) -> pl.DataFrame:
    """Keep of a customer with several meters the one that stands out most."""
    known = screens.filter(pl.col("customer_id").is_not_null())
    return known.sort("p_value_ppm", "meter_id").unique("customer_id", keep="first", maintain_order=True)


def _above_line(rows: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Return what the false-alarm rate lets through and is worth an officer's time, the highest of the list."""
    detection = law.detection
    line_ppm, least_w = (
        int(detection.false_alarm_share.value * PPM),
        _watts(detection.household_least_unexplained_w),
    )
    through = rows.filter(pl.col("p_value_ppm") <= line_ppm, pl.col("unexplained_w") >= least_w)
    ordered = through.sort("score_ppm", "customer_id", descending=[True, False])
    return ordered.head(int(detection.leads_at_most.value))


def _by_lot(others: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Draw as many of the others as a week has visits: more than chance will ever send an officer to."""
    codes = sorted(
        others["customer_id"], key=lambda code: hashlib.sha256(f"{law.day}|{code}".encode()).digest()
    )
    taken = codes[: int(law.detection.visits_per_week.value)]
    return others.filter(pl.col("customer_id").is_in(taken)).sort("customer_id")


def _customers(lake: Lake, codes: list[str]) -> dict[str, Mapping[str, Any]]:
    rows = lake.table("ref_customers")
    found = lake.collect(rows.filter(rows.customer_id.isin(codes))) if codes else pl.DataFrame()
    return {row["customer_id"]: row for row in found.iter_rows(named=True)}


def _customer(
    row: Mapping[str, Any], told: Mapping[str, Any], law: Law, *, is_above: bool, sampled_ppm: int
) -> Screened:
    reasons = [(row[f"reason_{n}"], row[f"reason_{n}_value"]) for n in REASONS if row[f"reason_{n}"]]
    return Screened(
        subject_kind=SubjectKind.CUSTOMER.value,
        subject=row["customer_id"],
        region=told.get("region") or "",
        place=told.get("place") or "",
        feeder_id=told.get("feeder_id") or "",
        customer_class=told.get("tariff_class") or "",
        activity=told.get("activity") or "",
        group=row["group"],
        p_value_ppm=row["p_value_ppm"],
        probability_ppm=row["probability_ppm"],
        unexplained_w=row["unexplained_w"],
        low_w=row["unexplained_w"],
        high_w=row["unexplained_w"],
        least_w=_watts(law.detection.household_least_unexplained_w),
        expected_wh_per_month=row["expected_wh_per_month"],
        money_minor=row["money_minor"],
        currency=law.settlement.currency.value if row["money_minor"] is not None else "",
        reasons=[{"code": code, "value": value} for code, value in reasons],
        clears=clears([code for code, _ in reasons]),
        is_above_line=is_above,
        sampled_ppm=sampled_ppm,
        model_sha=row["model"],
    )


def feeder_leads(lake: Lake, law: Law, money_minor_per_mwh: int | None) -> Iterator[Screened]:
    """Yield feeders and transformers whose balance leaves load unexplained that is worth an officer's time."""
    rows = lake.collect(lake.on("feeder_balances", law.day))
    least_w = _watts(law.detection.feeder_least_unexplained_w)
    out = rows.filter(
        pl.col("level").is_in(list(LEVELS)), pl.col("low_w") > 0, pl.col("unexplained_w") >= least_w
    )
    feeders = lake.collect(lake.table("ref_feeders"))
    regions = dict(feeders.select("feeder_id", "region").iter_rows())
    for row in out.sort("level", "subject_id").iter_rows(named=True):
        yield _feeder(row, regions.get(row["feeder_id"], ""), law, least_w, money_minor_per_mwh)


def _feeder(
    row: Mapping[str, Any], region: str, law: Law, least_w: int, money_minor_per_mwh: int | None
) -> Screened:
    expected_wh, changed_on = row["unexplained_w"] * MONTH_HOURS, row["changed_on"]
    reasons: list[dict[str, str | int]] = [{"code": "feeder_balance_w", "value": row["unexplained_w"]}]
    if changed_on is not None:
        reasons.append({"code": "rose_on", "value": changed_on.isoformat()})
    money = None if money_minor_per_mwh is None else expected_wh * money_minor_per_mwh // WH_PER_MWH
    p_value_ppm = min(max(row["p_ppm"] or 0, 0), PPM)
    return Screened(
        subject_kind=LEVELS[row["level"]].value,
        subject=row["subject_id"],
        region=region,
        place="",
        feeder_id=row["feeder_id"],
        customer_class="",
        activity="",
        group=row["level"],
        p_value_ppm=p_value_ppm,
        probability_ppm=PPM - p_value_ppm,
        unexplained_w=row["unexplained_w"],
        low_w=row["low_w"],
        high_w=max(row["high_w"], row["low_w"]),
        least_w=least_w,
        expected_wh_per_month=expected_wh,
        money_minor=money,
        currency=law.settlement.currency.value if money is not None else "",
        reasons=reasons,
        clears=FEEDER_CLEARS,
        is_above_line=True,
        sampled_ppm=PPM,
        model_sha="",
    )


def _watts(term: Term[int]) -> int:
    return int(term.value)
