"""Rows of every plan of a day, by the certificate that fixes them: what was signed stays readable when the day is planned again."""

from datetime import date

import polars as pl

from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import kept_plan


def keep_version(lake: Lake, day: date, certificate_sha256: str, rows: pl.DataFrame) -> None:
    """Keep rows of `allocations` under their certificate, beside those of other plans of the day."""
    before = lake.collect(lake.on("allocation_versions", day))
    others = before.filter(pl.col("certificate_sha256") != certificate_sha256)
    mine = rows.with_columns(certificate_sha256=pl.lit(certificate_sha256)).select(others.columns)
    lake.replace_day("allocation_versions", day, pl.concat([others, mine.cast(others.schema)]))


def keep_current(lake: Lake, day: date) -> None:
    """Keep the plan of a day as it lies now, if it is not kept yet: homes older than the versions have none."""
    plan = kept_plan(lake.home, day)
    if plan is None:
        return
    versions = lake.on("allocation_versions", day)
    if lake.collect(versions.filter(versions.certificate_sha256 == plan.sha256).limit(1)).is_empty():
        keep_version(lake, day, plan.sha256, lake.collect(lake.on("allocations", day)))
