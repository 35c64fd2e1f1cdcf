"""Giving a venue a challenge, and taking the proof that answers it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.venues.models import ReserveChallenge, ReserveProof
from terezi.desk.venues.terms import Act, Ended


@transaction.atomic
def give_challenge(*, venue_id: str, nonce: str, by: str, at: datetime) -> ReserveChallenge:
    """Let a new challenge stand for a venue; the one before it, unanswered, stands no more."""
    before = _standing(venue_id)
    for one in before:
        _end(one, Ended.REPLACED, at)
    given = ReserveChallenge.objects.create(venue_id=venue_id, nonce=nonce, given_at=at, given_by=by)
    journal.write(
        act=Act.CHALLENGE, subject=venue_id, by=by, at=at, values={"nonce": nonce}, rows=[*before, given]
    )
    return given


@transaction.atomic
def take_proof(
    *,
    venue_id: str,
    as_at: datetime,
    clients: int,
    root: str,
    digest: str,
    held: Sequence[Mapping[str, Any]],
    addresses: Sequence[Mapping[str, Any]],
    challenge: str,
    seed: str,
    lot: Sequence[int],
    by: str,
    at: datetime,
) -> ReserveProof:
    """Enter a proof whose sums and signatures were checked; the challenge it answers is used up.

    :raises Refused: when the challenge is not the one that stands, or another proof of that moment does.
    """
    there = ReserveProof.objects.select_for_update().filter(venue_id=venue_id, as_at=as_at).first()
    if there is not None:
        raise Refused(
            f"{venue_id} gave a proof of {as_at:%Y-%m-%d %H:%M:%S} UTC already ({there.digest}): prove another moment"
        )
    answered = _answered(venue_id, challenge, at) if challenge else []
    proof = ReserveProof.objects.create(
        venue_id=venue_id, as_at=as_at, clients=clients, root=root, digest=digest, held=list(held),
        addresses=list(addresses), challenge=challenge, seed=seed, lot=list(lot), taken_at=at, taken_by=by,
    )  # fmt: skip
    values = {"as_at": as_at.isoformat(), "root": root, "digest": digest, "clients": clients, "seed": seed}
    journal.write(act=Act.PROVE, subject=venue_id, by=by, at=at, values=values, rows=[*answered, proof])
    return proof


def _answered(venue_id: str, challenge: str, at: datetime) -> list[ReserveChallenge]:
    standing = [one for one in _standing(venue_id) if one.nonce == challenge]
    if not standing:
        raise Refused(
            f"The challenge signed is not the one that stands for {venue_id}: give a new one (terezi challenge --venue {venue_id}) and let the addresses sign it"
        )
    _end(standing[0], Ended.ANSWERED, at)
    return standing


def _standing(venue_id: str) -> list[ReserveChallenge]:
    standing = ReserveChallenge.objects.select_for_update().filter(venue_id=venue_id, ended_at__isnull=True)
    return list(standing)


def _end(challenge: ReserveChallenge, why: Ended, at: datetime) -> None:
    challenge.ended_at, challenge.ended = at, why
    challenge.save()
