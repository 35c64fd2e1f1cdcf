"""The register of what exists. A thing has an identity; what is said of it holds for a span of days.

Every saying has two times: the days it is true of, and the moments between which we knew it so.
"""

from terezi.desk.parties.models.sites import Feeder, MachineBatch, Meter, Party, Pool, Site, SiteEntry, Wallet
from terezi.desk.parties.models.times import KNOWN_NOW, Valid, both_times, spans
from terezi.desk.parties.models.venues import MarketMaker, ReserveAddress, Venue, VenueEntry, VenueFee

__all__ = [
    "KNOWN_NOW",
    "Feeder",
    "MachineBatch",
    "MarketMaker",
    "Meter",
    "Party",
    "Pool",
    "ReserveAddress",
    "Site",
    "SiteEntry",
    "Valid",
    "Venue",
    "VenueEntry",
    "VenueFee",
    "Wallet",
    "both_times",
    "spans",
]
