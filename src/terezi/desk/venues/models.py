"""Who may file for a venue and what was filed; challenges, proofs of reserves, what officers said of alerts and asked."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.findings.models import Finding
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.venues.terms import DUTY_OF, AlertState, Ended, Outcome


class Filer(models.Model):
    """Somebody, or a machine, that may file for a venue; nobody files for another."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="filers")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("venue", "officer", "named_at")
        constraints = (
            UniqueConstraint(
                fields=("venue", "officer"), condition=Q(ended_at__isnull=True), name="filer_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer_id} files for {self.venue_id}"


class Filing(models.Model):
    """One return as it was filed, and the receipt for it; nothing of it is ever changed."""

    number = models.CharField(max_length=60, unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="filings")
    duty = models.CharField(max_length=20, blank=True, choices=[(duty, duty) for duty in DUTY_OF.values()])
    file = models.CharField(max_length=300)
    delivery = models.CharField(max_length=16)
    outcome = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Outcome])
    filed_by = models.CharField(max_length=150)
    filed_at = models.DateTimeField()
    rows_new = models.PositiveBigIntegerField(default=0)
    rows_corrected = models.PositiveBigIntegerField(default=0)
    rows_unchanged = models.PositiveBigIntegerField(default=0)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    problems = models.JSONField(default=list)
    notes = models.JSONField(default=list)

    class Meta:
        ordering = ("-filed_at", "-pk")
        indexes = (models.Index(fields=("venue", "duty", "first_day"), name="filing_of_days"),)
        constraints = (
            CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="filing_outcome_is_known"),
        )

    def __str__(self) -> str:
        return self.number


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


class AlertLook(models.Model):
    """That an officer looked at an alert of the lake, and what came of it; the latest says where it stands."""

    venue_id = models.CharField(max_length=40)
    alert_id = models.CharField(max_length=40)
    day = models.DateField()
    kind = models.CharField(max_length=30)
    cluster = models.CharField(max_length=200)
    instrument = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=[(each.value, each.value) for each in AlertState])
    reason = models.TextField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(fields=("venue_id", "alert_id"), name="alert_look_by_alert"),
            models.Index(fields=("venue_id", "cluster"), name="alert_look_by_cluster"),
        )
        constraints = (
            CheckConstraint(condition=Q(state__in=list(AlertState)), name="alert_look_state_is_known"),
            CheckConstraint(condition=~Q(reason=""), name="alert_look_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.venue_id} {self.alert_id}"


class VenueQuestion(models.Model):
    """A question an officer asked an exchange about an alert (by the look that asks it) or a finding, and the answer.

    `about` is what the exchange needs to look it up in its own books. A question ends unanswered when the alert is closed.
    """

    number = models.CharField(max_length=60, unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="questions")
    look = models.OneToOneField(AlertLook, on_delete=models.PROTECT, null=True, related_name="question")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.JSONField()
    text = models.TextField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_says = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=("venue", "answered_at"), name="question_by_venue"),)
        constraints = (
            CheckConstraint(
                condition=Q(look__isnull=True, finding__isnull=False)
                | Q(look__isnull=False, finding__isnull=True),
                name="question_about_one_thing",
            ),
            CheckConstraint(condition=~Q(text=""), name="question_has_words"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="question_answered_by_somebody",
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(ended_at__isnull=True), name="question_ends_once"
            ),
        )

    def __str__(self) -> str:
        return self.number
