"""The reconciliation sheet: whose story does not add up on a day, and what it may be worth."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.doors import sentence
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers import figure
from terezi.desk.findings.numbers.feeds import SOURCES, STATES, last_data
from terezi.desk.findings.numbers.terms import Figure
from terezi.desk.findings.sheets.lines import FindingLine, lines
from terezi.desk.findings.terms import Changes, SubjectKind
from terezi.desk.people.terms import Permission

PAGES_OF_KINDS = {
    SubjectKind.FEEDER.value: "/load/feeders/",
    SubjectKind.CUSTOMER.value: "/load/meters/",
    SubjectKind.VENUE.value: "/venues/",
}
OPENED_BY = {
    SubjectKind.SITE.value: Permission.FINDINGS_READ,
    SubjectKind.FEEDER.value: Permission.METERS_READ,
    SubjectKind.CUSTOMER.value: Permission.METERS_READ,
    SubjectKind.REGION.value: Permission.ENERGY_READ,
    SubjectKind.VENUE.value: Permission.VENUES_READ,
}
"""What an officer has to be allowed to open the page of a subject; a group of accounts has none of its own."""


@dataclass(frozen=True)
class Subject:
    """One row: a subject with all its findings, the weightiest leading."""

    place: int
    code: str
    name: str
    region: str
    kind: str
    address: str
    lead: FindingLine
    others: tuple[FindingLine, ...]


@dataclass(frozen=True)
class Feed:
    """One source: its last data and how many sites are fresh, zero, stale and absent."""

    source: str
    title: str
    until: datetime | None
    fresh: Figure
    zero: Figure
    stale: Figure
    absent: Figure

    @property
    def bar(self) -> tuple[tuple[str, int, int], ...]:
        """State, start and width of each part of a bar 1000 wide."""
        parts = [(state, getattr(self, state).worked.value or 0) for state in STATES]
        whole, start, bar = sum(count for _state, count in parts) or 1, 0, []
        for state, count in parts:
            width = round(1000 * count / whole)
            bar.append((state, start, width))
            start += width
        return tuple(part for part in bar if part[2])


@dataclass(frozen=True)
class Change:
    """Something that is different from the day before."""

    meaning: str
    says: str
    subject: str
    address: str
    kind: str


@dataclass(frozen=True)
class Pan:
    """One pan of the scale: a few figures of the same period."""

    title: str
    figures: tuple[tuple[str, Figure], ...]
    coverage: Figure


@dataclass(frozen=True)
class TodaySheet:
    """Everything on the screen *Today*."""

    day: date
    before: date | None
    after: date | None
    sentence: SafeString
    until: datetime | None
    sites: Figure
    fresh: Figure
    agree: Figure
    gain: Pan
    risk: Pan
    rows: tuple[Subject, ...]
    customers: tuple[Subject, ...]
    feeds: tuple[Feed, ...]
    changes: tuple[Change, ...]


def today_sheet(basis: Basis, *, changed: Changes[Finding] | None) -> TodaySheet:
    """Build *Today* for the day of `basis`; `changed` is what came and went since the weighed day before, if there is one.

    A row's address leads to the subject's own page: whether this officer may open it, the template asks.
    """
    names = names_of(basis)
    leads = [each for each in basis.by_subject.items() if each[1][0].subject_kind != SubjectKind.CUSTOMER]
    customers = [each for each in basis.by_subject.items() if each[1][0].subject_kind == SubjectKind.CUSTOMER]
    return TodaySheet(
        day=basis.day,
        before=basis.weighed_before,
        after=basis.weighed_after,
        sentence=_sentence(basis),
        until=last_data(basis, "meters"),
        sites=figure(basis, "sites-all"),
        fresh=figure(basis, "sites-fresh"),
        agree=figure(basis, "sites-agree"),
        gain=_gain(basis),
        risk=_risk(basis),
        rows=_rows(basis, leads, names),
        customers=_rows(basis, customers, names),
        feeds=_feeds(basis),
        changes=_changes(basis, changed, names) if changed else (),
    )


def names_of(basis: Basis) -> dict[str, tuple[str, str]]:
    """Return name and region by site, and the name of each exchange."""
    venues = basis.readings.venues(basis.day).select("venue_id", "name")
    sites = basis.sites.select("site_id", "name", "region")
    named = {venue: (name, "") for venue, name in venues.iter_rows()}
    return named | {site: (name, region) for site, name, region in sites.iter_rows()}


def _sentence(basis: Basis) -> SafeString:
    kinds = [found[0].subject_kind for found in basis.by_subject.values()]
    found = kinds.count(SubjectKind.SITE)
    values = {
        "found": figure(basis, "sites-found"),
        "sites": figure(basis, "sites-all"),
        "money": figure(basis, "money-at-stake"),
        "feeders": figure(basis, "feeders-found"),
        "customers": figure(basis, "customers-found"),
        "loads": figure(basis, "customers-unexplained"),
    }
    if found:
        text = ngettext(
            "The story of {found} of {sites} sites does not add up; some {money} may be at stake.",
            "The stories of {found} of {sites} sites do not add up; some {money} may be at stake.",
            found,
        )
    else:
        text = _(
            "Every story that could be weighed adds up: none of the {sites} sites has a finding for this day."
        )
    return sentence(" ".join([text, *_beside(values)]), values)


def _beside(values: dict[str, Figure]) -> list[str]:
    """Say how many feeders and customers there are to ask about; nothing where there are none."""
    feeders, customers, loads = (values[name].worked.value or 0 for name in ("feeders", "customers", "loads"))
    told = {
        ngettext(
            "Behind {feeders} feeder there is load that no meter explains.",
            "Behind {feeders} feeders there is load that no meter explains.",
            feeders,
        ): feeders,
        ngettext(
            "Besides, {customers} customer passed a threshold of the law.",
            "Besides, {customers} customers passed a threshold of the law.",
            customers,
        ): customers,
        ngettext(
            "The load of {loads} customer stands out and is not explained yet.",
            "The load of {loads} customers stands out and is not explained yet.",
            loads,
        ): loads,
    }
    return [says for says, count in told.items() if count]


def _gain(basis: Basis) -> Pan:
    return Pan(
        _("Gain"),
        (
            (_("Energy sold"), figure(basis, "energy-sold")),
            (_("Levy due"), figure(basis, "levy-due")),
            (_("Coins earned"), figure(basis, "coins-earned")),
            (_("at the day's price"), figure(basis, "coins-value")),
        ),
        figure(basis, "coverage"),
    )


def _risk(basis: Basis) -> Pan:
    return Pan(
        _("Risk"),
        (
            (_("Energy unexplained"), figure(basis, "unexplained-energy")),
            (_("Money at stake"), figure(basis, "money-at-stake")),
            (_("Payouts to undeclared addresses"), figure(basis, "undeclared-payouts")),
            (_("Sites with a silent witness"), figure(basis, "sites-not-fresh")),
        ),
        figure(basis, "coverage"),
    )


def _rows(
    basis: Basis, subjects: list[tuple[str, tuple[Finding, ...]]], names: dict[str, tuple[str, str]]
) -> tuple[Subject, ...]:
    return tuple(
        _row(place, subject, lines(found, basis), names)
        for place, (subject, found) in enumerate(subjects, start=1)
    )


def _row(
    place: int, subject: str, found: tuple[FindingLine, ...], names: dict[str, tuple[str, str]]
) -> Subject:
    lead = found[0]
    name, region = names.get(subject, (kind_says(lead.finding.subject_kind), ""))
    address = _address(lead.finding, lead.basis, names)
    return Subject(place, subject, name, region, lead.finding.subject_kind, address, lead, found[1:])


def _address(finding: Finding, basis: Basis, names: dict[str, tuple[str, str]]) -> str:
    """Where a subject's own page is; empty for an exchange that is not on the register, which has none."""
    if finding.subject_kind == SubjectKind.VENUE and finding.subject not in names:
        return ""
    return address_of(finding.subject, finding.subject_kind, basis.day, basis.known_at)


