"""What the lake holds of venues: the only place of this domain that opens it."""

from terezi.desk.venues.readings.filings import filed_days, silent_feeds, weighed_until
from terezi.desk.venues.readings.monitor import Watching, country, watching, zone

__all__ = ["Watching", "country", "filed_days", "silent_feeds", "watching", "weighed_until", "zone"]
