"""Declarations for the levy in Terezi's own format."""

import polars as pl

from terezi.evidence.facts.tables import LEVY_DECLARATIONS
from terezi.evidence.sources.plain import Options, Rows, kwh_as_wh, read
from terezi.evidence.sources.source import Check, Heading, Source


def _is_declaration(heading: Heading) -> bool:
    names = set(heading.columns)
    return names >= {"site_id", "period_from", "declared_levy_minor"} and bool(
        names & {"declared_wh", "declared_kwh"}
    )


def _parse(raw: Rows, options: Options) -> Rows:
    return read(kwh_as_wh(raw, kwh="declared_kwh", wh="declared_wh"), LEVY_DECLARATIONS, options)


DECLARATIONS = Source(
    name="levy declarations",
    table="levy_declarations",
    recognises=_is_declaration,
    parse=_parse,
    checks=(
        Check("LEV-11", "A period ends after it begins", pl.col("period_until") > pl.col("period_from"), "Send the day after the last as period_until"),
        Check("LEV-12", "A currency has three letters", pl.col("currency").str.contains(r"^[A-Z]{3}$"), "Send the ISO 4217 code"),
    ),
)  # fmt: skip
