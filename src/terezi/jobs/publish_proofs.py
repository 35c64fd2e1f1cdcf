"""Bridge out: the proofs of reserves the record took, as rows of the lake."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from terezi.desk.venues import queries
from terezi.desk.venues.models import ReserveProof
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables.venue_proofs import VENUE_PROOFS


def publish_proofs(*, lake: Lake, day: date, zone: str) -> int:
    """Let `venue_proofs` of a settlement day hold what the record took of its moments; answers the rows."""
    rows = [row for proof in queries.proofs_between(*day_bounds(day, zone)) for row in _rows(proof, day)]
    frame = pl.DataFrame(rows, schema=VENUE_PROOFS.polars_schema())
    lake.replace_day(VENUE_PROOFS.name, day, frame)
    return frame.height


def _rows(proof: ReserveProof, day: date) -> Iterator[dict[str, Any]]:
    for one in proof.held:
        yield {
            "day": day,
            "venue_id": proof.venue_id,
            "asset": one["asset"],
            "as_at": proof.as_at,
            "root": proof.root,
            "digest": proof.digest,
            "clients": proof.clients,
            "total_e8": one["owed_e8"],
            "held_e8": one["held_e8"],
            "cold_e8": one["cold_e8"],
            "addresses": one["addresses"],
            "signed": one["signed"],
            "height": one["height"],
            "proved_at": proof.taken_at,
        }
