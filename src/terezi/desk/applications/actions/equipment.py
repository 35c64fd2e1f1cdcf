"""The list of machines: a file replaces the one before it, whole or not at all."""

from datetime import datetime

from django.db import transaction

from terezi.desk.applications.actions.moving import tell, to_edit
from terezi.desk.applications.models import Application, EquipmentClaim
from terezi.desk.applications.rules import equipment
from terezi.desk.applications.rules.content import shown_name
from terezi.desk.applications.terms import Act, Machine
from terezi.desk.people.models import Officer

BATCH = 1_000


@transaction.atomic
def claim_equipment(*, number: str, content: bytes, filename: str, by: Officer, at: datetime) -> int:
    """Take a CSV of machines in place of the list so far, and return how many there are now.

    :raises BadData: when the file is no table of machines; `BadRows` when rows of it are wrong.
    :raises Refused: when the file is not his to change.
    """
    file = to_edit(number, by=by, at=at)
    sites = {site.label: site for site in file.sites.filter(removed_at__isnull=True)}
    told = equipment.machines(content, filename=shown_name(filename), sites=list(sites))
    gone = _gone(file, at)
    rows = [
        EquipmentClaim(
            application=file,
            site=sites.get(machine.site),
            serial=machine.serial,
            model=machine.model,
            hash_rate_ghs=machine.hash_rate_ghs,
            power_w=machine.power_w,
            told_at=at,
        )
        for machine in told
    ]
    EquipmentClaim.objects.bulk_create(rows, batch_size=BATCH)
    values = {"machines": len(rows), "replaced": len(gone), "power_w": _power(told)}
    tell(file, Act.CLAIM_EQUIPMENT, by=by.username, at=at, values=values, rows=[*gone, *rows])
    return len(rows)


def _gone(file: Application, at: datetime) -> list[EquipmentClaim]:
    standing = file.machines.filter(removed_at__isnull=True)
    gone = list(standing)
    standing.update(removed_at=at)
    for machine in gone:
        machine.removed_at = at
    return gone


def _power(told: list[Machine]) -> int:
    return sum(machine.power_w for machine in told)
