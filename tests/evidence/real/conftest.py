"""Hand-written samples in the shape of the real files, and the real files themselves where they are."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl
import pytest

from terezi.evidence.sources.source import Check, Source

ROOT = Path(__file__).parents[3]
OPTIONS = {"site_id": "farm", "meter_id": "meter", "valid_from": "2025-07-31", "starts_on": "2018-01-01"}
Read = Callable[..., pl.DataFrame]


@pytest.fixture
def data() -> Path:
    """The folder of real data, or a skip that says where it was looked for."""
    told = os.environ.get("TEREZI_DATA")
    places = [Path(told)] if told else [up / "shared" / "data" for up in ROOT.parents]
    for place in places:
        if place.is_dir():
            return place
    pytest.skip("no real data: set TEREZI_DATA or put it beside the checkout as ../shared/data")


@pytest.fixture
def read() -> Read:
    """Parse rows (dicts, empty text where None), a CSV or a Parquet file with a source."""

    def _read(
        source: Source, what: Path | pl.DataFrame | Iterable[dict[str, object]], **options: str
    ) -> pl.DataFrame:
        if not isinstance(what, Path):
            told = what if isinstance(what, pl.DataFrame) else pl.DataFrame(list(what))
            rows = told.lazy().cast(
                {name: pl.String for name, kind in told.schema.items() if kind == pl.Null}
            )
        elif what.suffix == ".parquet":
            rows = pl.scan_parquet(what)
        else:
            rows = pl.scan_csv(what, infer_schema=False)
        return source.parse(rows.with_row_index("row_number", offset=1), {**OPTIONS, **options}).collect()

    return _read


@pytest.fixture
def broken() -> Callable[[Iterable[Check], pl.DataFrame], dict[str, int]]:
    """Count the rows that break each check; checks that hold are left out."""

    def _broken(checks: Iterable[Check], frame: pl.DataFrame) -> dict[str, int]:
        counts = {
            check.code: int(frame.select((~check.holds.fill_null(False)).sum()).item()) for check in checks
        }
        return {code: count for code, count in counts.items() if count}

    return _broken
