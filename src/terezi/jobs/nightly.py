"""What the clock does to the record every night: terms run out, silence escalates, certificates begin, the log is signed."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from terezi.evidence.facts.home import Home
from terezi.jobs.certify import certify
from terezi.jobs.escalate import escalate
from terezi.jobs.expire import expire_terms
from terezi.jobs.publish_log import checkpoint_log
from terezi.law.book import law_on


@dataclass(frozen=True)
class Night:
    """What was done; run again at once, everything but the checkpoint is empty."""

    expired: list[str]
    escalated: list[str]
    certified: list[str]
    signed_entries: int

    def __str__(self) -> str:
        return (
            f"{len(self.expired)} terms ran out, {len(self.escalated)} late opinions were escalated, "
            f"{len(self.certified)} certificates were issued, {self.signed_entries} entries of the journal are signed."
        )


def nightly(*, home: Home, by: str, at: datetime) -> Night:
    """Do everything that only waits for a day to come, under the calendar of the home's country."""
    zone = ZoneInfo(law_on(home.country, at.date()).settlement.time_zone.value)
    expired = expire_terms(on=at.astimezone(zone).date(), at=at, by=by)
    escalated = [str(asked) for asked in escalate(at=at)]
    certified = certify(home=home, by=by, at=at)
    return Night(expired, escalated, certified, checkpoint_log(home=home, by=by, at=at).tree_size)
