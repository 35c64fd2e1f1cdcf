"""A national fleet's deliveries for one day: telemetry every five minutes, site meters, pool reports."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import REF_MACHINES, REF_METERS, REF_POOLS, REF_SITES, REF_WALLETS

DAY = date(2026, 3, 10)
MIDNIGHT_UTC = datetime(2026, 3, 9, 19, tzinfo=UTC)
HASH_RATE_GHS = 175_000
POWER_W = 3_500
EFFICIENCY_J_PER_TH = POWER_W / (HASH_RATE_GHS / 1_000)
FROM = date(2026, 1, 1)


def telemetry(path: Path, *, sites: int, machines: int, seed: int = 1) -> int:
    """Write one row per machine and five minutes; answers the rows."""
    rng = np.random.default_rng(seed)
    per_site = machines // sites
    site_ids = pa.array([f"S{n:05d}" for n in range(sites)]).dictionary_encode()
    machine_ids = pa.array([f"M{n:07d}" for n in range(machines)]).dictionary_encode()
    site = pa.DictionaryArray.from_arrays(
        np.repeat(np.arange(sites, dtype=np.int32), per_site), site_ids.dictionary
    )
    machine = pa.DictionaryArray.from_arrays(np.arange(machines, dtype=np.int32), machine_ids.dictionary)
    fixed = {
        "interval_seconds": pa.array(np.full(machines, 300, np.int32)),
        "machines": pa.array(np.ones(machines, np.int32)),
    }
    writer = None
    for step in range(288):
        at = MIDNIGHT_UTC + timedelta(minutes=5 * step)
        noise = rng.normal(1, 0.02, machines)
        batch = pa.table(
            {
                "site_id": site,
                "machine_id": machine,
                "read_at": pa.array([at] * machines, pa.timestamp("us", tz="UTC")),
                **fixed,
                "hash_rate_ghs": pa.array((HASH_RATE_GHS * noise).astype(np.int64)),
                "power_w": pa.array((POWER_W * noise).astype(np.int64)),
            }
        )
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_table(batch)
    assert writer is not None
    writer.close()
    return 288 * machines


def meters_and_pools(folder: Path, *, sites: int, machines: int, seed: int = 2) -> None:
    """Write site meters every quarter hour, one pool report per site and the network's day."""
    rng = np.random.default_rng(seed)
    per_site = machines // sites
    at = [MIDNIGHT_UTC + timedelta(minutes=15 * step) for step in range(96)]
    quarter_wh = per_site * POWER_W * 1.05 / 4
    bias = rng.normal(1, 0.02, sites)
    pl.DataFrame(
        {
            "meter_id": np.repeat([f"E{n:05d}" for n in range(sites)], 96),
            "read_at": at * sites,
            "interval_seconds": np.full(sites * 96, 900, np.int32),
            "energy_wh": (quarter_wh * np.repeat(bias, 96)).astype(np.int64),
            "quality": ["measured"] * (sites * 96),
            "source_rank": np.ones(sites * 96, np.int32),
        }
    ).write_parquet(folder / "meter_readings.parquet")
    hashes_gh = per_site * HASH_RATE_GHS * 86_400
    earned = hashes_gh * 1e9 / (2**32 * 1.45e14) * (312_500_000 + 3_000_000) * 0.98
    pl.DataFrame(
        {
            "pool_id": ["P1"] * sites,
            "site_id": [f"S{n:05d}" for n in range(sites)],
            "starts_at": [MIDNIGHT_UTC] * sites,
            "seconds": np.full(sites, 86_400, np.int32),
            "asset": ["BTC"] * sites,
            "scheme": ["FPPS"] * sites,
            "accepted_gigahashes": np.full(sites, hashes_gh, np.int64),
            "rejected_ppm": np.zeros(sites, np.int32),
            "fee_ppm": np.full(sites, 20_000, np.int32),
            "earned_satoshi": (earned * rng.normal(1, 0.003, sites)).astype(np.int64),
            "blocks_found": np.zeros(sites, np.int32),
        }
    ).write_parquet(folder / "pool_reports.parquet")
    pl.DataFrame(
        {
            "asset": ["BTC"], "starts_at": [MIDNIGHT_UTC], "seconds": [86_400], "difficulty": [145_000_000_000_000],
            "subsidy_satoshi": [312_500_000], "fees_satoshi": [3_000_000], "price_usd_cents": [9_000_000], "blocks": [144],
        }
    ).write_parquet(folder / "network_days.parquet")  # fmt: skip


def register(lake: Lake, *, sites: int, machines: int) -> None:
    """Publish the register of the fleet straight into the lake."""
    per_site = machines // sites
    ids = [f"S{n:05d}" for n in range(sites)]
    valid = {"valid_from": [FROM] * sites, "valid_until": [None] * sites}
    plain = {
        "licence_number": ids, "name": ids, "status": "licensed", "actor_class": "industrial", "region": "R",
        "feeder_id": "F", "licensed_w": 2 * per_site * POWER_W, "pue_ppm": 1_050_000, "evidence_grade": "sampled",
        "asset": "BTC", "scheme": "FPPS", "pool_id": "P1", "pool_share_ppm": 100_000,
        "tariff_minor_per_mwh": 12_000, "power_source": "grid",
    }  # fmt: skip
    rows = {k: v if isinstance(v, list) else [v] * sites for k, v in plain.items()}
    _publish(lake, REF_SITES, {"site_id": ids, **rows, **valid})
    batch = {"model": "bench", "machines": per_site, "hash_rate_ghs": HASH_RATE_GHS, "power_w": POWER_W}
    _publish(
        lake,
        REF_MACHINES,
        {"site_id": ids, "batch_id": ids, **{k: [v] * sites for k, v in batch.items()}, **valid},
    )
    meter = {
        "kind": "site",
        "feeder_id": "F",
        "source_rank": 1,
        "interval_seconds": 900,
        "customer_class": "mining",
    }
    meter_ids = [f"E{n:05d}" for n in range(sites)]
    _publish(
        lake,
        REF_METERS,
        {"meter_id": meter_ids, "subject_id": ids, **{k: [v] * sites for k, v in meter.items()}, **valid},
    )
    one = {"valid_from": [FROM], "valid_until": [None]}
    _publish(lake, REF_POOLS, {"pool_id": ["P1"], "name": ["Pool"], "accredited": [True], **one})
    _publish(lake, REF_WALLETS, {"address": ["A"], "site_id": ["S00000"], **one})


def _publish(lake: Lake, table: object, columns: dict[str, list[object]]) -> None:
    lake.publish(
        table.name, pl.DataFrame(columns, schema_overrides=dict(table.polars_schema())).select(table.names)
    )  # type: ignore[attr-defined]
