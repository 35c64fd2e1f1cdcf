"""What an applicant does: begin a file, answer, attach, claim; and later answer what he is asked."""

from datetime import datetime

from terezi.base.units import PPM
from terezi.demo.licensing.cases import AGENTS, Case
from terezi.demo.licensing.firms import CODE, equipment_csv, regions_feeder
from terezi.demo.licensing.papers import paper
from terezi.demo.pools import POOL_OF
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.asked import Asked
from terezi.desk.applications.terms import NONE_SUCH, Part, SiteTold
from terezi.desk.people.models import Officer
from terezi.evidence.facts.grades import Scheme

CAPITAL = "7500000"
SPARE_PPM = 1_250_000  # connection over what is asked for


def fill(case: Case, *, by: Officer, at: datetime) -> Application:
    """Begin a file and put into it all that the law of its class asks."""
    file = actions.begin(
        country=CODE, actor_class=case.actor_class, key=f"garagum-{case.number}", by=by, at=at
    )
    asked = queries.asked(file)
    actions.answer(number=file.number, fields=_answers(case, asked), by=by, at=at)
    for document in asked.documents:
        _attach(file, case, document.id, document.title, by=by, at=at)
    for part in asked.parts:
        if give := _GIVES.get(Part(part)):
            give(file.number, case, by, at)
    file.refresh_from_db()
    return file


def _answers(case: Case, asked: Asked) -> dict[str, str]:
    firm = case.firm
    told = {
        "party_name": firm.name,
        "party_kind": firm.kind,
        "registration_number": firm.registration_number,
        "party_country": CODE,
        "fee_reference": f"GGP-{case.seed % 10**8:08d}",
    }
    if case.agent in AGENTS:
        told["agent_name"] = case.agent
    if Part.CAPITAL in asked.parts:
        told["capital"] = CAPITAL
    none_such = {part.value: NONE_SUCH for part in (Part.ADVERTISING, Part.HOSTING) if part in asked.parts}
    return told | none_such


def _attach(file: Application, case: Case, kind: str, title: str, *, by: Officer, at: datetime) -> None:
    lines = ("Garagum (FICTION)", title, f"for {case.firm.name}", f"in application {file.number}")
    name = f"{kind}.pdf"
    actions.attach(number=file.number, kind=kind, filename=name, content_bytes=paper(lines), by=by, at=at)


def _site(number: str, case: Case, by: Officer, at: datetime) -> None:
    asked_w = max(case.firm.watts * 11 // 10, 10_000)
    told = SiteTold(
        label="A",
        region=case.firm.region,
        address=f"{case.seed % 97 + 1} Fiction street",
        feeder=regions_feeder(case.firm.region),
        connection_w=asked_w * SPARE_PPM // PPM,
        requested_w=asked_w,
        pool_id=POOL_OF[Scheme.FPPS],
    )
    actions.claim_site(number=number, told=told, by=by, at=at)


def _equipment(number: str, case: Case, by: Officer, at: datetime) -> None:
    content = equipment_csv(case.firm.machines)
    actions.claim_equipment(number=number, content=content, filename="machines.csv", by=by, at=at)


def _wallet(number: str, case: Case, by: Officer, at: datetime) -> None:
    wallet = case.firm.wallet
    claim = actions.claim_wallet(number=number, address=wallet.address, by=by, at=at)
    actions.prove_wallet(wallet=claim.pk, signature=wallet.sign(claim.challenge), by=by, at=at)


def _owners(number: str, case: Case, by: Officer, at: datetime) -> None:
    for tie in case.firm.owners:
        actions.claim_owner(
            number=number,
            owner=tie.owner,
            owned=tie.owned,
            share_ppm=tie.share_ppm,
            country=tie.country,
            kind=tie.kind,
            by=by,
            at=at,
        )


_GIVES = {
    Part.SITES: _site,
    Part.EQUIPMENT: _equipment,
    Part.WALLETS: _wallet,
    Part.OWNERS: _owners,
}
