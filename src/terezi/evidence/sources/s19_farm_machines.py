"""The machine list of an Antminer farm's dashboard, `miners.csv`: one address per row, often without a model."""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import fixed, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

FIRMWARE = r"\s*\(.*\)$"
MAKER = r"(?i)^(bitmain\s+)?(antminer\s+)?"


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    series = pl.col("model").str.replace(FIRMWARE, "").str.replace(MAKER, "").str.to_uppercase()
    told = rows.select(
        "row_number",
        site_id=fixed(options["site_id"]),
        batch_id=pl.col("miner_ip"),
        model=pl.lit("Antminer ") + series.str.replace("PRO", "Pro"),
        machines=fixed(1),
        told_ths=number("nominal_ths"),
        told_j_per_th=number("nominal_efficiency_j_per_th"),
        valid_from=pl.lit(options["valid_from"]).str.to_date("%Y-%m-%d", strict=False),
        valid_until=pl.lit(None, dtype=pl.Date),
    )
    if options.get("unidentified") == "leave_out":
        told = told.filter(pl.col("model").is_not_null())
    return told.with_columns(
        ths=_as_its_like("told_ths"), j_per_th=_as_its_like("told_j_per_th")
    ).with_columns(
        hash_rate_ghs=whole(pl.col("ths"), times=1000),
        power_w=whole(pl.col("ths") * pl.col("j_per_th")),
    )


def _as_its_like(column: str) -> pl.Expr:
    """Fill a missing nominal value from the most common one of the same model in the same list."""
    common = pl.col(column).drop_nulls().mode(maintain_order=True).first().over("model")
    return pl.when(pl.col("model").is_not_null()).then(pl.col(column).fill_null(common))


S19_FARM_MACHINES = Source(
    name="Antminer farm dashboard, machine list",
    table="ref_machines",
    recognises=with_columns("miner_ip", "model", "nominal_ths", "nominal_efficiency_j_per_th", "board_count"),
    parse=_parse,
    needs=("site_id", "valid_from"),
    checks=(
        Check(
            "S19M-01",
            "A machine has an address, and no two have the same",
            pl.col("batch_id").is_not_null() & pl.col("batch_id").is_first_distinct(),
            "Give each machine its own row and address",
        ),
        Check(
            "S19M-02",
            "A machine on the register has a model",
            pl.col("model").is_not_null(),
            "Ask the licensee for the model; or load with unidentified=leave_out, and the register holds only what is identified",
        ),
        Check(
            "S19M-03",
            "A model has a nominal hash rate and efficiency",
            pl.col("model").is_null()
            | (
                pl.col("hash_rate_ghs").is_between(1, 1_000_000) & pl.col("power_w").is_between(1, 20_000)
            ).fill_null(False),
            "Fill both from the catalogue of machine models (ref_models) and deliver again",
        ),
        Check(
            "S19M-04",
            "The day from which the list is true can be read",
            pl.col("valid_from").is_not_null(),
            "Give valid_from as 2025-07-31",
        ),
    ),
    repairs=(
        Check(
            "S19M-R1",
            "Nominal values are in the machine's own row; missing ones are those of its model in the list",
            pl.col("model").is_null()
            | (pl.col("told_ths").is_not_null() & pl.col("told_j_per_th").is_not_null()),
            "Filled from the other machines of the same model in the list",
        ),
    ),
)
