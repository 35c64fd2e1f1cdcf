"""What a venue's people read of their returns: where each duty stands, and what became of a file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terezi.base.errors import Refused
from terezi.base.units import E8
from terezi.desk.parties.models import Venue
from terezi.desk.venues import queries, readings, rules
from terezi.desk.venues.models import Filing
from terezi.desk.venues.terms import Due, Outcome, State
from terezi.desk.venues.words import DUTIES, of_check
from terezi.law.terms import Law

DAYS_SHOWN = 14
OF_E8 = "_e8"
OUTCOMES = {
    Outcome.ACCEPTED: gettext_lazy("Taken"),
    Outcome.UNCHANGED: gettext_lazy("Nothing new"),
    Outcome.REFUSED: gettext_lazy("Refused"),
}


@dataclass(frozen=True)
class DueLine:
    """The returns of one duty that have not come and stand alike, the earliest first."""

    title: str
    dues: tuple[Due, ...]

    @property
    def first(self) -> Due:
        return self.dues[0]

    @property
    def last(self) -> Due:
        return self.dues[-1]

    @property
    def is_overdue(self) -> bool:
        return self.first.state is State.OVERDUE


@dataclass(frozen=True)
class Against:
    """What stands against a return, or was noticed in it: the check, its rows, what to do, in the reader's language."""

    check: str
    says: str
    rows: tuple[int, ...]
    count: int
    remedy: str


@dataclass(frozen=True)
class CorrectionLine:
    """One value a corrected row says otherwise than what was filed before, in the units it is filed in."""

    row: int
    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class FilingLine:
    """One filing in words."""

    filing: Filing
    title: str
    outcome: str

    @property
    def taken_says(self) -> str:
        """Say how many rows were taken, and how many of them were known."""
        counts = {
            "new": ngettext("{n} row is new", "{n} rows are new", self.filing.rows_new),
            "corrected": ngettext("{n} says otherwise than before", "{n} say otherwise than before", self.filing.rows_corrected),
            "unchanged": ngettext("{n} says the same", "{n} say the same", self.filing.rows_unchanged),
        }  # fmt: skip
        said = {name: told.format(n=getattr(self.filing, f"rows_{name}")) for name, told in counts.items()}
        return _("Taken: {new}, {corrected}, {unchanged}.").format(**said)

    @property
    def problems(self) -> list[Against]:
        return [_against(each) for each in self.filing.problems]

    @property
    def notes(self) -> list[Against]:
        return [_against(each) for each in self.filing.notes]

    @property
    def corrections(self) -> list[CorrectionLine]:
        """What the first rows corrected say otherwise; the same bytes once more corrected nothing."""
        if not self.filing.rows_corrected:
            return []
        return [
            CorrectionLine(
                each.row,
                ", ".join(value for name, value in each.key.items() if name != "venue_id"),
                each.column.removesuffix(OF_E8),
                _as_filed(each.column, each.before),
                _as_filed(each.column, each.after),
            )
            for each in readings.corrections_of(self.filing.delivery)
        ]

    @property
    def is_refused(self) -> bool:
        return self.filing.outcome == Outcome.REFUSED


@dataclass(frozen=True)
class ReturnsSheet:
    """The returns of somebody's venues: what is still owed of the last days, and what was filed."""

    venues: tuple[Venue, ...]
    today: date
    waiting: tuple[DueLine, ...]
    feeds: tuple[str, ...]
    unknown_law: str
    filings: tuple[FilingLine, ...]

    @property
    def overdue(self) -> int:
        return sum(len(line.dues) for line in self.waiting if line.is_overdue)

    @property
    def tone(self) -> str:
        return "bad" if self.overdue else "watch" if self.waiting or self.unknown_law else "good"

    @property
    def says(self) -> str:
        if not self.venues:
            return _("Your account files for no exchange. Ask the authority to name it, if you work for one.")
        if self.unknown_law:
            return _("When returns are due is not known to us under the law of this country.")
        if self.overdue:
            return ngettext("%d return is overdue.", "%d returns are overdue.", self.overdue) % self.overdue
        return _("Every return that is due has been filed.")


def returns_sheet(venues: Sequence[Venue], *, law: Law, today: date) -> ReturnsSheet:
    """Show the duties of the two weeks before a local day, and the last filings of some venues."""
    lines = [filing_line(one) for one in queries.filings_of(venues)[:50]]
    try:
        waiting, feeds, unknown = _owed(venues, law, today), _feeds(law), ""
    except Refused as refused:
        waiting, feeds, unknown = [], [], str(refused)
    return ReturnsSheet(tuple(venues), today, tuple(waiting), tuple(feeds), unknown, tuple(lines))


def dues_of(venues: Sequence[Venue], *, law: Law, days: Sequence[date], zone: str, today: date) -> list[Due]:
    """Return what venues owe of those days on which they might operate, and where each stands on a local day.

    :raises UnknownLaw: when the law names no deadlines.
    """
    filed = readings.filed_days(days=days, zone=zone)
    of_record = queries.filed_days(venues, days=days, zone=zone, weighed_until=readings.weighed_until())
    for key, day in of_record.items():
        filed[key] = min(day, filed.get(key, day))
    dues = rules.dues(law, venues=[venue.code for venue in venues], days=days, filed=filed, today=today)
    standing = queries.days_of_operation(venues, days=days)
    return [due for due in dues if (due.venue_id, due.day) in standing]


def _owed(venues: Sequence[Venue], law: Law, today: date) -> list[DueLine]:
    zone = law.settlement.time_zone.value
    days = [today - timedelta(days=n) for n in range(1, DAYS_SHOWN + 1)]
    dues = dues_of(venues, law=law, days=days, zone=zone, today=today)
    open_ = [due for due in dues if due.filed_on is None]
    alike: dict[tuple[State, str, str], list[Due]] = defaultdict(list)
    for due in sorted(open_, key=lambda due: due.day):
        alike[due.state, due.venue_id, due.duty].append(due)
    lines = [DueLine(str(DUTIES[duty]), tuple(dues)) for (_state, _venue, duty), dues in alike.items()]
    return sorted(lines, key=lambda line: line.first.due_on)


def _as_filed(column: str, kept: str | None) -> str:
    if kept is None:
        return "—"
    return f"{(Decimal(kept) / E8).normalize():f}" if column.endswith(OF_E8) else kept


def _feeds(law: Law) -> list[str]:
    told = [d for d in law.exchanges.return_deadlines.value if d.interval_seconds and d.duty in DUTIES]
    return [
        _("%(duty)s: every %(seconds)s seconds")
        % {"duty": DUTIES[each.duty], "seconds": each.interval_seconds}
        for each in told
    ]


def _against(kept: Mapping[str, Any]) -> Against:
    code = kept.get("check") or kept.get("code", "")
    said = {part: of_check(kept, part) for part in ("says", "remedy")}
    return Against(code, said["says"], tuple(kept["rows"]), kept["count"], said["remedy"])


def filing_line(filing: Filing) -> FilingLine:
    """Say a filing in words."""
    title = str(DUTIES.get(filing.duty, _("A file nobody knows")))
    return FilingLine(filing, title, str(OUTCOMES[Outcome(filing.outcome)]))
