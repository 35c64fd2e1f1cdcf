"""What the clock does every night: terms run out, silence escalates, certificates begin, power is planned, the log is signed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.evidence.facts.home import Home
from terezi.jobs.certify import certify
from terezi.jobs.escalate import escalate
from terezi.jobs.expire import expire_terms
from terezi.jobs.plan_power import plan_if_told
from terezi.jobs.publish_log import checkpoint_log
from terezi.law.book import law_on


@dataclass(frozen=True)
class Night:
    """What was done; run again at once, everything but the checkpoint and the words of the plan is empty."""

    expired: list[str]
    escalated: list[str]
    certified: list[str]
    signed_entries: int
    plan: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.expired)} terms ran out, {len(self.escalated)} late opinions were escalated, "
            f"{len(self.certified)} certificates were issued, {self.signed_entries} entries of the journal are signed."
        )

    def lines(self) -> list[str]:
        """Say what was done, and day by day what was planned."""
        return [str(self), *self.plan]


def nightly(*, home: Home, by: str, at: datetime) -> Night:
    """Do everything that only waits for a day to come, under the calendar of the home's country."""
    zone = ZoneInfo(law_on(home.country, at.date()).settlement.time_zone.value)
    today = at.astimezone(zone).date()
    expired = expire_terms(on=today, at=at, by=by)
    escalated = [str(asked) for asked in escalate(at=at)]
    certified = certify(home=home, by=by, at=at)
    plan = _planned(home, today)
    return Night(expired, escalated, certified, checkpoint_log(home=home, by=by, at=at).tree_size, plan)


def _planned(home: Home, today: date) -> list[str]:
    """Plan the days ahead; a plan that cannot be made keeps no night from being signed, and says so."""
    try:
        planned = plan_if_told(home=home, on=today)
    except (BadData, Refused, Unavailable) as why:
        return [f"Power was not planned. {why}"]
    return [] if planned is None else planned.lines()