def kind_says(kind: str) -> str:
    """Name a kind of subject which has no name of its own."""
    return {
        "feeder": _("Feeder"),
        "customer": _("Customer's meter"),
        "region": _("Region"),
        "venue": _("Exchange"),
        "cluster": _("Group of accounts"),
    }.get(kind, _("Site"))


def address_of(subject: str, kind: str, day: date, known_at: datetime | None = None) -> str:
    """Where a subject's own page is: a site's for the day, a feeder's or a customer's load, an exchange, a region's energy."""
    if kind in PAGES_OF_KINDS:
        return f"{PAGES_OF_KINDS[kind]}{quote(subject, safe='')}"
    if kind == SubjectKind.REGION:
        return f"/energy/?{urlencode({'region': subject, 'day': day.isoformat()})}"
    asked = {"day": day.isoformat()} | ({"known_at": known_at.isoformat()} if known_at else {})
    return f"/sites/{subject}?{urlencode(asked)}"


def _feeds(basis: Basis) -> tuple[Feed, ...]:
    titles = {"meters": _("Electricity meters"), "machines": _("Machines"), "pools": _("Pools")}

    def count(source: str, state: str) -> Figure:
        return figure(basis, "feed-sites", part=f"{source}.{state}")

    return tuple(
        Feed(source, titles[source], last_data(basis, source), *(count(source, state) for state in STATES))
        for source in SOURCES
    )


def _changes(
    basis: Basis, changed: Changes[Finding], names: dict[str, tuple[str, str]]
) -> tuple[Change, ...]:
    new = [_change("disagrees", _("New: {title}"), each, basis, names) for each in changed.appeared]
    gone = [
        _change("agrees", _("No longer found: {title}"), each, basis, names) for each in changed.disappeared
    ]
    return (*new, *gone)


def _change(
    meaning: str, says: str, finding: Finding, basis: Basis, names: dict[str, tuple[str, str]]
) -> Change:
    name = names.get(finding.subject, (finding.subject, ""))[0]
    address = _address(finding, basis, names)
    if finding.subject_kind == "feeder":
        name = f"{kind_says('feeder')} {name}"
    return Change(meaning, says.format(title=_(finding.title)), name, address, finding.subject_kind)
