"""What an applicant told, section by section, to read once more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.asked import asked_of
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.terms import NONE_SUCH, Field, Part
from terezi.desk.findings.words import COUNTRIES, translated
from terezi.desk.people.words import word
from terezi.law.terms import Law

MOST = 50
Lines = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One section as it was told: pairs of what was asked and what was said."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]


def told_of(file: Application, law: Law) -> list[Told]:
    """Return what was told in every section the class is asked."""
    asked = asked_of(law.licensing.actor_class(file.actor_class))
    papers = {one.id: translated(one.title) for one in asked.documents}
    sections: list[tuple[str, Lines]] = [("party", _party(file))]
    sections += [(part, TOLD[Part(part)](file)) for part in asked.parts]
    sections.append(("documents", _papers(file, papers)))
    return [Told(key, word(words.SECTIONS, key), tuple(lines)) for key, lines in sections]


def kilowatts(watts: int) -> str:
    """Say a power in kW."""
    number = (Decimal(watts) / 1_000).normalize()
    places = max(0, -int(number.as_tuple().exponent))
    return f"{number_format(number, places, use_l10n=True, force_grouping=True)} {_('kW')}"


def _party(file: Application) -> Lines:
    told = {
        Field.PARTY_NAME: file.party_name,
        Field.PARTY_KIND: word(words.KINDS, file.party_kind),
        Field.REGISTRATION_NUMBER: file.registration_number,
        Field.PARTY_COUNTRY: word(COUNTRIES, file.party_country),
        Field.AGENT_NAME: file.agent_name,
        **{
            field: str(file.answers.get(field, ""))
            for field in (Field.CONTACT, Field.WEB_ADDRESS, Field.FOLLOWS)
        },
    }
    for field, text in told.items():
        if text:
            yield str(words.LABELS[field]), text


def _sites(file: Application) -> Lines:
    for one in file.sites.filter(removed_at__isnull=True)[:MOST]:
        yield one.label, f"{one.region}, {one.address} · {one.feeder} · {kilowatts(one.connection_w)}"


def _machines(file: Application) -> Lines:
    rows = file.machines.filter(removed_at__isnull=True)
    count, power = rows.count(), rows.aggregate(sum=Sum("power_w"))["sum"] or 0
    if count:
        said = ngettext("{n} machine", "{n} machines", count).format(n=count)
        yield said, kilowatts(power)
    for model in rows.order_by("model").values_list("model", flat=True).distinct()[:MOST]:
        yield _("Model"), model


def _wallets(file: Application) -> Lines:
    for one in file.wallets.filter(removed_at__isnull=True)[:MOST]:
        state = _("not signed yet")
        if one.signature:
            state = _("signed; proved") if one.proved_at else _("signed; an officer looks at it")
        yield one.address, state


def _owners(file: Application) -> Lines:
    for one in file.owners.filter(removed_at__isnull=True)[:MOST]:
        share = number_format(Decimal(one.share_ppm) / 10_000, use_l10n=True)
        yield (
            one.owner,
            _("{share} % of {owned}, {country}").format(
                share=share, owned=words.apart(one.owned), country=one.country
            ),
        )


def _answer(field: Field) -> Callable[[Application], Lines]:
    def told(file: Application) -> Lines:
        text = str(file.answers.get(field, ""))
        if text:
            yield str(words.LABELS[field]), _("None") if text == NONE_SUCH else text

    return told


def _clients(file: Application) -> Lines:
    if file.answers.get(Field.HOSTING) == NONE_SUCH:
        yield _("Clients"), _("None")
    for one in file.clients.filter(removed_at__isnull=True)[:MOST]:
        said = ngettext("{n} machine", "{n} machines", one.machines).format(n=one.machines)
        yield one.name, f"{said} · {kilowatts(one.power_w)}"


def _papers(file: Application, titles: dict[str, str]) -> Lines:
    if paid := str(file.answers.get(Field.FEE_REFERENCE, "")):
        yield str(words.LABELS[Field.FEE_REFERENCE]), paid
    for one in file.documents.filter(removed_at__isnull=True):
        yield titles.get(one.kind, _("Another paper")), one.filename


TOLD: dict[Part, Callable[[Application], Lines]] = {
    Part.SITES: _sites,
    Part.EQUIPMENT: _machines,
    Part.WALLETS: _wallets,
    Part.OWNERS: _owners,
    Part.CAPITAL: _answer(Field.CAPITAL),
    Part.ADVERTISING: _answer(Field.ADVERTISING),
    Part.HOSTING: _clients,
}
