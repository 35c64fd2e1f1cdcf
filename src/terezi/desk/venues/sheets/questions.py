"""Questions to exchanges as both sides read them: what was asked about what, by when an answer is due, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terezi.desk.findings.sheets.lines import FindingLine
from terezi.desk.people.words import word
from terezi.desk.venues import rules, words
from terezi.desk.venues.models import VenueQuestion
from terezi.desk.venues.sheets.alerts import AlertLine
from terezi.desk.venues.terms import QuestionState

STATES = {
    QuestionState.WAITING: gettext_lazy("Waits for an answer"),
    QuestionState.LATE: gettext_lazy("The day of the answer has passed"),
    QuestionState.ANSWERED: gettext_lazy("Answered"),
    QuestionState.ENDED: gettext_lazy("No answer is needed any more"),
}
MEANINGS = {
    QuestionState.WAITING: "watch",
    QuestionState.LATE: "disagrees",
    QuestionState.ANSWERED: "agrees",
    QuestionState.ENDED: "nodata",
}


@dataclass(frozen=True)
class QuestionLine:
    """One question as it stands on a local day; `zone` is that of the clocks shown."""

    question: VenueQuestion
    today: date
    zone: str

    @property
    def state(self) -> QuestionState:
        one = self.question
        return rules.question_state(
            due_on=one.due_on,
            answered=one.answered_at is not None,
            ended=one.ended_at is not None,
            today=self.today,
        )

    @property
    def state_says(self) -> str:
        return str(STATES[self.state])

    @property
    def meaning(self) -> str:
        return MEANINGS[self.state]

    @property
    def is_waiting(self) -> bool:
        return self.state in {QuestionState.WAITING, QuestionState.LATE}

    @property
    def is_late(self) -> bool:
        return self.state is QuestionState.LATE

    @property
    def title(self) -> str:
        """What it is about: the pattern of the alert, or the title of the finding."""
        about = self.question.about
        return word(words.KINDS, about["kind"]) if "kind" in about else _(about["title"])

    @property
    def day(self) -> date:
        return date.fromisoformat(self.question.about["day"])

    @property
    def from_at(self) -> datetime | None:
        return self._at("from_at")

    @property
    def to_at(self) -> datetime | None:
        return self._at("to_at")

    def _at(self, name: str) -> datetime | None:
        told = self.question.about.get(name)
        return datetime.fromisoformat(told) if told else None


def about_alert(line: AlertLine) -> dict[str, Any]:
    """Return what an exchange needs to find in its own books what an alert is about."""
    row = line.row
    return {
        "kind": row["kind"],
        "day": row["day"].isoformat(),
        "instrument": row["instrument"],
        "accounts": list(line.accounts),
        "from_at": row["from_at"].isoformat(),
        "to_at": row["to_at"].isoformat(),
        "messages": [row["from_sequence"], row["to_sequence"]],
    }


def about_finding(line: FindingLine) -> dict[str, Any]:
    """Return what an exchange needs to know which finding is meant."""
    one = line.finding
    return {
        "title": one.title,
        "day": one.day.isoformat(),
        "indicator": one.indicator,
        "article": one.article,
    }


def question_lines(questions: Iterable[VenueQuestion], *, at: datetime, zone: str) -> list[QuestionLine]:
    """Return questions as they stand at a moment."""
    today = at.astimezone(ZoneInfo(zone)).date()
    return [QuestionLine(each, today, zone) for each in questions]


def waiting_says(lines: list[QuestionLine]) -> str:
    """Say how many questions wait and by when the first is due; empty where none does."""
    waiting = [line for line in lines if line.is_waiting]
    if not waiting:
        return ""
    told = ngettext(
        "{n} question of the authority waits for your answer",
        "{n} questions of the authority wait for your answer",
        len(waiting),
    ).format(n=len(waiting))
    dues = [line.question.due_on for line in waiting if line.question.due_on]
    if not dues:
        return f"{told}."
    first = date_format(min(dues), "DATE_FORMAT")
    if any(line.is_late for line in waiting):
        return _("{told}; the first was due by {day}.").format(told=told, day=first)
    return _("{told}; the first is due by {day}.").format(told=told, day=first)
