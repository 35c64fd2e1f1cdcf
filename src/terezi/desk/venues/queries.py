"""Every read of challenges and proofs of reserves."""

from datetime import datetime

from django.db.models import QuerySet

from terezi.desk.venues.models import ReserveChallenge, ReserveProof


def standing_challenge(venue_id: str) -> ReserveChallenge | None:
    """Return the challenge a venue is to sign."""
    return ReserveChallenge.objects.filter(venue_id=venue_id, ended_at__isnull=True).first()


def proofs(venue_id: str = "") -> QuerySet[ReserveProof]:
    """Return the proofs of one venue or of all, the latest moment first."""
    every = ReserveProof.objects.order_by("-as_at", "venue_id")
    return every.filter(venue_id=venue_id) if venue_id else every


def proof_of(venue_id: str, as_at: datetime) -> ReserveProof | None:
    """Return the proof of one moment."""
    return ReserveProof.objects.filter(venue_id=venue_id, as_at=as_at).first()


def proofs_between(begins_at: datetime, ends_at: datetime) -> QuerySet[ReserveProof]:
    """Return the proofs of moments from the first, inclusive, to the second, exclusive."""
    return proofs().filter(as_at__gte=begins_at, as_at__lt=ends_at)


def proof_with(digest: str) -> ReserveProof | None:
    """Return the proof whose statement has a digest."""
    return ReserveProof.objects.filter(digest=digest).first()
