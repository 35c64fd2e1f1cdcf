"""Findings as they were received, and what firms and officers said beside them."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from terezi.desk.findings.terms import Severity, SubjectKind, Triage
from terezi.desk.people.models import Officer


class Finding(models.Model):
    """What one indicator says of one subject on one settlement day; it stands until superseded."""

    indicator = models.CharField(max_length=30)
    indicator_version = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    family = models.CharField(max_length=60)
    severity = models.CharField(
        max_length=20, choices=[(severity.value, severity.value) for severity in Severity]
    )
    subject = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in SubjectKind])
    day = models.DateField()
    first_day = models.DateField()
    stands_until = models.DateField()
    law_country = models.CharField(max_length=2)
    law_version = models.CharField(max_length=64)
    article = models.TextField(blank=True)
    article_in_force_from = models.DateField(null=True)
    lake_snapshot = models.TextField()
    measured = models.BigIntegerField()
    allowed = models.BigIntegerField()
    unit = models.CharField(max_length=60)
    gap_wh = models.BigIntegerField()
    confidence_ppm = models.PositiveIntegerField()
    money_minor = models.BigIntegerField(null=True)
    levy_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    sentence = models.TextField()
    values = models.JSONField(default=dict)
    hypotheses = models.JSONField(default=list)
    clears = models.JSONField(default=list)
    known_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-day", "indicator", "subject", "-known_at")
        constraints = (
            UniqueConstraint(
                fields=("indicator", "subject", "day"),
                condition=Q(superseded_at__isnull=True),
                name="finding_one_stands",
            ),
            CheckConstraint(condition=Q(severity__in=list(Severity)), name="finding_severity_is_known"),
            CheckConstraint(
                condition=Q(subject_kind__in=list(SubjectKind)), name="finding_subject_kind_is_known"
            ),
            CheckConstraint(condition=Q(confidence_ppm__lte=1_000_000), name="finding_confidence_is_a_share"),
            CheckConstraint(condition=Q(first_day__lte=models.F("day")), name="finding_run_begins_before"),
            CheckConstraint(condition=Q(stands_until__gt=models.F("day")), name="finding_stands_on_its_day"),
            CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=models.F("known_at")),
                name="finding_superseded_after_known",
            ),
        )
        indexes = (
            Index(fields=("day", "superseded_at"), name="finding_by_day"),
            Index(fields=("stands_until", "superseded_at"), name="finding_by_end"),
            Index(fields=("subject", "day"), name="finding_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.subject} {self.day}"

    @property
    def stands_days(self) -> int:
        """How many days it is on Today: a state one, an event more."""
        return (self.stands_until - self.day).days


class Reply(models.Model):
    """What the firm says about a finding, shown beside it."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    said_by = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.said_by} on {self.finding_id}"


class Look(models.Model):
    """That an officer looked at a finding, and what came of it."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="looks")
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in Triage])
    note = models.TextField(blank=True)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (CheckConstraint(condition=Q(state__in=list(Triage)), name="look_state_is_known"),)

    def __str__(self) -> str:
        return f"{self.state} {self.finding_id}"
