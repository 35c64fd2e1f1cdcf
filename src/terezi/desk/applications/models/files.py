"""The file of an application, and the numbers files are given."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.licences.terms import Status
from terezi.desk.parties.terms import PartyKind

OFFICER = settings.AUTH_USER_MODEL


class Series(models.Model):
    """Numbers given out under one beginning: the row whoever takes the next one holds until his act is done."""

    beginning = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.beginning} up to {self.last}"


class Application(models.Model):
    """Somebody asks to be registered or licensed in a class of actors."""

    number = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    actor_class = models.CharField(max_length=60)
    applicant = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="applications")
    key = models.CharField(max_length=64)
    party_name = models.CharField(max_length=300, blank=True)
    party_kind = models.CharField(max_length=30, blank=True)
    registration_number = models.CharField(max_length=60, blank=True)
    party_country = models.CharField(max_length=2, blank=True)
    agent_name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, default="en")
    answers = models.JSONField(default=dict)
    status = models.CharField(max_length=30, default=Status.DRAFT)
    law_day = models.DateField()
    law_version = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="files")
    drawn = models.CharField(max_length=20, blank=True)
    drawn_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=60, blank=True)
    licence_number = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            UniqueConstraint(fields=("applicant", "key"), name="application_begun_once"),
            CheckConstraint(condition=Q(status__in=list(Status)), name="application_status_is_known"),
            CheckConstraint(
                condition=Q(party_kind__in=["", *PartyKind]), name="application_party_kind_is_known"
            ),
            CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(status=Status.WITHDRAWN) | Q(submitted_at__isnull=False),
                name="application_is_submitted_before_review",
            ),
            CheckConstraint(
                condition=~Q(status__in=[Status.IN_REVIEW, Status.DECISION_PROPOSED])
                | Q(officer__isnull=False),
                name="application_in_review_has_officer",
            ),
            CheckConstraint(
                condition=~Q(status__in=[Status.REGISTERED, Status.LICENSED, Status.LIMITED])
                | ~Q(decision="") & ~Q(licence_number=""),
                name="application_granted_by_decision",
            ),
        )
        indexes = (models.Index(fields=("status", "submitted_at"), name="application_queue"),)

    def __str__(self) -> str:
        return self.number
