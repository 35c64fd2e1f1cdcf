"""An applicant who gives whatever the law of his class asks, whatever that is; officers who do what it needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from btclib import b58
from btclib.ecc import bms
from django.contrib.auth.hashers import make_password

from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.terms import CheckState, Missing, Position, SiteTold
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, Role
from terezi.desk.screening.terms import Outcome
from terezi.law.book import day_in

AT = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
REASON = Reason(article="Licensing Rules, art. 4", facts="The conditions are met")
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
WIF, ADDRESS = bms.gen_keys()


def person(username: str, role: Role = Role.LICENSING_OFFICER, region: str = "") -> Officer:
    return Officer.objects.create(
        username=username,
        name=username.title(),
        role=role,
        region=region,
        appointed_at=AT,
        password=make_password(None),
    )


def signature(words: str) -> str:
    return bms.sign(words.encode(), b58.prv_key_data_from_wif(WIF), ADDRESS).b64encode()


def filled(file: Application, *, at: datetime = AT) -> Application:
    """Answer all that is missing until nothing is, as a portal would show it."""
    for _ in range(40):
        file.refresh_from_db()
        lacks = queries.missing(file, queries.law_of(file))
        if not lacks:
            return file
        _give(file, lacks[0], at)
    raise AssertionError(f"Never complete: {lacks}")


def _give(file: Application, lacking: Missing, at: datetime) -> None:
    by, number = file.applicant, file.number
    kind, _, document = lacking.field.partition(":")
    if document:
        actions.attach(
            number=number,
            kind=document,
            filename=f"{document}.pdf",
            content_bytes=PDF + f"{number} {document}".encode(),
            by=by,
            at=at,
        )
        return
    _GIVES.get(kind, _answer(kind))(file, by, at)


def _answer(field: str) -> Callable[[Application, Officer, datetime], None]:
    def give(file: Application, by: Officer, at: datetime) -> None:
        answers = {
            "party_name": f"Günbatar {file.number[-6:]}",
            "party_kind": (*queries.asked(file).applicant_kinds, "legal_entity")[0],
            "registration_number": f"R-{file.number[-6:]}",
            "party_country": file.country,
            "capital": "900000000",
            "advertising": "none",
            "hosting": "none",
            "fee_reference": "PAY-1",
        }
        actions.answer(number=file.number, fields={field: answers[field]}, by=by, at=at)

    return give


def _site(file: Application, by: Officer, at: datetime) -> None:
    actions.claim_site(number=file.number, told=SITE, by=by, at=at)


SITE = SiteTold(
    label="A",
    region="Balkan",
    address="1 Hazar street",
    feeder="Balkan-1",
    connection_w=200_000,
    requested_w=100_000,
    pool_id="pool-a",
)


def equipment(file: Application, count: int = 3) -> bytes:
    head = "serial,model,hash_rate_ths,power_w\n"
    prefix = file.number.replace("-", "")
    return (head + "".join(f"{prefix}{n:05d},Antminer S21,200,3500\n" for n in range(count))).encode()


def _equipment(file: Application, by: Officer, at: datetime) -> None:
    actions.claim_equipment(
        number=file.number, content=equipment(file), filename="machines.csv", by=by, at=at
    )


def _wallet(file: Application, by: Officer, at: datetime) -> None:
    wallet = actions.claim_wallet(number=file.number, address=ADDRESS, by=by, at=at)
    actions.prove_wallet(wallet=wallet.pk, signature=signature(wallet.challenge), by=by, at=at)


def _owner(file: Application, by: Officer, at: datetime) -> None:
    actions.claim_owner(
        number=file.number,
        owner="Serdar Ataýew",
        owned=file.party_name,
        share_ppm=1_000_000,
        country=file.country,
        kind="natural_person",
        by=by,
        at=at,
    )


def _follows(file: Application, by: Officer, at: datetime) -> None:
    """Apply for and be granted what the law wants first, in the same name."""
    first_class = queries.actor_class_of(file).follows.value
    first = drafted(by, country=file.country, actor_class=first_class, at=at)
    told = {name: getattr(file, name) for name in ("party_name", "party_kind", "registration_number")}
    actions.answer(number=first.number, fields=told, by=by, at=at)
    granted(filled(first, at=at), at=at)
    first.refresh_from_db()
    actions.answer(number=file.number, fields={"follows": first.licence_number}, by=by, at=at)


_GIVES = {
    "sites": _site,
    "equipment": _equipment,
    "wallets": _wallet,
    "owners": _owner,
    "follows": _follows,
}


def drafted(
    by: Officer, *, country: str = "GG", actor_class: str = "private", at: datetime = AT, key: str = ""
) -> Application:
    key = key or f"{by.username}{Application.objects.count()}"
    return actions.begin(country=country, actor_class=actor_class, key=key, by=by, at=at)


def submitted(by: Officer, *, at: datetime = AT, **told: str) -> Application:
    file = filled(drafted(by, at=at, **told), at=at)
    return actions.submit(number=file.number, by=by, at=at)


def drawn(file: Application, *, by: Officer | None = None, at: datetime = AT, seed: str = "s") -> Application:
    by = by or Officer.objects.filter(role=Role.LICENSING_OFFICER).order_by("username")[0]
    return actions.draw(number=file.number, seed=seed, by=by, at=at)


def agency_officer(agency: str) -> Officer:
    role = next(role for role, one in AGENCY_OF.items() if one == agency)
    return Officer.objects.filter(role=role).first() or person(f"of_{agency}", role)


def reviewed(file: Application, *, at: datetime = AT) -> Application:
    """Let the officer of a file do all that a grant needs: checks, by hand where needed, and opinions."""
    file.refresh_from_db()
    officer = file.officer
    actions.run_checks(number=file.number, by=officer, at=at)
    for check in queries.checklist(file):
        if (check.state, check.outcome) != (CheckState.DONE, Outcome.CLEAR):
            actions.set_check(
                number=file.number,
                check=check.check_id,
                state=CheckState.DONE,
                reason="Looked at by hand",
                by=officer,
                at=at,
            )
    for asked in actions.ask_opinions(number=file.number, by=officer, at=at):
        actions.give_opinion(
            number=file.number,
            position=Position.FOR,
            says="Nothing stands against it",
            by=agency_officer(asked.agency),
            at=at,
        )
    return file


def proposed(file: Application, *, act: StatusAct | None = None, at: datetime = AT, **told: object):
    file.refresh_from_db()
    status = queries.actor_class_of(file).granted_status.value
    granting = StatusAct.REGISTER if status == Status.REGISTERED else StatusAct.LICENSE
    return actions.propose_decision(
        number=file.number,
        act=act or granting,
        reasons=[replace(REASON, ground=_ground(file, act))],
        effective_on=day_in(file.country, at),
        by=file.officer,
        at=at,
        **told,
    )


def _ground(file: Application, act: StatusAct | None) -> str:
    """A ground the law lists for refusing or limiting, where it lists any."""
    licensing = queries.law_of(file).licensing
    lists = {StatusAct.REFUSE: licensing.refusal_grounds, StatusAct.LIMIT: licensing.limitation_grounds}
    grounds = lists[act].value if act in lists and lists[act].is_known else ()
    return grounds[0].id if grounds else ""


def reviewer(file: Application) -> Officer:
    """Another licensing officer than the one who has the file."""
    file.refresh_from_db()
    others = Officer.objects.filter(role=Role.LICENSING_OFFICER, region="").exclude(pk=file.officer_id)
    return others.order_by("username")[0]


def granted(file: Application, *, at: datetime = AT) -> Application:
    """Take a complete draft all the way."""
    actions.submit(number=file.number, by=file.applicant, at=at)
    drawn(file, at=at)
    reviewed(file, at=at)
    proposed(file, at=at)
    return actions.sign_decision(number=file.number, by=reviewer(file), at=at)
