"""Issuing certificates, and the keys that sign them."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from terezi.base.credential import Credential, Logged, Signs, issue, key_id_of, to_text
from terezi.base.errors import Refused
from terezi.base.status_list import PLACES
from terezi.desk.journal import actions as journal
from terezi.desk.licences import queries as licences
from terezi.desk.licences.classes import waiting
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.register.models import Certificate, SigningKey
from terezi.desk.register.terms import Act, list_name
from terezi.law.book import day_in


@transaction.atomic
def begin_key(*, signer: Signs, by: str, at: datetime) -> SigningKey:
    """Sign with this key from now on; what the key before it signed still holds.

    Both may sign within the second of the change, for certificates tell seconds.

    :raises Refused: when the key has signed before.
    """
    at = at.replace(microsecond=0)
    key_id = key_id_of(signer.public_key)
    if SigningKey.objects.filter(key_id=key_id).exists():
        raise Refused(f"The key {key_id} has signed before: make a new one")
    closed = SigningKey.objects.select_for_update().filter(until__isnull=True).first()
    if closed is not None:
        closed.until = at + timedelta(seconds=1)
        closed.save(update_fields=["until"])
    key = SigningKey.objects.create(key_id=key_id, public_key=to_text(signer.public_key), since=at)
    ended = {"ended": closed.key_id} if closed else {}
    rows = [each for each in (closed, key) if each]
    journal.write(act=Act.BEGIN_KEY, subject=key_id, by=by, at=at, values=ended, rows=rows)
    return key


@transaction.atomic
def issue_certificate(*, number: str, issuer: str, signer: Signs, by: str, at: datetime) -> Certificate:
    """Issue the certificate of a licence that stands; the one before it is replaced.

    :raises Refused: when no such licence stands, it lets nobody operate, or the key is not the one that signs.
    """
    at = at.replace(microsecond=0)
    key = SigningKey.objects.select_for_update().filter(until__isnull=True).first()
    if key is None or key.key_id != key_id_of(signer.public_key):
        raise Refused("This key does not sign certificates here: begin it first")
    licence = _standing(number, issuer, at)
    last = Certificate.objects.order_by("-place").first()
    certificate = _credential(licence, issuer=issuer, place=last.place + 1 if last else 0, at=at)
    replaced = _replaced(number, at)
    entry = journal.write(
        act=Act.ISSUE,
        subject=number,
        by=by,
        at=at,
        values={"says": _digest(certificate), "key": key.key_id, "place": certificate.status_index},
        rows=replaced,
    )
    logged = Logged(entry.sequence - 1, bytes.fromhex(entry.digest))
    return Certificate.objects.create(
        place=last.place + 1 if last else 0,
        number=number,
        holder=certificate.holder,
        actor_class=certificate.actor_class,
        region=certificate.region,
        licensed_w=certificate.licensed_w,
        valid_until=certificate.valid_until,
        text=issue(replace(certificate, logged=logged), signer),
        entry=entry.sequence,
        issued_at=at,
        issued_by=by,
    )


def _standing(number: str, country: str, at: datetime) -> Licence:
    day = day_in(country, at)
    licence = licences.licence_on(number, day)
    if licence is None:
        raise Refused(f"No licence {number} is on the register on {day}")
    if not Status(licence.status).may_operate:
        raise Refused(f"The licence {number} is {licence.status}: there is nothing to certify")
    if licence.actor_class in waiting(country, day):
        raise Refused(f"The licence {number} alone lets nobody operate: certify the one that follows it")
    return licence


def _credential(licence: Licence, *, issuer: str, place: int, at: datetime) -> Credential:
    return Credential(
        issuer=issuer,
        number=licence.number,
        holder=licence.holder.name,
        actor_class=licence.actor_class,
        status=licence.status,
        region=licence.region,
        licensed_w=licence.licensed_w,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        issued_at=at,
        status_list=list_name(place),
        status_index=place % PLACES,
    )


def _digest(certificate: Credential) -> str:
    """Return the SHA-256 of what the certificate says; the entry that holds it is then named by the certificate."""
    told = {name: str(value) for name, value in vars(certificate).items() if name not in {"logged", "key_id"}}
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _replaced(number: str, at: datetime) -> list[Certificate]:
    standing = list(Certificate.objects.select_for_update().filter(number=number, replaced_at__isnull=True))
    for certificate in standing:
        certificate.replaced_at = at
        certificate.save(update_fields=["replaced_at"])
    return standing
