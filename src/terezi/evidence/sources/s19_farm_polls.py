"""Polls of an Antminer farm by its own dashboard: `metrics.csv.gz` with timestamp, miner_ip, power_w, ...

Times are UTC: the same dashboard writes the same instants with +00:00 in its alerts. Power is no
measurement there: every answer is hash rate x a nominal J/TH of one decimal, so the rows are flagged.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits, with_intervals
from terezi.evidence.sources.readable import fixed, instant, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

POLL_SECONDS = 30
EPOCH = 1_000_000_000  # an uptime above 31 years is a clock reading
HOTTEST_C = 120.0  # boards switch off near 95 C; 191.625 is a sensor that does not answer
MOST_GHS = 1_000_000  # no air-cooled machine reaches 1 PH/s
MOST_W = 20_000

_power, _hashes = number("power_w"), number("hashrate_ths")
_tenths = _power / _hashes * 10
_reckoned = (pl.col("power_told") == 0) & (pl.col("hash_rate_ghs") == 0) | pl.col("on_a_tenth")


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    polls = rows.select(
        "row_number",
        site_id=fixed(options["site_id"]),
        machine_id=pl.col("miner_ip"),
        read_at=instant("timestamp", "%Y-%m-%d %H:%M:%S%.f"),
        machines=fixed(1),
        hash_rate_ghs=whole(_hashes, times=1000),
        power_told=whole(_power),
        on_a_tenth=(_power > 0) & (_hashes > 0) & ((_tenths - _tenths.round()).abs() < 1e-6),
        uptime_s=number("elapsed_s"),
        temperature_c=number("avg_temp_c"),
    )
    unknown_power = (pl.col("power_told") == 0) & (pl.col("hash_rate_ghs") > 0)
    return (
        with_intervals(polls, usual_seconds=POLL_SECONDS)
        .with_columns(power_w=pl.when(~unknown_power.fill_null(False)).then("power_told"))
        .with_columns(
            flags=bits(
                (Flag.ESTIMATED, _reckoned),
                (Flag.AFTER_GAP, pl.col("after_gap")),
                (
                    Flag.REPAIRED_VALUE,
                    unknown_power
                    | (pl.col("interval_seconds") == 0)
                    | (pl.col("uptime_s") >= EPOCH)
                    | (pl.col("temperature_c") > HOTTEST_C),
                ),
            )
        )
    )


S19_FARM_POLLS = Source(
    name="Antminer farm dashboard, polls",
    table="machine_telemetry",
    recognises=with_columns(
        "timestamp", "miner_ip", "power_w", "hashrate_ths", "elapsed_s", "avg_temp_c", "avg_fan_rpm"
    ),
    parse=_parse,
    needs=("site_id",),
    checks=(
        Check(
            "S19P-01",
            "A poll names its machine",
            pl.col("machine_id").is_not_null(),
            "Ask the farm which address answered",
        ),
        Check(
            "S19P-02",
            "The time of a poll can be read",
            pl.col("read_at").is_not_null(),
            "Write times as 2025-10-07 15:00:41.659224, in UTC",
        ),
        Check(
            "S19P-03",
            "A hash rate is a number from 0 to 1,000 TH/s",
            pl.col("hash_rate_ghs").is_between(0, MOST_GHS).fill_null(False),
            "Give TH/s of one machine, not GH/s or H/s",
        ),
        Check(
            "S19P-04",
            "Power is a number from 0 to 20,000 W",
            pl.col("power_told").is_between(0, MOST_W).fill_null(False),
            "Give watts of one machine, not kilowatts of a rack",
        ),
        Check(
            "S19P-05",
            "An uptime is never negative",
            pl.col("uptime_s").fill_null(0) >= 0,
            "Send the machine's own uptime",
        ),
    ),
    repairs=(
        Check(
            "S19P-R1",
            "Power is measured; where it is hash rate x a nominal J/TH it is flagged as estimated",
            ~_reckoned.fill_null(False),
            "Kept, flagged as estimated: this power is no witness of its own",
        ),
        Check(
            "S19P-R2",
            "A machine that hashes draws power; 0 W there is taken as unknown",
            pl.col("power_w").is_not_null(),
            "0 W at a hash rate above 0: the power is taken as unknown",
        ),
        Check(
            "S19P-R3",
            "A machine answers one moment once; the answer with least work speaks for 0 seconds",
            pl.col("interval_seconds") > 0,
            "The answer with least work speaks for 0 seconds",
        ),
        Check(
            "S19P-R4",
            "An uptime is a duration; a row with a date in its place is kept and flagged",
            pl.col("uptime_s").fill_null(0) < EPOCH,
            "Kept and flagged: such rows may come from a simulator",
        ),
        Check(
            "S19P-R5",
            "A temperature is one a board survives; a row with another is kept and flagged",
            pl.col("temperature_c").fill_null(0) <= HOTTEST_C,
            "The temperature is not used; the row is kept and flagged",
        ),
    ),
)
