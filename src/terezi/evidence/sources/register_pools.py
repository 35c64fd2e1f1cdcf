"""The register of pools, as a file."""

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_POOLS = Source(
    name="register of pools",
    table="ref_pools",
    recognises=with_columns("pool_id", "accredited"),
    parse=reading("ref_pools"),
    checks=(VALID,),
)  # fmt: skip
