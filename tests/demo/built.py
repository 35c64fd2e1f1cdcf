"""A built country, its files read back the way a stranger would read them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from terezi.demo.answers import Answers, Truth

ZONE = "Asia/Ashgabat"


@dataclass(frozen=True)
class Country:
    folder: Path
    answers: Answers

    def register(self, name: str) -> pl.DataFrame:
        return pl.read_csv(self.folder / "register" / f"{name}.csv", try_parse_dates=True)

    def csv(self, pattern: str) -> pl.DataFrame:
        files = sorted((self.folder / "deliveries").glob(pattern))
        return pl.concat(
            [pl.read_csv(file, infer_schema_length=None) for file in files], how="diagonal_relaxed"
        )

    @cached_property
    def readings(self) -> pl.DataFrame:
        """All meters: id, local start, Wh, quality."""
        folder = self.folder / "deliveries"
        meters = pl.concat([self.csv("meters/*.gz"), self.csv("late/meters-*.gz")])
        meters = meters.with_columns(local("read_at"))
        customers = pl.concat([pl.read_parquet(file) for file in sorted(folder.glob("customers/*"))])
        customers = customers.with_columns(
            pl.col("read_at").dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
        )
        columns = ["meter_id", "read_at", "energy_wh", "quality"]
        return pl.concat([meters.select(columns), customers.select(columns)])

    @cached_property
    def reports(self) -> pl.DataFrame:
        """Pool reports with the local day."""
        counts = pl.col("accepted_gigahashes", "blocks_found").cast(pl.Int64, strict=False)
        return self.csv("pools/*-reports-*").with_columns(counts, day=local("starts_at").dt.date())

    @cached_property
    def telemetry(self) -> pl.DataFrame:
        folder = self.folder / "deliveries"
        files = [*sorted(folder.glob("telemetry/*")), *sorted(folder.glob("late/telemetry-*"))]
        rows = pl.concat([pl.read_parquet(file) for file in files])
        return rows.with_columns(pl.col("read_at").dt.convert_time_zone(ZONE).dt.replace_time_zone(None))

    @cached_property
    def meter_of(self) -> dict[str, str]:
        meters = self.register("meters")
        return dict(zip(meters["subject_id"], meters["meter_id"], strict=True))

    def truth(self, kind: str) -> Truth:
        return next(truth for truth in self.answers.truths if truth.kind == kind)

    def innocent(self, says: str) -> str:
        return next(each.subject for each in self.answers.innocent if says in each.says)

    def metered(self, subject: str) -> pl.DataFrame:
        return self.readings.filter(pl.col("meter_id") == self.meter_of[subject]).sort("read_at")

    def reported(self, site: str) -> pl.DataFrame:
        """Telemetry of a site, summed over its controllers."""
        rows = self.telemetry.filter(pl.col("site_id") == site)
        return rows.group_by("read_at").agg(pl.col("hash_rate_ghs", "power_w").sum()).sort("read_at")


def local(column: str) -> pl.Expr:
    """Read local time with its offset, as wall-clock time."""
    return pl.col(column).str.strptime(pl.Datetime("us"), "%Y-%m-%dT%H:%M:%S+05:00")


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
