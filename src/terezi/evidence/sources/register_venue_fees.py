"""The fee schedules venues filed, as a file."""

import polars as pl

from terezi.base.units import PPM
from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_VENUE_FEES = Source(
    name="fee schedules of venues",
    table="ref_venue_fees",
    recognises=with_columns("venue_id", "instrument", "maker_ppm", "taker_ppm"),
    parse=reading("ref_venue_fees"),
    checks=(
        names_a_pair("REG-51", or_all=True),
        Check("REG-52", "A fee is less than the value traded", pl.max_horizontal(pl.col("maker_ppm").abs(), pl.col("taker_ppm").abs()) < PPM, "Send millionths of the value: 0.1 % is 1000"),
        VALID,),
)  # fmt: skip
