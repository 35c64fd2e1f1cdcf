"""The register of sites, as a file."""

import polars as pl

from terezi.evidence.facts.grades import Grade, Scheme
from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_SITES = Source(
    name="register of sites",
    table="ref_sites",
    recognises=with_columns("site_id", "licence_number", "licensed_w"),
    parse=reading("ref_sites"),
    checks=(
        one_of("REG-11", "evidence_grade", tuple(Grade)),
        one_of("REG-12", "scheme", tuple(Scheme)),
        one_of("REG-13", "actor_class", ("industrial", "private")),
        one_of("REG-14", "power_source", ("grid", "own_renewable", "own_other")),
        Check("REG-15", "Overhead is at least 1,000,000 ppm: a site draws no less than its machines", pl.col("pue_ppm") >= 1_000_000, "Send site power / machine power x 1,000,000"),
        VALID,),
)  # fmt: skip
