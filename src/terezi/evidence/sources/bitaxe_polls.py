"""Polls of Bitaxe miners by multi-bitaxe monitors: CSV with miner_name, hashrate_gh, power_w, status, ...

Times are local to the monitor and the file names no zone: give time_zone; without it they are read as UTC.
Power is measured by the board's own sensor, at the input of the board and not at the wall.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits, with_intervals
from terezi.evidence.sources.readable import UTC, fixed, instant, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

POLL_SECONDS = 60
MOST_GHS = 100_000
MOST_W = 500


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    silent = pl.col("status") == "OFFLINE"
    polls = rows.select(
        "row_number",
        "status",
        site_id=fixed(options["site_id"]),
        machine_id=pl.col("miner_ip"),
        read_at=instant("timestamp", "%Y-%m-%dT%H:%M:%S%.f", zone=options.get("time_zone", UTC)),
        machines=fixed(1),
        hash_rate_ghs=whole(number("hashrate_gh")),
        power_told=whole(number("power_w")),
        power_w=pl.when(~silent).then(whole(number("power_w"))),
    )
    return with_intervals(polls, usual_seconds=int(options.get("poll_seconds", POLL_SECONDS))).with_columns(
        flags=bits((Flag.AFTER_GAP, pl.col("after_gap")), (Flag.REPAIRED_VALUE, silent))
    )


BITAXE_POLLS = Source(
    name="Bitaxe monitor, polls",
    table="machine_telemetry",
    recognises=with_columns(
        "timestamp", "miner_name", "miner_ip", "hashrate_gh", "power_w", "uptime_s", "status"
    ),
    parse=_parse,
    needs=("site_id",),
    checks=(
        Check(
            "BTX-01",
            "A poll names its machine",
            pl.col("machine_id").is_not_null(),
            "Ask the operator which machine answered",
        ),
        Check(
            "BTX-02",
            "The time of a poll can be read",
            pl.col("read_at").is_not_null(),
            "Write times as 2025-05-29T19:34:55.541710; an hour that came twice needs UTC",
        ),
        Check(
            "BTX-03",
            "A hash rate is a number from 0 to 100 TH/s",
            pl.col("hash_rate_ghs").is_between(0, MOST_GHS).fill_null(False),
            "Give GH/s of one machine",
        ),
        Check(
            "BTX-04",
            "Power is a number from 0 to 500 W",
            pl.col("power_told").is_between(0, MOST_W).fill_null(False),
            "Give watts of one machine",
        ),
        Check(
            "BTX-05",
            "A machine is ONLINE or OFFLINE",
            pl.col("status").is_in(["ONLINE", "OFFLINE"]).fill_null(False),
            "Say which",
        ),
    ),
    repairs=(
        Check(
            "BTX-R1",
            "A machine answers when it is asked; OFFLINE is no work and unknown power",
            pl.col("status") != "OFFLINE",
            "OFFLINE with zeros: no work in that interval, power unknown",
        ),
    ),
)
