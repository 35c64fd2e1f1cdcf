"""Agreements of venues with market makers, as a file."""

from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Heading, Source
from terezi.evidence.sources.validity import VALID


def _is_agreement(heading: Heading) -> bool:
    names = set(heading.columns)
    return {"venue_id", "account_id", "instrument", "valid_from"} <= names and "sequence" not in names


REGISTER_MARKET_MAKERS = Source(
    name="agreements with market makers",
    table="ref_market_makers",
    recognises=_is_agreement,
    parse=reading("ref_market_makers"),
    checks=(names_a_pair("REG-61", or_all=True), VALID),
)
