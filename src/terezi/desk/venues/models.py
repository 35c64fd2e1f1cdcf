"""Challenges given to venues, and the proofs of reserves they gave."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.venues.terms import Ended


class ReserveChallenge(models.Model):
    """A number nobody could foresee, which the keys of a venue's reserve addresses sign; one stands at a time."""

    venue_id = models.CharField(max_length=40)
    nonce = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-given_at", "-id")
        constraints = (
            UniqueConstraint(
                fields=("venue_id",), condition=Q(ended_at__isnull=True), name="challenge_one_stands"
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ended="")
                | Q(ended_at__isnull=False, ended__in=[each.value for each in Ended]),
                name="challenge_ended_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"challenge of {self.venue_id} at {self.given_at}"


class ReserveProof(models.Model):
    """What a venue proved to owe and to hold at one moment; the list of clients itself is not kept.

    `held` has one object per asset (numbers of numerics.reserves.held), `addresses` what was shown of each, `lot` the leaves
    drawn by `seed` for a check by hand.
    """

    venue_id = models.CharField(max_length=40)
    as_at = models.DateTimeField()
    clients = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    held = models.JSONField()
    addresses = models.JSONField(default=list)
    challenge = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64)
    lot = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-as_at", "venue_id")
        constraints = (
            UniqueConstraint(fields=("venue_id", "as_at"), name="proof_one_of_a_moment"),
            CheckConstraint(condition=Q(clients__gt=0), name="proof_of_somebody"),
        )

    def __str__(self) -> str:
        return f"{self.venue_id} as at {self.as_at}"
