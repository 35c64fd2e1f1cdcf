"""What the lake holds of venues: the only place of this domain that opens it."""

from terezi.desk.venues.readings.filings import filed_days, silent_feeds, weighed_until
from terezi.desk.venues.readings.monitor import Watching, days_stand_still, today, watching, zone

__all__ = [
    "Watching",
    "days_stand_still",
    "filed_days",
    "silent_feeds",
    "today",
    "watching",
    "weighed_until",
    "zone",
]
