"""Bridge in: hand what the indicators of a day found to the record, with article, law and snapshot."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from terezi.desk.findings import actions as findings
from terezi.desk.findings.terms import Found, Received
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.catalogue import catalogue
from terezi.jobs.explanations import explanations
from terezi.jobs.look import Lead, look
from terezi.jobs.stakes import Stakes
from terezi.law.terms import Law

BY = "terezi run"
EXPLAINED_FAMILY = "reconciliation"


@dataclass(frozen=True)
class Run:
    """What one day's run did, and which indicators the law as known did not let run."""

    day: date
    found: int
    received: Received
    could_not: dict[str, str]
    snapshot: str
    sites: int

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "day": self.day.isoformat()}

    def __str__(self) -> str:
        r = self.received
        said = f"{self.day}: {self.found} leads ({r.new} new, {r.changed} changed, {r.withdrawn} withdrawn, {r.unchanged} as before)"
        return said if self.sites else f"{said}. No site may operate on this day: load a register first"

    @property
    def blocked(self) -> list[str]:
        """Say which indicators the law as known did not let run; `could_not` holds sources and remedies."""
        return [
            f"  {code} did not run. {why.partition(' Source:')[0]}" for code, why in self.could_not.items()
        ]


def run_indicators(*, lake: Lake, law: Law, at: datetime) -> Run:
    """Look at one day and let the record receive what was found; run twice, it changes nothing."""
    looked = look(lake=lake, law=law)
    disagreeing = {lead.subject for lead in looked.leads if lead.indicator.family == EXPLAINED_FAMILY}
    explained = explanations(lake=lake, law=law, sites=disagreeing)
    stakes = Stakes.of(lake, law)
    snapshot = str(lake.snapshot())
    received = findings.receive(
        day=law.day,
        ran=sorted(set(catalogue()) - set(looked.could_not)),
        found=[_found(lead, law, stakes, explained.get(lead.subject, [])) for lead in looked.leads],
        lake_snapshot=snapshot,
        by=BY,
        at=at,
    )
    return Run(law.day, len(looked.leads), received, looked.could_not, snapshot, len(stakes.sites))


def _found(lead: Lead, law: Law, stakes: Stakes, explained: list[dict[str, object]]) -> Found:
    indicator, term, worth = lead.indicator, lead.indicator.article(law), stakes.worth(lead)
    stands_days = law.supervision.event_stands_days.value if indicator.event else 1
    return Found(
        indicator=indicator.code,
        indicator_version=str(indicator.version),
        title=indicator.title,
        family=indicator.family,
        severity=indicator.severity.value,
        subject=lead.subject,
        subject_kind=indicator.subject_kind,
        law_country=law.country,
        law_version=law.version,
        article=term.article,
        article_in_force_from=term.in_force_from,
        measured=lead.measured,
        allowed=lead.allowed,
        unit=indicator.unit,
        gap_wh=lead.gap_wh,
        confidence_ppm=lead.confidence_ppm,
        money_minor=worth.money_minor,
        levy_minor=worth.levy_minor,
        currency=law.settlement.currency.value,
        sentence=indicator.sentence,
        values={"measured": lead.measured, "allowed": lead.allowed, **lead.values, **worth.as_values()},
        hypotheses=explained if indicator.family == EXPLAINED_FAMILY else [],
        clears=list(indicator.clears),
        stands_days=stands_days,
    )
