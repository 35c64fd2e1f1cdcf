"""What the applicant told, side by side with the papers that show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.applications.models import Application, Document, EquipmentClaim
from terezi.desk.applications.rules.asked import Asked
from terezi.desk.applications.rules.scope import Scope
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.checks import CheckLine
from terezi.desk.applications.terms import COLUMNS, Field, Part
from terezi.desk.findings.words import COUNTRIES
from terezi.desk.people.words import word
from terezi.law.terms import Law, NoSuchRule

MODELS_SHOWN = 8


@dataclass(frozen=True)
class Answer:
    """One answer of the form; `field` is what a request about it names."""

    field: str
    label: str
    says: str


@dataclass(frozen=True)
class Paper:
    """One kind of document the law asks for, with what was attached of it."""

    kind: str
    title: str
    required: bool
    documents: tuple[Document, ...]

    @property
    def is_missing(self) -> bool:
        return self.required and not self.documents


@dataclass(frozen=True)
class Condition:
    """One condition of the grant: what shows it, and whether it is shown."""

    title: str
    meaning: str
    glyph: str
    word: str
    shown_by: str
    says: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Batch:
    """The machines of one model in a file."""

    model: str
    count: str
    power: str


@dataclass(frozen=True)
class Fleet:
    """All machines of a file in one line, and by model."""

    count: int
    says: str
    models: tuple[Batch, ...]
    listed_at: datetime | None


@dataclass(frozen=True)
class Fee:
    """What is to be paid or held under the law, and what the applicant says of it."""

    label: str
    says: str
    article: str
    told: str


def answers(file: Application, scope: Scope) -> list[Answer]:
    """Return what was answered, in the order of the form."""
    told = {
        field: getattr(file, field) if field in COLUMNS else file.answers.get(field, "") for field in Field
    }
    return [
        Answer(field.value, word(words.FIELDS, field), _says(field, value))
        for field, value in told.items()
        if value and scope.shows("fields", field)
    ]


def _says(field: Field, value: Any) -> str:
    if field is Field.PARTY_KIND:
        return word(words.KINDS, str(value))
    return word(COUNTRIES, str(value)) if field is Field.PARTY_COUNTRY else str(value)


def papers(file: Application, asked: Asked, scope: Scope) -> list[Paper]:
    """Return the documents the law asks for, and whatever else was attached, each with what is there."""
    there: dict[str, list[Document]] = {}
    for document in file.documents.filter(removed_at__isnull=True):
        if scope.shows("documents", document.kind):
            there.setdefault(document.kind, []).append(document)
    wanted = [one for one in asked.documents if scope.shows("documents", one.id)]
    listed = [Paper(one.id, _(one.title), one.required, tuple(there.pop(one.id, ()))) for one in wanted]
    return [*listed, *(Paper(kind, _("Other document"), False, tuple(rest)) for kind, rest in there.items())]


def conditions(
    file: Application, asked: Asked, *, found: list[Paper], checks: list[CheckLine]
) -> Iterator[Condition]:
    """Yield the conditions of the grant with what the applicant claims beside what shows it."""
    papers_by_kind, checks_by_id = {one.kind: one for one in found}, {one.check_id: one for one in checks}
    for one in asked.prerequisites:
        if (paper := papers_by_kind.get(one.shown_by)) is not None:
            yield _shown(one.title, paper.title, bool(paper.documents), documents=paper.documents)
        elif (check := checks_by_id.get(one.shown_by)) is not None:
            yield Condition(
                _(one.title), check.meaning, check.glyph, check.word, check.title, check.claim, ()
            )
        elif one.shown_by in set(Part):
            says = part_says(file, Part(one.shown_by))
            yield _shown(one.title, word(words.PARTS, one.shown_by), bool(says), says=says)


def _shown(
    title: str, by: str, is_there: bool, *, says: str = "", documents: tuple[Document, ...] = ()
) -> Condition:
    meaning, glyph, word = ("agrees", "✓", _("there")) if is_there else ("absent", "—", _("missing"))
    return Condition(_(title), meaning, glyph, word, by, says, documents)


def part_says(file: Application, part: Part) -> str:
    """Say how much of a part the file holds; empty where it holds nothing."""
    if part in {Part.CAPITAL, Part.ADVERTISING}:
        return str(file.answers.get(Field(part.value), ""))
    if part is Part.HOSTING and file.answers.get(Field.HOSTING):
        return str(file.answers[Field.HOSTING])
    rows: dict[Part, Any] = {
        Part.SITES: file.sites,
        Part.EQUIPMENT: file.machines,
        Part.WALLETS: file.wallets,
        Part.OWNERS: file.owners,
        Part.HOSTING: file.clients,
    }
    count = rows[part].filter(removed_at__isnull=True).count()
    return f"{word(words.PARTS, part)}: {words.number(count)}" if count else ""


def machines_of(file: Application) -> Any:
    """Return the machines of a file that stand, by serial."""
    return EquipmentClaim.objects.filter(application=file, removed_at__isnull=True).select_related("site")


def fleet(file: Application) -> Fleet:
    """Add up the machines of a file by model, the most powerful first."""
    standing = file.machines.filter(removed_at__isnull=True)
    told = standing.aggregate(count=Count("pk"), watts=Sum("power_w"))
    models = standing.order_by().values("model").annotate(count=Count("pk"), watts=Sum("power_w"))
    first = standing.order_by("-told_at").first()
    return Fleet(
        count=told["count"],
        says=f"{words.machines(told['count'])} · {words.power(told['watts'] or 0)}" if told["count"] else "",
        models=tuple(
            Batch(one["model"], words.number(one["count"]), words.power(one["watts"]))
            for one in models.order_by("-watts", "model")[:MODELS_SHOWN]
        ),
        listed_at=first.told_at if first else None,
    )


def fees(file: Application, law: Law) -> Iterator[Fee]:
    """Yield what the law wants paid and held, or which article does not say it."""
    actor_class = law.licensing.actor_class(file.actor_class)
    asked = (
        (_("Fee"), actor_class.fee, file.answers.get(Field.FEE_REFERENCE, "")),
        (_("Monthly fee"), actor_class.monthly_fee, ""),
        (_("Least capital"), actor_class.capital, file.answers.get(Field.CAPITAL, "")),
    )
    for label, term, told in asked:
        try:
            due = law.licensing.in_money(term)
        except NoSuchRule:
            continue
        except Refused:
            says = str(term.value) if term.is_known else ""
        else:
            says = words.money(due.amount, due.currency)
        yield Fee(label, says, term.article, str(told))
