"""Derive a finding again from the lake's snapshot and the law it rests on, as a court may ask."""

from dataclasses import asdict, dataclass

from terezi.base.errors import Unavailable
from terezi.desk.findings import queries
from terezi.desk.findings.models import Finding
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake, Snapshot
from terezi.evidence.indicators.catalogue import catalogue
from terezi.jobs.look import leads_of
from terezi.law.book import law_on


@dataclass(frozen=True)
class Derived:
    """What is on the record, what the same indicator answers now, and whether they are the same."""

    finding: int
    indicator: str
    subject: str
    on_record: dict[str, int]
    derived: dict[str, int] | None
    same: bool
    says: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def derive(*, home: Home, number: int) -> Derived:
    """Run the finding's indicator over the finding's snapshot, under the law of its day.

    :raises Unavailable: when there is no such finding, or its indicator or law is another version now.
    """
    finding = queries.finding(number)
    if finding is None:
        raise Unavailable(f"There is no finding {number} on the record")
    law = law_on(finding.law_country, finding.day)
    indicator = catalogue().get(finding.indicator)
    if (
        indicator is None
        or str(indicator.version) != finding.indicator_version
        or law.version != finding.law_version
    ):
        raise Unavailable(
            f"Finding {number} rests on {finding.indicator} version {finding.indicator_version} and law pack "
            f"{finding.law_version}; install the release that holds both"
        )
    lake = Lake.open(home, snapshot=Snapshot.parse(finding.lake_snapshot))
    leads = {lead.subject: lead for lead in leads_of(indicator, lake=lake, law=law)}
    lead = leads.get(finding.subject)
    derived = None if lead is None else {"measured": lead.measured, "allowed": lead.allowed, **lead.values}
    return _compared(finding, derived)


def _compared(finding: Finding, derived: dict[str, int] | None) -> Derived:
    on_record = {name: finding.values[name] for name in finding.values if not name.startswith("worth_")}
    same = derived == on_record
    said = "is the same" if same else "is not the same"
    says = (
        f"Finding {finding.pk} ({finding.indicator}, {finding.subject}, {finding.day}) derived again {said}."
    )
    return Derived(finding.pk, finding.indicator, finding.subject, on_record, derived, same, says)
