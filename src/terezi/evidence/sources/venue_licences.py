"""Whose returns are taken: those of venues that hold a licence on the day the row tells of, from the venue itself."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import RETURNS

FILED_BY = "filed_by"
UNLICENSED, NOT_HIS_OWN = "VEN-11", "VEN-12"
FILES = ("registered", "licensed", "limited", "suspended")
"""A venue whose licence is suspended trades no more, and goes on to say what it owes its clients."""
Span = tuple[str, date, date | None]


def licences(home: Home) -> list[Span]:
    """Return (venue, from, until exclusive) of every licence under which returns are filed."""
    lake = Lake.open(home)
    rows = lake.collect(lake.table("ref_venues")).filter(pl.col("status").is_in(FILES))
    return rows.select("venue_id", "valid_from", "valid_until").rows()


def who_may_file(table: str, spans: list[Span] | None, options: Mapping[str, str]) -> list[Check]:
    """List what rows of a return keep besides its own checks; they read `venue_id` and `day`.

    Without `spans` nobody knows who holds a licence, and that is not asked.
    """
    if table not in RETURNS:
        return []
    remedy = saying("Send the code of the licence, or ask the authority to enter the venue in its register")
    says = saying("The venue holds a licence on the day")
    checks = [] if spans is None else [Check(UNLICENSED, says, is_licensed(spans), remedy)]
    if by := options.get(FILED_BY):
        own = pl.col("venue_id") == by
        checks.append(
            Check(
                NOT_HIS_OWN,
                saying("{venue} files for itself alone", venue=by),
                own,
                saying("Send rows whose venue_id is {venue}", venue=by),
            )
        )
    return checks


def is_licensed(spans: list[Span]) -> pl.Expr:
    """Say whether a row's venue holds a licence on its day."""
    venue, day = pl.col("venue_id"), pl.col("day")
    held = [
        (venue == code) & (day >= begins) & (pl.lit(value=True) if until is None else day < until)
        for code, begins, until in spans
    ]
    return pl.any_horizontal(pl.lit(value=False), *held)
