"""Who may file for a venue, and every return that was filed, with what became of it."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.venues.terms import DUTY_OF, Outcome


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
