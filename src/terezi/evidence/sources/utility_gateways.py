"""The grid operator's list of gateways: which one speaks for which meter, as a file."""

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Source, with_columns

UTILITY_GATEWAYS = Source(
    name="list of gateways",
    table="ref_gateways",
    recognises=with_columns("meter_id", "gateway_id"),
    parse=reading("ref_gateways"),
    checks=(),
)
