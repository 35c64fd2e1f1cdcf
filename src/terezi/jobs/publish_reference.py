"""Bridge out: write the record's register, and the plans it made public, into the lake as reference tables."""

from datetime import datetime

from terezi.desk.energy import queries as energy
from terezi.desk.licences.queries import reference_rows
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import PUBLISHED, REFERENCES, SIGNED
from terezi.evidence.numerics.power_plans.versions import keep_current


def publish_reference(*, lake: Lake, at: datetime) -> dict[str, int]:
    """Overwrite each ref_* table with what the record says now; answers rows by table."""
    written = {}
    tables = [(table.name, reference_rows(table.name)) for table in (*REFERENCES, *PUBLISHED)]
    tables += [(table.name, energy.published_plans()) for table in SIGNED]
    for name, frame in tables:
        lake.publish(name, frame, at=at)
        written[name] = frame.height
    _keep_signed(lake)
    return written


def _keep_signed(lake: Lake) -> None:
    """See to it that the rows of every published plan are kept, also of those made before versions were."""
    kept = set(lake.days("allocation_versions"))
    for day in energy.published_days():
        if day not in kept:
            keep_current(lake, day)
