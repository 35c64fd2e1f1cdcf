"""Warning the public, and what leads there: licence numbers seen where their holders are not."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from terezi.base.errors import BadData, Refused
from terezi.desk.journal import actions as journal
from terezi.desk.licences.queries import number_exists
from terezi.desk.people.here import day_here
from terezi.desk.register import rules
from terezi.desk.register.models import DeclaredAddress, Sighting, Warned
from terezi.desk.register.terms import Act, Seen, WarningKind


@transaction.atomic
def warn(
    *,
    kind: WarningKind,
    name: str,
    says: str,
    by: str,
    at: datetime,
    number: str = "",
    web_address: str = "",
    sightings: Iterable[int] = (),
) -> Warned:
    """Warn the public of somebody; `number` is the licence that is pretended, `sightings` what led here.

    :raises Refused: when nothing is said, or a clone names no licence of ours.
    """
    if not (name.strip() and says.strip()):
        raise Refused("A warning names somebody and says what happened: fill in both")
    if number and not number_exists(number):
        raise Refused(f"No licence {number} is on the register: leave the number empty or correct it")
    if kind is WarningKind.CLONE and not number:
        raise Refused("A clone shows a licence of somebody else: name its number")
    warned = Warned.objects.create(
        kind=kind,
        name=name.strip(),
        number=number,
        web_address=web_address,
        says=says.strip(),
        since=day_here(at),
    )
    seen = list(Sighting.objects.select_for_update().filter(pk__in=list(sightings), warning__isnull=True))
    Sighting.objects.filter(pk__in=[each.pk for each in seen]).update(warning=warned)
    values = {"kind": kind.value, "number": number, "sightings": [each.pk for each in seen]}
    journal.write(
        act=Act.WARN, subject=f"warning {warned.pk}", by=by, at=at, values=values, rows=[warned, *seen]
    )
    return warned


@transaction.atomic
def end_warning(*, warning: int, why: str, by: str, at: datetime) -> Warned:
    """End a warning; the public still sees that there was one and why it ended.

    :raises Refused: when there is no such warning, or nobody says why.
    """
    warned = Warned.objects.select_for_update().filter(pk=warning, ended_on__isnull=True).first()
    if warned is None:
        raise Refused(f"No warning {warning} stands")
    if not why.strip():
        raise Refused("Say why the warning ends: the public reads it")
    warned.ended_on, warned.why_ended = max(day_here(at), warned.since), why.strip()
    warned.save(update_fields=["ended_on", "why_ended"])
    journal.write(act=Act.END_WARNING, subject=f"warning {warning}", by=by, at=at, rows=[warned])
    return warned


@transaction.atomic
def declare_address(*, number: str, web_address: str, by: str, at: datetime) -> DeclaredAddress:
    """Enter a web address at which a holder says that he may be found.

    :raises Refused: when no such licence is on the register.
    :raises BadData: when it is no web address.
    """
    if not number_exists(number):
        raise Refused(f"No licence {number} is on the register")
    host = rules.host_of(web_address)
    declared, new = DeclaredAddress.objects.get_or_create(
        number=number, host=host, until=None, defaults={"since": day_here(at)}
    )
    if new:
        journal.write(
            act=Act.DECLARE_ADDRESS, subject=number, by=by, at=at, values={"host": host}, rows=[declared]
        )
    return declared


@transaction.atomic
def note_sightings(*, seen: Iterable[Seen], by: str, at: datetime) -> int:
    """Note licence numbers that were seen at web addresses; the same again changes nothing. Return how many are new.

    :raises BadData: naming the first address that is none.
    """
    wanted = {(each.number, each.web_address, each.seen_on): each for each in seen}
    known = set(
        Sighting.objects.filter(number__in={each.number for each in wanted.values()}).values_list(
            "number", "web_address", "seen_on"
        )
    )
    rows = Sighting.objects.bulk_create(
        _noted(each, at) for key, each in sorted(wanted.items()) if key not in known
    )
    if rows:
        values = {"sightings": len(rows)}
        journal.write(act=Act.NOTE_SIGHTINGS, subject="sightings", by=by, at=at, values=values, rows=rows)
    return len(rows)


def _noted(seen: Seen, at: datetime) -> Sighting:
    if seen.seen_on > day_here(at):
        raise BadData(f"{seen.web_address}: {seen.seen_on:%Y-%m-%d} is still to come")
    return Sighting(
        number=seen.number,
        host=rules.host_of(seen.web_address),
        web_address=seen.web_address,
        seen_on=seen.seen_on,
        noted_at=at,
    )


@transaction.atomic
def put_aside(*, sighting: int, why: str, by: str, at: datetime) -> Sighting:
    """Say why a sighting is no reason to warn.

    :raises Refused: when there is no such sighting, or nobody says why.
    """
    seen = Sighting.objects.select_for_update().filter(pk=sighting, warning__isnull=True).first()
    if seen is None or not why.strip():
        raise Refused("Say why this is no reason to warn" if seen else f"No sighting {sighting} is open")
    seen.put_aside = why.strip()
    seen.save(update_fields=["put_aside"])
    journal.write(act=Act.PUT_ASIDE, subject=f"sighting {sighting}", by=by, at=at, rows=[seen])
    return seen
