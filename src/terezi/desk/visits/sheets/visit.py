"""A visit as a row, and what stands on its own page."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.words import word
from terezi.desk.visits import quantities, queries, words
from terezi.desk.visits.models import Visit
from terezi.desk.visits.sheets.leads import LeadLine, address_of
from terezi.desk.visits.sheets.network import day_says
from terezi.desk.visits.terms import State, Why

GLYPHS = {State.PLANNED: "◐", State.SEEN: "✓", State.COULD_NOT_ENTER: "▲", State.CANCELLED: "✕"}
MEANINGS = {
    State.PLANNED: "looking",
    State.SEEN: "done",
    State.COULD_NOT_ENTER: "waiting",
    State.CANCELLED: "cannot",
}


@dataclass(frozen=True)
class VisitLine:
    """A visit as a row of the list."""

    visit: Visit

    @property
    def line(self) -> LeadLine | None:
        return LeadLine(self.visit.lead, None, self.visit) if self.visit.lead else None

    @property
    def why_says(self) -> str:
        return word(words.WHY, self.visit.why)

    @property
    def kind_says(self) -> str:
        return word(words.KINDS, self.visit.subject_kind)

    @property
    def class_says(self) -> str:
        return words.class_says(self.visit.customer_class)

    @property
    def where(self) -> str:
        return words.where_says(self.visit.lead.place if self.visit.lead else "", self.visit.region)

    @property
    def state_says(self) -> str:
        state = word(words.STATES, self.visit.state)
        return word(words.OUTCOMES, self.visit.outcome) if self.visit.outcome else state

    @property
    def glyph(self) -> str:
        return GLYPHS[State(self.visit.state)]

    @property
    def meaning(self) -> str:
        return MEANINGS[State(self.visit.state)]

    @property
    def subject_address(self) -> str:
        return address_of(self.visit.subject_kind, self.visit.subject, self.visit.feeder_id)

    @property
    def found(self) -> Spoken:
        return quantities.power(self.visit.found_w)

    @property
    def chance(self) -> Spoken:
        return quantities.share(self.visit.chance_ppm)


@dataclass(frozen=True)
class VisitSheet:
    """Everything on the page of one visit."""

    line: VisitLine
    said: SafeString
    look_at: tuple[str, ...]
    earlier: tuple[VisitLine, ...]

    @property
    def visit(self) -> Visit:
        return self.line.visit


def visit_page(visit: Visit) -> VisitSheet:
    """Build the page of a visit."""
    earlier = queries.visits_of(visit.subject_kind, visit.subject).exclude(pk=visit.pk)
    return VisitSheet(
        VisitLine(visit),
        visit_says(VisitLine(visit)),
        tuple(str(one) for one in words.LOOK_AT[visit.subject_kind]),
        tuple(VisitLine(one) for one in earlier),
    )


def visit_says(line: VisitLine) -> SafeString:
    """Say a visit in one sentence: whom to, why, by whom."""
    visit, lead = line.visit, line.line
    told: dict[str, object] = {
        "kind": line.kind_says,
        "code": visit.subject,
        "week": day_says(visit.week),
        "by": visit.officer.name if visit.officer else _("nobody yet"),
        "why": line.why_says,
        "watts": str(lead.unexplained) if lead else "",
        "reason": visit.reason,
    }
    if visit.state != State.PLANNED:
        return sentence(_("This visit is closed: {state}."), {"state": line.state_says})
    if visit.why == Why.RANDOM:
        return sentence(
            _(
                "{by} goes there in the week of {week}. Chance drew it: nothing about it stands out, and we look so that we do not only look where we looked before."
            ),
            told,
        )
    if visit.why == Why.BY_HAND:
        return sentence(_("{by} goes there in the week of {week}, out of turn: {reason}"), told)
    return sentence(
        _("{by} goes there in the week of {week}, because {watts} of load are unexplained."), told
    )
