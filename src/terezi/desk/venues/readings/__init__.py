"""What the lake holds of venues: the only place of this domain that opens it."""

from terezi.desk.venues.readings.filings import filed_days, silent_feeds

__all__ = ["filed_days", "silent_feeds"]
