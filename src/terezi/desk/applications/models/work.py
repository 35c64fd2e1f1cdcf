"""What officers and agencies do with a file: who has it, what was compared, asked and said."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.applications.models.files import OFFICER, Application
from terezi.desk.applications.terms import CheckState, Drawn, Position


class Assignment(models.Model):
    """Which officer had the file from when, and whether it was drawn or handed over."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="assignments")
    how = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    passed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            UniqueConstraint(
                fields=("application",), condition=Q(ended_at__isnull=True), name="file_has_one_officer"
            ),
            CheckConstraint(condition=Q(how__in=list(Drawn)), name="assignment_is_drawn_or_by_hand"),
            CheckConstraint(
                condition=Q(how=Drawn.RANDOM) | ~Q(reason=""), name="assignment_by_hand_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} with {self.officer_id}"


class CheckResult(models.Model):
    """How far a check has come; a new result supersedes the one that stood."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    check_id = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    says = models.TextField(blank=True)
    sentence = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    compared = models.TextField(blank=True)
    list_versions = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    by_hand = models.BooleanField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("check_id", "at")
        constraints = (
            UniqueConstraint(
                fields=("application", "check_id"),
                condition=Q(superseded_at__isnull=True),
                name="check_has_one_result",
            ),
            CheckConstraint(condition=Q(state__in=list(CheckState)), name="check_state_is_known"),
            CheckConstraint(
                condition=~Q(state=CheckState.WAITING) | ~Q(waiting_on=""), name="check_waits_on_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_id}: {self.state}"


class RequestToApplicant(models.Model):
    """What is asked of the applicant: the field, the reason, who acts and by when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="requests")
    field = models.CharField(max_length=100)
    reason = models.TextField()
    who_acts = models.CharField(max_length=200)
    due_on = models.DateField()
    due_basis = models.CharField(max_length=20)
    asked_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            CheckConstraint(
                condition=~Q(field="") & ~Q(reason="") & ~Q(who_acts=""), name="request_says_what_and_who"
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="request_ends_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} of {self.application_id}"


class OpinionAsked(models.Model):
    """An agency is asked. Its silence is escalated and never counts as a yes."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    agency = models.CharField(max_length=30)
    asked_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_basis = models.CharField(max_length=20)
    position = models.CharField(max_length=20, blank=True)
    says = models.TextField(blank=True)
    given_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("agency",)
        constraints = (
            UniqueConstraint(fields=("application", "agency"), name="agency_asked_once"),
            CheckConstraint(condition=Q(position__in=["", *Position]), name="opinion_position_is_known"),
            CheckConstraint(
                condition=Q(position="") | Q(given_by__isnull=False, given_at__isnull=False) & ~Q(says=""),
                name="opinion_has_words_and_hand",
            ),
            CheckConstraint(
                condition=~Q(position=Position.NOT_GIVEN) | Q(escalated_at__isnull=False),
                name="silence_is_escalated_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} on {self.application_id}"
