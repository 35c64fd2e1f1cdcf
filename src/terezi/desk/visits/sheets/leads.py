"""A lead as a row: who, how much nobody explains, why it stands out, and how far it has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.words import word
from terezi.desk.visits import quantities, queries, words
from terezi.desk.visits.models import Clearing, Lead, Visit
from terezi.desk.visits.terms import State, SubjectKind

REASONS_IN_A_ROW = 2


@dataclass(frozen=True)
class LeadLine:
    """One lead and what became of it."""

    lead: Lead
    clearing: Clearing | None
    visit: Visit | None

    @property
    def address(self) -> str:
        return address_of(self.lead.subject_kind, self.lead.subject, self.lead.feeder_id)

    @property
    def class_says(self) -> str:
        return words.class_says(self.lead.customer_class)

    @property
    def where(self) -> str:
        return words.where_says(self.lead.place, self.lead.region)

    @property
    def unexplained(self) -> Spoken:
        return quantities.power(self.lead.unexplained_w)

    @property
    def interval(self) -> tuple[Spoken, Spoken] | None:
        """The ends of its interval, where one is known."""
        low, high = self.lead.low_w, self.lead.high_w
        return (quantities.power(low), quantities.power(high)) if low < high else None

    @property
    def probability(self) -> Spoken:
        return quantities.share(self.lead.probability_ppm)

    @property
    def expected(self) -> Spoken:
        return quantities.energy(self.lead.expected_wh_per_month)

    @property
    def money(self) -> Spoken:
        return quantities.money(self.lead.money_minor, self.lead.currency)

    @property
    def reasons(self) -> list[SafeString]:
        return [words.reason_says(reason) for reason in self.lead.reasons]

    @property
    def first_reasons(self) -> list[SafeString]:
        return self.reasons[:REASONS_IN_A_ROW]

    @property
    def clears(self) -> list[str]:
        return [words.clears_says(code) for code in self.lead.clears]

    @property
    def meaning(self) -> str:
        return "agrees" if self.clearing else "disagrees" if self.lead.is_above_line else "nodata"

    @property
    def state_says(self) -> str:
        """Say how far it has come."""
        if self.clearing:
            return _("explained: {words}").format(words=self.clearing.explanation)
        if self.visit is None:
            return _("not visited")
        return _("visit {state}").format(state=word(words.STATES, self.visit.state))

    @property
    def rarity(self) -> SafeString:
        return rarity_says(self.lead.p_value_ppm, self.lead.customer_class)


def address_of(kind: str, subject: str, feeder_id: str) -> str:
    """Where a subject's own page is; a transformer stands on the page of its feeder."""
    if kind == SubjectKind.CUSTOMER:
        return f"/load/meters/{subject}"
    return f"/load/feeders/{feeder_id or subject}"


def rarity_says(p_value_ppm: int, customer_class: str) -> SafeString:
    """Say how rare a load is among the innocent of its class."""
    told = {
        "class": words.class_says(customer_class) or _("other"),
        "n": number(quantities.count(round(1_000_000 / max(p_value_ppm, 1)))),
    }
    if p_value_ppm > 500_000:
        return sentence(_("Most {class} customers look like this."), told)
    return sentence(_("About one in {n} {class} customers whose load is explained looks like this."), told)


def lead_lines(found: Sequence[Lead], *, on: date) -> list[LeadLine]:
    """Return leads as rows, with what explains them on a day and the last visit to each."""
    cleared = queries.explained_subjects(found, on=on)
    visits = _last_visits(found)
    return [
        LeadLine(one, cleared.get(key), visits.get(key))
        for one in found
        for key in [(one.subject_kind, one.subject)]
    ]


def _last_visits(found: Iterable[Lead]) -> dict[tuple[str, str], Visit]:
    rows = Visit.objects.filter(subject__in={one.subject for one in found}).exclude(state=State.CANCELLED)
    return {(one.subject_kind, one.subject): one for one in rows.order_by("planned_at", "id")}


def narrowed(
    found: QuerySet[Lead], *, kind: str = "", customer_class: str = "", region: str = "", q: str = ""
) -> QuerySet[Lead]:
    """Keep what the address asks for; a part it does not name keeps all."""
    asked = {
        "subject_kind": kind,
        "customer_class": customer_class,
        "region": region,
        "subject__icontains": q,
    }
    return found.filter(**{name: value for name, value in asked.items() if value})
