"""What an applicant claims besides documents: sites, wallets, owners and hosted clients."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.applications.actions.moving import tell, to_edit
from terezi.desk.applications.models import Application, ClientClaim, OwnerClaim, SiteClaim, WalletClaim
from terezi.desk.applications.rules import claims
from terezi.desk.applications.terms import (
    MOST_CLIENTS,
    MOST_OWNERS,
    MOST_SITES,
    MOST_WALLETS,
    Act,
    SiteTold,
)
from terezi.desk.people.models import Officer
from terezi.desk.screening.rules import wallets
from terezi.desk.screening.terms import Outcome

M = TypeVar("M", SiteClaim, WalletClaim, OwnerClaim, ClientClaim)
CLAIMS: dict[str, Any] = {
    "site": SiteClaim,
    "wallet": WalletClaim,
    "owner": OwnerClaim,
    "client": ClientClaim,
}


@transaction.atomic
def claim_site(*, number: str, told: SiteTold, by: Officer, at: datetime) -> SiteClaim:
    """Say where and with how much power to mine; the same label again replaces what was said of it.

    :raises Refused: when it cannot be so, or the file is not his to change.
    """
    claims.refuse_site(told)
    file = to_edit(number, by=by, at=at)
    before = file.sites.filter(removed_at__isnull=True, label=told.label).first()
    _refuse_too_many(file.sites.filter(removed_at__isnull=True).exclude(label=told.label).count(), MOST_SITES)
    gone = _ended(before, at)
    site = SiteClaim.objects.create(application=file, told_at=at, **asdict(told))
    moved = _moved(before, site)
    values = {"site": told.label, "region": told.region, "requested_w": told.requested_w}
    tell(file, Act.CLAIM_SITE, by=by.username, at=at, values=values, rows=[*gone, site, *moved])
    return site


def _moved(before: SiteClaim | None, after: SiteClaim) -> list[Model]:
    """Let the machines of a site that is told anew stand at it as it is now."""
    if before is None:
        return []
    machines = list(before.machines.filter(removed_at__isnull=True))
    before.machines.filter(removed_at__isnull=True).update(site=after)
    for machine in machines:
        machine.site = after
    return [*machines]


@transaction.atomic
def claim_wallet(*, number: str, address: str, by: Officer, at: datetime) -> WalletClaim:
    """Name an address; its `challenge` is what is to be signed with its key.

    :raises Refused: when the address is empty or the file is not his to change.
    """
    address = claims.address(address)
    file = to_edit(number, by=by, at=at)
    standing = file.wallets.filter(removed_at__isnull=True)
    if known := standing.filter(address=address).first():
        return known
    _refuse_too_many(standing.count(), MOST_WALLETS)
    challenge = claims.challenge(file.number, address=address, on=at.date())
    wallet = WalletClaim.objects.create(application=file, address=address, challenge=challenge, told_at=at)
    tell(file, Act.CLAIM_WALLET, by=by.username, at=at, rows=[wallet])
    return wallet


@transaction.atomic
def prove_wallet(*, wallet: int, signature: str, by: Officer, at: datetime) -> WalletClaim:
    """Take the signature under the words of a wallet; one no library can read yet waits for an officer.

    :raises Refused: when it does not hold, or the wallet is not his to prove now.
    """
    file, found = _his(WalletClaim, wallet, by=by, at=at)
    signature = signature.strip()
    said = wallets.proof(found.address, message=found.challenge, signature=signature)
    if not signature or said.outcome not in {Outcome.CLEAR, Outcome.CANNOT}:
        raise Refused(f"{said.says} Sign exactly the words shown, with the key of {found.address}")
    found.signature, found.says = signature, said.says
    found.proved_at = at if said.outcome is Outcome.CLEAR else None
    found.save(update_fields=["signature", "proved_at", "says"])
    values = {"outcome": said.outcome.value}
    tell(file, Act.PROVE_WALLET, by=by.username, at=at, values=values, rows=[found])
    return found


@transaction.atomic
def claim_owner(
    *,
    number: str,
    owner: str,
    owned: str,
    share_ppm: int,
    country: str,
    kind: str,
    by: Officer,
    at: datetime,
    bars: Sequence[str] = (),
) -> OwnerClaim:
    """Say who owns how many millionths of whom; said again of the same two, it replaces what was said.

    `bars` are those of the law's bars that the applicant says hold of the owner.

    :raises Refused: when it cannot be so, or the file is not his to change.
    """
    told = claims.owner(owner=owner, owned=owned, share_ppm=share_ppm, country=country, kind=kind, bars=bars)
    file = to_edit(number, by=by, at=at)
    standing = file.owners.filter(removed_at__isnull=True)
    _refuse_too_many(standing.count(), MOST_OWNERS)
    gone = _ended(standing.filter(owner=told["owner"], owned=told["owned"]).first(), at)
    claim = OwnerClaim.objects.create(application=file, told_at=at, **told)
    values = {"share_ppm": share_ppm, "country": country}
    tell(file, Act.CLAIM_OWNER, by=by.username, at=at, values=values, rows=[*gone, claim])
    return claim


@transaction.atomic
def claim_client(
    *,
    number: str,
    name: str,
    machines: int,
    power_w: int,
    country: str,
    by: Officer,
    at: datetime,
    registration_number: str = "",
    licence_number: str = "",
) -> ClientClaim:
    """Name a client whose machines the applicant runs; named again, it replaces what was said.

    :raises Refused: when it cannot be so, or the file is not his to change.
    """
    told = claims.client(
        name=name,
        machines=machines,
        power_w=power_w,
        country=country,
        registration_number=registration_number,
        licence_number=licence_number,
    )
    file = to_edit(number, by=by, at=at)
    standing = file.clients.filter(removed_at__isnull=True)
    _refuse_too_many(standing.count(), MOST_CLIENTS)
    same = standing.filter(name=told["name"], registration_number=told["registration_number"])
    gone = _ended(same.first(), at)
    claim = ClientClaim.objects.create(application=file, told_at=at, **told)
    values = {"machines": machines, "power_w": power_w}
    tell(file, Act.CLAIM_CLIENT, by=by.username, at=at, values=values, rows=[*gone, claim])
    return claim


@transaction.atomic
def remove_claim(*, what: str, claim: int, by: Officer, at: datetime) -> None:
    """Take back a `site`, `wallet`, `owner` or `client`; it stays in the record.

    :raises Refused: when it is not his, was taken back already, or machines still stand at the site.
    """
    if what not in CLAIMS:
        raise Refused(f"There is no claim of the kind {what}: choose one of {', '.join(CLAIMS)}")
    file, found = _his(CLAIMS[what], claim, by=by, at=at)
    if what == "site" and found.machines.filter(removed_at__isnull=True).exists():
        raise Refused(f"Machines are listed at {found.label}: send the list without them first")
    gone = _ended(found, at)
    tell(file, Act.REMOVE_CLAIM, by=by.username, at=at, values={"what": what}, rows=gone)


def _his(model: type[M], pk: int, *, by: Officer, at: datetime) -> tuple[Application, M]:
    found = model._default_manager.select_related("application").filter(pk=pk).first()
    if found is None or found.application.applicant_id != by.pk:
        raise Refused("There is no such entry of yours: open it from your file")
    file = to_edit(found.application.number, by=by, at=at)
    found = model._default_manager.get(pk=pk)
    if found.removed_at is not None:
        raise Refused("It was taken back already")
    return file, found


def _ended(before: Any, at: datetime) -> list[Any]:
    if before is None:
        return []
    before.removed_at = at
    before.save(update_fields=["removed_at"])
    return [before]


def _refuse_too_many(there: int, most: int) -> None:
    if there >= most:
        raise Refused(f"There are {most} of them already: take one back first")
