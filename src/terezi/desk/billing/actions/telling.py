"""What other halves of the house tell of bills: the levy declared, and who was granted the licence."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from terezi.base.errors import refuse
from terezi.desk.billing import rules
from terezi.desk.billing.models import LevyDeclaration, Reader
from terezi.desk.billing.terms import Act, Declared
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer


@transaction.atomic
def tell_declared(*, declared: Iterable[Declared], by: str, at: datetime) -> int:
    """Keep what was declared as levy; answers how many declarations are new or other than before."""
    changed = []
    for told in declared:
        values = {k: v for k, v in vars(told).items() if k not in {"site_id", "period_from"}}
        known = LevyDeclaration.objects.filter(site_id=told.site_id, period_from=told.period_from).first()
        if known is not None and all(getattr(known, name) == value for name, value in values.items()):
            continue
        row, _ = LevyDeclaration.objects.update_or_create(
            site_id=told.site_id, period_from=told.period_from, defaults=values
        )
        changed.append(row)
    if changed:
        journal.write(
            act=Act.TELL_DECLARED,
            subject="levy",
            by=by,
            at=at,
            values={"declarations": len(changed)},
            rows=changed,
        )
    return len(changed)


@transaction.atomic
def tell_readers(*, licences: Mapping[str, Iterable[Officer]], by: str, at: datetime) -> int:
    """Let the applicants to whom a licence was granted read its bills; answers the changes.

    Nobody else does but who was admitted.
    """
    wanted = {(officer.pk, number) for number, officers in licences.items() for officer in officers}
    standing = {(row.officer_id, row.licence_number): row for row in Reader.objects.all()}
    gone = [row for key, row in standing.items() if key not in wanted and not row.ground]
    made = [
        Reader.objects.create(officer_id=officer, licence_number=number)
        for officer, number in sorted(wanted - standing.keys())
    ]
    removed = [
        Reader(pk=row.pk, officer_id=row.officer_id, licence_number=row.licence_number) for row in gone
    ]
    Reader.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if made or removed:
        journal.write(
            act=Act.TELL_READERS,
            subject="readers",
            by=by,
            at=at,
            values={"more": len(made), "fewer": len(removed)},
            rows=made,
            removed=removed,
        )
    return len(made) + len(removed)


@transaction.atomic
def admit_reader(*, reader: Officer, licence_number: str, ground: str, by: str, at: datetime) -> Reader:
    """Let an applicant's account read bills and power of a licence that was not granted to it here, on a ground.

    :raises Refused: when no ground is told, or the account is no applicant's.
    """
    refuse(rules.against_admitting(role=reader.role, licence_number=licence_number, ground=ground))
    row, _ = Reader.objects.update_or_create(
        officer=reader, licence_number=licence_number, defaults={"ground": ground}
    )
    values = {"licence": licence_number, "reader": reader.username}
    journal.write(
        act=Act.ADMIT_READER,
        subject=licence_number,
        by=by,
        at=at,
        ground=ground,
        values=values,
        rows=[row],
    )
    return row
