"""The bills of Garagum reckoned another way: local clock in Polars, whole numbers instead of decimals, no law pack.

The prices stand here a second time, as a miner reads them, in millionths of a GGM per kWh; nothing of the product's
reckoning is imported, so that what agrees agrees by itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

ZONE = "Asia/Ashgabat"
CHANGE, INDEXED = date(2026, 2, 16), date(2026, 1, 1)
BASE = {"winter_peak": 260_000, "peak": 210_000, "night": 110_000, "day": 160_000}
NEW = {"winter_peak": 290_000, "peak": 230_000, "night": 120_000, "day": 170_000}
FREE = [
    date(2025, 3, 8), date(2025, 3, 21), date(2025, 3, 22), date(2025, 5, 1), date(2025, 6, 15), date(2025, 10, 6),
    date(2025, 12, 12), date(2026, 1, 1), date(2026, 1, 2),
]  # fmt: skip
LIMITS = ((2_000_000_000, 6_000_000_000, 5_000, "large"), (6_000_000_000, None, 10_000, "very_large"))
LEVIES = ((200_000, 20_000), (120_000, 40_000), (0, 60_000))  # bought at, in millionths per kWh; rate
WH_MILLIONTHS_PER_MINOR = 10_000_000  # Wh x millionths per kWh that make one hundredth
Row = tuple[str, str, str, date, int, int]


def reckoned(home: Path, month: Any) -> Iterator[Row]:
    """Yield site, kind, code, first day, Wh and minor units of every line of a month."""
    first, end = month.starts_on, month.ends_before
    expected = _expected(first, end)
    told: dict[str, dict[tuple[date, str], tuple[int, int]]] = defaultdict(dict)
    for meter_id, part, band, wh, n in _told(home, first, end).iter_rows():
        told[f"S{meter_id[1:]}"][part, band] = (wh, n * 900)
    within = _within(home, first, end)
    sites = pl.read_parquet(f"{home}/lake/ref_sites/*.parquet").sort("site_id")
    for row in sites.iter_rows(named=True):
        yield from _lines(row, told.get(row["site_id"], {}), expected, within.get(row["site_id"], {}))


def _within(home: Path, first: date, end: date) -> dict[str, dict[tuple[date, str], tuple[int, int]]]:
    """Return by site, part and band the Wh within what was given for the hour, and Wh times price, both whole numbers.

    Hours and bands begin at full hours here, so no hour lies in two bands.
    """
    days = [first + timedelta(days=n) for n in range((end - first).days)]
    given = _of_days(home, "allocation_versions", days)
    if not given:
        return {}
    rows = pl.scan_parquet(given, hive_partitioning=False).select(
        "site_id", "starts_at", "allocated_w", "price_minor_per_mwh"
    )
    readings = pl.scan_parquet(_of_days(home, "meter_readings", days), hive_partitioning=False)
    hours = readings.group_by(
        site_id="S" + pl.col("meter_id").str.slice(1), starts_at=pl.col("read_at").dt.truncate("1h")
    ).agg(pl.col("energy_wh").sum())
    both = hours.join(rows, on=["site_id", "starts_at"]).with_columns(
        at=pl.col("starts_at").dt.convert_time_zone(ZONE), wh=pl.min_horizontal("energy_wh", "allocated_w")
    )
    added = both.group_by("site_id", part=_part(first), band=_band()).agg(
        pl.col("wh").sum(), worth=(pl.col("wh") * pl.col("price_minor_per_mwh")).sum()
    )
    told: dict[str, dict[tuple[date, str], tuple[int, int]]] = defaultdict(dict)
    for site_id, part, band, wh, worth in (
        added.select("site_id", "part", "band", "wh", "worth").collect().iter_rows()
    ):
        told[site_id][part, band] = (wh, worth)
    return told


def _of_days(home: Path, table: str, days: list[date]) -> list[Path]:
    return [file for day in days for file in sorted(Path(home).glob(f"lake/{table}/day={day}/*.parquet"))]


def _told(home: Path, first: date, end: date) -> pl.DataFrame:
    days = [first + timedelta(days=n) for n in range((end - first).days)]
    files = _of_days(home, "meter_readings", days)
    rows = pl.scan_parquet(files, hive_partitioning=False).select("meter_id", "read_at", "energy_wh")
    local = rows.with_columns(at=pl.col("read_at").dt.convert_time_zone(ZONE))
    grouped = local.group_by("meter_id", part=_part(first), band=_band()).agg(
        pl.col("energy_wh").sum(), n=pl.len()
    )
    return grouped.select("meter_id", "part", "band", "energy_wh", "n").collect(engine="streaming")


def _expected(first: date, end: date) -> dict[tuple[date, str], int]:
    zone = ZoneInfo(ZONE)
    at = pl.datetime_range(
        datetime.combine(first, time(), zone),
        datetime.combine(end, time(), zone),
        "15m",
        closed="left",
        eager=True,
    )
    counted = pl.DataFrame({"at": at}).group_by(part=_part(first), band=_band()).len()
    return {(part, band): n * 900 for part, band, n in counted.iter_rows()}


def _part(first: date) -> pl.Expr:
    changed = pl.col("at").dt.date() >= CHANGE
    return pl.when(changed & (pl.lit(first) < CHANGE)).then(pl.lit(CHANGE)).otherwise(pl.lit(first))


def _band() -> pl.Expr:
    at = pl.col("at")
    hour, month, weekday = at.dt.hour(), at.dt.month(), at.dt.weekday()
    working = ~at.dt.date().is_in(FREE)
    winter = month.is_in([11, 12, 1, 2, 3]) & (weekday <= 6) & working & (hour >= 17) & (hour < 22)
    summer = ~month.is_in([11, 12, 1, 2, 3]) & (weekday <= 5) & working & (hour >= 18) & (hour < 22)
    return (
        pl.when(winter).then(pl.lit("winter_peak"))
        .when(summer).then(pl.lit("peak"))
        .when((hour >= 23) | (hour < 7)).then(pl.lit("night"))
        .otherwise(pl.lit("day"))
    )  # fmt: skip


def _lines(
    site: dict[str, Any],
    told: dict[tuple[date, str], tuple[int, int]],
    expected: dict[tuple[date, str], int],
    within: dict[tuple[date, str], tuple[int, int]],
) -> Iterator[Row]:
    name, source = site["site_id"], site["power_source"]
    used = _filled(told, expected, site["licensed_w"])
    first, total_wh = min(part for part, _ in expected), sum(used.values())
    index = 102 if first >= INDEXED else 100
    taxed = 0
    if source == "grid":
        for kind, code, part, wh, minor in _charged(used, first, index, expected, site["licensed_w"], within):
            taxed += minor
            yield name, kind, code, part, wh, minor
    rate = {"own_renewable": 20_000, "own_other": 50_000}.get(source) or _levy_rate(
        site, used, first, index, total_wh, within
    )
    rate = 250_000 if not told else rate
    yield name, "levy", "levy", first, total_wh, _half_up(total_wh * rate, WH_MILLIONTHS_PER_MINOR)
    if taxed:
        yield name, "tax", "vat", first, 0, _half_up(taxed * 15, 100)


def _charged(
    used: dict[tuple[date, str], int],
    first: date,
    index: int,
    expected: dict[tuple[date, str], int],
    watts: int,
    within: dict[tuple[date, str], tuple[int, int]],
) -> Iterator[tuple[str, str, date, int, int]]:
    """Yield kind, code, day, Wh and minor units of every line on energy; allocated energy is one line over the month."""
    for kind, code, part, wh, price in _priced(used, first, index, expected, watts, within):
        yield kind, code, part, wh, _half_up(wh * price, WH_MILLIONTHS_PER_MINOR)
    wh, worth = (sum(each[n] for each in within.values()) for n in (0, 1))
    if wh:
        yield "allocation", "allocation", first, wh, _half_up(worth, 1_000_000)


def _priced(
    used: dict[tuple[date, str], int],
    first: date,
    index: int,
    expected: dict[tuple[date, str], int],
    watts: int,
    within: dict[tuple[date, str], tuple[int, int]],
) -> Iterator[tuple[str, str, date, int, int]]:
    """Yield kind, code, day, Wh and price in millionths per kWh; every price is a whole number of them."""
    by_part: dict[date, int] = defaultdict(int)
    allocated = sum(wh for wh, _ in within.values())
    for (part, band), all_wh in used.items():
        price = (NEW if part >= CHANGE else BASE)[band] * index // 100
        by_part[part] += all_wh
        wh = all_wh - within.get((part, band), (0, 0))[0]
        yield "energy", band, part, wh, price
        if band == "winter_peak" and wh:
            yield "surcharge", "winter.winter_peak", part, wh, price // 10
    for part, wh in by_part.items():
        if wh:
            yield "surcharge", "network", part, wh, 4_000 * index // 100
    total = sum(used.values())
    at_tariff = total - allocated
    for least, most, price, code in LIMITS:
        above = min(at_tariff, most or at_tariff) - least
        if above > 0:
            yield "block", code, first, above, price * index // 100
    contracted = _half_even(watts * sum(expected.values()) * 6, 3_600 * 10)
    if contracted > total:
        yield "take_or_pay", "take_or_pay", first, contracted - total, 50_000 * index // 100


def _levy_rate(
    site: dict[str, Any],
    used: dict[tuple[date, str], int],
    first: date,
    index: int,
    wh: int,
    within: dict[tuple[date, str], tuple[int, int]],
) -> int:
    """Find the band of the confirmed price, else of what energy, blocks and surcharges come to per kWh."""
    if site["tariff_minor_per_mwh"] is not None:
        bought, over = site["tariff_minor_per_mwh"] * 10, 1
    else:
        minor = sum(
            minor
            for kind, _, _, _, minor in _charged(used, first, index, {}, 0, within)
            if kind != "take_or_pay"
        )
        bought, over = minor * WH_MILLIONTHS_PER_MINOR, wh
    return next(rate for least, rate in LEVIES if bought >= least * over)


def _filled(
    told: dict[tuple[date, str], tuple[int, int]], expected: dict[tuple[date, str], int], watts: int
) -> dict[tuple[date, str], int]:
    missing = sum(expected.values()) - sum(seconds for _, seconds in told.values())
    few = missing * 10 <= sum(expected.values())
    filled = {}
    for key, seconds in expected.items():
        wh, covered = told.get(key, (0, 0))
        lost = seconds - covered
        alike = [told[each] for each in told if each[1] == key[1]]
        heard = sum(s for _, s in alike)
        if lost and few and heard:
            wh += _half_even(sum(w for w, _ in alike) * lost, heard)
        elif lost:
            wh += _half_even(watts * lost, 3_600)
        filled[key] = wh
    return filled


def _half_up(value: int, unit: int) -> int:
    return (2 * value + unit) // (2 * unit)


def _half_even(value: int, unit: int) -> int:
    whole, rest = divmod(value, unit)
    return whole + (2 * rest > unit or (2 * rest == unit and whole % 2 == 1))
