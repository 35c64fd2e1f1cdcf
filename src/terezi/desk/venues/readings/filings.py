"""What the lake holds of venues' returns: the only place of this domain that opens it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from terezi.desk.venues.readings.monitor import still_day
from terezi.law.terms import Law

if TYPE_CHECKING:
    from terezi.evidence.facts.receipts import Correction


def filed_days(*, days: Iterable[date], zone: str) -> dict[tuple[str, str, date], date]:
    """Return the local day on which each (venue, duty, settlement day) first arrived, whichever way it came.

    It knows what `jobs/summarise_venues` has weighed; what was filed since stands in the filings. A demo is loaded in one
    go after its last day: when its returns came is not told, and they count as filed on their own day.
    """
    import polars as pl  # noqa: PLC0415 - the engine takes a second to start

    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    lake, asked = Lake.open(Home(settings.TEREZI_HOME)), list(days)
    if not lake.days("venue_filings"):
        return {}
    rows = lake.collect(lake.table("venue_filings")).filter(pl.col("day").is_in(asked))
    local = pl.col("first_known_at").dt.convert_time_zone(str(ZoneInfo(zone))).dt.date()
    told = rows.select("venue_id", "duty", "day", filed_on=local)
    still = still_day() or date.max
    return {
        (venue, duty, day): filed_on if filed_on <= still else day
        for venue, duty, day, filed_on in told.iter_rows()
    }


def corrections_of(delivery: str) -> "tuple[Correction, ...]":
    """Return what the first corrected rows of a delivery said otherwise; none where its receipt is not kept here."""
    from terezi.evidence.facts import receipts  # noqa: PLC0415
    from terezi.evidence.facts.home import Home  # noqa: PLC0415

    kept = receipts.kept(Home(settings.TEREZI_HOME), delivery)
    return kept.corrections if kept else ()


def weighed_until() -> datetime | None:
    """Return when the last return arrived that `venue_filings` knows; None where it knows none."""
    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    lake = Lake.open(Home(settings.TEREZI_HOME))
    if not lake.days("venue_filings"):
        return None
    rows = lake.table("venue_filings")
    last: datetime | None = lake.collect(rows.agg(last=rows.first_known_at.max()))["last"].item()
    return last


def silent_feeds(law: Law, at: datetime) -> dict[tuple[str, str], int | None]:
    """Return the feeds that are silent at a moment, by venue and duty, with the seconds since they told something.

    None where nothing was told for two days.

    :raises UnknownLaw: when the law names no deadlines.
    """
    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415
    from terezi.evidence.numerics.venues.freshness import feeds_at  # noqa: PLC0415

    feeds = feeds_at(Lake.open(Home(settings.TEREZI_HOME)), law, at)
    return {(feed.venue_id, feed.duty): feed.silent_seconds for feed in feeds if feed.is_silent}
