"""Returns of instruments announced, listed and taken off."""

from terezi.evidence.sources.instruments import names_a_pair
from terezi.evidence.sources.plain import one_of
from terezi.evidence.sources.venue_returns import a_return

VENUE_LISTINGS = a_return(
    name="return of listings",
    table="venue_listings",
    told_by=("venue_id", "instrument", "event", "at"),
    unlike=("order_id",),
    checks=(names_a_pair("VEN-15"), one_of("VEN-91", "event", ("announced", "listed", "delisted"))),
)
