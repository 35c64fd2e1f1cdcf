"""What the grid operator tells of plants, lines, generation, demand and exports, in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Check, Source, with_columns

FUELS = ("hydro", "gas", "coal", "solar", "wind", "nuclear", "other")
HIGHEST_W = 1_000_000_000_000  # above the whole grid of any country supervised
ON_THE_HOUR = pl.col("starts_at").dt.truncate("1h") == pl.col("starts_at")


def _power(column: str) -> pl.Expr:
    return pl.col(column).is_between(0, HIGHEST_W)


POWER_PLANTS = Source(
    name="list of power plants",
    table="ref_plants",
    recognises=with_columns("plant_id", "fuel", "capacity_w"),
    parse=reading("ref_plants"),
    checks=(
        one_of("PWS-01", "fuel", FUELS),
        Check("PWS-02", "A plant is built for some power", (pl.col("capacity_w") > 0) & _power("capacity_w"), "Send W"),
        Check("PWS-03", "A unit and a least output are within the plant", pl.col("unit_w").is_between(1, pl.col("capacity_w")) & pl.col("must_run_w").is_between(0, pl.col("capacity_w")), "Send W of the largest unit, and the least output or 0"),
    ),
)  # fmt: skip
LINES = Source(
    name="list of lines",
    table="ref_lines",
    recognises=with_columns("line_id", "from_region", "to_region", "limit_w"),
    parse=reading("ref_lines"),
    checks=(
        Check("PWS-11", "A line joins two regions", pl.col("from_region") != pl.col("to_region"), "Leave out lines within a region"),
        Check("PWS-12", "A line has a limit and a reactance", (pl.col("limit_w") > 0) & _power("limit_w") & (pl.col("reactance_uohm") > 0), "Send W and millionths of an ohm"),
    ),
)  # fmt: skip
GENERATION = Source(
    name="generation by plant and hour",
    table="generation_hours",
    recognises=with_columns("plant_id", "starts_at", "available_w"),
    parse=reading("generation_hours"),
    checks=(
        Check("PWS-21", "An hour starts on the hour", ON_THE_HOUR, "Send the mean of whole hours"),
        Check("PWS-22", "Power is not negative", _power("available_w") & (pl.col("output_w").is_null() | _power("output_w")), "Send W; leave the output of hours to come empty"),
    ),
)  # fmt: skip
DEMAND = Source(
    name="domestic demand by region and hour",
    table="demand_hours",
    recognises=with_columns("region", "starts_at", "demand_w"),
    parse=reading("demand_hours"),
    checks=(
        Check("PWS-31", "An hour starts on the hour", ON_THE_HOUR, "Send the mean of whole hours"),
        Check("PWS-32", "Demand is not negative", _power("demand_w"), "Send W"),
    ),
)  # fmt: skip
EXPORTS = Source(
    name="exports under contract by region and hour",
    table="export_hours",
    recognises=with_columns("region", "starts_at", "contracted_w"),
    parse=reading("export_hours"),
    checks=(
        Check("PWS-41", "An hour starts on the hour", ON_THE_HOUR, "Send the mean of whole hours"),
        Check("PWS-42", "A contract is not negative", _power("contracted_w"), "Send W"),
    ),
)  # fmt: skip
